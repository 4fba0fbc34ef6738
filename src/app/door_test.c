/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* door_test.c - requests over a real socket against a house of people, duties and the toy clause. */
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "app/house_store.h"
#include "base/limits.h"
#include "clause/clause.h"
#include "store/sample_test.h"
#include "tests/client.h"
#include "tests/toy.h"

#define NOW "2026-11-23T10:00"
#define JSON_NOTE "{\"title\":\"便条一\",\"lines\":[{\"words\":\"一\",\"amount\":1}]}"

static struct client *logged_in(const char *login)
{
	struct client *client = test_client(test_toy_house(NOW));

	test_login(client, login, TOY_PASSWORD);
	return client;
}

static struct client *logged_in_api(const char *login)
{
	struct client *client = test_client(test_toy_house(NOW));

	test_login_api(client, login, TOY_PASSWORD);
	return client;
}

static int64_t id_in(struct answer answer)
{
	const char *id = strstr(str_terminated(test_arena(), answer.body), "\"id\":");

	return id ? strtoll(id + 5, NULL, 10) : 0;
}

static const char *path_of(const char *start, int64_t id, const char *end)
{
	return str_terminated(test_arena(), str_format(test_arena(), "%s%lld%s", start, (long long)id, end));
}

static int64_t note_count(struct house *house)
{
	struct client *legal = test_client(house);
	struct answer answer;
	const char *at;
	int64_t count = 0;

	test_login_api(legal, "legal", TOY_PASSWORD);
	answer = test_api(legal, "GET", "/api/v1/toy_note", NULL);
	CHECK_STATUS(0, answer, 200);
	for (at = str_terminated(test_arena(), answer.body); (at = strstr(at, "\"title\":")); at++)
		count++;
	return count;
}

/* ---- who may come in ---- */

TEST(nobody_is_let_in_without_login)
{
	struct client *client = test_client(test_toy_house(NOW));
	struct answer page = test_get(client, "/toy/note?state=draft"), api = test_api(client, "GET", "/api/v1/toy_note", NULL);

	CHECK_STATUS(0, page, 303);
	CHECK_STR(0, page.location, "/login?to=%2Ftoy%2Fnote%3Fstate%3Ddraft");
	CHECK_STATUS(0, api, 401);
	CHECK(0, test_body_has(api, "\"rule\":\"door.login\""));
	CHECK_STATUS(0, test_get(client, "/healthz"), 200);
	CHECK_STATUS(0, test_get(client, "/login"), 200);
	CHECK_STATUS(0, test_get(client, "/api/v1/openapi.json"), 200);
}

TEST(a_wrong_password_shows_the_form_again_and_opens_nothing)
{
	struct client *client = test_client(test_toy_house(NOW));
	struct answer answer = test_form(client, "/login", "login=contact_a&password=wrong");

	CHECK_STATUS(0, answer, 401);
	CHECK(0, test_body_has(answer, "contact_a"));
	CHECK(0, !test_body_has(answer, "wrong"));
	CHECK_INT(0, client->cookie.len, 0);
}

TEST(after_logging_in_one_goes_where_one_wanted_and_only_within_this_site)
{
	static const struct { const char *to, *place; } t[] = {
		{ "%2Ftoy%2Fnote%3Fstate%3Ddraft", "/toy/note?state=draft" },
		{ "", "/" },
		{ "https%3A%2F%2Fevil.example%2F", "/" },
		{ "%2F%2Fevil.example%2F", "/" },
		{ "%2F%5Cevil.example%2F", "/" },
	};
	struct client *client = test_client(test_toy_house(NOW));

	for (size_t i = 0; i < COUNT_OF(t); i++) {
		Str fields = str_format(test_arena(), "login=contact_a&password=" TOY_PASSWORD "&to=%s", t[i].to);
		struct answer answer = test_form(client, "/login", str_terminated(test_arena(), fields));

		CHECK_STATUS(i, answer, 303);
		CHECK_STR(i, answer.location, t[i].place);
		client->cookie = STR_NONE;
	}
}

TEST(logging_out_ends_the_session_itself)
{
	struct client *client = logged_in("contact_a");
	Str cookie = client->cookie;

	CHECK_STATUS(0, test_get(client, "/"), 200);
	CHECK_STATUS(0, test_form(client, "/logout", ""), 303);
	CHECK_INT(0, client->cookie.len, 0);
	client->cookie = cookie;
	CHECK_STATUS(0, test_get(client, "/"), 303);
}

TEST(a_form_of_another_site_is_refused)
{
	struct client *client = logged_in("contact_a");
	Str csrf = client->csrf;

	client->csrf = STR_NONE;
	CHECK_STATUS(0, test_form(client, "/logout", ""), 403);
	client->csrf = STR("00000000000000000000000000000000");
	CHECK_STATUS(1, test_form(client, "/logout", ""), 403);
	client->csrf = csrf;
	CHECK_STATUS(2, test_form(client, "/inbox/read", ""), 303);
	client->header = STR("Sec-Fetch-Site: cross-site");
	CHECK_STATUS(3, test_form(client, "/login", "login=contact_a&password=" TOY_PASSWORD), 403);
}

TEST(the_api_with_a_cookie_wants_the_sessions_word)
{
	struct client *client = logged_in("contact_a");

	CHECK_STATUS(0, test_api(client, "GET", "/api/v1/toy_note", NULL), 200);
	CHECK_STATUS(1, test_api(client, "POST", "/api/v1/toy_note", JSON_NOTE), 403);
	client->header = str_format(test_arena(), "X-CSRF: %.*s", STR_ARG(client->csrf));
	CHECK_STATUS(2, test_api(client, "POST", "/api/v1/toy_note", JSON_NOTE), 201);
}

TEST(who_lacks_the_role_is_refused_who_lacks_the_scope_finds_nothing)
{
	struct client *a = logged_in_api("contact_a"), *b = test_client_beside(a);
	struct answer made = test_api(a, "POST", "/api/v1/toy_note", JSON_NOTE);
	const char *place = path_of("/api/v1/toy_note/", id_in(made), "");
	struct answer strange, missing;

	CHECK_STATUS(0, made, 201);
	CHECK_STR(0, made.location, "");
	test_login_api(b, "contact_b", TOY_PASSWORD);
	CHECK_STATUS(0, test_api(a, "GET", place, NULL), 200);
	strange = test_api(b, "GET", place, NULL);
	missing = test_api(b, "GET", "/api/v1/toy_note/99999", NULL);
	CHECK_STATUS(0, strange, 404);
	CHECK_STATUS(0, missing, 404);
	CHECK(0, str_equal(strange.body, missing.body));
	CHECK_STATUS(0, test_api(b, "PATCH", place, "{\"title\":\"夺\"}"), 404);
	CHECK_STATUS(0, test_api(a, "GET", "/api/v1/account", NULL), 403);
	CHECK_STATUS(0, test_api(a, "GET", "/api/v1/nothing", NULL), 404);
}

/* ---- JSON ---- */

TEST(a_row_is_made_read_changed_and_moved_in_json)
{
	struct client *a = logged_in_api("contact_a"), *legal = test_client_beside(a);
	struct answer made = test_api(a, "POST", "/api/v1/toy_note", JSON_NOTE), answer;
	int64_t id = id_in(made);
	const char *place = path_of("/api/v1/toy_note/", id, "");

	test_login_api(legal, "legal", TOY_PASSWORD);
	CHECK_STATUS(0, made, 201);
	answer = test_api(a, "GET", place, NULL);
	CHECK_STATUS(0, answer, 200);
	CHECK(0, test_body_has(answer, "\"words\":\"一\""));
	answer = test_api(a, "PATCH", place, "{\"version\":1,\"title\":\"便条二\"}");
	CHECK_STATUS(0, answer, 200);
	CHECK(0, test_body_has(answer, "\"version\":2"));
	CHECK_STATUS(1, test_api(a, "PATCH", place, "{\"version\":1,\"title\":\"便条三\"}"), 409);
	CHECK_STATUS(2, test_api(a, "POST", path_of("/api/v1/toy_note/", id, "/submit"), "{\"version\":2}"), 200);
	CHECK_STATUS(3, test_api(a, "PATCH", place, "{\"title\":\"晚了\"}"), 409);
	CHECK_STATUS(4, test_api(a, "POST", path_of("/api/v1/toy_note/", id, "/close"), "{}"), 403);
	CHECK_STATUS(5, test_api(legal, "POST", path_of("/api/v1/toy_note/", id, "/close"), NULL), 200);
	answer = test_api(legal, "GET", "/api/v1/toy_note?state=closed", NULL);
	CHECK_STATUS(0, answer, 200);
	CHECK(0, test_body_has(answer, "便条二"));
	CHECK(0, !test_body_has(answer, "\"lines\""));
	CHECK_INT(0, toy_heard(), 1);
}

TEST(a_refusal_in_json_names_rule_message_and_field)
{
	struct client *a = logged_in_api("contact_a");
	static const struct { const char *json; int status; const char *has; } t[] = {
		{ "", 400, "\"fields\":[]" },
		{ "[1]", 400, "JSON" },
		{ "{\"title\":", 400, "JSON" },
		{ "{\"title\":\"a\",\"title\":\"b\"}", 400, "两次" },
		{ "{}", 422, "\"field\":\"title\"" },
		{ "{\"title\":5}", 422, "\"field\":\"title\"" },
		{ "{\"title\":\"一二三四五六七八九十一二三四五六七八九十\"}", 201, "\"id\":" },
		{ "{\"title\":\"一二三四五六七八九十一二三四五六七八九十一\"}", 422, "\"field\":\"title\"" },
		{ "{\"title\":\"a\",\"titel\":\"b\"}", 422, "\"field\":\"titel\"" },
		{ "{\"title\":\"a\",\"lines\":[{\"words\":\"\",\"amount\":1}]}", 422, "\"field\":\"lines.0.words\"" },
		{ "{\"title\":\"a\",\"unit_id\":1}", 422, "\"field\":\"unit_id\"" },
		{ "{\"title\":\"a\",\"id\":1}", 422, "\"field\":\"id\"" },
	};

	for (size_t i = 0; i < COUNT_OF(t); i++) {
		struct answer answer = test_api(a, "POST", "/api/v1/toy_note", t[i].json);

		if (i == 0) {                   /* no body at all is an object without members */
			CHECK_STATUS(i, answer, 422);
			continue;
		}
		CHECK_STATUS(i, answer, t[i].status);
		if (!test_body_has(answer, t[i].has))
			print_error("%.*s\n", STR_ARG(answer.body));
		CHECK(i, test_body_has(answer, t[i].has));
	}
}

TEST(fields_without_end_are_refused_at_the_limit)
{
	struct client *a = logged_in_api("contact_a");
	int counts[] = { LIMIT_INPUT_FIELDS, LIMIT_INPUT_FIELDS + 1 }, statuses[] = { 422, 413 };

	for (size_t i = 0; i < COUNT_OF(counts); i++) {
		struct strbuf json = { .arena = test_arena() };
		struct answer answer;

		buf_char(&json, '{');
		for (int n = 0; n < counts[i]; n++)
			buf_format(&json, "%s\"x%d\":1", n ? "," : "", n);
		buf_char(&json, '}');
		answer = test_api(a, "POST", "/api/v1/toy_note", str_terminated(test_arena(), buf_str(&json)));
		CHECK_STATUS(i, answer, statuses[i]);
		CHECK(i, answer.body.len < 4096);
	}
}

TEST(a_body_over_the_limit_and_bytes_that_are_no_text_are_refused)
{
	struct client *a = logged_in_api("contact_a");
	struct strbuf big = { .arena = test_arena() };

	for (int i = 0; i < LIMIT_BODY_BYTES / 64 + 1; i++)
		buf_add(&big, STR("................................................................"));
	CHECK_STATUS(0, test_request(a, "POST", "/api/v1/toy_note", "application/json", buf_str(&big)), 413);
	CHECK_STATUS(1, test_request(a, "POST", "/api/v1/toy_note", "application/json", STR("{\"title\":\"\xff\xfe\"}")), 400);
	CHECK_STATUS(2, test_get(a, "/api/v1/toy_note?q=%ff"), 400);
}

TEST(the_cookie_is_kept_from_scripts_other_sites_and_where_it_came_so_from_plain_http)
{
	static const struct { const char *proxies, *header; bool secure; } t[] = {
		{ "127.0.0.1", "X-Forwarded-Proto: https", true },
		{ "127.0.0.1", "X-Forwarded-Proto: http", false },
		{ "10.0.0.1", "X-Forwarded-Proto: https", false },          /* anybody may write that */
	};
	struct house *house = test_toy_house(NOW);

	for (size_t i = 0; i < COUNT_OF(t); i++) {
		struct client *client = test_client_behind(house, t[i].proxies);
		struct answer answer;

		client->header = str_of(t[i].header);
		answer = test_form(client, "/login", "login=contact_a&password=" TOY_PASSWORD);
		CHECK_STATUS(i, answer, 303);
		CHECK(i, str_contains(answer.cookie, STR("; HttpOnly; SameSite=Lax; Path=/")));
		CHECK_INT(i, str_contains(answer.cookie, STR("; Secure")), t[i].secure);
		CHECK_INT(i, str_contains(answer.head, STR("Strict-Transport-Security:")), t[i].secure);
	}
}

/* ---- once ---- */

TEST(a_request_sent_twice_is_done_once)
{
	struct client *a = logged_in_api("contact_a"), *b = test_client_beside(a);
	struct answer first, second, other;

	test_login_api(b, "contact_b", TOY_PASSWORD);
	a->header = b->header = STR("Idempotency-Key: 0123456789abcdef");
	first = test_api(a, "POST", "/api/v1/toy_note", JSON_NOTE);
	second = test_api(a, "POST", "/api/v1/toy_note", JSON_NOTE);
	other = test_api(b, "POST", "/api/v1/toy_note", JSON_NOTE);
	CHECK_STATUS(0, first, 201);
	CHECK_STATUS(0, second, 200);
	CHECK_INT(0, id_in(second), id_in(first));
	CHECK_STATUS(0, other, 201);
	CHECK(0, id_in(other) != id_in(first));
	CHECK_INT(0, note_count(a->house), 2);
}

TEST(a_refused_request_may_be_mended_under_the_same_key)
{
	struct client *a = logged_in_api("contact_a");

	a->header = STR("Idempotency-Key: k1");
	CHECK_STATUS(0, test_api(a, "POST", "/api/v1/toy_note", "{}"), 422);
	CHECK_STATUS(1, test_api(a, "POST", "/api/v1/toy_note", JSON_NOTE), 201);
}

static bool remember_many(struct act *act, void *input)
{
	for (int64_t i = 0; i < *(int64_t *)input; i++)
		if (!once_remember(act, str_format(act->arena, "key %lld", (long long)i), 1, STR("/")))
			return false;
	return once_remember(act, STR("key 0"), 2, STR("/other"));
}

static bool prune(struct act *act, void *input __attribute__((unused)))
{
	return once_prune(act, instant_plus(act->now, 1));
}

static bool is_remembered(struct act *act, void *input)
{
	Str location;
	const int64_t *account = input;

	return once_find(act, STR("key 0"), *account, &location)
	    && (location.len || refuse(act, REFUSED_NOT_FOUND, "test.gone", "没有"));
}

TEST(old_keys_go_a_thousand_at_a_time_and_each_account_has_its_own)
{
	struct house *house = test_toy_house(NOW);
	int64_t many = 1500, first = 1, other = 2, stranger = 3;

	CHECK_DONE(test_act(house, NULL, remember_many, &many));
	CHECK_DONE(test_read(house, NULL, is_remembered, &first));
	CHECK_DONE(test_read(house, NULL, is_remembered, &other));
	CHECK_REFUSED(test_read(house, NULL, is_remembered, &stranger), REFUSED_NOT_FOUND, "test.gone");
	CHECK_DONE(test_act(house, NULL, prune, NULL));
	CHECK_DONE(test_act(house, NULL, prune, NULL));
	CHECK_REFUSED(test_read(house, NULL, is_remembered, &first), REFUSED_NOT_FOUND, "test.gone");
	CHECK_REFUSED(test_read(house, NULL, is_remembered, &other), REFUSED_NOT_FOUND, "test.gone");
}

TEST(a_key_is_at_most_64_bytes)
{
	struct client *a = logged_in_api("contact_a");
	char key[LIMIT_ONCE_BYTES + 2];

	memset(key, 'k', sizeof key);
	key[LIMIT_ONCE_BYTES] = '\0';
	a->header = str_format(test_arena(), "Idempotency-Key: %s", key);
	CHECK_STATUS(0, test_api(a, "POST", "/api/v1/toy_note", JSON_NOTE), 201);
	a->header = str_format(test_arena(), "Idempotency-Key: %sk", key);
	CHECK_STATUS(1, test_api(a, "POST", "/api/v1/toy_note", JSON_NOTE), 413);
}

TEST(a_form_sent_twice_leads_to_the_same_place)
{
	struct client *a = logged_in("contact_a");
	const char *fields = "title=%E4%BE%BF%E6%9D%A1&_once=abc123";
	struct answer first = test_form(a, "/toy/note/create", fields), second = test_form(a, "/toy/note/create", fields);

	if (first.status == 404) {              /* however the generated pages call it */
		first = test_form(a, "/toy/note", fields);
		second = test_form(a, "/toy/note", fields);
	}
	CHECK_STATUS(0, first, 303);
	CHECK_STATUS(0, second, 303);
	CHECK(0, str_equal(first.location, second.location));
	CHECK_INT(0, note_count(a->house), 1);
}

static int send_note(struct client *client)
{
	struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons((uint16_t)client->port) };
	int to_door = socket(AF_INET, SOCK_STREAM, 0);
	Str body = STR(JSON_NOTE);
	Str request = str_format(test_arena(), "POST /api/v1/toy_note HTTP/1.1\r\nHost: x\r\nConnection: close\r\nIdempotency-Key: same\r\n"
	                         "Authorization: Bearer %.*s\r\nContent-Type: application/json\r\nContent-Length: %zu\r\n\r\n%.*s",
	                         STR_ARG(client->token), body.len, STR_ARG(body));

	to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	must(to_door >= 0 && connect(to_door, (struct sockaddr *)&to, sizeof to) == 0);
	must(send(to_door, request.at, request.len, MSG_NOSIGNAL) == (ssize_t)request.len);
	return to_door;
}

static int status_of(int from_door)
{
	char words[13] = "";

	must(recv(from_door, words, sizeof words - 1, MSG_WAITALL) == sizeof words - 1);
	close(from_door);
	return atoi(words + 9);
}

/* They wait behind the gate and are one batch: each finds what the first of them did in the same transaction. */
TEST(a_request_sent_eight_times_at_the_same_moment_is_done_once)
{
	enum { TIMES = 8 };
	struct client *a = logged_in_api("contact_a");
	int doors[TIMES], made = 0, again = 0;
	struct held held;
	sem_t answered;

	sem_init(&answered, 0, 0);
	hold_writer(a->house, &held, &answered);
	for (int i = 0; i < TIMES; i++)
		doors[i] = send_note(a);
	while (store_figures(a->house->store).waiting < TIMES)
		usleep(1000);
	open_gate(&held);
	for (int i = 0; i < TIMES; i++) {
		int status = status_of(doors[i]);

		made += status == 201;
		again += status == 200;
	}
	wait_for_answers(&held, 0, &answered);
	CHECK_INT(0, made, 1);
	CHECK_INT(0, again, TIMES - 1);
	CHECK_INT(0, note_count(a->house), 1);
	sem_destroy(&answered);
}

/* ---- pages ---- */

/* The numbers around a page are kept as long as nothing is written: the next page after any act shows the new ones, to
 * whom they belong and to nobody else. */
TEST(what_one_owes_and_has_not_read_is_true_on_the_very_next_page)
{
	struct client *a = logged_in("contact_a"), *b = test_client_beside(a), *legal = test_client_beside(a);
	struct answer made;

	test_login(b, "contact_b", TOY_PASSWORD);
	test_login(legal, "legal", TOY_PASSWORD);
	for (int i = 1; i <= 3; i++) {
		Str owed = str_format(test_arena(), "便条<i>%d</i>", i), told = str_format(test_arena(), "收件箱 <b>%d</b>", i);
		Str fields = str_format(test_arena(), "title=t%d&lines.0.words=w&lines.0.amount=1&version=1", i);

		made = test_form(a, "/toy/note", str_terminated(test_arena(), fields));
		CHECK_STATUS(i, made, 303);
		CHECK(i, test_body_has(test_get(a, "/toy/note"), str_terminated(test_arena(), owed)));
		CHECK(i, test_body_has(test_get(a, "/"), i == 1 ? "<strong>办完便条" : "下一时限"));
		CHECK(i, !test_body_has(test_get(b, "/toy/note"), "便条<i>"));
		CHECK(i, test_body_has(test_get(b, "/"), "眼下没有未到期的时限"));
		made.location = str_format(test_arena(), "%.*s/submit", STR_ARG(made.location));
		CHECK_STATUS(i, test_form(a, str_terminated(test_arena(), made.location), str_terminated(test_arena(), fields)), 303);
		CHECK(i, test_body_has(test_get(legal, "/toy/note"), str_terminated(test_arena(), told)));
		CHECK(i, test_body_has(test_get(b, "/toy/note"), "收件箱 <b>0</b>"));
	}
	CHECK_STATUS(4, test_form(legal, "/inbox/read", ""), 303);
	CHECK(4, test_body_has(test_get(legal, "/toy/note"), "收件箱 <b>0</b>"));
}

static bool add_unit(struct act *act, void *input)
{
	struct unit unit = { .name = str_of(input), .short_name = str_of(input), .kind = UNIT_DEPARTMENT };

	return record_insert(act, &unit_record, &unit, "unit.create", STR_NONE);
}

TEST(a_new_unit_can_be_chosen_on_the_very_next_list)
{
	struct client *legal = logged_in("legal");

	CHECK(0, test_body_has(test_get(legal, "/toy/note"), ">甲单位</option>"));
	CHECK(1, !test_body_has(test_get(legal, "/toy/note"), ">丙单位</option>"));
	CHECK_DONE(test_act(legal->house, NULL, add_unit, (char[]){ "丙单位" }));
	CHECK(2, test_body_has(test_get(legal, "/toy/note"), ">丙单位</option>"));
}

TEST(how_long_still_moves_on_while_nothing_is_written)
{
	struct client *a = logged_in("contact_a");

	CHECK_STATUS(0, test_form(a, "/toy/note", "title=t&lines.0.words=w&lines.0.amount=1"), 303);
	test_clock(a->house, "2026-11-30T10:00");
	CHECK(0, test_body_has(test_get(a, "/toy/note"), "还剩 14 小时 0 分"));
	test_clock(a->house, "2026-11-30T10:01");
	CHECK(1, test_body_has(test_get(a, "/toy/note"), "还剩 13 小时 59 分"));
}

TEST(every_page_without_an_id_answers_each_person_or_refuses)
{
	static const char *const paths[] = { "/", "/duty", "/duty?state=breached", "/duty?whose=unit", "/inbox", "/ledger",
	                                     "/setting", "/password", "/toy/note", "/admin/unit", "/admin/officer" };
	struct client *client = logged_in("contact_a");

	for (size_t i = 0; i < COUNT_OF(paths); i++) {
		struct answer answer = test_get(client, paths[i]);

		if (answer.status != 200 && answer.status != 403)
			print_error("%s\n", paths[i]);
		CHECK(i, answer.status == 200 || answer.status == 403);
		CHECK(i, test_body_has(answer, "</html>"));
	}
	CHECK_STATUS(0, test_get(client, "/nowhere"), 404);
	CHECK_STATUS(0, test_get(client, "/ledger"), 403);
}

TEST(the_menu_marks_the_item_nearest_above_the_page)
{
	static const struct { const char *path, *marked; } t[] = {
		{ "/", "/" }, { "/toy/note", "/toy/note" }, { "/toy/note/new", "/toy/note" }, { "/setting", "/setting" },
		{ "/setting/holiday", "/setting/holiday" }, { "/password", NULL },
	};
	struct client *client = logged_in("contact_a");

	for (size_t i = 0; i < COUNT_OF(t); i++) {
		struct answer answer = test_get(client, t[i].path);
		const char *mark = str_terminated(test_arena(), str_format(test_arena(), "<a href=\"%s\" aria-current=\"page\">",
		                                                                 t[i].marked ? t[i].marked : ""));

		CHECK_STATUS(i, answer, 200);
		CHECK_INT(i, test_body_has(answer, "aria-current"), t[i].marked != NULL);
		CHECK(i, !t[i].marked || test_body_has(answer, mark));
	}
}

TEST(a_duty_is_shown_and_steered_with_a_ground)
{
	struct client *a = logged_in_api("contact_a"), *legal = test_client_beside(a);
	struct answer answer;
	const char *place, *waive;

	CHECK_STATUS(0, test_api(a, "POST", "/api/v1/toy_note", JSON_NOTE), 201);
	test_login(legal, "legal", TOY_PASSWORD);
	answer = test_api(legal, "GET", "/api/v1/duty?state=open", NULL);
	CHECK_STATUS(0, answer, 200);
	place = path_of("/duty/", id_in(answer), "");
	waive = path_of("/duty/", id_in(answer), "/waive");
	answer = test_get(legal, place);
	CHECK_STATUS(0, answer, 200);
	CHECK(0, test_body_has(answer, "办完便条"));
	answer = test_form(legal, waive, "version=1");
	CHECK_STATUS(0, answer, 422);
	CHECK(0, test_body_has(answer, "请写明理由"));
	answer = test_form(legal, waive, "version=1&waive_ground=%E9%87%8D%E5%A4%8D");
	CHECK_STATUS(0, answer, 303);
	answer = test_get(legal, place);
	CHECK(0, test_body_has(answer, "重复"));
}

TEST(a_password_is_changed_when_both_new_ones_are_the_same)
{
	struct client *client = test_client(test_toy_house(NOW));
	struct answer answer;

	test_login(client, "contact_a", TOY_PASSWORD);
	answer = test_form(client, "/password", "old_password=" TOY_PASSWORD "&new_password=Other-2026-word&again=x");
	CHECK_STATUS(0, answer, 422);
	answer = test_form(client, "/password",
	                   "old_password=" TOY_PASSWORD "&new_password=Other-2026-word&again=Other-2026-word");
	CHECK_STATUS(1, answer, 303);
	client->cookie = STR_NONE;
	CHECK_STATUS(2, test_form(client, "/login", "login=contact_a&password=" TOY_PASSWORD), 401);
	CHECK_STATUS(3, test_form(client, "/login", "login=contact_a&password=Other-2026-word"), 303);
}

static bool set_first_password(struct act *act, void *input __attribute__((unused)))
{
	return account_set_password(act, STR("contact_a"), STR("First-2026-word"));
}

TEST(a_first_password_is_changed_before_anything_else)
{
	struct client *client = test_client(test_toy_house(NOW));
	struct answer answer;

	CHECK_DONE(test_act(client->house, NULL, set_first_password, NULL));
	test_login(client, "contact_a", "First-2026-word");
	answer = test_get(client, "/toy/note");
	CHECK_STATUS(0, answer, 303);
	CHECK_STR(0, answer.location, "/password");
	CHECK_STATUS(1, test_get(client, "/password"), 200);
	CHECK_STATUS(2, test_form(client, "/inbox/read", ""), 303);
	CHECK_STATUS(3, test_form(client, "/password",
	                          "old_password=First-2026-word&new_password=Other-2026-word&again=Other-2026-word"), 303);
	CHECK_STATUS(4, test_get(client, "/toy/note"), 200);
}
