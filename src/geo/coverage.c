/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* coverage.c - the engine: a grid for each unit, one look at each leg of each track. */
#include "geo/coverage.h"

#include <math.h>

#include "base/limits.h"
#include "base/must.h"
#include "geo/near.h"

/* A stroke lies in each cell within the radius of it and this much more, so that no rounding of a leg's way through
 * the grid can miss it. Metres. */
static const double SLACK = 0.01;
static const double LEAST_CELL = 64;

struct cell {
	uint32_t first, count;          /* into .strokes of the unit */
};

struct unit {
	struct piece_set passed;
	const struct piece_set *own;
	double x, y, a_metre;           /* the grid's corner; cells to the metre */
	int32_t columns, rows;
	struct cell *cells;
	uint32_t *strokes;
	int64_t *first, *last;          /* of each piece, if times are asked; INT64_MAX, INT64_MIN: never */
};

/* Where a vehicle was last. */
struct vehicle {
	int64_t t;
	struct spot at;
	size_t unit;
	bool is_known;
};

struct coverage {
	struct arena *arena;
	struct coverage_ask ask;
	uint32_t *owner;                /* the piece of each stroke */
	struct unit *units;
	struct vehicle *vehicles;
	size_t vehicle_count;
};

/* From one point to the next; a point that stands alone is one to itself. */
struct leg {
	struct spot a, b;
	int64_t from, to;
};

/* ---- the grid ---- */

/* Which cells the stroke lies in. */
struct span {
	int32_t left, right, low, high;
};

static struct span span_of(const struct coverage *c, const struct unit *u, const struct stroke *s)
{
	double far = c->ask.radius + SLACK;

	return (struct span){
		(int32_t)((fmin(s->a.x, s->b.x) - far - u->x) * u->a_metre),
		(int32_t)((fmax(s->a.x, s->b.x) + far - u->x) * u->a_metre),
		(int32_t)((fmin(s->a.y, s->b.y) - far - u->y) * u->a_metre),
		(int32_t)((fmax(s->a.y, s->b.y) + far - u->y) * u->a_metre),
	};
}

/* Over what the unit owns; cells grow where it lies so far apart that there would be too many. */
static void lay_grid(const struct coverage *c, struct unit *u)
{
	const struct pieces *pieces = c->ask.pieces;
	double left = HUGE_VAL, right = -HUGE_VAL, low = HUGE_VAL, high = -HUGE_VAL, far = c->ask.radius + 2 * SLACK, cell, wide, tall;

	for (size_t i = 0; i < pieces->stroke_count; i++) {
		const struct stroke *s = &pieces->strokes[i];

		if (!piece_set_has(u->own, c->owner[i]))
			continue;
		left = fmin(left, fmin(s->a.x, s->b.x) - far);
		right = fmax(right, fmax(s->a.x, s->b.x) + far);
		low = fmin(low, fmin(s->a.y, s->b.y) - far);
		high = fmax(high, fmax(s->a.y, s->b.y) + far);
	}
	if (left > right)
		return;
	wide = right - left;
	tall = high - low;
	cell = fmax(fmax(LEAST_CELL, 2 * c->ask.radius),
	            fmax(sqrt(wide * tall / LIMIT_GRID_CELLS), fmax(wide, tall) / LIMIT_GRID_CELLS));
	u->x = left;
	u->y = low;
	u->a_metre = 1 / cell;
	u->columns = (int32_t)(wide / cell) + 1;
	u->rows = (int32_t)(tall / cell) + 1;
	u->cells = ARENA_ARRAY(c->arena, struct cell, (size_t)u->columns * (size_t)u->rows);
}

typedef void CellDo(struct unit *, struct cell *, uint32_t stroke);

static void count_in(struct unit *u, struct cell *cell, uint32_t stroke)
{
	cell->count++;
}

static void put_in(struct unit *u, struct cell *cell, uint32_t stroke)
{
	u->strokes[cell->first + cell->count++] = stroke;
}

static void each_cell_of_strokes(const struct coverage *c, struct unit *u, CellDo *what)
{
	for (uint32_t i = 0; i < c->ask.pieces->stroke_count; i++) {
		struct span span;

		if (!piece_set_has(u->own, c->owner[i]))
			continue;
		span = span_of(c, u, &c->ask.pieces->strokes[i]);
		for (int32_t row = span.low; row <= span.high; row++)
			for (int32_t column = span.left; column <= span.right; column++)
				what(u, &u->cells[(size_t)row * (size_t)u->columns + (size_t)column], i);
	}
}

static void fill_grid(const struct coverage *c, struct unit *u)
{
	size_t cells = (size_t)u->columns * (size_t)u->rows;
	uint32_t sum = 0;

	each_cell_of_strokes(c, u, count_in);
	for (size_t i = 0; i < cells; i++) {
		u->cells[i].first = sum;
		sum += u->cells[i].count;
		u->cells[i].count = 0;
	}
	u->strokes = arena_take_unset(c->arena, sum * sizeof *u->strokes + 1);
	each_cell_of_strokes(c, u, put_in);
}

static void want_times(const struct coverage *c, struct unit *u)
{
	size_t count = c->ask.pieces->count;

	u->first = ARENA_ARRAY(c->arena, int64_t, count + 1);
	u->last = ARENA_ARRAY(c->arena, int64_t, count + 1);
	for (size_t i = 0; i < count; i++) {
		u->first[i] = INT64_MAX;
		u->last[i] = INT64_MIN;
	}
}

struct coverage *coverage_begin(struct arena *arena, const struct coverage_ask *ask)
{
	struct coverage *c = ARENA_NEW(arena, struct coverage);
	const struct pieces *pieces = ask->pieces;

	must(ask->radius > 0 && ask->radius <= LIMIT_RADIUS_METRES && ask->gap >= 0);
	*c = (struct coverage){ .arena = arena, .ask = *ask };
	c->owner = ARENA_ARRAY(arena, uint32_t, pieces->stroke_count + 1);
	for (uint32_t i = 0; i < pieces->count; i++)
		for (uint32_t k = 0; k < pieces->at[i].strokes; k++)
			c->owner[pieces->at[i].first + k] = i;
	c->units = ARENA_ARRAY(arena, struct unit, ask->unit_count + 1);
	for (size_t i = 0; i < ask->unit_count; i++) {
		struct unit *u = &c->units[i];

		u->own = &ask->units[i];
		u->passed = piece_set_new(arena, pieces);
		lay_grid(c, u);
		fill_grid(c, u);
		if (ask->times)
			want_times(c, u);
	}
	return c;
}

/* ---- a leg through the grid ---- */

/* Whoever is passed is taken out, and so is another stroke of the same piece when it is met. */
static void look_into(const struct coverage *c, struct unit *u, struct cell *cell, const struct leg *leg)
{
	uint32_t *strokes = u->strokes + cell->first;
	double most = c->ask.radius * c->ask.radius;

	for (uint32_t i = 0; i < cell->count;) {
		uint32_t piece = c->owner[strokes[i]];
		const struct stroke *s = &c->ask.pieces->strokes[strokes[i]];

		if (!piece_set_has(&u->passed, piece)) {
			if (near_legs(leg->a, leg->b, s->a, s->b) > most) {
				i++;
				continue;
			}
			piece_set_put(&u->passed, piece);
		}
		strokes[i] = strokes[--cell->count];
	}
}

/* With times every pass counts, so nothing is taken out. */
static void time_within(const struct coverage *c, struct unit *u, const struct cell *cell, const struct leg *leg)
{
	for (uint32_t i = 0; i < cell->count; i++) {
		uint32_t stroke = u->strokes[cell->first + i], piece = c->owner[stroke];
		const struct stroke *s = &c->ask.pieces->strokes[stroke];
		struct stretch stretch;
		double seconds = (double)(leg->to - leg->from);
		int64_t entered, left;

		if (near_legs(leg->a, leg->b, s->a, s->b) > c->ask.radius * c->ask.radius)
			continue;
		piece_set_put(&u->passed, piece);
		stretch = near_stretch_stroke(leg->a, leg->b, s->a, s->b, c->ask.radius);
		if (!stretch_is_some(stretch))          /* it touches the edge, and rounding says no */
			stretch = (struct stretch){ 0, 1 };
		entered = leg->from + llround(stretch.from * seconds);
		left = leg->from + llround(stretch.to * seconds);
		u->first[piece] = entered < u->first[piece] ? entered : u->first[piece];
		u->last[piece] = left > u->last[piece] ? left : u->last[piece];
	}
}

static void look(const struct coverage *c, struct unit *u, int32_t row, int32_t column, const struct leg *leg)
{
	struct cell *cell = &u->cells[(size_t)row * (size_t)u->columns + (size_t)column];

	if (cell->count == 0)
		return;
	if (c->ask.times)
		time_within(c, u, cell, leg);
	else
		look_into(c, u, cell, leg);
}

static int32_t within(double cells, int32_t most)
{
	return cells < 0 ? 0 : cells >= most ? most - 1 : (int32_t)cells;
}

/* Row by row: in each row the cells between where the leg comes into it and where it leaves it. */
static void look_along(const struct coverage *c, struct unit *u, struct spot a, struct spot b, const struct leg *leg)
{
	double low = near_least(a.y, b.y), high = near_most(a.y, b.y), slope = (b.x - a.x) / (b.y - a.y);

	if (high < 0 || low >= u->rows || near_most(a.x, b.x) < 0 || near_least(a.x, b.x) >= u->columns)
		return;
	for (int32_t row = within(low, u->rows), last = within(high, u->rows); row <= last; row++) {
		bool flat = a.y == b.y;
		double in = flat ? a.x : a.x + (near_most(low, row) - a.y) * slope;
		double out = flat ? b.x : a.x + (near_least(high, row + 1) - a.y) * slope;
		double left = near_least(in, out), right = near_most(in, out);

		if (right < 0 || left >= u->columns)
			continue;
		for (int32_t column = within(left, u->columns), end = within(right, u->columns); column <= end; column++)
			look(c, u, row, column, leg);
	}
}

static void look_at_leg(const struct coverage *c, struct unit *u, const struct leg *leg)
{
	struct spot a = { (leg->a.x - u->x) * u->a_metre, (leg->a.y - u->y) * u->a_metre };
	struct spot b = { (leg->b.x - u->x) * u->a_metre, (leg->b.y - u->y) * u->a_metre };

	look_along(c, u, a, b, leg);
}

/* ---- points ---- */

static struct vehicle *vehicle_of(struct coverage *c, size_t number)
{
	if (number >= c->vehicle_count) {
		size_t count = (number + 1) * 2;
		struct vehicle *more;

		must(number < LIMIT_VEHICLES);
		more = ARENA_ARRAY(c->arena, struct vehicle, count);
		if (c->vehicle_count > 0)
			memcpy(more, c->vehicles, c->vehicle_count * sizeof *more);
		c->vehicles = more;
		c->vehicle_count = count;
	}
	return &c->vehicles[number];
}

static void go_on(const struct coverage *c, struct vehicle *v, size_t unit, struct fix fix)
{
	struct spot here = plane_spot(&c->ask.pieces->plane, fix.at);
	bool joined = v->is_known && v->unit == unit && fix.t >= v->t && fix.t - v->t <= c->ask.gap && c->ask.gap > 0;
	struct leg leg = { joined ? v->at : here, here, joined ? v->t : fix.t, fix.t };

	must(unit < c->ask.unit_count || unit == COVERAGE_NOBODY);
	if (unit != COVERAGE_NOBODY)
		look_at_leg(c, &c->units[unit], &leg);
	*v = (struct vehicle){ fix.t, here, unit, true };
}

void coverage_point(struct coverage *c, size_t unit, size_t vehicle, struct fix fix)
{
	go_on(c, vehicle_of(c, vehicle), unit, fix);
}

void coverage_track(struct coverage *c, size_t unit, const struct fix *fixes, size_t count)
{
	struct vehicle v = { 0 };

	for (size_t i = 0; i < count; i++)
		go_on(c, &v, unit, fixes[i]);
}

/* ---- what was found ---- */

void coverage_merge(struct coverage *into, const struct coverage *from)
{
	must(into->ask.pieces == from->ask.pieces && into->ask.unit_count == from->ask.unit_count && into->ask.times == from->ask.times);
	for (size_t i = 0; i < into->ask.unit_count; i++) {
		struct unit *u = &into->units[i], *o = &from->units[i];

		piece_set_join(&u->passed, &o->passed);
		for (size_t k = 0; into->ask.times && k < into->ask.pieces->count; k++) {
			u->first[k] = o->first[k] < u->first[k] ? o->first[k] : u->first[k];
			u->last[k] = o->last[k] > u->last[k] ? o->last[k] : u->last[k];
		}
	}
}

bool coverage_passed(const struct coverage *c, size_t unit, size_t piece)
{
	return piece_set_has(&c->units[unit].passed, piece);
}

const struct piece_set *coverage_set(const struct coverage *c, size_t unit)
{
	return &c->units[unit].passed;
}

bool coverage_times(const struct coverage *c, size_t unit, size_t piece, int64_t *first, int64_t *last)
{
	must(c->ask.times);
	if (!coverage_passed(c, unit, piece))
		return false;
	*first = c->units[unit].first[piece];
	*last = c->units[unit].last[piece];
	return true;
}

struct coverage_sum coverage_sum(const struct coverage *c, size_t unit, const struct piece_set *among)
{
	const struct unit *u = &c->units[unit];
	struct coverage_sum sum = { 0 };

	for (size_t i = 0; i < c->ask.pieces->count; i++) {
		double metres = c->ask.pieces->at[i].metres;

		if (!piece_set_has(u->own, i) || (among && !piece_set_has(among, i)))
			continue;
		sum.pieces++;
		sum.metres += metres;
		if (!piece_set_has(&u->passed, i))
			continue;
		sum.passed++;
		sum.metres_passed += metres;
	}
	return sum;
}
