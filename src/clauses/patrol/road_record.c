/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* road_record.c - what is written down of roads, and of what cannot be passed for a while: the field tables. */
#include "clauses/patrol/area.h"

static const struct word road_kinds[] = { { "road", "道路" }, { "key_section", "重点路段", LOOK_SOON } };
const struct words road_kind_words = WORDS_TABLE(road_kinds);

static const struct field road_fields[] = {
	HEAD(struct road, RoadId),
	FIELD(struct road, name, .label = "名称", .required = true, .least = 2, .most = 40, .list = true, .filter = true, .sort = true),
	REF(struct road, unit_id, UnitId, unit_record, .label = "单位", .required = true, .list = true, .filter = true),
	WORDS(struct road, kind, road_kind_words, .label = "种类", .list = true, .filter = true,
	      .hint = "道路：在谁的责任区域内由谁每周巡到；重点路段：本单位每天巡到"),
	WORDS(struct road, state, ground_state_words, .label = "状态", .list = true, .filter = true),
	FIELD(struct road, from_on, .label = "施行日期", .required = true, .list = true, .sort = true),
	FIELD(struct road, until_on, .label = "最后一天", .list = true),
	FIELD(struct road, shape, .label = "走向", .required = true, .shape = SHAPE_OF_LINE, .lines = true),
	REF(struct road, previous_id, RoadId, road_record, .label = "接替"),
	FIELD(struct road, words, .label = "说明", .most = 500, .lines = true),
	FIELD(struct road, released_at, .label = "发布时间"),
	FIELDS_END,
};
const struct record road_record = {
	.name = "road", .label = "巡查道路", .clause = "二（一）", .path = "/patrol/road", .size = sizeof(struct road),
	.fields = road_fields, .title = "name", .unit = "unit_id", .state = "state", .order = "name", .map = "/patrol/map",
};

static const struct word impassable_states[] = {
	{ "asked", "待定", LOOK_NORMAL },
	{ "approved", "同意", LOOK_DONE },
	{ "refused", "不同意", LOOK_SEALED },
	{ "withdrawn", "已撤回", LOOK_SEALED },
};
const struct words impassable_state_words = WORDS_TABLE(impassable_states);

static const struct field impassable_fields[] = {
	HEAD(struct impassable, ImpassableId),
	FIELD(struct impassable, ground, .label = "为什么不能通行", .required = true, .least = 4, .most = 200, .list = true, .filter = true,
	      .hint = "施工、积水、封闭管理等，写明依据或现场情况"),
	REF(struct impassable, unit_id, UnitId, unit_record, .label = "单位", .required = true, .list = true, .filter = true),
	REF(struct impassable, road_id, RoadId, road_record, .label = "道路", .list = true, .hint = "道路和片域选一个"),
	REF(struct impassable, area_id, AreaId, area_record, .label = "片域", .list = true, .hint = "道路和片域选一个"),
	WORDS(struct impassable, state, impassable_state_words, .label = "状态", .list = true, .filter = true),
	FIELD(struct impassable, from_on, .label = "从哪天起", .required = true, .list = true, .sort = true),
	FIELD(struct impassable, until_on, .label = "到哪天止", .required = true, .list = true, .sort = true),
	FIELD(struct impassable, shape, .label = "哪一部分", .shape = SHAPE_OF_AREA, .lines = true,
	      .hint = "圈出不能通行的部分；不圈就是整条道路、整个片域"),
	FIELD(struct impassable, asked_at, .label = "申请时间", .required = true),
	FIELD(struct impassable, decided_at, .label = "决定时间"),
	FIELD(struct impassable, decision, .label = "不同意的理由", .most = 300, .lines = true),
	FIELDS_END,
};
const struct record impassable_record = {
	.name = "impassable", .label = "通行受阻", .clause = "二（一）", .path = "/patrol/impassable",
	.size = sizeof(struct impassable), .fields = impassable_fields, .title = "ground", .unit = "unit_id", .state = "state",
	.order = "-from_on", .map = "/patrol/map",
};
