/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* home.c - what the first page says of the weekly report. To the leader and the Bureau: the sentence as a number, its
 * parts, eight weeks, and the units side by side. To a unit: this week's report, how far it is and by when. */
#include "clauses/weekly/board_view.h"
#include "clauses/weekly/weekly_verbs.h"

/* ---- the sentence and its number ---- */

/* Reports that were due and are not there, late ones included; what may be omitted stands apart until verified. */
static int64_t not_reported(const struct board_view *view)
{
	return (int64_t)(view->count[STANDING_MISSING] + view->count[STANDING_LATE]);
}

static size_t failures_of_week(const struct board_view *view, Str period)
{
	size_t n = 0;

	for (size_t i = 0; i < view->mark_count; i++)
		n += str_equal(view->marks[i].period, period)
		  && (view->marks[i].duty == DUTY_BREACHED || view->marks[i].duty == DUTY_LATE);
	return n;
}

static void eight_bars(struct act *act, struct html h, const struct board_view *view)
{
	enum { BAR_STEP = 29, BASE = 27, HIGHEST = 24 };
	size_t failures[BOARD_WEEKS], most = 1;

	for (int week = 0; week < BOARD_WEEKS; week++) {
		Str key = period_key(act->arena, period_step(view->period, week + 1 - BOARD_WEEKS));

		failures[week] = failures_of_week(view, key);
		most = failures[week] > most ? failures[week] : most;
	}
	html(h, "<svg class=\"jb-spark\" viewBox=\"0 0 250 40\" role=\"img\" aria-label=\"近八周缺报和迟报：");
	for (int week = 0; week < BOARD_WEEKS; week++)
		html(h, failures[week], week + 1 < BOARD_WEEKS ? STR("、") : STR_NONE);
	html(h, "\"><line class=\"c-axis\" x1=\"0\" x2=\"232\" y1=\"27\" y2=\"27\"/>");
	for (int week = 0; week < BOARD_WEEKS; week++) {
		int height = (int)(failures[week] * HIGHEST / most), x = week * BAR_STEP;

		html(h, "<rect class=\"");
		html(h, week + 1 == BOARD_WEEKS ? STR("c-a4") : STR("c-a1"));
		html(h, "\" x=\"", x, "\" y=\"", BASE - height, "\" width=\"20\" height=\"", height, "\"/>");
		if (week == 0 || week + 1 == BOARD_WEEKS)
			html(h, "<text class=\"t-mute t-mid\" x=\"", x + 10, "\" y=\"39\">",
			     (int)period_step(view->period, week + 1 - BOARD_WEEKS).number, "</text>");
	}
	html(h, "</svg>");
}

static void part(struct act *act, struct html h, const struct board_view *view, const char *label, int64_t n, const char *show)
{
	Str address = str_format(act->arena, "/weekly?period=%.*s%s", STR_ARG(view->key), show);

	html(h, "<li>", str_of(label));
	page_number_link(h, n, (Url){ address }, false);
	html(h, "</li>");
}

static void sentence(struct act *act, struct html h, const struct board_view *view)
{
	html(h, "<section class=\"card jb-sentence\"><div><h2>决不允许解决不了问题不报告</h2><div class=\"jb-figure\">");
	page_number_link(h, not_reported(view), url_join(act->arena, "/weekly?period=", view->key), false);
	html(h, "<b>应报告未按时报告</b><span class=\"jb-small jb-mute\">", period_words(act->arena, view->period), "</span></div>");
	eight_bars(act, h, view);
	html(h, "</div><ul class=\"jb-behind\">");
	part(act, h, view, "周报缺报", (int64_t)view->count[STANDING_MISSING], "&show=missing");
	part(act, h, view, "周报迟报", (int64_t)view->count[STANDING_LATE], "&show=late");
	part(act, h, view, "还没到，未到截止", (int64_t)(view->count[STANDING_OPEN] + view->count[STANDING_DRAFT]), "");
	part(act, h, view, "可能漏列，未计入", board_omitted(view), "#omitted");
	html(h, "</ul></section>\n");
}

/* ---- units side by side ---- */

static void unit_row(struct act *act, struct html h, const struct board_view *view, size_t i)
{
	const struct board_row *row = &view->rows.at[i];
	enum standing standing = view->standing[i];

	html(h, "<tr><td>", row->unit_name, "</td><td>");
	page_state(h, standing_look(standing), str_of(standing_label(standing)));
	html(h, "</td><td class=\"jb-num\">");
	page_number_link(h, row->listed, url_number(act->arena, "/weekly/report/", row->report_id, ""), false);
	html(h, "</td><td class=\"jb-num\">");
	html_if(h, row->oldest_days > 90, "<span class=\"jb-late-word\">");
	if (row->oldest_days)
		html(h, row->oldest_days);
	else
		html(h, "—");
	html_if(h, row->oldest_days > 90, "</span>");
	html(h, "</td><td class=\"jb-num\">");
	page_number_link(h, row->omitted, url_join(act->arena, "/weekly?period=", view->key), true);
	html(h, "</td><td>");
	board_strip(act, h, view, row->unit_id);
	html(h, "</td></tr>\n");
}

static void units(struct act *act, struct html h, const struct board_view *view)
{
	int64_t listed = 0;

	html(h, "<section class=\"card\"><div class=\"jb-table-wrap\" tabindex=\"0\" role=\"region\" aria-label=\"各单位周报\">"
		"<table class=\"jb-table\"><thead><tr><th scope=\"col\">单位</th><th scope=\"col\">本周周报</th>"
		"<th scope=\"col\" class=\"jb-num\">未果</th><th scope=\"col\" class=\"jb-num\">最久（日）</th>"
		"<th scope=\"col\" class=\"jb-num\">可能漏列</th><th scope=\"col\">近 8 周</th></tr></thead><tbody>\n");
	for (size_t i = 0; i < view->rows.count; i++) {
		listed += view->rows.at[i].listed;
		unit_row(act, h, view, i);
	}
	html(h, "</tbody><tfoot><tr><td>全区 ", view->rows.count, " 个单位</td><td></td><td class=\"jb-num\">", listed,
	     "</td><td></td><td class=\"jb-num\">", board_omitted(view), "</td><td></td></tr></tfoot></table></div></section>\n");
}

static bool whole_zone(struct act *act, struct html h)
{
	struct board_view view;

	if (!board_view_read(act, duty_period_open_at(act, &WEEKLY_REPORT, act->now), &view))
		return false;
	sentence(act, h, &view);
	units(act, h, &view);
	return true;
}

/* ---- one unit ---- */

static bool own_unit(struct act *act, struct html h)
{
	Str key = period_key(act->arena, duty_period_open_at(act, &WEEKLY_REPORT, act->now));
	struct duty_about about = { .unit_id = act->who->unit_id, .period = key };
	struct weekly_report report;
	struct duty duty;
	bool found, owed, fills;

	if (!weekly_report_of(act, (UnitId){ act->who->unit_id }, key, &found, &report)
	    || !duty_find(act, &WEEKLY_REPORT, &about, &owed, &duty))
		return false;
	if (!found || !owed)
		return true;
	html(h, "<section class=\"card\"><div class=\"jb-cardhead\"><h2>", duty.title, "</h2>");
	page_state(h, report_state_words.at[report.state].look, str_of(report_state_words.at[report.state].label));
	html(h, "</div><div class=\"jb-note\"><p>");
	html(h, page_due_words(act, &duty), " 截止");
	if (duty.state == DUTY_OPEN || duty.state == DUTY_BREACHED) {
		html(h, "，");
		page_countdown(act, h, duty.due_at);
	}
	fills = report.state != REPORT_SUBMITTED && scope_holds(caller_scope(act->who, &CAN_REPORT), &report_record, &report);
	html(h, "</p><p>");
	page_button_link(h, "file-report", fills ? STR("去填报") : STR("看周报"),
	                 url_number(act->arena, "/weekly/report/", report.id.v, ""), fills);
	html(h, "</p></div></section>\n");
	return true;
}

bool weekly_home(struct act *act, const struct call *call, struct html h)
{
	switch (caller_scope(act->who, &CAN_READ_REPORT).kind) {
	case SCOPE_ALL:
		return whole_zone(act, h);
	case SCOPE_UNIT:
		return own_unit(act, h);
	case SCOPE_OWN:
	case SCOPE_NONE:
		break;
	}
	return true;
}
