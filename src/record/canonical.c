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
	json_name(json, str_of(field->name));
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

Str record_canonical(struct arena *arena, const struct record *record, const void *row)
{
	struct strbuf text = { .arena = arena };
	struct json json = { .out = &text };
	const struct audience ledger = { .arena = arena };

	json_open(&json, '{');
	write_fields(&ledger, &json, record, row);
	json_close(&json, '}');
	return buf_str(&text);
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
