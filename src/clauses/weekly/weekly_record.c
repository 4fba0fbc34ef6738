/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* weekly_record.c - what is written down for the weekly report: the field tables of its records. */
#include "clauses/weekly/weekly.h"

/* ---- contact ---- */
static const struct word contact_states[] = {
	{ "filed", "已报备", LOOK_DONE },
	{ "replaced", "已更换", LOOK_SEALED },
};
static const struct words contact_state_words = WORDS_TABLE(contact_states);

static const struct field contact_fields[] = {
	HEAD(struct report_contact, ContactId),
	REF(struct report_contact, unit_id, UnitId, unit_record, .label = "单位", .required = true, .list = true, .filter = true),
	REF(struct report_contact, account_id, AccountId, account_record, .label = "周报联系人", .required = true, .list = true),
	FIELD(struct report_contact, phone, .label = "联系电话", .required = true, .least = 7, .most = 30, .list = true, .filter = true,
	      .personal = MASK_PHONE, .hint = "工作时间打得通的电话"),
	FIELD(struct report_contact, mechanism, .label = "周报工作机制", .required = true, .least = 10, .most = 1000, .lines = true,
	      .hint = "谁汇总、谁审核、什么时候定稿"),
	WORDS(struct report_contact, state, contact_state_words, .label = "状态", .list = true, .filter = true),
	FIELD(struct report_contact, filed_at, .label = "报备时间", .required = true, .list = true, .sort = true),
	FIELDS_END,
};
const struct record contact_record = {
	.name = "report_contact", .label = "周报联系人", .clause = "二（四）", .path = "/weekly/contact",
	.size = sizeof(struct report_contact), .fields = contact_fields, .title = "account_id", .unit = "unit_id",
	.state = "state", .order = "-filed_at",
};

/* ---- report and item ---- */
static const struct word report_states[] = {
	{ "open", "未填", LOOK_EMPTY },
	{ "draft", "填写中", LOOK_WRITING },
	{ "submitted", "已收", LOOK_DONE },
	{ "returned", "退回补正", LOOK_BACK },
};
const struct words report_state_words = WORDS_TABLE(report_states);

static const struct word contents[] = {
	{ NULL, "未说明" },
	{ "items", "有未果事项" },
	{ "nil", "零报告", LOOK_DONE },
	{ "left_out", "无列报事项，有说明未列", LOOK_SOON },
};
const struct words content_words = WORDS_TABLE(contents);

static const struct word listings[] = { { "listed", "列入" }, { "left_out", "不列入" } };
static const struct words listing_words = WORDS_TABLE(listings);
static const struct word cooperations[] = { { NULL, "请选择" }, { "not_needed", "不需要" }, { "needed", "需要" } };
static const struct words cooperation_words = WORDS_TABLE(cooperations);

static const struct field item_fields[] = {
	HEAD(struct weekly_item, ItemId),
	REF(struct weekly_item, report_id, ReportId, report_record, .label = "周报", .required = true, .filter = true),
	REF(struct weekly_item, unit_id, UnitId, unit_record, .label = "责任单位", .required = true, .list = true, .filter = true),
	REF(struct weekly_item, matter_id, MatterId, matter_record, .label = "执法事项", .filter = true),
	FIELD(struct weekly_item, title, .label = "未果事项名称", .required = true, .unless = "matter_id", .most = 60, .list = true, .filter = true),
	WORDS(struct weekly_item, listing, listing_words, .label = "是否列入", .list = true, .filter = true),
	FIELD(struct weekly_item, left_out_ground, .label = "不列入的理由", .most = 500),
	FIELD(struct weekly_item, work_done, .label = "已做工作和效果", .most = 2000, .lines = true),
	WORDS(struct weekly_item, obstacle, obstacle_words, .label = "困难或障碍", .list = true, .filter = true),
	FIELD(struct weekly_item, obstacle_detail, .label = "困难或障碍的情况", .most = 1000, .lines = true),
	FIELD(struct weekly_item, ask_committee, .label = "请求管委会协调解决", .most = 1000, .lines = true),
	WORDS(struct weekly_item, cooperation, cooperation_words, .label = "需要协作配合"),
	REF(struct weekly_item, cooperate_unit_id, UnitId, unit_record, .label = "协作配合单位", .filter = true),
	FIELD(struct weekly_item, remind, .label = "提醒或警示建议", .most = 1000, .lines = true),
	REF(struct weekly_item, remind_unit_id, UnitId, unit_record, .label = "建议提醒或警示的单位"),
	REF(struct weekly_item, previous_id, ItemId, item_record, .label = "上期同一事项", .quiet = true),
	FIELD(struct weekly_item, weeks, .label = "第几次上报", .least = 1, .list = true, .sort = true),
	FIELD(struct weekly_item, same_percent, .label = "与上周相同（%）"),
	FIELDS_END,
};
const struct record item_record = {
	.name = "weekly_item", .label = "未果事项", .clause = "二（四）", .path = "/weekly/item",
	.size = sizeof(struct weekly_item), .fields = item_fields, .title = "title", .unit = "unit_id",
};

static const struct field report_fields[] = {
	HEAD(struct weekly_report, ReportId),
	REF(struct weekly_report, unit_id, UnitId, unit_record, .label = "单位", .required = true, .list = true, .filter = true),
	FIELD(struct weekly_report, period, .label = "周次", .required = true, .most = 8, .list = true, .filter = true, .sort = true),
	WORDS(struct weekly_report, state, report_state_words, .label = "状态", .list = true, .filter = true),
	WORDS(struct weekly_report, content, content_words, .label = "本周报什么", .list = true, .filter = true),
	FIELD(struct weekly_report, opened_at, .label = "开报时间", .required = true),
	FIELD(struct weekly_report, saved_at, .label = "存稿时间"),
	FIELD(struct weekly_report, submitted_at, .label = "首次收到", .list = true, .sort = true),
	FIELD(struct weekly_report, arrived_at, .label = "现稿收到"),
	REF(struct weekly_report, submitted_by, AccountId, account_record, .label = "报送人"),
	FIELD(struct weekly_report, saves, .label = "存稿次数"),
	FIELD(struct weekly_report, urged, .label = "催报次数"),
	FIELD(struct weekly_report, return_reason, .label = "退回原因", .most = 500, .lines = true),
	FIELDS_END,
};
static const struct children report_children[] = {
	CHILDREN(struct weekly_report, items, item_record, "report_id", .label = "未果事项"),
	{ .name = NULL },
};
const struct record report_record = {
	.name = "weekly_report", .label = "未果事项周报", .clause = "二（四）", .path = "/weekly/report",
	.size = sizeof(struct weekly_report), .fields = report_fields, .children = report_children, .title = "period",
	.unit = "unit_id", .state = "state", .period = "period", .order = "-period",
};

/* ---- digest ---- */
static const struct word digest_states[] = {
	{ "drafting", "整理中", LOOK_WRITING },
	{ "signed", "已呈报", LOOK_NORMAL },
	{ "read", "已阅", LOOK_DONE },
};
const struct words digest_state_words = WORDS_TABLE(digest_states);
static const struct word proposals[] = {
	{ NULL, "请选择" },
	{ "watch", "由责任单位继续办理" },
	{ "coordinate", "请管委会协调" },
	{ "joint", "组织联合执法" },
	{ "remind", "提醒有关单位" },
	{ "warn", "警示有关单位" },
};
const struct words proposal_words = WORDS_TABLE(proposals);

static const struct field entry_fields[] = {
	HEAD(struct digest_entry, EntryId),
	REF(struct digest_entry, digest_id, DigestId, digest_record, .label = "专报", .required = true),
	REF(struct digest_entry, item_id, ItemId, item_record, .label = "未果事项", .required = true),
	REF(struct digest_entry, unit_id, UnitId, unit_record, .label = "责任单位", .required = true),
	FIELD(struct digest_entry, analysis, .label = "分析", .most = 1000, .lines = true),
	WORDS(struct digest_entry, proposal, proposal_words, .label = "处理建议"),
	REF(struct digest_entry, proposal_unit_id, UnitId, unit_record, .label = "涉及单位"),
	FIELD(struct digest_entry, proposal_words, .label = "建议内容", .most = 500, .lines = true),
	FIELDS_END,
};
const struct record digest_entry_record = {
	.name = "digest_entry", .label = "专报条目", .clause = "二（四）", .path = "/weekly/digest/entry",
	.size = sizeof(struct digest_entry), .fields = entry_fields, .title = "proposal_words",
};
static const struct field digest_fields[] = {
	HEAD(struct digest, DigestId),
	FIELD(struct digest, period, .label = "周次", .required = true, .most = 8, .list = true, .filter = true, .sort = true),
	WORDS(struct digest, state, digest_state_words, .label = "状态", .list = true, .filter = true),
	FIELD(struct digest, arrivals, .label = "报送情况", .most = 2000),
	FIELD(struct digest, analysis, .label = "总体情况与分析", .most = 3000, .lines = true),
	FIELD(struct digest, number, .label = "发文字号", .most = 60, .list = true, .filter = true),
	REF(struct digest, signed_by, AccountId, account_record, .label = "签发", .list = true),
	FIELD(struct digest, opened_at, .label = "开始整理", .required = true),
	FIELD(struct digest, signed_at, .label = "呈报时间", .list = true),
	FIELD(struct digest, read_at, .label = "阅示时间", .list = true),
	FIELDS_END,
};
static const struct children digest_children[] = {
	CHILDREN(struct digest, entries, digest_entry_record, "digest_id", .label = "条目"),
	{ .name = NULL },
};
const struct record digest_record = {
	.name = "digest", .label = "未果事项专报", .clause = "二（四）", .path = "/weekly/digest",
	.size = sizeof(struct digest), .fields = digest_fields, .children = digest_children, .title = "period",
	.state = "state", .period = "period", .order = "-period",
};

static const struct field amendment_fields[] = {
	HEAD(struct digest_amendment, AmendmentId),
	REF(struct digest_amendment, digest_id, DigestId, digest_record, .label = "专报", .required = true, .filter = true),
	REF(struct digest_amendment, correction_id, CorrectionId, correction_record, .label = "更正", .required = true, .list = true),
	REF(struct digest_amendment, unit_id, UnitId, unit_record, .label = "单位", .required = true, .list = true, .filter = true),
	FIELD(struct digest_amendment, figures, .label = "数字怎样变", .required = true, .most = 500, .list = true),
	FIELD(struct digest_amendment, amended_at, .label = "更正时间", .required = true, .list = true),
	FIELDS_END,
};
const struct record amendment_record = {
	.name = "digest_amendment", .label = "专报的更正", .clause = "二（四）", .path = "/weekly/digest/amendment",
	.size = sizeof(struct digest_amendment), .fields = amendment_fields, .title = "figures", .frozen = true,
};

/* ---- instruction ---- */
static const struct word instruction_kinds[] = { { "instruct", "批示" }, { "remind", "提醒", LOOK_SOON }, { "warn", "警示", LOOK_LATE } };
const struct words instruction_kind_words = WORDS_TABLE(instruction_kinds);
static const struct word instruction_states[] = {
	{ "issued", "待办", LOOK_NORMAL },
	{ "answered", "已反馈", LOOK_WRITING },
	{ "done", "已了结", LOOK_DONE },
};
const struct words instruction_state_words = WORDS_TABLE(instruction_states);
static const struct word urgencies[] = { { "normal", "一般" }, { "urgent", "紧急" }, { "difficult", "疑难" } };
const struct words urgency_words = WORDS_TABLE(urgencies);

static const struct field instruction_fields[] = {
	HEAD(struct instruction, InstructionId),
	REF(struct instruction, digest_id, DigestId, digest_record, .label = "专报", .required = true, .filter = true),
	REF(struct instruction, item_id, ItemId, item_record, .label = "未果事项", .list = true),
	REF(struct instruction, unit_id, UnitId, unit_record, .label = "交办单位", .required = true, .list = true, .filter = true),
	WORDS(struct instruction, kind, instruction_kind_words, .label = "种类", .list = true, .filter = true),
	WORDS(struct instruction, urgency, urgency_words, .label = "缓急"),
	FIELD(struct instruction, words, .label = "内容", .required = true, .most = 500, .lines = true, .list = true),
	WORDS(struct instruction, state, instruction_state_words, .label = "状态", .list = true, .filter = true),
	REF(struct instruction, issued_by, AccountId, account_record, .label = "批示人", .required = true),
	FIELD(struct instruction, issued_at, .label = "批示时间", .required = true, .list = true, .sort = true),
	FIELD(struct instruction, feedback, .label = "落实反馈", .most = 2000, .lines = true),
	REF(struct instruction, answered_by, AccountId, account_record, .label = "反馈人"),
	FIELD(struct instruction, answered_at, .label = "反馈时间"),
	FIELD(struct instruction, return_reason, .label = "退回原因", .most = 500, .lines = true),
	FIELD(struct instruction, done_at, .label = "了结时间"),
	FIELDS_END,
};
const struct record instruction_record = {
	.name = "instruction", .label = "批示与提醒", .clause = "二（四）", .path = "/weekly/instruction",
	.size = sizeof(struct instruction), .fields = instruction_fields, .title = "words", .unit = "unit_id",
	.state = "state", .order = "-issued_at",
};
