/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* lookback_verbs.h - the steps and the SQL of look-back, for clauses/patrol/ only. */
#ifndef JUEBU_CLAUSES_PATROL_LOOKBACK_VERBS_H
#define JUEBU_CLAUSES_PATROL_LOOKBACK_VERBS_H

#include "clauses/patrol/lookback.h"

MoveStep lookback_look_again, lookback_decide;

/* lookback_store.c */
struct lookback_ids { int64_t *at; size_t count; };
bool lookback_store_of_matter(struct act *, MatterId, struct lookback_ids *out) MUST_USE;
struct findings { struct finding *at; size_t count; };
bool lookback_store_findings(struct act *, UnitId, Instant from, Instant until, struct findings *out) MUST_USE;

#endif
