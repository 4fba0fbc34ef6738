/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* bare_house.c - a store on a database for the test, and acts run on it.
 *
 * Owns: the test's clock. Does not own: the database (database.c), what a house of the whole program carries
 * (house.c). */
#include <stdatomic.h>

#include "base/must.h"
#include "people/people.h"
#include "store/store_backend.h"
#include "tests/bare_house.h"
#include "tests/database.h"
#include "tests/test.h"
#include "vault/vault.h"

struct test_house {
	struct house house;             /* first: the clock finds its minute through it */
	_Atomic int64_t now_s;
};

/* ---- houses ---- */

static Instant standing_clock(const struct house *house)
{
	return (Instant){ atomic_load(&((const struct test_house *)house)->now_s) };
}

static void close_house(void *thing)
{
	store_close(((struct house *)thing)->store);
}

void test_clock(struct house *house, const char *now_iso)
{
	atomic_store(&((struct test_house *)house)->now_s, test_instant(now_iso).sec);
}

Instant test_instant(const char *iso)
{
	Instant instant = INSTANT_NONE;

	must(instant_parse(str_of(iso), &instant));
	return instant;
}

struct house *bare_house_new(const char *now_iso)
{
	struct test_house *test = ARENA_NEW(test_arena(), struct test_house);

	test->house.clock = standing_clock;
	test->house.vault = vault_open(test_arena(), &(struct vault_master){ { 7 } });
	test_clock(&test->house, now_iso);
	return &test->house;
}

void bare_house_open(struct house *house, const struct migration *list, size_t count)
{
	struct database *database = database_for(list, count);
	Str error = STR_NONE;

	if (!store_open_hasty(house, database_url(database), &error))
		fail_msg("%.*s", STR_ARG(error));
	arena_on_close(test_arena(), close_house, house);
	if (!store_migrate(house->store, list, count, &error))
		fail_msg("%.*s", STR_ARG(error));
	database_migrated(database);
}

struct house *test_bare_house(const char *now_iso, const struct migration *list, size_t count)
{
	struct house *house = bare_house_new(now_iso);

	bare_house_open(house, list, count);
	return house;
}

/* ---- acts ---- */

static struct act_seed seed_of(struct house *house, const struct caller *who)
{
	return (struct act_seed){
		.house = house,
		.who = who,
		.actor_id = who ? who->account_id : 0,
		.actor_name = who ? who->name : STR_NONE,
		.via = VIA_TEST,
		.now = house->clock(house),
		.arena = test_arena(),
	};
}

static TestAct *act_by;

void test_act_by(TestAct *by)
{
	act_by = by;
}

struct refusal test_act(struct house *house, const struct caller *who, ActBody *body, void *input)
{
	return (act_by ? act_by : test_act_once)(house, who, body, input);
}

struct refusal test_act_once(struct house *house, const struct caller *who, ActBody *body, void *input)
{
	struct act_seed seed = seed_of(house, who);
	struct refusal refusal;

	must(act_write(&seed, body, input, &refusal) == (refusal.kind == REFUSED_NOT));
	return refusal;
}

struct refusal test_read(struct house *house, const struct caller *who, ActBody *body, void *input)
{
	struct act_seed seed = seed_of(house, who);
	struct refusal refusal;

	must(act_read(&seed, body, input, &refusal) == (refusal.kind == REFUSED_NOT));
	return refusal;
}

void test_is_refused(const char *file, int line, struct refusal refusal, enum refusal_kind kind, const char *rule)
{
	Str want = rule ? str_of(rule) : refusal.rule;

	if (refusal.kind == kind && str_equal(refusal.rule, want))
		return;
	print_error("refused as %d by %.*s: %.*s; should be %d by %.*s\n", (int)refusal.kind, STR_ARG(refusal.rule),
	            STR_ARG(refusal.message), (int)kind, STR_ARG(want));
	for (const struct fault *f = refusal.faults; f; f = f->next)
		print_error("  %.*s: %.*s (%.*s)\n", STR_ARG(f->field), STR_ARG(f->message), STR_ARG(f->rule));
	_fail(file, line);
}
