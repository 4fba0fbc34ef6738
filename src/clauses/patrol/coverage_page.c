/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* coverage_page.c - the week of all units one may see: the map at the left, who did not see enough at the right, and of one unit
 * its areas, key sections and silences. Everything the map says stands in a table. */
#include "clauses/patrol/coverage_pages.h"
#include "clauses/patrol/device.h"
#include "clauses/patrol/patrol_tables.h"

#include "page/page.h"

/* Of one week and one unit; 0: all. */
static Url week_url(struct act *act, const char *path, Period week, UnitId unit, const char *tail)
{
	Str key = period_key(act->arena, week), start = str_format(act->arena, "%s?week=%.*s&unit=", path, STR_ARG(key));

	return url_number(act->arena, str_terminated(act->arena, start), unit.v, tail);
}

static Str percent(struct act *act, int permille)
{
	return str_format(act->arena, "%d.%d%%", permille / 10, permille % 10);
}

static Str kilometres(struct act *act, double metres)
{
	return str_format(act->arena, "%.1f", metres / 1000);
}

/* ---- head and choosers ---- */

static void week_step(struct act *act, struct html h, const struct week_view *view)
{
	const struct week_ask *ask = &view->ask;
	Period before = period_step(ask->week, -1), after = period_step(ask->week, 1);

	html(h, "<span class=\"jb-step\"><a href=\"", week_url(act, "/patrol/coverage", before, ask->chosen, ""), "\">‹ 第 ", (int)before.number,
	     " 周</a><a href=\"", week_url(act, "/patrol/coverage", ask->week, ask->chosen, ""), "\" aria-current=\"page\">第 ",
	     (int)ask->week.number, " 周</a>");
	if (period_first(after).day <= instant_date(act->now).day)
		html(h, "<a href=\"", week_url(act, "/patrol/coverage", after, ask->chosen, ""), "\">第 ", (int)after.number, " 周 ›</a>");
	html(h, "</span>");
}

static struct html open_page(struct act *act, struct call *call, const struct week_view *view)
{
	size_t behind = 0;
	const char *when = view->closed ? "" : view->running ? "本周进行中，" : "待定案，";
	struct page page = { .title = STR("巡查覆盖"), .sub = period_words(act->arena, view->ask.week), .basis = &patrol_clause };
	struct html h;

	for (size_t i = 0; i < view->ground.unit_count; i++)
		behind += unit_is_short(act, view, i);
	if (view->ground.unit_count) {
		page.state = str_terminated(act->arena, behind ? str_format(act->arena, "%s%zu 个单位未巡满", when, behind)
		                                               : str_format(act->arena, "%s全部巡满", when));
		page.look = !behind ? LOOK_DONE : view->closed ? LOOK_LATE : LOOK_SOON;
	}
	h = page_open(act, call, &page);
	page_actions(h);
	week_step(act, h, view);
	page_button_link(h, "list-details", STR("定案记录"), URL("/patrol/coverage/list"), false);
	if (caller_scope(act->who, &CAN_READ_LOOKBACK).kind != SCOPE_NONE)
		page_button_link(h, "eye-search", str_format(act->arena, "责任倒查 %zu 件", view->lookback_count), URL("/patrol/lookback"), true);
	page_actions_end(h);
	page_body(h);
	return h;
}

static void choosers(struct act *act, struct html h, const struct week_view *view)
{
	Date day = period_last(view->ask.week);

	html(h, "<form class=\"card jb-filter\" method=\"get\" action=\"/patrol/coverage\" aria-label=\"筛选\"><input type=\"hidden\" name=\"week\" value=\"",
	     period_key(act->arena, view->ask.week), "\">");
	html(h, "<label>单位 <select class=\"form-select\" name=\"unit\">");
	html_if(h, !view->ask.only.v, "<option value=\"0\">全部</option>");
	for (size_t i = 0; i < view->ground.unit_count; i++) {
		html(h, "<option value=\"", view->ground.units[i].id.v, "\"");
		html_if(h, view->ground.units[i].id.v == view->ask.chosen.v, " selected");
		html(h, ">", view->ground.units[i].name, "</option>");
	}
	html(h, "</select></label><button class=\"btn\" type=\"submit\">看</button>");
	html(h, "<span class=\"jb-small jb-mute jb-push\">半径 ", setting_on(act, &SETTING_RADIUS, day), " 米，中断 ",
	     setting_on(act, &SETTING_GAP, day), " 秒以上");
	html_if(h, act->house->is_demo, "；道路为示意");
	html(h, "</span></form>\n");
}

/* ---- units ---- */

static void share_cell(struct act *act, struct html h, const struct week_view *view, size_t unit)
{
	int permille = unit_permille(view, unit);
	bool behind = unit_is_short(act, view, unit);

	html(h, "<td><svg class=\"jb-meter\" viewBox=\"0 0 100 8\" preserveAspectRatio=\"none\" aria-hidden=\"true\">"
	        "<rect class=\"m-bg\" width=\"100\" height=\"8\" rx=\"2\"/><rect class=\"");
	html(h, behind ? STR("m-low") : STR("m-fg"), "\" width=\"", permille / 10, "\" height=\"8\" rx=\"2\"/></svg>");
	html_if(h, behind, "<span class=\"jb-late-word\">");
	html(h, percent(act, permille));
	html_if(h, behind, "</span>");
	html(h, "</td>");
}

static void days_cell(struct html h, const struct unit_week *u)
{
	html(h, "<td class=\"jb-num\">");
	if (!u->days_due)
		html(h, "<span class=\"jb-mute\">—</span>");
	else if (u->days_met < u->days_due)
		html(h, "<span class=\"jb-late-word\">", u->days_met, "/", u->days_due, "</span>");
	else
		html(h, u->days_met, "/", u->days_due);
	html(h, "</td>");
}

static void unit_row(struct act *act, struct html h, const struct week_view *view, size_t unit)
{
	const struct ground_unit *g = &view->ground.units[unit];
	const struct unit_week *u = &view->units[unit];
	Period week = view->ask.week;

	html(h, "<tr");
	html_if(h, g->id.v == view->ask.chosen.v, " class=\"is-chosen\"");
	html(h, "><td><a class=\"jb-name\" href=\"", week_url(act, "/patrol/coverage", week, g->id, ""), "\">", g->name, "</a></td>");
	share_cell(act, h, view, unit);
	html(h, "<td class=\"jb-num\"><a href=\"", week_url(act, "/patrol/coverage/missed", week, g->id, ""), "\">",
	     kilometres(act, unit_metres_missed(view, unit)), "</a></td>");
	days_cell(h, u);
	html(h, "<td class=\"jb-num\">");
	page_number_link(h, (int64_t)u->gaps, week_url(act, "/patrol/coverage", week, g->id, "#gaps"), false);
	html(h, "</td><td class=\"jb-num\">");
	if (caller_scope(act->who, &CAN_READ_LOOKBACK).kind != SCOPE_NONE) {
		Str from = date_iso(act->arena, period_first(week)), to = date_iso(act->arena, period_last(week));
		Str start = str_format(act->arena, "/patrol/lookback?until_at_from=%.*s&until_at_to=%.*s&unit_id=", STR_ARG(from), STR_ARG(to));

		page_number_link(h, (int64_t)u->lookbacks, url_number(act->arena, str_terminated(act->arena, start), g->id.v, ""), true);
	} else {
		html(h, "<span class=\"jb-mute\">—</span>");
	}
	html(h, "</td></tr>\n");
}

static size_t pieces_missed(const struct week_view *view)
{
	size_t missed = 0;

	for (size_t i = 0; i < view->ground.unit_count; i++)
		missed += coverage_sum(view->drive.coverage, i, NULL).pieces - coverage_sum(view->drive.coverage, i, NULL).passed;
	return missed;
}

static void units_card(struct act *act, struct html h, const struct week_view *view)
{
	html(h, "<section class=\"card\"><div class=\"jb-cardhead\"><h2>各单位</h2><span class=\"jb-small jb-mute\">",
	     instant_due_words(act->arena, view->due), view->closed ? STR(" 定案") : STR(" 定案，现为已收到的轨迹"), "</span><a class=\"jb-more\" href=\"",
	     week_url(act, "/patrol/coverage/missed", view->ask.week, view->ask.only, ""), "\">未巡清单 ", pieces_missed(view), " 段</a></div>");
	html(h, "<div class=\"jb-table-wrap\" tabindex=\"0\" role=\"region\" aria-label=\"各单位的覆盖\"><table class=\"jb-table\"><thead><tr>"
	        "<th scope=\"col\">单位</th><th scope=\"col\">覆盖</th><th scope=\"col\" class=\"jb-num\">未巡 km</th>"
	        "<th scope=\"col\" class=\"jb-num\">重点日</th><th scope=\"col\" class=\"jb-num\">中断</th>"
	        "<th scope=\"col\" class=\"jb-num\">倒查</th></tr></thead><tbody>\n");
	for (size_t i = 0; i < view->ground.unit_count; i++)
		unit_row(act, h, view, i);
	html(h, "</tbody></table></div></section>\n");
}

/* ---- problems that others found ---- */

static void lookbacks_card(struct act *act, struct html h, const struct week_view *view)
{
	if (caller_scope(act->who, &CAN_READ_LOOKBACK).kind == SCOPE_NONE)
		return;
	html(h, "<section class=\"card\"><div class=\"jb-cardhead\"><h2>责任倒查</h2><span class=\"jb-small jb-mute\">他人发现的问题</span>"
	        "<a class=\"jb-more\" href=\"/patrol/lookback/sums\">各单位统计</a></div>");
	if (view->lookback_count == 0)
		html(h, "<p class=\"jb-note jb-mute\">这一周没有他人发现的问题。</p>");
	html(h, "<ul class=\"jb-plain\">");
	for (size_t i = 0; i < view->lookback_count; i++) {
		const struct lookback *look = &view->lookbacks[i];
		const struct word *verdict = &lookback_verdict_words.at[look->verdict];

		html(h, "<li><a href=\"", url_number(act->arena, "/patrol/lookback/", look->id.v, ""), "\">", i + 1, " ", look->title,
		     "</a><span class=\"jb-small jb-mute\">", str_of(word_label(&matter_source_words, look->source)), "</span>");
		page_state(h, verdict->look, str_of(verdict->label));
		html(h, "</li>");
	}
	html(h, "</ul></section>\n");
}

/* ---- one unit ---- */

struct part_row { struct coverage_sum sum; int64_t first, last; double dwell; };

static void part_times(const struct week_view *view, const struct part *part, struct part_row *row)
{
	for (size_t p = 0; p < view->ground.pieces.count; p++) {
		int64_t first, last;

		if (!piece_set_has(&part->set, p) || !coverage_times(view->drive.coverage, part->unit, p, &first, &last))
			continue;
		if (!row->first || first < row->first)
			row->first = first;
		if (last > row->last)
			row->last = last;
	}
}

/* Seconds all devices of the unit were within each key area. */
static bool part_dwell(struct act *act, const struct week_view *view, struct part_row *rows)
{
	struct drive_ask ask = { .from = instant_at(period_first(view->ask.week), 0, 0), .received = view->received,
	                         .until = instant_at(date_plus(period_last(view->ask.week), 1), 0, 0) };
	int64_t gap = setting_on(act, &SETTING_GAP, period_first(view->ask.week));
	struct devices devices;

	if (!cover_store_devices(act, view->ask.only, &devices))
		return false;
	for (size_t i = 0; i < devices.count; i++) {
		struct fix *fixes;
		size_t count;

		if (!fixes_of(act, &devices.at[i], &ask, &fixes, &count))
			return false;
		for (size_t p = 0; p < view->ground.part_count; p++)
			if (view->ground.parts[p].kind == PART_KEY_AREA)
				rows[p].dwell += track_dwell(fixes, count, gap, &view->ground.parts[p].shape);
	}
	return true;
}

static void part_line(struct act *act, struct html h, const struct part *part, const struct part_row *row)
{
	static const char *const kinds[PART_KINDS] = { "责任区域", "重点片域", "重点路段" };
	const char *path = part->kind == PART_KEY_SECTION ? "/patrol/road/" : "/patrol/area/";
	int permille = row->sum.metres > 0 ? (int)(1000 * row->sum.metres_passed / row->sum.metres + 1e-6) : 1000;

	html(h, "<tr><td><a class=\"jb-name\" href=\"", url_number(act->arena, path, part->id, ""), "\">", part->name, "</a></td><td>",
	     str_of(kinds[part->kind]), "</td><td class=\"jb-num\">", percent(act, permille), "</td><td class=\"jb-num\">",
	     row->sum.pieces - row->sum.passed, "</td><td>");
	html(h, row->first ? instant_words(act->arena, (Instant){ row->first }) : STR("没有经过"), "</td><td>",
	     row->last ? instant_words(act->arena, (Instant){ row->last }) : STR_NONE, "</td><td class=\"jb-num\">");
	if (part->kind == PART_KEY_AREA)
		html(h, (int64_t)(row->dwell / 60 + 0.5), " 分");
	html(h, "</td></tr>\n");
}

static bool parts_card(struct act *act, struct html h, const struct week_view *view)
{
	struct part_row *rows = ARENA_ARRAY(act->arena, struct part_row, view->ground.part_count + 1);

	for (size_t i = 0; i < view->ground.part_count; i++) {
		rows[i].sum = coverage_sum(view->drive.coverage, view->ground.parts[i].unit, &view->ground.parts[i].set);
		part_times(view, &view->ground.parts[i], &rows[i]);
	}
	if (!part_dwell(act, view, rows))
		return false;
	page_card_open(h, "片域和重点路段");
	html(h, "<div class=\"jb-table-wrap\" tabindex=\"0\" role=\"region\" aria-label=\"片域和重点路段\"><table class=\"jb-table\"><thead><tr>"
	        "<th scope=\"col\">名称</th><th scope=\"col\">种类</th><th scope=\"col\" class=\"jb-num\">覆盖</th>"
	        "<th scope=\"col\" class=\"jb-num\">未巡段</th><th scope=\"col\">首次经过</th><th scope=\"col\">末次经过</th>"
	        "<th scope=\"col\" class=\"jb-num\">停留</th></tr></thead><tbody>\n");
	for (size_t i = 0; i < view->ground.part_count; i++)
		part_line(act, h, &view->ground.parts[i], &rows[i]);
	html(h, "</tbody></table></div>");
	page_card_close(h);
	return true;
}

static bool gaps_card(struct act *act, struct html h, const struct week_view *view)
{
	bool named = caller_scope(act->who, &CAN_READ_TRACK).kind != SCOPE_NONE;

	html(h, "<section class=\"card\" id=\"gaps\"><div class=\"jb-cardhead\"><h2>信号中断</h2></div>");
	if (view->drive.gap_count == 0)
		html(h, "<p class=\"jb-note jb-mute\">这一周没有信号中断。</p>");
	html(h, "<ul class=\"jb-plain\">");
	for (size_t i = 0; i < view->drive.gap_count; i++) {
		const struct drive_gap *gap = &view->drive.gaps[i];
		Str device = STR("设备");

		if (named && !record_title_of(act, &device_record, gap->device.v, &device))
			return false;
		html(h, "<li><a href=\"#map\" data-map-look=\"gap-", i, "\">", device, "</a><span class=\"jb-small jb-mute\">",
		     instant_words(act->arena, (Instant){ gap->gap.from.t }), "—", instant_clock(act->arena, (Instant){ gap->gap.to.t }),
		     "</span><span>", (gap->gap.to.t - gap->gap.from.t + 30) / 60, " 分</span></li>");
	}
	html(h, "</ul></section>\n");
	return true;
}

static bool one_unit(struct act *act, struct html h, const struct week_ask *ask)
{
	struct week_view view;

	if (!week_view(act, ask, ask->chosen, false, &view))
		return false;
	if (view.ground.unit_count == 0) {
		page_empty(h, STR("这个单位这一周没有应巡的片域和路段。"));
		return true;
	}
	return parts_card(act, h, &view) && gaps_card(act, h, &view);
}

/* The week of one vehicle, played on the map: script alone. Not there for who may not look at tracks. */
static bool play_bar(struct act *act, struct html h, const struct call *call, const struct week_ask *ask)
{
	struct devices devices;

	if (!ask->chosen.v || caller_scope(act->who, &CAN_READ_TRACK).kind == SCOPE_NONE)
		return true;
	if (!cover_store_devices(act, ask->chosen, &devices))
		return false;
	if (devices.count == 0)
		return true;
	html(h, "<form class=\"jb-play\" data-play hidden method=\"post\" action=\"/patrol/coverage/track\" aria-label=\"播放轨迹\">");
	page_form_secrets(h, call);
	html(h, "<input type=\"hidden\" name=\"week\" value=\"", period_key(act->arena, ask->week), "\">"
	        "<button class=\"btn\" type=\"button\" data-play-go aria-pressed=\"false\" aria-label=\"播放\">");
	page_icon(h, "player-play");
	html(h, "</button><select class=\"form-select\" name=\"device\" aria-label=\"车辆\" title=\"查看轨迹会记入台账\">");
	for (size_t i = 0; i < devices.count; i++)
		html(h, "<option value=\"", devices.at[i].id.v, "\">", devices.at[i].name, "</option>");
	html(h, "</select><span class=\"jb-small jb-playnow\" data-play-now>按播放，看这辆车的一周（记入台账）</span>"
	        "<div class=\"jb-playbar\" data-play-bar role=\"slider\" tabindex=\"0\" aria-label=\"时间\" aria-valuemin=\"0\" "
	        "aria-valuemax=\"10080\" aria-valuenow=\"0\"></div><span class=\"jb-step\">"
	        "<button type=\"button\" data-speed=\"1\" aria-pressed=\"false\">1×</button>"
	        "<button type=\"button\" data-speed=\"60\" aria-pressed=\"true\">60×</button></span></form>\n");
	return true;
}

bool coverage_page(struct act *act, struct call *call)
{
	struct week_ask ask;
	struct week_view view;
	struct html h;

	if (!week_asked(act, call, &ask) || !week_view(act, &ask, ask.only, true, &view))
		return false;
	h = open_page(act, call, &view);
	if (view.ground.unit_count == 0) {
		page_empty(h, STR("这一周没有应巡的片域和路段。先在“巡查片域”里画出片域并发布。"));
		return page_close(act, call);
	}
	choosers(act, h, &view);
	html(h, "<div class=\"jb-grid jb-mapgrid\"><section class=\"card\" id=\"map\" aria-label=\"地图\">");
	page_map(h, week_url(act, "/patrol/coverage/map.json", ask.week, ask.chosen, ""), STR("巡查覆盖"));
	if (!play_bar(act, h, call, &ask))
		return false;
	html(h, "</section><div class=\"jb-grid\">");
	units_card(act, h, &view);
	lookbacks_card(act, h, &view);
	html(h, "</div></div>\n");
	if (!coverage_late(act, h, &view))
		return false;
	if (!ask.chosen.v)
		html(h, "<p class=\"jb-small jb-mute\">选一个单位，看它的各片域、重点路段和信号中断。</p>\n");
	else if (!one_unit(act, h, &ask))
		return false;
	return page_close(act, call);
}
