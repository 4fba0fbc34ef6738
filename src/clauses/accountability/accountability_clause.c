/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* accountability_clause.c - 二（十一）责任追究 as tables, and the one step that opens a case. */
#include "clauses/accountability/accountability.h"

static const struct word states[] = { { "opened", "待处理", LOOK_SOON }, { "settled", "已处理", LOOK_DONE } };
const struct words case_state_words = WORDS_TABLE(states);

static const struct field case_fields[] = {
	HEAD(struct accountability_case, CaseId),
	FIELD(struct accountability_case, title, .label = "事由", .required = true, .most = 80, .list = true, .filter = true),
	REF(struct accountability_case, unit_id, UnitId, unit_record, .label = "责任单位", .required = true, .list = true, .filter = true),
	WORDS(struct accountability_case, misbehaviour, misbehaviour_words, .label = "属于", .list = true, .filter = true),
	WORDS(struct accountability_case, state, case_state_words, .label = "状态", .list = true, .filter = true),
	FIELD(struct accountability_case, opened_at, .label = "立案时间", .required = true, .list = true, .filter = true, .sort = true),
	FIELD(struct accountability_case, ground, .label = "认定理由", .most = 1000, .lines = true),
	FIELD(struct accountability_case, subject, .label = "由何而来", .required = true, .most = 40),
	FIELD(struct accountability_case, subject_id, .label = "由何而来的编号"),
	FIELD(struct accountability_case, outcome, .label = "处理结果", .most = 1000, .lines = true),
	FIELD(struct accountability_case, settled_at, .label = "处理时间"),
	FIELDS_END,
};
const struct record case_record = {
	.name = "accountability_case", .label = "责任追究", .clause = "二（十一）", .path = "/accountability",
	.size = sizeof(struct accountability_case), .fields = case_fields, .title = "title", .unit = "unit_id", .state = "state",
	.order = "-opened_at",
};

/* ---- who may ---- */
static const struct permission CAN_READ_CASE = { "accountability_case.read", {
	[ROLE_HEAD] = SCOPE_UNIT, [ROLE_LEGAL_BUREAU] = SCOPE_ALL, [ROLE_SUPERVISOR] = SCOPE_ALL, [ROLE_LEADER] = SCOPE_ALL } };
static const struct permission CAN_SETTLE = { "accountability_case.settle", { [ROLE_LEGAL_BUREAU] = SCOPE_ALL } };

/* ---- moves ---- */
static bool settle(struct act *act, const void *before, void *row, struct input *input)
{
	((struct accountability_case *)row)->settled_at = act->now;
	return true;
}

static const struct move moves[] = {
	{ MOVE_NEW, "open", CASE_OPENED, "立案", .by_program = true },
	{ CASE_OPENED, "settle", CASE_SETTLED, "处理", &CAN_SETTLE, .takes = "outcome", .needs = "outcome", .run = settle,
	  .tells = TELL_HEAD, .tell_words = "责任追究已处理：%s", .primary = true },
	MOVES_END,
};
static const struct holding case_holding = { .record = &case_record, .moves = moves, .read = &CAN_READ_CASE };
static const struct holding *const holdings[] = { &case_holding, NULL };

/* ---- hears ---- */

/* RULE accountability.open: what should have been found and was not is answered for (二（一）三). The row is another clause's:
 * its unit, title and ground are read by its own table. */
static bool lookback_confirmed(struct act *act, const struct event *event)
{
	const struct record *record = holding_named(act->house, str_of(event->subject))->record;
	struct accountability_case opened = {
		.title = record_title(record, event->row), .unit_id = { record_unit(record, event->row) }, .misbehaviour = INACTION,
		.subject = str_of(event->subject), .subject_id = event->subject_id, .ground = field_text(record_field(record, "ground"), event->row),
		.state = CASE_OPENED, .opened_at = act->now,
	};

	return record_insert(act, &case_record, &opened, "accountability_case.open", STR_NONE);
}

static const struct hearer hears[] = {
	{ "lookback.confirm", lookback_confirmed },
	{ .event = NULL },
};

static const struct menu_item menu[] = {
	{ "督促", "责任追究", "/accountability", "gavel", &CAN_READ_CASE, NULL },
	{ .path = NULL },
};

const struct clause accountability_clause = {
	.name = "accountability", .label = "责任追究", .number = "二（十一）", .page = "2.11-accountability.md",
	.holdings = holdings, .hears = hears, .menu = menu,
};
