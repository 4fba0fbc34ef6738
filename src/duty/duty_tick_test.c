/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* duty_tick_test.c - the clock: raises, reminds, breaches, escalates, stands still and catches up. */
#include "base/limits.h"
#include "base/log.h"
#include "duty/toy_duty_test.h"

/* ---- periods open ---- */

TEST(a_period_is_raised_for_every_reporting_unit_when_it_opens)
{
	struct sample *s = toy_open("2026-11-20T07:58");
	struct unit old = { .name = STR("旧单位"), .short_name = STR("旧"), .kind = UNIT_DEPARTMENT, .reports = true,
		            .until_on = date_of_civil(2026, 11, 19) };
	struct unit young = { .name = STR("新单位"), .short_name = STR("新"), .kind = UNIT_DEPARTMENT, .reports = true,
		              .since_on = date_of_civil(2026, 11, 20) };
	struct duty duty;

	(void)sample_insert(s, &unit_record, &old);
	(void)sample_insert(s, &unit_record, &young);
	toy_tick(s, "2026-11-20T07:58");
	toy_tick(s, "2026-11-20T07:59");
	CHECK_INT(0, toy_period(s, &toy_weekly, s->patrol, "2026-W47").id.v, 0);
	toy_tick(s, "2026-11-20T08:00");
	duty = toy_period(s, &toy_weekly, s->patrol, "2026-W47");
	CHECK_STR(1, duty.title, "第 47 周未果事项周报");
	CHECK_STR(1, toy_iso(duty.raised_at), "2026-11-20T08:00");
	CHECK_STR(1, toy_iso(duty.due_at), "2026-11-24T12:00");
	CHECK_STR(1, toy_iso(duty.next_at), "2026-11-22T12:00");
	CHECK_INT(1, duty.misbehaviour, INACTION);
	CHECK(2, toy_period(s, &toy_weekly, s->labour, "2026-W47").id.v != 0);
	CHECK(3, toy_period(s, &toy_weekly, young.id, "2026-W47").id.v != 0);
	CHECK_INT(4, toy_period(s, &toy_weekly, old.id, "2026-W47").id.v, 0);
	CHECK_INT(5, toy_period(s, &toy_weekly, s->bureau, "2026-W47").id.v, 0);
	CHECK_INT(6, toy_period(s, &toy_bureau, s->bureau, "2026-W47").id.v, 0);    /* opens on Sunday */
}

/* What the notice asks of 各行政执法部门 is not owed by a sub-district office, though that reports too. */
TEST(what_departments_owe_is_raised_for_departments_alone_and_before_its_week)
{
	static const struct duty_rule *const rules[] = { &toy_plan, NULL };
	struct sample *s = toy_open("2026-11-19T07:58");
	struct unit office = { .name = STR("石佛办事处"), .short_name = STR("石佛办"), .kind = UNIT_SUBDISTRICT, .reports = true };
	struct duty duty;

	(void)sample_insert(s, &unit_record, &office);
	CHECK(0, duty_tick_virtual(s->house, rules, test_instant("2026-11-19T07:58")));
	CHECK(0, duty_tick_virtual(s->house, rules, test_instant("2026-11-19T07:59")));
	CHECK_INT(0, toy_period(s, &toy_plan, s->patrol, "2026-W48").id.v, 0);
	CHECK(0, duty_tick_virtual(s->house, rules, test_instant("2026-11-19T08:00")));
	duty = toy_period(s, &toy_plan, s->patrol, "2026-W48");
	CHECK_STR(1, duty.title, "第 48 周计划");
	CHECK_STR(1, toy_iso(duty.due_at), "2026-11-22T18:00");
	CHECK(2, toy_period(s, &toy_plan, s->labour, "2026-W48").id.v != 0);
	CHECK_INT(3, toy_period(s, &toy_plan, office.id, "2026-W48").id.v, 0);
}

TEST(the_first_tick_asks_nothing_for_the_past)
{
	struct sample *s = toy_open("2026-11-24T12:00");

	toy_tick(s, "2026-11-24T12:00");
	CHECK_INT(0, toy_period(s, &toy_weekly, s->patrol, "2026-W47").id.v, 0);
	s = toy_open("2026-11-24T11:59");
	toy_tick(s, "2026-11-24T11:59");
	CHECK(1, toy_period(s, &toy_weekly, s->patrol, "2026-W47").id.v != 0);
	CHECK_INT(2, toy_period(s, &toy_weekly, s->patrol, "2026-W46").id.v, 0);
}

TEST(a_period_rolled_back_is_raised_when_it_opens_and_one_brought_forward_late_at_once)
{
	static const struct setting_rule back = { "toy.roll", "遇节假日", 1, 0, 1, "", "自定" };
	struct duty_rule rule = toy_weekly;
	const struct duty_rule *const rules[] = { &rule, NULL };
	struct sample *s = toy_open("2026-04-27T09:00");
	struct duty duty;

	rule.due.roll_setting = &back;
	CHECK(0, duty_tick_virtual(s->house, rules, test_instant("2026-04-27T09:00")));
	CHECK(0, duty_tick_virtual(s->house, rules, test_instant("2026-04-28T09:00")));
	duty = toy_period(s, &toy_weekly, s->patrol, "2026-W18");
	CHECK_STR(0, toy_iso(duty.raised_at), "2026-04-28T08:00");
	CHECK_STR(0, toy_iso(duty.due_at), "2026-04-30T12:00");

	rule.due.roll_setting = NULL;
	CHECK(1, duty_tick_virtual(s->house, rules, test_instant("2026-09-28T09:00")));
	CHECK_INT(1, toy_period(s, &toy_weekly, s->patrol, "2026-W40").id.v, 0);
	rule.due.roll_setting = &back;
	CHECK(2, duty_tick_virtual(s->house, rules, test_instant("2026-09-29T10:00")));
	CHECK(2, duty_tick_virtual(s->house, rules, test_instant("2026-09-29T10:01")));
	duty = toy_period(s, &toy_weekly, s->patrol, "2026-W40");
	CHECK_STR(2, toy_iso(duty.raised_at), "2026-09-29T10:00");
	CHECK_STR(2, toy_iso(duty.due_at), "2026-09-30T12:00");
	CHECK_INT(2, toy_entries(s, duty.id, "duty.raise"), 1);
}

TEST(no_period_before_the_first_is_owed)
{
	static const struct setting_rule first = { "toy.first", "首期", 20261123, 0, 99991231, "", "自定" };
	struct duty_rule rule = toy_weekly;
	const struct duty_rule *const rules[] = { &rule, NULL };
	struct sample *s = toy_open("2026-11-10T09:00");

	rule.first_period = &first;
	CHECK(0, duty_tick_virtual(s->house, rules, test_instant("2026-11-10T09:00")));
	CHECK(0, duty_tick_virtual(s->house, rules, test_instant("2026-11-30T09:00")));
	CHECK_INT(0, toy_period(s, &toy_weekly, s->patrol, "2026-W47").id.v, 0);
	CHECK(1, toy_period(s, &toy_weekly, s->patrol, "2026-W48").id.v != 0);
}

/* ---- reminders ---- */

/* A house that has ticked all along, up to a minute; W47 is open. */
static struct sample *running_until(const char *now)
{
	struct sample *s = toy_open("2026-11-20T07:58");

	CHECK(0, duty_tick_virtual(s->house, toy_rules, test_instant("2026-11-20T07:58")));
	CHECK(0, duty_tick_virtual(s->house, toy_rules, test_instant(now)));
	test_clock(s->house, now);
	return s;
}

TEST(reminders_come_two_days_one_day_and_two_hours_before_at_the_minute_and_once)
{
	static const struct { const char *before, *at, *words; int64_t told; } t[] = {
		{ "2026-11-22T11:59", "2026-11-22T12:00", "第 47 周未果事项周报还剩 2 日", 1 },
		{ "2026-11-23T11:59", "2026-11-23T12:00", "第 47 周未果事项周报还剩 1 日", 2 },
		{ "2026-11-24T09:59", "2026-11-24T10:00", "第 47 周未果事项周报还剩 2 小时", 3 },
	};

	for (size_t i = 0; i < COUNT_OF(t); i++) {
		struct sample *s = running_until(t[i].before);
		struct duty duty;

		CHECK_INT(i, toy_told(s, s->contact, "周报"), t[i].told - 1);
		toy_tick(s, t[i].at);
		toy_tick(s, t[i].at);
		CHECK_INT(i, toy_told(s, s->contact, "周报"), t[i].told);
		CHECK_INT(i, toy_told(s, s->contact, t[i].words), 1);
		CHECK_INT(i, toy_told(s, s->head, "周报"), 0);
		CHECK_INT(i, toy_told(s, s->labour_head, "周报"), t[i].told);      /* no contact there: the head */
		duty = toy_period(s, &toy_weekly, s->patrol, "2026-W47");
		CHECK_INT(i, duty.reminded, t[i].told);
		CHECK_INT(i, toy_entries(s, duty.id, "duty.remind"), t[i].told);
	}
}

TEST(a_short_duty_gets_only_the_reminders_that_still_lie_ahead)
{
	struct sample *s = toy_open("2026-11-23T09:00");
	struct duty_about about = { .unit_id = s->patrol.v, .subject = "toy", .subject_id = 7,
		                    .within = { 5, HOURS, "setting" } };
	DutyId id = toy_raise(s, &toy_urgent, &about);
	DutyId two = toy_raise(s, &toy_urgent, &(struct duty_about){ .unit_id = s->labour.v, .subject = "toy", .subject_id = 7 });

	CHECK_STR(0, toy_iso(toy_duty(s, id).next_at), "2026-11-23T12:00");
	CHECK_STR(1, toy_iso(toy_duty(s, two).next_at), "2026-11-23T11:00");     /* its end: due in 2 h */
}

/* ---- late stages ---- */

TEST(stages_are_counted_in_working_days_over_national_day)
{
	struct sample *s = toy_open("2026-09-25T07:58");        /* W39 is due Tue 09-29 12:00 */
	static const struct { const char *before, *at; enum duty_stage stage; int64_t contact, head, legal, leader; } t[] = {
		/* the contact's first three are reminders */
		{ "2026-09-29T11:59", "2026-09-29T12:00", STAGE_BLUE, 4, 1, 0, 0 },
		{ "2026-09-30T11:59", "2026-09-30T12:00", STAGE_ORANGE, 4, 2, 2, 0 },
		{ "2026-10-09T11:59", "2026-10-09T12:00", STAGE_RED, 4, 2, 4, 2 },      /* 09-30, 10-08, 10-09 */
	};

	static const struct duty_rule *const rules[] = { &toy_weekly, NULL };
	struct duty duty;

	CHECK(0, duty_tick_virtual(s->house, rules, test_instant("2026-09-25T07:58")));
	for (size_t i = 0; i < COUNT_OF(t); i++) {
		CHECK(i, duty_tick_virtual(s->house, rules, test_instant(t[i].before)));
		duty = toy_period(s, &toy_weekly, s->patrol, "2026-W39");
		CHECK_INT(i, duty.stage, t[i].stage - 1);
		CHECK(i, duty_tick_virtual(s->house, rules, test_instant(t[i].at)));
		duty = toy_period(s, &toy_weekly, s->patrol, "2026-W39");
		CHECK_INT(i, duty.stage, t[i].stage);
		CHECK_INT(i, duty.state, DUTY_BREACHED);
		CHECK_STR(i, toy_iso(duty.breached_at), "2026-09-29T12:00");
		CHECK_INT(i, toy_told(s, s->contact, "第 39 周"), t[i].contact);
		CHECK_INT(i, toy_told(s, s->head, "第 39 周"), t[i].head);
		CHECK_INT(i, toy_told(s, s->legal, "第 39 周"), t[i].legal);        /* of both units */
		CHECK_INT(i, toy_told(s, s->leader, "第 39 周"), t[i].leader);
	}
	CHECK_INT(9, instant_is_set(duty.next_at), false);
	CHECK_INT(9, toy_told(s, s->leader, "逾期 3 个工作日：行政执法分局 第 39 周未果事项周报"), 1);
}

TEST(a_limit_that_ends_with_a_day_goes_orange_with_the_end_of_a_day)
{
	struct sample *s = toy_open("2026-09-24T10:30");        /* five working days: 10-09 24:00 */
	struct duty_about about = { .unit_id = s->patrol.v, .subject = "toy", .subject_id = 7 };
	DutyId id = toy_raise(s, &toy_answer, &about);

	CHECK(0, duty_tick_virtual(s->house, toy_no_periods, test_instant("2026-10-10T00:00")));
	CHECK_INT(0, toy_duty(s, id).state, DUTY_BREACHED);
	CHECK_STR(0, toy_iso(toy_duty(s, id).next_at), "2026-10-11T00:00");     /* Saturday 10-10 is worked */
}

/* ---- duties of evidence ---- */

static DutyId watched(struct sample *s, int64_t subject_id)
{
	struct duty_about about = { .unit_id = s->patrol.v, .subject = "toy", .subject_id = subject_id };

	return toy_raise(s, &toy_watch, &about);
}

TEST(a_duty_of_evidence_is_judged_at_its_due_minute_and_not_before)
{
	struct sample *s = toy_open("2026-11-23T09:00");
	DutyId seen = watched(s, 1), missed = watched(s, 2), blind = watched(s, 3), after = watched(s, 2000);

	toy_tick(s, "2026-11-23T10:59");
	CHECK_INT(0, toy_duty(s, seen).state, DUTY_OPEN);
	CHECK_INT(0, toy_duty(s, missed).state, DUTY_OPEN);
	toy_tick(s, "2026-11-23T11:00");
	CHECK_INT(1, toy_duty(s, seen).state, DUTY_MET);
	CHECK_INT(1, toy_duty(s, seen).met_at.sec, test_instant("2026-11-23T11:00").sec - 1);
	CHECK_STR(1, toy_duty(s, seen).ground, "覆盖 97%");
	CHECK_INT(2, toy_duty(s, missed).state, DUTY_BREACHED);
	CHECK_STR(2, toy_iso(toy_duty(s, missed).breached_at), "2026-11-23T11:00");
	CHECK_STR(2, toy_duty(s, missed).ground, "漏巡 3 段");
	CHECK_INT(3, toy_duty(s, blind).state, DUTY_OPEN);      /* cannot be told: it waits and holds up nobody */
	CHECK_INT(4, toy_duty(s, after).state, DUTY_BREACHED);
	CHECK_INT(5, toy_entries(s, seen, "toy.judged"), 1);
	CHECK_INT(5, toy_entries(s, missed, "toy.judged"), 1);
	CHECK_INT(5, toy_entries(s, blind, "toy.judged"), 0);
	toy_tick(s, "2026-11-24T12:00");
	CHECK_INT(6, toy_entries(s, missed, "toy.judged"), 1);  /* escalated, not judged again */
	CHECK_INT(6, toy_duty(s, missed).stage, STAGE_ORANGE);
}

/* ---- traps ---- */

TEST(two_weeks_due_in_the_same_minute_stay_two_duties)
{
	struct sample *s = toy_open("2026-02-12T09:00");
	struct duty seven, eight;
	struct duty_about about = { .unit_id = s->patrol.v, .period = STR("2026-W07") };

	CHECK(0, duty_tick_virtual(s->house, toy_rules, test_instant("2026-02-12T09:00")));
	CHECK(0, duty_tick_virtual(s->house, toy_rules, test_instant("2026-02-24T11:59")));
	seven = toy_period(s, &toy_weekly, s->patrol, "2026-W07");
	eight = toy_period(s, &toy_weekly, s->patrol, "2026-W08");
	CHECK(0, seven.id.v != 0 && eight.id.v != 0 && seven.id.v != eight.id.v);
	CHECK_STR(0, toy_iso(seven.due_at), "2026-02-24T12:00");
	CHECK_STR(1, toy_iso(eight.due_at), "2026-02-24T12:00");
	test_clock(s->house, "2026-02-24T11:59");
	CHECK_DONE(toy_meet(s, &toy_weekly, &about));
	CHECK(0, duty_tick_virtual(s->house, toy_rules, test_instant("2026-02-24T12:00")));
	CHECK_INT(2, toy_duty(s, seven.id).state, DUTY_MET);
	CHECK_INT(3, toy_duty(s, eight.id).state, DUTY_BREACHED);
}

TEST(a_tick_run_again_changes_nothing)
{
	struct sample *s = running_until("2026-12-10T09:00");
	Str once = toy_dump(s), twice;

	CHECK(0, duty_tick(s->house, toy_rules, test_instant("2026-12-10T09:00")));
	CHECK(0, duty_tick_virtual(s->house, toy_rules, test_instant("2026-12-10T09:00")));
	CHECK(0, duty_tick(s->house, toy_rules, test_instant("2026-12-01T09:00")));   /* set back: waits */
	twice = toy_dump(s);
	CHECK(1, str_equal(once, twice));
}

/* Between the two, one unit reports and an event's duties come in; both houses live the same three weeks. */
static Str three_weeks(int64_t step_s)
{
	struct sample *s = toy_open("2026-11-20T07:58");
	struct duty_about answer = { .unit_id = s->patrol.v, .subject = "toy", .subject_id = 7 };
	struct duty_about urgent = { .unit_id = s->labour.v, .subject = "toy", .subject_id = 9 };
	struct duty_about week = { .unit_id = s->patrol.v, .period = STR("2026-W47") };
	static const char *const until[] = { "2026-11-20T07:58", "2026-11-23T09:00", "2026-12-11T09:00" };
	Instant now = test_instant(until[0]);

	for (size_t i = 0; i < COUNT_OF(until); i++) {
		Instant end = test_instant(until[i]);

		for (; now.sec < end.sec; now = instant_plus(now, step_s))
			CHECK(i, duty_tick_virtual(s->house, toy_rules, now));
		now = end;
		CHECK(i, duty_tick_virtual(s->house, toy_rules, now));
		test_clock(s->house, until[i]);
		if (i != 1)
			continue;
		(void)toy_raise(s, &toy_answer, &answer);
		(void)toy_raise(s, &toy_urgent, &urgent);
		CHECK_DONE(toy_meet(s, &toy_weekly, &week));
	}
	return toy_dump(s);
}

TEST(three_weeks_at_once_give_what_ticking_all_the_time_gives)
{
	Str at_once = three_weeks(365 * 86400), in_steps = three_weeks(30 * 60);

	CHECK(0, str_contains(at_once, STR("duty.escalate")));
	CHECK(1, str_contains(at_once, STR("2026-12")));
	if (!str_equal(at_once, in_steps))
		print_error("at once:\n%.*s\nin steps:\n%.*s\n", STR_ARG(at_once), STR_ARG(in_steps));
	CHECK(2, str_equal(at_once, in_steps));
}

TEST(every_minute_around_a_due_minute_gives_the_same_too)
{
	struct sample *s = running_until("2026-11-24T09:30"), *t;
	Instant now = test_instant("2026-11-24T09:30"), end = test_instant("2026-11-24T12:30");
	Str in_steps, at_once;

	for (; now.sec <= end.sec; now = instant_plus(now, 60))
		CHECK(0, duty_tick(s->house, toy_rules, now));
	in_steps = toy_dump(s);
	t = running_until("2026-11-24T12:30");
	at_once = toy_dump(t);
	if (!str_equal(at_once, in_steps))
		print_error("at once:\n%.*s\nin steps:\n%.*s\n", STR_ARG(at_once), STR_ARG(in_steps));
	CHECK(1, str_equal(at_once, in_steps));
}

/* ---- the machine stood still ---- */

TEST(a_due_minute_inside_our_own_outage_moves_to_the_recovery_and_two_hours)
{
	struct sample *s = running_until("2026-11-23T18:00");   /* Monday evening */
	struct duty duty = toy_period(s, &toy_weekly, s->patrol, "2026-W47");
	int64_t version, told = toy_told(s, s->contact, "提醒：第 47 周");

	toy_tick(s, "2026-11-23T18:00");
	toy_tick(s, "2026-11-25T09:30");                        /* back on Wednesday */
	duty = toy_duty(s, duty.id);
	CHECK_INT(0, duty.state, DUTY_OPEN);
	CHECK_STR(0, toy_iso(duty.due_at), "2026-11-25T11:30");
	CHECK_STR(0, duty.ground, "系统停机 11月23日18:00—11月25日09:30");
	CHECK_INT(0, toy_entries(s, duty.id, "duty.extend"), 1);
	CHECK_INT(0, toy_entries(s, duty.id, "duty.breach"), 0);
	CHECK_INT(0, toy_told(s, s->contact, "延期：第 47 周"), 1);
	CHECK_INT(0, toy_told(s, s->contact, "提醒：第 47 周"), told);     /* the missed one is moot */
	version = duty.version;
	toy_tick(s, "2026-11-25T09:30");
	toy_tick(s, "2026-11-25T09:31");
	CHECK_INT(1, toy_duty(s, duty.id).version, version);
	for (Instant now = test_instant("2026-11-25T09:32"); now.sec < test_instant("2026-11-25T11:30").sec;
	     now = instant_plus(now, 240))
		CHECK(1, duty_tick(s->house, toy_rules, now));
	CHECK_INT(2, toy_duty(s, duty.id).state, DUTY_OPEN);
	toy_tick(s, "2026-11-25T11:30");
	CHECK_INT(3, toy_duty(s, duty.id).state, DUTY_BREACHED);
	CHECK_STR(3, toy_iso(toy_duty(s, duty.id).breached_at), "2026-11-25T11:30");
}

struct entry_of { DutyId id; const char *event; Instant written_at, effective_at; };

static bool find_entry(struct act *act, void *input)
{
	struct entry_of *wanted = input;
	struct ledger_entry *entries;
	size_t count;

	if (!ledger_of(act, "duty", wanted->id.v, 0, 200, &entries, &count))
		return false;
	for (size_t i = 0; i < count; i++)
		if (str_is(entries[i].event, wanted->event)) {
			wanted->written_at = entries[i].written_at;
			wanted->effective_at = entries[i].effective_at;
		}
	return true;
}

TEST(the_ledger_says_when_it_was_written_and_which_minute_it_is_about)
{
	struct sample *s = running_until("2026-11-23T18:00");
	struct entry_of extended = { .id = toy_period(s, &toy_weekly, s->patrol, "2026-W47").id, .event = "duty.extend" };

	toy_tick(s, "2026-11-25T09:30");
	CHECK_DONE(test_read(s->house, NULL, find_entry, &extended));
	CHECK_STR(0, toy_iso(extended.written_at), "2026-11-25T09:30");
	CHECK_STR(0, toy_iso(extended.effective_at), "2026-11-24T12:00");
}

TEST(after_an_outage_missed_reminders_collapse_into_the_newest)
{
	struct sample *s = running_until("2026-11-21T18:00");
	struct duty duty = toy_period(s, &toy_weekly, s->patrol, "2026-W47");

	toy_tick(s, "2026-11-24T10:30");        /* all three moments passed, the due minute has not */
	duty = toy_duty(s, duty.id);
	CHECK_INT(0, duty.reminded, 1);
	CHECK_INT(0, toy_told(s, s->contact, "提醒：第 47 周"), 1);
	CHECK_INT(0, toy_told(s, s->contact, "还剩 1 小时 30 分"), 1);
	CHECK_STR(0, toy_iso(duty.next_at), "2026-11-24T12:00");
	CHECK_STR(0, toy_iso(duty.due_at), "2026-11-24T12:00");
}

TEST(five_minutes_are_a_pause_and_more_is_an_outage)
{
	static const struct { const char *now; enum duty_state want; } t[] = {
		{ "2026-11-24T12:03:00", DUTY_BREACHED },
		{ "2026-11-24T12:03:01", DUTY_OPEN },
	};

	for (size_t i = 0; i < COUNT_OF(t); i++) {
		struct sample *s = running_until("2026-11-24T11:58");

		toy_tick(s, t[i].now);
		CHECK_INT(i, toy_period(s, &toy_weekly, s->patrol, "2026-W47").state, t[i].want);
	}
}

TEST(what_opened_during_an_outage_is_raised_as_of_its_minute)
{
	struct sample *s = running_until("2026-11-25T18:00");   /* Wednesday; W48 opens on Friday */
	struct duty duty;

	toy_tick(s, "2026-12-02T10:00");        /* and was due on Tuesday */
	duty = toy_period(s, &toy_weekly, s->patrol, "2026-W48");
	CHECK_STR(0, toy_iso(duty.raised_at), "2026-11-27T08:00");
	CHECK_STR(0, toy_iso(duty.due_at), "2026-12-02T12:00");
	CHECK_INT(0, duty.state, DUTY_OPEN);
}

TEST(what_was_late_before_the_outage_stays_late)
{
	struct sample *s = running_until("2026-11-24T13:00");
	struct duty duty = toy_period(s, &toy_weekly, s->patrol, "2026-W47");

	toy_tick(s, "2026-11-30T09:00");
	duty = toy_duty(s, duty.id);
	CHECK_INT(0, duty.state, DUTY_BREACHED);
	CHECK_INT(0, duty.stage, STAGE_RED);
	CHECK_STR(0, toy_iso(duty.breached_at), "2026-11-24T12:00");
}

TEST(a_demo_does_not_take_the_night_for_an_outage)
{
	struct sample *s = running_until("2026-11-23T18:00");
	struct duty duty;

	s->house->is_demo = true;
	toy_tick(s, "2026-11-25T09:30");
	duty = toy_period(s, &toy_weekly, s->patrol, "2026-W47");
	CHECK_INT(0, duty.state, DUTY_BREACHED);
	CHECK_STR(0, toy_iso(duty.breached_at), "2026-11-24T12:00");
}

/* ---- hearers ---- */

static bool deaf(struct act *act, const struct event *event)
{
	const struct duty *duty = event->row;

	if (str_is(str_of(event->event), "duty.breach") && duty->period.len == 0)
		return refuse(act, REFUSED_CONFLICT, "toy.deaf", "听不见");
	return true;
}

TEST(a_hearer_that_fails_holds_up_its_own_duty_only)
{
	struct sample *s = running_until("2026-11-23T09:00");
	struct duty_about about = { .unit_id = s->patrol.v, .subject = "toy", .subject_id = 7 };
	bool (*hear)(struct act *, const struct event *) = s->house->hear;
	DutyId bad = toy_raise(s, &toy_urgent, &about);

	log_quiet((enum log_level)(LOG_TROUBLE + 1));
	s->house->hear = deaf;
	CHECK(0, duty_tick_virtual(s->house, toy_rules, test_instant("2026-11-24T12:00")));
	CHECK_INT(0, toy_duty(s, bad).state, DUTY_OPEN);
	CHECK_INT(0, toy_period(s, &toy_weekly, s->patrol, "2026-W47").state, DUTY_BREACHED);
	s->house->hear = hear;
	CHECK(1, duty_tick_virtual(s->house, toy_rules, test_instant("2026-11-24T12:01")));
	CHECK_INT(1, toy_duty(s, bad).state, DUTY_BREACHED);
	CHECK_STR(1, toy_iso(toy_duty(s, bad).breached_at), "2026-11-23T11:00");
	log_quiet(LOG_TROUBLE);
}

/* ---- sleeping, and the ledger at the end ---- */

static bool ask_next(struct act *act, void *input)
{
	*(Instant *)input = duty_next_at(act, toy_rules);
	return true;
}

/* ---- limits ---- */

TEST(as_many_duties_of_one_minute_as_one_reading_takes_and_one_more_are_all_breached)
{
	static const size_t many[] = { LIMIT_TICK_ACTS, LIMIT_TICK_ACTS + 1 };

	for (size_t i = 0; i < COUNT_OF(many); i++) {
		struct sample *s = toy_open("2026-11-23T09:00");
		struct duty_about about = { .unit_id = s->patrol.v, .subject = "toy", .due_at = test_instant("2026-11-23T09:30") };
		DutyId first = { 0 }, last = { 0 };

		for (size_t n = 0; n < many[i]; n++) {
			about.subject_id = (int64_t)n + 1;
			last = toy_raise(s, &toy_urgent, &about);
			first = n ? first : last;
		}
		CHECK(i, duty_tick_virtual(s->house, toy_no_periods, test_instant("2026-11-23T09:30")));
		CHECK_INT(i, toy_duty(s, first).state, DUTY_BREACHED);
		CHECK_INT(i, toy_duty(s, last).state, DUTY_BREACHED);
		CHECK_INT(i, toy_entries(s, last, "duty.breach"), 1);
	}
}

/* Week 1 of 2026 opens on Friday the 2nd of January at 08:00. */
TEST(after_an_outage_periods_are_raised_back_to_the_limit_and_no_further)
{
	static const struct { int64_t beyond_s; bool raised; } cases[] = { { 0, true }, { 1, false } };
	static const struct duty_rule *const weekly[] = { &toy_weekly, NULL };

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct sample *s = toy_open("2025-12-31T09:00");
		Instant now = instant_plus(test_instant("2026-01-02T08:00"), LIMIT_CATCH_UP_WEEKS * 7LL * 86400 + cases[i].beyond_s);

		CHECK(i, duty_tick_virtual(s->house, weekly, test_instant("2025-12-31T09:00")));
		CHECK(i, duty_tick_virtual(s->house, weekly, now));
		CHECK_INT(i, toy_period(s, &toy_weekly, s->patrol, "2026-W01").id.v != 0, cases[i].raised);
		CHECK(i, toy_period(s, &toy_weekly, s->patrol, "2026-W02").id.v != 0);
		CHECK(i, toy_period(s, &toy_weekly, s->patrol, "2027-W08").id.v != 0);
	}
}

TEST(the_clock_may_sleep_until_the_next_moment_or_opening)
{
	struct sample *s = running_until("2026-11-21T09:00");
	Instant next = INSTANT_NONE;

	CHECK_DONE(test_read(s->house, NULL, ask_next, &next));
	CHECK_STR(0, toy_iso(next), "2026-11-22T08:00");        /* the Bureau's digest opens on Sunday */
}

static bool verify(struct act *act, void *input)
{
	static const struct record *const records[] = { &unit_record, &account_record, &notice_record, &duty_record,
		                                        NULL };
	struct record_walk walk = { .records = records };

	return ledger_verify(act, &VERIFY_ROWS(walk), input);
}

/* PostgreSQL seals within a second of the real clock; the virtual one is weeks ahead. */
static bool seal(struct act *act, void *input __attribute__((unused)))
{
	return ledger_seal(act);
}

TEST(rows_and_ledger_agree_after_weeks_of_ticking)
{
	struct sample *s = running_until("2026-12-10T09:00");
	struct verdict verdict = { 0 };

	CHECK_DONE(test_act(s->house, NULL, seal, NULL));
	CHECK_DONE(test_read(s->house, NULL, verify, &verdict));
	CHECK_STR(0, verdict.why, "");
	CHECK(0, verdict.sound);
}
