/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* personal.c - who may ask for personal text in clear, and that every asking stands in the ledger.
 * Does not own: what is stored and masked (record/personal.h). */
#include "clause/clause.h"

struct scope personal_scope(const struct act *act, const struct holding *holding)
{
	if (!holding->personal)
		return (struct scope){ .kind = SCOPE_NONE };
	return caller_scope(act->who, holding->personal);
}

bool personal_may_ask(const struct act *act, const struct holding *holding, const void *row)
{
	return scope_holds(personal_scope(act, holding), holding->record, row);
}
