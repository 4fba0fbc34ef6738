/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* period_test.c - which period a day lies in, and the text that names it; weeks by Python's isocalendar. */
#include "base/must.h"
#include "calendar/calendar.h"
#include "tests/test.h"

static Date date(const char *iso)
{
	Date out = DATE_NONE;

	assert_true(date_parse(str_of(iso), &out));
	return out;
}

static Period period(const char *key)
{
	Period out = { YEAR, 0, 0 };

	assert_true(period_parse(str_of(key), &out));
	return out;
}

TEST(a_day_lies_in_the_period_the_standard_says)
{
	static const struct { const char *day; enum period_kind kind; const char *key; } t[] = {
		{ "2020-12-31", WEEK, "2020-W53" }, { "2021-01-01", WEEK, "2020-W53" },
		{ "2021-01-03", WEEK, "2020-W53" }, { "2021-01-04", WEEK, "2021-W01" },
		{ "2025-12-28", WEEK, "2025-W52" }, { "2025-12-29", WEEK, "2026-W01" },
		{ "2026-01-01", WEEK, "2026-W01" }, { "2024-12-30", WEEK, "2025-W01" },
		{ "2010-10-05", WEEK, "2010-W40" }, { "2026-10-06", WEEK, "2026-W41" },
		{ "2026-11-24", WEEK, "2026-W48" }, { "2027-01-03", WEEK, "2026-W53" },
		{ "2027-01-04", WEEK, "2027-W01" }, { "2012-01-01", WEEK, "2011-W52" },
		{ "2026-01-31", MONTH, "2026-01" }, { "2026-12-31", MONTH, "2026-12" },
		{ "2026-03-31", QUARTER, "2026-Q1" }, { "2026-04-01", QUARTER, "2026-Q2" },
		{ "2026-09-30", QUARTER, "2026-Q3" }, { "2026-12-31", QUARTER, "2026-Q4" },
		{ "2026-12-31", YEAR, "2026" },
	};

	for (size_t i = 0; i < COUNT_OF(t); i++) {
		Period got = period_of(t[i].kind, date(t[i].day));

		CHECK_STR(i, period_key(test_arena(), got), t[i].key);
		CHECK(i, period_equal(got, period(t[i].key)));
	}
}

TEST(a_period_has_a_first_and_a_last_day_and_neighbours)
{
	static const struct { const char *key, *first, *last, *next, *before, *words; } t[] = {
		{ "2026-W47", "2026-11-16", "2026-11-22", "2026-W48", "2026-W46", "第 47 周（11月16日—22日）" },
		{ "2026-W40", "2026-09-28", "2026-10-04", "2026-W41", "2026-W39", "第 40 周（9月28日—10月4日）" },
		{ "2026-W01", "2025-12-29", "2026-01-04", "2026-W02", "2025-W52", "第 1 周（12月29日—1月4日）" },
		{ "2020-W53", "2020-12-28", "2021-01-03", "2021-W01", "2020-W52", "第 53 周（12月28日—1月3日）" },
		{ "2024-02", "2024-02-01", "2024-02-29", "2024-03", "2024-01", "2024年2月" },
		{ "2026-12", "2026-12-01", "2026-12-31", "2027-01", "2026-11", "2026年12月" },
		{ "2026-01", "2026-01-01", "2026-01-31", "2026-02", "2025-12", "2026年1月" },
		{ "2026-Q4", "2026-10-01", "2026-12-31", "2027-Q1", "2026-Q3", "2026年第 4 季度" },
		{ "2026-Q1", "2026-01-01", "2026-03-31", "2026-Q2", "2025-Q4", "2026年第 1 季度" },
		{ "2026", "2026-01-01", "2026-12-31", "2027", "2025", "2026年" },
	};

	for (size_t i = 0; i < COUNT_OF(t); i++) {
		struct arena *a = test_arena();
		Period p = period(t[i].key);

		CHECK_STR(i, date_iso(a, period_first(p)), t[i].first);
		CHECK_STR(i, date_iso(a, period_last(p)), t[i].last);
		CHECK_STR(i, period_key(a, period_step(p, 1)), t[i].next);
		CHECK_STR(i, period_key(a, period_step(p, -1)), t[i].before);
		CHECK_STR(i, period_words(a, p), t[i].words);
		CHECK(i, period_equal(period_step(period_step(p, 60), -60), p));
	}
}

TEST(what_is_no_period_is_not_read)
{
	static const char *const t[] = {
		"", "26", "2026-", "2026-W", "2026-W7", "2026-W00", "2025-W53", "2026-W54", "2026-W470",
		"2026-w47", "2026-00", "2026-13", "2026-1", "2026-011", "2026-Q0", "2026-Q5", "2026-Q", "2026-Q11",
		"2026 ", "1970", "2200", "2026W47", "2026-11-24",
	};

	for (size_t i = 0; i < COUNT_OF(t); i++) {
		Period out = { MONTH, 1, 1 };

		CHECK(i, !period_parse(str_of(t[i]), &out));
		CHECK(i, period_equal(out, (Period){ MONTH, 1, 1 }));
	}
}

TEST(every_day_lies_within_its_periods)
{
	for (Date d = date("1999-12-25"); d.day < date("2030-01-10").day; d = date_plus(d, 1)) {
		for (int kind = 0; kind < PERIOD_KINDS; kind++) {
			Period p = period_of((enum period_kind)kind, d);

			CHECK(d.day, period_first(p).day <= d.day && d.day <= period_last(p).day);
		}
		CHECK_INT(d.day, date_weekday(period_first(period_of(WEEK, d))), MONDAY);
	}
}
