/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* geos.c - what GEOS is asked: whether an area makes sense, what two of them share, what lies between them.
 *
 * GEOS, because cutting polygons that touch, overlap and cross in every way without ever giving nonsense is decades of work, and PostGIS stands on it. It is
 * given whole numbers, 1e-7 degrees, and cuts on that grid, so what comes back are places. Each question has a handle of its own: several threads may ask. */
#include <geos_c.h>
#include <math.h>
#include <string.h>

#include "geo/shape.h"

static GEOSContextHandle_t begin(void)
{
	GEOSContextHandle_t geos = GEOS_init_r();

	must(geos != NULL);
	return geos;
}

/* ---- in ---- */

static GEOSGeometry *ring_in(GEOSContextHandle_t geos, const struct chain *ring)
{
	GEOSCoordSequence *places = GEOSCoordSeq_create_r(geos, (unsigned)ring->count, 2);
	GEOSGeometry *out;

	must(places != NULL);
	for (unsigned i = 0; i < ring->count; i++)
		must(GEOSCoordSeq_setXY_r(geos, places, i, ring->at[i].lon, ring->at[i].lat));
	out = GEOSGeom_createLinearRing_r(geos, places);
	must(out != NULL);                      /* geojson.c lets no ring in that is open or too short */
	return out;
}

static GEOSGeometry *polygon_in(GEOSContextHandle_t geos, struct arena *arena, const struct polygon *polygon)
{
	GEOSGeometry **holes = ARENA_ARRAY(arena, GEOSGeometry *, polygon->count), *out;

	for (size_t i = 1; i < polygon->count; i++)
		holes[i - 1] = ring_in(geos, &polygon->rings[i]);
	out = GEOSGeom_createPolygon_r(geos, ring_in(geos, &polygon->rings[0]), holes, (unsigned)polygon->count - 1);
	must(out != NULL);
	return out;
}

static GEOSGeometry *area_in(GEOSContextHandle_t geos, struct arena *arena, const struct shape *area)
{
	GEOSGeometry **parts = ARENA_ARRAY(arena, GEOSGeometry *, area->polygon_count + 1), *out;

	for (size_t i = 0; i < area->polygon_count; i++)
		parts[i] = polygon_in(geos, arena, &area->polygons[i]);
	out = GEOSGeom_createCollection_r(geos, GEOS_MULTIPOLYGON, parts, (unsigned)area->polygon_count);
	must(out != NULL);
	return out;
}

/* ---- out ---- */

static struct chain ring_out(GEOSContextHandle_t geos, struct arena *arena, const GEOSGeometry *ring)
{
	const GEOSCoordSequence *places = GEOSGeom_getCoordSeq_r(geos, ring);
	struct chain out = { NULL, 0 };
	unsigned count = 0;

	must(places && GEOSCoordSeq_getSize_r(geos, places, &count));
	out = (struct chain){ ARENA_ARRAY(arena, struct place, count), count };
	for (unsigned i = 0; i < count; i++) {
		double lon = 0, lat = 0;

		must(GEOSCoordSeq_getXY_r(geos, places, i, &lon, &lat));
		out.at[i] = (struct place){ (int32_t)lround(lon), (int32_t)lround(lat) };
	}
	return out;
}

static struct polygon polygon_out(GEOSContextHandle_t geos, struct arena *arena, const GEOSGeometry *polygon)
{
	int holes = GEOSGetNumInteriorRings_r(geos, polygon);
	struct polygon out = { ARENA_ARRAY(arena, struct chain, (size_t)holes + 1), (size_t)holes + 1 };

	out.rings[0] = ring_out(geos, arena, GEOSGetExteriorRing_r(geos, polygon));
	for (int i = 0; i < holes; i++)
		out.rings[i + 1] = ring_out(geos, arena, GEOSGetInteriorRingN_r(geos, polygon, i));
	return out;
}

/* Where two areas only touch, GEOS gives lines and points: nobody asked for these. */
static struct shape shape_out(GEOSContextHandle_t geos, struct arena *arena, const GEOSGeometry *from)
{
	int count = from ? GEOSGetNumGeometries_r(geos, from) : 0;
	struct shape out = { .polygons = ARENA_ARRAY(arena, struct polygon, (size_t)(count > 0 ? count : 0) + 1) };

	for (int i = 0; i < count; i++) {
		const GEOSGeometry *part = GEOSGetGeometryN_r(geos, from, i);

		if (GEOSGeomTypeId_r(geos, part) == GEOS_POLYGON && !GEOSisEmpty_r(geos, part))
			out.polygons[out.polygon_count++] = polygon_out(geos, arena, part);
	}
	return out.polygon_count ? out : (struct shape){ 0 };
}

/* ---- the questions ---- */

static const char *fault_words(const char *reason)
{
	static const struct { const char *reason, *words; } known[] = {
		{ "Self-intersection", "边界自己相交" }, { "Ring Self-intersection", "边界在一点上自己相碰" },
		{ "Hole lies outside shell", "挖去的部分在外环之外" }, { "Holes are nested", "挖去的部分互相套着" },
		{ "Nested shells", "两个面互相套着" }, { "Interior is disconnected", "被挖去的部分隔断" },
		{ "Duplicate Rings", "同一个环画了两次" }, { "Too few points in geometry component", "环的点太少" },
	};

	for (size_t i = 0; i < COUNT_OF(known); i++)
		if (reason && strcmp(reason, known[i].reason) == 0)
			return known[i].words;
	return "图形不成立";
}

static struct place place_of_point(GEOSContextHandle_t geos, const GEOSGeometry *point)
{
	double lon = 0, lat = 0;

	if (!point || GEOSGeomGetX_r(geos, point, &lon) != 1 || GEOSGeomGetY_r(geos, point, &lat) != 1)
		return PLACE_NONE;
	return (struct place){ (int32_t)lround(lon), (int32_t)lround(lat) };
}

bool shape_is_sound(struct arena *arena, const struct shape *area, Str *why, struct place *where)
{
	GEOSContextHandle_t geos = begin();
	GEOSGeometry *geometry = area_in(geos, arena, area), *point = NULL;
	char *reason = NULL;
	bool sound = area->polygon_count > 0 && GEOSisValidDetail_r(geos, geometry, 0, &reason, &point) == 1;

	if (!sound) {
		*where = place_of_point(geos, point);
		*why = area->polygon_count ? str_format(arena, "%s（经度 %.7f，纬度 %.7f）", fault_words(reason), place_lon(*where), place_lat(*where))
		                           : STR("不是一个面");
	}
	GEOSFree_r(geos, reason);
	GEOSGeom_destroy_r(geos, point);
	GEOSGeom_destroy_r(geos, geometry);
	GEOS_finish_r(geos);
	return sound;
}

typedef GEOSGeometry *Cut(GEOSContextHandle_t, const GEOSGeometry *, const GEOSGeometry *, double grid);

static struct shape cut(struct arena *arena, const struct shape *a, const struct shape *b, Cut *how)
{
	GEOSContextHandle_t geos = begin();
	GEOSGeometry *one = area_in(geos, arena, a), *two = area_in(geos, arena, b), *both = how(geos, one, two, 1);
	struct shape out = shape_out(geos, arena, both);

	GEOSGeom_destroy_r(geos, both);
	GEOSGeom_destroy_r(geos, two);
	GEOSGeom_destroy_r(geos, one);
	GEOS_finish_r(geos);
	return out;
}

struct shape shape_overlap(struct arena *arena, const struct shape *a, const struct shape *b)
{
	return cut(arena, a, b, GEOSIntersectionPrec_r);
}

struct shape shape_difference(struct arena *arena, const struct shape *a, const struct shape *b)
{
	return cut(arena, a, b, GEOSDifferencePrec_r);
}

struct shape shape_union(struct arena *arena, const struct shape *const *shapes, size_t count)
{
	GEOSContextHandle_t geos = begin();
	GEOSGeometry **parts = ARENA_ARRAY(arena, GEOSGeometry *, count + 1), *all, *one;
	struct shape out;

	for (size_t i = 0; i < count; i++)
		parts[i] = area_in(geos, arena, shapes[i]);
	all = GEOSGeom_createCollection_r(geos, GEOS_GEOMETRYCOLLECTION, parts, (unsigned)count);
	must(all != NULL);
	one = GEOSUnaryUnionPrec_r(geos, all, 1);
	out = shape_out(geos, arena, one);
	GEOSGeom_destroy_r(geos, one);
	GEOSGeom_destroy_r(geos, all);
	GEOS_finish_r(geos);
	return out;
}
