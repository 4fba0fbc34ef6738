/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* demo_leader.c - the principal leader reads the digest, instructs, reminds and warns; the units answer, in time or
 * not, and the Bureau accepts or sends it back. */
#include "app/demo/demo_inner.h"

struct order {
	struct demo_unit *unit;
	struct demo_matter *matter;     /* NULL: about the week as a whole */
	int64_t id;
	enum instruction_kind kind;
	int limit_days;
	int answers;
};

enum { INSTRUCTED_AGAIN_DAYS = 28 };

/* ---- answering ---- */

static DemoDeed answer, settle, acknowledge;

static Instant after_days(struct demo *demo, int least, int most)
{
	Date day = demo_worked(demo, date_plus(demo_today(demo), demo_between(demo, least, most)));

	return demo_time(demo, day, CLOCK(9, 0), CLOCK(17, 20));
}

/* One of six is late; nobody waits for the last hour otherwise. */
static Instant time_to_answer(struct demo *demo, const struct order *o)
{
	if (demo_chance(demo, 17))
		return after_days(demo, o->limit_days + 1, o->limit_days + 3);
	return after_days(demo, o->limit_days * 3 / 10 + 1, o->limit_days * 8 / 10);
}

static struct demo_facts *facts_of(struct demo *demo, const struct order *o)
{
	struct demo_facts *own = ARENA_NEW(demo->arena, struct demo_facts);

	if (o->matter) {
		if (!o->matter->partner)
			demo_fact(demo, &o->matter->facts, "partner", STR("有关单位"));
		return &o->matter->facts;
	}
	demo_fact(demo, own, "unit", demo_unit_name(o->unit));
	demo_fact(demo, own, "partner", STR("有关单位"));
	return own;
}

static bool answer(struct demo *demo, void *about)
{
	struct order *o = about;
	struct demo_move move = demo_move(demo, &instruction_holding, o->id, "feedback");
	const struct demo_person *who = demo_chance(demo, 60) ? o->unit->speaker : &o->unit->head;

	move.reads_inbox = true;
	demo_give_text(&move, "feedback", demo_say_one(demo, facts_of(demo, o), o->answers++ ? "feedback.again" : "feedback"));
	if (!demo_do(demo, who, &move))
		return false;
	demo_at(demo, demo_some_days_later(demo, 1, 3), settle, o);
	return true;
}

/* What the leader has asked for moves at last. */
static void hasten(struct demo *demo, struct demo_matter *m)
{
	if (m && m->fate == FATE_ORDINARY && demo_chance(demo, 60))
		demo_at(demo, demo_some_days_later(demo, 2, 8), demo_matter_close, m);
}

static bool settle(struct demo *demo, void *about)
{
	struct order *o = about;
	bool again = o->answers == 1 && demo_chance(demo, 18);
	struct demo_move move = demo_move(demo, &instruction_holding, o->id, again ? "reject" : "accept");
	const struct demo_person *who = demo_chance(demo, 70) ? &demo->legal : &demo->leader;

	if (again)
		demo_give_text(&move, "return_reason", demo_say_one(demo, facts_of(demo, o), "reject"));
	if (!demo_do(demo, who, &move))
		return false;
	if (again)
		demo_at(demo, after_days(demo, 1, 4), answer, o);
	else
		hasten(demo, o->matter);
	return true;
}

/* A working day is given; some heads are slow even in this. */
static bool acknowledge(struct demo *demo, void *about)
{
	struct order *o = about;
	struct demo_move move = demo_move(demo, &instruction_holding, o->id, "acknowledge");

	move.reads_inbox = true;
	return demo_do(demo, &o->unit->head, &move);
}

/* ---- instructing ---- */

struct wording { int64_t digest_id, item_id; enum urgency urgency; Str words; };

static bool issue(struct demo *demo, struct order order, const struct wording *w)
{
	static const int limits[URGENCIES] = { [URGENCY_NORMAL] = 15, [URGENCY_URGENT] = 5, [URGENCY_DIFFICULT] = 30 };
	struct order *o = ARENA_NEW(demo->arena, struct order);
	struct demo_move move = demo_move(demo, &instruction_holding, 0, "issue");
	struct instruction row;

	*o = order;
	o->limit_days = limits[w->urgency];
	move.row_out = &row;
	demo_give_id(&move, "digest_id", w->digest_id);
	if (w->item_id)
		demo_give_id(&move, "item_id", w->item_id);
	demo_give_id(&move, "unit_id", o->unit->id.v);
	demo_give_text(&move, "kind", str_of(instruction_kind_words.at[o->kind].word));
	demo_give_text(&move, "urgency", str_of(urgency_words.at[w->urgency].word));
	demo_give_text(&move, "words", w->words);
	if (!demo_do(demo, &demo->leader, &move))
		return false;
	o->id = row.id.v;
	demo->told.instructions++;
	if (o->kind == INSTRUCT)
		demo_at(demo, time_to_answer(demo, o), answer, o);
	else
		demo_at(demo, demo_some_days_later(demo, 0, demo_chance(demo, 80) ? 1 : 3), acknowledge, o);
	return true;
}

/* Not the same again as long as the last word on it may still be acted upon. */
static bool is_worth_a_word(const struct demo *demo, const struct demo_entry *e)
{
	const struct demo_matter *m = e->matter;

	if (!m || m->state == MATTER_CLOSED || m->registered_at.sec > demo->now.sec - 14 * 86400)
		return false;
	return !instant_is_set(m->instructed_at)
	    || m->instructed_at.sec < demo->now.sec - (int64_t)INSTRUCTED_AGAIN_DAYS * 86400;
}

static int weight(const struct demo_entry *e)
{
	bool shared = e->entry.proposal == PROPOSAL_COORDINATE || e->entry.proposal == PROPOSAL_JOINT;

	return (shared ? 100 : 0) + (int)(e->item.weeks < 90 ? e->item.weeks : 90);
}

static const struct demo_entry *heaviest(const struct demo *demo, const struct demo_digest *d)
{
	const struct demo_entry *best = NULL;

	for (size_t i = 0; i < d->count; i++)
		if (is_worth_a_word(demo, &d->at[i]) && (!best || weight(&d->at[i]) > weight(best)))
			best = &d->at[i];
	return best;
}

static bool instruct(struct demo *demo, const struct demo_digest *d, const struct demo_entry *e)
{
	bool old = e->item.weeks >= 8, shared = weight(e) >= 100;
	const char *list = e->entry.proposal == PROPOSAL_JOINT ? "instruct.joint"
	                 : shared                              ? "instruct.coordinate"
	                 : old                                 ? "instruct.old"
	                                                       : "instruct.watch";
	struct wording w = { d->digest.id.v, e->item.id.v, URGENCY_NORMAL, STR_NONE };
	struct order order = { .unit = e->matter->unit, .matter = e->matter, .kind = INSTRUCT };

	if (demo_chance(demo, 30))
		w.urgency = old ? URGENCY_DIFFICULT : URGENCY_URGENT;
	w.words = demo_say_one(demo, facts_of(demo, &order), list);
	e->matter->instructed_at = demo->now;
	return issue(demo, order, &w);
}

/* Whoever was late is reminded, whoever did not report at all is warned. */
static bool remind_units(struct demo *demo, const struct demo_week *week, const struct demo_digest *d)
{
	for (size_t i = 0; i < DEMO_UNITS; i++) {
		const struct demo_report *r = &week->reports[i];
		bool absent = !r->in && !r->returned;
		struct order order = { .unit = r->unit, .kind = absent ? WARN : REMIND };
		struct wording w = { d->digest.id.v, 0, URGENCY_NORMAL, STR_NONE };
		struct demo_facts *facts;

		if (!absent && !(r->late && demo_chance(demo, 60)))
			continue;
		facts = facts_of(demo, &order);
		demo_fact(demo, facts, "week", str_format(demo->moment, "%d", week->period.number));
		w.words = demo_say(demo, facts, demo_list_named(demo, absent ? STR("warn.words") : STR("remind.words"))->at[0]);
		if (!issue(demo, order, &w))
			return false;
	}
	return true;
}

bool demo_leader_reads(struct demo *demo, void *about)
{
	const struct demo_week *week = about;
	struct demo_digest d = { .period = period_key(demo->moment, week->period) };
	struct demo_move move = demo_move(demo, &digest_holding, week->digest_id, "read");
	const struct demo_entry *e;
	int words = demo_between(demo, 2, 4);

	if (!demo_digest_load(demo, &d))
		return false;
	while (words-- > 0 && (e = heaviest(demo, &d)))
		if (!instruct(demo, &d, e))
			return false;
	if (!remind_units(demo, week, &d))
		return false;
	move.reads_inbox = true;
	return demo_do(demo, &demo->leader, &move);
}
