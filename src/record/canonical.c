/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* canonical.c - a row as JSON: for the API, and the one canonical form the ledger keeps and verify compares.
 *
 * Owns: which field is shown to whom. Canonical form: all fields in table order, no blanks, no children,
 * secret fields left out, personal fields as the ciphertext they are stored as (record/personal.h). */
#include "record/record_inside.h"

/* act NULL: for the ledger. */
struct audience { struct arena *arena; struct act *act; bool may_ask; };

static Str plain_text(struct arena *arena, const struct field *field, const void *row)
{
	switch (field->kind) {
	case FIELD_TEXT:
		return field_text(field, row);
	case FIELD_WORD:
		return field_word(field, row);
	case FIELD_DATE:
		return date_iso(arena, field_date(field, row));
	case FIELD_INSTANT:
		return instant_iso(arena, field_instant(field, row));
	case FIELD_PLACE:
		return place_text(arena, field_place(field, row));
	case FIELD_ID:
	case FIELD_VERSION:
	case FIELD_INT:
	case FIELD_BOOL:
	case FIELD_REF:
		return str_format(arena, "%lld", (long long)field_int(field, row));
	case FIELD_PERSONAL:
	case FIELD_END_:
	case FIELD_KINDS:
		break;
	}
	must_fail(__FILE__, __LINE__, "a kind of field that is written in clear");
}

static bool is_number(const struct field *field)
{
	return field->kind == FIELD_ID || field->kind == FIELD_VERSION || field->kind == FIELD_INT
	    || field->kind == FIELD_REF;
}

static Str personal_text(const struct audience *for_, const struct field *field, const void *row)
{
	Str sealed = field_personal(field, row).sealed;

	if (for_->act)
		return personal_shown(for_->act, field, row, for_->may_ask);
	must(!str_is_empty(sealed));            /* the ledger hears of a row after it was stored */
	return sealed;
}

static void write_field(const struct audience *for_, struct json *json, const struct field *field, const void *row)
{
	if (field->secret)
		return;
	json_field_name(json, field->name);
	if (!field_is_set(field, row))
		json_nothing(json);
	else if (field->kind == FIELD_PERSONAL)
		json_text(json, personal_text(for_, field, row));
	else if (field->kind == FIELD_BOOL)
		json_bool(json, field_int(field, row) != 0);
	else if (is_number(field))
		json_int(json, field_int(field, row));
	else
		json_text(json, plain_text(for_->arena, field, row));
}

static void write_fields(const struct audience *for_, struct json *json, const struct record *record, const void *row)
{
	for (const struct field *field = record->fields; field->name; field++)
		write_field(for_, json, field, row);
}

void record_json(struct act *act, struct json *json, const struct record *record, const void *row, bool may_ask)
{
	const struct audience for_ = { act->arena, act, may_ask };

	json_open(json, '{');
	write_fields(&for_, json, record, row);
	for (const struct children *c = record->children; c && c->name; c++) {
		struct rows rows = children_of(c, row);

		json_name(json, str_of(c->name));
		json_open(json, '[');
		for (size_t i = 0; i < rows.count; i++) {
			json_open(json, '{');
			write_fields(&for_, json, c->record, rows.at + i * c->record->size);
			json_close(json, '}');
		}
		json_close(json, ']');
	}
	json_close(json, '}');
}

void record_canonical_into(struct strbuf *out, const struct record *record, const void *row)
{
	struct json json = { .out = out };
	const struct audience ledger = { .arena = out->arena };

	json_open(&json, '{');
	write_fields(&ledger, &json, record, row);
	json_close(&json, '}');
}

Str record_canonical(struct arena *arena, const struct record *record, const void *row)
{
	struct strbuf text = { .arena = arena };

	record_canonical_into(&text, record, row);
	return buf_str(&text);
}

/* ---- an entry from before the record had all its fields ---- */

/* A string of canonical JSON is over at the quote that no backslash stands before. */
static size_t string_end(Str json, size_t at)
{
	for (at++; at < json.len && json.at[at] != '"'; at++)
		if (json.at[at] == '\\')
			at++;
	return at + 1;
}

/* The next "name":value of an object of plain values, as it is written. false: no more, or it is none. */
static bool next_member(Str json, size_t *at, Str *member_out)
{
	size_t from = *at + 1, end;

	if (*at >= json.len || (json.at[*at] != '{' && json.at[*at] != ',') || from >= json.len || json.at[from] != '"')
		return false;
	end = string_end(json, from) + 1;
	while (end < json.len && json.at[end] != ',' && json.at[end] != '}')
		end = json.at[end] == '"' ? string_end(json, end) : end + 1;
	if (end >= json.len)
		return false;
	*member_out = (Str){ json.at + from, end - from };
	*at = end;
	return true;
}

/* As a column stands in an old row whose migration added it. */
static bool stands_as_added(const struct field *field, const void *row)
{
	bool is_words = field->kind == FIELD_TEXT || field->kind == FIELD_PERSONAL;

	return !field_is_set(field, row) || (!is_words && field_int(field, row) == 0);
}

bool record_says(struct arena *arena, const struct record *record, const void *row, Str after)
{
	const struct audience ledger = { .arena = arena };

	for (const struct field *field = record->fields; field->name; field++) {
		struct strbuf text = { .arena = arena };
		struct json json = { .out = &text };
		size_t at = 0, name = str_of(field->name).len + 3;      /* with its quotes and colon */
		Str now, member = STR_NONE;
		bool found = false;

		if (field->secret)
			continue;
		write_field(&ledger, &json, field, row);
		now = buf_str(&text);
		while (!found && next_member(after, &at, &member))
			found = str_equal(str_first(member, name), str_first(now, name));
		if (found ? !str_equal(member, now) : !stands_as_added(field, row))
			return false;
	}
	return true;
}

/* The version always differs and tells nothing; a secret that changed counts without being shown. */
bool record_changes(struct arena *arena, const struct record *record, const void *before,
    const void *row, Str *before_json_out)
{
	struct strbuf text = { .arena = arena };
	struct json json = { .out = &text };
	const struct audience ledger = { .arena = arena };
	bool changed = false;

	json_open(&json, '{');
	for (const struct field *field = record->fields; field->name; field++) {
		if (field->kind == FIELD_VERSION || field->kind == FIELD_ID
		    || field_same(field, before, row))
			continue;
		changed = true;
		write_field(&ledger, &json, field, before);
	}
	json_close(&json, '}');
	*before_json_out = buf_str(&text);
	return changed;
}
