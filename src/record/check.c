/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* check.c - what a field's bounds ask of its value, in words a person can act on.
 *
 * Owns: required, lengths in characters, bounds of numbers. Does not own: reading an input (bind.c), what
 * fields say together (the clauses). */
#include "record/record_inside.h"

#include "base/limits.h"

bool fault_stands_at(const struct act *act, Str path)
{
	for (const struct fault *fault = act->refusal.faults; fault; fault = fault->next)
		if (str_equal(fault->field, path))
			return true;
	return false;
}

Str record_child_path(struct act *act, const struct children *children, size_t row, const char *field)
{
	return str_format(act->arena, "%s.%zu.%s", children->name, row, field);
}

static void check_text(struct act *act, Str path, const struct field *field, Str text)
{
	size_t characters = str_characters(text);
	size_t most = field_most_characters(field);

	if (characters > most)
		fault_at(act, path, "record.too_long", "%s最多 %zu 字，现在是 %zu 字", field->label,
		    most, characters);
	else if (characters && characters < field->least)
		fault_at(act, path, "record.too_short", "%s至少 %u 字，现在是 %zu 字", field->label,
		    field->least, characters);
	else if (!field->lines && (str_contains(text, STR("\n")) || str_contains(text, STR("\r"))))
		fault_at(act, path, "record.one_line", "%s要写成一行，请去掉换行", field->label);
}

/* What is sealed was checked when it was given. A mask that is not this row's own would be stored as if it were a number. */
static void check_personal(struct act *act, Str path, const struct field *field, Str typed)
{
	check_text(act, path, field, typed);
	if (str_contains(typed, STR("*")) && !fault_stands_at(act, path))
		fault_at(act, path, "personal.mask", "%s请写完整，不要带 *", field->label);
}

static void check_number(struct act *act, Str path, const struct field *field, int64_t value)
{
	if (field->most && (value < field->least || value > field->most))
		fault_at(act, path, "record.number", "%s在 %u 到 %u 之间", field->label,
		    field->least, field->most);
	else if (value < field->least)
		fault_at(act, path, "record.number", "%s不少于 %u", field->label, field->least);
}

void record_check_field(struct act *act, Str path, const struct field *field, const void *row)
{
	if (fault_stands_at(act, path))
		return;
	if (field->required && !field_is_set(field, row))
		fault_at(act, path, "record.required", "请填写%s", field->label);
	else if (field->kind == FIELD_TEXT)
		check_text(act, path, field, field_text(field, row));
	else if (field->kind == FIELD_PERSONAL)
		check_personal(act, path, field, field_personal(field, row).typed);
	else if (field->kind == FIELD_INT && (field->least || field->most))
		check_number(act, path, field, field_int(field, row));
}

static void check_children(struct act *act, const struct children *children, const void *row)
{
	struct rows rows = children_of(children, row);
	const struct record *record = children->record;

	if (rows.count > LIMIT_CHILDREN)
		fault_at(act, str_of(children->name), "record.too_many",
		    "%s最多 %d 行，现在是 %zu 行",
		    children->label ? children->label : record->label, LIMIT_CHILDREN, rows.count);
	for (size_t i = 0; i < rows.count && i < LIMIT_CHILDREN; i++)
		for (const struct field *field = record->fields; field->name; field++)
			/* A new row gets its parent when it is stored. */
			if (!str_is(str_of(field->name), children->parent))
				record_check_field(act,
				    record_child_path(act, children, i, field->name), field,
				    rows.at + i * record->size);
}

bool record_check(struct act *act, const struct record *record, const void *row)
{
	for (const struct field *field = record->fields; field->name; field++)
		record_check_field(act, str_of(field->name), field, row);
	for (const struct children *c = record->children; c && c->name; c++)
		check_children(act, c, row);
	return act_sound(act);
}
