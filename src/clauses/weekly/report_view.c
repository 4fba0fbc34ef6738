/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* report_view.c - reads what the pages of one report show.
 *
 * Owns: which row of the form stands for which item. After a refusal each row keeps the number it was typed under,
 * so that every fault is shown where it was made. */
#include "clauses/weekly/report_view.h"

#include "base/limits.h"
#include "clauses/weekly/history_store.h"
#include "clauses/weekly/weekly_store.h"
#include "clauses/weekly/weekly_verbs.h"

Str report_field(struct act *act, const struct report_row *row, const char *field)
{
	return str_format(act->arena, "items.%zu.%s", row->n, field);
}

size_t report_missing_in(struct act *act, const struct report_view *view, const struct report_row *row)
{
	const char *start = str_terminated(act->arena, report_field(act, row, ""));
	size_t n = 0;

	for (const struct fault *fault = view->missing; fault; fault = fault->next)
		n += str_starts_with(fault->field, start);
	return n;
}

size_t report_number(const struct report_view *view, const struct report_row *row)
{
	return (size_t)(row - view->items.at) + 1;
}

/* ---- which row is which ---- */

struct numbering {
	const struct input *typed;
	size_t rows;                    /* as typed */
	size_t next;                    /* the first number nobody has */
};

static int64_t typed_number(struct act *act, const struct numbering *numbering, size_t n, const char *field)
{
	const struct input_field *sent =
		input_find(numbering->typed, str_format(act->arena, "items.%zu", n), field);
	int64_t value = 0;

	if (sent)
		(void)str_to_int(str_trim(sent->value), &value);
	return value;
}

static size_t number_of_item(struct act *act, struct numbering *numbering, int64_t item_id, size_t i)
{
	if (!numbering->typed)
		return i;
	for (size_t n = 0; n < numbering->rows; n++)
		if (typed_number(act, numbering, n, "id") == item_id)
			return n;
	return numbering->next++;
}

static size_t number_of_matter(struct act *act, struct numbering *numbering, int64_t matter_id)
{
	for (size_t n = 0; n < numbering->rows; n++)
		if (typed_number(act, numbering, n, "id") == 0 && typed_number(act, numbering, n, "matter_id") == matter_id)
			return n;
	return numbering->next++;
}

static bool is_added_by_hand(struct act *act, const struct numbering *numbering, size_t n)
{
	const char *start = str_terminated(act->arena, str_format(act->arena, "items.%zu.", n));

	if (typed_number(act, numbering, n, "id") || typed_number(act, numbering, n, "matter_id"))
		return false;
	for (size_t i = 0; i < numbering->typed->count; i++)
		if (str_starts_with(numbering->typed->fields[i].path, start)
		    && !str_is_empty(str_trim(numbering->typed->fields[i].value)))
			return true;
	return false;
}

static void number_added(struct act *act, struct numbering *numbering, struct report_view *view)
{
	view->added.at = ARENA_ARRAY(act->arena, struct report_row, numbering->rows + 1);
	for (size_t n = 0; n < numbering->rows; n++)
		if (is_added_by_hand(act, numbering, n))
			view->added.at[view->added.count++].n = n;
	view->added.at[view->added.count++].n = numbering->next++;
}

/* The row where one more matter of the register was chosen. */
static bool is_omitted(const struct report_view *view, int64_t matter_id)
{
	for (size_t i = 0; i < view->omitted.count; i++)
		if (view->omitted.at[i].matter->id.v == matter_id)
			return true;
	return false;
}

static void number_pick(struct act *act, struct numbering *numbering, struct report_view *view)
{
	for (size_t n = 0; n < numbering->rows; n++) {
		int64_t matter_id = typed_number(act, numbering, n, "matter_id");

		if (matter_id && typed_number(act, numbering, n, "id") == 0 && !is_omitted(view, matter_id)) {
			view->pick = n;
			return;
		}
	}
	view->pick = numbering->next++;
}

/* ---- items and matters ---- */

static bool read_matter(struct act *act, const struct report_view *view, MatterId id, struct report_row *row)
{
	struct matter *m = ARENA_NEW(act->arena, struct matter);
	Instant arrived = view->report->arrived_at;

	if (!record_load(act, &matter_record, id.v, m))
		return false;
	row->matter = m;
	row->age_days = instant_is_set(arrived) ? date_days_between(instant_date(m->registered_at), instant_date(arrived))
	                                        : matter_age_days(act, m);
	return true;
}

static bool read_last(struct act *act, const struct weekly_item *item, struct report_row *row)
{
	struct weekly_item *last = ARENA_NEW(act->arena, struct weekly_item);

	if (!record_load(act, &item_record, item->previous_id.v, last))
		return false;
	row->last = last;
	return true;
}

static bool read_items(struct act *act, struct numbering *numbering, struct report_view *view)
{
	const struct weekly_report *report = view->report;

	view->items.at = ARENA_ARRAY(act->arena, struct report_row, report->items.count + 1);
	for (size_t i = 0; i < report->items.count; i++) {
		const struct weekly_item *item = &report->items.at[i];
		struct report_row *row = &view->items.at[view->items.count++];

		row->item = item;
		row->n = number_of_item(act, numbering, item->id.v, i);
		if (item->matter_id.v && !read_matter(act, view, item->matter_id, row))
			return false;
		if (item->previous_id.v && view->writable && !read_last(act, item, row))
			return false;
	}
	return true;
}

static bool read_omitted(struct act *act, struct numbering *numbering, struct report_view *view)
{
	struct omission omission;
	struct matters unresolved;

	if (!weekly_omitted(act, view->report, &omission)
	    || !matter_unresolved_of(act, view->report->unit_id, setting_now(act, &SETTING_OLD_DAYS), &unresolved))
		return false;
	view->held = unresolved.count;
	view->omitted.at = ARENA_ARRAY(act->arena, struct report_row, omission.count + 1);
	for (size_t i = 0; i < omission.count; i++) {
		const struct matter *m = &omission.at[i];

		view->omitted.at[view->omitted.count++] = (struct report_row){
			.n = number_of_matter(act, numbering, m->id.v), .matter = m, .age_days = matter_age_days(act, m) };
	}
	return true;
}

/* ---- what may still be added ---- */

static bool stands(const struct report_view *view, int64_t matter_id)
{
	for (size_t i = 0; i < view->report->items.count; i++)
		if (view->report->items.at[i].matter_id.v == matter_id)
			return true;
	return is_omitted(view, matter_id);
}

static bool read_spare(struct act *act, struct report_view *view)
{
	static const enum matter_state unclosed[] = { MATTER_BLOCKED, MATTER_ASSIGNED, MATTER_REGISTERED };

	view->spare.at = ARENA_ARRAY(act->arena, struct matter, COUNT_OF(unclosed) * LIMIT_CHILDREN);
	for (size_t s = 0; s < COUNT_OF(unclosed); s++) {
		struct list_ask ask = { .record = &matter_record, .scope = { .kind = SCOPE_ALL }, .most = LIMIT_CHILDREN };
		struct list list;

		ask.only[0].field = "unit_id";
		ask.only[0].value = view->report->unit_id.v;
		ask.only[1].field = "state";
		ask.only[1].value = unclosed[s];
		if (!record_list(act, &ask, &list))
			return false;
		for (size_t i = 0; i < list.count; i++) {
			const struct matter *m = list_row(&list, &matter_record, i);

			if (!stands(view, m->id.v))
				view->spare.at[view->spare.count++] = *m;
		}
	}
	return true;
}

/* ---- what is missing ---- */

/* The ids under the numbers of the rows, so that the check names its faults by them. */
static bool name_rows(struct act *act, const struct report_view *view, struct input *rows)
{
	rows->arena = act->arena;
	for (size_t i = 0; i < view->items.count; i++)
		if (!input_add(rows, report_field(act, &view->items.at[i], "id"),
		               str_format(act->arena, "%lld", (long long)view->items.at[i].item->id.v), INPUT_TEXT))
			return refuse(act, REFUSED_TOO_LARGE, "weekly.rows", "周报的事项太多，打不开，请联系法制局");
	return true;
}

/* Asks the rule of submitting itself; nothing is kept of what it does to its copy. */
static bool find_missing(struct act *act, struct report_view *view)
{
	struct weekly_report copy = *view->report;
	struct refusal kept = act->refusal, found;
	struct input rows = { 0 };

	if (view->refused && view->refused->faults) {
		view->missing = view->refused->faults;
		return true;
	}
	if (!name_rows(act, view, &rows))
		return false;
	copy.items.at = ARENA_ARRAY(act->arena, struct weekly_item, copy.items.count + 1);
	for (size_t i = 0; i < copy.items.count; i++)
		copy.items.at[i] = view->report->items.at[i];
	act->refusal = (struct refusal){ 0 };
	(void)report_is_complete(act, view->report, &copy, &rows);
	found = act->refusal;
	act->refusal = kept;
	if (found.kind != REFUSED_NOT && found.kind != REFUSED_BAD_INPUT) {
		act->refusal = found;
		return false;
	}
	view->missing = found.faults;
	return true;
}

/* ---- the whole ---- */

static bool read_duties(struct act *act, struct report_view *view)
{
	const struct weekly_report *report = view->report;
	struct duty_about week = { .unit_id = report->unit_id.v, .period = report->period };
	struct duty_about row = { .unit_id = report->unit_id.v, .subject = report_record.name, .subject_id = report->id.v };

	return duty_find(act, &WEEKLY_REPORT, &week, &view->has_duty, &view->duty)
	    && duty_find(act, &WEEKLY_SUPPLEMENT, &row, &view->has_supplement, &view->supplement);
}

static bool read_around(struct act *act, struct report_view *view)
{
	const struct weekly_report *report = view->report;
	int64_t contact;

	if (!record_load(act, &unit_record, report->unit_id.v, &view->unit)
	    || !weekly_store_standing_contact(act, report->unit_id, &contact)
	    || !weekly_store_previous_report(act, report->unit_id, report->period, &view->previous_id)
	    || !history_next_report(act, report->unit_id, report->period, &view->next_id))
		return false;
	view->has_contact = contact != 0;
	return read_duties(act, view);
}

static bool read_for_writing(struct act *act, struct numbering *numbering, struct report_view *view)
{
	struct list_ask units = { .record = &unit_record, .scope = { .kind = SCOPE_ALL }, .most = LIMIT_LIST_ROWS, .sort = "id" };

	number_added(act, numbering, view);
	number_pick(act, numbering, view);
	return record_list(act, &units, &view->units) && read_spare(act, view) && find_missing(act, view);
}

bool report_view_read(struct act *act, struct call *call, struct report_view *view)
{
	const struct weekly_report *report = call->row;
	struct numbering numbering = { 0 };

	view->report = report;
	view->refused = call->refused;
	view->writable = report->state != REPORT_SUBMITTED
	              && scope_holds(caller_scope(act->who, &CAN_REPORT), &report_record, report);
	must(period_parse(report->period, &view->period));
	if (call->refused && view->writable) {
		view->typed = numbering.typed = call->input;
		numbering.rows = input_rows(call->input, STR("items"));
	}
	numbering.next = numbering.rows > report->items.count ? numbering.rows : report->items.count;
	if (!read_around(act, view) || !read_items(act, &numbering, view))
		return false;
	if (report->state != REPORT_SUBMITTED && !read_omitted(act, &numbering, view))
		return false;
	return !view->writable || read_for_writing(act, &numbering, view);
}
