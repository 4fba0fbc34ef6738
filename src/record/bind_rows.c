/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* bind_rows.c - the rows somebody sent under a row: which of the stored ones they mean, which are new, which go.
 *
 * Owns: that an id names a row of this parent and no other's. The array is copied before it is changed, because
 * the row as loaded may share it. */
#include "record/bind.h"

#include <string.h>

#include "base/limits.h"

struct binding {
	struct act *act;
	const struct children *children;
	const struct record *record;    /* the children's */
	const struct input *input;
	const char *takes;
	bool whole;                     /* takes names the children alone: rows may come and go */
	struct rows rows;               /* the new array */
	bool *gone, *named;             /* as rows */
};

static bool takes_child_field(const struct binding *b, const struct field *field)
{
	Str path;

	if (!field_is_bindable(field) || str_is(str_of(field->name), b->children->parent))
		return false;
	if (b->whole)
		return true;
	path = str_format(b->act->arena, "%s.%s", b->children->name, field->name);
	return takes_name(b->takes, path);
}

static bool takes_anything(const struct binding *b)
{
	for (const struct field *field = b->record->fields; field->name; field++)
		if (takes_child_field(b, field))
			return true;
	return b->whole;
}

static void copy_rows(struct binding *b, const void *parent, size_t sent)
{
	struct rows old = children_of(b->children, parent);

	b->rows.room = old.count + sent + 1;
	b->rows.count = old.count;
	b->rows.at = arena_take_many(b->act->arena, b->rows.room, b->record->size);
	if (old.count)
		memcpy(b->rows.at, old.at, old.count * b->record->size);
	b->gone = ARENA_ARRAY(b->act->arena, bool, b->rows.room);
	b->named = ARENA_ARRAY(b->act->arena, bool, b->rows.room);
}

static char *row_at(const struct binding *b, size_t i)
{
	return b->rows.at + i * b->record->size;
}

/* A form has a line ready for one more row; left empty it is no row. */
static bool is_blank_form_row(const struct binding *b, Str prefix)
{
	Str before = str_join(b->act->arena, prefix, STR("."));
	const char *start = str_terminated(b->act->arena, before);

	if (b->input->is_json)
		return false;
	for (size_t i = 0; i < b->input->count; i++)
		if (str_starts_with(b->input->fields[i].path, start)
		    && !str_is_empty(str_trim(b->input->fields[i].value)))
			return false;
	return true;
}

static bool row_was_sent(const struct binding *b, Str prefix)
{
	const char *start = str_terminated(b->act->arena, str_join(b->act->arena, prefix, STR(".")));

	for (size_t i = 0; i < b->input->count; i++)
		if (str_starts_with(b->input->fields[i].path, start))
			return true;
	return false;
}

/* What a client sends back because it was given it: the version guards the parent, the parent is known. */
static void pass_over(const struct binding *b, Str prefix)
{
	(void)input_find(b->input, prefix, "version");
	(void)input_find(b->input, prefix, b->children->parent);
}

static bool find_stored(const struct binding *b, int64_t id, size_t *out)
{
	for (size_t i = 0; i < b->rows.count; i++) {
		if (id > 0 && record_id(b->record, row_at(b, i)) == id && !b->named[i]) {
			*out = i;
			return true;
		}
	}
	return false;
}

/* Which row of the array this sent row is. false: none, and why was said if there is something to say. */
static bool find_row(struct binding *b, Str prefix, size_t *out)
{
	const struct input_field *given = input_find(b->input, prefix, "id");
	Str text = given && given->kind != INPUT_NULL ? str_trim(given->value) : STR_NONE;
	int64_t id = 0;

	if (given && !str_is_empty(text)) {
		if (str_to_int(text, &id) && find_stored(b, id, out))
			return true;
		fault_at(b->act, given->path, "record.child", "没有这一行，请刷新页面后再改");
		return false;
	}
	if (!b->whole) {
		fault_at(b->act, prefix, "record.child", "这里不能增加%s",
		    b->children->label ? b->children->label : "行");
		return false;
	}
	*out = b->rows.count++;
	return true;
}

static bool asks_delete(const struct binding *b, Str prefix)
{
	const struct input_field *given = b->whole ? input_find(b->input, prefix, "delete") : NULL;
	Str value = given ? str_trim(given->value) : STR_NONE;

	return given
	    && (given->kind == INPUT_TRUE || str_is(value, "true") || str_is(value, "1")
		|| str_is(value, "on"));
}

static void mark_used(const struct binding *b, Str prefix)
{
	pass_over(b, prefix);
	for (const struct field *field = b->record->fields; field->name; field++)
		if (takes_child_field(b, field))
			(void)input_find(b->input, prefix, field->name);
}

/* Not the clause's to fill in: the parent's and unit's number, the minute something happened, what follows from .unless. */
static bool is_asked_of_them(const struct binding *b, const struct field *field, const void *row)
{
	const struct field *source = field->unless ? record_field(b->record, field->unless) : NULL;

	return field->required && takes_child_field(b, field) && field->kind != FIELD_INSTANT
	    && !(b->record->unit && str_is(str_of(field->name), b->record->unit)) && !(source && field_is_set(source, row));
}

/* What a new row cannot be without is asked for with its other faults, not only when those are mended. */
static void look_for_required(struct binding *b, Str prefix, const void *row)
{
	for (const struct field *field = b->record->fields; field->name; field++) {
		Str path = str_format(b->act->arena, "%.*s.%s", STR_ARG(prefix), field->name);

		if (is_asked_of_them(b, field, row) && !field_is_set(field, row) && !fault_stands_at(b->act, path))
			fault_at(b->act, path, "record.required", "请填写%s", field->label);
	}
}

static void bind_row(struct binding *b, Str prefix)
{
	bool gone = asks_delete(b, prefix), blank = b->whole && is_blank_form_row(b, prefix);
	size_t i;

	if (blank)
		(void)input_find(b->input, prefix, "id");
	if (blank || !find_row(b, prefix, &i)) {
		mark_used(b, prefix);
		return;
	}
	b->named[i] = true;
	b->gone[i] = gone;
	if (gone) {
		mark_used(b, prefix);
		return;
	}
	pass_over(b, prefix);
	for (const struct field *field = b->record->fields; field->name; field++)
		if (takes_child_field(b, field))
			bind_field(b->act, b->input, prefix, field, row_at(b, i));
	if (record_id(b->record, row_at(b, i)) == 0)
		look_for_required(b, prefix, row_at(b, i));
}

static void drop_gone(struct binding *b)
{
	size_t kept = 0;

	for (size_t i = 0; i < b->rows.count; i++) {
		if (b->gone[i])
			continue;
		if (kept != i)
			memcpy(row_at(b, kept), row_at(b, i), b->record->size);
		kept++;
	}
	b->rows.count = kept;
}

/* An empty JSON array is a field of the children's name without rows: it changes nothing. A value there is no row. */
static bool is_list_of_rows(const struct binding *b)
{
	const struct input_field *given = input_find(b->input, STR_NONE, b->children->name);

	if (!given || given->kind == INPUT_NULL || (!b->input->is_json && str_is_empty(str_trim(given->value))))
		return true;
	fault_at(b->act, given->path, "record.rows", "%s要一行一行地写", b->children->label ? b->children->label : "这里");
	return false;
}

void bind_rows(struct act *act, const struct children *children, const struct input *input,
    const char *takes, void *row)
{
	struct binding b = { .act = act,
		.children = children,
		.record = children->record,
		.input = input,
		.takes = takes,
		.whole = takes_name(takes, str_of(children->name)) };
	size_t sent = input_rows(input, str_of(children->name));

	if (b.whole && !is_list_of_rows(&b))
		return;
	if (sent == 0 || !takes_anything(&b))
		return;
	if (sent > LIMIT_CHILDREN) {
		fault_at(act, str_of(children->name), "record.too_many", "%s最多 %d 行",
		         children->label ? children->label : "这里", LIMIT_CHILDREN);
		return;
	}
	copy_rows(&b, row, sent);
	for (size_t i = 0; i < sent; i++) {
		Str prefix = str_format(act->arena, "%s.%zu", children->name, i);

		if (row_was_sent(&b, prefix))
			bind_row(&b, prefix);
	}
	drop_gone(&b);
	children_set(children, row, b.rows);
}
