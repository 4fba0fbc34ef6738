/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* area_verbs.h - the steps the tables of areas, roads and closures are made of, for clauses/patrol/ only. */
#ifndef JUEBU_CLAUSES_PATROL_AREA_VERBS_H
#define JUEBU_CLAUSES_PATROL_AREA_VERBS_H

#include "clauses/patrol/area.h"

/* ground_shape.c: what was drawn or typed there becomes GeoJSON as it is stored, or a fault at the field. */
void ground_read_shape(struct act *, const struct field *, void *row);

/* ground.c */
MoveStep area_is_drawn, area_may_stand, area_stand, area_may_be_followed, area_follow, area_may_end;
MoveStep road_is_drawn, road_may_stand, road_stand, road_may_be_followed, road_follow, road_may_end;
/* impassable.c */
MoveStep impassable_makes_sense, impassable_ask, impassable_decide, impassable_may_be_shortened;

extern const struct setting_rule SETTING_PASSABLE_DAYS, SETTING_IMPASSABLE_DAYS;

/* area_store.c */
bool area_store_follower(struct act *, AreaId, int64_t *id_out) MUST_USE;       /* 0: none, or dropped */
bool road_store_follower(struct act *, RoadId, int64_t *id_out) MUST_USE;
extern const struct sql *const area_statements[];

#endif
