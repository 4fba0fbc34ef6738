/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* matter.h - the enforcement matter (执法事项) that all clauses share: from registration to its close.
 *
 * Owns: the matter, its steps, who handles it, and which of them count as unresolved (未果).
 * Does not own: its deadline (duty/ matter.decide), what is reported about it (clauses/weekly). */
#ifndef JUEBU_MATTER_MATTER_H
#define JUEBU_MATTER_MATTER_H

#include "clause/clause.h"

typedef struct { int64_t v; } MatterId;
typedef struct { int64_t v; } MatterStepId;

enum matter_state { MATTER_REGISTERED, MATTER_ASSIGNED, MATTER_BLOCKED, MATTER_CLOSED, MATTER_STATES };
extern const struct words matter_state_words;           /* registered assigned blocked closed */

enum matter_source { SOURCE_PATROL, SOURCE_COMPLAINT, SOURCE_INSPECTION, SOURCE_SUPERIOR, SOURCE_TRANSFER, SOURCE_MEDIA, SOURCE_OTHER, MATTER_SOURCES };
extern const struct words matter_source_words;

/* Why it does not move: also the obstacle kinds of the weekly report. */
enum obstacle { OBSTACLE_NONE, OBSTACLE_REFUSAL, OBSTACLE_JURISDICTION, OBSTACLE_OTHER_UNIT, OBSTACLE_EVIDENCE,
                OBSTACLE_LAW, OBSTACLE_MEANS, OBSTACLE_HISTORY, OBSTACLE_OTHER, OBSTACLES };
extern const struct words obstacle_words;               /* first word: not given */

enum outcome { OUTCOME_NONE, OUTCOME_CORRECTED, OUTCOME_PENALISED, OUTCOME_TRANSFERRED, OUTCOME_DROPPED, OUTCOMES };
extern const struct words outcome_words;

struct matter {
	MatterId id;
	int64_t version;
	Str number;                     /* 劳监〔2026〕041 号: unit, year, serial; never reused */
	UnitId unit_id;                 /* who handles it */
	Str title;
	enum matter_source source;
	Str place;
	struct place spot;              /* where on the map */
	Instant known_since;            /* it was there from this minute on, as far as is known */
	bool hidden;                    /* not to be seen from the road */
	Str party;                      /* 当事人 */
	enum matter_state state;
	OfficerId lead_id, second_id;   /* two certified officers (处罚法 42) */
	Instant registered_at;
	Str progress;                   /* the latest step in words */
	Instant progress_at;
	enum obstacle obstacle;
	Str blocked_reason;
	Instant blocked_at;
	Date extended_to_on;
	Str extension_ground;
	enum outcome outcome;
	Str closing_words;
	Instant closed_at;
};
extern const struct record matter_record;
extern const struct holding matter_holding;

/* One line of what was done; written by the moves, never changed. */
enum step_kind { STEP_REGISTERED, STEP_ASSIGNED, STEP_PROGRESS, STEP_BLOCKED, STEP_RESUMED, STEP_EXTENDED, STEP_CLOSED, STEP_KINDS };
struct matter_step {
	MatterStepId id;
	int64_t version;
	MatterId matter_id;
	UnitId unit_id;
	enum step_kind kind;
	Str words;
	Instant taken_at;
	AccountId account_id;
};
extern const struct record matter_step_record;

/* The unit's unresolved matters (未果): unclosed, and blocked, or past its limit (its duty is breached), or
 * registered more than old_days ago. Oldest first. RULE weekly.unresolved */
struct matters {
	struct matter *at;
	size_t count;                   /* at most LIMIT_CHILDREN, as a report can list */
	bool more;                      /* the register holds more than that: who asks must say so */
};
bool matter_unresolved_of(struct act *, UnitId, int64_t old_days, struct matters *out) MUST_USE;
int matter_age_days(const struct act *, const struct matter *);         /* calendar days since registration */
bool matter_steps_since(struct act *, MatterId, Instant since, struct matter_step **out, size_t *count_out) MUST_USE;

extern const struct permission CAN_READ_MATTER;
extern const struct duty_rule MATTER_DECIDE;
extern const struct clause matter_clause;

#endif
