/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* digest_page.c - 专报 as an official document on screen: who reported, what is unresolved unit by unit with the
 * Bureau's analysis and proposal, what became of the last instructions; beside each request the leader's box. */
#include "clauses/weekly/digest_view.h"

#include "base/limits.h"
#include "clauses/weekly/weekly_pages.h"
#include "clauses/weekly/weekly_verbs.h"

/* ---- 一、who reported ---- */

void digest_arrivals(struct act *act, struct html h, const struct digest_view *view)
{
	html(h, "<h2>一、报送情况</h2><p>", view->arrivals, "<a href=\"", url_join(act->arena, "/weekly?period=", view->digest->period),
	     "\">看看板</a></p>\n");
	html_if(h, view->left_over > 0, "<p>一期专报最多 ", LIMIT_CHILDREN, " 件，还有 ", view->left_over, " 件转入下一期。</p>\n");
	digest_amended_mark(h, view);
}

/* ---- 二、item by item ---- */

static void said(struct html h, const char *label, Str words)
{
	if (str_is_empty(words))
		return;
	html(h, "<p><b>", str_of(label), "</b>");
	page_lines(h, words);
	html(h, "</p>");
}

static void age_chip(struct act *act, struct html h, const struct entry_view *view)
{
	if (view->age_days)
		page_state(h, view->age_days > 90 ? LOOK_LATE : view->age_days > 30 ? LOOK_SOON : LOOK_NORMAL,
		           str_format(act->arena, "未果 %d 周（%d 日）", (view->age_days + 6) / 7, view->age_days));
	if (view->item.same_percent == 100)
		page_state(h, LOOK_SOON, STR("与上周完全相同"));
}

void digest_item(struct act *act, struct html h, const struct entry_view *view)
{
	const struct weekly_item *item = &view->item;
	Str obstacle = item->obstacle ? str_of(word_label(&obstacle_words, item->obstacle)) : STR_NONE;

	html(h, "<p class=\"jb-small jb-two\">", view->matter_number, str_is_empty(view->matter_number) ? STR_NONE : STR(" · "),
	     "<a href=\"/weekly/item/", item->id.v, "\">第 ", item->weeks, " 次上报</a> ");
	age_chip(act, h, view);
	html(h, "</p>");
	said(h, "已做工作和效果：", item->work_done);
	said(h, "困难或障碍：", str_is_empty(item->obstacle_detail) ? obstacle :
	     str_format(act->arena, "%.*s。%.*s", STR_ARG(obstacle), STR_ARG(item->obstacle_detail)));
	said(h, "请求管委会协调：", item->ask_committee);
	said(h, "需要协作配合：", view->cooperate_name);
	said(h, "建议提醒或警示：", str_is_empty(item->remind) ? STR_NONE :
	     str_format(act->arena, "%.*s：%.*s", STR_ARG(view->remind_name), STR_ARG(item->remind)));
}

static void bureau_words(struct act *act, struct html h, const struct entry_view *view)
{
	const struct digest_entry *entry = view->entry;

	said(h, "分析：", entry->analysis);
	if (entry->proposal)
		said(h, "处理建议：", str_format(act->arena, "%s%s%.*s%s%.*s", word_label(&proposal_words, entry->proposal),
		                             str_is_empty(view->proposal_unit_name) ? "" : "：", STR_ARG(view->proposal_unit_name),
		                             str_is_empty(entry->proposal_words) ? "" : "。", STR_ARG(entry->proposal_words)));
}

static void item_section(struct act *act, struct html h, const struct call *call, const struct digest_view *view, size_t i, size_t in_unit)
{
	const struct entry_view *entry = &view->entries[i];

	html(h, "<section class=\"jb-docitem\" id=\"item-", entry->item.id.v, "\"><h4>", in_unit, ". ", entry->item.title, "</h4>");
	if (!str_equal(entry->period, view->digest->period))
		page_state(h, LOOK_SOON, STR("补报"));
	digest_item(act, h, entry);
	bureau_words(act, h, entry);
	instruction_box(act, h, call, view, entry);
	html(h, "</section>\n");
}

static void items(struct act *act, struct html h, const struct call *call, const struct digest_view *view)
{
	size_t units = 0, in_unit = 0;

	html(h, "<h2>二、未果事项和处理建议</h2>");
	if (view->entry_count == 0)
		html(h, "<p>本周没有列报的未果事项。</p>");
	for (size_t i = 0; i < view->entry_count; i++) {
		if (i == 0 || view->entries[i].item.unit_id.v != view->entries[i - 1].item.unit_id.v) {
			html(h, "<h3>（", number_in_chinese(act->arena, ++units), "）", view->entries[i].unit_name, "</h3>");
			in_unit = 0;
		}
		item_section(act, h, call, view, i, ++in_unit);
	}
}

/* ---- 三、what became of earlier instructions ---- */

static void followed(struct act *act, struct html h, const struct digest_view *view, const struct instruction *row)
{
	enum instruction_state then = instruction_state_at(row, view->until);
	const struct word *state = &instruction_state_words.at[then];
	Str unit = STR_NONE;

	if (!record_title_of(act, &unit_record, row->unit_id.v, &unit))
		return;
	html(h, "<li><a href=\"/weekly/instruction/", row->id.v, "\">", unit, "：", row->words, "</a> ");
	page_state(h, state->look, str_of(state->label));
	if (then != INSTRUCTION_ISSUED && !str_is_empty(row->feedback)) {
		html(h, "<br><span class=\"jb-two\">反馈：");
		page_lines(h, row->feedback);
		html(h, "</span>");
	}
	html(h, "</li>");
}

void digest_follow_up(struct act *act, struct html h, const struct digest_view *view)
{
	html(h, "<h2>三、前期批示落实情况</h2>");
	if (view->followed_count == 0) {
		html(h, "<p>没有待落实的前期批示。</p>");
		return;
	}
	html(h, "<ul>");
	for (size_t i = 0; i < view->followed_count; i++)
		followed(act, h, view, &view->followed[i]);
	html(h, "</ul>");
}

/* ---- the page ---- */

static void signature(struct act *act, struct html h, const struct digest *digest)
{
	Str name = STR_NONE;

	if (digest->signed_by.v == 0 || !record_title_of(act, &account_record, digest->signed_by.v, &name))
		return;
	html(h, "<p class=\"jb-docsign\">法制局<br>签发：", name, "<br>", date_words_year(act->arena, instant_date(digest->signed_at)), "</p>");
}

/* What is printed every week vouches for all the ledger said until then (juebu verify --anchor). */
static void seal_foot(struct act *act, struct html h)
{
	Str words = ledger_head_words(act);

	html_if(h, words.len, "<p class=\"jb-small jb-mute jb-hash\">台账封印 ", words, "</p>");
}

static void head(struct act *act, struct html h, const struct call *call, const struct digest_view *view)
{
	page_actions(h);
	html(h, "<button class=\"btn jb-desk\" type=\"button\" data-print hidden>");
	page_icon(h, "printer");
	html(h, "打印</button>");
	page_button_link(h, "download", STR("PDF"), url_number(act->arena, "/weekly/digest/", view->digest->id.v, "/pdf"), false);
	page_button_link(h, NULL, STR("DOCX"), url_number(act->arena, "/weekly/digest/", view->digest->id.v, "/docx"), false);
	page_button_link(h, NULL, STR("各期专报"), URL("/weekly/digest"), false);
	if (view->may_instruct && view->digest->state == DIGEST_SIGNED) {
		page_form_open(h, call, url_number(act->arena, "/weekly/digest/", view->digest->id.v, "/read"));
		page_version(h, view->digest->version);
		page_submit(h, "circle-check", STR("圈阅"), NULL, NULL, true);
		page_form_close(h);
	}
	page_actions_end(h);
}

static bool document(struct act *act, struct call *call, const struct digest_view *view)
{
	const struct word *state = &digest_state_words.at[view->digest->state];
	struct html h = page_open(act, call, &(struct page){
		.title = STR("未果事项专报"), .sub = period_words(act->arena, view->period), .state = state->label,
		.look = state->look, .basis = &weekly_clause });

	head(act, h, call, view);
	page_body(h);
	page_errors(h, call->refused, "还没有批示");
	html(h, "<article class=\"card jb-document\"><p class=\"jb-doctitle\">行政执法未果事项专报</p><p class=\"jb-docno\">",
	     view->digest->number, view->digest->number.len ? STR(" · ") : STR_NONE, period_words(act->arena, view->period), "</p>");
	digest_arrivals(act, h, view);
	items(act, h, call, view);
	digest_follow_up(act, h, view);
	html(h, "<h2>四、总体情况与分析</h2>");
	if (str_is_empty(view->digest->analysis))
		html(h, "<p class=\"jb-mute\">法制局还在整理。</p>");
	else
		said(h, "", view->digest->analysis);
	signature(act, h, view->digest);
	seal_foot(act, h);
	digest_amendments(act, h, view);
	instruction_box(act, h, call, view, NULL);
	html(h, "</article>\n");
	return page_close(act, call);
}

bool digest_page(struct act *act, struct call *call)
{
	struct digest_view view;

	if (!digest_view_read(act, call->row, &view))
		return false;
	return view.may_write ? digest_form(act, call, &view) : document(act, call, &view);
}

/* The list, or with ?period= that week's own page. */
bool digest_of_week(struct act *act, struct call *call)
{
	Str period = input_text(&call->exchange->request.query, "period");
	int64_t id;

	if (str_is_empty(period)) {
		call->holding = &digest_holding;
		return page_record_list(act, call);
	}
	if (!weekly_store_digest(act, period, &id))
		return false;
	if (id == 0)
		return refuse(act, REFUSED_NOT_FOUND, "weekly.period", "这一周的专报还没有开始整理");
	call->to = str_format(act->arena, "/weekly/digest/%lld", (long long)id);
	return true;
}

/* An entry is read in its digest. */
bool digest_entry_place(struct act *act, struct call *call)
{
	const struct digest_entry *entry = call->row;

	call->to = str_format(act->arena, "/weekly/digest/%lld#item-%lld", (long long)entry->digest_id.v, (long long)entry->item_id.v);
	return true;
}

/* ---- doing ---- */

static bool move_digest(struct act *act, struct call *call, Str verb)
{
	call->to = str_format(act->arena, "/weekly/digest/%lld", (long long)call->id);
	return move_run(act, &digest_holding, call->id, verb, call->input, NULL);
}

bool digest_save(struct act *act, struct call *call)
{
	return move_digest(act, call, STR("save"));
}

bool digest_sign_off(struct act *act, struct call *call)
{
	return move_digest(act, call, STR("sign"));
}

bool digest_mark_read(struct act *act, struct call *call)
{
	return move_digest(act, call, STR("read"));
}

bool digest_instruct(struct act *act, struct call *call)
{
	int64_t item_id = input_int(call->input, "item_id", 0);

	call->to = item_id ? str_format(act->arena, "/weekly/digest/%lld#item-%lld", (long long)call->id, (long long)item_id)
	                   : str_format(act->arena, "/weekly/digest/%lld#week", (long long)call->id);
	return move_run(act, &instruction_holding, 0, STR("issue"), call->input, NULL);
}
