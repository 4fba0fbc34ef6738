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

static void make_room(struct strbuf *buf, size_t more)
{
	size_t room = buf->room == 0 ? FIRST_ROOM : buf->room;

	must(more <= SIZE_MAX / 4 && buf->len <= SIZE_MAX / 4);
	if (buf->len + more <= buf->room)
		return;
	while (room < buf->len + more)
		room *= 2;

	char *at = arena_take(buf->arena, room);

	if (buf->len > 0)
		memcpy(at, buf->at, buf->len);
	buf->at = at;
	buf->room = room;
}

void buf_add(struct strbuf *buf, Str s)
{
	if (s.len == 0)
		return;
	make_room(buf, s.len);
	memcpy(buf->at + buf->len, s.at, s.len);
	buf->len += s.len;
}

void buf_char(struct strbuf *buf, char c)
{
	make_room(buf, 1);
	buf->at[buf->len++] = c;
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

	va_copy(again, args);

	int bytes = vsnprintf(NULL, 0, format, args);

	must(bytes >= 0);
	make_room(buf, (size_t)bytes + 1);          /* vsnprintf ends with NUL; it is not counted */
	(void)vsnprintf(buf->at + buf->len, (size_t)bytes + 1, format, again);
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

Str str_format(struct arena *arena, const char *format, ...)
{
	struct strbuf buf = { .arena = arena };
	va_list args;

	va_start(args, format);
	add_format(&buf, format, args);
	va_end(args);
	return buf_str(&buf);
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
	char *hex = arena_take_many(arena, bytes.len, 2);

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

	char *at = arena_take(arena, a.len + b.len);

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
