/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* leaves.h - the sealed entries in the order of their numbers, each with its hash, for verify.
 *
 * Two threads read and hash; memory is a few pages, whatever the history (ring.h). */
#ifndef JUEBU_LEDGER_LEAVES_H
#define JUEBU_LEDGER_LEAVES_H

#include "ledger/digest.h"
#include "ledger/last_words.h"

struct leaf {
	const struct ledger_entry *entry;        /* until the next call; NULL: the next is not there */
	struct sm3_sum digest;
	uint64_t print;                          /* of its after */
};

struct leaves;
/* beside: as ring_open has it. NULL: refused. */
struct leaves *leaves_open(struct act *, struct act *beside, const struct last_words *) MUST_USE;
bool leaves_next(struct leaves *, struct leaf *out) MUST_USE;    /* false: refused */
void leaves_close(struct leaves *);              /* NULL is fine */

#endif
