/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* patrol_clause.c - 二（一）巡查 put together: one line for each thing of a part; what it is stands in the part's *_tables.c. */
#include "clauses/patrol/area_verbs.h"
#include "clauses/patrol/patrol_tables.h"

static const struct holding *const holdings[] = {
	&area_holding,
	&road_holding,
	&impassable_holding,
	NULL,
};
static const struct duty_rule *const duties[] = {
	&PATROL_PASSABLE,
	NULL,
};
static const struct setting_rule *const settings[] = {
	&SETTING_PASSABLE_DAYS,
	&SETTING_IMPASSABLE_DAYS,
	NULL,
};
static const struct menu_item menu[] = {
	{ "发现", "巡查片域", "/patrol/area", "map-pin", &CAN_READ_AREA, NULL },
	{ "发现", "巡查道路", "/patrol/road", "route", &CAN_READ_AREA, NULL },
	{ "发现", "通行受阻", "/patrol/impassable", "barrier-block", &CAN_READ_IMPASSABLE, (const struct duty_rule *const[]){ &PATROL_PASSABLE, NULL } },
	{ .path = NULL },
};
static const struct sql *const *const statements[] = {
	area_statements,
	NULL,
};

const struct clause patrol_clause = {
	.name = "patrol", .label = "巡查", .number = "二（一）", .page = "2.01-patrol.md",
	.holdings = holdings, .duties = duties, .routes = patrol_routes, .menu = menu, .settings = settings,
	.statements = statements,
};
