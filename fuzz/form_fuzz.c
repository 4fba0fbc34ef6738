/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* form_fuzz.c - any bytes as an urlencoded form: refused whole with words, or fields within all limits that say
 * the same when written as an address and read again. */
#include "base/limits.h"
#include "base/must.h"
#include "http/html.h"
#include "http/http.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count);

static void reads_again(const struct input *input)
{
	struct input again = { .arena = input->arena };
	enum refusal_kind refused;
	Str why, query;
	size_t at = 0;
	Url url = url_with(input->arena, STR("/"), input, "", STR_NONE);

	query = str_after(url.text, url.text.len > 1 ? 2 : 1);   /* behind "/?" */
	must(form_parse_urlencoded(&again, query, &refused, &why));
	for (size_t i = 0; i < input->count; i++) {
		if (str_is_empty(input->fields[i].value))
			continue;                                /* an address leaves out what is not given */
		must(at < again.count && str_equal(again.fields[at].path, input->fields[i].path));
		must(str_equal(again.fields[at].value, input->fields[i].value));
		at++;
	}
	must(at == again.count);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count)
{
	struct arena *arena = arena_open();
	struct input input = { .arena = arena };
	enum refusal_kind refused = REFUSED_NOT;
	Str why = STR_NONE;

	if (form_parse_urlencoded(&input, (Str){ (const char *)bytes, count }, &refused, &why)) {
		must(input.count <= LIMIT_INPUT_FIELDS);
		for (size_t i = 0; i < input.count; i++) {
			must(input.fields[i].path.len > 0 && input.fields[i].path.len <= LIMIT_FIELD_NAME_BYTES);
			must(str_is_utf8(input.fields[i].path) && str_is_utf8(input.fields[i].value));
		}
		reads_again(&input);
	} else {
		must(input.count == 0 && refused != REFUSED_NOT && !str_is_empty(why));
	}
	arena_close(arena);
	return 0;
}
