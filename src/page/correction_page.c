/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* correction_page.c - 更正 on the page of a row: the card of what was corrected, and the form that asks for it.
 * The question itself and its decision have the generated pages of `correction`. */
#include "clause/correction.h"
#include "page/record_pages.h"

#include <string.h>

/* ---- the card ---- */

/* One under the other, so that both are seen whole in a narrow column and on a phone. */
static void change_facts(struct html h, const struct correction_change *change)
{
	if (str_is_empty(change->label))
		return;
	html(h, "<h3>", change->label, "</h3><dl class=\"jb-facts jb-read\"><dt>原来</dt><dd class=\"is-wide\"><del>");
	page_lines(h, str_is_empty(change->was) ? STR("—") : change->was);
	html(h, "</del></dd><dt>更正为</dt><dd class=\"is-wide\"><ins>");
	page_lines(h, str_is_empty(change->becomes) ? STR("—") : change->becomes);
	html(h, "</ins></dd></dl>");
}

void page_correction_changes(struct html h, const struct correction *correction)
{
	html(h, "<div class=\"jb-itembody\">");
	for (size_t i = 0; i < correction->changes.count; i++)
		change_facts(h, &correction->changes.at[i]);
	html(h, "</div>");
}

static void one_correction(struct act *act, struct html h, const struct correction *correction)
{
	const struct word *state = &correction_state_words.at[correction->state];
	Str by = STR_NONE, decided = STR_NONE;

	if (!record_title_of(act, &account_record, correction->asked_by.v, &by)
	    || (correction->decided_by.v && !record_title_of(act, &account_record, correction->decided_by.v, &decided)))
		return;
	html(h, "<div class=\"jb-note\"><p>");
	page_state(h, state->look, str_of(state->label));
	html(h, " <a href=\"/correction/", correction->id.v, "\">", correction->ground, "</a></p><p class=\"jb-small jb-two\">", by, " ",
	     instant_words(act->arena, correction->asked_at), " 申请");
	if (correction->decided_by.v)
		html(h, " · ", decided, " ", instant_words(act->arena, correction->decided_at), " 决定");
	html(h, "</p></div>");
	page_correction_changes(h, correction);
}

void page_corrections(struct act *act, struct html h, const struct holding *holding, const void *row)
{
	const struct record *record = holding->record;
	struct correction *rows;
	size_t count;
	bool may_ask = correction_may_ask(act, holding, row);

	if (!holding->correct || !corrections_of(act, record, record_id(record, row), &rows, &count) || (!count && !may_ask))
		return;
	html(h, "<section class=\"card\" id=\"corrections\"><div class=\"jb-cardhead\"><h2>更正记录</h2>");
	if (may_ask)
		html(h, "<a class=\"jb-more\" href=\"", str_of(record->path), "/", record_id(record, row), "/correct\">申请更正</a>");
	html(h, "</div>");
	if (count == 0)
		page_empty(h, STR("没有更正过。报错了的，写明理由申请更正，经批准后新旧都留着。"));
	for (size_t i = 0; i < count; i++)
		one_correction(act, h, &rows[i]);
	page_card_close(h);
}

/* ---- the form ---- */

static bool is_drawn(const char *form, Str name)
{
	Str rest = str_of(form), word;

	while (str_cut(rest, ' ', &word, &rest))
		if (str_equal(word, name))
			return true;
	return str_equal(rest, name);
}

static void box(struct act *act, struct html h, const struct call *call, const struct field *field, Str name, const void *row)
{
	page_field(act, h, field, &(struct field_box){
		.name = name, .value = row ? page_field_value(act, field, row) : STR_NONE, .refused = call->refused,
		.typed = call->refused ? call->input : NULL, .only_mine = field->ref && field->ref->unit });
}

static void child(struct act *act, struct html h, const struct call *call, const struct children *k, size_t n, const void *row)
{
	const char *form = call->holding->correct->form;

	html(h, "<details class=\"jb-field jb-childrow\"><summary>", str_of(k->label), " ", n + 1, " ",
	     row ? record_title(k->record, row) : STR("再加一件"), "</summary>");
	if (row)
		html(h, "<input type=\"hidden\" name=\"", str_of(k->name), ".", n, ".id\" value=\"", record_id(k->record, row), "\">");
	for (const struct field *f = k->record->fields; f->name; f++)
		if (is_drawn(form, str_format(act->arena, "%s.%s", k->name, f->name)))
			box(act, h, call, f, str_format(act->arena, "%s.%zu.%s", k->name, n, f->name), row);
	html(h, "</details>");
}

static void children(struct act *act, struct html h, const struct call *call)
{
	enum { MORE_ROWS = 2 };

	for (const struct children *k = call->holding->record->children; k && k->name; k++) {
		const char *at;
		size_t count;

		memcpy(&at, (const char *)call->row + k->at_offset, sizeof at);
		memcpy(&count, (const char *)call->row + k->count_offset, sizeof count);
		for (size_t n = 0; n < count + MORE_ROWS; n++)
			child(act, h, call, k, n, n < count ? at + n * k->record->size : NULL);
	}
}

static bool correct_form(struct act *act, struct call *call)
{
	const struct record *record = call->holding->record;
	Str row_path = str_format(act->arena, "%s/%lld", record->path, (long long)call->id);
	struct html h;

	if (!correction_may_ask(act, call->holding, call->row))
		return refuse_not_there(act);
	h = page_open(act, call, &(struct page){ .title = STR("申请更正"), .sub = correction_title(act, record, call->row), .basis = clause_of(act->house, record) });
	page_body(h);
	html(h, "<div class=\"jb-column\">");
	page_errors(h, call->refused, "没有申请");
	page_card_open(h, NULL);
	html(h, "<div class=\"jb-itembody\"><p>改成应当的样子，写明理由。法制局批准后才生效，原来的留着。</p>");
	page_form_open(h, call, (Url){ str_join(act->arena, row_path, STR("/correct")) });
	page_version(h, record_version(record, call->row));
	for (const struct field *f = record->fields; f->name; f++)
		if (is_drawn(call->holding->correct->form, str_of(f->name)))
			box(act, h, call, f, str_of(f->name), call->row);
	children(act, h, call);
	box(act, h, call, record_field(&correction_record, "ground"), STR("ground"), NULL);
	page_actions(h);
	page_button_link(h, NULL, STR("取消"), (Url){ row_path }, false);
	page_submit(h, NULL, STR("申请更正"), NULL, NULL, true);
	page_actions_end(h);
	page_form_close(h);
	html(h, "</div>");
	page_card_close(h);
	html(h, "</div>");
	return page_close(act, call);
}

/* A row ready to be added whose name was left empty is none, though its drop-downs say something. */
static bool drop_blank_rows(struct act *act, struct call *call, const struct children *k)
{
	size_t rows = input_rows(call->input, str_of(k->name));

	for (size_t n = 0; n < rows; n++) {
		Str prefix = str_format(act->arena, "%s.%zu", k->name, n);
		const struct input_field *title = input_find(call->input, prefix, k->record->title);

		if (input_find(call->input, prefix, "id") || !title || !str_is_empty(str_trim(title->value)))
			continue;
		if (!input_add(call->input, str_join(act->arena, prefix, STR(".delete")), STR("1"), INPUT_TEXT))
			return refuse(act, REFUSED_TOO_LARGE, "correction.many", "要更正的太多，请分几次申请");
	}
	return true;
}

static bool correct_do(struct act *act, struct call *call)
{
	struct correction correction;

	for (const struct children *k = call->holding->record->children; k && k->name; k++)
		if (!drop_blank_rows(act, call, k))
			return false;
	if (!correction_ask(act, call->holding, call->id, call->input, &correction))
		return false;
	call->to = str_format(act->arena, "/correction/%lld", (long long)correction.id.v);
	return true;
}

size_t page_correct_routes_of(struct arena *arena, const struct holding *holding, struct route *out)
{
	const struct record *record = holding->record;
	const char *path = str_terminated(arena, str_format(arena, "%s/:id/correct", record->path));

	if (!holding->correct)
		return 0;
	out[0] = (struct route){ HTTP_GET, path, holding->read, SCOPED_ROW, record, correct_form, .title = "申请更正" };
	out[1] = (struct route){ HTTP_POST, path, holding->read, SCOPED_ROW, record, correct_do, .writes = true,
	                         .again = correct_form, .title = "申请更正" };
	return 2;
}
