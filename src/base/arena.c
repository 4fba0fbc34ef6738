/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* arena.c - memory in chunks that double, and the closers of what is not memory.
 *
 * The first chunk is small because most requests are; the arena itself lives in it, so an act that
 * needs little costs one malloc. The only place that calls malloc for our own structures. */
#include "base/arena.h"

#include <stdlib.h>
#include <string.h>

#include "base/must.h"

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define POISONED 1
#endif
#endif
#if defined(__SANITIZE_ADDRESS__)
#define POISONED 1
#endif

#ifdef POISONED
#include <sanitizer/asan_interface.h>
#define POISON(at, bytes) ASAN_POISON_MEMORY_REGION((at), (bytes))
#define UNPOISON(at, bytes) ASAN_UNPOISON_MEMORY_REGION((at), (bytes))
#define RED_GAP 16                      /* never handed out, so overrun by one meets poison */
#else
#define POISON(at, bytes) ((void)0)
#define UNPOISON(at, bytes) ((void)0)
#define RED_GAP 0
#endif

#define ALIGNMENT 16
#define FIRST_ROOM 16                   /* of an array that grows */
#define FIRST_CHUNK_BYTES ((size_t)8 * 1024)
#define LARGEST_CHUNK_BYTES ((size_t)1024 * 1024)

struct chunk {
	struct chunk *older;
	size_t room, used;              /* bytes of .at; used stays a multiple of ALIGNMENT */
	_Alignas(ALIGNMENT) unsigned char at[];
};

struct closer {
	void (*close)(void *);
	void *thing;
	struct closer *older;
};

struct arena {
	struct chunk *newest;
	struct closer *closers;
	size_t handed_out;
	size_t next_room;
};

static struct chunk *chunk_open(size_t room, struct chunk *older)
{
	struct chunk *chunk = malloc(sizeof *chunk + room);

	must(chunk != NULL);
	*chunk = (struct chunk){ .older = older, .room = room };
	POISON(chunk->at, room);
	return chunk;
}

/* What a piece costs in its chunk. */
static size_t with_gap(size_t bytes)
{
	must(bytes <= SIZE_MAX / 4);
	return ((bytes + ALIGNMENT - 1) & ~(size_t)(ALIGNMENT - 1)) + RED_GAP;
}

static void *chunk_take(struct chunk *chunk, size_t bytes)
{
	unsigned char *at = chunk->at + chunk->used;

	chunk->used += with_gap(bytes);
	UNPOISON(at, bytes);
	return at;
}

struct arena *arena_open(void)
{
	struct chunk *first = chunk_open(FIRST_CHUNK_BYTES - sizeof(struct chunk), NULL);
	struct arena *arena = chunk_take(first, sizeof *arena);

	*arena = (struct arena){ .newest = first, .next_room = 2 * FIRST_CHUNK_BYTES };
	return arena;
}

void arena_close(struct arena *arena)
{
	if (arena == NULL)
		return;
	/* Taken off before it runs: a closer may register another. */
	for (struct closer *closer; (closer = arena->closers) != NULL;) {
		arena->closers = closer->older;
		closer->close(closer->thing);
	}
	/* The arena lies in its own oldest chunk, so it is not touched in this loop. */
	for (struct chunk *chunk = arena->newest, *older; chunk != NULL; chunk = older) {
		older = chunk->older;
		UNPOISON(chunk->at, chunk->room);
		free(chunk);
	}
}

/* A chunk for what did not fit. A very large piece gets a chunk of its own behind the newest, whose
 * rest stays in use. */
static struct chunk *chunk_for(struct arena *arena, size_t cost)
{
	if (cost > arena->next_room / 2) {
		arena->newest->older = chunk_open(cost, arena->newest->older);
		return arena->newest->older;
	}
	arena->newest = chunk_open(arena->next_room, arena->newest);
	if (arena->next_room < LARGEST_CHUNK_BYTES)
		arena->next_room *= 2;
	return arena->newest;
}

void *arena_take_unset(struct arena *arena, size_t bytes)
{
	size_t cost = with_gap(bytes > 0 ? bytes : 1);  /* even of nothing, every piece is its own */
	struct chunk *chunk = arena->newest;

	if (cost > chunk->room - chunk->used)
		chunk = chunk_for(arena, cost);
	arena->handed_out += bytes;
	return chunk_take(chunk, bytes > 0 ? bytes : 1);
}

void *arena_take(struct arena *arena, size_t bytes)
{
	return memset(arena_take_unset(arena, bytes), 0, bytes > 0 ? bytes : 1);
}

void *arena_take_many(struct arena *arena, size_t count, size_t bytes)
{
	size_t all;

	must(!__builtin_mul_overflow(count, bytes, &all));
	return arena_take(arena, all);
}

void *arena_room_for_one(struct arena *arena, void *array, size_t count, size_t *room, size_t bytes_each)
{
	void *larger;

	if (count < *room)
		return array;
	*room = *room == 0 ? FIRST_ROOM : 2 * *room;
	larger = arena_take_many(arena, *room, bytes_each);
	if (count > 0)
		memcpy(larger, array, count * bytes_each);
	return larger;
}

Str arena_copy(struct arena *arena, Str s)
{
	return str_join(arena, s, STR_NONE);
}

size_t arena_used(const struct arena *arena)
{
	return arena->handed_out;
}

void arena_on_close(struct arena *arena, void (*close)(void *), void *thing)
{
	struct closer *closer = ARENA_NEW(arena, struct closer);

	*closer = (struct closer){ .close = close, .thing = thing, .older = arena->closers };
	arena->closers = closer;
}
