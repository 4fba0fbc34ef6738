/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* fields.c - one field of a form: label, hint, fault, control, from the field table. */
#include "page/page.h"

#include "base/limits.h"

/* ---- the box around a control ---- */

void page_box_open(struct html h, Str name, Str label, Str hint, Str fault)
{
	html(h, "<div class=\"jb-field");
	html_if(h, !str_is_empty(fault), " is-wrong");
	html(h, "\" id=\"f-", name, "\"><label for=\"i-", name, "\">", label);
	if (!str_is_empty(hint))
		html(h, "<em>", hint, "</em>");
	html(h, "</label>");
	if (!str_is_empty(fault)) {
		html(h, "<p class=\"jb-error\" id=\"e-", name, "\">");
		page_icon(h, "alert-triangle");
		html(h, fault, "</p>");
	}
}

void page_box_close(struct html h)
{
	html(h, "</div>\n");
}

Str page_typed(const struct field_box *box)
{
	for (size_t i = 0; box->typed && i < box->typed->count; i++)
		if (str_equal(box->typed->fields[i].path, box->name))
			return box->typed->fields[i].value;
	return box->value;
}

static Str id_of(const struct field_box *box)
{
	return str_is_empty(box->id) ? box->name : box->id;
}

/* id, name and what ties the control to its fault. */
static void control_names(struct html h, const struct field_box *box)
{
	html(h, " id=\"i-", id_of(box), "\" name=\"", box->name, "\"");
	if (!str_is_empty(page_fault(box->refused, box->name)))
		html(h, " aria-invalid=\"true\" aria-describedby=\"e-", id_of(box), "\"");
}

/* ---- controls ---- */

static void option(struct html h, Str value, Str label, Str chosen)
{
	html(h, "<option value=\"", value, "\"");
	html_if(h, str_equal(value, chosen), " selected");
	html(h, ">", label, "</option>");
}

void page_select_words(struct html h, const struct words *words, const struct field_box *box)
{
	html(h, "<select class=\"form-select\"");
	control_names(h, box);
	html(h, ">");
	for (unsigned i = 0; i < words->count; i++)
		option(h, str_of(words->at[i].word), str_of(words->at[i].label), page_typed(box));
	html(h, "</select>");
}

/* Rows a reference may name: the first hundreds by title; a register longer than that gets a search later. */
static void select_rows(struct act *act, struct html h, const struct record *record, const struct field_box *box)
{
	struct list rows;
	struct list_ask ask = { .record = record, .most = LIMIT_LIST_ROWS, .sort = record->title,
		.scope = { box->only_mine ? SCOPE_UNIT : SCOPE_ALL, act->who->account_id, act->who->unit_id } };

	if (!record_list(act, &ask, &rows))
		return;
	html(h, "<select class=\"form-select\"");
	control_names(h, box);
	html(h, ">");
	option(h, STR_NONE, STR("请选择"), page_typed(box));
	for (size_t i = 0; i < rows.count; i++) {
		const void *row = list_row(&rows, record, i);

		option(h, str_format(act->arena, "%lld", (long long)record_id(record, row)), record_title(record, row), page_typed(box));
	}
	html(h, "</select>");
}

void page_select_unit(struct act *act, struct html h, const struct field_box *box)
{
	select_rows(act, h, &unit_record, box);
}

static void text_area(struct html h, const struct field_box *box)
{
	html(h, "<textarea class=\"form-control\"");
	control_names(h, box);
	html(h, " rows=\"", box->rows ? box->rows : 3u, "\">\n", page_typed(box), "</textarea>");
}

/* With script it is drawn on a map over the field; typed it is GeoJSON, or a place a line. */
static void shape_area(struct html h, const struct field *field, const struct field_box *box)
{
	html(h, "<textarea class=\"form-control jb-shapefield\" spellcheck=\"false\" data-draw=\"", field->shape == SHAPE_OF_AREA ? STR("area") : STR("line"), "\"");
	if (box->map)
		html(h, " data-draw-map=\"", str_of(box->map), "\"");
	control_names(h, box);
	html(h, " rows=\"4\">\n", page_typed(box), "</textarea>");
	page_map_script(h);
}

static void text_line(struct html h, const struct field_box *box)
{
	html(h, "<input class=\"form-control\" type=\"text\"");
	control_names(h, box);
	html(h, " value=\"", page_typed(box), "\">");
}

/* A choice of two, because an unticked box would send nothing. */
static void yes_or_no(struct html h, const struct field_box *box)
{
	html(h, "<select class=\"form-select jb-short\"");
	control_names(h, box);
	html(h, ">");
	option(h, STR("0"), STR("否"), page_typed(box));
	option(h, STR("1"), STR("是"), page_typed(box));
	html(h, "</select>");
}

/* As wide as what they hold. */
static void short_line(struct html h, Str type, const struct field_box *box)
{
	html(h, "<input class=\"form-control jb-short\" type=\"", type, "\"");
	html_if(h, str_is(type, "text"), " inputmode=\"numeric\"");
	control_names(h, box);
	html(h, " value=\"", page_typed(box), "\">");
}

/* Filled with what may be seen of it; sent back so, it stays as it was. Nothing a browser should remember. */
static void personal_line(struct html h, const struct field_box *box)
{
	html(h, "<input class=\"form-control\" type=\"text\" autocomplete=\"off\"");
	control_names(h, box);
	html(h, " value=\"", page_typed(box), "\">");
}

/* With script a map beside it sets the value; typed it is longitude, latitude. */
static void place_line(struct html h, const struct field_box *box)
{
	html(h, "<input class=\"form-control jb-short\" type=\"text\" inputmode=\"decimal\" autocomplete=\"off\" data-place");
	control_names(h, box);
	html(h, " value=\"", page_typed(box), "\">");
	page_map_script(h);
}

static void control(struct act *act, struct html h, const struct field *field, const struct field_box *box)
{
	switch (field->kind) {
	case FIELD_WORD:
		page_select_words(h, field->words, box);
		break;
	case FIELD_REF:
		select_rows(act, h, field->ref, box);
		break;
	case FIELD_BOOL:
		yes_or_no(h, box);
		break;
	case FIELD_DATE:
		short_line(h, STR("date"), box);
		break;
	case FIELD_TEXT:
		if (field->shape)
			shape_area(h, field, box);
		else if (field->lines)
			text_area(h, box);
		else
			text_line(h, box);
		break;
	case FIELD_INSTANT:
		short_line(h, STR("datetime-local"), box);
		break;
	case FIELD_PERSONAL:
		personal_line(h, box);
		break;
	case FIELD_PLACE:
		place_line(h, box);
		break;
	case FIELD_INT:
		short_line(h, STR("text"), box);
		break;
	case FIELD_END_:
	case FIELD_ID:
	case FIELD_VERSION:
	case FIELD_KINDS:
		must(field->kind == FIELD_TEXT);        /* ids and versions are not for people to fill */
	}
}

void page_field(struct act *act, struct html h, const struct field *field, const struct field_box *box)
{
	const char *hint = box->hint ? box->hint : field->hint;
	bool optional = !field->required && !box->needed && field->kind != FIELD_BOOL;

	page_box_open(h, id_of(box), str_of(box->label ? box->label : field->label),
	              hint ? str_of(hint) : optional ? STR("可不填") : STR_NONE, page_fault(box->refused, box->name));
	control(act, h, field, box);
	page_box_close(h);
}

Str page_field_value(struct act *act, const struct field *field, const void *row)
{
	bool is_text = field->kind == FIELD_TEXT || field->kind == FIELD_PERSONAL;
	int64_t number = is_text ? 0 : field_int(field, row);

	switch (field->kind) {
	case FIELD_TEXT:
		return field_text(field, row);
	case FIELD_PERSONAL:
		return personal_shown(act, field, row, false);
	case FIELD_WORD:
		return str_of(field->words->at[number].word);
	case FIELD_DATE:
		return number ? date_iso(act->arena, (Date){ (int32_t)number }) : STR_NONE;
	case FIELD_INSTANT:
		return number ? str_first(instant_iso(act->arena, (Instant){ number }), 16) : STR_NONE;
	case FIELD_PLACE:
		return number ? field_words(act, field, row) : STR_NONE;
	case FIELD_REF:
		return number ? str_format(act->arena, "%lld", (long long)number) : STR_NONE;
	case FIELD_INT:
	case FIELD_BOOL:
		return str_format(act->arena, "%lld", (long long)number);
	case FIELD_END_:
	case FIELD_ID:
	case FIELD_VERSION:
	case FIELD_KINDS:
		break;
	}
	return STR_NONE;
}
