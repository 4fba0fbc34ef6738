/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* canonical.c - a row as JSON: for the API, and the one canonical form the ledger keeps and verify compares.
 *
 * Owns: which field is shown to whom. Canonical form: all fields in table order, no blanks, no children,
 * secret fields left out, personal fields as "sm3:" + digest, so the ledger never holds them in clear. */
#include "record/record_inside.h"

#include "ledger/sm3.h"

enum audience { FOR_LEDGER, FOR_ALL, FOR_CLEARED };

#define MASK STR("***")

static Str digest_words(struct arena *arena, Str value)
{
	struct sm3_sum sum = sm3_of(value);

	return str_join(arena, STR("sm3:"), sm3_hex(arena, &sum));
}

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
	case FIELD_ID:
	case FIELD_VERSION:
	case FIELD_INT:
	case FIELD_BOOL:
	case FIELD_REF:
		return str_format(arena, "%lld", (long long)field_int(field, row));
	case FIELD_END_:
	case FIELD_KINDS:
		break;
	}
	must_fail(__FILE__, __LINE__, "a kind of field");
}

static bool is_number(const struct field *field)
{
	return field->kind == FIELD_ID || field->kind == FIELD_VERSION || field->kind == FIELD_INT
	    || field->kind == FIELD_REF;
}

static void write_field(struct arena *arena, struct json *json, const struct field *field,
    const void *row, enum audience audience)
{
	bool hidden = field->personal && audience != FOR_CLEARED;

	if (field->secret)
		return;
	json_name(json, str_of(field->name));
	if (!field_is_set(field, row))
		json_nothing(json);
	else if (hidden && audience == FOR_LEDGER)
		json_text(json, digest_words(arena, plain_text(arena, field, row)));
	else if (hidden)
		json_text(json, MASK);
	else if (field->kind == FIELD_BOOL)
		json_bool(json, field_int(field, row) != 0);
	else if (is_number(field))
		json_int(json, field_int(field, row));
	else
		json_text(json, plain_text(arena, field, row));
}

static void write_fields(struct arena *arena, struct json *json, const struct record *record,
    const void *row, enum audience audience)
{
	for (const struct field *field = record->fields; field->name; field++)
		write_field(arena, json, field, row, audience);
}

void record_json(struct act *act, struct json *json, const struct record *record, const void *row,
    bool show_personal)
{
	enum audience audience = show_personal ? FOR_CLEARED : FOR_ALL;

	json_open(json, '{');
	write_fields(act->arena, json, record, row, audience);
	for (const struct children *c = record->children; c && c->name; c++) {
		struct rows rows = children_of(c, row);

		json_name(json, str_of(c->name));
		json_open(json, '[');
		for (size_t i = 0; i < rows.count; i++) {
			json_open(json, '{');
			write_fields(
			    act->arena, json, c->record, rows.at + i * c->record->size, audience);
			json_close(json, '}');
		}
		json_close(json, ']');
	}
	json_close(json, '}');
}

Str record_canonical(struct arena *arena, const struct record *record, const void *row)
{
	struct strbuf text = { .arena = arena };
	struct json json = { .out = &text };

	json_open(&json, '{');
	write_fields(arena, &json, record, row, FOR_LEDGER);
	json_close(&json, '}');
	return buf_str(&text);
}

/* The version always differs and tells nothing; a secret that changed counts without being shown. */
bool record_changes(struct arena *arena, const struct record *record, const void *before,
    const void *row, Str *before_json_out)
{
	struct strbuf text = { .arena = arena };
	struct json json = { .out = &text };
	bool changed = false;

	json_open(&json, '{');
	for (const struct field *field = record->fields; field->name; field++) {
		if (field->kind == FIELD_VERSION || field->kind == FIELD_ID
		    || field_same(field, before, row))
			continue;
		changed = true;
		write_field(arena, &json, field, before, FOR_LEDGER);
	}
	json_close(&json, '}');
	*before_json_out = buf_str(&text);
	return changed;
}
