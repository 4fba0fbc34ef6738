/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* setting_page_test.c - who sets what from which day, what is taken back, and what the page says of it. */
#include "base/limits.h"
#include "clauses/house/house.h"
#include "record/holiday.h"
#include "tests/zone.h"

static const struct caller secadmin = { .account_id = 902, .roles = 1u << ROLE_SECADMIN };

static struct refusal set(struct story *s, const struct caller *who, const char *name, const char *value, const char *from_on, int64_t *id_out)
{
	return story_move(s, who, &setting_holding, 0, id_out, "set", "name", name, "value", value, "from_on", from_on,
	                  "source", "局务会〔2026〕3号", NULL);
}

static const char *withdraw_path(const char *before, int64_t id)
{
	return str_terminated(test_arena(), str_format(test_arena(), "%s/setting/%lld/withdraw", before, (long long)id));
}

static bool old_days(struct act *act, void *out)
{
	*(int64_t *)out = setting_now(act, &SETTING_OLD_DAYS);
	return true;
}

static int64_t old_days_now(struct story *s)
{
	int64_t days = 0;

	CHECK_DONE(test_read(s->house, NULL, old_days, &days));
	return days;
}

TEST(the_bureau_sets_what_clauses_leave_open_and_the_security_administrator_what_guards_the_doors)
{
	struct story *s = story_open("2026-11-23T09:00");

	CHECK_DONE(set(s, &s->legal, "weekly.old_days", "9", "2026-11-24", NULL));
	CHECK_REFUSED(set(s, &secadmin, "weekly.old_days", "9", "2026-11-25", NULL), REFUSED_FORBIDDEN, "setting.who");
	CHECK_DONE(set(s, &secadmin, "people.password_days", "60", "2026-11-24", NULL));
	CHECK_REFUSED(set(s, &s->legal, "people.password_days", "60", "2026-11-25", NULL), REFUSED_FORBIDDEN, "setting.who");
	CHECK_REFUSED(set(s, &s->labour_head, "weekly.old_days", "9", "2026-11-25", NULL), REFUSED_FORBIDDEN, "move.permission");
}

TEST(a_future_row_is_withdrawn_with_a_reason_until_its_day_and_its_day_is_free_again)
{
	struct story *s = story_open("2026-11-23T09:00");
	int64_t id = 0;

	CHECK_DONE(set(s, &s->legal, "weekly.old_days", "9", "2026-11-25", &id));
	CHECK_REFUSED(story_move(s, &s->legal, &setting_holding, id, NULL, "withdraw", NULL), REFUSED_BAD_INPUT, "move.needs");
	CHECK_REFUSED(story_move(s, &secadmin, &setting_holding, id, NULL, "withdraw", "reason", "改期", NULL), REFUSED_FORBIDDEN, "setting.who");
	CHECK_DONE(story_move(s, &s->legal, &setting_holding, id, NULL, "withdraw", "reason", "改期", NULL));
	CHECK_REFUSED(story_move(s, &s->legal, &setting_holding, id, NULL, "withdraw", "reason", "改期", NULL), REFUSED_NOT_FOUND, "record.not_there");
	CHECK_DONE(set(s, &s->legal, "weekly.old_days", "11", "2026-11-25", &id));
	test_clock(s->house, "2026-11-24T23:59");
	CHECK_INT(0, old_days_now(s), 7);
	test_clock(s->house, "2026-11-25T00:00");
	CHECK_INT(1, old_days_now(s), 11);
	CHECK_REFUSED(story_move(s, &s->legal, &setting_holding, id, NULL, "withdraw", "reason", "改期", NULL), REFUSED_CONFLICT, "setting.past");
	CHECK_INT(2, old_days_now(s), 11);
}

TEST(a_day_that_no_calendar_has_is_refused_before_the_clock_meets_it)
{
	static const char *const days[] = { "20260231", "20101399", "20261200" };
	struct story *s = story_open("2026-11-23T09:00");

	for (size_t i = 0; i < COUNT_OF(days); i++)
		CHECK_REFUSED(set(s, &s->legal, "weekly.first_day", days[i], "2026-11-24", NULL), REFUSED_BAD_INPUT, "setting.value");
	CHECK_DONE(set(s, &s->legal, "weekly.first_day", "20240229", "2026-11-24", NULL));
}

TEST(the_page_shows_past_present_and_future_and_withdraws_by_page_and_api)
{
	struct story *s = zone_busy();          /* 2026-11-20 */
	struct client *door = test_client(s->house), *legal = zone_client(s, door, &s->legal, "legal"),
	              *contact = zone_client(s, legal, &s->labour_contact, "contact1");
	int64_t id = 0;
	struct answer page;

	CHECK_STATUS(0, test_form(legal, "/setting", "name=weekly.old_days&value=9&from_on=2026-11-20&source=first"), 303);
	CHECK_DONE(set(s, &s->legal, "weekly.old_days", "12", "2026-11-25", &id));
	page = test_get(legal, "/setting");
	CHECK_STATUS(1, page, 200);
	CHECK(1, test_body_has(page, "现在") && test_body_has(page, "将来") && test_body_has(page, "局务会〔2026〕3号") && test_body_has(page, "默认 7：自定"));
	CHECK(1, test_body_has(page, "撤回的理由") && !test_body_has(page, "<option value=\"people.password_days\""));
	page = test_get(contact, "/setting");
	CHECK(2, test_body_has(page, "将来") && !test_body_has(page, "撤回的理由"));
	CHECK_STATUS(3, test_form(contact, withdraw_path("", id), "reason=x"), 403);
	page = test_form(legal, withdraw_path("", id), "reason=");
	CHECK_STATUS(4, page, 422);
	CHECK(4, test_body_has(page, "请写明理由"));
	CHECK_STATUS(5, test_form(legal, withdraw_path("", id), "reason=moved"), 303);
	CHECK(5, !test_body_has(test_get(legal, "/setting"), "将来"));
	CHECK_DONE(set(s, &s->legal, "weekly.old_days", "12", "2026-11-25", &id));
	test_login_api(legal, "legal", ZONE_PASSWORD);
	CHECK_STATUS(6, test_api(legal, "POST", withdraw_path("/api/v1", id), "{\"reason\":\"moved\"}"), 200);
	CHECK_STATUS(7, test_api(legal, "POST", withdraw_path("/api/v1", id), "{\"reason\":\"moved\"}"), 404);
}

/* The instruction of the 17th has fifteen days: the 2nd of December at 24:00; with twenty, the 7th. */
TEST(what_a_setting_would_change_is_shown_before_it_is_stored_and_nothing_is)
{
	struct story *s = zone_busy();
	struct client *door = test_client(s->house), *legal = zone_client(s, door, &s->legal, "legal"), *api = test_client_beside(legal);
	const char *asked = "{\"name\":\"weekly.instruction_days\",\"value\":20,\"from_on\":\"2026-11-25\",\"source\":\"x\"}";
	struct answer answer = test_form(legal, "/setting", "name=weekly.instruction_days&value=20&from_on=2026-11-25&source=x&preview=1");

	CHECK_STATUS(0, answer, 200);
	CHECK(0, test_body_has(answer, "有 1 件待办职责的截止会不同") && test_body_has(answer, "落实批示：盯到清零"));
	CHECK(0, test_body_has(answer, "12月2日（周三）24:00") && test_body_has(answer, "12月7日（周一）24:00") && test_body_has(answer, "确认"));
	CHECK(0, test_body_has(answer, "id=\"i-value\" name=\"value\" value=\"20\"") && test_body_has(answer, "id=\"i-source\" name=\"source\" value=\"x\""));
	CHECK(0, !test_body_has(test_get(legal, "/setting"), "将来"));
	test_login_api(api, "legal", ZONE_PASSWORD);
	answer = test_api(api, "POST", "/api/v1/setting/preview", asked);
	CHECK_STATUS(1, answer, 200);
	CHECK(1, test_body_has(answer, "\"count\":1") && test_body_has(answer, "\"due_at\":\"2026-12-03T00:00:00+08:00\",\"would_be_due_at\":\"2026-12-08T00:00:00+08:00\""));
	answer = test_api(api, "POST", "/api/v1/setting/preview", "{\"name\":\"weekly.urgent_days\",\"value\":20,\"from_on\":\"2026-11-25\",\"source\":\"x\"}");
	CHECK(2, test_body_has(answer, "\"value_now\":5,\"value\":20,\"from_on\":\"2026-11-25\",\"count\":0,\"duties\":[]"));
	CHECK_STATUS(3, test_api(api, "POST", "/api/v1/setting/preview", "{\"name\":\"weekly.urgent_days\",\"value\":0,\"from_on\":\"2026-11-25\"}"), 422);
	CHECK_STATUS(3, test_api(api, "POST", "/api/v1/setting/preview", "{\"name\":\"people.password_days\",\"value\":9,\"from_on\":\"2026-11-25\",\"source\":\"x\"}"), 403);
	CHECK_STATUS(4, test_form(legal, "/setting", "name=weekly.instruction_days&value=&from_on=2026-11-25&source=&preview=1"), 422);
	CHECK_STATUS(5, test_form(legal, "/setting", "name=weekly.instruction_days&value=20&from_on=2026-11-25&source=x"), 303);
	CHECK(5, test_body_has(test_get(legal, "/setting"), "将来"));
	CHECK_INT(5, story_duty(s, &WEEKLY_FEEDBACK, s->labour, "instruction", 1, NULL).due_at.sec, test_instant("2026-12-03T00:00").sec);
}

struct many { struct story *s; int64_t from, until; struct duty_preview preview; const struct setting_rule *rule; int64_t value; };

static bool raise_many(struct act *act, void *input)
{
	const struct many *m = input;

	for (int64_t i = m->from; i < m->until; i++)
		if (!duty_raise(act, &WEEKLY_SUPPLEMENT, &(struct duty_about){ .unit_id = m->s->labour.v, .subject = "weekly_report", .subject_id = i }, NULL))
			return false;
	return true;
}

static bool look_ahead(struct act *act, void *input)
{
	struct many *m = input;

	act->arena = test_arena();
	return duty_preview(act, clauses_duty_rules(act->arena, act->house), m->rule, m->value, &m->preview);
}

TEST(at_most_fifty_are_shown_and_all_are_counted)
{
	struct story *s = story_open("2026-11-23T09:00");
	struct many m = { .s = s, .from = 1000, .until = 1000 + LIMIT_PREVIEW_DUTIES,
	                  .rule = setting_rule_named(s->house, STR("weekly.supplement_days")), .value = 3 };

	CHECK_DONE(test_act(m.s->house, NULL, raise_many, &m));
	CHECK_DONE(test_read(m.s->house, NULL, look_ahead, &m));
	CHECK_INT(0, m.preview.count, LIMIT_PREVIEW_DUTIES);
	CHECK_INT(0, m.preview.all, LIMIT_PREVIEW_DUTIES);
	m.from = m.until++;
	CHECK_DONE(test_act(m.s->house, NULL, raise_many, &m));
	CHECK_DONE(test_read(m.s->house, NULL, look_ahead, &m));
	CHECK_INT(1, m.preview.count, LIMIT_PREVIEW_DUTIES);
	CHECK_INT(1, m.preview.all, LIMIT_PREVIEW_DUTIES + 1);
}

/* Week 40's Tuesday is a holiday: the 8th of October instead, or the 30th of September. */
TEST(a_periods_due_minute_would_move_with_the_roll)
{
	struct story *s = story_open("2026-09-28T08:00");
	struct many m = { .s = s, .rule = setting_rule_named(s->house, STR("weekly.holiday_roll")), .value = 1 };

	story_until(s, "2026-10-03T09:00");
	CHECK_DONE(test_read(s->house, NULL, look_ahead, &m));
	CHECK_INT(0, m.preview.all, 2);
	for (size_t i = 0; i < 2; i++) {
		CHECK_INT(i, m.preview.at[i].duty.due_at.sec, test_instant("2026-10-08T12:00").sec);
		CHECK_INT(i, m.preview.at[i].due.at.sec, test_instant("2026-09-30T12:00").sec);
	}
}

/* Rolled back, week 40 is due on Wednesday the 30th at 12:00, two days before it would open. */
TEST(nobody_is_late_by_a_setting_before_they_were_asked)
{
	struct story *s = story_open("2026-09-28T08:00");
	int64_t id;

	story_until(s, "2026-09-30T11:59");
	CHECK_DONE(set(s, &s->legal, "weekly.holiday_roll", "1", "2026-10-06", &id));
	CHECK_DONE(story_move(s, &s->legal, &setting_holding, id, NULL, "withdraw", "reason", "改期", NULL));
	story_until(s, "2026-09-30T12:00");
	CHECK_REFUSED(set(s, &s->legal, "weekly.holiday_roll", "1", "2026-09-30", NULL), REFUSED_BAD_INPUT, "setting.from");
	CHECK_REFUSED(set(s, &s->legal, "weekly.holiday_roll", "1", "2026-10-06", NULL), REFUSED_BAD_INPUT, "setting.from");
	CHECK_DONE(set(s, &s->legal, "weekly.holiday_roll", "1", "2026-10-07", NULL));
	story_until(s, "2026-10-03T09:00");
	CHECK_INT(0, story_week_duty(s, s->labour, "2026-W40").due_at.sec, test_instant("2026-10-08T12:00").sec);
	CHECK_DONE(set(s, &s->legal, "weekly.holiday_roll", "1", "2026-10-04", NULL));      /* asked already: they keep their minute */
	CHECK_INT(1, story_week_duty(s, s->labour, "2026-W40").state, DUTY_OPEN);
}

/* Back from now on, forward again from National Day's week: without that second row the first would reach week 40. */
TEST(what_is_withdrawn_brings_nobody_s_due_minute_back_before_they_were_asked)
{
	struct story *s = story_open("2026-09-28T08:00");
	int64_t id;

	CHECK_DONE(set(s, &s->legal, "weekly.holiday_roll", "0", "2026-10-06", &id));
	CHECK_DONE(set(s, &s->legal, "weekly.holiday_roll", "1", "2026-09-29", NULL));
	story_until(s, "2026-09-30T12:00");
	CHECK_REFUSED(story_move(s, &s->legal, &setting_holding, id, NULL, "withdraw", "reason", "改期", NULL), REFUSED_CONFLICT, "setting.from");
	story_until(s, "2026-10-03T09:00");
	CHECK_INT(0, story_week_duty(s, s->labour, "2026-W40").due_at.sec, test_instant("2026-10-08T12:00").sec);
	CHECK_DONE(story_move(s, &s->legal, &setting_holding, id, NULL, "withdraw", "reason", "改期", NULL));
}

TEST(a_day_that_has_its_row_already_is_said_at_the_day)
{
	struct story *s = zone_busy();
	struct client *legal = zone_client(s, test_client(s->house), &s->legal, "legal");
	struct answer page;
	int64_t id;

	CHECK_DONE(set(s, &s->legal, "weekly.old_days", "9", "2026-11-25", &id));
	CHECK_REFUSED(set(s, &s->legal, "weekly.old_days", "11", "2026-11-25", NULL), REFUSED_BAD_INPUT, "record.unique");
	CHECK_DONE(set(s, &s->legal, "weekly.urgent_days", "4", "2026-11-25", NULL));
	CHECK_DONE(set(s, &s->legal, "weekly.old_days", "11", "2026-11-26", NULL));
	page = test_form(legal, "/setting", "name=weekly.old_days&value=11&from_on=2026-11-25&source=x");
	CHECK_STATUS(1, page, 422);
	CHECK(1, test_body_has(page, "<a href=\"#f-from_on\">这一项从这天起的数值已经设过"));
	page = test_form(legal, "/setting", "name=weekly.old_days&value=11&from_on=2026-11-25&source=x&preview=1");
	CHECK_STATUS(2, page, 422);
	CHECK(2, test_body_has(page, "这一项从这天起的数值已经设过"));
}

/* ---- what memory holds is never older than what it held ---- */

struct late_reader { struct story *s; bool new_year_works; int64_t old_days; };

static bool new_year_works(const struct house *house)
{
	return calendar_is_working(house->calendar, date_of_civil(2027, 1, 4));
}

/* The clock began to read, then somebody else changed what it reads, then it publishes what it had read. */
static bool read_late(struct act *act, void *input)
{
	struct late_reader *late = input;
	bool there;

	if (!record_exists(act, &holiday_record, 1, &there))
		return false;
	CHECK(0, !there);
	CHECK_DONE(story_move(late->s, &late->s->legal, &holiday_holding, 0, NULL, "import", "notice",
	                      "2027 元旦 off 01-01..01-05", "source", "国办发明电〔2026〕9号", NULL));
	CHECK_DONE(set(late->s, &late->s->legal, "weekly.old_days", "9", "2026-11-23", NULL));
	if (!holidays_load(act) || !settings_load(act))
		return false;
	late->new_year_works = new_year_works(act->house);
	late->old_days = setting_now(act, &SETTING_OLD_DAYS);
	return true;
}

TEST(a_reading_that_began_before_a_change_does_not_push_it_out)
{
	struct story *s = story_open("2026-11-23T09:00");
	struct late_reader late = { .s = s };

	CHECK(0, new_year_works(s->house));
	CHECK_DONE(test_read(s->house, NULL, read_late, &late));
	CHECK(1, !late.new_year_works);
	CHECK_INT(1, late.old_days, 9);
	CHECK_DONE(story_move(s, &s->legal, &holiday_holding, 0, NULL, "import", "notice", "2027 元旦 off 01-01..01-03 work 01-04",
	                      "source", "国办发明电〔2026〕10号", NULL));
	CHECK(2, new_year_works(s->house));     /* a later notice on the same year has the last word */
}
