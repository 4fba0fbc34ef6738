/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* weekly_clause.c - 二（四）未果事项周报 as tables: who owes what by when, who may do what next, what it hears. */
#include "clauses/weekly/history_store.h"
#include "clauses/weekly/weekly_store.h"
#include "clauses/weekly/weekly_verbs.h"

/* ---- settings: numbers the notice leaves open ---- */
const struct setting_rule SETTING_OLD_DAYS = {
	"weekly.old_days", "未结超过几日须列入周报", 7, 0, 365, "日", "自定：一周未办结即为未果" };
const struct setting_rule SETTING_NORMAL_DAYS = {
	"weekly.instruction_days", "一般批示几日内反馈", 15, 1, 365, "日", "参照各地督查督办办法" };
const struct setting_rule SETTING_URGENT_DAYS = {
	"weekly.urgent_days", "紧急批示几日内反馈", 5, 1, 365, "日", "参照各地督查督办办法" };
const struct setting_rule SETTING_DIFFICULT_DAYS = {
	"weekly.difficult_days", "疑难批示几日内反馈", 30, 1, 365, "日", "参照各地督查督办办法" };
static const struct setting_rule SETTING_ROLL = {
	"weekly.holiday_roll", "截止日遇节假日：0 顺延，1 提前", 0, 0, 1, "", "民法典 203" };
static const struct setting_rule SETTING_FIRST_PERIOD = {
	"weekly.first_day", "从含有这一天的周起报", 20100927, 20100101, 21991231, "年月日", "郑开管〔2010〕76号：2010年10月第一周起", .is_day = true };
static const struct setting_rule SETTING_SUPPLEMENT_DAYS = {
	"weekly.supplement_days", "退回后几个工作日内补正", 1, 1, 10, "工作日", "自定" };
static const struct setting_rule SETTING_READ_DAYS = {
	"weekly.read_days", "专报呈报后几个工作日内阅示", 1, 1, 10, "工作日", "自定" };
static const struct setting_rule SETTING_ACKNOWLEDGE_DAYS = {
	"weekly.acknowledge_days", "提醒、警示几个工作日内签收", 1, 1, 10, "工作日", "自定" };
static const struct setting_rule *const settings[] = {
	&SETTING_OLD_DAYS, &SETTING_NORMAL_DAYS, &SETTING_URGENT_DAYS, &SETTING_DIFFICULT_DAYS, &SETTING_ROLL,
	&SETTING_FIRST_PERIOD, &SETTING_SUPPLEMENT_DAYS, &SETTING_READ_DAYS, &SETTING_ACKNOWLEDGE_DAYS, NULL,
};

/* ---- duties ---- */
/* RULE weekly.report: every unit, every week, Tuesday before 12:00 (二（四）). */
const struct duty_rule WEEKLY_REPORT = {
	.name = "weekly.report", .label = "未果事项周报", .clause = "二（四）", .owed_by = OWED_BY_EVERY_UNIT,
	.done_by = ROLE_CONTACT, .periodic = true, .every = WEEK,
	.due = { .weekday = TUESDAY, .hour = 12, .roll = ROLL_FORWARD, .roll_setting = &SETTING_ROLL },
	.opens = { .days_before_period_end = 2, .hour = 8 }, .first_period = &SETTING_FIRST_PERIOD,
	.misbehaviour = INACTION, .late_costs = "weekly.late", .missing_costs = "weekly.missing", .path = "/weekly",
};
/* RULE weekly.contact: named before the first report is due. */
const struct duty_rule WEEKLY_CONTACT = {
	.name = "weekly.contact", .label = "报备周报联系人和工作机制", .clause = "二（四）", .owed_by = OWED_BY_SUBJECT_UNIT,
	.done_by = ROLE_HEAD, .within = { 1, WORKING_DAYS, "setting" }, .misbehaviour = INACTION, .path = "/weekly/contact",
};
const struct duty_rule WEEKLY_SUPPLEMENT = {
	.name = "weekly.supplement", .label = "周报退回补正", .clause = "二（四）", .owed_by = OWED_BY_SUBJECT_UNIT,
	.done_by = ROLE_CONTACT, .within = { 1, WORKING_DAYS, "setting" }, .within_setting = &SETTING_SUPPLEMENT_DAYS,
	.misbehaviour = SLOW_ACTION, .path = "/weekly/report/%lld",
};
/* The notice names no day for the digest; the day after the reports leaves the leader the rest of the week. */
const struct duty_rule WEEKLY_DIGEST = {
	.name = "weekly.digest", .label = "未果事项专报", .clause = "二（四）", .owed_by = OWED_BY_LEGAL_BUREAU,
	.done_by = ROLE_LEGAL_BUREAU, .periodic = true, .every = WEEK,
	.due = { .weekday = WEDNESDAY, .hour = 18, .roll = ROLL_FORWARD },
	.opens = { .days_before_period_end = 2, .hour = 8 }, .first_period = &SETTING_FIRST_PERIOD,
	.misbehaviour = SLOW_ACTION, .path = "/weekly/digest",
};
const struct duty_rule WEEKLY_READ = {
	.name = "weekly.read", .label = "阅示未果事项专报", .clause = "二（四）", .owed_by = OWED_BY_LEADER,
	.done_by = ROLE_LEADER, .within = { 1, WORKING_DAYS, "setting" }, .within_setting = &SETTING_READ_DAYS,
	.misbehaviour = SLOW_ACTION, .path = "/weekly/digest/%lld",
};
const struct duty_rule WEEKLY_FEEDBACK = {
	.name = "weekly.feedback", .label = "落实批示并反馈", .clause = "二（四）", .owed_by = OWED_BY_SUBJECT_UNIT,
	.done_by = ROLE_HEAD, .within = { 15, CALENDAR_DAYS, "setting" }, .within_setting = &SETTING_NORMAL_DAYS,
	.misbehaviour = SLOW_ACTION, .path = "/weekly/instruction/%lld",
};
const struct duty_rule WEEKLY_ACKNOWLEDGE = {
	.name = "weekly.acknowledge", .label = "签收提醒或警示", .clause = "二（四）", .owed_by = OWED_BY_SUBJECT_UNIT,
	.done_by = ROLE_HEAD, .within = { 1, WORKING_DAYS, "setting" }, .within_setting = &SETTING_ACKNOWLEDGE_DAYS,
	.misbehaviour = SLOW_ACTION, .path = "/weekly/instruction/%lld",
};
static const struct duty_rule *const duties[] = {
	&WEEKLY_REPORT, &WEEKLY_CONTACT, &WEEKLY_SUPPLEMENT, &WEEKLY_DIGEST, &WEEKLY_READ, &WEEKLY_FEEDBACK,
	&WEEKLY_ACKNOWLEDGE, NULL,
};

/* ---- who may ---- */
#define WATCHERS [ROLE_LEGAL_BUREAU] = SCOPE_ALL, [ROLE_SUPERVISOR] = SCOPE_ALL, [ROLE_LEADER] = SCOPE_ALL

const struct permission CAN_READ_REPORT = { "weekly_report.read", {
	[ROLE_CONTACT] = SCOPE_UNIT, [ROLE_HEAD] = SCOPE_UNIT, [ROLE_OFFICER] = SCOPE_UNIT, WATCHERS } };
const struct permission CAN_REPORT = { "weekly_report.submit", { [ROLE_CONTACT] = SCOPE_UNIT, [ROLE_HEAD] = SCOPE_UNIT } };
const struct permission CAN_DIGEST = { "digest.write", { [ROLE_LEGAL_BUREAU] = SCOPE_ALL } };
const struct permission CAN_READ_DIGEST = { "digest.read", { WATCHERS } };
const struct permission CAN_SIGN = { "digest.sign", { [ROLE_LEGAL_BUREAU] = SCOPE_ALL } };
const struct permission CAN_INSTRUCT = { "instruction.issue", { [ROLE_LEADER] = SCOPE_ALL } };
const struct permission CAN_READ_INSTRUCTION = { "instruction.read", {
	[ROLE_CONTACT] = SCOPE_UNIT, [ROLE_HEAD] = SCOPE_UNIT, WATCHERS } };
const struct permission CAN_ANSWER = { "instruction.answer", { [ROLE_CONTACT] = SCOPE_UNIT, [ROLE_HEAD] = SCOPE_UNIT } };
const struct permission CAN_SETTLE = { "instruction.settle", { [ROLE_LEADER] = SCOPE_ALL, [ROLE_LEGAL_BUREAU] = SCOPE_ALL } };
const struct permission CAN_FILE_CONTACT = { "report_contact.file", { [ROLE_HEAD] = SCOPE_UNIT, [ROLE_CONTACT] = SCOPE_UNIT } };
/* The Bureau telephones who has not reported; whoever else may see the register needs no number. */
static const struct permission CAN_ASK_PHONE = { "report_contact.phone", {
	[ROLE_HEAD] = SCOPE_UNIT, [ROLE_CONTACT] = SCOPE_UNIT, [ROLE_LEGAL_BUREAU] = SCOPE_ALL } };
const struct permission CAN_READ_CONTACT = { "report_contact.read", {
	[ROLE_HEAD] = SCOPE_UNIT, [ROLE_CONTACT] = SCOPE_UNIT, WATCHERS } };

/* ---- moves ---- */
/* What the input may not say of an item (unit, weeks, last week's item, share) items_settle sets itself. */
#define ITEM_TAKES "content items"
#define ENTRY_TAKES "analysis entries.analysis entries.proposal entries.proposal_unit_id entries.proposal_words"

static const struct move report_moves[] = {
	{ REPORT_OPEN, "save", REPORT_DRAFT, "存稿", &CAN_REPORT, .takes = ITEM_TAKES, .run = report_keep, .hidden = true },
	{ REPORT_DRAFT, "save", REPORT_DRAFT, "存稿", &CAN_REPORT, .takes = ITEM_TAKES, .run = report_keep, .hidden = true },
	{ REPORT_RETURNED, "save", REPORT_RETURNED, "存稿", &CAN_REPORT, .takes = ITEM_TAKES, .run = report_keep, .hidden = true },
	{ REPORT_OPEN, "submit", REPORT_SUBMITTED, "报送", &CAN_REPORT, .takes = ITEM_TAKES, .check = report_is_complete,
	  .run = report_arrive, .meets = &WEEKLY_REPORT, .primary = true, .hidden = true },
	{ REPORT_DRAFT, "submit", REPORT_SUBMITTED, "报送", &CAN_REPORT, .takes = ITEM_TAKES, .check = report_is_complete,
	  .run = report_arrive, .meets = &WEEKLY_REPORT, .primary = true, .hidden = true },
	{ REPORT_RETURNED, "submit", REPORT_SUBMITTED, "报送补正", &CAN_REPORT, .takes = ITEM_TAKES, .check = report_is_complete,
	  .run = report_arrive, .meets = &WEEKLY_SUPPLEMENT, .tells = TELL_LEGAL_BUREAU, .primary = true, .hidden = true },
	{ REPORT_SUBMITTED, "withdraw", REPORT_DRAFT, "撤回", &CAN_REPORT, .check = report_may_be_withdrawn, .run = report_reopen,
	  .tells = TELL_LEGAL_BUREAU, .tell_words = "周报撤回修改：%s" },
	{ REPORT_SUBMITTED, "return", REPORT_RETURNED, "退回补正", &CAN_DIGEST, .takes = "return_reason", .needs = "return_reason",
	  .raises = &WEEKLY_SUPPLEMENT, .tells = TELL_UNIT, .tell_words = "周报退回补正：%s" },
	{ REPORT_OPEN, "urge", MOVE_STAY, "催报", &CAN_DIGEST, .run = report_count_urge, .tells = TELL_UNIT,
	  .tell_words = "法制局催报：%s" },
	{ REPORT_DRAFT, "urge", MOVE_STAY, "催报", &CAN_DIGEST, .run = report_count_urge, .tells = TELL_UNIT,
	  .tell_words = "法制局催报：%s" },
	{ REPORT_RETURNED, "urge", MOVE_STAY, "催补正", &CAN_DIGEST, .run = report_count_urge, .tells = TELL_UNIT,
	  .tell_words = "法制局催补正：%s" },
	MOVES_END,
};
static const struct move contact_moves[] = {
	{ MOVE_NEW, "file", CONTACT_FILED, "报备", &CAN_FILE_CONTACT, .takes = "account_id phone mechanism",
	  .needs = "account_id phone mechanism", .check = contact_is_of_unit, .run = contact_replace,
	  .then = contact_take_over, .tells = TELL_LEGAL_BUREAU, .tell_words = "周报联系人报备：%s", .primary = true },
	{ CONTACT_FILED, "replace", CONTACT_REPLACED, "更换", .by_program = true },
	MOVES_END,
};
static const struct move digest_moves[] = {
	{ DIGEST_DRAFTING, "save", DIGEST_DRAFTING, "存稿", &CAN_DIGEST, .takes = ENTRY_TAKES, .hidden = true },
	{ DIGEST_DRAFTING, "sign", DIGEST_SIGNED, "签发呈报", &CAN_SIGN, .takes = ENTRY_TAKES, .check = digest_is_complete,
	  .run = digest_sign, .meets = &WEEKLY_DIGEST, .raises = &WEEKLY_READ, .tells = TELL_LEADER,
	  .tell_words = "未果事项专报待阅示：%s", .primary = true, .hidden = true },
	{ DIGEST_SIGNED, "read", DIGEST_READ, "圈阅", &CAN_INSTRUCT, .run = digest_read, .meets = &WEEKLY_READ, .primary = true },
	MOVES_END,
};
static const struct move instruction_moves[] = {
	{ MOVE_NEW, "issue", INSTRUCTION_ISSUED, "批示", &CAN_INSTRUCT, .takes = "digest_id item_id unit_id kind urgency words",
	  .needs = "words", .check = instruction_makes_sense, .run = instruction_issue, .then = instruction_owe,
	  .tells = TELL_UNIT | TELL_HEAD, .primary = true, .hidden = true },      /* made in the digest, beside its item */
	{ INSTRUCTION_ISSUED, "feedback", INSTRUCTION_ANSWERED, "反馈", &CAN_ANSWER, .takes = "feedback", .needs = "feedback",
	  .check = instruction_asks_feedback, .run = instruction_answer, .meets = &WEEKLY_FEEDBACK,
	  .tells = TELL_LEGAL_BUREAU | TELL_LEADER, .tell_words = "批示有反馈：%s", .primary = true },
	{ INSTRUCTION_ISSUED, "acknowledge", INSTRUCTION_DONE, "签收", &CAN_ANSWER, .check = instruction_asks_receipt,
	  .run = instruction_settle, .meets = &WEEKLY_ACKNOWLEDGE, .tells = TELL_LEGAL_BUREAU,
	  .tell_words = "提醒已签收：%s", .primary = true },
	{ INSTRUCTION_ANSWERED, "accept", INSTRUCTION_DONE, "了结", &CAN_SETTLE, .run = instruction_settle, .primary = true },
	{ INSTRUCTION_ANSWERED, "reject", INSTRUCTION_ISSUED, "退回再办", &CAN_SETTLE, .takes = "return_reason",
	  .needs = "return_reason", .then = instruction_owe_again, .tells = TELL_UNIT | TELL_HEAD,
	  .tell_words = "批示反馈被退回：%s" },
	MOVES_END,
};

/* What proves a report comes with it, until it is submitted; what proves an answer until it is given. */
#define REPORT_IS_WRITTEN (1u << REPORT_OPEN | 1u << REPORT_DRAFT | 1u << REPORT_RETURNED)
static const struct files_rule report_files = { &CAN_REPORT, REPORT_IS_WRITTEN, NULL };
static const struct files_rule item_files = { &CAN_REPORT, REPORT_IS_WRITTEN, "report_id" };
static const struct files_rule instruction_files = { &CAN_ANSWER, 1u << INSTRUCTION_ISSUED, NULL };

/* ---- what may be corrected after it was submitted ---- */
static const struct permission CAN_APPROVE = { "weekly_report.approve_correction", { [ROLE_LEGAL_BUREAU] = SCOPE_ALL } };
static const struct correct_rule report_correct = {
	.takes = ITEM_TAKES, .states = 1u << REPORT_SUBMITTED, .ask = &CAN_REPORT, .approve = &CAN_APPROVE, .check = report_is_correct,
	.form = "content items.title items.matter_id items.listing items.left_out_ground items.work_done items.obstacle items.obstacle_detail"
	        " items.ask_committee items.cooperation items.cooperate_unit_id items.remind items.remind_unit_id",
};
static const struct correct_rule contact_correct = {
	.takes = "mechanism", .form = "mechanism", .states = 1u << CONTACT_FILED, .ask = &CAN_FILE_CONTACT, .approve = &CAN_APPROVE,
};
static const struct correct_rule instruction_correct = {
	.takes = "feedback", .form = "feedback", .states = 1u << INSTRUCTION_ANSWERED | 1u << INSTRUCTION_DONE, .ask = &CAN_ANSWER,
	.approve = &CAN_APPROVE, .check = instruction_feedback_stands,
};

const struct holding report_holding = { .correct = &report_correct, .record = &report_record, .moves = report_moves, .read = &CAN_READ_REPORT, .hand_made = true,
                                        .files = &report_files };
const struct holding contact_holding = { .correct = &contact_correct, .record = &contact_record, .moves = contact_moves, .read = &CAN_READ_CONTACT,
	.personal = &CAN_ASK_PHONE };
const struct holding digest_holding = { .record = &digest_record, .moves = digest_moves, .read = &CAN_READ_DIGEST, .hand_made = true };
const struct holding instruction_holding = { .correct = &instruction_correct, .record = &instruction_record, .moves = instruction_moves, .read = &CAN_READ_INSTRUCTION, .hand_made = true,
                                             .files = &instruction_files };
const struct holding item_holding = { .record = &item_record, .read = &CAN_READ_REPORT, .hand_made = true, .files = &item_files };
static const struct holding amendment_holding = { .record = &amendment_record, .read = &CAN_READ_DIGEST, .hand_made = true };
static const struct holding entry_holding = { .record = &digest_entry_record, .read = &CAN_READ_DIGEST, .hand_made = true };
static const struct duty_rule *const met_by_verbs[] = { &WEEKLY_CONTACT, NULL };
static const struct holding *const holdings[] = {
	&report_holding, &item_holding, &contact_holding, &digest_holding, &entry_holding, &amendment_holding, &instruction_holding, NULL,
};

/* ---- hears ---- */
static bool duty_raised(struct act *act, const struct event *event)
{
	const struct duty *duty = event->row;

	if (str_is(duty->rule, WEEKLY_REPORT.name))
		return report_open(act, duty);
	if (str_is(duty->rule, WEEKLY_DIGEST.name))
		return digest_open(act, duty);
	return true;
}

static bool report_submitted(struct act *act, const struct event *event)
{
	return digest_take_in(act, event->row);
}

static bool report_withdrawn(struct act *act, const struct event *event)
{
	return digest_leave_out(act, event->row);
}

/* What is still being drafted takes in what stands now; what was signed gets its amendment. */
static bool report_corrected(struct act *act, const struct event *event)
{
	return digest_take_in(act, event->row) && digest_amend(act, event->row_before, event->row);
}

static const struct hearer hears[] = {
	{ "weekly_report.correct", report_corrected },
	{ "duty.raise", duty_raised },
	{ "weekly_report.submit", report_submitted },
	{ "weekly_report.withdraw", report_withdrawn },
	{ .event = NULL },
};

/* ---- menu ---- */
static const struct duty_rule *const counted[] = {
	&WEEKLY_REPORT, &WEEKLY_SUPPLEMENT, &WEEKLY_CONTACT, &WEEKLY_DIGEST, NULL };
static const struct duty_rule *const counted_instructions[] = { &WEEKLY_READ, &WEEKLY_FEEDBACK, &WEEKLY_ACKNOWLEDGE, NULL };
static const struct menu_item menu[] = {
	{ "报告", "未果事项周报", "/weekly", "file-report", &CAN_READ_REPORT, counted },
	{ "报告", "未果事项专报", "/weekly/digest", "clipboard-check", &CAN_READ_DIGEST, NULL },
	{ "报告", "批示与提醒", "/weekly/instruction", "writing", &CAN_READ_INSTRUCTION, counted_instructions },
	{ "报告", "周报联系人", "/weekly/contact", "address-book", &CAN_READ_CONTACT, NULL },
	{ .path = NULL },
};

static const struct sql *const *const statements[] = {
	weekly_statements, weekly_board_statements, history_statements, amendment_statements, NULL };

const struct clause weekly_clause = {
	.name = "weekly", .label = "未果事项周报", .number = "二（四）", .page = "2.04-weekly-report.md",
	.holdings = holdings, .duties = duties, .met_by_verbs = met_by_verbs, .hears = hears, .routes = weekly_routes, .menu = menu, .home = weekly_home,
	.settings = settings, .statements = statements,
};
