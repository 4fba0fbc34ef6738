/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* failing_test.c - whatever call to the database fails in whatever verb, nothing of the act is stored and the person is
 * told so. A verb that is new in a table of moves must be tried here too: the last check names it. */
#include <string.h>

#include "clauses/accountability/accountability.h"
#include "clauses/patrol/lookback.h"
#include "clauses/patrol/plan.h"
#include "record/personal.h"
#include "tests/failing.h"
#include "tests/story.h"

/* ---- which verbs were tried ---- */

struct trial {
	struct story *s;
	int64_t row_id;                 /* of the last verb */
	const char *tried[200];
	size_t count;
};

static void note_tried(struct trial *t, const struct record *record, const char *verb)
{
	CHECK(0, t->count < COUNT_OF(t->tried));
	t->tried[t->count++] = str_terminated(test_arena(), str_format(test_arena(), "%s.%s", record->name, verb));
}

static bool was_tried(const struct trial *t, const char *what)
{
	for (size_t i = 0; i < t->count; i++)
		if (strcmp(t->tried[i], what) == 0)
			return true;
	return false;
}

static void nothing_is_left_out(const struct trial *t)
{
	for (const struct clause *const *clause = t->s->house->clauses; *clause; clause++) {
		for (const struct holding *const *h = (*clause)->holdings; h && *h; h++) {
			for (const struct move *m = (*h)->moves; m && m->verb; m++) {
				const char *what = str_terminated(test_arena(), str_format(test_arena(), "%s.%s", (*h)->record->name, m->verb));

				if (!m->by_program && !was_tried(t, what))
					fail_msg("%s was not tried with a failing database: add it to this test", what);
			}
		}
	}
}

static const struct holding *named(const struct trial *t, const char *record)
{
	const struct holding *holding = holding_named(t->s->house, str_of(record));

	CHECK(0, holding != NULL);
	return holding;
}

/* One verb, each of whose calls failed once before it got through; its row. Pairs of field and value as story_move. */
#define TRY(t, who, record, id, ...) tried((t), (record), verb_of(__VA_ARGS__, NULL), \
	story_move((t)->s, (who), named((t), (record)), (id), &(t)->row_id, __VA_ARGS__, NULL))

static const char *verb_of(const char *verb, ...)
{
	return verb;
}

static int64_t tried(struct trial *t, const char *record, const char *verb, struct refusal refusal)
{
	if (refusal.kind != REFUSED_NOT)
		print_error("%s.%s:\n", record, verb);
	CHECK_DONE(refusal);
	note_tried(t, named(t, record)->record, verb);
	return t->row_id;
}

static const char *digits(int64_t n)
{
	return str_terminated(test_arena(), str_format(test_arena(), "%lld", (long long)n));
}

/* ---- the verbs ---- */

static const struct caller sysadmin = { .account_id = 901, .roles = 1u << ROLE_SYSADMIN };
static const struct caller secadmin = { .account_id = 902, .roles = 1u << ROLE_SECADMIN };

struct key_asked { int64_t account, id; };

static bool find_key(struct act *act, void *input)
{
	struct key_asked *asked = input;
	struct list_ask ask = { .record = &personal_key_record, .scope = { .kind = SCOPE_ALL },
	                        .only = { { "row_id", .value = asked->account }, { "record", .text = STR("account"), .is_text = true } } };
	struct list list;

	if (!record_list(act, &ask, &list))
		return false;
	asked->id = list.count ? record_id(&personal_key_record, list_row(&list, &personal_key_record, 0)) : 0;
	return true;
}

static int64_t key_of(struct trial *t, int64_t account)
{
	struct key_asked asked = { account, 0 };

	CHECK_DONE(test_read(t->s->house, NULL, find_key, &asked));
	CHECK(0, asked.id > 0);
	return asked.id;
}

static void try_people(struct trial *t)
{
	struct story *s = t->s;
	int64_t unit = TRY(t, &sysadmin, "unit", 0, "create", "name", "市场监管分局", "short_name", "市监", "kind", "department",
	                   "reports", "1", "since_on", "2026-11-01");
	int64_t officer, card, account;

	TRY(t, &sysadmin, "unit", unit, "edit", "short_name", "市场监管");
	officer = TRY(t, &s->legal, "officer", 0, "create", "unit_id", digits(unit), "name", "丙一", "post", "科员");
	TRY(t, &s->legal, "officer", officer, "edit", "post", "副队长");
	card = TRY(t, &s->legal, "certificate", 0, "create", "officer_id", digits(officer), "number", "豫C-0001",
	           "issued_on", "2026-01-01", "expires_on", "2030-12-31");
	TRY(t, &s->legal, "certificate", card, "edit", "expires_on", "2031-12-31");
	TRY(t, &s->legal, "certificate", card, "withdraw", "reason", "培训不合格");
	TRY(t, &s->legal, "officer", officer, "take_off_post", "reason", "参加集中培训");
	TRY(t, &s->legal, "officer", officer, "return_to_post", "reason", "培训合格");
	TRY(t, &s->legal, "officer", officer, "leave", "reason", "调往外单位");
	account = TRY(t, &sysadmin, "account", 0, "create", "unit_id", digits(unit), "login", "clerk9", "name", "丙联系人",
	              "phone", "13800138000");
	TRY(t, &sysadmin, "account", account, "edit", "phone", "13800138001");
	TRY(t, &secadmin, "personal_key", key_of(t, account), "erase", "ground", "本人要求");
	TRY(t, &secadmin, "account", account, "grant", "roles", "contact");
	TRY(t, &sysadmin, "account", account, "give_password");
	TRY(t, &secadmin, "account", account, "disable", "reason", "离岗");
	TRY(t, &secadmin, "account", account, "enable", "reason", "返岗");
}

static void try_devices(struct trial *t)
{
	struct story *s = t->s;
	int64_t phone = TRY(t, &s->labour_head, "device", 0, "create", "unit_id", digits(s->labour.v), "number", "phone-7", "name", "甲一的手机",
	                    "kind", "phone", "protocol", "osmand");

	TRY(t, &s->labour_head, "device", phone, "edit", "name", "甲二的手机");
	TRY(t, &s->labour_head, "device", phone, "give_key");
	TRY(t, &s->labour_head, "device", phone, "stop", "reason", "送修");
	TRY(t, &s->labour_head, "device", phone, "resume", "reason", "修好");
	TRY(t, &s->labour_head, "device", phone, "retire", "reason", "报废");
}

static void try_house(struct trial *t)
{
	int64_t setting = TRY(t, &t->s->legal, "setting", 0, "set", "name", "weekly.old_days", "value", "9", "from_on", "2026-12-01", "source", "局务会");

	TRY(t, &t->s->legal, "setting", setting, "withdraw", "reason", "局务会改期");
	TRY(t, &t->s->legal, "holiday", 0, "import", "notice", "2027 元旦 off 01-01..01-03 work 01-04", "source", "国办发明电〔2026〕9号");
}

/* One draft that is dropped; one that stands, is revised and ends. */
static int64_t try_drawing(struct trial *t, const char *record, const char *kind, const char *shape)
{
	const struct caller *head = &t->s->labour_head;
	int64_t id = TRY(t, head, record, 0, "draft", "name", "科学大道", "kind", kind, "from_on", "2026-11-02", "shape", shape);

	TRY(t, head, record, id, "drop");
	id = TRY(t, head, record, 0, "draft", "name", "科学大道", "kind", kind, "from_on", "2026-11-02", "shape", shape);
	TRY(t, head, record, id, "edit", "words", "至西四环");
	TRY(t, head, record, id, "release");
	TRY(t, head, record, id, "revise");
	TRY(t, head, record, id, "end", "until_on", "2026-12-31");
	return id;
}

static void try_ground(struct trial *t)
{
	const struct caller *contact = &t->s->labour_contact, *legal = &t->s->legal;
	static const char *const ends[] = { "withdraw", "refuse", "approve" };
	int64_t road = try_drawing(t, "road", "road", "{\"type\":\"LineString\",\"coordinates\":[[113.52,34.8086],[113.58,34.8088]]}");
	int64_t id = 0;

	(void)try_drawing(t, "area", "key", "{\"type\":\"Polygon\",\"coordinates\":[[[113.55,34.81],[113.56,34.81],[113.56,34.82],[113.55,34.81]]]}");
	for (size_t i = 0; i < COUNT_OF(ends); i++) {
		id = TRY(t, contact, "impassable", 0, "ask", "road_id", digits(road), "from_on", "2026-11-02", "until_on", "2026-11-08",
		         "ground", "路面塌陷抢修");
		if (i == 1)
			TRY(t, legal, "impassable", id, "refuse", "decision", "请附现场照片");
		else
			tried(t, "impassable", ends[i], story_move(t->s, i ? legal : contact, named(t, "impassable"), id, NULL, ends[i], NULL));
	}
	TRY(t, contact, "impassable", id, "shorten", "until_on", "2026-11-05");
}

static int64_t try_matter(struct trial *t)
{
	struct story *s = t->s;
	int64_t id = TRY(t, &s->labour_officer, "matter", 0, "register", "title", "华信厂房外包队工资拖欠", "source", "patrol");

	TRY(t, &s->labour_head, "matter", id, "assign", "lead_id", digits(s->labour_lead.v), "second_id", digits(s->labour_second.v));
	TRY(t, &s->labour_officer, "matter", id, "note", "progress", "约谈总包单位");
	TRY(t, &s->labour_officer, "matter", id, "block", "obstacle", "refusal", "blocked_reason", "总包拒不到场");
	TRY(t, &s->labour_officer, "matter", id, "resume", "progress", "总包到场");
	TRY(t, &s->labour_head, "matter", id, "extend", "extended_to_on", "2027-03-01", "extension_ground", "案情复杂，须调取银行流水");
	return id;
}

static struct weekly_report report_of(struct trial *t, const char *period)
{
	struct weekly_report report;

	CHECK(0, story_report(t->s, t->s->labour, period, &report));
	return report;
}

static void try_report(struct trial *t)
{
	struct story *s = t->s;
	struct weekly_report report;

	TRY(t, &s->labour_head, "report_contact", 0, "file", "account_id", digits(s->labour_clerk.v), "phone", "037167890001",
	    "mechanism", "每周一汇总，周二九时前审定");
	story_until(s, "2026-11-13T09:00");
	report = report_of(t, "2026-W46");
	TRY(t, &s->legal, "weekly_report", report.id.v, "urge");
	TRY(t, &s->labour_contact, "weekly_report", report.id.v, "save", "content", "items");
	report = report_of(t, "2026-W46");
	tried(t, "weekly_report", "submit", story_fill_and_submit(s, &s->labour_contact, &report, "两次约谈总包单位"));
	TRY(t, &s->labour_contact, "weekly_report", report.id.v, "withdraw");
	report = report_of(t, "2026-W46");
	tried(t, "weekly_report", "submit", story_fill_and_submit(s, &s->labour_contact, &report, "三次约谈总包单位"));
	TRY(t, &s->legal, "weekly_report", report.id.v, "return", "return_reason", "请写明欠薪人数");
	report = report_of(t, "2026-W46");
	tried(t, "weekly_report", "submit", story_fill_and_submit(s, &s->labour_contact, &report, "三次约谈，涉及 17 人"));
}

static bool load_digest(struct act *act, void *row)
{
	act->arena = test_arena();
	return record_load(act, &digest_record, ((struct digest *)row)->id.v, row);
}

static int64_t first_entry(struct trial *t, int64_t digest_id)
{
	struct digest digest = { .id = { digest_id } };

	CHECK_DONE(test_read(t->s->house, NULL, load_digest, &digest));
	CHECK_INT(0, digest.entries.count, 1);
	return digest.entries.at[0].id.v;
}

static void try_digest(struct trial *t)
{
	struct story *s = t->s;
	int64_t digest, instruction;

	story_until(s, "2026-11-17T14:00");
	digest = story_digest(s, "2026-W46");
	TRY(t, &s->legal, "digest", digest, "save", "analysis", "本周一件");
	TRY(t, &s->legal, "digest", digest, "sign", "entries.0.id", digits(first_entry(t, digest)), "entries.0.proposal", "coordinate");
	TRY(t, &s->leader, "digest", digest, "read");
	instruction = TRY(t, &s->leader, "instruction", 0, "issue", "digest_id", digits(digest), "unit_id", digits(s->labour.v),
	                  "kind", "instruct", "words", "盯到清零");
	TRY(t, &s->labour_head, "instruction", instruction, "feedback", "feedback", "已发放六成");
	TRY(t, &s->leader, "instruction", instruction, "reject", "return_reason", "其余何时发放？");
	TRY(t, &s->labour_head, "instruction", instruction, "feedback", "feedback", "月底前发清");
	TRY(t, &s->leader, "instruction", instruction, "accept");
	instruction = TRY(t, &s->leader, "instruction", 0, "issue", "digest_id", digits(digest), "unit_id", digits(s->labour.v),
	                  "kind", "warn", "words", "两周未报进展");
	TRY(t, &s->labour_head, "instruction", instruction, "acknowledge");
}

static void try_correction(struct trial *t, int64_t matter)
{
	static const char *const decisions[] = { "withdraw", "refuse", "approve" };
	struct story *s = t->s;

	for (size_t i = 0; i < COUNT_OF(decisions); i++) {
		int64_t id = TRY(t, &s->labour_officer, "correction", 0, "ask", "subject", "matter", "subject_id", digits(matter),
		                 "ground", "登记时地点写错了，以此为准", "place", "航海东路 8 号");
		const struct caller *who = i == 0 ? &s->labour_officer : &s->legal;

		if (i == 1)
			TRY(t, who, "correction", id, "refuse", "words", "请附证明");
		else
			tried(t, "correction", decisions[i], story_move(s, who, &correction_holding, id, NULL, decisions[i], NULL));
	}
}

struct plan_asked { UnitId unit_id; int64_t id; };

static bool find_plan(struct act *act, void *input)
{
	struct plan_asked *asked = input;
	struct list_ask ask = { .record = &plan_record, .scope = { .kind = SCOPE_UNIT, .unit_id = asked->unit_id.v },
	                        .only = { { "period", .text = STR("2026-W47"), .is_text = true } } };
	struct list list;

	if (!record_list(act, &ask, &list))
		return false;
	asked->id = list.count ? record_id(&plan_record, list_row(&list, &plan_record, 0)) : 0;
	return true;
}

/* On Friday the 13th next week's plan lies there as a draft. */
static void try_plan(struct trial *t)
{
	struct story *s = t->s;
	struct plan_asked asked = { .unit_id = s->labour };
	int64_t road = TRY(t, &s->labour_head, "road", 0, "draft", "name", "莲花街", "kind", "key_section", "shape",
	                   "{\"type\":\"LineString\",\"coordinates\":[[113.52,34.81],[113.53,34.81]]}", "from_on", "2026-11-13");

	TRY(t, &s->labour_head, "road", road, "release");
	CHECK_DONE(test_read(s->house, NULL, find_plan, &asked));
	TRY(t, &s->labour_contact, "patrol_plan", asked.id, "regenerate");
	TRY(t, &s->labour_contact, "patrol_plan", asked.id, "save", "words", "周三加一班");
	TRY(t, &s->labour_contact, "patrol_plan", asked.id, "release");
}

static void try_regime(struct trial *t)
{
	struct story *s = t->s;
	int64_t id = TRY(t, &s->labour_contact, "regime", 0, "draft", "kind", "visit", "title", "回访制度");

	TRY(t, &s->labour_contact, "regime", id, "save", "words", "每季度回访一成");
	TRY(t, &s->labour_head, "regime", id, "file", "from_on", "2026-12-01");
	TRY(t, &s->legal, "regime", id, "return", "return_reason", "比例太低");
	TRY(t, &s->labour_head, "regime", id, "file", "words", "每季度回访两成");
	TRY(t, &s->legal, "regime", id, "acknowledge");
	TRY(t, &s->labour_head, "regime", id, "revise");
}

/* What failed before it took an id with it on PostgreSQL: the row is found by its state and not by a number. */
struct waiting { const struct record *record; const char *state; int64_t id; };

static bool find_waiting(struct act *act, void *input)
{
	struct waiting *w = input;
	struct list_ask ask = { .record = w->record, .scope = { .kind = SCOPE_ALL }, .most = 2,
	                        .only = { { .field = w->record->state, .text = str_of(w->state), .is_text = true } } };
	struct list list;

	if (!record_list(act, &ask, &list))
		return false;
	CHECK(0, list.count > 0);
	w->id = record_id(w->record, list.rows);
	return true;
}

static int64_t waiting(struct trial *t, const struct record *record, const char *state)
{
	struct waiting w = { record, state, 0 };

	CHECK_DONE(test_read(t->s->house, NULL, find_waiting, &w));
	return w.id;
}

static void try_patrols(struct trial *t)
{
	struct story *s = t->s;
	int64_t car = TRY(t, &s->labour_head, "device", 0, "create", "unit_id", digits(s->labour.v), "number", "13800000077",
	                  "name", "执法 07 车", "kind", "terminal", "protocol", "jt808");
	int64_t patrol = TRY(t, &s->labour_officer, "patrol", 0, "begin", "device_id", digits(car), "lead_id", digits(s->labour_lead.v));
	int64_t settled = TRY(t, &s->labour_officer, "finding", 0, "note", "title", "占道堆料", "place", "科学大道", "patrol_id", digits(patrol));
	int64_t own = TRY(t, &s->labour_officer, "finding", 0, "note", "title", "工地欠薪", "spot", "113.5501,34.8088");
	int64_t given = TRY(t, &s->labour_officer, "finding", 0, "note", "title", "占道经营", "place", "瑞达路");
	int64_t other = TRY(t, &s->labour_officer, "finding", 0, "note", "title", "井盖缺失", "place", "化工路");

	TRY(t, &s->labour_officer, "finding", settled, "settle", "settled_words", "当场清走");
	TRY(t, &s->labour_officer, "finding", own, "register");
	TRY(t, &s->labour_officer, "finding", given, "hand", "to_unit_id", digits(s->city.v));
	TRY(t, &s->city_head, "handover", waiting(t, &handover_record, "offered"), "return", "return_reason", "属地是街道");
	TRY(t, &s->labour_officer, "finding", other, "hand", "to_unit_id", digits(s->city.v));
	TRY(t, &s->city_head, "handover", waiting(t, &handover_record, "offered"), "accept");
	TRY(t, &s->labour_officer, "patrol", patrol, "end");
}

static void try_lookback(struct trial *t)
{
	static const char *const decisions[] = { "confirm", "reject" };
	struct story *s = t->s;
	int64_t look;

	for (size_t i = 0; i < COUNT_OF(decisions); i++) {
		TRY(t, &s->labour_officer, "matter", 0, "register", "title", "路面坑槽", "source", "complaint", "spot", "113.5501,34.8088");
		look = waiting(t, &lookback_record, "computed");
		TRY(t, &s->legal, "lookback", look, "look_again");
		tried(t, "lookback", decisions[i], story_move(s, &s->legal, &lookback_holding, look, NULL, decisions[i], "ground",
		                                              "本周没有经过", NULL));
	}
	TRY(t, &s->legal, "accountability_case", waiting(t, &case_record, "opened"), "settle", "outcome", "通报批评");
}

/* ---- the clock ---- */

/* A round of the clock survives each of its calls failing: what it could not do it does in its next round, once. */
static void the_clock_goes_on(struct trial *t)
{
	const struct duty_rule *const *rules = clauses_duty_rules(test_arena(), t->s->house);
	Instant now = test_instant("2026-11-27T09:00");
	int64_t n = 0;
	bool struck;

	test_clock(t->s->house, "2026-11-27T09:00");
	do {
		failing_arm(++n);
		(void)!duty_tick_virtual(t->s->house, rules, now);
		struck = failing_struck();
	} while (struck && n < 400);
	CHECK(0, n > 20);
	CHECK(0, duty_tick_virtual(t->s->house, rules, now));
	CHECK_INT(0, report_of(t, "2026-W48").state, REPORT_OPEN);
}

static bool verify(struct act *act, void *out)
{
	struct record_walk walk = { .records = clauses_records(act->arena, act->house) };

	return ledger_verify(act, &VERIFY_ROWS(walk), out);
}

static bool seal(struct act *act, void *input __attribute__((unused)))
{
	return ledger_seal(act);
}

static void try_all(enum failing manner)
{
	struct house *house = test_house("2026-11-02T08:00");
	struct trial t = { 0 };
	struct verdict verdict;
	int64_t matter;

	failing_begin(house, manner);
	t.s = story_open_in(house, "2026-11-02T08:00");
	try_ground(&t);
	matter = try_matter(&t);
	try_report(&t);
	try_plan(&t);
	try_digest(&t);
	try_correction(&t, matter);
	TRY(&t, &t.s->labour_officer, "matter", matter, "close", "outcome", "corrected", "closing_words", "工资已发清");
	try_people(&t);
	try_house(&t);
	try_regime(&t);
	try_devices(&t);
	try_patrols(&t);
	try_lookback(&t);
	the_clock_goes_on(&t);
	nothing_is_left_out(&t);
	CHECK(0, failing_tried() > 500);
	failing_end();
	CHECK_DONE(test_act(house, NULL, seal, NULL));
	CHECK_DONE(test_read(house, NULL, verify, &verdict));
	CHECK_STR(0, verdict.why, "");
	CHECK(0, verdict.sound);
}

TEST(whichever_call_fails_in_whichever_verb_nothing_is_stored_and_the_person_is_told)
{
	try_all(CALL_FAILS);
}

TEST(whenever_the_connection_is_lost_in_whichever_verb_nothing_is_stored)
{
	try_all(CONNECTION_IS_LOST);
}
