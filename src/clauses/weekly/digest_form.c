/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* digest_form.c - the same digest while the Bureau writes it: beside each item its analysis and proposal. */
#include "clauses/weekly/digest_view.h"

#include "clauses/weekly/weekly_pages.h"

static struct field_box box(struct act *act, const struct call *call, const struct entry_view *view, const char *name, Str value)
{
	return (struct field_box){
		.name = str_format(act->arena, "entries.%zu.%s", view->place, name), .value = value,
		.refused = call->refused, .typed = call->refused ? call->input : NULL, .rows = 2,
	};
}

static void entry_field(struct act *act, struct html h, const struct call *call, const struct entry_view *view, const char *name)
{
	const struct field *field = record_field(&digest_entry_record, name);
	struct field_box b = box(act, call, view, name, page_field_value(act, field, view->entry));

	page_field(act, h, field, &b);
}

static void entry_form(struct act *act, struct html h, const struct call *call, const struct entry_view *view)
{
	html(h, "<section class=\"card jb-entry\" id=\"item-", view->item.id.v, "\"><div class=\"jb-cardhead\"><h3>", view->item.title,
	     "</h3></div><div class=\"jb-entrygrid\"><div class=\"jb-note\">");
	digest_item(act, h, view);
	html(h, "</div><div class=\"jb-note\"><input type=\"hidden\" name=\"entries.", view->place, ".id\" value=\"", view->entry->id.v, "\">");
	entry_field(act, h, call, view, "analysis");
	html(h, "<div class=\"jb-pair\">");
	entry_field(act, h, call, view, "proposal");
	entry_field(act, h, call, view, "proposal_unit_id");
	html(h, "</div>");
	entry_field(act, h, call, view, "proposal_words");
	html(h, "</div></div></section>\n");
}

static void entries(struct act *act, struct html h, const struct call *call, const struct digest_view *view)
{
	size_t units = 0;

	if (view->entry_count == 0)
		html(h, "<section class=\"card\"><p class=\"jb-note jb-two\">还没有收到列报的未果事项。</p></section>");
	for (size_t i = 0; i < view->entry_count; i++) {
		if (i == 0 || view->entries[i].item.unit_id.v != view->entries[i - 1].item.unit_id.v)
			html(h, "<h2 class=\"jb-unithead\">（", number_in_chinese(act->arena, ++units), "）", view->entries[i].unit_name, "</h2>");
		entry_form(act, h, call, &view->entries[i]);
	}
}

static void week_form(struct act *act, struct html h, const struct call *call, const struct digest_view *view)
{
	const struct field *field = record_field(&digest_record, "analysis");

	html(h, "<section class=\"card\"><div class=\"jb-cardhead\"><h2>总体情况与分析</h2></div><div class=\"jb-itembody\">");
	page_field(act, h, field, &(struct field_box){ .name = STR("analysis"), .value = view->digest->analysis,
		.refused = call->refused, .typed = call->refused ? call->input : NULL, .rows = 6, .needed = true,
		.hint = "呈报前必填：本周进展、突出问题、建议管委会研究的事" });
	html(h, "</div></section>\n");
}

static void head(struct act *act, struct html h, const struct digest_view *view)
{
	Str base = str_format(act->arena, "/weekly/digest/%lld", (long long)view->digest->id.v);

	page_actions(h);
	html(h, "<span class=\"jb-small jb-mute jb-desk\" data-saved role=\"status\">存稿 ", view->digest->version - 1, " 次</span>");
	html(h, "<a class=\"btn jb-desk\" href=\"", base, "/pdf\">草稿 PDF</a>");
	html(h, "<a class=\"btn jb-desk\" href=\"", url_join(act->arena, "/weekly?period=", view->digest->period), "\">周二看板</a>");
	html(h, "<button class=\"btn\" type=\"submit\" form=\"digest\" formaction=\"", base, "/save\">存稿</button>"
		"<button class=\"btn btn-primary\" type=\"submit\" form=\"digest\" formaction=\"", base, "/sign\" data-asks=\"签发后不能再改，确认呈报？\">");
	page_icon(h, "send");
	html(h, "签发呈报</button>");
	page_actions_end(h);
}

bool digest_form(struct act *act, struct call *call, const struct digest_view *view)
{
	Url save = url_number(act->arena, "/weekly/digest/", view->digest->id.v, "/save");
	const struct word *state = &digest_state_words.at[DIGEST_DRAFTING];
	struct html h = page_open(act, call, &(struct page){
		.title = STR("整理专报"), .sub = period_words(act->arena, view->period), .state = state->label,
		.look = state->look, .basis = &weekly_clause });

	head(act, h, view);
	page_body(h);
	html(h, "<form id=\"digest\" method=\"post\" action=\"", save, "\" data-autosave=\"", save, "\" novalidate>");
	page_form_secrets(h, call);
	page_version(h, view->digest->version);
	page_errors(h, call->refused, "还不能呈报");
	html(h, "<div class=\"jb-grid jb-stack\"><div class=\"jb-grid jb-halves\"><section class=\"card jb-prose\">");
	digest_arrivals(act, h, view);
	digest_follow_up(act, h, view);
	html(h, "</section>");
	week_form(act, h, call, view);
	html(h, "</div>");
	entries(act, h, call, view);
	html(h, "</div>");
	page_form_close(h);
	return page_close(act, call);
}
