/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* report_page_test.c - the pages of one report through the door: what the contact sees, what is kept of what was typed,
 * what others may see. Week 47 of 2026 as in report_test.c. */
#include "clauses/weekly/tuesday_test.h"

#include "base/limits.h"
#include "base/must.h"
#include "tests/client.h"

static struct client *client_of(struct client *beside, struct sample *s, const char *login)
{
	struct client *client = beside ? test_client_beside(beside) : test_client(s->house);

	test_login(client, login, SAMPLE_PASSWORD);
	return client;
}

/* One matter prefilled on Friday, one that became unresolved since. */
static struct sample *monday(MatterId *old_out, MatterId *late_out, struct weekly_report *report_out)
{
	struct sample *s = tuesday_open("2026-11-19T09:00");

	*old_out = tuesday_matter(s, s->patrol, "佳园工地夜间施工", "2026-07-20T10:00", "已两次约谈总包单位。");
	*late_out = tuesday_matter(s, s->patrol, "科新路占道经营", "2026-11-15T10:00", "");
	tuesday_tick(s, "2026-11-20T08:00");
	tuesday_tick(s, "2026-11-23T17:36");
	*report_out = tuesday_report(s, s->patrol, "2026-W47");
	return s;
}

TEST(contact_sees_the_form_with_what_is_missing)
{
	MatterId old, late;
	struct weekly_report report;
	struct sample *s = monday(&old, &late, &report);
	struct client *contact = client_of(NULL, s, "contact1");
	struct answer page = test_get(contact, say("/weekly/report/%lld", (long long)report.id.v));

	CHECK_STATUS(0, page, 200);
	CHECK(1, test_body_has(page, "data-autosave=\"/weekly/report/"));
	CHECK(2, test_body_has(page, "第 47 周（11月16日—22日） · 行政执法分局"));
	CHECK(3, test_body_has(page, "预填台账的最近进展，请核对"));
	CHECK(4, test_body_has(page, "漏列"));
	CHECK(5, test_body_has(page, "不可选"));
	CHECK(6, test_body_has(page, "2 件未办结</a>，不能零报告"));
	CHECK(7, test_body_has(page, "未果 126 日"));
	CHECK(8, test_body_has(page, "还没有登记周报联系人"));
	CHECK(9, test_body_has(page, "11月24日（周二）12:00 截止"));
	CHECK(10, test_body_has(page, "name=\"items.1.listing\" value=\"listed\">"));     /* nobody chose it for them */
	CHECK(11, test_body_has(page, "name=\"items.1.listing\" value=\"left_out\">"));
	CHECK(12, test_body_has(page, "事项 1 缺困难或障碍"));
}

TEST(untouched_omitted_row_is_not_listed_by_saving)
{
	static const struct { const char *typed; size_t items; enum listing listing; } t[] = {
		{ "&items.1.left_out_ground=&items.1.work_done=&items.1.obstacle=&items.1.cooperation=", 1, ITEM_LISTED },
		{ "&items.1.left_out_ground=已移交街道处理并约定回访&items.1.work_done=", 2, ITEM_LEFT_OUT },
		{ "&items.1.left_out_ground=&items.1.work_done=已劝离", 2, ITEM_LISTED },
		{ "&items.1.left_out_ground=&items.1.listing=listed", 2, ITEM_LISTED },
	};

	for (size_t i = 0; i < COUNT_OF(t); i++) {
		MatterId old, late;
		struct weekly_report report;
		struct sample *s = monday(&old, &late, &report);
		struct client *contact = client_of(NULL, s, "contact1");
		struct answer answer = test_form(contact, say("/weekly/report/%lld/save", (long long)report.id.v),
			say("version=1&content=items&items.0.id=%lld&items.1.id=&items.1.matter_id=%lld%s",
			    (long long)report.items.at[0].id.v, (long long)late.v, t[i].typed));

		CHECK_STATUS(i, answer, 303);
		report = tuesday_report(s, s->patrol, "2026-W47");
		CHECK_INT(i, report.items.count, t[i].items);
		if (t[i].items == 2)
			CHECK_INT(i, tuesday_item(&report, late)->listing, t[i].listing);
	}
}

TEST(refused_report_keeps_all_that_was_typed_at_its_place)
{
	MatterId old, late;
	struct weekly_report report;
	struct sample *s = monday(&old, &late, &report);
	struct client *contact = client_of(NULL, s, "contact1");
	struct answer page = test_form(contact, say("/weekly/report/%lld/submit", (long long)report.id.v),
		say("version=1&content=items&items.0.id=%lld&items.0.work_done=本周又约谈一次&items.0.cooperation=needed"
		    "&items.1.id=&items.1.matter_id=%lld&items.1.left_out_ground=&items.2.matter_id="
		    "&items.3.id=&items.3.title=台账外的一件&items.3.ask_committee=请协调供电",
		    (long long)report.items.at[0].id.v, (long long)late.v));

	CHECK_STATUS(0, page, 422);
	CHECK(1, test_body_has(page, "还不能报送，有 "));
	CHECK(2, test_body_has(page, "本周又约谈一次</textarea>"));
	CHECK(3, test_body_has(page, "value=\"台账外的一件\""));
	CHECK(4, test_body_has(page, "请协调供电</textarea>"));
	CHECK(5, test_body_has(page, say("href=\"#f-omitted.%lld\"", (long long)late.v)));
	CHECK(6, test_body_has(page, say("id=\"f-omitted.%lld\"", (long long)late.v)));
	CHECK(7, test_body_has(page, "id=\"e-items.0.cooperate_unit_id\""));
	CHECK(8, test_body_has(page, "id=\"e-items.3.work_done\""));
	CHECK(9, test_body_has(page, "aria-describedby=\"e-items.3.work_done\""));
	CHECK_INT(10, tuesday_report(s, s->patrol, "2026-W47").state, REPORT_OPEN);
}

TEST(stale_saving_shows_both_versions)
{
	MatterId old, late;
	struct weekly_report report;
	struct sample *s = monday(&old, &late, &report);
	struct client *contact = client_of(NULL, s, "contact1"), *head = client_of(contact, s, "head1");
	const char *path = say("/weekly/report/%lld/save", (long long)report.id.v);
	const char *fields = say("version=1&items.0.id=%lld&items.0.work_done=", (long long)report.items.at[0].id.v);
	struct answer page;

	CHECK_STATUS(0, test_form(contact, path, say("%s联系人写的", fields)), 303);
	page = test_form(head, path, say("%s负责人写的", fields));
	CHECK_STATUS(1, page, 409);
	CHECK(2, test_body_has(page, "负责人写的</textarea>"));
	CHECK(3, test_body_has(page, "现在存着的是：</span>联系人写的"));
	CHECK(4, test_body_has(page, "name=\"version\" value=\"2\""));
	report = tuesday_report(s, s->patrol, "2026-W47");
	CHECK_STR(5, report.items.at[0].work_done, "联系人写的");
}

TEST(repeated_sending_is_answered_by_what_the_first_did)
{
	MatterId old, late;
	struct weekly_report report;
	struct sample *s = monday(&old, &late, &report);
	struct client *contact = client_of(NULL, s, "contact1");
	const char *path = say("/weekly/report/%lld/save", (long long)report.id.v);

	for (size_t i = 0; i < 2; i++) {
		struct answer answer = test_form(contact, path, "version=1&_once=abc&content=items&items.3.title=台账外的一件");

		CHECK_STATUS(i, answer, 303);
		CHECK_STR(i, answer.location, say("/weekly/report/%lld", (long long)report.id.v));
	}
	report = tuesday_report(s, s->patrol, "2026-W47");
	CHECK_INT(2, report.saves, 1);
	CHECK_INT(2, report.items.count, 2);
}

TEST(report_is_seen_by_its_unit_and_the_watchers_alone)
{
	static const struct { const char *login; int status; bool form; } t[] = {
		{ "contact1", 200, true }, { "head1", 200, true }, { "officer1", 200, false }, { "legal", 200, false },
		{ "leader", 200, false }, { "head2", 404, false }, { "sysadmin", 403, false },
	};
	MatterId old, late;
	struct weekly_report report;
	struct sample *s = monday(&old, &late, &report);
	struct client *first = test_client(s->house);

	for (size_t i = 0; i < COUNT_OF(t); i++) {
		struct client *client = client_of(first, s, t[i].login);
		struct answer page = test_get(client, say("/weekly/report/%lld", (long long)report.id.v));

		CHECK_STATUS(i, page, t[i].status);
		CHECK_INT(i, test_body_has(page, "data-autosave"), t[i].form);
		CHECK_STATUS(i, test_get(client, say("/weekly/item/%lld", (long long)report.items.at[0].id.v)), t[i].status);
	}
}

TEST(bureau_reads_what_was_received_and_sends_it_back)
{
	MatterId old, late;
	struct weekly_report report;
	struct sample *s = monday(&old, &late, &report);
	struct client *contact = client_of(NULL, s, "contact1"), *legal = client_of(contact, s, "legal");
	const char *path = say("/weekly/report/%lld", (long long)report.id.v);
	struct answer page = test_form(contact, say("%s/submit", path),
		say("content=items&items.0.id=%lld&items.0.obstacle=means&items.0.cooperation=not_needed"
		    "&items.1.matter_id=%lld&items.1.listing=left_out&items.1.left_out_ground=已移交街道处理并约定回访",
		    (long long)report.items.at[0].id.v, (long long)late.v));

	CHECK_STATUS(0, page, 303);
	page = test_get(contact, path);
	CHECK(1, test_body_has(page, say("action=\"%s/withdraw\"", path)));
	CHECK(1, !test_body_has(page, "退回原因"));
	page = test_get(legal, path);
	CHECK(2, test_body_has(page, "未果事项 1 件，有说明未列 1 件"));
	CHECK(3, test_body_has(page, "11月23日（周一）17:36"));
	CHECK(4, test_body_has(page, "按时"));
	CHECK(5, test_body_has(page, "已移交街道处理并约定回访"));
	CHECK(6, !test_body_has(page, "/withdraw"));
	page = test_form(legal, say("%s/return", path), "version=2&return_reason=");
	CHECK_STATUS(7, page, 422);
	CHECK(7, test_body_has(page, "请写明退回原因"));
	CHECK_STATUS(8, test_form(legal, say("%s/return", path), "version=2&return_reason=请补充占道经营的处理结果"), 303);
	page = test_get(contact, path);
	CHECK(9, test_body_has(page, "请补充占道经营的处理结果"));
	CHECK(9, test_body_has(page, "报送补正"));
	CHECK(9, test_body_has(page, "补正时限"));
}

TEST(own_report_that_is_still_owed_comes_first)
{
	MatterId old, late;
	struct weekly_report report;
	struct sample *s = monday(&old, &late, &report);
	struct client *contact = client_of(NULL, s, "contact1"), *legal = client_of(contact, s, "legal");

	CHECK_STR(0, test_get(contact, "/weekly/mine").location, say("/weekly/report/%lld", (long long)report.id.v));
	tuesday_tick(s, "2026-11-27T08:00");
	report = tuesday_report(s, s->patrol, "2026-W48");
	CHECK_STR(1, test_get(contact, "/weekly/mine").location, say("/weekly/report/%lld", (long long)report.id.v));
	CHECK_STR(2, test_get(legal, "/weekly/mine").location, "/weekly/report");
	CHECK_STATUS(3, test_get(legal, "/weekly/report"), 200);
}

static struct sample *with_matters(size_t count, struct weekly_report *report_out)
{
	struct sample *s = tuesday_open("2026-11-19T09:00");

	for (size_t i = 0; i < count; i++)
		(void)tuesday_matter(s, s->patrol, say("第 %zu 件", i), "2026-10-01T10:00", "已约谈。");
	tuesday_tick(s, "2026-11-20T08:00");
	*report_out = tuesday_report(s, s->patrol, "2026-W47");
	CHECK_INT(0, report_out->items.count, LIMIT_CHILDREN);
	return s;
}

TEST(report_of_more_matters_than_the_limit_is_refused_in_so_many_words)
{
	struct weekly_report report;
	struct client *contact = client_of(NULL, with_matters(LIMIT_CHILDREN + 1, &report), "contact1");
	struct answer page = test_form(contact, say("/weekly/report/%lld/submit", (long long)report.id.v),
	                               "version=1&content=items");

	CHECK_STATUS(0, page, 422);
	CHECK(1, test_body_has(page, say("未果事项超过 %d 件", LIMIT_CHILDREN)));
}

TEST(report_of_as_many_matters_as_the_limit_can_be_sent)
{
	struct strbuf fields = { .arena = test_arena() };
	struct weekly_report report;
	struct sample *s = with_matters(LIMIT_CHILDREN, &report);
	struct client *contact;
	const char *path;

	contact = client_of(NULL, s, "contact1");
	path = say("/weekly/report/%lld", (long long)report.id.v);
	CHECK_STATUS(1, test_get(contact, path), 200);
	buf_text(&fields, "version=1&content=items");
	for (size_t i = 0; i < report.items.count; i++)
		buf_add(&fields, str_of(say("&items.%zu.id=%lld&items.%zu.listing=listed&items.%zu.left_out_ground=&items.%zu.work_done=已改正"
		        "&items.%zu.obstacle=means&items.%zu.obstacle_detail=&items.%zu.cooperation=not_needed&items.%zu.cooperate_unit_id="
		        "&items.%zu.ask_committee=&items.%zu.remind=&items.%zu.remind_unit_id=",
		        i, (long long)report.items.at[i].id.v, i, i, i, i, i, i, i, i, i, i)));
	CHECK_STATUS(2, test_form(contact, say("%s/submit", path), str_terminated(test_arena(), buf_str(&fields))), 303);
	CHECK_INT(3, tuesday_report(s, s->patrol, "2026-W47").state, REPORT_SUBMITTED);
}

/* ---- what finds no room is said ---- */

struct last_week { UnitId unit_id; size_t count; };

static bool add_unregistered(struct act *act, void *input)
{
	const struct last_week *last = input;
	struct weekly_report report;
	bool found;

	if (!weekly_report_of(act, last->unit_id, STR("2026-W46"), &found, &report) || !found)
		return false;

	struct weekly_report after = report;

	after.items.at = ARENA_ARRAY(act->arena, struct weekly_item, last->count);
	after.items.count = last->count;
	for (size_t i = 0; i < last->count; i++)
		after.items.at[i] = (struct weekly_item){ .unit_id = last->unit_id, .title = str_format(act->arena, "台账外 %zu", i),
		                                          .listing = ITEM_LISTED, .weeks = 1 };
	return record_update(act, &report_record, &report, &after, "weekly_report.save", STR_NONE);
}

TEST(what_last_week_s_report_held_beyond_the_limit_is_said_on_the_page)
{
	static const struct { size_t matters, unregistered; const char *words; } cases[] = {
		{ LIMIT_CHILDREN - 2, 2, NULL },
		{ LIMIT_CHILDREN - 2, 3, "上周报过的台账外事项有 1 件没有预填" },
		{ LIMIT_CHILDREN, 0, NULL },
		{ LIMIT_CHILDREN + 1, 0, "只预填了最早的 300 件" },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct sample *s = tuesday_open("2026-11-12T09:00");
		struct last_week last = { s->patrol, cases[i].unregistered };
		struct weekly_report report;
		struct answer page;

		tuesday_tick(s, "2026-11-13T08:00");
		if (last.count)
			CHECK_DONE(test_act(s->house, NULL, add_unregistered, &last));
		for (size_t n = 0; n < cases[i].matters; n++)
			(void)tuesday_matter(s, s->patrol, say("第 %zu 件", n), "2026-10-01T10:00", "已约谈。");
		tuesday_tick(s, "2026-11-20T08:00");
		report = tuesday_report(s, s->patrol, "2026-W47");
		CHECK_INT(i, report.items.count, LIMIT_CHILDREN);
		page = test_get(client_of(NULL, s, "contact1"), say("/weekly/report/%lld", (long long)report.id.v));
		CHECK_STATUS(i, page, 200);
		CHECK(i, test_body_has(page, "没有预填") == (cases[i].words && cases[i].unregistered));
		CHECK(i, !cases[i].words || test_body_has(page, cases[i].words));
	}
}

static bool digest_of(struct act *act, void *out)
{
	static const struct sql NEWEST = { "SELECT max(id) AS id FROM digest" };

	return query_only_int(store_query(act, &NEWEST), "id", out);
}

struct crowd { UnitId unit_id; size_t count; };

/* Sent as it is: the form of three hundred items has a test of its own. */
static bool send_crowd(struct act *act, void *input)
{
	const struct crowd *crowd = input;
	struct weekly_report report, after;
	bool found;

	if (!weekly_report_of(act, crowd->unit_id, STR("2026-W47"), &found, &report) || !found)
		return false;
	after = report;
	after.state = REPORT_SUBMITTED;
	after.content = CONTENT_ITEMS;
	after.submitted_at = after.arrived_at = act->now;
	after.items.at = ARENA_ARRAY(act->arena, struct weekly_item, crowd->count);
	after.items.count = crowd->count;
	for (size_t i = 0; i < crowd->count; i++)
		after.items.at[i] = i < report.items.count ? report.items.at[i] : (struct weekly_item){ .unit_id = crowd->unit_id, .title = str_format(act->arena, "第 %zu 件", i),
		                                          .listing = ITEM_LISTED, .weeks = 1 };
	return record_update(act, &report_record, &report, &after, "weekly_report.submit", STR_NONE);
}

TEST(what_a_digest_has_no_room_for_is_said_and_stands_in_the_next)
{
	struct sample *s = tuesday_open("2026-11-19T09:00");
	struct crowd first = { s->patrol, LIMIT_CHILDREN - 1 }, at_limit = { s->labour, 1 };
	struct client *legal;
	int64_t digest = 0, next = 0;
	const char *page;

	tuesday_tick(s, "2026-11-20T08:00");
	CHECK_DONE(test_act(s->house, NULL, send_crowd, &first));
	tuesday_tick(s, "2026-11-24T12:00");
	CHECK_DONE(test_read(s->house, NULL, digest_of, &digest));
	CHECK_DONE(test_act(s->house, NULL, send_crowd, &at_limit));
	legal = client_of(NULL, s, "legal");
	page = say("/weekly/digest/%lld", (long long)digest);
	CHECK(0, !test_body_has(test_get(legal, page), "转入下一期"));
	at_limit.count = 2;
	CHECK_DONE(test_act(s->house, NULL, send_crowd, &at_limit));
	CHECK(1, test_body_has(test_get(legal, page), "一期专报最多 300 件，还有 1 件转入下一期"));
	tuesday_tick(s, "2026-12-01T12:00");
	CHECK_DONE(test_read(s->house, NULL, digest_of, &next));
	CHECK(2, next != digest);
	CHECK(2, test_body_has(test_get(legal, say("/weekly/digest/%lld", (long long)next)), "第 1 件"));
}

/* ---- week by week ---- */

static bool write_digest(struct act *act, void *input)
{
	const char *words = input;
	struct list_ask ask = { .record = &digest_record, .scope = { .kind = SCOPE_ALL }, .sort = "period" };
	struct input fields = { .arena = act->arena };
	struct digest digest;
	enum refusal_kind refused = REFUSED_NOT;
	struct list list;
	Str why = STR_NONE;

	if (!record_list(act, &ask, &list))
		return false;
	digest = *(const struct digest *)list_row(&list, &digest_record, 0);
	if (!record_load(act, &digest_record, digest.id.v, &digest))
		return false;
	must(form_parse_urlencoded(&fields, str_of(say("entries.0.id=%lld&entries.0.proposal=coordinate&entries.0.analysis=%s",
	                           (long long)digest.entries.at[0].id.v, words)), &refused, &why));
	return move_run(act, &digest_holding, digest.id.v, STR("save"), &fields, NULL);
}

TEST(matter_is_compared_week_by_week)
{
	struct sample *s = tuesday_open("2026-11-12T09:00");
	MatterId m = tuesday_matter(s, s->patrol, "佳园工地夜间施工", "2026-11-01T10:00", "");
	struct client *contact = client_of(NULL, s, "contact1"), *legal = client_of(contact, s, "legal");
	char analysis[] = "多周没有进展";
	struct weekly_report report;
	struct answer page;

	tuesday_tick(s, "2026-11-13T08:00");
	report = tuesday_report(s, s->patrol, "2026-W46");
	CHECK_DONE(tuesday_do(s, &s->as_contact, report.id, "submit", tuesday_fields(&report, "已约谈总包单位。")));
	CHECK_DONE(test_act(s->house, &s->as_legal, write_digest, analysis));
	tuesday_tick(s, "2026-11-20T08:00");
	report = tuesday_report(s, s->patrol, "2026-W47");
	CHECK_DONE(tuesday_do(s, &s->as_contact, report.id, "submit", tuesday_fields(&report, "已约谈总包单位。已下达指令书。")));
	page = test_get(contact, say("/weekly/item/%lld", (long long)tuesday_item(&report, m)->id.v));
	CHECK_STATUS(0, page, 200);
	CHECK(1, test_body_has(page, "<span class=\"is-same\">已约谈总包单位。</span><ins>已下达指令书。</ins>"));
	CHECK(2, test_body_has(page, "第 46 周"));
	CHECK(3, test_body_has(page, "第 47 周"));
	CHECK(4, !test_body_has(page, "多周没有进展"));
	page = test_get(legal, say("/weekly/item/%lld", (long long)tuesday_item(&report, m)->id.v));
	CHECK(5, test_body_has(page, "多周没有进展"));
	CHECK(5, test_body_has(page, "请管委会协调"));
}
