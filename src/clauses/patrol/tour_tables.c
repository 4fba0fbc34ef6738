/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* tour_tables.c - patrols, findings and handovers as tables: who may do what, who owes what by when. */
#include "clauses/patrol/tour_verbs.h"

/* ---- settings and duties ---- */
const struct setting_rule SETTING_LONGEST_HOURS = {
	"patrol.longest_hours", "一次巡查最长几小时，超过自动结束", 12, 1, 24, "小时", "自定：只在执勤时记录人员轨迹" };
const struct setting_rule SETTING_HANDLE_DAYS = {
	"finding.handle_days", "移交的发现几个工作日内接收或退回", 1, 1, 10, "工作日", "上海等地：移送三个工作日内；自定从紧" };

/* RULE patrol.end: who sets out comes back; a forgotten patrol ends by itself. */
const struct duty_rule PATROL_END = {
	.name = "patrol.end", .label = "结束巡查", .clause = "二（一）", .owed_by = OWED_BY_SUBJECT_UNIT, .done_by = ROLE_OFFICER,
	.within = { 12, HOURS, "setting" }, .within_setting = &SETTING_LONGEST_HOURS, .misbehaviour = LAXITY, .path = "/patrol/tour/%lld",
};
/* RULE finding.handle: taken or returned with words, never left lying between two units. */
const struct duty_rule FINDING_HANDLE = {
	.name = "finding.handle", .label = "接收移交的发现", .clause = "二（一）", .owed_by = OWED_BY_SUBJECT_UNIT, .done_by = ROLE_HEAD,
	.within = { 1, WORKING_DAYS, "setting" }, .within_setting = &SETTING_HANDLE_DAYS, .misbehaviour = SLOW_ACTION,
	.late_costs = "finding.late", .missing_costs = "finding.late", .path = "/patrol/handover/%lld",
};

/* ---- who may ---- */
#define WATCHERS [ROLE_LEGAL_BUREAU] = SCOPE_ALL, [ROLE_SUPERVISOR] = SCOPE_ALL, [ROLE_LEADER] = SCOPE_ALL
#define OWN_UNIT [ROLE_CONTACT] = SCOPE_UNIT, [ROLE_HEAD] = SCOPE_UNIT, [ROLE_OFFICER] = SCOPE_UNIT

const struct permission CAN_READ_PATROL = { "patrol.read", { OWN_UNIT, WATCHERS } };
const struct permission CAN_PATROL = { "patrol.begin", { [ROLE_OFFICER] = SCOPE_UNIT, [ROLE_HEAD] = SCOPE_UNIT } };
const struct permission CAN_READ_FINDING = { "finding.read", { OWN_UNIT, WATCHERS } };
const struct permission CAN_READ_HANDOVER = { "handover.read", { OWN_UNIT, WATCHERS } };
static const struct permission CAN_NOTE = { "finding.note", { [ROLE_OFFICER] = SCOPE_UNIT, [ROLE_HEAD] = SCOPE_UNIT } };
static const struct permission CAN_TAKE = { "handover.take", { [ROLE_OFFICER] = SCOPE_UNIT, [ROLE_HEAD] = SCOPE_UNIT } };

/* ---- moves ---- */
#define FINDING_TAKES "title category found_at place spot words patrol_id key"

static const struct move patrol_moves[] = {
	{ MOVE_NEW, "begin", PATROL_RUNNING, "开始巡查", &CAN_PATROL, .takes = "device_id lead_id second_id began_at words key",
	  .needs = "device_id lead_id", .check = patrol_may_begin, .raises = &PATROL_END, .primary = true },
	{ PATROL_RUNNING, "end", PATROL_ENDED, "结束巡查", &CAN_PATROL, .takes = "ended_at words", .check = patrol_may_end,
	  .run = patrol_end, .meets = &PATROL_END, .primary = true },
	{ PATROL_RUNNING, "forget", PATROL_ENDED, "超时结束", .by_program = true },
	{ MOVE_ANY, "points", MOVE_STAY, "收到轨迹", .by_program = true },
	MOVES_END,
};
static const struct move finding_moves[] = {
	{ MOVE_NEW, "note", FINDING_NOTED, "记发现", &CAN_NOTE, .takes = FINDING_TAKES, .needs = "title", .check = finding_is_sound,
	  .primary = true },
	{ FINDING_NOTED, "settle", FINDING_SETTLED, "当场处置", &CAN_NOTE, .takes = "settled_words", .needs = "settled_words" },
	{ FINDING_RETURNED, "settle", FINDING_SETTLED, "自行处置", &CAN_NOTE, .takes = "settled_words", .needs = "settled_words" },
	{ FINDING_NOTED, "register", FINDING_MATTER, "转为执法事项", &CAN_NOTE, .run = finding_register, .primary = true },
	{ FINDING_RETURNED, "register", FINDING_MATTER, "转为执法事项", &CAN_NOTE, .run = finding_register, .primary = true },
	{ FINDING_NOTED, "hand", FINDING_HANDED, "移交", &CAN_NOTE, .takes = "to_unit_id", .needs = "to_unit_id",
	  .check = finding_may_be_handed, .then = finding_hand },
	{ FINDING_RETURNED, "hand", FINDING_HANDED, "另行移交", &CAN_NOTE, .takes = "to_unit_id", .needs = "to_unit_id",
	  .check = finding_may_be_handed, .then = finding_hand },
	{ FINDING_HANDED, "taken", FINDING_TAKEN, "对方接收", .by_program = true },
	{ FINDING_HANDED, "returned", FINDING_RETURNED, "对方退回", .by_program = true },
	MOVES_END,
};
static const struct move handover_moves[] = {
	{ MOVE_NEW, "offer", HANDOVER_OFFERED, "移交", .by_program = true },
	{ HANDOVER_OFFERED, "accept", HANDOVER_TAKEN, "接收并立事项", &CAN_TAKE, .run = handover_accept, .meets = &FINDING_HANDLE, .primary = true },
	{ HANDOVER_OFFERED, "return", HANDOVER_RETURNED, "退回", &CAN_TAKE, .takes = "return_reason", .needs = "return_reason",
	  .run = handover_return, .meets = &FINDING_HANDLE },
	MOVES_END,
};

/* Photos are added while it is nobody else's, and taken away no more once somebody builds on them. */
static const struct files_rule finding_files = { &CAN_NOTE, 1u << FINDING_NOTED | 1u << FINDING_RETURNED, NULL };

/* The receiver sees what the finder saw: copies, to which nobody adds and of which nobody takes away. */
static const struct files_rule handover_files = { .copies = true };

const struct holding patrol_holding = { .record = &patrol_record, .moves = patrol_moves, .read = &CAN_READ_PATROL };
const struct holding finding_holding = { .record = &finding_record, .moves = finding_moves, .read = &CAN_READ_FINDING, .files = &finding_files };
const struct holding handover_holding = { .record = &handover_record, .moves = handover_moves, .read = &CAN_READ_HANDOVER, .files = &handover_files };
