/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* query.h - SQL statements are constants, values are bound by name, columns are read by name.
 *
 * A statement is a `static const struct sql`; nothing else can be run, so text of a user never becomes SQL
 * (only record/ composes, from constant parts). One text serves both databases: ":name" is rewritten for
 * PostgreSQL, and the words {int} {text} {real} {blob} stand for types in CASTs.
 * Every name of the text must be bound, no other may (a bug ends the program); bound text must live until the
 * query has ended.
 * Errors are sticky: bind and read freely, the verb at the end tells. After a failure every further read
 * gives zero or empty and the act is refused as BROKEN.
 * NULL: query_bind_str binds the empty text as NULL, a Date, Instant or id that is not set as NULL;
 * reading NULL gives the empty text, 0, not set. That is the whole rule of NULL in the program. */
#ifndef JUEBU_STORE_QUERY_H
#define JUEBU_STORE_QUERY_H

#include "geo/place_text.h"
#include "store/act.h"

struct sql { const char *text; };
struct query;

struct query *store_query(struct act *, const struct sql *);    /* lives in the act's arena; closed with it */

void query_bind_int(struct query *, const char *name, int64_t);
void query_bind_id(struct query *, const char *name, int64_t);  /* 0 is NULL */
void query_bind_real(struct query *, const char *name, double);
void query_bind_bool(struct query *, const char *name, bool);   /* stored as 0 or 1 */
void query_bind_str(struct query *, const char *name, Str);
void query_bind_blob(struct query *, const char *name, Str bytes);
void query_bind_date(struct query *, const char *name, Date);   /* 'YYYY-MM-DD' */
void query_bind_place(struct query *, const char *name, struct place);          /* '113.5501000,34.8088000' */
void query_bind_instant(struct query *, const char *name, Instant);

/* column: a literal, or a name out of a table; never text made for the act. */
bool query_next(struct query *);                 /* a row is there; false: no more, or broken (ask query_done) */
int64_t query_int(struct query *, const char *column);
double query_real(struct query *, const char *column);
bool query_bool(struct query *, const char *column);
Str query_str(struct query *, const char *column);               /* copied into the act's arena */
Str query_blob(struct query *, const char *column);
Date query_date(struct query *, const char *column);
Instant query_instant(struct query *, const char *column);
bool query_is_null(struct query *, const char *column);

/* How a query ends; each closes it. */
bool query_done(struct query *) MUST_USE;        /* after the last row: was everything sound? */
bool query_run(struct query *) MUST_USE;         /* a statement without rows */
/* The same where nothing hangs on its answer: PostgreSQL gets it with the next statement, and what it meets ends the act there. */
bool query_run_later(struct query *) MUST_USE;
bool query_run_counting(struct query *, int64_t *changed_out) MUST_USE;
bool query_change_one(struct query *) MUST_USE;  /* exactly one row changed; none: REFUSED_STALE */
bool query_one(struct query *, bool *found_out) MUST_USE;   /* steps to the only row; read it, then query_done */
bool query_only_int(struct query *, const char *column, int64_t *out) MUST_USE;      /* of the only row; no row: 0 */
bool query_any(struct query *, bool *out) MUST_USE;      /* is there a row at all? */
/* The ints of one column, in the arena; reads no more than most rows, which the statement should limit too. */
bool query_ints(struct query *, const char *column, size_t most, int64_t **out, size_t *count_out) MUST_USE;
bool query_insert(struct query *, int64_t *id_out) MUST_USE;    /* for INSERT … RETURNING id; no row (ON CONFLICT DO NOTHING): id 0 */
/* Where asking costs a way (PostgreSQL, within a batch) the id of a row before it is inserted, so that nothing hangs on the
 * insert's answer: query_run_later. 0: the database gives it with the insert. */
bool store_id_ahead(struct act *, const char *table, int64_t *out) MUST_USE;
/* A counter whose value the batch has read or set already. As long as it runs nobody else changes it; what an act that is
 * refused has set is forgotten. */
bool batch_number(const struct act *, Str key, int64_t *out);
void batch_number_is(struct act *, Str key, int64_t number);
/* Whichever verb: a broken UNIQUE is REFUSED_CONFLICT "store.unique", a broken reference "store.reference". */

#endif
