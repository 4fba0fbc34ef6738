/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* item.c - one unresolved matter in a report: last week's words carried over, this week's measured against them.
 *
 * Owns: where an item comes from and how often it was reported. */
#include "clauses/weekly/weekly_verbs.h"

#include "base/limits.h"
#include "clauses/weekly/difference.h"

static const struct weekly_item *item_of_matter(const struct weekly_report *report, MatterId matter_id)
{
	for (size_t i = 0; i < report->items.count; i++)
		if (report->items.at[i].matter_id.v == matter_id.v)
			return &report->items.at[i];
	return NULL;
}

static const struct weekly_item *item_with_id(const struct weekly_report *report, ItemId id)
{
	for (size_t i = 0; report && i < report->items.count; i++)
		if (report->items.at[i].id.v == id.v)
			return &report->items.at[i];
	return NULL;
}

/* A matter nobody has reported yet begins with what the register knows of it. */
static void begin_from_register(const struct matter *m, struct weekly_item *item)
{
	item->work_done = m->progress;
	item->obstacle = m->obstacle;
	item->obstacle_detail = m->blocked_reason;
}

static void begin_from_last_week(const struct weekly_item *was, struct weekly_item *item)
{
	item->work_done = was->work_done;
	item->obstacle = was->obstacle;
	item->obstacle_detail = was->obstacle_detail;
	item->ask_committee = was->ask_committee;
	item->cooperation = was->cooperation;
	item->cooperate_unit_id = was->cooperate_unit_id;
	item->remind = was->remind;
	item->remind_unit_id = was->remind_unit_id;
	item->previous_id = was->id;
	item->same_percent = str_is_empty(was->work_done) ? 0 : 100;
}

bool item_carry(struct act *act, const struct weekly_report *previous, const struct matter *m, struct weekly_item *out)
{
	const struct weekly_item *was = item_of_matter(previous, m->id);
	struct weekly_item item = {
		.unit_id = m->unit_id, .matter_id = m->id, .title = m->title, .listing = ITEM_LISTED, .weeks = 1,
	};

	if (was)
		begin_from_last_week(was, &item);
	if (!was || str_is_empty(item.work_done))
		begin_from_register(m, &item);
	if (was)
		item.weeks = was->weeks + (was->listing == ITEM_LISTED);
	*out = item;
	return act_sound(act);
}

/* ---- what came in ---- */

/* An added item names a matter of the unit itself, or none. RULE weekly.own_matter */
static bool settle_added(struct act *act, const struct weekly_report *report, struct weekly_item *item, Str place)
{
	struct matter m;
	Str field = str_format(act->arena, "%.*s.matter_id", STR_ARG(place));

	item->unit_id = report->unit_id;
	item->previous_id.v = 0;
	item->weeks = 1;
	if (item->matter_id.v == 0)
		return true;
	if (!record_load(act, &matter_record, item->matter_id.v, &m))
		return false;
	if (m.unit_id.v != report->unit_id.v) {
		fault_at(act, field, "weekly.own_matter", "没有这件事项，或者不是本单位的");
		return true;
	}
	item->title = m.title;
	return true;
}

static bool settle_known(struct act *act, const struct weekly_item *was, struct weekly_item *item, Str place)
{
	if (item->matter_id.v != was->matter_id.v)
		fault_at(act, str_format(act->arena, "%.*s.matter_id", STR_ARG(place)), "weekly.own_matter",
		         "已列的事项不能换成另一件，请另加一件");
	if (item->matter_id.v)
		item->title = was->title;
	item->unit_id = was->unit_id;
	item->previous_id = was->previous_id;
	item->weeks = was->weeks;
	return true;
}

static bool measure(struct act *act, struct weekly_item *item)
{
	struct weekly_item last;

	if (item->previous_id.v == 0 || str_is_empty(item->work_done)) {
		item->same_percent = 0;
		return true;
	}
	if (!record_load(act, &item_record, item->previous_id.v, &last))
		return false;
	item->same_percent = text_same_percent(act->arena, last.work_done, item->work_done);
	return true;
}

/* RULE weekly.carried: what stood in last week's report and in no register may be left out with a ground, not erased. */
static void nothing_carried_is_erased(struct act *act, const struct weekly_report *before, const struct weekly_report *report)
{
	for (size_t i = 0; before && i < before->items.count; i++) {
		const struct weekly_item *was = &before->items.at[i];

		if (was->previous_id.v && was->matter_id.v == 0 && !item_with_id(report, was->id))
			fault_at(act, STR("items"), "weekly.carried", "“%.*s”上周报过，不能删去；不再列入请写明理由",
			         STR_ARG(was->title));
	}
}

bool items_settle(struct act *act, const struct weekly_report *before, struct weekly_report *report, const struct input *input)
{
	for (size_t i = 0; i < report->items.count; i++) {
		struct weekly_item *item = &report->items.at[i];
		const struct weekly_item *was = item->id.v ? item_with_id(before, item->id) : NULL;
		Str place = item_place(act, report, i, input);

		if (!(was ? settle_known(act, was, item, place) : settle_added(act, report, item, place))
		    || !measure(act, item))
			return false;
		if (item->cooperation != COOPERATION_NEEDED)
			item->cooperate_unit_id.v = 0;
		if (item->listing == ITEM_LISTED)
			item->left_out_ground = STR_NONE;
	}
	nothing_carried_is_erased(act, before, report);
	return act_sound(act);
}

/* ---- where it stands in the input ---- */

static bool row_is(struct act *act, const struct input *input, size_t n, const char *name, int64_t id)
{
	return id != 0 && input_int(input, str_terminated(act->arena, str_format(act->arena, "items.%zu.%s", n, name)), 0) == id;
}

/* The n-th row of the input without an id is the n-th added item. */
static bool row_is_added(struct act *act, const struct input *input, size_t n, size_t *added_before)
{
	const char *path = str_terminated(act->arena, str_format(act->arena, "items.%zu.id", n));

	if (input_int(input, path, 0) != 0)
		return false;
	return (*added_before)-- == 0;
}

Str item_place(struct act *act, const struct weekly_report *report, size_t i, const struct input *input)
{
	const struct weekly_item *item = &report->items.at[i];
	size_t rows = input ? input_rows(input, STR("items")) : 0;
	size_t added_before = 0;

	for (size_t k = 0; k < i; k++)
		added_before += report->items.at[k].id.v == 0;
	for (size_t n = 0; n < rows; n++)
		if (item->id.v ? row_is(act, input, n, "id", item->id.v) : row_is_added(act, input, n, &added_before))
			return str_format(act->arena, "items.%zu", n);
	return str_format(act->arena, "items.%zu", i);
}
