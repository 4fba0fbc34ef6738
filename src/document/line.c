/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* line.c - Chinese lines on the grid: how wide a character is, and where a line may end.
 *
 * Owns: 避头尾, words that stay whole, balanced titles. Pure; no font is asked, so that lines and pages are the same
 * whatever fonts are there. */
#include "document/layout.h"

/* ---- characters ---- */

uint32_t text_next(Str *rest)
{
	const unsigned char *at = (const unsigned char *)rest->at;
	size_t len;
	uint32_t c;

	if (rest->len == 0)
		return 0;
	len = at[0] < 0x80 ? 1 : at[0] < 0xe0 ? 2 : at[0] < 0xf0 ? 3 : 4;
	must(len <= rest->len);                 /* a Str is valid UTF-8 */
	c = len == 1 ? at[0] : at[0] & (0x7fu >> len);
	for (size_t i = 1; i < len; i++)
		c = c << 6 | (at[i] & 0x3fu);
	*rest = str_after(*rest, len);
	return c;
}

struct range { uint32_t first, last; };

static bool is_in(const struct range *ranges, size_t count, uint32_t c)
{
	for (size_t i = 0; i < count; i++)
		if (c >= ranges[i].first && c <= ranges[i].last)
			return true;
	return false;
}

unsigned character_halves(uint32_t c)
{
	/* Combining marks, joiners, variation selectors, skin tones. */
	static const struct range none[] = {
		{ 0x300, 0x36f }, { 0x483, 0x489 }, { 0x591, 0x5bd }, { 0x610, 0x61a }, { 0x64b, 0x65f }, { 0x900, 0x903 },
		{ 0xe31, 0xe31 }, { 0xe34, 0xe3a }, { 0xe47, 0xe4e }, { 0x1ab0, 0x1aff }, { 0x1dc0, 0x1dff }, { 0x200b, 0x200d },
		{ 0x20d0, 0x20ff }, { 0x302a, 0x302f }, { 0xfe00, 0xfe0f }, { 0xfe20, 0xfe2f }, { 0x1f3fb, 0x1f3ff },
		{ 0xe0100, 0xe01ef },
	};
	/* Signs of Latin-1 that a Chinese font draws as wide as a character. */
	static const struct range wide[] = { { 0xa7, 0xa8 }, { 0xb0, 0xb1 }, { 0xb7, 0xb7 }, { 0xd7, 0xd7 }, { 0xf7, 0xf7 } };

	if (c < 0x80)
		return 1;
	if (c < 0x250)
		return is_in(wide, COUNT_OF(wide), c) ? 2 : 1;
	if ((c >= 0x530 && c < 0x1100) || (c >= 0x1200 && c < 0x2000))
		return is_in(none, COUNT_OF(none), c) ? 0 : 1;  /* Arabic, Thai, Tibetan …: narrower than ours */
	return is_in(none, COUNT_OF(none), c) ? 0 : 2;
}

unsigned text_halves(Str text)
{
	unsigned halves = 0;

	for (uint32_t c = text_next(&text); c; c = text_next(&text))
		halves += character_halves(c);
	return halves;
}

static bool is_one_of(uint32_t c, const char *set)
{
	Str rest = str_of(set);

	for (uint32_t one = text_next(&rest); one; one = text_next(&rest))
		if (one == c)
			return true;
	return false;
}

/* GB/T 15834-2011 5: what closes and what separates. —— and …… may begin a line, but are not cut in two. */
static bool may_not_begin(uint32_t c)
{
	return is_one_of(c, "。，、；：？！）》〉」』】〕〗”’～·％‰℃々,.;:?!)]}%");
}

static bool may_not_end(uint32_t c)
{
	return is_one_of(c, "（《〈「『【〔〖“‘([{￥$");
}

/* ---- breaking ---- */

struct cluster { size_t at; uint32_t base; unsigned halves; };          /* a character and what sits on it */

static size_t clusters_of(struct arena *arena, Str text, struct cluster **out)
{
	struct cluster *all = ARENA_ARRAY(arena, struct cluster, text.len + 1);
	size_t count = 0;
	Str rest = text;

	while (rest.len) {
		size_t at = text.len - rest.len;
		uint32_t c = text_next(&rest);
		unsigned halves = character_halves(c);

		if (halves > 0 || count == 0)
			all[count++] = (struct cluster){ .at = at, .base = c, .halves = halves };
	}
	all[count] = (struct cluster){ .at = text.len };
	*out = all;
	return count;
}

static bool may_break(const struct cluster *before, const struct cluster *after)
{
	if (after->base == ' ')
		return false;                   /* the blank stays behind */
	if (before->base == ' ')
		return true;
	if (may_not_begin(after->base) || may_not_end(before->base))
		return false;
	if (before->base == after->base && (before->base == 0x2014 || before->base == 0x2026))
		return false;                   /* —— and …… are one sign */
	return before->halves != 1 || after->halves != 1;       /* words and numbers stay whole */
}

/* The first cluster behind the line that begins at `from`. */
static size_t line_end(const struct cluster *all, size_t count, size_t from, unsigned room)
{
	unsigned used = 0;
	size_t end = from, back;

	while (end < count && (used + all[end].halves <= room || all[end].base == ' '))
		used += all[end++].halves;
	if (end == count)
		return end;
	for (back = end; back > from && !may_break(&all[back - 1], &all[back]); back--)
		;
	if (back > from)
		return back;
	return end > from ? end : from + 1;             /* nowhere in the whole line: where it is full */
}

size_t text_break(struct arena *arena, Str text, unsigned first, unsigned rest, struct line **out)
{
	struct cluster *all;
	size_t count = clusters_of(arena, text, &all), lines = 0, from = 0;

	*out = ARENA_ARRAY(arena, struct line, count + 1);
	while (from < count) {
		size_t end = line_end(all, count, from, lines ? rest : first), shown = end;
		struct line *line = &(*out)[lines++];

		while (shown > from && all[shown - 1].base == ' ')
			shown--;
		line->text = (Str){ text.at + all[from].at, all[shown].at - all[from].at };
		line->halves = text_halves(line->text);
		from = end;
	}
	return lines;
}

size_t text_balance(struct arena *arena, Str text, unsigned most, struct line **out)
{
	size_t lines = text_break(arena, text, most, most, out), tried;
	unsigned width = lines ? text_halves(text) / (unsigned)lines : most;

	if (lines < 2)
		return lines;
	for (; width < most; width++) {
		struct line *narrower;

		tried = text_break(arena, text, width, width, &narrower);
		if (tried > lines)
			continue;
		*out = narrower;
		return tried;
	}
	return lines;
}
