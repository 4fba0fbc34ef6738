/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* cursor.c - the place in a sorted list after or before which a page stands, as text in a link.
 *
 * Owns: its form, "from|id|value" in hex. It is in people's hands, so whatever comes back is checked; it names
 * a place, not rights: the list's scope is asked anew each time. */
#include "record/record_inside.h"

#include "base/limits.h"

Str cursor_write(struct arena *arena, const struct cursor *cursor, bool is_text)
{
	struct strbuf plain = { .arena = arena };

	buf_int(&plain, cursor->from);
	buf_char(&plain, '|');
	buf_int(&plain, cursor->id);
	buf_char(&plain, '|');
	if (is_text)
		buf_add(&plain, cursor->text);
	else
		buf_int(&plain, cursor->number);
	return str_hex(arena, buf_str(&plain));
}

static bool unhex(struct arena *arena, Str hex, Str *out)
{
	char *bytes = arena_take(arena, hex.len / 2 + 1);

	if (!str_unhex(hex, bytes))
		return false;
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
