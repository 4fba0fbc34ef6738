/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* demo_report.c - how contacts live through a week: drafts on the last day before, the report in time or not, and
 * each unit's own bad habits, letter by letter (demo_people.c). Contacts are filed here too, mostly in time. */
#include "app/demo/demo_inner.h"

enum { FIRST_TRY = 0, LATE_CONTACT_UNIT = 12, FORGETFUL_HEAD = 4, CHANGED_CONTACT_UNIT = 10 };

/* ---- what the contact sees ---- */

struct sight {
	struct demo_report *r;
	struct weekly_report report;
	struct omission omitted;
	bool found;
};

static bool look(struct act *act, void *input)
{
	struct sight *sight = input;
	Str period = period_key(act->arena, sight->r->week->period);

	if (!weekly_report_of(act, sight->r->unit->id, period, &sight->found, &sight->report))
		return false;
	return !sight->found || weekly_omitted(act, &sight->report, &sight->omitted);
}

static struct demo_move move_of(struct demo *demo, const struct demo_report *r, const char *verb)
{
	return demo_move(demo, &report_holding, r->id, verb);
}

/* ---- what the contact writes ---- */

/* One item of the form: where it stands, what is known of it. */
struct writing {
	struct demo *demo;
	struct demo_report *r;
	struct demo_move *move;
	size_t row;
};

static void write_field(const struct writing *w, const char *field, Str value)
{
	demo_give(w->move, str_format(w->demo->moment, "items.%zu.%s", w->row, field), value);
}

static void write_id(const struct writing *w, const char *field, int64_t id)
{
	write_field(w, field, str_format(w->demo->moment, "%lld", (long long)id));
}

static Str work_of(struct demo *demo, struct demo_matter *m)
{
	if (str_is_empty(m->base))
		return demo_say(demo, &m->facts, STR("{today}已指派两名执法人员，{+1..3}到现场核查。"));
	if (str_is_empty(m->latest) || str_equal(m->base, m->latest))
		return m->base;
	return str_join(demo->arena, m->base, m->latest);
}

static void write_work(const struct writing *w, struct demo_matter *m, const struct weekly_item *item)
{
	bool copies = w->r->habit == 'C' && !str_is_empty(item->work_done);
	bool vague = w->r->habit == 'V' && w->row == 0 && !w->r->returned;

	if (copies)
		return;
	w->r->vague = w->r->vague || vague;
	m->reported = vague ? demo_say_one(w->demo, &m->facts, "vague") : work_of(w->demo, m);
	write_field(w, "work_done", m->reported);
}

static void write_cooperation(const struct writing *w, struct demo_matter *m)
{
	bool needed = m->partner && m->state == MATTER_BLOCKED;

	write_field(w, "cooperation", needed ? STR("needed") : STR("not_needed"));
	if (!needed)
		return;
	write_id(w, "cooperate_unit_id", m->partner->id.v);
	write_field(w, "ask_committee", m->ask);
}

static void write_reminder(const struct writing *w, struct demo_matter *m, const struct weekly_item *item)
{
	if (!m->partner || m->state != MATTER_BLOCKED || item->weeks != 4 || !str_is_empty(item->remind))
		return;
	write_field(w, "remind", demo_say_one(w->demo, &m->facts, "remind"));
	write_id(w, "remind_unit_id", m->partner->id.v);
}

static void write_item(const struct writing *w, struct demo_matter *m, const struct weekly_item *item)
{
	write_work(w, m, item);
	if (item->obstacle == OBSTACLE_NONE) {
		write_field(w, "obstacle", m->obstacle);
		write_field(w, "obstacle_detail", m->obstacle_words);
	}
	if (item->cooperation == COOPERATION_UNSAID || m->state == MATTER_BLOCKED)
		write_cooperation(w, m);
	write_reminder(w, m, item);
}

static void leave_out(const struct writing *w, struct demo_matter *m, const char *grounds)
{
	write_field(w, "listing", STR("left_out"));
	write_field(w, "left_out_ground", demo_say_one(w->demo, &m->facts, grounds));
}

/* What the Bureau or the next report has spoken of cannot be taken out any more. */
static bool can_take_out(const struct demo *demo, const struct demo_report *r)
{
	return !r->returned && demo->now.sec < r->week->opens_at.sec + 7 * 86400;
}

/* Written down so far: all of it, or the first half in a draft. */
static void write_items(struct writing *w, const struct sight *sight, size_t upto)
{
	const struct weekly_report *report = &sight->report;

	for (size_t i = 0; i < report->items.count; i++, w->row++) {
		const struct weekly_item *item = &report->items.at[i];
		struct demo_matter *m = demo_matter_with(w->r->unit, item->matter_id);

		must(m);
		write_id(w, "id", item->id.v);
		if (m->state == MATTER_CLOSED && can_take_out(w->demo, w->r))
			write_field(w, "delete", STR("true"));
		else if (m->state == MATTER_CLOSED)
			leave_out(w, m, "left_out.closed");
		else if (w->r->habit == 'O' && i + 1 == report->items.count && i > 0 && i < upto)
			leave_out(w, m, "left_out");
		else if (i < upto)
			write_item(w, m, item);
	}
}

/* What has become unresolved since Friday, or was left out of the draft. */
static void add_omitted(struct writing *w, const struct sight *sight)
{
	for (size_t i = 0; i < sight->omitted.count; i++, w->row++) {
		const struct matter *matter = &sight->omitted.at[i];
		struct demo_matter *m = demo_matter_with(w->r->unit, matter->id);
		struct weekly_item fresh = { .weeks = 1 };

		must(m);
		write_id(w, "matter_id", matter->id.v);
		write_field(w, "title", matter->title);
		write_item(w, m, &fresh);
	}
}

/* Of several there is one that nobody likes to see there: the oldest. */
static void hide_oldest(struct writing *w, const struct sight *sight)
{
	if (sight->report.items.count < 2)
		return;
	write_id(w, "id", sight->report.items.at[0].id.v);
	write_field(w, "delete", STR("true"));
	w->row++;
}

/* ---- drafts ---- */

static DemoDeed submit, withdraw;

static bool save(struct demo *demo, void *about)
{
	struct demo_report *r = about;
	struct sight sight = { .r = r };
	struct demo_move move = move_of(demo, r, "save");
	struct writing w = { demo, r, &move, 0 };

	if (r->in || !demo_read(demo, look, &sight))
		return r->in;
	if (r->habit == 'H')
		hide_oldest(&w, &sight);
	else
		write_items(&w, &sight, (sight.report.items.count + 1) / 2);
	return demo_do(demo, r->unit->speaker, &move);
}

/* ---- sending ---- */

static bool says_nothing(const struct demo_report *r, const struct sight *sight)
{
	size_t open = 0;

	for (size_t i = 0; i < sight->report.items.count; i++) {
		const struct demo_matter *m = demo_matter_with(r->unit, sight->report.items.at[i].matter_id);

		open += m && m->state != MATTER_CLOSED;
	}
	return open + sight->omitted.count == 0;
}

/* The first try of some: a nil return though there is something, or one left out in silence. Refused, of course. */
static void write_report(struct writing *w, const struct sight *sight)
{
	bool first = w->r->tries == FIRST_TRY;

	if (says_nothing(w->r, sight)) {
		write_items(w, sight, 0);
		if (can_take_out(w->demo, w->r))
			demo_give_text(w->move, "content", STR("nil"));
		return;
	}
	if (first && w->r->habit == 'N') {
		demo_give_text(w->move, "content", STR("nil"));
		return;
	}
	demo_give_text(w->move, "content", STR("items"));
	write_items(w, sight, sight->report.items.count);
	if (!first || w->r->habit != 'H')
		add_omitted(w, sight);
}

static void came_in(struct demo *demo, struct demo_report *r, const struct weekly_report *row)
{
	int least = demo_between(demo, 40, 130);

	r->in = true;
	r->late = demo->now.sec >= r->week->due_at.sec;
	demo->told.reports_in += r->returned ? 0 : 1;
	demo->told.late += r->late && !r->returned;
	demo->told.nil += row->content == CONTENT_NIL && !r->returned;
	demo_at(demo, instant_plus(demo->now, least * 60), demo_bureau_review, r);
	if (r->habit == 'W' && r->tries == FIRST_TRY)
		demo_at(demo, instant_plus(demo->now, demo_between(demo, 8, 25) * 60), withdraw, r);
}

static bool submit(struct demo *demo, void *about)
{
	struct demo_report *r = about;
	struct sight sight = { .r = r };
	struct demo_move move = move_of(demo, r, "submit");
	struct writing w = { demo, r, &move, 0 };
	struct weekly_report row;
	bool refused;

	if (r->in)
		return true;
	if (!demo_read(demo, look, &sight))
		return false;
	must(r->tries < 4);             /* whoever is refused again and again has met a bug */
	move.row_out = &row;
	move.reads_inbox = true;
	write_report(&w, &sight);
	if (!demo_try(demo, r->unit->speaker, &move, &refused))
		return false;
	if (!refused)
		came_in(demo, r, &row);
	r->tries++;
	if (refused)
		demo_at(demo, instant_plus(demo->now, demo_between(demo, 3, 12) * 60), submit, r);
	return true;
}

static bool withdraw(struct demo *demo, void *about)
{
	struct demo_report *r = about;
	struct demo_move move = move_of(demo, r, "withdraw");
	int64_t left_s = r->week->due_at.sec - demo->now.sec;

	if (left_s < 1800 || r->returned)
		return true;
	if (!demo_do(demo, r->unit->speaker, &move))
		return false;
	r->in = false;
	demo->told.reports_in--;
	demo_at(demo, instant_plus(demo->now, demo_between(demo, 5, 20) * 60), submit, r);
	return true;
}

bool demo_report_supplement(struct demo *demo, void *about)
{
	struct demo_report *r = about;

	r->in = false;
	r->tries = 1;
	return submit(demo, r);
}

/* ---- the week of a unit ---- */

/* Those who report on a certain day do it in time, also where the holidays leave only the morning of the due day. */
static Instant time_to_send(struct demo *demo, const struct demo_report *r)
{
	const struct unit_plan *plan = r->unit->plan;
	const struct demo_week *week = r->week;
	Date due = instant_date(week->due_at), opened = instant_date(week->opens_at);
	Date day = plan->day == ON_OPENING_DAY ? demo_worked(demo, opened)
	         : plan->day == ON_DUE_DAY     ? due
	                                       : demo_worked_before(demo, due);

	if (plan->day != ON_DUE_DAY && (day.day < opened.day || day.day >= due.day))
		return demo_time(demo, due, CLOCK(8, 20), CLOCK(11, 30));
	return demo_time(demo, day, plan->from_minute, plan->to_minute);
}

static Instant time_after_due(struct demo *demo, const struct demo_week *week)
{
	if (demo_chance(demo, 60))
		return instant_plus(week->due_at, demo_between(demo, 2, 300) * 60);
	return demo_time(demo, demo_worked_later(demo, instant_date(week->due_at), 1), CLOCK(8, 30), CLOCK(16, 30));
}

bool demo_report_begin(struct demo *demo, void *about)
{
	struct demo_report *r = about;
	struct sight sight = { .r = r };
	const struct unit_plan *plan = r->unit->plan;
	Date before = demo_worked_before(demo, instant_date(r->week->due_at));

	if (!demo_read(demo, look, &sight))
		return false;
	must(sight.found);              /* the clock has raised the duty, which opened it */
	r->id = sight.report.id.v;
	demo->told.reports++;
	if (plan->draft_from && before.day >= instant_date(r->week->opens_at).day)
		demo_at(demo, demo_time(demo, before, plan->draft_from, plan->draft_to), save, r);
	if (r->habit == 'M')
		demo->told.missing++;
	else
		demo_at(demo, r->habit == 'L' ? time_after_due(demo, r->week) : time_to_send(demo, r), submit, r);
	return true;
}

/* ---- the contacts ---- */

struct filing { struct demo_unit *unit; const struct demo_person *contact; const char *mechanism; };

static bool file_contact(struct demo *demo, void *about)
{
	struct filing *f = about;
	struct demo_move move = demo_move(demo, &contact_holding, 0, "file");
	struct demo_facts none = { 0 };

	move.reads_inbox = true;
	demo_give_id(&move, "account_id", f->contact->who.account_id);
	demo_give_text(&move, "phone", str_format(demo->moment, "0371-5550-%04d", (int)f->unit->number * 10 + 1));
	demo_give_text(&move, "mechanism", demo_say_one(demo, &none, f->mechanism));
	if (!demo_do(demo, &f->unit->head, &move))
		return false;
	f->unit->contact.who.roles = 0;
	/* The filing gave the role: the next act of this person has it. */
	for (size_t i = 0; i < DEMO_OFFICERS_MOST; i++)
		f->unit->officers[i].who.roles &= ~(1u << ROLE_CONTACT);
	if (f->contact == &f->unit->contact)
		f->unit->speaker = &f->unit->contact;
	else
		f->unit->speaker = &f->unit->officers[0];
	f->unit->speaker->who.roles |= 1u << ROLE_CONTACT;
	return true;
}

static void plan_filing(struct demo *demo, struct filing filing, Instant at)
{
	struct filing *f = ARENA_NEW(demo->arena, struct filing);

	*f = filing;
	demo_at(demo, at, file_contact, f);
}

/* Before the first report; one after it was due, one only when reminded, and one unit changes its contact. */
void demo_contacts_plan(struct demo *demo, const struct demo_week *first)
{
	Date opens = instant_date(first->opens_at), due = instant_date(first->due_at);

	for (size_t i = 0; i < DEMO_UNITS; i++) {
		struct demo_unit *u = &demo->units[i];
		struct filing f = { u, &u->contact, "mechanism" };
		Date day = demo_worked(demo, date_plus(opens, -demo_between(demo, 2, 6)));
		Instant at = demo_time(demo, day, CLOCK(9, 0), CLOCK(17, 0));

		if (u->number == CHANGED_CONTACT_UNIT)
			f.contact = &u->officers[0];
		if (u->number == FORGETFUL_HEAD)        /* the clock reminds a day before */
			at = instant_plus(first->due_at, -86400 + demo_between(demo, 130, 280) * 60);
		if (u->number == LATE_CONTACT_UNIT)
			at = demo_time(demo, demo_worked_later(demo, due, 1), CLOCK(9, 0), CLOCK(11, 0));
		plan_filing(demo, f, at);
		if (u->number == CHANGED_CONTACT_UNIT)
			plan_filing(demo, (struct filing){ u, &u->contact, "mechanism.again" },
			            demo_time(demo, demo_worked_later(demo, due, demo->ask.weeks * 2), CLOCK(9, 0), CLOCK(17, 0)));
	}
}
