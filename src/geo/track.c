/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* track.c - what one track says by itself: its silences, its length, its time within an area. */
#include <math.h>
#include <stdlib.h>

#include "geo/coverage.h"

static bool is_joined(const struct fix *a, const struct fix *b, int64_t gap)
{
	return b->t >= a->t && b->t - a->t <= gap;
}

size_t track_gaps(struct arena *arena, const struct fix *fixes, size_t count, int64_t gap, struct track_gap **out)
{
	size_t found = 0, room = 0;

	*out = NULL;
	for (size_t i = 1; i < count; i++) {
		if (fixes[i].t - fixes[i - 1].t <= gap)
			continue;
		*out = arena_room_for_one(arena, *out, found, &room, sizeof **out);
		(*out)[found++] = (struct track_gap){ fixes[i - 1], fixes[i] };
	}
	return found;
}

double track_metres(const struct fix *fixes, size_t count, int64_t gap)
{
	double sum = 0;

	for (size_t i = 1; i < count; i++)
		if (is_joined(&fixes[i - 1], &fixes[i], gap))
			sum += place_distance(fixes[i - 1].at, fixes[i].at);
	return sum;
}

/* ---- dwell: where a leg crosses the edges it goes in or out ---- */

struct crossings {
	struct arena *arena;
	double *at;                     /* 0 at the leg's beginning, 1 at its end */
	size_t count, room;
};

static void add_crossing(struct crossings *c, double at)
{
	c->at = arena_room_for_one(c->arena, c->at, c->count, &c->room, sizeof *c->at);
	c->at[c->count++] = at;
}

static double cross(double ax, double ay, double bx, double by)
{
	return ax * by - ay * bx;
}

static void cross_edge(struct crossings *c, struct place a, struct place b, struct place p, struct place q)
{
	double dx = (double)b.lon - a.lon, dy = (double)b.lat - a.lat, ex = (double)q.lon - p.lon, ey = (double)q.lat - p.lat;
	double px = (double)p.lon - a.lon, py = (double)p.lat - a.lat, all = cross(dx, dy, ex, ey), s, along;

	if (all == 0)                           /* beside each other: the ends decide */
		return;
	s = cross(px, py, ex, ey) / all;
	along = cross(px, py, dx, dy) / all;
	if (s > 0 && s < 1 && along >= 0 && along <= 1)
		add_crossing(c, s);
}

static int by_size(const void *a, const void *b)
{
	const double *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

/* The share of the leg that lies inside: between two crossings all of it does, or none. */
static double share_within(struct crossings *c, struct place a, struct place b, const struct shape *area)
{
	double sum = 0;

	c->count = 0;
	add_crossing(c, 0);
	for (size_t p = 0; p < area->polygon_count; p++)
		for (size_t r = 0; r < area->polygons[p].count; r++)
			for (size_t i = 1; i < area->polygons[p].rings[r].count; i++)
				cross_edge(c, a, b, area->polygons[p].rings[r].at[i - 1], area->polygons[p].rings[r].at[i]);
	add_crossing(c, 1);
	qsort(c->at, c->count, sizeof *c->at, by_size);
	for (size_t i = 1; i < c->count; i++) {
		double middle = (c->at[i - 1] + c->at[i]) / 2;

		if (shape_holds_at(area, a.lon + middle * ((double)b.lon - a.lon), a.lat + middle * ((double)b.lat - a.lat)))
			sum += c->at[i] - c->at[i - 1];
	}
	return sum;
}

static bool may_meet(const struct box *box, struct place a, struct place b)
{
	return (a.lon >= box->least.lon || b.lon >= box->least.lon) && (a.lon <= box->most.lon || b.lon <= box->most.lon)
	       && (a.lat >= box->least.lat || b.lat >= box->least.lat) && (a.lat <= box->most.lat || b.lat <= box->most.lat);
}

double track_dwell(const struct fix *fixes, size_t count, int64_t gap, const struct shape *area)
{
	struct crossings crossings = { .arena = arena_open() };
	struct box box = shape_box(area);
	double sum = 0;

	for (size_t i = 1; i < count; i++) {
		const struct fix *a = &fixes[i - 1], *b = &fixes[i];

		if (b->t > a->t && is_joined(a, b, gap) && may_meet(&box, a->at, b->at))
			sum += (double)(b->t - a->t) * share_within(&crossings, a->at, b->at, area);
	}
	arena_close(crossings.arena);
	return sum;
}
