/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* store.h - the database: SQLite in one file, or PostgreSQL. No level above knows which.
 *
 * Reading acts run on a pool of connections, a snapshot each; one writer thread takes what has gathered, opens one
 * transaction, runs each act in a savepoint, seals, commits once (fsync), then answers all. PostgreSQL: programs on one
 * database take turns, so that what an act has read nobody changes before its commit.
 * After any error in a batch the whole transaction may be gone (disk full): then everybody in it is refused
 * as BROKEN and nothing is claimed. */
#ifndef JUEBU_STORE_STORE_H
#define JUEBU_STORE_STORE_H

#include "store/query.h"

struct migration { const char *name; const char *sql; };        /* the files of schema/, embedded at build, in order */

/* url: a file path or postgresql://…; NULL: error_out, in Chinese, until the thread's next failure. exclusive:
 * take the file lock as its one writer; without it an SQLite file can only be read. Sets house->store.
 * The house must carry .seal and .clock before the first writing act. */
struct store *store_open(struct house *, Str url, bool exclusive, Str *error_out);
/* The same, exclusive, where a commit does not wait for the disk: tests, and the demo, which is made anew if the
 * machine stops halfway. What it wrote is as safe as any file the system has not written out yet. */
struct store *store_open_hasty(struct house *, Str url, Str *error_out);
void store_close(struct store *);                /* drains: refuses new acts, answers all that wait, stops */

/* Brings the schema up to date, each migration in a transaction with its line in schema_migration.
 * Asserts STRICT and foreign keys. false: error_out says which and why; nothing of that one stays. */
bool store_migrate(struct store *, const struct migration *, size_t count, Str *error_out) MUST_USE;
bool store_is_server(Str url);                   /* else a file's path */
bool store_is_ready(struct store *);             /* /healthz: a connection answers */
Str store_file(const struct store *);            /* the path of its one file; empty: it is a server */
int64_t store_free_bytes(const struct store *);  /* on the disk under the file; -1: not ours to know */
Str store_name(const struct store *);            /* "SQLite" / "PostgreSQL", for the operator only */
void store_prepare_all(struct act *, const struct sql *const *statements);   /* NULL-ended; refuses with the first that does not prepare */

extern const struct migration migrations[];        /* generated from schema/; .name NULL ends */

/* acts: those stored; refused: writing acts refused for whatever reason; waiting: now. */
struct store_figures { int64_t acts, commits, refused, batches_largest, waiting, commit_ns /* spent in COMMIT */; };
struct store_figures store_figures(struct store *);             /* /metrics, benches */

/* Exported for its tests and fuzzer: ":name" → "$1"; names_out gets the names, ":name", in order of first use.
 * false: an open quote or comment, a "$", or more names than room. */
bool store_rewrite_names(struct arena *, Str sql, Str *sql_out, Str *names_out, size_t names_room, size_t *count_out);

#endif
