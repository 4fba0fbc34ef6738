/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* item_page.c - what a unit said of one matter, week by week: each week's words against the week before, what it
 * asked for, what the Bureau made of it and what the leader said. A matter that is only copied on is seen here. */
#include "base/limits.h"
#include "clauses/weekly/difference.h"
#include "clauses/weekly/history_store.h"
#include "clauses/weekly/report_view.h"
#include "clauses/weekly/weekly_pages.h"
#include "clauses/weekly/weekly_verbs.h"

struct week {
	struct said said;
	struct weekly_item item;
};

struct item_view {
	struct week *weeks;             /* newest first */
	size_t count;
	struct matter matter;           /* id 0: not in the register */
	struct unit unit;
	struct list instructions;
	bool sees_digest, writes_digest;
};

/* ---- reading ---- */

static bool read_weeks(struct act *act, const struct weekly_item *item, struct item_view *view)
{
	struct said *said;

	if (!history_of_item(act, item, &said, &view->count))
		return false;
	view->weeks = ARENA_ARRAY(act->arena, struct week, view->count + 1);
	for (size_t i = 0; i < view->count; i++) {
		view->weeks[i].said = said[i];
		if (!record_load(act, &item_record, said[i].item_id.v, &view->weeks[i].item))
			return false;
	}
	return true;
}

static bool read_view(struct act *act, const struct weekly_item *item, struct item_view *view)
{
	struct list_ask ask = { .record = &instruction_record, .scope = caller_scope(act->who, &CAN_READ_INSTRUCTION),
	                        .most = LIMIT_LIST_ROWS };

	ask.only[0].field = "unit_id";
	ask.only[0].value = item->unit_id.v;
	view->sees_digest = caller_scope(act->who, &CAN_READ_DIGEST).kind != SCOPE_NONE;
	view->writes_digest = caller_scope(act->who, &CAN_DIGEST).kind != SCOPE_NONE;
	return read_weeks(act, item, view)
	    && record_load(act, &unit_record, item->unit_id.v, &view->unit)
	    && (item->matter_id.v == 0 || record_load(act, &matter_record, item->matter_id.v, &view->matter))
	    && record_list(act, &ask, &view->instructions);
}

/* The years show: a matter may be carried over more than one. */
static Str week_short(struct act *act, Str key)
{
	Period period;

	return period_parse(key, &period) ? str_format(act->arena, "%d年第 %d 周", period.year, period.number) : key;
}

static Str week_words(struct act *act, Str key)
{
	Period period;

	return period_parse(key, &period) ? period_words(act->arena, period) : key;
}

/* ---- one week ---- */

static void words_of(struct act *act, struct html h, const struct week *week, const struct week *before)
{
	struct text_runs runs;

	if (!before || str_is_empty(before->item.work_done)) {
		page_lines(h, week->item.work_done);
		return;
	}
	runs = text_difference(act->arena, before->item.work_done, week->item.work_done);
	html(h, "<div class=\"jb-diff\">");
	for (size_t i = 0; i < runs.count; i++) {
		if (runs.at[i].is_new)
			html(h, "<ins>", runs.at[i].text, "</ins>");
		else
			html(h, "<span class=\"is-same\">", runs.at[i].text, "</span>");
	}
	html(h, "</div>");
}

static void fact_open(struct html h, const char *label)
{
	html(h, "<dt>", str_of(label), "</dt><dd class=\"is-wide\">");
}

static void text_fact(struct html h, const char *label, Str text)
{
	if (str_is_empty(text))
		return;
	fact_open(h, label);
	page_lines(h, text);
	html(h, "</dd>");
}

static void unit_fact(struct act *act, struct html h, const char *label, UnitId unit_id)
{
	Str name;

	if (unit_id.v && record_title_of(act, &unit_record, unit_id.v, &name))
		text_fact(h, label, name);
}

static void asks(struct act *act, struct html h, const struct weekly_item *item)
{
	if (item->obstacle != OBSTACLE_NONE)
		text_fact(h, "困难或障碍", str_of(word_label(&obstacle_words, item->obstacle)));
	text_fact(h, "困难的情况", item->obstacle_detail);
	text_fact(h, "请求管委会", item->ask_committee);
	unit_fact(act, h, "需要配合", item->cooperate_unit_id);
	text_fact(h, "提醒或警示建议", item->remind);
	unit_fact(act, h, "建议提醒", item->remind_unit_id);
}

/* A digest still being drafted is the Bureau's own. */
static void bureau(struct html h, const struct item_view *view, const struct said *said)
{
	bool signed_off = said->digest_state != DIGEST_DRAFTING;

	if (said->digest_id.v == 0 || !view->sees_digest || !(signed_off || view->writes_digest))
		return;
	text_fact(h, "法制局分析", said->analysis);
	if (said->proposal != PROPOSAL_UNSAID) {
		fact_open(h, "处理建议");
		html(h, str_of(word_label(&proposal_words, said->proposal)));
		html_if(h, !str_is_empty(said->proposal_words), "：", said->proposal_words);
		html(h, " <a href=\"/weekly/digest/", said->digest_id.v, "\">看专报</a></dd>");
	}
}

static void instructed(struct act *act, struct html h, const struct item_view *view, ItemId item_id)
{
	for (size_t i = 0; i < view->instructions.count; i++) {
		const struct instruction *instruction = list_row(&view->instructions, &instruction_record, i);

		if (instruction->item_id.v != item_id.v)
			continue;
		fact_open(h, word_label(&instruction_kind_words, instruction->kind));
		html(h, "<a href=\"/weekly/instruction/", instruction->id.v, "\">“", instruction->words, "”</a> <span class=\"jb-small jb-mute\">",
		     instant_words(act->arena, instruction->issued_at), " · ",
		     str_of(word_label(&instruction_state_words, instruction->state)), "</span></dd>");
		text_fact(h, "落实反馈", instruction->feedback);
	}
}

static void week_head(struct act *act, struct html h, const struct week *week, const struct week *before)
{
	const struct word *state = &report_state_words.at[week->said.state];

	html(h, "<div class=\"jb-cardhead\"><h2><a href=\"/weekly/report/", week->said.report_id.v, "\">",
	     week_words(act, week->said.period), "</a></h2>");
	if (week->said.state != REPORT_SUBMITTED)
		page_state(h, state->look, str_of(state->label));
	if (week->item.listing == ITEM_LEFT_OUT)
		page_state(h, LOOK_SEALED, STR("不列入"));
	else if (before && week->item.same_percent == 100)
		page_state(h, LOOK_SOON, STR("与上周完全相同"));
	else if (before)
		html(h, "<span class=\"jb-small jb-mute\">", week->item.same_percent, "% 是上周原话</span>");
	if (week->said.correction_id)
		html(h, "<a class=\"jb-small\" href=\"/correction/", week->said.correction_id, "\">这一周的周报有更正</a>");
	html(h, "<span class=\"jb-more jb-mute\">第 ", week->item.weeks, " 次上报");
	html_if(h, instant_is_set(week->said.arrived_at), " · ", instant_words(act->arena, week->said.arrived_at), " 收到");
	html(h, "</span></div>\n");
}

static void week_card(struct act *act, struct html h, const struct item_view *view, size_t i)
{
	const struct week *week = &view->weeks[i], *before = i + 1 < view->count ? &view->weeks[i + 1] : NULL;

	html(h, "<section class=\"card\" id=\"", week->said.period, "\">");
	week_head(act, h, week, before);
	html(h, "<div class=\"jb-itembody\"><dl class=\"jb-facts jb-read\">");
	if (week->item.listing == ITEM_LEFT_OUT) {
		text_fact(h, "不列入的理由", week->item.left_out_ground);
	} else {
		fact_open(h, "已做工作和效果");
		words_of(act, h, week, before);
		html(h, "</dd>");
		asks(act, h, &week->item);
	}
	bureau(h, view, &week->said);
	instructed(act, h, view, week->item.id);
	html(h, "</dl></div></section>\n");
}

/* ---- all weeks at a glance ---- */

static void glance(struct act *act, struct html h, const struct item_view *view)
{
	page_card_open(h, "各周一览");
	html(h, "<div class=\"jb-table-wrap\" tabindex=\"0\" role=\"region\" aria-label=\"各周一览\"><table class=\"jb-table\"><thead><tr>"
		"<th scope=\"col\">周次</th><th scope=\"col\" class=\"jb-num\">照抄</th><th scope=\"col\">困难或障碍</th></tr></thead><tbody>\n");
	for (size_t i = 0; i < view->count; i++) {
		const struct week *week = &view->weeks[i];

		html(h, "<tr><td><a href=\"#", week->said.period, "\">", week_short(act, week->said.period), "</a></td><td class=\"jb-num\">");
		if (i + 1 == view->count || week->item.listing == ITEM_LEFT_OUT)
			html(h, "—");
		else if (week->item.same_percent == 100)
			html(h, "<span class=\"jb-soon-word\">100%</span>");
		else
			html(h, week->item.same_percent, "%");
		html(h, "</td><td>", week->item.listing == ITEM_LEFT_OUT ? STR("不列入")
		     : week->item.obstacle == OBSTACLE_NONE ? STR("—") : str_of(word_label(&obstacle_words, week->item.obstacle)),
		     "</td></tr>\n");
	}
	html(h, "</tbody></table></div>");
	page_card_close(h);
}

static void matter_facts(struct act *act, struct html h, const struct item_view *view)
{
	const struct matter *m = &view->matter;

	page_card_open(h, "事项");
	html(h, "<div class=\"jb-itembody\"><dl class=\"jb-facts jb-read\"><dt>责任单位</dt><dd class=\"is-wide\">", view->unit.name, "</dd>");
	if (m->id.v) {
		html(h, "<dt>编号</dt><dd class=\"is-wide\"><a href=\"/matter/", m->id.v, "\">", m->number, "</a></dd><dt>立案</dt>"
		     "<dd class=\"is-wide\">", date_words_year(act->arena, instant_date(m->registered_at)), "</dd><dt>现在</dt><dd class=\"is-wide\">");
		page_state(h, matter_state_words.at[m->state].look, str_of(word_label(&matter_state_words, m->state)));
		html(h, "</dd>");
		text_fact(h, "台账进展", m->progress);
	} else {
		html(h, "<dt>来源</dt><dd class=\"is-wide\">台账外，由单位自己添加</dd>");
	}
	html(h, "</dl></div>");
	page_card_close(h);
}

bool item_page(struct act *act, struct call *call)
{
	const struct weekly_item *item = call->row;
	struct item_view view = { 0 };
	struct page page = { .title = item->title, .basis = &weekly_clause };
	struct html h;

	if (!read_view(act, item, &view))
		return false;
	page.sub = str_format(act->arena, "逐周对照 · %.*s", STR_ARG(view.unit.name));
	h = page_open(act, call, &page);
	if (view.matter.id.v)
		report_age(act, h, matter_age_days(act, &view.matter));
	html(h, "<div class=\"jb-actions is-quiet\"><button class=\"btn jb-desk\" type=\"button\" data-print hidden>");
	page_icon(h, "printer");
	html(h, "打印</button>");
	page_button_link(h, NULL, STR("看周报"), url_number(act->arena, "/weekly/report/", item->report_id.v, ""), false);
	page_actions_end(h);
	page_body(h);
	html(h, "<div class=\"jb-grid jb-form\"><div class=\"jb-grid jb-stack\">\n");
	for (size_t i = 0; i < view.count; i++)
		week_card(act, h, &view, i);
	html(h, "<p class=\"jb-small jb-mute\">点线是前一周的原话，底色是当周新写。</p></div><aside class=\"jb-grid\" aria-label=\"事项和各周\">");
	matter_facts(act, h, &view);
	page_attachments(act, h, call, &item_holding, item);
	glance(act, h, &view);
	html(h, "</aside></div>\n");
	return page_close(act, call);
}
