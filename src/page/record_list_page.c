/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* record_list_page.c - a list out of the field table: filters, sorted heads, rows, keyset pager. */
#include "page/record_pages.h"

#include "base/limits.h"
#include "store/kept.h"

static Str typed(const struct call *call, const char *name)
{
	return input_text(&call->exchange->request.query, name);
}

/* ---- filters: a form by GET, so that a chosen list is an address ---- */

static void word_filter(struct html h, const struct field *field, Str chosen)
{
	html(h, "<label>", str_of(field->label), "<select class=\"form-select\" name=\"", str_of(field->name),
	     "\"><option value=\"\">全部</option>");
	for (unsigned i = 0; i < field->words->count; i++) {
		Str word = str_of(field->words->at[i].word);

		if (str_is_empty(word))
			continue;
		html(h, "<option value=\"", word, "\"");
		html_if(h, str_equal(word, chosen), " selected");
		html(h, ">", str_of(field->words->at[i].label), "</option>");
	}
	html(h, "</select></label>");
}

struct unit_option { Str id, title; };
struct unit_options { struct unit_option *at; size_t count; };

static bool read_units(struct act *act, struct arena *arena, struct unit_options *out)
{
	struct list rows;
	struct list_ask ask = { .record = &unit_record, .scope = { .kind = SCOPE_ALL }, .most = 200, .brief = true };

	if (!record_list(act, &ask, &rows))
		return false;
	out->at = ARENA_ARRAY(arena, struct unit_option, rows.count);
	for (; out->count < rows.count; out->count++) {
		const void *row = list_row(&rows, &unit_record, out->count);

		out->at[out->count] = (struct unit_option){
			str_format(arena, "%lld", (long long)record_id(&unit_record, row)),
			arena_copy(arena, record_title(&unit_record, row)) };
	}
	return true;
}

/* The same for everybody who may choose among all; kept as long as nothing is written. NULL: they could not be read. */
static const struct unit_options *units_to_choose(struct act *act)
{
	static const Str key = STR_INIT("units to choose");
	const struct unit_options *kept = kept_find(act, key);
	struct arena *arena;
	struct unit_options *units;

	if (kept)
		return kept;
	arena = kept_arena(act);
	units = ARENA_NEW(arena ? arena : act->arena, struct unit_options);
	if (!read_units(act, arena ? arena : act->arena, units))
		return NULL;
	if (arena)
		kept_put(act, key, units);
	return units;
}

static void unit_filter(struct act *act, struct html h, const struct field *field, Str chosen)
{
	const struct unit_options *units = units_to_choose(act);

	if (!units)
		return;
	html(h, "<label>", str_of(field->label), "<select class=\"form-select\" name=\"", str_of(field->name),
	     "\"><option value=\"\">全部</option>");
	for (size_t i = 0; i < units->count; i++) {
		const struct unit_option *unit = &units->at[i];

		html(h, "<option value=\"", unit->id, "\"");
		html_if(h, str_equal(unit->id, chosen), " selected");
		html(h, ">", unit->title, "</option>");
	}
	html(h, "</select></label>");
}

static void date_filter(struct act *act, struct html h, const struct call *call, const struct field *field)
{
	static const struct { const char *suffix, *word; } ends[] = { { "_from", "从" }, { "_to", "到" } };

	for (size_t i = 0; i < COUNT_OF(ends); i++) {
		const char *name = str_terminated(act->arena, str_join(act->arena, str_of(field->name), str_of(ends[i].suffix)));

		html(h, "<label>", str_of(field->label), str_of(ends[i].word), "<input class=\"form-control\" type=\"date\" name=\"",
		     str_of(name), "\" value=\"", typed(call, name), "\"></label>");
	}
}

static void filter(struct act *act, struct html h, const struct call *call, const struct field *field)
{
	if (field->kind == FIELD_WORD)
		word_filter(h, field, typed(call, field->name));
	else if (field->kind == FIELD_REF && field->ref == &unit_record && call->scope.kind == SCOPE_ALL)
		unit_filter(act, h, field, typed(call, field->name));
	else if (field->kind == FIELD_DATE || field->kind == FIELD_INSTANT)
		date_filter(act, h, call, field);
	else if (field->kind == FIELD_PERSONAL && personal_scope(act, call->holding).kind != SCOPE_NONE)
		html(h, "<label>", str_of(field->label), "（完整号码）<input class=\"form-control\" type=\"text\" autocomplete=\"off\" name=\"",
		     str_of(field->name), "\" value=\"", typed(call, field->name), "\"></label>");
}

static bool has_text_filter(const struct record *record)
{
	for (const struct field *field = record->fields; field->name; field++)
		if (field->kind == FIELD_TEXT && field->filter)
			return true;
	return false;
}

static bool is_first(const struct field *field)
{
	return field->list && (field->kind == FIELD_WORD || field->kind == FIELD_REF);
}

static bool has_filters(const struct record *record)
{
	for (const struct field *field = record->fields; field->name; field++)
		if (field->filter)
			return true;
	return false;
}

/* What the list shows is asked at once; the rest waits behind a fold, open if something of it is chosen. */
static bool is_chosen(const struct call *call, const struct record *record)
{
	const struct input *query = &call->exchange->request.query;

	for (size_t i = 0; i < query->count; i++) {
		Str path = query->fields[i].path;
		const struct field *field = record_field_str(record, path);
		bool is_day = str_contains(path, STR("_from")) || str_contains(path, STR("_to"));

		if (!str_is_empty(query->fields[i].value) && (field ? field->filter && !is_first(field) : is_day))
			return true;
	}
	return false;
}

static void more_filters(struct act *act, struct html h, const struct call *call, const struct record *record)
{
	bool any = false;

	for (const struct field *field = record->fields; field->name; field++)
		any = any || (field->filter && !is_first(field) && field->kind != FIELD_TEXT
		              && (field->kind != FIELD_PERSONAL || personal_scope(act, call->holding).kind != SCOPE_NONE));
	if (!any)
		return;
	html(h, "<details class=\"jb-more-filters\"");
	html_if(h, is_chosen(call, record), " open");
	html(h, "><summary>更多条件</summary><div>");
	for (const struct field *field = record->fields; field->name; field++)
		if (field->filter && !is_first(field))
			filter(act, h, call, field);
	html(h, "</div></details>");
}

static void filters(struct act *act, struct html h, const struct call *call, const struct record *record)
{
	if (!has_filters(record))
		return;
	html(h, "<form class=\"card jb-filter\" method=\"get\" action=\"", str_of(record->path), "\">");
	if (has_text_filter(record))
		html(h, "<label>查找<input class=\"form-control\" type=\"search\" name=\"q\" value=\"", typed(call, "q"), "\"></label>");
	for (const struct field *field = record->fields; field->name; field++)
		if (field->filter && is_first(field))
			filter(act, h, call, field);
	more_filters(act, h, call, record);
	html(h, "<span class=\"jb-push\"><button class=\"btn\" type=\"submit\">筛选</button> <a class=\"btn\" href=\"",
	     str_of(record->path), "\">清除</a></span></form>\n");
}

/* ---- table ---- */

Url page_list_url(const struct call *call, const char *name, Str value)
{
	const struct request *request = &call->exchange->request;
	struct input kept = { .arena = request->arena };

	for (size_t i = 0; i < request->query.count; i++) {
		const struct input_field *field = &request->query.fields[i];

		if (!str_is(field->path, "after") && !str_is(field->path, "before"))
			must(input_add(&kept, field->path, field->value, field->kind));
	}
	return url_with(request->arena, request->path, &kept, name, value);
}

static void column_head(struct act *act, struct html h, const struct call *call, const struct field *field)
{
	Str sort = typed(call, "sort"), name = str_of(field->name);
	bool down = str_starts_with(sort, "-") && str_equal(str_after(sort, 1), name);

	html(h, "<th scope=\"col\"");
	html_if(h, field->kind == FIELD_INT, " class=\"jb-num\"");
	html_if(h, str_equal(sort, name), " aria-sort=\"ascending\"");
	html_if(h, down, " aria-sort=\"descending\"");
	html(h, ">");
	if (field->sort)
		html(h, "<a href=\"", page_list_url(call, "sort", down ? name : str_join(act->arena, STR("-"), name)), "\">", str_of(field->label), down ? STR(" ↓") :
		     str_equal(sort, name) ? STR(" ↑") : STR_NONE, "</a>");
	else
		html(h, str_of(field->label));
	html(h, "</th>");
}

/* A state is a chip, and so is a word that has a look of its own; a colour or a source is just a word. */
static bool is_chip(const struct record *record, const struct field *field, const void *row)
{
	return field->kind == FIELD_WORD && field_is_set(field, row)
	    && (field->words->at[field_int(field, row)].look != LOOK_NORMAL
	        || (record->state && str_is(str_of(record->state), field->name)));
}

void personal_cell(struct act *act, struct html h, const struct field *field, const void *row, bool may_ask)
{
	if (!field_is_set(field, row))
		html(h, "<span class=\"jb-mute\">—</span>");
	else if (!may_ask)
		page_state(h, LOOK_SEALED, STR("受限"));
	else
		html(h, "<span class=\"jb-nowrap\">", personal_shown(act, field, row, true), "</span>");
}

void record_cell(struct act *act, struct html h, const struct record *record, const struct field *field, const void *row)
{
	Period period;

	if (field->kind == FIELD_PERSONAL) {
		personal_cell(act, h, field, row, false);
		return;
	}
	if (is_chip(record, field, row)) {
		const struct word *word = &field->words->at[field_int(field, row)];

		page_state(h, word->look, str_of(word->label));
		return;
	}
	if (record->period && str_is(str_of(record->period), field->name) && period_parse(field_text(field, row), &period)
	    && period.kind == WEEK)
		html(h, "<span class=\"jb-nowrap\">", (int)period.year, "年第 ", (int)period.number, " 周</span>");
	else if (!field_is_set(field, row) && field->kind != FIELD_INT && field->kind != FIELD_BOOL)
		html(h, "<span class=\"jb-mute\">—</span>");
	else
		html(h, str_first_characters(field_words(act, field, row), 60));
}

/* The rows of a list, or those under the row on show: then the parent decides. */
static bool may_ask_in(const struct act *act, const struct call *call, const struct record *record, const void *row)
{
	const struct holding *holding = call->holding;

	if (!holding)
		return false;
	return personal_may_ask(act, holding, record == holding->record ? row : call->row);
}

static void table_row(struct act *act, struct html h, const struct call *call, const struct record *record, const void *row,
                      bool leads)
{
	html(h, "<tr>");
	for (const struct field *field = record->fields; field->name; field++) {
		if (!field->list)
			continue;
		html(h, "<td");
		html_if(h, field->kind == FIELD_INT, " class=\"jb-num\"");
		html(h, ">");
		/* The first that says something leads to the row: a dash is no name. */
		bool link = leads && field_is_set(field, row) && field->kind != FIELD_PERSONAL;

		if (link)
			html(h, "<a class=\"jb-name\" href=\"", str_of(record->path), "/", record_id(record, row), "\">");
		if (field->kind == FIELD_PERSONAL)
			personal_cell(act, h, field, row, may_ask_in(act, call, record, row));
		else
			record_cell(act, h, record, field, row);
		html_if(h, link, "</a>");
		html(h, "</td>");
		leads = leads && !link;
	}
	html(h, "</tr>\n");
}

void record_table(struct act *act, struct html h, const struct call *call, const struct record *record, const struct list *list)
{
	bool leads = holding_named(act->house, str_of(record->name)) != NULL;

	html(h, "<div class=\"jb-table-wrap\" tabindex=\"0\" role=\"region\" aria-label=\"", str_of(record->label),
	     "\"><table class=\"jb-table\"><thead><tr>");
	for (const struct field *field = record->fields; field->name; field++)
		if (field->list)
			column_head(act, h, call, field);
	html(h, "</tr></thead><tbody>\n");
	for (size_t i = 0; i < list->count; i++)
		table_row(act, h, call, record, list_row(list, record, i), leads);
	html(h, "</tbody></table></div>\n");
}

void page_pager(struct html h, const struct call *call, const struct list *list)
{
	if (list->count == 0)
		return;
	html(h, "<nav class=\"jb-pager\" aria-label=\"翻页\"><span>第 ", list->from, "—", list->from + (int64_t)list->count - 1, " 条</span>");
	if (!str_is_empty(list->before))
		html(h, "<a class=\"btn\" rel=\"prev\" href=\"", page_list_url(call, "before", list->before), "\">上一页</a>");
	if (!str_is_empty(list->after))
		html(h, "<a class=\"btn\" rel=\"next\" href=\"", page_list_url(call, "after", list->after), "\">下一页</a>");
	html(h, "</nav>\n");
}

void page_export(struct html h, const struct call *call)
{
	html(h, "<nav class=\"jb-pager\" aria-label=\"导出\"><span>导出（最多 ", LIMIT_EXPORT_ROWS, " 行）</span>");
	html(h, "<a class=\"btn\" download href=\"", page_list_url(call, "format", STR("csv")), "\">CSV</a>");
	html(h, "<a class=\"btn\" download href=\"", page_list_url(call, "format", STR("xlsx")), "\">XLSX</a></nav>\n");
}

/* ---- the page ---- */

static void new_buttons(struct act *act, struct html h, const struct holding *holding)
{
	page_actions(h);
	for (const struct page_link *link = holding->links; link && link->path; link++)
		if (caller_scope(act->who, link->may).kind != SCOPE_NONE)
			page_button_link(h, link->icon, str_of(link->label), (Url){ str_of(link->path) }, false);
	for (const struct move *move = holding->moves; move && move->verb; move++)
		if (move->from == MOVE_NEW && !move->hidden && !move->by_program && caller_scope(act->who, move->by).kind != SCOPE_NONE)
			page_button_link(h, "plus", str_of(move->label),
			                 (Url){ str_format(act->arena, "%s/new", holding->record->path) }, move->primary);
	page_actions_end(h);
}

/* What the rows look like where they are, at the left of the table; the caller closes both. */
static void map_beside(struct act *act, struct html h, const struct record *record)
{
	html(h, "<div class=\"jb-grid jb-mapgrid is-even\"><section class=\"card\">");
	page_map(h, (Url){ str_format(act->arena, "%s?show=%s", record->map, record->name) }, str_of(record->label));
	html(h, "</section><div>");
}

bool page_record_list(struct act *act, struct call *call)
{
	const struct record *record = call->holding->record;
	struct scope personal = personal_scope(act, call->holding);
	struct list_ask ask = { .record = record, .scope = call->scope, .query = &call->exchange->request.query,
	                        .personal = &personal, .brief = true };
	struct list list;
	struct html h;

	if (!record_list(act, &ask, &list))
		return false;
	h = page_open(act, call, &(struct page){ .title = str_of(record->label),
	                                         .basis = clause_of(act->house, record) });
	new_buttons(act, h, call->holding);
	page_body(h);
	filters(act, h, call, record);
	if (record->map)
		map_beside(act, h, record);
	page_card_open(h, NULL);
	if (list.count)
		record_table(act, h, call, record, &list);
	else
		page_empty(h, STR("没有符合条件的内容。"));
	page_card_close(h);
	page_pager(h, call, &list);
	if (record->map)
		html(h, "</div></div>\n");
	if (call->route->file && list.count)
		page_export(h, call);
	return page_close(act, call);
}
