/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* shape.h - lines and areas of places: how long, how large, what is within, and whether they make sense.
 *
 * Owns: the shape, its measures, and what GEOS answers about it (geo/geos.c). Pure.
 * Does not own: how a shape is written (geo/geojson.h), how roads are cut (geo/piece.h).
 * Edges are straight in degrees, as GeoJSON says. A shape lies in the arena it was made in and is never changed. */
#ifndef JUEBU_GEO_SHAPE_H
#define JUEBU_GEO_SHAPE_H

#include "base/arena.h"
#include "geo/point.h"

/* A line; or a ring, whose last place is its first. */
struct chain {
	struct place *at;
	size_t count;
};

struct polygon {
	struct chain *rings;            /* the outer one, then its holes */
	size_t count;
};

/* Lines or polygons, never both. None of either: empty. */
struct shape {
	struct chain *lines;
	size_t line_count;
	struct polygon *polygons;
	size_t polygon_count;
};

struct box {
	struct place least, most;
};

bool shape_is_empty(const struct shape *);
bool shape_is_area(const struct shape *);
size_t shape_places(const struct shape *);       /* how many it is drawn with */
struct box shape_box(const struct shape *);      /* of an empty one: both PLACE_NONE */
struct box box_join(struct box, struct box);     /* that of nothing joins as nothing */
bool box_holds(const struct box *, struct place);
struct place box_middle(const struct box *);

/* On the plane around the shape's own middle. */
double shape_metres(const struct shape *);       /* of lines their length, of areas that of their rings */
double shape_square_metres(const struct shape *);
/* What lies on an edge belongs to one of two neighbours, never to both, never to none. */
bool shape_holds(const struct shape *, struct place);
/* The same in 1e-7 degrees that need not be whole: for the middle of a piece. */
bool shape_holds_at(const struct shape *, double lon, double lat);
/* Metres from a place to the nearest edge, on the plane; for an area that holds it 0. HUGE_VAL if empty. */
double shape_distance(const struct shape *, struct place);

/* ---- asked of GEOS ---- */
/* A ring that crosses itself, a hole outside: false, and where and why in Chinese. */
bool shape_is_sound(struct arena *, const struct shape *area, Str *why, struct place *where) MUST_USE;
/* Of sound areas: what two share, what the first has beyond the second, all of both. Slivers thinner than they are drawn are left out. */
struct shape shape_overlap(struct arena *, const struct shape *, const struct shape *);
struct shape shape_difference(struct arena *, const struct shape *, const struct shape *);
struct shape shape_union(struct arena *, const struct shape *const *, size_t count);

#endif
