/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* lookback_test.c - who should have seen it: each verdict, the pothole passed three times, and what a person decides. */
#include "clauses/accountability/accountability.h"
#include "clauses/patrol/drive_test.h"
#include "clauses/patrol/lookback_verbs.h"
#include "tests/zone.h"

static const char *spot(int metres, int aside)
{
	return str_terminated(test_arena(), place_text(test_arena(), drive_spot(metres, aside)));
}

static int64_t reported(struct story *s, const char *source, const char *where, const char *since, const char *hidden)
{
	int64_t id = 0;

	CHECK_DONE(story_move(s, &s->labour_officer, &matter_holding, 0, &id, "register", "title", "路面坑槽", "source", source, "spot", where,
	                      "known_since", since, "hidden", hidden, NULL));
	return id;
}

/* ---- as a page ---- */

TEST(the_evidence_says_who_passed_when_and_how_near)
{
	struct story *s = drive_zone("2026-11-16T08:00");
	struct client *door, *legal, *other;
	struct answer page, map, list;

	drive(s, "2026-11-18T09:00", 0, 1000);
	story_until(s, "2026-11-19T12:00");
	(void)reported(s, "complaint", spot(500, 20), "2026-11-17T08:00", "0");
	door = test_client(s->house);
	legal = zone_client(s, door, &s->legal, "legal");
	other = zone_client(s, door, &s->city_head, "head2");
	page = test_get(legal, "/patrol/lookback/1");
	CHECK_STATUS(0, page, 200);
	CHECK(1, test_body_has(page, "经过未报"));
	CHECK(2, test_body_has(page, "<td>11月18日（周三）09:00</td><td class=\"jb-num\">20 米</td>"));
	CHECK(3, test_body_has(page, "没有巡查记录"));
	CHECK(4, test_body_has(page, "高新片区：每周应巡"));
	CHECK(5, test_body_has(page, "认定责任"));
	map = test_get(legal, "/patrol/lookback/1/map.json");
	CHECK_STATUS(6, map, 200);
	CHECK(7, test_body_has(map, "\"look\":\"trail\"") && test_body_has(map, "\"look\":\"pin\""));
	CHECK_STATUS(8, test_get(other, "/patrol/lookback/1"), 404);
	CHECK_STATUS(9, test_get(other, "/patrol/lookback/1/map.json"), 404);
	list = test_get(legal, "/patrol/lookback/sums");
	CHECK(10, test_body_has(list, "各单位该发现而没有发现的"));
	CHECK(11, test_body_has(list, "/patrol/lookback?verdict=passed&amp;unit_id="));
	CHECK(12, !test_body_has(test_get(other, "/patrol/lookback/sums"), "verdict=passed"));
}

struct looking { MatterId matter; struct lookback_ids ids; struct lookback look; };

static bool load(struct act *act, void *input)
{
	struct looking *l = input;

	act->arena = test_arena();
	return lookback_store_of_matter(act, l->matter, &l->ids)
	    && (l->ids.count == 0 || record_load(act, &lookback_record, l->ids.at[0], &l->look));
}

static struct looking looked(struct story *s, int64_t matter)
{
	struct looking l = { .matter = { matter } };

	CHECK_DONE(test_read(s->house, NULL, load, &l));
	return l;
}

enum { NOTHING, DRIVEN = 1, KEY = 2, FOUND = 4 };

/* RULE lookback.verdict, lookback.due */
TEST(each_verdict_has_its_ground)
{
	static const struct { unsigned before; const char *source; int metres, aside; const char *since, *hidden; int verdict; } t[] = {
		{ DRIVEN, "complaint", 500, 20, "2026-11-17T08:00", "0", VERDICT_PASSED },
		{ DRIVEN, "complaint", 500, 60, "2026-11-17T08:00", "0", VERDICT_NOT_DUE },      /* beyond sight, and no week has ended */
		{ DRIVEN, "media", 500, 20, "2026-11-18T10:00", "0", VERDICT_NOT_DUE },          /* it came after the car */
		{ DRIVEN, "superior", 500, 20, "2026-11-17T08:00", "1", VERDICT_NOT_VISIBLE },
		{ NOTHING, "inspection", 500, 0, "", "0", VERDICT_MISSED },                      /* Sunday to Monday lies in the seven days */
		{ KEY, "transfer", 500, 0, "2026-11-18T08:00", "0", VERDICT_MISSED },            /* each day of a key area */
		{ KEY, "transfer", 500, 0, "2026-11-19T08:00", "0", VERDICT_NOT_DUE },           /* the same day: not over yet */
		{ KEY | DRIVEN | FOUND, "complaint", 500, 20, "2026-11-17T08:00", "0", VERDICT_REPORTED },
		{ DRIVEN, "complaint", 500, 900, "", "0", VERDICT_NO_OWNER },
		{ DRIVEN, "patrol", 500, 0, "", "0", -1 }, { DRIVEN, "other", 500, 0, "", "0", -1 },
	};

	for (size_t i = 0; i < COUNT_OF(t); i++) {
		struct story *s = drive_zone("2026-11-16T08:00");
		struct looking l;

		if (t[i].before & KEY)
			drive_key_area(s, 400, 600);
		if (t[i].before & DRIVEN)
			drive(s, "2026-11-18T09:00", 0, 1000);
		story_until(s, "2026-11-19T12:00");
		if (t[i].before & FOUND)
			CHECK_DONE(story_move(s, &s->labour_officer, &finding_holding, 0, NULL, "note", "title", "坑槽", "spot", spot(520, 0), "found_at",
			                      "2026-11-18T09:01", NULL));
		l = looked(s, reported(s, t[i].source, spot(t[i].metres, t[i].aside), t[i].since, t[i].hidden));
		CHECK_INT(i, l.ids.count, t[i].verdict < 0 ? 0 : 1);
		if (l.ids.count)
			CHECK_INT(i, l.look.verdict, t[i].verdict);
	}
}

TEST(a_pothole_passed_three_times_shows_three_passes_with_minute_and_distance)
{
	struct story *s = drive_zone("2026-11-16T08:00");
	struct looking l;

	drive(s, "2026-11-17T09:00", 0, 1000);
	drive(s, "2026-11-18T09:00", 0, 1000);
	drive(s, "2026-11-19T09:00", 0, 1000);
	drive(s, "2026-11-19T15:00", 0, 300);            /* not near enough */
	story_until(s, "2026-11-20T09:12");
	l = looked(s, reported(s, "complaint", spot(500, 40), "", "0"));
	CHECK_INT(0, l.look.verdict, VERDICT_PASSED);
	CHECK_INT(0, l.look.pass_count, 3);
	CHECK_INT(0, l.look.passes.count, 3);
	CHECK_INT(1, l.look.passes.at[1].nearest_at.sec, test_instant("2026-11-18T09:00").sec + 50);     /* 500 m at 10 m/s */
	CHECK_INT(1, l.look.passes.at[1].metres, 40);
	CHECK_INT(1, l.look.passes.at[1].entered_at.sec, test_instant("2026-11-18T09:00").sec + 47);     /* 30 m before: √(50² − 40²) */
	CHECK_INT(2, l.look.from_at.sec, test_instant("2026-11-13T09:12").sec);
	CHECK_INT(3, story_duty(s, &LOOKBACK_DECIDE, s->bureau, "lookback", l.look.id.v, NULL).state, DUTY_OPEN);
}

/* RULE lookback.owner */
TEST(whoever_handles_it_if_the_place_is_theirs_else_everybody_whose_it_is)
{
	struct story *s = drive_zone("2026-11-16T08:00");
	int64_t id = 0;

	story_until(s, "2026-11-19T12:00");
	CHECK_DONE(story_move(s, &s->legal, &matter_holding, 0, &id, "register", "title", "井盖缺失", "source", "complaint", "spot", spot(500, 0),
	                      "unit_id", "3", NULL));
	CHECK_INT(0, looked(s, id).ids.count, 1);
	CHECK_INT(0, looked(s, id).look.unit_id.v, s->labour.v);
}

static bool load_case(struct act *act, void *row)
{
	act->arena = test_arena();
	return record_load(act, &case_record, 1, row);
}

TEST(a_person_decides_with_a_ground_and_once)
{
	struct story *s = drive_zone("2026-11-16T08:00");
	struct looking l;
	struct accountability_case opened;
	int64_t matter;

	drive(s, "2026-11-18T09:00", 0, 1000);
	story_until(s, "2026-11-19T12:00");
	matter = reported(s, "complaint", spot(500, 0), "", "0");
	l = looked(s, matter);
	CHECK_REFUSED(story_move(s, &s->legal, &lookback_holding, l.look.id.v, NULL, "confirm", NULL), REFUSED_BAD_INPUT, "move.needs");
	CHECK_INT(1, story_move(s, &s->labour_head, &lookback_holding, l.look.id.v, NULL, "reject", "ground", "看不清", NULL).kind, REFUSED_FORBIDDEN);
	CHECK_DONE(story_move(s, &s->legal, &lookback_holding, l.look.id.v, NULL, "confirm", "ground", "三次经过没有报", NULL));
	CHECK_INT(2, looked(s, matter).look.state, LOOKBACK_CONFIRMED);
	/* RULE accountability.open */
	CHECK_DONE(test_read(s->house, NULL, load_case, &opened));
	CHECK_INT(4, opened.unit_id.v, s->labour.v);
	CHECK_STR(4, opened.title, "路面坑槽");
	CHECK_STR(4, opened.ground, "三次经过没有报");
	CHECK_INT(4, opened.subject_id, l.look.id.v);
	CHECK_INT(3, story_duty(s, &LOOKBACK_DECIDE, s->bureau, "lookback", l.look.id.v, NULL).state, DUTY_MET);
	CHECK_REFUSED(story_move(s, &s->legal, &lookback_holding, l.look.id.v, NULL, "reject", "ground", "改主意", NULL), REFUSED_CONFLICT, "move.state");
}

TEST(what_came_in_later_is_seen_when_looked_again)
{
	struct story *s = drive_zone("2026-11-16T08:00");
	struct looking l;
	int64_t matter;

	story_until(s, "2026-11-17T12:00");
	matter = reported(s, "complaint", spot(500, 0), "2026-11-16T09:00", "0");
	CHECK_INT(0, looked(s, matter).look.verdict, VERDICT_NOT_DUE);
	drive(s, "2026-11-17T09:00", 0, 1000);
	l = looked(s, matter);
	CHECK_DONE(story_move(s, &s->legal, &lookback_holding, l.look.id.v, NULL, "look_again", NULL));
	CHECK_INT(1, looked(s, matter).look.verdict, VERDICT_PASSED);
	CHECK_INT(1, looked(s, matter).look.passes.count, 1);
}
