/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* house.c - the whole program's house for a test: every migration, every clause, settings and sessions read.
 *
 * Owns: what such a house carries. Does not own: the store under it (bare_house.c). */
#include <stdatomic.h>

#include "app/clauses.h"
#include "base/must.h"
#include "clause/clause.h"
#include "record/holiday.h"
#include "tests/bare_house.h"
#include "tests/test.h"

static bool load_memory(struct act *act, void *input __attribute__((unused)))
{
	return holidays_load(act) && settings_load(act) && sessions_load(act);
}

/* The store first: its last acts may still read what the memory holds. */
static void close_memory(void *thing)
{
	struct house *house = thing;

	store_close(house->store);
	sessions_close(house);
	settings_close(house);
	holidays_close(house);
}

static const struct migration *with(const struct migration *more, size_t *count_out)
{
	struct migration *all;
	size_t count = 0;

	while (migrations[count].name)
		count++;
	all = ARENA_ARRAY(test_arena(), struct migration, count + 1);
	for (size_t i = 0; i < count; i++)
		all[i] = migrations[i];
	if (more)
		all[count++] = *more;
	*count_out = count;
	return all;
}

struct house *test_house_with(const char *now_iso, const struct clause *const *list, const struct migration *more)
{
	struct house *house = bare_house_new(now_iso);
	size_t count;
	const struct migration *all = with(more, &count);

	house->system = &caller_system;
	house->clauses = list;
	house->hear = clauses_hear;
	house->may_name = clauses_may_name;
	house->seal = ledger_seal;
	house->find_duty_rule = clauses_duty_rule;
	atomic_store(&house->calendar, calendar_builtin(test_arena()));
	bare_house_open(house, all, count);
	arena_on_close(test_arena(), close_memory, house);
	CHECK_DONE(test_read(house, &caller_system, load_memory, NULL));
	return house;
}

struct house *test_house_of(const char *now_iso, const struct clause *const *list)
{
	return test_house_with(now_iso, list, NULL);
}

struct house *test_house(const char *now_iso)
{
	return test_house_of(now_iso, clauses);
}
