/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* duty_test.c - the life of a duty without the clock: raised once, met or late, paused, extended, waived. */
#include "base/limits.h"
#include "duty/toy_duty_test.h"

/* ---- when a period falls due ---- */

struct due_case { const struct duty_rule *rule; const char *period; struct due_instant due; };

static bool ask_due(struct act *act, void *input)
{
	struct due_case *c = input;
	Period period;

	must(period_parse(str_of(c->period), &period));
	c->due = duty_period_due(act, c->rule, period);
	return true;
}

TEST(a_period_falls_due_on_its_weekday_or_date_rolled_off_holidays)
{
	static const struct { const struct duty_rule *rule; const char *period, *due; bool rolled, provisional; } t[] = {
		/* domain.md 0 and 7, notice/clauses.md: traps */
		{ &toy_weekly, "2026-W47", "2026-11-24T12:00", false, false },
		{ &toy_weekly, "2010-W39", "2010-10-08T12:00", true, false },
		{ &toy_weekly, "2026-W40", "2026-10-08T12:00", true, false },
		{ &toy_weekly, "2026-W07", "2026-02-24T12:00", true, false },
		{ &toy_weekly, "2026-W08", "2026-02-24T12:00", false, false },
		{ &toy_weekly, "2026-W18", "2026-05-06T12:00", true, false },
		{ &toy_filing, "2026-09", "2026-09-21T00:00", false, false },   /* Sunday, worked: 24:00 of the 20th */
		{ &toy_filing, "2026-06", "2026-06-23T00:00", true, false },
		{ &toy_filing, "2026-02", "2026-02-25T00:00", true, false },
		{ &toy_filing, "2010-11", "2010-11-23T00:00", true, false },
		{ &toy_weekly, "2027-W03", "2027-01-26T12:00", false, true },
		/* A plan for the week of Monday 23 November is owed by the Sunday before; over the turn of the year too. */
		{ &toy_plan, "2026-W48", "2026-11-22T18:00", false, false },
		{ &toy_plan, "2026-W01", "2025-12-28T18:00", false, false },
	};
	struct sample *s = toy_open("2026-11-23T09:00");

	for (size_t i = 0; i < COUNT_OF(t); i++) {
		struct due_case c = { .rule = t[i].rule, .period = t[i].period };

		CHECK_DONE(test_read(s->house, NULL, ask_due, &c));
		CHECK_STR(i, toy_iso(c.due.at), t[i].due);
		CHECK_INT(i, c.due.rolled, t[i].rolled);
		CHECK_INT(i, c.due.provisional, t[i].provisional);
	}
}

TEST(the_setting_of_a_rule_rolls_back_instead)
{
	static const struct setting_rule back = { "toy.roll", "遇节假日", 1, 0, 1, "", "自定" };
	struct sample *s = toy_open("2026-11-23T09:00");
	struct duty_rule rule = toy_weekly;
	struct due_case c = { .rule = &rule, .period = "2026-W40" };

	rule.due.roll_setting = &back;
	CHECK_DONE(test_read(s->house, NULL, ask_due, &c));
	CHECK_STR(0, toy_iso(c.due.at), "2026-09-30T12:00");
}

struct opening_case { const struct duty_rule *rule; const char *period, *at; Instant opens; Str open; };

static bool ask_opening(struct act *act, void *input)
{
	struct opening_case *c = input;
	Period period;

	if (c->period) {
		must(period_parse(str_of(c->period), &period));
		c->opens = duty_period_opens(act, c->rule, period);
	}
	if (c->at)
		c->open = period_key(test_arena(), duty_period_open_at(act, c->rule, test_instant(c->at)));
	return true;
}

TEST(a_period_opens_before_it_ends_and_the_newest_open_one_is_found)
{
	static const struct { const char *at, *period, *plan; } t[] = {
		{ "2026-11-20T07:59", "2026-W46", "2026-W48" },
		{ "2026-11-20T08:00", "2026-W47", "2026-W48" },
		{ "2026-11-27T07:59", "2026-W47", "2026-W49" },
		{ "2027-01-01T08:00", "2026-W53", "2027-W01" },
		{ "2026-11-19T07:59", "2026-W46", "2026-W47" },     /* the plan opens on Thursday of the week before */
		{ "2026-11-19T08:00", "2026-W46", "2026-W48" },
	};
	struct sample *s = toy_open("2026-11-23T09:00");

	for (size_t i = 0; i < COUNT_OF(t); i++) {
		struct opening_case c = { .rule = &toy_weekly, .at = t[i].at };

		CHECK_DONE(test_read(s->house, NULL, ask_opening, &c));
		CHECK_STR(i, c.open, t[i].period);
		c.rule = &toy_plan;
		CHECK_DONE(test_read(s->house, NULL, ask_opening, &c));
		CHECK_STR(i, c.open, t[i].plan);
	}
}

/* 2026: 1—5 May and 1—7 October are off, so Tuesday 5 May goes back to Thursday 30 April, 6 October to 30 September. */
TEST(a_period_never_falls_due_before_it_opens)
{
	static const struct setting_rule back = { "toy.roll", "遇节假日", 1, 0, 1, "", "自定" };
	struct duty_rule rolled_back = toy_weekly, filing_back = toy_filing;
	const struct { const struct duty_rule *rule; const char *period, *opens, *just_before, *open_then; } t[] = {
		{ &toy_weekly, "2026-W18", "2026-05-01T08:00", "2026-05-01T07:59", "2026-W17" },
		{ &toy_weekly, "2026-W40", "2026-10-02T08:00", "2026-10-02T07:59", "2026-W39" },
		{ &rolled_back, "2026-W18", "2026-04-28T08:00", "2026-04-28T07:59", "2026-W17" },
		{ &rolled_back, "2026-W40", "2026-09-28T08:00", "2026-09-28T07:59", "2026-W39" },
		{ &rolled_back, "2026-W47", "2026-11-20T08:00", "2026-11-20T07:59", "2026-W46" },
		{ &toy_filing, "2026-06", "2026-06-05T08:00", "2026-06-05T07:59", "2026-05" },
		/* Saturday 20 June, off with the Dragon Boat days, goes back to Thursday 18: as many days between as always. */
		{ &filing_back, "2026-06", "2026-06-03T08:00", "2026-06-03T07:59", "2026-05" },
	};
	struct sample *s = toy_open("2026-11-23T09:00");

	rolled_back.due.roll_setting = filing_back.due.roll_setting = &back;
	for (size_t i = 0; i < COUNT_OF(t); i++) {
		struct opening_case c = { .rule = t[i].rule, .period = t[i].period, .at = t[i].opens };
		struct due_case d = { .rule = t[i].rule, .period = t[i].period };

		CHECK_DONE(test_read(s->house, NULL, ask_opening, &c));
		CHECK_STR(i, toy_iso(c.opens), t[i].opens);
		CHECK_STR(i, c.open, t[i].period);
		CHECK_DONE(test_read(s->house, NULL, ask_due, &d));
		CHECK(i, d.due.at.sec > c.opens.sec);
		c.at = t[i].just_before;
		CHECK_DONE(test_read(s->house, NULL, ask_opening, &c));
		CHECK_STR(i, c.open, t[i].open_then);
	}
}

/* ---- raised once ---- */

TEST(an_events_duty_runs_from_the_minute_it_was_raised)
{
	static const struct { const struct duty_rule *rule; const char *now, *due; } t[] = {
		{ &toy_answer, "2026-09-24T10:30", "2026-10-10T00:00" },        /* +5 working days = 10-09, ends with the day */
		{ &toy_answer, "2026-02-12T16:00", "2026-02-27T00:00" },        /* +5 = 02-26 */
		{ &toy_urgent, "2026-11-23T23:15", "2026-11-24T01:15" },
	};

	for (size_t i = 0; i < COUNT_OF(t); i++) {
		struct sample *s = toy_open(t[i].now);
		struct duty_about about = { .unit_id = s->patrol.v, .subject = "toy", .subject_id = 7 };
		struct duty duty = toy_duty(s, toy_raise(s, t[i].rule, &about));

		CHECK_STR(i, toy_iso(duty.raised_at), t[i].now);
		CHECK_STR(i, toy_iso(duty.due_at), t[i].due);
		CHECK_INT(i, duty.state, DUTY_OPEN);
	}
}

TEST(raising_twice_raises_once)
{
	struct sample *s = toy_open("2026-11-23T09:00");
	struct duty_about seven = { .unit_id = s->patrol.v, .subject = "toy", .subject_id = 7 };
	struct duty_about eight = { .unit_id = s->patrol.v, .subject = "toy", .subject_id = 8 };
	struct duty_about week = { .unit_id = s->patrol.v, .period = STR("2026-W47") };
	DutyId first = toy_raise(s, &toy_answer, &seven), weekly = toy_raise(s, &toy_weekly, &week);

	CHECK_INT(0, toy_raise(s, &toy_answer, &seven).v, first.v);
	CHECK(1, toy_raise(s, &toy_answer, &eight).v != first.v);
	CHECK(2, toy_raise(s, &toy_urgent, &seven).v != first.v);
	CHECK_INT(3, toy_raise(s, &toy_weekly, &week).v, weekly.v);
	/* Settled: a period is owed once for ever, an event's duty may come again. */
	CHECK_DONE(toy_do(s, TOY_MEET, first, NULL, NULL));
	CHECK_DONE(toy_do(s, TOY_MEET, weekly, NULL, NULL));
	CHECK(4, toy_raise(s, &toy_answer, &seven).v != first.v);
	CHECK_INT(5, toy_raise(s, &toy_weekly, &week).v, weekly.v);
}

TEST(the_bureau_and_the_leader_owe_without_being_named)
{
	struct sample *s = toy_open("2026-11-23T09:00");
	struct duty_about week = { .period = STR("2026-W47") }, digest = { .subject = "digest", .subject_id = 1 };

	CHECK_INT(0, toy_duty(s, toy_raise(s, &toy_bureau, &week)).unit_id.v, s->bureau.v);
	CHECK_INT(1, toy_duty(s, toy_raise(s, &toy_leader, &digest)).unit_id.v, s->committee.v);
}

TEST(an_exact_minute_or_another_limit_goes_before_the_rules)
{
	struct sample *s = toy_open("2026-11-23T09:00");
	struct duty_about exact = { .unit_id = s->patrol.v, .subject = "toy", .subject_id = 1, .title = STR("批示：道路清理"),
		                    .due_at = test_instant("2026-11-30T17:00") };
	struct duty_about three = { .unit_id = s->patrol.v, .subject = "toy", .subject_id = 2,
		                    .within = { 3, CALENDAR_DAYS, "批示" } };
	struct duty duty = toy_duty(s, toy_raise(s, &toy_answer, &exact));

	CHECK_STR(0, toy_iso(duty.due_at), "2026-11-30T17:00");
	CHECK_STR(0, duty.title, "批示：道路清理");
	CHECK_INT(0, duty.limit_number, 0);
	duty = toy_duty(s, toy_raise(s, &toy_answer, &three));
	CHECK_STR(1, toy_iso(duty.due_at), "2026-11-27T00:00");
	CHECK_INT(1, duty.limit_number, 3);
	CHECK_STR(1, duty.title, "答复");
}

/* ---- met or late, to the second ---- */

TEST(on_time_means_before_the_due_second)
{
	static const struct { const char *at; enum duty_state want; const char *breached; } t[] = {
		{ "2026-11-24T11:59:59", DUTY_MET, "" },
		{ "2026-11-24T12:00:00", DUTY_LATE, "2026-11-24T12:00" },
		{ "2026-11-24T12:00:01", DUTY_LATE, "2026-11-24T12:00" },
		{ "2026-11-30T09:00:00", DUTY_LATE, "2026-11-24T12:00" },
	};

	for (size_t i = 0; i < COUNT_OF(t); i++) {
		struct sample *s = toy_open("2026-11-23T09:00");
		struct duty_about week = { .unit_id = s->patrol.v, .period = STR("2026-W47") };
		DutyId id = toy_raise(s, &toy_weekly, &week);
		struct duty duty;

		test_clock(s->house, t[i].at);
		CHECK_DONE(toy_meet(s, &toy_weekly, &week));
		duty = toy_duty(s, id);
		CHECK_INT(i, duty.state, t[i].want);
		CHECK_INT(i, duty.met_at.sec, test_instant(t[i].at).sec);
		CHECK_STR(i, toy_iso(duty.breached_at), t[i].breached);
		CHECK_INT(i, instant_is_set(duty.next_at), false);
		/* Meeting again changes nothing. */
		CHECK_DONE(toy_meet(s, &toy_weekly, &week));
		CHECK_INT(i, toy_duty(s, id).version, duty.version);
	}
}

TEST(meeting_what_was_never_raised_is_no_trouble)
{
	struct sample *s = toy_open("2026-11-23T09:00");

	CHECK_DONE(toy_meet(s, &toy_answer,
	                    &(struct duty_about){ .unit_id = s->patrol.v, .subject = "toy", .subject_id = 99 }));
}

/* ---- what may happen from where ---- */

/* An answer due 2026-11-30 24:00 (raised 11-23 09:00 + 5 working days), brought into each state. */
static DutyId bring_to(struct sample *s, enum duty_state state)
{
	struct duty_about about = { .unit_id = s->patrol.v, .subject = "toy", .subject_id = 7 };
	DutyId id = toy_raise(s, &toy_answer, &about);

	test_clock(s->house, "2026-11-24T09:00");
	if (state == DUTY_PAUSED)
		CHECK_DONE(toy_do(s, TOY_PAUSE, id, NULL, "鉴定"));
	if (state == DUTY_MET)
		CHECK_DONE(toy_do(s, TOY_MEET, id, NULL, NULL));
	if (state == DUTY_WAIVED)
		CHECK_DONE(toy_do(s, TOY_WAIVE, id, NULL, "重复"));
	if (state == DUTY_BREACHED || state == DUTY_LATE)
		CHECK(0, duty_tick_virtual(s->house, toy_no_periods, test_instant("2026-12-01T09:00")));
	if (state == DUTY_BREACHED || state == DUTY_LATE)
		test_clock(s->house, "2026-12-01T09:00");
	if (state == DUTY_LATE)
		CHECK_DONE(toy_do(s, TOY_MEET, id, NULL, NULL));
	CHECK_INT(state, toy_duty(s, id).state, state);
	return id;
}

struct due_seen { UnitId unit; bool there, found; struct duty whole, due; };

static bool see_due(struct act *act, void *input)
{
	struct due_seen *seen = input;
	struct duty_about about = { .unit_id = seen->unit.v, .subject = "toy", .subject_id = 7 };

	if (!duty_find(act, &toy_answer, &about, &seen->there, &seen->whole)
	    || !duty_find_due(act, &toy_answer, &about, &seen->found, &seen->due))
		return false;
	CHECK_INT(0, seen->found, seen->there);
	CHECK_INT(1, seen->due.id.v, seen->whole.id.v);
	CHECK(2, str_equal(seen->due.title, seen->whole.title));
	CHECK(3, str_equal(seen->due.due_why, seen->whole.due_why));
	CHECK_INT(4, seen->due.state, seen->whole.state);
	CHECK_INT(5, seen->due.due_at.sec, seen->whole.due_at.sec);
	CHECK_INT(6, seen->due.provisional, seen->whole.provisional);
	CHECK_INT(7, seen->due.reminded, seen->whole.reminded);
	return true;
}

TEST(a_page_shows_the_due_minute_that_the_row_has_in_every_state)
{
	for (int to = 0; to < DUTY_STATES; to++) {
		struct sample *s = toy_open("2026-11-23T09:00");
		struct due_seen seen = { .unit = s->patrol };

		CHECK_DONE(test_read(s->house, NULL, see_due, &seen));
		CHECK(to, !seen.found);
		(void)bring_to(s, (enum duty_state)to);
		CHECK_DONE(test_read(s->house, NULL, see_due, &seen));
		CHECK(to, seen.found);
	}
}

TEST(every_move_from_every_state_is_allowed_or_refused_as_the_table_says)
{
	enum { NO = -1, SAME = -2 };    /* refused as CONFLICT; nothing happens */
	static const int want[DUTY_STATES][TOY_VERBS] = {
		[DUTY_OPEN] = { DUTY_PAUSED, NO, DUTY_OPEN, DUTY_WAIVED, DUTY_MET },
		[DUTY_PAUSED] = { NO, DUTY_OPEN, NO, DUTY_WAIVED, DUTY_MET },
		[DUTY_MET] = { NO, NO, NO, NO, SAME },
		[DUTY_BREACHED] = { NO, NO, NO, DUTY_WAIVED, DUTY_LATE },
		[DUTY_LATE] = { NO, NO, NO, NO, SAME },
		[DUTY_WAIVED] = { NO, NO, NO, NO, SAME },
	};

	for (int from = 0; from < DUTY_STATES; from++)
		for (int verb = 0; verb < TOY_VERBS; verb++) {
			struct sample *s = toy_open("2026-11-23T09:00");
			DutyId id = bring_to(s, (enum duty_state)from);
			struct duty before = toy_duty(s, id), after;
			struct refusal refusal =
				toy_do(s, (enum toy_verb)verb, id, "2026-12-15T17:00", "因故");
			int row = from * 10 + verb;

			after = toy_duty(s, id);
			CHECK_INT(row, refusal.kind, want[from][verb] == NO ? REFUSED_CONFLICT : REFUSED_NOT);
			CHECK_INT(row, after.state, want[from][verb] < 0 ? (int)before.state : want[from][verb]);
			if (want[from][verb] < 0)
				CHECK_INT(row, after.version, before.version);
		}
}

TEST(a_move_needs_its_ground_and_the_newest_version)
{
	struct sample *s = toy_open("2026-11-23T09:00");
	DutyId id = bring_to(s, DUTY_OPEN);
	static const enum toy_verb verbs[] = { TOY_PAUSE, TOY_EXTEND, TOY_WAIVE };

	for (size_t i = 0; i < COUNT_OF(verbs); i++) {
		struct refusal refusal = toy_do(s, verbs[i], id, "2026-12-15T17:00", " 　");

		CHECK_REFUSED(refusal, REFUSED_BAD_INPUT, NULL);
		CHECK_STR(i, refusal.faults->field, "ground");
	}
	CHECK_INT(9, toy_duty(s, id).version, 1);
}

static bool waive_old(struct act *act, void *input)
{
	const struct duty *seen = input;

	return duty_waive(act, seen->id, seen->version, STR("重复"));
}

TEST(who_saw_an_older_version_is_told_so)
{
	struct sample *s = toy_open("2026-11-23T09:00");
	struct duty seen = toy_duty(s, bring_to(s, DUTY_OPEN));

	CHECK_DONE(toy_do(s, TOY_EXTEND, seen.id, "2026-12-15T17:00", "案情复杂"));
	CHECK_REFUSED(test_act(s->house, NULL, waive_old, &seen), REFUSED_STALE, NULL);
}

TEST(a_rule_that_cannot_stand_still_is_not_paused)
{
	struct sample *s = toy_open("2026-11-23T09:00");
	struct duty_about about = { .unit_id = s->patrol.v, .subject = "toy", .subject_id = 7 };
	DutyId id = toy_raise(s, &toy_urgent, &about);

	CHECK_REFUSED(toy_do(s, TOY_PAUSE, id, NULL, "鉴定"), REFUSED_CONFLICT, "duty.pausable");
}

TEST(a_pause_moves_the_due_minute_by_the_time_it_stood)
{
	struct sample *s = toy_open("2026-11-23T09:00");
	DutyId id = bring_to(s, DUTY_PAUSED);   /* since 11-24 09:00; due was 11-30 24:00 */
	struct duty duty = toy_duty(s, id);

	CHECK_INT(0, instant_is_set(duty.next_at), false);
	CHECK(0, duty_tick_virtual(s->house, toy_no_periods, test_instant("2026-12-20T09:00")));
	CHECK_INT(0, toy_duty(s, id).state, DUTY_PAUSED);
	test_clock(s->house, "2026-12-20T10:30");
	CHECK_DONE(toy_do(s, TOY_RESUME, id, NULL, NULL));
	duty = toy_duty(s, id);
	CHECK_STR(1, toy_iso(duty.due_at), "2026-12-27T01:30");
	CHECK_STR(1, toy_iso(duty.next_at), "2026-12-25T01:30");
	CHECK_INT(1, instant_is_set(duty.paused_at), false);
}

TEST(an_extension_goes_forward_only_and_begins_its_reminders_anew)
{
	struct sample *s = toy_open("2026-11-23T09:00");
	DutyId id = bring_to(s, DUTY_OPEN);
	struct refusal refusal = toy_do(s, TOY_EXTEND, id, "2026-12-01T00:00", "案情复杂");
	struct duty duty;

	CHECK_REFUSED(refusal, REFUSED_BAD_INPUT, NULL);        /* the same minute */
	CHECK_STR(0, refusal.faults->field, "due_at");
	CHECK_DONE(toy_do(s, TOY_EXTEND, id, "2026-12-01T00:01", "案情复杂"));
	duty = toy_duty(s, id);
	CHECK_STR(1, toy_iso(duty.due_at), "2026-12-01T00:01");
	CHECK_STR(1, toy_iso(duty.next_at), "2026-11-29T00:01");
	CHECK_STR(1, duty.ground, "案情复杂");
	CHECK_INT(1, toy_told(s, s->officer, "延期"), 1);
}

TEST(a_waived_breach_stays_on_record)
{
	struct sample *s = toy_open("2026-11-23T09:00");
	DutyId id = bring_to(s, DUTY_BREACHED);
	struct duty duty;

	CHECK_DONE(toy_do(s, TOY_WAIVE, id, NULL, "经复核不应由该单位办理"));
	duty = toy_duty(s, id);
	CHECK_INT(0, duty.state, DUTY_WAIVED);
	CHECK_STR(0, toy_iso(duty.breached_at), "2026-12-01T00:00");
	CHECK_INT(0, toy_entries(s, id, "duty.breach"), 1);
	CHECK_INT(0, toy_entries(s, id, "duty.waive"), 1);
}

/* ---- mine ---- */

struct mine { const struct caller *who; bool found; struct duty next; struct duty_burden burden; struct duty_counts counts; };

static bool ask_mine(struct act *act, void *input)
{
	struct mine *mine = input;

	if (!duty_next_of(act, mine->who, &mine->found, &mine->next) || !duty_burden_of(act, mine->who, &mine->burden))
		return false;
	mine->counts = duty_counts_among(&mine->burden, NULL);
	return true;
}

TEST(mine_is_what_my_role_does_in_my_unit)
{
	struct sample *s = toy_open("2026-11-23T09:00");
	struct duty_about week = { .unit_id = s->patrol.v, .period = STR("2026-W47") };
	struct duty_about answer = { .unit_id = s->patrol.v, .subject = "toy", .subject_id = 7 };
	struct duty_about person = { .unit_id = s->patrol.v, .account_id = s->contact.v, .subject = "toy", .subject_id = 8 };
	struct duty_about other = { .unit_id = s->labour.v, .period = STR("2026-W47") };
	struct { const struct caller *who; int64_t waiting; const char *next; } t[] = {
		{ &s->as_contact, 2, "toy.weekly" },    /* the report, and what is owed in person */
		{ &s->as_officer, 1, "toy.answer" },
		{ &s->as_head, 3, "toy.weekly" },       /* everything of the unit */
		{ &s->as_legal, 0, "" },
	};

	(void)toy_raise(s, &toy_weekly, &week);
	(void)toy_raise(s, &toy_answer, &answer);
	(void)toy_raise(s, &toy_answer, &person);
	(void)toy_raise(s, &toy_weekly, &other);
	for (size_t i = 0; i < COUNT_OF(t); i++) {
		struct mine mine = { .who = t[i].who };

		CHECK_DONE(test_read(s->house, t[i].who, ask_mine, &mine));
		CHECK_INT(i, mine.counts.waiting, t[i].waiting);
		CHECK_INT(i, mine.counts.overdue, 0);
		CHECK_STR(i, mine.found ? mine.next.rule : STR_NONE, t[i].next);
	}
	CHECK(0, duty_tick_virtual(s->house, toy_no_periods, test_instant("2026-11-24T13:00")));
	struct mine head = { .who = &s->as_head };

	CHECK_DONE(test_read(s->house, &s->as_head, ask_mine, &head));
	CHECK_INT(10, head.counts.overdue, 1);
	CHECK_INT(10, head.counts.waiting, 2);
}

/* A contact's report is due after so many answers of the unit's officers: still it is what comes next for the contact. */
TEST(what_is_mine_next_is_found_behind_however_many_of_others)
{
	static const int others[] = { LIMIT_LIST_ROWS - 1, LIMIT_LIST_ROWS, LIMIT_LIST_ROWS + 1 };
	struct sample *s = toy_open("2026-11-23T09:00");
	struct duty_about answer = { .unit_id = s->patrol.v, .subject = "toy", .due_at = test_instant("2026-11-23T10:00") };
	struct duty_about week = { .unit_id = s->patrol.v, .period = STR("2026-W47") };
	int raised = 0;

	(void)toy_raise(s, &toy_weekly, &week);
	for (size_t i = 0; i < COUNT_OF(others); i++) {
		struct mine mine = { .who = &s->as_contact };

		while (raised < others[i]) {
			answer.subject_id = ++raised;
			(void)toy_raise(s, &toy_answer, &answer);
		}
		CHECK_DONE(test_read(s->house, &s->as_contact, ask_mine, &mine));
		CHECK_STR(i, mine.found ? mine.next.rule : STR_NONE, "toy.weekly");
	}
}

/* ---- a year is announced ---- */

static bool announce_2027(struct act *act, void *input __attribute__((unused)))
{
	struct calendar *calendar;
	Str why;

	must(calendar_parse(act->arena, act->calendar, STR("2027 off 01-01..01-03 01-26 work 01-04"), &calendar, &why));
	act->calendar = calendar;
	return duty_recompute_provisional(act);
}

TEST(an_announced_year_moves_what_was_provisional)
{
	struct sample *s = toy_open("2027-01-18T09:00");
	struct duty_about week = { .unit_id = s->patrol.v, .period = STR("2027-W03") };
	struct duty_about answer = { .unit_id = s->patrol.v, .subject = "toy", .subject_id = 7 };
	struct duty_about exact = { .unit_id = s->patrol.v, .subject = "toy", .subject_id = 8,
		                    .due_at = test_instant("2027-01-26T17:00") };
	DutyId weekly = toy_raise(s, &toy_weekly, &week), five = toy_raise(s, &toy_answer, &answer);
	DutyId fixed = toy_raise(s, &toy_answer, &exact);

	CHECK(0, toy_duty(s, weekly).provisional);
	CHECK_STR(0, toy_iso(toy_duty(s, weekly).due_at), "2027-01-26T12:00");
	CHECK_STR(1, toy_iso(toy_duty(s, five).due_at), "2027-01-26T00:00");
	CHECK_DONE(test_act(s->house, NULL, announce_2027, NULL));
	CHECK(2, !toy_duty(s, weekly).provisional);
	CHECK_STR(2, toy_iso(toy_duty(s, weekly).due_at), "2027-01-27T12:00");
	CHECK_STR(3, toy_iso(toy_duty(s, five).due_at), "2027-01-26T00:00");
	CHECK(3, !toy_duty(s, five).provisional);
	CHECK_STR(4, toy_iso(toy_duty(s, fixed).due_at), "2027-01-26T17:00");
}

/* ---- tables ---- */

static bool look_at_tables(struct act *act, void *input __attribute__((unused)))
{
	Str error = STR_NONE;

	CHECK(0, record_check_tables(act->arena, &duty_record, &error));
	store_prepare_all(act, duty_statements);
	return act->refusal.kind == REFUSED_NOT && record_columns_match(act, &duty_record);
}

TEST(tables_and_statements_of_duty_fit_the_database)
{
	CHECK_DONE(test_read(toy_open("2026-11-23T09:00")->house, NULL, look_at_tables, NULL));
}
