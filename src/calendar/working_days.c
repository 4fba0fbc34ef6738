/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* working_days.c - moving a date off days that are not worked, and counting those that are.
 *
 * Owns: rolling and counting, and the words that say why. Does not own: which days those are
 * (holidays.c). */
#include "base/must.h"
#include "calendar/calendar.h"

/* What a day is that is not worked: its holiday, or the day of the week. */
static Str rest_words(const struct calendar *calendar, Date date)
{
	Str holiday = calendar_holiday_name(calendar, date);

	if (!str_is_empty(holiday))
		return holiday;
	if (date_weekday(date) == SATURDAY)
		return STR("星期六");
	if (date_weekday(date) == SUNDAY)
		return STR("星期日");
	return STR("放假日");           /* announced without a name */
}

static Str roll_words(struct arena *arena, const struct calendar *calendar, Date from, Date to)
{
	Str rest = rest_words(calendar, from);

	return str_format(arena, "%d月%d日为%.*s，%s至%d月%d日",
	                  date_month(from), date_day_of_month(from),
	                  STR_ARG(rest), to.day > from.day ? "顺延" : "提前",
	                  date_month(to), date_day_of_month(to));
}

struct due_date calendar_roll(struct arena *arena, const struct calendar *calendar, Date from,
                              enum roll roll)
{
	struct due_date due = { .on = from };

	if (roll == ROLL_NOT)
		return due;
	due.provisional = !calendar_announced(calendar, date_year(from));
	while (!calendar_is_working(calendar, due.on)) {
		due.on = date_plus(due.on, roll == ROLL_FORWARD ? 1 : -1);
		due.provisional |= !calendar_announced(calendar, date_year(due.on));
	}
	if (due.on.day != from.day) {
		due.rolled = true;
		due.why = roll_words(arena, calendar, from, due.on);
	}
	return due;
}

struct due_date calendar_after_working_days(struct arena *arena, const struct calendar *calendar,
                                            Date from, int days)
{
	struct due_date due = { .on = from };

	(void)arena;                    /* it lands on a worked day, so there is nothing to explain */
	must(days >= 1);
	while (days > 0) {
		due.on = date_plus(due.on, 1);
		days -= calendar_is_working(calendar, due.on);
		due.provisional |= !calendar_announced(calendar, date_year(due.on));
	}
	return due;
}

/* In (after, last]. */
static int working_days_in(const struct calendar *calendar, Date after, Date last)
{
	int count = 0;

	for (Date date = date_plus(after, 1); date.day <= last.day; date = date_plus(date, 1))
		count += calendar_is_working(calendar, date);
	return count;
}

int calendar_working_days_between(const struct calendar *calendar, Date from, Date to)
{
	return from.day <= to.day ? working_days_in(calendar, from, to) : -working_days_in(calendar, to, from);
}
