/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* piece.h - what has to be seen, cut small: roads into pieces of some 25 metres, areas without roads into cells.
 *
 * Owns: the cutting rule, and sets of pieces. Pure. Does not own: who passed them (geo/coverage.h).
 * The rule is a promise (docs: juebu coverage): a road of L metres has max(1, round(L / 25)) pieces of equal length,
 * k = 0, 1, …, and a piece belongs to every area that holds its middle. A cell is a square whose middle has to be
 * passed; it counts as many metres as its side. */
#ifndef JUEBU_GEO_PIECE_H
#define JUEBU_GEO_PIECE_H

#include "geo/shape.h"

enum { PIECE_METRES = 25, CELL_METRES = 50 };

/* One straight edge of a piece; of a cell its middle alone, a and b the same. */
struct stroke {
	struct spot a, b;
};

struct piece {
	int64_t road;                   /* as the caller numbers roads and areas */
	int32_t k;
	uint32_t first, strokes;        /* into pieces.strokes */
	double metres;
	struct spot middle;
};

struct pieces {
	struct arena *arena;
	struct plane plane;
	struct piece *at;
	size_t count, room;
	struct stroke *strokes;
	size_t stroke_count, stroke_room;
};

struct pieces pieces_new(struct arena *, struct plane);
/* The lines of one road, k running on from line to line. false: over LIMIT_PIECES or LIMIT_STROKES; what was added stays. */
bool pieces_add_road(struct pieces *, int64_t road, const struct shape *lines) MUST_USE;
/* Squares of so many metres whose middle the area holds; none of those whose middle lies within `clear` metres of a piece
 * that is there already, so that roads are not owed twice (0: all squares). */
bool pieces_add_cells(struct pieces *, int64_t road, const struct shape *area, double cell_metres, double clear) MUST_USE;
struct place piece_place(const struct pieces *, size_t piece);     /* its middle */
struct shape piece_shape(struct arena *, const struct pieces *, size_t piece);   /* for a map; a cell is a line of one place twice */

/* ---- sets: one bit a piece ---- */
struct piece_set {
	uint64_t *bits;
	size_t words;
};

struct piece_set piece_set_new(struct arena *, const struct pieces *);
static inline bool piece_set_has(const struct piece_set *set, size_t piece)
{
	return set->bits[piece / 64] >> piece % 64 & 1;
}
static inline void piece_set_put(struct piece_set *set, size_t piece)
{
	set->bits[piece / 64] |= (uint64_t)1 << piece % 64;
}
void piece_set_take_out(struct piece_set *, size_t piece);
void piece_set_add_within(struct piece_set *, const struct pieces *, const struct shape *area);   /* by their middles */
void piece_set_join(struct piece_set *, const struct piece_set *);
size_t piece_set_count(const struct piece_set *);

#endif
