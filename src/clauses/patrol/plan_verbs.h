/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* plan_verbs.h - the parts the weekly plan is made of, for clauses/patrol/ only. */
#ifndef JUEBU_CLAUSES_PATROL_PLAN_VERBS_H
#define JUEBU_CLAUSES_PATROL_PLAN_VERBS_H

#include "clauses/patrol/plan.h"

/* ---- what is to be planned (plan_place.c) ---- */
/* An area or road of the unit's ground: how long it is for the unit, and on which days it is there and can be passed. */
struct plan_place {
	int64_t area_id, road_id;       /* one of the two */
	bool key;
	double metres;
	bool there[PLAN_DAYS];
};
struct plan_places { struct plan_place *at; size_t count; };
/* Key places first, then the longest; at most LIMIT_CHILDREN, what is beyond is in left_out. */
bool plan_places_of(struct act *, UnitId, Period, struct plan_places *out, size_t *left_out) MUST_USE;

/* ---- which place on which day (plan_spread.c); pure ---- */
/* Key places on each day that the rule names, the rest once, evenly by length over these days. */
void plan_spread(const struct plan_places *, const bool days[PLAN_DAYS], struct plan_round *rounds);
void plan_round_set(struct plan_round *, int day, int64_t rounds);

/* ---- plan.c ---- */
MoveStep plan_regenerate, plan_is_sound, plan_may_be_released, plan_release, plan_raise_days;
bool plan_open(struct act *, const struct duty *) MUST_USE;     /* of PATROL_PLAN: the draft of its week */
bool plan_force(struct act *, const struct duty *) MUST_USE;    /* of PATROL_WEEK: what nobody released takes force */
Date plan_day(const struct patrol_plan *, int day);
Str plan_place_name(struct act *, const struct plan_round *);

/* ---- plan_store.c ---- */
bool plan_store_find(struct act *, UnitId, Str period, int64_t *id_out) MUST_USE;
struct plan_line { UnitId unit_id; Str name; int64_t plan_id; enum plan_state state; Instant released_at; enum duty_state duty; int64_t places, keys, rounds; };
struct plan_lines { struct plan_line *at; size_t count; };
bool plan_store_lines(struct act *, Str period, struct plan_lines *out) MUST_USE;
struct plan_ground { int64_t id, unit_id; bool key; Date from_on, until_on; Str shape; };
struct plan_grounds { struct plan_ground *at; size_t count; };
bool plan_store_areas(struct act *, UnitId, Date first, Date last, struct plan_grounds *out) MUST_USE;
bool plan_store_roads(struct act *, UnitId, Date first, Date last, struct plan_grounds *out) MUST_USE;
struct plan_closure { int64_t area_id, road_id; Date from_on, until_on; };
struct plan_closures { struct plan_closure *at; size_t count; };
/* Approved, and of the whole road or area. */
bool plan_store_closures(struct act *, UnitId, Date first, Date last, struct plan_closures *out) MUST_USE;

extern const struct setting_rule SETTING_PATROL_FIRST;
extern const struct sql *const plan_statements[];
RouteHandler plan_list_page, plan_page, plan_do_save, plan_do_release, plan_do_regenerate;

#endif
