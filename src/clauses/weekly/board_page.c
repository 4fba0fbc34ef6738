/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* board_page.c - the Tuesday board: who is in, nil, late, missing; how long still; one button to urge the rest.
 *
 * Its pictures (ruler, eight weeks, ageing) are in board_picture.c. */
#include "clauses/weekly/board_view.h"

#include <stdlib.h>

#include "clause/export.h"
#include "clauses/weekly/weekly_pages.h"
#include "clauses/weekly/weekly_verbs.h"

static const struct { const char *word, *label; enum look look; } standings[STANDINGS] = {
	[STANDING_MISSING] = { "missing", "缺报", LOOK_LATE },
	[STANDING_OPEN] = { "open", "未填", LOOK_EMPTY },
	[STANDING_DRAFT] = { "draft", "填写中", LOOK_WRITING },
	[STANDING_RETURNED] = { "returned", "退回补正", LOOK_BACK },
	[STANDING_LATE] = { "late", "迟报", LOOK_SOON },
	[STANDING_IN] = { "in", "已收", LOOK_DONE },
	[STANDING_NIL] = { "nil", "零报告", LOOK_DONE },
};

const char *standing_word(enum standing standing)
{
	return standings[standing].word;
}

const char *standing_label(enum standing standing)
{
	return standings[standing].label;
}

enum look standing_look(enum standing standing)
{
	return standings[standing].look;
}

bool standing_owes(enum standing standing)
{
	return standing <= STANDING_RETURNED;
}

/* On time, late and missing are what the duty says; the report says how far it is. */
enum standing standing_of(const struct board_row *row)
{
	if (row->state == REPORT_RETURNED)
		return STANDING_RETURNED;
	if (row->state == REPORT_SUBMITTED)
		return row->duty == DUTY_LATE ? STANDING_LATE : row->content == CONTENT_NIL ? STANDING_NIL : STANDING_IN;
	if (row->duty == DUTY_BREACHED)
		return STANDING_MISSING;
	return row->state == REPORT_DRAFT ? STANDING_DRAFT : STANDING_OPEN;
}

/* ---- reading ---- */

static int owing_first(const void *a, const void *b)
{
	const struct board_row *left = a, *right = b;
	enum standing of_left = standing_of(left), of_right = standing_of(right);

	if (of_left != of_right)
		return of_left < of_right ? -1 : 1;
	return left->arrived_at.sec > right->arrived_at.sec ? -1 : left->arrived_at.sec < right->arrived_at.sec;
}

static void sort_and_count(struct act *act, struct board_view *view)
{
	qsort(view->rows.at, view->rows.count, sizeof *view->rows.at, owing_first);
	view->standing = ARENA_ARRAY(act->arena, enum standing, view->rows.count + 1);
	for (size_t i = 0; i < view->rows.count; i++) {
		view->standing[i] = standing_of(&view->rows.at[i]);
		view->count[view->standing[i]]++;
		if (view->rows.at[i].due_at.sec > view->due_at.sec)
			view->due_at = view->rows.at[i].due_at;
	}
}

/* Two weeks due in the same minute stay two reports; the board says so. */
static void find_same_minute(struct act *act, struct board_view *view)
{
	for (int step = -1; step <= 1; step += 2) {
		Period other = period_step(view->period, step);
		Str minute = instant_words(act->arena, view->due_at);

		if (duty_period_due(act, &WEEKLY_REPORT, other).at.sec == view->due_at.sec)
			view->same_minute = str_format(act->arena, "第 %d 周和第 %d 周同在 %.*s 截止，是两份周报，要分别报送。",
			                               view->period.number, other.number, STR_ARG(minute));
	}
}

static bool read_due(struct act *act, struct board_view *view)
{
	struct duty_about about = { .period = view->key };
	struct duty duty;
	bool found = false;

	if (view->rows.count)
		about.unit_id = view->rows.at[0].unit_id.v;
	if (view->rows.count && !duty_find(act, &WEEKLY_REPORT, &about, &found, &duty))
		return false;
	if (found) {
		view->due_why = duty.due_why;
	} else {
		struct due_instant due = duty_period_due(act, &WEEKLY_REPORT, view->period);

		view->due_at = due.at;
		view->due_why = due.why;
	}
	find_same_minute(act, view);
	return true;
}

bool board_view_read(struct act *act, Period period, struct board_view *view)
{
	Str before = period_key(act->arena, period_step(period, -1));
	Str first = period_key(act->arena, period_step(period, 1 - BOARD_WEEKS));

	*view = (struct board_view){ .period = period, .key = period_key(act->arena, period),
	                             .may_urge = caller_scope(act->who, &CAN_DIGEST).kind == SCOPE_ALL };
	if (!weekly_store_board(act, view->key, before, &view->rows))
		return false;
	sort_and_count(act, view);
	return read_due(act, view)
	    && weekly_store_marks(act, first, view->key, 0, &view->marks, &view->mark_count)
	    && weekly_store_ageing(act, first, view->key, &view->ageing, &view->ageing_count)
	    && weekly_store_omitted(act, view->key, setting_now(act, &SETTING_OLD_DAYS), 8, &view->omitted, &view->omitted_count);
}

static bool asked_week(struct act *act, const struct call *call, Period *out)
{
	Str asked = input_text(&call->exchange->request.query, "period");

	*out = duty_period_open_at(act, &WEEKLY_REPORT, act->now);
	if (!str_is_empty(asked) && (!period_parse(asked, out) || out->kind != WEEK))
		return refuse(act, REFUSED_NOT_FOUND, "weekly.period", "没有这一周");
	return true;
}

static bool read_asked(struct act *act, const struct call *call, struct board_view *view)
{
	Period period;

	if (!asked_week(act, call, &period) || !board_view_read(act, period, view))
		return false;
	view->show = input_text(&call->exchange->request.query, "show");
	return true;
}

/* ---- regions ---- */

int64_t board_omitted(const struct board_view *view)
{
	int64_t omitted = 0;

	for (size_t i = 0; i < view->rows.count; i++)
		omitted += view->rows.at[i].omitted;
	return omitted;
}

size_t board_owing(const struct board_view *view)
{
	size_t n = 0;

	for (unsigned s = 0; s < STANDINGS; s++)
		n += standing_owes(s) ? view->count[s] : 0;
	return n;
}

static void week_link(struct act *act, struct html h, Period period, const char *before, const char *after, bool current)
{
	html(h, "<a href=\"/weekly?period=", period_key(act->arena, period), "\"");
	html_if(h, current, " aria-current=\"page\"");
	html(h, ">", str_of(before), "第 ", (int)period.number, " 周", str_of(after), "</a>");
}

static void head(struct act *act, struct html h, const struct call *call, const struct board_view *view)
{
	page_actions(h);
	html(h, "<span class=\"jb-step\">");
	week_link(act, h, period_step(view->period, -1), "‹ ", "", false);
	week_link(act, h, view->period, "", "", true);
	week_link(act, h, period_step(view->period, 1), "", " ›", false);
	html(h, "</span><button class=\"btn jb-desk\" type=\"button\" data-print hidden>");
	page_icon(h, "printer");
	html(h, "打印</button>");
	page_button_link(h, "clipboard-check", STR("专报"), url_join(act->arena, "/weekly/digest?period=", view->key), false);
	if (view->may_urge && board_owing(view)) {
		page_form_open(h, call, URL("/weekly/urge"));
		html(h, "<input type=\"hidden\" name=\"period\" value=\"", view->key, "\">");
		page_submit(h, "bell-ringing", str_format(act->arena, "催报 %zu 家", board_owing(view)), NULL, NULL, true);
		page_form_close(h);
	}
	page_actions_end(h);
}

static void sum_cell(struct html h, const struct board_view *view, enum standing standing, bool always)
{
	if (!always && view->count[standing] == 0)
		return;
	html(h, "<a href=\"/weekly?period=", view->key, "&amp;show=", str_of(standing_word(standing)), "\"");
	html_if(h, str_is(view->show, standing_word(standing)), " aria-current=\"true\"");
	html(h, ">");
	page_state(h, standing_look(standing), str_of(standing_label(standing)));
	html(h, "<b>", view->count[standing], "</b></a>");
}

static void sums(struct html h, const struct board_view *view)
{
	html(h, "<section class=\"card jb-sum\" aria-label=\"本周合计\"><a href=\"/weekly?period=", view->key, "\">");
	page_icon(h, "building-community");
	html(h, "应报<b>", view->rows.count, "</b></a>");
	sum_cell(h, view, STANDING_IN, true);
	sum_cell(h, view, STANDING_NIL, true);
	sum_cell(h, view, STANDING_LATE, false);
	sum_cell(h, view, STANDING_RETURNED, true);
	sum_cell(h, view, STANDING_DRAFT, true);
	sum_cell(h, view, STANDING_OPEN, true);
	sum_cell(h, view, STANDING_MISSING, false);
	html(h, "<a href=\"#omitted\">");
	page_late(h, STR("可能漏列"));
	html(h, "<b>", board_omitted(view), "</b></a></section>\n");
}

static void change_words(struct html h, const struct board_row *row)
{
	int64_t change = row->listed - row->listed_before;

	html(h, "<span class=\"jb-small jb-mute\">");
	if (change == 0)
		html(h, "平");
	else if (change > 0)
		html(h, "+", change);
	else
		html(h, "−", -change);
	html(h, "</span>");
}

static void urge_button(struct html h, const struct call *call, const struct board_view *view, const struct board_row *row,
                        enum standing standing)
{
	if (!view->may_urge || !standing_owes(standing) || row->report_id == 0) {
		if (row->report_id)
			html(h, "<a href=\"/weekly/report/", row->report_id, "\" aria-label=\"查看 ", row->unit_name, "\">查看</a>");
		return;
	}
	page_form_open(h, call, URL("/weekly/urge"));
	html(h, "<input type=\"hidden\" name=\"period\" value=\"", view->key, "\"><input type=\"hidden\" name=\"report\" value=\"",
	     row->report_id, "\"><button class=\"jb-linkbutton\" type=\"submit\" aria-label=\"",
	     standing == STANDING_RETURNED ? STR("催补正 ") : STR("催报 "), row->unit_name, "\">",
	     standing == STANDING_RETURNED ? STR("催补正") : STR("催报"), "</button>");
	page_form_close(h);
}

static Str saved_words(struct act *act, Instant at)
{
	return instant_date(at).day == instant_date(act->now).day ? instant_clock(act->arena, at) : instant_short(act->arena, at);
}

static void arrival(struct act *act, struct html h, const struct board_row *row)
{
	if (instant_is_set(row->arrived_at))
		html(h, instant_short(act->arena, row->arrived_at));
	else if (instant_is_set(row->saved_at))
		html(h, "<span class=\"jb-mute\">", saved_words(act, row->saved_at), " 存稿</span>");
	else
		html(h, "<span class=\"jb-mute\">—</span>");
	if (row->urged && !instant_is_set(row->arrived_at))
		html(h, " <span class=\"jb-small jb-mute\">催 ", row->urged, " 次</span>");
}

/* The figures are the corrected ones; the mark opens what they were and why. */
static void correction_mark(struct html h, const struct board_row *row)
{
	if (row->correction_id)
		html(h, " <a class=\"jb-small\" href=\"/correction/", row->correction_id, "\" aria-label=\"更正 ", row->unit_name, "\">更正</a>");
}

static void unit_row(struct act *act, struct html h, const struct call *call, const struct board_view *view, size_t i)
{
	const struct board_row *row = &view->rows.at[i];
	enum standing standing = view->standing[i];

	html(h, "<tr><td>");
	if (row->report_id)
		html(h, "<a class=\"jb-name\" href=\"/weekly/report/", row->report_id, "\">", row->unit_name, "</a>");
	else
		html(h, row->unit_name);
	html(h, "</td><td>");
	page_state(h, standing_look(standing), str_of(standing_label(standing)));
	if (row->content == CONTENT_LEFT_OUT && row->state == REPORT_SUBMITTED)
		html(h, " <span class=\"jb-small jb-mute\">未列 ", row->left_out, " 件</span>");
	correction_mark(h, row);
	html(h, "</td><td>");
	arrival(act, h, row);
	html(h, "</td><td class=\"jb-num\">");
	page_number_link(h, row->listed, url_number(act->arena, "/weekly/report/", row->report_id, ""), false);
	html(h, "</td><td>");
	change_words(h, row);
	html(h, "</td><td class=\"jb-num\">");
	if (row->oldest_days > 90)
		html(h, "<span class=\"jb-late-word\">", row->oldest_days, "</span>");
	else if (row->oldest_days)
		html(h, row->oldest_days);
	else
		html(h, "<span class=\"jb-mute\">—</span>");
	html(h, "</td><td>");
	board_strip(act, h, view, row->unit_id);
	html(h, "</td><td class=\"jb-two\">", row->any_contact ? row->contact_name : STR("未报备"), "</td><td class=\"jb-num\">");
	urge_button(h, call, view, row, standing);
	html(h, "</td></tr>\n");
}

static void table(struct act *act, struct html h, const struct call *call, const struct board_view *view)
{
	html(h, "<section class=\"card\"><div class=\"jb-table-wrap\" tabindex=\"0\" role=\"region\" aria-label=\"各单位\">"
		"<table class=\"jb-table\"><thead><tr><th scope=\"col\">单位（未到者在前）</th><th scope=\"col\">本周</th>"
		"<th scope=\"col\">收到</th><th scope=\"col\" class=\"jb-num\">未果</th><th scope=\"col\">较上周</th>"
		"<th scope=\"col\" class=\"jb-num\">最久（日）</th><th scope=\"col\">近 8 周</th><th scope=\"col\">联系人</th>"
		"<th scope=\"col\" class=\"jb-num\">可做</th></tr></thead><tbody>\n");
	for (size_t i = 0; i < view->rows.count; i++)
		if (str_is_empty(view->show) || str_is(view->show, standing_word(view->standing[i])))
			unit_row(act, h, call, view, i);
	html(h, "</tbody></table></div></section>\n");
}

static void omitted(struct act *act, struct html h, const struct board_view *view)
{
	html(h, "<section class=\"card\" id=\"omitted\"><div class=\"jb-cardhead\"><h2>");
	page_late(h, STR("可能漏列"));
	html(h, "</h2><span class=\"jb-small jb-two\">已登记，周报未列</span></div>");
	if (view->omitted_count == 0)
		page_empty(h, STR("台账里的未果事项都已列入或写明理由。"));
	html(h, "<ul class=\"jb-plain\">");
	for (size_t i = 0; i < view->omitted_count; i++) {
		const struct omitted_row *row = &view->omitted[i];

		html(h, "<li><a href=\"/matter/", row->matter_id, "\">", row->title, "</a><span class=\"jb-small\">", row->unit_name,
		     " · ", date_days_between(instant_date(row->registered_at), instant_date(act->now)), " 日</span></li>");
	}
	html(h, "</ul></section>\n");
}

bool board_page(struct act *act, struct call *call)
{
	struct board_view view;
	struct html h;

	if (call->scope.kind != SCOPE_ALL) {
		call->to = STR("/weekly/mine");
		return true;
	}
	if (!read_asked(act, call, &view))
		return false;
	h = page_open(act, call, &(struct page){ .title = STR("周二看板"), .sub = period_words(act->arena, view.period),
	                                         .basis = &weekly_clause });
	head(act, h, call, &view);
	page_body(h);
	board_ruler(act, h, &view);
	sums(h, &view);
	html(h, "<div class=\"jb-grid jb-board\"><div class=\"jb-grid jb-stack\">");
	table(act, h, call, &view);
	html(h, "</div><div class=\"jb-grid\">");
	board_ageing(act, h, &view);
	omitted(act, h, &view);
	board_legend(h);
	html(h, "</div></div>\n");
	page_export(h, call);
	return page_close(act, call);
}

/* ---- urging ---- */

static bool urge_one(struct act *act, int64_t report_id)
{
	struct input nothing = { .arena = act->arena };

	return move_run(act, &report_holding, report_id, STR("urge"), &nothing, NULL);
}

/* One report, or with none named all of the week that are still owed. */
bool board_urge(struct act *act, struct call *call)
{
	int64_t one = input_int(call->input, "report", 0);
	Str key = input_text(call->input, "period");
	struct board board;
	Period period = { 0 };

	if (!period_parse(key, &period) || period.kind != WEEK)
		return refuse(act, REFUSED_BAD_INPUT, "weekly.period", "没有这一周");
	call->to = str_format(act->arena, "/weekly?period=%.*s", STR_ARG(key));
	if (one)
		return urge_one(act, one);
	if (!weekly_store_board(act, key, key, &board))
		return false;
	for (size_t i = 0; i < board.count; i++)
		if (board.at[i].report_id && standing_owes(standing_of(&board.at[i])) && !urge_one(act, board.at[i].report_id))
			return false;
	return true;
}

/* The reports of the week on the board. */
bool board_file(struct act *act, struct call *call)
{
	struct input week = { .arena = act->arena };
	struct list_ask ask = { .record = &report_record, .scope = call->scope, .query = &week };
	enum sheet_kind kind = SHEET_CSV;
	struct export e;
	Period period;

	(void)export_is_asked(&call->exchange->request, &kind);
	if (!asked_week(act, call, &period))
		return false;
	must(input_add(&week, STR("period"), period_key(act->arena, period), INPUT_TEXT));
	e = export_of_record(act, &report_holding, &ask, kind);
	return export_answer(act, call, &e);
}
