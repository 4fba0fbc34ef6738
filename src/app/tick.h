/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* tick.h - the thread that does what the clock does: duties, and a little housekeeping. */
#ifndef JUEBU_APP_TICK_H
#define JUEBU_APP_TICK_H

#include "store/act.h"

struct ticker;
struct ticker *ticker_start(struct arena *, struct house *);
void ticker_stop(struct ticker *);               /* after the round that runs */

bool tick_once(struct arena *, struct house *, Instant now) MUST_USE;    /* duties only */

#endif
