/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* duty_period.c - when the duty of a period opens and falls due. Pure but for calendar and dated settings.
 *
 * A return is about a period and keyed by it, never by its due minute: after a holiday week two periods may
 * fall due in the same minute and stay two duties (2026-W07 and W08). */
#include "duty/duty_inner.h"

static int last_day_of_month(int year, int month)
{
	Date next = month == 12 ? date_of_civil(year + 1, 1, 1) : date_of_civil(year, month + 1, 1);

	return date_day_of_month(date_plus(next, -1));
}

/* What is owed ahead is owed while the period before runs out. */
static Period counted_from(const struct duty_rule *rule, Period period)
{
	return period_step(period, rule->ahead ? -1 : 0);
}

Date duty_period_nominal(const struct duty_rule *rule, Period owed)
{
	Period period = counted_from(rule, owed);
	int most;

	switch (period.kind) {
	case WEEK:
		return date_plus(period_last(period), (int)rule->due.weekday - (rule->ahead ? 7 : 0));
	case MONTH:
		most = last_day_of_month(period.year, period.number);
		return date_of_civil(period.year, period.number,
		                     rule->due.day_of_month < most ? rule->due.day_of_month : most);
	case QUARTER:
	case YEAR:
		return date_plus(period_last(period), rule->due.day_of_month);
	case PERIOD_KINDS:
		break;
	}
	must(period.kind < PERIOD_KINDS);
	return DATE_NONE;
}

struct due_instant duty_period_due(struct act *act, const struct duty_rule *rule, Period period)
{
	Date nominal = duty_period_nominal(rule, period);
	enum roll roll = rule->due.roll;

	if (rule->due.roll_setting)
		roll = setting_on(act, rule->due.roll_setting, nominal) == 0 ? ROLL_FORWARD : ROLL_BACK;

	struct due_date due = calendar_roll(act->arena, act->calendar, nominal, roll);

	return (struct due_instant){ instant_at(due.on, rule->due.hour, rule->due.minute), due.rolled,
		                     due.provisional, due.why };
}

Instant duty_period_opens_at_most(const struct duty_rule *rule, Period period)
{
	Date day = date_plus(period_last(counted_from(rule, period)), -rule->opens.days_before_period_end);

	return instant_at(day, rule->opens.hour, 0);
}

/* Rolled back over a long holiday the due minute may lie before the usual opening (2026-W18: Thursday the 30th, where
 * Friday the 1st would open). Then it opens so many days before the due date as otherwise before the period's end. */
Instant duty_period_opens(struct act *act, const struct duty_rule *rule, Period period)
{
	Instant usual = duty_period_opens_at_most(rule, period), early;
	Date due = instant_date(instant_plus(duty_period_due(act, rule, period).at, -1));
	int days = date_days_between(instant_date(usual), duty_period_nominal(rule, period));

	if (days > rule->opens.days_before_period_end)
		days = rule->opens.days_before_period_end;
	early = instant_at(date_plus(due, -days), rule->opens.hour, 0);
	return early.sec < usual.sec ? early : usual;
}

/* No roll goes back by a whole period. */
Period duty_period_open_at(struct act *act, const struct duty_rule *rule, Instant at)
{
	Period period = period_step(period_of(rule->every, instant_date(at)), 1);

	while (duty_period_opens(act, rule, period).sec > at.sec)
		period = period_step(period, -1);
	return period;
}

Date duty_period_first_day(const struct act *act, const struct duty_rule *rule)
{
	int64_t day = rule->first_period ? setting_on(act, rule->first_period, instant_date(act->now)) : 0;

	if (day == 0)
		return DATE_NONE;
	return period_first(period_of(rule->every, date_of_civil((int)(day / 10000), (int)(day / 100 % 100),
	                                                         (int)(day % 100))));
}

Str duty_period_title(struct arena *arena, const struct duty_rule *rule, Period period)
{
	switch (period.kind) {
	case WEEK:
		return str_format(arena, "第 %d 周%s", period.number, rule->label);
	case MONTH:
		return str_format(arena, "%d年%d月%s", period.year, period.number, rule->label);
	case QUARTER:
		return str_format(arena, "%d年第 %d 季度%s", period.year, period.number, rule->label);
	case YEAR:
	case PERIOD_KINDS:
		break;
	}
	return str_format(arena, "%d年%s", period.year, rule->label);
}
