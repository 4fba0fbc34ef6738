/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* plan_place.c - what a unit has to patrol in a week: its key areas and sections, its roads, the zone's common roads where
 * they lie in its responsibility areas, and responsibility areas without any road.
 *
 * Whose a road is, is measured as coverage measures it: by the middles of its pieces (geo/piece.h). */
#include "clauses/patrol/plan_verbs.h"

#include <stdlib.h>

#include "base/limits.h"
#include "geo/geojson.h"
#include "geo/piece.h"

struct ground { struct plan_ground row; struct shape shape; double metres; };
struct looking {
	struct act *act;
	Date first;
	struct ground *areas, *roads;
	size_t area_count, road_count;
	struct plan_closures closures;
	struct pieces pieces;
	struct piece_set within;        /* the responsibility areas */
	struct plan_place *at;
	size_t count;
};

/* ---- reading ---- */

/* A shape that cannot be read was refused when it was drawn; here it is nothing, not a reason to owe no plan. */
static struct ground *shapes_of(struct act *act, const struct plan_grounds *rows)
{
	struct ground *grounds = ARENA_ARRAY(act->arena, struct ground, rows->count + 1);
	Str why;

	for (size_t i = 0; i < rows->count; i++) {
		grounds[i].row = rows->at[i];
		if (!geojson_read_shape(act->arena, rows->at[i].shape, &grounds[i].shape, &why))
			grounds[i].shape = (struct shape){ 0 };
	}
	return grounds;
}

static bool read_grounds(struct looking *l, UnitId unit_id, Date last)
{
	struct plan_grounds areas, own, common = { 0 }, roads;
	UnitId bureau;

	if (!unit_find_kind(l->act, UNIT_LEGAL_BUREAU, &bureau) || !plan_store_areas(l->act, unit_id, l->first, last, &areas)
	    || !plan_store_roads(l->act, unit_id, l->first, last, &own)
	    || (bureau.v && bureau.v != unit_id.v && !plan_store_roads(l->act, bureau, l->first, last, &common))
	    || !plan_store_closures(l->act, unit_id, l->first, last, &l->closures))
		return false;
	roads.count = own.count + common.count;
	roads.at = ARENA_ARRAY(l->act->arena, struct plan_ground, roads.count + 1);
	for (size_t i = 0; i < roads.count; i++)
		roads.at[i] = i < own.count ? own.at[i] : common.at[i - own.count];
	l->areas = shapes_of(l->act, &areas);
	l->area_count = areas.count;
	l->roads = shapes_of(l->act, &roads);
	l->road_count = roads.count;
	return true;
}

/* ---- measuring ---- */

static struct plane plane_of(const struct looking *l)
{
	struct box box = { 0 };

	for (size_t i = 0; i < l->area_count; i++)
		box = box_join(box, shape_box(&l->areas[i].shape));
	for (size_t i = 0; i < l->road_count; i++)
		box = box_join(box, shape_box(&l->roads[i].shape));
	return plane_at(box_middle(&box));
}

/* A road over the limit of pieces counts as far as it was cut: it is planned all the same. */
static void cut_roads(struct looking *l)
{
	l->pieces = pieces_new(l->act->arena, plane_of(l));
	for (size_t i = 0; i < l->road_count; i++)
		if (!pieces_add_road(&l->pieces, (int64_t)i, &l->roads[i].shape))
			break;
	l->within = piece_set_new(l->act->arena, &l->pieces);
	for (size_t i = 0; i < l->area_count; i++)
		if (!l->areas[i].row.key)
			piece_set_add_within(&l->within, &l->pieces, &l->areas[i].shape);
}

static void measure_roads(struct looking *l, UnitId unit_id)
{
	for (size_t p = 0; p < l->pieces.count; p++) {
		struct ground *road = &l->roads[l->pieces.at[p].road];

		if (road->row.unit_id == unit_id.v || piece_set_has(&l->within, p))
			road->metres += l->pieces.at[p].metres;
	}
}

static bool holds_a_road(struct looking *l, const struct ground *area)
{
	struct piece_set inside = piece_set_new(l->act->arena, &l->pieces);

	piece_set_add_within(&inside, &l->pieces, &area->shape);
	return piece_set_count(&inside) > 0;
}

/* ---- choosing ---- */

static bool is_closed(const struct looking *l, const struct plan_place *place, Date day)
{
	for (size_t i = 0; i < l->closures.count; i++) {
		const struct plan_closure *c = &l->closures.at[i];

		if (c->area_id == place->area_id && c->road_id == place->road_id && c->from_on.day <= day.day && day.day <= c->until_on.day)
			return true;
	}
	return false;
}

static void add(struct looking *l, const struct ground *ground, bool is_road, double metres)
{
	struct plan_place place = { .key = ground->row.key, .metres = metres };
	bool ever = false;

	if (is_road)
		place.road_id = ground->row.id;
	else
		place.area_id = ground->row.id;
	for (int d = 0; d < PLAN_DAYS; d++) {
		Date day = date_plus(l->first, d);

		place.there[d] = ground->row.from_on.day <= day.day && (!date_is_set(ground->row.until_on) || day.day <= ground->row.until_on.day)
		              && !is_closed(l, &place, day);
		ever = ever || place.there[d];
	}
	if (ever)
		l->at[l->count++] = place;
}

/* A cell of CELL_METRES counts as many metres as its side, so an area as many as its cells together. */
static double cell_metres(const struct ground *area)
{
	return shape_square_metres(&area->shape) / CELL_METRES;
}

static void choose(struct looking *l, UnitId unit_id)
{
	l->at = ARENA_ARRAY(l->act->arena, struct plan_place, l->area_count + l->road_count + 1);
	for (size_t i = 0; i < l->road_count; i++)
		if (l->roads[i].row.unit_id == unit_id.v || l->roads[i].metres > 0)
			add(l, &l->roads[i], true, l->roads[i].metres);
	for (size_t i = 0; i < l->area_count; i++)
		if (l->areas[i].row.key || !holds_a_road(l, &l->areas[i]))
			add(l, &l->areas[i], false, cell_metres(&l->areas[i]));
}

static int in_order(const void *a, const void *b)
{
	const struct plan_place *x = a, *y = b;

	if (x->key != y->key)
		return x->key ? -1 : 1;
	if (x->metres > y->metres || x->metres < y->metres)
		return x->metres > y->metres ? -1 : 1;
	if (x->road_id != y->road_id)
		return x->road_id < y->road_id ? -1 : 1;
	return (x->area_id > y->area_id) - (x->area_id < y->area_id);
}

bool plan_places_of(struct act *act, UnitId unit_id, Period week, struct plan_places *out, size_t *left_out)
{
	struct looking l = { .act = act, .first = period_first(week) };

	if (!read_grounds(&l, unit_id, period_last(week)))
		return false;
	cut_roads(&l);
	measure_roads(&l, unit_id);
	choose(&l, unit_id);
	if (l.count > 1)
		qsort(l.at, l.count, sizeof *l.at, in_order);
	*left_out = l.count > LIMIT_CHILDREN ? l.count - LIMIT_CHILDREN : 0;
	*out = (struct plan_places){ l.at, l.count - *left_out };
	return true;
}
