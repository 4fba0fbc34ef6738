/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* duty_page.c - the list of time limits and one of them, with what the Legal Bureau may do to it.
 * Owns the pages; a duty is moved in duty/ alone. */
#include "clauses/house/house.h"

#include "clause/export.h"

const struct holding duty_holding = { &duty_record, NULL, &CAN_READ_DUTY, .hand_made = true };

/* ---- list ---- */

static void duty_row(struct act *act, struct html h, const struct duty *d)
{
	const struct word *state = &duty_state_words.at[d->state];
	Str unit = STR_NONE;

	if (!record_title_of(act, &unit_record, d->unit_id.v, &unit))
		return;
	html(h, "<tr><td><a class=\"jb-name\" href=\"", url_number(act->arena, "/duty/", d->id.v, ""), "\">", d->title,
	     "</a></td><td>", unit, "</td><td class=\"jb-nowrap\">", page_due_words(act, d), "</td><td>");
	if (d->state == DUTY_OPEN || d->state == DUTY_BREACHED)
		page_countdown(act, h, d->due_at);
	html(h, "</td><td>");
	page_state(h, state->look, str_of(state->label));
	html(h, "</td><td>");
	if (d->misbehaviour != NO_MISBEHAVIOUR && (d->state == DUTY_BREACHED || d->state == DUTY_LATE))
		html(h, str_of(misbehaviour_words.at[d->misbehaviour].label));
	html(h, "</td></tr>");
}

void duty_table(struct act *act, struct html h, const struct list *list, Str none)
{
	if (list->count == 0) {
		page_empty(h, none);
		return;
	}
	html(h, "<div class=\"jb-table-wrap\" tabindex=\"0\" role=\"region\" aria-label=\"时限\"><table class=\"jb-table\"><thead><tr><th scope=\"col\">时限</th>"
	     "<th scope=\"col\">单位</th><th scope=\"col\">截止</th><th scope=\"col\">还剩</th><th scope=\"col\">状态</th>"
	     "<th scope=\"col\">行为</th></tr></thead><tbody>");
	for (size_t i = 0; i < list->count; i++)
		duty_row(act, h, list_row(list, &duty_record, i));
	html(h, "</tbody></table></div>");
}

/* ---- whose, and how they stand ---- */

/* mine: what my role in my unit has to do; unit: all of my unit; all: everybody's I may see. */
static const struct { const char *word, *label; } whose_words[] = { { "mine", "我的" }, { "unit", "本单位" }, { "all", "全部单位" } };

static void tab(struct html h, const struct call *call, const char *name, Str word, Str label, Str chosen)
{
	html(h, "<a href=\"", page_list_url(call, name, word), "\"");
	html_if(h, str_equal(word, chosen), " aria-current=\"page\"");
	html(h, ">", label, "</a>");
}

static void tabs(struct html h, const struct call *call, Str whose, Str chosen)
{
	size_t kinds = call->scope.kind == SCOPE_ALL ? COUNT_OF(whose_words) : COUNT_OF(whose_words) - 1;

	html(h, "<nav class=\"jb-tabs\" aria-label=\"谁的职责\">");
	for (size_t i = 0; i < kinds; i++)
		tab(h, call, "whose", str_of(whose_words[i].word), str_of(whose_words[i].label), whose);
	html(h, "</nav><nav class=\"jb-tabs\" aria-label=\"按状态\">");
	for (unsigned i = 0; i < DUTY_STATES; i++)
		tab(h, call, "state", str_of(duty_state_words.at[i].word), str_of(duty_state_words.at[i].label), chosen);
	if (!str_is(whose, "mine"))
		tab(h, call, "state", STR("all"), STR("全部"), chosen);
	html(h, "</nav>");
}

static void filter(struct act *act, struct html h, const struct call *call, Str state)
{
	struct field_box box = { .name = STR("unit_id"), .value = input_text(call->input, "unit_id"), .label = "单位" };

	if (call->scope.kind != SCOPE_ALL)
		return;
	html(h, "<form class=\"card jb-filter\" method=\"get\" action=\"/duty\"><input type=\"hidden\" name=\"state\" value=\"",
	     state, "\">");
	html(h, "<label for=\"i-unit_id\">单位</label>");
	page_select_unit(act, h, &box);
	page_submit(h, NULL, STR("筛选"), NULL, NULL, false);
	html(h, "</form>");
}

/* The list's own words (state, whose) do not reach the filter of words. */
static bool ask_of(struct act *act, const struct call *call, Str whose, Str state, struct list_ask *out)
{
	struct input *query = ARENA_NEW(act->arena, struct input);
	struct list_ask ask = { .record = &duty_record, .scope = call->scope, .query = query, .sort = "due_at" };
	const struct input *sent = &call->exchange->request.query;

	query->arena = act->arena;
	for (size_t i = 0; i < sent->count; i++)
		if (!str_is(sent->fields[i].path, "state") && !str_is(sent->fields[i].path, "whose")
		    && !input_add(query, sent->fields[i].path, sent->fields[i].value, INPUT_TEXT))
			return refuse(act, REFUSED_TOO_LARGE, "duty.query", "筛选条件太多");
	if (!str_is(state, "all") && !input_add(query, STR("state"), state, INPUT_TEXT))
		return refuse(act, REFUSED_TOO_LARGE, "duty.query", "筛选条件太多");
	if (str_is(whose, "unit"))
		ask.scope = (struct scope){ SCOPE_UNIT, act->who->account_id, act->who->unit_id };
	if (!str_is(state, "open") && !str_is(state, "breached"))
		ask.sort = "-due_at";           /* history: the newest first */
	*out = ask;
	return true;
}

static bool ask_mine(struct act *act, Str state, struct list *out)
{
	unsigned wanted;
	struct duty *duties;

	if (!word_parse(&duty_state_words, state, &wanted))
		return refuse(act, REFUSED_NOT_FOUND, "duty.query", "没有这种状态");
	if (!duty_own(act, act->who, (enum duty_state)wanted, &duties, &out->count))
		return false;
	out->rows = duties;
	out->from = 1;
	return true;
}

static Str chosen_or(const struct call *call, const char *name, Str otherwise)
{
	Str chosen = input_text(&call->exchange->request.query, name);

	return str_is_empty(chosen) ? otherwise : chosen;
}

/* 我的 has no tab for 全部; who comes from another tab that has one sees what is to be done. */
static void choose(const struct call *call, Str *whose, Str *state)
{
	*whose = chosen_or(call, "whose", STR("mine"));
	*state = chosen_or(call, "state", STR("open"));
	if (str_is(*whose, "mine") && str_is(*state, "all"))
		*state = STR("open");
}

static bool put_mine(struct act *act, struct export *e)
{
	const struct holding *holding = holding_named(act->house, STR("duty"));
	struct list list = { 0 };

	if (!ask_mine(act, *(const Str *)e->ask, &list))
		return false;
	for (; (size_t)e->written < list.count; e->written++)
		export_put_row(act, e, holding, list_row(&list, &duty_record, (size_t)e->written));
	return true;
}

bool duty_list_file(struct act *act, struct call *call)
{
	enum sheet_kind kind = SHEET_CSV;
	struct list_ask ask;
	Str whose, state;
	struct export e;

	(void)export_is_asked(&call->exchange->request, &kind);
	choose(call, &whose, &state);
	if (!ask_of(act, call, whose, state, &ask))
		return false;
	e = export_of_record(act, holding_named(act->house, STR("duty")), &ask, kind);
	if (str_is(whose, "mine")) {
		e.scope.kind = SCOPE_OWN;
		e.rows = put_mine;
		e.ask = &state;
	}
	return export_answer(act, call, &e);
}

bool duty_list_page(struct act *act, struct call *call)
{
	struct page page = { .title = STR("职责"), .sub = instant_words(act->arena, act->now) };
	struct list list = { 0 };
	struct list_ask ask;
	Str whose, state;
	struct html h;

	choose(call, &whose, &state);
	if (!(str_is(whose, "mine") ? ask_mine(act, state, &list)
	      : ask_of(act, call, whose, state, &ask) && record_list(act, &ask, &list)))
		return false;
	h = page_open(act, call, &page);
	page_body(h);
	tabs(h, call, whose, state);
	if (str_is(whose, "all") && call->scope.kind == SCOPE_ALL)
		filter(act, h, call, state);
	html(h, "<section class=\"card\">");
	duty_table(act, h, &list, str_is(state, "open") ? STR("眼下没有要办的。") : STR("这里没有。"));
	page_card_close(h);
	page_pager(h, call, &list);
	if (list.count)
		page_export(h, call);
	return page_close(act, call);
}

/* ---- one ---- */

static void fact(struct html h, const char *label, Str value)
{
	if (!str_is_empty(value))
		html(h, "<dt>", str_of(label), "</dt><dd>", value, "</dd>");
}

static void fact_at(struct act *act, struct html h, const char *label, Instant at)
{
	if (instant_is_set(at))
		fact(h, label, instant_words(act->arena, at));
}

/* The page where it is met; the rule's own path, so "%lld" stands at most once and is put in by hand. */
static Url place_of(struct act *act, const struct duty_rule *rule, const struct duty *d)
{
	Str path = str_of(rule->path), before = path, after = STR_NONE;

	if (!str_cut(path, '%', &before, &after))
		return (Url){ path };
	after = str_after(after, 3);
	return (Url){ str_format(act->arena, "%.*s%lld%.*s", STR_ARG(before), (long long)d->subject_id, STR_ARG(after)) };
}

static void facts(struct act *act, struct html h, const struct duty *d, const struct duty_rule *rule)
{
	Str unit = STR_NONE;

	if (!record_title_of(act, &unit_record, d->unit_id.v, &unit))
		return;
	html(h, "<section class=\"card\"><dl class=\"jb-facts\">");
	fact(h, "单位", unit);
	if (rule) {
		fact(h, "事项", str_of(rule->label));
		fact(h, "依据", str_of(rule->clause));
		fact(h, "由谁办", str_of(role_words.at[rule->done_by].label));
		if (rule->within.number > 0)
			fact(h, "期限", limit_words(act->arena, rule->within));
	}
	fact(h, "期次", d->period);
	fact_at(act, h, "产生", d->raised_at);
	html(h, "<dt>截止</dt><dd>");
	html(h, page_due_words(act, d), " 截止，");
	page_countdown(act, h, d->due_at);
	html(h, "</dd>");
	fact(h, "截止说明", d->due_why);
	html_if(h, d->provisional, "<dt>暂定</dt><dd>当年放假安排还没有公布，公布后重新计算。</dd>");
	fact_at(act, h, "履行", d->met_at);
	fact_at(act, h, "逾期", d->breached_at);
	fact_at(act, h, "中止", d->paused_at);
	fact_at(act, h, "免除", d->waived_at);
	fact(h, "理由", d->ground);
	if (d->misbehaviour != NO_MISBEHAVIOUR)
		fact(h, "逾期属于", str_of(misbehaviour_words.at[d->misbehaviour].label));
	html(h, "</dl></section>");
}

/* ground: the form's own field name, as several forms stand on one page. */
struct steering { const char *verb, *label, *hint, *ground; bool due; };

static void steer(struct act *act, struct html h, const struct call *call, const struct duty *d, const struct steering *s)
{
	Str start = str_format(act->arena, "/%s", s->verb);

	html(h, "<details class=\"card jb-move\"");
	html_if(h, call->refused, " open");
	html(h, "><summary>", str_of(s->label), "</summary>");
	page_form_open(h, call, url_number(act->arena, "/duty/", d->id.v, str_terminated(act->arena, start)));
	page_version(h, d->version);
	if (s->due) {
		page_box_open(h, STR("due_at"), STR("新的截止时间"), STR("如 2026-12-01T18:00"),
		              page_fault(call->refused, STR("due_at")));
		html(h, "<input class=\"form-control\" type=\"datetime-local\" name=\"due_at\" id=\"i-due_at\" value=\"",
		     input_text(call->input, "due_at"), "\">");
		page_box_close(h);
	}
	if (s->ground) {
		Str name = str_of(s->ground);

		page_box_open(h, name, STR("理由"), str_of(s->hint), page_fault(call->refused, name));
		html(h, "<textarea class=\"form-control\" rows=\"2\" name=\"", name, "\" id=\"i-", name, "\">",
		     input_text(call->input, s->ground), "</textarea>");
		page_box_close(h);
	}
	page_submit(h, NULL, str_of(s->label), NULL, NULL, false);
	page_form_close(h);
	html(h, "</details>");
}

static const struct steering pausing = { "pause", "中止计时", "写明依据和起因", "pause_ground", false };
static const struct steering resuming = { "resume", "恢复计时", NULL, NULL, false };
static const struct steering extending = { "extend", "延期", "写明依据和起因", "extend_ground", true };
static const struct steering waiving = { "waive", "免除", "写明为什么不再需要", "waive_ground", false };

static void steerings(struct act *act, struct html h, const struct call *call, const struct duty *d,
                      const struct duty_rule *rule)
{
	if (caller_scope(act->who, &CAN_STEER_DUTY).kind == SCOPE_NONE)
		return;
	if (d->state == DUTY_PAUSED)
		steer(act, h, call, d, &resuming);
	if (d->state == DUTY_OPEN && rule && rule->pausable)
		steer(act, h, call, d, &pausing);
	if (d->state == DUTY_OPEN)
		steer(act, h, call, d, &extending);
	if (d->state == DUTY_OPEN || d->state == DUTY_PAUSED || d->state == DUTY_BREACHED)
		steer(act, h, call, d, &waiving);
}

bool duty_page(struct act *act, struct call *call)
{
	const struct duty *d = call->row;
	const struct duty_rule *rule = duty_rule_named(act, d->rule);
	const struct word *state = &duty_state_words.at[d->state];
	struct page page = { .title = d->title, .state = state->label, .look = state->look };
	struct html h = page_open(act, call, &page);

	if (rule && rule->path && (d->state == DUTY_OPEN || d->state == DUTY_BREACHED)) {
		page_actions(h);
		page_button_link(h, NULL, STR("去办"), place_of(act, rule, d), true);
		page_actions_end(h);
	}
	page_body(h);
	page_errors(h, call->refused, "没有办成");
	facts(act, h, d, rule);
	steerings(act, h, call, d, rule);
	page_timeline(act, h, "duty", d->id.v);
	return page_close(act, call);
}

/* ---- what may be done to it ---- */

enum { GROUND_CHARACTERS = 500 };

static bool ground_of(struct act *act, const struct call *call, const struct steering *s, Str *out)
{
	Str ground = input_text(call->input, s->ground);

	if (str_is_empty(ground))
		fault_at(act, str_of(s->ground), "duty.ground", "请写明理由");
	if (str_characters(ground) > GROUND_CHARACTERS)
		fault_at(act, str_of(s->ground), "duty.ground", "理由最多 %d 字，现在是 %zu 字", GROUND_CHARACTERS,
		         str_characters(ground));
	*out = ground;
	return act_sound(act);
}

static int64_t version_of(const struct call *call)
{
	return input_int(call->input, "version", 0);
}

static bool back_to(struct act *act, struct call *call, bool done)
{
	call->to = str_format(act->arena, "/duty/%lld", (long long)call->id);
	return done;
}

bool duty_pause_do(struct act *act, struct call *call)
{
	Str ground;

	return ground_of(act, call, &pausing, &ground)
	    && back_to(act, call, duty_pause(act, (DutyId){ call->id }, version_of(call), ground));
}

bool duty_resume_do(struct act *act, struct call *call)
{
	return back_to(act, call, duty_resume(act, (DutyId){ call->id }, version_of(call)));
}

bool duty_extend_do(struct act *act, struct call *call)
{
	Instant due;
	Str ground;

	if (!instant_parse(input_text(call->input, "due_at"), &due))
		fault_at(act, STR("due_at"), "duty.due_at", "请写明新的截止时间，如 2026-12-01T18:00");
	return ground_of(act, call, &extending, &ground)
	    && back_to(act, call, duty_extend(act, (DutyId){ call->id }, version_of(call), due, ground));
}

bool duty_waive_do(struct act *act, struct call *call)
{
	Str ground;

	return ground_of(act, call, &waiving, &ground)
	    && back_to(act, call, duty_waive(act, (DutyId){ call->id }, version_of(call), ground));
}
