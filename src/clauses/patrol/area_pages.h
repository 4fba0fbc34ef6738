/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* area_pages.h - the pages of areas and roads, for clauses/patrol/ only. */
#ifndef JUEBU_CLAUSES_PATROL_AREA_PAGES_H
#define JUEBU_CLAUSES_PATROL_AREA_PAGES_H

#include "clauses/patrol/area_verbs.h"

/* area_map.c: GeoJSON as web/js/map/base.mjs draws it. */
struct area_map_ask { int64_t area, road, impassable; bool grey_roads; };
struct json area_map_begin(struct call *);      /* the reply up to the first feature */
bool area_map_standing(struct act *, struct json *, Date, const struct area_map_ask *) MUST_USE;
void area_map_end(struct act *, struct json *);
RouteHandler patrol_map;

/* area_overlap.c */
RouteHandler area_overlap, area_overlap_map;

/* area_page.c */
RouteHandler area_revise, road_revise;

#endif
