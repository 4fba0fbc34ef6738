/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* sort.c - positions in order of time, and what is doubtful about them. Pure. */
#include "track/track_store.h"

#include <math.h>
#include <stdlib.h>

enum {
	JUMP_M_S = 56,                  /* 200 km/h: no vehicle of the zone goes faster */
	JUMP_NOISE_M = 100,             /* and this much a fix may be off */
	JUMPS_BELIEVED = 3,             /* so many in a row that fit each other: the sound one before them was wrong */
};

bool position_is_sane(const struct position *p)
{
	static const int64_t year_2000_ms = 946684800000, year_2200_ms = 7258118400000;

	return p->lon >= -180 * DEGREE && p->lon <= 180 * DEGREE && p->lat >= -90 * DEGREE && p->lat <= 90 * DEGREE
	    && p->at_ms >= year_2000_ms && p->at_ms < year_2200_ms && p->course >= COURSE_UNKNOWN && p->course < 360;
}

void track_mark_backward(struct position *at, size_t count)
{
	int64_t newest = INT64_MIN;

	for (size_t i = 0; i < count; i++) {
		if (at[i].at_ms < newest)
			at[i].flags |= POSITION_BACKWARD;
		else
			newest = at[i].at_ms;
	}
}

/* ---- order ---- */

struct placed { struct position position; size_t came; };

static int in_time(const void *a, const void *b)
{
	const struct placed *x = a, *y = b;

	if (x->position.at_ms != y->position.at_ms)
		return x->position.at_ms < y->position.at_ms ? -1 : 1;
	if (x->position.received_s != y->position.received_s)
		return x->position.received_s < y->position.received_s ? -1 : 1;
	return x->came < y->came ? -1 : x->came > y->came;
}

void track_sort(struct arena *arena, struct position *at, size_t count)
{
	struct placed *placed;
	size_t sorted = 1;

	while (sorted < count && at[sorted - 1].at_ms <= at[sorted].at_ms)
		sorted++;
	if (sorted >= count)
		return;
	placed = ARENA_ARRAY(arena, struct placed, count);
	for (size_t i = 0; i < count; i++)
		placed[i] = (struct placed){ at[i], i };
	qsort(placed, count, sizeof *placed, in_time);
	for (size_t i = 0; i < count; i++)
		at[i] = placed[i].position;
}

/* ---- doubt ---- */

/* On the plane: over the few kilometres at stake it is as good as the ellipsoid. */
static double metres_between(const struct position *a, const struct position *b)
{
	static const double metres_a_degree = 111195.0, degree = 1e-7, radians = 0.017453292519943295;
	double north = (b->lat - a->lat) * degree * metres_a_degree;
	double east = ((double)b->lon - a->lon) * degree * metres_a_degree * cos(a->lat * degree * radians);

	return sqrt(north * north + east * east);
}

static bool is_reachable(const struct position *from, const struct position *to)
{
	double seconds = (double)(to->at_ms - from->at_ms) / 1000.0;

	return metres_between(from, to) <= JUMP_M_S * seconds + JUMP_NOISE_M;
}

static void mark_one(struct marker *m, struct position *p)
{
	p->flags &= (uint16_t) ~(POSITION_REPEATED | POSITION_JUMP);
	if (m->any && p->at_ms == m->seen.at_ms)
		p->flags |= POSITION_REPEATED;
	if (p->flags & POSITION_DOUBTFUL)
		return;
	if (m->any && !is_reachable(&m->sound, p)) {
		m->jumps = m->jumps && is_reachable(&m->seen, p) ? m->jumps + 1 : 1;
		if (m->jumps < JUMPS_BELIEVED)
			p->flags |= POSITION_JUMP;
	}
	if (!(p->flags & POSITION_JUMP)) {
		m->sound = *p;
		m->jumps = 0;
	}
	m->seen = *p;
	m->any = true;
}

void track_mark(struct marker *m, struct position *at, size_t count)
{
	for (size_t i = 0; i < count; i++)
		mark_one(m, &at[i]);
}
