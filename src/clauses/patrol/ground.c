/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* ground.c - the days of areas and roads alike: from which one stands, how one follows another, when it ends.
 *
 * Both have the fields unit_id, name, kind, shape, from_on, until_on, state, previous_id, released_at; the rules read them
 * through the table, the steps at the end say of which record. */
#include "clauses/patrol/area_verbs.h"

#include <string.h>

static Date date_at(const struct record *record, const void *row, const char *name)
{
	return (Date){ (int32_t)field_int(record_field(record, name), row) };
}

static void set_date(const struct record *record, void *row, const char *name, Date date)
{
	memcpy(field_at(record_field(record, name), row), &date, sizeof date);
}

static int64_t previous_of(const struct record *record, const void *row)
{
	return field_int(record_field(record, "previous_id"), row);
}

static const char *iso(struct act *act, Date date)
{
	return str_terminated(act->arena, date_iso(act->arena, date));
}

/* ---- drawing ---- */

/* RULE area.follow: the follower begins after what it follows has. */
static bool follows(struct act *act, const struct record *record, const void *row, const void *previous)
{
	Date from_on = date_at(record, row, "from_on"), before = date_at(record, previous, "from_on");

	if (date_is_set(from_on) && from_on.day <= before.day)
		fault_at(act, STR("from_on"), "area.follow", "要晚于所接替的施行日期（%s）", iso(act, before));
	return act_sound(act);
}

static bool is_drawn(struct act *act, const struct record *record, void *row)
{
	void *previous = arena_take(act->arena, record->size);
	int64_t id = previous_of(record, row);

	ground_read_shape(act, record_field(record, "shape"), row);
	return id == 0 || (record_load(act, record, id, previous) && follows(act, record, row, previous));
}

/* ---- standing ---- */

/* RULE area.from: nothing stands from a day that is over, or that day would have to be judged anew. */
static bool may_stand(struct act *act, const struct record *record, const void *row)
{
	void *previous = arena_take(act->arena, record->size);
	Date from_on = date_at(record, row, "from_on");
	int64_t id = previous_of(record, row);

	if (from_on.day < instant_date(act->now).day)
		return refuse(act, REFUSED_CONFLICT, "area.from", "施行日期 %s 已经过去，请先改为今天或以后", iso(act, from_on));
	if (id == 0)
		return true;
	if (!record_load(act, record, id, previous))
		return false;
	if (record_state(record, previous) != GROUND_STANDING)
		return refuse(act, REFUSED_CONFLICT, "area.replaced", "所接替的已经停用，请作废这份草稿，另外划定");
	return follows(act, record, row, previous);
}

/* What it follows ends the day before. */
static bool stand(struct act *act, const struct record *record, void *row, const char *event)
{
	void *was = arena_take(act->arena, record->size), *ended;
	int64_t id = previous_of(record, row);

	memcpy(field_at(record_field(record, "released_at"), row), &act->now, sizeof act->now);
	if (id == 0)
		return true;
	if (!record_load(act, record, id, was))
		return false;
	ended = arena_take(act->arena, record->size);
	memcpy(ended, was, record->size);
	record_set_state(record, ended, GROUND_ENDED);
	set_date(record, ended, "until_on", date_plus(date_at(record, row, "from_on"), -1));
	return record_update(act, record, was, ended, event, STR_NONE);
}

/* ---- following and ending ---- */

/* RULE area.revise: one draft at a time follows a row. */
static bool may_be_followed(struct act *act, int64_t follower)
{
	return follower == 0 || refuse(act, REFUSED_CONFLICT, "area.revise", "已经有一份接替它的草稿，请修改那一份");
}

/* The follower begins as a draft of the same, from tomorrow on or the day after the other's first. */
static bool follow(struct act *act, const struct record *record, const void *row, const char *event)
{
	void *follower = arena_take(act->arena, record->size);
	Date begun = date_at(record, row, "from_on"), today = instant_date(act->now);
	int64_t id = record_id(record, row), none = 0;

	memcpy(follower, row, record->size);
	memcpy(field_at(record_field(record, "id"), follower), &none, sizeof none);
	memcpy(field_at(record_field(record, "previous_id"), follower), &id, sizeof id);
	memcpy(field_at(record_field(record, "released_at"), follower), &none, sizeof none);
	record_set_state(record, follower, GROUND_DRAFT);
	set_date(record, follower, "from_on", date_plus(begun.day > today.day ? begun : today, 1));
	return record_insert(act, record, follower, event, STR_NONE);
}

/* RULE area.until: it ends today at the earliest. */
static bool may_end(struct act *act, const struct record *record, const void *row)
{
	Date begun = date_at(record, row, "from_on"), today = instant_date(act->now), until_on = date_at(record, row, "until_on");
	Date least = begun.day > today.day ? begun : today;

	if (date_is_set(until_on) && until_on.day < least.day)
		fault_at(act, STR("until_on"), "area.until", "最早是 %s", iso(act, least));
	return act_sound(act);
}

/* ---- the steps ---- */

bool area_is_drawn(struct act *act, const void *before, void *row, struct input *input)
{
	return is_drawn(act, &area_record, row);
}
bool road_is_drawn(struct act *act, const void *before, void *row, struct input *input)
{
	return is_drawn(act, &road_record, row);
}
bool area_may_stand(struct act *act, const void *before, void *row, struct input *input)
{
	return may_stand(act, &area_record, row);
}
bool road_may_stand(struct act *act, const void *before, void *row, struct input *input)
{
	return may_stand(act, &road_record, row);
}
bool area_stand(struct act *act, const void *before, void *row, struct input *input)
{
	return stand(act, &area_record, row, "area.end");
}
bool road_stand(struct act *act, const void *before, void *row, struct input *input)
{
	return stand(act, &road_record, row, "road.end");
}
bool area_follow(struct act *act, const void *before, void *row, struct input *input)
{
	return follow(act, &area_record, row, "area.draft");
}
bool road_follow(struct act *act, const void *before, void *row, struct input *input)
{
	return follow(act, &road_record, row, "road.draft");
}
bool area_may_end(struct act *act, const void *before, void *row, struct input *input)
{
	return may_end(act, &area_record, row);
}
bool road_may_end(struct act *act, const void *before, void *row, struct input *input)
{
	return may_end(act, &road_record, row);
}

bool area_may_be_followed(struct act *act, const void *before, void *row, struct input *input)
{
	int64_t follower;

	return area_store_follower(act, ((const struct area *)row)->id, &follower) && may_be_followed(act, follower);
}

bool road_may_be_followed(struct act *act, const void *before, void *row, struct input *input)
{
	int64_t follower;

	return road_store_follower(act, ((const struct road *)row)->id, &follower) && may_be_followed(act, follower);
}
