/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* pass.c - finds passes: leg by leg where a track may be near, and by boxes over its blocks where it cannot. */
#include "geo/pass.h"

#include <math.h>

#include "base/limits.h"
#include "geo/near.h"

enum { BLOCK_FIXES = 16, BOUGH_BLOCKS = 16 };

/* One look at one track, or at parts of it. */
struct scan {
	struct arena *arena;
	const struct pass_ask *ask;
	struct plane plane;             /* around the place */
	struct box sight;               /* what lies outside of it cannot be within sight */
	const struct fix *at;
	uint32_t track;
	struct pass *out;
	size_t count, room;
	size_t reached;                 /* the last pass goes up to this fix, which is within sight; SIZE_MAX: it ended before */
};

static struct scan scan_of(struct arena *arena, const struct pass_ask *ask)
{
	struct scan scan = { .arena = arena, .ask = ask, .plane = plane_at(ask->at), .reached = SIZE_MAX };

	must(ask->within >= 0 && ask->within <= LIMIT_RADIUS_METRES && ask->to < INT64_MAX);
	scan.sight.least = plane_place(&scan.plane, (struct spot){ -ask->within - 0.1, -ask->within - 0.1 });
	scan.sight.most = plane_place(&scan.plane, (struct spot){ ask->within + 0.1, ask->within + 0.1 });
	return scan;
}

static bool boxes_meet(const struct box *a, const struct box *b)
{
	return a->least.lon <= b->most.lon && a->most.lon >= b->least.lon && a->least.lat <= b->most.lat && a->most.lat >= b->least.lat;
}

static struct box box_of_leg(struct place a, struct place b)
{
	return (struct box){ { a.lon < b.lon ? a.lon : b.lon, a.lat < b.lat ? a.lat : b.lat },
		             { a.lon < b.lon ? b.lon : a.lon, a.lat < b.lat ? b.lat : a.lat } };
}

/* Where on the leg it is nearest to the middle of the plane. */
static double nearest_on(struct spot a, struct spot b, struct stretch within)
{
	double dx = b.x - a.x, dy = b.y - a.y, all = dx * dx + dy * dy;
	double s = all > 0 ? -(a.x * dx + a.y * dy) / all : 0;

	return fmin(fmax(s, within.from), within.to);
}

static void add_pass(struct scan *scan, const struct pass *pass, bool goes_on)
{
	struct pass *last = scan->count ? &scan->out[scan->count - 1] : NULL;

	if (!goes_on || !last) {
		scan->out = arena_room_for_one(scan->arena, scan->out, scan->count, &scan->room, sizeof *scan->out);
		scan->out[scan->count++] = *pass;
		return;
	}
	last->left = pass->left;
	if (pass->metres < last->metres) {
		last->metres = pass->metres;
		last->nearest = pass->nearest;
	}
}

/* The stretch of the leg that lies in the asked time. */
static struct stretch in_time(const struct pass_ask *ask, struct stretch s, int64_t from, int64_t to)
{
	if (to == from)
		return from >= ask->from && from <= ask->to ? s : STRETCH_NONE;
	s.from = fmax(s.from, (double)(ask->from - from) / (double)(to - from));
	s.to = fmin(s.to, (double)(ask->to - from) / (double)(to - from));
	return s;
}

/* From fix i - 1 to fix i; the fix alone if a gap or nothing is before it. */
static void scan_leg(struct scan *scan, size_t i)
{
	const struct fix *b = &scan->at[i], *a = i > 0 && b->t >= b[-1].t && b->t - b[-1].t <= scan->ask->gap ? b - 1 : b;
	struct box box = box_of_leg(a->at, b->at);
	struct spot from, to;
	struct stretch near;
	double seconds = (double)(b->t - a->t), nearest;
	struct pass pass;

	if (!boxes_meet(&box, &scan->sight))
		return;
	from = plane_spot(&scan->plane, a->at);
	to = plane_spot(&scan->plane, b->at);
	near = in_time(scan->ask, near_stretch_point(from, to, (struct spot){ 0, 0 }, scan->ask->within), a->t, b->t);
	if (!stretch_is_some(near))
		return;
	nearest = nearest_on(from, to, near);
	pass = (struct pass){ scan->track, a->t + llround(near.from * seconds), a->t + llround(near.to * seconds), a->t + llround(nearest * seconds),
		              hypot(from.x + nearest * (to.x - from.x), from.y + nearest * (to.y - from.y)) };
	add_pass(scan, &pass, a != b && near.from <= 0 && scan->reached == i - 1);
	scan->reached = near.to >= 1 ? i : SIZE_MAX;
}

size_t passes_of_track(struct arena *arena, const struct fix *fixes, size_t count, const struct pass_ask *ask, struct pass **out)
{
	struct scan scan = scan_of(arena, ask);

	scan.at = fixes;
	for (size_t i = 0; i < count; i++)
		scan_leg(&scan, i);
	*out = scan.out;
	return scan.count;
}

/* ---- the index ---- */

/* A track with boxes: of each block of fixes and the leg that leads into it, and of each bough of blocks. */
struct boxed {
	struct track track;
	struct box whole, *blocks, *boughs;
	size_t block_count;
};

struct pass_index {
	struct boxed *tracks;
	size_t count;
};

static void widen(struct box *box, const struct box *by)
{
	box->least.lon = by->least.lon < box->least.lon ? by->least.lon : box->least.lon;
	box->least.lat = by->least.lat < box->least.lat ? by->least.lat : box->least.lat;
	box->most.lon = by->most.lon > box->most.lon ? by->most.lon : box->most.lon;
	box->most.lat = by->most.lat > box->most.lat ? by->most.lat : box->most.lat;
}

static struct box box_of_block(const struct track *track, size_t block)
{
	size_t first = block * BLOCK_FIXES, end = first + BLOCK_FIXES < track->count ? first + BLOCK_FIXES : track->count;
	struct box box = box_of_leg(track->at[first ? first - 1 : 0].at, track->at[first].at);

	for (size_t i = first + 1; i < end; i++) {
		struct box one = { track->at[i].at, track->at[i].at };

		widen(&box, &one);
	}
	return box;
}

static void box_track(struct arena *arena, struct boxed *boxed)
{
	boxed->block_count = (boxed->track.count + BLOCK_FIXES - 1) / BLOCK_FIXES;
	boxed->blocks = ARENA_ARRAY(arena, struct box, boxed->block_count + 1);
	boxed->boughs = ARENA_ARRAY(arena, struct box, boxed->block_count / BOUGH_BLOCKS + 1);
	for (size_t b = 0; b < boxed->block_count; b++) {
		boxed->blocks[b] = box_of_block(&boxed->track, b);
		if (b % BOUGH_BLOCKS == 0)
			boxed->boughs[b / BOUGH_BLOCKS] = boxed->blocks[b];
		if (b == 0)
			boxed->whole = boxed->blocks[b];
		widen(&boxed->boughs[b / BOUGH_BLOCKS], &boxed->blocks[b]);
		widen(&boxed->whole, &boxed->blocks[b]);
	}
}

struct pass_index *pass_index_build(struct arena *arena, const struct track *tracks, size_t count)
{
	struct pass_index *index = ARENA_NEW(arena, struct pass_index);

	*index = (struct pass_index){ ARENA_ARRAY(arena, struct boxed, count + 1), count };
	for (size_t i = 0; i < count; i++) {
		index->tracks[i].track = tracks[i];
		box_track(arena, &index->tracks[i]);
	}
	return index;
}

/* The first fix at this second or later; count: none. */
static size_t first_from(const struct track *track, int64_t t)
{
	size_t low = 0, high = track->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (track->at[middle].t < t)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static void scan_boxed(struct scan *scan, const struct boxed *boxed)
{
	/* The fix before the first is part of its leg; one more at the end: its leg may begin within the asked time. */
	size_t first = first_from(&boxed->track, scan->ask->from), end = first_from(&boxed->track, scan->ask->to + 1);

	end = end < boxed->track.count ? end + 1 : end;
	scan->at = boxed->track.at;
	scan->reached = SIZE_MAX;
	for (size_t block = first / BLOCK_FIXES; block * BLOCK_FIXES < end; block++) {
		size_t from = block * BLOCK_FIXES, to = from + BLOCK_FIXES;

		if (!boxes_meet(&boxed->boughs[block / BOUGH_BLOCKS], &scan->sight)) {
			block |= BOUGH_BLOCKS - 1;
			continue;
		}
		if (!boxes_meet(&boxed->blocks[block], &scan->sight))
			continue;
		for (size_t i = from < first ? first : from; i < to && i < end; i++)
			scan_leg(scan, i);
	}
}

size_t pass_index_find(const struct pass_index *index, struct arena *arena, const struct pass_ask *ask, struct pass **out)
{
	struct scan scan = scan_of(arena, ask);

	for (size_t i = 0; i < index->count; i++) {
		if (index->tracks[i].track.count == 0 || !boxes_meet(&index->tracks[i].whole, &scan.sight))
			continue;
		scan.track = (uint32_t)i;
		scan_boxed(&scan, &index->tracks[i]);
	}
	*out = scan.out;
	return scan.count;
}
