/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* house.c - fills the one struct house of the program, and takes it down again. */
#include <stdatomic.h>
#include <stdlib.h>

#include "app/clauses.h"
#include "app/command.h"
#include "app/house_store.h"
#include "app/key.h"
#include "record/holiday.h"

/* Read before any thread is made. */
Str environment(const char *name)
{
	return str_of(getenv(name));            /* NOLINT(concurrency-mt-unsafe) */
}

Str database_named(Str given)
{
	Str from_environment = environment("JUEBU_DB");

	if (given.len)
		return given;
	return from_environment.len ? from_environment : STR("juebu.db");
}

static Instant clock_of(const struct house *house)
{
	return (Instant){ real_now_s() + house->clock_shift_s };
}

struct act_seed command_seed(struct house *house, struct arena *arena)
{
	return (struct act_seed){ .house = house, .who = &caller_system, .via = VIA_COMMAND,
	                          .now = house->clock(house), .arena = arena };
}

static bool load(struct act *act, void *input)
{
	struct house *house = input;
	Str demo;

	if (!house_fact(act, STR("demo"), &demo))
		return false;
	house->is_demo = str_is(demo, "yes");
	return holidays_load(act) && settings_load(act) && sessions_load(act);
}

static bool migrate(struct house *house, Str *error)
{
	size_t count = 0;

	while (migrations[count].name)
		count++;
	return store_migrate(house->store, migrations, count, error);
}

static void begin(struct arena *arena, struct house *house)
{
	*house = (struct house){ .system = &caller_system, .clauses = clauses, .hear = clauses_hear, .may_name = clauses_may_name,
	                         .seal = ledger_seal,
	                         .find_duty_rule = clauses_duty_rule, .clock = clock_of };
	atomic_store(&house->calendar, calendar_builtin(arena));
}

bool house_open_bare(struct arena *arena, struct house *house, Str db)
{
	Str error = STR_NONE;

	begin(arena, house);
	if (store_open(house, db, false, &error))
		return true;
	say_trouble(error);
	return false;
}

static bool open_as(struct arena *arena, struct house *house, Str db, bool exclusive, bool hasty)
{
	struct act_seed seed;
	struct refusal refusal = { 0 };
	Str error = STR_NONE;

	begin(arena, house);
	if (!(hasty ? store_open_hasty(house, db, &error) : store_open(house, db, exclusive, &error))) {
		say_trouble(error);
		return false;
	}
	if (exclusive && !migrate(house, &error)) {
		say_trouble(error);
		store_close(house->store);
		return false;
	}
	seed = command_seed(house, arena);
	if (!act_read(&seed, load, house, &refusal)) {
		say_refused(refusal);
		store_close(house->store);
		return false;
	}
	if (exclusive && !house_find_key(arena, house, db, true)) {
		house_close(house);
		return false;
	}
	return true;
}

bool house_open(struct arena *arena, struct house *house, Str db, bool exclusive)
{
	return open_as(arena, house, db, exclusive, false);
}

bool house_open_hasty(struct arena *arena, struct house *house, Str db)
{
	return open_as(arena, house, db, true, true);
}

void house_close(struct house *house)
{
	store_close(house->store);
	sessions_close(house);
	settings_close(house);
	holidays_close(house);
}

/* ---- a clock that does not show the real time ---- */

static bool last_entry(struct act *act, void *input)
{
	return house_last_entry(act, input);
}

bool house_set_clock(struct arena *arena, struct house *house, Str iso)
{
	struct act_seed seed = command_seed(house, arena);
	struct refusal refusal = { 0 };
	Instant at, last = INSTANT_NONE;

	if (!instant_parse(iso, &at)) {
		say_trouble(STR("时间要写成 2026-11-24T12:00"));
		return false;
	}
	if (!house->is_demo) {
		say_trouble(STR("只有演示数据库可以拨动时钟"));
		return false;
	}
	if (!act_read(&seed, last_entry, &last, &refusal)) {
		say_refused(refusal);
		return false;
	}
	if (at.sec / 60 < last.sec / 60) {
		say_trouble(str_join(arena, STR("时钟不能早于台账最后一条："), instant_iso(arena, last)));
		return false;
	}
	/* Within the minute of the last entry the clock goes on from it. */
	house->clock_shift_s = (at.sec < last.sec ? last.sec : at.sec) - real_now_s();
	return true;
}
