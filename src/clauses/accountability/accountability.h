/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* accountability.h - 二（十一）责任追究: the cases, and where each comes from.
 *
 * So far the register: a responsibility that another clause has found by its own rules becomes a case here, by its event.
 * Owns: accountability_case. Does not own: what was found (the row the case names), steps and sanctions (to come). */
#ifndef JUEBU_CLAUSES_ACCOUNTABILITY_ACCOUNTABILITY_H
#define JUEBU_CLAUSES_ACCOUNTABILITY_ACCOUNTABILITY_H

#include "clause/clause.h"

typedef struct { int64_t v; } CaseId;

enum case_state { CASE_OPENED, CASE_SETTLED, CASE_STATES };
extern const struct words case_state_words;

struct accountability_case {
	CaseId id;
	int64_t version;
	Str title;
	UnitId unit_id;                 /* who answers for it */
	enum misbehaviour misbehaviour;
	Str subject;                    /* record name and id of what was found */
	int64_t subject_id;
	Str ground;                     /* the words it was found with */
	enum case_state state;
	Instant opened_at, settled_at;
	Str outcome;
};
extern const struct record case_record;
extern const struct clause accountability_clause;

#endif
