/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* coverage_test.c - the engine against all pairs of leg and stroke, and the rule of cutting against arithmetic. */
#include <math.h>

#include "base/limits.h"
#include "geo/coverage.h"
#include "tests/test.h"

static const struct place HERE = { 1135500000, 348000000 };

static struct plane here(void)
{
	return plane_at(HERE);
}

/* A line over so many spots around HERE. */
static struct shape line_of(const struct spot *at, size_t count)
{
	struct plane plane = here();
	struct chain *line = ARENA_NEW(test_arena(), struct chain);

	*line = (struct chain){ ARENA_ARRAY(test_arena(), struct place, count), count };
	for (size_t i = 0; i < count; i++)
		line->at[i] = plane_place(&plane, at[i]);
	return (struct shape){ .lines = line, .line_count = 1 };
}

static struct fix fix_at(int64_t t, double x, double y)
{
	struct plane plane = here();

	return (struct fix){ t, plane_place(&plane, (struct spot){ x, y }) };
}

TEST(a_road_of_l_metres_has_l_by_25_pieces_rounded_and_at_least_one)
{
	static const struct { double metres; size_t pieces; } cases[] = {
		{ 0, 1 }, { 1, 1 }, { 12.4, 1 }, { 37.4, 1 }, { 37.6, 2 }, { 62.4, 2 }, { 62.6, 3 }, { 2500, 100 }, { 2513, 101 },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		/* With a bend in the middle of it, as roads have. */
		struct spot at[] = { { 100, 50 }, { 100 + cases[i].metres / 2, 50 }, { 100 + cases[i].metres / 2, 50 + cases[i].metres / 2 } };
		struct shape road = line_of(at, 3);
		struct pieces pieces = pieces_new(test_arena(), here());
		double sum = 0;

		CHECK(i, pieces_add_road(&pieces, 7, &road));
		CHECK_INT(i, pieces.count, cases[i].pieces);
		for (size_t k = 0; k < pieces.count; k++) {
			CHECK_INT(i, pieces.at[k].k, k);
			CHECK_INT(i, pieces.at[k].road, 7);
			CHECK(i, fabs(pieces.at[k].metres - pieces.at[0].metres) < 1e-9);
			sum += pieces.at[k].metres;
		}
		CHECK(i, fabs(sum - cases[i].metres) < 0.05);
	}
}

/* 100 m east, then 100 m north: k = 3 ends at the corner, k = 4 begins there; with 90 m the fourth of 7 goes around it. */
TEST(a_piece_goes_around_the_bend_and_its_middle_lies_on_the_road)
{
	struct spot at[] = { { 0, 0 }, { 90, 0 }, { 90, 85 } };
	struct shape road = line_of(at, 3);
	struct pieces pieces = pieces_new(test_arena(), here());

	CHECK(0, pieces_add_road(&pieces, 1, &road));
	CHECK_INT(0, pieces.count, 7);
	CHECK_INT(1, pieces.at[3].strokes, 2);
	CHECK(2, fabs(pieces.at[3].middle.x - 87.5) < 0.02 && fabs(pieces.at[3].middle.y) < 0.02);
	CHECK(3, fabs(pieces.at[4].middle.x - 90) < 0.02 && fabs(pieces.at[4].middle.y - 22.5) < 0.02);
	CHECK_INT(4, piece_shape(test_arena(), &pieces, 3).lines[0].count, 3);
}

/* ---- the engine ---- */

struct zone {
	struct pieces pieces;
	struct piece_set units[2];
};

/* Two units: all pieces are the first's, each second one the second's too. */
static struct zone zone_of(const struct shape *roads, size_t count)
{
	struct zone z = { .pieces = pieces_new(test_arena(), here()) };

	for (size_t i = 0; i < count; i++)
		CHECK(i, pieces_add_road(&z.pieces, (int64_t)i, &roads[i]));
	for (size_t u = 0; u < 2; u++) {
		z.units[u] = piece_set_new(test_arena(), &z.pieces);
		for (size_t p = 0; p < z.pieces.count; p += u + 1)
			piece_set_put(&z.units[u], p);
	}
	return z;
}

static struct coverage_ask ask_of(const struct zone *z, double radius, int64_t gap, bool times)
{
	return (struct coverage_ask){ &z->pieces, z->units, 2, radius, gap, times };
}

/* A road of one piece from (0, 0) to (25, 0), seen from above and below the radius and the gap. */
TEST(a_piece_is_passed_within_the_radius_and_by_legs_within_the_gap)
{
	static const struct { const char *what; struct { int64_t t; double x, y; } fixes[3]; size_t count; int passed; } cases[] = {
		{ "a point at 29.95 m", { { 0, 12, 29.95 } }, 1, 1 },
		{ "a point at 30.05 m", { { 0, 12, 30.05 } }, 1, 0 },
		{ "beyond the end", { { 0, 25 + 21.3, 21.3 } }, 1, 0 },
		{ "beyond the end, nearer", { { 0, 25 + 21.1, 21.1 } }, 1, 1 },
		{ "a leg across, 120 s", { { 0, 12, -500 }, { 120, 12, 500 } }, 2, 1 },
		{ "a leg across, 121 s", { { 0, 12, -500 }, { 121, 12, 500 } }, 2, 0 },
		{ "a leg that goes by at 29.95 m", { { 0, -500, 29.95 }, { 60, 500, 29.95 } }, 2, 1 },
		{ "a leg that goes by at 30.05 m", { { 0, -500, 30.05 }, { 60, 500, 30.05 } }, 2, 0 },
		{ "backwards in time is no leg", { { 60, 12, -500 }, { 0, 12, 500 } }, 2, 0 },
		{ "two points of one second are a leg", { { 60, 12, -500 }, { 60, 12, 500 } }, 2, 1 },
		{ "a leg from the other end of the world", { { 0, 12, -500 }, { 60, 9000000, 500 } }, 2, 0 },
		{ "two legs, the second across", { { 0, -500, -500 }, { 60, 12, -500 }, { 120, 12, 500 } }, 3, 1 },
		{ "no points", { { 0 } }, 0, 0 },
	};
	struct spot at[] = { { 0, 0 }, { 25, 0 } };
	struct shape road = line_of(at, 2);
	struct zone z = zone_of(&road, 1);

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		for (int times = 0; times < 2; times++) {
			struct coverage_ask ask = ask_of(&z, 30, 120, times);
			struct coverage *c = coverage_begin(test_arena(), &ask);

			for (size_t k = 0; k < cases[i].count; k++)
				coverage_point(c, 0, 3, fix_at(cases[i].fixes[k].t, cases[i].fixes[k].x, cases[i].fixes[k].y));
			CHECK_INT(i, coverage_passed(c, 0, 0), cases[i].passed);
			CHECK_INT(i, coverage_passed(c, 1, 0), 0);
		}
	}
}

/* At 10 m/s along y = 0 past a piece from (0, 0) to (25, 0): within 30 m from x = -30 to x = 55. */
TEST(first_and_last_pass_are_the_ends_of_the_stretches_within_the_radius)
{
	struct spot at[] = { { 0, 0 }, { 25, 0 } };
	struct shape road = line_of(at, 2);
	struct zone z = zone_of(&road, 1);
	struct coverage_ask ask = ask_of(&z, 30, 120, true);
	struct coverage *c = coverage_begin(test_arena(), &ask), *d = coverage_begin(test_arena(), &ask);
	struct fix out[] = { fix_at(1000, -500, 0), fix_at(1100, 500, 0) }, back[] = { fix_at(2000, 500, 0), fix_at(2100, -500, 0) };
	int64_t first = 0, last = 0;

	CHECK(0, !coverage_times(c, 0, 0, &first, &last));
	coverage_track(c, 0, out, 2);
	CHECK(1, coverage_times(c, 0, 0, &first, &last));
	CHECK_INT(2, first, 1047);
	CHECK_INT(3, last, 1056);                       /* 55.5 s, rounded */
	coverage_track(d, 0, back, 2);
	coverage_merge(c, d);
	CHECK(4, coverage_times(c, 0, 0, &first, &last));
	CHECK_INT(5, first, 1047);
	CHECK_INT(6, last, 2053);
}

TEST(whose_points_they_are_decides_and_no_leg_joins_two_units_or_two_vehicles)
{
	struct spot at[] = { { 0, 0 }, { 25, 0 } };
	struct shape road = line_of(at, 2);
	struct zone z = zone_of(&road, 1);
	struct coverage_ask ask = ask_of(&z, 30, 120, false);
	struct coverage *c = coverage_begin(test_arena(), &ask);

	coverage_point(c, 0, 0, fix_at(0, 12, -500));
	coverage_point(c, 1, 0, fix_at(10, 12, 500));
	CHECK(0, !coverage_passed(c, 0, 0) && !coverage_passed(c, 1, 0));
	coverage_point(c, 1, 1, fix_at(20, 12, -500));
	CHECK(1, !coverage_passed(c, 1, 0));
	coverage_point(c, 1, 0, fix_at(30, 12, -500));
	CHECK(2, coverage_passed(c, 1, 0) && !coverage_passed(c, 0, 0));
}

/* ---- all pairs ---- */

/* Numbers that are the same on every machine. */
static double any(uint64_t *seed, double least, double most)
{
	*seed = *seed * 6364136223846793005u + 1442695040888963407u;
	return least + (most - least) * (double)(*seed >> 33) / (double)((uint64_t)1 << 31);
}

/* The distance of two segments by looking at 2,000 points of one: no formula shared with the engine. */
static double far_apart(struct spot a, struct spot b, struct spot c, struct spot d)
{
	double least = HUGE_VAL, x = d.x - c.x, y = d.y - c.y, all = x * x + y * y;

	for (int i = 0; i <= 2000; i++) {
		double px = a.x + (b.x - a.x) * i / 2000, py = a.y + (b.y - a.y) * i / 2000;
		double s = all > 0 ? fmin(fmax(((px - c.x) * x + (py - c.y) * y) / all, 0), 1) : 0;

		least = fmin(least, hypot(px - c.x - s * x, py - c.y - s * y));
	}
	return least;
}

static double piece_apart(const struct pieces *pieces, size_t piece, struct spot a, struct spot b)
{
	double least = HUGE_VAL;

	for (uint32_t i = 0; i < pieces->at[piece].strokes; i++) {
		const struct stroke *s = &pieces->strokes[pieces->at[piece].first + i];

		least = fmin(least, far_apart(a, b, s->a, s->b));
	}
	return least;
}

/* What is nearer to the edge of the radius than the step of far_apart is not judged. */
static void check_pair(long round, const struct zone *z, const struct coverage *c, size_t piece, double least)
{
	if (fabs(least - 30) < 0.2)
		return;
	CHECK_INT(round, coverage_passed(c, 0, piece), least < 30);
	CHECK_INT(round, coverage_passed(c, 1, piece), false);
}

enum { ROADS = 12, FIXES = 14, ROUNDS = 6 };

static void brute_round(long round, uint64_t *seed)
{
	struct plane plane = here();
	struct shape roads[ROADS];
	struct fix fixes[FIXES];
	struct zone z;

	for (size_t i = 0; i < ROADS; i++) {
		struct spot at[3];

		for (size_t k = 0; k < 3; k++)
			at[k] = (struct spot){ any(seed, -400, 400), any(seed, -400, 400) };
		roads[i] = line_of(at, 3);
	}
	z = zone_of(roads, ROADS);
	for (size_t i = 0; i < FIXES; i++)
		fixes[i] = fix_at(1000 + (int64_t)i * (i % 5 == 4 ? 100 : 60), any(seed, -600, 600), any(seed, -600, 600));
	for (int times = 0; times < 2; times++) {
		struct coverage_ask ask = ask_of(&z, 30, 120, times);
		struct coverage *c = coverage_begin(test_arena(), &ask);

		coverage_track(c, 0, fixes, FIXES);
		for (size_t p = 0; p < z.pieces.count; p++) {
			double least = HUGE_VAL;

			for (size_t i = 0; i < FIXES; i++) {
				bool joined = i > 0 && fixes[i].t >= fixes[i - 1].t && fixes[i].t - fixes[i - 1].t <= 120;
				struct spot b = plane_spot(&plane, fixes[i].at);

				least = fmin(least, piece_apart(&z.pieces, p, joined ? plane_spot(&plane, fixes[i - 1].at) : b, b));
			}
			check_pair(round, &z, c, p, least);
		}
	}
}

TEST(the_grid_finds_what_all_pairs_of_leg_and_stroke_find)
{
	uint64_t seed = 20261124;

	for (long round = 0; round < ROUNDS; round++)
		brute_round(round, &seed);
}
