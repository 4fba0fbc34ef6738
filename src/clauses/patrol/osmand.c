/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* osmand.c - phones that send their position as a query, as OsmAnd and Traccar's clients do: one position a request.
 *
 * Nobody is logged in: the device's own key says who it is. 200 is said when the position is stored, and not before. */
#include "clauses/patrol/device.h"

enum { DEGREE_DIGITS = 7, SPEED_DIGITS = 3, KNOT_M_H = 1852 /* metres an hour */ };

const struct permission CAN_SEND_POSITION = { .name = "track.send", .anybody = true };

/* Some clients put the fields into the address, some into the body. */
static Str asked(const struct call *call, const char *name, const char *other)
{
	const struct input *form = &call->exchange->request.form, *query = &call->exchange->request.query;
	const struct input *from[] = { query, form };

	for (size_t i = 0; i < COUNT_OF(from); i++) {
		Str value = input_text(from[i], name);

		if (str_is_empty(value) && other)
			value = input_text(from[i], other);
		if (value.len)
			return str_trim(value);
	}
	return STR_NONE;
}

/* "-34.5" with so many digits behind the point as a whole number; further ones are rounded. */
static bool decimal(Str words, int digits, int64_t most, int64_t *out)
{
	bool minus = str_starts_with(words, "-"), point = false, any = false, up = false;
	int64_t number = 0;
	int behind = 0;

	for (size_t i = minus; i < words.len; i++) {
		char c = words.at[i];

		if (c == '.' && !point) {
			point = true;
		} else if (c >= '0' && c <= '9') {
			any = true;
			if (!point || behind < digits)
				number = number * 10 + (c - '0');
			else if (behind == digits)
				up = c >= '5';
			behind += point;
		} else {
			return false;
		}
		if (number > most)
			return false;
	}
	for (; behind < digits && number <= most; behind++)
		number *= 10;
	number += up;
	*out = minus ? -number : number;
	return any && number <= most;
}

static void read_place(struct act *act, const struct call *call, struct position *p)
{
	Str lat = asked(call, "lat", "latitude"), lon = asked(call, "lon", "longitude"), both = asked(call, "location", NULL);
	int64_t at;

	if (str_is_empty(lat) && both.len && !str_cut(both, ',', &lat, &lon))
		lat = both;
	if (decimal(lat, DEGREE_DIGITS, 90LL * DEGREE, &at))
		p->lat = (int32_t)at;
	else
		fault_at(act, STR("lat"), "track.place", "lat 要是 -90 到 90 之间的度数，如 34.800000");
	if (decimal(lon, DEGREE_DIGITS, 180LL * DEGREE, &at))
		p->lon = (int32_t)at;
	else
		fault_at(act, STR("lon"), "track.place", "lon 要是 -180 到 180 之间的度数，如 113.550000");
}

/* Seconds, milliseconds or ISO 8601; none: now. */
static void read_time(struct act *act, const struct call *call, struct position *p)
{
	static const int64_t first_ms = 100000000000;   /* as seconds it would be the year 5138 */
	Str words = asked(call, "timestamp", NULL);
	int64_t number = 0;
	Instant at;

	if (str_is_empty(words))
		p->at_ms = act->now.sec * 1000;
	else if (str_to_int(words, &number) && number > 0)
		p->at_ms = number < first_ms ? number * 1000 : number;
	else if (instant_parse(words, &at))
		p->at_ms = at.sec * 1000;
	if (!position_is_sane(&(struct position){ .at_ms = p->at_ms, .course = COURSE_UNKNOWN }))
		fault_at(act, STR("timestamp"), "track.time", "timestamp 要是 2000 年以后的秒数、毫秒数，或 2026-11-24T12:00:00+08:00 这样的时间");
}

/* What is beside place and time may be missing, or nonsense of some client: then it is not known. */
static void read_rest(const struct call *call, struct position *p)
{
	int64_t knots, course, altitude;

	if (decimal(asked(call, "speed", NULL), SPEED_DIGITS, 3000000, &knots) && knots >= 0)
		p->speed = (uint16_t)((knots * KNOT_M_H + 50000) / 100000);
	if (decimal(asked(call, "bearing", "heading"), 0, 360, &course) && course >= 0)
		p->course = (int16_t)(course % 360);
	if (decimal(asked(call, "altitude", NULL), 0, INT16_MAX, &altitude))
		p->altitude = (int16_t)altitude;
	if (str_is(asked(call, "valid", NULL), "false"))
		p->flags |= POSITION_NO_FIX;
}

/* RULE track.key: unknown and wrong get the same words. */
static bool find_sender(struct act *act, const struct call *call, struct device *out)
{
	bool found = false;

	if (!device_find(act, asked(call, "id", "deviceid"), &found, out))
		return false;
	if (!found || out->protocol != DEVICE_OSMAND || !device_key_holds(out, asked(call, "key", NULL)))
		return refuse(act, REFUSED_FORBIDDEN, "track.key", "设备号没有登记，或者密钥不对");
	return device_is_in_use(out, instant_date(act->now)) || refuse(act, REFUSED_CONFLICT, "device.stopped", "这个设备没有在用");
}

static bool osmand_do(struct act *act, struct call *call)
{
	struct position p = { .altitude = ALTITUDE_UNKNOWN, .course = COURSE_UNKNOWN, .speed = SPEED_UNKNOWN, .flags = POSITION_FROM(FROM_PHONE) };
	struct device device;

	if (!find_sender(act, call, &device))
		return false;
	read_place(act, call, &p);
	read_time(act, call, &p);
	read_rest(call, &p);
	if (!act_sound(act) || !track_take(act, device.id, &p, 1))
		return false;
	call->exchange->reply.status = 200;
	call->exchange->reply.type = STR("text/plain; charset=utf-8");
	return true;
}

const struct route device_routes[] = {
	{ HTTP_GET, "/track/osmand", &CAN_SEND_POSITION, SCOPED_OPEN, .handler = osmand_do, .writes = true, .beacon = true, .title = "手机上传位置" },
	{ HTTP_POST, "/track/osmand", &CAN_SEND_POSITION, SCOPED_OPEN, .handler = osmand_do, .writes = true, .beacon = true, .title = "手机上传位置" },
	ROUTES_END
};
