/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* report_form.c - the form that each contact fills every week: what is reported, what was omitted, the items in
 * order; at the side what is still missing and by when.
 *
 * Owns: the order of the page. Its blocks are in report_item.c, its side in report_aside.c and report_line.c. */
#include "clauses/weekly/report_view.h"

#include "clauses/weekly/weekly_verbs.h"

/* ---- head ---- */

static void saved_minute(struct act *act, struct html h, const struct weekly_report *report)
{
	Instant at = report->saved_at;
	bool today = instant_date(at).day == instant_date(act->now).day;

	html(h, "<span class=\"jb-small jb-mute jb-saved\" data-saved role=\"status\">");
	if (instant_is_set(at))
		html(h, today ? instant_clock(act->arena, at) : instant_words(act->arena, at), " 已存稿");
	html(h, "</span>");
}

static void send_button(struct html h, const struct weekly_report *report, const char *verb, Str label, bool primary)
{
	html(h, "<button type=\"submit\" form=\"report\" formaction=\"/weekly/report/", report->id.v, "/", str_of(verb), "\" class=\"btn");
	html_if(h, primary, " btn-primary");
	html(h, "\">");
	if (primary)
		page_icon(h, "send");
	html(h, label, "</button>");
}

static void head(struct act *act, struct html h, const struct weekly_report *report)
{
	page_actions(h);
	saved_minute(act, h, report);
	html(h, "<button class=\"btn jb-desk\" type=\"button\" data-print hidden>");
	page_icon(h, "printer");
	html(h, "打印</button>");
	send_button(h, report, "save", STR("存稿"), false);
	send_button(h, report, "submit", report->state == REPORT_RETURNED ? STR("报送补正") : STR("报送"), true);
	page_actions_end(h);
}

/* ---- sent back ---- */

static void returned(struct act *act, struct html h, const struct report_view *view)
{
	if (view->report->state != REPORT_RETURNED)
		return;
	html(h, "<section class=\"card jb-back\" aria-label=\"退回补正\"><div class=\"jb-note\"><p>");
	page_state(h, LOOK_BACK, STR("法制局退回"));
	html(h, " ");
	page_lines(h, view->report->return_reason);
	html(h, "</p>");
	if (view->has_supplement && view->supplement.state != DUTY_MET) {
		html(h, "<p class=\"jb-small\">补正 ");
		html(h, page_due_words(act, &view->supplement), " 截止，");
		page_countdown(act, h, view->supplement.due_at);
		html(h, "</p>");
	}
	html(h, "</div></section>\n");
}

/* ---- what is reported ---- */

static const char *chosen_content(const struct report_view *view)
{
	const struct weekly_report *report = view->report;

	if (view->typed && !str_is_empty(input_text(view->typed, "content")))
		return str_is(input_text(view->typed, "content"), "nil") ? "nil" : "items";
	if (report->content == CONTENT_NIL && !view->held)
		return "nil";
	return report->content != CONTENT_UNSAID || report->items.count || view->held ? "items" : "";
}

static void choice_open(struct html h, const char *word, bool chosen, bool off)
{
	html(h, "<label");
	html_if(h, off, " class=\"is-off\"");
	html(h, "><input type=\"radio\" name=\"content\" value=\"", str_of(word), "\"");
	html_if(h, chosen && !off, " checked");
	html_if(h, off, " disabled");
	html(h, "><span>");
}

static void choose_items(struct html h, const struct report_view *view, bool chosen)
{
	choice_open(h, "items", chosen, false);
	html(h, "<b>有未果事项</b><small>");
	if (view->held || view->items.count)
		html(h, "台账中 ", view->held, " 件未办结，", view->items.count, " 件已预填，", view->omitted.count, " 件待说明");
	else
		html(h, "台账中没有未果事项；台账外的可以自己添加");
	html(h, "</small></span></label>\n");
}

/* What may not be chosen stays to be seen, with the number that forbids it. */
static void choose_nil(struct html h, const struct report_view *view, bool chosen)
{
	choice_open(h, "nil", chosen, view->held > 0);
	html(h, "<b>零报告</b>");
	if (view->held) {
		page_state(h, LOOK_SEALED, STR("不可选"));
		html(h, "<small>台账中还有 <a href=\"/matter?unit_id=", view->unit.id.v, "\">", view->held,
		     " 件未办结</a>，不能零报告</small>");
	} else if (view->items.count) {
		html(h, "<small>周报里还有 ", view->items.count, " 件，先移出才能零报告</small>");
	} else {
		html(h, "<small>台账中没有未果事项，本周也没有要请示协调的</small>");
	}
	html(h, "</span></label>\n");
}

static void content(struct html h, const struct report_view *view)
{
	const char *chosen = chosen_content(view);
	Str fault = page_fault(view->refused, STR("content"));

	html(h, "<section class=\"card\"><div class=\"jb-itembody\"><fieldset class=\"jb-field");
	html_if(h, !str_is_empty(fault), " is-wrong");
	html(h, "\" id=\"f-content\"><legend class=\"jb-legendlike\">本周报什么</legend>");
	if (!str_is_empty(fault)) {
		html(h, "<p class=\"jb-error\">");
		page_icon(h, "alert-triangle");
		html(h, fault, "</p>");
	}
	html(h, "<div class=\"jb-choice jb-pick\">");
	choose_items(h, view, str_is(str_of(chosen), "items"));
	choose_nil(h, view, str_is(str_of(chosen), "nil"));
	html(h, "</div></fieldset></div></section>\n");
}

/* ---- the matters ---- */

static void omitted(struct act *act, struct html h, const struct report_view *view)
{
	if (view->omitted.count == 0)
		return;
	html(h, "<section class=\"card\" id=\"omitted\"><h2 class=\"visually-hidden\">台账里有、周报里没有的</h2>\n");
	for (size_t i = 0; i < view->omitted.count; i++)
		report_omitted_block(act, h, view, &view->omitted.at[i]);
	html(h, "</section>\n");
}

/* Those with faults stand open; else the first, so that the page shows at once what is to be done. */
static bool stands_open(struct act *act, const struct report_view *view, size_t i, bool any_wrong)
{
	return any_wrong ? report_missing_in(act, view, &view->items.at[i]) > 0 : i == 0;
}

static void items(struct act *act, struct html h, const struct report_view *view)
{
	bool any_wrong = false;

	if (view->items.count == 0)
		return;
	for (size_t i = 0; view->refused && i < view->items.count; i++)
		any_wrong = any_wrong || report_missing_in(act, view, &view->items.at[i]);
	html(h, "<section class=\"card\" id=\"f-items\"><h2 class=\"visually-hidden\">未果事项</h2>\n");
	for (size_t i = 0; i < view->items.count; i++)
		report_item_block(act, h, view, &view->items.at[i], stands_open(act, view, i, any_wrong));
	html(h, "</section>\n");
}

/* ---- the page ---- */

static const char *error_heading(const struct call *call)
{
	return str_is(str_of(call->route->path), "/weekly/report/:id/save") ? "还没有存上" : "还不能报送";
}

static void fields(struct act *act, struct html h, const struct call *call, const struct report_view *view)
{
	Url save = url_number(act->arena, "/weekly/report/", view->report->id.v, "/save");

	html(h, "<form id=\"report\" class=\"jb-grid jb-stack\" method=\"post\" action=\"", save, "\" data-autosave=\"", save,
	     "\" novalidate>");
	page_form_secrets(h, call);
	page_version(h, view->report->version);
	page_errors(h, view->refused, error_heading(call));
	returned(act, h, view);
	content(h, view);
	omitted(act, h, view);
	items(act, h, view);
	report_added_blocks(act, h, view);
	html(h, "</form>\n");
}

bool report_form(struct act *act, struct call *call, const struct report_view *view)
{
	const struct weekly_report *report = view->report;
	const struct word *state = &report_state_words.at[report->state];
	struct page page = { .title = STR("未果事项周报"), .state = state->label, .look = state->look, .basis = &weekly_clause };
	Str week = period_words(act->arena, view->period);
	struct html h;

	page.sub = str_format(act->arena, "%.*s · %.*s", STR_ARG(week), STR_ARG(view->unit.name));
	h = page_open(act, call, &page);
	head(act, h, report);
	page_body(h);
	html(h, "<div class=\"jb-grid jb-form\">");
	fields(act, h, call, view);
	html(h, "<aside class=\"jb-grid\" aria-label=\"检查和经过\">");
	report_checks(act, h, view);
	report_limits(act, h, view);
	page_attachments(act, h, call, &report_holding, view->report);
	report_line(act, h, view);
	report_instructions(act, h, view);
	html(h, "</aside></div>\n");
	return page_close(act, call);
}
