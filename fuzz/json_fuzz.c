/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* json_fuzz.c - any bytes as a JSON body: refused with words, or an input within all limits. */
#include "base/limits.h"
#include "record/record.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count)
{
	struct arena *arena = arena_open();
	struct input input = { .arena = arena };
	struct strbuf out = { .arena = arena };
	struct json writer = { .out = &out };
	enum refusal_kind refused = REFUSED_NOT;
	Str why = STR_NONE;

	if (count <= LIMIT_BODY_BYTES && json_read(&input, (Str){ (const char *)bytes, count }, &refused, &why)) {
		must(input.count <= LIMIT_INPUT_FIELDS);
		for (size_t i = 0; i < input.count; i++) {
			must(input.fields[i].path.len <= LIMIT_FIELD_NAME_BYTES);
			must(str_is_utf8(input.fields[i].path) && str_is_utf8(input.fields[i].value));
			json_text(&writer, input.fields[i].value);
		}
	} else {
		must(count > LIMIT_BODY_BYTES || (refused != REFUSED_NOT && !str_is_empty(why)));
	}
	arena_close(arena);
	return 0;
}
