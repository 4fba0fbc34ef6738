/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* notify_test.c - told once, to the right person, read only by them. */
#include "notify/notify.h"

#include "people/sample_test.h"
#include "tests/test.h"

struct telling { AccountId account; int64_t unit_id; enum role role; const char *key; };

static bool tell_account(struct act *act, void *input)
{
	const struct telling *t = input;

	return notify_account(act, t->account, str_of(t->key), STR("提醒：还剩 1 日"), STR("/weekly/report"));
}

static bool tell_unit(struct act *act, void *input)
{
	const struct telling *t = input;

	return notify_unit(act, t->unit_id, str_of(t->key), STR("提醒"), STR_NONE);
}

static bool tell_role(struct act *act, void *input)
{
	const struct telling *t = input;

	return notify_role(act, t->unit_id, t->role, str_of(t->key), STR("提醒"), STR_NONE);
}

struct counting { AccountId account; int64_t unread; };

static bool count(struct act *act, void *input)
{
	struct counting *c = input;

	return notify_unread(act, c->account, &c->unread);
}

static int64_t unread(struct sample *s, AccountId account)
{
	struct counting c = { account, -1 };

	CHECK_DONE(test_read(s->house, NULL, count, &c));
	return c.unread;
}

TEST(the_same_key_tells_the_same_account_once)
{
	struct sample *s = sample_open("2026-11-23T09:00");
	struct telling t = { .account = s->contact, .key = "duty/1/remind" };

	CHECK_DONE(test_act(s->house, NULL, tell_account, &t));
	CHECK_DONE(test_act(s->house, NULL, tell_account, &t));
	CHECK_INT(0, unread(s, s->contact), 1);
	t.key = "duty/2/remind";
	CHECK_DONE(test_act(s->house, NULL, tell_account, &t));
	CHECK_INT(1, unread(s, s->contact), 2);
	t.account = s->head;
	CHECK_DONE(test_act(s->house, NULL, tell_account, &t));
	CHECK_INT(2, unread(s, s->contact), 2);
	CHECK_INT(3, unread(s, s->head), 1);
}

TEST(a_unit_without_a_contact_is_told_through_its_head)
{
	struct sample *s = sample_open("2026-11-23T09:00");

	CHECK_DONE(test_act(s->house, NULL, tell_unit, &(struct telling){ .unit_id = s->patrol.v, .key = "k" }));
	CHECK_INT(0, unread(s, s->contact), 1);
	CHECK_INT(1, unread(s, s->head), 0);
	CHECK_DONE(test_act(s->house, NULL, tell_unit, &(struct telling){ .unit_id = s->labour.v, .key = "k" }));
	CHECK_INT(2, unread(s, s->labour_head), 1);
	/* Nobody there: nothing to do, nothing wrong. */
	CHECK_DONE(test_act(s->house, NULL, tell_unit, &(struct telling){ .unit_id = s->bureau.v, .key = "k" }));
}

TEST(a_role_is_told_in_one_unit_or_everywhere)
{
	struct sample *s = sample_open("2026-11-23T09:00");
	struct telling t = { .unit_id = s->patrol.v, .role = ROLE_HEAD, .key = "a" };

	CHECK_DONE(test_act(s->house, NULL, tell_role, &t));
	CHECK_INT(0, unread(s, s->head), 1);
	CHECK_INT(1, unread(s, s->labour_head), 0);
	t = (struct telling){ .unit_id = 0, .role = ROLE_HEAD, .key = "b" };
	CHECK_DONE(test_act(s->house, NULL, tell_role, &t));
	CHECK_INT(2, unread(s, s->head), 2);
	CHECK_INT(3, unread(s, s->labour_head), 1);
}

static const struct sql FIRST = { "SELECT min(id) AS id FROM notice" };

static bool find_first(struct act *act, void *input)
{
	struct query *q = store_query(act, &FIRST);
	bool found;

	if (!query_one(q, &found))
		return false;
	*(NoticeId *)input = (NoticeId){ query_int(q, "id") };
	return query_done(q);
}

static bool read_one(struct act *act, void *input)
{
	return notify_read(act, *(NoticeId *)input);
}

static bool read_all(struct act *act, void *input __attribute__((unused)))
{
	return notify_read_all(act);
}

TEST(one_reads_only_what_is_ones_own)
{
	struct sample *s = sample_open("2026-11-23T09:00");
	NoticeId notice = { 0 };

	for (int i = 0; i < 3; i++)
		CHECK_DONE(test_act(s->house, NULL, tell_account, &(struct telling){
			.account = s->contact, .key = (const char *[]){ "a", "b", "c" }[i] }));
	CHECK_DONE(test_read(s->house, NULL, find_first, &notice));
	CHECK_REFUSED(test_act(s->house, &s->as_head, read_one, &notice), REFUSED_NOT_FOUND, "notify.read");
	CHECK_INT(0, unread(s, s->contact), 3);
	CHECK_DONE(test_act(s->house, &s->as_contact, read_one, &notice));
	CHECK_DONE(test_act(s->house, &s->as_contact, read_one, &notice));      /* again: still read */
	CHECK_INT(1, unread(s, s->contact), 2);
	CHECK_DONE(test_act(s->house, &s->as_head, read_all, NULL));
	CHECK_INT(2, unread(s, s->contact), 2);
	CHECK_DONE(test_act(s->house, &s->as_contact, read_all, NULL));
	CHECK_INT(3, unread(s, s->contact), 0);
}

static bool look_at_tables(struct act *act, void *input __attribute__((unused)))
{
	Str error = STR_NONE;

	CHECK(0, record_check_tables(act->arena, &notice_record, &error));
	store_prepare_all(act, notify_statements);
	return act->refusal.kind == REFUSED_NOT && record_columns_match(act, &notice_record);
}

static bool verify(struct act *act, void *input)
{
	static const struct record *const records[] = { &notice_record, &account_record, &unit_record, NULL };
	struct record_walk walk = { .records = records };

	return ledger_verify(act, &VERIFY_ROWS(walk), input);
}

TEST(notices_stay_out_of_the_ledger_and_verify_passes_them_by)
{
	struct sample *s = sample_open("2026-11-23T09:00");
	struct verdict verdict = { 0 };

	CHECK_DONE(test_read(s->house, NULL, look_at_tables, NULL));
	CHECK_DONE(test_act(s->house, NULL, tell_account, &(struct telling){ .account = s->contact, .key = "k" }));
	CHECK_DONE(test_read(s->house, NULL, verify, &verdict));
	CHECK_STR(0, verdict.why, "");
	CHECK(0, verdict.sound);
}
