/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* ring.h - pages of something, in their order: read and worked on by two threads, each on a connection of its own. For
 * verify.
 *
 * A thread claims the page that comes next, in turn, and then reads it and works on it beside the other. Memory is a few
 * pages, whatever the history. */
#ifndef JUEBU_LEDGER_RING_H
#define JUEBU_LEDGER_RING_H

#include "store/act.h"

struct ring_page {
	struct arena *arena;            /* the page's own: for what is read and for what the work needs */
	void *content;                  /* NULL after claim: there are no more */
};

struct ring_task {
	/* Which page comes next; one thread at a time. act is the thread's, act->arena the page's. false: refused. */
	bool (*claim)(struct act *, void *state, struct ring_page *);
	void *state;
	bool (*work)(struct act *, const void *shared, struct ring_page *);     /* likewise, on both threads at once */
	const void *shared;             /* changed by nobody while the ring works */
};

struct ring;
/* beside: for the other thread (act_beside), and nobody else's until the ring is closed; NULL: this thread does it alone. */
struct ring *ring_open(struct act *, struct act *beside, struct ring_task);
/* Worked on, and there until the next call; content NULL: no more. false: refused. */
bool ring_next(struct ring *, struct ring_page *out) MUST_USE;
void ring_close(struct ring *);

#endif
