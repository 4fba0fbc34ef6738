/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* shape.c - how long and how large a shape is, and what it holds. What GEOS is asked stands in geos.c. */
#include "geo/shape.h"

#include <math.h>

#include "geo/near.h"

/* Every chain of a shape, lines and rings alike. */
typedef void ChainDo(const struct chain *, bool is_hole, void *thing);

static void each_chain(const struct shape *shape, ChainDo *what, void *thing)
{
	for (size_t i = 0; i < shape->line_count; i++)
		what(&shape->lines[i], false, thing);
	for (size_t p = 0; p < shape->polygon_count; p++)
		for (size_t i = 0; i < shape->polygons[p].count; i++)
			what(&shape->polygons[p].rings[i], i > 0, thing);
}

bool shape_is_empty(const struct shape *shape)
{
	return shape->line_count == 0 && shape->polygon_count == 0;
}

bool shape_is_area(const struct shape *shape)
{
	return shape->polygon_count > 0;
}

static void count_places(const struct chain *chain, bool is_hole, void *thing)
{
	*(size_t *)thing += chain->count;
}

size_t shape_places(const struct shape *shape)
{
	size_t count = 0;

	each_chain(shape, count_places, &count);
	return count;
}

static void widen(struct box *box, struct place p)
{
	box->least.lon = p.lon < box->least.lon ? p.lon : box->least.lon;
	box->least.lat = p.lat < box->least.lat ? p.lat : box->least.lat;
	box->most.lon = p.lon > box->most.lon ? p.lon : box->most.lon;
	box->most.lat = p.lat > box->most.lat ? p.lat : box->most.lat;
}

static void box_chain(const struct chain *chain, bool is_hole, void *thing)
{
	for (size_t i = 0; i < chain->count; i++)
		widen(thing, chain->at[i]);
}

struct box shape_box(const struct shape *shape)
{
	struct box box = { { INT32_MAX, INT32_MAX }, { INT32_MIN, INT32_MIN } };

	each_chain(shape, box_chain, &box);
	return box.least.lon > box.most.lon ? (struct box){ PLACE_NONE, PLACE_NONE } : box;
}

static bool box_is_nothing(const struct box *box)
{
	return !place_is_set(box->least) && !place_is_set(box->most);
}

struct box box_join(struct box a, struct box b)
{
	if (box_is_nothing(&a) || box_is_nothing(&b))
		return box_is_nothing(&a) ? b : a;
	widen(&a, b.least);
	widen(&a, b.most);
	return a;
}

bool box_holds(const struct box *box, struct place p)
{
	return p.lon >= box->least.lon && p.lon <= box->most.lon && p.lat >= box->least.lat && p.lat <= box->most.lat;
}

struct place box_middle(const struct box *box)
{
	return (struct place){ (int32_t)(((int64_t)box->least.lon + box->most.lon) / 2),
		               (int32_t)(((int64_t)box->least.lat + box->most.lat) / 2) };
}

static struct plane own_plane(const struct shape *shape)
{
	struct box box = shape_box(shape);

	return plane_at(box_middle(&box));
}

struct measure {
	struct plane plane;
	double sum;
};

static void add_length(const struct chain *chain, bool is_hole, void *thing)
{
	struct measure *m = thing;

	for (size_t i = 1; i < chain->count; i++)
		m->sum += spot_distance(plane_spot(&m->plane, chain->at[i - 1]), plane_spot(&m->plane, chain->at[i]));
}

double shape_metres(const struct shape *shape)
{
	struct measure m = { own_plane(shape), 0 };

	each_chain(shape, add_length, &m);
	return m.sum;
}

static double ring_square_metres(const struct plane *plane, const struct chain *ring)
{
	double twice = 0;

	for (size_t i = 1; i < ring->count; i++) {
		struct spot a = plane_spot(plane, ring->at[i - 1]), b = plane_spot(plane, ring->at[i]);

		twice += a.x * b.y - b.x * a.y;
	}
	return fabs(twice) / 2;
}

double shape_square_metres(const struct shape *shape)
{
	struct plane plane = own_plane(shape);
	double sum = 0;

	for (size_t p = 0; p < shape->polygon_count; p++)
		for (size_t i = 0; i < shape->polygons[p].count; i++)
			sum += (i ? -1 : 1) * ring_square_metres(&plane, &shape->polygons[p].rings[i]);
	return sum;
}

/* An edge counts from its lower end up to, not with, its upper end, and its crossing is computed from the lower end whichever way it is
 * drawn: two neighbours that share it come to the same number. */
static bool edge_is_east(struct place a, struct place b, double lon, double lat)
{
	struct place low = a.lat < b.lat ? a : b, high = a.lat < b.lat ? b : a;

	if (lat < low.lat || lat >= high.lat)
		return false;
	return lon < low.lon + ((double)high.lon - low.lon) * ((lat - low.lat) / ((double)high.lat - low.lat));
}

static bool polygon_holds(const struct polygon *polygon, double lon, double lat)
{
	bool within = false;

	for (size_t r = 0; r < polygon->count; r++) {
		const struct chain *ring = &polygon->rings[r];

		for (size_t i = 1; i < ring->count; i++)
			within ^= edge_is_east(ring->at[i - 1], ring->at[i], lon, lat);
	}
	return within;
}

bool shape_holds_at(const struct shape *shape, double lon, double lat)
{
	for (size_t p = 0; p < shape->polygon_count; p++)
		if (polygon_holds(&shape->polygons[p], lon, lat))
			return true;
	return false;
}

bool shape_holds(const struct shape *shape, struct place p)
{
	return shape_holds_at(shape, p.lon, p.lat);
}

static void nearest_edge(const struct chain *chain, bool is_hole, void *thing)
{
	struct measure *m = thing;
	struct spot here = { 0 };

	for (size_t i = 0; i < chain->count; i++) {
		struct spot a = plane_spot(&m->plane, chain->at[i ? i - 1 : 0]), b = plane_spot(&m->plane, chain->at[i]);

		m->sum = fmin(m->sum, near_point_leg(here, a, b));
	}
}

double shape_distance(const struct shape *shape, struct place p)
{
	struct measure m = { plane_at(p), HUGE_VAL };

	if (shape_holds(shape, p))
		return 0;
	each_chain(shape, nearest_edge, &m);
	return sqrt(m.sum);
}
