/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* weekly_story_test.c - real Tuesdays, told from the notice and the calendar, not from our own output:
 * Tuesday before 12:00 (二（四）), rolled forward off a day not worked (民法典 203), holidays as announced. */
#include "clauses/weekly/weekly_store.h"
#include "tests/story.h"

#define CHECK_MINUTE(got, iso) CHECK_STR(0, instant_iso(test_arena(), (got)), iso)

static void both_contacts_are_filed(struct story *s)
{
	story_contact_is_filed(s, &s->labour_head, s->labour_clerk);
	story_contact_is_filed(s, &s->city_head, s->city_clerk);
}

/* National Day 2026 is 1–7 October; Tuesday 6 October is off, so the report on 28 September – 4 October is due on
 * Thursday 8 October 12:00, and the minute before is on time. */
TEST(a_national_day_week_is_due_on_the_first_working_day_at_noon)
{
	struct story *s = story_open("2026-09-28T08:00");
	struct weekly_report report;
	struct duty duty;

	both_contacts_are_filed(s);
	story_until(s, "2026-10-02T08:00");
	duty = story_week_duty(s, s->labour, "2026-W40");
	CHECK_INT(0, duty.state, DUTY_OPEN);
	CHECK_MINUTE(duty.due_at, "2026-10-08T12:00:00+08:00");
	CHECK_INT(0, duty.rolled, true);
	CHECK(0, str_contains(duty.due_why, STR("国庆节")));

	story_until(s, "2026-10-08T11:59");
	CHECK(0, story_report(s, s->labour, "2026-W40", &report));
	CHECK_DONE(story_submit(s, &s->labour_contact, &report, "nil"));
	story_until(s, "2026-10-08T12:00");
	CHECK_INT(1, story_week_duty(s, s->labour, "2026-W40").state, DUTY_MET);
	CHECK_INT(2, story_week_duty(s, s->city, "2026-W40").state, DUTY_BREACHED);
	CHECK(0, story_report(s, s->city, "2026-W40", &report));
	CHECK_DONE(story_submit(s, &s->city_contact, &report, "nil"));
	CHECK_INT(3, story_week_duty(s, s->city, "2026-W40").state, DUTY_LATE);
}

/* Tuesday 17 February 2026 lies in the Spring Festival and rolls onto Tuesday 24 February 12:00, the due minute of the
 * next week's report: two periods, one minute, two reports. */
TEST(two_weeks_due_in_the_same_minute_stay_two_reports)
{
	struct story *s = story_open("2026-02-09T08:00");
	struct weekly_report seventh, eighth;

	both_contacts_are_filed(s);
	story_until(s, "2026-02-23T09:00");
	CHECK(0, story_report(s, s->labour, "2026-W07", &seventh));
	CHECK(0, story_report(s, s->labour, "2026-W08", &eighth));
	CHECK(0, seventh.id.v != eighth.id.v);
	CHECK_MINUTE(story_week_duty(s, s->labour, "2026-W07").due_at, "2026-02-24T12:00:00+08:00");
	CHECK_MINUTE(story_week_duty(s, s->labour, "2026-W08").due_at, "2026-02-24T12:00:00+08:00");

	CHECK_DONE(story_submit(s, &s->labour_contact, &seventh, "nil"));
	story_until(s, "2026-02-24T12:00");
	CHECK_INT(0, story_week_duty(s, s->labour, "2026-W07").state, DUTY_MET);
	CHECK_INT(1, story_week_duty(s, s->labour, "2026-W08").state, DUTY_BREACHED);
}

/* The first week of the notice, before its own date: Tuesday 2010-10-05 is National Day, due Friday 10-08. */
TEST(the_first_report_of_the_notice_is_due_after_the_holiday)
{
	struct story *s = story_open("2010-09-27T08:00");

	story_until(s, "2010-10-01T08:00");
	CHECK_MINUTE(story_week_duty(s, s->labour, "2010-W39").due_at, "2010-10-08T12:00:00+08:00");
}

/* Reminded 2 days, 1 day and 2 hours before; breached at noon; blue at once, orange after one working day, red after
 * three; late for ever when it comes at last. */
TEST(a_contact_who_forgets_is_reminded_then_missing_then_late)
{
	struct story *s = story_open("2026-11-10T13:00");
	struct weekly_report report;
	struct duty duty;

	both_contacts_are_filed(s);
	story_until(s, "2026-11-15T11:59");
	CHECK_INT(0, story_notices(s, &s->labour_contact, "未果事项周报"), 0);
	story_until(s, "2026-11-15T12:00");
	CHECK_INT(1, story_notices(s, &s->labour_contact, "未果事项周报"), 1);
	story_until(s, "2026-11-17T10:00");
	CHECK_INT(2, story_notices(s, &s->labour_contact, "未果事项周报"), 3);

	story_until(s, "2026-11-17T12:00");
	duty = story_week_duty(s, s->labour, "2026-W46");
	CHECK_INT(3, duty.state, DUTY_BREACHED);
	CHECK_INT(3, duty.stage, STAGE_BLUE);
	CHECK_INT(3, duty.misbehaviour, INACTION);
	story_until(s, "2026-11-18T12:00");
	CHECK_INT(4, story_week_duty(s, s->labour, "2026-W46").stage, STAGE_ORANGE);
	story_until(s, "2026-11-20T12:00");
	CHECK_INT(5, story_week_duty(s, s->labour, "2026-W46").stage, STAGE_RED);
	CHECK(5, story_notices(s, &s->leader, "未果事项周报") > 0);

	CHECK(6, story_report(s, s->labour, "2026-W46", &report));
	CHECK_DONE(story_submit(s, &s->labour_contact, &report, "nil"));
	duty = story_week_duty(s, s->labour, "2026-W46");
	CHECK_INT(6, duty.state, DUTY_LATE);
	CHECK_MINUTE(duty.breached_at, "2026-11-17T12:00:00+08:00");
}

/* Without a contact the head is asked, and owes the filing before the first report. */
TEST(without_a_contact_the_head_is_asked_and_owes_one)
{
	struct story *s = story_open("2026-11-10T13:00");
	struct duty duty;

	/* Nobody in the unit has the role of contact. */
	s->labour_contact.roles = 0;
	MOVE(s, city_head, contact_holding, 0, "file", "account_id",
	     str_terminated(test_arena(), str_format(test_arena(), "%lld", (long long)s->city_clerk.v)), "phone", "037167890002",
	     "mechanism", "办公室每周一收齐，局长签发");
	story_until(s, "2026-11-13T08:00");
	duty = story_duty(s, &WEEKLY_CONTACT, s->labour, "unit", s->labour.v, "");
	CHECK_INT(0, duty.state, DUTY_OPEN);
	CHECK_MINUTE(duty.due_at, "2026-11-17T12:00:00+08:00");
	CHECK_INT(1, story_duty(s, &WEEKLY_CONTACT, s->city, "unit", s->city.v, "").state, DUTY_STATES);
	story_contact_is_filed(s, &s->labour_head, s->labour_clerk);
	CHECK_INT(2, story_duty(s, &WEEKLY_CONTACT, s->labour, "unit", s->labour.v, "").state, DUTY_MET);
}

/* A nil return is refused while the register holds a matter older than seven days, and says how many. */
TEST(a_nil_return_is_refused_while_the_register_holds_something)
{
	struct story *s = story_open("2026-11-02T08:00");
	struct weekly_report report;

	both_contacts_are_filed(s);
	(void)story_matter(s, &s->labour_officer, "华信厂房外包队工资拖欠");
	story_until(s, "2026-11-16T09:00");
	CHECK(0, story_report(s, s->labour, "2026-W46", &report));
	CHECK_INT(0, report.items.count, 1);
	CHECK_REFUSED(story_submit(s, &s->labour_contact, &report, "nil"), REFUSED_BAD_INPUT, "weekly.nil");
	CHECK_INT(0, story_week_duty(s, s->labour, "2026-W46").state, DUTY_OPEN);
	CHECK_DONE(story_fill_and_submit(s, &s->labour_contact, &report, "两次约谈总包单位"));
	CHECK_INT(0, story_week_duty(s, s->labour, "2026-W46").state, DUTY_MET);
}

/* A matter that becomes unresolved after the report was opened is caught when it is left out in silence. */
TEST(a_matter_blocked_after_the_opening_is_caught_as_omitted)
{
	struct story *s = story_open("2026-11-09T08:00");
	struct weekly_report report;
	int64_t matter;

	both_contacts_are_filed(s);
	story_until(s, "2026-11-16T09:00");
	CHECK(0, story_report(s, s->labour, "2026-W46", &report));
	CHECK_INT(0, report.items.count, 0);
	matter = story_matter(s, &s->labour_officer, "佳园工地欠薪");
	MOVE(s, labour_officer, matter_holding, matter, "block", "obstacle", "refusal", "blocked_reason", "当事人拒不到场");
	CHECK_REFUSED(story_submit(s, &s->labour_contact, &report, "items"), REFUSED_BAD_INPUT, "weekly.omitted");
	CHECK_REFUSED(story_submit(s, &s->labour_contact, &report, "nil"), REFUSED_BAD_INPUT, "weekly.nil");
	CHECK_INT(0, story_week_duty(s, s->labour, "2026-W46").state, DUTY_OPEN);
}

/* From the report to the leader's word, the unit's answer, and its place in the next digest. */
TEST(an_instruction_is_followed_to_its_end)
{
	struct story *s = story_open("2026-11-02T08:00");
	struct weekly_report report;
	int64_t digest, instruction = 0;
	const char *id;

	both_contacts_are_filed(s);
	(void)story_matter(s, &s->labour_officer, "华信厂房外包队工资拖欠");
	story_until(s, "2026-11-17T09:00");
	CHECK(0, story_report(s, s->labour, "2026-W46", &report));
	CHECK_DONE(story_fill_and_submit(s, &s->labour_contact, &report, "两次约谈总包单位，余款未付"));
	digest = story_digest(s, "2026-W46");
	id = str_terminated(test_arena(), str_format(test_arena(), "%lld", (long long)digest));

	CHECK_REFUSED(story_move(s, &s->leader, &instruction_holding, 0, NULL, "issue", "digest_id", id, "unit_id", "3",
	                         "kind", "instruct", "words", "盯到清零", NULL), REFUSED_CONFLICT, "weekly.instruct");
	CHECK_REFUSED(story_move(s, &s->legal, &digest_holding, digest, NULL, "sign", "analysis", "本周一件", NULL),
	              REFUSED_BAD_INPUT, "weekly.digest");
	MOVE(s, legal, digest_holding, digest, "sign", "analysis", "本周一件，建议协调", "entries.0.id", "1",
	     "entries.0.proposal", "coordinate");
	CHECK_INT(1, story_duty(s, &WEEKLY_DIGEST, s->bureau, NULL, 0, "2026-W46").state, DUTY_MET);
	CHECK_INT(1, story_duty(s, &WEEKLY_READ, s->committee, "digest", digest, "").state, DUTY_OPEN);

	CHECK_DONE(story_move(s, &s->leader, &instruction_holding, 0, &instruction, "issue", "digest_id", id, "item_id",
	                      str_terminated(test_arena(), str_format(test_arena(), "%lld", (long long)report.items.at[0].id.v)),
	                      "unit_id", str_terminated(test_arena(), str_format(test_arena(), "%lld", (long long)s->labour.v)),
	                      "kind", "instruct", "urgency", "urgent", "words", "欠薪要盯到清零", NULL));
	MOVE(s, leader, digest_holding, digest, "read");
	CHECK_INT(2, story_duty(s, &WEEKLY_READ, s->committee, "digest", digest, "").state, DUTY_MET);
	/* Urgent: five days after 17 November, ends with Sunday 22nd, which rolls to Monday 23rd 24:00. */
	CHECK_MINUTE(story_duty(s, &WEEKLY_FEEDBACK, s->labour, "instruction", instruction, "").due_at, "2026-11-24T00:00:00+08:00");
	CHECK(2, story_notices(s, &s->labour_head, "欠薪要盯到清零") > 0);

	CHECK_REFUSED(story_move(s, &s->city_head, &instruction_holding, instruction, NULL, "feedback", "feedback", "与我无关", NULL),
	              REFUSED_NOT_FOUND, NULL);
	MOVE(s, labour_head, instruction_holding, instruction, "feedback", "feedback", "余款 49.4 万元已付清");
	CHECK_INT(3, story_duty(s, &WEEKLY_FEEDBACK, s->labour, "instruction", instruction, "").state, DUTY_MET);
	MOVE(s, leader, instruction_holding, instruction, "reject", "return_reason", "请附发放清单");
	CHECK_INT(4, story_duty(s, &WEEKLY_FEEDBACK, s->labour, "instruction", instruction, "").state, DUTY_OPEN);
	MOVE(s, labour_head, instruction_holding, instruction, "feedback", "feedback", "清单已附，37 人签字");
	MOVE(s, leader, instruction_holding, instruction, "accept");
	CHECK_INT(5, story_duty(s, &WEEKLY_FEEDBACK, s->labour, "instruction", instruction, "").state, DUTY_MET);
}

/* A reminder is signed for, not answered; a warning likewise. */
TEST(a_warning_is_delivered_and_acknowledged)
{
	struct story *s = story_open("2026-11-02T08:00");
	int64_t digest, warning = 0;
	const char *id;

	both_contacts_are_filed(s);
	story_until(s, "2026-11-17T13:00");
	digest = story_digest(s, "2026-W46");
	id = str_terminated(test_arena(), str_format(test_arena(), "%lld", (long long)digest));
	MOVE(s, legal, digest_holding, digest, "sign", "analysis", "两家缺报");
	CHECK_DONE(story_move(s, &s->leader, &instruction_holding, 0, &warning, "issue", "digest_id", id, "unit_id",
	                      str_terminated(test_arena(), str_format(test_arena(), "%lld", (long long)s->city.v)),
	                      "kind", "warn", "words", "连续缺报，予以警示", NULL));
	CHECK_INT(0, story_duty(s, &WEEKLY_ACKNOWLEDGE, s->city, "instruction", warning, "").state, DUTY_OPEN);
	CHECK_REFUSED(story_move(s, &s->city_head, &instruction_holding, warning, NULL, "feedback", "feedback", "知道了", NULL),
	              REFUSED_CONFLICT, "weekly.feedback");
	MOVE(s, city_head, instruction_holding, warning, "acknowledge");
	CHECK_INT(1, story_duty(s, &WEEKLY_ACKNOWLEDGE, s->city, "instruction", warning, "").state, DUTY_MET);
}

/* Stopped from Monday 08:00 to Wednesday 09:00: the Tuesday noon inside our own outage moves to recovery + 2 h, with
 * the outage as its ground; nobody is missing because of us. */
TEST(a_server_stopped_over_tuesday_noon_moves_the_due_minute)
{
	struct story *s = story_open("2026-11-09T08:00");
	struct weekly_report report;
	struct duty duty;

	both_contacts_are_filed(s);
	story_until(s, "2026-11-16T08:00");
	story_stand_still_until(s, "2026-11-16T08:00");
	story_stand_still_until(s, "2026-11-18T09:00");
	duty = story_week_duty(s, s->labour, "2026-W46");
	CHECK_INT(0, duty.state, DUTY_OPEN);
	CHECK_MINUTE(duty.due_at, "2026-11-18T11:00:00+08:00");
	CHECK(0, str_contains(duty.due_why, STR("停机")));
	story_stand_still_until(s, "2026-11-18T09:00");
	CHECK_MINUTE(story_week_duty(s, s->labour, "2026-W46").due_at, "2026-11-18T11:00:00+08:00");

	test_clock(s->house, "2026-11-18T10:30");
	CHECK(1, story_report(s, s->labour, "2026-W46", &report));
	CHECK_DONE(story_submit(s, &s->labour_contact, &report, "nil"));
	CHECK_INT(1, story_week_duty(s, s->labour, "2026-W46").state, DUTY_MET);
	story_until(s, "2026-11-18T11:00");
	CHECK_INT(2, story_week_duty(s, s->city, "2026-W46").state, DUTY_BREACHED);
}

struct digest_read { int64_t id, follows; size_t entries, followed; Str arrivals; };

static bool read_digest(struct act *act, void *thing)
{
	struct digest_read *read = thing;
	struct digest digest;
	int64_t *ids;

	act->arena = test_arena();      /* the words must outlive the act */
	if (!record_load(act, &digest_record, read->id, &digest) || !weekly_store_follow_up(act, &digest, &ids, &read->followed))
		return false;
	read->entries = digest.entries.count;
	read->arrivals = digest.arrivals;
	read->follows = read->followed ? ids[0] : 0;
	return true;
}

static struct digest_read digest_now(struct story *s, const char *period)
{
	struct digest_read read = { .id = story_digest(s, period) };

	CHECK_DONE(test_read(s->house, NULL, read_digest, &read));
	return read;
}

/* What a unit answered to an instruction is in the digest after it. */
TEST(the_feedback_appears_in_the_next_digest)
{
	struct story *s = story_open("2026-11-02T08:00");
	int64_t instruction = 0, digest;
	const char *unit;

	both_contacts_are_filed(s);
	story_until(s, "2026-11-18T10:00");
	digest = story_digest(s, "2026-W46");
	MOVE(s, legal, digest_holding, digest, "sign", "analysis", "两家缺报");
	unit = str_terminated(test_arena(), str_format(test_arena(), "%lld", (long long)s->labour.v));
	CHECK_DONE(story_move(s, &s->leader, &instruction_holding, 0, &instruction, "issue", "digest_id",
	                      str_terminated(test_arena(), str_format(test_arena(), "%lld", (long long)digest)), "unit_id", unit,
	                      "kind", "instruct", "words", "说明为什么缺报", NULL));
	MOVE(s, labour_head, instruction_holding, instruction, "feedback", "feedback", "联系人住院，已改由副职负责");
	MOVE(s, leader, instruction_holding, instruction, "accept");
	CHECK_INT(0, digest_now(s, "2026-W46").followed, 0);
	story_until(s, "2026-11-20T08:00");
	CHECK_INT(1, digest_now(s, "2026-W47").followed, 1);
	CHECK_INT(1, digest_now(s, "2026-W47").follows, instruction);
}

/* A report that comes after the digest was signed is digested in the next one; the signed one stays as it was. */
TEST(a_late_report_enters_the_next_digest_and_leaves_the_signed_one_alone)
{
	struct story *s = story_open("2026-11-02T08:00");
	struct weekly_report report;
	struct digest_read signed_one;
	int64_t digest;

	both_contacts_are_filed(s);
	(void)story_matter(s, &s->labour_officer, "科新路餐饮店超时加班");
	story_until(s, "2026-11-18T10:00");
	digest = story_digest(s, "2026-W46");
	MOVE(s, legal, digest_holding, digest, "sign", "analysis", "两家缺报");
	signed_one = digest_now(s, "2026-W46");
	CHECK(0, str_contains(signed_one.arrivals, STR("未报或待补正 2 家")));

	story_until(s, "2026-11-19T10:00");
	CHECK(1, story_report(s, s->labour, "2026-W46", &report));
	CHECK_DONE(story_fill_and_submit(s, &s->labour_contact, &report, "约谈店主，补签考勤"));
	CHECK_INT(2, digest_now(s, "2026-W46").entries, 0);
	CHECK_STR(2, digest_now(s, "2026-W46").arrivals, str_terminated(test_arena(), signed_one.arrivals));
	story_until(s, "2026-11-20T08:00");
	CHECK_INT(3, digest_now(s, "2026-W47").entries, 1);
}

struct verified { struct verdict verdict; };

/* On PostgreSQL the sealer comes by within a second of real time; the story's clock runs ahead of it. */
static bool seal(struct act *act, void *thing __attribute__((unused)))
{
	return ledger_seal(act);
}

static bool verify(struct act *act, void *thing)
{
	struct record_walk walk = { .records = clauses_records(act->arena, act->house) };

	return ledger_verify(act, &VERIFY_ROWS(walk), &((struct verified *)thing)->verdict);
}

/* What a story leaves behind agrees with its ledger. */
TEST(after_a_week_every_row_agrees_with_the_ledger)
{
	struct story *s = story_open("2026-11-02T08:00");
	struct verified v;
	struct weekly_report report;

	both_contacts_are_filed(s);
	(void)story_matter(s, &s->labour_officer, "枫林公寓保洁员未签劳动合同");
	story_until(s, "2026-11-17T11:00");
	CHECK(0, story_report(s, s->labour, "2026-W46", &report));
	CHECK_DONE(story_fill_and_submit(s, &s->labour_contact, &report, "已下达限期改正指令书"));
	story_until(s, "2026-11-19T11:00");
	CHECK_DONE(test_act(s->house, NULL, seal, NULL));
	CHECK_DONE(test_read(s->house, NULL, verify, &v));
	CHECK_STR(0, v.verdict.why, "");
	CHECK(0, v.verdict.sound);
	CHECK(0, v.verdict.rows > 20);
}
