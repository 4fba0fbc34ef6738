/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* field.c - reading and writing one member of a struct through its field.
 *
 * Owns: where a value lies and what "set" means for each kind. Does not own: columns (record_store.c), bounds
 * (check.c). Members are copied in and out, so no pointer of a wrong type is ever followed. */
#include "record/record_inside.h"

#include <string.h>

#include "base/limits.h"

const struct field *record_field(const struct record *record, const char *name)
{
	return name ? record_field_str(record, str_of(name)) : NULL;
}

const struct field *record_field_str(const struct record *record, Str name)
{
	for (const struct field *field = record->fields; field->name; field++)
		if (str_is(name, field->name))
			return field;
	return NULL;
}

size_t record_fields(const struct record *record)
{
	size_t count = 0;

	while (record->fields[count].name)
		count++;
	return count;
}

size_t record_children(const struct record *record)
{
	size_t count = 0;

	while (record->children && record->children[count].name)
		count++;
	return count;
}

void *field_at(const struct field *field, void *row)
{
	return (char *)row + field->offset;
}

static const void *field_in(const struct field *field, const void *row)
{
	return (const char *)row + field->offset;
}

Str field_text(const struct field *field, const void *row)
{
	Str text;

	must(field->kind == FIELD_TEXT);
	memcpy(&text, field_in(field, row), sizeof text);
	return text;
}

Personal field_personal(const struct field *field, const void *row)
{
	Personal p;

	must(field->kind == FIELD_PERSONAL);
	memcpy(&p, field_in(field, row), sizeof p);
	return p;
}

void field_set_personal(const struct field *field, void *row, Personal p)
{
	must(field->kind == FIELD_PERSONAL);
	memcpy(field_at(field, row), &p, sizeof p);
}

Date field_date(const struct field *field, const void *row)
{
	Date date;

	must(field->kind == FIELD_DATE);
	memcpy(&date, field_in(field, row), sizeof date);
	return date;
}

Instant field_instant(const struct field *field, const void *row)
{
	Instant instant;

	must(field->kind == FIELD_INSTANT);
	memcpy(&instant, field_in(field, row), sizeof instant);
	return instant;
}

struct place field_place(const struct field *field, const void *row)
{
	struct place place;

	must(field->kind == FIELD_PLACE);
	memcpy(&place, field_in(field, row), sizeof place);
	return place;
}

/* As one number, so that a place is compared and copied like all that is not text. */
static int64_t place_packed(struct place place)
{
	return (int64_t)((uint64_t)(uint32_t)place.lon << 32 | (uint32_t)place.lat);
}

static struct place place_unpacked(int64_t packed)
{
	return (struct place){ .lon = (int32_t)(packed >> 32), .lat = (int32_t)(uint32_t)packed };
}

static unsigned word_number(const struct field *field, const void *row)
{
	unsigned value;

	memcpy(&value, field_in(field, row), sizeof value);
	must(value < field->words->count);
	return value;
}

Str field_word(const struct field *field, const void *row)
{
	must(field->kind == FIELD_WORD);
	return str_of(field->words->at[word_number(field, row)].word);
}

static int64_t wide_number(const struct field *field, const void *row)
{
	int64_t value;

	memcpy(&value, field_in(field, row), sizeof value);
	return value;
}

static bool truth(const struct field *field, const void *row)
{
	bool value;

	memcpy(&value, field_in(field, row), sizeof value);
	return value;
}

int64_t field_int(const struct field *field, const void *row)
{
	switch (field->kind) {
	case FIELD_ID:
	case FIELD_VERSION:
	case FIELD_INT:
	case FIELD_REF:
		return wide_number(field, row);
	case FIELD_BOOL:
		return truth(field, row);
	case FIELD_WORD:
		return word_number(field, row);
	case FIELD_DATE:
		return field_date(field, row).day;
	case FIELD_INSTANT:
		return field_instant(field, row).sec;
	case FIELD_PLACE:
		return place_packed(field_place(field, row));
	case FIELD_TEXT:
	case FIELD_PERSONAL:
	case FIELD_END_:
	case FIELD_KINDS:
		break;
	}
	must_fail(__FILE__, __LINE__, "a field that is a number");
}

void field_set_int(const struct field *field, void *row, int64_t value)
{
	void *at = field_at(field, row);

	switch (field->kind) {
	case FIELD_ID:
	case FIELD_VERSION:
	case FIELD_INT:
	case FIELD_REF:
		memcpy(at, &value, sizeof value);
		return;
	case FIELD_BOOL:
		memcpy(at, &(bool){ value != 0 }, sizeof(bool));
		return;
	case FIELD_WORD:
		must(value >= 0 && value < field->words->count);
		memcpy(at, &(unsigned){ (unsigned)value }, sizeof(unsigned));
		return;
	case FIELD_DATE:
		memcpy(at, &(Date){ (int32_t)value }, sizeof(Date));
		return;
	case FIELD_INSTANT:
		memcpy(at, &(Instant){ value }, sizeof(Instant));
		return;
	case FIELD_PLACE:
		memcpy(at, &(struct place[]){ place_unpacked(value) }, sizeof(struct place));
		return;
	case FIELD_TEXT:
	case FIELD_PERSONAL:
	case FIELD_END_:
	case FIELD_KINDS:
		break;
	}
	must_fail(__FILE__, __LINE__, "a field that is a number");
}

void field_set_text(const struct field *field, void *row, Str text)
{
	must(field->kind == FIELD_TEXT);
	memcpy(field_at(field, row), &text, sizeof text);
}

unsigned field_most_characters(const struct field *field)
{
	return field->most ? field->most : field->shape ? LIMIT_SHAPE_CHARACTERS : LIMIT_TEXT_CHARACTERS;
}

/* Numbers and bools are never NULL, so they are always set: a zero is an answer. */
bool field_is_set(const struct field *field, const void *row)
{
	switch (field->kind) {
	case FIELD_TEXT:
		return !str_is_empty(field_text(field, row));
	case FIELD_PERSONAL:
		return !str_is_empty(field_personal(field, row).sealed) || !str_is_empty(field_personal(field, row).typed);
	case FIELD_WORD:
		return !str_is_empty(field_word(field, row));
	case FIELD_ID:
	case FIELD_REF:
	case FIELD_DATE:
	case FIELD_INSTANT:
	case FIELD_PLACE:
		return field_int(field, row) != 0;
	case FIELD_VERSION:
	case FIELD_INT:
	case FIELD_BOOL:
		return true;
	case FIELD_END_:
	case FIELD_KINDS:
		break;
	}
	must_fail(__FILE__, __LINE__, "a kind of field");
}

static bool same_personal(Personal a, Personal b)
{
	return str_equal(a.sealed, b.sealed) && str_equal(a.typed, b.typed);
}

bool field_same(const struct field *field, const void *row, const void *other)
{
	if (field->kind == FIELD_PERSONAL)
		return same_personal(field_personal(field, row), field_personal(field, other));
	if (field->kind == FIELD_TEXT)
		return str_equal(field_text(field, row), field_text(field, other));
	return field_int(field, row) == field_int(field, other);
}

const char *word_label(const struct words *words, unsigned value)
{
	must(value < words->count);
	return words->at[value].label;
}

bool word_parse(const struct words *words, Str word, unsigned *out)
{
	for (unsigned i = 0; i < words->count; i++) {
		if (words->at[i].word && str_is(word, words->at[i].word)) {
			*out = i;
			return true;
		}
	}
	return false;
}

static Str reference_words(struct act *act, const struct field *field, int64_t id)
{
	Str title = STR_NONE;

	if (id == 0 || !record_title_of(act, field->ref, id, &title))
		return STR_NONE;
	return title;
}

Str field_words(struct act *act, const struct field *field, const void *row)
{
	if (field->secret || !field_is_set(field, row))
		return STR_NONE;
	switch (field->kind) {
	case FIELD_TEXT:
		return field_text(field, row);
	case FIELD_PERSONAL:            /* for whom is not known here */
		return personal_shown(act, field, row, false);
	case FIELD_WORD:
		return str_of(word_label(field->words, word_number(field, row)));
	case FIELD_DATE:
		return date_iso(act->arena, field_date(field, row));
	case FIELD_INSTANT:
		return instant_minute(act->arena, field_instant(field, row));
	case FIELD_PLACE:
		return place_text(act->arena, field_place(field, row));
	case FIELD_BOOL:
		return field_int(field, row) ? STR("是") : STR("否");
	case FIELD_REF:
		return reference_words(act, field, field_int(field, row));
	case FIELD_ID:
	case FIELD_VERSION:
	case FIELD_INT:
		return str_format(act->arena, "%lld", (long long)field_int(field, row));
	case FIELD_END_:
	case FIELD_KINDS:
		break;
	}
	must_fail(__FILE__, __LINE__, "a kind of field");
}

/* ---- what the record's own words for its fields lead to ---- */

int64_t record_id(const struct record *record, const void *row)
{
	return field_int(record_field(record, "id"), row);
}

int64_t record_version(const struct record *record, const void *row)
{
	return field_int(record_field(record, "version"), row);
}

void record_set_id(const struct record *record, void *row, int64_t id, int64_t version)
{
	field_set_int(record_field(record, "id"), row, id);
	field_set_int(record_field(record, "version"), row, version);
}

int64_t record_unit(const struct record *record, const void *row)
{
	return record->unit ? field_int(record_field(record, record->unit), row) : 0;
}

unsigned record_state(const struct record *record, const void *row)
{
	return record->state ? (unsigned)field_int(record_field(record, record->state), row) : 0;
}

void record_set_state(const struct record *record, void *row, unsigned state)
{
	must(record->state != NULL);
	field_set_int(record_field(record, record->state), row, state);
}

struct rows children_of(const struct children *children, const void *row)
{
	struct rows rows = { 0 };

	memcpy(&rows.at, (const char *)row + children->at_offset, sizeof rows.at);
	memcpy(&rows.count, (const char *)row + children->count_offset, sizeof rows.count);
	return rows;
}

void children_set(const struct children *children, void *row, struct rows rows)
{
	memcpy((char *)row + children->at_offset, &rows.at, sizeof rows.at);
	memcpy((char *)row + children->count_offset, &rows.count, sizeof rows.count);
}
