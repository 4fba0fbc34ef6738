/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* sqlite_map_test.c - what is read stays right while the file grows, and a write does not cost the readers their mapping. */
#include "store/sample_test.h"

#include <sys/resource.h>

/* 24 MB at a time: more than the log holds before the library copies it into the file. */
enum { NOTES = 6000, NOTE_BYTES = 4000 };

static const struct sql NOTE_LENGTHS = { "SELECT sum(length(note)) AS bytes FROM place" };

static bool add_notes(struct act *act, void *prefix)
{
	static char note[NOTE_BYTES];

	memset(note, 'x', sizeof note);
	for (int i = 0; i < NOTES; i++) {
		struct query *q = store_query(act, &SAMPLE_ADD);
		int64_t id;

		query_bind_str(q, ":name", str_format(act->arena, "%s%d", (const char *)prefix, i));
		query_bind_str(q, ":note", (Str){ note, sizeof note });
		if (!query_insert(q, &id))
			return false;
	}
	return true;
}

static bool measure_notes(struct act *act, void *bytes_out)
{
	return query_only_int(store_query(act, &NOTE_LENGTHS), "bytes", bytes_out);
}

static int64_t note_bytes(struct house *house)
{
	int64_t bytes = -1;

	CHECK_DONE(test_read(house, NULL, measure_notes, &bytes));
	return bytes;
}

static int64_t faults_of_reading(struct house *house)
{
	struct rusage before, after;

	must(getrusage(RUSAGE_THREAD, &before) == 0);
	(void)note_bytes(house);
	must(getrusage(RUSAGE_THREAD, &after) == 0);
	return after.ru_minflt - before.ru_minflt;
}

TEST(what_came_after_the_file_was_mapped_is_read_as_well)
{
	struct house *house = sample_house();

	for (int round = 1; round <= 3; round++) {
		CHECK_DONE(test_act(house, NULL, add_notes, (char[]){ (char)('a' + round), '\0' }));
		CHECK_INT(round, note_bytes(house), (int64_t)round * NOTES * NOTE_BYTES);
	}
}

/* Mapped anew, 24 MB are some 370 faults of 64 KiB. */
TEST(a_write_does_not_make_readers_map_the_file_anew)
{
	struct house *house = sample_house();

	only_on(house, "SQLite");
	CHECK_DONE(test_act(house, NULL, add_notes, (char[]){ "a" }));
	CHECK_DONE(test_act(house, NULL, sample_add, (char[]){ "one" }));
	(void)note_bytes(house);
	CHECK_DONE(test_act(house, NULL, sample_add, (char[]){ "two" }));
	CHECK(0, faults_of_reading(house) < 100);
}
