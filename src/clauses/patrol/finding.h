/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* finding.h - what a patrol saw (巡查发现): settled on the spot, made a matter of its unit, or handed to the unit whose it is.
 *
 * A handover is a row of the unit that gets it, so that it sees it, answers for it and nobody's scope widens; the finder's
 * own row says what became of it. Owns: finding, handover. */
#ifndef JUEBU_CLAUSES_PATROL_FINDING_H
#define JUEBU_CLAUSES_PATROL_FINDING_H

#include "clauses/patrol/tour.h"
#include "matter/matter.h"

typedef struct { int64_t v; } FindingId;
typedef struct { int64_t v; } HandoverId;

enum finding_state { FINDING_NOTED, FINDING_SETTLED, FINDING_MATTER, FINDING_HANDED, FINDING_TAKEN, FINDING_RETURNED, FINDING_STATES };
enum handover_state { HANDOVER_OFFERED, HANDOVER_TAKEN, HANDOVER_RETURNED, HANDOVER_STATES };
enum finding_category { FINDING_STREET, FINDING_BUILDING, FINDING_ENVIRONMENT, FINDING_MARKET, FINDING_HEALTH, FINDING_LABOUR,
                        FINDING_TRAFFIC, FINDING_SAFETY, FINDING_CULTURE, FINDING_OTHER, FINDING_CATEGORIES };
extern const struct words finding_state_words, finding_category_words, handover_state_words;

struct finding {
	FindingId id;
	int64_t version;
	UnitId unit_id;                 /* whose patrol saw it */
	PatrolId patrol_id;
	Instant found_at;
	struct place spot;
	Str place;
	enum finding_category category;
	Str title;
	Str words;
	enum finding_state state;
	Str settled_words;              /* what was done on the spot */
	UnitId to_unit_id;              /* whom it was handed to */
	MatterId matter_id;             /* what it became, here or there */
	Str return_reason;
	Str key;                        /* given by the recorder; unique */
};
struct handover {
	HandoverId id;
	int64_t version;
	FindingId finding_id;
	UnitId from_unit_id, unit_id;
	Instant handed_at;
	Instant found_at;
	struct place spot;
	Str place;
	enum finding_category category;
	Str title;
	Str words;
	enum handover_state state;
	MatterId matter_id;
	Str return_reason;
};
extern const struct record finding_record, handover_record;
extern const struct holding finding_holding, handover_holding;
extern const struct permission CAN_READ_FINDING, CAN_READ_HANDOVER;
extern const struct duty_rule FINDING_HANDLE;
extern const struct setting_rule SETTING_HANDLE_DAYS;

bool finding_of_key(struct act *, Str key, bool *found_out, struct finding *out) MUST_USE;

#endif
