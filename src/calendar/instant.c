/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* instant.c - a moment as UTC seconds, read and shown in the time of the People's Republic (UTC+8).
 *
 * Owns: the zone. Does not own: reading the clock (store/act.h does, once per act). */
#include "base/must.h"
#include "calendar/reading.h"

#define DAY_SECONDS (24 * 60 * 60)
#define ZONE_SECONDS (8 * 60 * 60)
#define CLOCK_BYTES 5                   /* "12:00" */

Instant instant_at(Date date, int hour, int minute)
{
	must(hour >= 0 && hour <= 24 && minute >= 0 && minute <= 59 && (hour < 24 || minute == 0));
	return (Instant){ (int64_t)date.day * DAY_SECONDS + hour * 3600 + minute * 60 - ZONE_SECONDS };
}

Date instant_date(Instant at)
{
	int64_t here = at.sec + ZONE_SECONDS;
	int64_t day = here / DAY_SECONDS - (here % DAY_SECONDS < 0);

	return (Date){ (int32_t)day };
}

int instant_minute_of_day(Instant at)
{
	return (int)((at.sec - instant_at(instant_date(at), 0, 0).sec) / 60);
}

Instant instant_plus(Instant at, int64_t seconds)
{
	return (Instant){ at.sec + seconds };
}

/* The end of the text: nothing (our own time), "+08:00" or "Z". Other zones have no business here. */
static bool read_zone(Str rest, int *seconds_out)
{
	if (!str_is_empty(rest) && !str_is(rest, "Z") && !str_is(rest, "+08:00"))
		return false;
	*seconds_out = str_is(rest, "Z") ? 0 : ZONE_SECONDS;
	return true;
}

bool instant_parse(Str iso, Instant *out)
{
	Date date;
	Str day, rest;
	int hour, minute, second = 0, zone;

	if (!str_cut(iso, 'T', &day, &rest) || !date_parse(day, &date))
		return false;
	if (!read_digits(&rest, 2, &hour) || !read_char(&rest, ':') || !read_digits(&rest, 2, &minute))
		return false;
	if (read_char(&rest, ':') && !read_digits(&rest, 2, &second))
		return false;
	if (!read_zone(rest, &zone) || hour > 23 || minute > 59 || second > 59)
		return false;
	*out = instant_plus(instant_at(date, hour, minute), second + ZONE_SECONDS - zone);
	return true;
}

static char *write_clock(char *at, Instant moment)
{
	int minute = instant_minute_of_day(moment);

	at = write_digits(at, 2, minute / 60);
	*at++ = ':';
	return write_digits(at, 2, minute % 60);
}

static void add_clock(struct strbuf *words, Instant at)
{
	buf_reserve(words, CLOCK_BYTES);
	words->len = (size_t)(write_clock(words->at + words->len, at) - words->at);
}

static Str day_and_clock(struct arena *arena, Instant at, char between, Str after)
{
	Str day = date_iso(arena, instant_date(at));
	struct strbuf words = { .arena = arena };

	buf_add(&words, day);
	buf_char(&words, between);
	add_clock(&words, at);
	buf_add(&words, after);
	return buf_str(&words);
}

Str instant_iso(struct arena *arena, Instant at)
{
	char seconds[] = ":00+08:00";

	if (!instant_is_set(at))
		return STR_NONE;
	write_digits(seconds + 1, 2, (int)(((at.sec % 60) + 60) % 60));
	return day_and_clock(arena, at, 'T', (Str){ seconds, sizeof seconds - 1 });
}

Str instant_words(struct arena *arena, Instant at)
{
	struct strbuf words = { .arena = arena };

	if (!instant_is_set(at))
		return STR_NONE;
	add_date_words(&words, instant_date(at));
	add_clock(&words, at);
	return buf_str(&words);
}

Str instant_due_words(struct arena *arena, Instant at)
{
	Date date = instant_date(at);

	if (!instant_is_set(at) || at.sec != instant_at(date, 0, 0).sec)
		return instant_words(arena, at);
	return str_join(arena, date_words(arena, date_plus(date, -1)), STR("24:00"));
}

Str instant_clock(struct arena *arena, Instant at)
{
	char *words;

	if (!instant_is_set(at))
		return STR_NONE;
	words = arena_take_unset(arena, CLOCK_BYTES);
	write_clock(words, at);
	return (Str){ words, CLOCK_BYTES };
}

Str instant_minute(struct arena *arena, Instant at)
{
	return instant_is_set(at) ? day_and_clock(arena, at, ' ', STR_NONE) : STR_NONE;
}

Str instant_short(struct arena *arena, Instant at)
{
	Str minute = instant_clock(arena, at);

	if (!instant_is_set(at))
		return STR_NONE;
	return str_format(arena, "%d日 %.*s", date_day_of_month(instant_date(at)), STR_ARG(minute));
}

bool instant_is_set(Instant at)
{
	return at.sec != 0;
}
