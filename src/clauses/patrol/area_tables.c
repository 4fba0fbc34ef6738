/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* area_tables.c - areas, roads and what cannot be passed as tables: who may do what, who owes what by when. */
#include "clauses/patrol/area_verbs.h"

#include "clauses/patrol/patrol_tables.h"

/* ---- settings and duties ---- */
const struct setting_rule SETTING_PASSABLE_DAYS = {
	"patrol.passable_days", "通行受阻的申请几个工作日内决定", 1, 1, 10, "工作日", "自定：周巡查下周二零时定案，须来得及" };
const struct setting_rule SETTING_IMPASSABLE_DAYS = {
	"patrol.impassable_days", "通行受阻一次最长几日", 92, 1, 366, "日", "自定：一个季度，仍受阻的再申请" };

/* RULE patrol.passable: the Bureau decides in time, because the week is judged on what was approved by then. */
const struct duty_rule PATROL_PASSABLE = {
	.name = "patrol.passable", .label = "决定通行受阻", .clause = "二（一）", .owed_by = OWED_BY_LEGAL_BUREAU,
	.done_by = ROLE_LEGAL_BUREAU, .within = { 1, WORKING_DAYS, "setting" }, .within_setting = &SETTING_PASSABLE_DAYS,
	.misbehaviour = SLOW_ACTION, .path = "/patrol/impassable/%lld",
};

/* ---- who may ---- */
/* Where a unit's duty ends and its neighbour's begins all of them must see; only the owner draws, only its head puts in
 * force. The Legal Bureau draws and puts in force the zone's common roads, which are its own rows. */
#define SEE_ALL [ROLE_CONTACT] = SCOPE_ALL, [ROLE_HEAD] = SCOPE_ALL, [ROLE_OFFICER] = SCOPE_ALL, \
	[ROLE_LEGAL_BUREAU] = SCOPE_ALL, [ROLE_SUPERVISOR] = SCOPE_ALL, [ROLE_LEADER] = SCOPE_ALL
const struct permission CAN_READ_AREA = { "area.read", { SEE_ALL } };
static const struct permission CAN_DRAW = { "area.draw", {
	[ROLE_CONTACT] = SCOPE_UNIT, [ROLE_HEAD] = SCOPE_UNIT, [ROLE_LEGAL_BUREAU] = SCOPE_UNIT } };
static const struct permission CAN_RELEASE = { "area.release", { [ROLE_HEAD] = SCOPE_UNIT, [ROLE_LEGAL_BUREAU] = SCOPE_UNIT } };
const struct permission CAN_READ_IMPASSABLE = { "impassable.read", {
	[ROLE_CONTACT] = SCOPE_UNIT, [ROLE_HEAD] = SCOPE_UNIT, [ROLE_OFFICER] = SCOPE_UNIT,
	[ROLE_LEGAL_BUREAU] = SCOPE_ALL, [ROLE_SUPERVISOR] = SCOPE_ALL, [ROLE_LEADER] = SCOPE_ALL } };
static const struct permission CAN_ASK = { "impassable.ask", { [ROLE_CONTACT] = SCOPE_UNIT, [ROLE_HEAD] = SCOPE_UNIT } };
static const struct permission CAN_DECIDE = { "impassable.decide", { [ROLE_LEGAL_BUREAU] = SCOPE_ALL } };

/* ---- moves ---- */
#define GROUND_TAKES "name kind shape from_on words"

static const struct move area_moves[] = {
	{ MOVE_NEW, "draft", GROUND_DRAFT, "划定", &CAN_DRAW, .takes = GROUND_TAKES, .check = area_is_drawn, .primary = true },
	{ GROUND_DRAFT, "edit", MOVE_STAY, "修改", &CAN_DRAW, .takes = GROUND_TAKES, .check = area_is_drawn },
	{ GROUND_DRAFT, "release", GROUND_STANDING, "发布施行", &CAN_RELEASE, .check = area_may_stand, .run = area_stand, .primary = true,
	  .tells = TELL_UNIT | TELL_LEGAL_BUREAU, .tell_words = "巡查片域发布施行：%s", .asks = "发布以后不能再改，要改另划一份接替它。确认发布？" },
	{ GROUND_DRAFT, "drop", GROUND_DROPPED, "作废", &CAN_DRAW, .asks = "确认这份草稿作废？", .danger = true },
	{ GROUND_STANDING, "revise", MOVE_STAY, "修订", &CAN_DRAW, .check = area_may_be_followed, .then = area_follow },
	{ GROUND_STANDING, "end", GROUND_ENDED, "停用", &CAN_RELEASE, .takes = "until_on", .needs = "until_on", .check = area_may_end,
	  .tells = TELL_UNIT | TELL_LEGAL_BUREAU, .tell_words = "巡查片域停用：%s", .danger = true },
	MOVES_END,
};
static const struct move road_moves[] = {
	{ MOVE_NEW, "draft", GROUND_DRAFT, "划定", &CAN_DRAW, .takes = GROUND_TAKES, .check = road_is_drawn, .primary = true },
	{ GROUND_DRAFT, "edit", MOVE_STAY, "修改", &CAN_DRAW, .takes = GROUND_TAKES, .check = road_is_drawn },
	{ GROUND_DRAFT, "release", GROUND_STANDING, "发布施行", &CAN_RELEASE, .check = road_may_stand, .run = road_stand, .primary = true,
	  .tells = TELL_UNIT | TELL_LEGAL_BUREAU, .tell_words = "巡查道路发布施行：%s", .asks = "发布以后不能再改，要改另划一份接替它。确认发布？" },
	{ GROUND_DRAFT, "drop", GROUND_DROPPED, "作废", &CAN_DRAW, .asks = "确认这份草稿作废？", .danger = true },
	{ GROUND_STANDING, "revise", MOVE_STAY, "修订", &CAN_DRAW, .check = road_may_be_followed, .then = road_follow },
	{ GROUND_STANDING, "end", GROUND_ENDED, "停用", &CAN_RELEASE, .takes = "until_on", .needs = "until_on", .check = road_may_end,
	  .tells = TELL_UNIT | TELL_LEGAL_BUREAU, .tell_words = "巡查道路停用：%s", .danger = true },
	MOVES_END,
};
static const struct move impassable_moves[] = {
	{ MOVE_NEW, "ask", IMPASSABLE_ASKED, "申请", &CAN_ASK, .takes = "road_id area_id shape from_on until_on ground",
	  .check = impassable_makes_sense, .run = impassable_ask, .raises = &PATROL_PASSABLE,
	  .tells = TELL_LEGAL_BUREAU, .tell_words = "申请不计通行受阻：%s", .primary = true },
	{ IMPASSABLE_ASKED, "approve", IMPASSABLE_APPROVED, "同意", &CAN_DECIDE, .run = impassable_decide, .meets = &PATROL_PASSABLE,
	  .tells = TELL_UNIT, .primary = true },
	{ IMPASSABLE_ASKED, "refuse", IMPASSABLE_REFUSED, "不同意", &CAN_DECIDE, .takes = "decision", .needs = "decision",
	  .run = impassable_decide, .meets = &PATROL_PASSABLE, .tells = TELL_UNIT },
	{ IMPASSABLE_ASKED, "withdraw", IMPASSABLE_WITHDRAWN, "撤回", &CAN_ASK, .meets = &PATROL_PASSABLE },
	{ IMPASSABLE_APPROVED, "shorten", MOVE_STAY, "提前恢复", &CAN_ASK, .takes = "until_on", .needs = "until_on",
	  .check = impassable_may_be_shortened, .tells = TELL_LEGAL_BUREAU, .tell_words = "通行提前恢复：%s" },
	MOVES_END,
};

static const struct files_rule impassable_files = { &CAN_ASK, 1u << IMPASSABLE_ASKED, NULL };
static const struct page_link area_links[] = {
	{ "重叠和空白", "layers-intersect", "/patrol/area/overlap", &CAN_READ_AREA }, { .path = NULL } };
const struct holding area_holding = { .record = &area_record, .moves = area_moves, .read = &CAN_READ_AREA, .links = area_links };
const struct holding road_holding = { .record = &road_record, .moves = road_moves, .read = &CAN_READ_AREA };
const struct holding impassable_holding = {
	.record = &impassable_record, .moves = impassable_moves, .read = &CAN_READ_IMPASSABLE, .files = &impassable_files };
