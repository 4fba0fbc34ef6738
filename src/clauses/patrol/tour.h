/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* tour.h - a patrol that is driven or walked (一次巡查): which device, which officers, from when to when.
 *
 * It alone ties positions to people: outside of it a position is a vehicle's and nobody's. So it has two certain ends,
 * and nobody is in two at a time. Owns: record patrol. Does not own: the positions (track/), the weekly plan. */
#ifndef JUEBU_CLAUSES_PATROL_TOUR_H
#define JUEBU_CLAUSES_PATROL_TOUR_H

#include "clause/clause.h"
#include "track/track.h"

typedef struct { int64_t v; } PatrolId;

enum patrol_state { PATROL_RUNNING, PATROL_ENDED, PATROL_STATES };
enum patrol_end { PATROL_END_NONE, PATROL_END_BY_OFFICER, PATROL_END_BY_CLOCK /* forgotten */, PATROL_ENDINGS };
extern const struct words patrol_state_words, patrol_end_words;

struct patrol {
	PatrolId id;
	int64_t version;
	Str title;                      /* 执法 03 车 11月18日 09:12 */
	UnitId unit_id;
	DeviceId device_id;
	OfficerId lead_id, second_id;   /* the second may be missing: to look one is enough, to enforce it takes two */
	enum patrol_state state;
	Instant began_at, ended_at;
	enum patrol_end ended_how;
	Str words;
	Str key;                        /* given by the recorder that may send it twice; unique */
	int64_t batch;                  /* the last batch of positions taken from that recorder */
};
extern const struct record patrol_record;
extern const struct holding patrol_holding;
extern const struct permission CAN_READ_PATROL, CAN_PATROL;
extern const struct duty_rule PATROL_END;
extern const struct setting_rule SETTING_LONGEST_HOURS;

/* The one that key names; found false: none. */
bool patrol_of_key(struct act *, Str key, bool *found_out, struct patrol *out) MUST_USE;
/* Who was out with this device at that minute; found false: nobody. */
bool patrol_at(struct act *, DeviceId, Instant, bool *found_out, struct patrol *out) MUST_USE;
/* Those of a device that were under way at some minute of from <= t < until, in order. */
struct patrols { struct patrol *at; size_t count; };
bool patrols_within(struct act *, DeviceId, Instant from, Instant until, struct patrols *out) MUST_USE;
/* Hears "duty.breach" of PATROL_END: who forgot to end is taken off the track. */
bool patrol_forgotten(struct act *, const struct event *) MUST_USE;

extern const struct sql *const tour_statements[];

#endif
