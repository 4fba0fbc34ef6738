/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* tour.c - setting out and coming back: whose device, which officers, nobody in two places, nobody out for ever. */
#include "base/limits.h"
#include "clauses/patrol/tour_verbs.h"

/* ---- setting out ---- */

/* RULE patrol.device: a device of the unit, in use on that day. */
static bool device_is_ours(struct act *act, const struct patrol *patrol, struct device *device)
{
	if (patrol->device_id.v == 0)
		return true;                    /* said already: the field is needed */
	if (!record_load(act, &device_record, patrol->device_id.v, device))
		return false;
	if (device->unit_id.v != patrol->unit_id.v)
		fault_at(act, STR("device_id"), "patrol.device", "%.*s不是本单位的车辆或设备，请另选", STR_ARG(device->name));
	else if (!device_is_in_use(device, instant_date(patrol->began_at)))
		fault_at(act, STR("device_id"), "patrol.device", "%.*s这一天没有在用，请另选", STR_ARG(device->name));
	return true;
}

/* RULE patrol.officers: of the unit, in post, with a certificate valid that day. */
static bool officer_may_patrol(struct act *act, const struct patrol *patrol, OfficerId id, const char *field)
{
	struct officer officer;
	bool certified;

	if (id.v == 0)
		return true;
	if (!record_load(act, &officer_record, id.v, &officer)
	    || !officer_is_certified(act, id, instant_date(patrol->began_at), &certified))
		return false;
	if (officer.unit_id.v != patrol->unit_id.v)
		fault_at(act, str_of(field), "patrol.officers", "%.*s不是本单位人员，请另选", STR_ARG(officer.name));
	else if (!certified)
		fault_at(act, str_of(field), "patrol.officers", "%.*s不在岗或没有有效执法证，请另选", STR_ARG(officer.name));
	return true;
}

/* RULE patrol.minutes: out before now, and not longer ago than a recorder may have been without a network. */
static void minute_makes_sense(struct act *act, const struct patrol *patrol)
{
	if (patrol->began_at.sec > act->now.sec)
		fault_at(act, STR("began_at"), "patrol.minutes", "开始时间还没有到，请改正");
	else if (patrol->began_at.sec < act->now.sec - LIMIT_OFFLINE_DAYS * 86400LL)
		fault_at(act, STR("began_at"), "patrol.minutes", "开始时间早于 %d 日前，太久了，请按轨迹文件补传", LIMIT_OFFLINE_DAYS);
}

/* Was that earlier patrol still under way at the minute this one begins? */
static bool is_still_out(struct act *act, int64_t earlier_id, const struct patrol *patrol, bool *out)
{
	struct patrol earlier;

	*out = false;
	if (earlier_id == 0)
		return true;
	if (!record_load(act, &patrol_record, earlier_id, &earlier))
		return false;
	*out = !instant_is_set(earlier.ended_at) || earlier.ended_at.sec > patrol->began_at.sec;
	return true;
}

static bool officer_is_free(struct act *act, const struct patrol *patrol, OfficerId id, const char *field)
{
	int64_t earlier = 0;
	bool out;

	if (id.v == 0)
		return true;
	if (!tour_store_last_of_officer(act, id, patrol->id, instant_plus(patrol->began_at, 1), &earlier)
	    || !is_still_out(act, earlier, patrol, &out))
		return false;
	if (out)
		fault_at(act, str_of(field), "patrol.overlap", "这位人员那时还在另一次巡查中，先结束那一次");
	return true;
}

/* RULE patrol.overlap: no device and nobody is out twice at a time; a position would belong to two. */
static bool all_are_free(struct act *act, const struct patrol *patrol)
{
	int64_t earlier = 0;
	bool out;

	if (!tour_store_last_of_device(act, patrol->device_id, patrol->id, instant_plus(patrol->began_at, 1), &earlier)
	    || !is_still_out(act, earlier, patrol, &out))
		return false;
	if (out)
		fault_at(act, STR("device_id"), "patrol.overlap", "这台设备那时还在另一次巡查中，先结束那一次");
	return officer_is_free(act, patrol, patrol->lead_id, "lead_id") && officer_is_free(act, patrol, patrol->second_id, "second_id");
}

bool patrol_may_begin(struct act *act, const void *before, void *row, struct input *input)
{
	struct patrol *patrol = row;
	struct device device = { 0 };
	Str at;

	if (!instant_is_set(patrol->began_at))
		patrol->began_at = act->now;
	minute_makes_sense(act, patrol);
	if (patrol->lead_id.v && patrol->lead_id.v == patrol->second_id.v)
		fault_at(act, STR("second_id"), "patrol.officers", "带队和同行要是两个人");
	if (!device_is_ours(act, patrol, &device) || !officer_may_patrol(act, patrol, patrol->lead_id, "lead_id")
	    || !officer_may_patrol(act, patrol, patrol->second_id, "second_id") || !act_sound(act))
		return false;
	at = instant_words(act->arena, patrol->began_at);
	patrol->title = str_format(act->arena, "%.*s %.*s", STR_ARG(device.name), STR_ARG(at));
	return all_are_free(act, patrol) && act_sound(act);
}

/* ---- coming back ---- */

/* Has one of them set out again before this patrol ended? */
static bool sets_out_within(struct act *act, int64_t later_id, const struct patrol *patrol)
{
	struct patrol later;

	if (later_id == 0)
		return true;
	if (!record_load(act, &patrol_record, later_id, &later))
		return false;
	if (later.began_at.sec >= patrol->began_at.sec)
		fault_at(act, STR("ended_at"), "patrol.overlap", "结束时间晚于下一次巡查的开始，请改正");
	return true;
}

static bool nobody_is_out_again(struct act *act, const struct patrol *patrol)
{
	int64_t of_device = 0, of_lead = 0, of_second = 0;

	return tour_store_last_of_device(act, patrol->device_id, patrol->id, patrol->ended_at, &of_device)
	    && tour_store_last_of_officer(act, patrol->lead_id, patrol->id, patrol->ended_at, &of_lead)
	    && (patrol->second_id.v == 0
	        || tour_store_last_of_officer(act, patrol->second_id, patrol->id, patrol->ended_at, &of_second))
	    && sets_out_within(act, of_device, patrol) && sets_out_within(act, of_lead, patrol)
	    && sets_out_within(act, of_second, patrol);
}

bool patrol_may_end(struct act *act, const void *before, void *row, struct input *input)
{
	struct patrol *patrol = row;
	int64_t longest = setting_now(act, &SETTING_LONGEST_HOURS);

	if (!instant_is_set(patrol->ended_at))
		patrol->ended_at = act->now;
	if (patrol->ended_at.sec > act->now.sec)
		fault_at(act, STR("ended_at"), "patrol.minutes", "结束时间还没有到，请改正");
	else if (patrol->ended_at.sec < patrol->began_at.sec)
		fault_at(act, STR("ended_at"), "patrol.minutes", "结束时间早于开始时间，请改正");
	else if (patrol->ended_at.sec > patrol->began_at.sec + longest * 3600)
		fault_at(act, STR("ended_at"), "patrol.minutes", "一次巡查最长 %lld 小时，请改正结束时间", (long long)longest);
	return act_sound(act) && nobody_is_out_again(act, patrol) && act_sound(act);
}

bool patrol_end(struct act *act, const void *before, void *row, struct input *input)
{
	((struct patrol *)row)->ended_how = PATROL_END_BY_OFFICER;
	return true;
}

/* RULE patrol.end: officers are tracked on duty only, so a patrol that was forgotten ends by itself. */
bool patrol_forgotten(struct act *act, const struct event *event)
{
	const struct duty *duty = event->row;
	struct duty_about about = { .unit_id = duty->unit_id.v, .subject = "patrol", .subject_id = duty->subject_id };
	struct patrol before, patrol;

	if (!str_is(duty->rule, PATROL_END.name))
		return true;
	if (!record_load(act, &patrol_record, duty->subject_id, &before))
		return false;
	if (before.state != PATROL_RUNNING)
		return true;
	patrol = before;
	patrol.state = PATROL_ENDED;
	patrol.ended_how = PATROL_END_BY_CLOCK;
	patrol.ended_at = duty->due_at;
	return record_update(act, &patrol_record, &before, &patrol, "patrol.forget", STR("超过最长时间没有结束，自动结束"))
	    && duty_meet(act, &PATROL_END, &about);
}

/* ---- who was out ---- */

bool patrol_at(struct act *act, DeviceId device, Instant at, bool *found_out, struct patrol *out)
{
	int64_t id = 0;

	*found_out = false;
	if (!tour_store_last_of_device(act, device, (PatrolId){ 0 }, instant_plus(at, 1), &id))
		return false;
	if (id == 0)
		return true;
	if (!record_load(act, &patrol_record, id, out))
		return false;
	*found_out = !instant_is_set(out->ended_at) || out->ended_at.sec >= at.sec;
	return true;
}
