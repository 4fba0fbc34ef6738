/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* digest_paper.c - 专报 as an official document: what stands in it, and the files of it.
 *
 * A signed digest is printed from the text frozen when it was signed, whatever reports, names or settings became since;
 * a draft from what stands there now. */
#include "clauses/weekly/digest_paper.h"

#include "clauses/weekly/digest_view.h"
#include "clauses/weekly/weekly_pages.h"
#include "clauses/weekly/weekly_verbs.h"
#include "document/reply.h"

struct writing { struct act *act; const struct digest_view *view; struct document *document; };

static void add(struct writing *w, enum block_kind kind, Str text)
{
	document_add(w->act->arena, &w->document->body, kind, text);
}

static void said(struct writing *w, const char *label, Str words)
{
	if (!str_is_empty(words))
		add(w, BLOCK_TEXT, str_join(w->act->arena, str_of(label), words));
}

/* ---- 二、item by item ---- */

static void standing(struct writing *w, const struct entry_view *view)
{
	struct strbuf words = { .arena = w->act->arena };

	buf_add(&words, view->matter_number);
	buf_format(&words, "%s第%lld次上报", words.len ? "，" : "", (long long)view->item.weeks);
	if (view->age_days)
		buf_format(&words, "，未果%d日", view->age_days);
	if (!str_equal(view->period, w->view->digest->period))
		buf_text(&words, "，补报");
	buf_text(&words, "。");
	add(w, BLOCK_TEXT, buf_str(&words));
}

static Str proposal(struct arena *arena, const struct entry_view *view)
{
	const struct digest_entry *entry = view->entry;

	if (entry->proposal == PROPOSAL_UNSAID)
		return STR_NONE;
	return str_format(arena, "%s%s%.*s", word_label(&proposal_words, entry->proposal),
	                  str_is_empty(view->proposal_unit_name) ? "" : "：", STR_ARG(view->proposal_unit_name));
}

static void item(struct writing *w, const struct entry_view *view, size_t in_unit)
{
	struct arena *arena = w->act->arena;
	const struct weekly_item *of = &view->item;
	Str obstacle = of->obstacle ? str_of(word_label(&obstacle_words, of->obstacle)) : STR_NONE, proposed = proposal(arena, view);

	add(w, BLOCK_LEVEL_3, str_format(arena, "%zu.%.*s", in_unit, STR_ARG(of->title)));
	standing(w, view);
	said(w, "已做工作和效果：", of->work_done);
	said(w, "困难或障碍：", str_is_empty(of->obstacle_detail) ? obstacle :
	     str_format(arena, "%.*s。%.*s", STR_ARG(obstacle), STR_ARG(of->obstacle_detail)));
	said(w, "请求管委会协调：", of->ask_committee);
	said(w, "需要协作配合：", view->cooperate_name);
	said(w, "建议提醒或警示：", str_is_empty(of->remind) ? STR_NONE :
	     str_format(arena, "%.*s：%.*s", STR_ARG(view->remind_name), STR_ARG(of->remind)));
	said(w, "法制局分析：", view->entry->analysis);
	said(w, "处理建议：", str_is_empty(view->entry->proposal_words) ? proposed :
	     str_format(arena, "%.*s。%.*s", STR_ARG(proposed), STR_ARG(view->entry->proposal_words)));
}

static bool begins_unit(const struct digest_view *view, size_t i)
{
	return i == 0 || view->entries[i].item.unit_id.v != view->entries[i - 1].item.unit_id.v;
}

static void items(struct writing *w)
{
	const struct digest_view *view = w->view;
	size_t units = 0, in_unit = 0;

	add(w, BLOCK_LEVEL_1, STR("二、未果事项和处理建议"));
	if (view->entry_count == 0)
		add(w, BLOCK_TEXT, STR("本周没有列报的未果事项。"));
	for (size_t i = 0; i < view->entry_count; i++) {
		if (begins_unit(view, i)) {
			Str number = number_in_chinese(w->act->arena, ++units);

			add(w, BLOCK_LEVEL_2, str_format(w->act->arena, "（%.*s）%.*s", STR_ARG(number), STR_ARG(view->entries[i].unit_name)));
			in_unit = 0;
		}
		item(w, &view->entries[i], ++in_unit);
	}
}

/* The same on one page, to look through. */
static void overview(struct writing *w)
{
	static const unsigned halves[] = { 5, 13, 17, 5, 16 };
	const Str heads[] = { STR("序号"), STR("责任单位"), STR("事项"), STR("日数"), STR("处理建议") };
	struct blocks *rows;

	if (w->view->entry_count == 0)
		return;
	rows = &document_annex(w->act->arena, w->document, STR("未果事项一览"))->blocks;
	document_add_row(w->act->arena, rows, COUNT_OF(halves), halves, heads);
	for (size_t i = 0; i < w->view->entry_count; i++) {
		const struct entry_view *view = &w->view->entries[i];
		const Str cells[] = {
			str_format(w->act->arena, "%zu", i + 1), view->unit_name, view->item.title,
			view->age_days ? str_format(w->act->arena, "%d", view->age_days) : STR_NONE,
			view->entry->proposal ? str_of(word_label(&proposal_words, view->entry->proposal)) : STR_NONE,
		};

		document_add_row(w->act->arena, rows, COUNT_OF(halves), halves, cells);
	}
}

/* ---- 三、earlier instructions ---- */

static bool followed(struct writing *w, const struct instruction *row, size_t number)
{
	enum instruction_state then = instruction_state_at(row, w->view->until);
	Str unit = STR_NONE;

	if (!record_title_of(w->act, &unit_record, row->unit_id.v, &unit))
		return false;
	add(w, BLOCK_TEXT, str_format(w->act->arena, "%zu.%.*s：%.*s（%s）", number, STR_ARG(unit), STR_ARG(row->words),
	                              word_label(&instruction_state_words, then)));
	if (then != INSTRUCTION_ISSUED)
		said(w, "反馈：", row->feedback);
	return true;
}

static bool follow_up(struct writing *w)
{
	add(w, BLOCK_LEVEL_1, STR("三、前期批示落实情况"));
	if (w->view->followed_count == 0)
		add(w, BLOCK_TEXT, STR("没有待落实的前期批示。"));
	for (size_t i = 0; i < w->view->followed_count; i++)
		if (!followed(w, &w->view->followed[i], i + 1))
			return false;
	return true;
}

/* ---- the document ---- */

static Str week_words(struct arena *arena, Period period)
{
	Date first = period_first(period), last = period_last(period);

	return str_format(arena, "%d年第%d周（%d月%d日至%d月%d日）", period.year, period.number, date_month(first), date_day_of_month(first),
	                  date_month(last), date_day_of_month(last));
}

static bool body(struct writing *w)
{
	Str week = week_words(w->act->arena, w->view->period);

	add(w, BLOCK_TEXT, str_format(w->act->arena, "现将%.*s行政执法未果事项和处理建议报告如下。", STR_ARG(week)));
	add(w, BLOCK_LEVEL_1, STR("一、报送情况"));
	add(w, BLOCK_TEXT, w->view->arrivals);
	items(w);
	if (!follow_up(w))
		return false;
	add(w, BLOCK_LEVEL_1, STR("四、总体情况与分析"));
	add(w, BLOCK_TEXT, w->view->digest->analysis);
	overview(w);
	return true;
}

static bool name_of_kind(struct act *act, enum unit_kind kind, Str *out)
{
	UnitId unit_id;

	*out = STR_NONE;
	return unit_find_kind(act, kind, &unit_id) && (unit_id.v == 0 || record_title_of(act, &unit_record, unit_id.v, out));
}

static bool names(struct act *act, const struct digest *digest, struct document *document)
{
	Str bureau, committee;

	if (!name_of_kind(act, UNIT_LEGAL_BUREAU, &bureau) || !name_of_kind(act, UNIT_COMMITTEE, &committee)
	    || !name_of_kind(act, UNIT_SUPERVISION, &document->copies_to))
		return false;
	document->issuer_mark = str_join(act->arena, bureau, STR("文件"));
	document->signature = document->printed_by = bureau;
	document->addressee = str_join(act->arena, committee, STR("主要领导"));
	return digest->signed_by.v == 0 || record_title_of(act, &account_record, digest->signed_by.v, &document->signers);
}

static bool digest_document(struct act *act, const struct digest *digest, struct document *out)
{
	struct digest_view view;
	struct document document = { .draft = digest->state == DIGEST_DRAFTING && !instant_is_set(digest->signed_at) };
	struct writing w = { act, &view, &document };

	if (!digest_view_read(act, digest, &view) || !names(act, digest, &document) || !body(&w))
		return false;
	document.title = str_format(act->arena, "%.*s关于%d年第%d周行政执法未果事项的专报", STR_ARG(document.signature), view.period.year,
	                            view.period.number);
	if (setting_on(act, &SETTING_SUBJECT_WORDS, instant_date(view.until)))
		document.subject_words = STR("行政执法　未果事项　专报");
	*out = document;
	return true;
}

bool digest_issue(struct act *act, struct digest *digest)
{
	struct document document;
	UnitId bureau;

	if (!digest_document(act, digest, &document) || !unit_of_kind(act, UNIT_LEGAL_BUREAU, &bureau)
	    || !document_issue(act, bureau, digest_record.name, digest->id.v, &document))
		return false;
	digest->number = document.number;
	return true;
}

/* ---- the files ---- */

/* What was signed stays as it was; whoever holds the paper is told on it what was corrected since, and finds it behind. */
static bool add_amendments(struct act *act, const struct digest *digest, struct document *document)
{
	struct digest_amendment *rows;
	struct annex *annex;
	size_t count;

	if (!weekly_store_amendments(act, digest->id, &rows, &count))
		return false;
	if (count == 0)
		return true;
	document->remark = str_format(act->arena, "呈报后更正%zu处，见文后", count);
	annex = document_annex(act->arena, document, STR("呈报后经批准的更正"));
	annex->added_since = true;
	document_add(act->arena, &annex->blocks, BLOCK_TEXT, STR("正文为呈报时的原样；呈报后经批准的更正如下。"));
	for (size_t i = 0; i < count; i++) {
		Str unit = STR_NONE, day = date_words_year(act->arena, instant_date(rows[i].amended_at));

		if (!record_title_of(act, &unit_record, rows[i].unit_id.v, &unit))
			return false;
		document_add(act->arena, &annex->blocks, BLOCK_TEXT, str_format(act->arena, "%zu.%.*s，%.*s：%.*s。", i + 1, STR_ARG(day), STR_ARG(unit),
		                                                                STR_ARG(rows[i].figures)));
	}
	return true;
}

bool digest_as_printed(struct act *act, const struct digest *digest, struct document *out)
{
	struct issued issued;
	bool found = false;

	return document_issued(act, digest_record.name, digest->id.v, &found, &issued, out)
	    && (found || digest_document(act, digest, out)) && add_amendments(act, digest, out);
}

static bool give(struct act *act, struct call *call, enum document_kind kind)
{
	struct document document;

	return digest_as_printed(act, call->row, &document) && document_reply(act, call, &document, kind);
}

bool digest_pdf(struct act *act, struct call *call)
{
	return give(act, call, DOCUMENT_PDF);
}

bool digest_docx(struct act *act, struct call *call)
{
	return give(act, call, DOCUMENT_DOCX);
}
