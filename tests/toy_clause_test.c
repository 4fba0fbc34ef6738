/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* toy_clause_test.c - the clause without verbs on whichever database the tests run; the browser drives the same one. */
#include <string.h>

#include "tests/client.h"
#include "tests/toy_clause.h"

#define NOW "2026-11-23T09:00"
#define KITE "title=蜈蚣&length=3&made_on=2026-11-20&flights.0.place=北广场&flights.0.height=120"

static struct client *person(const struct client *door, const char *login)
{
	struct client *client = test_client_beside(door);

	test_login(client, login, KITE_PASSWORD);
	return client;
}

static const char *row_at(struct answer made, const char *verb)
{
	return str_terminated(test_arena(), str_join(test_arena(), made.location, str_of(verb)));
}

TEST(tables_without_a_verb_make_sense_and_describe_themselves)
{
	static const struct clause *const kites[] = { &kite_clause, NULL };
	Str error = STR_NONE, words = clauses_describe(test_arena(), kites);

	CHECK(0, clauses_check(test_arena(), kites, &error));
	CHECK_STR(0, error, "");
	for (const struct move *m = kite_clause.holdings[0]->moves; m->verb; m++)
		CHECK(0, str_contains(words, str_of(m->label)));
}

TEST(a_clause_without_a_verb_is_made_flown_sent_back_and_put_away)
{
	struct client *door = test_client(kite_house(NOW)), *a = person(door, "contact_a"), *legal = person(door, "legal");
	struct answer made = test_form(a, "/kite", KITE);

	CHECK_STATUS(0, made, 303);
	CHECK(0, test_body_has(test_get(a, row_at(made, "")), "北广场"));
	CHECK_STATUS(1, test_form(a, row_at(made, "/fly"), ""), 422);
	CHECK(1, test_body_has(test_get(a, "/"), "第 47 周每周放一次风筝"));
	CHECK_STATUS(2, test_form(a, row_at(made, "/fly"), "period=2026-W47"), 303);
	CHECK(2, test_body_has(test_get(a, "/"), "收回风筝：蜈蚣"));
	CHECK(2, test_body_has(test_get(legal, "/inbox"), "风筝上天了：蜈蚣"));
	CHECK_STATUS(3, test_form(a, row_at(made, "/return"), "reason=x"), 403);
	CHECK_STATUS(4, test_form(legal, row_at(made, "/return"), ""), 422);
	CHECK_STATUS(5, test_form(legal, row_at(made, "/return"), "reason=线没有系牢"), 303);
	CHECK(5, test_body_has(test_get(legal, row_at(made, "")), "退回：线没有系牢"));
	CHECK_STATUS(6, test_form(a, row_at(made, "/fly"), ""), 303);
	CHECK_STATUS(7, test_form(a, row_at(made, "/land"), ""), 303);
	CHECK_STATUS(8, test_form(a, row_at(made, "/fly"), ""), 409);
}

TEST(another_unit_s_row_and_one_that_is_not_there_are_answered_alike)
{
	struct client *door = test_client(kite_house(NOW)), *a = person(door, "contact_a"), *b = person(door, "contact_b");
	struct answer made = test_form(a, "/kite", KITE), theirs, nobodys;

	theirs = test_get(b, row_at(made, ""));
	nobodys = test_get(b, "/kite/999999");
	CHECK_STATUS(0, theirs, 404);
	CHECK_STATUS(1, nobodys, 404);
	CHECK_INT(2, theirs.body.len, nobodys.body.len);
	CHECK_STATUS(3, test_form(b, row_at(made, "/land"), ""), 404);
}

/* Who reads the row reads them; while it is not flown its makers add. No line of code is the kite's own. */
TEST(a_table_that_takes_files_has_its_card_its_form_and_its_api)
{
	struct client *door = test_client(kite_house(NOW)), *a = person(door, "contact_a"), *b = person(door, "contact_b"),
	              *legal = person(door, "legal");
	struct answer made = test_form(a, "/kite", KITE);
	const struct test_file file = { "图纸.txt", STR("骨架三根\n") };
	const char *add = row_at(made, "/attachment");

	CHECK(0, test_body_has(test_get(a, row_at(made, "")), "data-upload"));
	CHECK(0, !test_body_has(test_get(legal, row_at(made, "")), "data-upload"));
	CHECK_STATUS(1, test_upload(b, add, &file, 1, NULL, NULL), 404);
	CHECK_STATUS(2, test_upload(legal, add, &file, 1, NULL, NULL), 403);
	CHECK_STATUS(3, test_upload(a, add, &file, 1, "label", "第一稿"), 303);
	CHECK(3, test_body_has(test_get(legal, row_at(made, "")), "图纸.txt"));
	CHECK_STATUS(4, test_form(a, row_at(made, "/fly"), "period=2026-W47"), 303);
	CHECK_STATUS(5, test_upload(a, add, &file, 1, NULL, NULL), 409);
	CHECK(5, !test_body_has(test_get(a, row_at(made, "")), "data-upload"));
}
