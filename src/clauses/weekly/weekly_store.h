/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* weekly_store.h - the SQL of the weekly report, for clauses/weekly/ only. */
#ifndef JUEBU_CLAUSES_WEEKLY_WEEKLY_STORE_H
#define JUEBU_CLAUSES_WEEKLY_WEEKLY_STORE_H

#include "clauses/weekly/weekly.h"

/* 0 in the id: there is none. */
bool weekly_store_report(struct act *, UnitId, Str period, int64_t *id_out) MUST_USE;
bool weekly_store_standing_contact(struct act *, UnitId, int64_t *id_out) MUST_USE;
/* The last report of the unit before this period. */
bool weekly_store_previous_report(struct act *, UnitId, Str period, int64_t *id_out) MUST_USE;

bool weekly_store_digest(struct act *, Str period, int64_t *id_out) MUST_USE;
/* The oldest digest still being drafted, of this period or later. */
bool weekly_store_drafting(struct act *, Str period, int64_t *id_out) MUST_USE;
/* Listed items of submitted reports up to this period that stand in no digest yet. */
struct item_ref { ItemId item_id; UnitId unit_id; };
bool weekly_store_undigested(struct act *, Str period, size_t most, struct item_ref **out, size_t *count_out) MUST_USE;
bool weekly_store_left_over(struct act *, Str period, int64_t *out) MUST_USE;      /* how many those are */
/* Entries of a report's items in digests still being drafted. */
bool weekly_store_entries_of_report(struct act *, ReportId, int64_t **ids_out, size_t *count_out) MUST_USE;
/* Is the item one of the digest's entries? */
bool weekly_store_item_in_digest(struct act *, DigestId, ItemId, bool *out) MUST_USE;

/* Does a digest, so perhaps an instruction, or the unit's next report refer to the item? */
bool weekly_store_item_is_spoken_of(struct act *, ItemId, bool *out) MUST_USE;

/* Instructions of earlier digests that wait, or were answered since the digest before was signed. */
bool weekly_store_follow_up(struct act *, const struct digest *, int64_t **ids_out, size_t *count_out) MUST_USE;
bool weekly_store_instructions(struct act *, DigestId, int64_t **ids_out, size_t *count_out) MUST_USE;

/* The correction of the report that was approved last. */
bool weekly_store_newest_correction(struct act *, ReportId, int64_t *id_out) MUST_USE;
bool weekly_store_amendments(struct act *, DigestId, struct digest_amendment **out, size_t *count_out) MUST_USE;

/* ---- the board: one row a unit ---- */
struct board_row {
	UnitId unit_id;
	Str unit_name, contact_name;
	int64_t report_id;                      /* 0: not opened */
	enum report_state state;
	enum content content;
	enum duty_state duty;                   /* of weekly.report; DUTY_STATES: none raised */
	Instant saved_at, arrived_at, submitted_at, due_at;
	int64_t listed, left_out, listed_before, omitted, oldest_days, urged;
	bool any_contact;
	int64_t correction_id;                  /* the newest approved one of the report; 0: none */
};
struct board { struct board_row *at; size_t count; };
bool weekly_store_board(struct act *, Str period, Str period_before, struct board *out) MUST_USE;

/* How one unit stood in one week, for the strip of eight. */
struct week_mark { UnitId unit_id; Str period; enum report_state state; enum content content; enum duty_state duty; bool is_corrected; };
bool weekly_store_marks(struct act *, Str first_period, Str last_period, int64_t unit_id /* 0: all */,
                        struct week_mark **out, size_t *count_out) MUST_USE;

/* Listed items by age of their matter, a row a week: under 8 days, 8–30, 31–90, over 90. */
struct ageing { Str period; int64_t by_age[4]; };
bool weekly_store_ageing(struct act *, Str first_period, Str last_period, struct ageing **out, size_t *count_out) MUST_USE;

/* Matters of all units that are unresolved and stand in no report of the period. */
struct omitted_row { int64_t matter_id; Str title, unit_name; UnitId unit_id; Instant registered_at; };
bool weekly_store_omitted(struct act *, Str period, int64_t old_days, size_t most, struct omitted_row **out,
                          size_t *count_out) MUST_USE;

extern const struct sql *const weekly_statements[];
extern const struct sql *const weekly_board_statements[];
extern const struct sql *const amendment_statements[];

#endif
