/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* patrol_routes.c - the hand-made pages of the patrol clause, part by part: which address, with which permission and scope. */
#include "clauses/patrol/patrol_tables.h"

const struct route patrol_routes[] = {
	ROUTES_END,
};
