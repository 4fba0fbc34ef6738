/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* lookback_page.c - the evidence of one look-back: the place and who passed, on a map and as a table, the rounds that were due,
 * the verdict and what a person may do with it; and on a page what each unit should have found and did not. */
#include "clauses/patrol/area_pages.h"
#include "clauses/patrol/coverage_pages.h"
#include "clauses/patrol/lookback_verbs.h"
#include "clauses/patrol/patrol_tables.h"

#include "geo/geojson.h"
#include "page/record_pages.h"

/* ---- who passed ---- */

/* 王强、李敏; nobody: the vehicle alone. */
static bool officers_of(struct act *act, const struct lookback_pass *pass, Str *out)
{
	struct patrol patrol;
	Str lead, second;

	*out = STR("没有巡查记录");
	if (!pass->patrol_id.v)
		return true;
	if (!record_load(act, &patrol_record, pass->patrol_id.v, &patrol) || !record_title_of(act, &officer_record, patrol.lead_id.v, &lead))
		return false;
	*out = lead;
	if (!patrol.second_id.v)
		return true;
	if (!record_title_of(act, &officer_record, patrol.second_id.v, &second))
		return false;
	*out = str_format(act->arena, "%.*s、%.*s", STR_ARG(lead), STR_ARG(second));
	return true;
}

static bool pass_line(struct act *act, struct html h, const struct lookback_pass *pass)
{
	Str device, officers;

	if (!record_title_of(act, &device_record, pass->device_id.v, &device) || !officers_of(act, pass, &officers))
		return false;
	html(h, "<tr><td><a href=\"#map\" data-map-look=\"pass-", pass->id.v, "\">", device, "</a></td><td>");
	if (pass->patrol_id.v)
		html(h, "<a href=\"", url_number(act->arena, "/patrol/tour/", pass->patrol_id.v, ""), "\">", officers, "</a>");
	else
		html(h, "<span class=\"jb-mute\">", officers, "</span>");
	html(h, "</td><td>", instant_words(act->arena, pass->nearest_at), "</td><td class=\"jb-num\">", pass->metres, " 米</td><td class=\"jb-num\">",
	     pass->left_at.sec - pass->entered_at.sec, " 秒</td></tr>\n");
	return true;
}

static bool passes_card(struct act *act, struct html h, const struct lookback *look)
{
	html(h, "<section class=\"card\"><div class=\"jb-cardhead\"><h2>经过</h2><span class=\"jb-small jb-mute\">视线以内 ", look->pass_count, " 次");
	html_if(h, look->pass_count > (int64_t)look->passes.count, "，列出前 ", look->passes.count, " 次");
	html(h, "</span></div>");
	if (look->passes.count == 0) {
		html(h, "<p class=\"jb-note jb-mute\">这段时间没有本单位的车辆或人员经过。</p></section>\n");
		return true;
	}
	html(h, "<div class=\"jb-table-wrap\" tabindex=\"0\" role=\"region\" aria-label=\"经过\"><table class=\"jb-table\"><thead><tr>"
	        "<th scope=\"col\">车辆或设备</th><th scope=\"col\">巡查人员</th><th scope=\"col\">最近的一刻</th>"
	        "<th scope=\"col\" class=\"jb-num\">距离</th><th scope=\"col\" class=\"jb-num\">停留</th></tr></thead><tbody>\n");
	for (size_t i = 0; i < look->passes.count; i++)
		if (!pass_line(act, h, &look->passes.at[i]))
			return false;
	html(h, "</tbody></table></div></section>\n");
	return true;
}

static void due_card(struct act *act, struct html h, const struct lookback *look)
{
	page_card_open(h, "应巡");
	html(h, "<div class=\"jb-note\"><p class=\"jb-strong\">", look->due_words.len ? look->due_words : STR("不知道归谁巡"), "</p><p>看的时间：",
	     instant_words(act->arena, look->from_at), " 至 ", instant_words(act->arena, look->until_at), "</p></div>");
	page_card_close(h);
}

bool lookback_page(struct act *act, struct call *call)
{
	const struct lookback *look = call->row;
	const struct word *verdict = &lookback_verdict_words.at[look->verdict];
	struct duty duty;
	bool found;
	struct html h = page_open(act, call, &(struct page){
		.title = look->title, .sub = str_format(act->arena, "责任倒查 · %s", lookback_state_words.at[look->state].label),
		.state = verdict->label, .look = verdict->look, .basis = &patrol_clause });

	record_buttons(act, h, call, &lookback_holding, look);
	page_body(h);
	page_errors(h, call->refused, "没有办成");
	html(h, "<div class=\"jb-grid jb-form\"><div class=\"jb-grid jb-stack\"><section class=\"card\" id=\"map\" aria-label=\"地图\">");
	page_map(h, url_number(act->arena, "/patrol/lookback/", look->id.v, "/map.json"), STR("地点和经过"));
	html(h, "</section>");
	if (!passes_card(act, h, look))
		return false;
	html(h, "</div><aside class=\"jb-grid\" aria-label=\"结论和经过\">");
	due_card(act, h, look);
	page_card_open(h, "内容");
	html(h, "<div class=\"jb-itembody\">");
	record_facts(act, h, call, &lookback_holding, look);
	html(h, "</div>");
	page_card_close(h);
	if (!duty_find(act, &LOOKBACK_DECIDE, &(struct duty_about){ .subject = lookback_record.name, .subject_id = look->id.v }, &found, &duty))
		return false;
	if (found)
		page_duty_card(act, h, "认定时限", &duty, STR_NONE);
	page_timeline(act, h, lookback_record.name, look->id.v);
	html(h, "</aside></div>\n");
	return page_close(act, call);
}

/* ---- the map ---- */

enum { MARGIN_S = 30 };                         /* of the way before it came into sight and after it left */

static bool put_pass(struct act *act, struct json *j, const struct lookback_pass *pass)
{
	struct drive_ask ask = { .from = instant_plus(pass->entered_at, -MARGIN_S), .until = instant_plus(pass->left_at, MARGIN_S + 1) };
	Str at = instant_words(act->arena, pass->nearest_at);
	struct map_feature feature = { .id = str_format(act->arena, "pass-%lld", (long long)pass->id.v), .look = "trail",
	                               .words = str_format(act->arena, "%.*s，最近 %lld 米", STR_ARG(at), (long long)pass->metres) };
	struct chain line = { 0 };
	struct device device;
	struct fix *fixes;

	if (!record_load(act, &device_record, pass->device_id.v, &device) || !fixes_of(act, &device, &ask, &fixes, &line.count))
		return false;
	if (line.count < 2)
		return true;
	line.at = ARENA_ARRAY(act->arena, struct place, line.count);
	for (size_t i = 0; i < line.count; i++)
		line.at[i] = fixes[i].at;
	feature.label = device.name;
	feature.geometry = geojson_text(act->arena, &(struct shape){ .lines = &line, .line_count = 1 });
	map_feature_put(j, &feature);
	return true;
}

bool lookback_map(struct act *act, struct call *call)
{
	const struct lookback *look = call->row;
	struct area_map_ask beneath = { .grey_roads = true };
	struct json j = area_map_begin(call);

	if (!area_map_standing(act, &j, instant_date(look->until_at), &beneath))
		return false;
	for (size_t i = 0; i < look->passes.count; i++)
		if (!put_pass(act, &j, &look->passes.at[i]))
			return false;
	if (place_is_set(look->spot))
		map_feature_put(&j, &(struct map_feature){ .id = STR("spot"), .look = "pin", .geometry = place_geometry(act, look->spot),
		                                           .label = look->title, .words = look->due_words });
	area_map_end(act, &j);
	return true;
}

/* ---- what each unit should have found and did not ---- */

static Url rows_url(struct act *act, const char *field, const char *word, UnitId unit)
{
	Str start = str_format(act->arena, "/patrol/lookback?%s=%s&unit_id=", field, word);

	return url_number(act->arena, str_terminated(act->arena, start), unit.v, "");
}

static bool sum_line(struct act *act, struct html h, const struct lookback_sum *sum)
{
	static const enum lookback_state order[] = { LOOKBACK_COMPUTED, LOOKBACK_CONFIRMED, LOOKBACK_REJECTED };
	const int64_t states[] = { sum->open, sum->confirmed, sum->rejected };
	Str unit;

	if (!record_title_of(act, &unit_record, sum->unit_id.v, &unit))
		return false;
	html(h, "<tr><th scope=\"row\">", unit, "</th>");
	for (unsigned v = 0; v < VERDICTS; v++) {
		html(h, "<td class=\"jb-num\">");
		page_number_link(h, sum->of[v], rows_url(act, "verdict", lookback_verdict_words.at[v].word, sum->unit_id),
		                 lookback_verdict_words.at[v].look == LOOK_LATE);
		html(h, "</td>");
	}
	for (size_t i = 0; i < COUNT_OF(order); i++) {
		html(h, "<td class=\"jb-num\">");
		page_number_link(h, states[i], rows_url(act, "state", lookback_state_words.at[order[i]].word, sum->unit_id), false);
		html(h, "</td>");
	}
	html(h, "</tr>\n");
	return true;
}

bool lookback_sums_page(struct act *act, struct call *call)
{
	UnitId only = { call->scope.kind == SCOPE_ALL ? 0 : call->scope.unit_id };
	struct lookback_sum *sums;
	size_t count;
	struct html h;

	if (!lookback_sums(act, DATE_NONE, only, &sums, &count))
		return false;
	h = page_open(act, call, &(struct page){ .title = STR("责任倒查统计"), .sub = STR("各单位该发现而没有发现的"), .basis = &patrol_clause });
	page_actions(h);
	page_button_link(h, "history-toggle", STR("责任倒查清单"), URL("/patrol/lookback"), false);
	page_actions_end(h);
	page_body(h);
	if (count == 0) {
		page_empty(h, STR("还没有责任倒查。"));
		return page_close(act, call);
	}
	html(h, "<section class=\"card\"><div class=\"jb-table-wrap\" tabindex=\"0\" "
	        "role=\"region\" aria-label=\"各单位责任倒查\"><table class=\"jb-table\"><thead><tr><th scope=\"col\">单位</th>");
	for (unsigned v = 0; v < VERDICTS; v++)
		html(h, "<th scope=\"col\" class=\"jb-num\">", str_of(lookback_verdict_words.at[v].label), "</th>");
	html(h, "<th scope=\"col\" class=\"jb-num\">待认定</th><th scope=\"col\" class=\"jb-num\">已认定</th><th scope=\"col\" class=\"jb-num\">不予认定</th>"
	        "</tr></thead><tbody>\n");
	for (size_t i = 0; i < count; i++)
		if (!sum_line(act, h, &sums[i]))
			return false;
	html(h, "</tbody></table></div></section>\n");
	return page_close(act, call);
}
