/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* correction_story_test.c - a nil return that was a mistake, found after the digest was signed: asked, refused, asked
 * again, approved; what board, digest, duty, ledger and inboxes say of it. And by whom it may not be asked or decided. */
#include "clause/correction.h"
#include "clauses/weekly/digest_paper.h"
#include "clauses/weekly/digest_view.h"
#include "clauses/weekly/weekly_store.h"
#include "tests/zone.h"

#define GROUND "统计时漏看了台账外的一件，应列报"

static const char *number(int64_t n)
{
	return str_terminated(test_arena(), str_format(test_arena(), "%lld", (long long)n));
}

struct looking { int64_t id; struct correction correction; struct digest digest; struct digest_view view; struct board board; };

static bool look(struct act *act, void *thing)
{
	struct looking *l = thing;

	act->arena = test_arena();
	return !l->id || record_load(act, &correction_record, l->id, &l->correction);
}

static bool look_digest(struct act *act, void *thing)
{
	struct looking *l = thing;

	act->arena = test_arena();
	return record_load(act, &digest_record, l->id, &l->digest) && digest_view_read(act, &l->digest, &l->view)
	    && weekly_store_board(act, STR("2026-W46"), STR("2026-W45"), &l->board);
}

static struct looking digest_now(struct story *s, int64_t id)
{
	struct looking l = { .id = id };

	CHECK_DONE(test_read(s->house, &s->legal, look_digest, &l));
	return l;
}

struct asking { const struct weekly_report *report; int64_t id; const char *content; };

static bool ask(struct act *act, void *thing)
{
	struct asking *a = thing;
	struct input input = { .arena = act->arena };
	struct correction out = { 0 };
	const char *item[][2] = { { "items.0.title", "京航办事处占道市场" }, { "items.0.listing", "listed" },
		{ "items.0.work_done", "已约谈两次" }, { "items.0.obstacle", "refusal" }, { "items.0.cooperation", "not_needed" },
		{ "content", a->content }, { "ground", GROUND } };

	for (size_t i = 0; i < COUNT_OF(item); i++)
		CHECK(i, input_add(&input, str_of(item[i][0]), str_of(item[i][1]), INPUT_TEXT));
	if (!correction_ask(act, &report_holding, a->report->id.v, &input, &out))
		return false;
	a->id = out.id.v;
	return true;
}

TEST(a_mistaken_nil_return_is_corrected_after_the_digest_was_signed)
{
	struct story *s = story_open("2026-11-09T08:00");
	struct asking asking = { .content = "items" };
	struct weekly_report report;
	struct looking l = { 0 };
	int64_t digest;

	story_contact_is_filed(s, &s->labour_head, s->labour_clerk);
	story_until(s, "2026-11-17T09:00");
	CHECK(0, story_report(s, s->labour, "2026-W46", &report));
	CHECK_DONE(story_submit(s, &s->labour_contact, &report, "nil"));
	asking.report = &report;
	story_until(s, "2026-11-17T14:00");
	digest = story_digest(s, "2026-W46");
	MOVE(s, legal, digest_holding, digest, "sign", "analysis", "本周无列报");
	story_until(s, "2026-11-18T09:00");

	CHECK_REFUSED(test_act(s->house, &s->city_contact, ask, &asking), REFUSED_NOT_FOUND, "record.not_there");
	CHECK_REFUSED(test_act(s->house, &s->legal, ask, &asking), REFUSED_FORBIDDEN, "move.permission");
	CHECK_DONE(test_act(s->house, &s->labour_contact, ask, &asking));
	CHECK_REFUSED(test_act(s->house, &s->labour_contact, ask, &asking), REFUSED_CONFLICT, "store.unique");
	CHECK_INT(1, story_duty(s, &CORRECTION_DECIDE, s->bureau, "correction", asking.id, "").state, DUTY_OPEN);
	CHECK(1, story_notices(s, &s->legal, "申请更正") == 1);
	CHECK_REFUSED(story_move(s, &s->labour_head, &correction_holding, asking.id, NULL, "approve", NULL), REFUSED_FORBIDDEN,
	              "move.permission");
	CHECK_REFUSED(story_move(s, &s->legal, &correction_holding, asking.id, NULL, "refuse", NULL), REFUSED_BAD_INPUT, "move.needs");
	MOVE(s, legal, correction_holding, asking.id, "refuse", "words", "请写明是哪一件");
	CHECK_INT(2, story_duty(s, &CORRECTION_DECIDE, s->bureau, "correction", asking.id, "").state, DUTY_MET);
	CHECK(2, story_notices(s, &s->labour_contact, "更正未批准") >= 1);
	CHECK(2, story_report(s, s->labour, "2026-W46", &report));
	CHECK_INT(2, report.content, CONTENT_NIL);

	CHECK_DONE(test_act(s->house, &s->labour_contact, ask, &asking));
	MOVE(s, legal, correction_holding, asking.id, "approve");
	CHECK(3, story_report(s, s->labour, "2026-W46", &report));
	CHECK_INT(3, report.content, CONTENT_ITEMS);
	CHECK_INT(3, report.items.count, 1);
	CHECK_INT(3, story_week_duty(s, s->labour, "2026-W46").state, DUTY_MET);
	CHECK_STR(3, instant_iso(test_arena(), report.arrived_at), "2026-11-17T09:00:00+08:00");
	CHECK(3, story_notices(s, &s->labour_contact, "更正已批准") >= 1);

	l = digest_now(s, digest);
	CHECK(4, str_contains(l.view.arrivals, STR("零报告 1 家")));
	CHECK_INT(4, l.view.amended_count, 1);
	CHECK_STR(4, l.view.amended[0].figures, "零报告 1 → 0 家；列报未果事项 0 → 1 件");
	for (size_t i = 0; i < l.board.count; i++)
		if (l.board.at[i].unit_id.v == s->labour.v) {
			CHECK_INT(5, l.board.at[i].content, CONTENT_ITEMS);
			CHECK_INT(5, l.board.at[i].listed, 1);
			CHECK_INT(5, l.board.at[i].correction_id, asking.id);
		}
	l.id = asking.id;
	CHECK_DONE(test_read(s->house, NULL, look, &l));
	CHECK_INT(6, l.correction.state, CORRECTION_APPROVED);
	CHECK_STR(6, l.correction.changes.at[0].was, "零报告");
	CHECK_STR(6, l.correction.changes.at[0].becomes, "有未果事项");
	CHECK_REFUSED(story_move(s, &s->legal, &correction_holding, asking.id, NULL, "approve", NULL), REFUSED_CONFLICT, "move.state");
}

TEST(a_signed_digest_shows_the_words_that_were_signed)
{
	struct story *s = zone_busy();
	struct weekly_report report;
	int64_t digest = story_digest(s, "2026-W46"), id = 0;
	struct looking l;
	const char *item;

	CHECK(0, story_report(s, s->labour, "2026-W46", &report));
	item = number(report.items.at[0].id.v);
	CHECK_DONE(story_move(s, &s->labour_contact, &correction_holding, 0, &id, "ask", "subject", "weekly_report", "subject_id",
	                      number(report.id.v), "ground", GROUND, "items.0.id", item, "items.0.work_done", "只约谈了一次", NULL));
	MOVE(s, legal, correction_holding, id, "approve");
	CHECK(1, story_report(s, s->labour, "2026-W46", &report));
	CHECK_STR(1, report.items.at[0].work_done, "只约谈了一次");
	l = digest_now(s, digest);
	CHECK_STR(2, l.view.entries[0].item.work_done, "两次约谈总包单位");
	CHECK_STR(2, l.view.amended[0].figures, "数字不变，文字有更正");
}

TEST(what_held_at_submission_holds_at_correction)
{
	struct story *s = zone_busy();
	struct weekly_report report;
	const char *id;

	CHECK(0, story_report(s, s->labour, "2026-W46", &report));
	id = number(report.id.v);
	const struct { const char *name, *value, *ground; enum refusal_kind kind; const char *rule; } cases[] = {
		{ "content", "nil", GROUND, REFUSED_BAD_INPUT, "weekly.nil" },
		{ "content", "items", GROUND, REFUSED_CONFLICT, "correction.same" },
		{ "content", "nil", "太短", REFUSED_BAD_INPUT, "record.too_short" },
		{ "content", "nil", "", REFUSED_BAD_INPUT, "record.required" },
		{ "state", "draft", GROUND, REFUSED_CONFLICT, "correction.same" },
		{ "version", "99", GROUND, REFUSED_STALE, "move.stale" },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++)
		CHECK_REFUSED(story_move(s, &s->labour_contact, &correction_holding, 0, NULL, "ask", "subject", "weekly_report",
		                         "subject_id", id, "ground", cases[i].ground, cases[i].name, cases[i].value, NULL),
		              cases[i].kind, cases[i].rule);
	CHECK(0, story_report(s, s->labour, "2026-W47", &report));
	CHECK_REFUSED(story_move(s, &s->labour_contact, &correction_holding, 0, NULL, "ask", "subject", "weekly_report", "subject_id",
	                         number(report.id.v), "ground", GROUND, "content", "nil", NULL), REFUSED_CONFLICT, "correction.state");
	CHECK_REFUSED(story_move(s, &s->labour_contact, &correction_holding, 0, NULL, "ask", "subject", "unit", "subject_id", "1",
	                         "ground", GROUND, NULL), REFUSED_NOT_FOUND, "record.not_there");
}

TEST(who_asked_does_not_approve_and_what_changed_meanwhile_is_asked_again)
{
	struct story *s = story_open("2026-11-02T08:00");
	int64_t matter = story_matter(s, &s->labour_officer, "华信厂房外包队工资拖欠"), id = 0;
	struct caller other = s->legal;

	CHECK_DONE(story_move(s, &s->legal, &correction_holding, 0, &id, "ask", "subject", "matter", "subject_id", number(matter),
	                      "ground", GROUND, "place", "航海东路 8 号", NULL));
	CHECK_REFUSED(story_move(s, &s->legal, &correction_holding, id, NULL, "approve", NULL), REFUSED_FORBIDDEN, "correction.self");
	CHECK_REFUSED(story_move(s, &s->labour_head, &correction_holding, id, NULL, "withdraw", NULL), REFUSED_FORBIDDEN, NULL);
	MOVE(s, labour_officer, matter_holding, matter, "note", "progress", "已约谈");
	other.account_id = s->leader.account_id;
	CHECK_REFUSED(story_move(s, &other, &correction_holding, id, NULL, "approve", NULL), REFUSED_STALE, "correction.stale");
	MOVE(s, legal, correction_holding, id, "withdraw");
	CHECK_DONE(story_move(s, &s->labour_officer, &correction_holding, 0, &id, "ask", "subject", "matter", "subject_id",
	                      number(matter), "ground", GROUND, "place", "航海东路 8 号", NULL));
	MOVE(s, legal, correction_holding, id, "approve");
}

TEST(a_correction_is_asked_by_page_and_api_and_not_seen_out_of_scope)
{
	struct story *s = zone_busy();
	struct client *contact = test_client(s->house), *stranger, *legal;
	struct weekly_report report;
	const char *row, *api;
	struct answer answer;

	CHECK(0, story_report(s, s->labour, "2026-W46", &report));
	row = str_terminated(test_arena(), str_format(test_arena(), "/weekly/report/%lld/correct", (long long)report.id.v));
	api = str_terminated(test_arena(), str_format(test_arena(), "/api/v1/weekly_report/%lld/correct", (long long)report.id.v));
	contact = zone_client(s, contact, &s->labour_contact, "contact1");
	stranger = zone_client(s, contact, &s->city_contact, "contact2");
	legal = zone_client(s, contact, &s->legal, "legal");
	CHECK_STATUS(0, test_get(contact, row), 200);
	CHECK_STATUS(1, test_get(stranger, row), 404);
	CHECK_STATUS(2, test_form(stranger, row, "content=nil&ground=x"), 404);
	answer = test_form(contact, row, "content=nil&ground=short");
	CHECK_STATUS(3, answer, 422);
	CHECK(3, test_body_has(answer, "更正理由至少 10 字") && !test_body_has(answer, "不认识的栏目"));
	answer = test_form(contact, row, str_terminated(test_arena(), str_format(test_arena(),
	                   "items.0.id=%lld&items.0.work_done=once&items.1.title=&items.1.listing=listed&ground=" GROUND,
	                   (long long)report.items.at[0].id.v)));
	CHECK_STATUS(4, answer, 303);
	CHECK(4, str_starts_with(answer.location, "/correction/"));
	CHECK_STATUS(5, test_get(stranger, str_terminated(test_arena(), answer.location)), 404);
	answer = test_get(legal, str_terminated(test_arena(), answer.location));
	CHECK_STATUS(6, answer, 200);
	CHECK(6, test_body_has(answer, "两次约谈总包单位") && test_body_has(answer, "once") && test_body_has(answer, "批准更正"));
	contact = test_client_beside(contact);
	stranger = test_client_beside(contact);
	test_login_api(contact, "contact1", ZONE_PASSWORD);
	test_login_api(stranger, "contact2", ZONE_PASSWORD);
	CHECK_STATUS(7, test_api(stranger, "POST", "/api/v1/correction/1/withdraw", "{}"), 404);
	CHECK_STATUS(7, test_api(contact, "POST", "/api/v1/correction/1/withdraw", "{}"), 200);
	CHECK_STATUS(8, test_api(stranger, "POST", api, "{\"content\":\"nil\",\"ground\":\"" GROUND "\"}"), 404);
	answer = test_api(contact, "POST", api, "{\"content\":\"nil\",\"ground\":\"" GROUND "\"}");
	CHECK_STATUS(9, answer, 422);
	CHECK(9, test_body_has(answer, "weekly.nil"));
}

/* ---- where it is seen ---- */

/* The nil return of week 46, corrected after its digest was signed. */
static int64_t corrected_week(struct story *s, struct weekly_report *report_out, int64_t *digest_out)
{
	struct asking asking = { .content = "items", .report = report_out };

	story_contact_is_filed(s, &s->labour_head, s->labour_clerk);
	story_until(s, "2026-11-17T09:00");
	CHECK(0, story_report(s, s->labour, "2026-W46", report_out));
	CHECK_DONE(story_submit(s, &s->labour_contact, report_out, "nil"));
	story_until(s, "2026-11-17T14:00");
	*digest_out = story_digest(s, "2026-W46");
	MOVE(s, legal, digest_holding, *digest_out, "sign", "analysis", "本周无列报");
	story_until(s, "2026-11-18T09:00");
	CHECK_DONE(test_act(s->house, &s->labour_contact, ask, &asking));
	MOVE(s, legal, correction_holding, asking.id, "approve");
	CHECK(0, story_report(s, s->labour, "2026-W46", report_out));
	return asking.id;
}

static const char *at(const char *before, int64_t id)
{
	return str_terminated(test_arena(), str_format(test_arena(), "%s%lld", before, (long long)id));
}

TEST(board_digest_strip_and_history_carry_the_mark_of_a_correction)
{
	struct story *s = story_open("2026-11-09T08:00");
	struct weekly_report report;
	int64_t digest, correction = corrected_week(s, &report, &digest);
	struct client *legal;
	struct answer page;

	CHECK_DONE(test_act(s->house, NULL, zone_add_watchers, s));
	legal = zone_client(s, test_client(s->house), &s->legal, "legal");
	page = test_get(legal, "/weekly?period=2026-W46");
	CHECK_STATUS(0, page, 200);
	CHECK(0, test_body_has(page, at("href=\"/correction/", correction)) && test_body_has(page, "aria-label=\"更正 劳动监察大队\""));
	CHECK(1, test_body_has(page, "按时（有更正）") && test_body_has(page, "class=\"w-corrected\""));
	page = test_get(legal, "/weekly?period=2026-W45");
	CHECK(2, !test_body_has(page, "（有更正）") && !test_body_has(page, at("href=\"/correction/", correction)));
	page = test_get(legal, at("/weekly/digest/", digest));
	CHECK_STATUS(3, page, 200);
	CHECK(3, test_body_has(page, "呈报后更正 1 处") && test_body_has(page, "id=\"amendments\""));
	CHECK(3, test_body_has(page, "零报告 1 → 0 家；列报未果事项 0 → 1 件") && test_body_has(page, "零报告 1 家；"));
	page = test_get(legal, at("/weekly/item/", report.items.at[0].id.v));
	CHECK_STATUS(4, page, 200);
	CHECK(4, test_body_has(page, "这一周的周报有更正") && test_body_has(page, at("href=\"/correction/", correction)));
}

struct printing { int64_t id; struct document document; Str frozen, issued; };

static bool print_digest(struct act *act, void *thing)
{
	struct printing *p = thing;
	struct document issued;
	struct issued row;
	struct digest digest;
	struct strbuf pdf = { .arena = test_arena() }, docx = { .arena = test_arena() };
	bool found;

	act->arena = test_arena();
	if (!record_load(act, &digest_record, p->id, &digest) || !digest_as_printed(act, &digest, &p->document)
	    || !document_issued(act, "digest", p->id, &found, &row, &issued) || !document_pdf(act, &p->document, &pdf)
	    || !document_docx(act, &p->document, &docx))
		return false;
	p->issued = document_freeze(test_arena(), &issued);
	p->document.remark = STR_NONE;
	p->frozen = document_freeze(test_arena(), &p->document);
	return true;
}

TEST(the_files_of_a_signed_digest_carry_what_was_corrected_since_and_its_own_text_stays)
{
	struct story *s = story_open("2026-11-09T08:00");
	struct weekly_report report;
	struct printing p = { 0 };
	const struct annex *last;

	(void)corrected_week(s, &report, &p.id);
	CHECK_DONE(test_read(s->house, &s->legal, print_digest, &p));
	CHECK(0, p.document.annex_count == document_own_annexes(&p.document) + 1);
	last = &p.document.annexes[p.document.annex_count - 1];
	CHECK_STR(1, last->title, "呈报后经批准的更正");
	CHECK_STR(1, last->blocks.at[1].text, "1.2026年11月18日，劳动监察大队：零报告 1 → 0 家；列报未果事项 0 → 1 件。");
	CHECK(2, str_equal(p.frozen, p.issued));
}

/* ---- the ledger ---- */

struct entries_of { const char *record; int64_t id; struct ledger_entry *at; size_t count; };

static bool read_entries(struct act *act, void *thing)
{
	struct entries_of *e = thing;

	act->arena = test_arena();
	return ledger_of(act, e->record, e->id, 0, 20, &e->at, &e->count);
}

static struct ledger_entry newest_entry(struct story *s, const char *record, int64_t id)
{
	struct entries_of e = { record, id, NULL, 0 };

	CHECK_DONE(test_read(s->house, NULL, read_entries, &e));
	CHECK(0, e.count > 0);
	return e.at[0];
}

TEST(the_ledger_has_both_versions_the_ground_and_who_approved)
{
	struct story *s = story_open("2026-11-09T08:00");
	struct weekly_report report;
	int64_t digest, correction = corrected_week(s, &report, &digest);
	struct ledger_entry entry = newest_entry(s, "weekly_report", report.id.v);

	CHECK_STR(0, entry.event, "weekly_report.correct");
	CHECK_STR(0, entry.note, GROUND);
	CHECK_INT(0, entry.actor_id, s->legal.account_id);
	CHECK(0, str_contains(entry.before, STR("\"content\":\"nil\"")) && str_contains(entry.after, STR("\"content\":\"items\"")));
	entry = newest_entry(s, "correction", correction);
	CHECK_STR(1, entry.event, "correction.approve");
	CHECK(1, str_contains(entry.before, STR("\"state\":\"asked\"")) && str_contains(entry.after, STR("\"state\":\"approved\"")));
	entry = newest_entry(s, "digest_amendment", 1);
	CHECK_STR(2, entry.event, "digest_amendment.amend");
}

/* ---- the other records ---- */

TEST(a_feedback_and_a_report_back_mechanism_are_corrected_too)
{
	struct story *s = zone_busy();
	int64_t id = 0;
	struct ledger_entry entry;

	CHECK_REFUSED(story_move(s, &s->labour_head, &correction_holding, 0, NULL, "ask", "subject", "instruction", "subject_id",
	                         "1", "ground", GROUND, "feedback", "余款未付", NULL), REFUSED_CONFLICT, "correction.state");
	MOVE(s, labour_head, instruction_holding, 1, "feedback", "feedback", "余款已付清，十五人签字");
	CHECK_REFUSED(story_move(s, &s->labour_head, &correction_holding, 0, NULL, "ask", "subject", "instruction", "subject_id",
	                         "1", "ground", GROUND, "feedback", "", NULL), REFUSED_BAD_INPUT, "weekly.feedback");
	CHECK_REFUSED(story_move(s, &s->city_head, &correction_holding, 0, NULL, "ask", "subject", "instruction", "subject_id",
	                         "1", "ground", GROUND, "feedback", "余款未付", NULL), REFUSED_NOT_FOUND, "record.not_there");
	CHECK_DONE(story_move(s, &s->labour_head, &correction_holding, 0, &id, "ask", "subject", "instruction", "subject_id",
	                      "1", "ground", GROUND, "feedback", "余款已付清，十四人签字", NULL));
	MOVE(s, legal, correction_holding, id, "approve");
	entry = newest_entry(s, "instruction", 1);
	CHECK_STR(0, entry.event, "instruction.correct");
	CHECK(0, str_contains(entry.before, STR("十五人")) && str_contains(entry.after, STR("十四人")));

	CHECK_DONE(story_move(s, &s->labour_head, &correction_holding, 0, &id, "ask", "subject", "report_contact", "subject_id", "1",
	                      "ground", GROUND, "mechanism", "每周一下午例会逐件核对", NULL));
	MOVE(s, legal, correction_holding, id, "approve");
	entry = newest_entry(s, "report_contact", 1);
	CHECK_STR(1, entry.event, "report_contact.correct");
	CHECK(1, str_contains(entry.after, STR("每周一下午例会逐件核对")));
	CHECK_REFUSED(story_move(s, &s->labour_head, &correction_holding, 0, NULL, "ask", "subject", "report_contact", "subject_id", "1",
	                         "ground", GROUND, "account_id", number(s->city_clerk.v), NULL), REFUSED_CONFLICT, "correction.same");
}
