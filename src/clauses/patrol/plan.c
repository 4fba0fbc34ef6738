/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* plan.c - the weekly plan: generated with its duty, edited within the rule, released, or taking force without.
 *
 * Owns: the verbs of a plan, the duties of its days. Does not own: what is in it (plan_place.c), on which day
 * (plan_spread.c). */
#include "clauses/patrol/plan_verbs.h"

#include <string.h>

#include "base/limits.h"

#define NO_DAYS "0000000"
static const char *const day_fields[PLAN_DAYS] = { "mon", "tue", "wed", "thu", "fri", "sat", "sun" };

bool plan_of(struct act *act, UnitId unit_id, Str period, bool *found, struct patrol_plan *out)
{
	int64_t id;

	if (!plan_store_find(act, unit_id, period, &id))
		return false;
	*found = id != 0;
	return id == 0 || record_load(act, &plan_record, id, out);
}

static Period week_of(const struct patrol_plan *plan)
{
	Period week;

	must(period_parse(plan->period, &week) && week.kind == WEEK);
	return week;
}

Date plan_day(const struct patrol_plan *plan, int day)
{
	return date_plus(period_first(week_of(plan)), day);
}

Str plan_place_name(struct act *act, const struct plan_round *round)
{
	Str name = STR_NONE;

	if (round->road_id.v ? record_title_of(act, &road_record, round->road_id.v, &name)
	                     : record_title_of(act, &area_record, round->area_id.v, &name))
		return name;
	return STR_NONE;
}

bool plan_dues_on(struct act *act, UnitId unit_id, Date day, struct plan_dues *out)
{
	Str period = period_key(act->arena, period_of(WEEK, day));
	int weekday = (int)date_weekday(day) - (int)MONDAY;
	struct patrol_plan plan = { 0 };
	bool found;

	*out = (struct plan_dues){ 0 };
	if (!plan_of(act, unit_id, period, &found, &plan))
		return false;
	if (!found || plan.state == PLAN_DRAFT)
		return true;
	out->at = ARENA_ARRAY(act->arena, struct plan_due, plan.rounds.count + 1);
	for (size_t i = 0; i < plan.rounds.count; i++) {
		const struct plan_round *r = &plan.rounds.at[i];

		if (plan_round_on(r, weekday))
			out->at[out->count++] = (struct plan_due){ r->area_id, r->road_id, plan_round_must(r, weekday), plan_round_on(r, weekday) };
	}
	return true;
}

/* ---- generating ---- */

/* RULE patrol.days: every calendar day, unless the rule that stands on it names working days. */
static bool days_of_rule(struct act *act, const struct patrol_plan *plan, bool days[PLAN_DAYS], RegimeId *rule_out)
{
	for (int day = 0; day < PLAN_DAYS; day++) {
		Date on = plan_day(plan, day);
		struct regime rule = { 0 };
		bool stands;

		if (!regime_standing(act, plan->unit_id, REGIME_PATROL, on, &stands, &rule))
			return false;
		days[day] = !stands || rule.key_days != KEY_DAYS_WORKING || calendar_is_working(act->calendar, on);
		if (stands && !rule_out->v)
			*rule_out = rule.id;
	}
	return true;
}

static Str must_days_of(struct act *act, const struct plan_place *place, const struct plan_round *round)
{
	char days[PLAN_DAYS + 1] = NO_DAYS;

	for (int day = 0; day < PLAN_DAYS; day++)
		if (place->key && plan_round_on(round, day))
			days[day] = '1';
	return str_format(act->arena, "%s", days);
}

static bool generate(struct act *act, struct patrol_plan *plan)
{
	struct plan_places places;
	bool days[PLAN_DAYS];
	size_t left_out;

	plan->regime_id.v = 0;
	if (!days_of_rule(act, plan, days, &plan->regime_id) || !plan_places_of(act, plan->unit_id, week_of(plan), &places, &left_out))
		return false;
	plan->generated_at = act->now;
	plan->rounds.at = ARENA_ARRAY(act->arena, struct plan_round, places.count + 1);
	plan->rounds.count = places.count;
	plan_spread(&places, days, plan->rounds.at);
	for (size_t i = 0; i < places.count; i++) {
		struct plan_round *round = &plan->rounds.at[i];

		round->unit_id = plan->unit_id;
		round->area_id.v = places.at[i].area_id;
		round->road_id.v = places.at[i].road_id;
		round->must_days = must_days_of(act, &places.at[i], round);
	}
	if (left_out)
		plan->words = str_format(act->arena, "另有 %zu 处列不下，一周之内也要巡查。", left_out);
	return true;
}

bool plan_open(struct act *act, const struct duty *duty)
{
	struct patrol_plan plan = { .unit_id = duty->unit_id, .period = duty->period };
	int64_t id;

	if (!plan_store_find(act, plan.unit_id, plan.period, &id))
		return false;
	return id != 0 || (generate(act, &plan) && record_insert(act, &plan_record, &plan, "patrol_plan.open", STR_NONE));
}

/* What was edited so far is dropped: rows without an id are new, and those that are gone are taken away. */
bool plan_regenerate(struct act *act, const void *before, void *row, struct input *input)
{
	struct patrol_plan *plan = row;

	plan->words = STR_NONE;
	return generate(act, plan);
}

/* ---- the duties of its days ---- */

static bool has_key_rounds(const struct patrol_plan *plan, int day)
{
	for (size_t i = 0; i < plan->rounds.count; i++)
		if (plan_round_must(&plan->rounds.at[i], day))
			return true;
	return false;
}

/* RULE patrol.day: due 24 hours after the day's end, so that what was driven can come in. */
static bool raise_day(struct act *act, const struct patrol_plan *plan, Date day)
{
	Str words = date_words(act->arena, day);
	const struct duty_about about = {
		.unit_id = plan->unit_id.v, .subject = "patrol_plan", .subject_id = plan->id.v, .period = date_iso(act->arena, day),
		.title = str_format(act->arena, "%.*s重点片域、重点路段巡查", STR_ARG(words)), .due_at = instant_at(date_plus(day, 1), 24, 0) };

	return duty_raise(act, &PATROL_DAY, &about, NULL);
}

static bool raise_days(struct act *act, const struct patrol_plan *plan)
{
	Date today = instant_date(act->effective);

	for (int day = 0; day < PLAN_DAYS; day++)
		if (plan_day(plan, day).day >= today.day && has_key_rounds(plan, day) && !raise_day(act, plan, plan_day(plan, day)))
			return false;
	return true;
}

bool plan_raise_days(struct act *act, const void *before, void *row, struct input *input)
{
	return raise_days(act, row);
}

/* RULE patrol.force: idleness takes nothing away: with Monday 00:00 the draft counts. */
bool plan_force(struct act *act, const struct duty *duty)
{
	struct patrol_plan before = { .unit_id = duty->unit_id, .period = duty->period }, plan;
	bool found;

	if (!plan_of(act, before.unit_id, before.period, &found, &before))
		return false;
	if (found && before.state != PLAN_DRAFT)
		return true;
	plan = before;
	plan.state = PLAN_FORCED;
	plan.forced_at = act->effective;
	if (found ? !record_update(act, &plan_record, &before, &plan, "patrol_plan.force", STR_NONE)
	          : !generate(act, &plan) || !record_insert(act, &plan_record, &plan, "patrol_plan.open", STR_NONE))
		return false;
	return raise_days(act, &plan);
}

/* ---- editing ---- */

static const struct plan_round *round_with(const struct patrol_plan *plan, PlanRoundId id)
{
	for (size_t i = 0; i < plan->rounds.count; i++)
		if (id.v && plan->rounds.at[i].id.v == id.v)
			return &plan->rounds.at[i];
	return NULL;
}

static Str at_day(struct act *act, size_t row, int day)
{
	return str_format(act->arena, "rounds.%zu.%s", row, day_fields[day]);
}

/* RULE patrol.daily: a key area or section is not planned less than once on a day the rule names.
 * RULE patrol.past: what has passed is not planned any more. */
static void judge_days(struct act *act, const struct patrol_plan *plan, const struct plan_round *was, size_t i)
{
	const struct plan_round *r = &plan->rounds.at[i];
	Str name = plan_place_name(act, r);

	for (int day = 0; day < PLAN_DAYS; day++) {
		Str words = date_words(act->arena, plan_day(plan, day));
		int64_t old = was ? plan_round_on(was, day) : 0;

		if (plan_round_on(r, day) != old && plan_day(plan, day).day < instant_date(act->now).day)
			fault_at(act, at_day(act, i, day), "patrol.past", "%.*s已经过去，不能再改", STR_ARG(words));
		else if (plan_round_must(r, day) && plan_round_on(r, day) < 1)
			fault_at(act, at_day(act, i, day), "patrol.daily", "%.*s%.*s必须巡查，不能去掉", STR_ARG(name), STR_ARG(words));
	}
}

static bool is_of_ground(const struct plan_places *places, const struct plan_round *r)
{
	for (size_t i = 0; i < places->count; i++)
		if (places->at[i].road_id == r->road_id.v && places->at[i].area_id == r->area_id.v)
			return true;
	return false;
}

static bool stands_twice(const struct patrol_plan *plan, size_t row)
{
	const struct plan_round *r = &plan->rounds.at[row];

	for (size_t i = 0; i < row; i++)
		if (plan->rounds.at[i].road_id.v == r->road_id.v && plan->rounds.at[i].area_id.v == r->area_id.v)
			return true;
	return false;
}

/* RULE patrol.place: what is added lies in the unit's own ground, and stands in the plan once. */
static bool settle_added(struct act *act, struct patrol_plan *plan, size_t i)
{
	struct plan_round *r = &plan->rounds.at[i];
	Str at = str_format(act->arena, "rounds.%zu.%s", i, r->area_id.v ? "area_id" : "road_id");
	struct plan_places places;
	size_t left_out;

	r->unit_id = plan->unit_id;
	r->must_days = STR(NO_DAYS);
	if ((r->area_id.v == 0) == (r->road_id.v == 0))
		fault_at(act, at, "patrol.place", "请选一个片域或者一条道路");
	else if (stands_twice(plan, i))
		fault_at(act, at, "patrol.place", "计划里已经有这一处");
	else if (!plan_places_of(act, plan->unit_id, week_of(plan), &places, &left_out))
		return false;
	else if (!is_of_ground(&places, r))
		fault_at(act, at, "patrol.place", "这一处本周不归本单位巡查");
	return true;
}

/* What the input may not say of a round stays as it was generated. */
static void keep_place(struct plan_round *r, const struct plan_round *was)
{
	r->unit_id = was->unit_id;
	r->area_id = was->area_id;
	r->road_id = was->road_id;
	r->must_days = was->must_days;
}

static bool nothing_is_dropped(struct act *act, const struct patrol_plan *before, const struct patrol_plan *plan)
{
	for (size_t i = 0; before && i < before->rounds.count; i++) {
		Str name;

		if (round_with(plan, before->rounds.at[i].id))
			continue;
		name = plan_place_name(act, &before->rounds.at[i]);
		return refuse(act, REFUSED_CONFLICT, plan_round_is_key(&before->rounds.at[i]) ? "patrol.daily" : "patrol.weekly",
		              "%.*s在责任区域之内，本周要巡查，不能去掉", STR_ARG(name));
	}
	return true;
}

bool plan_is_sound(struct act *act, const void *before, void *row, struct input *input)
{
	struct patrol_plan *plan = row;

	if (!nothing_is_dropped(act, before, plan))
		return false;
	for (size_t i = 0; i < plan->rounds.count; i++) {
		const struct plan_round *was = round_with(before, plan->rounds.at[i].id);

		if (was)
			keep_place(&plan->rounds.at[i], was);
		else if (!settle_added(act, plan, i))
			return false;
		judge_days(act, plan, was, i);
	}
	return act_sound(act);
}

/* ---- releasing ---- */

static bool is_planned(const struct plan_round *r)
{
	for (int day = 0; day < PLAN_DAYS; day++)
		if (plan_round_on(r, day))
			return true;
	return false;
}

/* RULE patrol.weekly: the whole responsibility area at least once a week; a plan of nothing is none (patrol.plan_empty). */
bool plan_may_be_released(struct act *act, const void *before, void *row, struct input *input)
{
	struct patrol_plan *plan = row;

	if (!plan->rounds.count)
		return refuse(act, REFUSED_CONFLICT, "patrol.plan_empty", "计划里一处也没有。请先划定责任区域并发布，再重新生成");
	if (!plan_is_sound(act, before, row, input))
		return false;
	for (size_t i = 0; i < plan->rounds.count; i++) {
		Str name = plan_place_name(act, &plan->rounds.at[i]);

		if (!is_planned(&plan->rounds.at[i]))
			fault_at(act, at_day(act, i, 0), "patrol.weekly", "%.*s本周还没有安排，至少巡查一次", STR_ARG(name));
	}
	return act_sound(act);
}

bool plan_release(struct act *act, const void *before, void *row, struct input *input)
{
	struct patrol_plan *plan = row;

	plan->released_at = act->now;
	plan->released_by.v = act->actor_id;
	return true;
}
