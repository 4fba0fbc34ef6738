/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* account_test.c - an account from its making to its first day, by the three administrators, on pages and API. */
#include <string.h>

#include "people/people.h"
#include "tests/client.h"
#include "tests/toy.h"

#define NOW "2026-11-23T10:00"

static bool add_administrators(struct act *act, void *input)
{
	static const char *const roles[] = { "sysadmin", "secadmin", "auditor" };
	const int64_t *unit = input;

	for (size_t i = 0; i < COUNT_OF(roles); i++) {
		struct account account = { .unit_id = { *unit }, .login = str_of(roles[i]), .name = str_of(roles[i]),
		                           .roles = str_of(roles[i]) };

		if (!account_create(act, &account, STR(TOY_PASSWORD)))
			return false;
	}
	return true;
}

static struct house *zone(void)
{
	struct house *house = test_toy_house(NOW);
	int64_t unit = toy_unit(house, "法制局");

	CHECK_DONE(test_act(house, NULL, add_administrators, &unit));
	return house;
}

static struct client *as(const struct client *other, const char *login)
{
	struct client *client = test_client_beside(other);

	test_login(client, login, TOY_PASSWORD);
	return client;
}

struct looking { const char *login; int64_t id; };

static bool look(struct act *act, void *input)
{
	struct looking *looking = input;
	struct account account;

	if (!account_find(act, str_of(looking->login), &account))
		return false;
	looking->id = account.id.v;
	return true;
}

static const char *place(struct house *house, const char *start, const char *login, const char *verb)
{
	struct looking looking = { login, 0 };

	CHECK_DONE(test_read(house, NULL, look, &looking));
	return str_terminated(test_arena(), str_format(test_arena(), "%s/%lld/%s", start, (long long)looking.id, verb));
}

static const char *between(struct answer answer, const char *from, const char *until)
{
	const char *at = strstr(str_terminated(test_arena(), answer.body), from), *end;

	if (!at)
		fail_msg("no %s in the answer", from);
	at += strlen(from);
	end = strstr(at, until);
	must(end);
	return str_terminated(test_arena(), (Str){ at, (size_t)(end - at) });
}

TEST(an_account_made_on_the_page_gets_a_first_password_and_its_roles_from_two_people)
{
	struct client *someone = test_client(zone()), *sysadmin = as(someone, "sysadmin"), *secadmin = as(someone, "secadmin");
	struct house *house = someone->house;
	struct answer answer;
	const char *give, *password;

	answer = test_form(sysadmin, "/admin/account", str_terminated(test_arena(), str_format(test_arena(),
		"unit_id=%lld&login=newcomer&name=%%E6%%96%%B0", (long long)toy_unit(house, "甲单位"))));
	CHECK_STATUS(0, answer, 303);
	give = place(house, "/admin/account", "newcomer", "give_password");
	CHECK_STATUS(1, test_get(sysadmin, give), 200);
	answer = test_form(sysadmin, give, "version=1");
	CHECK_STATUS(2, answer, 200);
	password = between(answer, "<code>", "</code>");
	CHECK_INT(2, strlen(password), 19);
	CHECK_STATUS(3, test_form(sysadmin, give, "version=1"), 409);  /* the page loaded again gives none */
	CHECK_STATUS(4, test_form(secadmin, give, "version=2"), 403);
	CHECK_STATUS(5, test_form(sysadmin, place(house, "/admin/account", "newcomer", "grant"), "roles=contact"), 403);
	CHECK_STATUS(6, test_form(secadmin, place(house, "/admin/account", "newcomer", "grant"), "roles=contact"), 303);

	test_login(someone, "newcomer", password);
	answer = test_get(someone, "/toy/note");
	CHECK_STATUS(7, answer, 303);
	CHECK_STR(7, answer.location, "/password");
	CHECK_STATUS(8, test_form(someone, "/password", str_terminated(test_arena(), str_format(test_arena(),
		"old_password=%s&new_password=My-own-2026&again=My-own-2026", password))), 303);
	CHECK_STATUS(9, test_get(someone, "/toy/note"), 200);
}

TEST(a_first_password_is_given_and_changed_in_json_too)
{
	struct client *sysadmin = test_client(zone()), *contact = test_client_beside(sysadmin);
	struct house *house = sysadmin->house;
	const char *give = place(house, "/api/v1/account", "contact_a", "give_password"), *password;
	struct answer answer;

	test_login_api(sysadmin, "sysadmin", TOY_PASSWORD);
	answer = test_api(sysadmin, "POST", give, "{}");
	CHECK_STATUS(0, answer, 200);
	password = between(answer, "\"shown_once\":\"", "\"");
	test_login_api(contact, "contact_a", password);
	answer = test_api(contact, "GET", "/api/v1/toy_note", NULL);
	CHECK_STATUS(1, answer, 403);
	CHECK(1, test_body_has(answer, "\"rule\":\"people.must_change\""));
	answer = test_api(contact, "POST", "/api/v1/password", "{\"old_password\":\"x\",\"new_password\":\"short\"}");
	CHECK_STATUS(2, answer, 422);
	CHECK(2, test_body_has(answer, "\"field\":\"new_password\""));
	CHECK_STATUS(3, test_api(contact, "POST", "/api/v1/password", str_terminated(test_arena(), str_format(test_arena(),
		"{\"old_password\":\"%s\",\"new_password\":\"My-own-2026\"}", password))), 200);
	CHECK_STATUS(4, test_api(contact, "GET", "/api/v1/toy_note", NULL), 200);
}

TEST(a_new_password_ends_the_sessions_the_old_one_opened)
{
	struct client *contact = test_client(zone()), *sysadmin = as(contact, "sysadmin");

	test_login(contact, "contact_a", TOY_PASSWORD);
	CHECK_STATUS(0, test_get(contact, "/toy/note"), 200);
	CHECK_STATUS(1, test_form(sysadmin, place(contact->house, "/admin/account", "contact_a", "give_password"), ""), 200);
	CHECK_STATUS(2, test_get(contact, "/toy/note"), 303);
}

TEST(no_administrator_comes_in_as_another_or_promotes_themselves)
{
	static const struct { const char *who, *whose, *verb, *fields; int status; } t[] = {
		{ "sysadmin", "secadmin", "give_password", "", 403 },
		{ "sysadmin", "auditor", "give_password", "", 403 },
		{ "sysadmin", "sysadmin", "give_password", "", 409 },
		{ "secadmin", "contact_a", "give_password", "", 403 },
		{ "secadmin", "secadmin", "grant", "roles=leader", 409 },
		{ "secadmin", "secadmin", "disable", "reason=x", 409 },
		{ "sysadmin", "contact_a", "grant", "roles=leader", 403 },
		{ "auditor", "contact_a", "disable", "reason=x", 403 },
		{ "contact_a", "legal", "give_password", "", 403 },
	};
	struct client *someone = test_client(zone());

	for (size_t i = 0; i < COUNT_OF(t); i++) {
		struct client *client = as(someone, t[i].who);
		const char *path = place(someone->house, "/admin/account", t[i].whose, t[i].verb);

		CHECK_STATUS(i, test_form(client, path, t[i].fields), t[i].status);
		CHECK_INT(i, strstr(path, "give") && test_body_has(test_form(client, path, t[i].fields), "<code>"), 0);
	}
}
