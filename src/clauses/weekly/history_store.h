/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* history_store.h - what a unit said of one matter week by week, and what stands before and after a report; for
 * clauses/weekly/ only. */
#ifndef JUEBU_CLAUSES_WEEKLY_HISTORY_STORE_H
#define JUEBU_CLAUSES_WEEKLY_HISTORY_STORE_H

#include "clauses/weekly/weekly.h"

/* One week's words on a matter: where they stand, and the Bureau's entry on them if there is one. */
struct said {
	ItemId item_id;
	ReportId report_id;
	Str period;
	enum report_state state;
	Instant arrived_at;
	int64_t correction_id;          /* the newest approved one of the report; 0: none */
	DigestId digest_id;             /* not set: in no digest */
	enum digest_state digest_state;
	Str analysis, proposal_words;
	enum proposal proposal;
};
/* Newest week first: the items of the same matter, and those carried over from or to this one. */
bool history_of_item(struct act *, const struct weekly_item *, struct said **out, size_t *count_out) MUST_USE;

/* The unit's next report after this period; 0: none. */
bool history_next_report(struct act *, UnitId, Str period, int64_t *id_out) MUST_USE;
/* Does an item of the report stand in a digest that was signed off? */
bool history_signed_off(struct act *, ReportId, bool *out) MUST_USE;

extern const struct sql *const history_statements[];

#endif
