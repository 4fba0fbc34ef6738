/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* matrix_test.c - who gets what answer at which route: every route of the program, asked by a person of every role,
 * against tests/data/matrix.txt. `make bless` writes it anew; read what changed as an auditor would.
 *
 * Rows asked for are 劳动监察大队's; head2 and contact2 are of another unit. What would change something carries a version
 * that is never current, so that asking changes nothing: 409 and 422 mean "may, but not so". */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/clauses.h"
#include "app/door.h"
#include "clauses/house/house.h"
#include "matter/matter.h"
#include "record/holiday.h"
#include "tests/zone.h"

enum { PEOPLE = 12 };

struct matrix {
	struct story *story;
	struct client *people[PEOPLE];
	const struct door *door;
	struct strbuf out;
};

static const char *const methods[HTTP_METHODS] = { "GET", "POST", "PATCH", "DELETE" };
static const char *const names[PEOPLE] = { "nobody", "leader", "legal", "supervisor", "head1", "contact1", "officer1", "head2",
	                                   "contact2", "sysadmin", "secadmin", "auditor" };

/* ---- the people ---- */

/* A report of the week that was digested and signed, corrected: so a correction and an amendment are there. */
static void correct_something(struct story *s)
{
	struct weekly_report report;
	int64_t id = 0;
	char row[24], item[24];

	CHECK(0, story_report(s, s->labour, "2026-W46", &report));
	(void)snprintf(row, sizeof row, "%lld", (long long)report.id.v);
	(void)snprintf(item, sizeof item, "%lld", (long long)report.items.at[0].id.v);
	CHECK_DONE(story_move(s, &s->labour_contact, &correction_holding, 0, &id, "ask", "subject", "weekly_report", "subject_id", row,
	                      "ground", "约谈次数写错了，应为一次", "items.0.id", item, "items.0.work_done", "一次约谈总包单位", NULL));
	CHECK_DONE(story_move(s, &s->legal, &correction_holding, id, NULL, "approve", NULL));
}

static struct matrix gather(void)
{
	struct matrix m = { .story = zone_busy(), .out = { .arena = test_arena() } };
	struct client *door = test_client(m.story->house);

	CHECK_DONE(test_act(m.story->house, NULL, zone_add_watchers, m.story));
	m.door = door_open(test_arena(), m.story->house);
	for (size_t i = 0; i < PEOPLE; i++) {
		struct caller *who = zone_told_person(m.story, names[i]);

		m.people[i] = who ? zone_client(m.story, door, who, names[i]) : test_client_beside(door);
		if (!who && i > 0)
			test_login(m.people[i], names[i], ZONE_PASSWORD);
	}
	/* Rows of the kinds that no story needs. */
	CHECK_DONE(story_move(m.story, &m.story->legal, &setting_holding, 0, NULL, "set", "name", "weekly.old_days", "value", "8",
	                      "from_on", "2026-12-01", "source", "试", NULL));
	CHECK_DONE(story_move(m.story, &m.story->legal, &holiday_holding, 0, NULL, "import", "notice", "2027 元旦 off 01-01..01-03",
	                      "source", "试", NULL));
	correct_something(m.story);
	return m;
}

/* ---- a row of the unit asked about ---- */

struct asked_row { const struct record *record; int64_t unit_id, account_id, id; };

static bool find_row(struct act *act, void *input)
{
	struct asked_row *asked = input;
	struct list_ask ask = { .record = asked->record, .most = 1, .scope = {
		asked->record->person && !asked->record->unit ? SCOPE_OWN : SCOPE_UNIT, asked->account_id, asked->unit_id } };
	struct list list;

	if (!record_list(act, &ask, &list))
		return false;
	if (list.count)
		asked->id = record_id(asked->record, list_row(&list, asked->record, 0));
	return true;
}

static int64_t row_of(struct matrix *m, const struct record *record)
{
	struct asked_row asked = { record, m->story->labour.v, m->story->labour_head.account_id, 0 };

	CHECK_DONE(test_read(m->story->house, NULL, find_row, &asked));
	if (!asked.id)
		fail_msg("no %s in the zone", record->name);
	return asked.id;
}

/* The holding a path speaks of: by its word in the API, by its record's path on pages. */
static const struct holding *holding_of(const struct house *house, const struct route *route)
{
	Str path = str_of(route->path), word = STR_NONE, rest = STR_NONE;
	const struct holding *nearest = NULL;

	if (str_starts_with(path, "/api/v1/")) {
		word = str_after(path, 8);
		(void)str_cut(word, '/', &word, &rest);
		return holding_named(house, word);
	}
	for (const struct clause *const *c = house->clauses; *c; c++)
		for (const struct holding *const *h = (*c)->holdings; h && *h; h++)
			if (route->record ? (*h)->record == route->record
			                  : str_starts_with(path, (*h)->record->path)
			                    && (!nearest || strlen((*h)->record->path) > strlen(nearest->record->path)))
				nearest = *h;
	return nearest;
}

/* ---- asking ---- */

static struct answer ask(struct client *client, const struct route *route, const char *path)
{
	bool api = str_starts_with(str_of(path), "/api/");

	if (route->method == HTTP_GET)
		return test_get(client, path);
	if (!api)
		return test_form(client, path, "version=0");
	client->header = client->csrf.len ? str_format(test_arena(), "X-CSRF: %.*s", STR_ARG(client->csrf)) : STR_NONE;
	return test_api(client, methods[route->method], path, "{\"version\":0,\"no_such_field\":1}");
}

/* shown: the path with its holes; path: with the holes filled. */
static void write_line(struct matrix *m, const struct route *route, Str shown, Str path)
{
	buf_format(&m->out, "%-6s %-52.*s", methods[route->method], STR_ARG(shown));
	for (size_t i = 0; i < PEOPLE; i++) {
		struct answer answer = ask(m->people[i], route, str_terminated(test_arena(), path));

		CHECK(i, answer.status < 500);
		buf_format(&m->out, " %-*d", i + 1 < PEOPLE ? (int)strlen(names[i]) : 0, answer.status);
	}
	buf_text(&m->out, "\n");
}

static Str filled(Str path, const char *hole, Str with)
{
	struct strbuf out = { .arena = test_arena() };

	while (path.len) {
		bool here = str_starts_with(path, hole);

		buf_add(&out, here ? with : str_first(path, 1));
		path = str_after(path, here ? strlen(hole) : 1);
	}
	return buf_str(&out);
}

static bool named_before(const struct holding *h, const struct move *m, bool new)
{
	for (const struct move *o = h->moves; o != m; o++)
		if (strcmp(o->verb, m->verb) == 0 && (o->from == MOVE_NEW) == new)
			return true;
	return false;
}

static void write_verbs(struct matrix *m, const struct route *route, const struct holding *h, Str path, bool new)
{
	for (const struct move *move = h->moves; move && move->verb; move++)
		if (!move->by_program && (move->from == MOVE_NEW) == new && !named_before(h, move, new))
			write_line(m, route, filled(str_of(route->path), ":word", str_of(move->verb)),
			           filled(path, ":word", str_of(move->verb)));
}

/* Logging in asks for no role, and too many wrong tries lock; logging out would leave nobody to ask. */
static bool is_about_sessions(const struct route *route)
{
	static const char *const paths[] = { "/login", "/logout", "/session/end_others", "/api/v1/session", "/api/v1/session/end_others" };

	for (size_t i = 0; i < COUNT_OF(paths); i++)
		if (route->method != HTTP_GET && strcmp(route->path, paths[i]) == 0)
			return true;
	return false;
}

static void write_route(struct matrix *m, const struct route *route)
{
	const struct holding *h = holding_of(m->story->house, route);
	bool by_id = strstr(route->path, ":id") != NULL;
	Str path = str_of(route->path);

	if (by_id)
		path = filled(path, ":id", str_format(test_arena(), "%lld", (long long)row_of(m, route->record ? route->record
		                                       : h ? h->record : &notice_record)));
	if (!strstr(route->path, ":word"))
		write_line(m, route, str_of(route->path), path);
	else if (strncmp(route->path, "/rule/", 6) == 0)
		write_line(m, route, str_of(route->path), STR("/rule/2.04-weekly-report"));
	else if (h)
		write_verbs(m, route, h, path, !by_id);
}

/* ---- against the file ---- */

static const char *matrix_file(void)
{
	const char *source = getenv("JUEBU_SOURCE");

	return str_terminated(test_arena(), str_format(test_arena(), "%s/tests/data/matrix.txt", source ? source : "."));
}

static Str read_whole(const char *path)
{
	struct strbuf out = { .arena = test_arena() };
	FILE *file = fopen(path, "r");
	char part[4096];
	size_t got;

	while (file && (got = fread(part, 1, sizeof part, file)) > 0)
		buf_add(&out, (Str){ part, got });
	if (file)
		(void)fclose(file);
	return buf_str(&out);
}

static void bless(const char *path, Str text)
{
	FILE *file = fopen(path, "w");

	must(file && fwrite(text.at, 1, text.len, file) == text.len && fclose(file) == 0);
}

static void compare(Str got, Str want)
{
	Str line = STR_NONE, wanted = STR_NONE;
	int differing = 0;

	while (got.len || want.len) {
		line = wanted = STR_NONE;
		(void)str_cut(got, '\n', &line, &got);
		(void)str_cut(want, '\n', &wanted, &want);
		if (str_equal(line, wanted))
			continue;
		if (++differing <= 20)
			print_error("was %.*s\nnow %.*s\n", STR_ARG(wanted), STR_ARG(line));
		if (!line.len || !wanted.len)
			break;
	}
	if (differing)
		fail_msg("the matrix differs: look at it, then `make bless`");
}

TEST(every_route_answers_each_role_as_the_matrix_says)
{
	struct matrix m = gather();
	const struct route *route;

	buf_format(&m.out, "%-59s", "#");
	for (size_t i = 0; i < PEOPLE; i++)
		buf_format(&m.out, " %s", names[i]);
	buf_text(&m.out, "\n");
	for (size_t i = 0; (route = door_route(m.door, i)); i++)
		if (!is_about_sessions(route))
			write_route(&m, route);
	if (getenv("JUEBU_BLESS"))
		bless(matrix_file(), buf_str(&m.out));
	compare(buf_str(&m.out), read_whole(matrix_file()));
}

/* Where its duty ends and its neighbour's begins every unit must see: these are shown whole, by their tables. */
static bool is_seen_by_all_units(const struct record *record)
{
	return strcmp(record->name, "area") == 0 || strcmp(record->name, "road") == 0;
}

/* A status does not say what stands in a list. */
TEST(no_list_shows_a_unit_the_rows_of_another)
{
	static const char *const others[] = { "head2", "contact2" };
	struct matrix m = gather();
	const struct route *route;
	int asked = 0;

	for (size_t i = 0; (route = door_route(m.door, i)); i++) {
		const struct holding *h = holding_of(m.story->house, route);
		const char *theirs;

		if (route->method != HTTP_GET || route->scope != SCOPED_LIST || !h || !h->record->unit || is_seen_by_all_units(h->record)
		    || !str_starts_with(str_of(route->path), "/api/"))
			continue;
		theirs = str_terminated(test_arena(), str_format(test_arena(), "\"%s\":%lld,", h->record->unit,
		                                                 (long long)m.story->labour.v));
		for (size_t p = 0; p < PEOPLE; p++) {
			bool other = strcmp(names[p], others[0]) == 0 || strcmp(names[p], others[1]) == 0;
			struct answer answer = test_get(m.people[p], route->path);

			if (strcmp(names[p], "legal") == 0 && answer.status == 200)
				CHECK(i, test_body_has(answer, theirs));        /* so the words looked for are the right ones */
			if (other && test_body_has(answer, theirs))
				fail_msg("%s sees rows of another unit at %s", names[p], route->path);
			asked += other && answer.status == 200;
		}
	}
	CHECK(0, asked >= 10);
}

/* ---- what is not there, and who is nobody any more ---- */

static Str with_id(const struct route *route, Str id)
{
	return filled(filled(str_of(route->path), ":id", id), ":word", STR("edit"));
}

/* A row that is not there is answered as one that may not be seen: by 404, or before it is looked for. */
TEST(a_row_that_is_not_there_is_answered_as_one_of_another_unit)
{
	static const int fine[] = { 303, 401, 403, 404 };
	struct matrix m = gather();
	const struct route *route;

	for (size_t i = 0; (route = door_route(m.door, i)); i++) {
		if (!strstr(route->path, ":id"))
			continue;
		for (size_t p = 0; p < PEOPLE; p++) {
			const char *path = str_terminated(test_arena(), with_id(route, STR("999999999")));
			int status = ask(m.people[p], route, path).status;
			bool known = false;

			for (size_t f = 0; f < COUNT_OF(fine); f++)
				known = known || status == fine[f];
			/* 303 is the way to the login; the inbox alone sends everybody back to itself. */
			if (!known || (status == 303 && p > 0 && strcmp(route->path, "/inbox/:id/read") != 0))
				fail_msg("%s %s: %d for %s", methods[route->method], path, status, names[p]);
		}
	}
}

static const char *const open_while_changing[] = { "/password", "/logout", "/api/v1/password", "/api/v1/session" };

static bool give_first_password(struct act *act, void *input __attribute__((unused)))
{
	return account_set_password(act, STR("supervisor"), STR("First-2026-word"));
}

TEST(before_a_first_password_is_changed_no_route_does_anything)
{
	struct matrix m = gather();
	struct client *client = test_client_beside(m.people[0]);
	const struct route *route;

	CHECK_DONE(test_act(m.story->house, NULL, give_first_password, NULL));
	test_login(client, "supervisor", "First-2026-word");
	for (size_t i = 0; (route = door_route(m.door, i)); i++) {
		bool api = str_starts_with(str_of(route->path), "/api/"), open = route->scope == SCOPED_OPEN;
		struct answer answer;

		for (size_t n = 0; n < COUNT_OF(open_while_changing); n++)
			open = open || strcmp(route->path, open_while_changing[n]) == 0;
		if (open)
			continue;
		answer = ask(client, route, str_terminated(test_arena(), with_id(route, STR("1"))));
		CHECK_INT(i, answer.status, api ? 403 : 303);
		CHECK(i, api ? test_body_has(answer, "people.must_change") : str_is(answer.location, "/password"));
	}
}

static bool disable_head(struct act *act, void *input __attribute__((unused)))
{
	return account_set_disabled(act, STR("supervisor"), true);
}

/* A session of yesterday, whatever memory still says of it. */
static bool age_sessions(struct act *act, void *input)
{
	static const struct sql AGE = { "UPDATE session SET created_real_s = created_real_s - 86400 WHERE account_id = :account" };
	struct query *q = store_query(act, &AGE);

	query_bind_int(q, ":account", ((const struct caller *)input)->account_id);
	return query_run(q);
}

static void check_nobody(struct matrix *m, struct client *client, const char *what)
{
	const struct route *route;

	for (size_t i = 0; (route = door_route(m->door, i)); i++) {
		const char *path = str_terminated(test_arena(), with_id(route, STR("1")));
		int status, want;

		if (route->scope == SCOPED_OPEN)
			continue;
		status = ask(client, route, path).status;
		want = ask(m->people[0], route, path).status;
		if (status != want || (want != 303 && want != 401))
			fail_msg("%s %s: %d for %s, %d for nobody", methods[route->method], path, status, what, want);
	}
}

TEST(a_disabled_account_and_a_session_that_is_over_are_nobody_at_every_route)
{
	struct matrix m = gather();
	struct client *out = m.people[4], *disabled = m.people[3], *over = m.people[2];
	Str cookie = out->cookie;

	CHECK_STATUS(0, test_form(out, "/logout", ""), 303);
	out->cookie = cookie;
	check_nobody(&m, out, "who logged out");
	CHECK_DONE(test_act(m.story->house, NULL, disable_head, NULL));
	check_nobody(&m, disabled, "a disabled account");
	CHECK_STATUS(1, test_get(over, "/"), 200);
	CHECK_DONE(test_act(m.story->house, NULL, age_sessions, &m.story->legal));
	sessions_forget(m.story->house, m.story->legal.account_id);
	check_nobody(&m, over, "a session that is over");
}

/* ---- three administrators, none with business ---- */

/* What the zone's work says, in its own words: none of it is an administrator's to read. */
static const char *const business_words[] = { "华信厂房", "外包队工资拖欠", "两次约谈总包单位", "本周一件", "盯到清零", "2026-W46 周",
                                                "工地围挡外堆料", "豫A00001", "科学大道坑槽" };
static const char *const of_the_house[] = { "unit", "officer", "certificate", "account", "setting", "holiday", "session", "notice", "personal_key" };

static bool is_business(const struct holding *h)
{
	for (size_t i = 0; h && i < COUNT_OF(of_the_house); i++)
		if (strcmp(h->record->name, of_the_house[i]) == 0)
			return false;
	return h != NULL;
}

static void check_page_of(struct matrix *m, size_t person, const struct route *route, const char *path, bool business)
{
	struct answer answer = test_get(m->people[person], path);

	if (business && answer.status != 403 && answer.status != 404)
		fail_msg("%s gets %d at %s", names[person], answer.status, path);
	for (size_t w = 0; w < COUNT_OF(business_words); w++)
		if (test_body_has(answer, business_words[w]))
			fail_msg("%s reads “%s” at %s (%s)", names[person], business_words[w], path, route->path);
}

TEST(no_administrator_reads_a_word_of_business)
{
	struct matrix m = gather();
	const struct route *route;
	int business_routes = 0;

	CHECK(0, test_body_has(test_get(m.people[1], "/weekly/instruction"), "盯到清零"));     /* so these are the words */
	for (size_t i = 0; (route = door_route(m.door, i)); i++) {
		const struct holding *h = holding_of(m.story->house, route);
		bool business = is_business(h);
		Str path = str_of(route->path);

		if (route->method != HTTP_GET)
			continue;
		if (strstr(route->path, ":id"))
			path = with_id(route, str_format(test_arena(), "%lld", (long long)row_of(&m, route->record ? route->record : h ? h->record : &notice_record)));
		for (size_t p = PEOPLE - 3; p < PEOPLE; p++)
			check_page_of(&m, p, route, str_terminated(test_arena(), filled(path, ":word", STR("edit"))), business);
		business_routes += business;
	}
	CHECK(1, business_routes > 30);
}

/* The auditor's ledger: who, when, which event, about which row; not what stands in it. */
TEST(the_auditor_sees_that_something_was_done_and_not_what_it_says)
{
	struct matrix m = gather();
	struct client *auditor = m.people[PEOPLE - 1];
	static const char *const pages[] = { "/ledger", "/ledger?subject=matter", "/ledger?subject=weekly_report", "/ledger?subject=instruction",
	                                     "/ledger?event=weekly_report.submit", "/ledger?event=account.lo", "/ledger?format=csv" };

	for (size_t i = 0; i < COUNT_OF(pages); i++) {
		struct answer answer = test_get(auditor, pages[i]);

		CHECK_STATUS(i, answer, 200);
		CHECK(i, test_body_has(answer, "哈希值"));
		for (size_t w = 0; w < COUNT_OF(business_words); w++)
			CHECK(i, !test_body_has(answer, business_words[w]));
	}
	CHECK(9, test_body_has(test_get(auditor, "/ledger?event=weekly_report.submit"), "报送"));
	CHECK(9, !test_body_has(test_get(auditor, "/ledger?subject=matter"), "href=\"/matter/"));
	CHECK_STATUS(9, test_get(m.people[PEOPLE - 3], "/ledger"), 403);
	CHECK_STATUS(9, test_get(m.people[PEOPLE - 2], "/ledger"), 403);
}
