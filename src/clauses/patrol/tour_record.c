/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* tour_record.c - what is written down of a patrol, a finding and a handover. */
#include "clauses/patrol/tour_verbs.h"

static const struct word patrol_states[] = { { "running", "巡查中", LOOK_WRITING }, { "ended", "已结束", LOOK_DONE } };
const struct words patrol_state_words = WORDS_TABLE(patrol_states);

static const struct word endings[] = { { NULL, "—" }, { "officer", "人员结束" }, { "clock", "超时自动结束" } };
const struct words patrol_end_words = WORDS_TABLE(endings);

static const struct word finding_states[] = {
	{ "noted", "待处置", LOOK_EMPTY }, { "settled", "当场处置", LOOK_DONE }, { "matter", "已转事项", LOOK_DONE },
	{ "handed", "已移交待接收", LOOK_SOON }, { "taken", "已接收办理", LOOK_DONE }, { "returned", "被退回", LOOK_BACK },
};
const struct words finding_state_words = WORDS_TABLE(finding_states);

static const struct word handover_states[] = {
	{ "offered", "待接收", LOOK_SOON }, { "taken", "已接收", LOOK_DONE }, { "returned", "已退回", LOOK_DONE },
};
const struct words handover_state_words = WORDS_TABLE(handover_states);

static const struct word categories[] = {
	{ "street", "占道经营、市容环境" }, { "building", "违法建设、工地管理" }, { "environment", "污染、扬尘、噪声" },
	{ "market", "无照经营、产品质量" }, { "health", "食品、公共卫生" }, { "labour", "劳动用工" },
	{ "traffic", "道路、运输、停车" }, { "safety", "安全生产、消防" }, { "culture", "文化、出版、旅游" }, { "other", "其他" },
};
const struct words finding_category_words = WORDS_TABLE(categories);

static const struct field patrol_fields[] = {
	HEAD(struct patrol, PatrolId),
	FIELD(struct patrol, title, .label = "巡查", .required = true, .most = 80, .list = true),
	REF(struct patrol, unit_id, UnitId, unit_record, .label = "单位", .required = true, .list = true, .filter = true),
	REF(struct patrol, device_id, DeviceId, device_record, .label = "车辆或设备", .required = true, .list = true, .filter = true),
	REF(struct patrol, lead_id, OfficerId, officer_record, .label = "带队人员", .required = true, .list = true, .filter = true),
	REF(struct patrol, second_id, OfficerId, officer_record, .label = "同行人员", .list = true),
	WORDS(struct patrol, state, patrol_state_words, .label = "状态", .list = true, .filter = true),
	FIELD(struct patrol, began_at, .label = "开始", .hint = "空着就是现在", .list = true, .filter = true, .sort = true),
	FIELD(struct patrol, ended_at, .label = "结束", .list = true),
	WORDS(struct patrol, ended_how, patrol_end_words, .label = "怎样结束"),
	FIELD(struct patrol, words, .label = "说明", .most = 500, .lines = true),
	FIELD(struct patrol, key, .label = "本机编号", .most = 64, .quiet = true),
	FIELD(struct patrol, batch, .label = "已收轨迹批次", .quiet = true),
	FIELDS_END,
};
const struct record patrol_record = {
	.name = "patrol", .label = "巡查", .clause = "二（一）", .path = "/patrol/tour", .size = sizeof(struct patrol),
	.fields = patrol_fields, .title = "title", .unit = "unit_id", .state = "state", .order = "-began_at",
};

static const struct field finding_fields[] = {
	HEAD(struct finding, FindingId),
	FIELD(struct finding, title, .label = "发现的问题", .required = true, .most = 60, .list = true, .filter = true),
	REF(struct finding, unit_id, UnitId, unit_record, .label = "发现单位", .required = true, .list = true, .filter = true),
	WORDS(struct finding, state, finding_state_words, .label = "处置", .list = true, .filter = true),
	WORDS(struct finding, category, finding_category_words, .label = "类别", .list = true, .filter = true),
	FIELD(struct finding, found_at, .label = "发现时间", .hint = "空着就是现在", .list = true, .filter = true, .sort = true),
	FIELD(struct finding, place, .label = "地点", .most = 80, .list = true),
	FIELD(struct finding, spot, .label = "坐标", .hint = "经度,纬度，可在图上点选"),
	REF(struct finding, patrol_id, PatrolId, patrol_record, .label = "在哪次巡查中"),
	FIELD(struct finding, words, .label = "情况", .most = 1000, .lines = true),
	FIELD(struct finding, settled_words, .label = "当场怎样处置", .most = 500, .lines = true),
	REF(struct finding, to_unit_id, UnitId, unit_record, .label = "移交单位", .filter = true),
	REF(struct finding, matter_id, MatterId, matter_record, .label = "执法事项"),
	FIELD(struct finding, return_reason, .label = "退回理由", .most = 500, .lines = true),
	FIELD(struct finding, key, .label = "本机编号", .most = 64, .quiet = true),
	FIELDS_END,
};
const struct record finding_record = {
	.name = "finding", .label = "巡查发现", .clause = "二（一）", .path = "/patrol/finding", .size = sizeof(struct finding),
	.fields = finding_fields, .title = "title", .unit = "unit_id", .state = "state", .order = "-found_at",
};

static const struct field handover_fields[] = {
	HEAD(struct handover, HandoverId),
	FIELD(struct handover, title, .label = "移交的问题", .required = true, .most = 60, .list = true, .filter = true),
	REF(struct handover, unit_id, UnitId, unit_record, .label = "接收单位", .required = true, .list = true, .filter = true),
	REF(struct handover, from_unit_id, UnitId, unit_record, .label = "发现单位", .required = true, .list = true, .filter = true),
	WORDS(struct handover, state, handover_state_words, .label = "状态", .list = true, .filter = true),
	WORDS(struct handover, category, finding_category_words, .label = "类别", .list = true, .filter = true),
	FIELD(struct handover, handed_at, .label = "移交时间", .required = true, .list = true, .filter = true, .sort = true),
	FIELD(struct handover, found_at, .label = "发现时间", .required = true),
	FIELD(struct handover, place, .label = "地点", .most = 80, .list = true),
	FIELD(struct handover, spot, .label = "坐标"),
	FIELD(struct handover, words, .label = "情况", .most = 1000, .lines = true),
	REF(struct handover, finding_id, FindingId, finding_record, .label = "巡查发现", .required = true, .quiet = true),
	REF(struct handover, matter_id, MatterId, matter_record, .label = "执法事项"),
	FIELD(struct handover, return_reason, .label = "退回理由", .most = 500, .lines = true),
	FIELDS_END,
};
const struct record handover_record = {
	.name = "handover", .label = "移交的发现", .clause = "二（一）", .path = "/patrol/handover", .size = sizeof(struct handover),
	.fields = handover_fields, .title = "title", .unit = "unit_id", .state = "state", .order = "-handed_at",
};
