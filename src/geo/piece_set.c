/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* piece_set.c - sets of pieces, and a piece as a map wants it. */
#include <string.h>

#include "base/must.h"
#include "geo/piece.h"

/* Back in 1e-7 degrees, not rounded: whether an area holds it must not hang on the last digit. */
static bool holds_spot(const struct shape *area, const struct plane *plane, struct spot s)
{
	return shape_holds_at(area, plane->middle.lon + s.x / plane->x_metres, plane->middle.lat + s.y / plane->y_metres);
}

struct place piece_place(const struct pieces *pieces, size_t piece)
{
	return plane_place(&pieces->plane, pieces->at[piece].middle);
}

struct shape piece_shape(struct arena *arena, const struct pieces *pieces, size_t piece)
{
	const struct piece *p = &pieces->at[piece];
	struct chain *line = ARENA_NEW(arena, struct chain);

	*line = (struct chain){ ARENA_ARRAY(arena, struct place, p->strokes + 1), p->strokes + 1 };
	line->at[0] = plane_place(&pieces->plane, pieces->strokes[p->first].a);
	for (uint32_t i = 0; i < p->strokes; i++)
		line->at[i + 1] = plane_place(&pieces->plane, pieces->strokes[p->first + i].b);
	return (struct shape){ .lines = line, .line_count = 1 };
}

struct piece_set piece_set_new(struct arena *arena, const struct pieces *pieces)
{
	size_t words = pieces->count / 64 + 1;

	return (struct piece_set){ ARENA_ARRAY(arena, uint64_t, words), words };
}

void piece_set_take_out(struct piece_set *set, size_t piece)
{
	set->bits[piece / 64] &= ~((uint64_t)1 << piece % 64);
}

void piece_set_add_within(struct piece_set *set, const struct pieces *pieces, const struct shape *area)
{
	struct box box = shape_box(area);
	struct spot least = plane_spot(&pieces->plane, box.least), most = plane_spot(&pieces->plane, box.most);

	for (size_t i = 0; i < pieces->count; i++) {
		struct spot s = pieces->at[i].middle;
		/* A metre more than the box: it is only there to spare the question. */
		bool is_near = s.x >= least.x - 1 && s.x <= most.x + 1 && s.y >= least.y - 1 && s.y <= most.y + 1;

		if (is_near && holds_spot(area, &pieces->plane, s))
			piece_set_put(set, i);
	}
}

void piece_set_join(struct piece_set *set, const struct piece_set *other)
{
	must(set->words == other->words);
	for (size_t i = 0; i < set->words; i++)
		set->bits[i] |= other->bits[i];
}

size_t piece_set_count(const struct piece_set *set)
{
	size_t count = 0;

	for (size_t i = 0; i < set->words; i++)
		count += (size_t)__builtin_popcountll(set->bits[i]);
	return count;
}
