/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* coverage_page_test.c - a week of coverage through the door: the page, the map, what was missed, and who may see whose. */
#include <stdio.h>

#include "clauses/patrol/coverage_pages.h"
#include "clauses/patrol/drive_test.h"
#include "tests/zone.h"

static const char *in_week(const char *path, int64_t unit)
{
	return str_terminated(test_arena(), str_format(test_arena(), "%s?week=2026-W47&unit=%lld", path, (long long)unit));
}

/* The car drove the western half, then was silent for the third quarter, and drove the last. */
static struct story *driven(void)
{
	struct story *s = drive_zone("2026-11-16T08:00");

	drive_section(s, 960, 1000);
	drive_key_area(s, 0, 200);
	drive(s, "2026-11-18T09:00", 0, 500);
	drive(s, "2026-11-18T09:10", 750, 900);
	return s;
}

TEST(the_page_says_what_was_passed_and_missed_and_when_it_is_judged)
{
	struct story *s = driven();
	struct client *door = test_client(s->house), *legal = zone_client(s, door, &s->legal, "legal");
	struct answer page = test_get(legal, in_week("/patrol/coverage", s->labour.v));

	CHECK_STATUS(0, page, 200);
	CHECK(1, test_body_has(page, "本周进行中，1 个单位未巡满"));
	CHECK(2, test_body_has(page, "11月23日（周一）24:00 定案"));
	CHECK(3, test_body_has(page, "大学科技园"));
	CHECK(4, test_body_has(page, "没有经过"));               /* the key section */
	CHECK(5, test_body_has(page, "‹ 第 46 周"));
	CHECK(6, !test_body_has(page, "第 48 周"));              /* is to come */
	CHECK(7, test_body_has(page, "<span>9 分</span>"));      /* 9:00:50 to 9:10:00 */
	CHECK_STATUS(8, test_get(legal, "/patrol"), 200);
	CHECK_STATUS(9, test_get(legal, "/patrol/coverage?week=2026-W48"), 400);
	CHECK_STATUS(10, test_get(legal, "/patrol/coverage?week=47"), 400);
}

TEST(the_map_has_passed_and_missed_and_the_silence_apart)
{
	struct story *s = driven();
	struct client *door = test_client(s->house), *legal = zone_client(s, door, &s->legal, "legal");
	struct answer map = test_get(legal, in_week("/patrol/coverage/map.json", s->labour.v));

	CHECK_STATUS(0, map, 200);
	CHECK(1, test_body_has(map, "\"look\":\"passed\",\"label\":\"科学大道\",\"words\":\"已巡 第 1—22 段，550 米"));
	CHECK(2, test_body_has(map, "\"look\":\"missed\",\"label\":\"科学大道\",\"words\":\"未巡 第 23—28 段，150 米"));
	CHECK(3, test_body_has(map, "\"look\":\"missed\",\"label\":\"科学大道东段\""));
	CHECK(4, test_body_has(map, "\"look\":\"gap\""));
	CHECK(5, test_body_has(map, "\"look\":\"key\""));
	CHECK(6, test_body_has(map, "\"look\":\"other\""));
}

TEST(what_was_missed_is_a_list_and_a_file)
{
	struct story *s = driven();
	struct client *door = test_client(s->house), *legal = zone_client(s, door, &s->legal, "legal");
	struct answer page = test_get(legal, in_week("/patrol/coverage/missed", s->labour.v));
	struct answer file = test_get(legal, str_terminated(test_arena(), str_format(test_arena(), "%s&format=csv",
	                                                    in_week("/patrol/coverage/missed", s->labour.v))));

	CHECK_STATUS(0, page, 200);
	CHECK(1, test_body_has(page, "<td>科学大道</td><td>第 23—28 段</td><td class=\"jb-num\">6</td><td class=\"jb-num\">150</td>"));
	CHECK_STATUS(2, file, 200);
	CHECK(3, test_body_has(file, "科学大道,23,28,6,150,"));
	CHECK(4, test_body_has(file, "科学大道东段,1,2,2,40,是"));
}

/* The judgement stands; what came after its minute is not among the pieces. */
TEST(a_closed_week_shows_what_was_judged)
{
	struct story *s = driven();
	struct client *door, *legal;
	struct answer page, map;

	story_until(s, "2026-11-24T09:00");
	drive(s, "2026-11-19T09:00", 0, 1000);
	door = test_client(s->house);
	legal = zone_client(s, door, &s->legal, "legal");
	page = test_get(legal, in_week("/patrol/coverage", s->labour.v));
	map = test_get(legal, in_week("/patrol/coverage/map.json", s->labour.v));
	CHECK(0, test_body_has(page, ">1 个单位未巡满"));
	CHECK(1, !test_body_has(page, "100.0%</span>"));
	CHECK(2, test_body_has(map, "未巡 第 23—28 段，150 米"));
	CHECK(3, test_body_has(page, "迟到证据"));
	CHECK(4, test_body_has(page, "11月24日（周二）09:00"));
	CHECK(5, test_body_has(page, "<td class=\"jb-num\">100.0%</td>"));
}

TEST(nothing_late_says_nothing)
{
	struct story *s = driven();
	struct client *door, *legal;

	story_until(s, "2026-11-24T09:00");
	door = test_client(s->house);
	legal = zone_client(s, door, &s->legal, "legal");
	CHECK(0, !test_body_has(test_get(legal, in_week("/patrol/coverage", s->labour.v)), "迟到证据"));
}

/* ---- playing a track ---- */

TEST(looking_at_a_track_stands_in_the_ledger)
{
	struct story *s = driven();
	struct client *door = test_client(s->house), *head = zone_client(s, door, &s->labour_head, "head1");
	struct client *other = zone_client(s, door, &s->city_head, "head2"), *officer = zone_client(s, door, &s->labour_officer, "officer1");
	struct client *legal = zone_client(s, door, &s->legal, "legal");
	const char *ask = "week=2026-W47&device=1";
	struct answer track;

	CHECK_STATUS(0, test_form(other, "/patrol/coverage/track", ask), 404);
	CHECK_STATUS(1, test_form(officer, "/patrol/coverage/track", ask), 403);
	CHECK_STATUS(2, test_form(head, "/patrol/coverage/track", "week=47&device=1"), 400);
	CHECK_STATUS(3, test_form(head, "/patrol/coverage/track", "week=2026-W47&device=99"), 404);
	CHECK(4, !test_body_has(test_get(legal, "/ledger?event=track.view"), "第 47 周（11月16日—22日）"));
	track = test_form(head, "/patrol/coverage/track", ask);
	CHECK_STATUS(5, track, 200);
	CHECK(6, test_body_has(track, "\"name\":\"执法 03 车\""));
	CHECK(7, test_body_has(test_get(legal, "/ledger?event=track.view"), "第 47 周（11月16日—22日）"));
}

/* [t,lon,lat,broken] each, four brackets fewer than points. */
TEST(a_track_is_thinned_at_the_limit_and_says_where_it_was_silent)
{
	static const struct { size_t count, shown; } t[] = {
		{ 0, 0 }, { 1, 1 }, { TRACK_POINTS_MOST, TRACK_POINTS_MOST }, { TRACK_POINTS_MOST + 1, TRACK_POINTS_MOST / 2 + 1 } };

	for (size_t i = 0; i < COUNT_OF(t); i++) {
		struct strbuf out = { .arena = test_arena() };
		struct json j = { .out = &out };
		struct fix *fixes = ARENA_ARRAY(test_arena(), struct fix, t[i].count + 1);
		size_t shown = 0, silent = 0;

		for (size_t k = 0; k < t[i].count; k++)
			fixes[k] = (struct fix){ .t = (int64_t)(10 * k + (k > t[i].count / 2 ? 1000 : 0)), .at = drive_spot(0, 0) };
		track_points_put(&j, fixes, t[i].count, 120);
		for (size_t k = 0; k < out.len; k++) {
			shown += out.at[k] == '[';
			silent += k > 2 && out.at[k] == ']' && out.at[k - 1] == '1' && out.at[k - 2] == ',';
		}
		CHECK_INT(i, shown, t[i].shown + 1);
		CHECK_INT(i, silent, t[i].count > 1 ? 2 : t[i].count);
	}
}

TEST(a_unit_sees_its_own_and_no_other)
{
	static const char *const paths[] = { "/patrol/coverage", "/patrol/coverage/map.json", "/patrol/coverage/missed" };
	struct story *s = driven();
	struct client *door = test_client(s->house), *head = zone_client(s, door, &s->labour_head, "head1");
	struct client *other = zone_client(s, door, &s->city_head, "head2");

	for (size_t i = 0; i < COUNT_OF(paths); i++) {
		CHECK_STATUS(i, test_get(head, in_week(paths[i], 0)), 200);
		CHECK(i, !test_body_has(test_get(other, in_week(paths[i], 0)), "已巡 第") && !test_body_has(test_get(other, in_week(paths[i], 0)), "第 23—28 段"));
		CHECK_STATUS(i, test_get(other, in_week(paths[i], s->labour.v)), 404);
	}
	CHECK(9, test_body_has(test_get(head, in_week("/patrol/coverage/map.json", 0)), "第 23—28 段"));
}
