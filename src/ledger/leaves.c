/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* leaves.c - a ring of pages between the reader and a thread that hashes. See leaves.h.
 *
 * A page belongs to whoever's state it is in: FREE and READY to hash by nobody, HASHING to the one thread that took it,
 * HASHED to the reader. Only the state is shared, under the lock; what a page holds is handed over with it. */
#include "ledger/leaves.h"

#include <pthread.h>

#include "ledger/ledger_store.h"

enum { PAGES = 8, PAGE_ENTRIES = 250 };

enum page_state { FREE, READY, HASHING, HASHED };

struct page {
	enum page_state state;
	struct arena *arena;
	struct entries entries;
	struct sm3_sum *digests;
	uint64_t *prints;
};

struct leaves {
	struct act *act;
	const struct last_words *words;
	struct arena *arena;
	struct sm3 *sm3, *helper_sm3;    /* one a thread */
	pthread_t helper;
	bool has_helper, stopping;
	pthread_mutex_t lock;
	pthread_cond_t changed;
	struct page pages[PAGES];
	size_t oldest, count;           /* of the pages that are not free */
	int64_t after_no;
	bool all_read;
	size_t next;                    /* entry of the oldest page */
};

static void hash_page(const struct leaves *l, struct page *page, struct sm3 *sm3)
{
	for (size_t i = 0; i < page->entries.count; i++) {
		page->digests[i] = entry_digest(sm3, &page->entries.at[i]);
		page->prints[i] = last_words_print(l->words, page->entries.at[i].after);
	}
}

/* The oldest page that nobody hashes yet, now the caller's; NULL: none. Under the lock. */
static struct page *take_page(struct leaves *l)
{
	for (size_t i = 0; i < l->count; i++) {
		struct page *page = &l->pages[(l->oldest + i) % PAGES];

		if (page->state == READY) {
			page->state = HASHING;
			return page;
		}
	}
	return NULL;
}

static void hash_taken(struct leaves *l, struct page *page, struct sm3 *sm3)
{
	must(pthread_mutex_unlock(&l->lock) == 0);
	hash_page(l, page, sm3);
	must(pthread_mutex_lock(&l->lock) == 0);
	page->state = HASHED;
	must(pthread_cond_broadcast(&l->changed) == 0);
}

static void *help(void *thing)
{
	struct leaves *l = thing;
	struct page *page;

	must(pthread_mutex_lock(&l->lock) == 0);
	while (!l->stopping) {
		page = take_page(l);
		if (page)
			hash_taken(l, page, l->helper_sm3);
		else
			must(pthread_cond_wait(&l->changed, &l->lock) == 0);
	}
	must(pthread_mutex_unlock(&l->lock) == 0);
	return NULL;
}

struct leaves *leaves_open(struct act *act, const struct last_words *words)
{
	struct arena *arena = arena_open();
	struct leaves *l = ARENA_NEW(arena, struct leaves);

	l->act = act;
	l->words = words;
	l->arena = arena;
	l->sm3 = sm3_open(arena);
	l->helper_sm3 = sm3_open(arena);
	must(pthread_mutex_init(&l->lock, NULL) == 0);
	must(pthread_cond_init(&l->changed, NULL) == 0);
	l->has_helper = pthread_create(&l->helper, NULL, help, l) == 0;         /* else alone */
	return l;
}

void leaves_close(struct leaves *l)
{
	must(pthread_mutex_lock(&l->lock) == 0);
	l->stopping = true;
	must(pthread_cond_broadcast(&l->changed) == 0);
	must(pthread_mutex_unlock(&l->lock) == 0);
	if (l->has_helper)
		must(pthread_join(l->helper, NULL) == 0);
	must(pthread_cond_destroy(&l->changed) == 0);
	must(pthread_mutex_destroy(&l->lock) == 0);
	for (size_t i = 0; i < PAGES; i++)
		arena_close(l->pages[i].arena);
	arena_close(l->arena);
}

/* What the query takes lies in the page's arena. */
static bool read_page(struct leaves *l)
{
	struct page *page = &l->pages[(l->oldest + l->count) % PAGES];
	struct act *act = l->act;
	struct arena *own = act->arena;
	bool was_read;

	arena_close(page->arena);
	page->arena = act->arena = arena_open();
	was_read = ledger_sealed_after(act, l->after_no, PAGE_ENTRIES, &page->entries);
	act->arena = own;
	if (!was_read) {
		act->refusal.rule = arena_copy(own, act->refusal.rule);
		act->refusal.message = arena_copy(own, act->refusal.message);
		return false;
	}
	if (page->entries.count == 0) {
		l->all_read = true;
		return true;
	}
	l->after_no = page->entries.at[page->entries.count - 1].no;
	page->digests = ARENA_ARRAY(page->arena, struct sm3_sum, page->entries.count);
	page->prints = ARENA_ARRAY(page->arena, uint64_t, page->entries.count);
	must(pthread_mutex_lock(&l->lock) == 0);
	page->state = READY;
	l->count++;
	must(pthread_cond_signal(&l->changed) == 0);
	must(pthread_mutex_unlock(&l->lock) == 0);
	return true;
}

/* Until the oldest page is hashed: hashes too, sooner than to wait. */
static void await_oldest(struct leaves *l)
{
	struct page *page;

	must(pthread_mutex_lock(&l->lock) == 0);
	while (l->pages[l->oldest].state != HASHED) {
		page = take_page(l);
		if (page)
			hash_taken(l, page, l->sm3);
		else
			must(pthread_cond_wait(&l->changed, &l->lock) == 0);
	}
	must(pthread_mutex_unlock(&l->lock) == 0);
}

static void free_oldest(struct leaves *l)
{
	must(pthread_mutex_lock(&l->lock) == 0);
	l->pages[l->oldest].state = FREE;
	l->oldest = (l->oldest + 1) % PAGES;
	l->count--;
	must(pthread_mutex_unlock(&l->lock) == 0);
	l->next = 0;
}

bool leaves_next(struct leaves *l, struct leaf *out)
{
	struct page *page;

	if (l->count > 0 && l->next == l->pages[l->oldest].entries.count)
		free_oldest(l);
	if (l->next == 0) {
		while (!l->all_read && l->count < PAGES)
			if (!read_page(l))
				return false;
		if (l->count > 0)
			await_oldest(l);
	}
	*out = (struct leaf){ .entry = NULL };
	if (l->count == 0)
		return true;
	page = &l->pages[l->oldest];
	*out = (struct leaf){ &page->entries.at[l->next], page->digests[l->next], page->prints[l->next] };
	l->next++;
	return true;
}
