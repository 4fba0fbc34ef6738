/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* duty_clock.c - what a moment does to one duty: remind, breach, escalate, or move on after an outage.
 *
 * Owns: which moment comes next for a row. Every effect is about the moment row->next_at (act->effective),
 * whenever it is written. Does not own: finding the rows whose moment has come (duty_tick.c). */
#include "duty/duty_inner.h"

/* So many working days later, at the same time of day; a limit that ends with a day ends with a day. */
static Instant working_days_after(const struct act *act, Instant due, int days)
{
	Date day = instant_date(instant_plus(due, -1));
	int64_t into_day_s = due.sec - instant_at(day, 0, 0).sec;
	struct due_date later = calendar_after_working_days(act->arena, act->calendar, day, days);

	return instant_plus(instant_at(later.on, 0, 0), into_day_s);
}

static Instant next_reminder(const struct act *act, const struct duty *duty, Instant after)
{
	Instant next = duty->due_at;

	for (int i = 0; i < DUTY_REMINDERS; i++) {
		int64_t hours = setting_on(act, &duty_remind_hours[i], instant_date(duty->due_at));
		Instant moment = instant_plus(duty->due_at, -hours * 3600);

		if (moment.sec > after.sec && moment.sec < next.sec)
			next = moment;
	}
	return next;
}

Instant duty_next_business(const struct act *act, const struct duty *duty, Instant after)
{
	Date day = instant_date(duty->due_at);

	if (duty->state == DUTY_OPEN)
		return next_reminder(act, duty, after);
	if (duty->state != DUTY_BREACHED)
		return INSTANT_NONE;
	switch (duty->stage) {
	case STAGE_NONE:
		return duty->due_at;
	case STAGE_BLUE:
		return working_days_after(act, duty->due_at, (int)setting_on(act, &duty_orange_days, day));
	case STAGE_ORANGE:
		return working_days_after(act, duty->due_at, (int)setting_on(act, &duty_red_days, day));
	case STAGE_RED:
	case STAGES:
		break;
	}
	return INSTANT_NONE;
}

bool duty_breach(struct act *act, const struct duty_rule *rule, struct duty *duty)
{
	struct duty before = *duty;
	Instant effective = act->effective;
	bool done;

	act->effective = before.due_at;
	duty->breached_at = before.due_at;
	duty->stage = STAGE_BLUE;
	done = duty_move(act, VERB_BREACH, &before, duty, rule && rule->judge ? duty->ground : STR_NONE) && duty_tell_stage(act, rule, duty);
	act->effective = effective;
	return done;
}

static bool escalate(struct act *act, const struct duty_rule *rule, struct duty *duty)
{
	struct duty before = *duty;

	duty->stage = before.stage + 1;
	return duty_move(act, VERB_ESCALATE, &before, duty, STR_NONE) && duty_tell_stage(act, rule, duty);
}

/* Missed reminders collapse into the newest: who comes back from an outage is reminded once. */
static bool remind(struct act *act, const struct duty_rule *rule, const struct outage *outage,
                   struct duty *duty)
{
	struct duty before = *duty;
	Instant next = next_reminder(act, duty, act->effective);

	while (next.sec <= outage->until.sec && next.sec < duty->due_at.sec) {
		act->effective = next;
		next = next_reminder(act, duty, next);
	}
	duty->reminded++;
	return duty_move(act, VERB_REMIND, &before, duty, STR_NONE) && duty_tell_reminder(act, rule, duty);
}

static bool fell_into(const struct duty *duty, const struct outage *outage)
{
	return duty->due_at.sec > outage->from.sec && duty->due_at.sec <= outage->until.sec;
}

static Str day_and_clock(struct act *act, Instant at)
{
	Date day = instant_date(at);
	Str clock = instant_clock(act->arena, at);

	return str_format(act->arena, "%02d月%02d日%.*s", date_month(day), date_day_of_month(day), STR_ARG(clock));
}

/* Nobody can be late at a closed door (design 1): the due minute moves to the recovery + 2 h, once. */
static bool extend_after_outage(struct act *act, const struct duty_rule *rule, const struct outage *outage,
                                struct duty *duty)
{
	struct duty before = *duty;
	int64_t minutes = setting_on(act, &duty_after_outage_minutes, instant_date(outage->until));
	Str from = day_and_clock(act, outage->from), until = day_and_clock(act, outage->until);

	act->effective = before.due_at;
	duty->due_at = instant_plus(outage->until, minutes * 60);
	duty->ground = str_format(act->arena, "系统停机 %.*s—%.*s", STR_ARG(from), STR_ARG(until));
	duty->rolled = duty->provisional = false;

	Str due = instant_due_words(act->arena, duty->due_at);

	duty->due_why = str_format(act->arena, "%.*s，顺延至%.*s", STR_ARG(duty->ground), STR_ARG(due));
	return duty_move(act, VERB_EXTEND, &before, duty, duty->ground) &&
	       duty_tell_extended(act, rule, duty);
}

bool duty_awaits_judgement(const struct duty_rule *rule, const struct outage *outage, const struct duty *duty)
{
	return rule && rule->judge && duty->state == DUTY_OPEN && !fell_into(duty, outage) &&
	       duty->next_at.sec >= duty->due_at.sec;
}

/* What was seen by the due minute decides, and it was there before that minute: on time or not at all. */
static bool take_judgement(struct act *act, const struct duty_rule *rule, const struct judgement *judgement, struct duty *duty)
{
	struct duty before = *duty;

	duty->ground = judgement->words;
	if (!judgement->met)
		return duty_breach(act, rule, duty) && (!rule->judge->settle || rule->judge->settle(act, duty, judgement));
	act->effective = before.due_at;
	duty->met_at = instant_plus(before.due_at, -1);
	return duty_move(act, VERB_MEET, &before, duty, judgement->words) &&
	       (!rule->judge->settle || rule->judge->settle(act, duty, judgement));
}

bool duty_clock(struct act *act, const struct duty_rule *rule, const struct outage *outage,
                const struct judgement *judgement, struct duty *duty)
{
	if (duty->state == DUTY_BREACHED)
		return escalate(act, rule, duty);
	must(duty->state == DUTY_OPEN);
	if (fell_into(duty, outage))
		return extend_after_outage(act, rule, outage, duty);
	if (duty_awaits_judgement(rule, outage, duty))
		return take_judgement(act, rule, judgement, duty);
	if (duty->next_at.sec >= duty->due_at.sec)
		return duty_breach(act, rule, duty);
	return remind(act, rule, outage, duty);
}
