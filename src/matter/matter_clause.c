/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* matter_clause.c - the tables of matters: what the rest of the program may know of them. */
#include "matter/matter_store.h"

/* RULE matter.decide: a decision within 90 days of filing, unless a law says otherwise (处罚法 60). */
const struct duty_rule MATTER_DECIDE = {
	.name = "matter.decide", .label = "事项办理", .clause = "二（十一）", .owed_by = OWED_BY_SUBJECT_UNIT,
	.done_by = ROLE_OFFICER, .within = { 90, CALENDAR_DAYS, "处罚法 60" }, .pausable = true,
	.misbehaviour = SLOW_ACTION, .late_costs = "matter.late", .missing_costs = "matter.late",
	.path = "/matter/%lld",
};

static const struct holding *const holdings[] = { &matter_holding, &matter_step_holding, NULL };
static const struct duty_rule *const duties[] = { &MATTER_DECIDE, NULL };

static const struct menu_item menu[] = {
	{ "报告", "执法事项", "/matter", "briefcase", &CAN_READ_MATTER, duties },
	{ .path = NULL },
};
static const struct route routes[] = {
	{ HTTP_GET, "/matter/:id", &CAN_READ_MATTER, SCOPED_ROW, &matter_record, matter_page, .title = "执法事项" },
	ROUTES_END,
};
static const struct sql *const *const statements[] = { matter_statements, NULL };

const struct clause matter_clause = {
	.name = "matter", .label = "执法事项", .number = "二（十一）", .page = "matter.md",
	.holdings = holdings, .duties = duties, .routes = routes, .menu = menu, .statements = statements,
};
