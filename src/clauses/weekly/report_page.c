/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* report_page.c - one report as it was received, and what may be done with it: the handlers of /weekly/report.
 *
 * Whoever fills it in and may still do so gets the form instead (report_form.c). */
#include "clauses/weekly/report_view.h"

#include "base/limits.h"
#include "clauses/weekly/weekly_pages.h"
#include "clauses/weekly/weekly_verbs.h"

enum { MOST_MOVES = 16 };

/* ---- head ---- */

static void step_link(struct html h, int64_t id, Str label)
{
	if (id)
		html(h, "<a href=\"/weekly/report/", id, "\">", label, "</a>");
}

static void steps(struct html h, const struct report_view *view)
{
	/* Quiet: where one may look, not what one may do; on a phone it stays in its place. */
	html(h, "<div class=\"jb-actions is-quiet\"><span class=\"jb-step\">");
	step_link(h, view->previous_id, STR("‹ 上一周"));
	html(h, "<a href=\"/weekly/report/", view->report->id.v, "\" aria-current=\"page\">第 ", (int)view->period.number, " 周</a>");
	step_link(h, view->next_id, STR("下一周 ›"));
	html(h, "</span><button class=\"btn jb-desk\" type=\"button\" data-print hidden>");
	page_icon(h, "printer");
	html(h, "打印</button></div>");
}

static void withdraw_button(struct html h, const struct call *call, const struct weekly_report *report, Str why_not)
{
	if (!str_is_empty(why_not)) {
		html(h, "<span class=\"btn\" aria-disabled=\"true\">撤回</span><span class=\"jb-small jb-mute\">", why_not, "</span>");
		return;
	}
	page_actions(h);
	page_form_open(h, call, url_number(call->exchange->request.arena, "/weekly/report/", report->id.v, "/withdraw"));
	page_version(h, report->version);
	html(h, "<button class=\"btn\" type=\"submit\" data-asks=\"撤回后要重新报送，确认撤回？\">");
	page_icon(h, "arrow-back-up");
	html(h, "撤回</button>");
	page_form_close(h);
	page_actions_end(h);
}

/* Out of the moves one may make on this row; false: the move is not one's own. */
static bool find_move(const struct allowed_move *allowed, size_t count, const char *verb, Str *why_not_out)
{
	for (size_t i = 0; i < count; i++)
		if (str_is(str_of(allowed[i].move->verb), verb)) {
			*why_not_out = allowed[i].why_not;
			return true;
		}
	return false;
}

/* ---- what was reported ---- */

/* On time or late is what the duty says, by the first arrival; a supplement does not change it. */
static void arrival_mark(struct html h, const struct report_view *view)
{
	if (!view->has_duty)
		return;
	if (view->duty.state == DUTY_MET)
		page_state(h, LOOK_DONE, STR("按时"));
	else if (view->duty.state == DUTY_LATE)
		page_late(h, STR("迟报"));
	else if (view->duty.state == DUTY_BREACHED)
		page_late(h, STR("缺报"));
}

static size_t count_listed(const struct report_view *view, enum listing listing)
{
	size_t n = 0;

	for (size_t i = 0; i < view->items.count; i++)
		n += view->items.at[i].item->listing == listing;
	return n;
}

static void content_words_of(struct html h, const struct report_view *view)
{
	size_t listed = count_listed(view, ITEM_LISTED), left_out = count_listed(view, ITEM_LEFT_OUT);

	if (view->report->content == CONTENT_NIL)
		page_state(h, LOOK_DONE, STR("零报告"));
	else if (listed == 0 && left_out)
		html(h, "无列报事项，有说明未列 ", left_out, " 件");
	else
		html(h, "未果事项 ", listed, " 件");
	if (listed && left_out)
		html(h, "，有说明未列 ", left_out, " 件");
}

static void arrivals(struct act *act, struct html h, const struct report_view *view)
{
	const struct weekly_report *report = view->report;
	Str by = STR_NONE;

	html(h, "<dt>收到</dt><dd>", instant_words(act->arena, report->submitted_at), " ");
	arrival_mark(h, view);
	html(h, "</dd>");
	if (report->arrived_at.sec != report->submitted_at.sec)
		html(h, "<dt>补正稿收到</dt><dd>", instant_words(act->arena, report->arrived_at), "</dd>");
	if (record_title_of(act, &account_record, report->submitted_by.v, &by))
		html(h, "<dt>报送人</dt><dd>", by, "</dd>");
}

static void outline(struct act *act, struct html h, const struct report_view *view)
{
	const struct weekly_report *report = view->report;

	html(h, "<section class=\"card\"><div class=\"jb-itembody\"><dl class=\"jb-facts\"><dt>报送内容</dt><dd>");
	if (report->state == REPORT_OPEN || report->state == REPORT_DRAFT)
		html(h, "还没有报送；下面是草稿，报送前可能再改。");
	else
		content_words_of(h, view);
	html(h, "</dd>");
	if (instant_is_set(report->submitted_at)) {
		arrivals(act, h, view);
	} else {
		html(h, "<dt>收到</dt><dd>");
		arrival_mark(h, view);
		html(h, " 还没有收到</dd>");
	}
	if (report->state == REPORT_RETURNED) {
		html(h, "<dt>退回原因</dt><dd class=\"is-wide\">");
		page_lines(h, report->return_reason);
		html(h, "</dd>");
	}
	html(h, "</dl></div></section>\n");
}

/* ---- items ---- */

static void block(struct html h, const char *label, Str text)
{
	html(h, "<dt>", str_of(label), "</dt><dd class=\"is-wide\">");
	if (str_is_empty(text))
		html(h, "<span class=\"jb-mute\">—</span>");
	page_lines(h, text);
	html(h, "</dd>");
}

/* "（配合单位：规划建设局）": whom a block names beside its words. */
static Str with_unit(struct act *act, Str words, UnitId unit_id, const char *before)
{
	Str unit = STR_NONE;

	if (unit_id.v == 0 || !record_title_of(act, &unit_record, unit_id.v, &unit))
		return words;
	return str_format(act->arena, "%.*s%s%s：%.*s%s", STR_ARG(words), words.len ? "（" : "", before, STR_ARG(unit),
	                  words.len ? "）" : "");
}

static Str obstacle_of(struct act *act, const struct weekly_item *item)
{
	if (item->obstacle == OBSTACLE_NONE)
		return item->obstacle_detail;
	if (str_is_empty(item->obstacle_detail))
		return str_of(word_label(&obstacle_words, item->obstacle));
	return str_format(act->arena, "%s。%.*s", word_label(&obstacle_words, item->obstacle), STR_ARG(item->obstacle_detail));
}

static Str cooperation_of(struct act *act, const struct weekly_item *item)
{
	if (item->cooperation == COOPERATION_NEEDED)
		return with_unit(act, STR_NONE, item->cooperate_unit_id, "需要");
	return item->cooperation == COOPERATION_NOT_NEEDED ? STR("不需要") : STR_NONE;
}

static void item_head(struct act *act, struct html h, const struct report_row *row, size_t number)
{
	const struct weekly_item *item = row->item;

	html(h, "<article class=\"jb-item\" id=\"item-", row->n, "\"><header><span class=\"jb-no\">", number, "</span><h3>",
	     item->title, "</h3><span class=\"jb-small jb-mute\">");
	if (row->matter)
		html(h, "<a href=\"/matter/", row->matter->id.v, "\">", row->matter->number, "</a> · ");
	else
		html(h, "台账外 · ");
	html(h, "第 ", item->weeks, " 次上报</span>");
	if (row->matter)
		report_age(act, h, row->age_days);
	if (item->listing == ITEM_LISTED && item->same_percent == 100)
		page_state(h, LOOK_SOON, STR("与上周完全相同"));
	html(h, "<a class=\"jb-more\" href=\"/weekly/item/", item->id.v, "\" aria-label=\"逐周对照 ", item->title, "\">逐周对照</a></header>\n");
}

static void listed_item(struct act *act, struct html h, const struct report_view *view, const struct report_row *row, size_t number)
{
	const struct weekly_item *item = row->item;

	item_head(act, h, row, number);
	html(h, "<div class=\"jb-itembody\"><dl class=\"jb-facts jb-read\">");
	block(h, "责任单位", view->unit.name);
	block(h, "已做工作和效果", item->work_done);
	block(h, "困难或障碍", obstacle_of(act, item));
	block(h, "请求管委会协调解决", item->ask_committee);
	block(h, "需要谁协作配合", cooperation_of(act, item));
	block(h, "提醒或警示建议", with_unit(act, item->remind, item->remind_unit_id, "单位"));
	page_attachment_links(act, h, &item_record, item->id.v);
	html(h, "</dl></div></article>\n");
}

static void listed(struct act *act, struct html h, const struct report_view *view)
{
	size_t number = 0;

	if (count_listed(view, ITEM_LISTED) == 0)
		return;
	page_card_open(h, "未果事项");
	for (size_t i = 0; i < view->items.count; i++)
		if (view->items.at[i].item->listing == ITEM_LISTED)
			listed_item(act, h, view, &view->items.at[i], ++number);
	page_card_close(h);
}

static void left_out(struct act *act, struct html h, const struct report_view *view)
{
	size_t number = 0;

	if (count_listed(view, ITEM_LEFT_OUT) == 0)
		return;
	page_card_open(h, "有说明未列的");
	for (size_t i = 0; i < view->items.count; i++) {
		if (view->items.at[i].item->listing != ITEM_LEFT_OUT)
			continue;
		item_head(act, h, &view->items.at[i], ++number);
		html(h, "<div class=\"jb-itembody\"><dl class=\"jb-facts jb-read\">");
		block(h, "不列入的理由", view->items.at[i].item->left_out_ground);
		page_attachment_links(act, h, &item_record, view->items.at[i].item->id.v);
		html(h, "</dl></div></article>\n");
	}
	page_card_close(h);
}

static void omitted(struct act *act, struct html h, const struct report_view *view)
{
	if (view->omitted.count == 0)
		return;
	page_card_open(h, "台账里有、周报里还没有的");
	html(h, "<ul class=\"jb-plain\">");
	for (size_t i = 0; i < view->omitted.count; i++) {
		const struct matter *m = view->omitted.at[i].matter;

		html(h, "<li><a href=\"/matter/", m->id.v, "\">", m->title, "</a><span class=\"jb-small jb-mute\">", m->number, "</span>");
		report_age(act, h, view->omitted.at[i].age_days);
		html(h, "</li>");
	}
	html(h, "</ul>");
	page_card_close(h);
}

/* ---- the Bureau sends it back ---- */

static void return_form(struct html h, const struct call *call, const struct weekly_report *report)
{
	struct field_box box = { .name = STR("return_reason"), .refused = call->refused, .typed = call->refused ? call->input : NULL };
	Str fault = page_fault(call->refused, box.name);

	html(h, "<section class=\"card jb-noprint\"><div class=\"jb-cardhead\"><h2>退回补正</h2></div><div class=\"jb-itembody\">");
	page_form_open(h, call, url_number(call->exchange->request.arena, "/weekly/report/", report->id.v, "/return"));
	page_version(h, report->version);
	page_box_open(h, box.name, STR("退回原因"), STR("写明缺什么、怎样补；单位按工作日时限补正，收到时间不变"), fault);
	html(h, "<textarea class=\"form-control\" id=\"i-return_reason\" name=\"return_reason\" rows=\"2\"");
	html_if(h, !str_is_empty(fault), " aria-invalid=\"true\" aria-describedby=\"e-return_reason\"");
	html(h, ">\n", page_typed(&box), "</textarea>");
	page_box_close(h);
	page_actions(h);
	page_submit(h, "arrow-back-up", STR("退回补正"), NULL, NULL, false);
	page_actions_end(h);
	page_form_close(h);
	html(h, "</div></section>\n");
}

/* ---- the page ---- */

static void body(struct act *act, struct html h, const struct report_view *view)
{
	outline(act, h, view);
	omitted(act, h, view);
	listed(act, h, view);
	left_out(act, h, view);
	if (view->items.count == 0 && view->report->content == CONTENT_NIL) {
		html(h, "<section class=\"card\">");
		page_empty(h, STR("零报告：报送时台账中没有未果事项。"));
		html(h, "</section>\n");
	}
}

static bool read_view(struct act *act, struct call *call, const struct report_view *view)
{
	const struct weekly_report *report = view->report;
	const struct word *state = &report_state_words.at[report->state];
	struct page page = { .title = STR("未果事项周报"), .state = state->label, .look = state->look, .basis = &weekly_clause };
	struct allowed_move allowed[MOST_MOVES];
	size_t count = moves_allowed(act, &report_holding, report, allowed, MOST_MOVES);
	Str why_not = STR_NONE, week = period_words(act->arena, view->period);
	struct html h;

	page.sub = str_format(act->arena, "%.*s · %.*s", STR_ARG(week), STR_ARG(view->unit.name));
	h = page_open(act, call, &page);
	steps(h, view);
	if (find_move(allowed, count, "withdraw", &why_not))
		withdraw_button(h, call, report, why_not);
	page_body(h);
	html(h, "<div class=\"jb-grid jb-form\"><div class=\"jb-grid jb-stack\">");
	page_errors(h, call->refused, "没有改动");
	body(act, h, view);
	if (find_move(allowed, count, "return", &why_not))
		return_form(h, call, report);
	html(h, "</div><aside class=\"jb-grid\" aria-label=\"时限和经过\">");
	report_limits(act, h, view);
	page_corrections(act, h, &report_holding, view->report);
	page_attachments(act, h, call, &report_holding, view->report);
	report_line(act, h, view);
	report_instructions(act, h, view);
	html(h, "</aside></div>\n");
	return page_close(act, call);
}

bool report_page(struct act *act, struct call *call)
{
	struct report_view view = { 0 };

	if (!report_view_read(act, call, &view))
		return false;
	return view.writable ? report_form(act, call, &view) : read_view(act, call, &view);
}

/* ---- lists ---- */

bool report_list(struct act *act, struct call *call)
{
	call->holding = &report_holding;
	return page_record_list(act, call);
}

/* The newest of one's own unit that is still owed, else the newest. */
bool report_mine(struct act *act, struct call *call)
{
	struct list_ask ask = { .record = &report_record, .most = LIMIT_LIST_DEFAULT_ROWS,
	                        .scope = { SCOPE_UNIT, act->who->account_id, act->who->unit_id } };
	const struct weekly_report *chosen = NULL;
	struct list list;

	if (!record_list(act, &ask, &list))
		return false;
	for (size_t i = 0; i < list.count && !chosen; i++) {
		const struct weekly_report *report = list_row(&list, &report_record, i);

		if (report->state != REPORT_SUBMITTED)
			chosen = report;
	}
	if (!chosen && list.count)
		chosen = list_row(&list, &report_record, 0);
	call->to = chosen ? str_format(act->arena, "/weekly/report/%lld", (long long)chosen->id.v) : STR("/weekly/report");
	return true;
}

/* ---- doing it ---- */

static bool is_sent(const struct input *input, Str prefix, const char *field)
{
	const struct input_field *sent = input_find(input, prefix, field);

	return sent && !str_is_empty(str_trim(sent->value));
}

static bool is_written(const struct input *input, Str prefix)
{
	static const char *const words[] = { "work_done", "obstacle", "obstacle_detail", "ask_committee", "cooperation",
	                                     "remind", "remind_unit_id" };

	for (size_t i = 0; i < COUNT_OF(words); i++)
		if (is_sent(input, prefix, words[i]))
			return true;
	return false;
}

/* An omitted matter comes with its number whether or not anything was chosen for it. Where nothing was, the row says
 * nothing and goes; a ground or words written without the choice are the choice. */
static bool settle_choice(struct act *act, struct input *input, size_t n)
{
	Str prefix = str_format(act->arena, "items.%zu", n);
	const char *field = "delete", *value = "1";

	if (!is_sent(input, prefix, "matter_id") || is_sent(input, prefix, "id") || is_sent(input, prefix, "listing")
	    || is_sent(input, prefix, "delete"))
		return true;
	/* The list to add from has no choice to make: naming a matter there lists it. */
	if (!input_find(input, prefix, "left_out_ground"))
		return true;
	if (is_sent(input, prefix, "left_out_ground")) {
		field = "listing";
		value = "left_out";
	} else if (is_written(input, prefix)) {
		field = "listing";
		value = "listed";
	}
	return input_add(input, str_format(act->arena, "%.*s.%s", STR_ARG(prefix), field), str_of(value), INPUT_TEXT)
	    || refuse(act, REFUSED_TOO_LARGE, "weekly.rows", "这一页的内容太多，没有存上，请分两次存稿");
}

static bool do_move(struct act *act, struct call *call, const char *verb)
{
	if (!move_run(act, &report_holding, call->id, str_of(verb), call->input, NULL))
		return false;
	call->to = str_format(act->arena, "/weekly/report/%lld", (long long)call->id);
	return true;
}

static bool send_form(struct act *act, struct call *call, const char *verb)
{
	size_t rows = input_rows(call->input, STR("items"));

	for (size_t n = 0; n < rows; n++)
		if (!settle_choice(act, call->input, n))
			return false;
	return do_move(act, call, verb);
}

bool report_save(struct act *act, struct call *call)
{
	return send_form(act, call, "save");
}

bool report_submit(struct act *act, struct call *call)
{
	return send_form(act, call, "submit");
}

bool report_withdraw(struct act *act, struct call *call)
{
	return do_move(act, call, "withdraw");
}

bool report_return(struct act *act, struct call *call)
{
	return do_move(act, call, "return");
}
