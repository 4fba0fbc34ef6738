/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* tables_test.c - a table with a mistake is told so before anybody uses it. */
#include "record/toy_test.h"

#include "tests/test.h"

static Str faults_of(const struct record *record)
{
	Str errors = STR_NONE;

	(void)record_check_tables(test_arena(), record, &errors);
	return errors;
}

TEST(a_sound_table_has_no_faults)
{
	CHECK_STR(0, faults_of(&toy_unit_record), "");
	CHECK_STR(1, faults_of(&toy_item_record), "");
	CHECK_STR(2, faults_of(&toy_record), "");
}

#define TITLE FIELD(struct toy, title, .label = "标题")

static const struct word twice[] = { { "a", "甲" }, { "a", "乙" } };
static const struct words twice_words = WORDS_TABLE(twice);
static const struct word hollow[] = { { "a", "甲" }, { NULL, "乙" } };
static const struct words hollow_words = WORDS_TABLE(hollow);

static const struct field no_head[] = { TITLE, FIELDS_END };
static const struct field sound[] = { HEAD(struct toy, ToyId), TITLE, FIELDS_END };
static const struct field same_name[] = { HEAD(struct toy, ToyId), TITLE, TITLE, FIELDS_END };
static const struct field no_label[] = { HEAD(struct toy, ToyId), FIELD(struct toy, title), FIELDS_END };
static const struct field above[] = { HEAD(struct toy, ToyId), FIELD(struct toy, number, .label = "数", .least = 9, .most = 8), FIELDS_END };
static const struct field too_long[] = { HEAD(struct toy, ToyId), FIELD(struct toy, title, .label = "标题", .most = 4001), FIELDS_END };
static const struct field doubled[] = { HEAD(struct toy, ToyId), WORDS(struct toy, kind, twice_words, .label = "形状"), FIELDS_END };
static const struct field holed[] = { HEAD(struct toy, ToyId), WORDS(struct toy, kind, hollow_words, .label = "形状"), FIELDS_END };
static const struct field told[] = { HEAD(struct toy, ToyId), FIELD(struct toy, secret, .secret = true, .list = true), FIELDS_END };
static const struct field sorted[] = { HEAD(struct toy, ToyId), FIELD(struct toy, phone, .label = "电话", .personal = MASK_PHONE, .sort = true), FIELDS_END };
static const struct field injected[] = { HEAD(struct toy, ToyId), { .name = "a; b", .label = "x", .kind = FIELD_INT }, FIELDS_END };
static const struct field outside[] = { HEAD(struct toy, ToyId), { .name = "a", .label = "x", .kind = FIELD_INT, .offset = sizeof(struct toy) - 4 }, FIELDS_END };
static const struct children strange[] = { CHILDREN(struct toy, items, toy_item_record, "helper_id"), { .name = NULL } };

#define TOY(...) { .name = "toy", .label = "玩具", .size = sizeof(struct toy), __VA_ARGS__ }

TEST(each_mistake_in_a_table_is_found)
{
	static const struct { struct record record; const char *fault; } cases[] = {
		{ TOY(.fields = no_head), "toy: does not begin with its HEAD\n" },
		{ TOY(.fields = same_name), "toy.title: stands twice\n" },
		{ TOY(.fields = no_label), "toy.title: has no label\n" },
		{ TOY(.fields = above), "toy.number: least is above most\n" },
		{ TOY(.fields = too_long), "toy.title: most is above LIMIT_TEXT_CHARACTERS\n" },
		{ TOY(.fields = doubled), "toy.kind: a word stands twice\n" },
		{ TOY(.fields = holed), "toy.kind: a word that is no name (only the first may be NULL)\n" },
		{ TOY(.fields = told), "toy.secret: is secret and yet in a list\n" },
		{ TOY(.fields = sorted), "toy.phone: is personal and yet sorts\n" },
		{ TOY(.fields = injected), "toy.a; b: is not a name a column may have\n" },
		{ TOY(.fields = outside), "toy.a: lies outside the struct, or has no kind\n" },
		{ TOY(.fields = sound, .title = "titel"), "toy.title: names no field, or one of a wrong kind\n" },
		{ TOY(.fields = sound, .unit = "title"), "toy.unit: names no field, or one of a wrong kind\n" },
		{ TOY(.fields = sound, .state = "title"), "toy.state: names no field, or one of a wrong kind\n" },
		{ TOY(.fields = sound, .order = "-name"), "toy.order: names no field\n" },
		{ TOY(.fields = sound, .children = strange), "toy.items: its parent is no field that refers here\n" },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++)
		CHECK_STR(i, faults_of(&cases[i].record), cases[i].fault);
}

static const struct field not_there[] = { HEAD(struct toy, ToyId), { .name = "colour", .label = "色", .kind = FIELD_INT }, FIELDS_END };
static const struct record colour_record = TOY(.fields = not_there);

static bool columns(struct act *act, void *input)
{
	return record_columns_match(act, input);
}

TEST(a_column_that_is_not_in_the_database_is_found)
{
	struct house *house = toy_house();
	struct record toy = toy_record, colour = colour_record;

	CHECK_DONE(test_read(house, NULL, columns, &toy));
	CHECK_INT(0, test_read(house, NULL, columns, &colour).kind, REFUSED_BROKEN);
}

TEST(takes_may_name_only_what_can_be_taken)
{
	static const struct { const char *takes, *unknown; } cases[] = {
		{ "title remark items", NULL }, { "items.work", NULL }, { "*", NULL }, { "", NULL }, { NULL, NULL },
		{ "titel", "titel" }, { "title items.wrk", "items.wrk" }, { "id", "id" }, { "version", "version" },
		{ "secret", "secret" }, { "title.work", "title.work" },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		Str unknown = STR_NONE;

		CHECK(i,
		    record_takes_known(&toy_record, cases[i].takes, &unknown) == !cases[i].unknown);
		CHECK_STR(i, unknown, cases[i].unknown);
	}
}
