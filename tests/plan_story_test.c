/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* plan_story_test.c - a week is planned before it begins: key areas and sections every day, the rest once; over National
 * Day by calendar days where the rule is silent and by working days where it says so; and nobody escapes by idleness. */
#include <stdio.h>

#include "clauses/patrol/patrol.h"
#include "clauses/patrol/plan_verbs.h"
#include "tests/client.h"
#include "tests/story.h"
#include "tests/zone.h"

#define CHECK_MINUTE(i, got, iso) CHECK_STR((i), instant_iso(test_arena(), (got)), iso)
#define AREA "{\"type\":\"Polygon\",\"coordinates\":[[[113.54,34.80],[113.58,34.80],[113.58,34.82],[113.54,34.82],[113.54,34.80]]]}"
#define CORNER "{\"type\":\"Polygon\",\"coordinates\":[[[113.55,34.81],[113.553,34.81],[113.553,34.812],[113.55,34.812],[113.55,34.81]]]}"
/* Within the area: some 2740 m, 1830 m, 915 m; the last one, the zone's, reaches beyond. */
#define LONG_ROAD "{\"type\":\"LineString\",\"coordinates\":[[113.545,34.805],[113.575,34.805]]}"
#define MIDDLE_ROAD "{\"type\":\"LineString\",\"coordinates\":[[113.545,34.807],[113.565,34.807]]}"
#define SHORT_ROAD "{\"type\":\"LineString\",\"coordinates\":[[113.545,34.809],[113.555,34.809]]}"
#define COMMON_ROAD "{\"type\":\"LineString\",\"coordinates\":[[113.57,34.815],[113.60,34.815]]}"
#define FAR_ROAD "{\"type\":\"LineString\",\"coordinates\":[[113.60,34.90],[113.62,34.90]]}"

static const char *digits(int64_t n)
{
	return str_terminated(test_arena(), str_format(test_arena(), "%lld", (long long)n));
}

static int64_t draw(struct story *s, const struct caller *drawer, const struct caller *head, const struct holding *ground, const char *name,
                    const char *kind, const char *shape)
{
	Str today = date_iso(test_arena(), instant_date(s->house->clock(s->house)));
	int64_t id = 0;

	CHECK_DONE(story_move(s, drawer, ground, 0, &id, "draft", "name", name, "kind", kind, "shape", shape, "from_on",
	                      str_terminated(test_arena(), today), NULL));
	CHECK_DONE(story_move(s, head, ground, id, NULL, "release", NULL));
	return id;
}

struct ground { int64_t corner, section, longest, middle, shortest, common; };

/* 劳动监察大队's: an area, a key area in it, a key section, three roads; and two of the zone, of which one is far away. */
static struct ground drawn(struct story *s)
{
	const struct caller *head = &s->labour_head, *legal = &s->legal;
	struct ground g = { 0 };

	(void)draw(s, head, head, &area_holding, "高新北片", "responsibility", AREA);
	g.corner = draw(s, head, head, &area_holding, "科学广场", "key", CORNER);
	g.section = draw(s, head, head, &road_holding, "科学大道东段", "key_section", SHORT_ROAD);
	g.longest = draw(s, head, head, &road_holding, "莲花街", "road", LONG_ROAD);
	g.middle = draw(s, head, head, &road_holding, "瑞达路", "road", MIDDLE_ROAD);
	g.shortest = draw(s, head, head, &road_holding, "雪松路", "road", SHORT_ROAD);
	g.common = draw(s, legal, legal, &road_holding, "西四环", "road", COMMON_ROAD);
	(void)draw(s, legal, legal, &road_holding, "远郊路", "road", FAR_ROAD);
	return g;
}

struct looking { UnitId unit_id; const char *period; bool found; struct patrol_plan plan; };

static bool look(struct act *act, void *input)
{
	struct looking *l = input;

	act->arena = test_arena();
	return plan_of(act, l->unit_id, str_of(l->period), &l->found, &l->plan);
}

static struct patrol_plan plan_at(struct story *s, UnitId unit_id, const char *period)
{
	struct looking l = { .unit_id = unit_id, .period = period };

	CHECK_DONE(test_read(s->house, NULL, look, &l));
	CHECK(0, l.found);
	return l.plan;
}

/* "1111111": how often each day. */
static Str days_of(const struct patrol_plan *plan, int64_t area, int64_t road)
{
	struct strbuf days = { .arena = test_arena() };

	for (size_t i = 0; i < plan->rounds.count; i++)
		for (int day = 0; day < PLAN_DAYS; day++)
			if (plan->rounds.at[i].area_id.v == area && plan->rounds.at[i].road_id.v == road)
				buf_char(&days, (char)('0' + plan_round_on(&plan->rounds.at[i], day)));
	return buf_str(&days);
}

static size_t row_of(const struct patrol_plan *plan, int64_t area, int64_t road)
{
	size_t i = 0;

	while (i < plan->rounds.count && (plan->rounds.at[i].area_id.v != area || plan->rounds.at[i].road_id.v != road))
		i++;
	CHECK(0, i < plan->rounds.count);
	return i;
}

static struct duty day_duty(struct story *s, const struct patrol_plan *plan, const char *day)
{
	return story_duty(s, &PATROL_DAY, plan->unit_id, "patrol_plan", plan->id.v, day);
}

static void rule_stands(struct story *s, const struct caller *head, const char *key_days, const char *from_on)
{
	int64_t id = 0;

	/* The clock has opened a draft for each department: the first row of its unit. */
	for (id = 1; id < 9; id++)
		if (story_move(s, head, &regime_holding, id, NULL, "file", "words", "重点路段每天巡查，责任区每周一遍", "key_days", key_days, "from_on",
			from_on, NULL)
			.kind
		    == REFUSED_NOT)
			break;
	CHECK_DONE(story_move(s, &s->legal, &regime_holding, id, NULL, "acknowledge", NULL));
}

static struct refusal set_day(struct story *s, const struct patrol_plan *plan, const char *verb, size_t row, const char *day, const char *n)
{
	const char *id = str_terminated(test_arena(), str_format(test_arena(), "rounds.%zu.id", row));
	const char *cell = str_terminated(test_arena(), str_format(test_arena(), "rounds.%zu.%s", row, day));

	return story_move(s, &s->labour_contact, &plan_holding, plan->id.v, NULL, verb, id, digits(plan->rounds.at[row].id.v), cell, n, NULL);
}

/* Thursday 5 November 08:00 the plan of week 46 (9–15 November) is there. Key places on each day; of the others, 2740, 1830,
 * some 915 and some 900 metres, each on a day of its own: the longest on the first. */
TEST(a_plan_is_made_from_the_ground_and_released_before_its_week)
{
	struct story *s = story_open("2026-11-02T08:00");
	struct ground g = drawn(s);
	struct patrol_plan plan;

	story_until(s, "2026-11-05T08:00");
	plan = plan_at(s, s->labour, "2026-W46");
	CHECK_INT(0, plan.state, PLAN_DRAFT);
	CHECK_INT(0, plan.rounds.count, 6);
	CHECK_STR(1, days_of(&plan, g.corner, 0), "1111111");
	CHECK_STR(2, days_of(&plan, 0, g.section), "1111111");
	CHECK_STR(3, days_of(&plan, 0, g.longest), "1000000");
	CHECK_STR(4, days_of(&plan, 0, g.middle), "0100000");
	CHECK(5, str_is(days_of(&plan, 0, g.shortest), "0010000") || str_is(days_of(&plan, 0, g.shortest), "0001000"));
	CHECK(6, str_is(days_of(&plan, 0, g.common), "0010000") || str_is(days_of(&plan, 0, g.common), "0001000"));
	CHECK_MINUTE(7, story_duty(s, &PATROL_PLAN, s->labour, NULL, 0, "2026-W46").due_at, "2026-11-08T18:00:00+08:00");
	CHECK_INT(8, day_duty(s, &plan, "2026-11-09").state, DUTY_STATES);
	MOVE(s, labour_contact, plan_holding, plan.id.v, "release");
	CHECK_INT(9, story_duty(s, &PATROL_PLAN, s->labour, NULL, 0, "2026-W46").state, DUTY_MET);
	CHECK_MINUTE(10, day_duty(s, &plan, "2026-11-09").due_at, "2026-11-11T00:00:00+08:00");
	CHECK_MINUTE(11, day_duty(s, &plan, "2026-11-15").due_at, "2026-11-17T00:00:00+08:00");
	CHECK_INT(12, day_duty(s, &plan, "2026-11-16").state, DUTY_STATES);
	story_until(s, "2026-11-09T00:00");
	CHECK_MINUTE(13, story_duty(s, &PATROL_WEEK, s->labour, NULL, 0, "2026-W46").due_at, "2026-11-17T00:00:00+08:00");
	CHECK_INT(14, plan_at(s, s->labour, "2026-W46").state, PLAN_RELEASED);
}

/* National Day 2026: 1–7 October off, Saturday 10 October worked. */
TEST(over_national_day_a_silent_rule_means_every_day_and_another_its_working_days)
{
	struct story *s = story_open("2026-09-21T08:00");
	struct ground g = drawn(s);
	int64_t city_key;
	struct patrol_plan plan;

	(void)draw(s, &s->city_head, &s->city_head, &area_holding, "南片", "responsibility", AREA);
	city_key = draw(s, &s->city_head, &s->city_head, &road_holding, "银屏路", "key_section", SHORT_ROAD);
	rule_stands(s, &s->labour_head, "", "2026-09-21");
	rule_stands(s, &s->city_head, "working", "2026-09-21");
	story_until(s, "2026-10-01T08:00");
	plan = plan_at(s, s->labour, "2026-W40");
	CHECK_STR(0, days_of(&plan, 0, g.section), "1111111");
	CHECK_MINUTE(1, day_duty(s, &plan, "2026-10-01").due_at, "2026-10-03T00:00:00+08:00");
	plan = plan_at(s, s->labour, "2026-W41");
	CHECK_STR(2, days_of(&plan, 0, g.section), "1111111");
	plan = plan_at(s, s->city, "2026-W40");
	CHECK_STR(3, days_of(&plan, 0, city_key), "1110000");
	CHECK_INT(4, day_duty(s, &plan, "2026-09-30").state, DUTY_OPEN);
	CHECK_INT(5, day_duty(s, &plan, "2026-10-01").state, DUTY_STATES);
	plan = plan_at(s, s->city, "2026-W41");
	CHECK_STR(6, days_of(&plan, 0, city_key), "0001110");
}

TEST(a_key_round_cannot_be_taken_out_and_the_rest_only_moved)
{
	struct story *s = story_open("2026-11-02T08:00");
	struct ground g = drawn(s);
	struct patrol_plan plan;
	size_t section, longest;

	story_until(s, "2026-11-05T08:00");
	plan = plan_at(s, s->labour, "2026-W46");
	section = row_of(&plan, 0, g.section);
	longest = row_of(&plan, 0, g.longest);
	CHECK_REFUSED(set_day(s, &plan, "save", section, "wed", "0"), REFUSED_BAD_INPUT, "patrol.daily");
	CHECK_REFUSED(story_move(s, &s->labour_contact, &plan_holding, plan.id.v, NULL, "save", "rounds.0.id", digits(plan.rounds.at[section].id.v),
	                         "rounds.0.delete", "true", NULL), REFUSED_CONFLICT, "patrol.daily");
	CHECK_REFUSED(story_move(s, &s->labour_contact, &plan_holding, plan.id.v, NULL, "save", "rounds.0.id", digits(plan.rounds.at[longest].id.v),
	                         "rounds.0.delete", "true", NULL), REFUSED_CONFLICT, "patrol.weekly");
	CHECK_REFUSED(story_move(s, &s->labour_contact, &plan_holding, plan.id.v, NULL, "save", "rounds.6.road_id", digits(g.longest),
	                         "rounds.6.fri", "1", NULL), REFUSED_BAD_INPUT, "patrol.place");
	/* Nobody gets around it by saying that it need not be. */
	CHECK_DONE(story_move(s, &s->labour_contact, &plan_holding, plan.id.v, NULL, "save", "rounds.0.id", digits(plan.rounds.at[section].id.v),
	                      "rounds.0.must_days", "0000000", NULL));
	CHECK_REFUSED(set_day(s, &plan, "save", section, "wed", "0"), REFUSED_BAD_INPUT, "patrol.daily");
	CHECK_DONE(set_day(s, &plan, "save", section, "wed", "9"));
	CHECK_REFUSED(set_day(s, &plan, "save", section, "wed", "10"), REFUSED_BAD_INPUT, NULL);
	CHECK_DONE(set_day(s, &plan, "save", longest, "mon", "0"));
	CHECK_REFUSED(story_move(s, &s->labour_contact, &plan_holding, plan.id.v, NULL, "release", NULL), REFUSED_BAD_INPUT, "patrol.weekly");
	CHECK_DONE(set_day(s, &plan, "release", longest, "sun", "2"));
	plan = plan_at(s, s->labour, "2026-W46");
	CHECK_STR(0, days_of(&plan, 0, g.longest), "0000002");
	CHECK_STR(1, days_of(&plan, 0, g.section), "1191111");
	story_until(s, "2026-11-11T09:00");             /* Wednesday of that week: what has passed stays */
	CHECK_REFUSED(set_day(s, &plan, "save", longest, "tue", "1"), REFUSED_BAD_INPUT, "patrol.past");
	CHECK_DONE(set_day(s, &plan, "save", longest, "wed", "1"));
}

TEST(a_plan_that_nobody_released_takes_force_with_its_monday)
{
	struct story *s = story_open("2026-11-02T08:00");
	struct patrol_plan plan;

	(void)drawn(s);
	story_until(s, "2026-11-08T18:00");
	CHECK_INT(0, story_duty(s, &PATROL_PLAN, s->labour, NULL, 0, "2026-W46").state, DUTY_BREACHED);
	CHECK_INT(1, plan_at(s, s->labour, "2026-W46").state, PLAN_DRAFT);
	story_until(s, "2026-11-09T00:00");
	plan = plan_at(s, s->labour, "2026-W46");
	CHECK_INT(2, plan.state, PLAN_FORCED);
	CHECK_MINUTE(3, plan.forced_at, "2026-11-09T00:00:00+08:00");
	CHECK_INT(4, day_duty(s, &plan, "2026-11-09").state, DUTY_OPEN);
	CHECK_INT(5, day_duty(s, &plan, "2026-11-15").state, DUTY_OPEN);
	story_until(s, "2026-11-10T09:00");
	MOVE(s, labour_head, plan_holding, plan.id.v, "release");
	CHECK_INT(6, story_duty(s, &PATROL_PLAN, s->labour, NULL, 0, "2026-W46").state, DUTY_LATE);
	CHECK_REFUSED(story_move(s, &s->city_head, &plan_holding, plan.id.v, NULL, "release", NULL), REFUSED_NOT_FOUND, NULL);
}

TEST(a_plan_of_nothing_is_not_released_and_made_anew_when_the_ground_is_drawn)
{
	struct story *s = story_open("2026-11-02T08:00");
	struct patrol_plan plan;

	story_until(s, "2026-11-05T08:00");
	plan = plan_at(s, s->labour, "2026-W46");
	CHECK_INT(0, plan.rounds.count, 0);
	CHECK_REFUSED(story_move(s, &s->labour_head, &plan_holding, plan.id.v, NULL, "release", NULL), REFUSED_CONFLICT, "patrol.plan_empty");
	(void)drawn(s);
	MOVE(s, labour_head, plan_holding, plan.id.v, "regenerate");
	CHECK_INT(1, plan_at(s, s->labour, "2026-W46").rounds.count, 6);
	MOVE(s, labour_head, plan_holding, plan.id.v, "regenerate");
	CHECK_INT(2, plan_at(s, s->labour, "2026-W46").rounds.count, 6);
	MOVE(s, labour_head, plan_holding, plan.id.v, "release");
}

/* A closure of the whole section that the Bureau approved: from its days on it is not due. */
TEST(what_cannot_be_passed_is_not_planned)
{
	struct story *s = story_open("2026-11-02T08:00");
	struct ground g = drawn(s);
	struct patrol_plan plan;
	int64_t id = 0;

	CHECK_DONE(story_move(s, &s->labour_head, &impassable_holding, 0, &id, "ask", "road_id", digits(g.section), "from_on", "2026-11-10",
	                      "until_on", "2026-11-12", "ground", "全线开挖修路", NULL));
	CHECK_DONE(story_move(s, &s->legal, &impassable_holding, id, NULL, "approve", NULL));
	story_until(s, "2026-11-05T08:00");
	plan = plan_at(s, s->labour, "2026-W46");
	CHECK_STR(0, days_of(&plan, 0, g.section), "1000111");
}

struct asking { UnitId unit_id; Date day; struct plan_dues dues; };

static bool ask_dues(struct act *act, void *input)
{
	struct asking *a = input;

	act->arena = test_arena();
	return plan_dues_on(act, a->unit_id, a->day, &a->dues);
}

TEST(what_was_due_on_a_day_is_known_once_the_plan_is_in_force)
{
	struct story *s = story_open("2026-11-02T08:00");
	struct asking a = { .unit_id = s->labour, .day = date_of_civil(2026, 11, 9) };

	(void)drawn(s);
	story_until(s, "2026-11-05T08:00");
	CHECK_DONE(test_read(s->house, NULL, ask_dues, &a));
	CHECK_INT(0, a.dues.count, 0);
	story_until(s, "2026-11-09T00:00");
	CHECK_DONE(test_read(s->house, NULL, ask_dues, &a));
	CHECK_INT(1, a.dues.count, 3);
	CHECK_INT(2, a.dues.at[0].must + a.dues.at[1].must + a.dues.at[2].must, 2);
}

TEST(the_plan_is_edited_on_its_page_and_shown_again_when_refused)
{
	struct story *s = zone_busy();
	struct client *door = test_client(s->house), *legal = zone_client(s, door, &s->legal, "legal");
	struct client *head = zone_client(s, door, &s->labour_head, "head1");
	struct patrol_plan plan;
	struct answer page;
	char path[64], body[160];

	(void)drawn(s);
	plan = plan_at(s, s->labour, "2026-W48");
	(void)snprintf(path, sizeof path, "/patrol/plan/%lld/regenerate", (long long)plan.id.v);
	(void)snprintf(body, sizeof body, "version=%lld", (long long)plan.version);
	CHECK_STATUS(0, test_form(head, path, body), 303);
	plan = plan_at(s, s->labour, "2026-W48");
	page = test_get(head, "/patrol/plan");
	CHECK(1, test_body_has(page, "科学大道东段"));
	CHECK(2, test_body_has(page, "发布"));
	(void)snprintf(path, sizeof path, "/patrol/plan/%lld/save", (long long)plan.id.v);
	(void)snprintf(body, sizeof body, "version=%lld&rounds.0.id=%lld&rounds.0.mon=0", (long long)plan.version, (long long)plan.rounds.at[0].id.v);
	page = test_form(head, path, body);
	CHECK_STATUS(3, page, 422);
	CHECK(4, test_body_has(page, "必须巡查，不能去掉"));
	(void)snprintf(path, sizeof path, "/patrol/plan/%lld/release", (long long)plan.id.v);
	(void)snprintf(body, sizeof body, "version=%lld&rounds.0.id=%lld&rounds.0.mon=3", (long long)plan.version, (long long)plan.rounds.at[0].id.v);
	CHECK_STATUS(5, test_form(head, path, body), 303);
	page = test_get(legal, "/patrol/plan?period=2026-W48");
	CHECK(6, test_body_has(page, "劳动监察大队"));
	CHECK(7, test_body_has(page, "已发布"));
	CHECK_STATUS(8, test_get(legal, "/patrol/plan?period=2026-W60"), 404);
	page = test_get(head, "/patrol/plan?period=2026-W50");
	CHECK(9, !test_body_has(page, "行政执法分局"));
}
