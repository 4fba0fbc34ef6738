/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* patrol_tables.h - what the parts of the clause share: their routes, and the tabs over each page. */
#ifndef JUEBU_CLAUSES_PATROL_PATROL_TABLES_H
#define JUEBU_CLAUSES_PATROL_PATROL_TABLES_H

#include "clauses/patrol/patrol.h"

extern const struct route patrol_routes[];

#endif
