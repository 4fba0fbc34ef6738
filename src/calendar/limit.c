/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* limit.c - when a limit ends, by the civil code: 201 (the first day is not counted, hours run from
 * the moment), 202 (months end on the day of the same number, or the month's last), 203 (the last
 * day moves off a holiday and ends at 24:00). */
#include <string.h>

#include "base/must.h"
#include "calendar/reading.h"

static Date after_months(Date from, int months)
{
	int count = 12 * date_year(from) + date_month(from) - 1 + months;
	int year = count / 12, month = count % 12 + 1;
	int day = date_day_of_month(from), last = days_of_month(year, month);

	return date_of_civil(year, month, day < last ? day : last);
}

static struct due_date last_day(struct arena *arena, const struct calendar *calendar, Date from,
                                struct limit limit)
{
	if (limit.unit == WORKING_DAYS)
		return calendar_after_working_days(arena, calendar, from, limit.number);

	Date last = limit.unit == MONTHS ? after_months(from, limit.number)
	                                 : date_plus(from, limit.number);

	return calendar_roll(arena, calendar, last, ROLL_FORWARD);
}

struct due_instant limit_end(struct arena *arena, const struct calendar *calendar, Instant from,
                             struct limit limit)
{
	must(limit.number >= 1 && (unsigned)limit.unit < LIMIT_UNITS);
	if (limit.unit == HOURS)
		return (struct due_instant){ .at = instant_plus(from, (int64_t)limit.number * 3600) };

	struct due_date due = last_day(arena, calendar, instant_date(from), limit);

	return (struct due_instant){
		.at = instant_at(due.on, 24, 0),
		.rolled = due.rolled,
		.provisional = due.provisional,
		.why = due.why,
	};
}

Str limit_words(struct arena *arena, struct limit limit)
{
	static const char *const units[LIMIT_UNITS] = {
		[HOURS] = "小时", [CALENDAR_DAYS] = "日", [WORKING_DAYS] = "个工作日", [MONTHS] = "个月",
	};
	struct strbuf buf = { .arena = arena };

	must((unsigned)limit.unit < LIMIT_UNITS);
	buf_format(&buf, "%d %s", limit.number, units[limit.unit]);
	if (limit.law != NULL)
		buf_format(&buf, "（%s）", strcmp(limit.law, "setting") == 0 ? "本单位设置" : limit.law);
	return buf_str(&buf);
}
