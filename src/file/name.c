/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* name.c - a file's name as it is kept: any script, but nothing that leads elsewhere, hides, or turns the text round. */
#include <glib.h>

#include "file/file.h"

/* What could be a folder, on whichever system it was sent from. */
static Str last_part(Str name)
{
	size_t at = name.len;

	while (at > 0 && name.at[at - 1] != '/' && name.at[at - 1] != '\\')
		at--;
	return str_after(name, at);
}

/* Marks that turn the direction of writing make "gpj.exe" read as "exe.jpg". */
static bool is_dropped(gunichar c)
{
	return c < 0x20 || (c >= 0x7f && c <= 0x9f) || c == 0x61c || (c >= 0x200b && c <= 0x200f)
	    || (c >= 0x2028 && c <= 0x202e) || (c >= 0x2060 && c <= 0x206f) || c == 0xfeff || c >= 0xe0000
	    || (c >= 0xfff0 && c <= 0xffff) || !g_unichar_isdefined(c);
}

static bool is_special(char c)
{
	return c == '"' || c == '<' || c == '>' || c == '|' || c == ':' || c == '*' || c == '?';
}

/* Letters written in two characters (as a Mac sends them) and in one are one name. */
static Str composed(struct arena *arena, Str name)
{
	gchar *whole = g_utf8_normalize(name.at, (gssize)name.len, G_NORMALIZE_NFC);
	Str copy = whole ? arena_copy(arena, str_of(whole)) : STR_NONE;

	g_free(whole);
	return copy;
}

static Str without_marks(struct arena *arena, Str name)
{
	struct strbuf out = { .arena = arena };

	while (name.len) {
		Str c = str_first_characters(name, 1);

		if (c.len == 1 && is_special(c.at[0]))
			buf_char(&out, '_');
		else if (!is_dropped(g_utf8_get_char(c.at)))
			buf_add(&out, c);
		name = str_after(name, c.len);
	}
	return buf_str(&out);
}

/* Composed last: a mark taken out may have stood between a letter and its accent. */
Str file_name_clean(struct arena *arena, Str sent)
{
	Str name;

	if (!str_is_utf8(sent))
		return STR_NONE;
	name = without_marks(arena, last_part(sent));
	if (name.len)
		name = composed(arena, name);
	name = str_trim(name);
	while (name.len && name.at[0] == '.')            /* hidden where it is saved */
		name = str_trim(str_after(name, 1));
	return name;
}

Str file_size_words(struct arena *arena, int64_t bytes)
{
	long long tenths;

	if (bytes < 1024)
		return str_format(arena, "%lld 字节", (long long)bytes);
	if (bytes < 1024 * 1024)
		return str_format(arena, "%lld KB", (long long)(bytes + 1023) / 1024);
	tenths = (bytes * 10 + 512 * 1024) / (1024 * 1024);
	return str_format(arena, "%lld.%lld MB", tenths / 10, tenths % 10);
}
