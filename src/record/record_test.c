/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* record_test.c - a row and its ledger entries say the same, whatever is done to it. */
#include "record/toy_test.h"

#include <string.h>

#include "base/limits.h"

#include "tests/test.h"

#define NO_NOTE STR_NONE

/* ---- helpers: each runs in its act ---- */

static bool insert(struct act *act, void *toy)
{
	return record_insert(act, &toy_record, toy, "toy.open", NO_NOTE);
}

struct loading { int64_t id; struct toy toy; struct arena *keep; };

static struct toy loaded(struct house *house, int64_t id, bool (*look)(struct act *, void *))
{
	struct loading loading = { .id = id };

	CHECK_DONE(test_read(house, NULL, look, &loading));
	return loading.toy;
}

static Str kept(Str text)
{
	return arena_copy(test_arena(), text);
}

/* The act's arena ends with it; what a test looks at later is copied. */
static bool load_and_keep(struct act *act, void *input)
{
	struct loading *l = input;
	struct toy_item *items;

	if (!record_load(act, &toy_record, l->id, &l->toy))
		return false;
	l->toy.title = kept(l->toy.title);
	l->toy.remark = kept(l->toy.remark);
	l->toy.phone.sealed = kept(l->toy.phone.sealed);
	l->toy.phone.key = kept(l->toy.phone.key);
	l->toy.secret = kept(l->toy.secret);
	items = ARENA_ARRAY(test_arena(), struct toy_item, l->toy.items.count + 1);
	for (size_t i = 0; i < l->toy.items.count; i++) {
		items[i] = l->toy.items.at[i];
		items[i].work = kept(items[i].work);
	}
	l->toy.items.at = items;
	return true;
}

static struct toy load(struct house *house, int64_t id)
{
	return loaded(house, id, load_and_keep);
}

struct changing { struct toy before, after; int64_t entries; };

static bool change(struct act *act, void *input)
{
	struct changing *c = input;
	int64_t before = toy_ledger_entries(act);

	if (!record_update(act, &toy_record, &c->before, &c->after, "toy.edit", STR("改了")))
		return false;
	c->entries = toy_ledger_entries(act) - before;
	return true;
}

static struct toy inserted(struct house *house, struct toy toy)
{
	CHECK_DONE(test_act(house, NULL, insert, &toy));
	return load(house, toy.id.v);
}

static struct toy full_toy(void)
{
	struct toy toy = {
		.unit_id = { 1 },
		.person_id = { 2 },
		.title = STR("巡查“东风路”'; DROP TABLE toy;--"),
		.remark = STR("第一行\n第二行"),
		.number = 99,
		.flag = true,
		.spot = { 1135501000, -348088005 },
		.kind = TOY_SQUARE,
		.state = TOY_SENT,
		.phone = personal_of(STR("13800000000")),
		.secret = STR("hash"),
	};

	must(date_parse(STR("2026-02-28"), &toy.made_on)
	    && instant_parse(STR("2026-11-24T12:00"), &toy.seen_at));
	return toy;
}

static void check_same(const struct record *record, const void *got, const void *want)
{
	for (const struct field *field = record->fields; field->name; field++)
		if (field->kind != FIELD_ID && field->kind != FIELD_VERSION && field->kind != FIELD_PERSONAL)
			CHECK(field - record->fields, field_same(field, got, want));
}

/* ---- one row ---- */

TEST(every_kind_comes_back_as_it_was_stored)
{
	struct toy want = full_toy();
	struct toy got = inserted(toy_house(), want);

	check_same(&toy_record, &got, &want);
	CHECK_INT(0, got.version, 1);
	CHECK_INT(0, (int64_t)got.items.count, 0);
}

TEST(what_is_not_given_comes_back_not_given)
{
	struct toy want = toy_plain("只有标题");
	struct toy got = inserted(toy_house(), want);

	check_same(&toy_record, &got, &want);
	CHECK(0, !field_is_set(record_field(&toy_record, "kind"), &got));
	CHECK(1, !field_is_set(record_field(&toy_record, "made_on"), &got));
	CHECK(2, !field_is_set(record_field(&toy_record, "person_id"), &got));
	CHECK(3, field_is_set(record_field(&toy_record, "flag"), &got));
}

static bool load_missing(struct act *act, void *input)
{
	return record_load(act, &toy_record, 4711, input);
}

TEST(a_row_that_is_not_there_is_refused_and_leaves_the_struct_alone)
{
	struct toy toy = toy_plain("x");

	CHECK_REFUSED(test_read(toy_house(), NULL, load_missing, &toy), REFUSED_NOT_FOUND,
	    "record.not_found");
	CHECK_STR(0, toy.title, "x");
}

struct said { int64_t id; Str before, after, event, note; size_t count; };

static bool last_said(struct act *act, void *input)
{
	struct said *said = input;
	struct ledger_entry *entries;

	if (!ledger_of(act, "toy", said->id, 0, 10, &entries, &said->count))
		return false;
	said->before = kept(entries[0].before);
	said->after = kept(entries[0].after);
	said->event = kept(entries[0].event);
	said->note = kept(entries[0].note);
	return true;
}

static struct said ledger_says(struct house *house, int64_t id)
{
	struct said said = { .id = id };

	CHECK_DONE(test_read(house, NULL, last_said, &said));
	return said;
}

TEST(the_ledger_keeps_a_row_without_its_secrets_and_personal_text_as_ciphertext)
{
	struct house *house = toy_house();
	struct toy toy = inserted(house, full_toy());
	struct said said = ledger_says(house, toy.id.v);
	Str want = str_format(test_arena(),
	          "{\"id\":1,\"version\":1,\"unit_id\":1,\"person_id\":2,"
	          "\"title\":\"巡查“东风路”'; DROP TABLE toy;--\",\"remark\":\"第一行\\n第二行\",\"number\":99,"
	          "\"flag\":true,\"made_on\":\"2026-02-28\",\"seen_at\":\"2026-11-24T12:00:00+08:00\","
	          "\"spot\":\"113.5501000,-34.8088005\",\"kind\":\"square\",\"state\":\"sent\","
	          "\"phone\":\"%.*s\",\"holder\":null}", STR_ARG(toy.phone.sealed));

	CHECK_STR(0, said.after, str_terminated(test_arena(), want));
	CHECK(0, str_starts_with(toy.phone.sealed, "sm4:1:"));
	CHECK_STR(1, said.before, "");
	CHECK_STR(2, said.event, "toy.open");
}

TEST(an_update_tells_what_the_changed_fields_were)
{
	struct house *house = toy_house();
	struct toy before = inserted(house, full_toy());
	struct changing c = { before, before };
	struct said said;

	c.after.number = 3;
	c.after.kind = TOY_UNSAID;
	c.after.remark = STR_NONE;
	CHECK_DONE(test_act(house, NULL, change, &c));
	CHECK_INT(0, c.entries, 1);
	CHECK_INT(1, c.after.version, 2);
	CHECK_INT(2, load(house, before.id.v).version, 2);
	said = ledger_says(house, before.id.v);
	CHECK_STR(
	    3, said.before, "{\"remark\":\"第一行\\n第二行\",\"number\":99,\"kind\":\"square\"}");
	CHECK(4, str_contains(said.after, STR("\"version\":2,")));
	CHECK(5, str_contains(said.after, STR("\"kind\":null")));
	CHECK_STR(6, said.note, "改了");
}

TEST(a_changed_secret_is_noted_without_being_told)
{
	struct house *house = toy_house();
	struct toy before = inserted(house, full_toy());
	struct changing c = { before, before };

	c.after.secret = STR("another");
	CHECK_DONE(test_act(house, NULL, change, &c));
	CHECK_INT(0, c.entries, 1);
	CHECK_STR(1, ledger_says(house, before.id.v).before, "{}");
	CHECK_STR(2, load(house, before.id.v).secret, "another");
}

TEST(nothing_changed_is_nothing_written)
{
	struct house *house = toy_house();
	struct toy before = inserted(house, full_toy());
	struct changing c = { before, before };

	CHECK_DONE(test_act(house, NULL, change, &c));
	CHECK_INT(0, c.entries, 0);
	CHECK_INT(1, load(house, before.id.v).version, 1);
}

TEST(a_row_that_somebody_changed_meanwhile_is_stale)
{
	struct house *house = toy_house();
	struct toy before = inserted(house, full_toy());
	struct changing first = { before, before }, second = { before, before };

	first.after.number = 1;
	second.after.number = 2;
	CHECK_DONE(test_act(house, NULL, change, &first));
	CHECK_INT(0, test_act(house, NULL, change, &second).kind, REFUSED_STALE);
	CHECK_INT(1, load(house, before.id.v).number, 1);
}

TEST(a_row_short_of_what_is_required_is_not_stored)
{
	struct house *house = toy_house();
	struct toy toy = toy_plain("");
	struct refusal refusal;

	toy.number = 100;
	refusal = test_act(house, NULL, insert, &toy);
	CHECK_REFUSED(refusal, REFUSED_BAD_INPUT, "record.required");
	CHECK_STR(0, refusal.faults->field, "title");
	CHECK_STR(1, refusal.faults->message, "请填写标题");
	CHECK_STR(2, refusal.faults->next->message, "数量在 1 到 99 之间");
}

static bool remove_toy(struct act *act, void *input)
{
	return record_delete(act, &toy_record, input, "toy.drop", NO_NOTE);
}

/* ---- children ---- */

static struct toy toy_with_items(struct house *house, size_t count)
{
	struct toy toy = toy_plain("有条目");

	toy.items.at = ARENA_ARRAY(test_arena(), struct toy_item, count + 1);
	toy.items.count = count;
	for (size_t i = 0; i < count; i++)
		toy.items.at[i].work = str_format(test_arena(), "工作%zu", i);
	return inserted(house, toy);
}

TEST(children_are_stored_with_their_row)
{
	struct house *house = toy_house();
	struct toy toy = toy_with_items(house, 3);

	CHECK_INT(0, (int64_t)toy.items.count, 3);
	for (size_t i = 0; i < 3; i++) {
		CHECK_INT(i, toy.items.at[i].toy_id.v, toy.id.v);
		CHECK_INT(i, toy.items.at[i].version, 1);
	}
	CHECK_STR(2, toy.items.at[2].work, "工作2");
}

/* One changed, one gone, one new: three entries and the parent's. */
TEST(children_are_changed_added_and_taken_away_each_with_its_entry)
{
	struct house *house = toy_house();
	struct toy before = toy_with_items(house, 3), now;
	struct changing c = { before, before };
	struct toy_item items[3] = { before.items.at[0], before.items.at[2],
		{ .work = STR("新的") } };

	items[0].work = STR("改过的");
	c.after.items.at = items;
	CHECK_DONE(test_act(house, NULL, change, &c));
	CHECK_INT(0, c.entries, 4);
	now = load(house, before.id.v);
	CHECK_INT(1, now.version, 2);
	CHECK_INT(2, (int64_t)now.items.count, 3);
	CHECK_STR(3, now.items.at[0].work, "改过的");
	CHECK_INT(4, now.items.at[0].version, 2);
	CHECK_STR(5, now.items.at[1].work, "工作2");
	CHECK_INT(6, now.items.at[1].version, 1);
	CHECK_STR(7, now.items.at[2].work, "新的");
	CHECK_STR(8, ledger_says(house, before.id.v).before, "{}");
}

TEST(a_child_changed_in_the_array_both_share_is_seen)
{
	struct house *house = toy_house();
	struct toy before = toy_with_items(house, 1);
	struct changing c = { before, before };

	c.after.items.at[0].weight = 5;
	CHECK_DONE(test_act(house, NULL, change, &c));
	CHECK_INT(0, c.entries, 2);
	CHECK_INT(1, load(house, before.id.v).items.at[0].weight, 5);
}

TEST(a_row_stored_without_its_children_keeps_them)
{
	struct house *house = toy_house();
	struct toy before = toy_with_items(house, 2);
	struct changing c = { before, before };

	c.before.items.at = c.after.items.at = NULL;
	c.before.items.count = c.after.items.count = 0;
	c.after.number = 8;
	CHECK_DONE(test_act(house, NULL, change, &c));
	CHECK_INT(0, (int64_t)load(house, before.id.v).items.count, 2);
}

TEST(a_child_of_another_row_cannot_be_taken_over)
{
	struct house *house = toy_house();
	struct toy mine = toy_with_items(house, 1), other = toy_with_items(house, 1);
	struct changing c = { mine, mine };
	struct toy_item stolen = other.items.at[0];

	c.after.items.at = &stolen;
	CHECK_REFUSED(test_act(house, NULL, change, &c), REFUSED_NOT_FOUND, "record.child");
	CHECK_INT(0, load(house, other.id.v).items.at[0].toy_id.v, other.id.v);
}

struct counting { int64_t id; size_t count; struct changing *change; };

TEST(two_who_change_children_of_one_row_do_not_overwrite_each_other)
{
	struct house *house = toy_house();
	struct toy before = toy_with_items(house, 1);
	struct toy_item one[2] = { before.items.at[0], { .work = STR("甲加的") } };
	struct toy_item two[2] = { before.items.at[0], { .work = STR("乙加的") } };
	struct changing first = { before, before }, second = { before, before };

	first.after.items.at = one;
	second.after.items.at = two;
	first.after.items.count = second.after.items.count = 2;
	CHECK_DONE(test_act(house, NULL, change, &first));
	CHECK_INT(0, test_act(house, NULL, change, &second).kind, REFUSED_STALE);
	CHECK_STR(1, load(house, before.id.v).items.at[1].work, "甲加的");
}

TEST(a_row_has_as_many_children_as_the_limit_and_not_one_more)
{
	struct house *house = toy_house();
	struct toy most = toy_with_items(house, LIMIT_CHILDREN);
	struct toy_item *items = ARENA_ARRAY(test_arena(), struct toy_item, LIMIT_CHILDREN + 1);
	struct changing c = { most, most };

	CHECK_INT(0, (int64_t)most.items.count, LIMIT_CHILDREN);
	memcpy(items, most.items.at, LIMIT_CHILDREN * sizeof *items);
	items[LIMIT_CHILDREN].work = STR("一条太多");
	c.after.items.at = items;
	c.after.items.count = LIMIT_CHILDREN + 1;
	CHECK_REFUSED(test_act(house, NULL, change, &c), REFUSED_BAD_INPUT, "record.too_many");
}

TEST(what_is_deleted_goes_with_its_children_and_its_last_word)
{
	struct house *house = toy_house();
	struct toy toy = toy_with_items(house, 2), gone;
	struct said said;

	CHECK_DONE(test_act(house, NULL, remove_toy, &toy));
	CHECK_REFUSED(
	    test_read(house, NULL, load_missing, &gone), REFUSED_NOT_FOUND, "record.not_found");
	said = ledger_says(house, toy.id.v);
	CHECK_STR(0, said.after, "");
	CHECK(1, str_contains(said.before, STR("\"title\":\"有条目\"")));
	CHECK_INT(2, test_act(house, NULL, remove_toy, &toy).kind, REFUSED_STALE);
}

/* ---- titles ---- */

struct naming { int64_t id; Str unit, item, again, gone; };

static bool name_things(struct act *act, void *input)
{
	struct naming *n = input;
	struct toy before, after;

	if (!record_title_of(act, &toy_unit_record, 1, &n->unit)
	    || !record_title_of(act, &toy_item_record, 1, &n->item)
	    || !record_title_of(act, &toy_unit_record, 99, &n->gone)
	    || !record_load(act, &toy_record, n->id, &before))
		return false;
	after = before;
	after.title = STR("新标题");
	if (!record_title_of(act, &toy_record, n->id, &n->again)
	    || !record_update(act, &toy_record, &before, &after, "toy.edit", NO_NOTE)
	    || !record_title_of(act, &toy_record, n->id, &n->again))
		return false;
	n->unit = kept(n->unit);
	n->item = kept(n->item);
	n->again = kept(n->again);
	n->gone = kept(n->gone);
	return true;
}

TEST(a_row_is_called_by_its_title_also_after_it_changed)
{
	struct house *house = toy_house();
	struct toy toy = toy_with_items(house, 1);
	struct naming n = { .id = toy.id.v };

	CHECK_DONE(test_act(house, NULL, name_things, &n));
	CHECK_STR(0, n.unit, "甲单位");
	CHECK_STR(1, n.item, "有条目");
	CHECK_STR(2, n.again, "新标题");
	CHECK_STR(3, n.gone, "单位 99");
}

struct called { int64_t id; Str words; const char *at; };

static bool call_it(struct act *act, void *input)
{
	struct called *called = input;
	Str words;

	if (!record_title_of(act, &toy_record, called->id, &words))
		return false;
	called->at = words.at;
	called->words = kept(words);
	return true;
}

static struct called called(struct house *house, int64_t id)
{
	struct called called = { .id = id };

	CHECK_DONE(test_read(house, NULL, call_it, &called));
	return called;
}

/* The same bytes: nobody asked the database a second time. */
TEST(a_title_is_read_once_until_something_is_written)
{
	struct house *house = toy_house();
	struct toy toy = toy_with_items(house, 1);
	struct naming n = { .id = toy.id.v };
	const char *first = called(house, toy.id.v).at;

	if (str_is(store_name(house->store), "SQLite"))
		CHECK(0, called(house, toy.id.v).at == first);
	CHECK_STR(1, called(house, toy.id.v).words, "有条目");
	CHECK_DONE(test_act(house, NULL, name_things, &n));
	CHECK_STR(2, called(house, toy.id.v).words, "新标题");
}

/* TITLES_KEPT of title.c is 1000: beyond it titles are right, and the rest of what is kept still has its room. */
TEST(more_titles_than_are_kept_are_still_right)
{
	struct house *house = toy_house();
	struct toy toy = toy_with_items(house, 1);

	for (int64_t id = 100000; id < 100000 + 1100; id++)
		CHECK_INT((int)id, called(house, id).words.len, strlen("玩具 100000"));
	CHECK_STR(1, called(house, toy.id.v).words, "有条目");
}

struct wording { struct toy *toy; Str words[TOY_KINDS + 13]; };

static bool put_in_words(struct act *act, void *input)
{
	struct wording *w = input;

	for (size_t i = 0; toy_record.fields[i].name; i++)
		w->words[i] = kept(field_words(act, &toy_record.fields[i], w->toy));
	return true;
}

TEST(a_field_reads_as_people_say_it)
{
	static const char *const want[] = { "1", "1", "甲单位", "乙单位", "巡查“东风路”'; DROP TABLE toy;--", "第一行\n第二行",
	                                    "99", "是", "2026-02-28", "2026-11-24 12:00", "113.5501000,-34.8088005", "方的", "已报", "***", "" };
	struct house *house = toy_house();
	struct toy toy = inserted(house, full_toy());
	struct wording w = { .toy = &toy };

	CHECK_DONE(test_read(house, NULL, put_in_words, &w));
	for (size_t i = 0; i < COUNT_OF(want); i++)
		CHECK_STR(i, w.words[i], want[i]);
}

/* ---- JSON for the API ---- */

struct jsoning { struct toy *toy; Str masked, partly; };

static bool make_json(struct act *act, void *input)
{
	struct jsoning *j = input;

	for (int may_ask = 0; may_ask < 2; may_ask++) {
		struct strbuf out = { .arena = test_arena() };
		struct json json = { .out = &out };

		record_json(act, &json, &toy_record, j->toy, may_ask);
		*(may_ask ? &j->partly : &j->masked) = buf_str(&out);
	}
	return true;
}

TEST(json_has_the_children_and_masks_what_is_personal)
{
	struct house *house = toy_house();
	struct toy toy = toy_with_items(house, 1);
	struct jsoning j = { .toy = &toy };

	toy.phone = personal_of(STR("13800000000"));
	toy.secret = STR("hash");
	CHECK_DONE(test_read(house, NULL, make_json, &j));
	CHECK_STR(0, j.masked,
	          "{\"id\":1,\"version\":1,\"unit_id\":1,\"person_id\":null,\"title\":\"有条目\",\"remark\":null,\"number\":7,"
	          "\"flag\":false,\"made_on\":null,\"seen_at\":null,\"spot\":null,\"kind\":null,\"state\":\"draft\",\"phone\":\"***\",\"holder\":null,"
	          "\"items\":[{\"id\":1,\"version\":1,\"toy_id\":1,\"work\":\"工作0\",\"weight\":0,\"helper_id\":null}]}");
	CHECK(1, str_contains(j.partly, STR("\"phone\":\"138****0000\"")));
	CHECK(2, !str_contains(j.partly, STR("hash")));
}

/* ---- the walk for verify ---- */

static bool insert_many(struct act *act, void *input)
{
	int *count = input;

	for (int i = 0; i < *count; i++) {
		struct toy toy = toy_plain("很多");

		if (!record_insert(act, &toy_record, &toy, "toy.open", NO_NOTE))
			return false;
	}
	return true;
}

struct walking { int64_t units, toys, last; bool any_id; };

static bool walk_all(struct act *act, void *input)
{
	static const struct record *const records[] = { &toy_unit_record, &toy_item_record, &toy_record, NULL };
	struct record_walk walk = { .records = records };
	struct walking *w = input;
	struct row_part part;
	struct row_page page;

	while (record_next_part(act, &walk, &part) && part.record && record_read_part(act, &part, &page))
		for (size_t i = 0; i < page.count; i++) {
			struct strbuf json = { .arena = act->arena };

			w->last = record_say_row(&page, i, &json);
			w->units += str_is(str_of(page.subject), "toy_unit");
			w->toys += str_is(str_of(page.subject), "toy");
			must(str_starts_with(buf_str(&json), "{\"id\":") && (w->any_id || w->last > 0));
		}
	return act_sound(act);
}

TEST(a_walk_comes_past_every_row_once)
{
	static const int counts[] = { 0, 499, 500, 501, 1000 };
	int total = 0;
	struct house *house = toy_house();

	for (size_t i = 0; i < COUNT_OF(counts); i++) {
		int more = counts[i] - total;
		struct walking w = { 0 };

		total = counts[i];
		CHECK_DONE(test_act(house, NULL, insert_many, &more));
		CHECK_DONE(test_read(house, NULL, walk_all, &w));
		CHECK_INT(i, w.units, 2);
		CHECK_INT(i, w.toys, counts[i]);
	}
}

static bool verify_all(struct act *act, void *input)
{
	static const struct record *const records[] = { &toy_item_record, &toy_record, NULL };
	struct record_walk walk = { .records = records };

	return ledger_verify(act, &VERIFY_ROWS(walk), input);
}

static const struct sql BEHIND_THE_BACK = { "UPDATE toy SET title = 'x' WHERE id = :id" };

static bool change_behind_the_back(struct act *act, void *input)
{
	struct query *query = store_query(act, &BEHIND_THE_BACK);

	query_bind_int(query, ":id", *(int64_t *)input);
	return query_run(query);
}

TEST(verify_finds_a_word_changed_behind_the_back)
{
	struct house *house = toy_house();
	struct toy first = toy_with_items(house, 2), toy = toy_with_items(house, 3);
	struct changing c = { toy, toy };
	struct verdict verdict = { 0 };

	c.after.items.count = 1;
	CHECK_DONE(test_act(house, NULL, change, &c));
	CHECK_DONE(test_act(house, NULL, remove_toy, &first));
	CHECK_DONE(test_read(house, NULL, verify_all, &verdict));
	CHECK(0, verdict.sound);
	CHECK_DONE(test_act(house, NULL, change_behind_the_back, &toy.id.v));
	CHECK_DONE(test_read(house, NULL, verify_all, &verdict));
	CHECK(1, !verdict.sound);
	CHECK_STR(2, kept(verdict.place), "toy 2");
}

struct renumbering { int64_t from, to; };
static const struct sql RENUMBER = { "UPDATE toy SET id = :to WHERE id = :from" };

static bool renumber(struct act *act, void *input)
{
	const struct renumbering *r = input;
	struct query *query = store_query(act, &RENUMBER);

	query_bind_int(query, ":from", r->from);
	query_bind_int(query, ":to", r->to);
	return query_run(query);
}

TEST(a_walk_ends_and_misses_nothing_wherever_ids_lie)
{
	static struct renumbering ways[] = { { 1, INT64_MAX }, { 2, INT64_MIN + 1 }, { 3, 0 }, { 4, INT64_MAX - 500 }, { 5, INT64_MAX - 1 } };
	struct house *house = toy_house();
	struct walking w = { .any_id = true };
	int more = 6;

	CHECK_DONE(test_act(house, NULL, insert_many, &more));
	for (size_t i = 0; i < COUNT_OF(ways); i++)
		CHECK_DONE(test_act(house, NULL, renumber, &ways[i]));
	CHECK_DONE(test_read(house, NULL, walk_all, &w));
	CHECK_INT(0, w.toys, 6);
	CHECK(1, w.last == INT64_MAX);
}

/* ---- a later version of the program has more fields; what older entries say still holds ---- */

struct grown_unit {
	ToyUnitId id;
	int64_t version, rooms;
	bool open;
	Str name, phone;
	enum toy_kind kind;
	enum toy_state state;
	Date opened_on;
	Instant seen_at;
	ToyUnitId above_id;
};

static const struct word grown_kinds[] = { { NULL, "" }, { "round", "圆" }, { "square", "方" } };
static const struct word grown_states[] = { { "draft", "草稿" }, { "sent", "已送" }, { "shut", "已关" } };
static const struct words grown_kind_words = { grown_kinds, COUNT_OF(grown_kinds) };
static const struct words grown_state_words = { grown_states, COUNT_OF(grown_states) };

static const struct field grown_fields[] = {
	HEAD(struct grown_unit, ToyUnitId),
	FIELD(struct grown_unit, rooms, .label = "房间"),
	FIELD(struct grown_unit, name, .label = "名称", .required = true),
	FIELD(struct grown_unit, open, .label = "开放"),
	FIELD(struct grown_unit, phone, .label = "电话"),
	WORDS(struct grown_unit, kind, grown_kind_words, .label = "形状"),
	WORDS(struct grown_unit, state, grown_state_words, .label = "状态"),
	FIELD(struct grown_unit, opened_on, .label = "启用"),
	FIELD(struct grown_unit, seen_at, .label = "见于"),
	REF(struct grown_unit, above_id, ToyUnitId, toy_unit_record, .label = "上级"),
	FIELDS_END
};
static const struct record grown_record = {
	.name = "toy_unit", .label = "单位", .path = "/unit", .size = sizeof(struct grown_unit), .fields = grown_fields, .title = "name",
};

static const char GROWTH[] =
	"ALTER TABLE toy_unit ADD COLUMN rooms {int} NOT NULL DEFAULT 0;"
	"ALTER TABLE toy_unit ADD COLUMN open {int} NOT NULL DEFAULT 0;"
	"ALTER TABLE toy_unit ADD COLUMN phone {text};"
	"ALTER TABLE toy_unit ADD COLUMN kind {text};"
	"ALTER TABLE toy_unit ADD COLUMN state {text} NOT NULL DEFAULT 'draft';"
	"ALTER TABLE toy_unit ADD COLUMN opened_on {text};"
	"ALTER TABLE toy_unit ADD COLUMN seen_at {int};"
	"ALTER TABLE toy_unit ADD COLUMN above_id {int} REFERENCES toy_unit (id);";

static const struct sql NO_UNITS = { "DELETE FROM toy_unit" };

static bool insert_old_unit(struct act *act, void *input)
{
	struct toy_unit unit = { .name = STR("丙\",\"rooms\":1,\"单位") };

	if (!query_run(store_query(act, &NO_UNITS)) || !record_insert(act, &toy_unit_record, &unit, "toy_unit.open", NO_NOTE))
		return false;
	*(int64_t *)input = unit.id.v;
	return true;
}

static bool verify_grown(struct act *act, void *input)
{
	static const struct record *const records[] = { &grown_record, NULL };
	struct record_walk walk = { .records = records };

	return ledger_verify(act, &VERIFY_ROWS(walk), input);
}

static bool run_sql(struct act *act, void *input)
{
	return query_run(store_query(act, input));
}

static bool rename_grown(struct act *act, void *input)
{
	struct grown_unit before, unit;

	if (!record_load(act, &grown_record, *(int64_t *)input, &before))
		return false;
	unit = before;
	unit.name = STR("丁单位");
	unit.rooms = 4;
	return record_update(act, &grown_record, &before, &unit, "toy_unit.edit", NO_NOTE);
}

TEST(an_entry_older_than_a_column_holds_while_the_column_stands_as_added)
{
	static struct sql bent[] = {
		{ "UPDATE toy_unit SET rooms = 1" }, { "UPDATE toy_unit SET open = 1" }, { "UPDATE toy_unit SET phone = '1'" },
		{ "UPDATE toy_unit SET kind = 'round'" }, { "UPDATE toy_unit SET state = 'sent'" },
		{ "UPDATE toy_unit SET opened_on = '2026-11-24'" }, { "UPDATE toy_unit SET seen_at = 1" },
		{ "UPDATE toy_unit SET above_id = id" }, { "UPDATE toy_unit SET name = '戊单位'" }, { "UPDATE toy_unit SET version = 2" },
	};

	for (size_t i = 0; i <= COUNT_OF(bent); i++) {
		struct house *house = toy_house();
		struct verdict verdict = { .sound = false };
		int64_t id = 0;

		CHECK_DONE(test_act(house, NULL, insert_old_unit, &id));
		toy_house_grow(house, GROWTH);
		CHECK_DONE(test_read(house, NULL, verify_grown, &verdict));
		CHECK(i, verdict.sound && verdict.rows == 1);
		if (i == COUNT_OF(bent))
			CHECK_DONE(test_act(house, NULL, rename_grown, &id));
		else
			CHECK_DONE(test_act(house, NULL, run_sql, &bent[i]));
		CHECK_DONE(test_read(house, NULL, verify_grown, &verdict));
		CHECK(i, verdict.sound == (i == COUNT_OF(bent)));
		CHECK(i, verdict.sound || str_starts_with(verdict.place, "toy_unit "));
	}
}
