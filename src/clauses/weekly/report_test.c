/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* report_test.c - the rules of the weekly report, each as a story of one unit in November 2026: week 47 is the 16th to
 * the 22nd, opens on Friday the 20th at 08:00 and falls due on Tuesday the 24th at 12:00. */
#include "clauses/weekly/tuesday_test.h"
#include "tests/story.h"

#include "base/must.h"

/* ---- opening ---- */

TEST(report_is_prefilled_from_the_register)
{
	struct sample *s = tuesday_open("2026-11-19T09:00");
	MatterId old = tuesday_matter(s, s->patrol, "佳园工地夜间施工", "2026-11-11T10:00", "已两次约谈总包单位。");
	MatterId eight_days = tuesday_matter(s, s->patrol, "科新路占道经营", "2026-11-12T00:00", "已责令改正。");
	MatterId seven_days = tuesday_matter(s, s->patrol, "枫林公寓私搭", "2026-11-13T00:00", "");
	MatterId others = tuesday_matter(s, s->labour, "华信厂房欠薪", "2026-10-01T10:00", "");
	struct weekly_report report;

	tuesday_tick(s, "2026-11-20T08:00");
	report = tuesday_report(s, s->patrol, "2026-W47");
	CHECK_INT(0, report.state, REPORT_OPEN);
	CHECK_INT(0, report.items.count, 2);
	CHECK(1, tuesday_item(&report, old) != NULL);
	CHECK(2, tuesday_item(&report, eight_days) != NULL);
	CHECK(3, tuesday_item(&report, seven_days) == NULL);
	CHECK(4, tuesday_item(&report, others) == NULL);
	CHECK_STR(5, tuesday_item(&report, old)->work_done, "已两次约谈总包单位。");
	CHECK_STR(5, tuesday_item(&report, old)->title, "佳园工地夜间施工");
	CHECK_INT(5, tuesday_item(&report, old)->weeks, 1);
	CHECK_INT(5, tuesday_item(&report, old)->same_percent, 0);
}

TEST(unit_without_a_contact_owes_that_too_by_the_same_minute)
{
	struct sample *s = tuesday_open("2026-11-19T09:00");
	struct duty duty;
	struct weekly_report report;

	tuesday_tick(s, "2026-11-20T08:00");
	report = tuesday_report(s, s->patrol, "2026-W47");
	duty = tuesday_duty(s, &report);
	CHECK_INT(0, duty.state, DUTY_OPEN);
	CHECK_INT(0, duty.due_at.sec, test_instant("2026-11-24T12:00").sec);
}

/* ---- nothing is left out in silence ---- */

TEST(omitted_matter_is_caught_until_it_is_listed)
{
	struct sample *s = tuesday_open("2026-11-19T09:00");
	MatterId late = tuesday_matter(s, s->patrol, "佳园工地欠薪", "2026-11-15T10:00", "");
	struct weekly_report report;
	struct refusal refusal;

	tuesday_tick(s, "2026-11-20T08:00");
	report = tuesday_report(s, s->patrol, "2026-W47");
	CHECK_INT(0, report.items.count, 0);
	tuesday_tick(s, "2026-11-23T09:00");    /* the eighth day: unresolved now */
	refusal = tuesday_do(s, &s->as_contact, report.id, "submit", "content=items");
	CHECK_REFUSED(refusal, REFUSED_BAD_INPUT, NULL);
	CHECK_STR(1, tuesday_fault(&refusal, say("omitted.%lld", (long long)late.v)), "weekly.omitted");
	CHECK_DONE(tuesday_do(s, &s->as_contact, report.id, "submit",
	                      say("content=items&items.0.listing=listed&items.0.work_done=已约谈&items.0.obstacle=means"
	                           "&items.0.cooperation=not_needed"
	                          "&items.0.matter_id=%lld", (long long)late.v)));
	report = tuesday_report(s, s->patrol, "2026-W47");
	CHECK_INT(2, report.state, REPORT_SUBMITTED);
	CHECK_INT(2, report.content, CONTENT_ITEMS);
	CHECK_STR(2, tuesday_item(&report, late)->title, "佳园工地欠薪");
}

TEST(left_out_matter_needs_a_ground_of_ten_characters)
{
	static const struct { const char *ground; bool enough; } t[] = {
		{ "", false }, { "一二三四五六七八九", false }, { "一二三四五六七八九十", true } };

	for (size_t i = 0; i < COUNT_OF(t); i++) {
		struct sample *s = tuesday_open("2026-11-19T09:00");
		MatterId m = tuesday_matter(s, s->patrol, "佳园工地欠薪", "2026-11-01T10:00", "");
		struct weekly_report report;
		struct refusal refusal;

		tuesday_tick(s, "2026-11-20T08:00");
		report = tuesday_report(s, s->patrol, "2026-W47");
		refusal = tuesday_do(s, &s->as_contact, report.id, "submit",
		                     say("content=items&items.0.id=%lld&items.0.listing=left_out&items.0.left_out_ground=%s",
		                         (long long)tuesday_item(&report, m)->id.v, t[i].ground));
		CHECK_STR(i, tuesday_fault(&refusal, "items.0.left_out_ground"), t[i].enough ? "" : "weekly.left_out");
		report = tuesday_report(s, s->patrol, "2026-W47");
		CHECK_INT(i, report.state, t[i].enough ? REPORT_SUBMITTED : REPORT_OPEN);
		CHECK_INT(i, report.content, t[i].enough ? CONTENT_LEFT_OUT : CONTENT_UNSAID);
	}
}

TEST(nil_return_is_refused_while_the_register_holds_something)
{
	struct sample *s = tuesday_open("2026-11-19T09:00");
	MatterId m = tuesday_matter(s, s->patrol, "佳园工地欠薪", "2026-11-01T10:00", "");
	struct weekly_report report;
	struct refusal refusal;

	tuesday_tick(s, "2026-11-20T08:00");
	report = tuesday_report(s, s->patrol, "2026-W47");
	refusal = tuesday_do(s, &s->as_contact, report.id, "submit", "content=nil");
	CHECK_STR(0, tuesday_fault(&refusal, "content"), "weekly.nil");
	/* Taken out of the report it is still in the register. */
	refusal = tuesday_do(s, &s->as_contact, report.id, "submit",
	                     say("content=nil&items.0.delete=1"
	                          "&items.0.id=%lld", (long long)report.items.at[0].id.v));
	CHECK_STR(1, tuesday_fault(&refusal, "content"), "weekly.nil");
	CHECK_STR(1, tuesday_fault(&refusal, say("omitted.%lld", (long long)m.v)), "weekly.omitted");
}

TEST(nil_return_is_taken_when_the_register_is_empty)
{
	struct sample *s = tuesday_open("2026-11-19T09:00");
	struct weekly_report report;
	struct refusal refusal;

	(void)tuesday_matter(s, s->patrol, "枫林公寓私搭", "2026-11-18T10:00", "");
	tuesday_tick(s, "2026-11-20T08:00");
	report = tuesday_report(s, s->patrol, "2026-W47");
	refusal = tuesday_do(s, &s->as_contact, report.id, "submit", "");
	CHECK_STR(0, tuesday_fault(&refusal, "content"), "weekly.empty");
	CHECK_DONE(tuesday_do(s, &s->as_contact, report.id, "submit", "content=nil"));
	CHECK_INT(1, tuesday_report(s, s->patrol, "2026-W47").content, CONTENT_NIL);
	report = tuesday_report(s, s->patrol, "2026-W47");
	CHECK_INT(1, tuesday_duty(s, &report).state, DUTY_MET);
}

TEST(matter_closed_since_friday_may_be_taken_out_and_nil_be_said)
{
	struct sample *s = tuesday_open("2026-11-19T09:00");
	MatterId m = tuesday_matter(s, s->patrol, "佳园工地欠薪", "2026-11-01T10:00", "");
	struct weekly_report report;
	struct refusal refusal;

	tuesday_tick(s, "2026-11-20T08:00");
	tuesday_tick(s, "2026-11-23T09:00");
	tuesday_close_matter(s, m);
	report = tuesday_report(s, s->patrol, "2026-W47");
	refusal = tuesday_do(s, &s->as_contact, report.id, "submit", "content=nil");
	CHECK_STR(0, tuesday_fault(&refusal, "content"), "weekly.nil");
	CHECK_DONE(tuesday_do(s, &s->as_contact, report.id, "submit",
	                      say("content=nil&items.0.delete=1"
	                          "&items.0.id=%lld", (long long)report.items.at[0].id.v)));
}

/* ---- whose ---- */

TEST(matter_of_another_unit_is_refused)
{
	struct sample *s = tuesday_open("2026-11-19T09:00");
	MatterId others = tuesday_matter(s, s->labour, "华信厂房欠薪", "2026-10-01T10:00", "");
	struct weekly_report report;
	struct refusal refusal;

	tuesday_tick(s, "2026-11-20T08:00");
	report = tuesday_report(s, s->patrol, "2026-W47");
	refusal = tuesday_do(s, &s->as_contact, report.id, "save", say("content=items"
	                          "&items.0.matter_id=%lld", (long long)others.v));
	CHECK_STR(0, tuesday_fault(&refusal, "items.0.matter_id"), "record.reference");
	CHECK_STR(1, refusal.message, "没有这个执法事项，请重新选择");
	refusal = tuesday_do(s, &s->as_contact, report.id, "save", "content=items&items.0.matter_id=4711");
	CHECK_STR(2, refusal.message, "没有这个执法事项，请重新选择");         /* nobody learns which numbers there are */
	CHECK_INT(0, tuesday_report(s, s->patrol, "2026-W47").items.count, 0);
}

TEST(report_of_another_unit_is_not_there)
{
	struct sample *s = tuesday_open("2026-11-19T09:00");
	struct weekly_report report;

	tuesday_tick(s, "2026-11-20T08:00");
	report = tuesday_report(s, s->labour, "2026-W47");
	CHECK_REFUSED(tuesday_do(s, &s->as_contact, report.id, "save", "content=nil"), REFUSED_NOT_FOUND, NULL);
	CHECK_REFUSED(tuesday_do(s, &s->as_legal, report.id, "save", "content=nil"), REFUSED_FORBIDDEN, NULL);
}

TEST(matter_stands_once_in_a_report)
{
	struct sample *s = tuesday_open("2026-11-19T09:00");
	MatterId m = tuesday_matter(s, s->patrol, "佳园工地欠薪", "2026-11-01T10:00", "");
	struct weekly_report report;
	struct refusal refusal;

	tuesday_tick(s, "2026-11-20T08:00");
	report = tuesday_report(s, s->patrol, "2026-W47");
	refusal = tuesday_do(s, &s->as_contact, report.id, "save", say("content=items"
	                          "&items.1.matter_id=%lld", (long long)m.v));
	CHECK_STR(0, tuesday_fault(&refusal, "items.1.matter_id"), "weekly.twice");
}

/* ---- the six blocks ---- */

TEST(each_missing_block_is_named_at_its_field)
{
	static const struct { const char *work_done, *obstacle, *cooperation, *remind, *place; } t[] = {
		{ "", "means", "not_needed", "", "work_done" },
		{ "已约谈", "", "not_needed", "", "obstacle" },
		{ "已约谈", "means", "", "", "cooperation" },
		{ "已约谈", "means", "needed", "", "cooperate_unit_id" },
		{ "已约谈", "means", "not_needed", "请提醒物业公司", "remind_unit_id" },
	};
	struct sample *s = tuesday_open("2026-11-19T09:00");
	struct weekly_report report;

	(void)tuesday_matter(s, s->patrol, "佳园工地欠薪", "2026-11-01T10:00", "已约谈。");
	tuesday_tick(s, "2026-11-20T08:00");
	report = tuesday_report(s, s->patrol, "2026-W47");
	for (size_t i = 0; i < COUNT_OF(t); i++) {
		/* Row 4 of the form: the fault stands where it was typed, not where the item lies. */
		struct refusal refusal = tuesday_do(s, &s->as_contact, report.id, "submit",
			say("content=items&items.4.id=%lld&items.4.work_done=%s&items.4.obstacle=%s&items.4.cooperation=%s&items.4.remind=%s",
			    (long long)report.items.at[0].id.v, t[i].work_done, t[i].obstacle, t[i].cooperation, t[i].remind));

		CHECK_STR(i, tuesday_fault(&refusal, say("items.4.%s", t[i].place)), "weekly.blocks");
		CHECK(i, refusal.faults && !refusal.faults->next);
	}
}

TEST(fault_of_an_added_item_stands_at_its_own_row_though_others_are_empty)
{
	struct sample *s = tuesday_open("2026-11-19T09:00");
	struct weekly_report report;
	struct refusal refusal;

	tuesday_tick(s, "2026-11-20T08:00");
	report = tuesday_report(s, s->patrol, "2026-W47");
	refusal = tuesday_do(s, &s->as_contact, report.id, "submit",
	                     "content=items&items.0.title=&items.0.work_done=&items.1.title=甲&items.1.delete=1"
	                     "&items.3.title=台账外的事&items.3.work_done=已约谈&items.3.cooperation=not_needed");
	CHECK_STR(0, tuesday_fault(&refusal, "items.3.obstacle"), "weekly.blocks");
	CHECK_STR(1, tuesday_fault(&refusal, "items.0.obstacle"), "");
}

/* ---- week by week ---- */

static struct sample *two_weeks(MatterId *m_out, struct weekly_report *second_out)
{
	struct sample *s = tuesday_open("2026-11-12T09:00");
	struct weekly_report first;

	*m_out = tuesday_matter(s, s->patrol, "佳园工地欠薪", "2026-11-01T10:00", "已约谈。");
	tuesday_tick(s, "2026-11-13T08:00");
	first = tuesday_report(s, s->patrol, "2026-W46");
	CHECK_DONE(tuesday_do(s, &s->as_contact, first.id, "submit",
	                      say("%s&items.9.title=台账外的事&items.9.work_done=正在协调&items.9.obstacle=other&items.9.cooperation=not_needed",
	                          tuesday_fields(&first, "已两次约谈总包单位，下达限期改正指令书。"))));
	tuesday_tick(s, "2026-11-20T08:00");
	*second_out = tuesday_report(s, s->patrol, "2026-W47");
	return s;
}

TEST(last_weeks_words_are_carried_over_and_marked_when_unchanged)
{
	MatterId m;
	struct weekly_report report;
	struct sample *s = two_weeks(&m, &report);
	const struct weekly_item *item = tuesday_item(&report, m);

	CHECK_STR(0, item->work_done, "已两次约谈总包单位，下达限期改正指令书。");
	CHECK_INT(0, item->same_percent, 100);
	CHECK_INT(0, item->weeks, 2);
	CHECK_INT(0, item->obstacle, OBSTACLE_REFUSAL);
	/* Submitted as it stood: 100 % of last week. */
	CHECK_DONE(tuesday_do(s, &s->as_contact, report.id, "save", tuesday_fields(&report, NULL)));
	report = tuesday_report(s, s->patrol, "2026-W47");
	CHECK_INT(1, tuesday_item(&report, m)->same_percent, 100);
	/* 20 characters of last week and 10 of this: 66 %. */
	CHECK_DONE(tuesday_do(s, &s->as_contact, report.id, "submit",
	                      tuesday_fields(&report, "已两次约谈总包单位，下达限期改正指令书。一二三四五六七八九十")));
	report = tuesday_report(s, s->patrol, "2026-W47");
	CHECK_INT(2, tuesday_item(&report, m)->same_percent, 66);
}

TEST(matter_taken_out_and_added_again_is_still_last_weeks)
{
	MatterId m;
	struct weekly_report report;
	struct sample *s = two_weeks(&m, &report);

	CHECK_DONE(tuesday_do(s, &s->as_contact, report.id, "save",
	                      say("items.0.delete=1"
	                          "&items.0.id=%lld", (long long)tuesday_item(&report, m)->id.v)));
	CHECK_DONE(tuesday_do(s, &s->as_contact, report.id, "save",
	                      say("items.5.work_done=已两次约谈总包单位，下达限期改正指令书。"
	                          "&items.5.matter_id=%lld", (long long)m.v)));
	report = tuesday_report(s, s->patrol, "2026-W47");
	CHECK_INT(0, tuesday_item(&report, m)->weeks, 2);
	CHECK_INT(0, tuesday_item(&report, m)->same_percent, 100);
}

TEST(what_stood_outside_the_register_cannot_be_erased)
{
	MatterId m;
	struct weekly_report report;
	struct sample *s = two_weeks(&m, &report);
	const struct weekly_item *outside = tuesday_item(&report, (MatterId){ 0 });
	struct refusal refusal;

	CHECK_STR(0, outside->title, "台账外的事");
	CHECK_INT(0, outside->weeks, 2);
	refusal = tuesday_do(s, &s->as_contact, report.id, "save",
	                     say("items.1.id=%lld&items.1.delete=1", (long long)outside->id.v));
	CHECK_STR(1, tuesday_fault(&refusal, "items"), "weekly.carried");
	CHECK_DONE(tuesday_do(s, &s->as_contact, report.id, "save",
	                      say("items.1.id=%lld&items.1.listing=left_out&items.1.left_out_ground=当事人已自行拆除并经复查",
	                          (long long)outside->id.v)));
}

/* A closed matter may be taken out of a report, but not once a digest holds it: it is left out with a ground. */
TEST(what_a_digest_holds_cannot_be_erased)
{
	struct sample *s = tuesday_open("2026-11-02T09:00");
	MatterId m = tuesday_matter(s, s->patrol, "科学大道占道经营", "2026-11-02T09:00", "已约谈经营户。");
	struct weekly_report report;
	struct refusal refusal;
	long long item;

	tuesday_tick(s, "2026-11-20T08:00");
	report = tuesday_report(s, s->patrol, "2026-W47");
	item = (long long)tuesday_item(&report, m)->id.v;
	CHECK_DONE(tuesday_do(s, &s->as_contact, report.id, "submit", tuesday_fields(&report, "已约谈经营户三次。")));
	test_clock(s->house, "2026-11-20T10:00");
	CHECK_DONE(tuesday_do(s, &s->as_legal, report.id, "return", "return_reason=请写明效果"));
	tuesday_close_matter(s, m);
	refusal = tuesday_do(s, &s->as_contact, report.id, "submit", say("content=nil&items.0.id=%lld&items.0.delete=1", item));
	CHECK_STR(0, tuesday_fault(&refusal, "items"), "weekly.erased");
	CHECK_DONE(tuesday_do(s, &s->as_contact, report.id, "submit",
	                      say("items.0.id=%lld&items.0.listing=left_out&items.0.left_out_ground=本周已办结并经复查合格", item)));
	report = tuesday_report(s, s->patrol, "2026-W47");
	CHECK_INT(1, report.content, CONTENT_LEFT_OUT);
}

/* ---- arrival ---- */

TEST(arrival_in_the_due_second_is_late)
{
	static const struct { const char *arrives; enum duty_state state; } t[] = {
		{ "2026-11-24T11:59:59", DUTY_MET }, { "2026-11-24T12:00:00", DUTY_LATE } };

	for (size_t i = 0; i < COUNT_OF(t); i++) {
		struct sample *s = tuesday_open("2026-11-19T09:00");
		struct weekly_report report;

		tuesday_tick(s, "2026-11-20T08:00");
		report = tuesday_report(s, s->patrol, "2026-W47");
		test_clock(s->house, t[i].arrives);
		CHECK_DONE(tuesday_do(s, &s->as_contact, report.id, "submit", "content=nil"));
		CHECK_INT(i, tuesday_duty(s, &report).state, t[i].state);
	}
}

TEST(report_is_withdrawn_before_it_is_due_and_not_after)
{
	struct sample *s = tuesday_open("2026-11-19T09:00");
	struct weekly_report report;

	tuesday_tick(s, "2026-11-20T08:00");
	report = tuesday_report(s, s->patrol, "2026-W47");
	CHECK_DONE(tuesday_do(s, &s->as_contact, report.id, "submit", "content=nil"));
	test_clock(s->house, "2026-11-24T11:59:59");
	CHECK_DONE(tuesday_do(s, &s->as_contact, report.id, "withdraw", ""));
	report = tuesday_report(s, s->patrol, "2026-W47");
	CHECK_INT(0, report.state, REPORT_DRAFT);
	CHECK_INT(0, report.submitted_at.sec, 0);
	CHECK_INT(0, tuesday_duty(s, &report).state, DUTY_OPEN);
	CHECK_INT(0, story_notices(&(struct story){ .house = s->house }, &s->as_legal, "周报撤回修改"), 1);
	CHECK_DONE(tuesday_do(s, &s->as_contact, report.id, "submit", "content=nil"));
	tuesday_tick(s, "2026-11-24T12:00");
	CHECK_REFUSED(tuesday_do(s, &s->as_contact, report.id, "withdraw", ""), REFUSED_CONFLICT, "weekly.withdraw");
	CHECK_INT(1, tuesday_duty(s, &report).state, DUTY_MET);
}

TEST(return_keeps_the_first_arrival_and_is_owed_as_a_supplement)
{
	struct sample *s = tuesday_open("2026-11-19T09:00");
	struct weekly_report report;
	Instant first = test_instant("2026-11-24T09:00");
	struct refusal refusal;

	tuesday_tick(s, "2026-11-20T08:00");
	report = tuesday_report(s, s->patrol, "2026-W47");
	test_clock(s->house, "2026-11-24T09:00");
	CHECK_DONE(tuesday_do(s, &s->as_contact, report.id, "submit", "content=nil"));
	tuesday_tick(s, "2026-11-24T14:00");
	CHECK_REFUSED(tuesday_do(s, &s->as_contact, report.id, "return", "return_reason=缺办理情况"), REFUSED_FORBIDDEN, NULL);
	refusal = tuesday_do(s, &s->as_legal, report.id, "return", "");
	CHECK_STR(0, tuesday_fault(&refusal, "return_reason"), "move.needs");
	CHECK_DONE(tuesday_do(s, &s->as_legal, report.id, "return", "return_reason=缺办理情况"));
	report = tuesday_report(s, s->patrol, "2026-W47");
	CHECK_INT(1, report.state, REPORT_RETURNED);
	CHECK_INT(1, report.submitted_at.sec, first.sec);
	CHECK_INT(1, tuesday_supplement(s, &report).state, DUTY_OPEN);
	test_clock(s->house, "2026-11-25T10:00");
	CHECK_DONE(tuesday_do(s, &s->as_contact, report.id, "submit", "content=nil"));
	report = tuesday_report(s, s->patrol, "2026-W47");
	CHECK_INT(2, report.submitted_at.sec, first.sec);
	CHECK_INT(2, report.arrived_at.sec, test_instant("2026-11-25T10:00").sec);
	CHECK_STR(2, report.return_reason, "");
	CHECK_INT(2, tuesday_supplement(s, &report).state, DUTY_MET);
	CHECK_INT(2, tuesday_duty(s, &report).state, DUTY_MET);
}

TEST(stale_version_changes_nothing)
{
	struct sample *s = tuesday_open("2026-11-19T09:00");
	struct weekly_report report;

	tuesday_tick(s, "2026-11-20T08:00");
	report = tuesday_report(s, s->patrol, "2026-W47");
	CHECK_DONE(tuesday_do(s, &s->as_contact, report.id, "save", "version=1&content=items"));
	CHECK_REFUSED(tuesday_do(s, &s->as_head, report.id, "save", "version=1&content=nil"), REFUSED_STALE, "move.stale");
	report = tuesday_report(s, s->patrol, "2026-W47");
	CHECK_INT(0, report.saves, 1);
	CHECK_INT(0, report.content, CONTENT_ITEMS);
}
