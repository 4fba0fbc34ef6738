/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* track_test.c - passes, dwell, gaps, GPX: tracks that drive straight on a plane, so that every expected second is arithmetic. */
#include <math.h>

#include "geo/geojson.h"
#include "geo/gpx.h"
#include "geo/pass.h"
#include "tests/test.h"

static const struct place HERE = { 1135500000, 348000000 };

static struct place at(double x, double y)
{
	struct plane plane = plane_at(HERE);

	return plane_place(&plane, (struct spot){ x, y });
}

static struct fix fix_at(int64_t t, double x, double y)
{
	return (struct fix){ t, at(x, y) };
}

/* ---- passes ---- */

static const struct pass_ask SIGHT = { { 1135500000, 348000000 }, 50, 0, 100000, 120 };

TEST(a_pass_goes_from_where_it_comes_into_sight_to_where_it_leaves_it)
{
	/* 10 m/s along y = 30: within 50 m from x = -40 to x = 40. */
	struct fix drive[] = { fix_at(1000, -500, 30), fix_at(1050, 0, 30), fix_at(1100, 500, 30), fix_at(1400, 0, 10), fix_at(2000, 500, 500),
		               fix_at(2060, 45, 0), fix_at(2120, 45, 0), fix_at(2180, 1000, 0) };
	struct pass *passes = NULL;
	size_t count = passes_of_track(test_arena(), drive, COUNT_OF(drive), &SIGHT, &passes);

	CHECK_INT(0, count, 3);
	CHECK_INT(1, passes[0].entered, 1046);
	CHECK_INT(2, passes[0].left, 1054);
	CHECK_INT(3, passes[0].nearest, 1050);
	CHECK(4, fabs(passes[0].metres - 30) < 0.02);
	/* alone between two gaps */
	CHECK_INT(5, passes[1].entered, 1400);
	CHECK_INT(6, passes[1].left, 1400);
	CHECK(7, fabs(passes[1].metres - 10) < 0.02);
	/* comes, waits a minute, goes: one pass */
	CHECK(8, passes[2].entered > 2050 && passes[2].entered < 2060);
	CHECK_INT(9, passes[2].left, 2120);
	CHECK(10, passes[2].metres <= 45.02 && passes[2].nearest >= 2055);
}

TEST(a_pass_is_cut_at_the_asked_time)
{
	struct fix wait[] = { fix_at(1000, 0, 10), fix_at(1100, 0, 10), fix_at(1200, 0, 10) };
	static const struct { int64_t from, to; size_t count; int64_t entered, left; } cases[] = {
		{ 0, 5000, 1, 1000, 1200 }, { 1050, 1150, 1, 1050, 1150 }, { 1050, 1060, 1, 1050, 1060 }, { 1200, 1300, 1, 1200, 1200 },
		{ 900, 1000, 1, 1000, 1000 }, { 900, 999, 0, 0, 0 }, { 1201, 1300, 0, 0, 0 },
	};
	struct track track = { wait, 3 };
	struct pass_index *index = pass_index_build(test_arena(), &track, 1);

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct pass_ask ask = { HERE, 50, cases[i].from, cases[i].to, 120 };
		struct pass *direct = NULL, *indexed = NULL;

		CHECK_INT(i, passes_of_track(test_arena(), wait, 3, &ask, &direct), cases[i].count);
		CHECK_INT(i, pass_index_find(index, test_arena(), &ask, &indexed), cases[i].count);
		for (size_t k = 0; k < cases[i].count; k++) {
			CHECK_INT(i, direct[k].entered, cases[i].entered);
			CHECK_INT(i, direct[k].left, cases[i].left);
			CHECK_INT(i, indexed[k].entered, cases[i].entered);
			CHECK_INT(i, indexed[k].left, cases[i].left);
		}
	}
}

static double any(uint64_t *seed, double least, double most)
{
	*seed = *seed * 6364136223846793005u + 1442695040888963407u;
	return least + (most - least) * (double)(*seed >> 33) / (double)((uint64_t)1 << 31);
}

static void wander(uint64_t *seed, struct fix *fixes, size_t count)
{
	double x = any(seed, -2000, 2000), y = any(seed, -2000, 2000);
	int64_t t = 1000;

	for (size_t i = 0; i < count; i++) {
		t += any(seed, 0, 1) < 0.02 ? 500 : (int64_t)any(seed, 0, 15);
		x += any(seed, -80, 80) - x / 50;
		y += any(seed, -80, 80) - y / 50;
		fixes[i] = fix_at(t, x, y);
	}
}

/* Whether somebody who looks at the track each quarter of a second would have seen it near. */
static bool is_seen(const struct fix *fixes, size_t count, const struct pass_ask *ask, double within)
{
	struct plane plane = plane_at(ask->at);

	for (size_t i = 0; i < count; i++) {
		bool joined = i > 0 && fixes[i].t - fixes[i - 1].t <= ask->gap;
		struct spot b = plane_spot(&plane, fixes[i].at), a = joined ? plane_spot(&plane, fixes[i - 1].at) : b;
		int64_t from = joined ? fixes[i - 1].t : fixes[i].t, steps = 4 * (fixes[i].t - from) + 1;

		for (int64_t s = 0; s <= steps; s++) {
			double part = (double)s / (double)steps, t = (double)from + part * (double)(fixes[i].t - from);

			if (t >= (double)ask->from && t <= (double)ask->to && hypot(a.x + part * (b.x - a.x), a.y + part * (b.y - a.y)) <= within)
				return true;
		}
	}
	return false;
}

enum { TRACKS = 6, FIXES = 5000, PROBLEMS = 60 };

static void compare_passes(long i, const struct track *tracks, const struct pass_index *index, const struct pass_ask *ask)
{
	struct pass *indexed = NULL;
	size_t count = pass_index_find(index, test_arena(), ask, &indexed), k = 0;

	for (uint32_t t = 0; t < TRACKS; t++) {
		struct pass *direct = NULL;
		size_t own = passes_of_track(test_arena(), tracks[t].at, tracks[t].count, ask, &direct);

		CHECK(i, own > 0 || !is_seen(tracks[t].at, tracks[t].count, ask, ask->within - 0.5));
		CHECK(i, own == 0 || is_seen(tracks[t].at, tracks[t].count, ask, ask->within + 25));
		for (size_t n = 0; n < own; n++, k++) {
			CHECK(i, k < count && indexed[k].track == t && indexed[k].entered == direct[n].entered && indexed[k].left == direct[n].left);
			CHECK(i, direct[n].entered <= direct[n].nearest && direct[n].nearest <= direct[n].left);
			CHECK(i, direct[n].entered >= ask->from && direct[n].left <= ask->to && direct[n].metres <= ask->within + 1e-6);
			CHECK(i, n == 0 || direct[n].entered >= direct[n - 1].left);
		}
	}
	CHECK_INT(i, k, count);
}

TEST(the_index_finds_what_a_look_at_every_leg_finds)
{
	uint64_t seed = 7;
	struct track tracks[TRACKS];
	struct pass_index *index;

	for (size_t t = 0; t < TRACKS; t++) {
		struct fix *fixes = ARENA_ARRAY(test_arena(), struct fix, FIXES);

		wander(&seed, fixes, FIXES);
		tracks[t] = (struct track){ fixes, FIXES - t * 700 };
	}
	index = pass_index_build(test_arena(), tracks, TRACKS);
	for (long i = 0; i < PROBLEMS; i++) {
		int64_t from = (int64_t)any(&seed, 0, 60000);
		struct pass_ask ask = { at(any(&seed, -1500, 1500), any(&seed, -1500, 1500)), any(&seed, 20, 200), from, from + (int64_t)any(&seed, 0, 40000), 120 };

		compare_passes(i, tracks, index, &ask);
	}
}

/* ---- silences, length, dwell ---- */

TEST(silences_are_rows_and_no_metres_are_driven_in_them)
{
	struct fix drive[] = { fix_at(0, 0, 0), fix_at(120, 100, 0), fix_at(241, 200, 0), fix_at(300, 300, 0), fix_at(5000, 300, 400) };
	struct track_gap *gaps = NULL;

	CHECK_INT(0, track_gaps(test_arena(), drive, COUNT_OF(drive), 120, &gaps), 2);
	CHECK(1, gaps[0].from.t == 120 && gaps[0].to.t == 241 && gaps[1].from.t == 300 && gaps[1].to.t == 5000);
	CHECK(2, place_equal(gaps[0].from.at, drive[1].at));
	CHECK(3, fabs(track_metres(drive, COUNT_OF(drive), 120) - 200) < 0.1);
	CHECK(4, track_metres(drive, 0, 120) == 0 && track_metres(drive, 1, 120) == 0);
}

static struct shape area_between(double left, double low, double right, double high)
{
	struct chain *ring = ARENA_NEW(test_arena(), struct chain);
	struct polygon *polygon = ARENA_NEW(test_arena(), struct polygon);
	struct place *places = ARENA_ARRAY(test_arena(), struct place, 5);

	places[0] = places[4] = at(left, low);
	places[1] = at(right, low);
	places[2] = at(right, high);
	places[3] = at(left, high);
	*ring = (struct chain){ places, 5 };
	*polygon = (struct polygon){ ring, 1 };
	return (struct shape){ .polygons = polygon, .polygon_count = 1 };
}

TEST(dwell_counts_the_seconds_inside_and_only_those)
{
	struct shape area = area_between(0, 0, 100, 100);
	struct fix through[] = { fix_at(0, -100, 50), fix_at(100, 300, 50) };                /* 4 m/s, 100 m inside */
	struct fix within[] = { fix_at(0, 10, 10), fix_at(60, 20, 20), fix_at(400, 30, 30), fix_at(430, 30, 30) };
	struct fix beside[] = { fix_at(0, -100, 150), fix_at(100, 300, 150) };
	struct fix in_and_out[] = { fix_at(0, 50, 50), fix_at(100, 50, 150), fix_at(200, 50, 50) };

	CHECK(0, fabs(track_dwell(through, 2, 120, &area) - 25) < 0.05);
	CHECK(1, fabs(track_dwell(within, 4, 120, &area) - 90) < 0.01);      /* not over the gap */
	CHECK(2, track_dwell(beside, 2, 120, &area) == 0);
	CHECK(3, fabs(track_dwell(in_and_out, 3, 120, &area) - 100) < 0.1);
	CHECK(4, track_dwell(through, 2, 99, &area) == 0);
}

/* ---- GPX ---- */

#define POINT(time) "<gpx><trk><trkseg><trkpt lat=\"34.8\" lon=\"113.55\"><time>" time "</time></trkpt></trkseg></trk></gpx>"

/* Seconds by date(1): date -u -d … +%s */
TEST(a_gpx_track_is_read_with_times_of_any_zone)
{
	static const struct { const char *text; int64_t t; } cases[] = {
		{ POINT("2026-11-16T00:00:05Z"), 1794787205 }, { POINT("2026-11-16T00:00:05.999Z"), 1794787205 },
		{ POINT("2026-11-16T08:00:05+08:00"), 1794787205 }, { POINT("\n 2026-11-15T19:30:05-04:30 "), 1794787205 },
		{ POINT("2026-11-16T00:00:05"), 1794787205 }, { POINT("2024-02-29T12:00:00Z"), 1709208000 }, { POINT("1999-12-31T23:59:59Z"), 946684799 },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct gpx gpx = { 0 };
		Str why = STR_NONE;

		CHECK(i, gpx_read(test_arena(), str_of(cases[i].text), &gpx, &why));
		CHECK_INT(i, gpx.count, 1);
		CHECK_INT(i, gpx.count ? gpx.at[0].t : 0, cases[i].t);
		CHECK(i, gpx.count && gpx.at[0].at.lon == 1135500000 && gpx.at[0].at.lat == 348000000);
	}
}

TEST(routes_marks_and_extensions_are_passed_over)
{
	Str text = STR("<?xml version=\"1.0\"?>\n<g:gpx xmlns:g=\"http://www.topografix.com/GPX/1/1\"><metadata><time>2026-01-01T00:00:00Z</time></metadata>"
	               "<wpt lat=\"1\" lon=\"1\"/><rte><rtept lat=\"2\" lon=\"2\"/></rte><trk><name>早巡</name><trkseg>"
	               "<g:trkpt lon=\"113.55\" lat=\"34.8\"><ele>101</ele><g:time>2026-11-16T00:00:05Z</g:time><extensions><speed>3</speed></extensions></g:trkpt>"
	               "<trkpt lat=\"-34.8000001\" lon=\"-113.55\"><time>2026-11-16T00:00:06Z</time></trkpt></trkseg><trkseg/></trk></g:gpx>");
	struct gpx gpx = { 0 };
	Str why = STR_NONE;

	CHECK(0, gpx_read(test_arena(), text, &gpx, &why));
	CHECK_INT(1, gpx.count, 2);
	CHECK(2, gpx.count == 2 && gpx.at[1].t == gpx.at[0].t + 1 && gpx.at[1].at.lat == -348000001);
}

TEST(what_is_wrong_in_gpx_is_said_with_its_line)
{
	static const struct { const char *text, *why; } cases[] = {
		{ "", "第 1 行：不是完整的 GPX（XML 有错）" },
		{ "<gpx>\n<trk>", "第 2 行：不是完整的 GPX（XML 有错）" },
		{ "<kml/>", "第 1 行：不是 GPX：最外层要是 gpx" },
		{ "<gpx/>", "里面没有轨迹点（trkpt）" },
		{ "<!DOCTYPE gpx [<!ENTITY a \"aaaa\">]><gpx/>", "第 1 行：不接受 DOCTYPE" },
		{ "<gpx>\n<trkpt lat=\"34.8\"/></gpx>", "第 2 行：trkpt 的 lat、lon 要写十进制度数" },
		{ "<gpx>\n<trkpt lat=\"91\" lon=\"1\"/></gpx>", "第 2 行：trkpt 的 lat、lon 要写十进制度数" },
		{ "<gpx>\n\n<trkpt lat=\"34.8\" lon=\"1\"/></gpx>", "第 3 行：这个 trkpt 没有时间" },
		{ POINT("2026-02-29T00:00:00Z"), "第 1 行：时间要写成 2026-11-16T08:00:05Z" },
		{ POINT("2026-11-16 08:00"), "第 1 行：时间要写成 2026-11-16T08:00:05Z" },
		{ POINT("2026-11-16T08:00:05+8"), "第 1 行：时间要写成 2026-11-16T08:00:05Z" },
		{ POINT("2026-11-16T08:00:05.000000000000000000000000000000000Z"), "第 1 行：时间要写成 2026-11-16T08:00:05Z" },
		{ "<gpx><trkpt lat=\"1\" lon=\"1\"><trkpt lat=\"1\" lon=\"1\"/></trkpt></gpx>", "第 1 行：trkpt 里不能再有 trkpt" },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct gpx gpx = { 0 };
		Str why = STR_NONE;

		CHECK(i, !gpx_read(test_arena(), str_of(cases[i].text), &gpx, &why));
		CHECK_STR(i, why, cases[i].why);
		CHECK_INT(i, gpx.count, 0);
	}
}
