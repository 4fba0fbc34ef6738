/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* correction.h - 更正: what was submitted by mistake is corrected with ground and approval, never overwritten.
 *
 * A holding says in its correct_rule what may be corrected; the rest follows for every record: the question is a row of
 * `correction` with what stands and what is proposed, field by field; another person approves or refuses; approved, the
 * row is changed in the same act with the event "<record>.correct". Owns: correction, correction_change. */
#ifndef JUEBU_CLAUSE_CORRECTION_H
#define JUEBU_CLAUSE_CORRECTION_H

#include "clause/clause.h"

typedef struct { int64_t v; } CorrectionId;
typedef struct { int64_t v; } CorrectionChangeId;

enum correction_state { CORRECTION_ASKED, CORRECTION_APPROVED, CORRECTION_REFUSED, CORRECTION_WITHDRAWN, CORRECTION_STATES };
extern const struct words correction_state_words;

struct correction_change {
	CorrectionChangeId id;
	int64_t version;
	CorrectionId correction_id;
	Str path, value;                /* as record_bind takes it */
	Str label, was, becomes;        /* as a person reads it; no label: it says which row is meant */
};
struct correction {
	CorrectionId id;
	int64_t version;
	Str subject;
	int64_t subject_id, subject_version;
	UnitId unit_id;
	Str title;
	Str ground;
	enum correction_state state;
	AccountId asked_by;
	Instant asked_at;
	AccountId decided_by;
	Instant decided_at;
	Str words;
	struct { struct correction_change *at; size_t count; } changes;
};
extern const struct record correction_record, correction_change_record;
extern const struct holding correction_holding;
extern const struct duty_rule CORRECTION_DECIDE;
extern const struct setting_rule SETTING_CORRECTION_DAYS;

/* Asks for the correction of that row; input: its fields, "ground", "version" of the row if known. */
bool correction_ask(struct act *, const struct holding *, int64_t id, struct input *, struct correction *out) MUST_USE;
/* May the caller ask now? */
bool correction_may_ask(struct act *, const struct holding *, const void *row);
/* What people call the row: 未果事项周报 第 46 周. */
Str correction_title(struct act *, const struct record *, const void *row);
/* All of one row, newest first, with their changes. */
bool corrections_of(struct act *, const struct record *, int64_t id, struct correction **out, size_t *count_out) MUST_USE;

extern const struct clause correction_clause;

#endif
