/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* story.c - people and clock of the stories. */
#include "tests/story.h"

#include <string.h>

#include "matter/matter.h"

/* ---- people ---- */

struct adding { const struct record *record; void *row; };

static bool add_row(struct act *act, void *input)
{
	struct adding *adding = input;

	return record_insert(act, adding->record, adding->row, "test.open", STR_NONE);
}

static void add(struct story *s, const struct record *record, void *row)
{
	struct adding adding = { record, row };

	CHECK_DONE(test_act(s->house, NULL, add_row, &adding));
}

static UnitId unit(struct story *s, const char *name, const char *short_name, enum unit_kind kind, Date since)
{
	struct unit row = { .name = str_of(name), .short_name = str_of(short_name), .kind = kind,
	                    .reports = kind == UNIT_DEPARTMENT, .since_on = since };

	add(s, &unit_record, &row);
	return row.id;
}

static OfficerId officer(struct story *s, UnitId unit_id, const char *name, const char *certificate)
{
	struct officer row = { .unit_id = unit_id, .name = str_of(name), .state = OFFICER_IN_POST, .post = STR("科员") };
	struct certificate card = { .unit_id = unit_id, .number = str_of(certificate), .issued_on = date_of_civil(2009, 1, 1),
	                            .expires_on = date_of_civil(2030, 1, 1) };

	add(s, &officer_record, &row);
	card.officer_id = row.id;
	add(s, &certificate_record, &card);
	return row.id;
}

static struct caller person(struct story *s, const char *login, const char *name, UnitId unit_id, enum role role)
{
	struct account row = { .unit_id = unit_id, .login = str_of(login), .name = str_of(name),
	                       .roles = str_of(role_words.at[role].word) };

	add(s, &account_record, &row);
	return (struct caller){ .account_id = row.id.v, .unit_id = unit_id.v, .name = row.name, .roles = 1u << role };
}

static void departments(struct story *s, Date since)
{
	s->labour = unit(s, "劳动监察大队", "劳监", UNIT_DEPARTMENT, since);
	s->city = unit(s, "行政执法分局", "执法", UNIT_DEPARTMENT, since);
	s->labour_lead = officer(s, s->labour, "甲一", "豫A-0001");
	s->labour_second = officer(s, s->labour, "甲二", "豫A-0002");
	s->city_lead = officer(s, s->city, "乙一", "豫B-0001");
	s->city_second = officer(s, s->city, "乙二", "豫B-0002");
	s->labour_head = person(s, "head1", "甲大队长", s->labour, ROLE_HEAD);
	s->labour_contact = person(s, "contact1", "甲联系人", s->labour, ROLE_CONTACT);
	s->labour_officer = person(s, "officer1", "甲经办", s->labour, ROLE_OFFICER);
	s->city_head = person(s, "head2", "乙局长", s->city, ROLE_HEAD);
	s->city_contact = person(s, "contact2", "乙联系人", s->city, ROLE_CONTACT);
	s->labour_clerk.v = s->labour_contact.account_id;
	s->city_clerk.v = s->city_contact.account_id;
}

struct story *story_open_in(struct house *house, const char *now_iso)
{
	struct story *s = ARENA_NEW(test_arena(), struct story);
	Date since = instant_date(test_instant(now_iso));

	s->house = house;
	s->committee = unit(s, "管委会", "管委会", UNIT_COMMITTEE, since);
	s->bureau = unit(s, "法制局", "法制局", UNIT_LEGAL_BUREAU, since);
	s->leader = person(s, "leader", "主要领导", s->committee, ROLE_LEADER);
	s->legal = person(s, "legal", "经办", s->bureau, ROLE_LEGAL_BUREAU);
	departments(s, since);
	story_until(s, now_iso);        /* the clock's first round: from here on it knows the time */
	return s;
}

struct story *story_open(const char *now_iso)
{
	return story_open_in(test_house(now_iso), now_iso);
}

/* ---- the clock ---- */

static void tick(struct story *s, const char *iso)
{
	test_clock(s->house, iso);
	CHECK(0, duty_tick(s->house, clauses_duty_rules(test_arena(), s->house), test_instant(iso)));
}

void story_until(struct story *s, const char *iso)
{
	Instant at = test_instant(iso);

	CHECK(0, duty_tick_virtual(s->house, clauses_duty_rules(test_arena(), s->house), at));
	test_clock(s->house, iso);
}

void story_stand_still_until(struct story *s, const char *iso)
{
	tick(s, iso);
}

/* ---- moves ---- */

struct moving { const struct holding *holding; int64_t id, id_out; const char *verb; struct input input; };

static bool make_move(struct act *act, void *thing)
{
	struct moving *m = thing;
	void *row = arena_take(act->arena, m->holding->record->size);

	for (size_t i = 0; i < m->input.count; i++)
		m->input.fields[i].used = false;
	if (!move_run(act, m->holding, m->id, str_of(m->verb), &m->input, row))
		return false;
	m->id_out = record_id(m->holding->record, row);
	return true;
}

static struct refusal run(struct story *s, const struct caller *who, struct moving *m, int64_t *id_out)
{
	struct refusal refusal = test_act(s->house, who, make_move, m);

	if (id_out && refusal.kind == REFUSED_NOT)
		*id_out = m->id_out;
	return refusal;
}

static void give(struct moving *m, const char *name, const char *value)
{
	CHECK(0, input_add(&m->input, str_of(name), str_of(value), INPUT_TEXT));
}

struct refusal story_move(struct story *s, const struct caller *who, const struct holding *holding, int64_t id, int64_t *id_out,
                          const char *verb, ...)
{
	struct moving m = { .holding = holding, .id = id, .verb = verb, .input = { .arena = test_arena() } };
	va_list pairs;

	va_start(pairs, verb);
	for (const char *name = va_arg(pairs, const char *); name; name = va_arg(pairs, const char *))
		give(&m, name, va_arg(pairs, const char *));
	va_end(pairs);
	return run(s, who, &m, id_out);
}

static const char *digits(int64_t n)
{
	return str_terminated(test_arena(), str_format(test_arena(), "%lld", (long long)n));
}

int64_t story_matter(struct story *s, const struct caller *officer, const char *title)
{
	bool is_labour = officer->unit_id == s->labour.v;
	int64_t id = 0;

	CHECK_DONE(story_move(s, officer, &matter_holding, 0, &id, "register", "title", title, "source", "patrol", NULL));
	CHECK_DONE(story_move(s, is_labour ? &s->labour_head : &s->city_head, &matter_holding, id, NULL, "assign",
	                      "lead_id", digits(is_labour ? s->labour_lead.v : s->city_lead.v),
	                      "second_id", digits(is_labour ? s->labour_second.v : s->city_second.v), NULL));
	return id;
}

void story_contact_is_filed(struct story *s, const struct caller *head, AccountId contact)
{
	CHECK_DONE(story_move(s, head, &contact_holding, 0, NULL, "file", "account_id", digits(contact.v), "phone", "037167890001",
	                      "mechanism", "每周一各科室汇总，周二上午九时前审定", NULL));
}

/* ---- looking ---- */

struct looking { UnitId unit_id; Str period; bool found; struct weekly_report *out; };

static bool look_report(struct act *act, void *thing)
{
	struct looking *l = thing;

	/* The texts must outlive the act. */
	act->arena = test_arena();
	return weekly_report_of(act, l->unit_id, l->period, &l->found, l->out);
}

bool story_report(struct story *s, UnitId unit_id, const char *period, struct weekly_report *out)
{
	struct looking l = { unit_id, str_of(period), false, out };

	CHECK_DONE(test_read(s->house, NULL, look_report, &l));
	return l.found;
}

struct asking { const struct duty_rule *rule; struct duty_about about; struct duty duty; bool found; };

static bool ask_duty(struct act *act, void *thing)
{
	struct asking *a = thing;

	act->arena = test_arena();
	return duty_find(act, a->rule, &a->about, &a->found, &a->duty);
}

struct duty story_duty(struct story *s, const struct duty_rule *rule, UnitId unit_id, const char *subject, int64_t id, const char *period)
{
	struct asking a = { .rule = rule, .about = { .unit_id = unit_id.v, .subject = subject, .subject_id = id,
	                                             .period = str_of(period) } };

	CHECK_DONE(test_read(s->house, NULL, ask_duty, &a));
	if (!a.found)
		a.duty.state = DUTY_STATES;
	return a.duty;
}

struct counting { int64_t account_id, count; const char *words; };

static bool count_notices(struct act *act, void *thing)
{
	struct counting *c = thing;
	struct list list;
	struct list_ask ask = { .record = &notice_record, .scope = { .kind = SCOPE_ALL }, .most = 200,
	                        .only = { { .field = "account_id", .value = c->account_id } } };

	if (!record_list(act, &ask, &list))
		return false;
	for (size_t i = 0; i < list.count; i++) {
		const struct notice *notice = list_row(&list, &notice_record, i);

		c->count += str_contains(notice->title, str_of(c->words));
	}
	return true;
}

int64_t story_notices(struct story *s, const struct caller *who, const char *words)
{
	struct counting c = { .account_id = who->account_id, .words = words };

	CHECK_DONE(test_read(s->house, NULL, count_notices, &c));
	return c.count;
}

/* ---- reporting ---- */

static struct moving sending(const struct weekly_report *report, const char *verb)
{
	struct moving m = { .holding = &report_holding, .id = report->id.v, .verb = verb, .input = { .arena = test_arena() } };

	return m;
}

struct refusal story_fill_and_submit(struct story *s, const struct caller *contact, const struct weekly_report *report, const char *work_done)
{
	struct moving m = sending(report, "submit");

	for (size_t i = 0; i < report->items.count; i++) {
		const struct { const char *name, *value; } blocks[] = {
			{ "id", digits(report->items.at[i].id.v) }, { "listing", "listed" }, { "work_done", work_done },
			{ "obstacle", "refusal" }, { "cooperation", "not_needed" } };

		for (size_t b = 0; b < COUNT_OF(blocks); b++)
			give(&m, str_terminated(test_arena(), str_format(test_arena(), "items.%zu.%s", i, blocks[b].name)), blocks[b].value);
	}
	give(&m, "content", "items");
	return run(s, contact, &m, NULL);
}

struct refusal story_submit(struct story *s, const struct caller *contact, const struct weekly_report *report, const char *content)
{
	struct moving m = sending(report, "submit");

	give(&m, "content", content);
	return run(s, contact, &m, NULL);
}

struct asked_digest { const char *period; int64_t id; };

static bool find_digest(struct act *act, void *out)
{
	struct asked_digest *asked = out;
	struct list list;
	struct list_ask ask = { .record = &digest_record, .scope = { .kind = SCOPE_ALL },
	                        .only = { { .field = "period", .text = str_of(asked->period), .is_text = true } } };

	if (!record_list(act, &ask, &list))
		return false;
	CHECK_INT(0, list.count, 1);
	asked->id = record_id(&digest_record, list_row(&list, &digest_record, 0));
	return true;
}

int64_t story_digest(struct story *s, const char *period)
{
	struct asked_digest asked = { period, 0 };

	CHECK_DONE(test_read(s->house, NULL, find_digest, &asked));
	return asked.id;
}
