/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* html.c - the writers behind html(): one per type.
 *
 * Owns: the escaping of text. One escaper serves text and attributes because it escapes both quotes.
 * Does not own: markup (the pages'), addresses (url.c). */
#include "http/html.h"

/* Of length 0: goes out as it is. */
static const Str entities[256] = {
	['&'] = STR_INIT("&amp;"), ['<'] = STR_INIT("&lt;"), ['>'] = STR_INIT("&gt;"), ['"'] = STR_INIT("&#34;"), ['\''] = STR_INIT("&#39;"),
};

/* Eight bytes that are all beyond ASCII, as most of ours are, hold nothing to escape. */
static bool is_beyond_ascii(const char *eight)
{
	uint64_t bytes;

	memcpy(&bytes, eight, sizeof bytes);
	return (bytes & 0x8080808080808080u) == 0x8080808080808080u;
}

/* The last byte that may need an entity is '>': nearly all letters lie above it. */
static size_t plain_run(Str text, size_t from)
{
	size_t i = from;

	while (i + 8 <= text.len && is_beyond_ascii(text.at + i))
		i += 8;
	while (i < text.len && ((unsigned char)text.at[i] > '>' || entities[(unsigned char)text.at[i]].len == 0))
		i++;
	return i - from;
}

void html_text_(struct html h, Str text)
{
	for (size_t from = 0; from < text.len;) {
		size_t run = plain_run(text, from);

		buf_add(h.out, (Str){ text.at + from, run });
		from += run;
		if (from < text.len)
			buf_add(h.out, entities[(unsigned char)text.at[from++]]);
	}
}

void html_int_(struct html h, int64_t n)
{
	buf_int(h.out, n);
}

void html_unsigned_(struct html h, uint64_t n)
{
	char digits[20];
	size_t at = sizeof(digits);

	do {
		digits[--at] = (char)('0' + n % 10);
		n /= 10;
	} while (n > 0);
	buf_add(h.out, (Str){ digits + at, sizeof(digits) - at });
}

static void two_digits(struct html h, int n)
{
	buf_char(h.out, (char)('0' + n / 10 % 10));
	buf_char(h.out, (char)('0' + n % 10));
}

void html_date_(struct html h, Date date)
{
	if (!date_is_set(date))
		return;
	two_digits(h, date_year(date) / 100);
	two_digits(h, date_year(date) % 100);
	buf_char(h.out, '-');
	two_digits(h, date_month(date));
	buf_char(h.out, '-');
	two_digits(h, date_day_of_month(date));
}

void html_instant_(struct html h, Instant at)
{
	if (!instant_is_set(at))
		return;
	html_date_(h, instant_date(at));
	buf_char(h.out, ' ');
	two_digits(h, instant_minute_of_day(at) / 60);
	buf_char(h.out, ':');
	two_digits(h, instant_minute_of_day(at) % 60);
}

void html_url_(struct html h, Url url)
{
	html_text_(h, url.text);                 /* & between parameters must become &amp; */
}
