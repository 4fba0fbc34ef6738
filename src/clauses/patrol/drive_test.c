/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* drive_test.c - see drive_test.h. One metre of the road is so many 1e-7 degrees on the ellipsoid at 34.8088 N: the radius of
 * the parallel there is 5,245,7xx m, by WGS-84's a and e² alone. */
#include <math.h>
#include <stdarg.h>
#include <stdio.h>

#include "clauses/patrol/cover_inner.h"
#include "clauses/patrol/device.h"
#include "clauses/patrol/drive_test.h"

enum { ROAD_METRES = 1000, METRES_A_SECOND = 10, SECONDS_A_POINT = 5 };
static const double WEST = 113.55, NORTH = 34.8088;

static const char *text(const char *format, ...) __attribute__((format(printf, 1, 2)));
static const char *text(const char *format, ...)
{
	char out[1024];
	va_list args;

	va_start(args, format);
	vsnprintf(out, sizeof out, format, args);
	va_end(args);
	return str_terminated(test_arena(), str_of(out));
}

/* Metres of a degree of longitude and of latitude there, from the ellipsoid's own formulae. */
static double degree_east(void)
{
	double a = 6378137, e2 = 0.00669437999014, phi = NORTH * M_PI / 180, s = sin(phi);

	return M_PI / 180 * a * cos(phi) / sqrt(1 - e2 * s * s);
}

static double degree_north(void)
{
	double a = 6378137, e2 = 0.00669437999014, phi = NORTH * M_PI / 180, s = sin(phi);

	return M_PI / 180 * a * (1 - e2) / pow(1 - e2 * s * s, 1.5);
}

static double lon_at(double metres)
{
	return WEST + metres / degree_east();
}
static double lat_at(double metres)
{
	return NORTH + metres / degree_north();
}

struct place drive_spot(int metres, int aside)
{
	struct place place;

	CHECK(0, place_of_degrees(lon_at(metres), lat_at(aside), &place));
	return place;
}

static const char *line(int from, int to)
{
	return text("{\"type\":\"LineString\",\"coordinates\":[[%.7f,%.7f],[%.7f,%.7f]]}", lon_at(from), NORTH, lon_at(to), NORTH);
}

static const char *box(int from, int to)
{
	return text("{\"type\":\"Polygon\",\"coordinates\":[[[%.7f,%.7f],[%.7f,%.7f],[%.7f,%.7f],[%.7f,%.7f],[%.7f,%.7f]]]}",
	            lon_at(from), lat_at(-200), lon_at(to), lat_at(-200), lon_at(to), lat_at(200), lon_at(from), lat_at(200),
	            lon_at(from), lat_at(-200));
}

static int64_t drawn(struct story *s, const struct holding *holding, const char *name, const char *kind, const char *shape)
{
	int64_t id = 0;

	CHECK_DONE(story_move(s, &s->labour_head, holding, 0, &id, "draft", "name", name, "kind", kind, "from_on", "2026-11-16", "shape", shape, NULL));
	CHECK_DONE(story_move(s, &s->labour_head, holding, id, NULL, "release", NULL));
	return id;
}

static int64_t device(struct story *s, const char *number, const char *kind, const char *protocol)
{
	int64_t id = 0;

	CHECK_DONE(story_move(s, &s->labour_head, &device_holding, 0, &id, "create", "number", number, "name", "执法 03 车", "kind", kind,
	                      "protocol", protocol, "unit_id", text("%lld", (long long)s->labour.v), NULL));
	return id;
}

struct story *drive_zone(const char *now_iso)
{
	struct story *s = story_open(now_iso);

	drawn(s, &road_holding, "科学大道", "road", line(0, ROAD_METRES));
	drawn(s, &area_holding, "高新片区", "responsibility", box(-100, ROAD_METRES + 100));
	CHECK_INT(0, device(s, "13800000001", "terminal", "jt808"), 1);
	return s;
}

int64_t drive_phone(struct story *s)
{
	return device(s, "phone-1", "phone", "upload");
}

void drive_section(struct story *s, int from, int to)
{
	drawn(s, &road_holding, "科学大道东段", "key_section", line(from, to));
}

void drive_key_area(struct story *s, int from, int to)
{
	drawn(s, &area_holding, "大学科技园", "key", box(from, to));
}

struct driven { int64_t device; struct position *at; size_t count; };

static bool take(struct act *act, void *input)
{
	const struct driven *d = input;

	return track_take(act, (DeviceId){ d->device }, d->at, d->count);
}

void drive_with(struct story *s, int64_t device, const char *at_iso, int from, int to)
{
	size_t count = (size_t)(to - from + METRES_A_SECOND * SECONDS_A_POINT - 1) / (METRES_A_SECOND * SECONDS_A_POINT) + 1;
	struct driven d = { device, ARENA_ARRAY(test_arena(), struct position, count), count };

	for (size_t i = 0; i < count; i++) {
		int metre = from + (int)i * METRES_A_SECOND * SECONDS_A_POINT;
		struct place place = drive_spot(metre < to ? metre : to, 0);

		d.at[i] = (struct position){ .at_ms = (test_instant(at_iso).sec + (int64_t)i * SECONDS_A_POINT) * 1000, .lon = place.lon,
			.lat = place.lat, .altitude = ALTITUDE_UNKNOWN, .course = 90, .speed = 360, .flags = POSITION_FROM(FROM_TERMINAL) };
	}
	CHECK_DONE(test_act(s->house, NULL, take, &d));
}

void drive(struct story *s, const char *at_iso, int from, int to)
{
	drive_with(s, 1, at_iso, from, to);
}

void drive_patrol(struct story *s, int64_t device, const char *from_iso, const char *until_iso)
{
	int64_t id = 0;

	story_until(s, "2026-11-18T20:00");
	CHECK_DONE(story_move(s, &s->labour_officer, &patrol_holding, 0, &id, "begin", "device_id", text("%lld", (long long)device), "lead_id",
	                      text("%lld", (long long)s->labour_lead.v), "began_at", from_iso, NULL));
	CHECK_DONE(story_move(s, &s->labour_officer, &patrol_holding, id, NULL, "end", "ended_at", until_iso, NULL));
}

void drive_close(struct story *s, int from, const char *first_day, const char *last_day)
{
	int64_t id = 0;

	CHECK_DONE(story_move(s, &s->labour_head, &impassable_holding, 0, &id, "ask", "road_id", "1", "shape", box(from, ROAD_METRES + 100),
	                      "from_on", first_day, "until_on", last_day, "ground", "雨后积水", NULL));
	CHECK_DONE(story_move(s, &s->legal, &impassable_holding, id, NULL, "approve", NULL));
}

/* ---- judging ---- */

bool drive_look(struct act *act, void *input)
{
	struct looked *looked = input;
	const struct seen *seen;

	act->arena = test_arena();
	if (!looked->judge->look(act, &looked->duty, &looked->judgement))
		return false;
	seen = looked->judgement.more;
	looked->tally = seen->tally;
	return true;
}

Str drive_missed(struct story *s, const char *week, const char *due_iso)
{
	struct looked looked = { .judge = &WEEK_JUDGE, .duty = { .unit_id = s->labour, .period = str_of(week), .due_at = test_instant(due_iso) } };
	Str missed, road, rest;

	CHECK_DONE(test_read(s->house, NULL, drive_look, &looked));
	missed = ((const struct seen *)looked.judgement.more)->missed;
	return str_cut(missed, ':', &road, &rest) ? rest : missed;
}
