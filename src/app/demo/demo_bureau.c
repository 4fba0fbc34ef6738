/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* demo_bureau.c - the Legal Bureau's week: looks through what comes in, returns what says nothing, urges who has not
 * reported, writes the digest on the day the reports are due and signs it on the next. */
#include "app/demo/demo_inner.h"

/* ---- reviewing ---- */

static Instant in_office(struct demo *demo, Instant at)
{
	int minute = instant_minute_of_day(at);
	Date day = instant_date(at);

	if (calendar_is_working(demo->house->calendar, day) && minute >= CLOCK(8, 30) && minute <= CLOCK(17, 30))
		return at;
	return demo_time(demo, demo_worked(demo, minute > CLOCK(12, 0) ? date_plus(day, 1) : day), CLOCK(8, 35), CLOCK(10, 0));
}

bool demo_bureau_review(struct demo *demo, void *about)
{
	struct demo_report *r = about;
	Instant office = in_office(demo, demo->now);
	struct demo_move move = demo_move(demo, &report_holding, r->id, "return");
	struct demo_facts none = { 0 };
	Date today = demo_today(demo);

	if (!r->in || !r->vague || r->returned)
		return true;
	if (office.sec > demo->now.sec) {
		demo_at(demo, office, demo_bureau_review, r);
		return true;
	}
	demo_give_text(&move, "return_reason", demo_say_one(demo, &none, "return"));
	if (!demo_do(demo, &demo->legal, &move))
		return false;
	r->returned = true;
	/* A working day is given for the supplement; one of four lets it pass. */
	demo_at(demo, demo_time(demo, demo_worked_later(demo, today, demo_chance(demo, 75) ? 1 : 2), CLOCK(9, 0), CLOCK(11, 0)),
	        demo_report_supplement, r);
	return true;
}

/* ---- urging ---- */

static bool urge_all(struct demo *demo, void *about)
{
	struct demo_week *week = about;

	for (size_t i = 0; i < DEMO_UNITS; i++) {
		const struct demo_report *r = &week->reports[i];
		struct demo_move move = demo_move(demo, &report_holding, r->id, "urge");

		if (!r->in && !r->returned && !demo_do(demo, &demo->legal, &move))
			return false;
	}
	return true;
}

/* ---- the digest ---- */

static bool digest_id_of(struct act *act, Str period, int64_t *out)
{
	struct list_ask ask = { .record = &digest_record, .scope = { .kind = SCOPE_ALL }, .most = 1,
	                        .only = { { .field = "period", .text = period, .is_text = true } } };
	struct list list;

	if (!record_list(act, &ask, &list))
		return false;
	must(list.count == 1);          /* the clock opened it with the week */
	*out = record_id(&digest_record, list_row(&list, &digest_record, 0));
	return true;
}

static bool load(struct act *act, void *input)
{
	struct demo_digest *d = input;
	int64_t id;

	if (!digest_id_of(act, d->period, &id) || !record_load(act, &digest_record, id, &d->digest))
		return false;
	d->count = d->digest.entries.count;
	d->at = ARENA_ARRAY(act->arena, struct demo_entry, d->count + 1);
	for (size_t i = 0; i < d->count; i++) {
		d->at[i].entry = d->digest.entries.at[i];
		if (!record_load(act, &item_record, d->at[i].entry.item_id.v, &d->at[i].item))
			return false;
	}
	return true;
}

bool demo_digest_load(struct demo *demo, struct demo_digest *d)
{
	if (!demo_read(demo, load, d))
		return false;
	for (size_t i = 0; i < d->count; i++)
		d->at[i].matter = demo_matter_with(demo_unit_with(demo, d->at[i].item.unit_id), d->at[i].item.matter_id);
	return true;
}

static bool is_stale(const struct weekly_item *item)
{
	return item->same_percent == 100 && item->weeks > 1;
}

static Str analysis_of(struct demo *demo, const struct demo_entry *e)
{
	struct demo_facts none = { 0 };
	Str kind = str_of(obstacle_words.at[e->item.obstacle].word);
	Str list = is_stale(&e->item)                ? STR("analysis.same")
	         : e->matter->state != MATTER_BLOCKED ? STR("analysis.none")
	                                              : str_format(demo->moment, "analysis.%.*s", STR_ARG(kind));

	return demo_say_one(demo, &none, str_terminated(demo->moment, list));
}

static enum proposal proposal_for(struct demo *demo, const struct demo_entry *e)
{
	bool stuck = e->item.cooperate_unit_id.v != 0 && e->item.weeks > 1;

	if (is_stale(&e->item) && demo_chance(demo, 50))
		return e->item.weeks >= 10 ? PROPOSAL_WARN : PROPOSAL_REMIND;
	if (!stuck || demo_chance(demo, 35))
		return PROPOSAL_WATCH;
	return e->item.obstacle == OBSTACLE_REFUSAL || e->item.obstacle == OBSTACLE_MEANS ? PROPOSAL_JOINT
	                                                                                  : PROPOSAL_COORDINATE;
}

static void write_entry(struct demo *demo, struct demo_move *move, const struct demo_entry *e, size_t row)
{
	enum proposal proposal = proposal_for(demo, e);
	const char *word = proposal_words.at[proposal].word;
	Str prefix = str_format(demo->moment, "entries.%zu.", row);
	bool names_self = proposal == PROPOSAL_REMIND || proposal == PROPOSAL_WARN;
	int64_t unit = names_self ? e->item.unit_id.v : proposal == PROPOSAL_WATCH ? 0 : e->item.cooperate_unit_id.v;
	Str list = str_format(demo->moment, "propose.%s", word);

	demo_give(move, str_join(demo->moment, prefix, STR("id")), str_format(demo->moment, "%lld", (long long)e->entry.id.v));
	demo_give(move, str_join(demo->moment, prefix, STR("analysis")), analysis_of(demo, e));
	demo_give(move, str_join(demo->moment, prefix, STR("proposal")), str_of(word));
	if (unit)
		demo_give(move, str_join(demo->moment, prefix, STR("proposal_unit_id")),
		          str_format(demo->moment, "%lld", (long long)unit));
	demo_give(move, str_join(demo->moment, prefix, STR("proposal_words")),
	          demo_say_one(demo, &e->matter->facts, str_terminated(demo->moment, list)));
}

static void count_week(const struct demo_week *week, int *in, int *late, int *absent)
{
	*in = *late = *absent = 0;
	for (size_t i = 0; i < DEMO_UNITS; i++) {
		const struct demo_report *r = &week->reports[i];
		bool arrived = r->in || r->returned;

		*in += arrived;
		*late += arrived && r->late;
		*absent += !arrived;
	}
}

static Str analysis_of_week(struct demo *demo, const struct demo_week *week, size_t listed)
{
	size_t before = week->before ? week->before->listed : listed;
	size_t change = listed > before ? listed - before : before - listed;
	struct demo_facts facts = { 0 };
	int in, late, absent;
	Str counts, trend, advice;

	count_week(week, &in, &late, &absent);
	demo_fact(demo, &facts, "change", str_format(demo->moment, "%zu", change));
	counts = str_format(demo->moment, "本周应报 %d 个单位，已报 %d 个，其中迟报 %d 个；未报 %d 个。列入专报的未果事项 %zu 件。",
	                    DEMO_UNITS, in, late, absent, listed);
	trend = demo_say_one(demo, &facts, listed > before ? "week.more" : listed < before ? "week.less" : "week.same");
	advice = demo_say_one(demo, &facts, "week.advice");
	return str_format(demo->moment, "%.*s%.*s%.*s", STR_ARG(counts), STR_ARG(trend), STR_ARG(advice));
}

static bool draft_digest(struct demo *demo, void *about)
{
	struct demo_week *week = about;
	struct demo_digest d = { .period = period_key(demo->moment, week->period) };
	struct demo_move move;

	if (!demo_digest_load(demo, &d))
		return false;
	move = demo_move(demo, &digest_holding, d.digest.id.v, "save");
	for (size_t i = 0; i < d.count; i += 2)
		write_entry(demo, &move, &d.at[i], i / 2);
	demo_give_text(&move, "analysis", analysis_of_week(demo, week, d.count));
	return demo_do(demo, &demo->legal, &move);
}

/* What was written in the draft stands; the rest is written now. */
static bool sign_digest(struct demo *demo, void *about)
{
	struct demo_week *week = about;
	struct demo_digest d = { .period = period_key(demo->moment, week->period) };
	struct demo_move move;
	size_t row = 0;
	int days = week->back % 10 == 6 ? 2 : 1;

	if (!demo_digest_load(demo, &d))
		return false;
	move = demo_move(demo, &digest_holding, d.digest.id.v, "sign");
	for (size_t i = 0; i < d.count; i++)
		if (d.at[i].entry.proposal == PROPOSAL_UNSAID)
			write_entry(demo, &move, &d.at[i], row++);
	week->listed = d.count;
	demo_give_text(&move, "analysis", analysis_of_week(demo, week, d.count));
	move.reads_inbox = true;
	if (!demo_do(demo, &demo->legal, &move))
		return false;
	week->digest_id = d.digest.id.v;
	demo->told.digests++;
	demo_at(demo, demo_time(demo, demo_worked_later(demo, demo_today(demo), days), CLOCK(8, 50), CLOCK(11, 20)),
	        demo_leader_reads, week);
	return true;
}

void demo_bureau_plan(struct demo *demo, struct demo_week *week)
{
	Date due = instant_date(week->due_at), before = demo_worked_before(demo, due);
	int late = week->back % 9 == 4 ? demo_between(demo, 900, 1000) : -demo_between(demo, 25, 190);
	Instant draft_at, sign_at;

	if (before.day >= instant_date(week->opens_at).day && week->back % 3 != 1)
		demo_at(demo, demo_time(demo, before, CLOCK(15, 20), CLOCK(16, 20)), urge_all, week);
	sign_at = instant_plus(week->digest_due_at, late * 60);
	draft_at = instant_plus(week->due_at, demo_between(demo, 130, 300) * 60);
	/* After holidays both fall on one day. */
	if (draft_at.sec >= sign_at.sec)
		draft_at = instant_plus(week->due_at, (sign_at.sec - week->due_at.sec) / 2);
	demo_at(demo, draft_at, draft_digest, week);
	demo_at(demo, sign_at, sign_digest, week);
}
