/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* sample_test.h - for the store's own tests: two small tables, and a gate that holds the writer while acts gather. */
#ifndef JUEBU_STORE_SAMPLE_TEST_H
#define JUEBU_STORE_SAMPLE_TEST_H

#include <semaphore.h>

#include "base/log.h"
#include "store/store_backend.h"
#include "tests/test.h"

#define SAMPLE_NOW "2026-11-24T11:00"

static const struct migration sample_schema[] = {
	{ "0001_sample",
	  "-- A place; it's only here for the tests {not a word}.\n"
	  "CREATE TABLE place ("
	  " id {id},"
	  " version {int} NOT NULL DEFAULT 1,"
	  " name {text} NOT NULL UNIQUE CHECK (name <> 'never'),"
	  " note {text},"
	  " seen {int} NOT NULL DEFAULT 0,"
	  " length_m {real},"
	  " seen_on {text},"
	  " seen_at {int},"
	  " picture {blob}"
	  "){strict};\n"
	  "CREATE TABLE visit ("
	  " id {id},"
	  " place_id {int} NOT NULL REFERENCES place (id)"
	  "){strict};" },
};

static const struct sql SAMPLE_ADD = {
	"INSERT INTO place (name, note)"
	" VALUES (:name, :note)"
	" RETURNING id" };
static const struct sql SAMPLE_COUNT = { "SELECT count(*) AS count FROM place" };
static const struct sql SAMPLE_NAMED = { "SELECT id, seen FROM place WHERE name = :name" };

static inline struct house *sample_house(void)
{
	return test_bare_house(SAMPLE_NOW, sample_schema, COUNT_OF(sample_schema));
}

/* input: the name, NUL-ended. */
static inline bool sample_add(struct act *act, void *input)
{
	struct query *q = store_query(act, &SAMPLE_ADD);
	int64_t id = 0;

	query_bind_str(q, ":name", str_of(input));
	query_bind_str(q, ":note", STR_NONE);
	return query_insert(q, &id);
}

static inline bool sample_count_body(struct act *act, void *input)
{
	struct query *q = store_query(act, &SAMPLE_COUNT);

	if (query_next(q))
		*(int64_t *)input = query_int(q, "count");
	return query_done(q);
}

static inline int64_t sample_count(struct house *house)
{
	int64_t count = -1;

	CHECK_DONE(test_read(house, NULL, sample_count_body, &count));
	return count;
}

/* ---- errands that wait behind a gate, so that the writer takes them as one batch ---- */

struct gate { sem_t entered, open; };

static inline bool gate_body(struct act *act __attribute__((unused)), void *input)
{
	struct gate *gate = input;

	sem_post(&gate->entered);
	while (sem_wait(&gate->open) != 0)
		continue;
	return true;
}

static inline void count_done(struct errand *errand)
{
	sem_post(errand->owner);
}

/* For an errand its own arena: it is used on another thread while the test goes on. */
static inline void close_arena(void *arena)
{
	arena_close(arena);
}

static inline struct errand errand_of(struct house *house, ActBody *body, const void *input, sem_t *answered)
{
	struct errand errand = { .body = body, .done = count_done, .owner = answered };

	errand.input = (void *)(uintptr_t)input;
	errand.seed = (struct act_seed){ .house = house, .via = VIA_TEST, .now = house->clock(house),
	                                 .arena = arena_open() };
	arena_on_close(test_arena(), close_arena, errand.seed.arena);
	return errand;
}

static inline void wait_for(sem_t *semaphore, size_t times)
{
	while (times-- > 0)
		while (sem_wait(semaphore) != 0)
			continue;
}

/* The writer stands in the gate: what is submitted now waits. */
struct held { struct gate gate; struct errand holder; };

static inline void hold_writer(struct house *house, struct held *held, sem_t *answered)
{
	sem_init(&held->gate.entered, 0, 0);
	sem_init(&held->gate.open, 0, 0);
	held->holder = errand_of(house, gate_body, &held->gate, answered);
	act_submit(&held->holder);
	wait_for(&held->gate.entered, 1);
}

static inline void open_gate(struct held *held)
{
	sem_post(&held->gate.open);
}

/* Once the gate is open: until the holder and so many more have their answer. */
static inline void wait_for_answers(struct held *held, size_t more, sem_t *answered)
{
	wait_for(answered, 1 + more);
	sem_destroy(&held->gate.entered);
	sem_destroy(&held->gate.open);
}

static inline void run_gathered(struct house *house, struct errand *errands, size_t count, sem_t *answered)
{
	struct held held;

	hold_writer(house, &held, answered);
	for (size_t i = 0; i < count; i++)
		act_submit(&errands[i]);
	open_gate(&held);
	wait_for_answers(&held, count, answered);
}

static inline void log_again(void *thing __attribute__((unused)))
{
	log_quiet(LOG_TROUBLE);
}

/* The test makes trouble on purpose; the operator need not read of it. */
static inline void expect_trouble(void)
{
	log_quiet((enum log_level)(LOG_TROUBLE + 1));
	arena_on_close(test_arena(), log_again, NULL);
}

static inline void only_on(struct house *house, const char *database)
{
	if (!str_is(store_name(house->store), database))
		skip();
}

#endif
