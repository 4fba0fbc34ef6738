/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* last_words.c - of each row, a fingerprint of the last thing the ledger says about it. See last_words.h. */
#include "ledger/last_words.h"

#include <sodium.h>
#include <string.h>

#include "base/must.h"

enum { SUBJECTS = LAST_WORDS_SUBJECTS, FIRST_ROOM = 1024 };

struct row {
	int64_t id;                     /* never 0 where there is a row */
	uint64_t print;
	uint16_t subject;
	bool gone, compared;
};

struct last_words {
	struct arena *arena;            /* names, and this struct */
	struct arena *rows_arena;       /* the table; a larger one brings its own */
	uint16_t asked_last;            /* subjects come in runs */
	Str subjects[SUBJECTS];
	size_t subject_count;
	struct row *rows;
	size_t room, count;             /* room is a power of two */
	unsigned char key[crypto_shorthash_KEYBYTES];
};

struct last_words *last_words_open(void)
{
	struct arena *arena = arena_open();
	struct last_words *words = ARENA_NEW(arena, struct last_words);

	must(sodium_init() >= 0);
	words->arena = arena;
	words->rows_arena = arena_open();
	words->room = FIRST_ROOM;
	words->rows = ARENA_ARRAY(words->rows_arena, struct row, words->room);
	crypto_shorthash_keygen(words->key);
	return words;
}

void last_words_close(struct last_words *words)
{
	arena_close(words->rows_arena);
	arena_close(words->arena);
}

static uint64_t print_of(const struct last_words *words, const void *bytes, size_t count)
{
	unsigned char hash[crypto_shorthash_BYTES];
	uint64_t print;

	crypto_shorthash(hash, bytes, count, words->key);
	memcpy(&print, hash, sizeof print);
	return print;
}

uint64_t last_words_print(const struct last_words *words, Str after)
{
	return print_of(words, after.at, after.len);
}

/* Where the subject stands; SUBJECTS if it is not known. */
static uint16_t subject_index(struct last_words *words, Str subject)
{
	if (words->asked_last < words->subject_count && str_equal(words->subjects[words->asked_last], subject))
		return words->asked_last;
	for (size_t i = 0; i < words->subject_count; i++)
		if (str_equal(words->subjects[i], subject))
			return words->asked_last = (uint16_t)i;
	return SUBJECTS;
}

static uint16_t subject_known(struct last_words *words, Str subject)
{
	uint16_t index = subject_index(words, subject);

	if (index < SUBJECTS || words->subject_count == SUBJECTS)
		return index;
	words->subjects[words->subject_count] = arena_copy(words->arena, subject);
	return (uint16_t)words->subject_count++;
}

/* The row's place, or the free place it would take. */
static struct row *row_place(const struct last_words *words, uint16_t subject, int64_t id)
{
	struct {
		int64_t id;
		uint64_t subject;
	} key = { id, subject };
	size_t at = (size_t)print_of(words, &key, sizeof key) & (words->room - 1);

	while (words->rows[at].id != 0 && (words->rows[at].id != id || words->rows[at].subject != subject))
		at = (at + 1) & (words->room - 1);
	return &words->rows[at];
}

static void grow(struct last_words *words)
{
	struct arena *old_arena = words->rows_arena;
	struct row *old = words->rows;
	size_t old_room = words->room;

	words->rows_arena = arena_open();
	words->room = old_room * 2;
	words->rows = ARENA_ARRAY(words->rows_arena, struct row, words->room);
	for (size_t i = 0; i < old_room; i++)
		if (old[i].id != 0)
			*row_place(words, old[i].subject, old[i].id) = old[i];
	arena_close(old_arena);
}

bool last_words_say(struct last_words *words, Str subject, int64_t id, uint64_t print, bool gone)
{
	uint16_t index = subject_known(words, subject);
	struct row *row;

	if (index == SUBJECTS)
		return false;
	if (id == 0)
		return true;
	if (words->count * 4 >= words->room * 3)
		grow(words);
	row = row_place(words, index, id);
	if (row->id == 0)
		words->count++;
	*row = (struct row){ id, print, index, gone, false };
	return true;
}

enum agreement last_words_compare(struct last_words *words, Str subject, int64_t id, uint64_t print)
{
	uint16_t index = subject_index(words, subject);
	struct row *row;

	if (index == SUBJECTS || id == 0)
		return UNKNOWN_ROW;
	row = row_place(words, index, id);
	if (row->id == 0)
		return UNKNOWN_ROW;
	if (row->gone)
		return GONE_ROW;
	row->compared = true;
	return row->print == print ? AGREES : DIFFERS;
}

bool last_words_missing(const struct last_words *words, Str *subject_out, int64_t *id_out)
{
	const struct row *lowest = NULL;

	for (size_t i = 0; i < words->room; i++) {
		const struct row *row = &words->rows[i];

		if (row->id == 0 || row->gone || row->compared)
			continue;
		if (!lowest || row->subject < lowest->subject
		    || (row->subject == lowest->subject && row->id < lowest->id))
			lowest = row;
	}
	if (!lowest)
		return false;
	*subject_out = words->subjects[lowest->subject];
	*id_out = lowest->id;
	return true;
}
