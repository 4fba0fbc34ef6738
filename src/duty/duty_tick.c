/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* duty_tick.c - one round of the clock: what opened is raised, whose moment came is moved, in time order.
 *
 * Owns: the order, the heartbeat, the outage. Each effect is an act of its own, so one that fails is tried
 * again next round and holds up nobody else. Openings and moments are taken strictly by their own time,
 * so a long catch-up writes what ticking every minute would have written. */
#include <stdlib.h>

#include "base/limits.h"
#include "base/log.h"
#include "duty/duty_inner.h"

struct opening { Instant at; size_t order; const struct duty_rule *rule; Period period; };

struct tick {
	struct house *house;
	const struct duty_rule *const *rules;
	struct arena *arena;
	Instant now;
	bool virtual_time;              /* acts are dated at the minute they are about; no outage */
	struct duty_clock_row clock;
	struct outage outage;
	struct opening *openings;
	size_t opening_count, opening_room;
	struct due_row cursor;
	bool raised_all;
};

/* ---- acts ---- */

/* Runs an act about a minute; trouble of the world ends the round, anything else is one row's matter. */
static bool tick_act(struct tick *tick, Instant about, ActBody *body, void *input, bool *done)
{
	struct refusal refusal = { 0 };
	struct act_seed seed = { .house = tick->house, .who = &caller_system, .via = VIA_TICK,
		                 .now = tick->virtual_time ? about : tick->now, .effective = about };

	*done = act_write(&seed, body, input, &refusal);
	if (*done)
		return true;
	log_line(LOG_TROUBLE, "duty", "an act of the clock was refused: %.*s %.*s", STR_ARG(refusal.rule),
	         STR_ARG(refusal.message));
	return refusal.kind != REFUSED_BROKEN;
}

/* arena: what is read must outlive the read; NULL: it is plain values. */
static bool tick_tries_to_read(struct tick *tick, struct arena *arena, ActBody *body, void *input, bool *done)
{
	struct refusal refusal = { 0 };
	struct act_seed seed = { .house = tick->house, .who = &caller_system, .via = VIA_TICK,
		                 .now = tick->now, .arena = arena };

	*done = act_read(&seed, body, input, &refusal);
	if (*done)
		return true;
	log_line(LOG_TROUBLE, "duty", "the clock could not read: %.*s %.*s", STR_ARG(refusal.rule), STR_ARG(refusal.message));
	return refusal.kind != REFUSED_BROKEN;
}

static bool tick_read(struct tick *tick, struct arena *arena, ActBody *body, void *input)
{
	bool done;

	return tick_tries_to_read(tick, arena, body, input, &done) && done;
}

/* ---- which periods opened ---- */

static void add_opening(struct tick *tick, struct opening opening)
{
	tick->openings = arena_room_for_one(tick->arena, tick->openings, tick->opening_count, &tick->opening_room,
	                                    sizeof *tick->openings);
	tick->openings[tick->opening_count++] = opening;
}

/* Opened since the last round? at_out: the minute it is owed from.
 * At the very first tick nothing is owed for the past: only what is opened and still ahead, from now on. A setting or a
 * holiday notice may put an opening before the last round, when nobody was asked yet: then it is now too. */
static bool has_opened(struct tick *tick, struct act *act, const struct duty_rule *rule, Period period, Instant *at_out)
{
	Instant opens = duty_period_opens(act, rule, period);
	bool raised = true;

	*at_out = tick->now;
	if (!instant_is_set(tick->clock.raised_until))
		return period_equal(period, duty_period_open_at(act, rule, tick->now)) &&
		       duty_period_due(act, rule, period).at.sec > tick->now.sec;
	if (opens.sec > tick->clock.raised_until.sec) {
		*at_out = opens;
		return true;
	}
	return duty_period_opens_at_most(rule, period).sec > tick->clock.raised_until.sec &&
	       duty_store_period_is_raised(act, str_of(rule->name), period_key(act->arena, period), &raised) && !raised;
}

static void find_openings_of(struct tick *tick, struct act *act, size_t order)
{
	const struct duty_rule *rule = tick->rules[order];
	int64_t oldest = tick->now.sec - (int64_t)LIMIT_CATCH_UP_WEEKS * 7 * 86400;
	Date first = duty_period_first_day(act, rule);
	Period period = duty_period_open_at(act, rule, tick->now);
	Instant at;

	while (duty_period_opens(act, rule, period).sec >= oldest && period_first(period).day >= first.day &&
	       has_opened(tick, act, rule, period, &at)) {
		add_opening(tick, (struct opening){ at, order, rule, period });
		period = period_step(period, -1);
	}
}

static bool find_openings(struct act *act, void *input)
{
	struct tick *tick = input;

	if (!duty_store_clock(act, &tick->clock))
		return false;
	for (size_t i = 0; tick->rules[i]; i++)
		if (tick->rules[i]->periodic)
			find_openings_of(tick, act, i);
	return act->refusal.kind == REFUSED_NOT;
}

static int by_time(const void *a, const void *b)
{
	const struct opening *x = a, *y = b;

	if (x->at.sec != y->at.sec)
		return x->at.sec < y->at.sec ? -1 : 1;
	return (x->order > y->order) - (x->order < y->order);
}

/* ---- raising a period ---- */

struct raising { const struct opening *opening; UnitId *units; size_t count; int64_t unit_id; };

static bool owing_units(struct act *act, void *input)
{
	struct raising *raising = input;

	enum owed_by owed_by = raising->opening->rule->owed_by;

	if (owed_by == OWED_BY_EVERY_UNIT || owed_by == OWED_BY_EVERY_DEPARTMENT)
		return duty_store_units(act, instant_date(raising->opening->at), owed_by == OWED_BY_EVERY_DEPARTMENT, &raising->units,
		                        &raising->count);
	raising->units = ARENA_NEW(act->arena, UnitId);
	if (!unit_find_kind(act, owed_by == OWED_BY_LEADER ? UNIT_COMMITTEE : UNIT_LEGAL_BUREAU,
	                    raising->units))
		return false;
	raising->count = raising->units->v != 0;        /* before it is registered nobody owes it */
	return true;
}

static bool raise_one(struct act *act, void *input)
{
	struct raising *raising = input;
	struct duty_about about = { .unit_id = raising->unit_id,
		                    .period = period_key(act->arena, raising->opening->period) };
	DutyId id;

	return duty_raise(act, raising->opening->rule, &about, &id);
}

static bool raise_all(struct tick *tick, const struct opening *opening)
{
	struct raising raising = { .opening = opening };

	if (!tick_read(tick, tick->arena, owing_units, &raising))
		return false;
	for (size_t i = 0; i < raising.count; i++) {
		bool done;

		raising.unit_id = raising.units[i].v;
		if (!tick_act(tick, opening->at, raise_one, &raising, &done))
			return false;
		tick->raised_all = tick->raised_all && done;
	}
	return true;
}

/* ---- moving what has business ---- */

struct moment { const struct tick *tick; struct due_row row; struct judgement judgement; int64_t judged_version; };

static const struct duty_rule *rule_of(const struct tick *tick, struct act *act, Str name)
{
	for (size_t i = 0; tick->rules[i]; i++)
		if (str_is(name, tick->rules[i]->name))
			return tick->rules[i];
	return duty_rule_named(act, name);
}

/* What is judged is computed before the writing act, which must be short. */
static bool find_judgement(struct act *act, void *input)
{
	struct moment *moment = input;
	const struct duty_rule *rule;
	struct duty duty;

	if (!record_load(act, &duty_record, moment->row.id, &duty))
		return false;
	rule = rule_of(moment->tick, act, duty.rule);
	if (!duty_awaits_judgement(rule, &moment->tick->outage, &duty))
		return true;
	moment->judged_version = duty.version;
	return rule->judge->look(act, &duty, &moment->judgement);
}

static bool take_moment(struct act *act, void *input)
{
	struct moment *moment = input;
	const struct duty_rule *rule;
	struct duty duty;

	if (!record_load(act, &duty_record, moment->row.id, &duty))
		return false;
	if (duty.next_at.sec != moment->row.at.sec)     /* met, or another process was here */
		return true;
	rule = rule_of(moment->tick, act, duty.rule);
	if (duty_awaits_judgement(rule, &moment->tick->outage, &duty) && duty.version != moment->judged_version)
		return true;                            /* it changed since it was judged: the next round looks again */
	return duty_clock(act, rule, &moment->tick->outage, &moment->judgement, &duty);
}

static bool do_moment(struct tick *tick, struct moment *moment)
{
	struct arena *arena = arena_open();
	bool done, sound;

	/* One that cannot be judged now stays open for the next round and holds up nobody else. */
	sound = tick_tries_to_read(tick, arena, find_judgement, moment, &done) &&
	        (!done || tick_act(tick, moment->row.at, take_moment, moment, &done));
	arena_close(arena);
	return sound;
}

struct batch { struct tick *tick; Instant end; struct due_row rows[LIMIT_TICK_ACTS]; size_t count; };

static bool find_due(struct act *act, void *input)
{
	struct batch *batch = input;

	return duty_store_due(act, batch->tick->cursor, batch->end, batch->rows, &batch->count);
}

static bool move_until(struct tick *tick, Instant end, struct batch *batch)
{
	batch->tick = tick;
	batch->end = end;
	do {
		if (!tick_read(tick, NULL, find_due, batch))
			return false;
		for (size_t i = 0; i < batch->count; i++) {
			struct moment moment = { .tick = tick, .row = batch->rows[i] };

			if (!do_moment(tick, &moment))
				return false;
			tick->cursor = moment.row;
		}
	} while (batch->count > 0);
	return true;
}

/* ---- the heartbeat ---- */

static bool note_outage(struct act *act, void *input)
{
	const struct tick *tick = input;
	Str from = instant_words(act->arena, tick->outage.from), until = instant_words(act->arena, tick->outage.until);
	struct event event = { .event = "duty.outage",
		               .note = str_format(act->arena, "系统停机 %.*s—%.*s", STR_ARG(from), STR_ARG(until)) };

	return duty_store_outage(act, &tick->outage) && ledger_note(act, &event);
}

static bool find_outage(struct act *act, void *input)
{
	struct tick *tick = input;
	int64_t minutes = setting_now(act, &duty_outage_minutes);

	if (instant_is_set(tick->clock.ticked_at) &&
	    tick->now.sec - tick->clock.ticked_at.sec > minutes * 60)
		tick->outage = (struct outage){ tick->clock.ticked_at, tick->now };
	return true;
}

static bool look_for_outage(struct tick *tick)
{
	bool done = true;

	if (tick->virtual_time)
		return true;
	if (!tick_read(tick, NULL, find_outage, tick))
		return false;
	if (!instant_is_set(tick->outage.until))
		return true;
	return tick_act(tick, tick->now, note_outage, tick, &done) && done;
}

static bool beat(struct act *act, void *input)
{
	const struct tick *tick = input;
	struct duty_clock_row row = { tick->now, tick->raised_all ? tick->now : tick->clock.raised_until };

	return duty_store_set_clock(act, &row);
}

static bool run_round(struct tick *tick)
{
	struct batch *batch = ARENA_NEW(tick->arena, struct batch);
	bool done;

	if (!tick_read(tick, tick->arena, find_openings, tick))
		return false;
	if (tick->now.sec < tick->clock.ticked_at.sec)  /* the machine's clock was set back: wait for it */
		return true;
	if (!look_for_outage(tick))
		return false;
	if (tick->opening_count > 1)
		qsort(tick->openings, tick->opening_count, sizeof *tick->openings, by_time);
	for (size_t i = 0; i < tick->opening_count; i++)
		if (!move_until(tick, tick->openings[i].at, batch) || !raise_all(tick, &tick->openings[i]))
			return false;
	return move_until(tick, tick->now, batch) && tick_act(tick, tick->now, beat, tick, &done) && done;
}

static bool tick_at(struct house *house, const struct duty_rule *const *rules, Instant now,
                    bool virtual_time)
{
	struct tick tick = { .house = house, .rules = rules, .now = now, .virtual_time = virtual_time,
		             .raised_all = true, .arena = arena_open() };
	bool done = run_round(&tick);

	arena_close(tick.arena);
	return done;
}

bool duty_tick(struct house *house, const struct duty_rule *const *rules, Instant now)
{
	return tick_at(house, rules, now, house->is_demo);
}

bool duty_tick_virtual(struct house *house, const struct duty_rule *const *rules, Instant now)
{
	return tick_at(house, rules, now, true);
}

Instant duty_next_at(struct act *act, const struct duty_rule *const *rules)
{
	Instant next = INSTANT_NONE;

	if (!duty_store_next(act, &next))
		return INSTANT_NONE;
	for (; *rules; rules++) {
		Instant opens;

		if (!(*rules)->periodic)
			continue;
		opens = duty_period_opens(act, *rules, period_step(duty_period_open_at(act, *rules, act->now), 1));
		if (!instant_is_set(next) || opens.sec < next.sec)
			next = opens;
	}
	return next;
}
