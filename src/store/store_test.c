/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "store/sample_test.h"

#include <sys/stat.h>

TEST(a_store_answers_and_says_what_it_is)
{
	struct house *house = sample_house();

	CHECK(0, store_is_ready(house->store));
	CHECK(1, str_is(store_name(house->store), "SQLite") || str_is(store_name(house->store), "PostgreSQL"));
}

static Instant any_minute(const struct house *house __attribute__((unused)))
{
	return (Instant){ 1795489200 };
}

TEST(a_file_has_one_writer_and_any_reader)
{
	struct house *house = sample_house(), second = { .clock = any_minute }, third = { .clock = any_minute };
	Str url = test_str(house->store->url), error = STR_NONE;
	int64_t count = -1;

	only_on(house, "SQLite");
	CHECK(0, !store_open(&second, url, true, &error));
	CHECK_STR(1, error, "另一个程序正在写这个数据库，请先停止它");
	CHECK(2, store_open(&third, url, false, &error));
	CHECK_DONE(test_act(house, NULL, sample_add, (char[]){ "a" }));
	CHECK_DONE(test_read(&third, NULL, sample_count_body, &count));
	CHECK_INT(3, count, 1);
	CHECK_REFUSED(test_act(&third, NULL, sample_add, (char[]){ "b" }), REFUSED_BROKEN, "store.read_only");
	CHECK(4, !store_migrate(third.store, sample_schema, 1, &error));
	store_close(third.store);
	store_close(house->store);
	CHECK(5, store_open(&second, url, true, &error));
	CHECK_DONE(test_read(&second, NULL, sample_count_body, &count));
	CHECK_INT(6, count, 1);
	store_close(second.store);
}

TEST(the_files_are_nobody_elses)
{
	static const char *const endings[] = { "", "-wal", "-shm", ".lock" };
	struct house *house = sample_house();

	only_on(house, "SQLite");
	CHECK_DONE(test_act(house, NULL, sample_add, (char[]){ "a" }));
	for (size_t i = 0; i < COUNT_OF(endings); i++) {
		struct stat found;
		Str path = str_format(test_arena(), "%s%s", house->store->url, endings[i]);

		CHECK(i, stat(str_terminated(test_arena(), path), &found) == 0);
		CHECK_INT(i, found.st_mode & 0777, 0600);
	}
}

TEST(a_database_that_cannot_be_opened_says_why)
{
	static const char *const urls[] = { "/nowhere/at/all.db", "/usr/bin/env",
	                                    "postgresql://127.0.0.1:1/nothing?connect_timeout=2" };
	struct house house = { .store = NULL };

	expect_trouble();
	for (size_t i = 0; i < COUNT_OF(urls); i++) {
		Str error = STR_NONE;

		CHECK(i, !store_open(&house, str_of(urls[i]), i != 1, &error));
		CHECK(i, error.len > 0 && !house.store);
	}
}

/* As when the server was restarted: every connection is cut, the next acts go through all the same. */
static const struct sql CUT_MYSELF = { "SELECT count(pg_terminate_backend(pg_backend_pid())) AS cut" };

static bool cut(struct act *act, void *input)
{
	struct query *q = store_query(act, input);

	while (query_next(q))
		continue;
	return query_done(q);
}

TEST(a_connection_that_was_cut_is_opened_anew)
{
	struct house *house = sample_house();
	int64_t count = 0;

	only_on(house, "PostgreSQL");
	expect_trouble();
	for (int i = 0; i < 2; i++) {
		CHECK_REFUSED(test_act(house, NULL, cut, (void *)(uintptr_t)&CUT_MYSELF), REFUSED_BROKEN, "store.broken");
		CHECK_REFUSED(test_read(house, NULL, cut, (void *)(uintptr_t)&CUT_MYSELF), REFUSED_BROKEN,
		              "store.broken");
	}
	CHECK_DONE(test_act(house, NULL, sample_add, (char[]){ "a" }));
	CHECK_DONE(test_read(house, NULL, sample_count_body, &count));
	CHECK_INT(0, count, 1);
}
