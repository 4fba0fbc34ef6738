/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* area_record.c - what is written down of areas: the field table, and the words that roads share. */
#include "clauses/patrol/area.h"

static const struct word ground_states[] = {
	{ "draft", "草稿", LOOK_WRITING },
	{ "standing", "施行", LOOK_DONE },
	{ "ended", "已停用", LOOK_SEALED },
	{ "dropped", "已作废", LOOK_SEALED },
};
const struct words ground_state_words = WORDS_TABLE(ground_states);
static const struct word area_kinds[] = { { "responsibility", "责任区域" }, { "key", "重点片域", LOOK_SOON } };
const struct words area_kind_words = WORDS_TABLE(area_kinds);

static const struct field area_fields[] = {
	HEAD(struct area, AreaId),
	FIELD(struct area, name, .label = "名称", .required = true, .least = 2, .most = 40, .list = true, .filter = true, .sort = true),
	REF(struct area, unit_id, UnitId, unit_record, .label = "单位", .required = true, .list = true, .filter = true),
	WORDS(struct area, kind, area_kind_words, .label = "种类", .list = true, .filter = true,
	      .hint = "责任区域：区内道路每周巡到；重点片域：每天巡到"),
	WORDS(struct area, state, ground_state_words, .label = "状态", .list = true, .filter = true),
	FIELD(struct area, from_on, .label = "施行日期", .required = true, .list = true, .sort = true),
	FIELD(struct area, until_on, .label = "最后一天", .list = true),
	FIELD(struct area, shape, .label = "范围", .required = true, .shape = SHAPE_OF_AREA, .lines = true),
	REF(struct area, previous_id, AreaId, area_record, .label = "接替"),
	FIELD(struct area, words, .label = "说明", .most = 500, .lines = true),
	FIELD(struct area, released_at, .label = "发布时间"),
	FIELDS_END,
};
const struct record area_record = {
	.name = "area", .label = "巡查片域", .clause = "二（一）", .path = "/patrol/area", .size = sizeof(struct area),
	.fields = area_fields, .title = "name", .unit = "unit_id", .state = "state", .order = "name", .map = "/patrol/map",
};
