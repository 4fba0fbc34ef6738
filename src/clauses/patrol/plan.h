/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* plan.h - 巡查计划: what a unit patrols on which day of a week, made from its rule and its ground (二（一）).
 *
 * Owns: the plan, its rounds, the duties of the week and of each day with key rounds. Does not own: areas and roads
 * (area.h), whether a round was driven (coverage). */
#ifndef JUEBU_CLAUSES_PATROL_PLAN_H
#define JUEBU_CLAUSES_PATROL_PLAN_H

#include "clauses/patrol/area.h"
#include "regime/regime.h"

typedef struct { int64_t v; } PlanId;
typedef struct { int64_t v; } PlanRoundId;

enum { PLAN_DAYS = 7 };             /* 0 is Monday */

/* forced: nobody released it before its week began, so what was generated and edited by then counts. */
enum plan_state { PLAN_DRAFT, PLAN_RELEASED, PLAN_FORCED, PLAN_STATES };
extern const struct words plan_state_words;

/* One place and how often it is patrolled on each day. */
struct plan_round {
	PlanRoundId id;
	int64_t version;
	PlanId plan_id;
	UnitId unit_id;
	AreaId area_id;                 /* one of the two */
	RoadId road_id;
	Str must_days;                  /* "1111100": of a key area or section, the days on which the rule wants it; elsewhere "0000000" */
	int64_t mon, tue, wed, thu, fri, sat, sun;
	Str words;
};
struct patrol_plan {
	PlanId id;
	int64_t version;
	UnitId unit_id;
	Str period;                     /* "2026-W48" */
	enum plan_state state;
	RegimeId regime_id;
	Instant generated_at, released_at, forced_at;
	AccountId released_by;
	Str words;
	struct { struct plan_round *at; size_t count; } rounds;
};
extern const struct record plan_record, plan_round_record;      /* "patrol_plan", "plan_round" */
extern const struct holding plan_holding;
extern const struct permission CAN_READ_PLAN;

bool plan_round_is_key(const struct plan_round *);
bool plan_round_must(const struct plan_round *, int day);
int64_t plan_round_on(const struct plan_round *, int day);

/* The plan of a unit for a week, in whatever state. */
bool plan_of(struct act *, UnitId, Str period, bool *found, struct patrol_plan *out) MUST_USE;
/* What was planned for that day by a plan in force, for look-back: the round's count of that day. */
struct plan_due { AreaId area_id; RoadId road_id; bool must; int64_t rounds; };
struct plan_dues { struct plan_due *at; size_t count; };
bool plan_dues_on(struct act *, UnitId, Date, struct plan_dues *out) MUST_USE;

/* Weekly, by the Sunday 18:00 before; each day with key rounds (subject the plan, period the day's date, due 24 hours after
 * the day's end); the week as a whole (Tuesday 00:00). The last two are met by evidence. */
extern const struct duty_rule PATROL_PLAN, PATROL_DAY, PATROL_WEEK;

#endif
