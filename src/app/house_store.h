/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* house_store.h - what was already answered, and the facts of the house. */
#ifndef JUEBU_APP_HOUSE_STORE_H
#define JUEBU_APP_HOUSE_STORE_H

#include "store/query.h"

bool once_find(struct act *, Str key, int64_t account_id, Str *location_out) MUST_USE;   /* empty: not yet */
bool once_remember(struct act *, Str key, int64_t account_id, Str location) MUST_USE;
bool once_prune(struct act *, Instant before) MUST_USE;           /* the oldest, a thousand at most */

bool house_fact(struct act *, Str name, Str *value_out) MUST_USE;        /* empty: not known */
bool house_fact_set(struct act *, Str name, Str value) MUST_USE;

bool house_last_entry(struct act *, Instant *out) MUST_USE;                  /* not set: the ledger is empty */

/* What /metrics tells of the database; costs the same however long the history is. */
struct owed { Str rule, state; int64_t count; };
struct house_figures {
	int64_t head;                   /* number of the last sealed entry; 0: none */
	Instant head_at;
	bool anchored;
	Instant anchored_at;            /* the beginning of the day of the last anchor */
	struct owed *duties;
	size_t duty_count;
};
bool house_figures(struct act *, struct house_figures *out) MUST_USE;

extern const struct sql *const house_statements[];

#endif
