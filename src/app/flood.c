/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* flood.c - the buckets. One number each: when the bucket will be full again. A knock moves it one step on; where it
 * would be further ahead than the bucket is deep, nothing is let in. */
#include "app/flood.h"

#include <pthread.h>
#include <stdatomic.h>
#include <string.h>

#include "base/arena.h"
#include "base/limits.h"
#include "base/must.h"

enum { WAYS = 8, SETS = LIMIT_FLOOD_BUCKETS / WAYS };

struct bucket { uint64_t key; int64_t full_at_ms; };

struct flood {
	pthread_mutex_t lock;           /* of the open doors only; who is logged in never comes here */
	struct bucket bucket[SETS][WAYS];
	_Atomic uint64_t refused[FLOOD_KINDS];
};

static const struct { int deep, step_ms; } rates[FLOOD_KINDS] = {
	[FLOOD_LOGIN_ADDRESS] = { LIMIT_LOGINS_PER_ADDRESS, LIMIT_LOGIN_STEP_MS },
	[FLOOD_LOGIN_ACCOUNT] = { LIMIT_LOGINS_PER_ACCOUNT, LIMIT_LOGIN_ACCOUNT_STEP_MS },
	[FLOOD_PUBLIC_WRITE] = { LIMIT_PUBLIC_WRITES_PER_ADDRESS, LIMIT_PUBLIC_WRITE_STEP_MS },
	[FLOOD_PUBLIC_READ] = { LIMIT_PUBLIC_READS_PER_ADDRESS, LIMIT_PUBLIC_READ_STEP_MS },
	[FLOOD_BEACON] = { LIMIT_BEACONS_PER_ADDRESS, LIMIT_BEACON_STEP_MS },
};

struct flood *flood_open(struct arena *arena)
{
	struct flood *flood = ARENA_NEW(arena, struct flood);

	must(pthread_mutex_init(&flood->lock, NULL) == 0);
	return flood;
}

/* Its own, else that of whoever has been quiet longest. */
static struct bucket *bucket_of(struct flood *flood, uint64_t key)
{
	struct bucket *set = flood->bucket[key % SETS], *quiet = &set[0];

	for (int i = 0; i < WAYS; i++) {
		if (set[i].key == key)
			return &set[i];
		if (set[i].full_at_ms < quiet->full_at_ms)
			quiet = &set[i];
	}
	*quiet = (struct bucket){ key, 0 };
	return quiet;
}

static int knock(struct flood *flood, enum flood_kind kind, Str who, int64_t now_ms)
{
	int64_t step_ms = rates[kind].step_ms, over_ms;
	struct bucket *bucket;

	must(pthread_mutex_lock(&flood->lock) == 0);
	bucket = bucket_of(flood, str_hash(who) * FLOOD_KINDS + kind);
	if (bucket->full_at_ms < now_ms)
		bucket->full_at_ms = now_ms;
	over_ms = bucket->full_at_ms + step_ms - now_ms - rates[kind].deep * step_ms;
	if (over_ms <= 0)
		bucket->full_at_ms += step_ms;
	must(pthread_mutex_unlock(&flood->lock) == 0);
	if (over_ms <= 0)
		return 0;
	atomic_fetch_add(&flood->refused[kind], 1);
	return (int)((over_ms + 999) / 1000);
}

int flood_address(struct flood *flood, enum flood_kind kind, const struct address *at, int64_t now_ms)
{
	Str who = { (const char *)at->bytes, address_is_v4(at) ? sizeof at->bytes : sizeof at->bytes / 2 };

	return knock(flood, kind, who, now_ms);
}

int flood_name(struct flood *flood, enum flood_kind kind, Str name, int64_t now_ms)
{
	return knock(flood, kind, name, now_ms);
}

uint64_t flood_refused(const struct flood *flood, enum flood_kind kind)
{
	return atomic_load(&flood->refused[kind]);
}
