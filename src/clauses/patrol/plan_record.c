/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* plan_record.c - the fields of the weekly plan and its rounds. */
#include "clauses/patrol/plan_verbs.h"

static const struct word states[] = {
	[PLAN_DRAFT] = { "draft", "待发布", LOOK_WRITING },
	[PLAN_RELEASED] = { "released", "已发布", LOOK_DONE },
	[PLAN_FORCED] = { "forced", "未发布，按草稿执行", LOOK_LATE },
};
const struct words plan_state_words = WORDS_TABLE(states);

static const struct field round_fields[] = {
	HEAD(struct plan_round, PlanRoundId),
	REF(struct plan_round, plan_id, PlanId, plan_record, .label = "巡查计划", .required = true),
	REF(struct plan_round, unit_id, UnitId, unit_record, .label = "单位", .required = true, .quiet = true),
	REF(struct plan_round, area_id, AreaId, area_record, .label = "片域", .list = true),
	REF(struct plan_round, road_id, RoadId, road_record, .label = "道路", .list = true),
	FIELD(struct plan_round, must_days, .label = "必巡日", .hint = "周一到周日，1 为必巡", .most = PLAN_DAYS, .quiet = true),
	FIELD(struct plan_round, mon, .label = "周一", .most = 9, .list = true),
	FIELD(struct plan_round, tue, .label = "周二", .most = 9, .list = true),
	FIELD(struct plan_round, wed, .label = "周三", .most = 9, .list = true),
	FIELD(struct plan_round, thu, .label = "周四", .most = 9, .list = true),
	FIELD(struct plan_round, fri, .label = "周五", .most = 9, .list = true),
	FIELD(struct plan_round, sat, .label = "周六", .most = 9, .list = true),
	FIELD(struct plan_round, sun, .label = "周日", .most = 9, .list = true),
	FIELD(struct plan_round, words, .label = "说明", .most = 60, .list = true),
	FIELDS_END,
};
const struct record plan_round_record = {
	.name = "plan_round", .label = "巡查安排", .clause = "二（一）", .path = "/patrol/plan/round", .size = sizeof(struct plan_round),
	.fields = round_fields, .unit = "unit_id", .order = "id",
};

static const struct field plan_fields[] = {
	HEAD(struct patrol_plan, PlanId),
	FIELD(struct patrol_plan, period, .label = "周次", .required = true, .most = 8, .list = true, .filter = true, .sort = true),
	REF(struct patrol_plan, unit_id, UnitId, unit_record, .label = "单位", .required = true, .list = true, .filter = true),
	WORDS(struct patrol_plan, state, plan_state_words, .label = "状态", .list = true, .filter = true),
	REF(struct patrol_plan, regime_id, RegimeId, regime_record, .label = "依据的制度"),
	FIELD(struct patrol_plan, generated_at, .label = "生成时间", .required = true),
	FIELD(struct patrol_plan, released_at, .label = "发布时间", .list = true),
	REF(struct patrol_plan, released_by, AccountId, account_record, .label = "发布人"),
	FIELD(struct patrol_plan, forced_at, .label = "按草稿执行自"),
	FIELD(struct patrol_plan, words, .label = "说明", .lines = true, .most = 500),
	FIELDS_END,
};
static const struct children plan_children[] = {
	CHILDREN(struct patrol_plan, rounds, plan_round_record, "plan_id", .label = "巡查安排"),
	{ .name = NULL }
};
const struct record plan_record = {
	.name = "patrol_plan", .label = "巡查计划", .clause = "二（一）", .path = "/patrol/plan", .size = sizeof(struct patrol_plan),
	.fields = plan_fields, .children = plan_children, .title = "period", .unit = "unit_id", .state = "state", .period = "period",
	.order = "-period",
};
