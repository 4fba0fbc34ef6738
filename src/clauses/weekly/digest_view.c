/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* digest_view.c - reads what the digest's pages show. */
#include "clauses/weekly/digest_view.h"

#include <stdlib.h>

#include "base/limits.h"
#include "clauses/weekly/board_view.h"
#include "clauses/weekly/weekly_verbs.h"

static bool name_of(struct act *act, UnitId unit_id, Str *out)
{
	return unit_id.v == 0 || record_title_of(act, &unit_record, unit_id.v, out);
}

static bool read_matter(struct act *act, Instant until, struct entry_view *view)
{
	struct matter m;

	if (view->item.matter_id.v == 0)
		return true;
	if (!record_load(act, &matter_record, view->item.matter_id.v, &m))
		return false;
	view->matter_number = m.number;
	if (instant_is_set(m.closed_at) && m.closed_at.sec < until.sec)
		until = m.closed_at;
	view->age_days = date_days_between(instant_date(m.registered_at), instant_date(until));
	return true;
}

/* A signed digest shows the words that were signed: the ledger has them, whatever became of the item since. */
static bool as_signed(struct act *act, Instant signed_at, struct weekly_item *item)
{
	enum { MOST_ENTRIES = 50 };
	struct ledger_entry *entries;
	size_t count, i = 0;
	struct input then = { .arena = act->arena, .is_json = true };
	enum refusal_kind kind;
	Str why;

	if (!ledger_of(act, item_record.name, item->id.v, 0, MOST_ENTRIES, &entries, &count))
		return false;
	while (i < count && (entries[i].written_at.sec > signed_at.sec || str_is_empty(entries[i].after)))
		i++;
	if (i == 0 || i == count)
		return true;
	return json_read(&then, entries[i].after, &kind, &why)
	    && record_bind(act, &item_record, &then, "title listing left_out_ground work_done obstacle obstacle_detail ask_committee"
	                   " cooperation cooperate_unit_id remind remind_unit_id", item);
}

static bool read_entry(struct act *act, const struct digest_view *of, size_t i, struct entry_view *view)
{
	struct weekly_report report;

	view->entry = &of->digest->entries.at[i];
	view->place = i;
	if (!record_load(act, &item_record, view->entry->item_id.v, &view->item)
	    || !record_load(act, &report_record, view->item.report_id.v, &report))
		return false;
	view->period = report.period;
	if (instant_is_set(of->digest->signed_at) && (of->amended_count || report.arrived_at.sec > of->digest->signed_at.sec)
	    && !as_signed(act, of->digest->signed_at, &view->item))
		return false;
	return name_of(act, view->item.unit_id, &view->unit_name)
	    && name_of(act, view->item.cooperate_unit_id, &view->cooperate_name)
	    && name_of(act, view->item.remind_unit_id, &view->remind_name)
	    && name_of(act, view->entry->proposal_unit_id, &view->proposal_unit_name)
	    && read_matter(act, of->until, view);
}

/* By unit, and within it the oldest first: what has stood longest is read first. */
static int by_unit_and_age(const void *a, const void *b)
{
	const struct entry_view *left = a, *right = b;

	if (left->item.unit_id.v != right->item.unit_id.v)
		return left->item.unit_id.v < right->item.unit_id.v ? -1 : 1;
	return right->age_days - left->age_days;
}

/* ---- who reported ---- */

static void add_names(struct strbuf *out, const struct board *board, bool (*is)(enum standing))
{
	size_t begun = out->len;

	for (size_t i = 0; i < board->count; i++) {
		if (!is(standing_of(&board->at[i])))
			continue;
		buf_add(out, out->len == begun ? STR("（") : STR("、"));
		buf_add(out, board->at[i].unit_name);
	}
	if (out->len != begun)
		buf_text(out, "）");
}

static bool is_late(enum standing standing)
{
	return standing == STANDING_LATE;
}

bool digest_arrivals_sentence(struct act *act, Str period, Str *out)
{
	struct board board;
	struct strbuf words = { .arena = act->arena };
	size_t in_time = 0, nil = 0, late = 0, missing = 0;
	int64_t listed = 0, left_out = 0;

	if (!weekly_store_board(act, period, period, &board))
		return false;
	for (size_t i = 0; i < board.count; i++) {
		enum standing standing = standing_of(&board.at[i]);

		in_time += standing == STANDING_IN || standing == STANDING_NIL;
		nil += board.at[i].state == REPORT_SUBMITTED && board.at[i].content == CONTENT_NIL;
		late += standing == STANDING_LATE;
		missing += standing_owes(standing);
		listed += board.at[i].state == REPORT_SUBMITTED ? board.at[i].listed : 0;
		left_out += board.at[i].left_out;
	}
	buf_format(&words, "本周应报 %zu 家，按时 %zu 家；零报告 %zu 家；迟报 %zu 家", board.count, in_time, nil, late);
	add_names(&words, &board, is_late);
	buf_format(&words, "；未报或待补正 %zu 家", missing);
	add_names(&words, &board, standing_owes);
	buf_format(&words, "。列报未果事项 %lld 件，有说明未列 %lld 件。", (long long)listed, (long long)left_out);
	*out = buf_str(&words);
	return true;
}

/* ---- instructions ---- */

enum instruction_state instruction_state_at(const struct instruction *row, Instant at)
{
	if (instant_is_set(row->done_at) && row->done_at.sec <= at.sec)
		return INSTRUCTION_DONE;
	return instant_is_set(row->answered_at) && row->answered_at.sec <= at.sec ? INSTRUCTION_ANSWERED : INSTRUCTION_ISSUED;
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

static bool read_left_over(struct act *act, struct digest_view *view)
{
	return view->digest->state != DIGEST_DRAFTING || view->entry_count < LIMIT_CHILDREN
	    || weekly_store_left_over(act, view->digest->period, &view->left_over);
}

bool digest_view_read(struct act *act, const struct digest *digest, struct digest_view *out)
{
	struct digest_view view = { .digest = digest, .entry_count = digest->entries.count, .arrivals = digest->arrivals,
	                            .until = instant_is_set(digest->signed_at) ? digest->signed_at : act->now };

	must(period_parse(digest->period, &view.period));
	view.may_write = caller_scope(act->who, &CAN_DIGEST).kind == SCOPE_ALL && digest->state == DIGEST_DRAFTING;
	view.may_instruct = caller_scope(act->who, &CAN_INSTRUCT).kind == SCOPE_ALL && digest->state != DIGEST_DRAFTING;
	if (!digest_read_amendments(act, &view))
		return false;
	view.entries = ARENA_ARRAY(act->arena, struct entry_view, view.entry_count + 1);
	for (size_t i = 0; i < view.entry_count; i++)
		if (!read_entry(act, &view, i, &view.entries[i]))
			return false;
	qsort(view.entries, view.entry_count, sizeof *view.entries, by_unit_and_age);
	if (str_is_empty(view.arrivals) && !digest_arrivals_sentence(act, digest->period, &view.arrivals))
		return false;
	if (!read_instructions(act, &view) || !read_left_over(act, &view))
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
