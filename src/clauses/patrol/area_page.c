/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* area_page.c - what the generated pages of areas and roads lack: a revision goes on to the draft it made. */
#include "clauses/patrol/area_pages.h"

bool area_revise(struct act *act, struct call *call)
{
	int64_t follower;

	if (!move_run(act, &area_holding, call->id, STR("revise"), call->input, NULL)
	    || !area_store_follower(act, (AreaId){ call->id }, &follower))
		return false;
	call->to = str_format(act->arena, "/patrol/area/%lld/edit", (long long)follower);
	return true;
}

bool road_revise(struct act *act, struct call *call)
{
	int64_t follower;

	if (!move_run(act, &road_holding, call->id, STR("revise"), call->input, NULL)
	    || !road_store_follower(act, (RoadId){ call->id }, &follower))
		return false;
	call->to = str_format(act->arena, "/patrol/road/%lld/edit", (long long)follower);
	return true;
}
