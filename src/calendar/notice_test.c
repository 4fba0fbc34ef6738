/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* notice_test.c - importing a year: what it changes, what it replaces, and what is refused in which words. */
#include "base/must.h"
#include "calendar/calendar.h"
#include "tests/test.h"

static Date date(const char *iso)
{
	Date out = DATE_NONE;

	assert_true(date_parse(str_of(iso), &out));
	return out;
}

static struct calendar *import(const struct calendar *base, const char *text)
{
	struct calendar *out = NULL;
	Str error = STR_NONE;

	if (!calendar_parse(test_arena(), base, str_of(text), &out, &error))
		fail_msg("%.*s", STR_ARG(error));
	return out;
}

TEST(importing_a_year_makes_it_announced)
{
	const struct calendar *old = calendar_builtin(test_arena());
	const struct calendar *new = import(old, "2027 元旦 off 01-01..01-03; 春节 off 02-05..02-11 work 02-13");

	CHECK(0, !calendar_announced(old, 2027));
	CHECK(1, calendar_is_working(old, date("2027-01-01")));
	CHECK(2, calendar_announced(new, 2027));
	CHECK_INT(3, calendar_last_announced(new), 2027);
	CHECK(4, !calendar_is_working(new, date("2027-01-01")));
	CHECK(5, calendar_is_working(new, date("2027-02-13")));
	CHECK_STR(6, calendar_holiday_name(new, date("2027-02-11")), "春节");
	CHECK_STR(7, calendar_holiday_name(new, date("2026-10-01")), "国庆节");
	CHECK(8, !calendar_roll(test_arena(), new, date("2027-02-06"), ROLL_FORWARD).provisional);
	CHECK_STR(9, calendar_roll(test_arena(), new, date("2027-02-06"), ROLL_FORWARD).why,
	          "2月6日为春节，顺延至2月12日");
}

TEST(a_notice_rules_december_before_it_until_it_is_replaced)
{
	const struct calendar *base = calendar_builtin(test_arena());
	const struct calendar *first = import(base, "2027 元旦 off 2026-12-31..01-02 work 2026-12-27");
	const struct calendar *second = import(first, "2027 元旦 off 01-01");

	CHECK(0, calendar_is_working(base, date("2026-12-31")));
	CHECK(1, !calendar_is_working(first, date("2026-12-31")));
	CHECK(2, calendar_is_working(first, date("2026-12-27")));
	CHECK(3, calendar_is_working(second, date("2026-12-31")));
	CHECK(4, !calendar_is_working(second, date("2026-12-27")));
	CHECK(5, !calendar_is_working(second, date("2027-01-01")));
}

TEST(of_two_notices_about_a_day_the_later_rules)
{
	const struct calendar *later = import(NULL, "2027 元旦 off 2026-12-31");
	const struct calendar *both = import(later, "2026 补班 work 12-31");

	CHECK(0, !calendar_is_working(both, date("2026-12-31")));
	CHECK(1, calendar_announced(both, 2026) && calendar_announced(both, 2027));
}

TEST(a_new_calendar_does_not_need_the_old_one)
{
	struct arena *short_lived = arena_open();
	const struct calendar *new = import(calendar_builtin(short_lived), "2027 元旦 off 01-01");

	arena_close(short_lived);
	CHECK_STR(0, calendar_holiday_name(new, date("2026-10-06")), "国庆节");
	CHECK(1, !calendar_is_working(new, date("2010-10-05")));
}

TEST(remarks_chinese_signs_and_missing_names_are_read)
{
	const struct calendar *calendar = import(NULL,
		"# 国务院办公厅通知\r\n\n"
		"2027　元旦 off 01-01..01-03　work 01-09；春节 work 02-13 off 02-05 02-08;off 03-01; \r\n"
		"  2028 元旦 off 2027-12-31..2028-01-02");

	CHECK(0, calendar_is_working(calendar, date("2027-01-09")));
	CHECK_STR(1, calendar_holiday_name(calendar, date("2027-02-08")), "春节");
	CHECK(2, calendar_is_working(calendar, date("2027-02-13")));
	CHECK(3, !calendar_is_working(calendar, date("2027-03-01")));
	CHECK_STR(4, calendar_holiday_name(calendar, date("2027-03-01")), "");
	CHECK_STR(5, calendar_roll(test_arena(), calendar, date("2027-03-01"), ROLL_FORWARD).why,
	          "3月1日为放假日，顺延至3月2日");
	CHECK_STR(6, calendar_holiday_name(calendar, date("2027-12-31")), "元旦");
	CHECK_INT(7, calendar_last_announced(calendar), 2028);
}

TEST(what_cannot_be_read_is_refused_with_the_word_and_the_remedy)
{
	static const struct { const char *text, *error; } t[] = {
		{ "", "没有内容，请写一行，如“2027 元旦 off 01-01..01-03 work 01-04”" },
		{ "# 只有说明\n", "没有内容，请写一行，如“2027 元旦 off 01-01..01-03 work 01-04”" },
		{ "元旦 off 01-01", "“元旦”不是年份，每行应以 1971 至 2199 的四位年份开头" },
		{ "20270 off 01-01", "“20270”不是年份，每行应以 1971 至 2199 的四位年份开头" },
		{ "1970 off 01-01", "“1970”不是年份，每行应以 1971 至 2199 的四位年份开头" },
		{ "2200 off 01-01", "“2200”不是年份，每行应以 1971 至 2199 的四位年份开头" },
		{ ";2027 off 01-01", "“;”不是年份，每行应以 1971 至 2199 的四位年份开头" },
		{ "2027", "2027 年：“2027”没有写任何一天" },
		{ "2027 元旦", "2027 年：“元旦”后面要写 off（放假）或 work（上班）" },
		{ "2027 元旦; 春节 off 02-05", "2027 年：“元旦”后面要写 off（放假）或 work（上班）" },
		{ "2027 元旦 off", "2027 年：“off”后面没有日期" },
		{ "2027 元旦 off work 01-04", "2027 年：“off”后面没有日期" },
		{ "2027 元旦 off 01-01 work; 春节 off 02-05", "2027 年：“work”后面没有日期" },
		{ "2027 元旦 01-01", "2027 年：“01-01”前面要先写 off（放假）或 work（上班）" },
		{ "2027 off 13-01", "2027 年：“13-01”不是日期，应写成 01-31 或 2026-12-31" },
		{ "2027 off 02-29", "2027 年：“02-29”不是日期，应写成 01-31 或 2026-12-31" },
		{ "2027 off 1-1", "2027 年：“1-1”不是日期，应写成 01-31 或 2026-12-31" },
		{ "2027 off 01-01-03", "2027 年：“01-01-03”不是起止日期，应写成 01-01..01-03" },
		{ "2027 off 01-01..", "2027 年：“01-01..”不是起止日期，应写成 01-01..01-03" },
		{ "2027 off 01-01..01-32", "2027 年：“01-01..01-32”不是起止日期，应写成 01-01..01-03" },
		{ "2027 off 01-03..01-01", "2027 年：“01-03..01-01”起止颠倒，前面应是较早的一天" },
		{ "2027 off 01-01..02-01", "2027 年：“01-01..02-01”超过 31 天，请核对" },
		{ "2027 off 2026-11-30", "2027 年：“2026-11-30”不在这一年，只有上年 12 月的日期可以写在这里" },
		{ "2027 off 2028-01-01", "2027 年：“2028-01-01”不在这一年，只有上年 12 月的日期可以写在这里" },
		{ "2027 off 01-01..01-03 work 01-03", "2027 年：“01-03”里有前面已经写过的日期" },
		{ "2027 元旦 放假 off 01-01", "2027 年：“放假”不认识：节日名称只写在一节的开头，各节用分号隔开" },
		{ "2027 off 01-01 春节 off 02-05",
		  "2027 年：“春节”不认识：节日名称只写在一节的开头，各节用分号隔开" },
		{ "2027 一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十一 off 01-01",
		  "2027 年：“一二三四五六七八九十一二三四五六七八九十”太长，节日名称不超过 30 个字" },
		{ "2027 off 01-01\n2027 off 05-01", "2027 年写了两行，请合成一行" },
	};
	const struct calendar *base = calendar_builtin(test_arena());

	for (size_t i = 0; i < COUNT_OF(t); i++) {
		struct calendar *out = NULL;
		Str error = STR_NONE;

		CHECK(i, !calendar_parse(test_arena(), base, str_of(t[i].text), &out, &error));
		CHECK(i, out == NULL);
		CHECK_STR(i, error, t[i].error);
	}
}

TEST(a_name_of_thirty_characters_and_a_range_of_31_days_are_taken)
{
	const struct calendar *calendar = import(NULL,
		"2027 一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十 off 01-01..01-31");

	CHECK_INT(0, str_characters(calendar_holiday_name(calendar, date("2027-01-31"))), 30);
}
