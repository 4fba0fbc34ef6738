/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* ring.c - a ring of pages between this thread and one that helps. See ring.h.
 *
 * A page belongs to whoever's state it is in: FREE to nobody, TAKEN to the one thread that reads and works on it, DONE to
 * the thread that opened the ring. Only the state is shared, under the lock; what a page holds is handed over with it. */
#include "ledger/ring.h"

#include <pthread.h>

enum { PAGES = 8 };

enum page_state { FREE, TAKEN, DONE };

struct slot { enum page_state state; struct ring_page page; struct refusal refusal; };

struct ring {
	struct act *act, *beside;
	struct ring_task task;
	struct arena *arena;
	pthread_t helper;
	bool has_helper, stopping;
	pthread_mutex_t lock;
	pthread_cond_t changed;
	struct slot slots[PAGES];
	size_t oldest, count;           /* of the slots that are not free */
	bool all_claimed, oldest_is_lent;
};

/* What it refused waits for its turn: pages before it may show something worse. */
static void keep_refusal(struct slot *slot, struct act *act)
{
	slot->refusal = act->refusal;
	act->refusal = (struct refusal){ .kind = REFUSED_NOT };
}

/* The page after the last, now the caller's; NULL: none, or no room. Under the lock. */
static struct slot *claim_slot(struct ring *r, struct act *act)
{
	struct slot *slot = &r->slots[(r->oldest + r->count) % PAGES];
	bool was_claimed;

	if (r->all_claimed || r->count == PAGES)
		return NULL;
	arena_close(slot->page.arena);
	*slot = (struct slot){ .state = TAKEN, .page = { .arena = arena_open() } };
	act->arena = slot->page.arena;
	was_claimed = r->task.claim(act, r->task.state, &slot->page);
	if (!was_claimed)
		keep_refusal(slot, act);
	r->all_claimed = !was_claimed || !slot->page.content;
	if (was_claimed && !slot->page.content)
		return NULL;
	r->count++;
	return slot;
}

static void work_on(struct ring *r, struct act *act, struct slot *slot)
{
	bool was_done = slot->refusal.kind == REFUSED_NOT;

	must(pthread_mutex_unlock(&r->lock) == 0);
	if (was_done && !r->task.work(act, r->task.shared, &slot->page))
		keep_refusal(slot, act);
	must(pthread_mutex_lock(&r->lock) == 0);
	r->all_claimed = r->all_claimed || slot->refusal.kind != REFUSED_NOT;
	slot->state = DONE;
	must(pthread_cond_broadcast(&r->changed) == 0);
}

/* false: there is nothing to be done now. Under the lock. */
static bool work_once(struct ring *r, struct act *act)
{
	struct arena *own = act->arena;
	struct slot *slot = claim_slot(r, act);

	if (slot)
		work_on(r, act, slot);
	act->arena = own;
	return slot != NULL;
}

static void *help(void *thing)
{
	struct ring *r = thing;

	must(pthread_mutex_lock(&r->lock) == 0);
	while (!r->stopping)
		if (!work_once(r, r->beside))
			must(pthread_cond_wait(&r->changed, &r->lock) == 0);
	must(pthread_mutex_unlock(&r->lock) == 0);
	return NULL;
}

struct ring *ring_open(struct act *act, struct act *beside, struct ring_task task)
{
	struct arena *arena = arena_open();
	struct ring *r = ARENA_NEW(arena, struct ring);

	r->act = act;
	r->beside = beside;
	r->task = task;
	r->arena = arena;
	must(pthread_mutex_init(&r->lock, NULL) == 0);
	must(pthread_cond_init(&r->changed, NULL) == 0);
	r->has_helper = beside && pthread_create(&r->helper, NULL, help, r) == 0;         /* else alone */
	return r;
}

void ring_close(struct ring *r)
{
	must(pthread_mutex_lock(&r->lock) == 0);
	r->stopping = true;
	must(pthread_cond_broadcast(&r->changed) == 0);
	must(pthread_mutex_unlock(&r->lock) == 0);
	if (r->has_helper)
		must(pthread_join(r->helper, NULL) == 0);
	must(pthread_cond_destroy(&r->changed) == 0);
	must(pthread_mutex_destroy(&r->lock) == 0);
	for (size_t i = 0; i < PAGES; i++)
		arena_close(r->slots[i].page.arena);
	arena_close(r->arena);
}

/* Until the oldest page is done: works too, sooner than to wait. false: there are no more. Under the lock. */
static bool await_oldest(struct ring *r)
{
	while (r->count == 0 || r->slots[r->oldest].state != DONE) {
		if (work_once(r, r->act))
			continue;
		if (r->count == 0)
			return false;
		if (r->slots[r->oldest].state != DONE)
			must(pthread_cond_wait(&r->changed, &r->lock) == 0);
	}
	return true;
}

/* Under the lock. */
static void free_oldest(struct ring *r)
{
	r->slots[r->oldest].state = FREE;
	r->oldest = (r->oldest + 1) % PAGES;
	r->count--;
	r->oldest_is_lent = false;
	must(pthread_cond_broadcast(&r->changed) == 0);
}

bool ring_next(struct ring *r, struct ring_page *out)
{
	const struct refusal *refusal;

	*out = (struct ring_page){ NULL, NULL };
	must(pthread_mutex_lock(&r->lock) == 0);
	if (r->oldest_is_lent)
		free_oldest(r);
	r->oldest_is_lent = await_oldest(r);
	must(pthread_mutex_unlock(&r->lock) == 0);
	if (!r->oldest_is_lent)
		return true;
	refusal = &r->slots[r->oldest].refusal;
	if (refusal->kind != REFUSED_NOT)
		return refuse(r->act, refusal->kind, str_terminated(r->act->arena, refusal->rule), "%.*s", STR_ARG(refusal->message));
	*out = r->slots[r->oldest].page;
	return true;
}
