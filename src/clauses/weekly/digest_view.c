/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* digest_view.c - reads what the digest's pages show. */
#include "clauses/weekly/digest_view.h"

#include <stdlib.h>

#include "clauses/weekly/board_view.h"
#include "clauses/weekly/weekly_verbs.h"

static bool name_of(struct act *act, UnitId unit_id, Str *out)
{
	return unit_id.v == 0 || record_title_of(act, &unit_record, unit_id.v, out);
}

static bool read_matter(struct act *act, struct entry_view *view)
{
	struct matter m;

	if (view->item.matter_id.v == 0)
		return true;
	if (!record_load(act, &matter_record, view->item.matter_id.v, &m))
		return false;
	view->matter_number = m.number;
	view->age_days = matter_age_days(act, &m);
	return true;
}

static bool read_entry(struct act *act, const struct digest *digest, size_t i, struct entry_view *view)
{
	struct weekly_report report;

	view->entry = &digest->entries.at[i];
	view->place = i;
	if (!record_load(act, &item_record, view->entry->item_id.v, &view->item)
	    || !record_load(act, &report_record, view->item.report_id.v, &report))
		return false;
	view->period = report.period;
	return name_of(act, view->item.unit_id, &view->unit_name)
	    && name_of(act, view->item.cooperate_unit_id, &view->cooperate_name)
	    && name_of(act, view->item.remind_unit_id, &view->remind_name)
	    && name_of(act, view->entry->proposal_unit_id, &view->proposal_unit_name)
	    && read_matter(act, view);
}

/* By unit, and within it the oldest first: what has stood longest is read first. */
static int by_unit_and_age(const void *a, const void *b)
{
	const struct entry_view *left = a, *right = b;

	if (left->item.unit_id.v != right->item.unit_id.v)
		return left->item.unit_id.v < right->item.unit_id.v ? -1 : 1;
	return right->age_days - left->age_days;
}

static void count_arrivals(struct digest_view *view)
{
	for (size_t i = 0; i < view->board.count; i++) {
		const struct board_row *row = &view->board.at[i];
		enum standing standing = standing_of(row);

		view->in += standing == STANDING_IN || standing == STANDING_NIL;
		view->nil += row->state == REPORT_SUBMITTED && row->content == CONTENT_NIL;
		view->late += standing == STANDING_LATE;
		view->missing += standing_owes(standing);
		view->left_out += (size_t)row->left_out;
	}
}

static bool load_all(struct act *act, const int64_t *ids, size_t count, struct instruction **out)
{
	struct instruction *rows = ARENA_ARRAY(act->arena, struct instruction, count + 1);

	for (size_t i = 0; i < count; i++)
		if (!record_load(act, &instruction_record, ids[i], &rows[i]))
			return false;
	*out = rows;
	return true;
}

static bool read_instructions(struct act *act, struct digest_view *view)
{
	int64_t *ids;

	return weekly_store_instructions(act, view->digest->id, &ids, &view->given_count)
	    && load_all(act, ids, view->given_count, &view->given)
	    && weekly_store_follow_up(act, view->digest, &ids, &view->followed_count)
	    && load_all(act, ids, view->followed_count, &view->followed);
}

bool digest_view_read(struct act *act, const struct digest *digest, struct digest_view *out)
{
	struct digest_view view = { .digest = digest, .entry_count = digest->entries.count };

	must(period_parse(digest->period, &view.period));
	view.may_write = caller_scope(act->who, &CAN_DIGEST).kind == SCOPE_ALL && digest->state == DIGEST_DRAFTING;
	view.may_instruct = caller_scope(act->who, &CAN_INSTRUCT).kind == SCOPE_ALL && digest->state != DIGEST_DRAFTING;
	view.entries = ARENA_ARRAY(act->arena, struct entry_view, view.entry_count + 1);
	for (size_t i = 0; i < view.entry_count; i++)
		if (!read_entry(act, digest, i, &view.entries[i]))
			return false;
	qsort(view.entries, view.entry_count, sizeof *view.entries, by_unit_and_age);
	if (!weekly_store_board(act, digest->period, digest->period, &view.board))
		return false;
	count_arrivals(&view);
	if (!read_instructions(act, &view))
		return false;
	*out = view;
	return true;
}

Str number_in_chinese(struct arena *arena, size_t n)
{
	static const char *const digits[] = { "", "一", "二", "三", "四", "五", "六", "七", "八", "九" };

	if (n < 10)
		return str_of(digits[n]);
	if (n >= 100)
		return str_format(arena, "%zu", n);
	return str_format(arena, "%s十%s", n < 20 ? "" : digits[n / 10], digits[n % 10]);
}
