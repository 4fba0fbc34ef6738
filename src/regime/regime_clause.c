/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* regime_clause.c - 制度 as tables: who drafts, files, reviews; by when. */
#include "regime/regime_store.h"

static const struct setting_rule SETTING_FILE_DAYS = {
	"regime.file_days", "缺制度的单位几个工作日内报备", 10, 1, 60, "工作日", "自定：三（一）迅速建立完善" };
static const struct setting_rule SETTING_REVIEW_DAYS = {
	"regime.review_days", "法制局几个工作日内备案或退回", 5, 1, 30, "工作日", "自定" };
static const struct setting_rule SETTING_SUPPLEMENT_DAYS = {
	"regime.supplement_days", "退回后几个工作日内重新报备", 5, 1, 30, "工作日", "自定" };
static const struct setting_rule *const settings[] = { &SETTING_FILE_DAYS, &SETTING_REVIEW_DAYS, &SETTING_SUPPLEMENT_DAYS, NULL };

/* ---- duties ---- */
/* RULE regime.file: each rule the notice asks of a unit is drawn up and filed with the Bureau (二（一）; 三（一）). */
const struct duty_rule REGIME_FILE = {
	.name = "regime.file", .label = "报备制度", .clause = "三（一）", .owed_by = OWED_BY_SUBJECT_UNIT, .done_by = ROLE_HEAD,
	.within = { 10, WORKING_DAYS, "setting" }, .within_setting = &SETTING_FILE_DAYS, .misbehaviour = INACTION,
	.path = "/regime/%lld",
};
const struct duty_rule REGIME_REVIEW = {
	.name = "regime.review", .label = "审阅报备的制度", .clause = "三（一）", .owed_by = OWED_BY_LEGAL_BUREAU,
	.done_by = ROLE_LEGAL_BUREAU, .within = { 5, WORKING_DAYS, "setting" }, .within_setting = &SETTING_REVIEW_DAYS,
	.misbehaviour = SLOW_ACTION, .path = "/regime/%lld",
};
const struct duty_rule REGIME_SUPPLEMENT = {
	.name = "regime.supplement", .label = "重新报备退回的制度", .clause = "三（一）", .owed_by = OWED_BY_SUBJECT_UNIT,
	.done_by = ROLE_HEAD, .within = { 5, WORKING_DAYS, "setting" }, .within_setting = &SETTING_SUPPLEMENT_DAYS,
	.misbehaviour = SLOW_ACTION, .path = "/regime/%lld",
};
static const struct duty_rule *const duties[] = { &REGIME_FILE, &REGIME_REVIEW, &REGIME_SUPPLEMENT, NULL };

/* ---- who may ---- */
const struct permission CAN_READ_REGIME = { "regime.read", {
	[ROLE_CONTACT] = SCOPE_UNIT, [ROLE_HEAD] = SCOPE_UNIT, [ROLE_OFFICER] = SCOPE_UNIT,
	[ROLE_LEGAL_BUREAU] = SCOPE_ALL, [ROLE_SUPERVISOR] = SCOPE_ALL, [ROLE_LEADER] = SCOPE_ALL } };
static const struct permission CAN_DRAFT = { "regime.draft", { [ROLE_HEAD] = SCOPE_UNIT, [ROLE_CONTACT] = SCOPE_UNIT } };
/* The head is first responsible (三（一）), so nobody else files. */
static const struct permission CAN_FILE = { "regime.may_file", { [ROLE_HEAD] = SCOPE_UNIT } };
static const struct permission CAN_REVIEW = { "regime.may_review", { [ROLE_LEGAL_BUREAU] = SCOPE_ALL } };

/* ---- moves ---- */
#define TAKES "title words key_days from_on"
#define NEEDS "title words from_on"

static const struct move moves[] = {
	{ MOVE_NEW, "draft", REGIME_DRAFT, "拟订", &CAN_DRAFT, .takes = "kind " TAKES, .needs = "title", .check = regime_is_only_one,
	  .run = regime_begin, .primary = true },
	{ MOVE_NEW, "open", REGIME_DRAFT, "开出草稿", .by_program = true },
	{ REGIME_DRAFT, "save", MOVE_STAY, "修改", &CAN_DRAFT, .takes = TAKES, .check = regime_is_sound },
	{ REGIME_RETURNED, "save", MOVE_STAY, "修改", &CAN_DRAFT, .takes = TAKES, .check = regime_is_sound },
	{ REGIME_DRAFT, "file", REGIME_FILED, "报备", &CAN_FILE, .takes = TAKES, .needs = NEEDS, .check = regime_may_be_filed,
	  .run = regime_file, .meets = &REGIME_FILE, .raises = &REGIME_REVIEW, .tells = TELL_LEGAL_BUREAU,
	  .tell_words = "制度报备待审阅：%s", .primary = true },
	{ REGIME_RETURNED, "file", REGIME_FILED, "重新报备", &CAN_FILE, .takes = TAKES, .needs = NEEDS, .check = regime_may_be_filed,
	  .run = regime_file, .meets = &REGIME_SUPPLEMENT, .raises = &REGIME_REVIEW, .tells = TELL_LEGAL_BUREAU,
	  .tell_words = "制度重新报备待审阅：%s", .primary = true },
	{ REGIME_FILED, "return", REGIME_RETURNED, "退回", &CAN_REVIEW, .takes = "return_reason", .needs = "return_reason",
	  .meets = &REGIME_REVIEW, .raises = &REGIME_SUPPLEMENT, .tells = TELL_UNIT | TELL_HEAD, .tell_words = "制度报备退回：%s" },
	{ REGIME_FILED, "acknowledge", REGIME_STANDING, "备案", &CAN_REVIEW, .run = regime_acknowledge, .meets = &REGIME_REVIEW,
	  .tells = TELL_UNIT | TELL_HEAD, .tell_words = "制度已备案：%s", .primary = true },
	{ REGIME_STANDING, "revise", MOVE_STAY, "修订", &CAN_DRAFT, .check = regime_is_only_one, .then = regime_open_next, .primary = true },
	{ REGIME_STANDING, "replace", REGIME_REPLACED, "更换", .by_program = true },
	MOVES_END,
};
/* The text that was filed stays as it was filed. */
static const struct files_rule files = { &CAN_DRAFT, 1u << REGIME_DRAFT | 1u << REGIME_RETURNED, NULL };
const struct holding regime_holding = { .record = &regime_record, .moves = moves, .read = &CAN_READ_REGIME, .files = &files };
static const struct holding *const holdings[] = { &regime_holding, NULL };

/* ---- hears ---- */
/* Whenever a unit owes what every unit owes each period (the weekly report), its rules are looked through: so units that
 * were there before this program, and those founded later, are asked for theirs by the clock alone. */
static bool duty_raised(struct act *act, const struct event *event)
{
	const struct duty *duty = event->row;
	const struct duty_rule *rule = duty_rule_named(act, duty->rule);

	if (!rule || !rule->periodic || rule->owed_by != OWED_BY_EVERY_UNIT)
		return true;
	return regime_look_for_missing(act, duty->unit_id);
}

static const struct hearer hears[] = { { "duty.raise", duty_raised }, { .event = NULL } };

/* ---- pages ---- */
static const struct route routes[] = {
	{ HTTP_GET, "/regime", &CAN_READ_REGIME, SCOPED_LIST, NULL, regime_matrix_page, .title = "制度" },
	{ HTTP_GET, "/regime/:id", &CAN_READ_REGIME, SCOPED_ROW, &regime_record, regime_page, .title = "制度" },
	{ HTTP_POST, "/regime/:id/revise", &CAN_READ_REGIME, SCOPED_ROW, &regime_record, regime_revise, .writes = true,
	  .again = regime_page, .title = "修订制度" },
	ROUTES_END,
};
static const struct menu_item menu[] = {
	{ "管理", "制度", "/regime", "book-2", &CAN_READ_REGIME, duties },
	{ .path = NULL },
};
static const struct sql *const *const statements[] = { regime_statements, NULL };

const struct clause regime_clause = {
	.name = "regime", .label = "制度", .number = "三（一）", .page = "regime.md", .holdings = holdings, .duties = duties,
	.hears = hears, .routes = routes, .menu = menu, .settings = settings, .statements = statements,
};
