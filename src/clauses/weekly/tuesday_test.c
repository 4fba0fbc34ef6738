/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* tuesday_test.c - weeks, matters and acts in one line for the tests of the weekly report. */
#include "clauses/weekly/tuesday_test.h"

#include <stdio.h>

#include "app/clauses.h"
#include "base/must.h"

struct sample *tuesday_open(const char *now_iso)
{
	struct sample *s = sample_open(now_iso);

	s->house->clauses = clauses;
	return s;
}

void tuesday_tick(struct sample *s, const char *now_iso)
{
	test_clock(s->house, now_iso);
	must(duty_tick_virtual(s->house, clauses_duty_rules(test_arena(), s->house), test_instant(now_iso)));
}

MatterId tuesday_matter(struct sample *s, UnitId unit_id, const char *title, const char *registered_iso, const char *progress)
{
	static int serial;
	struct matter m = { .unit_id = unit_id, .title = str_of(title), .registered_at = test_instant(registered_iso),
	                    .progress = str_of(progress), .number = str_format(test_arena(), "测〔2026〕%03d 号", ++serial) };

	(void)sample_insert(s, &matter_record, &m);
	return m.id;
}

static bool close_it(struct act *act, void *input)
{
	const MatterId *id = input;
	struct matter before, after;

	if (!record_load(act, &matter_record, id->v, &before))
		return false;
	after = before;
	after.state = MATTER_CLOSED;
	after.outcome = OUTCOME_CORRECTED;
	after.closing_words = STR("已改正");
	after.closed_at = act->now;
	return record_update(act, &matter_record, &before, &after, "matter.close", STR_NONE);
}

void tuesday_close_matter(struct sample *s, MatterId id)
{
	CHECK_DONE(test_act(s->house, NULL, close_it, &id));
}

/* ---- looking ---- */

struct looking { UnitId unit_id; Str period; bool found; struct weekly_report report; };

static bool look(struct act *act, void *input)
{
	struct looking *l = input;

	return weekly_report_of(act, l->unit_id, l->period, &l->found, &l->report);
}

/* In an act's own arena it would not live long enough, so the test's act brings the test's arena. */
struct weekly_report tuesday_report(struct sample *s, UnitId unit_id, const char *period)
{
	struct looking l = { .unit_id = unit_id, .period = str_of(period) };

	CHECK_DONE(test_read(s->house, NULL, look, &l));
	CHECK(0, l.found);
	return l.report;
}

const struct weekly_item *tuesday_item(const struct weekly_report *report, MatterId id)
{
	for (size_t i = 0; i < report->items.count; i++)
		if (report->items.at[i].matter_id.v == id.v)
			return &report->items.at[i];
	return NULL;
}

struct asking { const struct duty_rule *rule; struct duty_about about; bool found; struct duty duty; };

static bool ask(struct act *act, void *input)
{
	struct asking *a = input;

	return duty_find(act, a->rule, &a->about, &a->found, &a->duty);
}

struct duty tuesday_duty(struct sample *s, const struct weekly_report *report)
{
	struct asking a = { &WEEKLY_REPORT, { .unit_id = report->unit_id.v, .period = report->period } };

	CHECK_DONE(test_read(s->house, NULL, ask, &a));
	return a.duty;
}

struct duty tuesday_supplement(struct sample *s, const struct weekly_report *report)
{
	struct asking a = { &WEEKLY_SUPPLEMENT, { .unit_id = report->unit_id.v, .subject = "weekly_report",
	                                          .subject_id = report->id.v } };

	CHECK_DONE(test_read(s->house, NULL, ask, &a));
	return a.duty;
}

/* ---- doing ---- */

const char *say(const char *format, ...)
{
	enum { ROOM = 16384 };
	char *words = arena_take(test_arena(), ROOM);
	va_list values;

	va_start(values, format);
	must(vsnprintf(words, ROOM, format, values) < ROOM);
	va_end(values);
	return words;
}

struct doing { ReportId id; Str verb; struct input input; };

static bool move(struct act *act, void *input)
{
	struct doing *d = input;

	return move_run(act, &report_holding, d->id.v, d->verb, &d->input, NULL);
}

struct refusal tuesday_do(struct sample *s, const struct caller *who, ReportId id, const char *verb, const char *fields)
{
	struct doing d = { id, str_of(verb), { .arena = test_arena() } };
	enum refusal_kind refused = REFUSED_NOT;
	Str why = STR_NONE;

	must(form_parse_urlencoded(&d.input, str_of(fields), &refused, &why));
	return test_act(s->house, who, move, &d);
}

const char *tuesday_fields(const struct weekly_report *report, const char *words)
{
	const char *fields = "content=items";

	for (size_t i = 0; i < report->items.count; i++) {
		fields = say("%s&items.%zu.id=%lld&items.%zu.obstacle=refusal&items.%zu.cooperation=not_needed", fields, i,
		             (long long)report->items.at[i].id.v, i, i);
		if (words)
			fields = say("%s&items.%zu.work_done=%s", fields, i, words);
	}
	return fields;
}

Str tuesday_fault(const struct refusal *refusal, const char *field)
{
	if (!*field)
		return refusal->rule;
	for (const struct fault *f = refusal->faults; f; f = f->next)
		if (str_is(f->field, field))
			return f->rule;
	return STR_NONE;
}
