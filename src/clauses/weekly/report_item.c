/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* report_item.c - one matter in the form of the report: its six blocks, last week's words beneath this week's, the
 * omitted ones that wait for a choice, and what is added by hand.
 *
 * Owns: how an item is asked for. Does not own: what is asked (report.c), the page around it (report_form.c). */
#include "clauses/weekly/report_view.h"

#include "clauses/weekly/difference.h"

struct block {
	struct act *act;
	struct html h;
	const struct report_view *view;
	const struct report_row *row;
};

struct asked { const char *field, *label, *hint; unsigned rows; };

/* ---- fields ---- */

static Str stored(const struct block *b, const char *field)
{
	return b->row->item ? page_field_value(b->act, record_field(&item_record, field), b->row->item) : STR_NONE;
}

static struct field_box box_of(const struct block *b, const struct asked *asked)
{
	return (struct field_box){ .name = report_field(b->act, b->row, asked->field), .value = stored(b, asked->field),
	                           .label = asked->label, .hint = asked->hint, .refused = b->view->refused,
	                           .typed = b->view->typed, .rows = asked->rows };
}

static void open_box(const struct block *b, const struct field_box *box)
{
	page_box_open(b->h, box->name, str_of(box->label), str_of(box->hint), page_fault(box->refused, box->name));
}

static void control_names(struct html h, const struct field_box *box)
{
	html(h, " id=\"i-", box->name, "\" name=\"", box->name, "\"");
	if (!str_is_empty(page_fault(box->refused, box->name)))
		html(h, " aria-invalid=\"true\" aria-describedby=\"e-", box->name, "\"");
}

/* Somebody else saved meanwhile: both versions stand side by side, a person chooses. */
static void other_version(const struct block *b, const struct field_box *box)
{
	if (!b->view->refused || b->view->refused->kind != REFUSED_STALE || str_equal(page_typed(box), box->value))
		return;
	html(b->h, "<div class=\"jb-diff\"><span class=\"jb-mute\">现在存着的是：</span>");
	if (str_is_empty(box->value))
		html(b->h, "（空）");
	page_lines(b->h, box->value);
	html(b->h, "</div>");
}

static void text_area(const struct block *b, const struct field_box *box)
{
	html(b->h, "<textarea class=\"form-control\"");
	control_names(b->h, box);
	html(b->h, " rows=\"", box->rows, "\">\n", page_typed(box), "</textarea>");
	other_version(b, box);
}

static void ask_text(const struct block *b, const struct asked *asked)
{
	struct field_box box = box_of(b, asked);

	open_box(b, &box);
	text_area(b, &box);
	page_box_close(b->h);
}

static void ask_line(const struct block *b, const struct asked *asked)
{
	struct field_box box = box_of(b, asked);

	open_box(b, &box);
	html(b->h, "<input class=\"form-control\" type=\"text\"");
	control_names(b->h, &box);
	html(b->h, " value=\"", page_typed(&box), "\">");
	other_version(b, &box);
	page_box_close(b->h);
}

static void ask_word(const struct block *b, const struct asked *asked)
{
	struct field_box box = box_of(b, asked);

	open_box(b, &box);
	page_select_words(b->h, record_field(&item_record, asked->field)->words, &box);
	page_box_close(b->h);
}

static void option(struct html h, Str value, Str chosen, Str label)
{
	html(h, "<option value=\"", value, "\"");
	html_if(h, str_equal(value, chosen), " selected");
	html(h, ">", label, "</option>");
}

static void ask_unit(const struct block *b, const struct asked *asked)
{
	struct field_box box = box_of(b, asked);
	Str chosen = page_typed(&box);

	open_box(b, &box);
	html(b->h, "<select class=\"form-select\"");
	control_names(b->h, &box);
	html(b->h, ">");
	option(b->h, STR_NONE, chosen, STR("请选择"));
	for (size_t i = 0; i < b->view->units.count; i++) {
		const struct unit *unit = list_row(&b->view->units, &unit_record, i);

		if (unit->id.v != b->view->unit.id.v)
			option(b->h, str_format(b->act->arena, "%lld", (long long)unit->id.v), chosen, unit->name);
	}
	html(b->h, "</select>");
	page_box_close(b->h);
}

/* ---- this week's words against last week's ---- */

static void runs(const struct block *b, Str last, Str now)
{
	struct text_runs found = text_difference(b->act->arena, last, now);

	for (size_t i = 0; i < found.count; i++) {
		if (found.at[i].is_new)
			html(b->h, "<ins>", found.at[i].text, "</ins>");
		else
			html(b->h, "<span class=\"is-same\">", found.at[i].text, "</span>");
	}
	html(b->h, "<br>");
}

static void difference(const struct block *b, Str last, Str now)
{
	int percent;

	if (str_is_empty(last) || str_is_empty(now))
		return;
	html(b->h, "<div class=\"jb-diff\" role=\"group\" aria-label=\"与上周对照\">");
	percent = text_same_percent(b->act->arena, last, now);
	if (str_equal(last, now)) {
		page_state(b->h, LOOK_SOON, STR("与上周完全相同"));
		html(b->h, " <span class=\"jb-two\">请写本周做了什么；没有进展，也请写明为什么。</span>");
	} else {
		runs(b, last, now);
		if (percent == 0)
			html(b->h, "<span class=\"jb-mute\">全部是本周新写</span>");
		else if (percent == 100)
			html(b->h, "<span class=\"jb-mute\">全部是上周原话，只有删减</span>");
		else
			html(b->h, "<span class=\"jb-mute\">点线是上周原话（", percent, "%），底色是本周新写</span>");
	}
	html(b->h, "</div>");
}

/* Where the words come from that nobody typed. */
static const char *prefilled_from(const struct report_row *row)
{
	if (!row->item || str_is_empty(row->item->work_done))
		return NULL;
	if (row->last && str_equal(row->last->work_done, row->item->work_done))
		return "预填上周原文，请改成本周的情况";
	if (row->matter && str_equal(row->matter->progress, row->item->work_done))
		return "预填台账的最近进展，请核对";
	return NULL;
}

static void ask_work_done(const struct block *b)
{
	const struct asked asked = { "work_done", "已做工作和效果", prefilled_from(b->row), 3 };
	struct field_box box = box_of(b, &asked);

	open_box(b, &box);
	text_area(b, &box);
	if (b->row->last)
		difference(b, b->row->last->work_done, page_typed(&box));
	page_box_close(b->h);
}

/* ---- the six blocks ---- */

static void ask_blocks(const struct block *b)
{
	static const struct asked
		obstacle = { "obstacle", "困难或障碍" },
		detail = { "obstacle_detail", "困难的情况", "可不填", 1 },
		cooperation = { "cooperation", "需要谁协作配合" },
		cooperate = { "cooperate_unit_id", "协作配合单位" },
		committee = { "ask_committee", "请求管委会协调解决", "可不填", 2 },
		remind = { "remind", "提醒或警示建议", "可不填", 2 },
		remind_unit = { "remind_unit_id", "建议提醒或警示的单位", "写了建议就要选" };

	ask_work_done(b);
	html(b->h, "<div class=\"jb-pair\">");
	ask_word(b, &obstacle);
	ask_text(b, &detail);
	ask_word(b, &cooperation);
	html(b->h, "<div data-shown-if=\"", report_field(b->act, b->row, "cooperation"), "=needed\">");
	ask_unit(b, &cooperate);
	html(b->h, "</div></div>\n");
	ask_text(b, &committee);
	html(b->h, "<div class=\"jb-pair is-uneven\">");
	ask_text(b, &remind);
	ask_unit(b, &remind_unit);
	html(b->h, "</div>\n");
}

/* ---- listed or left out ---- */

static void listing_radio(const struct block *b, Str name, const char *word, const char *label, Str chosen)
{
	html(b->h, "<label><input type=\"radio\" name=\"", name, "\" value=\"", str_of(word), "\"");
	html_if(b->h, str_is(chosen, word), " checked");
	html(b->h, ">", str_of(label), "</label>");
}

static void ask_listing(const struct block *b, Str title)
{
	const struct asked asked = { .field = "listing" };
	struct field_box box = box_of(b, &asked);
	Str chosen = page_typed(&box);

	html(b->h, "<fieldset class=\"jb-field\"><legend class=\"visually-hidden\">“", title, "”怎样处理</legend><div class=\"jb-radio\">");
	listing_radio(b, box.name, "listed", "列入本周报", chosen);
	listing_radio(b, box.name, "left_out", "不列入，说明理由", chosen);
	html(b->h, "</div></fieldset>\n");
}

static void ask_ground(const struct block *b)
{
	static const struct asked ground = { "left_out_ground", "不列入的理由", "必填，10 字以上；法制局逐件核对" };

	html(b->h, "<div data-shown-if=\"", report_field(b->act, b->row, "listing"), "=left_out\">");
	ask_line(b, &ground);
	html(b->h, "</div>\n");
}

static void hidden(const struct block *b, const char *field, int64_t value)
{
	html(b->h, "<input type=\"hidden\" name=\"", report_field(b->act, b->row, field), "\" value=\"");
	if (value)
		html(b->h, value);
	html(b->h, "\">");
}

/* ---- an item that stands in the report ---- */

void report_age(struct act *act, struct html h, int days)
{
	enum { LONG_DAYS = 30, TOO_LONG_DAYS = 90 };
	enum look look = days > TOO_LONG_DAYS ? LOOK_LATE : days > LONG_DAYS ? LOOK_SOON : LOOK_NORMAL;

	page_state(h, look, str_format(act->arena, "未果 %d 日", days));
}

static void summary(const struct block *b, size_t missing)
{
	const struct weekly_item *item = b->row->item;

	html(b->h, "<summary><span class=\"jb-no\">", report_number(b->view, b->row), "</span><h3>", item->title,
	     "</h3><span class=\"jb-small jb-mute\">");
	if (b->row->matter)
		html(b->h, b->row->matter->number, " · ");
	html(b->h, "第 ", item->weeks, " 次上报</span>");
	if (b->row->matter)
		report_age(b->act, b->h, b->row->age_days);
	if (item->listing == ITEM_LEFT_OUT)
		page_state(b->h, LOOK_SEALED, STR("不列入"));
	if (missing)
		page_state(b->h, LOOK_LATE, str_format(b->act->arena, "缺 %zu 项", missing));
	else if (item->listing == ITEM_LISTED && item->same_percent == 100)
		page_state(b->h, LOOK_SOON, STR("与上周完全相同"));
	html(b->h, "<span class=\"jb-more\" aria-hidden=\"true\"></span></summary>\n");
}

static void facts(const struct block *b)
{
	const struct matter *m = b->row->matter;

	html(b->h, "<dl class=\"jb-facts\"><dt>责任单位</dt><dd>", b->view->unit.name, "（预填）</dd><dt>立案</dt><dd>",
	     m ? date_words_year(b->act->arena, instant_date(m->registered_at)) : STR("台账外，由本单位添加"), "</dd></dl>\n");
}

static void links(const struct block *b)
{
	html(b->h, "<p class=\"jb-small jb-push\">");
	if (b->row->matter)
		html(b->h, "<a href=\"/matter/", b->row->matter->id.v, "\">看事项</a> ");
	if (b->row->last)
		html(b->h, "<a href=\"/weekly/item/", b->row->item->id.v, "\">逐周对照</a> ");
	html(b->h, "<a href=\"/weekly/item/", b->row->item->id.v, "#attachments\" target=\"_blank\">本事项的附件</a>");
	html(b->h, "</p>");
}

/* What may go without a ground: a matter that was closed since, or what was added by hand this week. */
static void ask_removal(const struct block *b)
{
	bool closed = b->row->matter && b->row->matter->state == MATTER_CLOSED;
	bool by_hand = !b->row->matter && b->row->item->previous_id.v == 0;

	if (!closed && !by_hand)
		return;
	html(b->h, "<p class=\"jb-field jb-radio\"><label><input type=\"checkbox\" name=\"", report_field(b->act, b->row, "delete"),
	     "\" value=\"1\"");
	html_if(b->h, b->view->typed && input_find(b->view->typed, STR_NONE, str_terminated(b->act->arena, report_field(b->act, b->row, "delete"))),
	        " checked");
	html(b->h, ">");
	html_if(b->h, closed, "台账中已办结，移出本周报");
	html_if(b->h, by_hand, "移出本周报");
	html(b->h, "</label></p>\n");
}

void report_item_block(struct act *act, struct html h, const struct report_view *view, const struct report_row *row, bool open)
{
	static const struct asked title = { "title", "未果事项名称" };
	struct block b = { act, h, view, row };
	size_t missing = report_missing_in(act, view, row);

	html(h, "<details class=\"jb-item jb-fold");
	html_if(h, missing && view->refused, " is-wrong");
	html(h, "\" id=\"item-", row->n, "\" data-row");
	html_if(h, open, " open");
	html(h, ">");
	summary(&b, missing);
	html(h, "<div class=\"jb-itembody\">");
	hidden(&b, "id", row->item->id.v);
	if (row->matter)
		html(h, "<input type=\"hidden\" data-matter value=\"", row->matter->id.v, "\">");
	html(h, "<div class=\"jb-rowhead\">");
	ask_listing(&b, row->item->title);
	links(&b);
	html(h, "</div>");
	ask_ground(&b);
	html(h, "<div data-shown-if=\"", report_field(act, row, "listing"), "=listed\">");
	facts(&b);
	if (!row->matter)
		ask_line(&b, &title);
	ask_blocks(&b);
	html(h, "</div>");
	ask_removal(&b);
	html(h, "</div></details>\n");
}

/* ---- one that is omitted ---- */

void report_omitted_block(struct act *act, struct html h, const struct report_view *view, const struct report_row *row)
{
	struct block b = { act, h, view, row };
	const struct matter *m = row->matter;
	Str place = str_format(act->arena, "omitted.%lld", (long long)m->id.v);
	Str fault = page_fault(view->refused, place);

	html(h, "<div class=\"jb-item is-wrong\" id=\"f-", place, "\" data-row><header><span class=\"jb-no\" aria-hidden=\"true\">!</span><h3>",
	     m->title, "</h3><span class=\"jb-small jb-mute\">", m->number, " · 立案 ", row->age_days, " 日</span>");
	page_late(h, STR("漏列"));
	html(h, "<a class=\"jb-more\" href=\"/matter/", m->id.v, "\" aria-label=\"看事项 ", m->title, "\">看事项</a></header>"
	     "<div class=\"jb-itembody\">");
	if (!str_is_empty(fault)) {
		html(h, "<p class=\"jb-error\">");
		page_icon(h, "alert-triangle");
		html(h, fault, "</p>");
	}
	hidden(&b, "id", 0);
	html(h, "<input type=\"hidden\" data-matter name=\"", report_field(act, row, "matter_id"), "\" value=\"", m->id.v, "\">");
	ask_listing(&b, m->title);
	ask_ground(&b);
	html(h, "<div data-shown-if=\"", report_field(act, row, "listing"), "=listed\"><p class=\"jb-field jb-small jb-two\">"
	     "存稿后在下面预填台账的进展；也可以现在就写。</p>");
	ask_blocks(&b);
	html(h, "</div></div></div>\n");
}

/* ---- what is added ---- */

static void pick_block(const struct block *b)
{
	const struct asked asked = { "matter_id", "从本单位台账添加", "还没有列入的在办事项；存稿后预填进展" };
	struct field_box box = box_of(b, &asked);
	Str chosen = page_typed(&box);

	if (b->view->spare.count == 0)
		return;
	html(b->h, "<div data-row>");
	hidden(b, "id", 0);
	open_box(b, &box);
	html(b->h, "<select class=\"form-select\" data-matter");
	control_names(b->h, &box);
	html(b->h, ">");
	option(b->h, STR_NONE, chosen, STR("不添加"));
	for (size_t i = 0; i < b->view->spare.count; i++) {
		const struct matter *m = &b->view->spare.at[i];

		option(b->h, str_format(b->act->arena, "%lld", (long long)m->id.v), chosen,
		       str_format(b->act->arena, "%.*s　%.*s", STR_ARG(m->title), STR_ARG(m->number)));
	}
	html(b->h, "</select>");
	page_box_close(b->h);
	html(b->h, "</div>\n");
}

static void hand_block(const struct block *b)
{
	static const struct asked title = { "title", "台账外的未果事项名称", "台账里没有的才写在这里" };

	html(b->h, "<div class=\"jb-added\" data-row>");
	hidden(b, "id", 0);
	ask_line(b, &title);
	ask_blocks(b);
	html(b->h, "</div>\n");
}

void report_added_blocks(struct act *act, struct html h, const struct report_view *view)
{
	const struct report_row pick = { .n = view->pick };
	struct block b = { act, h, view, &pick };
	bool open = view->added.count > 1 || (view->items.count == 0 && view->omitted.count == 0);

	html(h, "<section class=\"card\"><details class=\"jb-item jb-fold\" id=\"add\"");
	html_if(h, open, " open");
	html(h, "><summary><span class=\"jb-no\" aria-hidden=\"true\">+</span><h3>添加未果事项</h3>"
		"<span class=\"jb-small jb-mute\">台账里未满期限的，或台账外的</span>"
		"<span class=\"jb-more\" aria-hidden=\"true\"></span></summary><div class=\"jb-itembody\">\n");
	pick_block(&b);
	for (size_t i = 0; i < view->added.count; i++) {
		b.row = &view->added.at[i];
		hand_block(&b);
	}
	html(h, "</div></details></section>\n");
}
