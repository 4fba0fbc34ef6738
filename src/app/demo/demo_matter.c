/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* demo_matter.c - the lives of matters: found, assigned, worked on, blocked, extended, closed.
 *
 * Three fates: quick ones nobody ever has to report; ordinary ones that take some weeks; standing ones that are
 * there when the demo ends. How many a unit finds depends on how many it still has, as its people are few. */
#include "app/demo/demo_inner.h"

enum { FULL_DAYS_BEFORE = 35, FOUND_MOST = 3, SLOW_TO_ASSIGN = 4, FORGETS_EXTENSIONS = 8, /* units by number */
       QUIET_AT_END_DAYS = 30, TRIES_FOR_TITLE = 20 };

struct demo_matter *demo_matter_with(struct demo_unit *unit, MatterId id)
{
	for (struct demo_matter *m = unit->matters; m; m = m->next)
		if (m->id == id.v)
			return m;
	return NULL;
}

/* ---- what is found ---- */

static int times_found(const struct demo_unit *unit, Str title)
{
	int times = 0;

	for (const struct demo_matter *m = unit->matters; m; m = m->next)
		times += str_equal(m->kind_title, title);
	return times;
}

static void describe(struct demo *demo, struct demo_matter *m, Str line, size_t first_part)
{
	m->facts = (struct demo_facts){ .amount = demo_between(demo, 180, 920) };
	m->track = demo_part(line, first_part);
	m->source = demo_part(line, first_part + 1);
	m->title = m->kind_title = demo_say(demo, &m->facts, demo_part(line, first_part + 2));
	m->place = demo_say(demo, &m->facts, demo_part(line, first_part + 3));
	m->party = demo_say(demo, &m->facts, demo_part(line, first_part + 4));
}

/* What would stand in its way, and who would have to help: known from the first day, said when it comes to that. */
static void foresee(struct demo *demo, struct demo_matter *m)
{
	Str block = demo_line(demo, demo_list_of(demo, m->track, "block"));
	Str ask = demo_line(demo, demo_list_of(demo, m->track, "ask"));
	struct demo_unit *partner = demo_unit_named(demo, demo_part(ask, 0));

	demo_fact(demo, &m->facts, "unit", demo_unit_name(m->unit));
	demo_fact(demo, &m->facts, "title", m->title);
	demo_fact(demo, &m->facts, "place", m->place);
	demo_fact(demo, &m->facts, "party", m->party);
	m->obstacle = demo_part(block, 0);
	m->obstacle_words = demo_say(demo, &m->facts, demo_part(block, 1));
	must(partner);
	if (partner == m->unit)
		return;
	m->partner = partner;
	demo_fact(demo, &m->facts, "partner", demo_unit_name(partner));
	m->ask = demo_say(demo, &m->facts, demo_part(ask, 1));
}

static struct demo_matter *new_matter(struct demo *demo, struct demo_unit *unit, enum fate fate)
{
	struct demo_matter *m = ARENA_NEW(demo->arena, struct demo_matter);
	size_t lead = (size_t)demo_between(demo, 0, (int)unit->fit_count - 1);

	m->unit = unit;
	m->fate = fate;
	m->lead = &unit->officers[unit->fit[lead]];
	m->second = &unit->officers[unit->fit[(lead + 1) % unit->fit_count]];
	m->steps = (size_t)demo_between(demo, 0, 5);
	return m;
}

static void join(struct demo_matter *m)
{
	m->next = m->unit->matters;
	m->unit->matters = m;
}

/* ---- its days ---- */

static bool is_open(const struct demo_matter *m)
{
	return m->state == MATTER_ASSIGNED || m->state == MATTER_BLOCKED;
}

static struct demo_move move_of(struct demo *demo, const struct demo_matter *m, const char *verb)
{
	return demo_move(demo, &matter_holding, m->id, verb);
}

static DemoDeed assign, note, block, resume, extend;

/* Where it is, since when, and whether one sees it from the road: known of what came in since the cars are out. */
static void give_spot(struct demo *demo, const struct demo_matter *m, struct demo_move *move)
{
	struct place spot;

	if (!demo_somewhere(demo, m->unit, &spot))
		return;
	demo_give_text(move, "spot", place_text(demo->moment, spot));
	demo_give_text(move, "known_since", instant_iso(demo->moment, instant_plus(demo->now, -demo_between(demo, 2, 200) * 3600)));
	demo_give_text(move, "hidden", demo_chance(demo, 12) ? STR("1") : STR("0"));
}

static bool found(struct demo *demo, void *about)
{
	struct demo_matter *m = about;
	struct demo_move move = demo_move(demo, &matter_holding, 0, "register");
	struct matter row;
	int hours = m->unit->number == SLOW_TO_ASSIGN ? demo_between(demo, 20, 60) : demo_between(demo, 1, 20);

	move.row_out = &row;
	move.reads_inbox = true;
	demo_give_text(&move, "title", m->title);
	demo_give_text(&move, "source", m->source);
	demo_give_text(&move, "place", m->place);
	demo_give_text(&move, "party", m->party);
	give_spot(demo, m, &move);
	if (!demo_do(demo, m->lead, &move))
		return false;
	m->id = row.id.v;
	if (!str_is(m->source, "patrol") && !str_is(m->source, "other"))
		demo_lookback_plan(demo, m->id);
	m->registered_at = demo->now;
	m->state = MATTER_REGISTERED;
	demo->told.matters++;
	demo->told.matters_open++;
	demo_at(demo, instant_plus(demo->now, hours * 3600), assign, m);
	return true;
}

static bool assign(struct demo *demo, void *about)
{
	struct demo_matter *m = about;
	struct demo_move move = move_of(demo, m, "assign");

	move.reads_inbox = true;
	demo_give_id(&move, "lead_id", m->lead->who.officer_id);
	demo_give_id(&move, "second_id", m->second->who.officer_id);
	if (!demo_do(demo, &m->unit->head, &move))
		return false;
	m->state = MATTER_ASSIGNED;
	demo_at(demo, demo_some_days_later(demo, 0, 2), note, m);
	if (instant_is_set(m->block_at))
		demo_at(demo, m->block_at, block, m);
	if (instant_is_set(m->close_at))
		demo_at(demo, m->close_at, demo_matter_close, m);
	/* Shortly before the ninety days end (处罚法 60), where the head thinks of it. One does not. */
	if (m->fate != FATE_QUICK && m->unit->number != FORGETS_EXTENSIONS)
		demo_at(demo, instant_plus(m->registered_at, demo_between(demo, 80, 87) * 86400), extend, m);
	return true;
}

/* First what was found, then one way of saying after the other; a quick one has no second week. */
static Str next_step(struct demo *demo, struct demo_matter *m)
{
	bool first = str_is_empty(m->base);
	const struct demo_list *list = demo_list_of(demo, m->track, first ? "base" : "work");

	if (first)
		return m->base = demo_say(demo, &m->facts, demo_line(demo, list));
	return demo_say(demo, &m->facts, list->at[m->steps++ % list->count]);
}

static bool note(struct demo *demo, void *about)
{
	struct demo_matter *m = about;
	struct demo_move move = move_of(demo, m, "note");
	bool slow = m->fate == FATE_STANDING && demo_chance(demo, 30);

	if (!is_open(m))
		return true;
	m->latest = next_step(demo, m);
	demo_give_text(&move, "progress", m->latest);
	if (!demo_do(demo, m->lead, &move))
		return false;
	demo_at(demo, slow ? demo_some_days_later(demo, 8, 15) : demo_some_days_later(demo, 3, 7), note, m);
	return true;
}

static bool block(struct demo *demo, void *about)
{
	struct demo_matter *m = about;
	struct demo_move move = move_of(demo, m, "block");

	if (m->state != MATTER_ASSIGNED)
		return true;
	demo_give_text(&move, "obstacle", m->obstacle);
	demo_give_text(&move, "blocked_reason", m->obstacle_words);
	if (!demo_do(demo, m->lead, &move))
		return false;
	m->state = MATTER_BLOCKED;
	if (m->fate == FATE_ORDINARY)
		demo_at(demo, demo_some_days_later(demo, 4, 14), resume, m);
	return true;
}

static bool resume(struct demo *demo, void *about)
{
	struct demo_matter *m = about;
	struct demo_move move = move_of(demo, m, "resume");

	if (m->state != MATTER_BLOCKED)
		return true;
	m->latest = demo_say_one(demo, &m->facts, "resume");
	demo_give_text(&move, "progress", m->latest);
	if (!demo_do(demo, m->lead, &move))
		return false;
	m->state = MATTER_ASSIGNED;
	return true;
}

static bool extend(struct demo *demo, void *about)
{
	struct demo_matter *m = about;
	struct demo_move move = move_of(demo, m, "extend");
	Date until = date_plus(instant_date(m->registered_at), 90 + demo_between(demo, 45, 60));

	if (!is_open(m))
		return true;
	demo_give_text(&move, "extended_to_on", date_iso(demo->moment, until));
	demo_give_text(&move, "extension_ground", demo_say_one(demo, &m->facts, "extension"));
	return demo_do(demo, &m->unit->head, &move);
}

bool demo_matter_close(struct demo *demo, void *about)
{
	struct demo_matter *m = about;
	struct demo_move move = move_of(demo, m, "close");
	Str done = demo_line(demo, demo_list_of(demo, m->track, "done"));

	if (!is_open(m))
		return true;
	demo_give_text(&move, "outcome", demo_part(done, 0));
	demo_give_text(&move, "closing_words", demo_say(demo, &m->facts, demo_part(done, 1)));
	if (!demo_do(demo, m->lead, &move))
		return false;
	m->state = MATTER_CLOSED;
	demo->told.matters_open--;
	return true;
}

/* ---- how many ---- */

static Instant days_after(struct demo *demo, Instant from, int least, int most)
{
	Date day = date_plus(instant_date(from), demo_between(demo, least, most));

	return demo_time(demo, demo_worked(demo, day), CLOCK(9, 0), CLOCK(17, 30));
}

static void give_fate(struct demo *demo, struct demo_matter *m, Instant at)
{
	int luck = demo_between(demo, 1, 100);

	if (m->fate == FATE_QUICK)
		m->close_at = days_after(demo, at, 1, 5);
	else if (m->fate == FATE_ORDINARY)
		m->close_at = luck <= 75 || m->unit->plan->level == 0 ? days_after(demo, at, 10, 30) : days_after(demo, at, 31, 84);
	if (m->fate != FATE_QUICK && demo_chance(demo, 65))
		m->block_at = days_after(demo, at, luck <= 50 ? 1 : 8, luck <= 50 ? 5 : 20);
}

/* Officers go out every day; the weekend brings what was seen on Friday. */
static void find_one(struct demo *demo, struct demo_unit *unit, enum fate fate)
{
	struct demo_matter *m = new_matter(demo, unit, fate);
	Date day = demo_worked(demo, date_plus(demo_today(demo), demo_between(demo, 0, 3)));
	Str list = str_format(demo->moment, "matter %s", unit->plan->short_name);
	Instant at = demo_time(demo, day, CLOCK(8, 50), CLOCK(17, 40));
	int tries = 0, times;

	do
		describe(demo, m, demo_line(demo, demo_list_named(demo, list)), 0);
	while ((times = times_found(unit, m->title)) > 0 && ++tries < TRIES_FOR_TITLE);
	/* In a year things come again. */
	if (times > 0)
		m->title = str_format(demo->arena, "%.*s（第 %d 起）", STR_ARG(m->title), times + 1);
	foresee(demo, m);
	join(m);
	give_fate(demo, m, at);
	demo_at(demo, at, found, m);
}

static int held(const struct demo_unit *unit)
{
	int count = 0;

	for (const struct demo_matter *m = unit->matters; m; m = m->next)
		count += m->fate != FATE_QUICK && m->state != MATTER_CLOSED;
	return count;
}

/* The register fills up over the weeks, as it does where nobody asks. A quarter more than what is listed: what is
 * younger than a week and moves on is held, but not reported. */
static int wanted(struct demo *demo, const struct demo_unit *unit)
{
	int64_t whole = demo->ask.until.sec - demo->begin.sec, lived = demo->now.sec - demo->begin.sec;
	int level = unit->plan->level;
	int now = (int)((level * 125 * (65 + 35 * lived / (whole > 0 ? whole : 1)) + 5000) / 10000);

	if (level == 0)
		return whole - lived > QUIET_AT_END_DAYS * 86400 && demo_chance(demo, 15);
	return now + (demo_chance(demo, 15) ? 1 : 0) - (demo_chance(demo, 15) ? 1 : 0);
}

static bool find_some(struct demo *demo, void *about)
{
	struct demo_unit *unit = about;
	int missing = wanted(demo, unit) - held(unit);

	for (int i = 0; i < missing && i < FOUND_MOST; i++)
		find_one(demo, unit, FATE_ORDINARY);
	for (int quick = unit->plan->quick; quick > 0; quick -= 10)
		if (demo_chance(demo, quick * 10 > 100 ? 100 : quick * 10))
			find_one(demo, unit, FATE_QUICK);
	demo_at(demo, instant_plus(demo->now, 7 * 86400), find_some, unit);
	return true;
}

/* ---- what has been standing for long ---- */

static void stand(struct demo *demo, Str line, Date last_monday)
{
	struct demo_unit *unit = demo_unit_named(demo, demo_part(line, 0));
	struct demo_matter *m;
	int64_t age_days;
	Instant at;

	must(unit && str_to_int(demo_part(line, 1), &age_days));
	m = new_matter(demo, unit, FATE_STANDING);
	at = demo_time(demo, date_plus(last_monday, -(int)age_days), CLOCK(9, 0), CLOCK(17, 0));
	describe(demo, m, line, 2);
	foresee(demo, m);
	join(m);
	if (age_days < 15 || demo_chance(demo, 75))
		m->block_at = days_after(demo, at, 3, age_days < 15 ? 6 : 18);
	demo_at(demo, at, found, m);
}

void demo_matters_plan(struct demo *demo)
{
	const struct demo_list *standing = demo_list_named(demo, STR("standing"));
	Date last_monday = date_plus(period_last(demo->last), 1);
	Date full = date_plus(period_first(demo->first), -FULL_DAYS_BEFORE);

	for (size_t i = 0; i < standing->count; i++)
		stand(demo, standing->at[i], last_monday);
	for (size_t i = 0; i < DEMO_UNITS; i++)
		demo_at(demo, instant_at(full, 8, 0), find_some, &demo->units[i]);
}
