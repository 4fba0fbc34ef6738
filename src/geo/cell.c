/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* cell.c - areas without roads: squares whose middle has to be passed.
 *
 * The squares lie on one net around the middle of the plane, so two neighbouring areas never share one and leave none out. */
#include <math.h>

#include "base/limits.h"
#include "geo/near.h"
#include "geo/piece.h"

/* The squares over an area's box, and which of them a road sees already. */
struct net {
	double cell;
	double left, low;               /* middle of the first square */
	size_t columns, rows;
	bool *seen;
};

static struct spot middle_of(const struct net *net, size_t column, size_t row)
{
	return (struct spot){ net->left + (double)column * net->cell, net->low + (double)row * net->cell };
}

/* false: more squares than anybody can drive to. */
static bool lay_net(const struct pieces *pieces, const struct shape *area, double cell, struct net *net)
{
	struct box box = shape_box(area);
	struct spot least = plane_spot(&pieces->plane, box.least), most = plane_spot(&pieces->plane, box.most);
	double columns = floor(most.x / cell) - floor(least.x / cell) + 1, rows = floor(most.y / cell) - floor(least.y / cell) + 1;

	if (columns * rows > LIMIT_CELLS)
		return false;
	*net = (struct net){ .cell = cell, .columns = (size_t)columns, .rows = (size_t)rows };
	net->left = (floor(least.x / cell) + 0.5) * cell;
	net->low = (floor(least.y / cell) + 0.5) * cell;
	net->seen = ARENA_ARRAY(pieces->arena, bool, net->columns * net->rows);
	return true;
}

static size_t at_most(double index, size_t most)
{
	return index < 0 ? 0 : index >= (double)most ? most : (size_t)index;
}

static void see_along(struct net *net, const struct stroke *s, double clear)
{
	size_t left = at_most((fmin(s->a.x, s->b.x) - clear - net->left) / net->cell, net->columns);
	size_t right = at_most((fmax(s->a.x, s->b.x) + clear - net->left) / net->cell + 1, net->columns);
	size_t low = at_most((fmin(s->a.y, s->b.y) - clear - net->low) / net->cell, net->rows);
	size_t high = at_most((fmax(s->a.y, s->b.y) + clear - net->low) / net->cell + 1, net->rows);

	for (size_t row = low; row < high; row++)
		for (size_t column = left; column < right; column++)
			if (near_point_leg(middle_of(net, column, row), s->a, s->b) <= clear * clear)
				net->seen[row * net->columns + column] = true;
}

static void add_cell(struct pieces *pieces, int64_t road, int32_t k, double cell, struct spot middle)
{
	pieces->at = arena_room_for_one(pieces->arena, pieces->at, pieces->count, &pieces->room, sizeof *pieces->at);
	pieces->strokes = arena_room_for_one(pieces->arena, pieces->strokes, pieces->stroke_count, &pieces->stroke_room, sizeof *pieces->strokes);
	pieces->at[pieces->count++] = (struct piece){ road, k, (uint32_t)pieces->stroke_count, 1, cell, middle };
	pieces->strokes[pieces->stroke_count++] = (struct stroke){ middle, middle };
}

bool pieces_add_cells(struct pieces *pieces, int64_t road, const struct shape *area, double cell_metres, double clear)
{
	struct net net;
	int32_t k = 0;

	if (!lay_net(pieces, area, cell_metres, &net))
		return false;
	for (size_t i = 0; clear > 0 && i < pieces->stroke_count; i++)
		see_along(&net, &pieces->strokes[i], clear);
	for (size_t i = 0; i < net.columns * net.rows; i++) {
		struct spot middle = middle_of(&net, i % net.columns, i / net.columns);

		if (net.seen[i] || !shape_holds_at(area, pieces->plane.middle.lon + middle.x / pieces->plane.x_metres,
		                                   pieces->plane.middle.lat + middle.y / pieces->plane.y_metres))
			continue;
		if (pieces->count >= LIMIT_PIECES || pieces->stroke_count >= LIMIT_STROKES)
			return false;
		add_cell(pieces, road, k++, cell_metres, middle);
	}
	return true;
}
