/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* cover_test.c - what a week and a day came to: a road of one kilometre, one car, and what it left out. */
#include "clauses/patrol/cover_inner.h"
#include "clauses/patrol/drive_test.h"

static int64_t judged(struct story *s, const struct judge *judge, const char *period, const char *due, struct judgement *out, struct tally *tally)
{
	struct looked looked = { .judge = judge, .duty = { .unit_id = s->labour, .period = str_of(period), .due_at = test_instant(due) } };

	CHECK_DONE(test_read(s->house, NULL, drive_look, &looked));
	*out = looked.judgement;
	*tally = looked.tally;
	return looked.judgement.met;
}

/* The road has 40 pieces of 25 m; 30 m beyond where the car stopped are still within its radius. */
TEST(what_was_driven_is_passed_and_the_rest_is_named)
{
	static const struct { int from, to; size_t passed; bool met; const char *missed; } t[] = {
		{ 0, 1000, 40, true, "" }, { 0, 500, 22, false, "22-39" }, { 200, 1000, 34, false, "0-5" }, { 0, 900, 38, true, "38-39" },
		{ 0, 0, 2, false, "2-39" },
	};

	for (size_t i = 0; i < COUNT_OF(t); i++) {
		struct story *s = drive_zone("2026-11-16T08:00");
		struct judgement judgement;
		struct tally tally;

		drive(s, "2026-11-18T09:00", t[i].from, t[i].to);
		CHECK_INT(i, judged(s, &WEEK_JUDGE, "2026-W47", "2026-11-24T00:00", &judgement, &tally), t[i].met);
		CHECK_INT(i, tally.area.pieces, 40);
		CHECK_INT(i, tally.area.passed, t[i].passed);
		CHECK_STR(i, drive_missed(s, "2026-W47", "2026-11-24T00:00"), t[i].missed);
	}
}

/* 38 of 40 pieces are 95 %, 37 are not. */
TEST(the_share_is_met_at_the_setting_and_not_below)
{
	static const struct { int to; int permille; bool met; } t[] = { { 901, 950, true }, { 875, 925, false } };

	for (size_t i = 0; i < COUNT_OF(t); i++) {
		struct story *s = drive_zone("2026-11-16T08:00");
		struct judgement judgement;
		struct tally tally;

		drive(s, "2026-11-18T09:00", 0, t[i].to);
		CHECK_INT(i, judged(s, &WEEK_JUDGE, "2026-W47", "2026-11-24T00:00", &judgement, &tally), t[i].met);
		CHECK_INT(i, tally.share_permille, t[i].permille);
	}
}

TEST(a_silence_is_not_painted_over)
{
	struct story *s = drive_zone("2026-11-16T08:00");
	struct judgement judgement;
	struct tally tally;

	drive(s, "2026-11-18T09:00", 0, 300);
	drive(s, "2026-11-18T09:05", 700, 1000);         /* 270 s later */
	CHECK_INT(0, judged(s, &WEEK_JUDGE, "2026-W47", "2026-11-24T00:00", &judgement, &tally), false);
	CHECK_STR(1, drive_missed(s, "2026-W47", "2026-11-24T00:00"), "14-25");
}

TEST(another_week_and_what_comes_too_late_do_not_count)
{
	struct story *s = drive_zone("2026-11-16T08:00");
	struct judgement judgement;
	struct tally tally;

	drive(s, "2026-11-22T23:00", 0, 300);
	story_until(s, "2026-11-24T00:00");
	drive(s, "2026-11-22T22:00", 0, 1000);           /* last week's batch, sent when it was judged */
	CHECK_INT(0, judged(s, &WEEK_JUDGE, "2026-W47", "2026-11-24T00:00", &judgement, &tally), false);
	CHECK_INT(0, tally.area.passed, 14);
	CHECK_INT(1, judged(s, &WEEK_JUDGE, "2026-W48", "2026-12-01T00:00", &judgement, &tally), false);
	CHECK_INT(1, tally.area.passed, 0);
	CHECK_INT(2, judged(s, &WEEK_JUDGE, "2026-W47", "2026-11-24T00:01", &judgement, &tally), true);
}

/* RULE patrol.passable */
TEST(what_the_bureau_agreed_cannot_be_passed_is_not_owed)
{
	struct story *s = drive_zone("2026-11-16T08:00");
	struct judgement judgement;
	struct tally tally;

	drive(s, "2026-11-18T09:00", 0, 500);
	drive_close(s, 500, "2026-11-16", "2026-11-22");         /* from 500 m to its end */
	CHECK_INT(0, judged(s, &WEEK_JUDGE, "2026-W47", "2026-11-24T00:00", &judgement, &tally), true);
	CHECK_INT(0, tally.area.pieces, 20);
	CHECK_INT(1, judged(s, &WEEK_JUDGE, "2026-W48", "2026-12-01T00:00", &judgement, &tally), false);
	CHECK_INT(1, tally.area.pieces, 40);
}

/* The day, and the week's second half: no key piece missed. */
TEST(a_key_section_is_owed_each_day_and_by_itself)
{
	struct story *s = drive_zone("2026-11-16T08:00");
	struct judgement judgement;
	struct tally tally;

	drive_section(s, 960, 1000);
	drive(s, "2026-11-18T09:00", 0, 920);            /* 38 pieces, 95 %, but not the section */
	CHECK_INT(0, judged(s, &WEEK_JUDGE, "2026-W47", "2026-11-24T00:00", &judgement, &tally), false);
	CHECK_INT(0, tally.key_missed, 2);              /* 40 m: two pieces of 20 */
	drive(s, "2026-11-19T09:00", 900, 1000);
	CHECK_INT(1, judged(s, &WEEK_JUDGE, "2026-W47", "2026-11-24T00:00", &judgement, &tally), true);
	CHECK_INT(2, judged(s, &DAY_JUDGE, "2026-11-18", "2026-11-20T00:00", &judgement, &tally), false);
	CHECK_INT(3, judged(s, &DAY_JUDGE, "2026-11-19", "2026-11-21T00:00", &judgement, &tally), true);
}

/* RULE patrol.end */
TEST(what_a_person_carries_counts_only_while_on_patrol)
{
	struct story *s = drive_zone("2026-11-16T08:00");
	int64_t phone = drive_phone(s);
	struct judgement judgement;
	struct tally tally;

	drive_with(s, phone, "2026-11-18T09:00", 0, 1000);
	CHECK_INT(0, judged(s, &WEEK_JUDGE, "2026-W47", "2026-11-24T00:00", &judgement, &tally), false);
	CHECK_INT(0, tally.area.passed, 0);
	drive_patrol(s, phone, "2026-11-18T09:00", "2026-11-18T09:00:30");
	CHECK_INT(1, judged(s, &WEEK_JUDGE, "2026-W47", "2026-11-24T00:00", &judgement, &tally), false);
	CHECK_INT(1, tally.area.passed, 14);             /* 30 seconds at 10 m/s, and 30 m */
}

/* ---- silences ---- */

static bool count_gaps(struct act *act, void *input)
{
	const struct drive_ask ask = { .from = test_instant("2026-11-16T00:00"), .until = test_instant("2026-11-23T00:00"), .gaps = true };
	struct ground ground;
	struct drive drive;

	if (!ground_on(act, instant_date(ask.from), (UnitId){ 0 }, &ground) || !drive_over(act, &ground, &ask, &drive))
		return false;
	*(size_t *)input = drive.gap_count;
	return true;
}

static size_t gaps_of(struct story *s)
{
	size_t count = 0;

	CHECK_DONE(test_read(s->house, NULL, count_gaps, &count));
	return count;
}

TEST(the_night_between_two_patrols_is_no_lost_signal)
{
	struct story *s = drive_zone("2026-11-16T08:00");

	drive(s, "2026-11-16T09:00", 0, 500);
	drive(s, "2026-11-17T09:00", 100, 500);          /* a night later, elsewhere */
	CHECK_INT(0, gaps_of(s), 0);
	drive(s, "2026-11-17T09:05", 700, 1000);         /* four minutes of silence on the way */
	CHECK_INT(1, gaps_of(s), 1);
	drive_patrol(s, 1, "2026-11-17T09:00", "2026-11-17T09:02");
	CHECK_INT(2, gaps_of(s), 0);                    /* it was back by then */
}
