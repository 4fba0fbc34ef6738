/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* multipart_fuzz.c - any bytes as a content type, a line end, and a multipart body: refused whole with words, or
 * fields and files within all limits. Each body is read twice: where files are taken, and where they are not. */
#include <string.h>

#include "base/limits.h"
#include "base/must.h"
#include "http/http.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count);

static void check_fields(const struct input *input)
{
	must(input->count <= LIMIT_INPUT_FIELDS);
	for (size_t i = 0; i < input->count; i++) {
		must(input->fields[i].path.len > 0 && input->fields[i].path.len <= LIMIT_FIELD_NAME_BYTES);
		must(str_is_utf8(input->fields[i].path) && str_is_utf8(input->fields[i].value));
		must(input->fields[i].value.len == 0 ||
		     !memchr(input->fields[i].value.at, '\r', input->fields[i].value.len));
	}
}

/* Slices of the body and nothing else. */
static void check_files(const struct sent_files *files, Str body)
{
	must(files->count <= LIMIT_FILES_PER_ACT);
	for (size_t i = 0; i < files->count; i++) {
		Str file = files->at[i].bytes;

		must(str_is_utf8(files->at[i].name) && str_is_utf8(files->at[i].field));
		must(files->at[i].field.len <= LIMIT_FIELD_NAME_BYTES);
		must(files->at[i].name.len > 0 || file.len > 0);
		must(file.len == 0 || (file.at >= body.at && file.at + file.len <= body.at + body.len));
	}
}

static void read_once(Str type, Str body, bool takes_files)
{
	struct arena *arena = arena_open();
	struct input input = { .arena = arena };
	struct sent_files files = { 0 };
	enum refusal_kind refused = REFUSED_NOT;
	Str why = STR_NONE;

	if (form_parse_multipart(&input, takes_files ? &files : NULL, body, type, &refused, &why)) {
		check_fields(&input);
		check_files(&files, body);
	} else {
		must(input.count == 0 && files.count == 0 && refused != REFUSED_NOT && !str_is_empty(why));
	}
	arena_close(arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count)
{
	Str type = STR_NONE, body = { (const char *)bytes, count };

	(void)str_cut(body, '\n', &type, &body);
	if (str_is_empty(type))                          /* most bytes go where most of the code is */
		type = STR("multipart/form-data; boundary=xYz");
	read_once(type, body, true);
	read_once(type, body, false);
	return 0;
}
