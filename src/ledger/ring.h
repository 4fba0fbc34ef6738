/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* ring.h - pages of something, in their order: read from one snapshot by one thread, worked on by two. For verify.
 *
 * This thread reads page by page and works when it would have to wait, the other only works. Memory is a few pages,
 * whatever the history. */
#ifndef JUEBU_LEDGER_RING_H
#define JUEBU_LEDGER_RING_H

#include "store/act.h"

struct ring_page {
	struct arena *arena;            /* the page's own: for what is read and for what the work needs */
	void *content;                  /* NULL after read: there are no more */
};

struct ring_task {
	bool (*read)(struct act *, void *state, struct ring_page *out);          /* act->arena is the page's; false: refused */
	void *state;                    /* the reader's alone */
	void (*work)(const void *shared, struct ring_page *);      /* on either thread */
	const void *shared;             /* changed by nobody while the ring works */
};

struct ring;
struct ring *ring_open(struct act *, struct ring_task);
/* Worked on, and there until the next call; content NULL: no more. false: refused. */
bool ring_next(struct ring *, struct ring_page *out) MUST_USE;
void ring_close(struct ring *);

#endif
