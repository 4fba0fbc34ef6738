/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* plan_page.c - the plans of all units for a week; one plan as places by days, a number in each cell. */
#include "clauses/patrol/patrol_tables.h"
#include "clauses/patrol/plan_verbs.h"
#include "page/record_pages.h"

static const struct { const char *field, *label; } weekdays[PLAN_DAYS] = {
	{ "mon", "周一" }, { "tue", "周二" }, { "wed", "周三" }, { "thu", "周四" }, { "fri", "周五" }, { "sat", "周六" }, { "sun", "周日" },
};

struct plan_view {
	const struct patrol_plan *plan;
	Period week;
	bool may_edit, may_regenerate;
	const struct input *typed;      /* what was sent and refused */
	const struct refusal *refused;
	const struct duty *duty;        /* of PATROL_PLAN; NULL: not raised */
};

/* ---- weeks ---- */

static void week_link(struct act *act, struct html h, Period week, const char *before, const char *after, bool current)
{
	html(h, "<a href=\"/patrol/plan?period=", period_key(act->arena, week), "\"");
	html_if(h, current, " aria-current=\"page\"");
	html(h, ">", str_of(before), "第 ", (int)week.number, " 周", str_of(after), "</a>");
}

static void week_steps(struct act *act, struct html h, Period week)
{
	html(h, "<span class=\"jb-step\">");
	week_link(act, h, period_step(week, -1), "‹ ", "", false);
	week_link(act, h, week, "", "", true);
	week_link(act, h, period_step(week, 1), "", " ›", false);
	html(h, "</span>");
}

/* The week that is being planned, from Thursday on the next. */
static bool asked_week(struct act *act, const struct call *call, Period *out)
{
	Str asked = input_text(&call->exchange->request.query, "period");

	*out = duty_period_open_at(act, &PATROL_PLAN, act->now);
	if (!str_is_empty(asked) && (!period_parse(asked, out) || out->kind != WEEK))
		return refuse(act, REFUSED_NOT_FOUND, "patrol.period", "没有这一周");
	return true;
}

/* ---- all units ---- */

static void line(struct act *act, struct html h, const struct plan_line *l)
{
	const struct word *state = &plan_state_words.at[l->state];

	html(h, "<tr><td><a class=\"jb-name\" href=\"", url_number(act->arena, "/patrol/plan/", l->plan_id, ""), "\">", l->name, "</a></td><td>");
	page_state(h, state->look, str_of(state->label));
	if (l->duty == DUTY_LATE)
		page_late(h, STR("迟发布"));
	html(h, "</td><td>");
	if (instant_is_set(l->released_at))
		html(h, instant_short(act->arena, l->released_at));
	else
		html(h, "<span class=\"jb-mute\">—</span>");
	html(h, "</td><td class=\"jb-num\">", l->places, "</td><td class=\"jb-num\">", l->keys, "</td><td class=\"jb-num\">", l->rounds, "</td></tr>\n");
}

static void lines_table(struct act *act, struct html h, const struct plan_lines *lines)
{
	html(h, "<section class=\"card\"><div class=\"jb-table-wrap\" tabindex=\"0\" role=\"region\" aria-label=\"各单位的巡查计划\">"
	        "<table class=\"jb-table\"><thead><tr><th scope=\"col\">单位</th><th scope=\"col\">状态</th><th scope=\"col\">发布</th>"
	        "<th scope=\"col\" class=\"jb-num\">巡查处数</th><th scope=\"col\" class=\"jb-num\">其中每日必巡</th>"
	        "<th scope=\"col\" class=\"jb-num\">一周次数</th></tr></thead><tbody>\n");
	for (size_t i = 0; i < lines->count; i++)
		line(act, h, &lines->at[i]);
	html(h, "</tbody></table></div></section>\n");
}

/* A unit without a plan for the week is told so, and of others nothing. */
static bool all_plans(struct act *act, struct call *call, Period week, bool may_see)
{
	struct plan_lines lines = { 0 };
	struct html h;

	if (may_see && !plan_store_lines(act, period_key(act->arena, week), &lines))
		return false;
	h = page_open(act, call, &(struct page){ .title = STR("巡查计划"), .sub = period_words(act->arena, week), .basis = &patrol_clause });
	page_actions(h);
	week_steps(act, h, week);
	page_actions_end(h);
	page_body(h);
	if (lines.count)
		lines_table(act, h, &lines);
	else
		page_empty(h, STR("这一周还没有计划。计划在前一周的周四 8:00 生成。"));
	return page_close(act, call);
}

/* ---- one plan ---- */

static Str value_of(struct act *act, const struct plan_view *view, Str name, Str stored)
{
	return view->refused && view->typed ? input_text(view->typed, str_terminated(act->arena, name)) : stored;
}

static void number_box(struct act *act, struct html h, const struct plan_view *view, size_t row, int day)
{
	const struct plan_round *r = &view->plan->rounds.at[row];
	Str name = str_format(act->arena, "rounds.%zu.%s", row, weekdays[day].field), fault = page_fault(view->refused, name);
	Str place = plan_place_name(act, r), stored = str_format(act->arena, "%lld", (long long)plan_round_on(r, day));

	html(h, "<input class=\"form-control jb-rounds\" type=\"number\" inputmode=\"numeric\" max=\"9\" min=\"", plan_round_must(r, day) ? 1 : 0,
	     "\" id=\"", name, "\" name=\"", name, "\" value=\"",
	     value_of(act, view, name, stored), "\" aria-label=\"", place, " ",
	     str_of(weekdays[day].label), "\"");
	html_if(h, !str_is_empty(fault), " aria-invalid=\"true\"");
	html(h, ">");
	html_if(h, !str_is_empty(fault), "<span class=\"jb-fault\">", fault, "</span>");
}

static void cell(struct act *act, struct html h, const struct plan_view *view, size_t row, int day)
{
	const struct plan_round *r = &view->plan->rounds.at[row];
	bool past = plan_day(view->plan, day).day < instant_date(act->now).day, key = plan_round_must(r, day);
	int64_t rounds = plan_round_on(r, day);

	html(h, "<td class=\"jb-num");
	html_if(h, key, " is-key");
	html(h, "\">");
	if (view->may_edit && !past)
		number_box(act, h, view, row, day);
	else if (rounds)
		html(h, rounds);
	else
		html(h, "<span class=\"jb-mute\">—</span>");
	html(h, "</td>");
}

static int64_t week_sum(const struct plan_round *r)
{
	int64_t sum = 0;

	for (int day = 0; day < PLAN_DAYS; day++)
		sum += plan_round_on(r, day);
	return sum;
}

static void round_row(struct act *act, struct html h, const struct plan_view *view, size_t row)
{
	const struct plan_round *r = &view->plan->rounds.at[row];
	bool key = plan_round_is_key(r);

	html(h, "<tr><th scope=\"row\">");
	if (view->may_edit)
		html(h, "<input type=\"hidden\" name=\"rounds.", row, ".id\" value=\"", r->id.v, "\">");
	html(h, "<a class=\"jb-name\" href=\"", url_number(act->arena, r->road_id.v ? "/patrol/road/" : "/patrol/area/",
	     r->road_id.v ? r->road_id.v : r->area_id.v, ""), "\">", plan_place_name(act, r), "</a></th><td>");
	html(h, r->road_id.v ? (key ? STR("重点路段") : STR("道路")) : (key ? STR("重点片域") : STR("责任区域")), "</td>");
	for (int day = 0; day < PLAN_DAYS; day++)
		cell(act, h, view, row, day);
	html(h, "<td class=\"jb-num\">", week_sum(r), "</td></tr>\n");
}

static void day_heads(struct act *act, struct html h, const struct plan_view *view)
{
	for (int day = 0; day < PLAN_DAYS; day++) {
		Date on = plan_day(view->plan, day);
		Str holiday = calendar_holiday_name(act->calendar, on);

		html(h, "<th scope=\"col\" class=\"jb-num\">", str_of(weekdays[day].label), "<br><span class=\"jb-small jb-mute\">", date_month(on), "月",
		     date_day_of_month(on), "日");
		html_if(h, !str_is_empty(holiday), " ", holiday);
		html(h, "</span></th>");
	}
}

static void day_sums(struct html h, const struct plan_view *view)
{
	int64_t all = 0;

	html(h, "<tfoot><tr><td>合计</td><td></td>");
	for (int day = 0; day < PLAN_DAYS; day++) {
		int64_t sum = 0;

		for (size_t i = 0; i < view->plan->rounds.count; i++)
			sum += plan_round_on(&view->plan->rounds.at[i], day);
		all += sum;
		html(h, "<td class=\"jb-num\">", sum, "</td>");
	}
	html(h, "<td class=\"jb-num\">", all, "</td></tr></tfoot>");
}

static void grid(struct act *act, struct html h, const struct plan_view *view)
{
	html(h, "<section class=\"card\" id=\"rounds\"><div class=\"jb-table-wrap\" tabindex=\"0\" role=\"region\" aria-label=\"一周安排\">"
	        "<table class=\"jb-table jb-plan\"><thead><tr><th scope=\"col\">巡查哪里</th><th scope=\"col\">类别</th>");
	day_heads(act, h, view);
	html(h, "<th scope=\"col\" class=\"jb-num\">全周</th></tr></thead><tbody>\n");
	for (size_t i = 0; i < view->plan->rounds.count; i++)
		round_row(act, h, view, i);
	html(h, "</tbody>");
	day_sums(h, view);
	html(h, "</table></div></section>\n");
}

/* A place that came to stand since the plan was made. */
static void add_form(struct act *act, struct html h, const struct plan_view *view)
{
	static const char *const names[] = { "area_id", "road_id" };
	size_t n = view->plan->rounds.count;

	html(h, "<details class=\"card\"><summary class=\"jb-cardhead\">加一处</summary><div class=\"jb-itembody jb-addround\">");
	for (size_t i = 0; i < COUNT_OF(names); i++) {
		Str name = str_format(act->arena, "rounds.%zu.%s", n, names[i]);

		page_field(act, h, record_field(&plan_round_record, names[i]), &(struct field_box){
			.name = name, .value = STR_NONE, .refused = view->refused, .typed = view->refused ? view->typed : NULL });
	}
	for (int day = 0; day < PLAN_DAYS; day++) {
		Str name = str_format(act->arena, "rounds.%zu.%s", n, weekdays[day].field);

		if (plan_day(view->plan, day).day < instant_date(act->now).day)
			continue;
		page_box_open(h, name, str_of(weekdays[day].label), STR_NONE, page_fault(view->refused, name));
		html(h, "<input class=\"form-control jb-rounds\" type=\"number\" inputmode=\"numeric\" min=\"0\" max=\"9\" id=\"", name, "\" name=\"", name,
		     "\" value=\"", value_of(act, view, name, STR_NONE), "\">");
		page_box_close(h);
	}
	html(h, "</div></details>\n");
}

static void state_card(struct act *act, struct html h, const struct plan_view *view)
{
	const struct patrol_plan *plan = view->plan;
	Str rule = STR_NONE;

	html(h, "<section class=\"card\"><div class=\"jb-itembody\">");
	if (plan->state == PLAN_FORCED)
		html(h, "<p class=\"jb-strong\">这一周开始时计划还没有发布，按草稿执行（自 ", instant_words(act->arena, plan->forced_at), "）。</p>");
	if (plan->regime_id.v && record_title_of(act, &regime_record, plan->regime_id.v, &rule))
		html(h, "<p>依据<a href=\"", url_number(act->arena, "/regime/", plan->regime_id.v, ""), "\">", rule, "</a>生成。");
	else
		html(h, "<p>没有已备案的巡查制度，重点片域、重点路段按每天巡查。");
	html(h, "底色深的是必巡日，每格是当天巡查几次。</p>");
	html_if(h, !str_is_empty(plan->words), "<p>", plan->words, "</p>");
	html(h, "</div></section>\n");
	if (view->duty && plan->state != PLAN_RELEASED)
		page_duty_card(act, h, "发布时限", view->duty, STR_NONE);
}

static void buttons(struct act *act, struct html h, const struct call *call, const struct plan_view *view)
{
	Str action = str_format(act->arena, "/patrol/plan/%lld/", (long long)view->plan->id.v);

	page_actions(h);
	week_steps(act, h, view->week);
	if (view->may_regenerate) {
		page_form_open(h, call, (Url){ str_join(act->arena, action, STR("regenerate")) });
		page_version(h, view->plan->version);
		page_submit(h, NULL, STR("重新生成"), NULL, NULL, false);
		page_form_close(h);
	}
	if (view->may_edit) {
		html(h, "<button class=\"btn\" type=\"submit\" form=\"plan\">", view->plan->state == PLAN_DRAFT ? STR("存稿") : STR("保存调整"), "</button>");
		if (view->plan->state != PLAN_RELEASED)
			html(h, "<button class=\"btn btn-primary\" type=\"submit\" form=\"plan\" formaction=\"", (Url){ str_join(act->arena, action, STR("release")) },
			     "\">", view->plan->state == PLAN_DRAFT ? STR("发布") : STR("补发布"), "</button>");
	}
	page_actions_end(h);
}

static bool is_allowed(struct act *act, const struct patrol_plan *plan, const char *verb)
{
	const struct move *move = move_from(&plan_holding, (int)plan->state, str_of(verb));

	return move && scope_holds(caller_scope(act->who, move->by), &plan_record, plan);
}

/* Once the week is over there is nothing left to plan. */
static struct plan_view view_of(struct act *act, const struct call *call, const struct patrol_plan *plan)
{
	struct plan_view view = { .plan = plan, .typed = call->input, .refused = call->refused };
	bool over = plan_day(plan, PLAN_DAYS - 1).day < instant_date(act->now).day;

	must(period_parse(plan->period, &view.week));
	view.may_edit = !over && is_allowed(act, plan, "save");
	view.may_regenerate = is_allowed(act, plan, "regenerate");
	return view;
}

static bool one_plan(struct act *act, struct call *call, const struct patrol_plan *plan)
{
	const struct duty_about about = { .unit_id = plan->unit_id.v, .period = plan->period };
	const struct word *state = &plan_state_words.at[plan->state];
	struct plan_view view = view_of(act, call, plan);
	Str week = period_words(act->arena, view.week), unit;
	struct duty duty;
	struct html h;
	bool found;

	if (!record_title_of(act, &unit_record, plan->unit_id.v, &unit) || !duty_find(act, &PATROL_PLAN, &about, &found, &duty))
		return false;
	view.duty = found ? &duty : NULL;
	h = page_open(act, call, &(struct page){ .title = STR("巡查计划"), .sub = str_format(act->arena, "%.*s · %.*s", STR_ARG(unit), STR_ARG(week)),
		.state = state->label, .look = state->look, .basis = &patrol_clause });
	buttons(act, h, call, &view);
	page_body(h);
	page_errors(h, call->refused, "还不能保存");
	state_card(act, h, &view);
	if (view.may_edit)
		html(h, "<form id=\"plan\" method=\"post\" action=\"", url_number(act->arena, "/patrol/plan/", plan->id.v, "/save"), "\">");
	if (view.may_edit)
		page_form_secrets(h, call);
	if (view.may_edit)
		page_version(h, plan->version);
	if (plan->rounds.count)
		grid(act, h, &view);
	else
		page_empty(h, STR("本单位这一周没有划定的片域和道路。划定并发布以后，重新生成计划。"));
	if (view.may_edit) {
		add_form(act, h, &view);
		html(h, "</form>");
	}
	page_timeline(act, h, plan_record.name, plan->id.v);
	return page_close(act, call);
}

bool plan_page(struct act *act, struct call *call)
{
	return one_plan(act, call, call->row);
}

/* Whoever sees one unit only is shown its plan at once. */
bool plan_list_page(struct act *act, struct call *call)
{
	struct patrol_plan plan;
	bool found = false;
	Period week;

	if (!asked_week(act, call, &week))
		return false;
	if (call->scope.kind != SCOPE_ALL && !plan_of(act, (UnitId){ call->scope.unit_id }, period_key(act->arena, week), &found, &plan))
		return false;
	return found ? one_plan(act, call, &plan) : all_plans(act, call, week, call->scope.kind == SCOPE_ALL);
}

/* ---- doing ---- */

static bool do_verb(struct act *act, struct call *call, const char *verb)
{
	if (!move_run(act, &plan_holding, call->id, str_of(verb), call->input, NULL))
		return false;
	call->to = str_format(act->arena, "/patrol/plan/%lld", (long long)call->id);
	return true;
}

bool plan_do_save(struct act *act, struct call *call)
{
	return do_verb(act, call, "save");
}
bool plan_do_release(struct act *act, struct call *call)
{
	return do_verb(act, call, "release");
}
bool plan_do_regenerate(struct act *act, struct call *call)
{
	return do_verb(act, call, "regenerate");
}
