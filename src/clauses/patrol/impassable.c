/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* impassable.c - the rules of what cannot be passed: of which row, how long, and that it only grows shorter. */
#include "clauses/patrol/area_verbs.h"

/* RULE impassable.of: one road or one area that is not a draft. */
static bool names_one(struct act *act, const struct impassable *row)
{
	enum ground_state state;
	struct road road;
	struct area area;

	if ((row->road_id.v != 0) == (row->area_id.v != 0)) {
		fault_at(act, STR("road_id"), "impassable.of", row->road_id.v ? "道路和片域只选一个" : "请选道路，或者选片域");
		return true;
	}
	if (row->road_id.v ? !record_load(act, &road_record, row->road_id.v, &road)
	                   : !record_load(act, &area_record, row->area_id.v, &area))
		return false;
	state = row->road_id.v ? road.state : area.state;
	if (state != GROUND_STANDING && state != GROUND_ENDED)
		fault_at(act, row->road_id.v ? STR("road_id") : STR("area_id"), "impassable.of", "还没有施行，请另选");
	return true;
}

/* RULE impassable.days: an exclusion is for a while. */
bool impassable_makes_sense(struct act *act, const void *before, void *row, struct input *input)
{
	struct impassable *asked = row;
	int64_t most = setting_now(act, &SETTING_IMPASSABLE_DAYS);

	if (!names_one(act, asked))
		return false;
	ground_read_shape(act, record_field(&impassable_record, "shape"), asked);
	if (date_is_set(asked->from_on) && date_is_set(asked->until_on)) {
		if (asked->until_on.day < asked->from_on.day)
			fault_at(act, STR("until_on"), "impassable.days", "不能早于开始的那天");
		else if (asked->until_on.day - asked->from_on.day + 1 > most)
			fault_at(act, STR("until_on"), "impassable.days", "一次最长 %lld 日，仍受阻的到时再申请", (long long)most);
	}
	return act_sound(act);
}

bool impassable_ask(struct act *act, const void *before, void *row, struct input *input)
{
	((struct impassable *)row)->asked_at = act->now;
	return true;
}

bool impassable_decide(struct act *act, const void *before, void *row, struct input *input)
{
	((struct impassable *)row)->decided_at = act->now;
	return true;
}

/* RULE impassable.shorten: what was approved is made shorter, never longer; the days that are over stay as they were. */
bool impassable_may_be_shortened(struct act *act, const void *before, void *row, struct input *input)
{
	const struct impassable *was = before, *is = row;
	Date today = instant_date(act->now);
	Date least = was->from_on.day > today.day ? was->from_on : today;

	if (date_is_set(is->until_on) && (is->until_on.day < least.day || is->until_on.day >= was->until_on.day))
		fault_at(act, STR("until_on"), "impassable.shorten", "要在 %s 以后（含当天）、原定的 %s 以前",
		         str_terminated(act->arena, date_iso(act->arena, least)),
		         str_terminated(act->arena, date_iso(act->arena, was->until_on)));
	return act_sound(act);
}
