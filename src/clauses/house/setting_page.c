/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* setting_page.c - the numbers the notice leaves open: value, from when, by whose decision.
 * Owns the page and the move that sets one; a setting is declared by the clause that uses it. */
#include "clauses/house/house.h"

static const struct setting_rule *rule_named(const struct house *house, Str name)
{
	for (const struct clause *const *c = house->clauses; *c; c++)
		for (const struct setting_rule *const *s = (*c)->settings; s && *s; s++)
			if (str_is(name, (*s)->name))
				return *s;
	return NULL;
}

static bool is_within(struct act *act, const void *before __attribute__((unused)), void *row,
                      struct input *input __attribute__((unused)))
{
	const struct setting *s = row;
	const struct setting_rule *rule = rule_named(act->house, s->name);

	if (!rule) {
		fault_at(act, STR("name"), "setting.name", "请选一项设置");
		return act_sound(act);
	}
	if (s->value < rule->least || s->value > rule->most)
		fault_at(act, STR("value"), "setting.value", "“%s”要在 %lld 和 %lld 之间", rule->label,
		         (long long)rule->least, (long long)rule->most);
	/* What was due under the old number stays so: a setting is never changed backwards. */
	if (date_is_set(s->from_on) && s->from_on.day < instant_date(act->now).day)
		fault_at(act, STR("from_on"), "setting.from", "不能早于今天");
	return act_sound(act);
}

static bool read_again(struct act *act, const void *before __attribute__((unused)),
                       void *row __attribute__((unused)), struct input *input __attribute__((unused)))
{
	return settings_load(act);
}

static const struct move moves[] = {
	{ MOVE_NEW, "set", MOVE_STAY, "改设置", &CAN_SET, .takes = "name value from_on source", .check = is_within,
	  .then = read_again, .primary = true },
	MOVES_END
};
const struct holding setting_holding = { &setting_record, moves, &CAN_READ_SETTING, .hand_made = true };

/* ---- page ---- */

static void setting_row(struct act *act, struct html h, const struct setting_rule *s)
{
	html(h, "<tr><td>", str_of(s->label), "</td><td class=\"jb-num\">", setting_now(act, s), "</td><td>", str_of(s->unit),
	     "</td><td class=\"jb-num\">", s->value, "</td><td>", str_of(s->source), "</td></tr>");
}

static void all_settings(struct act *act, struct html h)
{
	for (const struct clause *const *c = act->house->clauses; *c; c++) {
		if (!(*c)->settings || !(*c)->settings[0])
			continue;
		page_card_open(h, (*c)->label);
		html(h, "<div class=\"jb-table-wrap\" tabindex=\"0\" role=\"region\" aria-label=\"设置\"><table class=\"jb-table\"><thead><tr><th scope=\"col\">设置</th>"
		     "<th scope=\"col\" class=\"jb-num\">现值</th><th scope=\"col\">单位</th>"
		     "<th scope=\"col\" class=\"jb-num\">默认</th><th scope=\"col\">默认的出处</th></tr></thead><tbody>");
		for (const struct setting_rule *const *s = (*c)->settings; *s; s++)
			setting_row(act, h, *s);
		html(h, "</tbody></table></div>");
		page_card_close(h);
	}
}

static void changes(struct html h, const struct house *house, const struct list *list)
{
	if (list->count == 0)
		return;
	page_card_open(h, "改过的");
	html(h, "<div class=\"jb-table-wrap\" tabindex=\"0\" role=\"region\" aria-label=\"设置\"><table class=\"jb-table\"><thead><tr><th scope=\"col\">设置</th>"
	     "<th scope=\"col\" class=\"jb-num\">数值</th><th scope=\"col\">自何日起</th><th scope=\"col\">依据</th>"
	     "</tr></thead><tbody>");
	for (size_t i = 0; i < list->count; i++) {
		const struct setting *s = list_row(list, &setting_record, i);
		const struct setting_rule *rule = rule_named(house, s->name);

		html(h, "<tr><td>", rule ? str_of(rule->label) : s->name, "</td><td class=\"jb-num\">", s->value, "</td><td>",
		     s->from_on, "</td><td>", s->source, "</td></tr>");
	}
	html(h, "</tbody></table></div>");
	page_card_close(h);
}

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
			option(h, *s, str_is(chosen, (*s)->name));
	html(h, "</select>");
	page_box_close(h);
}

static void form(struct act *act, struct html h, const struct call *call)
{
	static const char *const names[] = { "value", "from_on", "source" };

	page_card_open(h, "改一项");
	page_form_open(h, call, URL("/setting"));
	choice(act, h, call);
	for (size_t i = 0; i < COUNT_OF(names); i++) {
		struct field_box box = { .name = str_of(names[i]), .refused = call->refused,
		                         .typed = call->refused ? call->input : NULL };

		page_field(act, h, record_field(&setting_record, names[i]), &box);
	}
	page_submit(h, NULL, STR("改设置"), NULL, NULL, true);
	page_form_close(h);
	page_card_close(h);
}

bool setting_page(struct act *act, struct call *call)
{
	struct page page = { .title = STR("设置") };
	struct list_ask ask = { .record = &setting_record, .scope = { .kind = SCOPE_ALL }, .sort = "-from_on" };
	struct list list;
	struct html h;

	if (!record_list(act, &ask, &list))
		return false;
	h = page_open(act, call, &page);
	page_body(h);
	page_errors(h, call->refused, "设置没有改");
	all_settings(act, h);
	changes(h, act->house, &list);
	if (list.count)
		page_export(h, call);
	if (caller_scope(act->who, &CAN_SET).kind != SCOPE_NONE)
		form(act, h, call);
	return page_close(act, call);
}

bool setting_do(struct act *act, struct call *call)
{
	call->to = STR("/setting");
	return move_run(act, &setting_holding, 0, STR("set"), call->input, NULL);
}
