/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* difference.c - longest common subsequence by character. Single matching characters amid new text are no
 * quotation: a kept run shorter than KEPT_LEAST characters between two new ones counts as new. */
#include "clauses/weekly/difference.h"

enum { KEPT_LEAST = 3 };

struct characters {
	const char **at;                /* where each begins, and one more where the text ends */
	uint32_t *code;
	size_t count;
};

static struct characters characters_of(struct arena *arena, Str text)
{
	struct characters c = { ARENA_ARRAY(arena, const char *, text.len + 1), ARENA_ARRAY(arena, uint32_t, text.len + 1), 0 };

	for (size_t i = 0; i < text.len; i++) {
		if (((unsigned char)text.at[i] & 0xC0u) != 0x80u)
			c.at[c.count++] = text.at + i;
		/* The bytes of a character in one number: as good to compare as its code point. */
		if (c.count)
			c.code[c.count - 1] = c.code[c.count - 1] << 8 | (unsigned char)text.at[i];
	}
	c.at[c.count] = text.len ? text.at + text.len : text.at;
	return c;
}

/* kept[j]: the j-th character of the new text belongs to the common subsequence; the first `from` of both are equal
 * and so are the last `after`. The table of lengths is 8 MB for two full texts, so it lives in an arena of its own. */
static void keep_middle(struct characters old, struct characters new, size_t from, size_t after, bool *kept)
{
	size_t old_count = old.count - from - after, width = new.count - from - after + 1;
	struct arena *table = arena_open();
	uint16_t *length = ARENA_ARRAY(table, uint16_t, (old_count + 1) * width);
	size_t i = 0, j = 0;

	for (size_t a = old_count; a-- > 0;)
		for (size_t b = width - 1; b-- > 0;) {
			uint16_t down = length[(a + 1) * width + b], right = length[a * width + b + 1];
			uint16_t both = (uint16_t)(length[(a + 1) * width + b + 1] + 1);

			length[a * width + b] = old.code[from + a] == new.code[from + b] ? both : down > right ? down : right;
		}
	while (i < old_count && j + 1 < width) {
		if (old.code[from + i] == new.code[from + j]) {
			kept[from + j++] = true;
			i++;
		} else if (length[(i + 1) * width + j] >= length[i * width + j + 1]) {
			i++;
		} else {
			j++;
		}
	}
	arena_close(table);
}

/* Most weeks a sentence is added or changed: what both texts begin and end with needs no table. */
static void keep_characters(struct characters old, struct characters new, bool *kept)
{
	size_t least = old.count < new.count ? old.count : new.count, from = 0, after = 0;

	while (from < least && old.code[from] == new.code[from])
		kept[from++] = true;
	while (after < least - from && old.code[old.count - 1 - after] == new.code[new.count - 1 - after])
		kept[new.count - 1 - after++] = true;
	if (from + after < least)
		keep_middle(old, new, from, after, kept);
}

/* The end of the run of equal marks that begins at from. */
static size_t run_end(const bool *kept, size_t from, size_t count)
{
	size_t to = from;

	while (to < count && kept[to] == kept[from])
		to++;
	return to;
}

static void drop_chance_matches(bool *kept, size_t count)
{
	for (size_t from = 0; from < count;) {
		size_t to = run_end(kept, from, count);

		if (kept[from] && to - from < KEPT_LEAST && !(from == 0 && to == count))
			for (size_t k = from; k < to; k++)
				kept[k] = false;
		from = to;
	}
}

static bool *marks(struct arena *arena, struct characters old, struct characters new)
{
	bool *kept = ARENA_ARRAY(arena, bool, new.count + 1);

	keep_characters(old, new, kept);
	drop_chance_matches(kept, new.count);
	return kept;
}

struct text_runs text_difference(struct arena *arena, Str old_text, Str new_text)
{
	struct characters new = characters_of(arena, new_text);
	const bool *kept = marks(arena, characters_of(arena, old_text), new);
	struct text_runs runs = { ARENA_ARRAY(arena, struct text_run, new.count + 1), 0 };

	for (size_t from = 0; from < new.count;) {
		size_t to = run_end(kept, from, new.count);

		runs.at[runs.count++] = (struct text_run){ { new.at[from], (size_t)(new.at[to] - new.at[from]) }, !kept[from] };
		from = to;
	}
	return runs;
}

int text_same_percent(struct arena *arena, Str old_text, Str new_text)
{
	struct characters new = characters_of(arena, new_text);
	const bool *kept = marks(arena, characters_of(arena, old_text), new);
	size_t same = 0;

	if (new.count == 0)
		return 0;
	for (size_t i = 0; i < new.count; i++)
		same += kept[i];
	return (int)(same * 100 / new.count);
}
