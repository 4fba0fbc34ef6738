/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* rule_page_test.c - a rule page is found by its file's name or by the name of a rule, and by nothing else. */
#include "tests/client.h"

TEST(a_rule_page_is_open_to_everybody_under_both_its_names)
{
	struct client *client = test_client(test_house("2026-11-23T10:00"));

	CHECK_STATUS(0, test_get(client, "/rule/2.04-weekly-report.md"), 200);
	CHECK_STATUS(1, test_get(client, "/rule/2.04-weekly-report"), 200);
	CHECK(2, test_body_has(test_get(client, "/rule/duty"), "<h3 id=\"duty.extend\">"));
}

TEST(the_name_of_a_rule_leads_to_its_heading)
{
	static const struct { const char *path, *location; } t[] = {
		{ "/rule/weekly.nil", "/rule/2.04-weekly-report.md#weekly.nil" },
		{ "/rule/matter.officer", "/rule/matter.md#matter.officer" },
		{ "/rule/duty.extend", "/rule/duty.md#duty.extend" },
		{ "/rule/people.three_admins", "/rule/people.md#people.three_admins" },
		{ "/rule/move.stale", "/rule/platform.md#move.stale" },
	};
	struct client *client = test_client(test_house("2026-11-23T10:00"));

	for (size_t i = 0; i < COUNT_OF(t); i++) {
		struct answer answer = test_get(client, t[i].path);

		CHECK_INT(i, answer.status, 303);
		CHECK_STR(i, answer.location, t[i].location);
	}
}

TEST(what_is_neither_a_page_nor_a_rule_is_not_found)
{
	static const char *const paths[] = { "/rule/weekly", "/rule/weekly.", "/rule/..%2Fholidays.txt", "/rule/holidays.txt", "/rule/%60" };
	struct client *client = test_client(test_house("2026-11-23T10:00"));

	for (size_t i = 0; i < COUNT_OF(paths); i++)
		CHECK_STATUS(i, test_get(client, paths[i]), 404);
}

TEST(a_rule_page_is_called_what_its_first_line_says)
{
	struct client *client = test_client(test_house("2026-11-23T10:00"));
	struct answer answer = test_get(client, "/rule/duty");

	CHECK(0, test_body_has(answer, "<h1>时限</h1>"));
	CHECK(1, !test_body_has(answer, "<h2>时限</h2>"));
	CHECK(2, test_body_has(answer, "<h2>六种状态</h2>"));
}
