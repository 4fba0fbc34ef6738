/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* cover_tables.c - a judgement as it is written down, and the numbers the notice leaves open. */
#include "clauses/patrol/cover.h"

const struct setting_rule SETTING_SHARE = {
	"patrol.share", "每周覆盖达到百分之几为巡满", 95, 1, 100, "%", "自定：留出定位误差；重点片域、重点路段一段不漏" };
const struct setting_rule SETTING_RADIUS = {
	"patrol.radius", "轨迹离道路几米以内算巡到", 30, 5, 200, "米", "自定：一条道路的宽度加定位误差" };
const struct setting_rule SETTING_GAP = {
	"patrol.gap", "两个位置相隔几秒以上算信号中断", 120, 5, 3600, "秒", "自定：15 秒一点，连丢八点" };

static const struct word states[] = { { "met", "巡满", LOOK_DONE }, { "short", "未巡满", LOOK_LATE } };
const struct words coverage_state_words = WORDS_TABLE(states);

static const struct field coverage_fields[] = {
	HEAD(struct coverage_row, CoverageId),
	FIELD(struct coverage_row, period, .label = "哪周或哪天", .required = true, .most = 10, .list = true, .filter = true, .sort = true),
	REF(struct coverage_row, unit_id, UnitId, unit_record, .label = "单位", .required = true, .list = true, .filter = true),
	WORDS(struct coverage_row, state, coverage_state_words, .label = "判定", .list = true, .filter = true),
	FIELD(struct coverage_row, share_permille, .label = "覆盖（千分之）", .list = true),
	FIELD(struct coverage_row, metres, .label = "应巡米数"),
	FIELD(struct coverage_row, metres_passed, .label = "已巡米数"),
	FIELD(struct coverage_row, pieces, .label = "应巡段数", .list = true),
	FIELD(struct coverage_row, pieces_passed, .label = "已巡段数", .list = true),
	FIELD(struct coverage_row, key_pieces, .label = "重点段数", .list = true),
	FIELD(struct coverage_row, key_passed, .label = "重点已巡段数", .list = true),
	FIELD(struct coverage_row, words, .label = "说明", .most = 200),
	FIELD(struct coverage_row, judged_at, .label = "定案时间", .required = true),
	FIELD(struct coverage_row, missed, .label = "未巡的段", .lines = true, .quiet = true),
	FIELDS_END,
};
const struct record coverage_record = {
	.name = "coverage", .label = "覆盖定案", .clause = "二（一）", .path = "/patrol/coverage/list", .size = sizeof(struct coverage_row),
	.fields = coverage_fields, .title = "words", .unit = "unit_id", .state = "state", .order = "-period", .frozen = true,
};

const struct permission CAN_READ_COVERAGE = { "coverage.read", {
	[ROLE_CONTACT] = SCOPE_UNIT, [ROLE_HEAD] = SCOPE_UNIT, [ROLE_OFFICER] = SCOPE_UNIT,
	[ROLE_LEGAL_BUREAU] = SCOPE_ALL, [ROLE_SUPERVISOR] = SCOPE_ALL, [ROLE_LEADER] = SCOPE_ALL } };

const struct holding coverage_holding = { .record = &coverage_record, .read = &CAN_READ_COVERAGE };
