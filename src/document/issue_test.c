/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* issue_test.c - document numbers: gapless per unit and year, also with many at once and after a roll-back. */
#include <pthread.h>
#include <stdio.h>

#include "document/reply.h"
#include "tests/test.h"

struct signing { UnitId unit_id; int64_t subject_id; bool fails; char number[80]; };

static bool sign(struct act *act, void *input)
{
	struct signing *s = input;
	struct document document = { .title = STR("关于一事的通知"), .draft = true };

	document_add(act->arena, &document.body, BLOCK_TEXT, STR("正文。"));
	if (!document_issue(act, s->unit_id, "digest", s->subject_id, &document))
		return false;
	snprintf(s->number, sizeof s->number, "%.*s", STR_ARG(document.number));
	return !s->fails || refuse(act, REFUSED_CONFLICT, "test.fails", "不成");
}

static bool insert_unit(struct act *act, void *input)
{
	return record_insert(act, &unit_record, input, "unit.create", STR_NONE);
}

static struct refusal add_unit(struct house *house, struct unit *unit)
{
	unit->kind = UNIT_DEPARTMENT;
	return test_act(house, NULL, insert_unit, unit);
}

static bool change_unit(struct act *act, void *input)
{
	const struct unit *want = input;
	struct unit before, after;

	if (!record_load(act, &unit_record, want->id.v, &before))
		return false;
	after = before;
	after.name = want->name;
	after.document_code = want->document_code;
	return record_update(act, &unit_record, &before, &after, "unit.edit", STR_NONE);
}

static const char *signed_number(struct house *house, UnitId unit_id, int64_t subject_id)
{
	static struct signing s;

	s = (struct signing){ .unit_id = unit_id, .subject_id = subject_id };
	CHECK_DONE(test_act(house, NULL, sign, &s));
	return s.number;
}

#define CHECK_NUMBER(i, house, unit, subject, want) CHECK_STR(i, str_of(signed_number(house, (unit).id, subject)), want)

/* ---- the table ---- */

TEST(numbers_run_per_unit_and_year_from_one)
{
	struct house *house = test_house("2026-12-30T09:00");
	struct unit bureau = { .name = STR("法制局"), .short_name = STR("法制"), .document_code = STR("郑开管法") };
	struct unit plain = { .name = STR("劳动监察大队"), .short_name = STR("劳监") };

	CHECK_DONE(add_unit(house, &bureau));
	CHECK_DONE(add_unit(house, &plain));
	CHECK_NUMBER(0, house, bureau, 1, "郑开管法〔2026〕1号");
	CHECK_NUMBER(1, house, bureau, 2, "郑开管法〔2026〕2号");
	CHECK_NUMBER(2, house, plain, 3, "劳监〔2026〕1号");              /* no code: the short name */
	test_clock(house, "2026-12-31T23:59");
	CHECK_NUMBER(3, house, bureau, 4, "郑开管法〔2026〕3号");
	test_clock(house, "2027-01-01T00:00");                          /* Shanghai's midnight, not UTC's */
	CHECK_NUMBER(4, house, bureau, 5, "郑开管法〔2027〕1号");
	bureau.document_code = STR("郑高法");
	CHECK_DONE(test_act(house, NULL, change_unit, &bureau));
	CHECK_NUMBER(5, house, bureau, 6, "郑高法〔2027〕1号");
}

TEST(what_is_rolled_back_takes_no_number)
{
	struct house *house = test_house("2026-11-25T09:00");
	struct unit bureau = { .name = STR("法制局"), .short_name = STR("法制"), .document_code = STR("法") };
	struct signing fails = { .subject_id = 1, .fails = true };

	CHECK_DONE(add_unit(house, &bureau));
	fails.unit_id = bureau.id;
	CHECK_REFUSED(test_act(house, NULL, sign, &fails), REFUSED_CONFLICT, "test.fails");
	CHECK_STR(0, str_of(fails.number), "法〔2026〕1号");
	CHECK_NUMBER(0, house, bureau, 2, "法〔2026〕1号");
	CHECK_NUMBER(1, house, bureau, 3, "法〔2026〕2号");
}

TEST(one_row_is_issued_once)
{
	struct house *house = test_house("2026-11-25T09:00");
	struct unit bureau = { .name = STR("法制局"), .short_name = STR("法制") };
	struct signing again = { .subject_id = 7 };

	CHECK_DONE(add_unit(house, &bureau));
	again.unit_id = bureau.id;
	CHECK_NUMBER(0, house, bureau, 7, "法制〔2026〕1号");
	CHECK_REFUSED(test_act(house, NULL, sign, &again), REFUSED_CONFLICT, "store.unique");
	CHECK_NUMBER(1, house, bureau, 8, "法制〔2026〕2号");
}

/* ---- at once ---- */

enum { THREADS = 6, EACH = 6 };
struct hand { struct house *house; UnitId unit_id; int number, refused; };

static void *sign_many(void *thing)
{
	struct hand *hand = thing;

	for (int i = 0; i < EACH; i++) {
		struct act_seed seed = { .house = hand->house, .who = &caller_system, .via = VIA_TEST, .now = hand->house->clock(hand->house) };
		struct signing s = { .unit_id = hand->unit_id, .subject_id = hand->number * EACH + i + 1 };
		struct refusal refusal = { 0 };

		hand->refused += !act_write(&seed, sign, &s, &refusal);
	}
	return NULL;
}

static bool serials(struct act *act, void *input)
{
	static const struct sql SERIALS = { "SELECT serial FROM issued_document WHERE year = 2026 ORDER BY serial" };
	struct query *q = store_query(act, &SERIALS);
	int64_t *count = input;

	*count = 0;
	while (query_next(q)) {
		++*count;
		CHECK_INT(*count, query_int(q, "serial"), *count);
	}
	return query_done(q);
}

TEST(many_at_once_get_a_number_each_without_gaps)
{
	struct house *house = test_house("2026-11-25T09:00");
	struct unit bureau = { .name = STR("法制局"), .short_name = STR("法制"), .document_code = STR("法") };
	struct hand hands[THREADS];
	pthread_t threads[THREADS];
	int64_t count;

	CHECK_DONE(add_unit(house, &bureau));
	for (int i = 0; i < THREADS; i++) {
		hands[i] = (struct hand){ house, bureau.id, i, 0 };
		CHECK_INT(i, pthread_create(&threads[i], NULL, sign_many, &hands[i]), 0);
	}
	for (int i = 0; i < THREADS; i++) {
		pthread_join(threads[i], NULL);
		CHECK_INT(i, hands[i].refused, 0);
	}
	CHECK_DONE(test_read(house, NULL, serials, &count));
	CHECK_INT(0, count, THREADS * EACH);
}

/* ---- frozen ---- */

struct looking { int64_t subject_id; bool found; struct issued row; struct document document; };

static bool look(struct act *act, void *input)
{
	struct looking *l = input;

	return document_issued(act, "digest", l->subject_id, &l->found, &l->row, &l->document);
}

static bool tamper(struct act *act, void *input)
{
	static const struct sql TAMPER = { "UPDATE issued_content SET content = 'title\tanother\n'" };

	return query_run(store_query(act, &TAMPER));
}

TEST(what_was_issued_is_given_as_it_was_or_not_at_all)
{
	struct house *house = test_house("2026-11-25T09:00");
	struct unit bureau = { .name = STR("法制局"), .short_name = STR("法制"), .document_code = STR("法") };
	struct looking l = { .subject_id = 1 }, none = { .subject_id = 2 };

	CHECK_DONE(add_unit(house, &bureau));
	CHECK_NUMBER(0, house, bureau, 1, "法〔2026〕1号");
	bureau.document_code = STR("新法");
	CHECK_DONE(test_act(house, NULL, change_unit, &bureau));
	CHECK_DONE(test_read(house, NULL, look, &l));
	CHECK(0, l.found);
	CHECK_STR(0, l.document.number, "法〔2026〕1号");
	CHECK_STR(0, l.document.title, "关于一事的通知");
	CHECK_STR(0, date_iso(test_arena(), l.document.dated), "2026-11-25");
	CHECK(0, !l.document.draft);
	CHECK_DONE(test_read(house, NULL, look, &none));
	CHECK(1, !none.found);
	CHECK_DONE(test_act(house, NULL, tamper, NULL));
	CHECK_REFUSED(test_read(house, NULL, look, &l), REFUSED_CONFLICT, "document.changed");
}
