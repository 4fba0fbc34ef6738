/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* matter.c - what a matter is and what may be done with it: the fields, the moves, a function per rule.
 *
 * Owns: the verbs of a matter. Does not own: its SQL (matter_store.c), its pages (matter_page.c). */
#include "matter/matter_store.h"

static const struct word state_words[] = {
	{ "registered", "待指派", LOOK_EMPTY },
	{ "assigned", "办理中", LOOK_NORMAL },
	{ "blocked", "受阻", LOOK_SOON },
	{ "closed", "已办结", LOOK_DONE },
};
const struct words matter_state_words = WORDS_TABLE(state_words);

static const struct word source_words[] = {
	{ "patrol", "巡查发现" },    { "complaint", "投诉举报" }, { "inspection", "明查暗访" },
	{ "superior", "上级交办" },  { "transfer", "部门移送" },  { "media", "媒体反映" },
	{ "other", "其他" },
};
const struct words matter_source_words = WORDS_TABLE(source_words);

static const struct word obstacle_kinds[] = {
	{ NULL, "请选择" },
	{ "refusal", "当事人拒不配合" },
	{ "jurisdiction", "管辖不清或有争议" },
	{ "other_unit", "需其他单位先行处理" },
	{ "evidence", "取证困难" },
	{ "law", "法律依据不明" },
	{ "means", "人员或手段不足" },
	{ "history", "历史遗留问题" },
	{ "other", "其他" },
};
const struct words obstacle_words = WORDS_TABLE(obstacle_kinds);

static const struct word outcome_kinds[] = {
	{ NULL, "请选择" },
	{ "corrected", "已改正" },
	{ "penalised", "已处罚并执行" },
	{ "transferred", "已移送" },
	{ "dropped", "不予处理（写明理由）" },
};
const struct words outcome_words = WORDS_TABLE(outcome_kinds);

static const struct word step_words[] = {
	{ "registered", "登记" }, { "assigned", "指派" }, { "progress", "进展" }, { "blocked", "受阻" },
	{ "resumed", "恢复办理" }, { "extended", "延期" }, { "closed", "办结" },
};
const struct words step_kind_words = WORDS_TABLE(step_words);

static const struct field matter_fields[] = {
	HEAD(struct matter, MatterId),
	FIELD(struct matter, number, .label = "编号", .required = true, .most = 60, .list = true, .filter = true),
	FIELD(struct matter, title, .label = "事项名称", .required = true, .most = 60, .list = true, .filter = true),
	REF(struct matter, unit_id, UnitId, unit_record, .label = "责任单位", .required = true, .list = true, .filter = true),
	WORDS(struct matter, state, matter_state_words, .label = "状态", .list = true, .filter = true),
	WORDS(struct matter, source, matter_source_words, .label = "来源", .filter = true),
	FIELD(struct matter, place, .label = "地点", .most = 80),
	FIELD(struct matter, spot, .label = "坐标", .hint = "经度,纬度，可在图上点选"),
	FIELD(struct matter, known_since, .label = "问题始于", .hint = "已知问题最早何时就在那里；不知道就空着"),
	FIELD(struct matter, hidden, .label = "路上看不见", .hint = "在室内、围挡内，巡查时看不到"),
	FIELD(struct matter, party, .label = "当事人", .most = 60),
	REF(struct matter, lead_id, OfficerId, officer_record, .label = "主办人员"),
	REF(struct matter, second_id, OfficerId, officer_record, .label = "协办人员"),
	FIELD(struct matter, registered_at, .label = "登记时间", .required = true, .list = true, .filter = true, .sort = true),
	FIELD(struct matter, progress, .label = "最近进展", .most = 1000, .lines = true),
	FIELD(struct matter, progress_at, .label = "进展时间", .quiet = true),
	WORDS(struct matter, obstacle, obstacle_words, .label = "障碍类别", .filter = true),
	FIELD(struct matter, blocked_reason, .label = "受阻原因", .most = 1000, .lines = true),
	FIELD(struct matter, blocked_at, .label = "受阻时间", .quiet = true),
	FIELD(struct matter, extended_to_on, .label = "延期至"),
	FIELD(struct matter, extension_ground, .label = "延期理由", .most = 500, .lines = true),
	WORDS(struct matter, outcome, outcome_words, .label = "办理结果", .filter = true),
	FIELD(struct matter, closing_words, .label = "办结说明", .most = 1000, .lines = true),
	FIELD(struct matter, closed_at, .label = "办结时间", .filter = true, .sort = true),
	FIELDS_END,
};
const struct record matter_record = {
	.name = "matter", .label = "执法事项", .clause = NULL, .path = "/matter",
	.size = sizeof(struct matter), .fields = matter_fields, .title = "title", .unit = "unit_id",
	.state = "state", .order = "-registered_at",
};

static const struct field step_fields[] = {
	HEAD(struct matter_step, MatterStepId),
	REF(struct matter_step, matter_id, MatterId, matter_record, .label = "执法事项", .required = true, .list = true, .filter = true),
	REF(struct matter_step, unit_id, UnitId, unit_record, .label = "责任单位", .required = true),
	WORDS(struct matter_step, kind, step_kind_words, .label = "环节", .list = true, .filter = true),
	FIELD(struct matter_step, words, .label = "内容", .required = true, .most = 1000, .lines = true, .list = true),
	FIELD(struct matter_step, taken_at, .label = "时间", .required = true, .list = true, .sort = true),
	REF(struct matter_step, account_id, AccountId, account_record, .label = "经办", .list = true),
	FIELDS_END,
};
const struct record matter_step_record = {
	.name = "matter_step", .label = "办理环节", .path = "/matter/step",
	.size = sizeof(struct matter_step), .fields = step_fields, .title = "words", .unit = "unit_id",
	.order = "-taken_at", .frozen = true,
};

/* ---- the rules ---- */

static bool take_step(struct act *act, const struct matter *m, enum step_kind kind, Str words)
{
	struct matter_step step = {
		.matter_id = m->id, .unit_id = m->unit_id, .kind = kind, .words = words,
		.taken_at = act->now, .account_id = { act->actor_id },
	};

	return record_insert(act, &matter_step_record, &step, "matter_step.take", STR_NONE);
}

static bool number_it(struct act *act, const void *before, void *row, struct input *input)
{
	struct matter *m = row;

	m->registered_at = act->now;
	return matter_store_next_number(act, m->unit_id, date_year(instant_date(act->now)), &m->number);
}

/* RULE matter.known_since: what was there before it was registered; look-back counts from it. */
static bool since_is_past(struct act *act, const void *before, void *row, struct input *input)
{
	const struct matter *m = row;
	Instant registered = instant_is_set(m->registered_at) ? m->registered_at : act->now;

	if (m->known_since.sec > registered.sec)
		fault_at(act, STR("known_since"), "matter.known_since", "问题始于的时间晚于登记时间，请改正");
	return act_sound(act);
}

static bool tell_registered(struct act *act, const void *before, void *row, struct input *input)
{
	const struct matter *m = row;

	return take_step(act, m, STEP_REGISTERED, m->title);
}

static bool officer_may_handle(struct act *act, const struct matter *m, OfficerId id, const char *field)
{
	struct officer officer;
	bool certified;

	if (id.v == 0)
		return true;                    /* said already: the field is needed */
	if (!record_load(act, &officer_record, id.v, &officer)
	    || !officer_is_certified(act, id, instant_date(act->now), &certified))
		return false;
	if (officer.unit_id.v != m->unit_id.v)
		fault_at(act, str_of(field), "matter.officer", "%.*s不是责任单位的人员，请另选", STR_ARG(officer.name));
	else if (!certified)
		fault_at(act, str_of(field), "matter.officer", "%.*s不在岗或没有有效执法证，请另选", STR_ARG(officer.name));
	return true;
}

/* RULE matter.officer: at least two officers in post with a valid certificate (处罚法 42; 二（七）). */
static bool two_certified_officers(struct act *act, const void *before, void *row, struct input *input)
{
	const struct matter *m = row;

	if (!officer_may_handle(act, m, m->lead_id, "lead_id") || !officer_may_handle(act, m, m->second_id, "second_id"))
		return false;
	if (m->lead_id.v && m->lead_id.v == m->second_id.v)
		fault_at(act, STR("second_id"), "matter.officer", "主办和协办要是两个人");
	return act_sound(act);
}

static bool tell_assigned(struct act *act, const void *before, void *row, struct input *input)
{
	const struct matter *m = row;
	Str lead, second;

	return record_title_of(act, &officer_record, m->lead_id.v, &lead)
	    && record_title_of(act, &officer_record, m->second_id.v, &second)
	    && take_step(act, m, STEP_ASSIGNED,
	                 str_format(act->arena, "主办 %.*s，协办 %.*s", STR_ARG(lead), STR_ARG(second)));
}

static bool date_progress(struct act *act, const void *before, void *row, struct input *input)
{
	struct matter *m = row;

	m->progress_at = act->now;
	return true;
}

static bool tell_progress(struct act *act, const void *before, void *row, struct input *input)
{
	const struct matter *was = before, *m = row;

	return take_step(act, m, was->state == MATTER_BLOCKED && m->state == MATTER_ASSIGNED ? STEP_RESUMED : STEP_PROGRESS,
	                 m->progress);
}

static bool date_blocked(struct act *act, const void *before, void *row, struct input *input)
{
	struct matter *m = row;

	m->blocked_at = act->now;
	return true;
}

static bool tell_blocked(struct act *act, const void *before, void *row, struct input *input)
{
	const struct matter *m = row;

	return take_step(act, m, STEP_BLOCKED, m->blocked_reason);
}

static bool clear_obstacle(struct act *act, const void *before, void *row, struct input *input)
{
	struct matter *m = row;

	m->obstacle = OBSTACLE_NONE;
	m->blocked_reason = STR_NONE;
	m->blocked_at = INSTANT_NONE;
	return date_progress(act, before, row, input);
}

static struct duty_about decision_of(const struct matter *m)
{
	return (struct duty_about){ .unit_id = m->unit_id.v, .subject = "matter", .subject_id = m->id.v };
}

/* RULE matter.extend: the limit moves only forward, from the day it stood at, with its ground. */
static bool later_than_due(struct act *act, const void *before, void *row, struct input *input)
{
	const struct matter *m = row;
	const struct duty_about about = decision_of(m);
	struct duty duty;
	bool found;
	Str now_due;

	if (!date_is_set(m->extended_to_on))
		return true;                    /* said already: the field is needed */
	if (!duty_find(act, &MATTER_DECIDE, &about, &found, &duty))
		return false;
	if (!found)
		return refuse(act, REFUSED_CONFLICT, "matter.extend", "这件事项没有在走的办理时限，不用延期");
	now_due = instant_due_words(act->arena, duty.due_at);
	if (instant_at(m->extended_to_on, 24, 0).sec <= duty.due_at.sec)
		fault_at(act, STR("extended_to_on"), "matter.extend", "延期要晚于现在的时限 %.*s", STR_ARG(now_due));
	return act_sound(act);
}

static bool extend_duty(struct act *act, const void *before, void *row, struct input *input)
{
	const struct matter *m = row;
	const struct duty_about about = decision_of(m);
	Str day = date_words_year(act->arena, m->extended_to_on);
	struct duty duty;
	bool found;

	if (!duty_find(act, &MATTER_DECIDE, &about, &found, &duty))
		return false;
	return (!found || duty_extend(act, duty.id, duty.version, instant_at(m->extended_to_on, 24, 0), m->extension_ground))
	    && take_step(act, m, STEP_EXTENDED,
	                 str_format(act->arena, "延期至 %.*s：%.*s", STR_ARG(day), STR_ARG(m->extension_ground)));
}

static bool date_closed(struct act *act, const void *before, void *row, struct input *input)
{
	struct matter *m = row;

	m->closed_at = act->now;
	return true;
}

static bool tell_closed(struct act *act, const void *before, void *row, struct input *input)
{
	const struct matter *m = row;

	return take_step(act, m, STEP_CLOSED, m->closing_words);
}

int matter_age_days(const struct act *act, const struct matter *m)
{
	Instant until = instant_is_set(m->closed_at) ? m->closed_at : act->now;

	return date_days_between(instant_date(m->registered_at), instant_date(until));
}

/* ---- the tables ---- */

const struct permission CAN_READ_MATTER = { "matter.read", {
	[ROLE_OFFICER] = SCOPE_UNIT, [ROLE_CONTACT] = SCOPE_UNIT, [ROLE_HEAD] = SCOPE_UNIT,
	[ROLE_LEGAL_BUREAU] = SCOPE_ALL, [ROLE_SUPERVISOR] = SCOPE_ALL, [ROLE_LEADER] = SCOPE_ALL } };
static const struct permission CAN_REGISTER = { "matter.register", {
	[ROLE_OFFICER] = SCOPE_UNIT, [ROLE_HEAD] = SCOPE_UNIT, [ROLE_LEGAL_BUREAU] = SCOPE_ALL } };
static const struct permission CAN_ASSIGN = { "matter.assign", {
	[ROLE_HEAD] = SCOPE_UNIT, [ROLE_LEGAL_BUREAU] = SCOPE_ALL } };
static const struct permission CAN_HANDLE = { "matter.handle", {
	[ROLE_OFFICER] = SCOPE_UNIT, [ROLE_HEAD] = SCOPE_UNIT } };
static const struct permission CAN_EXTEND = { "matter.extend", { [ROLE_HEAD] = SCOPE_UNIT } };

#define MATTER_TAKES "title source place spot known_since hidden party"

static const struct move matter_moves[] = {
	{ MOVE_NEW, "register", MATTER_REGISTERED, "登记", &CAN_REGISTER, .takes = MATTER_TAKES " unit_id",
	  .check = since_is_past, .run = number_it, .then = tell_registered, .raises = &MATTER_DECIDE, .tells = TELL_HEAD,
	  .tell_words = "新登记事项待指派：%s", .primary = true },
	{ MATTER_REGISTERED, "assign", MATTER_ASSIGNED, "指派", &CAN_ASSIGN, .takes = "lead_id second_id",
	  .needs = "lead_id second_id", .check = two_certified_officers, .then = tell_assigned, .tells = TELL_OFFICERS,
	  .tell_words = "指派给您的事项：%s", .primary = true },
	{ MATTER_ASSIGNED, "assign", MATTER_ASSIGNED, "改派", &CAN_ASSIGN, .takes = "lead_id second_id",
	  .needs = "lead_id second_id", .check = two_certified_officers, .then = tell_assigned, .tells = TELL_OFFICERS,
	  .tell_words = "指派给您的事项：%s" },
	{ MATTER_ASSIGNED, "note", MOVE_STAY, "记进展", &CAN_HANDLE, .takes = "progress", .needs = "progress",
	  .run = date_progress, .then = tell_progress, .primary = true },
	{ MATTER_BLOCKED, "note", MOVE_STAY, "记进展", &CAN_HANDLE, .takes = "progress", .needs = "progress",
	  .run = date_progress, .then = tell_progress },
	{ MATTER_ASSIGNED, "block", MATTER_BLOCKED, "报受阻", &CAN_HANDLE, .takes = "obstacle blocked_reason",
	  .needs = "obstacle blocked_reason", .run = date_blocked, .then = tell_blocked, .tells = TELL_HEAD },
	{ MATTER_BLOCKED, "resume", MATTER_ASSIGNED, "恢复办理", &CAN_HANDLE, .takes = "progress", .needs = "progress",
	  .run = clear_obstacle, .then = tell_progress, .primary = true },
	{ MATTER_ASSIGNED, "extend", MOVE_STAY, "延期", &CAN_EXTEND, .takes = "extended_to_on extension_ground",
	  .needs = "extended_to_on extension_ground", .check = later_than_due, .then = extend_duty },
	{ MATTER_BLOCKED, "extend", MOVE_STAY, "延期", &CAN_EXTEND, .takes = "extended_to_on extension_ground",
	  .needs = "extended_to_on extension_ground", .check = later_than_due, .then = extend_duty },
	{ MATTER_ASSIGNED, "close", MATTER_CLOSED, "办结", &CAN_HANDLE, .takes = "outcome closing_words",
	  .needs = "outcome closing_words", .run = date_closed, .then = tell_closed, .meets = &MATTER_DECIDE },
	{ MATTER_BLOCKED, "close", MATTER_CLOSED, "办结", &CAN_HANDLE, .takes = "outcome closing_words",
	  .needs = "outcome closing_words", .run = date_closed, .then = tell_closed, .meets = &MATTER_DECIDE },
	MOVES_END,
};
/* The file of a matter grows until it is closed; what is in it then stays. */
static const struct files_rule matter_files = {
	&CAN_HANDLE, 1u << MATTER_REGISTERED | 1u << MATTER_ASSIGNED | 1u << MATTER_BLOCKED, NULL };
/* What was registered, in whichever state. */
static const struct permission CAN_APPROVE_MATTER = { "matter.approve_correction", { [ROLE_LEGAL_BUREAU] = SCOPE_ALL } };
static const struct correct_rule matter_correct = {
	.takes = MATTER_TAKES, .form = MATTER_TAKES, .check = since_is_past, .ask = &CAN_REGISTER, .approve = &CAN_APPROVE_MATTER,
	.states = 1u << MATTER_REGISTERED | 1u << MATTER_ASSIGNED | 1u << MATTER_BLOCKED | 1u << MATTER_CLOSED,
};
const struct holding matter_holding = {
	.correct = &matter_correct, .record = &matter_record, .moves = matter_moves, .read = &CAN_READ_MATTER, .files = &matter_files,
};
const struct holding matter_step_holding = {
	.record = &matter_step_record, .read = &CAN_READ_MATTER,
};
