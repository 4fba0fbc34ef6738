/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* near.h - how near a leg of a track comes to a point or a stroke, exactly, on the plane. For this folder alone.
 *
 * Distances are squared where that spares a root. Here as inline functions, because a week asks them millions of times. */
#ifndef JUEBU_GEO_NEAR_H
#define JUEBU_GEO_NEAR_H

#include <math.h>

#include "geo/point.h"

/* Of numbers that are numbers: fmin and fmax look for what is none, and are calls. */
static inline double near_least(double a, double b)
{
	return a < b ? a : b;
}

static inline double near_most(double a, double b)
{
	return a > b ? a : b;
}

/* Squared, from p to the segment a-b. */
static inline double near_point_leg(struct spot p, struct spot a, struct spot b)
{
	double dx = b.x - a.x, dy = b.y - a.y, px = p.x - a.x, py = p.y - a.y;
	double along = px * dx + py * dy, all = dx * dx + dy * dy;

	if (along > 0 && all > 0) {
		double s = along < all ? along / all : 1;

		px -= s * dx;
		py -= s * dy;
	}
	return px * px + py * py;
}

/* Twice the signed area of a, b, c: on which side of a-b c lies. */
static inline double near_side(struct spot a, struct spot b, struct spot c)
{
	return (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x);
}

static inline bool near_legs_cross(struct spot a, struct spot b, struct spot c, struct spot d)
{
	return near_side(a, b, c) * near_side(a, b, d) < 0 && near_side(c, d, a) * near_side(c, d, b) < 0;
}

/* Squared, between the segments a-b and c-d. Where they only touch, an end lies on the other and the distance is 0 too. */
static inline double near_legs(struct spot a, struct spot b, struct spot c, struct spot d)
{
	if (near_legs_cross(a, b, c, d))
		return 0;
	return near_least(near_least(near_point_leg(a, c, d), near_point_leg(b, c, d)), near_least(near_point_leg(c, a, b), near_point_leg(d, a, b)));
}

/* The stretch of a leg, 0 at its beginning and 1 at its end; from > to: none. */
struct stretch {
	double from, to;
};

#define STRETCH_NONE ((struct stretch){ 1, 0 })

static inline bool stretch_is_some(struct stretch s)
{
	return s.from <= s.to;
}

static inline struct stretch stretch_hull(struct stretch a, struct stretch b)
{
	if (!stretch_is_some(a) || !stretch_is_some(b))
		return stretch_is_some(a) ? a : b;
	return (struct stretch){ fmin(a.from, b.from), fmax(a.to, b.to) };
}

/* Where the leg a-b is within the radius of a point, and of a stroke (near.c). */
struct stretch near_stretch_point(struct spot a, struct spot b, struct spot p, double radius);
struct stretch near_stretch_stroke(struct spot a, struct spot b, struct spot c, struct spot d, double radius);

#endif
