/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* hand_page.c - to whom a finding is handed over: the units whose responsibility area holds its place come first. */
#include "clauses/patrol/recorder.h"

#include "clauses/patrol/area.h"
#include "geo/geojson.h"
#include "page/page.h"

/* ---- whose it is ---- */

static bool holds(struct act *act, const struct area *area, struct place spot)
{
	struct shape shape;
	Str why;

	return area->kind == AREA_RESPONSIBILITY && geojson_read_shape(act->arena, area->shape, &shape, &why) && shape_holds(&shape, spot);
}

static bool is_among(const struct unit_choices *units, UnitId id)
{
	for (size_t i = 0; i < units->count; i++)
		if (units->at[i].id.v == id.v)
			return true;
	return false;
}

bool finding_whose(struct act *act, struct place spot, Date on, struct unit_choices *out)
{
	struct areas areas;

	*out = (struct unit_choices){ 0 };
	if (!place_is_set(spot))
		return true;
	if (!areas_at(act, (UnitId){ 0 }, on, &areas))
		return false;
	out->at = ARENA_ARRAY(act->arena, struct unit_choice, areas.count + 1);
	for (size_t i = 0; i < areas.count; i++) {
		struct unit_choice *next = &out->at[out->count];

		if (!holds(act, &areas.at[i], spot) || is_among(out, areas.at[i].unit_id))
			continue;
		next->id = areas.at[i].unit_id;
		if (!record_title_of(act, &unit_record, next->id.v, &next->name))
			return false;
		out->count++;
	}
	return true;
}

/* ---- the form ---- */

static bool may_hand(struct act *act, const struct finding *finding)
{
	const struct move *move = move_from(&finding_holding, (int)finding->state, STR("hand"));

	return move && scope_holds(caller_scope(act->who, move->by), &finding_record, finding);
}

static Url here(struct act *act, const struct finding *finding, const char *verb)
{
	return url_number(act->arena, "/patrol/finding/", finding->id.v, verb);
}

/* One tap, a form of its own. */
static void tap(struct act *act, struct html h, const struct call *call, const struct finding *finding, const struct unit_choice *unit)
{
	bool ours = unit->id.v == finding->unit_id.v;

	page_form_open(h, call, here(act, finding, ours ? "/register" : "/hand"));
	page_version(h, finding->version);
	html_if(h, !ours, "<input type=\"hidden\" name=\"to_unit_id\" value=\"", unit->id.v, "\">");
	page_submit(h, NULL, ours ? STR("归本单位：转为执法事项") : str_join(act->arena, STR("移交"), unit->name), NULL, NULL, true);
	page_form_close(h);
}

static void first_choices(struct act *act, struct html h, const struct call *call, const struct finding *finding,
                          const struct unit_choices *whose)
{
	if (!place_is_set(finding->spot)) {
		html(h, "<p class=\"jb-note jb-two\">这条发现没有坐标，看不出落在谁的责任区域，请直接选单位。</p>");
		return;
	}
	html(h, "<p>按坐标属于：<strong>");
	for (size_t i = 0; i < whose->count; i++) {
		html_if(h, i > 0, "、");
		html(h, whose->at[i].name);
	}
	html_if(h, whose->count == 0, "没有单位的责任区域包含这里");
	html(h, "</strong></p>");
	for (size_t i = 0; i < whose->count; i++)
		tap(act, h, call, finding, &whose->at[i]);
}

bool finding_hand_form(struct act *act, struct call *call)
{
	const struct finding *finding = call->row;
	struct unit_choices whose;
	struct html h;

	if (!may_hand(act, finding))
		return refuse_not_there(act);
	if (!finding_whose(act, finding->spot, instant_date(finding->found_at), &whose))
		return false;
	h = page_open(act, call, &(struct page){ .title = STR("移交巡查发现"), .sub = finding->title });
	page_body(h);
	html(h, "<div class=\"jb-column\">");
	page_errors(h, call->refused, "还没有移交");
	page_card_open(h, "移交给谁");
	html(h, "<div class=\"jb-itembody\">");
	first_choices(act, h, call, finding, &whose);
	page_form_open(h, call, here(act, finding, "/hand"));
	page_version(h, finding->version);
	page_field(act, h, record_field(&finding_record, "to_unit_id"), &(struct field_box){
		.name = STR("to_unit_id"), .label = "移交单位", .refused = call->refused, .typed = call->refused ? call->input : NULL,
		.needed = true });
	page_actions(h);
	page_button_link(h, NULL, STR("取消"), here(act, finding, ""), false);
	page_submit(h, NULL, STR("移交"), NULL, NULL, whose.count == 0);
	page_actions_end(h);
	page_form_close(h);
	html(h, "</div>");
	page_card_close(h);
	html(h, "</div>");
	return page_close(act, call);
}

bool finding_hand_over(struct act *act, struct call *call)
{
	if (!move_run(act, &finding_holding, call->id, STR("hand"), call->input, NULL))
		return false;
	call->to = str_format(act->arena, "/patrol/finding/%lld", (long long)call->id);
	return true;
}
