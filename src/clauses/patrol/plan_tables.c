/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* plan_tables.c - the weekly plan as tables: who may do what, who owes what by when. */
#include "clauses/patrol/cover.h"
#include "clauses/patrol/patrol_tables.h"
#include "clauses/patrol/plan_verbs.h"

/* The notice was issued on Tuesday 2010-10-19. */
const struct setting_rule SETTING_PATROL_FIRST = {
	"patrol.first_day", "从含有这一天的周起按周巡查", 20101025, 20100101, 21991231, "年月日", "郑开管〔2010〕76号：印发的次周起", .is_day = true };

/* ---- duties ---- */
/* RULE patrol.plan: released before its week begins; the draft is there from Thursday. */
const struct duty_rule PATROL_PLAN = {
	.name = "patrol.plan", .label = "巡查计划", .clause = "二（一）", .owed_by = OWED_BY_EVERY_DEPARTMENT, .done_by = ROLE_CONTACT,
	.periodic = true, .every = WEEK, .ahead = true, .due = { .weekday = SUNDAY, .hour = 18 }, .opens = { .days_before_period_end = 3, .hour = 8 },
	.first_period = &SETTING_PATROL_FIRST, .misbehaviour = SLOW_ACTION, .path = "/patrol/plan",
};
/* RULE patrol.day: each day's key areas and sections; raised with the exact minute, so .within is never asked. */
const struct duty_rule PATROL_DAY = {
	.name = "patrol.day", .label = "重点片域、重点路段巡查", .clause = "二（一）", .owed_by = OWED_BY_SUBJECT_UNIT, .done_by = ROLE_HEAD,
	.within = { 24, HOURS, "二（一）" }, .judge = &DAY_JUDGE, .misbehaviour = INACTION, .path = "/patrol/plan/%lld",
};
/* RULE patrol.week: the whole responsibility area; opened with its Monday, due a day after its Sunday. */
const struct duty_rule PATROL_WEEK = {
	.name = "patrol.week", .label = "责任区域巡查", .clause = "二（一）", .owed_by = OWED_BY_EVERY_DEPARTMENT, .done_by = ROLE_HEAD,
	.periodic = true, .every = WEEK, .due = { .weekday = MONDAY, .hour = 24 }, .opens = { .days_before_period_end = 6, .hour = 0 },
	.first_period = &SETTING_PATROL_FIRST, .judge = &WEEK_JUDGE, .misbehaviour = INACTION, .path = "/patrol/coverage",
};

/* ---- who may ---- */
const struct permission CAN_READ_PLAN = { "patrol_plan.read", {
	[ROLE_CONTACT] = SCOPE_UNIT, [ROLE_HEAD] = SCOPE_UNIT, [ROLE_OFFICER] = SCOPE_UNIT,
	[ROLE_LEGAL_BUREAU] = SCOPE_ALL, [ROLE_SUPERVISOR] = SCOPE_ALL, [ROLE_LEADER] = SCOPE_ALL } };
static const struct permission CAN_PLAN = { "patrol_plan.write", { [ROLE_CONTACT] = SCOPE_UNIT, [ROLE_HEAD] = SCOPE_UNIT } };

/* ---- moves ---- */
#define TAKES "rounds words"

static const struct move moves[] = {
	{ MOVE_NEW, "open", PLAN_DRAFT, "生成", .by_program = true },
	{ PLAN_DRAFT, "save", MOVE_STAY, "存稿", &CAN_PLAN, .takes = TAKES, .check = plan_is_sound, .hidden = true },
	{ PLAN_RELEASED, "save", MOVE_STAY, "调整", &CAN_PLAN, .takes = TAKES, .check = plan_is_sound, .hidden = true },
	{ PLAN_FORCED, "save", MOVE_STAY, "调整", &CAN_PLAN, .takes = TAKES, .check = plan_is_sound, .hidden = true },
	{ PLAN_DRAFT, "regenerate", MOVE_STAY, "重新生成", &CAN_PLAN, .run = plan_regenerate, .hidden = true },
	{ PLAN_DRAFT, "release", PLAN_RELEASED, "发布", &CAN_PLAN, .takes = TAKES, .check = plan_may_be_released, .run = plan_release,
	  .then = plan_raise_days, .meets = &PATROL_PLAN, .tells = TELL_HEAD, .tell_words = "巡查计划已发布：%s", .primary = true, .hidden = true },
	{ PLAN_DRAFT, "force", PLAN_FORCED, "按草稿执行", .by_program = true },
	{ PLAN_FORCED, "release", PLAN_RELEASED, "补发布", &CAN_PLAN, .takes = TAKES, .check = plan_may_be_released, .run = plan_release,
	  .then = plan_raise_days, .meets = &PATROL_PLAN, .tells = TELL_HEAD, .tell_words = "巡查计划已补发布：%s", .primary = true, .hidden = true },
	MOVES_END,
};
const struct holding plan_holding = { .record = &plan_record, .moves = moves, .read = &CAN_READ_PLAN, .hand_made = true };
