/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* flood_test.c - how often may one knock: the buckets alone, and at the doors where nobody is known. */
#include <stdio.h>

#include "app/flood.h"
#include "base/limits.h"
#include "clauses/house/house.h"
#include "tests/client.h"
#include "tests/toy.h"

#define NOW "2026-11-23T10:00"

enum { T0 = 1000000 };

static struct address v4(unsigned char last)
{
	return (struct address){ { [10] = 0xff, [11] = 0xff, [12] = 10, [15] = last } };
}

static int let_in(struct flood *flood, enum flood_kind kind, struct address at, int64_t now_ms, int knocks)
{
	int in = 0;

	for (int i = 0; i < knocks; i++)
		in += flood_address(flood, kind, &at, now_ms) == 0;
	return in;
}

/* ---- the buckets ---- */

TEST(a_bucket_lets_in_its_depth_and_then_one_each_step)
{
	static const struct { enum flood_kind kind; int deep, step_ms; } t[] = {
		{ FLOOD_LOGIN_ADDRESS, LIMIT_LOGINS_PER_ADDRESS, LIMIT_LOGIN_STEP_MS },
		{ FLOOD_LOGIN_ACCOUNT, LIMIT_LOGINS_PER_ACCOUNT, LIMIT_LOGIN_ACCOUNT_STEP_MS },
		{ FLOOD_PUBLIC_WRITE, LIMIT_PUBLIC_WRITES_PER_ADDRESS, LIMIT_PUBLIC_WRITE_STEP_MS },
		{ FLOOD_PUBLIC_READ, LIMIT_PUBLIC_READS_PER_ADDRESS, LIMIT_PUBLIC_READ_STEP_MS },
		{ FLOOD_BEACON, LIMIT_BEACONS_PER_ADDRESS, LIMIT_BEACON_STEP_MS },
	};
	struct flood *flood = flood_open(test_arena());

	for (size_t i = 0; i < COUNT_OF(t); i++) {
		struct address at = v4(1);

		CHECK_INT(i, let_in(flood, t[i].kind, at, T0, t[i].deep), t[i].deep);
		CHECK_INT(i, flood_address(flood, t[i].kind, &at, T0), (t[i].step_ms + 999) / 1000);
		CHECK_INT(i, let_in(flood, t[i].kind, at, T0 + t[i].step_ms - 1, 1), 0);
		CHECK_INT(i, let_in(flood, t[i].kind, at, T0 + t[i].step_ms, 2), 1);
		CHECK_INT(i, let_in(flood, t[i].kind, at, T0 + (int64_t)t[i].step_ms * (t[i].deep + 1), t[i].deep + 5), t[i].deep);
		CHECK_INT(i, (int64_t)flood_refused(flood, t[i].kind), 1 + 1 + 1 + 5);
	}
}

TEST(addresses_are_apart_and_of_the_sixth_version_the_first_half_counts)
{
	static const struct { unsigned char eighth, last; bool same; } t[] = { { 7, 9, true }, { 7, 1, true }, { 8, 1, false } };
	struct flood *flood = flood_open(test_arena());
	struct address first = { { 0x20, 0x01, [7] = 7, [15] = 1 } };

	CHECK_INT(0, let_in(flood, FLOOD_PUBLIC_WRITE, first, T0, LIMIT_PUBLIC_WRITES_PER_ADDRESS), LIMIT_PUBLIC_WRITES_PER_ADDRESS);
	for (size_t i = 0; i < COUNT_OF(t); i++)
		CHECK_INT(i, let_in(flood, FLOOD_PUBLIC_WRITE, (struct address){ { 0x20, 0x01, [7] = t[i].eighth, [15] = t[i].last } }, T0, 1), !t[i].same);
	CHECK_INT(1, let_in(flood, FLOOD_PUBLIC_WRITE, v4(1), T0, LIMIT_PUBLIC_WRITES_PER_ADDRESS + 1), LIMIT_PUBLIC_WRITES_PER_ADDRESS);
	CHECK_INT(2, let_in(flood, FLOOD_PUBLIC_WRITE, v4(2), T0, 1), 1);
}

/* The table does not grow; who is loud stays in it while others come and go. */
TEST(a_million_addresses_take_no_more_memory_and_forget_no_flood)
{
	struct flood *flood = flood_open(test_arena());
	size_t before = arena_used(test_arena());
	struct address loud = v4(1);

	for (int i = 0; i < 200000; i++) {
		struct address at = { { 0x20, 0x01, (unsigned char)(i >> 16), (unsigned char)(i >> 8), (unsigned char)i } };

		if (i % 1000 == 0)
			(void)let_in(flood, FLOOD_LOGIN_ADDRESS, loud, T0 + i / 1000, LIMIT_LOGINS_PER_ADDRESS);
		(void)flood_address(flood, FLOOD_LOGIN_ADDRESS, &at, T0 + i / 1000);
	}
	CHECK_INT(0, let_in(flood, FLOOD_LOGIN_ADDRESS, loud, T0 + 200, 1), 0);
	CHECK_INT(1, (int64_t)(arena_used(test_arena()) - before), 0);
}

/* ---- at the doors ---- */

static bool write_nothing(struct act *act, struct call *call)
{
	(void)act;
	call->to = STR("/login");
	return true;
}

static const struct route open_routes[] = {
	{ HTTP_POST, "/guestbook", &CAN_KNOCK, SCOPED_OPEN, .handler = write_nothing, .writes = true, .title = "留言" },
	ROUTES_END
};
static const struct clause guestbook = { .name = "guestbook", .label = "留言", .routes = open_routes };
static const struct clause *const with_guestbook[] = { &house_clause, &guestbook, NULL };

static void from(struct client *client, const char *address)
{
	client->header = str_format(test_arena(), "X-Forwarded-For: %s", address);
}

static bool is_flood(struct answer answer)
{
	return answer.status == 429 && str_contains(answer.head, STR("\nRetry-After: ")) && test_body_has(answer, "来得太频繁，请 ");
}

TEST(a_public_form_is_taken_so_often_from_one_address_and_no_more)
{
	struct client *client = test_client_behind(test_house_of(NOW, with_guestbook), "127.0.0.1");

	from(client, "9.9.9.9");
	for (int i = 0; i < LIMIT_PUBLIC_WRITES_PER_ADDRESS; i++)
		CHECK_STATUS(i, test_form(client, "/guestbook", ""), 303);
	CHECK(0, is_flood(test_form(client, "/guestbook", "")));
	CHECK_STATUS(1, test_get(client, "/login"), 200);       /* reading has a bucket of its own */
	from(client, "9.9.9.8");
	CHECK_STATUS(2, test_form(client, "/guestbook", ""), 303);
}

TEST(open_pages_are_read_so_often_from_one_address_but_not_by_who_is_known)
{
	struct client *client = test_client_behind(test_toy_house(NOW), "127.0.0.1"), *known = test_client_beside(client);

	from(client, "9.9.9.9");
	for (int i = 0; i < LIMIT_PUBLIC_READS_PER_ADDRESS; i++)
		(void)test_get(client, "/login");
	/* A bucket fills while one knocks: on a slow machine a few more are let in. */
	for (int i = 0; i < 200 && !is_flood(test_get(client, "/login")); i++)
		CHECK(i, i < 199);
	known->header = client->header;
	CHECK_STATUS(1, test_form(known, "/login", "login=contact_a&password=" TOY_PASSWORD), 303);
	CHECK_STATUS(2, test_get(known, "/rule/2.04-weekly-report"), 200);
}

TEST(logins_are_limited_by_address_whatever_the_name)
{
	struct client *client = test_client_behind(test_toy_house(NOW), "127.0.0.1");
	struct answer answer = { 0 };

	from(client, "9.9.9.9");
	for (int i = 0; i < LIMIT_LOGINS_PER_ADDRESS + 40 && !is_flood(answer); i++) {
		char fields[60];

		snprintf(fields, sizeof fields, "login=nobody%d&password=x", i);
		answer = test_form(client, "/login", fields);
		CHECK(i, i >= LIMIT_LOGINS_PER_ADDRESS || answer.status == 401);
	}
	CHECK(0, is_flood(answer));
	from(client, "9.9.9.8");
	CHECK_STATUS(1, test_form(client, "/login", "login=contact_a&password=" TOY_PASSWORD), 303);
}

TEST(logins_are_limited_by_account_wherever_they_come_from)
{
	struct client *client = test_client_behind(test_toy_house(NOW), "127.0.0.1");
	struct answer answer = { 0 };

	for (int i = 0; i <= LIMIT_LOGINS_PER_ACCOUNT; i++) {
		char address[20];

		snprintf(address, sizeof address, "9.9.8.%d", i);
		from(client, address);
		answer = test_api(client, "POST", "/api/v1/session", "{\"login\":\"contact_a\",\"password\":\"" TOY_PASSWORD "\"}");
		CHECK_INT(i, answer.status, i < LIMIT_LOGINS_PER_ACCOUNT ? 200 : 429);
	}
	CHECK(0, is_flood(answer) && test_body_has(answer, "\"rule\":\"door.flood\""));
}
