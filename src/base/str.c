/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* str.c - looking at text: comparing, cutting, counting, and whether bytes are UTF-8 at all.
 *
 * Owns: everything about a Str that needs no memory. Does not own: text that grows (buf.c). */
#include "base/str.h"

#include <string.h>

/* U+3000, which Chinese keyboards send for the space bar. */
#define IDEOGRAPHIC_SPACE "\xE3\x80\x80"
#define IDEOGRAPHIC_SPACE_BYTES 3

bool str_starts_with(Str s, const char *literal)
{
	return str_equal(str_first(s, strlen(literal)), str_of(literal));
}

bool str_contains(Str s, Str part)
{
	if (part.len == 0)
		return true;
	return part.len <= s.len && memmem(s.at, s.len, part.at, part.len) != NULL;
}

int str_compare(Str a, Str b)
{
	size_t shared = a.len < b.len ? a.len : b.len;
	int order = shared == 0 ? 0 : memcmp(a.at, b.at, shared);

	if (order != 0)
		return order < 0 ? -1 : 1;
	return (a.len > b.len) - (a.len < b.len);
}

Str str_after(Str s, size_t bytes)
{
	if (bytes == 0)
		return s;
	return bytes >= s.len ? STR_NONE : (Str){ s.at + bytes, s.len - bytes };
}

Str str_first(Str s, size_t bytes)
{
	return bytes >= s.len ? s : (Str){ s.at, bytes };
}

static bool is_ascii_blank(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

static size_t blank_at_front(Str s)
{
	if (s.len == 0)
		return 0;
	if (is_ascii_blank(s.at[0]))
		return 1;
	return str_starts_with(s, IDEOGRAPHIC_SPACE) ? IDEOGRAPHIC_SPACE_BYTES : 0;
}

static size_t blank_at_end(Str s)
{
	if (s.len == 0)
		return 0;
	if (is_ascii_blank(s.at[s.len - 1]))
		return 1;
	if (s.len < IDEOGRAPHIC_SPACE_BYTES)
		return 0;
	return str_is(str_after(s, s.len - IDEOGRAPHIC_SPACE_BYTES), IDEOGRAPHIC_SPACE)
	     ? IDEOGRAPHIC_SPACE_BYTES : 0;
}

Str str_trim(Str s)
{
	for (size_t n; (n = blank_at_front(s)) > 0;)
		s = str_after(s, n);
	for (size_t n; (n = blank_at_end(s)) > 0;)
		s = str_first(s, s.len - n);
	return s;
}

bool str_cut(Str s, char at, Str *before, Str *after)
{
	const char *found = s.len == 0 ? NULL : memchr(s.at, at, s.len);

	if (found == NULL)
		return false;

	size_t head = (size_t)(found - s.at);

	*before = str_first(s, head);
	*after = str_after(s, head + 1);
	return true;
}

/* Bytes of the character a first byte begins, with what its second byte may be: the table of
 * Unicode's "well-formed UTF-8 byte sequences" (3-7). The narrowed second byte is what keeps out
 * overlong forms (E0, F0), surrogates (ED) and code points past U+10FFFF (F4). */
struct lead {
	unsigned char from, to, second_least, second_most;
	size_t bytes;
};

static const struct lead leads[] = {
	{ 0x01, 0x7F, 0x00, 0x00, 1 },
	{ 0xC2, 0xDF, 0x80, 0xBF, 2 },
	{ 0xE0, 0xE0, 0xA0, 0xBF, 3 },
	{ 0xE1, 0xEC, 0x80, 0xBF, 3 },
	{ 0xED, 0xED, 0x80, 0x9F, 3 },
	{ 0xEE, 0xEF, 0x80, 0xBF, 3 },
	{ 0xF0, 0xF0, 0x90, 0xBF, 4 },
	{ 0xF1, 0xF3, 0x80, 0xBF, 4 },
	{ 0xF4, 0xF4, 0x80, 0x8F, 4 },
};

static const struct lead *lead_of(unsigned char first)
{
	for (size_t i = 0; i < sizeof leads / sizeof *leads; i++)
		if (first >= leads[i].from && first <= leads[i].to)
			return &leads[i];
	return NULL;
}

/* Length of the well-formed character at the front; 0: there is none. */
static size_t character_bytes(const unsigned char *at, size_t left)
{
	const struct lead *lead = lead_of(at[0]);

	if (lead == NULL || lead->bytes > left)
		return 0;
	if (lead->bytes > 1 && (at[1] < lead->second_least || at[1] > lead->second_most))
		return 0;
	for (size_t i = 2; i < lead->bytes; i++)
		if ((at[i] & 0xC0) != 0x80)
			return 0;
	return lead->bytes;
}

bool str_is_utf8(Str s)
{
	const unsigned char *at = (const unsigned char *)s.at;
	size_t left = s.len;

	while (left > 0) {
		size_t bytes = character_bytes(at, left);

		if (bytes == 0)
			return false;
		at += bytes;
		left -= bytes;
	}
	return true;
}

static bool begins_character(char c)
{
	return ((unsigned char)c & 0xC0) != 0x80;
}

size_t str_characters(Str s)
{
	size_t count = 0;

	for (size_t i = 0; i < s.len; i++)
		count += begins_character(s.at[i]);
	return count;
}

Str str_first_characters(Str s, size_t characters)
{
	size_t seen = 0;

	if (s.len <= characters)
		return s;               /* a character is a byte at least */
	for (size_t i = 0; i < s.len; i++) {
		if (!begins_character(s.at[i]))
			continue;
		if (seen == characters)
			return str_first(s, i);
		seen++;
	}
	return s;
}

bool str_to_int(Str s, int64_t *out)
{
	bool negative = s.len > 0 && s.at[0] == '-';
	Str digits = negative ? str_after(s, 1) : s;
	int64_t value = 0;

	if (digits.len == 0)
		return false;
	/* Built downwards, since INT64_MIN has no positive twin. */
	for (size_t i = 0; i < digits.len; i++) {
		if (digits.at[i] < '0' || digits.at[i] > '9')
			return false;
		if (__builtin_mul_overflow(value, 10, &value)
		    || __builtin_sub_overflow(value, digits.at[i] - '0', &value))
			return false;
	}
	if (!negative && value == INT64_MIN)
		return false;
	*out = negative ? value : -value;
	return true;
}

static int hex_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

bool str_unhex(Str hex, void *room)
{
	unsigned char *bytes = room;

	for (size_t i = 0; i + 1 < hex.len; i += 2) {
		int high = hex_value(hex.at[i]), low = hex_value(hex.at[i + 1]);

		if (high < 0 || low < 0)
			return false;
		bytes[i / 2] = (unsigned char)(high << 4 | low);
	}
	return hex.len % 2 == 0;
}

/* FNV-1a: spreads names of our own well. Not for keys an enemy chooses in bulk. */
uint64_t str_hash(Str s)
{
	uint64_t hash = 0xcbf29ce484222325u;

	for (size_t i = 0; i < s.len; i++) {
		hash ^= (unsigned char)s.at[i];
		hash *= 0x100000001b3u;
	}
	return hash;
}
