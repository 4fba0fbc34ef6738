/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* writer.c - who writes, when it is stored, and who is told.
 *
 * One thread: a transaction for all acts that have gathered, a savepoint each, one seal, one commit that waits for the disk.
 * On PostgreSQL programs take turns, a batch each (begin_writing), so that no two acts ever meet.
 * Owns: the queue of errands. Nobody is told "done" before the commit has returned. */
#include "store/store_backend.h"

#include <stdatomic.h>
#include <time.h>

#include "base/log.h"

enum { AWAY_PAUSE_MS = 100 };       /* between two looks whether the server is back */

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
	if (!store->can_write)
		return &refusal_read_only;
	if (store->closing)
		return &refusal_closing;
	return store->figures.waiting >= LIMIT_WAITING_ACTS ? &refusal_full : NULL;
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
	while (!store->first && !store->closing)
		must(pthread_cond_wait(&store->errands_came, &store->lock) == 0);
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
	must(pthread_mutex_unlock(&store->lock) == 0);
	for (struct errand *e = first; e; e = e->next)
		act_ends(store->house, &e->ends, e->refusal.kind == REFUSED_NOT);
	for (struct errand *e = first; e; e = next) {
		next = e->next;
		e->done(e);
	}
}

/* After a batch: what is worn is closed, the next one begins on a new connection. */
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

/* ---- a batch shares a transaction ---- */

enum batch_end {
	STORED,
	LOST,                           /* nothing of it is stored, and running it again would not help */
	AGAIN,                          /* nothing of it is stored: it met somebody, or ran ahead into trouble */
	UNSURE,                         /* the server went during the commit */
};

/* It met somebody who takes no turns. A lost connection is none: an act may be what the server dies of. */
static bool is_worth_another_run(const struct connection *c, int tries)
{
	if (c->gone || c->trouble == TROUBLE_NONE)
		return false;
	return c->trusting || (c->trouble == TROUBLE_RETRY && tries < LIMIT_RETRIES);
}

/* Whether an act's last statements were done is told with the next one's first answer, which costs no way of its own. Whose
 * trouble it was is then not known: the batch runs again, and each act is waited for. */
static void trust(struct connection *c, const struct errand *first, int tries)
{
	known_forget(c);
	c->trusting = c->backend->settle && first->next && tries == 0;
	for (c->acts_left = 0; first; first = first->next)
		c->acts_left++;
}

/* false: the whole transaction is gone, or cannot be trusted any more. */
static bool run_in_savepoint(struct connection *c, struct errand *errand, int tries)
{
	struct act act;
	bool sound;

	c->trouble = TROUBLE_NONE;
	if (!c->backend->command_later(c, "SAVEPOINT act"))
		return false;
	act_begin(&act, &errand->seed, errand->seed.arena, c);
	sound = act_perform(&act, errand->body, errand->input);
	errand->refusal = act.refusal;
	errand->ends = act.ends;
	if (!sound && is_worth_another_run(c, tries))
		return false;
	c->trouble = TROUBLE_NONE;
	c->acts_left--;
	if (!c->backend->in_transaction(c))
		return false;
	if (!sound)
		known_undone(c);
	return (sound || c->backend->command(c, "ROLLBACK TO act")) && c->backend->command_later(c, "RELEASE act");
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

static enum batch_end run_batch(struct connection *c, struct errand *first, int tries)
{
	bool any = false, sound = true;

	trust(c, first, tries);
	for (struct errand *e = first; sound && e; e = e->next) {
		sound = run_in_savepoint(c, e, tries);
		any = any || e->refusal.kind == REFUSED_NOT;
		if (c->backend->hurry)
			c->backend->hurry(c);
	}
	/* Without anything to store the commit costs nothing and there is nothing to seal. */
	if (!sound || (any && !seal_on(c->store, c, first->seed.now)))
		return is_worth_another_run(c, tries) ? AGAIN : LOST;
	if (commit(c))
		return STORED;
	if (c->gone)
		return UNSURE;
	return is_worth_another_run(c, tries) ? AGAIN : LOST;
}

static void batch_is_refused(struct errand *first, const struct refusal *refusal)
{
	for (struct errand *e = first; e; e = e->next) {
		if (e->refusal.kind == REFUSED_NOT)
			e->refusal = *refusal;
	}
}

/* As if nobody had run it. */
static void batch_anew(struct store *store, struct errand *first)
{
	for (struct errand *e = first; e; e = e->next) {
		act_ends(store->house, &e->ends, false);
		e->refusal = (struct refusal){ .kind = REFUSED_NOT };
	}
}

static enum batch_end begin_and_run(struct store *store, struct connection **c, struct errand *first, int tries)
{
	enum batch_end end;

	if (!connection_begin(store, c, true))
		return LOST;
	end = run_batch(*c, first, tries);
	known_forget(*c);
	(*c)->trusting = false;
	if (end != STORED) {
		log_line(LOG_TROUBLE, "store", "a batch was %s: %s", end == AGAIN ? "run again" : "lost", (*c)->why);
		keep_or_close(c, roll_back(*c));
	}
	return end;
}

/* A body may therefore run twice. */
static void store_batch(struct store *store, struct connection **c, struct errand *first)
{
	enum batch_end end = AGAIN;

	for (int tries = 0; end == AGAIN; tries++) {
		batch_anew(store, first);
		end = begin_and_run(store, c, first, tries);
	}
	if (end != STORED)
		batch_is_refused(first, end == UNSURE ? &refusal_unsure : &refusal_lost);
}

static void *write_batches(void *thing)
{
	struct store *store = thing;
	struct connection *c = NULL;
	struct errand *batch;

	is_writer_thread = true;
	while ((batch = errands_take(store, LIMIT_BATCH_ACTS))) {
		snapshots_end(store);
		store_batch(store, &c, batch);
		keep_or_close(&c, true);
		atomic_fetch_add(&store->batches, 1);
		errands_answer(store, batch);
	}
	connection_close(c);
	return NULL;
}

/* ---- the thread ---- */

bool writer_start(struct store *store)
{
	store->can_write = store->exclusive || !store->backend->is_file;
	store->writer_runs = store->can_write && thread_start(&store->writer, write_batches, store);
	return store->writer_runs || !store->can_write;
}

void writer_stop(struct store *store)
{
	must(pthread_mutex_lock(&store->lock) == 0);
	store->closing = true;
	must(pthread_cond_broadcast(&store->errands_came) == 0);
	must(pthread_mutex_unlock(&store->lock) == 0);
	if (store->writer_runs)
		must(pthread_join(store->writer, NULL) == 0);
	store->writer_runs = false;
}
