/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* copy.h - the whole database as one file, and back.
 *
 * The file is an SQLite database in the program's own schema whatever it was copied from, so it can be put back into
 * either, and be looked into with common tools. Owns: one moment of all rows, exactly as they stood.
 * Does not own: what makes a backup trustworthy and how it comes to its final name (app/backup.c). */
#ifndef JUEBU_STORE_COPY_H
#define JUEBU_STORE_COPY_H

#include "store/store.h"

struct copy {
	const char *path;               /* out: there, empty, nobody else's. in: only read */
	const char *const *left_out;    /* tables whose rows do not travel; NULL-ended */
	const struct migration *list;
	size_t count;                   /* of the list */
	size_t known;                   /* in: so many of them the file has seen (store_copy_look) */
	/* in: where ids of rows that are gone are still named, so that none is given out again; .table NULL: nowhere */
	struct { const char *table, *of_table, *id; } history;
};

/* Reads only, and holds nobody up: one snapshot, which neither waits for writers nor makes them wait. */
bool store_copy_out(struct store *, const struct copy *, Str *error_out) MUST_USE;

/* Is the file a database of ours, whole (as long as it says), and not newer than the list? */
bool store_copy_look(struct arena *, const char *path, const struct migration *, size_t count, size_t *known_out,
                     Str *error_out) MUST_USE;

/* Brings the file's rows into a server's empty database and its schema up to date, numbers going on behind the highest
 * that was ever used; then body (a writing act) has the last word. All of it in one transaction: false, nothing stays. */
bool store_copy_in(struct store *, const struct copy *, const struct act_seed *, ActBody *body, void *input,
                   struct refusal *refusal_out) MUST_USE;

/* Has it no table of anybody? */
bool store_is_bare(struct store *, bool *out, Str *error_out) MUST_USE;

#endif
