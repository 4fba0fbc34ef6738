/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* tracks.c - so many days of a fleet of forty through track_take, track_close and track_read, for bench/positions.py.
 *
 *     juebu-tracks DB DAYS
 *
 * Eight hours a day, a position every ten seconds: streets of the zone at up to 60 km/h, turns, stops, a receiver that is some metres
 * off; the same on every machine. Prints {"points", "packed", "blocks", "read", "read_s", "peak_kib"}. DB is made by init. */
#include <math.h>
#include <stdio.h>
#include <sys/resource.h>

#include "app/command.h"
#include "http/http.h"
#include "track/track.h"

enum { VEHICLES = 40, HOURS_A_DAY = 8, POINTS_AN_HOUR = 360 };

static uint64_t seed = 20261124;

static double chance(void)
{
	uint64_t z = seed += 0x9e3779b97f4a7c15u;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
	z = (z ^ z >> 27) * 0x94d049bb133111ebu;
	return (double)((z ^ z >> 31) >> 11) / 9007199254740992.0;
}

struct car { DeviceId device; double x, y, course, speed, drift_x, drift_y; int stopped; };

static void drive(struct car *c)
{
	bool stands = c->stopped > 0;

	c->stopped = stands ? c->stopped - 1 : chance() < 0.03 ? (int)(chance() * 20) : 0;
	c->speed = stands ? 0 : fmin(16.6, fmax(2, c->speed + chance() * 4 - 2));
	if (fabs(c->x) > 6000 || fabs(c->y) > 6000)
		c->course = atan2(-c->x, -c->y) * 180 / M_PI;
	else if (chance() < 0.08)
		c->course += chance() < 0.5 ? 90 : -90;
	else
		c->course += chance() * 6 - 3;
	c->course = fmod(c->course + 720, 360);
	c->x += 10 * c->speed * sin(c->course * M_PI / 180);
	c->y += 10 * c->speed * cos(c->course * M_PI / 180);
	if (!stands) {                      /* a receiver drifts, and shivers a little */
		c->drift_x = 0.9 * c->drift_x + chance() * 2 - 1;
		c->drift_y = 0.9 * c->drift_y + chance() * 2 - 1;
	}
}

static struct position seen(const struct car *c, int64_t s)
{
	return (struct position){ .at_ms = s * 1000, .lon = 10 * (int32_t)((c->x + c->drift_x) * 10.95 + 113550000), .lat = 10 * (int32_t)((c->y + c->drift_y) * 8.99 + 34800000),
	                          .altitude = (int16_t)(105 + (c->x + c->y) / 900 + c->drift_x / 2), .course = (int16_t)c->course,
	                          .speed = (uint16_t)(c->speed * 36), .flags = c->speed > 0 };
}

struct work { struct car car[VEHICLES]; Instant hour; UnitId unit; struct track_cursor cursor; bool more; int64_t points; struct { int64_t read, marked; } got; };

static bool register_cars(struct act *act, void *input)
{
	struct work *w = input;
	struct unit unit = { .name = STR("车队"), .short_name = STR("车队"), .kind = UNIT_DEPARTMENT };

	if (!record_insert(act, &unit_record, &unit, "unit.create", STR_NONE))
		return false;
	for (int i = 0; i < VEHICLES; i++) {
		Str number = str_format(act->arena, "139%08d", i);
		struct device d = { .unit_id = unit.id, .number = number, .name = number, .protocol = DEVICE_JT808 };

		if (!record_insert(act, &device_record, &d, "device.create", STR_NONE))
			return false;
		w->car[i] = (struct car){ .device = d.id, .course = chance() * 360 };
	}
	return true;
}

/* As the gateway brings it: what came in a minute, in an act. */
static bool take_minute(struct act *act, void *input)
{
	struct work *w = input;

	for (int i = 0; i < VEHICLES; i++) {
		struct position at[6];

		for (int k = 0; k < 6; k++) {
			drive(&w->car[i]);
			at[k] = seen(&w->car[i], w->hour.sec + 10 * k);
		}
		if (!track_take(act, w->car[i].device, at, 6))
			return false;
		w->points += 6;
	}
	return true;
}

static bool close_some(struct act *act, void *input)
{
	struct work *w = input;

	return track_close(act, &w->cursor, &w->more);
}

static bool count_run(struct act *act, void *state, const struct track_run *run)
{
	struct work *w = state;

	(void)act;
	for (size_t i = 0; i < run->count; i++)
		w->got.marked += (run->at[i].flags & POSITION_DOUBTFUL) != 0;
	w->got.read += (int64_t)run->count;
	return true;
}

static bool read_all(struct act *act, void *input)
{
	struct work *w = input;

	for (int i = 0; i < VEHICLES; i++)
		if (!track_read(act, w->car[i].device, (Instant){ 1700000000 }, (Instant){ 1900000000 }, count_run, w))
			return false;
	return true;
}

static bool a_day(struct house *house, struct work *w, Instant from, struct refusal *refusal)
{
	struct act_seed act = { .house = house, .who = &caller_system, .via = VIA_COMMAND };

	for (int minute = 0; minute < HOURS_A_DAY * 60; minute++) {
		w->hour = act.now = instant_plus(from, 60 * minute);
		act.now.sec += 61;
		if (!act_write(&act, take_minute, w, refusal))
			return false;
		w->more = minute % 60 == 15 || minute == HOURS_A_DAY * 60 - 1;
		act.now.sec += minute == HOURS_A_DAY * 60 - 1 ? 7200 : 0;
		for (w->cursor = (struct track_cursor){ 0, 0 }; w->more;)
			if (!act_write(&act, close_some, w, refusal))
				return false;
	}
	return true;
}

static bool go(struct house *house, struct arena *arena, int64_t days, struct work *w, struct refusal *refusal)
{
	struct act_seed act = command_seed(house, arena);

	if (!act_write(&act, register_cars, w, refusal))
		return false;
	for (int64_t day = 0; day < days; day++)
		if (!a_day(house, w, (Instant){ 1764547200 + 86400 * day + 9 * 3600 - 8 * 3600 }, refusal))
			return false;
	return true;
}

int main(int argc, char **argv)
{
	struct arena *arena = arena_open();
	struct work *w = ARENA_NEW(arena, struct work);
	struct refusal refusal = { 0 };
	struct rusage before, after;
	struct house house;
	int64_t days = 0, began;

	if (argc != 3 || !str_to_int(str_of(argv[2]), &days) || !house_open_hasty(arena, &house, str_of(argv[1])))
		return EXIT_USAGE;
	if (!go(&house, arena, days, w, &refusal))
		return say_refused(refusal);
	(void)getrusage(RUSAGE_SELF, &before);
	began = monotonic_ns();
	if (!act_read(&(struct act_seed){ .house = &house, .who = &caller_system, .via = VIA_COMMAND, .now = house.clock(&house) }, read_all, w, &refusal))
		return say_refused(refusal);
	(void)getrusage(RUSAGE_SELF, &after);
	printf("{\"points\": %lld, \"read\": %lld, \"marked\": %lld, \"read_s\": %.3f, \"peak_before_kib\": %ld, \"peak_kib\": %ld}\n", (long long)w->points,
	       (long long)w->got.read, (long long)w->got.marked, (double)(monotonic_ns() - began) / 1e9, before.ru_maxrss, after.ru_maxrss);
	house_close(&house);
	return EXIT_DONE;
}
