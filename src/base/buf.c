/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* buf.c - text that grows in an arena, and text made by a format.
 *
 * Owns: struct strbuf, str_format and its kin. Outgrown room stays with the arena until it closes:
 * doubling keeps that below what is used. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/must.h"

#define FIRST_ROOM 128

void buf_reserve(struct strbuf *buf, size_t more)
{
	size_t room = buf->room == 0 ? FIRST_ROOM : buf->room;

	must(more <= SIZE_MAX / 4 && buf->len <= SIZE_MAX / 4);
	if (buf->len + more <= buf->room)
		return;
	while (room < buf->len + more)
		room *= 2;

	char *at = arena_take_unset(buf->arena, room);

	if (buf->len > 0)
		memcpy(at, buf->at, buf->len);
	buf->at = at;
	buf->room = room;
}

void buf_int(struct strbuf *buf, int64_t number)
{
	char digits[20];                /* "-9223372036854775808" */
	size_t at = sizeof digits;
	uint64_t rest = number < 0 ? -(uint64_t)number : (uint64_t)number;

	do {
		digits[--at] = (char)('0' + rest % 10);
		rest /= 10;
	} while (rest > 0);
	if (number < 0)
		digits[--at] = '-';
	buf_add(buf, (Str){ digits + at, sizeof digits - at });
}

static void __attribute__((format(printf, 2, 0)))
add_format(struct strbuf *buf, const char *format, va_list args)
{
	va_list again;

	/* vsnprintf ends with NUL; it is not counted. Mostly it fits at once. */
	buf_reserve(buf, 1);
	va_copy(again, args);

	int bytes = vsnprintf(buf->at + buf->len, buf->room - buf->len, format, args);

	must(bytes >= 0);
	if ((size_t)bytes >= buf->room - buf->len) {
		buf_reserve(buf, (size_t)bytes + 1);
		(void)vsnprintf(buf->at + buf->len, (size_t)bytes + 1, format, again);
	}
	va_end(again);
	buf->len += (size_t)bytes;
}

void buf_format(struct strbuf *buf, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	add_format(buf, format, args);
	va_end(args);
}

Str buf_str(const struct strbuf *buf)
{
	return (Str){ buf->at, buf->len };
}

/* Written on the stack first: nearly all fit there, and the arena is left what they need. */
Str str_format(struct arena *arena, const char *format, ...)
{
	char first[256];
	struct strbuf buf = { arena, first, 0, sizeof first };
	va_list args;

	va_start(args, format);
	add_format(&buf, format, args);
	va_end(args);
	return buf.at == first ? arena_copy(arena, buf_str(&buf)) : buf_str(&buf);
}

Str str_plain_lines(struct arena *arena, Str text)
{
	struct strbuf out = { .arena = arena };

	if (!str_contains(text, STR("\r")))
		return text;
	for (size_t i = 0; i < text.len; i++) {
		if (text.at[i] != '\r')
			buf_char(&out, text.at[i]);
		else if (i + 1 == text.len || text.at[i + 1] != '\n')
			buf_char(&out, '\n');
	}
	return buf_str(&out);
}

Str str_hex(struct arena *arena, Str bytes)
{
	static const char digits[] = "0123456789abcdef";
	char *hex = arena_take_unset(arena, bytes.len * 2);

	for (size_t i = 0; i < bytes.len; i++) {
		hex[2 * i] = digits[(unsigned char)bytes.at[i] >> 4];
		hex[2 * i + 1] = digits[(unsigned char)bytes.at[i] & 15];
	}
	return (Str){ hex, 2 * bytes.len };
}

Str str_join(struct arena *arena, Str a, Str b)
{
	if (a.len + b.len == 0)
		return STR_NONE;

	char *at = arena_take_unset(arena, a.len + b.len);

	if (a.len > 0)
		memcpy(at, a.at, a.len);
	if (b.len > 0)
		memcpy(at + a.len, b.at, b.len);
	return (Str){ at, a.len + b.len };
}

const char *str_terminated(struct arena *arena, Str s)
{
	char *at = arena_take(arena, s.len + 1);    /* zeroed, hence ended */

	if (s.len > 0)
		memcpy(at, s.at, s.len);
	return at;
}
