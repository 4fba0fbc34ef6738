/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "store/kept.h"

#include "store/sample_test.h"
#include "tests/bare_house.h"

struct look { const char *key; size_t bytes; bool found, kept, gave_room; };

/* Finds what was kept, else keeps a text of so many bytes. */
static bool look(struct act *act, void *input)
{
	struct look *look = input;
	const char *const *found = kept_find(act, str_of(look->key));
	struct arena *arena = kept_arena(act);
	const char **thing;

	look->found = found != NULL;
	look->gave_room = arena != NULL;
	if (found)
		CHECK_STR(0, str_of(*found), look->key);
	if (found || !arena)
		return true;
	thing = ARENA_NEW(arena, const char *);
	*thing = str_terminated(arena, str_of(look->key));
	(void)arena_take(arena, look->bytes);
	kept_put(act, str_of(look->key), thing);
	look->kept = kept_find(act, str_of(look->key)) == (const void *)thing;
	return true;
}

static struct look looked(struct house *house, const char *key, size_t bytes)
{
	struct look one = { .key = key, .bytes = bytes };

	CHECK_DONE(test_read(house, NULL, look, &one));
	return one;
}

TEST(what_was_kept_is_found_until_something_is_written)
{
	struct house *house = sample_house();

	only_on(house, "SQLite");
	CHECK(0, !looked(house, "a", 0).found);
	CHECK(1, looked(house, "a", 0).found);
	CHECK(2, !looked(house, "b", 0).found);
	CHECK(3, looked(house, "b", 0).found && looked(house, "a", 0).found);
	CHECK_DONE(test_act(house, NULL, sample_add, (char[]){ "x" }));
	CHECK(4, !looked(house, "a", 0).found);
	CHECK(5, looked(house, "a", 0).found);
}

TEST(where_others_may_write_nothing_is_kept)
{
	struct house *house = sample_house();
	struct house *reader = bare_house_new("2026-11-24T12:00");
	Str error = STR_NONE;

	if (str_is(store_name(house->store), "PostgreSQL")) {
		CHECK(0, !looked(house, "a", 0).gave_room);
		CHECK(1, !looked(house, "a", 0).found);
		return;
	}
	CHECK(2, store_open(reader, str_of(house->store->url), false, &error));
	CHECK(3, !looked(reader, "a", 0).gave_room);
	CHECK(4, !looked(reader, "a", 0).found);
	store_close(reader->store);
}

TEST(a_writing_act_keeps_nothing)
{
	struct house *house = sample_house();
	struct look one = { .key = "a" };

	CHECK_DONE(test_act(house, NULL, look, &one));
	CHECK(0, !one.found && !one.gave_room);
}

/* The key's own bytes and the entry are counted too: room is given as long as what was taken is within the limit. */
TEST(what_is_kept_is_bounded)
{
	struct house *house = sample_house();
	struct look one = { .key = "small" };

	only_on(house, "SQLite");
	CHECK(0, looked(house, "most", STORE_KEPT_BYTES - 4096).kept);
	CHECK(1, looked(house, "small", 0).kept);
	CHECK(2, looked(house, "large", 4096).kept);
	one = looked(house, "one more", 0);
	CHECK(3, !one.gave_room && !one.kept);
	CHECK(4, looked(house, "most", 0).found && looked(house, "large", 0).found);
}
