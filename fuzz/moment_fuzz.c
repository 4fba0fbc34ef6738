/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* moment_fuzz.c - any bytes as a date, a moment or a period: refused, or one that is written back and read again as
 * itself and lies where a day, a week or a month may lie. */
#include "base/must.h"
#include "calendar/calendar.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count);

static bool is_in_range(Date day)
{
	return date_is_set(day) && date_year(day) >= 1971 && date_year(day) <= 2199;
}

static void try_date(struct arena *arena, Str text)
{
	Date day, again;

	if (!date_parse(text, &day))
		return;
	must(is_in_range(day) && str_equal(date_iso(arena, day), text));
	must(date_parse(date_iso(arena, day), &again) && date_days_between(day, again) == 0);
	must(date_days_between(date_of_civil(date_year(day), date_month(day), date_day_of_month(day)), day) == 0);
	must(date_weekday(day) >= MONDAY && date_weekday(day) <= SUNDAY);
}

static void try_instant(struct arena *arena, Str text)
{
	Instant at, again;

	if (!instant_parse(text, &at))
		return;
	must(instant_is_set(at) && instant_parse(instant_iso(arena, at), &again) && at.sec == again.sec);
	must(instant_minute_of_day(at) >= 0 && instant_minute_of_day(at) < 24 * 60);
	must(!str_is_empty(instant_due_words(arena, at)));
}

/* Periods follow each other without gap and overlap, and a period is the one its days lie in. */
static void try_period(struct arena *arena, Str text)
{
	Period period, again;

	if (!period_parse(text, &period))
		return;
	must(str_equal(period_key(arena, period), text));
	must(period_parse(period_key(arena, period), &again) && period_equal(period, again));
	must(date_days_between(period_first(period), period_last(period)) >= 6);
	must(period_equal(period_of(period.kind, period_first(period)), period));
	must(period_equal(period_of(period.kind, period_last(period)), period));
	must(date_days_between(period_last(period), period_first(period_step(period, 1))) == 1);
	must(period_equal(period_step(period_step(period, 1), -1), period));
	must(!str_is_empty(period_words(arena, period)));
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count)
{
	struct arena *arena = arena_open();
	Str text = { (const char *)bytes, count };

	try_date(arena, text);
	try_instant(arena, text);
	try_period(arena, text);
	arena_close(arena);
	return 0;
}
