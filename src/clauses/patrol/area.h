/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* area.h - what has to be seen: areas, roads, and what of them cannot be passed for a while (二（一）).
 *
 * Owns: whose area reaches where on which day. A row that stands is never changed but ended, and another follows it, so
 * that last month is computed with last month's. Does not own: shapes (geo/), pieces and coverage. */
#ifndef JUEBU_CLAUSES_PATROL_AREA_H
#define JUEBU_CLAUSES_PATROL_AREA_H

#include "clause/clause.h"

typedef struct { int64_t v; } AreaId;
typedef struct { int64_t v; } RoadId;
typedef struct { int64_t v; } ImpassableId;

/* ended: it has a last day, which may be to come; dropped: a draft that never stood. */
enum ground_state { GROUND_DRAFT, GROUND_STANDING, GROUND_ENDED, GROUND_DROPPED, GROUND_STATES };
enum area_kind { AREA_RESPONSIBILITY /* 责任区域 */, AREA_KEY /* 重点片域 */, AREA_KINDS };
enum road_kind { ROAD_ROAD /* 道路 */, ROAD_KEY_SECTION /* 重点路段 */, ROAD_KINDS };
enum impassable_state { IMPASSABLE_ASKED, IMPASSABLE_APPROVED, IMPASSABLE_REFUSED, IMPASSABLE_WITHDRAWN, IMPASSABLE_STATES };
extern const struct words ground_state_words, area_kind_words, road_kind_words, impassable_state_words;

struct area {
	AreaId id;
	int64_t version;
	UnitId unit_id;
	Str name;
	enum area_kind kind;
	Str shape;                      /* GeoJSON, polygons, WGS-84 */
	Date from_on, until_on;         /* both days count; no last day: still */
	enum ground_state state;
	AreaId previous_id;
	Str words;
	Instant released_at;
};
struct road {
	RoadId id;
	int64_t version;
	UnitId unit_id;                 /* the Legal Bureau's are the zone's common ones: their pieces are whose area they lie in */
	Str name;
	enum road_kind kind;
	Str shape;                      /* GeoJSON, lines, WGS-84 */
	Date from_on, until_on;
	enum ground_state state;
	RoadId previous_id;
	Str words;
	Instant released_at;
};
struct impassable {
	ImpassableId id;
	int64_t version;
	UnitId unit_id;
	RoadId road_id;                 /* one of the two */
	AreaId area_id;
	Str shape;                      /* the area within which it cannot be passed; empty: the whole of it */
	Date from_on, until_on;
	Str ground;
	enum impassable_state state;
	Instant asked_at, decided_at;
	Str decision;
};
extern const struct record area_record, road_record, impassable_record;
extern const struct holding area_holding, road_holding, impassable_holding;
extern const struct permission CAN_READ_AREA, CAN_READ_IMPASSABLE;
extern const struct duty_rule PATROL_PASSABLE;

/* What stood on that day, ended since or not, of one unit (0: of all), by unit and id. */
struct areas { struct area *at; size_t count; };
struct roads { struct road *at; size_t count; };
struct impassables { struct impassable *at; size_t count; };
bool areas_at(struct act *, UnitId, Date, struct areas *out) MUST_USE;
bool roads_at(struct act *, UnitId, Date, struct roads *out) MUST_USE;
/* Approved, and lasting on that day. */
bool impassables_at(struct act *, UnitId, Date, struct impassables *out) MUST_USE;

#endif
