/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* point.h - where something is: on the ellipsoid, and in metres on a plane around the middle of what is looked at.
 *
 * Owns: places (WGS-84), planes, distance, and the coordinate systems of Chinese map makers. Pure.
 * Does not own: lines and areas (geo/shape.h). A place is stored, sent and compared as WGS-84 and as nothing else;
 * GCJ-02 and BD-09 exist at the border alone: tiles that are shown, files that name them. */
#ifndef JUEBU_GEO_POINT_H
#define JUEBU_GEO_POINT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/must.h"
#include "base/str.h"


/* 1e-7 degrees, about a centimetre. A struct, so that nobody hands over lat, lon. A zeroed one is a place in the Gulf
 * of Guinea where nobody patrols: it stands for "no place", as zero does for every other type of the house. */
struct place {
	int32_t lon, lat;
};

#define PLACE_NONE ((struct place){ 0 })
#define PLACE_ONE_DEGREE 10000000

bool place_is_set(struct place);
bool place_equal(struct place, struct place);
/* Rounded to 1e-7 degrees. false, out untouched: not a number, or off the globe. */
bool place_of_degrees(double lon, double lat, struct place *out) MUST_USE;
double place_lon(struct place);                  /* degrees */
double place_lat(struct place);
/* "113.5612345" → 1135612345. Decimal, rounded at the seventh digit; false: anything else, or beyond 180 degrees. */
bool degrees_parse(Str, int32_t *out) MUST_USE;

/* Metres on the ellipsoid. Gauss's mean latitude: within a millimetre up to 10 km, within 1 in 10,000 up to 200 km. */
double place_distance(struct place, struct place);

/* ---- the plane: metres east and north of its middle ---- */
struct spot {
	double x, y;
};

/* Linear in degrees: a straight line of GeoJSON stays one. Over a zone 20 km across a metre at its edge is short or long by less than 1.5 mm. */
struct plane {
	struct place middle;
	double x_metres, y_metres;      /* of one 1e-7 degree at the middle */
};

struct plane plane_at(struct place middle);
struct spot plane_spot(const struct plane *, struct place);
struct place plane_place(const struct plane *, struct spot);   /* rounded; kept on the globe */
double spot_distance(struct spot, struct spot);

/* ---- other systems: for tiles that are shown, and for files that name theirs ---- */
enum map_system { MAP_WGS84, MAP_GCJ02, MAP_BD09, MAP_SYSTEMS };

bool map_system_named(Str, enum map_system *out) MUST_USE;     /* "wgs84" "gcj02" "bd09", as forms and flags say it */
struct place place_to_system(struct place wgs84, enum map_system);
/* By iteration, to 1e-7 degrees. */
struct place place_from_system(struct place, enum map_system);

#endif
