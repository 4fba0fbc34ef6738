/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* store_backend.h - private to store/ and its tests: what sqlite.c and postgres.c offer behind one table.
 *
 * Owns: connection, statement, query, the shared state of a store. Does not own: any SQL dialect; whatever
 * differs between the two databases is a member of struct backend, nowhere an `if` on its name. */
#ifndef JUEBU_STORE_STORE_BACKEND_H
#define JUEBU_STORE_STORE_BACKEND_H

#include <pthread.h>

#include "base/limits.h"
#include "store/store.h"

#define STORE_NAMES 96                           /* parameters of one statement */
#define STORE_STATEMENTS 256                     /* prepared and kept per connection */
#define STORE_CONNECTION_BYTES (4 * 1024 * 1024)  /* evicted statements stay in its arena; beyond this it is opened anew */
#define STORE_READERS 8                          /* reading connections */
#define STORE_KEPT_BYTES (512 * 1024)            /* of a reading connection: beyond this it keeps nothing more (kept.h) */
#define STORE_WORKERS 2                          /* threads for store_work */

/* What went wrong, as far as anybody acts differently on it. */
enum trouble {
	TROUBLE_NONE,
	TROUBLE_UNIQUE,
	TROUBLE_REFERENCE,
	TROUBLE_RETRY,                  /* serialization failure or deadlock, with somebody who is no program of ours: run the batch again */
	TROUBLE_OTHER,
};

enum value_kind { VALUE_UNBOUND, VALUE_NULL, VALUE_INT, VALUE_REAL, VALUE_TEXT, VALUE_BLOB };
struct value { enum value_kind kind; int64_t number; double real; Str bytes; };

/* One prepared text on one connection. The same text may stand twice: a query may run inside itself. */
struct statement {
	uint64_t hash;
	Str text;                       /* as the program wrote it */
	Str *names;                     /* ":id", in order of first use */
	size_t name_count;
	bool asks, was_looked_at;       /* known.c: it changes nothing */
	Str writes;                     /* known.c: else the table it writes; empty: it may be any */
	const char **asked;             /* per column: by which constant it was asked for last; found again without comparing */
	int columns;
	bool busy;
	int64_t used;                   /* the connection's count at the last use; the smallest is evicted */
	void *handle;                   /* SQLite */
	unsigned number;                /* PostgreSQL: prepared as s<number> */
	struct statement *next;         /* in its bucket */
};

struct connection {
	const struct backend *backend;
	struct store *store;
	struct arena *arena;            /* ends with the connection */
	void *handle;
	bool writing;
	bool gone;                      /* not to be used again */
	enum trouble trouble;           /* of the act that runs; any trouble ends the act */
	char why[320];                  /* for the log; never a value */
	struct statement *buckets[STORE_STATEMENTS];
	size_t statement_count;
	size_t owed;                    /* PostgreSQL: sent, and not yet answered */
	bool trusting;                  /* in a batch: an act's last statements are answered for with the next act's questions (writer.c) */
	size_t acts_left;               /* of the batch, with the one that runs */
	struct known *known;            /* while trusting; NULL: nothing yet */
	int64_t uses;
	unsigned last_number;
	struct query *open;             /* newest first */
	struct connection *next;        /* in the pool */
	int64_t snapshot;               /* a reader's: how many commits there were before it began */
	struct kept *kept;              /* a reader's: what was made of its snapshot; NULL: nothing yet */
};

struct copy;                                     /* store/copy.h */

enum step { STEP_ROW, STEP_DONE, STEP_FAILED };

struct query {
	struct act *act;
	struct connection *connection;
	struct statement *statement;    /* NULL: it could not be prepared, or the query is closed */
	struct value *values;
	bool started, has_row, finished, broken;
	int64_t changed;
	int hint;                       /* columns and names are mostly asked in order */
	size_t name_hint;
	void *result;                   /* PostgreSQL */
	bool borrowed;                  /* the result is known.c's */
	int row, rows;
	struct query *next;             /* open ones of the connection */
};

enum { WORD_ID, WORD_INT, WORD_TEXT, WORD_REAL, WORD_BLOB, WORD_STRICT, SCHEMA_WORDS };

struct backend {
	const char *name;
	const char *words[SCHEMA_WORDS];            /* in statements */
	const char *schema_words[SCHEMA_WORDS];     /* in the schema: a column has a collation, a cast may not */
	const char *begin_reading, *begin_writing;      /* who begins writing waits until nobody else writes, and then sees it all */
	bool is_file;                   /* one file, locked by the one program that writes it */
	bool (*connect)(struct connection *);   /* store and writing are set; false: why is set */
	void (*disconnect)(struct connection *);
	bool (*share_snapshot)(struct connection *from, struct connection *with);       /* both have begun; NULL: it cannot */
	bool (*command)(struct connection *, const char *sql);  /* constant text, perhaps several statements */
	/* The same, sent with what is asked next; what it meets is found there, or by settle(). */
	bool (*command_later)(struct connection *, const char *sql);
	bool (*in_transaction)(struct connection *);
	bool (*prepare)(struct connection *, struct statement *, Str rewritten);
	void (*forget)(struct connection *, struct statement *);
	bool (*run_later)(struct query *);      /* likewise, of a statement; NULL: asking costs no way, so it is run at once */
	bool (*settle)(struct connection *);    /* was all that was sent done? NULL: it was */
	void (*hurry)(struct connection *);     /* the server may work on what was sent while the next act is thought out; may be NULL */
	const struct sql *ids_ahead;            /* :count ids, as id, of the :table's next rows; NULL: asking for an id costs no way */
	enum step (*step)(struct query *);
	void (*reset)(struct query *);
	int (*columns)(const struct query *);
	const char *(*column_name)(const struct query *, int column);
	bool (*is_null)(const struct query *, int column);
	/* NULL is read as 0 and as nothing of text. */
	int64_t (*read_int)(const struct query *, int column);
	double (*read_real)(const struct query *, int column);
	Str (*read_text)(const struct query *, int column);     /* valid until the next step */
	Str (*read_blob)(const struct query *, int column);     /* likewise, or in the act's arena */
	bool (*references_hold)(struct connection *);   /* no deferred reference is broken; may be NULL */
	bool (*migration_begin)(struct connection *);
	bool (*schema_sound)(struct connection *);      /* what the schema must be like; false: why */
	const char *count_tables;                       /* anybody's, as count */
	bool (*copy_out)(struct connection *, const struct copy *, Str *error_out);
	bool (*copy_in)(struct act *, const struct copy *);     /* NULL: a file is copied as a file */
};
extern const struct backend sqlite_backend, postgres_backend;

struct work { void (*run)(void *); void *thing; };

struct store {
	struct arena *arena;
	struct house *house;
	const struct backend *backend;
	const char *url;
	bool exclusive;
	bool hasty;                     /* a commit does not wait for the disk */
	int lock_fd;

	pthread_mutex_t lock;           /* guards all below */
	pthread_cond_t errands_came, reader_freed, work_came;
	bool closing, work_closing;     /* refuse new acts, new work */
	struct errand *first, *last;
	struct store_figures figures;
	_Atomic int64_t commit_ns;      /* without the lock: whoever commits adds */
	struct connection *idle;
	_Atomic int64_t batches;        /* written so far, stored or not; raised before anybody is answered */
	size_t readers;
	struct work work[LIMIT_WAITING_LOGINS];
	size_t work_first, work_count;
	pthread_t writer, workers[STORE_WORKERS];
	bool can_write, writer_runs;    /* a file may be opened only to be read */
	size_t worker_count;
};

/* store.c */
struct connection *connection_open(struct store *, bool writing, Str *error_out);
void connection_close(struct connection *);
struct connection *reader_take(struct store *, struct act *);    /* in its transaction; NULL: refused */
void reader_give(struct connection *);
/* Another reader in a transaction, on the same snapshot if the backend can share one; not of the pool. NULL: none. */
struct connection *reader_beside(struct connection *);
/* Before a batch: a snapshot that nobody reads would keep the log of changes from being emptied. */
void snapshots_end(struct store *);
/* Begins; reopens the connection once if the server had gone meanwhile. *c may be NULL before. */
bool connection_begin(struct store *, struct connection **c, bool writing);
bool connection_is_worn(const struct connection *);              /* not to be used again, or not worth it */
bool thread_start(pthread_t *, void *(*body)(void *), void *thing);      /* deaf to signals: they are main's */

/* kept.c */
void kept_forget(struct connection *);

/* known.c - what this transaction has read and nothing in it has changed: not asked for again. Only while trusting. */
void *known_answer(struct query *);              /* NULL: not known */
bool known_keep(struct query *, void *answer, size_t bytes, void (*end)(void *));        /* false: the answer stays the caller's */
void known_changes(struct query *);              /* it is about to run: what it may change is not known any more */
void known_undone(struct connection *);          /* an act of the batch was rolled back: only ids taken ahead stay */
void known_forget(struct connection *);          /* all of it; no query is open */

/* act.c */
extern _Thread_local bool is_writer_thread;
Str words_keep(Str);                             /* until the thread's next failure */
void act_begin(struct act *, const struct act_seed *, struct arena *, struct connection *);
bool act_perform(struct act *, ActBody *, void *input);  /* true: sound, to be committed */
void act_ends(struct house *, struct act_end **, bool stored);   /* calls what waits for the end, and forgets it */
extern const struct refusal refusal_lost;        /* what was being written is not stored */

/* query.c */
struct statement *statement_find(struct connection *, Str text);         /* NULL: trouble and why are set */
void statements_forget(struct connection *);
void queries_close(struct connection *);
void queries_settle(struct act *);               /* refuses if what was sent and not waited for met trouble */
void connection_trouble(struct connection *, enum trouble, const char *why);

/* rewrite.c */
bool rewrite_words(struct arena *, Str sql, const char *const *words, Str *out);
struct names { Str *at; size_t room, count; };
bool rewrite_statement(struct arena *, Str sql, const char *const *words, Str *out, struct names *);     /* sets .count */

/* writer.c, work.c */
bool writer_start(struct store *);
void writer_stop(struct store *);
bool workers_start(struct store *);
void workers_stop(struct store *);

#endif
