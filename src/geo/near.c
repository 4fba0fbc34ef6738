/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* near.c - from where to where on its way a leg is near enough. */
#include "geo/near.h"

/* s with |a + s(b - a) - p| <= radius: a quadratic, solved so that no two near numbers are subtracted. */
struct stretch near_stretch_point(struct spot a, struct spot b, struct spot p, double radius)
{
	double dx = b.x - a.x, dy = b.y - a.y, px = p.x - a.x, py = p.y - a.y;
	double all = dx * dx + dy * dy, along = px * dx + py * dy, miss = px * px + py * py - radius * radius;
	double root, far, one, two;

	if (all == 0)
		return miss <= 0 ? (struct stretch){ 0, 1 } : STRETCH_NONE;
	if (along * along < all * miss)
		return STRETCH_NONE;
	root = sqrt(fmax(along * along - all * miss, 0));
	far = along >= 0 ? along + root : along - root;
	one = far / all;
	two = far == 0 ? 0 : miss / far;
	return (struct stretch){ fmax(fmin(one, two), 0), fmin(fmax(one, two), 1) };
}

/* Keeps of the stretch where from + s * by lies in [least, most]. */
static struct stretch clip(struct stretch s, double from, double by, double least, double most)
{
	double one, two;

	if (by == 0)
		return from >= least && from <= most ? s : STRETCH_NONE;
	one = (least - from) / by;
	two = (most - from) / by;
	return (struct stretch){ fmax(s.from, fmin(one, two)), fmin(s.to, fmax(one, two)) };
}

/* What is near a stroke is a disc around each end and the band between; a leg meets that convex thing in one stretch. */
struct stretch near_stretch_stroke(struct spot a, struct spot b, struct spot c, struct spot d, double radius)
{
	struct stretch ends = stretch_hull(near_stretch_point(a, b, c, radius), near_stretch_point(a, b, d, radius));
	double length = spot_distance(c, d), ux = (d.x - c.x) / length, uy = (d.y - c.y) / length;
	double dx = b.x - a.x, dy = b.y - a.y, px = a.x - c.x, py = a.y - c.y;
	struct stretch band = { 0, 1 };

	if (length == 0)
		return ends;
	band = clip(band, px * ux + py * uy, dx * ux + dy * uy, 0, length);
	band = clip(band, py * ux - px * uy, dy * ux - dx * uy, -radius, radius);
	return stretch_hull(ends, band);
}
