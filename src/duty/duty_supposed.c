/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* duty_supposed.c - what a setting would do before anybody sets it.
 *
 * Owns: which due minutes hang on a setting. Stores nothing: what was promised stays, and a duty keeps the number it
 * was raised with. */
#include "base/limits.h"
#include "duty/duty_inner.h"

/* As if the setting had this value on every day: how a duty raised under it would stand. */
static struct due_instant due_under(struct act *act, const struct duty_rule *rule, const struct duty *duty, const struct setting *supposed)
{
	struct due_instant due;
	Period period;

	if (duty->limit_number != 0) {
		int64_t number = supposed ? supposed->value : duty->limit_number;

		return limit_end(act->arena, act->calendar, duty->raised_at, (struct limit){ (int)number, duty->limit_unit, NULL });
	}
	must(period_parse(duty->period, &period));
	act->supposed = supposed;
	due = duty_period_due(act, rule, period);
	act->supposed = NULL;
	return due;
}

/* rule NULL: those whose limit the setting gave; else those of the rule's periods. */
static bool look_at(struct act *act, const struct duty_rule *rule, const struct setting *supposed, struct duty_preview *out)
{
	int64_t *ids;
	size_t count;

	if (!(rule ? duty_store_open_periods(act, str_of(rule->name), &ids, &count)
	           : duty_store_open_limits(act, supposed->name, &ids, &count)))
		return false;
	for (size_t i = 0; i < count; i++) {
		struct duty duty;
		struct due_instant due;

		if (!record_load(act, &duty_record, ids[i], &duty))
			return false;
		due = due_under(act, rule, &duty, supposed);
		if (due.at.sec == due_under(act, rule, &duty, NULL).at.sec)
			continue;
		if (out->count < LIMIT_PREVIEW_DUTIES)
			out->at[out->count++] = (struct duty_moved){ duty, due };
		out->all++;
	}
	return true;
}

bool duty_preview(struct act *act, const struct duty_rule *const *rules, const struct setting_rule *setting, int64_t value,
                  struct duty_preview *out)
{
	const struct setting supposed = { .name = str_of(setting->name), .value = value };

	*out = (struct duty_preview){ .at = ARENA_ARRAY(act->arena, struct duty_moved, LIMIT_PREVIEW_DUTIES) };
	if (!look_at(act, NULL, &supposed, out))
		return false;
	for (; *rules; rules++)
		if ((*rules)->periodic && (*rules)->due.roll_setting == setting && !look_at(act, *rules, &supposed, out))
			return false;
	return true;
}

/* ---- what nobody was asked for in time ---- */

/* Its value counts from its day until that of the next row. */
static bool reaches(struct act *act, const struct setting_rule *rule, const struct setting *supposed, Date on)
{
	return on.day >= supposed->from_on.day && setting_since(act, rule, on).day <= supposed->from_on.day;
}

static bool is_gone(struct act *act, const struct duty_rule *rule, Period period, const struct setting *supposed, bool *out)
{
	struct due_instant due, now = duty_period_due(act, rule, period);
	bool raised = true;

	*out = false;
	if (!reaches(act, rule->due.roll_setting, supposed, duty_period_nominal(rule, period))
	    || period_first(period).day < duty_period_first_day(act, rule).day)
		return true;
	act->supposed = supposed;
	due = duty_period_due(act, rule, period);
	act->supposed = NULL;
	if (due.at.sec > act->now.sec || now.at.sec <= act->now.sec)
		return true;
	if (!duty_store_period_is_raised(act, str_of(rule->name), period_key(act->arena, period), &raised))
		return false;
	*out = !raised;
	return true;
}

/* A due date is rolled back by some days, so only the periods around the day can be meant. */
bool duty_comes_too_late(struct act *act, const struct duty_rule *const *rules, const struct setting_rule *setting,
                         const struct setting *supposed, Str *title_out)
{
	*title_out = STR_NONE;
	for (; *rules; rules++) {
		Period period = period_step(period_of((*rules)->every, supposed->from_on), -2);

		for (int i = 0; (*rules)->periodic && (*rules)->due.roll_setting == setting && i < 4; i++) {
			bool gone;

			if (!is_gone(act, *rules, period, supposed, &gone))
				return false;
			if (gone)
				*title_out = duty_period_title(act->arena, *rules, period);
			period = period_step(period, 1);
		}
	}
	return true;
}
