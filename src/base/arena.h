/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* arena.h - memory that ends all at once.
 *
 * One act, one arena. What is taken is zeroed, aligned to 16, never NULL (no memory ends the program: the
 * supervisor restarts it and nothing was committed) and never freed singly. In sanitizer builds what is not
 * handed out is poisoned, so use after the end and overrun by one are reported. Not shared between threads. */
#ifndef JUEBU_BASE_ARENA_H
#define JUEBU_BASE_ARENA_H

#include <stddef.h>

#include "base/str.h"

struct arena;

struct arena *arena_open(void);
void arena_close(struct arena *);                /* runs the closers, newest first; NULL is fine */
void *arena_take(struct arena *, size_t bytes);
/* The one exception: not zeroed, for bytes that are written at once. */
void *arena_take_unset(struct arena *, size_t bytes);
void *arena_take_many(struct arena *, size_t count, size_t bytes);   /* ends the program on overflow */
/* A larger copy of an array that is full, *room raised; else the array itself. The old one stays with the arena. */
void *arena_room_for_one(struct arena *, void *array, size_t count, size_t *room, size_t bytes_each);
Str arena_copy(struct arena *, Str);
size_t arena_used(const struct arena *);         /* bytes handed out */

/* What is not memory (a file, a socket) registers how it is closed. */
void arena_on_close(struct arena *, void (*closer)(void *), void *thing);

#define ARENA_NEW(arena, type) ((type *)arena_take((arena), sizeof(type)))
#define ARENA_ARRAY(arena, type, count) ((type *)arena_take_many((arena), (count), sizeof(type)))

#endif
