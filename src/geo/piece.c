/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* piece.c - cuts roads and areas, and keeps sets of what was cut. */
#include "geo/piece.h"

#include <math.h>

#include "base/limits.h"

struct pieces pieces_new(struct arena *arena, struct plane plane)
{
	return (struct pieces){ .arena = arena, .plane = plane };
}

static void add_stroke(struct pieces *pieces, struct spot a, struct spot b)
{
	pieces->strokes = arena_room_for_one(pieces->arena, pieces->strokes, pieces->stroke_count, &pieces->stroke_room, sizeof *pieces->strokes);
	pieces->strokes[pieces->stroke_count++] = (struct stroke){ a, b };
	pieces->at[pieces->count - 1].strokes++;
}

static void begin_piece(struct pieces *pieces, int64_t road, int32_t k, double metres)
{
	pieces->at = arena_room_for_one(pieces->arena, pieces->at, pieces->count, &pieces->room, sizeof *pieces->at);
	pieces->at[pieces->count++] = (struct piece){ road, k, (uint32_t)pieces->stroke_count, 0, metres, { 0 } };
}

static struct spot between(struct spot a, struct spot b, double s)
{
	return (struct spot){ a.x + s * (b.x - a.x), a.y + s * (b.y - a.y) };
}

/* A line on the plane while it is walked from its beginning to its end. */
struct walk {
	const struct spot *at;
	const double *metres;           /* from the beginning to each of them */
	size_t count, edge;             /* the edge one stands on: from at[edge] to at[edge + 1] */
};

static struct spot walk_spot(const struct walk *w, double metres)
{
	double length = w->metres[w->edge + 1] - w->metres[w->edge];

	return length > 0 ? between(w->at[w->edge], w->at[w->edge + 1], (metres - w->metres[w->edge]) / length) : w->at[w->edge];
}

/* One piece, from where one stands to so many metres from the beginning. */
static void walk_piece(struct walk *w, struct pieces *pieces, double from, double to)
{
	struct piece *piece = &pieces->at[pieces->count - 1];
	double middle = (from + to) / 2;
	struct spot here = walk_spot(w, from);
	bool past = false;

	for (;;) {
		double end = w->metres[w->edge + 1];

		if (!past && (middle <= end || w->edge + 2 == w->count)) {
			piece->middle = walk_spot(w, middle);
			past = true;
		}
		if (end >= to || w->edge + 2 == w->count)
			break;
		if (end > from)
			add_stroke(pieces, here, w->at[w->edge + 1]);
		here = w->at[++w->edge];
	}
	add_stroke(pieces, here, walk_spot(w, to));
}

/* Whether so many more may be; a stroke for each place of the line and one for each cut. */
static bool has_room(const struct pieces *pieces, double pieces_more, double strokes_more)
{
	return (double)pieces->count + pieces_more <= LIMIT_PIECES && (double)pieces->stroke_count + strokes_more <= LIMIT_STROKES;
}

static bool cut_line(struct pieces *pieces, int64_t road, const struct chain *line, int32_t *k)
{
	struct spot *at = ARENA_ARRAY(pieces->arena, struct spot, line->count);
	double *metres = ARENA_ARRAY(pieces->arena, double, line->count), all, parts;
	struct walk walk = { at, metres, line->count, 0 };

	for (size_t i = 0; i < line->count; i++) {
		at[i] = plane_spot(&pieces->plane, line->at[i]);
		metres[i] = i ? metres[i - 1] + spot_distance(at[i - 1], at[i]) : 0;
	}
	all = metres[line->count - 1];
	parts = fmax(1, round(all / PIECE_METRES));
	if (!has_room(pieces, parts, parts + (double)line->count))
		return false;
	for (double i = 0; i < parts; i++) {
		begin_piece(pieces, road, (*k)++, all / parts);
		walk_piece(&walk, pieces, all * i / parts, all * (i + 1) / parts);
	}
	return true;
}

bool pieces_add_road(struct pieces *pieces, int64_t road, const struct shape *lines)
{
	int32_t k = 0;

	for (size_t i = 0; i < lines->line_count; i++)
		if (lines->lines[i].count >= 2 && !cut_line(pieces, road, &lines->lines[i], &k))
			return false;
	return true;
}
