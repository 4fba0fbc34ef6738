/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* ring.c - a ring of pages between the reader and a thread that helps. See ring.h.
 *
 * A page belongs to whoever's state it is in: FREE and READY to nobody, TAKEN to the one thread that works on it,
 * DONE to the reader. Only the state is shared, under the lock; what a page holds is handed over with it. */
#include "ledger/ring.h"

#include <pthread.h>

enum { PAGES = 8 };

enum page_state { FREE, READY, TAKEN, DONE };

struct slot { enum page_state state; struct ring_page page; };

struct ring {
	struct act *act;
	struct ring_task task;
	struct arena *arena;
	pthread_t helper;
	bool has_helper, stopping;
	pthread_mutex_t lock;
	pthread_cond_t changed;
	struct slot slots[PAGES];
	size_t oldest, count;           /* of the slots that are not free */
	bool all_read, oldest_is_lent;
};

/* The oldest page that nobody works on yet, now the caller's; NULL: none. Under the lock. */
static struct slot *take_slot(struct ring *r)
{
	for (size_t i = 0; i < r->count; i++) {
		struct slot *slot = &r->slots[(r->oldest + i) % PAGES];

		if (slot->state == READY) {
			slot->state = TAKEN;
			return slot;
		}
	}
	return NULL;
}

static void work_on(struct ring *r, struct slot *slot)
{
	must(pthread_mutex_unlock(&r->lock) == 0);
	r->task.work(r->task.shared, &slot->page);
	must(pthread_mutex_lock(&r->lock) == 0);
	slot->state = DONE;
	must(pthread_cond_broadcast(&r->changed) == 0);
}

static void *help(void *thing)
{
	struct ring *r = thing;
	struct slot *slot;

	must(pthread_mutex_lock(&r->lock) == 0);
	while (!r->stopping) {
		slot = take_slot(r);
		if (slot)
			work_on(r, slot);
		else
			must(pthread_cond_wait(&r->changed, &r->lock) == 0);
	}
	must(pthread_mutex_unlock(&r->lock) == 0);
	return NULL;
}

struct ring *ring_open(struct act *act, struct ring_task task)
{
	struct arena *arena = arena_open();
	struct ring *r = ARENA_NEW(arena, struct ring);

	r->act = act;
	r->task = task;
	r->arena = arena;
	must(pthread_mutex_init(&r->lock, NULL) == 0);
	must(pthread_cond_init(&r->changed, NULL) == 0);
	r->has_helper = pthread_create(&r->helper, NULL, help, r) == 0;         /* else alone */
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

/* What the query takes lies in the page's arena. */
static bool read_page(struct ring *r)
{
	struct slot *slot = &r->slots[(r->oldest + r->count) % PAGES];
	struct act *act = r->act;
	struct arena *own = act->arena;
	bool was_read;

	arena_close(slot->page.arena);
	slot->page.arena = act->arena = arena_open();
	slot->page.content = NULL;
	was_read = r->task.read(act, r->task.state, &slot->page);
	act->arena = own;
	if (!was_read) {
		act->refusal.rule = arena_copy(own, act->refusal.rule);
		act->refusal.message = arena_copy(own, act->refusal.message);
		act->refusal.field = arena_copy(own, act->refusal.field);
		return false;
	}
	if (!slot->page.content) {
		r->all_read = true;
		return true;
	}
	must(pthread_mutex_lock(&r->lock) == 0);
	slot->state = READY;
	r->count++;
	must(pthread_cond_signal(&r->changed) == 0);
	must(pthread_mutex_unlock(&r->lock) == 0);
	return true;
}

/* Until the oldest page is done: works too, sooner than to wait. */
static void await_oldest(struct ring *r)
{
	struct slot *slot;

	must(pthread_mutex_lock(&r->lock) == 0);
	while (r->slots[r->oldest].state != DONE) {
		slot = take_slot(r);
		if (slot)
			work_on(r, slot);
		else
			must(pthread_cond_wait(&r->changed, &r->lock) == 0);
	}
	must(pthread_mutex_unlock(&r->lock) == 0);
}

static void free_oldest(struct ring *r)
{
	must(pthread_mutex_lock(&r->lock) == 0);
	r->slots[r->oldest].state = FREE;
	r->oldest = (r->oldest + 1) % PAGES;
	r->count--;
	must(pthread_mutex_unlock(&r->lock) == 0);
	r->oldest_is_lent = false;
}

bool ring_next(struct ring *r, struct ring_page *out)
{
	*out = (struct ring_page){ NULL, NULL };
	if (r->oldest_is_lent)
		free_oldest(r);
	while (!r->all_read && r->count < PAGES)
		if (!read_page(r))
			return false;
	if (r->count == 0)
		return true;
	await_oldest(r);
	r->oldest_is_lent = true;
	*out = r->slots[r->oldest].page;
	return true;
}
