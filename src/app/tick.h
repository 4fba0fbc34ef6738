/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* tick.h - the thread that does what the clock does: duties, and a little housekeeping. */
#ifndef JUEBU_APP_TICK_H
#define JUEBU_APP_TICK_H

#include "store/act.h"

struct ticker;
/* The first round is done when it returns: what fell due while the program stood still is settled, so that a report in
 * the first second after an outage is not late by our own fault. */
struct ticker *ticker_start(struct arena *, struct house *, Str anchors);        /* anchors: the file; empty: none */
void ticker_stop(struct ticker *);               /* after the round that runs */

bool tick_once(struct arena *, struct house *, Instant now) MUST_USE;    /* duties, and hours of positions that are over */

#endif
