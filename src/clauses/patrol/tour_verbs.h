/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* tour_verbs.h - the steps of patrols and findings, and their SQL, for clauses/patrol/ only. */
#ifndef JUEBU_CLAUSES_PATROL_TOUR_VERBS_H
#define JUEBU_CLAUSES_PATROL_TOUR_VERBS_H

#include "clauses/patrol/finding.h"
#include "clauses/patrol/tour.h"

/* tour.c */
MoveStep patrol_may_begin, patrol_may_end, patrol_end;
/* finding.c */
MoveStep finding_is_sound, finding_register, finding_may_be_handed, finding_hand;
MoveStep handover_accept, handover_return;

/* tour_store.c: of the device's or the officer's patrols other than this one, the last that began before `until`. 0: none */
bool tour_store_last_of_device(struct act *, DeviceId, PatrolId other_than, Instant until, int64_t *id_out) MUST_USE;
bool tour_store_last_of_officer(struct act *, OfficerId, PatrolId other_than, Instant until, int64_t *id_out) MUST_USE;

#endif
