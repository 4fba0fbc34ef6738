/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* personal_test.c - personal text through the door: who sees how much of it where, that looking is written down, that
 * no page and no answer gives it away, and that it stands nowhere in the database file. */
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/door.h"
#include "base/limits.h"
#include "clauses/house/house.h"
#include "tests/zone.h"

enum { PEOPLE = 11 };
static const char *const names[PEOPLE] = { "leader", "legal", "supervisor", "head1", "contact1", "officer1", "head2", "contact2",
	                                   "sysadmin", "secadmin", "auditor" };

#define MOBILE "13812345678"                    /* of head1's account */
#define OFFICE "037167890001"                   /* of both units' contacts (tests/story.c) */

struct scene { struct story *story; struct client *people[PEOPLE]; int64_t account; };

/* ---- the people ---- */

static const char *say(const char *format, ...) __attribute__((format(printf, 1, 2)));
static const char *say(const char *format, ...)
{
	char *room = arena_take(test_arena(), 512);
	va_list args;

	va_start(args, format);
	vsnprintf(room, 512, format, args);
	va_end(args);
	return room;
}

static struct client *who(const struct scene *s, const char *name)
{
	for (size_t i = 0; i < PEOPLE; i++)
		if (strcmp(names[i], name) == 0)
			return s->people[i];
	fail_msg("nobody is called %s", name);
	return NULL;
}

/* A busy zone in which head1's account has a telephone. */
static struct scene gather(void)
{
	struct scene s = { .story = zone_busy() };
	struct client *door = test_client(s.story->house);

	CHECK_DONE(test_act(s.story->house, NULL, zone_add_watchers, s.story));
	for (size_t i = 0; i < PEOPLE; i++) {
		struct caller *told = zone_told_person(s.story, names[i]);

		s.people[i] = told ? zone_client(s.story, door, told, names[i]) : test_client_beside(door);
		if (!told)
			test_login(s.people[i], names[i], ZONE_PASSWORD);
	}
	s.account = s.story->labour_head.account_id;
	CHECK_STATUS(0, test_form(who(&s, "sysadmin"), say("/admin/account/%lld/edit", (long long)s.account), "phone=" MOBILE), 303);
	return s;
}

static struct answer api(struct client *client, const char *method, const char *path, const char *json)
{
	client->header = str_format(test_arena(), "X-CSRF: %.*s", STR_ARG(client->csrf));
	return test_api(client, method, path, json);
}

/* :id and :word filled in. */
static Str filled(const char *path, int64_t id, const char *word)
{
	struct strbuf out = { .arena = test_arena() };
	Str rest = str_of(path);

	while (rest.len) {
		if (str_starts_with(rest, ":id")) {
			buf_int(&out, id);
			rest = str_after(rest, 3);
		} else if (str_starts_with(rest, ":word")) {
			buf_add(&out, str_of(word));
			rest = str_after(rest, 5);
		} else {
			buf_char(&out, rest.at[0]);
			rest = str_after(rest, 1);
		}
	}
	return buf_str(&out);
}

/* ---- masked ---- */

TEST(each_role_sees_as_much_of_a_number_as_it_may)
{
	static const struct { const char *name, *path; int status; const char *has; } cases[] = {
		{ "sysadmin", "/api/v1/account/:id", 200, "\"phone\":\"138****5678\"" },
		{ "secadmin", "/api/v1/account/:id", 200, "\"phone\":\"***\"" },
		{ "auditor", "/api/v1/account/:id", 200, "\"phone\":\"***\"" },
		{ "legal", "/api/v1/account/:id", 403, "" }, { "head1", "/api/v1/account/:id", 403, "" },
		{ "sysadmin", "/admin/account/:id", 200, "138****5678" },
		{ "sysadmin", "/admin/account/:id/edit", 200, "value=\"138****5678\"" },
		{ "secadmin", "/admin/account/:id", 200, "受限" }, { "auditor", "/admin/account/:id", 200, "受限" },
		{ "legal", "/weekly/contact/1", 200, "0371****0001" }, { "legal", "/weekly/contact", 200, "0371****0001" },
		{ "head1", "/weekly/contact/1", 200, "0371****0001" }, { "contact1", "/weekly/contact", 200, "0371****0001" },
		{ "leader", "/weekly/contact/1", 200, "受限" }, { "supervisor", "/weekly/contact", 200, "受限" },
		{ "leader", "/api/v1/report_contact", 200, "\"phone\":\"***\"" },
		{ "legal", "/api/v1/report_contact", 200, "\"phone\":\"0371****0001\"" },
		{ "head2", "/weekly/contact/1", 404, "" }, { "head2", "/api/v1/report_contact/1", 404, "" },
		{ "officer1", "/weekly/contact/1", 403, "" },
	};
	struct scene s = gather();

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct answer answer = test_get(who(&s, cases[i].name),
		                                str_terminated(test_arena(), filled(cases[i].path, s.account, "")));

		CHECK_STATUS(i, answer, cases[i].status);
		CHECK(i, test_body_has(answer, cases[i].has));
		CHECK(i, !test_body_has(answer, MOBILE) && !test_body_has(answer, OFFICE));
	}
}

/* ---- every page and list, as every role ---- */

static int asked, answered;

static void look(struct scene *s, Str path)
{
	for (size_t i = 0; i < PEOPLE; i++) {
		struct answer answer = test_get(s->people[i], str_terminated(test_arena(), path));

		asked++;
		answered += answer.status == 200;
		CHECK(i, answer.status < 500);
		if (test_body_has(answer, MOBILE) || test_body_has(answer, OFFICE) || test_body_has(answer, "sm4:"))
			fail_msg("%s reads a number at %.*s", names[i], STR_ARG(path));
	}
}

TEST(no_page_and_no_list_gives_a_number_away)
{
	static const char *const words[] = { "edit", "file", "erase", "word" };
	struct scene s = gather();
	const struct door *door = door_open(test_arena(), s.story->house);
	const struct route *route;

	asked = answered = 0;
	for (size_t i = 0; (route = door_route(door, i)); i++) {
		bool by_id = strstr(route->path, ":id") != NULL, by_word = strstr(route->path, ":word") != NULL;
		int64_t last = by_id ? 2 : 1;

		if (route->method != HTTP_GET)
			continue;
		for (int64_t id = 1; id <= last; id++)
			for (size_t w = 0; w < (by_word ? COUNT_OF(words) : 1); w++)
				look(&s, filled(route->path, id, words[w]));
	}
	look(&s, filled("/admin/account/:id", s.account, ""));
	look(&s, filled("/admin/account/:id/edit", s.account, ""));
	look(&s, filled("/api/v1/account/:id", s.account, ""));
	look(&s, STR("/ledger?subject=account"));
	look(&s, STR("/ledger?subject=report_contact"));
	CHECK(0, asked > 1000 && answered > 300);
}

/* ---- asking for the whole ---- */

struct deeds { const char *event; int64_t subject_id, count, actor; Str note; };

static bool find_entries(struct act *act, void *input)
{
	struct deeds *e = input;
	struct ledger_ask ask = { .event_prefix = str_of(e->event) };
	struct ledger_page page;

	if (!ledger_list(act, &ask, &page))
		return false;
	e->count = (int64_t)page.count;
	if (page.count) {
		e->actor = page.entries[0].actor_id;
		e->subject_id = page.entries[0].subject_id;
		e->note = arena_copy(test_arena(), page.entries[0].note);
		CHECK(0, str_is_empty(page.entries[0].after) && str_is_empty(page.entries[0].before));
	}
	return true;
}

static struct deeds entries_of(struct scene *s, const char *event)
{
	struct deeds e = { .event = event };

	CHECK_DONE(test_read(s->story->house, NULL, find_entries, &e));
	return e;
}

TEST(who_may_ask_sees_the_number_once_and_the_ledger_says_who_asked_and_why)
{
	struct scene s = gather();
	struct answer page = test_form(who(&s, "sysadmin"), say("/admin/account/%lld/personal", (long long)s.account), "ground=核对通讯录"), json;
	struct deeds e = entries_of(&s, "account.view_personal");

	CHECK_STATUS(0, page, 200);
	CHECK(0, test_body_has(page, MOBILE) && str_contains(page.head, STR("no-store")));
	CHECK_INT(1, e.count, 1);
	CHECK_INT(2, e.subject_id, s.account);
	CHECK_STR(3, e.note, "核对通讯录");
	json = api(who(&s, "contact1"), "POST", "/api/v1/report_contact/1/personal", "{}");
	CHECK_STATUS(4, json, 200);
	CHECK_STR(5, json.body, "{\"phone\":\"" OFFICE "\"}");
	e = entries_of(&s, "report_contact.view_personal");
	CHECK_INT(6, e.count, 1);
	CHECK_INT(7, e.actor, s.story->labour_contact.account_id);
	page = test_get(who(&s, "sysadmin"), say("/admin/account/%lld", (long long)s.account));
	CHECK(8, !test_body_has(page, MOBILE) && !test_body_has(page, "核对通讯录"));   /* why one looked is not for all who read */

	page = test_get(who(&s, "auditor"), "/ledger");
	CHECK(9, test_body_has(page, "href=\"/ledger/personal\""));
	page = test_get(who(&s, "auditor"), "/ledger/personal");
	CHECK(10, test_body_has(page, "查看个人信息") && test_body_has(page, "周报联系人 1<") && test_body_has(page, "核对通讯录") && !test_body_has(page, MOBILE));
	CHECK(11, !test_body_has(page, "account.login"));
	page = test_get(who(&s, "head1"), "/ledger/personal");
	CHECK(12, test_body_has(page, "report_contact.view_personal"));
	CHECK(13, !test_body_has(test_get(who(&s, "head2"), "/ledger/personal"), "report_contact.view_personal"));
}

TEST(who_may_not_ask_is_told_the_same_as_if_there_were_nothing)
{
	static const struct { const char *name, *path; } cases[] = {
		{ "secadmin", "account" }, { "auditor", "account" }, { "legal", "account" }, { "head1", "account" },
		{ "leader", "report_contact" }, { "supervisor", "report_contact" }, { "officer1", "report_contact" },
		{ "head2", "report_contact" }, { "contact2", "report_contact" }, { "sysadmin", "report_contact" },
	};
	struct scene s = gather();

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		bool account = strcmp(cases[i].path, "account") == 0;
		struct client *c = who(&s, cases[i].name);
		struct answer there = api(c, "POST", say("/api/v1/%s/%lld/personal", cases[i].path, account ? (long long)s.account : 1), "{}");
		struct answer nothing = api(c, "POST", say("/api/v1/%s/4711/personal", cases[i].path), "{}");
		struct answer page = test_form(c, say("%s/%lld/personal", account ? "/admin/account" : "/weekly/contact",
		                                     account ? (long long)s.account : 1), "");

		CHECK_STATUS(i, there, 404);
		CHECK(i, str_equal(there.body, nothing.body));
		CHECK_STATUS(i, page, 404);
	}
	CHECK_INT(0, entries_of(&s, "account.view_personal").count + entries_of(&s, "report_contact.view_personal").count, 0);
	CHECK_STATUS(20, test_request(who(&s, "sysadmin"), "POST", say("/admin/account/%lld/personal", (long long)s.account),
	                              "application/x-www-form-urlencoded", STR("a=b")), 403);       /* a form of another site */
}

TEST(a_ground_is_as_long_as_the_limit_and_not_one_more)
{
	struct scene s = gather();
	const char *path = say("/api/v1/account/%lld/personal", (long long)s.account);

	for (int more = 0; more < 2; more++) {
		struct strbuf json = { .arena = test_arena() };

		buf_text(&json, "{\"ground\":\"");
		for (int i = 0; i < LIMIT_GROUND_CHARACTERS + more; i++)
			buf_text(&json, "查");
		buf_text(&json, "\"}");
		CHECK_STATUS(more, api(who(&s, "sysadmin"), "POST", path, str_terminated(test_arena(), buf_str(&json))), more ? 422 : 200);
	}
	CHECK_STATUS(2, api(who(&s, "sysadmin"), "POST", path, "{\"colour\":\"red\"}"), 422);
}

/* Numbers could be tried out in any field that refers to a row: what is another unit's and what is not there sound the same. */
TEST(a_row_one_may_not_see_cannot_be_named_in_a_field_either)
{
	struct scene s = gather();
	struct answer theirs, nothing, own;

	theirs = api(who(&s, "head2"), "POST", "/api/v1/report_contact", say("{\"account_id\":%lld,\"phone\":\"13700001111\","
	             "\"mechanism\":\"周一汇总，负责人审签，周二报送\"}", (long long)s.story->labour_clerk.v));
	nothing = api(who(&s, "head2"), "POST", "/api/v1/report_contact", "{\"account_id\":4711,\"phone\":\"13700001111\","
	              "\"mechanism\":\"周一汇总，负责人审签，周二报送\"}");
	own = api(who(&s, "head2"), "POST", "/api/v1/report_contact", say("{\"account_id\":%lld,\"phone\":\"13700001111\","
	          "\"mechanism\":\"周一汇总，负责人审签，周二报送\"}", (long long)s.story->city_clerk.v));
	CHECK_STATUS(0, theirs, 422);
	CHECK(1, str_equal(theirs.body, nothing.body));
	CHECK_STATUS(2, own, 201);
}

/* ---- a unit's ledger ---- */

TEST(a_units_ledger_has_no_numbers_whose_gaps_count_what_others_do)
{
	struct scene s = gather();
	struct answer all = test_get(who(&s, "auditor"), "/ledger"), own = test_get(who(&s, "head1"), "/ledger");

	CHECK(0, test_body_has(all, ">号</th>") && test_body_has(all, "<td class=\"jb-num\">"));
	CHECK_STATUS(1, own, 200);
	CHECK(2, test_body_has(own, ">时间</th>") && !test_body_has(own, ">号</th>") && !test_body_has(own, "<td class=\"jb-num\">"));
}

/* ---- found by the whole of it, within the scope of asking ---- */

TEST(a_number_is_found_by_the_whole_of_it_by_who_may_ask)
{
	static const struct { const char *name, *path; int status; bool found; } cases[] = {
		{ "sysadmin", "/api/v1/account?phone=" MOBILE, 200, true }, { "sysadmin", "/api/v1/account?phone=138-1234-5678", 200, true },
		{ "sysadmin", "/api/v1/account?phone=1381234567", 200, false }, { "sysadmin", "/api/v1/account?q=138", 200, false },
		{ "sysadmin", "/admin/account?phone=" MOBILE, 200, true },
		{ "auditor", "/api/v1/account?phone=" MOBILE, 422, false }, { "secadmin", "/admin/account?phone=" MOBILE, 422, false },
		{ "legal", "/api/v1/report_contact?phone=0371-67890001", 200, true }, { "leader", "/api/v1/report_contact?phone=" OFFICE, 422, false },
		{ "head2", "/api/v1/report_contact?phone=" OFFICE, 200, true },
	};
	struct scene s = gather();

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct answer answer = test_get(who(&s, cases[i].name), cases[i].path);
		bool page = !str_starts_with(str_of(cases[i].path), "/api/");

		CHECK_STATUS(i, answer, cases[i].status);
		if (cases[i].status == 200)
			CHECK(i, cases[i].found == test_body_has(answer, page ? "138****5678" : "\"id\":") || page);
		if (page && cases[i].found)
			CHECK(i, test_body_has(answer, say("/admin/account/%lld\"", (long long)s.account))
			             && !test_body_has(answer, say("/admin/account/%lld\"", (long long)s.story->city_head.account_id)));
	}
	CHECK(20, !test_body_has(test_get(who(&s, "head2"), "/api/v1/report_contact?phone=" OFFICE),
	                         say("\"unit_id\":%lld", (long long)s.story->labour.v)));
}

/* ---- erased ---- */

/* PostgreSQL's sealer comes within a second. */
static bool seal(struct act *act, void *input)
{
	return ledger_seal(act);
}

static bool verify(struct act *act, void *out)
{
	struct record_walk walk = { .records = clauses_records(act->arena, act->house) };

	return ledger_verify(act, &VERIFY_ROWS(walk), out);
}

static int64_t key_of(struct scene *s, int64_t account)
{
	struct answer answer = test_get(who(s, "secadmin"), say("/api/v1/personal_key?record=account&row_id=%lld", (long long)account));
	Str after = answer.body, before;
	int64_t id = 0;

	CHECK_STATUS(0, answer, 200);
	CHECK(0, !test_body_has(answer, "wrapped"));
	must(str_cut(after, ',', &before, &after) && str_cut(before, '[', &after, &before) && str_to_int(str_after(before, 6), &id));
	return id;
}

TEST(erasing_needs_the_security_administrator_and_a_ground_and_leaves_the_ledger_sound)
{
	struct scene s = gather();
	int64_t key = key_of(&s, s.account);
	const char *path = say("/admin/personal/%lld/erase", (long long)key);
	struct verdict verdict = { 0 };
	struct deeds e;

	CHECK_STATUS(0, test_form(who(&s, "auditor"), path, "ground=本人要求"), 403);
	CHECK_STATUS(1, test_form(who(&s, "sysadmin"), path, "ground=本人要求"), 403);
	CHECK_STATUS(2, test_form(who(&s, "secadmin"), path, ""), 422);
	CHECK_STATUS(3, test_form(who(&s, "secadmin"), path, "ground=调离，本人要求删除"), 303);
	CHECK_STATUS(4, test_form(who(&s, "secadmin"), path, "ground=再删一次"), 409);
	e = entries_of(&s, "account.erase_personal");
	CHECK_INT(5, e.count, 1);
	CHECK_INT(5, e.subject_id, s.account);
	CHECK_STR(6, e.note, "调离，本人要求删除");
	CHECK(7, test_body_has(test_get(who(&s, "sysadmin"), say("/admin/account/%lld", (long long)s.account)), "已删除"));
	CHECK(8, test_body_has(api(who(&s, "sysadmin"), "POST", say("/api/v1/account/%lld/personal", (long long)s.account), "{}"), "已删除"));
	CHECK(9, !test_body_has(test_get(who(&s, "sysadmin"), "/api/v1/account?phone=" MOBILE), "\"id\":"));
	CHECK_DONE(test_act(s.story->house, NULL, seal, NULL));
	CHECK_DONE(test_read(s.story->house, NULL, verify, &verdict));
	CHECK(10, verdict.sound);
	CHECK(11, test_body_has(test_get(who(&s, "auditor"), "/ledger/personal"), "调离，本人要求删除"));
	/* A new number gets a new key. */
	CHECK_STATUS(12, test_form(who(&s, "sysadmin"), say("/admin/account/%lld/edit", (long long)s.account), "phone=13900001111"), 303);
	CHECK(13, test_body_has(test_get(who(&s, "sysadmin"), say("/api/v1/account/%lld", (long long)s.account)), "139****1111"));
}

/* ---- the file itself ---- */

static const struct sql PLACE = { "SELECT file FROM pragma_database_list WHERE name = 'main'" };
static const struct sql WRAPPED = { "SELECT wrapped FROM personal_key WHERE record = 'account'" };

static bool ask_text(struct act *act, const struct sql *sql, const char *column, Str *out)
{
	struct query *q = store_query(act, sql);
	bool found;

	if (!query_one(q, &found))
		return false;
	*out = found ? arena_copy(test_arena(), query_str(q, column)) : STR_NONE;
	return query_done(q);
}

static bool ask_place(struct act *act, void *out)
{
	return ask_text(act, &PLACE, "file", out);
}

static bool ask_wrapped(struct act *act, void *out)
{
	return ask_text(act, &WRAPPED, "wrapped", out);
}

static Str whole_file(const char *path)
{
	struct strbuf out = { .arena = test_arena() };
	FILE *file = fopen(path, "rb");
	static char part[1 << 16];
	size_t got;

	while (file && (got = fread(part, 1, sizeof part, file)) > 0)
		buf_add(&out, (Str){ part, got });
	if (file)
		(void)fclose(file);
	return buf_str(&out);
}

static bool stands_in_file(Str place, const char *words)
{
	const char *path = str_terminated(test_arena(), place);

	return str_contains(whole_file(path), str_of(words)) || str_contains(whole_file(say("%s-wal", path)), str_of(words));
}

static void settle_file(Str place)
{
	sqlite3 *db;

	must(sqlite3_open(str_terminated(test_arena(), place), &db) == SQLITE_OK);
	sqlite3_busy_timeout(db, 5000);
	must(sqlite3_exec(db, "PRAGMA wal_checkpoint(TRUNCATE); VACUUM; PRAGMA wal_checkpoint(TRUNCATE)", NULL, NULL, NULL) == SQLITE_OK);
	sqlite3_close(db);
}

TEST(the_plain_number_is_nowhere_in_the_file_and_an_erased_key_neither)
{
	const char *server = getenv("JUEBU_TEST_DB");
	struct scene s;
	Str place = STR_NONE, wrapped = STR_NONE;

	if (server && *server)
		skip();
	s = gather();
	CHECK_DONE(test_read(s.story->house, NULL, ask_place, &place));
	CHECK_DONE(test_read(s.story->house, NULL, ask_wrapped, &wrapped));
	CHECK(0, !stands_in_file(place, MOBILE) && !stands_in_file(place, OFFICE));
	settle_file(place);
	CHECK(1, !stands_in_file(place, MOBILE) && !stands_in_file(place, OFFICE));
	CHECK(2, stands_in_file(place, "sm4:1:") && stands_in_file(place, str_terminated(test_arena(), wrapped)));
	CHECK_STATUS(3, test_form(who(&s, "secadmin"), say("/admin/personal/%lld/erase", (long long)key_of(&s, s.account)), "ground=本人要求"), 303);
	settle_file(place);
	CHECK(4, !stands_in_file(place, MOBILE) && !stands_in_file(place, str_terminated(test_arena(), wrapped)));
}

/* ---- without the key ---- */

TEST(without_the_key_the_house_runs_and_says_so)
{
	struct scene s = gather();
	const struct vault *vault = s.story->house->vault;
	const char *path = say("/admin/account/%lld", (long long)s.account);
	struct answer answer;

	s.story->house->vault = NULL;
	answer = test_get(who(&s, "sysadmin"), path);
	CHECK_STATUS(0, answer, 200);
	CHECK(0, test_body_has(answer, "没有找到这个数据库的密钥文件") && test_body_has(answer, "密钥不在</span>"));
	CHECK(1, test_body_has(test_get(who(&s, "auditor"), "/ledger"), "没有找到这个数据库的密钥文件"));
	CHECK(2, !test_body_has(test_get(who(&s, "head1"), "/weekly/contact"), "没有找到这个数据库的密钥文件"));
	CHECK(3, test_body_has(test_get(who(&s, "head1"), "/weekly/contact"), "密钥不在"));
	answer = test_form(who(&s, "sysadmin"), say("%s/edit", path), "phone=13900001111");
	CHECK_STATUS(4, answer, 422);
	CHECK(4, test_body_has(answer, "密钥文件不在，电话现在不能保存"));
	CHECK_STATUS(5, test_form(who(&s, "sysadmin"), say("%s/edit", path), "name=换了名&phone=密钥不在"), 303);
	answer = test_form(who(&s, "sysadmin"), say("%s/personal", path), "");
	CHECK_STATUS(6, answer, 409);
	CHECK_STATUS(7, test_get(who(&s, "sysadmin"), "/admin/account?phone=" MOBILE), 422);
	s.story->house->vault_is_wrong = true;
	CHECK(8, test_body_has(test_get(who(&s, "secadmin"), path), "不是这个数据库的"));
	CHECK(9, test_body_has(test_get(who(&s, "sysadmin"), path), "密钥不对"));
	s.story->house->vault = vault;
	s.story->house->vault_is_wrong = false;
	CHECK(10, test_body_has(test_get(who(&s, "sysadmin"), path), "138****5678"));
}
