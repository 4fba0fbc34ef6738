/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* lookback.h - 责任倒查: a problem that somebody else found, looked back upon (二（一）三).
 *
 * Whose place was it, which rounds were due there, who passed within sight and reported nothing? Computed by itself when a
 * matter is registered that did not come from a patrol; a person confirms or rejects it with grounds.
 * Owns: lookback, lookback_pass. Does not own: the passes' geometry (geo/pass.h), what follows (clauses/accountability/). */
#ifndef JUEBU_CLAUSES_PATROL_LOOKBACK_H
#define JUEBU_CLAUSES_PATROL_LOOKBACK_H

#include "clauses/patrol/cover.h"
#include "clauses/patrol/finding.h"

typedef struct { int64_t v; } LookbackId;
typedef struct { int64_t v; } LookbackPassId;

enum lookback_verdict {
	VERDICT_NO_PLACE,               /* the matter does not say where: nothing can be told */
	VERDICT_NO_OWNER,               /* a hole between the areas */
	VERDICT_NOT_VISIBLE,            /* indoors, behind a fence */
	VERDICT_NOT_DUE,                /* no round was due there in the time, and nobody passed */
	VERDICT_MISSED,                 /* a round was due and nobody came: 漏巡 */
	VERDICT_PASSED,                 /* somebody passed within sight and reported nothing: 经过未报 */
	VERDICT_REPORTED,               /* the unit had noted it itself */
	VERDICTS
};
enum lookback_state { LOOKBACK_COMPUTED, LOOKBACK_CONFIRMED, LOOKBACK_REJECTED, LOOKBACK_STATES };
extern const struct words lookback_verdict_words, lookback_state_words;

struct lookback_pass {
	LookbackPassId id;
	int64_t version;
	LookbackId lookback_id;
	UnitId unit_id;
	DeviceId device_id;
	PatrolId patrol_id;             /* who was out with it; not set: nobody, the pass is the vehicle's alone */
	Instant entered_at, nearest_at, left_at;
	int64_t metres;                 /* how near */
};
struct lookback {
	LookbackId id;
	int64_t version;
	Str title;
	UnitId unit_id;                 /* whose place it was */
	MatterId matter_id;
	enum matter_source source;
	struct place spot;
	Instant from_at, until_at;      /* the time looked at: max(known since, reported − 7 d) to reported */
	enum lookback_verdict verdict;
	int64_t due_rounds;
	Str due_words;                  /* which rounds were due there */
	int64_t pass_count;             /* all; the rows are the first LIMIT_CHILDREN of them */
	struct { struct lookback_pass *at; size_t count; } passes;
	enum lookback_state state;
	Instant computed_at, decided_at;
	AccountId decided_by;
	Str ground;
};
extern const struct record lookback_record, lookback_pass_record;
extern const struct holding lookback_holding, lookback_pass_holding;
extern const struct permission CAN_READ_LOOKBACK;
extern const struct duty_rule LOOKBACK_DECIDE;
extern const struct setting_rule SETTING_LOOKBACK_DAYS, SETTING_SIGHT, SETTING_DECIDE_DAYS;

/* Hears "matter.register" and "matter.correct". */
bool lookback_matter(struct act *, const struct event *) MUST_USE;

/* What each unit should have found and did not, of problems reported from a day on; by unit. */
struct lookback_sum { UnitId unit_id; int64_t of[VERDICTS]; int64_t confirmed, rejected, open; };
bool lookback_sums(struct act *, Date from, UnitId only, struct lookback_sum **out, size_t *count_out) MUST_USE;

/* Of problems reported in that time, by it; the first LIMIT_LIST_ROWS. */
bool lookbacks_within(struct act *, Instant from, Instant until, UnitId only, struct lookback **out, size_t *count_out) MUST_USE;

extern const struct sql *const lookback_statements[];

#endif
