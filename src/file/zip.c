/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* zip.c - reads the list of names at the end of a ZIP (APPNOTE 4.3.12, 4.3.16), and stops at the first thing odd.
 * Hostile bytes: every length is checked against what is left. Large archives (ZIP64) are not documents. */
#include "file/zip.h"

enum { END_BYTES = 22, END_FURTHEST = END_BYTES + 0xffff, ENTRY_BYTES = 46, ENTRIES_MOST = 20000 };

static uint32_t number(Str s, size_t at, size_t bytes)
{
	uint32_t n = 0;

	for (size_t i = bytes; i-- > 0;)
		n = n << 8 | (unsigned char)s.at[at + i];
	return n;
}

/* The record that ends a ZIP stands within its last 64 KiB, behind which only a remark may come. */
static bool find_end(Str bytes, Str *end_out)
{
	size_t furthest = bytes.len > END_FURTHEST ? bytes.len - END_FURTHEST : 0;

	if (bytes.len < END_BYTES)
		return false;
	for (size_t at = bytes.len - END_BYTES + 1; at-- > furthest;) {
		Str end = str_after(bytes, at);

		if (str_starts_with(end, "PK\5\6") && number(end, 20, 2) == end.len - END_BYTES) {
			*end_out = end;
			return true;
		}
	}
	return false;
}

static bool ends_with(Str name, const char *end)
{
	Str e = str_of(end);

	return name.len >= e.len && str_equal(str_after(name, name.len - e.len), e);
}

struct found { bool word, sheet, ofd, macro; };

static void look_at_name(Str name, struct found *found)
{
	found->word = found->word || str_is(name, "word/document.xml");
	found->sheet = found->sheet || str_is(name, "xl/workbook.xml") || str_is(name, "xl/workbook.bin");
	found->ofd = found->ofd || str_is(name, "OFD.xml");
	found->macro = found->macro || ends_with(name, "vbaProject.bin");
}

static bool look_at_list(Str list, uint32_t count, struct found *found)
{
	for (uint32_t i = 0; i < count; i++) {
		size_t name_len, all;

		if (list.len < ENTRY_BYTES || !str_starts_with(list, "PK\1\2"))
			return false;
		name_len = number(list, 28, 2);
		all = ENTRY_BYTES + name_len + number(list, 30, 2) + number(list, 32, 2);
		if (list.len < all)
			return false;
		look_at_name(str_first(str_after(list, ENTRY_BYTES), name_len), found);
		list = str_after(list, all);
	}
	return true;
}

enum file_format zip_format(Str bytes)
{
	struct found found = { .word = false };
	uint32_t count, size, at;
	Str end;

	if (!find_end(bytes, &end))
		return FORMAT_OTHER;
	count = number(end, 10, 2);
	size = number(end, 12, 4);
	at = number(end, 16, 4);
	if (count > ENTRIES_MOST || at > bytes.len || size > bytes.len - at ||
	    !look_at_list(str_first(str_after(bytes, at), size), count, &found))
		return FORMAT_OTHER;
	if (found.macro)
		return FORMAT_MACRO;
	if (found.word + found.sheet + found.ofd != 1)
		return FORMAT_OTHER;
	return found.word ? FORMAT_DOCX : found.sheet ? FORMAT_XLSX : FORMAT_OFD;
}
