/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "store/sample_test.h"

static bool migrates(struct house *house, const struct migration *list, size_t count, Str *error)
{
	*error = STR_NONE;
	return store_migrate(house->store, list, count, error);
}

TEST(a_migration_runs_once)
{
	static const struct migration more[] = {
		{ "0001_sample", "this would not run" },
		{ "0002_more", "INSERT INTO place (name) VALUES ('once')" },
	};
	struct house *house = sample_house();
	Str error;

	CHECK(0, migrates(house, sample_schema, 1, &error));
	CHECK(1, migrates(house, more, 2, &error));
	CHECK(2, migrates(house, more, 2, &error));
	CHECK_INT(3, sample_count(house), 1);
}

TEST(a_migration_that_fails_leaves_nothing_and_the_ones_before_stay)
{
	static const struct migration broken[] = {
		{ "0001_sample", "" },
		{ "0002_good", "INSERT INTO place (name) VALUES ('good')" },
		{ "0003_bad", "INSERT INTO place (name) VALUES ('bad'); CREATE TABLE {oops" },
		{ "0004_never", "INSERT INTO place (name) VALUES ('later')" },
	};
	static const struct migration wrong[] = {
		{ "0001_sample", "" },
		{ "0002_good", "" },
		{ "0003_bad", "INSERT INTO place (name) VALUES ('bad'); INSERT INTO nowhere (x) VALUES (1)" },
	};
	struct house *house = sample_house();
	Str error;

	expect_trouble();
	CHECK(0, !migrates(house, broken, 4, &error));
	CHECK(1, str_contains(error, STR("0003_bad")));
	CHECK_INT(2, sample_count(house), 1);
	CHECK(3, !migrates(house, wrong, 3, &error));
	CHECK(4, str_contains(error, STR("0003_bad")));
	CHECK(5, str_contains(error, STR("nowhere")));
	CHECK_INT(6, sample_count(house), 1);
	CHECK_DONE(test_act(house, NULL, sample_add, (char[]){ "alive" }));
}

TEST(a_database_newer_than_the_program_is_refused)
{
	struct house *house = sample_house();
	Str error;

	expect_trouble();
	CHECK(0, !migrates(house, sample_schema, 0, &error));
	CHECK_STR(1, error, "数据库比这个程序新，请用新版程序打开");
}

TEST(a_table_that_is_not_strict_is_refused)
{
	static const struct migration loose[] = {
		{ "0001_sample", "" },
		{ "0002_loose", "CREATE TABLE loose (id {id})" },
	};
	static const struct migration strict[] = {
		{ "0001_sample", "" },
		{ "0002_loose", "CREATE TABLE loose (id {id}){strict}" },
	};
	struct house *house = sample_house();
	Str error;

	expect_trouble();
	only_on(house, "SQLite");
	CHECK(0, !migrates(house, loose, 2, &error));
	CHECK(1, str_contains(error, STR("loose is not STRICT")));
	CHECK(2, migrates(house, strict, 2, &error));
}
