/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* patrol.h - 二（一）巡查: what had to be seen, what was seen, who failed to see.
 *
 * The clause in parts, each with its header, its record and its tables: area (areas, roads, what cannot be passed).
 * patrol_clause.c puts the parts together. */
#ifndef JUEBU_CLAUSES_PATROL_PATROL_H
#define JUEBU_CLAUSES_PATROL_PATROL_H

#include "clauses/patrol/area.h"

extern const struct clause patrol_clause;

#endif
