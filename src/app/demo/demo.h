/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* demo.h - so many weeks of a development zone, lived through the same door as everybody's.
 *
 * Owns: who lives there and how they behave. Does not own: any rule; what the tables refuse is refused here too.
 * The same seed and the same end give the same rows: nothing looks at the real time or at the order of ids. */
#ifndef JUEBU_APP_DEMO_DEMO_H
#define JUEBU_APP_DEMO_DEMO_H

#include "clause/clause.h"

enum { DEMO_WEEKS = 12, DEMO_WEEKS_MOST = 104, DEMO_SEED = 76 };

struct demo_ask {
	int weeks;                      /* periods of the weekly report, the last being open at the end */
	int64_t seed;
	Instant until;
};
struct demo_told {
	int64_t units, officers, matters, matters_open, reports, reports_in, nil, late, missing, refused, digests,
		instructions;
	Period first, last;
};
/* The house is empty (refused otherwise), its clock is the demo's while it lives. */
bool demo_live(struct house *, struct arena *, const struct demo_ask *, struct demo_told *out, struct refusal *) MUST_USE;

#endif
