/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* working_days_test.c - which days are worked, every one since 2007 against the announced truth, and where
 * dates roll to. Vectors: the design's own (domain, parts 0 and 7). */
#include <stdio.h>
#include <stdlib.h>

#include "base/must.h"
#include "calendar/calendar.h"
#include "tests/test.h"

#ifndef JUEBU_SOURCE_DIR
#define JUEBU_SOURCE_DIR "."
#endif

static Date date(const char *iso)
{
	Date out = DATE_NONE;

	assert_true(date_parse(str_of(iso), &out));
	return out;
}

static Str iso(Date d)
{
	return date_iso(test_arena(), d);
}

static FILE *open_truth(void)
{
	const char *source = getenv("JUEBU_SOURCE");
	Str path = str_format(test_arena(), "%s/tests/data/working_days.txt",
	                      source != NULL ? source : JUEBU_SOURCE_DIR);
	FILE *file = fopen(str_terminated(test_arena(), path), "r");

	assert_non_null(file);
	return file;
}

/* Days of one line, "2026 0001…", that the calendar tells the same. */
static int days_agreeing(const struct calendar *calendar, int year, Str days)
{
	Date first = date_of_civil(year, 1, 1);
	int agreeing = 0;

	CHECK_INT(year, days.len, date_days_between(first, date_of_civil(year + 1, 1, 1)));
	for (size_t i = 0; i < days.len; i++) {
		Date day = date_plus(first, (int)i);

		CHECK_INT(day.day, calendar_is_working(calendar, day), days.at[i] == '1');
		agreeing++;
	}
	return agreeing;
}

TEST(every_day_since_2007_is_worked_or_not_as_announced)
{
	const struct calendar *calendar = calendar_builtin(test_arena());
	FILE *file = open_truth();
	char line[512];
	int days = 0;

	while (fgets(line, sizeof line, file) != NULL) {
		Str year_text, rest;
		int64_t year;

		if (line[0] == '#')
			continue;
		assert_true(str_cut(str_trim(str_of(line)), ' ', &year_text, &rest));
		assert_true(str_to_int(year_text, &year));
		CHECK(year, calendar_announced(calendar, (int)year));
		days += days_agreeing(calendar, (int)year, rest);
	}
	CHECK_INT(0, fclose(file), 0);
	CHECK_INT(0, days, 7305);               /* 2007-01-01 to 2026-12-31 */
}

TEST(announced_are_2007_to_2026)
{
	const struct calendar *calendar = calendar_builtin(test_arena());

	CHECK(0, !calendar_announced(calendar, 2006));
	CHECK(1, calendar_announced(calendar, 2007));
	CHECK(2, calendar_announced(calendar, 2026));
	CHECK(3, !calendar_announced(calendar, 2027));
	CHECK(4, !calendar_announced(calendar, 0));
	CHECK(5, !calendar_announced(calendar, 100000));
	CHECK_INT(6, calendar_last_announced(calendar), 2026);
}

TEST(a_holiday_has_its_name_and_other_days_have_none)
{
	static const struct { const char *day, *name; } t[] = {
		{ "2026-10-06", "国庆节" }, { "2026-02-17", "春节" }, { "2026-06-20", "端午节" },
		{ "2020-10-01", "国庆节、中秋节" }, { "2018-12-30", "元旦" }, { "2007-05-07", "劳动节" },
		{ "2026-09-20", "" }, { "2026-10-10", "" }, { "2026-11-21", "" }, { "2026-11-24", "" },
		{ "2027-10-01", "" },
	};
	const struct calendar *calendar = calendar_builtin(test_arena());

	for (size_t i = 0; i < COUNT_OF(t); i++)
		CHECK_STR(i, calendar_holiday_name(calendar, date(t[i].day)), t[i].name);
}

TEST(working_days_are_counted_without_the_first)
{
	static const struct { const char *from; int days; const char *to; bool provisional; } t[] = {
		{ "2026-02-12", 5, "2026-02-26", false },
		{ "2026-04-30", 5, "2026-05-11", false },
		{ "2026-09-18", 7, "2026-09-29", false },
		{ "2026-09-24", 5, "2026-10-09", false },
		{ "2010-09-30", 5, "2010-10-13", false },
		{ "2026-09-28", 1, "2026-09-29", false },
		{ "2026-09-30", 1, "2026-10-08", false },
		{ "2026-09-30", 3, "2026-10-10", false },       /* the Saturday worked in exchange */
		{ "2026-10-10", 1, "2026-10-12", false },
		{ "2026-10-03", 1, "2026-10-08", false },       /* from a holiday */
		{ "2026-12-30", 1, "2026-12-31", false },
		{ "2026-12-31", 1, "2027-01-01", true },
		{ "2006-12-29", 1, "2007-01-04", true },        /* over days nobody announced to us */
	};
	const struct calendar *calendar = calendar_builtin(test_arena());

	for (size_t i = 0; i < COUNT_OF(t); i++) {
		struct due_date due = calendar_after_working_days(test_arena(), calendar, date(t[i].from),
		                                                  t[i].days);

		CHECK_STR(i, iso(due.on), t[i].to);
		CHECK_INT(i, due.provisional, t[i].provisional);
		CHECK(i, !due.rolled && str_is_empty(due.why));
		CHECK_INT(i, calendar_working_days_between(calendar, date(t[i].from), due.on), t[i].days);
	}
}

TEST(working_days_between_leave_out_the_first_and_may_be_negative)
{
	static const struct { const char *from, *to; int days; } t[] = {
		{ "2026-11-24", "2026-11-24", 0 }, { "2026-11-20", "2026-11-23", 1 },
		{ "2026-11-21", "2026-11-22", 0 }, { "2026-11-24", "2026-11-20", -2 },
		{ "2026-09-30", "2026-10-10", 3 }, { "2026-10-10", "2026-09-30", -3 },
		{ "2026-01-01", "2026-12-31", 248 },
	};
	const struct calendar *calendar = calendar_builtin(test_arena());

	for (size_t i = 0; i < COUNT_OF(t); i++)
		CHECK_INT(i, calendar_working_days_between(calendar, date(t[i].from), date(t[i].to)), t[i].days);
}

TEST(a_date_rolls_off_what_is_not_worked_and_says_why)
{
	static const struct { const char *on; enum roll roll; const char *to, *why; bool provisional; } t[] = {
		{ "2010-10-05", ROLL_FORWARD, "2010-10-08", "10月5日为国庆节，顺延至10月8日", false },
		{ "2026-10-06", ROLL_FORWARD, "2026-10-08", "10月6日为国庆节，顺延至10月8日", false },
		{ "2026-02-17", ROLL_FORWARD, "2026-02-24", "2月17日为春节，顺延至2月24日", false },
		{ "2026-05-05", ROLL_FORWARD, "2026-05-06", "5月5日为劳动节，顺延至5月6日", false },
		{ "2026-02-24", ROLL_FORWARD, "2026-02-24", "", false },
		{ "2026-09-20", ROLL_FORWARD, "2026-09-20", "", false },
		{ "2026-06-20", ROLL_FORWARD, "2026-06-22", "6月20日为端午节，顺延至6月22日", false },
		{ "2026-02-20", ROLL_FORWARD, "2026-02-24", "2月20日为春节，顺延至2月24日", false },
		{ "2010-11-20", ROLL_FORWARD, "2010-11-22", "11月20日为星期六，顺延至11月22日", false },
		{ "2026-12-20", ROLL_FORWARD, "2026-12-21", "12月20日为星期日，顺延至12月21日", false },
		{ "2026-10-06", ROLL_BACK, "2026-09-30", "10月6日为国庆节，提前至9月30日", false },
		{ "2026-10-06", ROLL_NOT, "2026-10-06", "", false },
		{ "2027-10-05", ROLL_FORWARD, "2027-10-05", "", true },
		{ "2027-02-20", ROLL_FORWARD, "2027-02-22", "2月20日为星期六，顺延至2月22日", true },
		{ "2027-01-02", ROLL_BACK, "2027-01-01", "1月2日为星期六，提前至1月1日", true },
		{ "2006-12-31", ROLL_FORWARD, "2007-01-04", "12月31日为星期日，顺延至1月4日", true },
	};
	const struct calendar *calendar = calendar_builtin(test_arena());

	for (size_t i = 0; i < COUNT_OF(t); i++) {
		struct due_date due = calendar_roll(test_arena(), calendar, date(t[i].on), t[i].roll);

		CHECK_STR(i, iso(due.on), t[i].to);
		CHECK_STR(i, due.why, t[i].why);
		CHECK_INT(i, due.rolled, t[i].why[0] != '\0');
		CHECK_INT(i, due.provisional, t[i].provisional);
	}
}

/* Clause two (four): the report about a week is due on the Tuesday after it. Two of 2026 fall together. */
TEST(reports_of_two_weeks_may_fall_due_together)
{
	static const struct { const char *week, *due; } t[] = {
		{ "2010-W39", "2010-10-08" }, { "2026-W40", "2026-10-08" }, { "2026-W07", "2026-02-24" },
		{ "2026-W08", "2026-02-24" }, { "2026-W18", "2026-05-06" }, { "2026-W47", "2026-11-24" },
	};
	const struct calendar *calendar = calendar_builtin(test_arena());

	for (size_t i = 0; i < COUNT_OF(t); i++) {
		Period week = { YEAR, 0, 0 };

		assert_true(period_parse(str_of(t[i].week), &week));

		Date tuesday = date_plus(period_last(week), TUESDAY);

		CHECK_STR(i, iso(calendar_roll(test_arena(), calendar, tuesday, ROLL_FORWARD).on), t[i].due);
	}
}
