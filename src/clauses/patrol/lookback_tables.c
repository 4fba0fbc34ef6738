/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* lookback_tables.c - a look-back as it is written down, who decides on it and by when. */
#include "clauses/patrol/lookback_verbs.h"

/* ---- settings and duties ---- */
const struct setting_rule SETTING_LOOKBACK_DAYS = {
	"lookback.days", "责任倒查最多追到报告前几日", 7, 1, 90, "日", "自定：一周巡查一遍，一周以前的已另行定案" };
const struct setting_rule SETTING_SIGHT = {
	"lookback.sight", "几米以内经过算看得见", 50, 5, 500, "米", "自定：一条道路的两侧" };
const struct setting_rule SETTING_DECIDE_DAYS = {
	"lookback.decide_days", "责任倒查几个工作日内认定", 5, 1, 30, "工作日", "自定" };

/* RULE lookback.decide: a verdict of the program is nobody's guilt; a person decides in time. */
const struct duty_rule LOOKBACK_DECIDE = {
	.name = "lookback.decide", .label = "认定责任倒查", .clause = "二（一）", .owed_by = OWED_BY_LEGAL_BUREAU,
	.done_by = ROLE_LEGAL_BUREAU, .within = { 5, WORKING_DAYS, "setting" }, .within_setting = &SETTING_DECIDE_DAYS,
	.misbehaviour = SLOW_ACTION, .path = "/patrol/lookback/%lld",
};

/* ---- fields ---- */
static const struct word verdicts[] = {
	{ "no_place", "地点不明", LOOK_EMPTY }, { "no_owner", "无人负责", LOOK_SOON }, { "not_visible", "看不见", LOOK_NORMAL },
	{ "not_due", "未到应巡", LOOK_NORMAL }, { "missed", "漏巡", LOOK_LATE }, { "passed", "经过未报", LOOK_LATE },
	{ "reported", "已先发现", LOOK_DONE },
};
const struct words lookback_verdict_words = WORDS_TABLE(verdicts);

static const struct word states[] = {
	{ "computed", "待认定", LOOK_SOON }, { "confirmed", "已认定", LOOK_DONE }, { "rejected", "不予认定", LOOK_DONE },
};
const struct words lookback_state_words = WORDS_TABLE(states);

static const struct field pass_fields[] = {
	HEAD(struct lookback_pass, LookbackPassId),
	REF(struct lookback_pass, lookback_id, LookbackId, lookback_record, .label = "责任倒查", .required = true, .filter = true),
	REF(struct lookback_pass, unit_id, UnitId, unit_record, .label = "单位", .required = true),
	REF(struct lookback_pass, device_id, DeviceId, device_record, .label = "车辆或设备", .required = true, .list = true),
	REF(struct lookback_pass, patrol_id, PatrolId, patrol_record, .label = "巡查", .list = true),
	FIELD(struct lookback_pass, entered_at, .label = "进入视线", .required = true, .list = true),
	FIELD(struct lookback_pass, nearest_at, .label = "最近的一刻", .required = true, .list = true),
	FIELD(struct lookback_pass, left_at, .label = "离开视线", .required = true, .list = true),
	FIELD(struct lookback_pass, metres, .label = "最近几米", .list = true),
	FIELDS_END,
};
const struct record lookback_pass_record = {
	.name = "lookback_pass", .label = "经过", .clause = "二（一）", .path = "/patrol/lookback/pass", .size = sizeof(struct lookback_pass),
	.fields = pass_fields, .title = "device_id", .unit = "unit_id", .order = "nearest_at",
};

static const struct field lookback_fields[] = {
	HEAD(struct lookback, LookbackId),
	FIELD(struct lookback, title, .label = "他人发现的问题", .required = true, .most = 60, .list = true, .filter = true),
	REF(struct lookback, unit_id, UnitId, unit_record, .label = "倒查单位", .required = true, .list = true, .filter = true),
	WORDS(struct lookback, verdict, lookback_verdict_words, .label = "结论", .list = true, .filter = true),
	WORDS(struct lookback, state, lookback_state_words, .label = "认定", .list = true, .filter = true),
	WORDS(struct lookback, source, matter_source_words, .label = "谁发现的", .list = true, .filter = true),
	REF(struct lookback, matter_id, MatterId, matter_record, .label = "执法事项", .required = true),
	FIELD(struct lookback, spot, .label = "坐标"),
	FIELD(struct lookback, from_at, .label = "从何时看起", .required = true),
	FIELD(struct lookback, until_at, .label = "报告时间", .required = true, .list = true, .filter = true, .sort = true),
	FIELD(struct lookback, due_rounds, .label = "其间应巡几次"),
	FIELD(struct lookback, due_words, .label = "应巡", .most = 500),
	FIELD(struct lookback, pass_count, .label = "经过几次"),
	FIELD(struct lookback, computed_at, .label = "推算时间", .required = true),
	FIELD(struct lookback, ground, .label = "认定理由", .most = 1000, .lines = true),
	REF(struct lookback, decided_by, AccountId, account_record, .label = "认定人"),
	FIELD(struct lookback, decided_at, .label = "认定时间"),
	FIELDS_END,
};
static const struct children lookback_children[] = {
	CHILDREN(struct lookback, passes, lookback_pass_record, "lookback_id", .label = "经过"),
	{ .name = NULL }
};
const struct record lookback_record = {
	.name = "lookback", .label = "责任倒查", .clause = "二（一）", .path = "/patrol/lookback", .size = sizeof(struct lookback),
	.fields = lookback_fields, .children = lookback_children, .title = "title", .unit = "unit_id", .state = "state", .order = "-until_at",
};

/* ---- who may ---- */
/* A unit sees what is said of it; its officers do not see what is said of each other before it is decided. */
const struct permission CAN_READ_LOOKBACK = { "lookback.read", {
	[ROLE_HEAD] = SCOPE_UNIT, [ROLE_LEGAL_BUREAU] = SCOPE_ALL, [ROLE_SUPERVISOR] = SCOPE_ALL, [ROLE_LEADER] = SCOPE_ALL } };
static const struct permission CAN_DECIDE = { "lookback.decide", { [ROLE_LEGAL_BUREAU] = SCOPE_ALL } };

/* ---- moves ---- */
static const struct move lookback_moves[] = {
	{ MOVE_NEW, "compute", LOOKBACK_COMPUTED, "推算", .by_program = true },
	{ LOOKBACK_COMPUTED, "look_again", MOVE_STAY, "重新推算", &CAN_DECIDE, .run = lookback_look_again },
	{ LOOKBACK_COMPUTED, "confirm", LOOKBACK_CONFIRMED, "认定责任", &CAN_DECIDE, .takes = "ground", .needs = "ground",
	  .run = lookback_decide, .meets = &LOOKBACK_DECIDE, .tells = TELL_HEAD, .tell_words = "责任倒查已认定：%s", .primary = true },
	{ LOOKBACK_COMPUTED, "reject", LOOKBACK_REJECTED, "不予认定", &CAN_DECIDE, .takes = "ground", .needs = "ground",
	  .run = lookback_decide, .meets = &LOOKBACK_DECIDE, .tells = TELL_HEAD, .tell_words = "责任倒查不予认定：%s" },
	MOVES_END,
};

const struct holding lookback_holding = { .record = &lookback_record, .moves = lookback_moves, .read = &CAN_READ_LOOKBACK };
const struct holding lookback_pass_holding = { .record = &lookback_pass_record, .read = &CAN_READ_LOOKBACK };
