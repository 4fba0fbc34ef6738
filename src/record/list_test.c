/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* list_test.c - what a list shows is what an independent sort and filter of the same rows shows. */
#include "record/toy_test.h"

#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "tests/test.h"

#define ROWS 250

/* Few different values each, so that many keys are equal and many not given. */
static struct toy toy_number(int i)
{
	static const char *const titles[] = { "巡查甲", "Patrol", "patrol", "100%_!", "乙" };
	struct toy toy = toy_plain(titles[i % 5]);

	toy.unit_id.v = 1 + i % 2;
	toy.person_id.v = i % 3;
	toy.number = 1 + (i * 7) % 11;
	toy.flag = i % 4 == 0;
	toy.kind = (enum toy_kind)(i % 3);
	toy.state = (enum toy_state)(i / 100);
	toy.remark = i % 6 ? str_format(test_arena(), "说明文字%d", i % 7) : STR_NONE;
	if (i % 5)
		toy.made_on = date_plus(date_of_civil(2026, 11, 20), i % 9);
	if (i % 8)
		toy.seen_at = instant_at(date_plus(date_of_civil(2026, 11, 20), i % 4), 23, 59);
	toy.phone = personal_of(i == 77 ? STR("13800000077") : STR("138"));
	return toy;
}

static bool insert_all(struct act *act, void *input)
{
	struct toy *toys = input;

	for (int i = 0; i < ROWS; i++) {
		toys[i] = toy_number(i);
		if (!record_insert(act, &toy_record, &toys[i], "toy.open", STR_NONE))
			return false;
	}
	return true;
}

static struct house *filled(struct toy **toys_out)
{
	struct house *house = toy_house();
	struct toy *toys = ARENA_ARRAY(test_arena(), struct toy, ROWS);

	CHECK_DONE(test_act(house, NULL, insert_all, toys));
	*toys_out = toys;
	return house;
}

/* ---- asking ---- */

struct asking {
	struct list_ask ask;
	int64_t ids[LIMIT_LIST_ROWS];
	struct list list;
	size_t count_most;
	int64_t count;
};

static bool list_it(struct act *act, void *input)
{
	struct asking *a = input;

	if (!record_list(act, &a->ask, &a->list))
		return false;
	for (size_t i = 0; i < a->list.count; i++)
		a->ids[i] = record_id(a->ask.record, list_row(&a->list, a->ask.record, i));
	a->list.after = arena_copy(test_arena(), a->list.after);
	a->list.before = arena_copy(test_arena(), a->list.before);
	return true;
}

static bool count_it(struct act *act, void *input)
{
	struct asking *a = input;

	return record_count(act, &a->ask, a->count_most ? a->count_most : ROWS + 1, &a->count);
}

static struct refusal asked(struct house *house, struct asking *a, const char *query)
{
	struct input *sent = ARENA_NEW(test_arena(), struct input);

	*sent = toy_form(test_arena(), query);
	a->ask.record = &toy_record;
	a->ask.query = sent;
	if (a->ask.scope.kind == SCOPE_NONE)
		a->ask.scope.kind = SCOPE_ALL;
	return test_read(house, NULL, list_it, a);
}

/* ---- order and pages ---- */

static int compare_number(int64_t a, int64_t b)
{
	return (a > b) - (a < b);
}

static int by_number(const void *a, const void *b)
{
	const struct toy *x = a, *y = b;

	return x->number != y->number ? compare_number(x->number, y->number)
				      : compare_number(x->id.v, y->id.v);
}

static int by_remark(const void *a, const void *b)
{
	const struct toy *x = a, *y = b;
	int order = str_compare(x->remark, y->remark);

	return order ? order : compare_number(x->id.v, y->id.v);
}

static int by_made_on(const void *a, const void *b)
{
	const struct toy *x = a, *y = b;

	return x->made_on.day != y->made_on.day ? compare_number(x->made_on.day, y->made_on.day)
						: compare_number(x->id.v, y->id.v);
}

static int by_seen_at(const void *a, const void *b)
{
	const struct toy *x = a, *y = b;

	return x->seen_at.sec != y->seen_at.sec ? compare_number(x->seen_at.sec, y->seen_at.sec)
						: compare_number(x->id.v, y->id.v);
}

/* As stored: not given, round, square - which is also the order of the enum. */
static int by_kind(const void *a, const void *b)
{
	const struct toy *x = a, *y = b;

	return x->kind != y->kind ? compare_number(x->kind, y->kind)
				  : compare_number(x->id.v, y->id.v);
}

static int by_title(const void *a, const void *b)
{
	const struct toy *x = a, *y = b;
	int order = str_compare(x->title, y->title);

	return order ? order : compare_number(x->id.v, y->id.v);
}

static void check_page(
    size_t i, const struct asking *a, const int64_t *wanted, size_t start, size_t most)
{
	size_t count = ROWS - start < most ? ROWS - start : most;

	CHECK_INT(i, (int64_t)a->list.count, (int64_t)count);
	CHECK_INT(i, a->list.from, (int64_t)start + 1);
	for (size_t k = 0; k < count; k++)
		CHECK_INT(start + k, a->ids[k], wanted[start + k]);
	CHECK(i, str_is_empty(a->list.after) == (start + most >= ROWS));
	CHECK(i, str_is_empty(a->list.before) == (start == 0));
}

static const char *with_place(const char *sort, const char *name, Str place)
{
	Str query = str_format(test_arena(), "sort=%s&most=40&%s=%.*s", sort, name, STR_ARG(place));

	return str_terminated(test_arena(), query);
}

static void check_forth_and_back(
    struct house *house, size_t i, const char *sort, const int64_t *wanted)
{
	struct asking a = { 0 };
	size_t start = 0;

	CHECK_DONE(asked(house, &a,
	    str_terminated(test_arena(), str_format(test_arena(), "sort=%s&most=40", sort))));
	check_page(i, &a, wanted, 0, 40);
	while (!str_is_empty(a.list.after)) {
		start += 40;
		CHECK_DONE(asked(house, &a, with_place(sort, "after", a.list.after)));
		check_page(i, &a, wanted, start, 40);
	}
	CHECK_INT(i, (int64_t)start, 240);
	while (!str_is_empty(a.list.before)) {
		start -= 40;
		CHECK_DONE(asked(house, &a, with_place(sort, "before", a.list.before)));
		check_page(i, &a, wanted, start, 40);
	}
	CHECK_INT(i, (int64_t)start, 0);
}

TEST(pages_forth_and_back_show_every_row_once_in_order)
{
	static const struct { const char *up, *down; int (*order)(const void *, const void *); } cases[] = {
		{ "number", "-number", by_number }, { "remark", "-remark", by_remark }, { "made_on", "-made_on", by_made_on },
		{ "seen_at", "-seen_at", by_seen_at }, { "kind", "-kind", by_kind }, { "title", "-title", by_title },
	};
	int64_t up[ROWS], down[ROWS];
	struct toy *toys;
	struct house *house = filled(&toys);

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		qsort(toys, ROWS, sizeof *toys, cases[i].order);
		for (size_t k = 0; k < ROWS; k++)
			up[k] = down[ROWS - 1 - k] = toys[k].id.v;
		check_forth_and_back(house, i, cases[i].up, up);
		check_forth_and_back(house, i, cases[i].down, down);
	}
}

static bool insert_long(struct act *act, void *input)
{
	char *text = arena_take(act->arena, 3000);

	(void)input;
	memset(text, 'x', 3000);
	for (int i = 0; i < 4; i++) {
		struct toy toy = toy_plain("长");

		text[2999] = (char)('d' - i);
		toy.remark = (Str){ text, 3000 };
		if (!record_insert(act, &toy_record, &toy, "toy.open", STR_NONE))
			return false;
	}
	return true;
}

TEST(a_long_text_sorts_by_its_beginning_and_its_link_stays_short)
{
	struct house *house = toy_house();
	struct asking a = { 0 };

	CHECK_DONE(test_act(house, NULL, insert_long, NULL));
	CHECK_DONE(asked(house, &a, "sort=remark&most=1"));
	for (int i = 1; i < 4; i++) {
		CHECK(i, a.list.after.len < 1000);
		Str query = str_format(
		    test_arena(), "sort=remark&most=1&after=%.*s", STR_ARG(a.list.after));

		CHECK_DONE(asked(house, &a, str_terminated(test_arena(), query)));
		CHECK_INT(i, a.ids[0], i + 1);
	}
}

TEST(a_rubbish_place_is_a_fault_and_nothing_worse)
{
	static const char *const cases[] = {
		"after=x", "after=0", "after=zz", "before=7c7c", "after=317c317c", "after=307c317c35", "after=317c307c35",
		"after=317c2d317c35", "after=317c317cff", "after=317c317c3500", "after=ABCD", "before=317c317c61",
		"after=317c317c35&before=317c317c35", "after=3939393939393939393939393939393939393939397c317c35",
	};
	struct toy *toys;
	struct house *house = filled(&toys);

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct asking a = { 0 };

		CHECK_REFUSED(asked(house, &a, cases[i]), REFUSED_BAD_INPUT, "record.cursor");
	}
}

/* ---- filters ---- */

struct wish { const char *query; bool (*fits)(const struct toy *); };

static bool all_fit(const struct toy *t)
{
	return t->id.v > 0;
}

static bool is_sent(const struct toy *t)
{
	return t->state == TOY_SENT;
}

static bool is_not_draft(const struct toy *t)
{
	return t->state != TOY_DRAFT;
}

static bool is_round(const struct toy *t)
{
	return t->kind == TOY_ROUND;
}

static bool of_unit_2(const struct toy *t)
{
	return t->unit_id.v == 2;
}

static bool is_flagged(const struct toy *t)
{
	return t->flag;
}

static bool is_five(const struct toy *t)
{
	return t->number == 5;
}

static bool is_patrol(const struct toy *t)
{
	return t->title.at[0] == 'P' || t->title.at[0] == 'p';
}

static bool is_percent(const struct toy *t)
{
	return t->title.at[0] == '1';
}

static bool is_xuncha(const struct toy *t)
{
	return str_equal(t->title, STR("巡查甲"));
}

static bool has_3(const struct toy *t)
{
	return str_equal(t->remark, STR("说明文字3"));
}

static bool is_called_77(const struct toy *t)
{
	return t->phone.typed.len > 3;
}

static bool nothing(const struct toy *t)
{
	return t->id.v < 0;
}

static bool is_yi(const struct toy *t)
{
	return str_equal(t->title, STR("乙"));
}

static bool from_22_to_24(const struct toy *t)
{
	return t->made_on.day >= date_of_civil(2026, 11, 22).day
	    && t->made_on.day <= date_of_civil(2026, 11, 24).day;
}

static bool seen_on_21(const struct toy *t)
{
	return instant_is_set(t->seen_at)
	    && instant_date(t->seen_at).day == date_of_civil(2026, 11, 21).day;
}

static bool sent_and_round(const struct toy *t)
{
	return is_sent(t) && is_round(t) && of_unit_2(t);
}

TEST(each_filter_shows_what_fits_and_nothing_else)
{
	static const struct wish wishes[] = {
		{ "", all_fit }, { "state=", all_fit }, { "q= ", all_fit }, { "state=sent", is_sent },
		{ "state=sent,shut", is_not_draft }, { "state=sent&state=shut", is_not_draft }, { "kind=round", is_round },
		{ "unit_id=2", of_unit_2 }, { "unit_id=99", nothing }, { "flag=1", is_flagged }, { "number=5", is_five },
		{ "title=PATROL", is_patrol }, { "title=巡", is_xuncha }, { "title=%25", nothing }, { "title=%", is_percent },
		{ "title=_", is_percent }, { "title=!", is_percent }, { "title=\\", nothing }, { "remark=字3", has_3 },
		{ "made_on_from=2026-11-22&made_on_to=2026-11-24", from_22_to_24 },
		{ "seen_at_from=2026-11-21&seen_at_to=2026-11-21", seen_on_21 },
		{ "q=patrol", is_patrol }, { "q=文字3", has_3 }, { "q=138", nothing }, { "q=' OR 1=1 --", nothing },
		{ "phone=13800000077", is_called_77 }, { "phone=138 0000-0077", is_called_77 }, { "phone=1380000007", nothing },
		{ "state=sent&kind=round&unit_id=2", sent_and_round }, { "q=3", has_3 }, { "q=乙", is_yi },
	};
	static const struct scope all = { .kind = SCOPE_ALL };
	struct toy *toys;
	struct house *house = filled(&toys);

	for (size_t i = 0; i < COUNT_OF(wishes); i++) {
		struct asking a = { .ask.most = LIMIT_LIST_ROWS, .ask.sort = "id", .ask.personal = &all };
		size_t wanted = 0;

		CHECK_DONE(asked(house, &a, wishes[i].query));
		for (size_t k = 0; k < ROWS; k++) {
			bool is_in = wishes[i].fits(&toys[k]);

			if (is_in && wanted < a.list.count)
				CHECK_INT(i, a.ids[wanted], toys[k].id.v);
			wanted += is_in;
		}
		CHECK_INT(i, (int64_t)a.list.count,
		    (int64_t)(wanted < LIMIT_LIST_ROWS ? wanted : LIMIT_LIST_ROWS));
		CHECK_DONE(test_read(house, NULL, count_it, &a));
		CHECK_INT(i, a.count, (int64_t)wanted);
	}
}

TEST(a_filter_that_means_nothing_is_told)
{
	static const struct { const char *query, *rule; } cases[] = {
		{ "state=open", "record.word" }, { "state=sent,open", "record.word" }, { "unit_id=甲", "record.number" },
		{ "flag=perhaps", "record.bool" }, { "made_on_from=gestern", "record.date" }, { "number=viele", "record.number" },
		{ "made_on=2026-11-24", "record.unknown" }, { "colour=red", "record.unknown" }, { "secret=x", "record.unknown" },
		{ "person_id=1", "record.unknown" }, { "sort=secret", "record.sort" }, { "sort=colour", "record.sort" },
		{ "sort=phone", "record.sort" }, { "phone=13800000077", "record.unknown" }, { "sort=number; DROP TABLE toy", "record.sort" }, { "most=0", "record.number" },
		{ "most=201", "record.number" }, { "most=-1", "record.number" }, { "most=viele", "record.number" },
	};
	struct house *house = toy_house();

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct asking a = { 0 };
		struct refusal refusal = asked(house, &a, cases[i].query);

		CHECK_INT(i, refusal.kind, REFUSED_BAD_INPUT);
		CHECK_STR(i, refusal.rule, cases[i].rule);
	}
}

/* ---- scopes and the code's own conditions ---- */

static int64_t count_in(struct house *house, struct list_ask ask)
{
	struct asking a = { .ask = ask };

	CHECK_DONE(test_read(house, NULL, count_it, &a));
	CHECK_DONE(test_read(house, NULL, list_it, &a));
	CHECK_INT(0, (int64_t)a.list.count,
	    a.count < LIMIT_LIST_DEFAULT_ROWS ? a.count : LIMIT_LIST_DEFAULT_ROWS);
	return a.count;
}

TEST(nobody_sees_beyond_his_scope)
{
	struct toy *toys;
	struct house *house = filled(&toys);
	const struct record *toy = &toy_record, *item = &toy_item_record, *unit = &toy_unit_record;

	CHECK_INT(0,
	    count_in(house, (struct list_ask){ .record = toy, .scope = { SCOPE_NONE, 1, 1 } }), 0);
	CHECK_INT(1,
	    count_in(house, (struct list_ask){ .record = toy, .scope = { SCOPE_ALL, 0, 0 } }),
	    ROWS);
	CHECK_INT(2,
	    count_in(house, (struct list_ask){ .record = toy, .scope = { SCOPE_UNIT, 1, 2 } }),
	    ROWS / 2);
	CHECK_INT(3,
	    count_in(house, (struct list_ask){ .record = toy, .scope = { SCOPE_UNIT, 1, 0 } }), 0);
	CHECK_INT(4,
	    count_in(house, (struct list_ask){ .record = toy, .scope = { SCOPE_OWN, 2, 1 } }), 83);
	CHECK_INT(5,
	    count_in(house, (struct list_ask){ .record = item, .scope = { SCOPE_OWN, 1, 1 } }), 0);
	CHECK_INT(6,
	    count_in(house, (struct list_ask){ .record = unit, .scope = { SCOPE_UNIT, 1, 2 } }), 1);
}

TEST(the_codes_own_conditions_hold_besides)
{
	struct toy *toys;
	struct house *house = filled(&toys);
	struct list_ask ask = { .record = &toy_record, .scope.kind = SCOPE_ALL };
	struct list_ask kind = ask, none = ask, person = ask, number = ask, text = ask,
			absent = ask, two = ask;

	kind.only[0].field = "kind";
	kind.only[0].value = TOY_SQUARE;
	none.only[0].field = "kind";
	person.only[0].field = "person_id";
	number.only[0].field = "number";
	text.only[0].field = "title";
	text.only[0].text = STR("乙");
	text.only[0].is_text = true;
	absent.only[0].field = "made_on";
	two = kind;
	two.only[1].field = "unit_id";
	two.only[1].value = 1;
	CHECK_INT(0, count_in(house, kind), 83);
	CHECK_INT(1, count_in(house, none), 84);
	CHECK_INT(2, count_in(house, person), 84);
	CHECK_INT(3, count_in(house, number), 0);
	CHECK_INT(4, count_in(house, text), 50);
	CHECK_INT(5, count_in(house, absent), 50);
	CHECK_INT(6, count_in(house, two), 42);
}

TEST(counting_stops_where_it_was_told_to)
{
	struct toy *toys;
	struct house *house = filled(&toys);
	static const int64_t mosts[] = { 1, ROWS - 1, ROWS, ROWS + 1 };

	for (size_t i = 0; i < COUNT_OF(mosts); i++) {
		struct asking a = { .ask = { .record = &toy_record, .scope.kind = SCOPE_ALL },
			.count_most = (size_t)mosts[i] };

		CHECK_DONE(test_read(house, NULL, count_it, &a));
		CHECK_INT(i, a.count, mosts[i] < ROWS ? mosts[i] : ROWS);
	}
}

/* ---- brief ---- */

struct both { struct list_ask ask; struct list whole, brief; };

static bool list_both(struct act *act, void *input)
{
	struct both *both = input;

	both->ask.brief = false;
	if (!record_list(act, &both->ask, &both->whole))
		return false;
	both->ask.brief = true;
	return record_list(act, &both->ask, &both->brief);
}

/* Where nothing is personal: else the whole row is read, for its key. */
static const struct record *toy_without_personal(void)
{
	static struct field fields[40];
	static struct record record;
	size_t count = 0;

	for (const struct field *f = toy_record.fields; f->name; f++)
		if (f->kind != FIELD_PERSONAL)
			fields[count++] = *f;
	fields[count] = (struct field){ .kind = FIELD_END_ };
	record = toy_record;
	record.fields = fields;
	record.children = NULL;
	return &record;
}

TEST(a_brief_list_has_what_a_table_shows_and_nothing_else)
{
	const struct record *record = toy_without_personal();
	struct toy *toys;
	struct both both = { .ask = { .record = record, .scope = { .kind = SCOPE_ALL }, .sort = "-number" } };
	size_t shown = 0, left = 0;

	CHECK_DONE(test_act(filled(&toys), NULL, list_both, &both));
	CHECK_INT(0, both.brief.count, both.whole.count);
	CHECK_STR(0, both.brief.after, str_terminated(test_arena(), both.whole.after));
	for (const struct field *f = record->fields; f->name; f++) {
		for (size_t i = 0; i < both.whole.count; i++) {
			const void *whole = list_row(&both.whole, record, i), *brief = list_row(&both.brief, record, i);

			if (f->list || f->sort || f->kind == FIELD_ID)
				CHECK_INT(i, field_same(f, whole, brief), true);
			shown += f->sort;
			left += f->kind == FIELD_REF && field_is_set(f, whole) && !field_is_set(f, brief);
		}
	}
	CHECK_INT(1, shown > 0 && left > 0, true);
}
