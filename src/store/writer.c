/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* writer.c - who writes, when it is stored, and who is told.
 *
 * SQLite: one thread, a transaction for all acts that have gathered, a savepoint each, one seal, one fsync.
 * PostgreSQL: four threads, a transaction per act, run again when it met another; a sealer behind them.
 * Owns: the queue of errands. Nobody is told "done" before the commit has returned. */
#include "store/store_backend.h"

#include <stdatomic.h>
#include <time.h>

#include "base/log.h"

enum { SEAL_PAUSE_MS = 500 };       /* after a commit; within a second everything is sealed */

static const struct refusal refusal_full = {
	.kind = REFUSED_BROKEN, .rule = STR_INIT("store.full"),
	.message = STR_INIT("现在太忙，没有保存，请稍后重试"),
};
static const struct refusal refusal_closing = {
	.kind = REFUSED_BROKEN, .rule = STR_INIT("store.closing"),
	.message = STR_INIT("系统正在停止，没有保存，请稍后重试"),
};
static const struct refusal refusal_read_only = {
	.kind = REFUSED_BROKEN, .rule = STR_INIT("store.read_only"),
	.message = STR_INIT("数据库是只读打开的，不能保存"),
};
static const struct refusal refusal_unsure = {
	.kind = REFUSED_BROKEN, .rule = STR_INIT("store.unsure"),
	.message = STR_INIT("保存时数据库断开，请先查看是否已经保存，再决定是否重做"),
};

/* ---- the queue ---- */

static const struct refusal *why_not(const struct store *store)
{
	if (store->writers_most == 0)
		return &refusal_read_only;
	if (store->closing)
		return &refusal_closing;
	return store->figures.waiting >= LIMIT_WAITING_ACTS ? &refusal_full : NULL;
}

static void *write_batches(void *thing);
static void *write_acts(void *thing);

/* A writer more when all are busy, so that a quiet program holds one connection. Under the lock. */
static bool writer_add(struct store *store)
{
	void *(*body)(void *) = store->backend->one_writer ? write_batches : write_acts;

	if (!thread_start(&store->writers[store->writer_count], body, store))
		return false;
	store->writer_count++;
	return true;
}

void act_submit(struct errand *errand)
{
	struct store *store = errand->seed.house->store;
	const struct refusal *refusal;

	must(errand->seed.arena);
	errand->next = NULL;
	errand->ends = NULL;
	errand->refusal = (struct refusal){ .kind = REFUSED_NOT };
	must(pthread_mutex_lock(&store->lock) == 0);
	refusal = why_not(store);
	if (!refusal) {
		if (store->last)
			store->last->next = errand;
		else
			store->first = errand;
		store->last = errand;
		store->figures.waiting++;
		if (store->figures.waiting > (int64_t)store->writers_idle
		    && store->writer_count < store->writers_most && !writer_add(store))
			log_line(LOG_WARNING, "store", "no further writer thread");
		must(pthread_cond_signal(&store->errands_came) == 0);
	}
	must(pthread_mutex_unlock(&store->lock) == 0);
	if (refusal) {
		errand->refusal = *refusal;
		errand->done(errand);
	}
}

/* Takes at most so many; NULL: the store closes and nobody waits any more. */
static struct errand *errands_take(struct store *store, int64_t most)
{
	struct errand *taken, *last;
	int64_t count = 1;

	must(pthread_mutex_lock(&store->lock) == 0);
	store->writers_idle++;
	while (!store->first && !store->closing)
		must(pthread_cond_wait(&store->errands_came, &store->lock) == 0);
	store->writers_idle--;
	taken = last = store->first;
	if (taken) {
		for (; last->next && count < most; count++)
			last = last->next;
		store->first = last->next;
		if (!store->first)
			store->last = NULL;
		last->next = NULL;
		store->figures.waiting -= count;
	}
	must(pthread_mutex_unlock(&store->lock) == 0);
	return taken;
}

/* After done() an errand is its owner's again, and perhaps no more. */
static void errands_answer(struct store *store, struct errand *first)
{
	int64_t acts = 0, refused = 0;
	struct errand *next;

	for (const struct errand *e = first; e; e = e->next) {
		if (e->refusal.kind == REFUSED_NOT)
			acts++;
		else
			refused++;
	}
	must(pthread_mutex_lock(&store->lock) == 0);
	store->figures.acts += acts;
	store->figures.refused += refused;
	store->figures.commits += acts > 0;
	if (acts > store->figures.batches_largest)
		store->figures.batches_largest = acts;
	if (acts > 0 && store->has_sealer) {
		store->unsealed = true;
		must(pthread_cond_signal(&store->seal_wanted) == 0);
	}
	must(pthread_mutex_unlock(&store->lock) == 0);
	for (struct errand *e = first; e; e = e->next)
		act_ends(store->house, &e->ends, e->refusal.kind == REFUSED_NOT);
	for (struct errand *e = first; e; e = next) {
		next = e->next;
		e->done(e);
	}
}

/* After a batch or an act: what is worn is closed, the next one begins on a new connection. */
static void keep_or_close(struct connection **c, bool sound)
{
	if (!*c || (sound && !connection_is_worn(*c)))
		return;
	connection_close(*c);
	*c = NULL;
}

static bool roll_back(struct connection *c)
{
	enum trouble before = c->trouble;
	bool done = !c->backend->in_transaction(c) || c->backend->command(c, "ROLLBACK");

	c->trouble = before;
	return done && !c->gone;
}

/* ---- the seal: an act of the system ---- */

static bool seal_body(struct act *act, void *input __attribute__((unused)))
{
	return act->house->seal(act);
}

static bool seal_on(struct store *store, struct connection *c, Instant now)
{
	struct house *house = store->house;
	struct act_seed seed = { .house = house, .via = VIA_TICK, .now = now };
	struct arena *arena;
	struct act act;
	bool sealed;

	if (!house->seal)
		return true;
	if (house->clock)
		seed.now = house->clock(house);
	arena = arena_open();
	act_begin(&act, &seed, arena, c);
	sealed = act_perform(&act, seal_body, NULL);
	if (!sealed && c->trouble != TROUBLE_RETRY)
		log_line(LOG_TROUBLE, "store", "not sealed: %.*s", STR_ARG(act.refusal.message));
	arena_close(arena);
	return sealed;
}

/* ---- SQLite: a batch shares a transaction ---- */

/* false: the whole transaction is gone, or cannot be trusted any more. */
static bool run_in_savepoint(struct connection *c, struct errand *errand)
{
	struct act act;
	bool sound;

	c->trouble = TROUBLE_NONE;
	if (!c->backend->command(c, "SAVEPOINT act"))
		return false;
	act_begin(&act, &errand->seed, errand->seed.arena, c);
	sound = act_perform(&act, errand->body, errand->input);
	errand->refusal = act.refusal;
	errand->ends = act.ends;
	c->trouble = TROUBLE_NONE;
	if (!c->backend->in_transaction(c))
		return false;
	return (sound || c->backend->command(c, "ROLLBACK TO act")) && c->backend->command(c, "RELEASE act");
}

static int64_t monotonic_now_ns(void)
{
	struct timespec now;

	must(clock_gettime(CLOCK_MONOTONIC, &now) == 0);
	return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

/* Measured: it is where the disk is waited for. */
static bool commit(struct connection *c)
{
	int64_t before = monotonic_now_ns();
	bool done = c->backend->command(c, "COMMIT");

	atomic_fetch_add(&c->store->commit_ns, monotonic_now_ns() - before);
	return done;
}

static bool run_batch(struct connection *c, struct errand *first)
{
	bool any = false;

	for (struct errand *e = first; e; e = e->next) {
		if (!run_in_savepoint(c, e))
			return false;
		any = any || e->refusal.kind == REFUSED_NOT;
	}
	/* Without anything to store the commit costs nothing and there is nothing to seal. */
	return (!any || seal_on(c->store, c, first->seed.now)) && commit(c);
}

static void batch_is_lost(struct errand *first)
{
	for (struct errand *e = first; e; e = e->next) {
		if (e->refusal.kind == REFUSED_NOT)
			e->refusal = refusal_lost;
	}
}

static void *write_batches(void *thing)
{
	struct store *store = thing;
	struct connection *c = NULL;
	struct errand *batch;

	is_writer_thread = true;
	while ((batch = errands_take(store, LIMIT_BATCH_ACTS))) {
		snapshots_end(store);
		if (!connection_begin(store, &c, true)) {
			batch_is_lost(batch);
		} else if (!run_batch(c, batch)) {
			log_line(LOG_TROUBLE, "store", "a batch was lost: %s", c->why);
			batch_is_lost(batch);
			keep_or_close(&c, roll_back(c));
		}
		keep_or_close(&c, true);
		atomic_fetch_add(&store->batches, 1);
		errands_answer(store, batch);
	}
	connection_close(c);
	return NULL;
}

/* ---- PostgreSQL: a transaction per act ---- */

/* What the act refused, or what its commit met. */
static void run_once(struct connection *c, struct errand *errand)
{
	struct act act;

	act_ends(c->store->house, &errand->ends, false);        /* of the run before */
	act_begin(&act, &errand->seed, errand->seed.arena, c);
	if (act_perform(&act, errand->body, errand->input) && !commit(c)) {
		log_line(LOG_TROUBLE, "store", "not committed: %s", c->why);
		act.refusal = c->gone ? refusal_unsure : refusal_lost;
	}
	errand->refusal = act.refusal;
	errand->ends = act.ends;
}

static void pause_ms(long ms)
{
	struct timespec pause = { ms / 1000, ms % 1000 * 1000000 };

	nanosleep(&pause, NULL);
}

/* The act once more, with the lock that it did not get in time held from before its beginning (-1: none).
 * false: the connection is no more, or there was nothing that running again would help. */
static bool run_holding(struct connection *c, struct errand *errand, int64_t slot)
{
	const struct backend *backend = c->backend;
	bool met_another;

	c->trouble = TROUBLE_NONE;
	errand->refusal = refusal_lost;
	if ((slot >= 0 && !backend->hold(c, slot)) || !backend->command(c, backend->begin_writing)) {
		c->gone = true;
		return false;
	}
	run_once(c, errand);
	met_another = errand->refusal.kind != REFUSED_NOT && c->trouble == TROUBLE_RETRY;
	if (!roll_back(c) || (slot >= 0 && !backend->let_go(c, slot)))
		c->gone = true;
	return met_another && !c->gone;
}

static void run_until_alone(struct store *store, struct connection **c, struct errand *errand)
{
	bool again;

	if (!connection_begin(store, c, true)) {
		errand->refusal = refusal_lost;
		return;
	}
	run_once(*c, errand);
	again = errand->refusal.kind != REFUSED_NOT && (*c)->trouble == TROUBLE_RETRY && roll_back(*c);
	for (int tries = 0; again && tries < LIMIT_RETRIES; tries++) {
		/* Whoever won is nearly through; the later ones step aside a little longer. */
		pause_ms(tries);
		again = run_holding(*c, errand, (*c)->locking);
	}
	keep_or_close(c, roll_back(*c));
}

static void *write_acts(void *thing)
{
	struct store *store = thing;
	struct connection *c = NULL;
	struct errand *errand;

	is_writer_thread = true;
	while ((errand = errands_take(store, 1))) {
		run_until_alone(store, &c, errand);
		errands_answer(store, errand);
	}
	connection_close(c);
	return NULL;
}

/* One sealer among all programs on this database. The lock is the session's and taken before the transaction,
 * whose snapshot then holds what the sealer before us wrote. */
static bool seal_alone(struct store *store, struct connection **c)
{
	const struct backend *backend = store->backend;
	bool sealed;

	if (!store->house->seal)
		return true;
	if (!*c)
		*c = connection_open(store, true, NULL);
	if (!*c)
		return false;
	(*c)->trouble = TROUBLE_NONE;
	sealed = backend->hold(*c, SLOT_SEAL) && backend->command(*c, backend->begin_writing)
	      && seal_on(store, *c, INSTANT_NONE) && backend->command(*c, "COMMIT");
	keep_or_close(c, roll_back(*c) && backend->let_go(*c, SLOT_SEAL));
	return sealed;
}

/* false: nothing more to seal, ever. */
static bool seal_awaited(struct store *store)
{
	bool wanted;

	must(pthread_mutex_lock(&store->lock) == 0);
	while (!store->unsealed && !store->writers_done)
		must(pthread_cond_wait(&store->seal_wanted, &store->lock) == 0);
	if (!store->writers_done) {
		struct timespec until;

		clock_gettime(CLOCK_REALTIME, &until);
		until.tv_nsec += SEAL_PAUSE_MS * 1000000L;
		until.tv_sec += until.tv_nsec / 1000000000L;
		until.tv_nsec %= 1000000000L;
		while (!store->writers_done
		       && pthread_cond_timedwait(&store->seal_wanted, &store->lock, &until) == 0)
			continue;
	}
	wanted = store->unsealed;
	store->unsealed = false;
	must(pthread_mutex_unlock(&store->lock) == 0);
	return wanted;
}

static void *seal_behind(void *thing)
{
	struct store *store = thing;
	struct connection *c = NULL;

	is_writer_thread = true;
	while (seal_awaited(store)) {
		if (seal_alone(store, &c))
			continue;
		must(pthread_mutex_lock(&store->lock) == 0);
		store->unsealed = !store->writers_done;     /* at the end the next start seals */
		must(pthread_mutex_unlock(&store->lock) == 0);
	}
	connection_close(c);
	return NULL;
}

/* ---- the threads ---- */

bool writers_start(struct store *store)
{
	bool alone = store->backend->one_writer, started;

	/* Before any writer runs: they read it. */
	store->writers_most = alone ? store->exclusive : STORE_PG_WRITERS;
	store->has_sealer = !alone;
	if (store->has_sealer && !thread_start(&store->sealer, seal_behind, store)) {
		store->has_sealer = false;
		return false;
	}
	must(pthread_mutex_lock(&store->lock) == 0);
	started = store->writers_most == 0 || writer_add(store);
	must(pthread_mutex_unlock(&store->lock) == 0);
	return started;
}

void writers_stop(struct store *store)
{
	must(pthread_mutex_lock(&store->lock) == 0);
	store->closing = true;
	must(pthread_cond_broadcast(&store->errands_came) == 0);
	must(pthread_mutex_unlock(&store->lock) == 0);
	for (size_t i = 0; i < store->writer_count; i++)
		must(pthread_join(store->writers[i], NULL) == 0);

	must(pthread_mutex_lock(&store->lock) == 0);
	store->writer_count = 0;
	store->writers_done = true;
	must(pthread_cond_broadcast(&store->seal_wanted) == 0);
	must(pthread_mutex_unlock(&store->lock) == 0);
	if (store->has_sealer)
		must(pthread_join(store->sealer, NULL) == 0);
	store->has_sealer = false;
}
