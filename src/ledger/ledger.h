/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* ledger.h - what was done, by whom, when: appended, never changed, sealed, verifiable.
 *
 * An entry is written in the same transaction as what it tells of. Entries get their gapless number and are
 * sealed in blocks {first, last, Merkle root, previous seal, SM3}: on SQLite with each commit, on PostgreSQL
 * within a second. `after` holds the whole row as canonical JSON, so verify can compare every record row
 * with the last word the ledger has on it. Clauses meet here: each entry is an event others may hear.
 * Owns: ledger, ledger_seal. How they are hashed, for an independent verifier: digest.h. */
#ifndef JUEBU_LEDGER_LEDGER_H
#define JUEBU_LEDGER_LEDGER_H

#include "store/query.h"

struct event {
	const char *event;              /* "weekly_report.submit": record and verb */
	const char *subject;            /* record name, "weekly_report"; NULL for what is about no row */
	int64_t subject_id;
	int64_t unit_id;                /* whose it is, 0 none: for who may see the entry */
	Str before;                     /* canonical JSON of the changed fields as they were; empty for a new row */
	Str after;                      /* canonical JSON of the whole row; empty if it is gone. Both empty: a remark
	                                   about the row (viewed, printed), which says nothing of its content */
	Str note;                       /* ground or remark in words */
	const void *row;                /* the typed row as it is now, for hearers; NULL if there is none */
	const void *row_before;
};

/* Appends and tells every clause (house->hear). */
bool ledger_note(struct act *, const struct event *) MUST_USE;

struct ledger_entry {
	int64_t id, no, actor_id, unit_id, subject_id;
	Instant written_at, effective_at;
	Str actor_name, via, event, subject, before, after, note;
};
/* Newest first, below before_id (0: from the newest), of one subject row. */
bool ledger_of(struct act *, const char *subject, int64_t subject_id, int64_t before_id, size_t most,
               struct ledger_entry **out, size_t *count_out) MUST_USE;

/* The page of the ledger. What is 0, empty or not set does not filter. */
enum { LEDGER_SYSTEM = -1 };        /* as actor_id: what nobody did but the program itself */
struct ledger_ask {
	Str subject;                    /* record name */
	int64_t subject_id;
	Str event_prefix;               /* "weekly_report.", "duty.raise" */
	int64_t actor_id, unit_id;
	Date from_on, to_on;            /* both inclusive, of written_at */
	int64_t before_id;              /* keyset: older than this entry; 0: from the newest */
	size_t most;                    /* 0: LIMIT_LIST_DEFAULT_ROWS; never over LIMIT_LIST_ROWS */
};
struct ledger_page {
	struct ledger_entry *entries;   /* newest first */
	size_t count;
	int64_t older;                  /* before_id of the next page; 0: nothing is older. May be set though count is
	                                   below most: a call looks through so many entries and no further */
};
bool ledger_list(struct act *, const struct ledger_ask *, struct ledger_page *out) MUST_USE;

bool ledger_seal(struct act *);                  /* house->seal; nothing to seal is fine */

/* What verify found. place: "ledger 17", "seal 4", "weekly_report 12". */
struct verdict { bool sound; int64_t entries, blocks, rows; Str place, why; Str head; };

/* How verify reads a record row: implemented in record/, handed down so that ledger/ need not know it.
 * false: no more rows, or refused. json_out need live no longer than to the next call. */
typedef bool NextRow(struct act *, void *state, const char **subject_out, int64_t *id_out, Str *json_out);
/* A reading act: one snapshot. true: it was all looked at, out says with what result; next may be NULL: no rows. */
bool ledger_verify(struct act *, NextRow *, void *state, struct verdict *out) MUST_USE;
/* Does a seal kept outside (mail, print) still end with that entry? What verify alone cannot see: a cut-off end. */
bool ledger_anchor_holds(struct act *, int64_t last_no, Str seal_hex, bool *out) MUST_USE;

Str ledger_entry_hash(struct arena *, const struct ledger_entry *);      /* in hex; empty if not sealed yet */
Str ledger_head(struct act *);                   /* newest seal in hex, for the foot of prints; empty if none */

extern const struct sql *const ledger_statements[];

#endif
