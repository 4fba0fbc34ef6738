/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* limit_test.c - when limits end by the civil code, and how long a person has still. */
#include "base/must.h"
#include "calendar/calendar.h"
#include "tests/test.h"

static Instant instant(const char *iso)
{
	Instant out = INSTANT_NONE;

	assert_true(instant_parse(str_of(iso), &out));
	return out;
}

TEST(a_limit_ends_where_the_civil_code_says)
{
	static const struct {
		const char *from;
		int number;
		enum limit_unit unit;
		const char *end, *why;
		bool provisional;
	} t[] = {
		/* hours run from the moment, over holidays too */
		{ "2026-10-01T10:30", 24, HOURS, "2026-10-02T10:30", "", false },
		{ "2026-12-31T23:59", 1, HOURS, "2027-01-01T00:59", "", false },
		/* days: the first is not counted, the last ends at 24:00 */
		{ "2026-01-05T09:00", 15, CALENDAR_DAYS, "2026-01-21T00:00", "", false },
		{ "2026-01-05T23:59", 15, CALENDAR_DAYS, "2026-01-21T00:00", "", false },
		{ "2026-10-01T09:00", 5, CALENDAR_DAYS, "2026-10-09T00:00", "10月6日为国庆节，顺延至10月8日", false },
		{ "2026-09-19T09:00", 1, CALENDAR_DAYS, "2026-09-21T00:00", "", false },
		{ "2026-11-20T09:00", 1, CALENDAR_DAYS, "2026-11-24T00:00", "11月21日为星期六，顺延至11月23日", false },
		{ "2026-12-31T09:00", 1, CALENDAR_DAYS, "2027-01-02T00:00", "", true },
		{ "2026-02-12T15:00", 5, WORKING_DAYS, "2026-02-27T00:00", "", false },
		{ "2026-09-24T00:00", 5, WORKING_DAYS, "2026-10-10T00:00", "", false },
		{ "2026-12-30T09:00", 2, WORKING_DAYS, "2027-01-02T00:00", "", true },
		/* months: the day of the same number, or the month's last */
		{ "2026-01-31T09:00", 1, MONTHS, "2026-03-01T00:00", "", false },       /* Saturday, but worked */
		{ "2025-01-31T09:00", 1, MONTHS, "2025-03-01T00:00", "", false },
		{ "2024-01-31T09:00", 1, MONTHS, "2024-03-01T00:00", "", false },
		{ "2024-02-29T09:00", 12, MONTHS, "2025-03-01T00:00", "", false },
		{ "2025-11-17T09:00", 3, MONTHS, "2026-02-25T00:00", "2月17日为春节，顺延至2月24日", false },
		{ "2026-08-31T09:00", 6, MONTHS, "2027-03-02T00:00", "2月28日为星期日，顺延至3月1日", true },
	};
	const struct calendar *calendar = calendar_builtin(test_arena());

	for (size_t i = 0; i < COUNT_OF(t); i++) {
		struct limit limit = { .number = t[i].number, .unit = t[i].unit };
		struct due_instant due = limit_end(test_arena(), calendar, instant(t[i].from), limit);

		CHECK_STR(i, str_first(instant_iso(test_arena(), due.at), 16), t[i].end);
		CHECK_STR(i, due.why, t[i].why);
		CHECK_INT(i, due.rolled, t[i].why[0] != '\0');
		CHECK_INT(i, due.provisional, t[i].provisional);
	}
}

TEST(a_limit_is_said_with_its_unit_and_law)
{
	static const struct { struct limit limit; const char *words; } t[] = {
		{ { 5, WORKING_DAYS, "处罚法 56" }, "5 个工作日（处罚法 56）" },
		{ { 24, HOURS, "setting" }, "24 小时（本单位设置）" },
		{ { 15, CALENDAR_DAYS, "处罚法 60" }, "15 日（处罚法 60）" },
		{ { 6, MONTHS, NULL }, "6 个月" },
	};

	for (size_t i = 0; i < COUNT_OF(t); i++)
		CHECK_STR(i, limit_words(test_arena(), t[i].limit), t[i].words);
}

TEST(the_countdown_says_hours_near_and_working_days_far)
{
	static const struct { const char *now, *due, *words; } t[] = {
		{ "2026-11-23T17:38:00", "2026-11-24T12:00", "还剩 18 小时 22 分" },
		{ "2026-11-18T09:00:00", "2026-11-24T12:00", "还剩 4 个工作日" },
		{ "2026-11-21T11:59:59", "2026-11-24T12:00", "还剩 2 个工作日" },
		{ "2026-11-21T12:00:00", "2026-11-24T12:00", "还剩 72 小时 0 分" },
		{ "2026-11-24T11:00:00", "2026-11-24T12:00", "还剩 1 小时 0 分" },
		{ "2026-11-24T11:00:01", "2026-11-24T12:00", "还剩 59 分" },
		{ "2026-11-24T11:59:00", "2026-11-24T12:00", "还剩 1 分" },
		{ "2026-11-24T11:59:01", "2026-11-24T12:00", "还剩不到 1 分" },
		{ "2026-11-24T11:59:59", "2026-11-24T12:00", "还剩不到 1 分" },
		{ "2026-11-24T12:00:00", "2026-11-24T12:00", "逾期不到 1 分" },
		{ "2026-11-24T12:01:00", "2026-11-24T12:00", "逾期 1 分" },
		{ "2026-11-24T14:10:59", "2026-11-24T12:00", "逾期 2 小时 10 分" },
		{ "2026-11-25T11:59:59", "2026-11-24T12:00", "逾期 23 小时 59 分" },
		{ "2026-11-25T12:00:00", "2026-11-24T12:00", "逾期 1 个工作日" },
		{ "2026-12-01T08:00:00", "2026-11-24T12:00", "逾期 5 个工作日" },
		/* what ends at 24:00 ends with that day */
		{ "2026-11-24T09:00:00", "2026-12-01T00:00", "还剩 4 个工作日" },
		/* no day to work in between */
		{ "2026-11-29T13:00:00", "2026-11-27T12:00", "逾期 49 小时 0 分" },
		{ "2026-09-30T18:00:00", "2026-10-06T12:00", "还剩 5 天" },
		{ "2026-10-07T18:00:00", "2026-09-30T12:00", "逾期 7 天" },
	};
	const struct calendar *calendar = calendar_builtin(test_arena());

	for (size_t i = 0; i < COUNT_OF(t); i++)
		CHECK_STR(i, countdown_words(test_arena(), calendar, instant(t[i].now), instant(t[i].due)),
		          t[i].words);
}
