/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* patrol_clause.c - 二（一）巡查 put together: one line for each thing of a part; what it is stands in the part's *_tables.c. */
#include "clauses/patrol/area_verbs.h"
#include "clauses/patrol/cover.h"
#include "clauses/patrol/lookback_verbs.h"
#include "clauses/patrol/patrol_tables.h"
#include "clauses/patrol/plan_verbs.h"
#include "clauses/patrol/tour_verbs.h"

static const struct holding *const holdings[] = {
	&area_holding,
	&road_holding,
	&impassable_holding,
	&patrol_holding,
	&finding_holding,
	&handover_holding,
	&coverage_holding,
	&lookback_holding,
	&lookback_pass_holding,
	&plan_holding,
	NULL,
};
static const struct duty_rule *const duties[] = {
	&PATROL_PASSABLE,
	&PATROL_END,
	&FINDING_HANDLE,
	&LOOKBACK_DECIDE,
	&PATROL_PLAN,
	&PATROL_DAY,
	&PATROL_WEEK,
	NULL,
};
static const struct setting_rule *const settings[] = {
	&SETTING_PASSABLE_DAYS,
	&SETTING_IMPASSABLE_DAYS,
	&SETTING_LONGEST_HOURS,
	&SETTING_HANDLE_DAYS,
	&SETTING_SHARE,
	&SETTING_RADIUS,
	&SETTING_GAP,
	&SETTING_LOOKBACK_DAYS,
	&SETTING_SIGHT,
	&SETTING_DECIDE_DAYS,
	&SETTING_PATROL_FIRST,
	NULL,
};
static const struct duty_rule *const plan_counted[] = { &PATROL_PLAN, NULL };
static const struct menu_item menu[] = {
	{ "发现", "现场记录", "/patrol/record", "current-location", &CAN_PATROL, NULL },
	{ "发现", "巡查记录", "/patrol/tour", "walk", &CAN_READ_PATROL, (const struct duty_rule *const[]){ &PATROL_END, NULL } },
	{ "发现", "巡查发现", "/patrol/finding", "eye-search", &CAN_READ_FINDING, NULL },
	{ "发现", "移交的发现", "/patrol/handover", "arrows-exchange", &CAN_READ_HANDOVER, (const struct duty_rule *const[]){ &FINDING_HANDLE, NULL } },
	{ "发现", "巡查覆盖", "/patrol/coverage", "route-2", &CAN_READ_COVERAGE, NULL },
	{ "发现", "责任倒查", "/patrol/lookback", "history-toggle", &CAN_READ_LOOKBACK, (const struct duty_rule *const[]){ &LOOKBACK_DECIDE, NULL } },
	{ "发现", "巡查计划", "/patrol/plan", "calendar-week", &CAN_READ_PLAN, plan_counted },
	{ "发现", "巡查片域", "/patrol/area", "map-pin", &CAN_READ_AREA, NULL },
	{ "发现", "巡查道路", "/patrol/road", "route", &CAN_READ_AREA, NULL },
	{ "发现", "通行受阻", "/patrol/impassable", "barrier-block", &CAN_READ_IMPASSABLE, (const struct duty_rule *const[]){ &PATROL_PASSABLE, NULL } },
	{ .path = NULL },
};
/* The plan is made with its duty; with the week's own the week begins, and what was not released takes force. */
static bool duty_raised(struct act *act, const struct event *event)
{
	const struct duty *duty = event->row;

	if (str_is(duty->rule, PATROL_PLAN.name))
		return plan_open(act, duty);
	if (str_is(duty->rule, PATROL_WEEK.name))
		return plan_force(act, duty);
	return true;
}

static const struct hearer hears[] = {
	{ "duty.raise", duty_raised },
	{ "duty.breach", patrol_forgotten },
	{ "matter.register", lookback_matter },
	{ "matter.correct", lookback_matter },
	{ .event = NULL },
};
static const struct sql *const *const statements[] = {
	tour_statements,
	cover_statements,
	lookback_statements,
	area_statements,
	plan_statements,
	NULL,
};

const struct clause patrol_clause = {
	.name = "patrol", .label = "巡查", .number = "二（一）", .page = "2.01-patrol.md",
	.holdings = holdings, .duties = duties, .hears = hears, .routes = patrol_routes, .menu = menu, .settings = settings,
	.statements = statements,
};
