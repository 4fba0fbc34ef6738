/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* input.c - the fields somebody sent: adding within the limits, finding, counting rows.
 *
 * Owns: the list. Does not own: reading a form or JSON (http/), what a field means (record/).
 * Of two fields of one name the first counts; the second stays unused and is refused as unknown. */
#include "base/input.h"

#include "base/limits.h"

bool input_add(struct input *input, Str path, Str value, enum input_kind kind)
{
	if (input->count >= LIMIT_INPUT_FIELDS || path.len > LIMIT_FIELD_NAME_BYTES)
		return false;
	input->fields = arena_room_for_one(input->arena, input->fields, input->count, &input->room,
	                                   sizeof *input->fields);
	input->fields[input->count++] =
		(struct input_field){ .path = path, .value = value, .kind = kind };
	return true;
}

/* What follows "prefix." in the path; false: it does not begin so. No prefix: all of it. */
static bool below(Str path, Str prefix, Str *rest)
{
	if (prefix.len == 0) {
		*rest = path;
		return true;
	}
	if (path.len <= prefix.len || path.at[prefix.len] != '.'
	    || !str_equal(str_first(path, prefix.len), prefix))
		return false;
	*rest = str_after(path, prefix.len + 1);
	return true;
}

struct input_field *input_find(const struct input *input, Str prefix, const char *name)
{
	Str wanted = str_of(name);
	size_t len = prefix.len + (prefix.len > 0) + wanted.len;

	/* A large form is walked once for each of its fields, on the one thread that writes: most differ in length. */
	for (size_t i = 0; i < input->count; i++) {
		struct input_field *field = &input->fields[i];
		Str rest;

		if (field->path.len == len && below(field->path, prefix, &rest) && str_equal(rest, wanted)) {
			field->used = true;
			return field;
		}
	}
	return NULL;
}

Str input_text(const struct input *input, const char *path)
{
	const struct input_field *field = input_find(input, STR_NONE, path);

	return field == NULL || field->kind == INPUT_NULL ? STR_NONE : str_trim(field->value);
}

int64_t input_int(const struct input *input, const char *path, int64_t otherwise)
{
	int64_t value = otherwise;

	return str_to_int(input_text(input, path), &value) ? value : otherwise;
}

/* The row number a path names below the prefix, or -1. */
static int64_t row_of(Str path, Str prefix)
{
	Str rest, number, field;
	int64_t row;

	if (!below(path, prefix, &rest))
		return -1;
	if (!str_cut(rest, '.', &number, &field))
		number = rest;
	return str_to_int(number, &row) && row >= 0 ? row : -1;
}

size_t input_rows(const struct input *input, Str prefix)
{
	int64_t last = -1;

	for (size_t i = 0; i < input->count; i++) {
		int64_t row = row_of(input->fields[i].path, prefix);

		if (row > last)
			last = row;
	}
	return (size_t)(last >= LIMIT_CHILDREN ? LIMIT_CHILDREN : last) + 1;
}

const struct input_field *input_unused(const struct input *input)
{
	for (size_t i = 0; i < input->count; i++)
		if (!input->fields[i].used)
			return &input->fields[i];
	return NULL;
}
