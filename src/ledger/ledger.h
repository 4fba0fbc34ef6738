/* ledger.h - what was done, by whom, when: appended, never changed, sealed, verifiable.
 *
 * An entry is written in the same transaction as what it tells of. Entries get their gapless number and are
 * sealed in blocks {first, last, Merkle root, previous seal, SM3}: on SQLite with each commit, on PostgreSQL
 * within a second. `after` holds the whole row as canonical JSON, so verify can compare every record row
 * with the last word the ledger has on it. Clauses meet here: each entry is an event others may hear. */
#ifndef JUEBU_LEDGER_LEDGER_H
#define JUEBU_LEDGER_LEDGER_H

#include "store/query.h"

struct event {
	const char *event;              /* "weekly_report.submit": record and verb */
	const char *subject;            /* record name, "weekly_report"; NULL for what is about no row */
	int64_t subject_id;
	int64_t unit_id;                /* whose it is, 0 none: for who may see the entry */
	Str before;                     /* canonical JSON of the changed fields as they were; empty for a new row */
	Str after;                      /* canonical JSON of the whole row; empty if it is gone */
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

bool ledger_seal(struct act *);                  /* house->seal; nothing to seal is fine */

/* What verify found. place: "ledger 17", "seal 4", "weekly_report 12". */
struct verdict { bool sound; int64_t entries, blocks, rows; Str place, why; Str head; };

/* How verify reads a record row: implemented in record/, handed down so that ledger/ need not know it. */
typedef bool NextRow(struct act *, void *state, const char **subject_out, int64_t *id_out, Str *json_out);
bool ledger_verify(struct act *, NextRow *, void *state, struct verdict *out) MUST_USE;

Str ledger_head(struct act *);                   /* newest seal in hex, for the foot of prints; empty if none */

extern const struct sql *const ledger_statements[];

#endif
