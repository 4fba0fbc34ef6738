/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* regime_story_test.c - who has no patrol rule is asked for it, files it, gets it back, files it again; which version
 * stood on which day. Told from 二（一） (drawn up by the department, filed with the Bureau) and the calendar. */
#include "regime/regime_store.h"
#include "tests/client.h"
#include "tests/story.h"
#include "tests/zone.h"

#define CHECK_MINUTE(got, iso) CHECK_STR(0, instant_iso(test_arena(), (got)), iso)
#define CHECK_DAY(i, got, iso) CHECK_STR((i), date_iso(test_arena(), (got)), iso)

struct finding { UnitId unit_id; Date day; bool stands; int64_t work; struct regime regime; };

static bool find(struct act *act, void *input)
{
	struct finding *f = input;

	act->arena = test_arena();
	return regime_store_in_work(act, f->unit_id, REGIME_PATROL, &f->work)
	    && regime_standing(act, f->unit_id, REGIME_PATROL, f->day, &f->stands, &f->regime);
}

static struct finding found(struct story *s, UnitId unit_id, const char *day)
{
	struct finding f = { .unit_id = unit_id };

	CHECK(0, date_parse(str_of(day), &f.day));
	CHECK_DONE(test_read(s->house, NULL, find, &f));
	return f;
}

static struct refusal file(struct story *s, const struct caller *who, int64_t id, const char *days, const char *from)
{
	return story_move(s, who, &regime_holding, id, NULL, "file", "words", "每周把责任区巡查一遍，重点路段每天巡查", "key_days", days,
	                  "from_on", from, NULL);
}

static enum duty_state duty_of(struct story *s, const struct duty_rule *rule, UnitId unit_id, int64_t id)
{
	return story_duty(s, rule, unit_id, "regime", id, NULL).state;
}

/* Monday 2 November the week's report is owed, and with it the rule; ten working days later is Monday the 16th, 24:00. */
TEST(a_department_without_a_patrol_rule_is_asked_for_it_and_breaches)
{
	struct story *s = story_open("2026-11-02T08:00");
	int64_t draft = found(s, s->labour, "2026-11-02").work;

	CHECK(0, draft > 0);
	CHECK_MINUTE(story_duty(s, &REGIME_FILE, s->labour, "regime", draft, NULL).due_at, "2026-11-17T00:00:00+08:00");
	CHECK_INT(1, found(s, s->bureau, "2026-11-02").work, 0);
	story_until(s, "2026-11-16T23:59");             /* the reports of two more weeks raise nothing anew */
	CHECK_INT(2, duty_of(s, &REGIME_FILE, s->labour, draft), DUTY_OPEN);
	story_until(s, "2026-11-17T00:00");
	CHECK_INT(3, duty_of(s, &REGIME_FILE, s->labour, draft), DUTY_BREACHED);
	CHECK_DONE(file(s, &s->labour_head, draft, "", "2026-11-17"));
	CHECK_INT(4, duty_of(s, &REGIME_FILE, s->labour, draft), DUTY_LATE);
	CHECK_INT(5, found(s, s->labour, "2026-11-17").stands, false);   /* nobody has acknowledged it */
}

TEST(a_returned_rule_is_filed_again_and_stands_from_its_day)
{
	struct story *s = story_open("2026-11-02T08:00");
	struct finding f;
	int64_t id = found(s, s->labour, "2026-11-02").work;

	CHECK_REFUSED(story_move(s, &s->labour_head, &regime_holding, 0, NULL, "draft", "kind", "patrol", "title", "又一份", NULL),
	              REFUSED_CONFLICT, "regime.issue");
	CHECK_REFUSED(file(s, &s->labour_contact, id, "working", "2026-11-09"), REFUSED_FORBIDDEN, "move.permission");
	CHECK_REFUSED(file(s, &s->labour_head, id, "working", "2026-11-01"), REFUSED_BAD_INPUT, "regime.from");
	CHECK_DONE(file(s, &s->labour_head, id, "working", "2026-11-09"));
	CHECK_INT(0, duty_of(s, &REGIME_REVIEW, s->bureau, id), DUTY_OPEN);
	CHECK_INT(1, story_notices(s, &s->legal, "制度报备待审阅"), 1);
	CHECK_REFUSED(story_move(s, &s->labour_head, &regime_holding, id, NULL, "acknowledge", NULL), REFUSED_FORBIDDEN, "move.permission");
	CHECK_REFUSED(story_move(s, &s->legal, &regime_holding, id, NULL, "return", NULL), REFUSED_BAD_INPUT, "move.needs");
	CHECK_DONE(story_move(s, &s->legal, &regime_holding, id, NULL, "return", "return_reason", "没有写明重点路段", NULL));
	CHECK_INT(2, duty_of(s, &REGIME_REVIEW, s->bureau, id), DUTY_MET);
	CHECK_INT(3, duty_of(s, &REGIME_SUPPLEMENT, s->labour, id), DUTY_OPEN);
	CHECK_DONE(file(s, &s->labour_head, id, "working", "2026-11-09"));
	CHECK_INT(4, duty_of(s, &REGIME_SUPPLEMENT, s->labour, id), DUTY_MET);
	CHECK_DONE(story_move(s, &s->legal, &regime_holding, id, NULL, "acknowledge", NULL));
	CHECK_INT(5, found(s, s->labour, "2026-11-08").stands, false);
	f = found(s, s->labour, "2026-11-09");
	CHECK(6, f.stands && f.regime.id.v == id);
	CHECK_INT(7, f.regime.key_days, KEY_DAYS_WORKING);
	CHECK_INT(8, f.regime.issue, 1);
	story_until(s, "2026-11-27T09:00");             /* who has a rule is not asked for one */
	CHECK_INT(9, found(s, s->labour, "2026-11-27").work, 0);
}

/* Acknowledged after the day it named: it holds from the day it was acknowledged, and what was due before stays due. */
TEST(a_rule_binds_and_releases_for_no_day_that_has_passed)
{
	struct story *s = story_open("2026-11-02T08:00");
	struct finding f;
	int64_t id = found(s, s->labour, "2026-11-02").work, next;

	CHECK_DONE(file(s, &s->labour_head, id, "", "2026-11-02"));
	story_until(s, "2026-11-04T10:00");
	CHECK_DONE(story_move(s, &s->legal, &regime_holding, id, NULL, "acknowledge", NULL));
	CHECK_INT(0, found(s, s->labour, "2026-11-03").stands, false);
	CHECK_INT(1, found(s, s->labour, "2026-11-04").stands, true);

	CHECK_DONE(story_move(s, &s->labour_head, &regime_holding, id, NULL, "revise", NULL));
	next = found(s, s->labour, "2026-11-04").work;
	CHECK_REFUSED(story_move(s, &s->labour_head, &regime_holding, id, NULL, "revise", NULL), REFUSED_CONFLICT, "regime.issue");
	CHECK_DONE(file(s, &s->labour_head, next, "working", "2026-12-01"));
	CHECK_DONE(story_move(s, &s->legal, &regime_holding, next, NULL, "acknowledge", NULL));
	f = found(s, s->labour, "2026-11-30");
	CHECK_INT(2, f.regime.id.v, id);
	CHECK_INT(3, f.regime.state, REGIME_REPLACED);
	CHECK_DAY(4, f.regime.until_on, "2026-11-30");
	f = found(s, s->labour, "2026-12-01");
	CHECK_INT(5, f.regime.id.v, next);
	CHECK_INT(6, f.regime.issue, 2);

	/* Before its day comes a third one is acknowledged: the second never holds. */
	CHECK_DONE(story_move(s, &s->labour_head, &regime_holding, next, NULL, "revise", NULL));
	next = found(s, s->labour, "2026-11-04").work;
	CHECK_DONE(file(s, &s->labour_head, next, "calendar", "2026-11-10"));
	CHECK_DONE(story_move(s, &s->legal, &regime_holding, next, NULL, "acknowledge", NULL));
	CHECK_INT(7, found(s, s->labour, "2026-11-09").regime.id.v, id);
	CHECK_INT(8, found(s, s->labour, "2026-11-10").regime.id.v, next);
	CHECK_INT(9, found(s, s->labour, "2026-12-01").regime.id.v, next);
}

TEST(only_a_patrol_rule_names_the_days_of_patrol)
{
	struct story *s = story_open("2026-11-02T08:00");
	struct refusal refused = story_move(s, &s->labour_head, &regime_holding, 0, NULL, "draft", "kind", "visit", "title", "回访制度",
	                                    "key_days", "working", NULL);

	CHECK_REFUSED(refused, REFUSED_BAD_INPUT, "regime.key_days");
	CHECK_DONE(story_move(s, &s->labour_head, &regime_holding, 0, NULL, "draft", "kind", "visit", "title", "回访制度", NULL));
}

/* The zone's Friday: 劳动监察大队 has been asked for its rule, and has not filed it. */
TEST(the_matrix_shows_what_stands_and_what_is_missing_to_whom_it_concerns)
{
	struct story *s = zone_busy();
	struct client *door = test_client(s->house), *legal = zone_client(s, door, &s->legal, "legal");
	struct client *head = zone_client(s, door, &s->labour_head, "head1");
	int64_t id = found(s, s->labour, "2026-11-20").work;
	struct answer page = test_get(legal, "/regime");

	CHECK(0, test_body_has(page, "劳动监察大队"));
	CHECK(1, test_body_has(page, "行政执法分局"));
	CHECK(2, test_body_has(page, "缺"));
	page = test_get(legal, "/regime?show=standing");
	CHECK(9, !test_body_has(page, "<th scope=\"row\">"));
	page = test_get(legal, "/regime?show=missing");
	CHECK(10, test_body_has(page, "<th scope=\"row\">劳动监察大队"));
	page = test_get(head, "/regime");
	CHECK(3, test_body_has(page, "劳动监察大队"));
	CHECK(4, !test_body_has(page, "行政执法分局"));
	CHECK_DONE(file(s, &s->labour_head, id, "", "2026-11-20"));
	CHECK_DONE(story_move(s, &s->legal, &regime_holding, id, NULL, "acknowledge", NULL));
	page = test_get(head, "/regime");
	CHECK(5, test_body_has(page, "第 1 版 · 2026-11-20 起"));
	CHECK_STATUS(6, test_form(head, str_terminated(test_arena(), str_format(test_arena(), "/regime/%lld/revise", (long long)id)),
	                          "version=3"), 303);
	page = test_get(head, "/regime");
	CHECK(7, test_body_has(page, "草拟"));
	page = test_get(head, str_terminated(test_arena(), str_format(test_arena(), "/regime/%lld", (long long)id)));
	CHECK(8, test_body_has(page, "各版"));
}
