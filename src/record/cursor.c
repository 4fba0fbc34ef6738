/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* cursor.c - the place in a sorted list after or before which a page stands, as text in a link.
 *
 * Owns: its form, "from|id|value" in hex. It is in people's hands, so whatever comes back is checked; it names
 * a place, not rights: the list's scope is asked anew each time. */
#include "record/record_inside.h"

#include "base/limits.h"

Str cursor_write(struct arena *arena, const struct cursor *cursor, bool is_text)
{
	static const char digits[] = "0123456789abcdef";
	struct strbuf plain = { .arena = arena }, hex = { .arena = arena };
	Str bytes;

	buf_int(&plain, cursor->from);
	buf_char(&plain, '|');
	buf_int(&plain, cursor->id);
	buf_char(&plain, '|');
	if (is_text)
		buf_add(&plain, cursor->text);
	else
		buf_int(&plain, cursor->number);
	bytes = buf_str(&plain);
	for (size_t i = 0; i < bytes.len; i++) {
		buf_char(&hex, digits[(unsigned char)bytes.at[i] >> 4]);
		buf_char(&hex, digits[(unsigned char)bytes.at[i] & 15]);
	}
	return buf_str(&hex);
}

static bool hex_digit(char c, unsigned *out)
{
	if (c >= '0' && c <= '9')
		*out = (unsigned)(c - '0');
	else if (c >= 'a' && c <= 'f')
		*out = (unsigned)(c - 'a' + 10);
	else
		return false;
	return true;
}

static bool unhex(struct arena *arena, Str hex, Str *out)
{
	char *bytes = arena_take(arena, hex.len / 2 + 1);
	unsigned high, low;

	if (hex.len % 2)
		return false;
	for (size_t i = 0; i < hex.len; i += 2) {
		if (!hex_digit(hex.at[i], &high) || !hex_digit(hex.at[i + 1], &low))
			return false;
		bytes[i / 2] = (char)(unsigned char)(high << 4 | low);
	}
	*out = (Str){ bytes, hex.len / 2 };
	return true;
}

bool cursor_read(struct arena *arena, Str written, bool is_text, struct cursor *out)
{
	struct cursor cursor = { 0 };
	Str plain, from, id, rest;

	if (written.len > LIMIT_QUERY_BYTES || !unhex(arena, written, &plain) || !str_is_utf8(plain))
		return false;
	if (!str_cut(plain, '|', &from, &rest) || !str_cut(rest, '|', &id, &cursor.text))
		return false;
	if (!str_to_int(from, &cursor.from) || cursor.from < 1 || cursor.from > INT32_MAX)
		return false;
	if (!str_to_int(id, &cursor.id) || cursor.id < 1)
		return false;
	if (!is_text && !str_to_int(cursor.text, &cursor.number))
		return false;
	*out = cursor;
	return true;
}
