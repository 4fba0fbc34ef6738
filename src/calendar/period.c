/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* period.c - weeks, months, quarters and years, and the text that names one for ever.
 *
 * Weeks are those of GB/T 7408 (ISO 8601): Monday to Sunday, and a week belongs to the year that its
 * Thursday lies in, so 2024-12-30 is in 2025-W01. */
#include "base/must.h"
#include "calendar/reading.h"

static Date thursday_of(Date date)
{
	return date_plus(date, THURSDAY - (int)date_weekday(date));
}

static Period week_of(Date date)
{
	Date thursday = thursday_of(date);
	int year = date_year(thursday);
	int day_of_year = date_days_between(date_of_civil(year, 1, 1), thursday);

	return (Period){ WEEK, (int16_t)year, (int16_t)(day_of_year / 7 + 1) };
}

/* 28 December always lies in the last week of its year. */
static int weeks_of_year(int year)
{
	return week_of(date_of_civil(year, 12, 28)).number;
}

static Date monday_of_week(int year, int week)
{
	Date in_first_week = date_of_civil(year, 1, 4);
	int days = MONDAY - (int)date_weekday(in_first_week) + 7 * (week - 1);

	return date_plus(in_first_week, days);
}

Period period_of(enum period_kind kind, Date date)
{
	int16_t year = (int16_t)date_year(date);
	int month = date_month(date);

	switch (kind) {
	case WEEK:
		return week_of(date);
	case MONTH:
		return (Period){ MONTH, year, (int16_t)month };
	case QUARTER:
		return (Period){ QUARTER, year, (int16_t)((month + 2) / 3) };
	case YEAR:
	case PERIOD_KINDS:
		break;
	}
	must(kind == YEAR);
	return (Period){ YEAR, year, 1 };
}

static int numbers_of(enum period_kind kind, int year)
{
	switch (kind) {
	case WEEK:
		return weeks_of_year(year);
	case MONTH:
		return 12;
	case QUARTER:
		return 4;
	case YEAR:
	case PERIOD_KINDS:
		break;
	}
	return 1;
}

/* What follows the year; the year alone is a period too. */
static bool read_number(Str rest, enum period_kind *kind, int *number)
{
	*kind = YEAR;
	*number = 1;
	if (str_is_empty(rest))
		return true;
	if (!read_char(&rest, '-'))
		return false;

	size_t digits = 2;

	*kind = MONTH;
	if (read_char(&rest, 'W')) {
		*kind = WEEK;
	} else if (read_char(&rest, 'Q')) {
		*kind = QUARTER;
		digits = 1;
	}
	return read_digits(&rest, digits, number) && str_is_empty(rest);
}

bool period_parse(Str s, Period *out)
{
	enum period_kind kind;
	int year, number;

	if (!read_digits(&s, 4, &year) || year < FIRST_YEAR || year > LAST_YEAR)
		return false;
	if (!read_number(s, &kind, &number) || number < 1 || number > numbers_of(kind, year))
		return false;
	*out = (Period){ kind, (int16_t)year, (int16_t)number };
	return true;
}

Str period_key(struct arena *arena, Period period)
{
	switch (period.kind) {
	case WEEK:
		return str_format(arena, "%04d-W%02d", period.year, period.number);
	case MONTH:
		return str_format(arena, "%04d-%02d", period.year, period.number);
	case QUARTER:
		return str_format(arena, "%04d-Q%d", period.year, period.number);
	case YEAR:
	case PERIOD_KINDS:
		break;
	}
	return str_format(arena, "%04d", period.year);
}

/* "第 47 周（11月16日—22日）"; the month is said again only when it is another. */
static Str week_words(struct arena *arena, Period week)
{
	Date first = period_first(week), last = period_last(week);
	struct strbuf buf = { .arena = arena };

	buf_format(&buf, "第 %d 周（%d月%d日—", week.number, date_month(first), date_day_of_month(first));
	if (date_month(last) != date_month(first))
		buf_format(&buf, "%d月", date_month(last));
	buf_format(&buf, "%d日）", date_day_of_month(last));
	return buf_str(&buf);
}

Str period_words(struct arena *arena, Period period)
{
	switch (period.kind) {
	case WEEK:
		return week_words(arena, period);
	case MONTH:
		return str_format(arena, "%d年%d月", period.year, period.number);
	case QUARTER:
		return str_format(arena, "%d年第 %d 季度", period.year, period.number);
	case YEAR:
	case PERIOD_KINDS:
		break;
	}
	return str_format(arena, "%d年", period.year);
}

Date period_first(Period period)
{
	switch (period.kind) {
	case WEEK:
		return monday_of_week(period.year, period.number);
	case MONTH:
		return date_of_civil(period.year, period.number, 1);
	case QUARTER:
		return date_of_civil(period.year, 3 * period.number - 2, 1);
	case YEAR:
	case PERIOD_KINDS:
		break;
	}
	return date_of_civil(period.year, 1, 1);
}

Date period_last(Period period)
{
	return date_plus(period_first(period_step(period, 1)), -1);
}

Period period_step(Period period, int by)
{
	if (period.kind == WEEK)
		return week_of(date_plus(period_first(period), 7 * by));

	int per_year = numbers_of(period.kind, period.year);
	int count = period.year * per_year + period.number - 1 + by;

	return (Period){ period.kind, (int16_t)(count / per_year), (int16_t)(count % per_year + 1) };
}

bool period_equal(Period a, Period b)
{
	return a.kind == b.kind && a.year == b.year && a.number == b.number;
}
