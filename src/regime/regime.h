/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* regime.h - 制度: the rules each unit drafts, files with the Legal Bureau and lives by, of every institution of the
 * notice. Which stand, which are missing, since when (三（一）).
 *
 * Owns: the rule, its versions, which kinds a unit must have. Does not own: what follows from a rule; each clause asks
 * for its own that stands, so this lies below the clauses. */
#ifndef JUEBU_REGIME_REGIME_H
#define JUEBU_REGIME_REGIME_H

#include "clause/clause.h"

typedef struct { int64_t v; } RegimeId;

/* The institutions of part two, in its order. */
enum regime_kind {
	REGIME_PATROL, REGIME_COMPLAINT, REGIME_JOINT, REGIME_WEEKLY, REGIME_FILING, REGIME_MEETING, REGIME_TRAINING, REGIME_VISIT,
	REGIME_INSPECTION, REGIME_ASSESSMENT, REGIME_ACCOUNTABILITY, REGIME_KINDS
};
extern const struct words regime_kind_words;

/* Who must have filed a rule of that kind; a later clause sets its line. */
enum regime_owed { REGIME_OF_NOBODY, REGIME_OF_DEPARTMENTS /* 各行政执法部门 */, REGIME_OWED };
struct regime_want {
	enum regime_owed owed;
	const char *title;              /* 行政执法周巡查制度: what the unit's draft is called */
	const char *clause;             /* "二（一）" */
};
extern const struct regime_want regime_wants[REGIME_KINDS];

enum regime_state { REGIME_DRAFT, REGIME_FILED, REGIME_RETURNED, REGIME_STANDING, REGIME_REPLACED, REGIME_STATES };
extern const struct words regime_state_words;

/* On which days the key areas and sections are patrolled; silence means every day (二（一）: 每日). */
enum key_days { KEY_DAYS_UNSAID, KEY_DAYS_CALENDAR, KEY_DAYS_WORKING, KEY_DAYS };
extern const struct words key_days_words;

struct regime {
	RegimeId id;
	int64_t version;
	UnitId unit_id;
	enum regime_kind kind;
	int64_t issue;                  /* 第 n 版 */
	Str title;
	Str words;
	enum key_days key_days;         /* of a patrol rule */
	Date from_on;                   /* from when the unit wants it to hold */
	enum regime_state state;
	Instant filed_at;
	AccountId filed_by;
	Str return_reason;
	Instant acknowledged_at;
	AccountId acknowledged_by;
	Date stands_on, until_on;       /* when it held: from the day it was acknowledged at the earliest */
};
extern const struct record regime_record;
extern const struct holding regime_holding;

/* The rule that held on that day, with the version that did. */
bool regime_standing(struct act *, UnitId, enum regime_kind, Date, bool *found, struct regime *out) MUST_USE;

extern const struct permission CAN_READ_REGIME;
extern const struct duty_rule REGIME_FILE, REGIME_REVIEW, REGIME_SUPPLEMENT;
extern const struct clause regime_clause;

#endif
