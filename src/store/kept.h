/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* kept.h - what one reading act made of the rows, for the next act on the same snapshot.
 *
 * A reading connection keeps its snapshot until something is written (store.c); what was made of rows alone stays as true
 * as they are, and goes with them: nothing needs to be told what changed. Where others may write unseen (PostgreSQL, a
 * file opened to be read) and in a writing act nothing is kept and nothing is found.
 * Owns: that memory and its bound. Does not own: what it means; the key must hold all it depends on beside the rows. */
#ifndef JUEBU_STORE_KEPT_H
#define JUEBU_STORE_KEPT_H

#include "store/act.h"

/* key: bytes, compared whole. NULL: not kept. Valid until the act ends. */
const void *kept_find(struct act *, Str key);
/* Where the thing must lie, with all it points to; NULL: nothing can be kept now. */
struct arena *kept_arena(struct act *);
void kept_put(struct act *, Str key, const void *thing);         /* only after kept_arena gave one */

#endif
