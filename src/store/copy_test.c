/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* copy_test.c - a copy holds every value as it was, NULL, bytes and the largest numbers too, and can be put back. */
#include "store/copy.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <sqlite3.h>

#include "store/sample_test.h"

static const struct sql ADD_ODD = {
	"INSERT INTO place (name, note, seen, length_m, seen_on, picture)"
	" VALUES (:name, :note, :seen, :length_m, :seen_on, :picture) RETURNING id" };

/* Every byte there is, and one more row of nothing. */
static Str all_bytes(void)
{
	char *bytes = arena_take(test_arena(), 256);

	for (int i = 0; i < 256; i++)
		bytes[i] = (char)i;
	return (Str){ bytes, 256 };
}

static const struct odd { const char *name, *note; int64_t seen; double length_m; const char *seen_on; bool picture; } odds[] = {
	{ "石佛村 '1'\n\"2\"\\", NULL, INT64_MAX, 0.1, NULL, true },
	{ "b", "=1+1", INT64_MIN, -1e300, "2026-11-24", false },
	{ "c", "\xf0\x9f\x8f\x9a", -1, 3.0, NULL, true },
};

static bool add_odds(struct act *act, void *input)
{
	for (size_t i = 0; i < COUNT_OF(odds); i++) {
		struct query *q = store_query(act, &ADD_ODD);
		int64_t id = 0;

		query_bind_str(q, ":name", str_of(odds[i].name));
		query_bind_str(q, ":note", str_of(odds[i].note));
		query_bind_int(q, ":seen", odds[i].seen);
		query_bind_real(q, ":length_m", odds[i].length_m);
		query_bind_str(q, ":seen_on", str_of(odds[i].seen_on));
		query_bind_blob(q, ":picture", odds[i].picture ? all_bytes() : STR_NONE);
		if (!query_insert(q, &id))
			return false;
	}
	return true;
}

static void remove_file(void *path)
{
	unlink(path);
}

static const char *new_path(void)
{
	char *path = arena_take(test_arena(), 64);
	int fd;

	strcpy(path, "/tmp/juebu-copy-XXXXXX");
	fd = mkstemp(path);
	must(fd >= 0);
	close(fd);
	arena_on_close(test_arena(), remove_file, path);
	return path;
}

static struct copy copy_of(const char *path)
{
	static const char *const left_out[] = { "visit", NULL };

	return (struct copy){ .path = path, .left_out = left_out, .list = sample_schema, .count = COUNT_OF(sample_schema),
	                      .known = COUNT_OF(sample_schema) };
}

static const char *copied(struct house *house)
{
	const char *path = new_path();
	struct copy copy = copy_of(path);
	Str error = STR_NONE;

	CHECK_DONE(test_act(house, NULL, add_odds, NULL));
	if (!store_copy_out(house->store, &copy, &error))
		fail_msg("%.*s", STR_ARG(error));
	return path;
}

static void check_text(size_t i, sqlite3_stmt *stmt, int column, const char *want)
{
	const char *got = (const char *)sqlite3_column_text(stmt, column);

	CHECK(i, want ? got && strcmp(got, want) == 0 : sqlite3_column_type(stmt, column) == SQLITE_NULL);
}

TEST(a_copy_has_every_value_as_it_was)
{
	const char *path = copied(sample_house());
	Str picture = all_bytes();
	sqlite3_stmt *stmt;
	sqlite3 *db;

	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	assert_int_equal(sqlite3_prepare_v2(db, "SELECT name, note, seen, length_m, seen_on, picture FROM place ORDER BY id", -1,
	                                    &stmt, NULL), SQLITE_OK);
	for (size_t i = 0; i < COUNT_OF(odds); i++) {
		assert_int_equal(sqlite3_step(stmt), SQLITE_ROW);
		check_text(i, stmt, 0, odds[i].name);
		check_text(i, stmt, 1, odds[i].note);
		CHECK_INT(i, sqlite3_column_int64(stmt, 2), odds[i].seen);
		CHECK(i, !(sqlite3_column_double(stmt, 3) < odds[i].length_m) && !(sqlite3_column_double(stmt, 3) > odds[i].length_m));
		check_text(i, stmt, 4, odds[i].seen_on);
		CHECK_INT(i, sqlite3_column_bytes(stmt, 5), odds[i].picture ? 256 : 0);
		CHECK(i, !odds[i].picture || memcmp(sqlite3_column_blob(stmt, 5), picture.at, 256) == 0);
	}
	CHECK_INT(0, sqlite3_step(stmt), SQLITE_DONE);
	sqlite3_finalize(stmt);
	sqlite3_close(db);
}

TEST(a_copy_is_looked_into_before_it_is_used)
{
	const char *path = copied(sample_house());
	Str error = STR_NONE;
	size_t known = 0;

	CHECK(0, store_copy_look(test_arena(), path, sample_schema, COUNT_OF(sample_schema), &known, &error));
	CHECK_INT(0, known, COUNT_OF(sample_schema));
	CHECK(1, !store_copy_look(test_arena(), path, sample_schema, 0, &known, &error));
	CHECK(1, str_contains(error, STR("新版程序")));
	assert_int_equal(truncate(path, 5000), 0);
	CHECK(2, !store_copy_look(test_arena(), path, sample_schema, COUNT_OF(sample_schema), &known, &error));
	CHECK(2, str_contains(error, STR("截断")));
}

static bool count_and_add(struct act *act, void *input)
{
	struct query *q = store_query(act, &SAMPLE_COUNT);
	int64_t count = 0, id = 0;

	if (!query_only_int(q, "count", &count))
		return false;
	*(int64_t *)input = count;
	if (count > 3)
		return refuse(act, REFUSED_CONFLICT, "test.no", "不");
	q = store_query(act, &SAMPLE_ADD);
	query_bind_str(q, ":name", STR("behind"));
	query_bind_str(q, ":note", STR_NONE);
	if (!query_insert(q, &id))
		return false;
	CHECK(0, id > 3);
	return true;
}

static bool never(struct act *act, void *input)
{
	return refuse(act, REFUSED_CONFLICT, "test.no", "不");
}

/* Only a server takes rows in; a file is copied as a file. */
TEST(what_was_copied_is_put_back_or_nothing_is)
{
	struct house *house = sample_house(), other = { .clock = house->clock };
	struct act_seed seed = { .house = &other, .via = VIA_TEST, .arena = test_arena() };
	struct copy copy = copy_of(copied(house));
	struct refusal refusal = { 0 };
	Str error = STR_NONE;
	int64_t count = 0;
	bool bare = false;

	if (!house->store->backend->copy_in)
		return;
	other.system = house->system;
	assert_non_null(store_open(&other, test_database(), false, &error));
	CHECK(0, store_is_bare(other.store, &bare, &error) && bare);
	CHECK(1, !store_copy_in(other.store, &copy, &seed, never, NULL, &refusal));
	CHECK_REFUSED(refusal, REFUSED_CONFLICT, "test.no");
	CHECK(1, store_is_bare(other.store, &bare, &error) && bare);
	CHECK(2, store_copy_in(other.store, &copy, &seed, count_and_add, &count, &refusal));
	CHECK_INT(2, count, 3);
	CHECK(3, store_is_bare(other.store, &bare, &error) && !bare);
	store_close(other.store);
}
