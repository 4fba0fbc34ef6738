/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* toy_duty_test.c - the toy rules and the acts in one line. */
#include "duty/toy_duty_test.h"

const struct duty_rule toy_weekly = {
	"toy.weekly", "未果事项周报", "二（四）", OWED_BY_EVERY_UNIT, ROLE_CONTACT, true, WEEK,
	.due = { .weekday = TUESDAY, .hour = 12, .roll = ROLL_FORWARD }, .opens = { 2, 8 },
	.misbehaviour = INACTION, .path = "/weekly/report",
};
const struct duty_rule toy_filing = {
	"toy.filing", "执法备案", "二（五）", OWED_BY_EVERY_UNIT, ROLE_CONTACT, true, MONTH,
	.due = { .day_of_month = 20, .hour = 24, .roll = ROLL_FORWARD }, .opens = { 25, 8 },
	.misbehaviour = SLOW_ACTION, .path = "/filing",
};
const struct duty_rule toy_plan = {
	"toy.plan", "计划", "二（一）", OWED_BY_EVERY_DEPARTMENT, ROLE_CONTACT, true, WEEK,
	.due = { .weekday = SUNDAY, .hour = 18 }, .opens = { 3, 8 }, .ahead = true, .misbehaviour = INACTION, .path = "/plan",
};
const struct duty_rule toy_answer = {
	"toy.answer", "答复", "二（三）", OWED_BY_SUBJECT_UNIT, ROLE_OFFICER,
	.within = { 5, WORKING_DAYS, "setting" }, .pausable = true, .misbehaviour = SLOW_ACTION,
	.path = "/toy/%lld/answer",
};
const struct duty_rule toy_urgent = {
	"toy.urgent", "应急处置", "二（二）", OWED_BY_SUBJECT_UNIT, ROLE_OFFICER,
	.within = { 2, HOURS, "setting" }, .misbehaviour = INACTION,
};
const struct duty_rule toy_bureau = {
	"toy.bureau", "汇总", "二（四）", OWED_BY_LEGAL_BUREAU, ROLE_LEGAL_BUREAU, true, WEEK,
	.due = { .weekday = WEDNESDAY, .hour = 17, .roll = ROLL_FORWARD }, .opens = { 0, 8 },
	.misbehaviour = SLOW_ACTION, .path = "/weekly/digest",
};
const struct duty_rule toy_leader = {
	"toy.leader", "批示", "二（四）", OWED_BY_LEADER, ROLE_LEADER,
	.within = { 3, WORKING_DAYS, "setting" }, .misbehaviour = NO_MISBEHAVIOUR,
};

/* What the toy's witness saw, by subject: 1 is met, 2 is not, 3 cannot be told. */
static bool toy_look(struct act *act, const struct duty *duty, struct judgement *out)
{
	if (duty->subject_id == 3)
		return refuse(act, REFUSED_CONFLICT, "toy.blind", "看不清");
	out->met = duty->subject_id == 1;
	out->words = out->met ? STR("覆盖 97%") : STR("漏巡 3 段");
	out->more = ARENA_NEW(act->arena, int64_t);
	*(int64_t *)out->more = duty->subject_id * 100;
	return true;
}

static bool toy_settle(struct act *act, const struct duty *duty, const struct judgement *judgement)
{
	struct event event = { .event = "toy.judged", .subject = "duty", .subject_id = duty->id.v,
		               .note = str_format(act->arena, "%lld", (long long)*(const int64_t *)judgement->more) };

	return ledger_note(act, &event);
}
static const struct judge toy_judge = { toy_look, toy_settle };
const struct duty_rule toy_watch = {
	"toy.watch", "巡查", "二（一）", OWED_BY_SUBJECT_UNIT, ROLE_OFFICER,
	.within = { 2, HOURS, "setting" }, .judge = &toy_judge, .misbehaviour = INACTION,
};
const struct duty_rule *const toy_rules[] = {
	&toy_weekly, &toy_filing, &toy_answer, &toy_urgent, &toy_bureau, &toy_leader, &toy_watch, NULL };
const struct duty_rule *const toy_no_periods[] = { &toy_answer, &toy_urgent, &toy_leader, NULL };

static const struct duty_rule *find_toy(const struct house *house __attribute__((unused)), Str name)
{
	for (size_t i = 0; toy_rules[i]; i++)
		if (str_is(name, toy_rules[i]->name))
			return toy_rules[i];
	return NULL;
}

struct sample *toy_open(const char *now_iso)
{
	struct sample *s = sample_open(now_iso);

	s->house->find_duty_rule = find_toy;
	return s;
}

struct toy_ask {
	const struct duty_rule *rule;
	const struct duty_about *about;
	DutyId id;
	struct duty duty;
	bool found;
};

static bool raise(struct act *act, void *input)
{
	struct toy_ask *ask = input;

	return duty_raise(act, ask->rule, ask->about, &ask->id);
}

DutyId toy_raise(struct sample *s, const struct duty_rule *rule, const struct duty_about *about)
{
	struct toy_ask ask = { .rule = rule, .about = about };

	CHECK_DONE(test_act(s->house, NULL, raise, &ask));
	return ask.id;
}

static bool meet(struct act *act, void *input)
{
	const struct toy_ask *ask = input;

	return duty_meet(act, ask->rule, ask->about);
}

struct refusal toy_meet(struct sample *s, const struct duty_rule *rule, const struct duty_about *about)
{
	struct toy_ask ask = { .rule = rule, .about = about };

	return test_act(s->house, NULL, meet, &ask);
}

static bool load(struct act *act, void *input)
{
	struct toy_ask *ask = input;

	return record_load(act, &duty_record, ask->id.v, &ask->duty);
}

struct duty toy_duty(struct sample *s, DutyId id)
{
	struct toy_ask ask = { .id = id };

	CHECK_DONE(test_read(s->house, NULL, load, &ask));
	return ask.duty;
}

static bool find(struct act *act, void *input)
{
	struct toy_ask *ask = input;

	return duty_find(act, ask->rule, ask->about, &ask->found, &ask->duty);
}

struct duty toy_period(struct sample *s, const struct duty_rule *rule, UnitId unit, const char *period)
{
	struct duty_about about = { .unit_id = unit.v, .period = str_of(period) };
	struct toy_ask ask = { .rule = rule, .about = &about };

	CHECK_DONE(test_read(s->house, NULL, find, &ask));
	return ask.duty;
}

void toy_tick(struct sample *s, const char *now_iso)
{
	test_clock(s->house, now_iso);
	CHECK(0, duty_tick(s->house, toy_rules, test_instant(now_iso)));
}

struct toy_doing { enum toy_verb verb; struct duty duty; Instant until; Str ground; };

static bool act_on(struct act *act, void *input)
{
	const struct toy_doing *d = input;
	struct duty_about about = { .unit_id = d->duty.unit_id.v, .subject = str_terminated(act->arena, d->duty.subject),
		                    .subject_id = d->duty.subject_id, .period = d->duty.period };

	switch (d->verb) {
	case TOY_PAUSE:
		return duty_pause(act, d->duty.id, d->duty.version, d->ground);
	case TOY_RESUME:
		return duty_resume(act, d->duty.id, d->duty.version);
	case TOY_EXTEND:
		return duty_extend(act, d->duty.id, d->duty.version, d->until, d->ground);
	case TOY_WAIVE:
		return duty_waive(act, d->duty.id, d->duty.version, d->ground);
	case TOY_MEET:
	case TOY_VERBS:
		break;
	}
	return duty_meet(act, duty_rule_named(act, d->duty.rule), &about);
}

struct refusal toy_do(struct sample *s, enum toy_verb verb, DutyId id, const char *until, const char *ground)
{
	struct toy_doing d = { verb, toy_duty(s, id), INSTANT_NONE, str_of(ground) };

	if (until)
		d.until = test_instant(until);
	return test_act(s->house, NULL, act_on, &d);
}

static const struct sql NOTICES = { "SELECT account_id, title, path, key FROM notice ORDER BY account_id, key" };

struct toy_told { AccountId account; Str part; int64_t count; };

static bool count_told(struct act *act, void *input)
{
	struct toy_told *told = input;
	struct query *q = store_query(act, &NOTICES);

	while (query_next(q))
		if (query_int(q, "account_id") == told->account.v && str_contains(query_str(q, "title"), told->part))
			told->count++;
	return query_done(q);
}

int64_t toy_told(struct sample *s, AccountId account, const char *part)
{
	struct toy_told told = { account, str_of(part), 0 };

	CHECK_DONE(test_read(s->house, NULL, count_told, &told));
	return told.count;
}

struct toy_entries { DutyId id; const char *event; int64_t count; };

static bool count_entries(struct act *act, void *input)
{
	struct toy_entries *e = input;
	struct ledger_entry *entries;
	size_t count;

	if (!ledger_of(act, "duty", e->id.v, 0, 200, &entries, &count))
		return false;
	for (size_t i = 0; i < count; i++)
		if (str_is(entries[i].event, e->event))
			e->count++;
	return true;
}

int64_t toy_entries(struct sample *s, DutyId id, const char *event)
{
	struct toy_entries e = { id, event, 0 };

	CHECK_DONE(test_read(s->house, NULL, count_entries, &e));
	return e.count;
}

Str toy_iso(Instant at)
{
	return instant_is_set(at) ? str_first(instant_iso(test_arena(), at), 16) : STR_NONE;
}

/* ---- everything, as text ---- */

static const struct sql DUTIES = {
	"SELECT id, rule, unit_id, period, subject_id, state, stage, raised_at, due_at, met_at, breached_at, next_at,"
	"       reminded, due_why"
	"  FROM duty"
	" ORDER BY rule, period, unit_id, subject_id, raised_at" };

static bool dump_entries(struct act *act, struct strbuf *out, int64_t id)
{
	struct ledger_entry *entries;
	size_t count;

	if (!ledger_of(act, "duty", id, 0, 200, &entries, &count))
		return false;
	for (size_t i = count; i-- > 0;)
		buf_format(out, "    %.*s written %lld about %lld\n", STR_ARG(entries[i].event),
		           (long long)entries[i].written_at.sec, (long long)entries[i].effective_at.sec);
	return true;
}

static bool dump(struct act *act, void *input)
{
	struct strbuf *out = input;
	struct query *q = store_query(act, &DUTIES);

	while (query_next(q)) {
		Str rule = query_str(q, "rule"), period = query_str(q, "period"), state = query_str(q, "state");
		Str stage = query_str(q, "stage"), why = query_str(q, "due_why");
		static const char *const columns[] = { "unit_id", "subject_id", "raised_at", "due_at", "met_at",
			                               "breached_at", "next_at", "reminded" };

		buf_format(out, "%.*s %.*s %.*s %.*s %.*s", STR_ARG(rule), STR_ARG(period), STR_ARG(state), STR_ARG(stage),
		           STR_ARG(why));
		for (size_t i = 0; i < COUNT_OF(columns); i++)
			buf_format(out, " %lld", (long long)query_int(q, columns[i]));
		buf_text(out, "\n");
		if (!dump_entries(act, out, query_int(q, "id")))
			return false;
	}
	if (!query_done(q))
		return false;
	q = store_query(act, &NOTICES);
	while (query_next(q)) {
		Str title = query_str(q, "title"), path = query_str(q, "path");

		buf_format(out, "%lld %.*s %.*s\n", (long long)query_int(q, "account_id"), STR_ARG(title), STR_ARG(path));
	}
	return query_done(q);
}

Str toy_dump(struct sample *s)
{
	struct strbuf out = { .arena = test_arena() };

	CHECK_DONE(test_read(s->house, NULL, dump, &out));
	return buf_str(&out);
}
