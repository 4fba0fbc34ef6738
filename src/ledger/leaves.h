/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* leaves.h - the sealed entries in the order of their numbers, each with its hash, for verify.
 *
 * Two threads hash; memory is a few pages, whatever the history (ring.h). */
#ifndef JUEBU_LEDGER_LEAVES_H
#define JUEBU_LEDGER_LEAVES_H

#include "ledger/digest.h"
#include "ledger/last_words.h"

struct leaf {
	const struct ledger_entry *entry;        /* until the next call; NULL: no more */
	struct sm3_sum digest;
	uint64_t print;                          /* of its after */
};

struct leaves;
struct leaves *leaves_open(struct act *, const struct last_words *);
bool leaves_next(struct leaves *, struct leaf *out) MUST_USE;    /* false: refused */
void leaves_close(struct leaves *);

#endif
