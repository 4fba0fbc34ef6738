/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* clauses_test.c - the program's own tables: sound, in step with the database, and nobody gets in without login. */
#include <string.h>

#include "app/clauses.h"
#include "app/door.h"
#include "app/house_store.h"
#include "store/store_backend.h"
#include "tests/client.h"

#define NOW "2026-11-23T10:00"

TEST(the_tables_of_all_clauses_make_sense)
{
	Str faults = STR_NONE;

	if (!clauses_check(test_arena(), clauses, &faults))
		fail_msg("%.*s", STR_ARG(faults));
	CHECK(0, clauses_describe(test_arena(), clauses).len > 1000);
}

static bool prepare_all(struct act *act, void *input __attribute__((unused)))
{
	store_prepare_all(act, house_statements);
	for (const struct clause *const *c = clauses; *c; c++)
		for (const struct sql *const *const *list = (*c)->statements; list && *list; list++)
			store_prepare_all(act, *list);
	return act->refusal.kind == REFUSED_NOT;
}

TEST(every_statement_can_be_prepared)
{
	CHECK_DONE(test_read(test_house(NOW), NULL, prepare_all, NULL));
}

/* ---- 等保2.0: nobody deletes a log ---- */

/* Noting that an anchor was filed: all that the ledger's tables have changed. */
static const char *const may_stay[] = { "UPDATE ledger_anchor SET filed = 1 WHERE filed = 0" };

static bool takes_out(const char *sql)
{
	static const char *const words[] = { "UPDATE ledger", "DELETE FROM ledger", "DROP TABLE ledger", "TRUNCATE", "REPLACE INTO ledger",
	                                     "ON ledger DO", "INTO ledger_seal OR" };

	for (size_t i = 0; i < COUNT_OF(may_stay); i++)
		if (strstr(sql, may_stay[i]))
			return false;
	for (size_t i = 0; i < COUNT_OF(words); i++)
		if (strcasestr(sql, words[i]))
			return true;
	return strcasestr(sql, "INTO ledger ") && strcasestr(sql, "ON CONFLICT");
}

static int look_through(const struct sql *const *list)
{
	int changing = 0;

	for (; *list; list++) {
		if (takes_out((*list)->text))
			fail_msg("%s", (*list)->text);
		changing += strncmp((*list)->text, "UPDATE ledger", 13) == 0;
	}
	return changing;
}

TEST(no_statement_route_or_move_takes_anything_out_of_the_ledger)
{
	struct house *house = test_house(NOW);
	const struct door *door = door_open(test_arena(), house);
	int changing = look_through(house_statements);

	CHECK(0, takes_out("DELETE FROM ledger WHERE id = :id") && takes_out("UPDATE ledger_seal SET seal = :seal"));
	for (const struct clause *const *c = clauses; *c; c++) {
		for (const struct sql *const *const *list = (*c)->statements; list && *list; list++)
			changing += look_through(*list);
		/* What record/ composes is named after a record. */
		for (const struct holding *const *h = (*c)->holdings; h && *h; h++)
			CHECK(1, strncmp((*h)->record->name, "ledger", 6) != 0);
	}
	CHECK_INT(2, changing, COUNT_OF(may_stay));
	for (size_t i = 0; door_route(door, i); i++)
		CHECK(i, door_route(door, i)->method == HTTP_GET || !strstr(door_route(door, i)->path, "ledger"));
}

static bool match_all(struct act *act, void *input __attribute__((unused)))
{
	for (const struct record *const *r = clauses_records(act->arena, act->house); *r; r++)
		if (!record_columns_match(act, *r))
			return false;
	return true;
}

TEST(every_field_has_its_column)
{
	CHECK_DONE(test_read(test_house(NOW), NULL, match_all, NULL));
}

/* ":id" and ":word" filled in, so that the path fits. */
static Str path_for(const struct route *route)
{
	struct strbuf path = { .arena = test_arena() };
	Str rest = str_of(route->path);

	while (rest.len) {
		if (str_starts_with(rest, ":id")) {
			buf_text(&path, "7");
			rest = str_after(rest, 3);
		} else if (str_starts_with(rest, ":word")) {
			buf_text(&path, "word");
			rest = str_after(rest, 5);
		} else {
			buf_char(&path, rest.at[0]);
			rest = str_after(rest, 1);
		}
	}
	return buf_str(&path);
}

TEST(no_route_but_the_open_ones_answers_without_login)
{
	static const char *const methods[HTTP_METHODS] = { "GET", "POST", "PATCH", "DELETE" };
	struct house *house = test_house(NOW);
	struct client *client = test_client(house);
	const struct door *door = door_open(test_arena(), house);
	const struct route *route;

	for (size_t i = 0; (route = door_route(door, i)); i++) {
		bool api = str_starts_with(str_of(route->path), "/api/");
		const char *path = str_terminated(test_arena(), path_for(route));
		struct answer answer;

		if (route->scope == SCOPED_OPEN)
			continue;
		answer = test_request(client, methods[route->method], path, NULL, STR_NONE);
		if (answer.status != (api ? 401 : 303))
			print_error("%s %s\n", methods[route->method], path);
		CHECK_INT(i, answer.status, api ? 401 : 303);
		CHECK(i, api || str_starts_with(answer.location, "/login"));
	}
}

/* ---- no page grows with the years ---- */

/* Tables that stay as small as the zone; and what runs once in a while, over all there is on purpose. */
static const char *const small[] = { "unit", " u ", " d " /* device */, "account", "setting", "holiday", "house_fact", "schema_migration", "session", "login_failure" };
static const char *const seldom[] = { "FROM session s", "UPDATE ledger SET no = counted.no", "WITH RECURSIVE said" };

static bool is_excused(const char *sql, Str step)
{
	for (size_t i = 0; i < COUNT_OF(seldom); i++)
		if (strstr(sql, seldom[i]))
			return true;
	for (size_t i = 0; i < COUNT_OF(small); i++)
		if (str_contains(str_join(test_arena(), step, STR(" ")), str_of(small[i])))
			return true;
	return false;
}

/* SQLite says SCAN, or SEARCH without an index for min(). Ordered by an index and cut off by LIMIT, a scan is as long as its page. */
static bool reads_it_all(const char *sql, Str step, bool sorted)
{
	bool whole = str_starts_with(step, "SCAN ") || (str_starts_with(step, "SEARCH ") && !str_contains(step, STR(" USING ")));

	return whole && (sorted || !strstr(sql, "LIMIT")) && !str_contains(step, STR("CONSTANT ROW")) && !is_excused(sql, step);
}

static struct query *explained(struct act *act, const char *sql)
{
	struct sql *text = ARENA_NEW(act->arena, struct sql);
	struct query *q;

	text->text = str_terminated(act->arena, str_join(act->arena, STR("EXPLAIN QUERY PLAN "), str_of(sql)));
	q = store_query(act, text);
	for (size_t i = 0; !q->broken && i < q->statement->name_count; i++)
		query_bind_str(q, str_terminated(act->arena, q->statement->names[i]), STR_NONE);
	return q;
}

static bool plan_is_short(struct act *act, const char *sql)
{
	bool sorted = false, whole = false;
	Str worst = STR_NONE;

	for (int round = 0; round < 2; round++) {
		struct query *q = explained(act, sql);

		while (query_next(q)) {
			Str step = query_str(q, "detail");

			sorted = sorted || str_contains(step, STR("TEMP B-TREE"));
			if (round == 1 && reads_it_all(sql, step, sorted)) {
				whole = true;
				worst = step;
			}
		}
		if (!query_done(q))
			return false;
	}
	if (whole)
		print_error("%.*s: %s\n", (int)worst.len, worst.at, sql);
	return !whole;
}

static bool look_at_plans(struct act *act, void *input)
{
	int *faults = input;

	*faults = act->connection->backend->is_file ? 0 : -1;
	for (const struct clause *const *c = clauses; *faults >= 0 && *c; c++)
		for (const struct sql *const *const *list = (*c)->statements; list && *list; list++)
			for (const struct sql *const *sql = *list; *sql; sql++)
				*faults += !plan_is_short(act, (*sql)->text);
	return true;
}

TEST(no_statement_reads_a_table_that_grows_from_end_to_end)
{
	int faults = 0;

	CHECK_DONE(test_read(test_house(NOW), NULL, look_at_plans, &faults));
	if (faults < 0)
		skip();                 /* the other database plans by what it has counted */
	CHECK_INT(0, faults, 0);
}
