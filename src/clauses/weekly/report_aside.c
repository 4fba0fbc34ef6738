/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* report_aside.c - what stands beside a report: what is still missing, by which minute, what the leader said. */
#include "clauses/weekly/report_view.h"

#include "clauses/weekly/weekly_verbs.h"

/* ---- what is missing ---- */

static void check_open(struct html h, const char *look, const char *icon)
{
	html(h, "<li class=\"", str_of(look), "\">");
	page_icon(h, icon);
	html(h, "<span>");
}

static void check_ok(struct html h, Str words)
{
	check_open(h, "is-ok", "circle-check");
	html(h, words, "</span></li>\n");
}

static void check_no(struct html h, Str words, Str anchor)
{
	check_open(h, "is-no", "alert-triangle");
	html(h, words, "</span><a href=\"#", anchor, "\" aria-label=\"去改 ", words, "\">去改</a></li>\n");
}

static size_t count_missing(const struct report_view *view)
{
	size_t n = view->has_contact ? 0 : 1;

	for (const struct fault *fault = view->missing; fault; fault = fault->next)
		n++;
	return n;
}

static void check_contact(struct html h, const struct report_view *view)
{
	if (view->has_contact) {
		check_ok(h, STR("联系人已登记"));
		return;
	}
	check_open(h, "is-no", "alert-triangle");
	html(h, "还没有登记周报联系人</span><a href=\"/weekly/contact/new\">去登记</a></li>\n");
}

static const struct report_row *row_of_fault(struct act *act, const struct report_view *view, const struct fault *fault)
{
	for (size_t i = 0; i < view->items.count; i++)
		if (str_starts_with(fault->field, str_terminated(act->arena, report_field(act, &view->items.at[i], ""))))
			return &view->items.at[i];
	return NULL;
}

/* In few words; the whole sentence stands at the field. */
static Str what_lacks(const struct fault *fault)
{
	static const struct { const char *end, *words; } short_words[] = {
		{ ".work_done", "已做工作和效果" }, { ".obstacle", "困难或障碍" }, { ".cooperation", "协作配合" },
		{ ".cooperate_unit_id", "协作单位" },  { ".remind_unit_id", "提醒的单位" }, { ".left_out_ground", "不列入的理由" },
	};

	for (size_t i = 0; i < COUNT_OF(short_words); i++) {
		Str end = str_of(short_words[i].end);

		if (fault->field.len > end.len && str_equal(str_after(fault->field, fault->field.len - end.len), end))
			return str_of(short_words[i].words);
	}
	return STR_NONE;
}

static void check_faults(struct act *act, struct html h, const struct report_view *view)
{
	for (const struct fault *fault = view->missing; fault; fault = fault->next) {
		const struct report_row *row = row_of_fault(act, view, fault);
		Str lacks = row ? what_lacks(fault) : STR_NONE;

		if (str_is_empty(lacks))
			check_no(h, fault->message, str_format(act->arena, "f-%.*s", STR_ARG(fault->field)));
		else
			check_no(h, str_format(act->arena, "事项 %zu 缺%.*s", report_number(view, row), STR_ARG(lacks)),
			         str_format(act->arena, "f-%.*s", STR_ARG(fault->field)));
	}
}

/* The numbers of the items that have all they need: "2、3". */
static Str complete_items(struct act *act, const struct report_view *view)
{
	struct strbuf numbers = { .arena = act->arena };

	for (size_t i = 0; i < view->items.count; i++) {
		if (view->items.at[i].item->listing != ITEM_LISTED || report_missing_in(act, view, &view->items.at[i]))
			continue;
		if (numbers.len)
			buf_text(&numbers, "、");
		buf_int(&numbers, (int64_t)i + 1);
	}
	return buf_str(&numbers);
}

static void check_copies(struct act *act, struct html h, const struct report_view *view)
{
	size_t copies = 0;

	for (size_t i = 0; i < view->items.count; i++) {
		const struct report_row *row = &view->items.at[i];

		if (row->item->listing != ITEM_LISTED || row->item->same_percent != 100)
			continue;
		copies++;
		check_open(h, "is-soon", "hourglass-low");
		html(h, "事项 ", i + 1, " 与上周完全相同</span><a href=\"#f-", report_field(act, row, "work_done"),
		     "\" aria-label=\"去改 事项 ", i + 1, "\">去改</a></li>\n");
	}
	if (copies == 0 && view->items.count)
		check_ok(h, STR("没有整段照抄上周"));
}

void report_checks(struct act *act, struct html h, const struct report_view *view)
{
	size_t missing = count_missing(view);
	Str complete = complete_items(act, view);

	html(h, "<section class=\"card\"><div class=\"jb-cardhead\"><h2>报送检查</h2>");
	if (missing)
		html(h, "<span class=\"jb-more jb-late-word\">", missing, " 处未过</span>");
	else
		html(h, "<span class=\"jb-more jb-two\">可以报送</span>");
	html(h, "</div><ul class=\"jb-check\">\n");
	check_contact(h, view);
	if (!str_is_empty(complete))
		check_ok(h, str_format(act->arena, "六项内容已填（事项 %.*s）", STR_ARG(complete)));
	check_faults(act, h, view);
	if (view->omitted.count == 0)
		check_ok(h, STR("没有漏列"));
	check_copies(act, h, view);
	html(h, "</ul></section>\n");
}

/* ---- by when ---- */

void report_limits(struct act *act, struct html h, const struct report_view *view)
{
	if (view->has_supplement && view->report->state == REPORT_RETURNED)
		page_duty_card(act, h, "补正时限", &view->supplement, STR("以收到为准。"));
	if (view->has_duty)
		page_duty_card(act, h, "时限", &view->duty, STR("以收到为准。迟报、缺报都记入考核。"));
}

/* ---- what the leader said ---- */

enum { MOST_INSTRUCTIONS = 5 };

/* Still open, or answered and not yet closed: what the unit has to keep in mind while it writes. */
static bool is_alive(const struct instruction *instruction)
{
	return instruction->state != INSTRUCTION_DONE;
}

static void answer_due(struct act *act, struct html h, const struct instruction *instruction)
{
	const struct duty_rule *rule = instruction->kind == INSTRUCT ? &WEEKLY_FEEDBACK : &WEEKLY_ACKNOWLEDGE;
	struct duty_about about = { .unit_id = instruction->unit_id.v, .subject = instruction_record.name,
	                            .subject_id = instruction->id.v };
	struct duty duty;
	bool found;

	if (instruction->state == INSTRUCTION_ANSWERED) {
		html(h, "已反馈，待了结");
		return;
	}
	if (!duty_find_due(act, rule, &about, &found, &duty) || !found)
		return;
	html(h, instruction->kind == INSTRUCT ? STR("答复") : STR("签收"));
	page_countdown(act, h, duty.due_at);
}

static void instruction_words(struct act *act, struct html h, const struct instruction *instruction)
{
	Str by;

	if (!record_title_of(act, &account_record, instruction->issued_by.v, &by))
		return;
	html(h, "<div class=\"jb-note jb-said\"><p class=\"jb-small\"><a href=\"/weekly/instruction/", instruction->id.v, "\">“",
	     instruction->words, "”</a></p><p class=\"jb-small jb-mute\">", str_of(word_label(&instruction_kind_words, instruction->kind)),
	     " · ", by, " · ", instant_words(act->arena, instruction->issued_at), " · ");
	answer_due(act, h, instruction);
	html(h, "</p></div>\n");
}

void report_instructions(struct act *act, struct html h, const struct report_view *view)
{
	struct list_ask ask = { .record = &instruction_record, .scope = caller_scope(act->who, &CAN_READ_INSTRUCTION),
	                        .most = 4 * MOST_INSTRUCTIONS, .sort = "-issued_at" };
	struct list list;
	size_t shown = 0;

	ask.only[0].field = "unit_id";
	ask.only[0].value = view->report->unit_id.v;
	if (!record_list(act, &ask, &list))
		return;
	for (size_t i = 0; i < list.count && shown < MOST_INSTRUCTIONS; i++) {
		const struct instruction *instruction = list_row(&list, &instruction_record, i);

		if (!is_alive(instruction))
			continue;
		if (shown++ == 0)
			html(h, "<section class=\"card\"><div class=\"jb-cardhead\"><h2>批示</h2>"
				"<a class=\"jb-more\" href=\"/weekly/instruction\">全部批示</a></div>");
		instruction_words(act, h, instruction);
	}
	html_if(h, shown, "</section>\n");
}
