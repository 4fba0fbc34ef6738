/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* date_test.c - dates and moments; expected values by Python's datetime. */
#include "base/must.h"
#include "calendar/calendar.h"
#include "tests/test.h"

static Date date(const char *iso)
{
	Date out = DATE_NONE;

	assert_true(date_parse(str_of(iso), &out));
	return out;
}

static Instant instant(const char *iso)
{
	Instant out = INSTANT_NONE;

	assert_true(instant_parse(str_of(iso), &out));
	return out;
}

TEST(a_date_is_a_count_of_days_and_a_weekday)
{
	static const struct { const char *iso; int day; enum weekday weekday; } t[] = {
		{ "1971-01-01", 365, FRIDAY },
		{ "1999-12-31", 10956, FRIDAY },
		{ "2000-02-29", 11016, TUESDAY },
		{ "2010-10-05", 14887, TUESDAY },
		{ "2024-12-30", 20087, MONDAY },
		{ "2026-01-01", 20454, THURSDAY },
		{ "2026-02-17", 20501, TUESDAY },
		{ "2026-12-31", 20818, THURSDAY },
		{ "2027-01-03", 20821, SUNDAY },
	};

	for (size_t i = 0; i < COUNT_OF(t); i++) {
		CHECK_INT(i, date(t[i].iso).day, t[i].day);
		CHECK_INT(i, date_weekday(date(t[i].iso)), t[i].weekday);
		CHECK_STR(i, date_iso(test_arena(), (Date){ t[i].day }), t[i].iso);
	}
}

TEST(what_is_no_real_date_is_not_read)
{
	static const char *const t[] = {
		"", "2026", "2026-11", "2026-11-24 ", " 2026-11-24", "2026-11-24T", "2026-1-24", "2026-11-4",
		"26-11-24", "2026/11/24", "2026-00-10", "2026-13-10", "2026-11-00", "2026-11-31", "2026-02-29",
		"2100-02-29", "1970-12-31", "2200-01-01", "0000-00-00", "-026-11-24", "2026-11-2x", "２０２６-11-24",
	};

	for (size_t i = 0; i < COUNT_OF(t); i++) {
		Date out = { 7 };

		CHECK(i, !date_parse(str_of(t[i]), &out));
		CHECK_INT(i, out.day, 7);
	}
}

TEST(leap_years_have_their_day)
{
	static const struct { const char *from; int days; const char *to; } t[] = {
		{ "2024-02-28", 1, "2024-02-29" }, { "2024-02-29", 1, "2024-03-01" },
		{ "2025-02-28", 1, "2025-03-01" }, { "2000-02-28", 1, "2000-02-29" },
		{ "2100-02-28", 1, "2100-03-01" }, { "2024-01-01", 366, "2025-01-01" },
		{ "2026-01-01", -1, "2025-12-31" }, { "2199-12-30", 1, "2199-12-31" },
	};

	for (size_t i = 0; i < COUNT_OF(t); i++) {
		CHECK_STR(i, date_iso(test_arena(), date_plus(date(t[i].from), t[i].days)), t[i].to);
		CHECK_INT(i, date_days_between(date(t[i].from), date(t[i].to)), t[i].days);
	}
}

TEST(every_day_of_two_centuries_comes_back_from_its_parts)
{
	int weekday = FRIDAY;

	for (Date d = date("1971-01-01"); d.day <= date("2199-12-31").day; d = date_plus(d, 1)) {
		Date back = date_of_civil(date_year(d), date_month(d), date_day_of_month(d));

		CHECK_INT(d.day, back.day, d.day);
		CHECK_INT(d.day, date_weekday(d), weekday);
		weekday = weekday % 7 + 1;
	}
}

TEST(days_before_1970_are_days_too)
{
	Date d = date_of_civil(1949, 10, 1);

	CHECK_INT(0, d.day, -7397);
	CHECK_INT(0, date_weekday(d), SATURDAY);
	CHECK_INT(0, date_year(d), 1949);
	CHECK_INT(0, date_day_of_month((Date){ -1 }), 31);
}

TEST(dates_are_said_in_chinese)
{
	CHECK_STR(0, date_words(test_arena(), date("2026-11-24")), "11月24日（周二）");
	CHECK_STR(1, date_words(test_arena(), date("2026-02-01")), "2月1日（周日）");
	CHECK_STR(2, date_words_year(test_arena(), date("2026-11-24")), "2026年11月24日");
	CHECK_STR(3, date_words(test_arena(), DATE_NONE), "");
	CHECK_STR(4, date_iso(test_arena(), DATE_NONE), "");
	CHECK(5, !date_is_set(DATE_NONE));
}

TEST(a_moment_is_read_in_our_zone_unless_it_says_z)
{
	static const struct { const char *iso; int64_t sec; const char *shown; } t[] = {
		{ "2026-11-24T12:00", 1795492800, "2026-11-24T12:00:00+08:00" },
		{ "2026-11-24T12:00:00", 1795492800, "2026-11-24T12:00:00+08:00" },
		{ "2026-11-24T12:00:59+08:00", 1795492859, "2026-11-24T12:00:59+08:00" },
		{ "2026-11-24T04:00Z", 1795492800, "2026-11-24T12:00:00+08:00" },
		{ "2026-11-24T20:00:01Z", 1795550401, "2026-11-25T04:00:01+08:00" },
		{ "2026-11-24T00:00", 1795449600, "2026-11-24T00:00:00+08:00" },
	};

	for (size_t i = 0; i < COUNT_OF(t); i++) {
		CHECK_INT(i, instant(t[i].iso).sec, t[i].sec);
		CHECK_STR(i, instant_iso(test_arena(), instant(t[i].iso)), t[i].shown);
	}
}

TEST(what_is_no_moment_is_not_read)
{
	static const char *const t[] = {
		"", "2026-11-24", "2026-11-24T", "2026-11-24T12", "2026-11-24T1:00", "2026-11-24T12:0",
		"2026-11-24T24:00", "2026-11-24T12:60", "2026-11-24T12:00:60", "2026-11-24T12:00:",
		"2026-11-24T12:00+09:00", "2026-11-24T12:00z", "2026-11-24T12:00Zx", "2026-11-24 12:00",
		"2026-02-30T12:00",
	};

	for (size_t i = 0; i < COUNT_OF(t); i++) {
		Instant out = { 7 };

		CHECK(i, !instant_parse(str_of(t[i]), &out));
		CHECK_INT(i, out.sec, 7);
	}
}

TEST(a_day_begins_at_midnight_of_our_zone)
{
	Date day = date("2026-11-24");
	Instant begin = instant_at(day, 0, 0);

	CHECK_INT(0, instant_date(begin).day, day.day);
	CHECK_INT(1, instant_date(instant_plus(begin, -1)).day, day.day - 1);
	CHECK_INT(2, instant_date(instant_plus(begin, 86399)).day, day.day);
	CHECK_INT(3, instant_at(day, 24, 0).sec, instant_at(date_plus(day, 1), 0, 0).sec);
	CHECK_INT(4, instant_minute_of_day(begin), 0);
	CHECK_INT(5, instant_minute_of_day(instant_plus(begin, 86399)), 1439);
	CHECK_INT(6, instant_date((Instant){ -8 * 3600 - 1 }).day, -1);
	CHECK_INT(7, instant_minute_of_day((Instant){ -8 * 3600 - 1 }), 1439);
}

TEST(moments_are_said_in_chinese_and_limits_end_with_a_day)
{
	static const struct { const char *iso, *words, *due, *clock, *brief; } t[] = {
		{ "2026-11-24T12:00", "11月24日（周二）12:00", "11月24日（周二）12:00", "12:00", "24日 12:00" },
		{ "2026-12-01T00:00", "12月1日（周二）00:00", "11月30日（周一）24:00", "00:00", "1日 00:00" },
		{ "2027-01-01T00:00", "1月1日（周五）00:00", "12月31日（周四）24:00", "00:00", "1日 00:00" },
		{ "2026-12-01T00:01", "12月1日（周二）00:01", "12月1日（周二）00:01", "00:01", "1日 00:01" },
	};

	for (size_t i = 0; i < COUNT_OF(t); i++) {
		CHECK_STR(i, instant_words(test_arena(), instant(t[i].iso)), t[i].words);
		CHECK_STR(i, instant_due_words(test_arena(), instant(t[i].iso)), t[i].due);
		CHECK_STR(i, instant_clock(test_arena(), instant(t[i].iso)), t[i].clock);
		CHECK_STR(i, instant_short(test_arena(), instant(t[i].iso)), t[i].brief);
	}
	CHECK_STR(9, instant_due_words(test_arena(), INSTANT_NONE), "");
	CHECK_STR(9, instant_iso(test_arena(), INSTANT_NONE), "");
}
