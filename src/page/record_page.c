/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* record_page.c - one row out of the field table: facts, the moves one may make, its time line; the form of a move. */
#include "page/record_pages.h"

#include <string.h>

enum { MOST_MOVES = 32 };

const struct clause *clause_of(const struct house *house, const struct record *record)
{
	for (const struct clause *const *clause = house->clauses; *clause; clause++)
		for (const struct holding *const *holding = (*clause)->holdings; holding && *holding; holding++)
			if ((*holding)->record == record)
				return *clause;
	return NULL;
}

/* A row may be called by what it refers to. */
static Str title_of(struct act *act, const struct record *record, const void *row)
{
	Str title = record_title(record, row);

	if (str_is_empty(title) && !record_title_of(act, record, record_id(record, row), &title))
		return STR_NONE;
	return title;
}

/* ---- facts ---- */

static bool is_fact(const struct field *field, const void *row)
{
	return field->kind != FIELD_ID && field->kind != FIELD_VERSION && !field->quiet && !field->secret && !field->shape
	    && (field_is_set(field, row) || field->kind == FIELD_INT);
}

/* 联系电话, or 个人信息 where there is more than one; empty: nothing is given. */
static Str personal_called(const struct record *record, const void *row)
{
	Str called = STR_NONE;

	for (const struct field *field = record->fields; field->name; field++)
		if (field->kind == FIELD_PERSONAL && field_is_set(field, row))
			called = str_is_empty(called) ? str_of(field->label) : STR("个人信息");
	return called;
}

/* Looking is a deed: it stands in the ledger, so it is asked for by a form. */
static void view_form(struct act *act, struct html h, const struct call *call, const struct record *record, const void *row)
{
	Str what = personal_called(record, row);

	page_form_open(h, call, (Url){ str_format(act->arena, "%s/%lld/personal", record->path, (long long)record_id(record, row)) });
	html(h, "<div class=\"jb-ask\"><input class=\"form-control\" type=\"text\" name=\"ground\" aria-label=\"查看事由\" "
	        "placeholder=\"查看事由（可不填）\" autocomplete=\"off\">");
	page_submit(h, "eye", str_join(act->arena, STR("查看"), what), NULL, NULL, false);
	html(h, "</div>");
	page_form_close(h);
}

static void fact(struct act *act, struct html h, const struct record *record, const struct field *field, const void *row,
                 bool may_ask)
{
	html(h, "<dt");
	html_if(h, field->lines, " class=\"is-wide\"");
	html(h, ">", str_of(field->label), "</dt><dd");
	html_if(h, field->lines, " class=\"is-wide\"");
	html(h, ">");
	if (field->kind == FIELD_PERSONAL)
		personal_cell(act, h, field, row, may_ask);
	else if (field->kind == FIELD_TEXT)
		page_lines(h, field_text(field, row));
	else
		record_cell(act, h, record, field, row);
	html(h, "</dd>");
}

void record_facts(struct act *act, struct html h, const struct call *call, const struct holding *holding, const void *row)
{
	bool may_ask = personal_may_ask(act, holding, row);

	html(h, "<dl class=\"jb-facts\">");
	for (const struct field *field = holding->record->fields; field->name; field++)
		if (is_fact(field, row))
			fact(act, h, holding->record, field, row, may_ask);
	html(h, "</dl>\n");
	if (may_ask && act->house->vault && !str_is_empty(personal_called(holding->record, row)))
		view_form(act, h, call, holding->record, row);
}

static void children_table(struct act *act, struct html h, const struct call *call, const struct children *children, const void *row)
{
	struct list list = { 0 };

	memcpy(&list.rows, (const char *)row + children->at_offset, sizeof list.rows);
	memcpy(&list.count, (const char *)row + children->count_offset, sizeof list.count);
	page_card_open(h, children->label);
	if (children->record == &correction_change_record)
		page_correction_changes(h, row);
	else if (list.count)
		record_table(act, h, call, children->record, &list);
	else
		page_empty(h, STR("还没有。"));
	page_card_close(h);
}

/* ---- buttons ---- */

static void button(struct act *act, struct html h, const struct call *call, const struct record *record, const void *row,
                   const struct allowed_move *allowed)
{
	const struct move *move = allowed->move;
	Url url = { str_format(act->arena, "%s/%lld/%s", record->path, (long long)record_id(record, row), move->verb) };

	if (!str_is_empty(allowed->why_not)) {
		html(h, "<span class=\"btn\" aria-disabled=\"true\" title=\"", allowed->why_not, "\">", str_of(move->label), "</span>");
		return;
	}
	if (move->takes || move->needs || move->asks) {
		page_button_link(h, NULL, str_of(move->label), url, move->primary);
		return;
	}
	page_form_open(h, call, url);
	page_version(h, record_version(record, row));
	page_submit(h, NULL, str_of(move->label), NULL, NULL, move->primary);
	page_form_close(h);
}

void record_buttons(struct act *act, struct html h, const struct call *call, const struct holding *holding, const void *row)
{
	struct allowed_move allowed[MOST_MOVES];
	size_t count = moves_allowed(act, holding, row, allowed, MOST_MOVES);

	page_actions(h);
	for (int primary = 0; primary <= 1; primary++)          /* the primary one last */
		for (size_t i = 0; i < count; i++)
			if (!allowed[i].move->hidden && allowed[i].move->primary == (primary == 1))
				button(act, h, call, holding->record, row, &allowed[i]);
	page_actions_end(h);
}

/* ---- detail ---- */

static const char *state_label(const struct record *record, const void *row, enum look *look_out)
{
	const struct field *field = record_field(record, record->state);

	if (!field)
		return NULL;
	*look_out = field->words->at[record_state(record, row)].look;
	return field->words->at[record_state(record, row)].label;
}

/* The row among what surrounds it; its places in words for who has no script. */
static void map_card(struct act *act, struct html h, const struct record *record, const void *row)
{
	if (!record->map)
		return;
	page_card_open(h, NULL);
	page_map(h, (Url){ str_format(act->arena, "%s?%s=%lld", record->map, record->name, (long long)record_id(record, row)) },
	         title_of(act, record, row));
	for (const struct field *field = record->fields; field->name; field++)
		if (field->shape && field_is_set(field, row))
			html(h, "<details class=\"jb-itembody\"><summary>", str_of(field->label), "的坐标（GeoJSON，WGS-84）</summary><p class=\"jb-shapetext\">",
			     field_text(field, row), "</p></details>");
	page_card_close(h);
}

bool page_record_detail(struct act *act, struct call *call)
{
	const struct record *record = call->holding->record;
	struct page page = { .title = title_of(act, record, call->row), .sub = str_of(record->label),
	                     .basis = clause_of(act->house, record) };
	struct html h;

	page.state = state_label(record, call->row, &page.look);
	h = page_open(act, call, &page);
	record_buttons(act, h, call, call->holding, call->row);
	page_body(h);
	html(h, "<div class=\"jb-grid jb-form\"><div class=\"jb-grid jb-stack\">");
	map_card(act, h, record, call->row);
	page_card_open(h, "内容");
	html(h, "<div class=\"jb-itembody\">");
	record_facts(act, h, call, call->holding, call->row);
	html(h, "</div>");
	page_card_close(h);
	for (const struct children *children = record->children; children && children->name; children++)
		children_table(act, h, call, children, call->row);
	page_corrections(act, h, call->holding, call->row);
	page_attachments(act, h, call, call->holding, call->row);
	html(h, "</div><aside class=\"jb-grid\" aria-label=\"经过\">");
	page_timeline(act, h, record->name, call->id);
	html(h, "</aside></div>\n");
	return page_close(act, call);
}

/* ---- the form of a move ---- */

static bool list_has(const char *list, const char *name)
{
	Str rest = list ? str_of(list) : STR_NONE, word;

	while (str_cut(rest, ' ', &word, &rest))
		if (str_is(word, name))
			return true;
	return str_is(rest, name);
}

static bool takes_field(const struct record *record, const struct move *move, const struct field *field)
{
	if (field->kind == FIELD_ID || field->kind == FIELD_VERSION || field->secret || !move->takes)
		return false;
	if (str_is(str_of(move->takes), "*"))
		return !(record->state && str_is(str_of(record->state), field->name))
		    && !(record->unit && str_is(str_of(record->unit), field->name));
	return list_has(move->takes, field->name);
}

/* Of personal text so much as the row's own page shows. */
static Str form_value(struct act *act, const struct call *call, const struct field *field, const void *row)
{
	if (field->kind == FIELD_PERSONAL)
		return personal_shown(act, field, row, call->row && personal_may_ask(act, call->holding, call->row));
	return page_field_value(act, field, row);
}

static void form_fields(struct act *act, struct html h, const struct call *call, const struct move *move, const void *row)
{
	const struct record *record = call->holding->record;
	bool own_unit = caller_scope(act->who, move->by).kind != SCOPE_ALL;

	for (const struct field *field = record->fields; field->name; field++) {
		if (!takes_field(record, move, field))
			continue;
		/* Whoever acts within one unit is not asked which. */
		if (own_unit && record->unit && str_is(str_of(record->unit), field->name))
			continue;
		page_field(act, h, field, &(struct field_box){
			.name = str_of(field->name), .value = row ? form_value(act, call, field, row) : STR_NONE,
			.refused = call->refused, .typed = call->refused ? call->input : NULL,
			.needed = list_has(move->needs, field->name), .map = record->map,
			.only_mine = own_unit && field->ref && field->ref->unit });
	}
}

static bool is_child_list(const struct record *record, Str name)
{
	for (const struct children *children = record->children; children && children->name; children++)
		if (str_is(name, children->name))
			return true;
	return false;
}

static void ground(struct act *act, struct html h, const struct call *call, Str name)
{
	static const struct field text = { .label = "理由", .kind = FIELD_TEXT, .lines = true, .required = true };

	page_field(act, h, &text, &(struct field_box){
		.name = name, .refused = call->refused, .typed = call->refused ? call->input : NULL });
}

/* A ground that no field keeps stands in the ledger alone, so the table of fields does not draw it. */
static void form_grounds(struct act *act, struct html h, const struct call *call, const struct move *move)
{
	const struct record *record = call->holding->record;
	Str rest = move->needs ? str_of(move->needs) : STR_NONE, name;

	while (!str_is_empty(rest)) {
		name = rest;
		if (!str_cut(rest, ' ', &name, &rest))
			rest = STR_NONE;
		if (!str_is_empty(name) && !record_field_str(record, name) && !is_child_list(record, name))
			ground(act, h, call, name);
	}
}

/* Rows bound under the row: those that stand, and three empty ones to add; an empty one sends nothing. */
static void child_row(struct act *act, struct html h, const struct call *call, const struct children *children, size_t n, const void *row)
{
	html(h, "<fieldset class=\"jb-field jb-childrow\"><legend class=\"jb-legendlike\">", str_of(children->label), " ", n + 1, "</legend>");
	if (row)
		html(h, "<input type=\"hidden\" name=\"", str_of(children->name), ".", n, ".id\" value=\"",
		     record_id(children->record, row), "\">");
	for (const struct field *field = children->record->fields; field->name; field++) {
		if (field->kind == FIELD_ID || field->kind == FIELD_VERSION || field->secret || field->quiet
		    || str_is(str_of(children->parent), field->name))
			continue;
		page_field(act, h, field, &(struct field_box){
			.name = str_format(act->arena, "%s.%zu.%s", children->name, n, field->name),
			.value = row ? form_value(act, call, field, row) : STR_NONE,
			.refused = call->refused, .typed = call->refused ? call->input : NULL });
	}
	html(h, "</fieldset>");
}

static void form_children(struct act *act, struct html h, const struct call *call, const struct move *move, const void *row)
{
	enum { MORE_ROWS = 3 };

	for (const struct children *children = call->holding->record->children; children && children->name; children++) {
		struct list list = { 0 };

		if (!list_has(move->takes, children->name))
			continue;
		if (row) {
			memcpy(&list.rows, (const char *)row + children->at_offset, sizeof list.rows);
			memcpy(&list.count, (const char *)row + children->count_offset, sizeof list.count);
		}
		for (size_t n = 0; n < list.count + MORE_ROWS; n++)
			child_row(act, h, call, children, n, n < list.count ? list_row(&list, children->record, n) : NULL);
	}
}

static bool form_page(struct act *act, struct call *call, const struct move *move, const void *row)
{
	const struct record *record = call->holding->record;
	Url action = { row ? str_format(act->arena, "%s/%lld/%s", record->path, (long long)call->id, move->verb)
	                   : str_of(record->path) };
	struct html h;

	h = page_open(act, call, &(struct page){
		.title = str_format(act->arena, "%s%s", move->label, row ? "" : record->label),
		.sub = row ? title_of(act, record, row) : STR_NONE, .basis = clause_of(act->house, record) });
	page_body(h);
	html(h, "<div class=\"jb-column\">");
	page_errors(h, call->refused, "还不能保存");
	page_card_open(h, NULL);
	html(h, "<div class=\"jb-itembody\">");
	page_form_open(h, call, action);
	if (row)
		page_version(h, record_version(record, row));
	if (move->asks)
		html(h, "<p class=\"jb-strong\">", str_of(move->asks), "</p>");
	form_fields(act, h, call, move, row);
	form_grounds(act, h, call, move);
	form_children(act, h, call, move, row);
	page_actions(h);
	page_button_link(h, NULL, STR("取消"), (Url){ row ? str_format(act->arena, "%s/%lld", record->path, (long long)call->id)
	                                                : str_of(record->path) }, false);
	page_submit(h, NULL, str_of(move->label), NULL, NULL, true);
	page_actions_end(h);
	page_form_close(h);
	html(h, "</div>");
	page_card_close(h);
	html(h, "</div>");
	return page_close(act, call);
}

bool page_record_new(struct act *act, struct call *call)
{
	const struct move *move = move_first_new(call->holding);

	if (!move || caller_scope(act->who, move->by).kind == SCOPE_NONE)
		return refuse_not_there(act);
	return form_page(act, call, move, NULL);
}

bool page_record_form(struct act *act, struct call *call)
{
	const struct record *record = call->holding->record;
	const struct move *move = move_from(call->holding, record->state ? (int)record_state(record, call->row) : MOVE_ANY, call->word);

	if (!move || move->hidden || !scope_holds(caller_scope(act->who, move->by), record, call->row))
		return refuse_not_there(act);
	return form_page(act, call, move, call->row);
}

/* ---- doing it ---- */

bool page_record_create(struct act *act, struct call *call)
{
	const struct record *record = call->holding->record;
	const struct move *move = move_first_new(call->holding);
	void *row = arena_take(act->arena, record->size);

	if (!move)
		return refuse_not_there(act);
	if (!move_run(act, call->holding, 0, str_of(move->verb), call->input, row))
		return false;
	call->to = str_format(act->arena, "%s/%lld", record->path, (long long)record_id(record, row));
	return true;
}

/* In the answer itself: a page to go to afterwards could be asked for again. */
static bool shown_once_page(struct act *act, struct call *call, const struct record *record, const void *row)
{
	Url back = { str_format(act->arena, "%s/%lld", record->path, (long long)call->id) };
	struct html h = page_open(act, call, &(struct page){ .title = title_of(act, record, row), .sub = str_of(record->label) });

	page_body(h);
	page_card_open(h, "只显示这一次");
	html(h, "<div class=\"jb-itembody\"><p>请当面或用电话转告本人，离开本页后就查不到了。</p><p><code>",
	     act->shown_once, "</code></p><p>");
	page_button_link(h, NULL, STR("已经转告"), back, true);
	html(h, "</p></div>");
	page_card_close(h);
	return page_close(act, call);
}

bool page_record_move(struct act *act, struct call *call)
{
	const struct record *record = call->holding->record;
	void *row = arena_take(act->arena, record->size);

	if (!move_run(act, call->holding, call->id, call->word, call->input, row))
		return false;
	if (!str_is_empty(act->shown_once))
		return shown_once_page(act, call, record, row);
	call->to = str_format(act->arena, "%s/%lld", record->path, (long long)call->id);
	return true;
}

/* In the answer itself, as above: whoever wants to look again asks again. */
bool page_personal_view(struct act *act, struct call *call)
{
	const struct record *record = call->holding->record;
	void *row = arena_take(act->arena, record->size);
	struct html h;

	if (!personal_view(act, call->holding, call->id, call->input, row))
		return false;
	h = page_open(act, call, &(struct page){ .title = title_of(act, record, row), .sub = STR("个人信息") });
	page_body(h);
	page_card_open(h, "只在这一页显示");
	html(h, "<div class=\"jb-itembody\"><p>这次查看已记入台账。</p><dl class=\"jb-facts\">");
	for (const struct field *field = record->fields; field->name; field++) {
		Str plain = STR_NONE;
		enum personal_state state;

		if (field->kind != FIELD_PERSONAL || !field_is_set(field, row))
			continue;
		state = personal_open(act, field, row, &plain);
		html(h, "<dt>", str_of(field->label), "</dt><dd>", state == PERSONAL_OPEN ? plain : personal_state_words(act->house, state), "</dd>");
	}
	html(h, "</dl><p>");
	page_button_link(h, NULL, STR("看完了"), (Url){ str_format(act->arena, "%s/%lld", record->path, (long long)call->id) }, true);
	html(h, "</p></div>");
	page_card_close(h);
	return page_close(act, call);
}

/* ---- time line ---- */

void page_timeline(struct act *act, struct html h, const char *subject, int64_t id)
{
	enum { MOST_SHOWN = 30 };
	struct ledger_entry *entries;
	size_t count;

	if (!ledger_of(act, subject, id, 0, MOST_SHOWN, &entries, &count))
		return;
	page_card_open(h, "经过");
	html(h, "<ol class=\"jb-line\">");
	for (size_t i = 0; i < count; i++) {
		html(h, "<li");
		html_if(h, i == 0, " class=\"is-now\"");
		html(h, ">", event_label(act->house, entries[i].event));
		if (!str_is_empty(entries[i].note))
			html(h, "：", entries[i].note);
		html(h, "<time>", instant_words(act->arena, entries[i].effective_at), " · ",
		     str_is_empty(entries[i].actor_name) ? STR("系统") : entries[i].actor_name, "</time></li>");
	}
	html(h, "</ol>");
	page_card_close(h);
}
