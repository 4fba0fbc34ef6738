/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* gpx.c - GPX through expat, which reads XML piece by piece, keeps nothing and is told to stop at the first thing that is wrong.
 *
 * No document type is taken: it is what entities that grow without end are declared in, and no receiver writes one. */
#include "geo/gpx.h"

#include <expat.h>
#include <stdlib.h>

#include "base/limits.h"

enum { MOST_DEPTH = 32, TIME_BYTES = 40, PIECE_BYTES = 64 * 1024 };

struct gpx_reading {
	struct arena *arena;
	XML_Parser parser;
	struct gpx out;
	size_t room;
	int depth;
	bool seen_top, in_point, has_time, in_time;
	struct fix fix;
	unsigned long line;             /* of the point */
	char time[TIME_BYTES];
	size_t time_len;
	Str why;
};

static void stop(struct gpx_reading *r, unsigned long line, const char *words)
{
	if (!str_is_empty(r->why))
		return;
	r->why = str_format(r->arena, "第 %lu 行：%s", line, words);
	(void)XML_StopParser(r->parser, XML_FALSE);
}

static unsigned long here(const struct gpx_reading *r)
{
	return XML_GetCurrentLineNumber(r->parser);
}

/* Some writers put a prefix before every name. */
static Str local_name(const char *name)
{
	const char *colon = strrchr(name, ':');

	return str_of(colon ? colon + 1 : name);
}

/* ---- time: "2026-11-16T08:00:05.123Z", "…+08:00"; without a zone it is UTC, as the standard says ---- */

static bool digits(const char *at, int count, int *out)
{
	*out = 0;
	for (int i = 0; i < count; i++) {
		if (at[i] < '0' || at[i] > '9')
			return false;
		*out = *out * 10 + (at[i] - '0');
	}
	return true;
}

/* Days since 1970 of a date of our calendar, by counting years from March. */
static int64_t day_number(int year, int month, int day)
{
	int64_t y = month <= 2 ? year - 1 : year, m = month <= 2 ? month + 9 : month - 3;

	return 365 * y + y / 4 - y / 100 + y / 400 + (153 * m + 2) / 5 + day - 1 - 719468;
}

static int days_of_month(int year, int month)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };

	return days[month - 1] + (month == 2 && year % 4 == 0 && (year % 100 != 0 || year % 400 == 0));
}

static bool read_zone(const char *at, int64_t *seconds)
{
	int hours, minutes;

	if (*at == '\0' || strcmp(at, "Z") == 0)
		return true;
	if ((*at != '+' && *at != '-') || !digits(at + 1, 2, &hours) || at[3] != ':' || !digits(at + 4, 2, &minutes) || at[6] != '\0'
	    || hours > 14 || minutes > 59)
		return false;
	*seconds -= (*at == '-' ? -1 : 1) * (hours * 3600 + minutes * 60);
	return true;
}

/* Ended by NUL, so that no step goes past the end. */
static bool read_time(const char *at, int64_t *out)
{
	int year, month, day, hour, minute, second;
	int64_t seconds;

	if (!digits(at, 4, &year) || at[4] != '-' || !digits(at + 5, 2, &month) || at[7] != '-' || !digits(at + 8, 2, &day) || at[10] != 'T'
	    || !digits(at + 11, 2, &hour) || at[13] != ':' || !digits(at + 14, 2, &minute) || at[16] != ':' || !digits(at + 17, 2, &second))
		return false;
	if (year < 1971 || month < 1 || month > 12 || day < 1 || day > days_of_month(year, month) || hour > 23 || minute > 59 || second > 60)
		return false;
	seconds = day_number(year, month, day) * 86400 + hour * 3600 + minute * 60 + second;
	at += 19;
	if (*at == '.')
		for (at++; *at >= '0' && *at <= '9'; at++)
			continue;
	if (!read_zone(at, &seconds))
		return false;
	*out = seconds;
	return true;
}

/* ---- what expat tells ---- */

static void begin_point(struct gpx_reading *r, const char **attributes)
{
	bool lon = false, lat = false;

	r->fix = (struct fix){ 0 };
	for (; *attributes; attributes += 2) {
		if (strcmp(attributes[0], "lon") == 0)
			lon = degrees_parse(str_trim(str_of(attributes[1])), &r->fix.at.lon);
		if (strcmp(attributes[0], "lat") == 0)
			lat = degrees_parse(str_trim(str_of(attributes[1])), &r->fix.at.lat) && abs(r->fix.at.lat) <= 90 * PLACE_ONE_DEGREE;
	}
	r->in_point = true;
	r->has_time = false;
	r->line = here(r);
	if (!lon || !lat)
		stop(r, r->line, "trkpt 的 lat、lon 要写十进制度数");
}

static void begin_element(void *thing, const char *name, const char **attributes)
{
	struct gpx_reading *r = thing;
	Str word = local_name(name);

	if (++r->depth > MOST_DEPTH) {
		stop(r, here(r), "嵌套太深");
	} else if (!r->seen_top) {
		r->seen_top = true;
		if (!str_is(word, "gpx"))
			stop(r, here(r), "不是 GPX：最外层要是 gpx");
	} else if (str_is(word, "trkpt")) {
		if (r->in_point)
			stop(r, here(r), "trkpt 里不能再有 trkpt");
		else
			begin_point(r, attributes);
	} else if (r->in_point && str_is(word, "time")) {
		r->in_time = true;
		r->time_len = 0;
	}
}

static void take_text(void *thing, const char *at, int len)
{
	struct gpx_reading *r = thing;

	for (int i = 0; r->in_time && i < len; i++) {
		if (at[i] == ' ' || at[i] == '\n' || at[i] == '\r' || at[i] == '\t')
			continue;
		if (r->time_len + 1 < TIME_BYTES)
			r->time[r->time_len] = at[i];
		r->time_len++;
	}
}

static void end_time(struct gpx_reading *r)
{
	r->in_time = false;
	r->time[r->time_len < TIME_BYTES ? r->time_len : 0] = '\0';
	r->has_time = read_time(r->time, &r->fix.t);
	if (!r->has_time)
		stop(r, here(r), "时间要写成 2026-11-16T08:00:05Z");
}

static void end_point(struct gpx_reading *r)
{
	r->in_point = false;
	if (!r->has_time) {
		stop(r, r->line, "这个 trkpt 没有时间");
		return;
	}
	if (r->out.count == LIMIT_GPX_POINTS) {
		stop(r, r->line, "点太多，请分成几个文件");
		return;
	}
	r->out.at = arena_room_for_one(r->arena, r->out.at, r->out.count, &r->room, sizeof *r->out.at);
	r->out.at[r->out.count++] = r->fix;
}

static void end_element(void *thing, const char *name)
{
	struct gpx_reading *r = thing;
	Str word = local_name(name);

	r->depth--;
	if (r->in_time && str_is(word, "time"))
		end_time(r);
	else if (r->in_point && str_is(word, "trkpt"))
		end_point(r);
}

static void refuse_type(void *thing, const char *name, const char *system, const char *public, int has_subset)
{
	struct gpx_reading *r = thing;

	stop(r, here(r), "不接受 DOCTYPE");
}

static void parse(struct gpx_reading *r, Str bytes)
{
	for (;;) {
		Str piece = str_first(bytes, bytes.len > PIECE_BYTES ? PIECE_BYTES : bytes.len);
		bool last = piece.len == bytes.len;

		if (XML_Parse(r->parser, piece.len ? piece.at : "", (int)piece.len, last) != XML_STATUS_OK)
			stop(r, here(r), "不是完整的 GPX（XML 有错）");
		if (last || !str_is_empty(r->why))
			return;
		bytes = str_after(bytes, piece.len);
	}
}

bool gpx_read(struct arena *arena, Str bytes, struct gpx *out, Str *why)
{
	struct gpx_reading r = { .arena = arena, .parser = XML_ParserCreate(NULL) };

	must(r.parser != NULL);
	XML_SetUserData(r.parser, &r);
	XML_SetElementHandler(r.parser, begin_element, end_element);
	XML_SetCharacterDataHandler(r.parser, take_text);
	XML_SetStartDoctypeDeclHandler(r.parser, refuse_type);
	parse(&r, bytes);
	XML_ParserFree(r.parser);
	if (str_is_empty(r.why) && r.out.count == 0)
		r.why = STR("里面没有轨迹点（trkpt）");
	if (!str_is_empty(r.why)) {
		*why = r.why;
		return false;
	}
	*out = r.out;
	return true;
}
