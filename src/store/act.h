/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* act.h - one thing somebody does: one arena, one reading of the clock, one transaction, one refusal.
 *
 * Either all of it happened, or none of it and the refusal says why. struct act is the first argument of
 * everything that can fail, read the clock or touch the database; a function without it is pure.
 * Owns: act, house, refuse(). Does not own: who may do what (people/), what is written down (ledger/). */
#ifndef JUEBU_STORE_ACT_H
#define JUEBU_STORE_ACT_H

#include "base/arena.h"
#include "base/must.h"
#include "base/refusal.h"
#include "calendar/calendar.h"

struct store;
struct connection;                  /* one database connection in one transaction */
struct caller;                      /* people/people.h */
struct clause;                      /* clause/clause.h */
struct setting;                     /* record/setting.h */
struct settings;
struct act;
struct event;                       /* ledger/ledger.h */
struct record;                      /* record/record.h */
struct duty_rule;                   /* duty/duty.h */
struct vault;                       /* vault/vault.h */


/* Which door an act came through; its word stands in the ledger. */
enum via { VIA_PAGE, VIA_API, VIA_COMMAND, VIA_TICK, VIA_DEMO, VIA_TEST, VIA_TERMINAL, VIAS };
extern const char *const via_words[VIAS];

/* What lives as long as the program; filled once by app/ (or a test) and then only read. Lower levels call
 * upper ones only through the functions here. */
struct house {
	struct store *store;                        /* set by store_open */
	const struct caller *system;                /* &caller_system: a seed without .who */
	const struct clause *const *clauses;        /* NULL-ended, in the order of the menu */
	bool (*hear)(struct act *, const struct event *);   /* tells every clause; false fails the act */
	/* May the caller name that row in a field? NULL: any that is there. false: refused. */
	bool (*may_name)(struct act *, const struct record *, int64_t id, bool *out);
	bool (*seal)(struct act *);                 /* ledger/: numbers and seals what the batch wrote */
	const struct duty_rule *(*find_duty_rule)(const struct house *, Str name);
	Instant (*clock)(const struct house *);     /* real, or virtual for --clock and the demo */
	int64_t clock_shift_s;                      /* virtual minus real */
	const struct calendar *_Atomic calendar;    /* replaced whole when a year is imported */
	const struct settings *_Atomic settings;    /* replaced whole when one is changed */
	void *_Atomic sessions;                     /* people/session.c */
	void *_Atomic calendars;                    /* record/holiday.c: those kept for acts that began before */
	const struct vault *vault;                  /* opens personal text; NULL: the key is not here, or another house's */
	bool vault_is_wrong;
	bool is_demo;
};

struct act {
	struct arena *arena;
	struct house *house;
	struct connection *connection;
	const struct calendar *calendar;
	const struct caller *who;                   /* never NULL; the system itself is a caller too */
	int64_t actor_id;                           /* account, 0 the system */
	Str actor_name;                             /* as it is today, for the ledger; empty: the system */
	enum via via;
	Instant now;                                /* arrival of the request's last byte, or the tick's minute */
	Instant effective;                          /* which minute it is about: now, unless the clock catches up */
	bool writing;
	struct refusal refusal;
	void *remembered;                           /* record/title.c: titles looked up in this act */
	Str shown_once;                             /* a secret made in this act: in its answer, and kept nowhere */
	const struct setting *supposed;             /* asked for as if it held on every day (duty/duty_supposed.c); NULL: none */
	struct act_end *ends;                       /* what act_at_end was asked for, newest first */
	struct newborn *newborn;                    /* record/record.c: rows inserted by ids that no row had before */
};

typedef bool ActBody(struct act *, void *input);

/* Ends the act with words for a person (Chinese, what to do). Always false. The first refusal stays. */
bool refuse(struct act *, enum refusal_kind, const char *rule, const char *format, ...)
	__attribute__((format(printf, 4, 5)));
/* One thing to mend at a field; go on looking for more, then return act_sound(). */
void fault_at(struct act *, Str field, const char *rule, const char *format, ...)
	__attribute__((format(printf, 4, 5)));
bool act_sound(struct act *) MUST_USE;          /* false, refused as BAD_INPUT, if a fault was noted */

/* What memory outside the database learns of an act, it learns when it is sure: called once, in the order asked for,
 * after the commit (stored) or when nothing of the act is stored, before anybody is answered. A reading act has
 * nothing to wait for: at once, stored. thing must live as long as the act's arena. */
typedef void ActEnd(struct house *, void *thing, bool stored);
void act_at_end(struct act *, ActEnd *, void *thing);

/* In a batch on PostgreSQL an act runs ahead of answers that cost a way each; what it finds it should have asked for first
 * (a key sent twice), it has run again: then nobody runs ahead. Always false. */
bool act_runs_ahead(const struct act *);
bool act_run_again(struct act *, const char *why);

/* ---- running acts ---- */

/* What an act is run for; copied. arena may be NULL: then the act brings and closes its own. */
struct act_seed {
	struct house *house;
	const struct caller *who;       /* NULL: the system */
	int64_t actor_id;
	Str actor_name;                 /* lives at least as long as the act */
	enum via via;
	Instant now;
	Instant effective;              /* not set: now */
	struct arena *arena;
};

/* A reading act: at once, on this thread's own connection, one snapshot, nothing can be written. */
bool act_read(const struct act_seed *, ActBody *, void *input, struct refusal *refusal_out) MUST_USE;
/* Beside a reading act that has read nothing yet: a second one for another thread, with an arena and a connection of its
 * own; NULL: none is to be had. On a server both see one snapshot. On a file each sees it from its first question on:
 * the caller asks both for what every commit changes. To be ended before the first. */
struct act *act_beside(struct act *) MUST_USE;
void act_beside_end(struct act *);               /* NULL is fine */
/* A writing act, waiting for its commit: commands, the clock, tests. Not within another writing act.
 * The words of a refusal, of both, stand in the seed's arena if it has one, else they live until the thread's
 * next refused act. A body that returns false must have refused; what it refused is not stored. On PostgreSQL
 * a writing body may run again from its start: it may not build on what it left in its input the first time. */
bool act_write(const struct act_seed *, ActBody *, void *input, struct refusal *refusal_out) MUST_USE;

/* A writing act for somebody who does not wait: the http thread suspends its connection and goes on. */
struct errand {
	struct act_seed seed;           /* seed.arena must be set: answer and refusal are built in it */
	ActBody *body;
	void *input;
	struct refusal refusal;         /* filled before done is called */
	void (*done)(struct errand *);  /* on the writer's thread, after commit (durable) or roll-back */
	void *owner;
	struct errand *next;            /* the queue's */
	Str shown_once;                             /* a secret made in this act: in its answer, and kept nowhere */
	struct act_end *ends;           /* the writer's */
};
void act_submit(struct errand *);   /* always ends in done(), at once with REFUSED_BROKEN if the queue is full or draining */

/* Something slow on a worker thread, without a database connection of its own (Argon2id, later PDF):
 * work runs on a worker; it may call act_read and act_write. false: too many are waiting. */
bool store_work(struct store *, void (*work)(void *), void *thing) MUST_USE;

#endif
