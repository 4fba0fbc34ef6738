/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* session_test.c - who sees whose sessions and may end them, on the page and in the API. */
#include <string.h>

#include "people/people.h"
#include "tests/client.h"
#include "tests/toy.h"

#define NOW "2026-11-23T10:00"
#define EDGE "User-Agent: Mozilla/5.0 (Windows NT 10.0) Chrome/120.0 Safari/537.36 Edg/120.0"

static bool add_secadmin(struct act *act, void *input)
{
	struct account account = { .unit_id = { *(const int64_t *)input }, .login = STR("secadmin"), .name = STR("安全员"),
	                           .roles = STR("secadmin") };

	return account_create(act, &account, STR(TOY_PASSWORD));
}

static struct house *zone(void)
{
	struct house *house = test_toy_house(NOW);
	int64_t unit = toy_unit(house, "法制局");

	CHECK_DONE(test_act(house, NULL, add_secadmin, &unit));
	return house;
}

static struct client *as(const struct client *door, const char *login, const char *header)
{
	struct client *client = test_client_beside(door);

	client->header = str_of(header);
	test_login(client, login, TOY_PASSWORD);
	client->header = STR_NONE;
	return client;
}

/* The id of the newest session of this login, out of the API's list as somebody sees it; 0: none. */
static int64_t session_id(struct client *client)
{
	struct answer answer = test_get(client, "/api/v1/session?sort=-created_real_s");
	const char *at = strstr(str_terminated(test_arena(), answer.body), "\"id\":");
	int64_t id = 0;

	CHECK_STATUS(0, answer, 200);
	if (at)
		(void)str_to_int((Str){ at + 5, strspn(at + 5, "0123456789") }, &id);
	return id;
}

static const char *end_of(const char *start, int64_t id)
{
	return str_terminated(test_arena(), str_format(test_arena(), "%s/session/%lld/end", start, (long long)id));
}

TEST(one_sees_ones_own_sessions_by_device_and_address_and_no_secret)
{
	struct client *door = test_client(zone()), *here = as(door, "contact_a", EDGE), *there = as(door, "contact_a", "User-Agent: curl/8.5.0"),
	              *other = as(door, "contact_b", "User-Agent: Firefox/115.0 (Linux)");
	static const char *const paths[] = { "/session", "/api/v1/session" };

	for (size_t i = 0; i < COUNT_OF(paths); i++) {
		struct answer answer = test_get(here, paths[i]);

		CHECK_STATUS(i, answer, 200);
		CHECK(i, test_body_has(answer, "Windows · Edge 120") && test_body_has(answer, "程序 curl/8.5.0"));
		CHECK(i, test_body_has(answer, "127.0.0.1"));
		CHECK(i, !test_body_has(answer, "Firefox"));
		CHECK(i, !str_contains(answer.body, str_after(here->cookie, 6)) && !str_contains(answer.body, there->csrf));
		CHECK(i, !test_body_has(answer, "hash"));
	}
	(void)other;
}

TEST(ones_own_other_session_is_ended_from_the_page_and_another_persons_is_not_there)
{
	struct client *door = test_client(zone()), *there = as(door, "contact_a", EDGE), *other = as(door, "contact_b", EDGE);
	int64_t theirs = session_id(there);
	struct client *here = as(door, "contact_a", EDGE);

	CHECK_STATUS(0, test_form(other, end_of("", theirs), "version=1"), 404);
	CHECK_STATUS(1, test_api(other, "POST", end_of("/api/v1", theirs), "{}"), 403);        /* by cookie, without its token */
	CHECK_STATUS(2, test_get(there, "/session"), 200);
	CHECK_STATUS(3, test_form(here, end_of("", theirs), "version=1"), 303);
	CHECK_STATUS(4, test_get(there, "/session"), 303);
	CHECK_STATUS(5, test_get(here, "/session"), 200);
	CHECK_STATUS(6, test_form(here, end_of("", theirs), "version=1"), 404);
}

TEST(all_others_are_ended_at_once_and_this_one_stays)
{
	struct client *door = test_client(zone()), *there = as(door, "contact_a", EDGE), *third = test_client_beside(door),
	              *here = as(door, "contact_a", EDGE), *other = as(door, "contact_b", EDGE);

	test_login_api(third, "contact_a", TOY_PASSWORD);
	CHECK_STATUS(0, test_form(here, "/session/end_others", ""), 303);
	CHECK_STATUS(1, test_get(there, "/session"), 303);
	CHECK_STATUS(2, test_get(third, "/api/v1/session"), 401);
	CHECK_STATUS(3, test_get(here, "/session"), 200);
	CHECK_STATUS(4, test_get(other, "/session"), 200);
}

TEST(the_security_administrator_sees_all_and_ends_one_and_it_stands_in_the_ledger)
{
	struct client *door = test_client(zone()), *there = as(door, "contact_a", EDGE), *admin = as(door, "secadmin", EDGE),
	              *legal = as(door, "legal", EDGE);
	int64_t theirs = session_id(there);
	struct answer answer = test_get(admin, "/session");

	CHECK_STATUS(0, answer, 200);
	CHECK(0, test_body_has(answer, "所有人的登录") && test_body_has(answer, end_of("", theirs)));
	CHECK(0, !str_contains(answer.body, there->csrf) && !str_contains(answer.body, str_after(there->cookie, 6)));
	CHECK_STATUS(1, test_form(admin, end_of("", theirs), "version=1"), 303);
	CHECK_STATUS(2, test_get(there, "/session"), 303);
	answer = test_get(legal, "/ledger?event=account.lo");
	CHECK(3, test_body_has(answer, "被安全管理员退出"));
	there = test_client_beside(door);
	test_login_api(there, "contact_a", TOY_PASSWORD);
	admin = test_client_beside(door);
	test_login_api(admin, "secadmin", TOY_PASSWORD);
	CHECK_STATUS(4, test_api(admin, "POST", end_of("/api/v1", session_id(there)), "{}"), 200);
	CHECK_STATUS(5, test_get(there, "/api/v1/session"), 401);
}

/* ---- a password that grows old ---- */

static bool age_passwords(struct act *act, void *input)
{
	static const struct sql AGE = { "UPDATE password_used SET since_real_s = :since" };
	struct query *q = store_query(act, &AGE);

	query_bind_int(q, ":since", real_now_s() - *(const int64_t *)input);
	return query_run(q);
}

TEST(seven_days_before_a_password_is_too_old_every_page_says_so)
{
	enum { DAY = 86400 };
	static const struct { int64_t age_s; const char *says; } t[] = {
		{ 83 * DAY - 60, NULL },                 /* seven days and a minute are left */
		{ 83 * DAY + 60, "口令再过 7 天就用满期限" },
		{ 90 * DAY - 60, "口令再过 1 天就用满期限" },
	};
	struct client *client = as(test_client(zone()), "contact_a", EDGE);

	for (size_t i = 0; i < COUNT_OF(t); i++) {
		struct answer answer;
		int64_t age_s = t[i].age_s, account = toy_caller(client->house, "contact_a")->account_id;

		CHECK_DONE(test_act(client->house, NULL, age_passwords, &age_s));
		sessions_forget(client->house, account);
		answer = test_get(client, "/session");
		CHECK_STATUS(i, answer, 200);
		CHECK_INT(i, test_body_has(answer, "就用满期限"), t[i].says != NULL);
		CHECK(i, !t[i].says || test_body_has(answer, t[i].says));
	}
}

TEST(a_password_that_is_too_old_is_changed_before_anything_else_on_page_and_api)
{
	struct client *client = as(test_client(zone()), "contact_a", EDGE);
	int64_t age_s = 90 * 86400 + 60;
	struct answer answer;

	CHECK_DONE(test_act(client->house, NULL, age_passwords, &age_s));
	sessions_forget(client->house, toy_caller(client->house, "contact_a")->account_id);
	answer = test_get(client, "/toy/note");
	CHECK_STATUS(0, answer, 303);
	CHECK_STR(0, answer.location, "/password");
	CHECK(1, test_body_has(test_get(client, "/password"), "这个口令已经用满期限"));
	CHECK_STATUS(2, test_get(client, "/api/v1/toy_note"), 403);
	CHECK_STATUS(3, test_form(client, "/password", "old_password=" TOY_PASSWORD "&new_password=Other-2026-word&again=Other-2026-word"), 303);
	CHECK_STATUS(4, test_get(client, "/toy/note"), 200);
	answer = test_form(client, "/password", "old_password=Other-2026-word&new_password=" TOY_PASSWORD "&again=" TOY_PASSWORD);
	CHECK_STATUS(5, answer, 422);
	CHECK(5, test_body_has(answer, "最近 5 次用过的口令不能再用"));
}

TEST(guessing_the_old_password_locks_on_the_page_and_in_the_api)
{
	struct client *client = as(test_client(zone()), "contact_a", EDGE), *api = test_client_beside(client);

	test_login_api(api, "contact_a", TOY_PASSWORD);
	for (int i = 0; i < 4; i++)
		CHECK_STATUS(i, test_form(client, "/password", "old_password=x&new_password=Other-2026-word&again=Other-2026-word"), 422);
	CHECK_STATUS(4, test_api(api, "POST", "/api/v1/password", "{\"old_password\":\"x\",\"new_password\":\"Other-2026-word\"}"), 429);
	CHECK_STATUS(5, test_form(client, "/password", "old_password=" TOY_PASSWORD "&new_password=Other-2026-word&again=Other-2026-word"), 429);
}
