/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* matter_page.c - one matter: facts at the left, its steps as a time line at the right, its due minute, the moves.
 * The list and the forms of the moves come from the tables. */
#include "matter/matter_store.h"
#include "page/record_pages.h"

static void due_card(struct act *act, struct html h, const struct matter *m)
{
	struct duty_about about = { .unit_id = m->unit_id.v, .subject = "matter", .subject_id = m->id.v };
	struct duty duty;
	bool found;
	Str within = limit_words(act->arena, MATTER_DECIDE.within);

	if (!duty_find_due(act, &MATTER_DECIDE, &about, &found, &duty) || !found)
		return;
	page_duty_card(act, h, "办理时限", &duty, str_format(act->arena, "立案之日起 %.*s内办结。", STR_ARG(within)));
}

static void step_line(struct act *act, struct html h, const struct matter_step *step, bool newest)
{
	Str by = STR("系统");

	if (step->account_id.v && !record_title_of(act, &account_record, step->account_id.v, &by))
		return;
	html(h, "<li");
	html_if(h, newest, " class=\"is-now\"");
	html(h, "><b>", str_of(step_kind_words.at[step->kind].label), "</b> ");
	page_lines(h, step->words);
	html(h, "<time>", instant_words(act->arena, step->taken_at), " · ", by, "</time></li>");
}

static void steps(struct act *act, struct html h, const struct matter *m)
{
	struct matter_step *at;
	size_t count;

	if (!matter_steps_since(act, m->id, INSTANT_NONE, &at, &count))
		return;
	page_card_open(h, "办理经过");
	html(h, "<ol class=\"jb-line\">");
	for (size_t i = count; i-- > 0;)
		step_line(act, h, &at[i], i + 1 == count);
	html(h, "</ol>");
	page_card_close(h);
}

bool matter_page(struct act *act, struct call *call)
{
	const struct matter *m = call->row;
	const struct word *state = &matter_state_words.at[m->state];
	struct html h = page_open(act, call, &(struct page){
		.title = m->title, .sub = m->number, .state = state->label, .look = state->look, .basis = &matter_clause });

	record_buttons(act, h, call, &matter_holding, m);
	page_body(h);
	html(h, "<div class=\"jb-grid jb-form\"><div class=\"jb-grid jb-stack\">");
	page_card_open(h, "内容");
	html(h, "<div class=\"jb-itembody\">");
	record_facts(act, h, call, &matter_holding, m);
	html(h, "</div>");
	page_card_close(h);
	page_corrections(act, h, &matter_holding, m);
	page_attachments(act, h, call, &matter_holding, m);
	html(h, "</div><aside class=\"jb-grid\" aria-label=\"时限和经过\">");
	due_card(act, h, m);
	steps(act, h, m);
	html(h, "</aside></div>\n");
	return page_close(act, call);
}
