/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* pack_test.c - what is packed comes out as it went in, in few bytes; what was bent does not come out as something else. */
#include "track/pack.h"

#include <math.h>

#include "tests/test.h"

static uint64_t seed;

static uint64_t chance(uint64_t below)
{
	uint64_t z = seed += 0x9e3779b97f4a7c15u;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
	z = (z ^ z >> 27) * 0x94d049bb133111ebu;
	return (z ^ z >> 31) % below;
}

static bool same(const struct position *a, const struct position *b)
{
	return a->at_ms == b->at_ms && a->received_s == b->received_s && a->lon == b->lon && a->lat == b->lat
	    && a->altitude == b->altitude && a->course == b->course && a->speed == b->speed && a->flags == b->flags;
}

static void goes_through(size_t i, const struct position *at, size_t count)
{
	struct position *back = NULL;
	size_t got = 0;
	Str bytes = track_pack(test_arena(), at, count);

	CHECK(i, track_unpack(test_arena(), bytes, count, &back, &got));
	CHECK_INT(i, got, count);
	for (size_t k = 0; k < count; k++)
		CHECK(k, same(&at[k], &back[k]));
	CHECK(i, !track_unpack(test_arena(), bytes, count - 1, &back, &got));
}

static const struct position plain = { 1795536000000, 1795536002, 1135500000, 348000000, 108, 90, 365, POSITION_IGNITION };

TEST(one_position_and_the_furthest_ones_come_back_as_they_were)
{
	struct position far[] = {
		plain,
		{ 946684800000, 1, -180 * DEGREE, -90 * DEGREE, INT16_MIN, -1, 0, 0 },
		{ 7258118399999, INT32_MAX, 180 * DEGREE, 90 * DEGREE, INT16_MAX, 359, SPEED_UNKNOWN, 0xffff },
		{ 7258118399999, 0, 1, -1, 0, 0, 1, 1 },
		plain,
	};

	goes_through(0, far, 1);
	goes_through(1, far, sizeof far / sizeof *far);
}

TEST(any_positions_come_back_as_they_were)
{
	struct position at[300];

	for (size_t round = 0; round < 200; round++) {
		size_t count = 1 + (size_t)chance(300);

		for (size_t i = 0; i < count; i++)
			at[i] = (struct position){ 946684800000 + (int64_t)chance(6311433600000), (int64_t)chance(1u << 31),
			                           (int32_t)((int64_t)chance(3600000001) - 1800000000), (int32_t)((int64_t)chance(1800000001) - 900000000),
			                           (int16_t)chance(65536), (int16_t)chance(361) - 1, (uint16_t)chance(65536), (uint16_t)chance(65536) };
		goes_through(round, at, count);
	}
}

/* A car in the zone: every 10 s, up to 60 km/h, turns, stops, a receiver that is 2 m off this way and that. */
static void drive(struct position *at, size_t count)
{
	double x = 0, y = 0, course = 90, speed = 0;
	int stopped = 0;

	for (size_t i = 0; i < count; i++) {
		bool stands = stopped > 0;

		stopped = stands ? stopped - 1 : chance(40) == 0 ? (int)chance(30) : 0;
		speed = stands ? 0 : fmin(16.6, fmax(3, speed + (double)chance(400) / 100 - 2));
		course = fmod(course + (chance(12) == 0 ? (double)chance(180) - 90 : (double)chance(7) - 3) + 360, 360);
		x += 10 * speed * sin(course * M_PI / 180);
		y += 10 * speed * cos(course * M_PI / 180);
		at[i] = plain;
		at[i].at_ms += 10000 * (int64_t)i;
		at[i].received_s = at[i].at_ms / 1000 + 1 + (int64_t)chance(2);
		at[i].lon += 10 * (int32_t)((x + (stands ? 0 : (double)chance(500) / 100 - 2.5)) * 10.95);
		at[i].lat += 10 * (int32_t)((y + (stands ? 0 : (double)chance(500) / 100 - 2.5)) * 9.0);
		at[i].speed = (uint16_t)(speed * 36);
		at[i].course = (int16_t)course;
		at[i].altitude = (int16_t)(108 + (stands ? 0 : chance(3)));
	}
}

TEST(a_vehicles_hour_takes_less_than_eight_bytes_a_point)
{
	struct position at[360];
	size_t all = 0;

	for (int hour = 0; hour < 20; hour++) {
		drive(at, 360);
		goes_through(0, at, 360);
		all += track_pack(test_arena(), at, 360).len;
	}
	print_message("%.2f bytes a point\n", (double)all / 7200);
	CHECK(0, all < 8 * 7200);
}

TEST(bent_bytes_are_refused_or_something_else_but_never_read_beyond)
{
	struct position at[40], *back;
	size_t got;
	Str bytes;

	drive(at, 40);
	bytes = track_pack(test_arena(), at, 40);
	for (size_t len = 0; len < bytes.len; len++)
		CHECK(len, !track_unpack(test_arena(), str_first(bytes, len), 40, &back, &got));
	CHECK(0, !track_unpack(test_arena(), str_join(test_arena(), bytes, STR("\0")), 40, &back, &got));
	for (size_t i = 0; i < 8 * bytes.len; i++) {            /* how the bits are to be read, byte 2, may be bent to the same end */
		char *bent = arena_take(test_arena(), bytes.len);

		memcpy(bent, bytes.at, bytes.len);
		bent[i / 8] = (char)(bent[i / 8] ^ 1 << i % 8);
		if (track_unpack(test_arena(), (Str){ bent, bytes.len }, 40, &back, &got))
			CHECK(i, i / 8 == 2 || !str_equal(track_pack(test_arena(), back, got), bytes));
	}
}
