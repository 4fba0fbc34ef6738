/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* setting_preview.c - what a setting would change, shown before anybody sets it; the same on the page and in the API.
 * Stores nothing. Which due minutes hang on a setting is duty/'s. */
#include "clauses/house/setting_preview.h"
#include "base/limits.h"

bool setting_preview(struct act *act, struct input *input, struct setting_preview *out)
{
	*out = (struct setting_preview){ 0 };
	if (!setting_judge(act, input, &out->setting))
		return false;
	out->rule = setting_rule_named(act->house, out->setting.name);
	return duty_preview(act, clauses_duty_rules(act->arena, act->house), out->rule, out->setting.value, &out->moved);
}

/* ---- on the page ---- */

static void moved_row(struct act *act, struct html h, const struct duty_moved *moved)
{
	struct duty then = moved->duty;
	Str unit = field_words(act, record_field(&duty_record, "unit_id"), &moved->duty);

	then.due_at = moved->due.at;
	then.provisional = moved->due.provisional;
	html(h, "<tr><td><a href=\"/duty/", moved->duty.id.v, "\">", moved->duty.title, "</a></td><td>", unit, "</td><td>",
	     page_due_words(act, &moved->duty), "</td><td>", page_due_words(act, &then), "</td></tr>");
}

static void moved_table(struct act *act, struct html h, const struct duty_preview *moved)
{
	if (moved->all == 0) {
		html(h, "<p>现在没有待办的职责会因这个数值算出不同的截止时间。</p>");
		return;
	}
	html(h, "<p>假如产生时就按这个数值，有 ", moved->all, " 件待办职责的截止会不同");
	html_if(h, moved->all > (int64_t)moved->count, "，下面是最先到期的 ", moved->count, " 件");
	html(h, "：</p><div class=\"jb-table-wrap\" tabindex=\"0\" role=\"region\" aria-label=\"会不同的截止\"><table class=\"jb-table\"><thead><tr>"
	     "<th scope=\"col\">职责</th><th scope=\"col\">单位</th><th scope=\"col\">说定的截止（不变）</th><th scope=\"col\">按新数值</th></tr></thead><tbody>");
	for (size_t i = 0; i < moved->count; i++)
		moved_row(act, h, &moved->at[i]);
	html(h, "</tbody></table></div>");
}

static void hidden(struct html h, const char *name, Str value)
{
	html(h, "<input type=\"hidden\" name=\"", str_of(name), "\" value=\"", value, "\">");
}

void setting_preview_card(struct act *act, struct html h, const struct call *call, const struct setting_preview *p)
{
	const struct setting *s = &p->setting;

	page_card_open(h, "会改变什么");
	html(h, "<div class=\"jb-itembody\"><p>“", str_of(p->rule->label), "”现在是 ", setting_now(act, p->rule), " ", str_of(p->rule->unit), "；从 ", s->from_on,
	     " 起改为 ", s->value, " ", str_of(p->rule->unit), "。已经产生的职责，说定的截止时间不变；从那天起新产生的按新数值算。</p>");
	moved_table(act, h, &p->moved);
	page_form_open(h, call, URL("/setting"));
	hidden(h, "name", s->name);
	hidden(h, "value", str_format(act->arena, "%lld", (long long)s->value));
	hidden(h, "from_on", date_iso(act->arena, s->from_on));
	hidden(h, "source", s->source);
	page_submit(h, NULL, STR("确认"), NULL, NULL, true);
	page_form_close(h);
	html(h, "</div>");
	page_card_close(h);
}

/* ---- in the API ---- */

static void write_moved(struct act *act, struct json *json, const struct duty_moved *moved)
{
	json_open(json, '{');
	json_name(json, STR("id"));
	json_int(json, moved->duty.id.v);
	json_name(json, STR("title"));
	json_text(json, moved->duty.title);
	json_name(json, STR("unit_id"));
	json_int(json, moved->duty.unit_id.v);
	json_name(json, STR("due_at"));
	json_text(json, instant_iso(act->arena, moved->duty.due_at));
	json_name(json, STR("would_be_due_at"));
	json_text(json, instant_iso(act->arena, moved->due.at));
	json_close(json, '}');
}

static void write_preview(struct act *act, struct json *json, const struct setting_preview *p)
{
	json_open(json, '{');
	json_name(json, STR("name"));
	json_text(json, p->setting.name);
	json_name(json, STR("value_now"));
	json_int(json, setting_now(act, p->rule));
	json_name(json, STR("value"));
	json_int(json, p->setting.value);
	json_name(json, STR("from_on"));
	json_text(json, date_iso(act->arena, p->setting.from_on));
	json_name(json, STR("count"));
	json_int(json, p->moved.all);
	json_name(json, STR("duties"));
	json_open(json, '[');
	for (size_t i = 0; i < p->moved.count; i++)
		write_moved(act, json, &p->moved.at[i]);
	json_close(json, ']');
	json_close(json, '}');
}

bool setting_preview_api(struct act *act, struct call *call)
{
	struct reply *reply = &call->exchange->reply;
	struct setting_preview preview;
	struct json json = { .out = &reply->body };

	if (!setting_preview(act, call->input, &preview))
		return false;
	reply->status = 200;
	reply->type = STR("application/json; charset=utf-8");
	reply->body.arena = call->exchange->request.arena;
	reply->body.len = 0;
	write_preview(act, &json, &preview);
	return true;
}
