/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* instruction_page.c - the leader's box in the digest, and an instruction's own page: said, answered, settled. */
#include "clauses/weekly/digest_view.h"

#include "clauses/weekly/weekly_pages.h"
#include "clauses/weekly/weekly_verbs.h"
#include "page/record_pages.h"

/* ---- the box in the digest ---- */

static bool is_about(const struct instruction *row, const struct entry_view *item)
{
	return row->item_id.v == (item ? item->item.id.v : 0);
}

static void given(struct act *act, struct html h, const struct instruction *row)
{
	const struct word *state = &instruction_state_words.at[row->state];
	Str unit = STR_NONE, by = STR_NONE;

	if (!record_title_of(act, &unit_record, row->unit_id.v, &unit) || !record_title_of(act, &account_record, row->issued_by.v, &by))
		return;
	html(h, "<div class=\"jb-said\"><p>“", row->words, "”</p><p class=\"jb-small jb-two\">", by, " · ",
	     instant_words(act->arena, row->issued_at), " · ", str_of(word_label(&instruction_kind_words, row->kind)), "至 ", unit, " ");
	page_state(h, state->look, str_of(state->label));
	html(h, " <a href=\"/weekly/instruction/", row->id.v, "\">看落实</a></p></div>");
}

static enum instruction_kind kind_proposed(const struct entry_view *item)
{
	if (item && item->entry->proposal == PROPOSAL_REMIND)
		return REMIND;
	return item && item->entry->proposal == PROPOSAL_WARN ? WARN : INSTRUCT;
}

static int64_t unit_proposed(const struct entry_view *item)
{
	if (!item)
		return 0;
	return kind_proposed(item) != INSTRUCT && item->entry->proposal_unit_id.v ? item->entry->proposal_unit_id.v : item->item.unit_id.v;
}

/* A page has many of these forms; only the one that was refused bears the names the summary leads to. */
static void instruct_field(struct act *act, struct html h, const struct call *call, int64_t item_id, bool mine, const char *name,
                           Str value)
{
	page_field(act, h, record_field(&instruction_record, name), &(struct field_box){
		.name = str_of(name), .id = mine ? STR_NONE : str_format(act->arena, "%s-%lld", name, (long long)item_id), .value = value, .refused = mine ? call->refused : NULL,
		.typed = mine && call->refused ? call->input : NULL, .rows = 2, .needed = true });
}

static void instruct_form(struct act *act, struct html h, const struct call *call, const struct digest_view *view, const struct entry_view *item)
{
	int64_t item_id = item ? item->item.id.v : 0;
	bool mine = call->refused && call->input && input_int(call->input, "item_id", 0) == item_id;
	int64_t unit_id = unit_proposed(item);

	html(h, "<details class=\"jb-instruct\"");
	html_if(h, mine, " open");
	html(h, "><summary>", item ? STR("批示这件事") : STR("作总体批示"), "</summary>");
	page_form_open(h, call, url_number(act->arena, "/weekly/digest/", view->digest->id.v, "/instruct"));
	html(h, "<input type=\"hidden\" name=\"digest_id\" value=\"", view->digest->id.v, "\">");
	if (item_id)
		html(h, "<input type=\"hidden\" name=\"item_id\" value=\"", item_id, "\">");
	instruct_field(act, h, call, item_id, mine, "words", item && item->entry->proposal > PROPOSAL_WATCH ? STR("同意所提建议。") : STR_NONE);
	html(h, "<div class=\"jb-pair\">");
	instruct_field(act, h, call, item_id, mine, "unit_id", unit_id ? str_format(act->arena, "%lld", (long long)unit_id) : STR_NONE);
	instruct_field(act, h, call, item_id, mine, "kind", str_of(instruction_kind_words.at[kind_proposed(item)].word));
	html(h, "</div>");
	instruct_field(act, h, call, item_id, mine, "urgency", str_of(urgency_words.at[URGENCY_NORMAL].word));
	html(h, "<p class=\"jb-hint\">紧急 ", setting_now(act, &SETTING_URGENT_DAYS), " 日、一般 ", setting_now(act, &SETTING_NORMAL_DAYS),
	     " 日、疑难 ", setting_now(act, &SETTING_DIFFICULT_DAYS), " 日内反馈；提醒和警示由对方签收。</p>");
	page_submit(h, "send", STR("批示"), NULL, NULL, false);
	page_form_close(h);
	html(h, "</details>");
}

void instruction_box(struct act *act, struct html h, const struct call *call, const struct digest_view *view, const struct entry_view *item)
{
	bool any = false;

	for (size_t i = 0; i < view->given_count; i++)
		any = any || is_about(&view->given[i], item);
	if (!any && !view->may_instruct)
		return;
	html(h, "<div class=\"jb-instructions\"");
	html_if(h, !item, " id=\"week\"");
	html(h, ">");
	for (size_t i = 0; i < view->given_count; i++)
		if (is_about(&view->given[i], item))
			given(act, h, &view->given[i]);
	if (view->may_instruct)
		instruct_form(act, h, call, view, item);
	html(h, "</div>");
}

/* ---- its own page ---- */

static const struct duty_rule *rule_of(const struct instruction *row)
{
	return row->kind == INSTRUCT ? &WEEKLY_FEEDBACK : &WEEKLY_ACKNOWLEDGE;
}

static void due_card(struct act *act, struct html h, const struct instruction *row)
{
	struct duty_about about = { .unit_id = row->unit_id.v, .subject = "instruction", .subject_id = row->id.v };
	struct duty duty;
	bool found;

	if (!duty_find_due(act, rule_of(row), &about, &found, &duty) || !found)
		return;
	page_duty_card(act, h, "时限", &duty, STR_NONE);
}

/* What it is about: a unit sees its own item, those who read digests the digest as well. */
static void about_card(struct act *act, struct html h, const struct instruction *row)
{
	struct weekly_item item;

	page_card_open(h, "所指事项");
	html(h, "<div class=\"jb-note\">");
	if (row->item_id.v == 0)
		html(h, "<p>本期未果事项总体情况</p>");
	else if (record_load(act, &item_record, row->item_id.v, &item))
		html(h, "<p><b>", item.title, "</b></p><p class=\"jb-two\">", item.work_done, "</p>");
	if (caller_scope(act->who, &CAN_READ_DIGEST).kind == SCOPE_ALL)
		html(h, "<p><a href=\"/weekly/digest/", row->digest_id.v, "#item-", row->item_id.v, "\">看专报</a></p>");
	html(h, "</div>");
	page_card_close(h);
}

/* What one may do now: the verb, the field it asks for (NULL: none), the button. */
struct doing { const char *verb, *field, *label; bool primary; };

static void text_form(struct act *act, struct html h, const struct call *call, const struct instruction *row, const struct doing *doing)
{
	page_form_open(h, call, (Url){ str_format(act->arena, "/weekly/instruction/%lld/%s", (long long)row->id.v, doing->verb) });
	page_version(h, row->version);
	if (doing->field)
		page_field(act, h, record_field(&instruction_record, doing->field), &(struct field_box){
			.name = str_of(doing->field), .refused = call->refused, .typed = call->refused ? call->input : NULL, .rows = 4,
			.needed = true });
	page_submit(h, doing->primary ? "send" : NULL, str_of(doing->label), NULL, NULL, doing->primary);
	page_form_close(h);
}

/* The moves this person may make now, each with what it asks for. */
static void answer_card(struct act *act, struct html h, const struct call *call, const struct instruction *row)
{
	bool is_addressee = scope_holds(caller_scope(act->who, &CAN_ANSWER), &instruction_record, row);
	bool settles = caller_scope(act->who, &CAN_SETTLE).kind == SCOPE_ALL;

	if (!(row->state == INSTRUCTION_ISSUED && is_addressee) && !(row->state == INSTRUCTION_ANSWERED && settles))
		return;
	page_card_open(h, row->state == INSTRUCTION_ISSUED ? "请您单位办理" : "反馈怎样处理");
	html(h, "<div class=\"jb-itembody\">");
	if (row->state == INSTRUCTION_ANSWERED) {
		text_form(act, h, call, row, &(struct doing){ "accept", NULL, "了结", true });
		text_form(act, h, call, row, &(struct doing){ "reject", "return_reason", "退回再办", false });
	} else if (row->kind == INSTRUCT) {
		text_form(act, h, call, row, &(struct doing){ "feedback", "feedback", "反馈", true });
	} else {
		text_form(act, h, call, row, &(struct doing){ "acknowledge", NULL, "签收", true });
	}
	html(h, "</div>");
	page_card_close(h);
}

static void words_card(struct act *act, struct html h, const struct instruction *row)
{
	Str by = STR_NONE, answered = STR_NONE;

	if (!record_title_of(act, &account_record, row->issued_by.v, &by)
	    || (row->answered_by.v && !record_title_of(act, &account_record, row->answered_by.v, &answered)))
		return;
	page_card_open(h, NULL);
	html(h, "<div class=\"jb-note jb-thread\"><p class=\"jb-said\">“");
	page_lines(h, row->words);
	html(h, "”</p><p class=\"jb-small jb-two\">", by, " · ", instant_words(act->arena, row->issued_at), "</p>");
	if (!str_is_empty(row->feedback)) {
		html(h, "<p class=\"jb-said\">");
		page_lines(h, row->feedback);
		html(h, "</p><p class=\"jb-small jb-two\">", answered, " · ", instant_words(act->arena, row->answered_at), "</p>");
	}
	if (!str_is_empty(row->return_reason)) {
		html(h, "<p class=\"jb-said\"><b>退回：</b>");
		page_lines(h, row->return_reason);
		html(h, "</p>");
	}
	html(h, "</div>");
	page_card_close(h);
}

bool instruction_page(struct act *act, struct call *call)
{
	const struct instruction *row = call->row;
	const struct word *state = &instruction_state_words.at[row->state];
	Str unit = STR_NONE;
	struct html h;

	if (!record_title_of(act, &unit_record, row->unit_id.v, &unit))
		return false;
	h = page_open(act, call, &(struct page){
		.title = str_of(word_label(&instruction_kind_words, row->kind)), .sub = unit, .state = state->label, .look = state->look,
		.basis = &weekly_clause });
	page_body(h);
	page_errors(h, call->refused, "还没有保存");
	html(h, "<div class=\"jb-grid jb-form\"><div class=\"jb-grid jb-stack\">");
	words_card(act, h, row);
	page_corrections(act, h, &instruction_holding, row);
	page_attachments(act, h, call, &instruction_holding, row);
	answer_card(act, h, call, row);
	about_card(act, h, row);
	html(h, "</div><aside class=\"jb-grid\" aria-label=\"时限和经过\">");
	due_card(act, h, row);
	page_timeline(act, h, instruction_record.name, row->id.v);
	html(h, "</aside></div>\n");
	return page_close(act, call);
}

bool instruction_move(struct act *act, struct call *call)
{
	call->to = str_format(act->arena, "/weekly/instruction/%lld", (long long)call->id);
	return move_run(act, &instruction_holding, call->id, call->word, call->input, NULL);
}

/* Everybody's within the scope; a unit sees its own. */
bool instruction_list(struct act *act, struct call *call)
{
	call->holding = &instruction_holding;
	return page_record_list(act, call);
}
