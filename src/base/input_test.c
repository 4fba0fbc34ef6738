/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* input_test.c - fields are found by path, counted as rows, and limited. */
#include <string.h>

#include "base/input.h"
#include "base/limits.h"
#include "base/must.h"
#include "tests/test.h"

static struct input input_of(const char *const (*fields)[2], size_t count)
{
	struct input input = { .arena = test_arena() };

	for (size_t i = 0; i < count; i++)
		assert_true(input_add(&input, str_of(fields[i][0]), str_of(fields[i][1]), INPUT_TEXT));
	return input;
}

#define INPUT_OF(fields) input_of((fields), COUNT_OF(fields))

TEST(fields_are_taken_up_to_the_limit_and_not_one_more)
{
	struct input input = { .arena = test_arena() };

	for (size_t i = 0; i < LIMIT_INPUT_FIELDS; i++)
		CHECK(i, input_add(&input, str_format(test_arena(), "f%zu", i), STR("v"), INPUT_TEXT));
	CHECK(0, !input_add(&input, STR("one.more"), STR("v"), INPUT_TEXT));
	CHECK_INT(0, input.count, LIMIT_INPUT_FIELDS);
	CHECK_STR(0, input_text(&input, "f799"), "v");
	CHECK_STR(1, input_text(&input, "one.more"), "");
}

TEST(a_name_is_taken_up_to_the_limit_and_not_one_byte_more)
{
	char name[LIMIT_FIELD_NAME_BYTES + 1];
	struct input input = { .arena = test_arena() };

	memset(name, 'n', sizeof name);
	CHECK(0, input_add(&input, (Str){ name, LIMIT_FIELD_NAME_BYTES }, STR("v"), INPUT_TEXT));
	CHECK(1, !input_add(&input, (Str){ name, LIMIT_FIELD_NAME_BYTES + 1 }, STR("v"), INPUT_TEXT));
	CHECK_INT(0, input.count, 1);
}

TEST(a_field_is_found_below_its_prefix_and_only_there)
{
	static const char *const fields[][2] = {
		{ "reason", "　理由 " }, { "items.0.id", "7" }, { "items.1.id", "8" }, { "items.10.id", "9" },
		{ "itemsx.id", "1" },
	};
	struct input input = INPUT_OF(fields);

	CHECK_STR(0, input_text(&input, "reason"), "理由");
	CHECK_STR(1, input_find(&input, STR("items.1"), "id")->value, "8");
	CHECK_STR(2, input_find(&input, STR_NONE, "items.10.id")->value, "9");
	CHECK(3, input_find(&input, STR("items"), "id") == NULL);
	CHECK(4, input_find(&input, STR("items.2"), "id") == NULL);
	CHECK(5, input_find(&input, STR("items.1"), "i") == NULL);
	CHECK_STR(6, input_text(&input, "absent"), "");
}

TEST(the_first_of_two_equal_names_counts_and_the_other_stays_unused)
{
	static const char *const fields[][2] = { { "state", "open" }, { "state", "closed" } };
	struct input input = INPUT_OF(fields);

	CHECK_STR(0, input_text(&input, "state"), "open");
	CHECK_STR(0, input_unused(&input)->value, "closed");
}

TEST(unused_is_the_first_nobody_asked_for)
{
	static const char *const fields[][2] = { { "a", "1" }, { "b", "2" }, { "c", "3" } };
	struct input input = INPUT_OF(fields);

	CHECK_STR(0, input_unused(&input)->path, "a");
	(void)input_text(&input, "a");
	(void)input_int(&input, "c", 0);
	CHECK_STR(1, input_unused(&input)->path, "b");
	(void)input_text(&input, "b");
	CHECK(2, input_unused(&input) == NULL);
}

TEST(a_whole_number_is_read_and_anything_else_is_otherwise)
{
	static const char *const fields[][2] = { { "a", " 12 " }, { "b", "12x" }, { "c", "" } };
	struct input input = INPUT_OF(fields);

	CHECK_INT(0, input_int(&input, "a", -1), 12);
	CHECK_INT(1, input_int(&input, "b", -1), -1);
	CHECK_INT(2, input_int(&input, "c", -1), -1);
	CHECK_INT(3, input_int(&input, "d", -1), -1);
}

TEST(json_null_is_not_given)
{
	struct input input = { .arena = test_arena(), .is_json = true };

	assert_true(input_add(&input, STR("a"), STR("null"), INPUT_NULL));
	CHECK_STR(0, input_text(&input, "a"), "");
	CHECK(0, input_unused(&input) == NULL);
}

TEST(rows_are_one_more_than_the_largest_number)
{
	static const struct { const char *path; size_t rows; } t[] = {
		{ "items.0.id", 1 }, { "items.7.id", 8 }, { "items.299.id", LIMIT_CHILDREN },
		{ "items.300.id", LIMIT_CHILDREN + 1 }, { "items.301.id", LIMIT_CHILDREN + 1 },
		{ "items.9223372036854775807.id", LIMIT_CHILDREN + 1 },
		{ "items.9223372036854775808.id", 0 }, { "items.-1.id", 0 }, { "items.x.id", 0 },
		{ "items", 0 }, { "items.", 0 }, { "items.3", 4 }, { "itemsx.3.id", 0 }, { "other.3.id", 0 },
	};

	for (size_t i = 0; i < COUNT_OF(t); i++) {
		struct input input = { .arena = test_arena() };

		assert_true(input_add(&input, str_of(t[i].path), STR("v"), INPUT_TEXT));
		CHECK_INT(i, input_rows(&input, STR("items")), (int64_t)t[i].rows);
	}
}

TEST(rows_may_stand_below_rows)
{
	static const char *const fields[][2] = { { "a.1.b.4.c", "v" }, { "a.2.b.9.c", "v" } };
	struct input input = INPUT_OF(fields);

	CHECK_INT(0, input_rows(&input, STR("a")), 3);
	CHECK_INT(1, input_rows(&input, STR("a.1.b")), 5);
	CHECK_INT(2, input_rows(&input, STR("a.0.b")), 0);
}
