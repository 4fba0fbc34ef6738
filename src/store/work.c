/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* work.c - threads for what is slow on purpose or by nature, without a connection of its own.
 *
 * Owns: the ring of waiting work. When the store closes, what waits is still done: each piece answers somebody. */
#include "store/store_backend.h"

static void *work_on(void *thing)
{
	struct store *store = thing;
	struct work work;

	for (;;) {
		must(pthread_mutex_lock(&store->lock) == 0);
		while (store->work_count == 0 && !store->work_closing)
			must(pthread_cond_wait(&store->work_came, &store->lock) == 0);
		if (store->work_count == 0) {
			must(pthread_mutex_unlock(&store->lock) == 0);
			return NULL;
		}
		work = store->work[store->work_first];
		store->work_first = (store->work_first + 1) % COUNT_OF(store->work);
		store->work_count--;
		must(pthread_mutex_unlock(&store->lock) == 0);
		work.run(work.thing);
	}
}

bool store_work(struct store *store, void (*work)(void *), void *thing)
{
	bool has_room;

	must(pthread_mutex_lock(&store->lock) == 0);
	has_room = !store->work_closing && store->work_count < COUNT_OF(store->work);
	if (has_room) {
		size_t at = (store->work_first + store->work_count++) % COUNT_OF(store->work);

		store->work[at] = (struct work){ work, thing };
		must(pthread_cond_signal(&store->work_came) == 0);
	}
	must(pthread_mutex_unlock(&store->lock) == 0);
	return has_room;
}

bool workers_start(struct store *store)
{
	while (store->worker_count < STORE_WORKERS) {
		if (!thread_start(&store->workers[store->worker_count], work_on, store))
			return false;
		store->worker_count++;
	}
	return true;
}

void workers_stop(struct store *store)
{
	must(pthread_mutex_lock(&store->lock) == 0);
	store->work_closing = true;
	must(pthread_cond_broadcast(&store->work_came) == 0);
	must(pthread_mutex_unlock(&store->lock) == 0);
	while (store->worker_count > 0)
		must(pthread_join(store->workers[--store->worker_count], NULL) == 0);
}
