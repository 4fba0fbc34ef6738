/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* house.c - the whole program's house for a test: every migration, every clause, settings and sessions read.
 *
 * Owns: what such a house carries. Does not own: the database under it (bare_house.c). */
#include <stdatomic.h>

#include "app/clauses.h"
#include "base/must.h"
#include "clause/clause.h"
#include "tests/test.h"

static bool load_memory(struct act *act, void *input __attribute__((unused)))
{
	return settings_load(act) && sessions_load(act);
}

static void close_sessions(void *house)
{
	sessions_close(house);
}

struct house *test_house_of(const char *now_iso, const struct clause *const *list)
{
	size_t count = 0;
	struct house *house;

	while (migrations[count].name)
		count++;
	house = test_bare_house(now_iso, migrations, count);
	house->system = &caller_system;
	house->clauses = list;
	house->hear = clauses_hear;
	house->seal = ledger_seal;
	house->find_duty_rule = clauses_duty_rule;
	atomic_store(&house->calendar, calendar_builtin(test_arena()));
	arena_on_close(test_arena(), close_sessions, house);
	CHECK_DONE(test_read(house, &caller_system, load_memory, NULL));
	return house;
}

struct house *test_house(const char *now_iso)
{
	return test_house_of(now_iso, clauses);
}
