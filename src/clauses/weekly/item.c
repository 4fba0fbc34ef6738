/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* item.c - one unresolved matter in a report: last week's words carried over, this week's measured against them.
 *
 * Owns: where an item comes from and how often it was reported. */
#include "clauses/weekly/weekly_verbs.h"

#include "base/limits.h"
#include "clauses/weekly/difference.h"
#include "clauses/weekly/weekly_store.h"

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

struct settling {
	struct act *act;
	const struct weekly_report *before;
	struct weekly_report *report;
	struct weekly_report previous;  /* the unit's last report; loaded when first needed */
	bool knows_previous;
};

static bool know_previous(struct settling *s)
{
	int64_t id;

	if (s->knows_previous)
		return true;
	if (!weekly_store_previous_report(s->act, s->report->unit_id, s->report->period, &id)
	    || (id && !record_load(s->act, &report_record, id, &s->previous)))
		return false;
	s->knows_previous = true;
	return true;
}

static bool is_written(const struct weekly_item *item)
{
	return !str_is_empty(item->work_done) || item->obstacle != OBSTACLE_NONE;
}

/* Whichever way a matter comes into the report, it is the same matter as last week: taking it out and adding it
 * again neither begins its count anew nor hides that the words are last week's. */
static bool carry_added(struct settling *s, const struct matter *m, struct weekly_item *item)
{
	struct weekly_item carried;

	if (!know_previous(s) || !item_carry(s->act, &s->previous, m, &carried))
		return false;
	if (is_written(item)) {
		item->title = carried.title;
		item->previous_id = carried.previous_id;
		item->weeks = carried.weeks;
		return true;
	}
	carried.listing = item->listing;
	carried.left_out_ground = item->left_out_ground;
	*item = carried;
	return true;
}

/* An added item names a matter of the unit itself, or none. RULE weekly.own_matter */
static bool settle_added(struct settling *s, struct weekly_item *item, Str place)
{
	struct matter m;

	item->unit_id = s->report->unit_id;
	item->previous_id.v = 0;
	item->weeks = 1;
	if (item->matter_id.v == 0)
		return true;
	if (!record_load(s->act, &matter_record, item->matter_id.v, &m))
		return false;
	if (m.unit_id.v == s->report->unit_id.v)
		return carry_added(s, &m, item);
	fault_at(s->act, str_format(s->act->arena, "%.*s.matter_id", STR_ARG(place)), "weekly.own_matter",
	         "没有这件事项，或者不是本单位的");
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

/* Words that did not change since the last saving keep their measure: comparing long texts takes its time. */
static bool measure(struct act *act, const struct weekly_item *was, struct weekly_item *item)
{
	struct weekly_item last;

	item->same_percent = 0;
	if (item->previous_id.v == 0 || str_is_empty(item->work_done))
		return true;
	if (was && str_equal(was->work_done, item->work_done)) {
		item->same_percent = was->same_percent;
		return true;
	}
	if (!record_load(act, &item_record, item->previous_id.v, &last))
		return false;
	item->same_percent = text_same_percent(act->arena, last.work_done, item->work_done);
	return true;
}

/* RULE weekly.carried: what stood in last week's report and in no register may be left out with a ground, not erased.
 * RULE weekly.erased: nor may what others have spoken of: a digest, an instruction, the unit's own next report. */
static bool nothing_said_is_erased(struct act *act, const struct weekly_report *before, const struct weekly_report *report)
{
	for (size_t i = 0; before && i < before->items.count; i++) {
		const struct weekly_item *was = &before->items.at[i];
		bool spoken_of;

		if (item_with_id(report, was->id))
			continue;
		if (!weekly_store_item_is_spoken_of(act, was->id, &spoken_of))
			return false;
		if (was->previous_id.v && was->matter_id.v == 0)
			fault_at(act, STR("items"), "weekly.carried", "“%.*s”上周报过，不能删去；不再列入请写明理由",
			         STR_ARG(was->title));
		else if (spoken_of)
			fault_at(act, STR("items"), "weekly.erased", "“%.*s”已进专报、批示或下一周的周报，不能删去；不再列入请写明理由",
			         STR_ARG(was->title));
	}
	return true;
}

/* RULE weekly.twice: one matter stands once in a report. */
static void nothing_stands_twice(struct act *act, const struct weekly_report *report, const Str *places)
{
	for (size_t i = 0; i < report->items.count; i++) {
		const struct weekly_item *item = &report->items.at[i];

		if (item->matter_id.v && item_of_matter(report, item->matter_id) != item)
			fault_at(act, str_format(act->arena, "%.*s.matter_id", STR_ARG(places[i])), "weekly.twice",
			         "“%.*s”已在本周报里，请不要再加", STR_ARG(item->title));
	}
}

bool items_settle(struct act *act, const struct weekly_report *before, struct weekly_report *report, const struct input *input)
{
	struct settling s = { .act = act, .before = before, .report = report };
	const Str *places = item_places(act, report, input);

	for (size_t i = 0; i < report->items.count; i++) {
		struct weekly_item *item = &report->items.at[i];
		const struct weekly_item *was = item->id.v ? item_with_id(before, item->id) : NULL;

		if (!(was ? settle_known(act, was, item, places[i]) : settle_added(&s, item, places[i]))
		    || !measure(act, was, item))
			return false;
		if (item->cooperation != COOPERATION_NEEDED)
			item->cooperate_unit_id.v = 0;
		if (item->listing == ITEM_LISTED)
			item->left_out_ground = STR_NONE;
	}
	nothing_stands_twice(act, report, places);
	return nothing_said_is_erased(act, before, report) && act_sound(act);
}

/* ---- where it stands in the input ---- */

struct sent_row {
	Str prefix;
	int64_t id;
	bool is_item;                   /* a form's empty row, and one to be taken away, became none */
};

static bool says_delete(const struct input *input, Str prefix)
{
	const struct input_field *given = input_find(input, prefix, "delete");
	Str value = given ? str_trim(given->value) : STR_NONE;

	return given && (given->kind == INPUT_TRUE || str_is(value, "1") || str_is(value, "true") || str_is(value, "on"));
}

static struct sent_row sent_row(struct act *act, const struct input *input, size_t n)
{
	struct sent_row row = { .prefix = str_format(act->arena, "items.%zu", n) };
	const char *start = str_terminated(act->arena, str_join(act->arena, row.prefix, STR(".")));
	const struct input_field *id = input_find(input, row.prefix, "id");

	if (id)
		(void)str_to_int(str_trim(id->value), &row.id);
	for (size_t i = 0; i < input->count && !row.is_item; i++)
		row.is_item = str_starts_with(input->fields[i].path, start)
		           && (input->is_json || !str_is_empty(str_trim(input->fields[i].value)));
	row.is_item = row.is_item && !says_delete(input, row.prefix);
	return row;
}

/* The row that names the item; of added items the n-th belongs to the n-th row without an id. */
static Str place_of(const struct sent_row *rows, size_t count, const struct weekly_item *item, size_t added_before)
{
	for (size_t n = 0; n < count; n++) {
		if (item->id.v && rows[n].id == item->id.v)
			return rows[n].prefix;
		if (item->id.v == 0 && rows[n].id == 0 && rows[n].is_item && added_before-- == 0)
			return rows[n].prefix;
	}
	return STR_NONE;
}

Str *item_places(struct act *act, const struct weekly_report *report, const struct input *input)
{
	size_t count = input ? input_rows(input, STR("items")) : 0, added = 0;
	struct sent_row *rows = ARENA_ARRAY(act->arena, struct sent_row, count + 1);
	Str *places = ARENA_ARRAY(act->arena, Str, report->items.count + 1);

	for (size_t n = 0; n < count; n++)
		rows[n] = sent_row(act, input, n);
	for (size_t i = 0; i < report->items.count; i++) {
		places[i] = place_of(rows, count, &report->items.at[i], added);
		added += report->items.at[i].id.v == 0;
		if (str_is_empty(places[i]))
			places[i] = str_format(act->arena, "items.%zu", i);
	}
	return places;
}
