/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* tick.c - sleeps until a duty has business, at most 20 seconds, and does it; once a minute keeps house.
 * Owns when; what a minute does to a duty is duty/'s. Sleeping is in real time, waking looks at the house's clock. */
#include <limits.h>
#include <pthread.h>
#include <time.h>

#include "app/anchor_file.h"
#include "app/command.h"
#include "app/house_store.h"
#include "app/tick.h"
#include "base/log.h"
#include "file/file.h"
#include "record/holiday.h"
#include "track/track.h"

enum { SLEEP_MOST_S = 20, HOUSEKEEPING_S = 60, ONCE_DAYS = 7, DAY_S = 86400, TRACK_ACTS = 32 };

struct ticker {
	struct house *house;
	const struct duty_rule *const *rules;
	Str anchors;                    /* the file outside; empty: none */
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t wake;
	bool stopping;
	int64_t kept_real_s;            /* when the house was last kept */
};

/* ---- positions ---- */

struct tracking { struct track_cursor cursor; bool more; };

static bool close_tracks(struct act *act, void *input)
{
	struct tracking *tracking = input;

	return track_close(act, &tracking->cursor, &tracking->more);
}

static bool forget_tracks(struct act *act, void *input)
{
	struct tracking *tracking = input;

	return track_forget(act, &tracking->more);
}

/* A few blocks an act, so that others are not held up; what is left when the acts are used up waits for the next minute. */
static bool keep_tracks(struct house *house, Instant now, int acts_most)
{
	struct act_seed seed = { .house = house, .who = &caller_system, .via = VIA_TICK, .now = now };
	struct refusal refusal = { 0 };

	static ActBody *const bodies[] = { close_tracks, forget_tracks };

	for (size_t i = 0; i < COUNT_OF(bodies); i++) {
		struct tracking tracking = { .more = true };

		for (int acts = 0; tracking.more && acts < acts_most; acts++)
			if (!act_write(&seed, bodies[i], &tracking, &refusal)) {
				log_line(LOG_WARNING, "tick", "%.*s %.*s", STR_ARG(refusal.rule), STR_ARG(refusal.message));
				return false;
			}
	}
	return true;
}

bool tick_once(struct arena *arena, struct house *house, Instant now)
{
	return duty_tick(house, clauses_duty_rules(arena, house), now) && keep_tracks(house, now, INT_MAX);
}

/* ---- housekeeping ---- */

static bool keep_house(struct act *act, void *input __attribute__((unused)))
{
	return sessions_flush(act, real_now_s()) && once_prune(act, instant_plus(act->now, -(int64_t)ONCE_DAYS * DAY_S));
}

struct sweeping { bool more; };

static bool sweep(struct act *act, void *input)
{
	struct sweeping *sweeping = input;

	return files_sweep(act, &sweeping->more);
}

/* Another process may have written to the same database. */
static bool read_settings(struct act *act, void *input __attribute__((unused)))
{
	return holidays_load(act) && settings_load(act);
}

static void keep(struct ticker *t)
{
	struct arena *arena = arena_open();
	struct act_seed seed = { .house = t->house, .who = &caller_system, .via = VIA_TICK,
	                         .now = t->house->clock(t->house), .arena = arena };
	struct refusal refusal = { 0 };
	struct sweeping sweeping = { false };

	do                                  /* a few files an act, so that others are not held up */
		if (!act_write(&seed, sweep, &sweeping, &refusal))
			break;
	while (sweeping.more);
	if (refusal.kind != REFUSED_NOT || !act_write(&seed, keep_house, NULL, &refusal) || !act_read(&seed, read_settings, NULL, &refusal))
		log_line(LOG_WARNING, "tick", "%.*s %.*s", STR_ARG(refusal.rule), STR_ARG(refusal.message));
	(void)!keep_tracks(t->house, seed.now, TRACK_ACTS);         /* it has said why */
	t->kept_real_s = real_now_s();
	arena_close(arena);
}

/* ---- the round ---- */

struct asking_next { const struct duty_rule *const *rules; Instant at; };

static bool ask_next(struct act *act, void *input)
{
	struct asking_next *asking = input;

	asking->at = duty_next_at(act, asking->rules);
	return act->refusal.kind == REFUSED_NOT;
}

static int64_t sleep_s(struct ticker *t)
{
	struct asking_next asking = { .rules = t->rules };
	struct arena *arena = arena_open();
	Instant now = t->house->clock(t->house);
	struct act_seed seed = { .house = t->house, .who = &caller_system, .via = VIA_TICK, .now = now, .arena = arena };
	struct refusal refusal = { 0 };
	bool known = act_read(&seed, ask_next, &asking, &refusal);
	int64_t left = asking.at.sec - now.sec;

	arena_close(arena);
	if (!known || !instant_is_set(asking.at) || left > SLEEP_MOST_S)
		return SLEEP_MOST_S;
	return left < 1 ? 1 : left;
}

static bool wait_for(struct ticker *t, int64_t seconds)
{
	struct timespec until;
	bool stopping;

	must(clock_gettime(CLOCK_MONOTONIC, &until) == 0);
	until.tv_sec += (time_t)seconds;
	must(pthread_mutex_lock(&t->lock) == 0);
	while (!t->stopping && pthread_cond_timedwait(&t->wake, &t->lock, &until) == 0)
		continue;
	stopping = t->stopping;
	must(pthread_mutex_unlock(&t->lock) == 0);
	return !stopping;
}

static void go_round(struct ticker *t)
{
	if (!duty_tick(t->house, t->rules, t->house->clock(t->house)))
		log_line(LOG_TROUBLE, "tick", "时限没有走完，下一轮再走");
	anchors_keep(t->house, t->anchors, t->house->clock(t->house));
	if (real_now_s() - t->kept_real_s >= HOUSEKEEPING_S)
		keep(t);
}

static void *run(void *thing)
{
	struct ticker *t = thing;

	while (wait_for(t, sleep_s(t)))
		go_round(t);
	keep(t);                            /* who was seen last is not lost by a restart */
	return NULL;
}

struct ticker *ticker_start(struct arena *arena, struct house *house, Str anchors)
{
	struct ticker *t = ARENA_NEW(arena, struct ticker);
	pthread_condattr_t attributes;

	t->house = house;
	t->anchors = anchors;
	t->rules = clauses_duty_rules(arena, house);
	must(pthread_condattr_init(&attributes) == 0);
	must(pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC) == 0);
	must(pthread_mutex_init(&t->lock, NULL) == 0);
	must(pthread_cond_init(&t->wake, &attributes) == 0);
	must(pthread_condattr_destroy(&attributes) == 0);
	go_round(t);
	must(pthread_create(&t->thread, NULL, run, t) == 0);
	return t;
}

void ticker_stop(struct ticker *t)
{
	must(pthread_mutex_lock(&t->lock) == 0);
	t->stopping = true;
	must(pthread_cond_signal(&t->wake) == 0);
	must(pthread_mutex_unlock(&t->lock) == 0);
	must(pthread_join(t->thread, NULL) == 0);
	must(pthread_cond_destroy(&t->wake) == 0);
	must(pthread_mutex_destroy(&t->lock) == 0);
}

int tick_command(struct arena *arena, int argc, char **argv)
{
	Str db = STR_NONE, at = STR_NONE, anchors = STR_NONE;
	const struct flag flags[] = { { "--db", &db, NULL }, { "--at", &at, NULL }, { "--anchors", &anchors, NULL } };
	struct house house;
	bool done;

	if (!flags_read(argc, argv, flags, COUNT_OF(flags), NULL))
		return EXIT_USAGE;
	if (!house_open(arena, &house, database_named(db), true))
		return EXIT_REFUSED;
	done = !at.len || house_set_clock(arena, &house, at);
	if (done && !tick_once(arena, &house, house.clock(&house))) {
		done = false;
		say_trouble(STR("时限没有走完，请再运行一次"));
	}
	if (done && !anchors_keep(&house, anchors_named(arena, house.store, anchors), house.clock(&house)))
		done = false;
	house_close(&house);
	return done ? EXIT_DONE : EXIT_REFUSED;
}
