/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* file_fuzz.c - any bytes as a file's name, a line end, and a ZIP: a name that misleads nobody, a list that is read
 * within its bounds. What libmagic makes of other bytes is its own to try. */
#include <string.h>

#include "base/must.h"
#include "file/zip.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count);

static void check_name(Str name)
{
	must(str_is_utf8(name));
	for (size_t i = 0; i < name.len; i++)
		must((unsigned char)name.at[i] >= 0x20 && name.at[i] != 0x7f && !strchr("/\\\"<>|:*?", name.at[i]));
	must(name.len == 0 || name.at[0] != '.');
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count)
{
	struct arena *arena = arena_open();
	Str name = STR_NONE, whole = { (const char *)bytes, count }, zip = whole, cleaned;
	enum file_format format;

	if (str_cut(whole, '\n', &name, &zip)) {
		cleaned = file_name_clean(arena, name);
		check_name(cleaned);
		must(str_equal(file_name_clean(arena, cleaned), cleaned));
	}
	format = zip_format(zip);
	must(format == FORMAT_OTHER || format == FORMAT_DOCX || format == FORMAT_XLSX || format == FORMAT_OFD || format == FORMAT_MACRO);
	arena_close(arena);
	return 0;
}
