/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* input.h - what somebody sent, from a form or as JSON, in one shape: paths and values.
 *
 * {"reason": "…", "items": [{"id": 7, "work_done": "…"}]} and the form fields reason, items.0.id,
 * items.0.work_done are the same input, so one binder serves every door. All text is valid UTF-8, the
 * number of fields and the length of names are limited where it was read. */
#ifndef JUEBU_BASE_INPUT_H
#define JUEBU_BASE_INPUT_H

#include "base/arena.h"

enum input_kind { INPUT_TEXT, INPUT_NUMBER, INPUT_TRUE, INPUT_FALSE, INPUT_NULL, INPUT_KINDS };

struct input_field {
	Str path;
	Str value;                      /* as written; a form sends nothing but INPUT_TEXT */
	enum input_kind kind;
	bool used;                      /* a binder looked at it; what nobody used is refused as unknown */
};

struct input {
	struct arena *arena;
	struct input_field *fields;
	size_t count, room;
	bool is_json;                   /* types must match; a form's "12" is a number, JSON's "12" is not */
};

/* false: over LIMIT_INPUT_FIELDS or LIMIT_FIELD_NAME_BYTES; nothing added. */
bool input_add(struct input *, Str path, Str value, enum input_kind) __attribute__((warn_unused_result));
/* prefix: "items.0", without the dot that follows; empty: name is the whole path. */
struct input_field *input_find(const struct input *, Str prefix, const char *name);   /* marks it used; NULL: absent */
Str input_text(const struct input *, const char *path);   /* value trimmed, or empty; marks it used */
int64_t input_int(const struct input *, const char *path, int64_t otherwise);
/* How many rows an array has: one more than the largest n in "prefix.n.…", at most LIMIT_CHILDREN + 1. */
size_t input_rows(const struct input *, Str prefix);
const struct input_field *input_unused(const struct input *);   /* the first nobody asked for, or NULL */

#endif
