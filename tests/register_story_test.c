/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* register_story_test.c - a whole unit registers at the same moment: nobody is refused, and the register's numbers have no gap,
 * also where one in six was refused for what he wrote. */
#include <pthread.h>
#include <stdio.h>

#include "clause/clause.h"
#include "tests/story.h"

enum { OFFICERS = 16, EACH = 12, WRONG_EVERY = 6, RIGHT = OFFICERS * EACH * (WRONG_EVERY - 1) / WRONG_EVERY };

struct officer_at_work { struct story *story; int number, done, refused; };
struct registering { bool is_wrong; char title[32]; };

static bool register_one(struct act *act, void *thing)
{
	const struct registering *r = thing;
	struct input input = { .arena = act->arena };
	struct matter matter;

	return input_add(&input, STR("title"), str_of(r->title), INPUT_TEXT)
	    && input_add(&input, STR("source"), r->is_wrong ? STR("no such source") : STR("patrol"), INPUT_TEXT)
	    && move_run(act, &matter_holding, 0, STR("register"), &input, &matter);
}

static void *register_many(void *thing)
{
	struct officer_at_work *o = thing;
	const struct caller *who = &o->story->labour_officer;
	struct act_seed seed = { .house = o->story->house, .who = who, .actor_id = who->account_id, .actor_name = STR("队员"),
	                         .via = VIA_TEST, .now = o->story->house->clock(o->story->house) };

	for (int i = 0; i < EACH; i++) {
		struct registering r = { .is_wrong = i % WRONG_EVERY == WRONG_EVERY - 1 };
		struct refusal refusal;

		snprintf(r.title, sizeof r.title, "占道 %d-%d", o->number, i);
		o->done += act_write(&seed, register_one, &r, &refusal);
		o->refused += refusal.kind == REFUSED_BAD_INPUT;
	}
	return NULL;
}

static const struct sql REGISTERED = {
	"SELECT count(*) AS n, count(DISTINCT m.number) AS numbers, max(m.number) AS last,"
	"       (SELECT count(*) FROM duty d WHERE d.rule = 'matter.decide') AS duties,"
	"       (SELECT count(*) FROM ledger) AS entries, (SELECT max(no) FROM ledger) AS head,"
	"       (SELECT count(*) FROM ledger l JOIN matter o ON o.id = l.subject_id AND l.event = 'matter.register') AS told"
	"  FROM matter m" };

static bool look(struct act *act, void *input __attribute__((unused)))
{
	struct query *q = store_query(act, &REGISTERED);
	Str last = str_format(act->arena, "%03d 号", RIGHT);

	CHECK(0, query_next(q));
	CHECK_INT(0, query_int(q, "n"), RIGHT);
	CHECK_INT(1, query_int(q, "numbers"), RIGHT);
	CHECK(2, str_contains(query_str(q, "last"), last));
	CHECK_INT(3, query_int(q, "duties"), RIGHT);
	CHECK_INT(4, query_int(q, "entries"), query_int(q, "head"));
	CHECK_INT(5, query_int(q, "told"), RIGHT);
	return query_done(q);
}

TEST(sixteen_who_register_for_one_unit_at_once_are_all_served_and_the_numbers_have_no_gap)
{
	struct story *s = story_open("2026-11-24T09:00");
	struct officer_at_work officers[OFFICERS];
	pthread_t threads[OFFICERS];

	for (int i = 0; i < OFFICERS; i++) {
		officers[i] = (struct officer_at_work){ s, i, 0, 0 };
		pthread_create(&threads[i], NULL, register_many, &officers[i]);
	}
	for (int i = 0; i < OFFICERS; i++) {
		pthread_join(threads[i], NULL);
		CHECK_INT(i, officers[i].done, EACH - EACH / WRONG_EVERY);
		CHECK_INT(i, officers[i].refused, EACH / WRONG_EVERY);
	}
	CHECK_DONE(test_read(s->house, NULL, look, NULL));
}
