/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* regime_page.c - units by kinds: which rule stands, since when, what is in the works, what is missing; and one rule with
 * all its versions. The forms come from the tables. */
#include "page/record_pages.h"
#include "regime/regime_store.h"

/* ---- the matrix ---- */

/* What the strip counts, and the rows one may choose by it. */
enum show { SHOW_ALL, SHOW_STANDING, SHOW_FILED, SHOW_RETURNED, SHOW_MISSING, SHOWS };
static const struct { const char *word, *label; enum look look; } shows[SHOWS] = {
	[SHOW_ALL] = { "", "应有", LOOK_NORMAL },         [SHOW_STANDING] = { "standing", "已备案", LOOK_DONE },
	[SHOW_FILED] = { "filed", "待备案", LOOK_NORMAL }, [SHOW_RETURNED] = { "returned", "退回", LOOK_BACK },
	[SHOW_MISSING] = { "missing", "缺", LOOK_LATE },
};

static Url rule_url(struct act *act, int64_t id)
{
	return url_number(act->arena, "/regime/", id, "");
}

static void standing_words(struct act *act, struct html h, const struct regime_cell *cell, Str name)
{
	html(h, "<a href=\"", rule_url(act, cell->standing_id), "\" aria-label=\"", name, " 已备案 第 ", cell->standing_issue, " 版\">");
	page_state(h, LOOK_DONE, STR("已备案"));
	html(h, "</a><br><span class=\"jb-small jb-mute\">第 ", cell->standing_issue, " 版 · ", cell->stands_on, " 起</span>");
}

static void work_words(struct act *act, struct html h, const struct regime_cell *cell, Str name, bool missing)
{
	Str label = str_of(word_label(&regime_state_words, cell->work));

	if (cell->standing_id)
		html(h, "<br>");
	html(h, "<a href=\"", rule_url(act, cell->work_id), "\" aria-label=\"", name, " 第 ", cell->work_issue, " 版 ", label, "\">");
	if (missing)
		page_late(h, STR("缺"));
	else
		page_state(h, regime_state_words.at[cell->work].look, label);
	html(h, "</a>");
	if (cell->standing_id)
		html(h, " <span class=\"jb-small jb-mute\">第 ", cell->work_issue, " 版</span>");
	else if (missing)
		html(h, " <span class=\"jb-small jb-mute\">草拟中</span>");
}

/* Missing: must be there, and neither stands nor lies with the Bureau. A draft that nobody filed is missing too. */
static bool is_missing(const struct regime_row *row, unsigned kind)
{
	const struct regime_cell *cell = &row->cells[kind];

	return row->must[kind] && !cell->standing_id && !(cell->work_id && cell->work != REGIME_DRAFT);
}

static void matrix_cell(struct act *act, struct html h, const struct regime_row *row, unsigned kind)
{
	const struct regime_cell *cell = &row->cells[kind];
	Str name = str_format(act->arena, "%.*s%s", STR_ARG(row->name), word_label(&regime_kind_words, kind));

	html(h, "<td>");
	if (cell->standing_id)
		standing_words(act, h, cell, name);
	if (cell->work_id)
		work_words(act, h, cell, name, is_missing(row, kind));
	else if (!cell->standing_id && row->must[kind])
		page_late(h, STR("缺"));
	else if (!cell->standing_id)
		html(h, "<span class=\"jb-mute\">—</span>");
	html(h, "</td>");
}

static bool cell_shows(const struct regime_row *row, unsigned kind, enum show show)
{
	const struct regime_cell *cell = &row->cells[kind];

	switch (show) {
	case SHOW_STANDING:
		return cell->standing_id != 0;
	case SHOW_FILED:
		return cell->work_id && cell->work == REGIME_FILED;
	case SHOW_RETURNED:
		return cell->work_id && cell->work == REGIME_RETURNED;
	case SHOW_MISSING:
		return is_missing(row, kind);
	case SHOW_ALL:
	case SHOWS:
		break;
	}
	return row->must[kind];
}

static size_t count_in(const struct regime_row *row, enum show show)
{
	size_t n = 0;

	for (unsigned kind = 0; kind < REGIME_KINDS; kind++)
		n += cell_shows(row, kind, show);
	return n;
}

static enum show asked_show(const struct call *call)
{
	Str asked = input_text(&call->exchange->request.query, "show");

	for (unsigned show = SHOW_ALL + 1; show < SHOWS; show++)
		if (str_is(asked, shows[show].word))
			return show;
	return SHOW_ALL;
}

static void sum_strip(struct act *act, struct html h, const struct regime_rows *rows, enum show shown)
{
	html(h, "<section class=\"card jb-sum\" aria-label=\"合计\">");
	for (unsigned show = 0; show < SHOWS; show++) {
		size_t n = 0;

		for (size_t i = 0; i < rows->count; i++)
			n += count_in(&rows->at[i], show);
		html(h, "<a href=\"", show == SHOW_ALL ? URL("/regime") : url_join(act->arena, "/regime?show=", str_of(shows[show].word)), "\"");
		html_if(h, show == shown && show != SHOW_ALL, " aria-current=\"true\"");
		html(h, ">");
		if (show == SHOW_ALL)
			html(h, str_of(shows[show].label));
		else
			page_state(h, shows[show].look, str_of(shows[show].label));
		html(h, "<b>", n, "</b></a>");
	}
	html(h, "</section>\n");
}

static void matrix_table(struct act *act, struct html h, const struct regime_rows *rows, enum show show)
{
	html(h, "<section class=\"card\"><div class=\"jb-table-wrap\" tabindex=\"0\" role=\"region\" aria-label=\"各单位的制度\">"
	        "<table class=\"jb-table jb-matrix\"><thead><tr><th scope=\"col\">单位</th>");
	for (unsigned kind = 0; kind < REGIME_KINDS; kind++)
		html(h, "<th scope=\"col\">", str_of(word_label(&regime_kind_words, kind)), "<br><span class=\"jb-small jb-mute\">",
		     str_of(regime_wants[kind].clause), "</span></th>");
	html(h, "</tr></thead><tbody>\n");
	for (size_t i = 0; i < rows->count; i++) {
		if (show != SHOW_ALL && !count_in(&rows->at[i], show))
			continue;
		html(h, "<tr><th scope=\"row\">", rows->at[i].name, "</th>");
		for (unsigned kind = 0; kind < REGIME_KINDS; kind++)
			matrix_cell(act, h, &rows->at[i], kind);
		html(h, "</tr>\n");
	}
	html(h, "</tbody></table></div></section>\n");
}

bool regime_matrix_page(struct act *act, struct call *call)
{
	struct regime_rows rows;
	const struct move *draft = move_first_new(&regime_holding);
	struct html h;

	if (!regime_store_matrix(act, call->scope.kind == SCOPE_ALL ? 0 : call->scope.unit_id, &rows))
		return false;
	h = page_open(act, call, &(struct page){ .title = STR("制度"), .sub = STR("各单位的制度：有没有、哪一版、自何日起"),
	                                          .basis = &regime_clause });
	page_actions(h);
	if (caller_scope(act->who, draft->by).kind != SCOPE_NONE)
		page_button_link(h, "plus", str_of(draft->label), URL("/regime/new"), true);
	page_actions_end(h);
	page_body(h);
	sum_strip(act, h, &rows, asked_show(call));
	if (rows.count)
		matrix_table(act, h, &rows, asked_show(call));
	else
		page_empty(h, STR("还没有要报备制度的单位。"));
	return page_close(act, call);
}

/* ---- one rule ---- */

static bool duty_card(struct act *act, struct html h, const struct regime *r, const struct duty_rule *rule, const char *heading)
{
	struct duty_about about = { .unit_id = rule->owed_by == OWED_BY_SUBJECT_UNIT ? r->unit_id.v : 0, .subject = "regime",
	                            .subject_id = r->id.v };
	struct duty duty;
	bool found;

	if (!duty_find(act, rule, &about, &found, &duty))
		return false;
	if (found)
		page_duty_card(act, h, heading, &duty, STR_NONE);
	return true;
}

/* Whose turn it is, and until when. */
static bool turn(struct act *act, struct html h, const struct regime *r)
{
	switch (r->state) {
	case REGIME_DRAFT:
		return duty_card(act, h, r, &REGIME_FILE, "报备时限");
	case REGIME_FILED:
		return duty_card(act, h, r, &REGIME_REVIEW, "审阅时限");
	case REGIME_RETURNED:
		return duty_card(act, h, r, &REGIME_SUPPLEMENT, "重新报备时限");
	case REGIME_STANDING:
	case REGIME_REPLACED:
	case REGIME_STATES:
		break;
	}
	return true;
}

static bool versions(struct act *act, struct html h, const struct call *call, const struct regime *r)
{
	struct list_ask ask = { .record = &regime_record, .scope = { .kind = SCOPE_ALL }, .sort = "-issue", .brief = true,
	                        .only = { { "unit_id", .value = r->unit_id.v },
	                                  { "kind", .text = str_of(regime_kind_words.at[r->kind].word), .is_text = true } } };
	struct list list;

	if (!record_list(act, &ask, &list))
		return false;
	page_card_open(h, "各版");
	record_table(act, h, call, &regime_record, &list);
	page_card_close(h);
	return true;
}

bool regime_page(struct act *act, struct call *call)
{
	const struct regime *r = call->row;
	const struct word *state = &regime_state_words.at[r->state];
	struct html h = page_open(act, call, &(struct page){
		.title = r->title, .sub = str_format(act->arena, "%s · 第 %lld 版", word_label(&regime_kind_words, r->kind), (long long)r->issue),
		.state = state->label, .look = state->look, .basis = &regime_clause });

	record_buttons(act, h, call, &regime_holding, r);
	page_body(h);
	page_errors(h, call->refused, "没有办成");
	html(h, "<div class=\"jb-grid jb-form\"><div class=\"jb-grid jb-stack\">");
	page_card_open(h, "内容");
	html(h, "<div class=\"jb-itembody\">");
	record_facts(act, h, call, &regime_holding, r);
	html(h, "</div>");
	page_card_close(h);
	page_attachments(act, h, call, &regime_holding, r);
	if (!versions(act, h, call, r))
		return false;
	html(h, "</div><aside class=\"jb-grid\" aria-label=\"时限和经过\">");
	if (!turn(act, h, r))
		return false;
	page_timeline(act, h, regime_record.name, r->id.v);
	html(h, "</aside></div>\n");
	return page_close(act, call);
}

/* Whoever revises goes on in the draft. */
bool regime_revise(struct act *act, struct call *call)
{
	const struct regime *r = call->row;
	int64_t draft;

	if (!move_run(act, &regime_holding, call->id, STR("revise"), call->input, NULL)
	    || !regime_store_in_work(act, r->unit_id, r->kind, &draft))
		return false;
	call->to = str_format(act->arena, "/regime/%lld", (long long)draft);
	return true;
}
