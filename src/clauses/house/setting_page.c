/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* setting_page.c - the numbers the notice leaves open: value, from when, by whose decision.
 * Owns the page; what may be set and withdrawn is setting_rules.c. */
#include "base/limits.h"
#include "clauses/house/setting_preview.h"

/* ---- each setting with its dated rows ---- */

struct shown { struct act *act; struct html h; const struct call *call; const struct list *rows; Date today; };

static const struct setting *row_at(const struct shown *p, size_t i)
{
	return list_row(p->rows, &setting_record, i);
}

/* The newest first: the first that has begun is in force. NULL: the default is. */
static const struct setting *in_force(const struct shown *p, const struct setting_rule *rule)
{
	for (size_t i = 0; i < p->rows->count; i++)
		if (str_is(row_at(p, i)->name, rule->name) && row_at(p, i)->from_on.day <= p->today.day)
			return row_at(p, i);
	return NULL;
}

static void withdraw_form(struct shown *p, const struct setting *s)
{
	Str id = str_format(p->act->arena, "reason-%lld", (long long)s->id.v);

	page_form_open(p->h, p->call, url_number(p->act->arena, "/setting/", s->id.v, "/withdraw"));
	page_version(p->h, s->version);
	html(p->h, "<label class=\"visually-hidden\" for=\"", id, "\">撤回的理由</label><input class=\"form-control form-control-sm\" name=\"reason\" id=\"",
	     id, "\" placeholder=\"撤回的理由\" maxlength=\"200\" required>");
	page_submit(p->h, NULL, STR("撤回"), NULL, NULL, false);
	page_form_close(p->h);
}

static void dated_row(struct shown *p, const struct setting_rule *rule, const struct setting *s, bool is_in_force)
{
	bool ahead = s->from_on.day > p->today.day;

	html(p->h, "<tr><td>");
	page_state(p->h, ahead ? LOOK_SOON : is_in_force ? LOOK_DONE : LOOK_EMPTY,
	           ahead ? STR("将来") : is_in_force ? STR("现在") : STR("过去"));
	html(p->h, "</td><td class=\"jb-num\">", s->value, "</td><td>", str_of(rule->unit), "</td><td>", s->from_on, "</td><td>", s->source);
	if (ahead && setting_may_set(p->act, rule))
		withdraw_form(p, s);
	html(p->h, "</td><td></td></tr>");
}

static void setting_rows(struct shown *p, const struct setting_rule *rule)
{
	const struct setting *now = in_force(p, rule);

	html(p->h, "<tr id=\"", str_of(rule->name), "\"><th scope=\"row\">", str_of(rule->label), "</th><td class=\"jb-num\">", setting_now(p->act, rule),
	     "</td><td>", str_of(rule->unit), "</td><td>");
	if (now)
		html(p->h, now->from_on);
	else
		html(p->h, "一向（默认）");
	html(p->h, "</td><td>默认 ", rule->value, "：", str_of(rule->source), "</td><td>");
	html_if(p->h, rule->security, "安全管理员");
	html_if(p->h, !rule->security, "法制局");
	html(p->h, "</td></tr>");
	for (size_t i = 0; i < p->rows->count; i++)
		if (str_is(row_at(p, i)->name, rule->name))
			dated_row(p, rule, row_at(p, i), row_at(p, i) == now);
}

static void all_settings(struct shown *p)
{
	struct html h = p->h;

	for (const struct clause *const *c = p->act->house->clauses; *c; c++) {
		if (!(*c)->settings || !(*c)->settings[0])
			continue;
		page_card_open(h, (*c)->label);
		html(h, "<div class=\"jb-table-wrap\" tabindex=\"0\" role=\"region\" aria-label=\"设置\"><table class=\"jb-table\"><thead><tr><th scope=\"col\">设置</th>"
		     "<th scope=\"col\" class=\"jb-num\">数值</th><th scope=\"col\">单位</th><th scope=\"col\">自何日起</th>"
		     "<th scope=\"col\">依据</th><th scope=\"col\">由谁设置</th></tr></thead><tbody>");
		for (const struct setting_rule *const *s = (*c)->settings; *s; s++)
			setting_rows(p, *s);
		html(h, "</tbody></table></div>");
		page_card_close(h);
	}
}

/* ---- the form ---- */

static void option(struct html h, const struct setting_rule *s, bool chosen)
{
	html(h, "<option value=\"", str_of(s->name), "\"");
	html_if(h, chosen, " selected");
	html(h, ">", str_of(s->label), "</option>");
}

static void choice(struct act *act, struct html h, const struct call *call)
{
	Str chosen = input_text(call->input, "name");

	page_box_open(h, STR("name"), STR("设置"), STR_NONE, page_fault(call->refused, STR("name")));
	html(h, "<select class=\"form-select\" name=\"name\" id=\"i-name\"><option value=\"\">请选择</option>");
	for (const struct clause *const *c = act->house->clauses; *c; c++)
		for (const struct setting_rule *const *s = (*c)->settings; s && *s; s++)
			if (setting_may_set(act, *s))
				option(h, *s, str_is(chosen, (*s)->name));
	html(h, "</select>");
	page_box_close(h);
}

/* typed: what was sent, refused or only asked about; NULL: nothing was. */
static void form(struct act *act, struct html h, const struct call *call, const struct input *typed)
{
	static const char *const names[] = { "value", "from_on", "source" };

	page_card_open(h, "改一项");
	html(h, "<div class=\"jb-itembody\">");
	page_form_open(h, call, URL("/setting"));
	choice(act, h, call);
	for (size_t i = 0; i < COUNT_OF(names); i++) {
		struct field_box box = { .name = str_of(names[i]), .refused = call->refused,
		                         .typed = typed };

		page_field(act, h, record_field(&setting_record, names[i]), &box);
	}
	page_submit(h, NULL, STR("看看会改变什么"), "preview", "1", true);
	page_form_close(h);
	html(h, "</div>");
	page_card_close(h);
}

static bool show(struct act *act, struct call *call, const struct setting_preview *preview)
{
	struct page page = { .title = STR("设置") };
	struct list_ask ask = { .record = &setting_record, .scope = { .kind = SCOPE_ALL }, .sort = "-from_on", .most = LIMIT_LIST_ROWS };
	struct list list;
	struct html h;
	bool may_set = caller_scope(act->who, &CAN_SET).kind != SCOPE_NONE;

	if (!record_list(act, &ask, &list))
		return false;
	h = page_open(act, call, &page);
	if (may_set)
		html(h, "<div class=\"jb-actions is-quiet\"><a class=\"btn\" href=\"#i-name\">改一项</a></div>");
	page_body(h);
	page_errors(h, call->refused, "设置没有改");
	if (preview)
		setting_preview_card(act, h, call, preview);
	all_settings(&(struct shown){ act, h, call, &list, instant_date(act->now) });
	if (list.after.len)
		html(h, "<p class=\"jb-hint\">这里只列最近 ", list.count, " 条；更早的请导出。</p>");
	if (list.count)
		page_export(h, call);
	if (may_set)
		form(act, h, call, call->refused || preview ? call->input : NULL);
	return page_close(act, call);
}

bool setting_page(struct act *act, struct call *call)
{
	return show(act, call, NULL);
}

/* Asked what it would change, the page says so and the change is not made; 确认 makes it. */
bool setting_do(struct act *act, struct call *call)
{
	struct setting_preview preview;

	if (!str_is_empty(input_text(call->input, "preview")))
		return setting_preview(act, call->input, &preview) && show(act, call, &preview);
	call->to = STR("/setting");
	return move_run(act, &setting_holding, 0, STR("set"), call->input, NULL);
}

bool setting_withdraw_do(struct act *act, struct call *call)
{
	call->to = STR("/setting");
	return move_run(act, &setting_holding, call->id, STR("withdraw"), call->input, NULL);
}
