/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* correction_story_test.c - a nil return that was a mistake, found after the digest was signed: asked, refused, asked
 * again, approved; what board, digest, duty, ledger and inboxes say of it. And by whom it may not be asked or decided. */
#include "clause/correction.h"
#include "clauses/weekly/digest_view.h"
#include "clauses/weekly/weekly_store.h"
#include "tests/zone.h"

#define GROUND "统计时漏看了台账外的一件，应列报"

static const char *number(int64_t n)
{
	return str_terminated(test_arena(), str_format(test_arena(), "%lld", (long long)n));
}

struct looking { int64_t id; struct correction correction; struct digest digest; struct digest_view view; struct board board; };

static bool look(struct act *act, void *thing)
{
	struct looking *l = thing;

	act->arena = test_arena();
	return !l->id || record_load(act, &correction_record, l->id, &l->correction);
}

static bool look_digest(struct act *act, void *thing)
{
	struct looking *l = thing;

	act->arena = test_arena();
	return record_load(act, &digest_record, l->id, &l->digest) && digest_view_read(act, &l->digest, &l->view)
	    && weekly_store_board(act, STR("2026-W46"), STR("2026-W45"), &l->board);
}

static struct looking digest_now(struct story *s, int64_t id)
{
	struct looking l = { .id = id };

	CHECK_DONE(test_read(s->house, &s->legal, look_digest, &l));
	return l;
}

struct asking { const struct weekly_report *report; int64_t id; const char *content; };

static bool ask(struct act *act, void *thing)
{
	struct asking *a = thing;
	struct input input = { .arena = act->arena };
	struct correction out = { 0 };
	const char *item[][2] = { { "items.0.title", "京航办事处占道市场" }, { "items.0.listing", "listed" },
		{ "items.0.work_done", "已约谈两次" }, { "items.0.obstacle", "refusal" }, { "items.0.cooperation", "not_needed" },
		{ "content", a->content }, { "ground", GROUND } };

	for (size_t i = 0; i < COUNT_OF(item); i++)
		CHECK(i, input_add(&input, str_of(item[i][0]), str_of(item[i][1]), INPUT_TEXT));
	if (!correction_ask(act, &report_holding, a->report->id.v, &input, &out))
		return false;
	a->id = out.id.v;
	return true;
}

TEST(a_mistaken_nil_return_is_corrected_after_the_digest_was_signed)
{
	struct story *s = story_open("2026-11-09T08:00");
	struct asking asking = { .content = "items" };
	struct weekly_report report;
	struct looking l = { 0 };
	int64_t digest;

	story_contact_is_filed(s, &s->labour_head, s->labour_clerk);
	story_until(s, "2026-11-17T09:00");
	CHECK(0, story_report(s, s->labour, "2026-W46", &report));
	CHECK_DONE(story_submit(s, &s->labour_contact, &report, "nil"));
	asking.report = &report;
	story_until(s, "2026-11-17T14:00");
	digest = story_digest(s, "2026-W46");
	MOVE(s, legal, digest_holding, digest, "sign", "analysis", "本周无列报");
	story_until(s, "2026-11-18T09:00");

	CHECK_REFUSED(test_act(s->house, &s->city_contact, ask, &asking), REFUSED_NOT_FOUND, "record.not_there");
	CHECK_REFUSED(test_act(s->house, &s->legal, ask, &asking), REFUSED_FORBIDDEN, "move.permission");
	CHECK_DONE(test_act(s->house, &s->labour_contact, ask, &asking));
	CHECK_REFUSED(test_act(s->house, &s->labour_contact, ask, &asking), REFUSED_CONFLICT, "store.unique");
	CHECK_INT(1, story_duty(s, &CORRECTION_DECIDE, s->bureau, "correction", asking.id, "").state, DUTY_OPEN);
	CHECK(1, story_notices(s, &s->legal, "申请更正") == 1);
	CHECK_REFUSED(story_move(s, &s->labour_head, &correction_holding, asking.id, NULL, "approve", NULL), REFUSED_FORBIDDEN,
	              "move.permission");
	CHECK_REFUSED(story_move(s, &s->legal, &correction_holding, asking.id, NULL, "refuse", NULL), REFUSED_BAD_INPUT, "move.needs");
	MOVE(s, legal, correction_holding, asking.id, "refuse", "words", "请写明是哪一件");
	CHECK_INT(2, story_duty(s, &CORRECTION_DECIDE, s->bureau, "correction", asking.id, "").state, DUTY_MET);
	CHECK(2, story_notices(s, &s->labour_contact, "更正未批准") >= 1);
	CHECK(2, story_report(s, s->labour, "2026-W46", &report));
	CHECK_INT(2, report.content, CONTENT_NIL);

	CHECK_DONE(test_act(s->house, &s->labour_contact, ask, &asking));
	MOVE(s, legal, correction_holding, asking.id, "approve");
	CHECK(3, story_report(s, s->labour, "2026-W46", &report));
	CHECK_INT(3, report.content, CONTENT_ITEMS);
	CHECK_INT(3, report.items.count, 1);
	CHECK_INT(3, story_week_duty(s, s->labour, "2026-W46").state, DUTY_MET);
	CHECK_STR(3, instant_iso(test_arena(), report.arrived_at), "2026-11-17T09:00:00+08:00");
	CHECK(3, story_notices(s, &s->labour_contact, "更正已批准") >= 1);

	l = digest_now(s, digest);
	CHECK(4, str_contains(l.view.arrivals, STR("零报告 1 家")));
	CHECK_INT(4, l.view.amended_count, 1);
	CHECK_STR(4, l.view.amended[0].figures, "零报告 1 → 0 家；列报未果事项 0 → 1 件");
	for (size_t i = 0; i < l.board.count; i++)
		if (l.board.at[i].unit_id.v == s->labour.v) {
			CHECK_INT(5, l.board.at[i].content, CONTENT_ITEMS);
			CHECK_INT(5, l.board.at[i].listed, 1);
			CHECK_INT(5, l.board.at[i].correction_id, asking.id);
		}
	l.id = asking.id;
	CHECK_DONE(test_read(s->house, NULL, look, &l));
	CHECK_INT(6, l.correction.state, CORRECTION_APPROVED);
	CHECK_STR(6, l.correction.changes.at[0].was, "零报告");
	CHECK_STR(6, l.correction.changes.at[0].becomes, "有未果事项");
	CHECK_REFUSED(story_move(s, &s->legal, &correction_holding, asking.id, NULL, "approve", NULL), REFUSED_CONFLICT, "move.state");
}

TEST(a_signed_digest_shows_the_words_that_were_signed)
{
	struct story *s = zone_busy();
	struct weekly_report report;
	int64_t digest = story_digest(s, "2026-W46"), id = 0;
	struct looking l;
	const char *item;

	CHECK(0, story_report(s, s->labour, "2026-W46", &report));
	item = number(report.items.at[0].id.v);
	CHECK_DONE(story_move(s, &s->labour_contact, &correction_holding, 0, &id, "ask", "subject", "weekly_report", "subject_id",
	                      number(report.id.v), "ground", GROUND, "items.0.id", item, "items.0.work_done", "只约谈了一次", NULL));
	MOVE(s, legal, correction_holding, id, "approve");
	CHECK(1, story_report(s, s->labour, "2026-W46", &report));
	CHECK_STR(1, report.items.at[0].work_done, "只约谈了一次");
	l = digest_now(s, digest);
	CHECK_STR(2, l.view.entries[0].item.work_done, "两次约谈总包单位");
	CHECK_STR(2, l.view.amended[0].figures, "数字不变，文字有更正");
}

TEST(what_held_at_submission_holds_at_correction)
{
	struct story *s = zone_busy();
	struct weekly_report report;
	const char *id;

	CHECK(0, story_report(s, s->labour, "2026-W46", &report));
	id = number(report.id.v);
	const struct { const char *name, *value, *ground; enum refusal_kind kind; const char *rule; } cases[] = {
		{ "content", "nil", GROUND, REFUSED_BAD_INPUT, "weekly.nil" },
		{ "content", "items", GROUND, REFUSED_CONFLICT, "correction.same" },
		{ "content", "nil", "太短", REFUSED_BAD_INPUT, "record.too_short" },
		{ "content", "nil", "", REFUSED_BAD_INPUT, "record.required" },
		{ "state", "draft", GROUND, REFUSED_CONFLICT, "correction.same" },
		{ "version", "99", GROUND, REFUSED_STALE, "move.stale" },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++)
		CHECK_REFUSED(story_move(s, &s->labour_contact, &correction_holding, 0, NULL, "ask", "subject", "weekly_report",
		                         "subject_id", id, "ground", cases[i].ground, cases[i].name, cases[i].value, NULL),
		              cases[i].kind, cases[i].rule);
	CHECK(0, story_report(s, s->labour, "2026-W47", &report));
	CHECK_REFUSED(story_move(s, &s->labour_contact, &correction_holding, 0, NULL, "ask", "subject", "weekly_report", "subject_id",
	                         number(report.id.v), "ground", GROUND, "content", "nil", NULL), REFUSED_CONFLICT, "correction.state");
	CHECK_REFUSED(story_move(s, &s->labour_contact, &correction_holding, 0, NULL, "ask", "subject", "unit", "subject_id", "1",
	                         "ground", GROUND, NULL), REFUSED_NOT_FOUND, "record.not_there");
}

TEST(who_asked_does_not_approve_and_what_changed_meanwhile_is_asked_again)
{
	struct story *s = story_open("2026-11-02T08:00");
	int64_t matter = story_matter(s, &s->labour_officer, "华信厂房外包队工资拖欠"), id = 0;
	struct caller other = s->legal;

	CHECK_DONE(story_move(s, &s->legal, &correction_holding, 0, &id, "ask", "subject", "matter", "subject_id", number(matter),
	                      "ground", GROUND, "place", "航海东路 8 号", NULL));
	CHECK_REFUSED(story_move(s, &s->legal, &correction_holding, id, NULL, "approve", NULL), REFUSED_FORBIDDEN, "correction.self");
	CHECK_REFUSED(story_move(s, &s->labour_head, &correction_holding, id, NULL, "withdraw", NULL), REFUSED_FORBIDDEN, NULL);
	MOVE(s, labour_officer, matter_holding, matter, "note", "progress", "已约谈");
	other.account_id = s->leader.account_id;
	CHECK_REFUSED(story_move(s, &other, &correction_holding, id, NULL, "approve", NULL), REFUSED_STALE, "correction.stale");
	MOVE(s, legal, correction_holding, id, "withdraw");
	CHECK_DONE(story_move(s, &s->labour_officer, &correction_holding, 0, &id, "ask", "subject", "matter", "subject_id",
	                      number(matter), "ground", GROUND, "place", "航海东路 8 号", NULL));
	MOVE(s, legal, correction_holding, id, "approve");
}

TEST(a_correction_is_asked_by_page_and_api_and_not_seen_out_of_scope)
{
	struct story *s = zone_busy();
	struct client *contact = test_client(s->house), *stranger, *legal;
	struct weekly_report report;
	const char *row, *api;
	struct answer answer;

	CHECK(0, story_report(s, s->labour, "2026-W46", &report));
	row = str_terminated(test_arena(), str_format(test_arena(), "/weekly/report/%lld/correct", (long long)report.id.v));
	api = str_terminated(test_arena(), str_format(test_arena(), "/api/v1/weekly_report/%lld/correct", (long long)report.id.v));
	contact = zone_client(s, contact, &s->labour_contact, "contact1");
	stranger = zone_client(s, contact, &s->city_contact, "contact2");
	legal = zone_client(s, contact, &s->legal, "legal");
	CHECK_STATUS(0, test_get(contact, row), 200);
	CHECK_STATUS(1, test_get(stranger, row), 404);
	CHECK_STATUS(2, test_form(stranger, row, "content=nil&ground=x"), 404);
	answer = test_form(contact, row, "content=nil&ground=short");
	CHECK_STATUS(3, answer, 422);
	CHECK(3, test_body_has(answer, "更正理由至少 10 字"));
	answer = test_form(contact, row, str_terminated(test_arena(), str_format(test_arena(),
	                   "items.0.id=%lld&items.0.work_done=once&items.1.title=&items.1.listing=listed&ground=" GROUND,
	                   (long long)report.items.at[0].id.v)));
	CHECK_STATUS(4, answer, 303);
	CHECK(4, str_starts_with(answer.location, "/correction/"));
	CHECK_STATUS(5, test_get(stranger, str_terminated(test_arena(), answer.location)), 404);
	answer = test_get(legal, str_terminated(test_arena(), answer.location));
	CHECK_STATUS(6, answer, 200);
	CHECK(6, test_body_has(answer, "两次约谈总包单位") && test_body_has(answer, "once") && test_body_has(answer, "批准更正"));
	contact = test_client_beside(contact);
	stranger = test_client_beside(contact);
	test_login_api(contact, "contact1", ZONE_PASSWORD);
	test_login_api(stranger, "contact2", ZONE_PASSWORD);
	CHECK_STATUS(7, test_api(stranger, "POST", "/api/v1/correction/1/withdraw", "{}"), 404);
	CHECK_STATUS(7, test_api(contact, "POST", "/api/v1/correction/1/withdraw", "{}"), 200);
	CHECK_STATUS(8, test_api(stranger, "POST", api, "{\"content\":\"nil\",\"ground\":\"" GROUND "\"}"), 404);
	answer = test_api(contact, "POST", api, "{\"content\":\"nil\",\"ground\":\"" GROUND "\"}");
	CHECK_STATUS(9, answer, 422);
	CHECK(9, test_body_has(answer, "weekly.nil"));
}
