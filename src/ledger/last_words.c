/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* last_words.c - of each row, a fingerprint of the last thing the ledger says about it. See last_words.h. */
#include "ledger/last_words.h"

#include <sodium.h>
#include <string.h>

#include "base/must.h"

/* Rows with neighbouring ids lie together: their ledger entries and they themselves come in the order of ids, so a run
 * is looked up once for all of them. */
enum { SUBJECTS = LAST_WORDS_SUBJECTS, FIRST_ROOM = 64, RUN_BITS = 4, RUN_ROWS = 1 << RUN_BITS };
enum { PIECE_WORDS = 128, PIECE_BYTES = 8 * PIECE_WORDS };

struct run {
	int64_t number;                 /* of the ids number << RUN_BITS and on */
	uint16_t subject;
	uint16_t known, gone, compared; /* a bit a row; known 0: nobody's place */
	uint64_t prints[RUN_ROWS];
};

struct last_words {
	struct arena *arena;            /* names, and this struct */
	struct arena *runs_arena;       /* the table; a larger one brings its own */
	uint16_t asked_last;            /* subjects come in runs */
	Str subjects[SUBJECTS];
	struct run *runs_last[SUBJECTS];        /* of each, where it was asked for last; NULL: nowhere yet */
	size_t subject_count;
	struct run *runs;
	size_t room, count;             /* room is a power of two */
	unsigned char key[crypto_shorthash_KEYBYTES];
	uint64_t piece_keys[PIECE_WORDS];
};

struct last_words *last_words_open(void)
{
	struct arena *arena = arena_open();
	struct last_words *words = ARENA_NEW(arena, struct last_words);

	must(sodium_init() >= 0);
	words->arena = arena;
	words->runs_arena = arena_open();
	words->room = FIRST_ROOM;
	words->runs = ARENA_ARRAY(words->runs_arena, struct run, words->room);
	crypto_shorthash_keygen(words->key);
	randombytes_buf(words->piece_keys, sizeof words->piece_keys);
	return words;
}

void last_words_close(struct last_words *words)
{
	arena_close(words->runs_arena);
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

/* NH of RFC 4418, on words of 64 bits: two pieces of one length share it with a chance of 2^-64, whoever chose them, as long
 * as the keys are not known. Eight times as fast as SipHash, which then prints these sums and not the whole text. */
static void fold_piece(const struct last_words *words, const char *at, size_t bytes, unsigned __int128 *sum_out)
{
	unsigned __int128 sum = 0;

	for (size_t i = 0; i < bytes; i += 16) {
		const uint64_t *key = &words->piece_keys[i / 8];
		uint64_t pair[2] = { 0, 0 };

		if (bytes - i >= sizeof pair)
			memcpy(pair, at + i, sizeof pair);
		else
			memcpy(pair, at + i, bytes - i);
		sum += (unsigned __int128)(pair[0] + key[0]) * (pair[1] + key[1]);
	}
	*sum_out = sum;
}

uint64_t last_words_print(const struct last_words *words, Str after)
{
	struct {
		unsigned __int128 sum;
		uint64_t len, before;   /* len: zeros behind a text are not its own; before: the print of the pieces before */
	} piece = { 0, after.len, 0 };
	size_t at = 0;

	do {
		size_t bytes = after.len - at < PIECE_BYTES ? after.len - at : PIECE_BYTES;

		fold_piece(words, after.at + at, bytes, &piece.sum);
		piece.before = print_of(words, &piece, sizeof piece);
		at += bytes;
	} while (at < after.len);
	return piece.before;
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

/* The run's place, or the free place it would take. */
static struct run *run_place(const struct last_words *words, uint16_t subject, int64_t number)
{
	struct {
		int64_t number;
		uint64_t subject;
	} key = { number, subject };
	size_t at = (size_t)print_of(words, &key, sizeof key) & (words->room - 1);

	while (words->runs[at].known != 0 && (words->runs[at].number != number || words->runs[at].subject != subject))
		at = (at + 1) & (words->room - 1);
	return &words->runs[at];
}

static struct run *run_of(struct last_words *words, uint16_t subject, int64_t id)
{
	int64_t number = id >> RUN_BITS;
	struct run *last = words->runs_last[subject];

	if (last && last->number == number)
		return last;
	last = run_place(words, subject, number);
	if (last->known != 0)
		words->runs_last[subject] = last;
	return last;
}

static uint16_t bit_of(int64_t id)
{
	return (uint16_t)(1u << (id & (RUN_ROWS - 1)));
}

static void grow(struct last_words *words)
{
	struct arena *old_arena = words->runs_arena;
	struct run *old = words->runs;
	size_t old_room = words->room;

	words->runs_arena = arena_open();
	words->room = old_room * 2;
	words->runs = ARENA_ARRAY(words->runs_arena, struct run, words->room);
	memset(words->runs_last, 0, sizeof words->runs_last);
	for (size_t i = 0; i < old_room; i++)
		if (old[i].known != 0)
			*run_place(words, old[i].subject, old[i].number) = old[i];
	arena_close(old_arena);
}

bool last_words_say(struct last_words *words, Str subject, int64_t id, uint64_t print, bool gone)
{
	uint16_t index = subject_known(words, subject), bit = bit_of(id);
	struct run *run;

	if (index == SUBJECTS)
		return false;
	if (id == 0)
		return true;
	if (words->count * 4 >= words->room * 3)
		grow(words);
	run = run_of(words, index, id);
	if (run->known == 0) {
		words->count++;
		run->number = id >> RUN_BITS;
		run->subject = index;
	}
	run->known |= bit;
	run->gone = gone ? run->gone | bit : run->gone & (uint16_t)~bit;
	run->prints[id & (RUN_ROWS - 1)] = print;
	return true;
}

enum agreement last_words_compare(struct last_words *words, Str subject, int64_t id, uint64_t print)
{
	uint16_t index = subject_index(words, subject), bit = bit_of(id);
	struct run *run;

	if (index == SUBJECTS || id == 0)
		return UNKNOWN_ROW;
	run = run_of(words, index, id);
	if (!(run->known & bit))
		return UNKNOWN_ROW;
	if (run->gone & bit)
		return GONE_ROW;
	run->compared |= bit;
	return run->prints[id & (RUN_ROWS - 1)] == print ? AGREES : DIFFERS;
}

bool last_words_missing(const struct last_words *words, Str *subject_out, int64_t *id_out)
{
	const struct run *lowest = NULL;

	for (size_t i = 0; i < words->room; i++) {
		const struct run *run = &words->runs[i];

		if ((run->known & ~run->gone & ~run->compared) == 0)
			continue;
		if (!lowest || run->subject < lowest->subject
		    || (run->subject == lowest->subject && run->number < lowest->number))
			lowest = run;
	}
	if (!lowest)
		return false;
	*subject_out = words->subjects[lowest->subject];
	*id_out = lowest->number * RUN_ROWS + __builtin_ctz((unsigned)(lowest->known & ~lowest->gone & ~lowest->compared));
	return true;
}
