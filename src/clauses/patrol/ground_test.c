/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* ground_test.c - areas and roads through the days: nothing that stood is forgotten, nothing that is over is changed. */
#include "clauses/patrol/patrol.h"

#include "base/limits.h"
#include "tests/story.h"

#define SQUARE "{\"type\":\"Polygon\",\"coordinates\":[[[113.5500000,34.8100000],[113.5600000,34.8100000],[113.5600000,34.8200000],[113.5500000,34.8200000],[113.5500000,34.8100000]]]}"
#define WIDER "{\"type\":\"Polygon\",\"coordinates\":[[[113.5500000,34.8100000],[113.5700000,34.8100000],[113.5700000,34.8200000],[113.5500000,34.8200000],[113.5500000,34.8100000]]]}"
#define LINE "{\"type\":\"LineString\",\"coordinates\":[[113.52,34.8086],[113.58,34.8088]]}"

static const char *number(int64_t n)
{
	return str_terminated(test_arena(), str_format(test_arena(), "%lld", (long long)n));
}

static int64_t drawn(struct story *s, const struct caller *who, const char *name, const char *from_on)
{
	int64_t id = 0;

	CHECK_DONE(story_move(s, who, &area_holding, 0, &id, "draft", "name", name, "kind", "responsibility", "shape", SQUARE,
	                      "from_on", from_on, NULL));
	return id;
}

static int64_t standing(struct story *s, const char *name, const char *from_on)
{
	int64_t id = drawn(s, &s->labour_head, name, from_on);

	MOVE(s, labour_head, area_holding, id, "release");
	return id;
}

struct asked { UnitId unit; Date day; struct areas areas; struct roads roads; struct impassables closed; };

static bool ask(struct act *act, void *input)
{
	struct asked *a = input;

	return areas_at(act, a->unit, a->day, &a->areas) && roads_at(act, a->unit, a->day, &a->roads)
	    && impassables_at(act, a->unit, a->day, &a->closed);
}

static struct asked on(struct story *s, UnitId unit, const char *iso)
{
	struct asked asked = { .unit = unit, .day = instant_date(test_instant(iso)) };

	CHECK_DONE(test_read(s->house, NULL, ask, &asked));
	return asked;
}

/* The newest area: the draft that follows. */
static bool newest(struct act *act, void *input)
{
	struct list list;
	struct list_ask asked = { .record = &area_record, .scope = { .kind = SCOPE_ALL }, .sort = "-from_on", .most = 1 };

	if (!record_list(act, &asked, &list))
		return false;
	*(struct area *)input = *(struct area *)list_row(&list, &area_record, 0);
	return true;
}

static struct area follower(struct story *s)
{
	struct area area;

	CHECK_DONE(test_read(s->house, NULL, newest, &area));
	return area;
}

TEST(last_months_area_is_still_there_when_it_was_revised)
{
	struct story *s = story_open("2026-11-02T08:00");
	int64_t id = standing(s, "科技园", "2026-11-02");
	struct area next;

	story_until(s, "2026-11-20T09:00");
	MOVE(s, labour_contact, area_holding, id, "revise");
	next = follower(s);
	CHECK_INT(0, next.previous_id.v, id);
	CHECK_INT(0, next.from_on.day, date_of_civil(2026, 11, 21).day);
	MOVE(s, labour_contact, area_holding, next.id.v, "edit", "shape", WIDER, "from_on", "2026-11-23");
	CHECK_STR(1, on(s, s->labour, "2026-11-23T00:00").areas.at[0].shape, SQUARE);   /* a draft is not in force */
	MOVE(s, labour_head, area_holding, next.id.v, "release");
	CHECK_STR(2, on(s, s->labour, "2026-11-02T00:00").areas.at[0].shape, SQUARE);
	CHECK_STR(3, on(s, s->labour, "2026-11-22T00:00").areas.at[0].shape, SQUARE);
	CHECK_STR(4, on(s, s->labour, "2026-11-23T00:00").areas.at[0].shape, WIDER);
	CHECK_INT(5, on(s, s->labour, "2026-11-23T00:00").areas.count, 1);
	CHECK_INT(6, on(s, s->labour, "2026-11-01T00:00").areas.count, 0);
	CHECK_INT(7, on(s, s->city, "2026-11-23T00:00").areas.count, 0);
	CHECK_INT(8, on(s, (UnitId){ 0 }, "2026-11-23T00:00").areas.count, 1);
}

TEST(an_area_has_one_draft_behind_it_at_a_time)
{
	struct story *s = story_open("2026-11-02T08:00");
	int64_t id = standing(s, "科技园", "2026-11-02");

	MOVE(s, labour_head, area_holding, id, "revise");
	CHECK_REFUSED(story_move(s, &s->labour_head, &area_holding, id, NULL, "revise", NULL), REFUSED_CONFLICT, "area.revise");
	MOVE(s, labour_head, area_holding, follower(s).id.v, "drop");
	MOVE(s, labour_head, area_holding, id, "revise");
}

TEST(an_area_stands_from_today_on_and_not_from_yesterday)
{
	struct story *s = story_open("2026-11-02T08:00");
	int64_t past = drawn(s, &s->labour_head, "昨天", "2026-11-01");

	CHECK_REFUSED(story_move(s, &s->labour_head, &area_holding, past, NULL, "release", NULL), REFUSED_CONFLICT, "area.from");
	(void)standing(s, "今天", "2026-11-02");
}

TEST(a_follower_begins_after_what_it_follows_and_only_while_that_stands)
{
	struct story *s = story_open("2026-11-02T08:00");
	int64_t id = standing(s, "科技园", "2026-11-05"), next;

	MOVE(s, labour_head, area_holding, id, "revise");
	next = follower(s).id.v;
	CHECK_INT(0, follower(s).from_on.day, date_of_civil(2026, 11, 6).day);
	CHECK_REFUSED(story_move(s, &s->labour_head, &area_holding, next, NULL, "edit", "from_on", "2026-11-05", NULL),
	              REFUSED_BAD_INPUT, NULL);
	MOVE(s, labour_head, area_holding, id, "end", "until_on", "2026-11-05");
	CHECK_REFUSED(story_move(s, &s->labour_head, &area_holding, next, NULL, "release", NULL), REFUSED_CONFLICT, "area.replaced");
}

TEST(an_area_ends_today_at_the_earliest)
{
	struct story *s = story_open("2026-11-02T08:00");
	int64_t id = standing(s, "科技园", "2026-11-02");

	story_until(s, "2026-11-10T09:00");
	CHECK_REFUSED(story_move(s, &s->labour_head, &area_holding, id, NULL, "end", "until_on", "2026-11-09", NULL), REFUSED_BAD_INPUT, NULL);
	MOVE(s, labour_head, area_holding, id, "end", "until_on", "2026-11-10");
	CHECK_INT(0, on(s, s->labour, "2026-11-10T00:00").areas.count, 1);
	CHECK_INT(1, on(s, s->labour, "2026-11-11T00:00").areas.count, 0);
}

TEST(another_unit_sees_an_area_and_may_not_touch_it)
{
	struct story *s = story_open("2026-11-02T08:00");
	int64_t id = drawn(s, &s->labour_contact, "科技园", "2026-11-02");

	CHECK_REFUSED(story_move(s, &s->city_head, &area_holding, id, NULL, "release", NULL), REFUSED_FORBIDDEN, "move.permission");
	CHECK_REFUSED(story_move(s, &s->labour_contact, &area_holding, id, NULL, "release", NULL), REFUSED_FORBIDDEN, "move.permission");
	MOVE(s, labour_head, area_holding, id, "release");
}

/* ---- shapes ---- */

static struct refusal draw(struct story *s, const struct holding *holding, const char *shape)
{
	return story_move(s, &s->labour_head, holding, 0, NULL, "draft", "name", "画一块", "kind", holding == &area_holding ? "key" : "road",
	                  "shape", shape, "from_on", "2026-11-02", NULL);
}

TEST(a_shape_that_makes_no_sense_is_refused_at_its_field_with_the_reason)
{
	static const struct { const struct holding *of; const char *shape, *says; } t[] = {
		{ &area_holding, "113.55,34.81\n113.56,34.82\n113.56,34.81\n113.55,34.82", "113.555" },       /* crosses itself there */
		{ &area_holding, "113.55,34.81\n113.56,34.82", "至少要 3 个点，现在是 2 个" },
		{ &area_holding, "113.55,34.81\n113.56,34.82\n113.55,34.81", "至少要 3 个点，现在是 2 个" },
		{ &area_holding, LINE, "这里要多边形，不是线" },
		{ &road_holding, SQUARE, "这里要线，不是多边形" },
		{ &road_holding, "113.55,34.81", "至少要 2 个点，现在是 1 个" },
		{ &road_holding, "113.55,34.81\n113.55,34.81", "太短了" },
		{ &road_holding, "113.55,34.81\n\n北边", "第 3 行读不懂" },
		{ &road_holding, "{\"type\":\"Point\",\"coordinates\":[113.55,34.81]}", "" },
		{ &road_holding, "{", "" },
	};
	struct story *s = story_open("2026-11-02T08:00");

	for (size_t i = 0; i < COUNT_OF(t); i++) {
		struct refusal refusal = draw(s, t[i].of, t[i].shape);

		CHECK_REFUSED(refusal, REFUSED_BAD_INPUT, NULL);
		CHECK_STR(i, refusal.faults->field, "shape");
		CHECK_STR(i, refusal.faults->rule, "area.shape");
		CHECK(i, str_contains(refusal.faults->message, str_of(t[i].says)));
	}
}

TEST(places_typed_a_line_each_become_the_shape)
{
	struct story *s = story_open("2026-11-02T08:00");

	CHECK_DONE(draw(s, &area_holding, "113.55,34.81\r\n113.56,34.81\r\n 113.56，34.82\r\n\r\n113.55,34.82"));
	CHECK_STR(0, follower(s).shape, SQUARE);
	CHECK_DONE(draw(s, &road_holding, "113.55,34.81\n113.56,34.81"));
}

/* A stair of so many places; in GeoJSON "[113.5500000,34.8100000]," is 25 characters a place, and the frame 40. */
static const char *stair(size_t places)
{
	struct strbuf text = { .arena = test_arena() };

	for (size_t i = 0; i < places; i++)
		buf_format(&text, "%.7f,%.7f\n", 113.5 + (double)i * 0.00001, 34.8 + (double)(i % 2) * 0.00001);
	return str_terminated(test_arena(), buf_str(&text));
}

TEST(a_shape_is_as_long_as_the_limit_says_and_no_longer)
{
	struct story *s = story_open("2026-11-02T08:00");
	/* {"type":"LineString","coordinates":[ + 25 a place, the last without comma + ]} */
	size_t most = (LIMIT_SHAPE_CHARACTERS - 36 - 2 + 1) / 25;

	CHECK_DONE(draw(s, &road_holding, stair(most)));
	CHECK_REFUSED(draw(s, &road_holding, stair(most + 1)), REFUSED_BAD_INPUT, NULL);
}

/* ---- what cannot be passed ---- */

static int64_t road(struct story *s)
{
	int64_t id = 0;

	CHECK_DONE(story_move(s, &s->legal, &road_holding, 0, &id, "draft", "name", "科学大道", "kind", "road", "shape", LINE,
	                      "from_on", "2026-11-02", NULL));
	MOVE(s, legal, road_holding, id, "release");
	return id;
}

TEST(a_closed_road_counts_as_closed_once_the_bureau_agreed)
{
	struct story *s = story_open("2026-11-02T08:00");
	const char *of = number(road(s));
	int64_t id = 0;
	struct duty duty;

	CHECK_DONE(story_move(s, &s->labour_contact, &impassable_holding, 0, &id, "ask", "road_id", of, "from_on", "2026-11-02",
	                      "until_on", "2026-11-08", "ground", "路面塌陷抢修", NULL));
	CHECK_INT(0, on(s, s->labour, "2026-11-03T00:00").closed.count, 0);
	duty = story_duty(s, &PATROL_PASSABLE, s->bureau, "impassable", id, NULL);
	CHECK_INT(0, duty.state, DUTY_OPEN);
	CHECK_INT(0, duty.due_at.sec, test_instant("2026-11-04T00:00").sec);
	MOVE(s, legal, impassable_holding, id, "approve");
	CHECK_INT(1, story_duty(s, &PATROL_PASSABLE, s->bureau, "impassable", id, NULL).state, DUTY_MET);
	CHECK_INT(1, on(s, s->labour, "2026-11-08T00:00").closed.count, 1);
	story_until(s, "2026-11-05T09:00");
	CHECK_REFUSED(story_move(s, &s->labour_contact, &impassable_holding, id, NULL, "shorten", "until_on", "2026-11-09", NULL),
	              REFUSED_BAD_INPUT, NULL);
	CHECK_REFUSED(story_move(s, &s->labour_contact, &impassable_holding, id, NULL, "shorten", "until_on", "2026-11-04", NULL),
	              REFUSED_BAD_INPUT, NULL);
	MOVE(s, labour_contact, impassable_holding, id, "shorten", "until_on", "2026-11-05");
	CHECK_INT(2, on(s, s->labour, "2026-11-05T00:00").closed.count, 1);
	CHECK_INT(3, on(s, s->labour, "2026-11-06T00:00").closed.count, 0);
	CHECK_INT(4, on(s, s->city, "2026-11-05T00:00").closed.count, 0);
}

TEST(a_closure_is_of_one_thing_and_no_longer_than_the_setting)
{
	struct story *s = story_open("2026-11-02T08:00");
	const char *of = number(road(s));
	const struct { const char *road, *from_on, *until_on; enum refusal_kind kind; } t[] = {
		{ "", "2026-11-02", "2026-11-03", REFUSED_BAD_INPUT }, { of, "2026-11-03", "2026-11-02", REFUSED_BAD_INPUT },
		{ of, "2026-11-02", "2027-02-01", REFUSED_NOT /* 92 days */ }, { of, "2026-11-02", "2027-02-02", REFUSED_BAD_INPUT } };

	for (size_t i = 0; i < COUNT_OF(t); i++)
		CHECK_REFUSED(story_move(s, &s->labour_contact, &impassable_holding, 0, NULL, "ask", "road_id", t[i].road, "from_on",
		                         t[i].from_on, "until_on", t[i].until_on, "ground", "路面塌陷抢修", NULL), t[i].kind, NULL);
}
