/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* recorder.h - the browser's own recorder (巡查记录): a page that works without a network, and what it sends when there is one.
 *
 * What it sends carries keys it made itself, so that an answer that was lost makes nothing double.
 * Owns: the shell of the page, what it needs to know, the taking in. Does not own: the rules (tour.c, finding.c). */
#ifndef JUEBU_CLAUSES_PATROL_RECORDER_H
#define JUEBU_CLAUSES_PATROL_RECORDER_H

#include "clauses/patrol/finding.h"

extern const struct permission CAN_OPEN_RECORDER, CAN_SYNC;

/* record_page.c */
RouteHandler recorder_page, recorder_state;
/* sync_page.c: each sent twice is done once */
struct json recorder_answer(struct call *);
RouteHandler sync_begin, sync_points, sync_finding, sync_end;

/* hand_page.c: to whom a finding is handed, those first whose area holds its place */
RouteHandler finding_hand_form, finding_hand_over;
struct unit_choice { UnitId id; Str name; };
struct unit_choices { struct unit_choice *at; size_t count; };
/* The units whose responsibility area holds the place on that day; no place: none. */
bool finding_whose(struct act *, struct place, Date, struct unit_choices *out) MUST_USE;

#endif
