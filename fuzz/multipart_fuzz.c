/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* multipart_fuzz.c - any bytes as a content type, a line end, and a multipart body: refused whole with words, or
 * fields within all limits. */
#include <string.h>

#include "base/limits.h"
#include "base/must.h"
#include "http/http.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count)
{
	struct arena *arena = arena_open();
	struct input input = { .arena = arena };
	enum refusal_kind refused = REFUSED_NOT;
	Str why = STR_NONE, type = STR_NONE, body = { (const char *)bytes, count };

	(void)str_cut(body, '\n', &type, &body);
	if (str_is_empty(type))                          /* most bytes go where most of the code is */
		type = STR("multipart/form-data; boundary=xYz");
	if (form_parse_multipart(&input, body, type, &refused, &why)) {
		must(input.count <= LIMIT_INPUT_FIELDS);
		for (size_t i = 0; i < input.count; i++) {
			must(input.fields[i].path.len > 0 && input.fields[i].path.len <= LIMIT_FIELD_NAME_BYTES);
			must(str_is_utf8(input.fields[i].path) && str_is_utf8(input.fields[i].value));
			must(input.fields[i].value.len == 0 ||
			     !memchr(input.fields[i].value.at, '\r', input.fields[i].value.len));
		}
	} else {
		must(input.count == 0 && refused != REFUSED_NOT && !str_is_empty(why));
	}
	arena_close(arena);
	return 0;
}
