/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* kept.c - what was made of a snapshot's rows; see kept.h. */
#include "store/kept.h"

#include "store/store_backend.h"

enum { BUCKETS = 64 };

struct entry {
	Str key;
	const void *thing;
	struct entry *next;
};
struct kept {
	struct arena *arena;            /* it lies in it itself */
	struct entry *buckets[BUCKETS];
};

static bool keeps(const struct connection *c)
{
	return c && c->store->exclusive && c->backend->is_file && !c->writing;
}

static struct entry **bucket_of(struct kept *kept, Str key)
{
	return &kept->buckets[str_hash(key) % BUCKETS];
}

const void *kept_find(struct act *act, Str key)
{
	struct connection *c = act->connection;

	if (!keeps(c) || !c->kept)
		return NULL;
	for (const struct entry *entry = *bucket_of(c->kept, key); entry; entry = entry->next)
		if (str_equal(entry->key, key))
			return entry->thing;
	return NULL;
}

struct arena *kept_arena(struct act *act)
{
	struct connection *c = act->connection;
	struct arena *arena;

	if (!keeps(c) || (c->kept && arena_used(c->kept->arena) > STORE_KEPT_BYTES))
		return NULL;
	if (!c->kept) {
		arena = arena_open();
		c->kept = ARENA_NEW(arena, struct kept);
		c->kept->arena = arena;
	}
	return c->kept->arena;
}

void kept_put(struct act *act, Str key, const void *thing)
{
	struct kept *kept = act->connection->kept;
	struct entry **bucket = bucket_of(kept, key), *entry = ARENA_NEW(kept->arena, struct entry);

	*entry = (struct entry){ arena_copy(kept->arena, key), thing, *bucket };
	*bucket = entry;
}

void kept_forget(struct connection *c)
{
	if (c->kept)
		arena_close(c->kept->arena);
	c->kept = NULL;
}
