/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* patrol_routes.c - the hand-made pages of the patrol clause, part by part: which address, with which permission and scope. */
#include "clauses/patrol/area_pages.h"
#include "clauses/patrol/patrol_tables.h"

const struct route patrol_routes[] = {
	/* areas and roads (area_tables.c) */
	{ HTTP_GET, "/patrol/map", &CAN_READ_AREA, SCOPED_LIST, NULL, patrol_map, .title = "巡查地图的数据" },
	{ HTTP_POST, "/patrol/area/:id/revise", &CAN_READ_AREA, SCOPED_ROW, &area_record, area_revise, .writes = true,
	  .title = "修订片域" },
	{ HTTP_POST, "/patrol/road/:id/revise", &CAN_READ_AREA, SCOPED_ROW, &road_record, road_revise, .writes = true,
	  .title = "修订道路" },
	ROUTES_END,
};
