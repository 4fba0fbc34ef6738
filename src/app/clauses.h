/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* clauses.h - the list from which everything is derived: routes, menu, permissions, duties, API, checks. */
#ifndef JUEBU_APP_CLAUSES_H
#define JUEBU_APP_CLAUSES_H

#include "clause/clause.h"

extern const struct clause *const clauses[];     /* NULL-ended, in the order of the menu */

#endif
