/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* correction.c - a correction from its question to its decision, for every record whose holding has a correct_rule.
 *
 * Owns: correction and its changes, and that the corrected row and the decision are stored in one act. The question
 * and the decision are moves of `correction`, so move.c judges them like all others; the row's own rules are asked
 * again at both. Personal text is never corrected here: its change would stand in clear in the ledger. */
#include "clause/correction_store.h"

#include <string.h>

#include "base/limits.h"
#include "clause/inner.h"

static const struct word correction_states[] = {
	{ "asked", "待批准", LOOK_WRITING },
	{ "approved", "已更正", LOOK_DONE },
	{ "refused", "未批准", LOOK_SEALED },
	{ "withdrawn", "已撤回", LOOK_SEALED },
};
const struct words correction_state_words = WORDS_TABLE(correction_states);

static const struct field change_fields[] = {
	HEAD(struct correction_change, CorrectionChangeId),
	REF(struct correction_change, correction_id, CorrectionId, correction_record, .label = "更正", .required = true, .quiet = true),
	FIELD(struct correction_change, path, .label = "栏目", .required = true, .most = 96, .quiet = true),
	FIELD(struct correction_change, value, .label = "新值", .lines = true, .quiet = true),
	FIELD(struct correction_change, label, .label = "更正什么", .most = 200, .list = true),
	FIELD(struct correction_change, was, .label = "原来", .lines = true, .list = true),
	FIELD(struct correction_change, becomes, .label = "更正为", .lines = true, .list = true),
	FIELDS_END
};
const struct record correction_change_record = {
	.name = "correction_change", .label = "更正的栏目", .path = "/correction/change",
	.size = sizeof(struct correction_change), .fields = change_fields, .title = "label",
};

static const struct field correction_fields[] = {
	HEAD(struct correction, CorrectionId),
	FIELD(struct correction, title, .label = "更正", .required = true, .most = 200, .list = true),
	REF(struct correction, unit_id, UnitId, unit_record, .label = "单位", .list = true, .filter = true),
	FIELD(struct correction, subject, .label = "种类", .required = true, .most = 60, .filter = true, .quiet = true),
	FIELD(struct correction, subject_id, .label = "哪一条", .required = true, .filter = true, .quiet = true),
	FIELD(struct correction, subject_version, .label = "申请时的版本", .required = true, .quiet = true),
	WORDS(struct correction, state, correction_state_words, .label = "状态", .list = true, .filter = true),
	FIELD(struct correction, ground, .label = "更正理由", .required = true, .least = 10, .most = 500, .lines = true),
	REF(struct correction, asked_by, AccountId, account_record, .label = "申请人", .required = true, .list = true),
	FIELD(struct correction, asked_at, .label = "申请时间", .required = true, .list = true, .sort = true),
	REF(struct correction, decided_by, AccountId, account_record, .label = "批准人"),
	FIELD(struct correction, decided_at, .label = "决定时间", .list = true),
	FIELD(struct correction, words, .label = "决定的话", .most = 500, .lines = true),
	FIELDS_END
};
static const struct children correction_children[] = {
	CHILDREN(struct correction, changes, correction_change_record, "correction_id", .label = "原来和更正后"),
	{ .name = NULL }
};
const struct record correction_record = {
	.name = "correction", .label = "更正", .path = "/correction", .size = sizeof(struct correction),
	.fields = correction_fields, .children = correction_children, .title = "title", .unit = "unit_id",
	.person = "asked_by", .state = "state", .order = "-asked_at",
};

/* ---- what changes ---- */

struct comparing {
	struct act *act;
	struct correction *correction;
	size_t room;
};

static void add_change(struct comparing *c, Str path, Str value, Str label, Str was, Str becomes)
{
	struct correction *to = c->correction;

	to->changes.at = arena_room_for_one(c->act->arena, to->changes.at, to->changes.count, &c->room, sizeof *to->changes.at);
	to->changes.at[to->changes.count++] = (struct correction_change){
		.path = path, .value = value, .label = label, .was = was, .becomes = becomes };
}

/* As an input would say it. */
static Str value_of(struct act *act, const struct field *field, const void *row)
{
	int64_t number = field->kind == FIELD_TEXT ? 0 : field_int(field, row);

	if (field->kind == FIELD_TEXT)
		return field_text(field, row);
	if (field->kind == FIELD_WORD)
		return str_of(field->words->at[number].word);
	if (!field_is_set(field, row))
		return STR_NONE;
	if (field->kind == FIELD_PLACE)
		return field_words(act, field, row);
	if (field->kind == FIELD_DATE)
		return date_iso(act->arena, (Date){ (int32_t)number });
	if (field->kind == FIELD_INSTANT)
		return instant_iso(act->arena, (Instant){ number });
	return str_format(act->arena, "%lld", (long long)number);
}

/* Of a new row a number that is nought was not said; the row's own rules count it. */
static bool says_something(const struct field *field, const void *row)
{
	return field->kind == FIELD_INT ? field_int(field, row) != 0 : field->kind == FIELD_WORD || field_is_set(field, row);
}

/* before NULL: a new row; what is not set there is not said. */
static bool compare_field(struct comparing *c, Str prefix, Str whose, const struct field *field, const void *before, const void *row)
{
	Str path = prefix.len ? str_format(c->act->arena, "%.*s.%s", STR_ARG(prefix), field->name) : str_of(field->name);
	Str value;

	if (field->kind == FIELD_ID || field->kind == FIELD_VERSION || field->kind == FIELD_PERSONAL || field->secret)
		return false;
	if (before ? field_same(field, before, row) : !says_something(field, row))
		return false;
	value = value_of(c->act, field, row);
	if (!before && str_is_empty(value))
		return false;
	add_change(c, path, value, str_join(c->act->arena, whose, str_of(field->label)),
	           before ? field_words(c->act, field, before) : STR_NONE, field_words(c->act, field, row));
	return true;
}

struct array { const char *at; size_t count; };

static struct array array_of(const struct children *children, const void *row)
{
	struct array array;

	memcpy(&array.at, (const char *)row + children->at_offset, sizeof array.at);
	memcpy(&array.count, (const char *)row + children->count_offset, sizeof array.count);
	return array;
}

static const void *child_with_id(const struct children *k, struct array rows, int64_t id)
{
	for (size_t i = 0; id && i < rows.count; i++)
		if (record_id(k->record, rows.at + i * k->record->size) == id)
			return rows.at + i * k->record->size;
	return NULL;
}

static Str whose_words(struct act *act, const struct children *k, const void *child)
{
	Str title = record_title(k->record, child);

	return str_format(act->arena, "%s“%.*s” ", k->label, STR_ARG(title));
}

static void name_row(struct comparing *c, Str prefix, int64_t id)
{
	add_change(c, str_join(c->act->arena, prefix, STR(".id")), str_format(c->act->arena, "%lld", (long long)id),
	           STR_NONE, STR_NONE, STR_NONE);
}

static void compare_child(struct comparing *c, const struct children *k, Str prefix, const void *before, const void *child)
{
	Str whose = whose_words(c->act, k, before ? before : child);
	bool differs = false;

	for (const struct field *f = k->record->fields; f->name; f++)
		if (!str_is(str_of(f->name), k->parent) && compare_field(c, prefix, whose, f, before, child))
			differs = true;
	if (before && differs)
		name_row(c, prefix, record_id(k->record, before));
}

static void compare_children(struct comparing *c, const struct children *k, const void *before, const void *row)
{
	struct array old = array_of(k, before), new = array_of(k, row);
	size_t n = 0;

	for (size_t i = 0; i < new.count; i++) {
		const void *child = new.at + i * k->record->size;

		compare_child(c, k, str_format(c->act->arena, "%s.%zu", k->name, n++),
		              child_with_id(k, old, record_id(k->record, child)), child);
	}
	for (size_t i = 0; i < old.count; i++) {
		const void *child = old.at + i * k->record->size;
		Str prefix = str_format(c->act->arena, "%s.%zu", k->name, n);

		if (child_with_id(k, new, record_id(k->record, child)))
			continue;
		n++;
		name_row(c, prefix, record_id(k->record, child));
		add_change(c, str_join(c->act->arena, prefix, STR(".delete")), STR("1"), str_of(k->label),
		           record_title(k->record, child), STR("删去"));
	}
}

static void compare(struct act *act, const struct record *record, const void *before, const void *row, struct correction *out)
{
	struct comparing c = { .act = act, .correction = out };

	for (const struct field *f = record->fields; f->name; f++)
		(void)compare_field(&c, STR_NONE, STR_NONE, f, before, row);
	for (const struct children *k = record->children; k && k->name; k++)
		compare_children(&c, k, before, row);
}

/* ---- the row that is corrected ---- */

struct correcting {
	const struct holding *holding;
	const void *before;             /* as it stands */
	void *row;                      /* as it would stand */
};

static bool load_subject(struct act *act, Str subject, int64_t id, struct correcting *out)
{
	const struct holding *holding = holding_named(act->house, subject);
	void *row;

	if (!holding || !holding->correct)
		return refuse_not_there(act);
	row = arena_take(act->arena, holding->record->size);
	if (!record_load(act, holding->record, id, row))
		return act->refusal.kind == REFUSED_NOT_FOUND ? refuse_not_there(act) : false;
	*out = (struct correcting){ .holding = holding, .before = row, .row = move_row_copy(act->arena, holding->record, row) };
	return true;
}

static bool is_in_state(const struct holding *holding, const void *row)
{
	unsigned state = holding->record->state ? record_state(holding->record, row) : 0;

	return (holding->correct->states & (1u << state)) != 0;
}

bool correction_may_ask(struct act *act, const struct holding *holding, const void *row)
{
	return holding->correct && is_in_state(holding, row)
	    && scope_holds(caller_scope(act->who, holding->correct->ask), holding->record, row);
}

static bool refuse_stale(struct act *act)
{
	return refuse(act, REFUSED_STALE, "correction.stale", "申请以后这一条又改过，按原来的样子批准不了：请先不予批准，由申请人看新的内容重新申请");
}

/* What was proposed, as the rules of the row see it. */
static bool bind_and_check(struct act *act, struct correcting *c, struct input *input)
{
	const struct correct_rule *rule = c->holding->correct;

	if (!record_bind(act, c->holding->record, input, rule->takes, c->row) && act->refusal.kind != REFUSED_BAD_INPUT)
		return false;
	if (rule->check && !rule->check(act, c->before, c->row, input) && act->refusal.kind != REFUSED_BAD_INPUT)
		return false;
	return act_sound(act);
}

/* ---- asking ---- */

Str correction_title(struct act *act, const struct record *record, const void *row)
{
	Str title = record_title(record, row);
	Period period;

	if (record->period && period_parse(title, &period) && period.kind == WEEK)
		title = str_format(act->arena, "第 %d 周", period.number);
	title = str_first_characters(title, 100);
	return str_format(act->arena, "%s %.*s", record->label, STR_ARG(title));
}

static bool may_be_asked(struct act *act, const struct correcting *c, struct input *input)
{
	const struct record *record = c->holding->record;
	const struct correct_rule *rule = c->holding->correct;
	Str version = input_text(input, "version");
	int64_t seen = 0;

	if (!scope_holds(caller_scope(act->who, c->holding->read), record, c->before)
	    && !scope_holds(caller_scope(act->who, rule->ask), record, c->before))
		return refuse_not_there(act);
	if (!scope_holds(caller_scope(act->who, rule->ask), record, c->before))
		return refuse(act, REFUSED_FORBIDDEN, "move.permission", "您没有权限申请更正");
	if (!is_in_state(c->holding, c->before))
		return refuse(act, REFUSED_CONFLICT, "correction.state", "还没有报出的直接修改，不用更正");
	if (!str_is_empty(version) && (!str_to_int(version, &seen) || seen != record_version(record, c->before)))
		return refuse(act, REFUSED_STALE, "move.stale", "这一条刚被改过，请看新的内容再改");
	return true;
}

/* RULE correction.same: a question that asks for nothing is none. */
static bool prepare(struct act *act, const void *before __attribute__((unused)), void *row, struct input *input)
{
	struct correction *correction = row;
	struct correcting c;
	void *proposed;

	if (!load_subject(act, correction->subject, correction->subject_id, &c) || !may_be_asked(act, &c, input))
		return false;
	proposed = move_row_copy(act->arena, c.holding->record, c.before);
	if (!record_bind(act, c.holding->record, input, c.holding->correct->takes, proposed))
		return false;
	compare(act, c.holding->record, c.before, proposed, correction);
	if (correction->changes.count == 0)
		return refuse(act, REFUSED_CONFLICT, "correction.same", "和现在的一样，没有要更正的");
	if (correction->changes.count > LIMIT_CHILDREN)
		return refuse(act, REFUSED_TOO_LARGE, "correction.many", "一次最多更正 %d 处，请分几次申请", LIMIT_CHILDREN);
	if (!bind_and_check(act, &c, input))
		return false;
	correction->unit_id.v = record_unit(c.holding->record, c.before);
	correction->subject_version = record_version(c.holding->record, c.before);
	correction->title = correction_title(act, c.holding->record, c.before);
	correction->asked_by.v = act->actor_id;
	correction->asked_at = act->now;
	return true;
}

bool correction_ask(struct act *act, const struct holding *holding, int64_t id, struct input *input, struct correction *out)
{
	Str number = str_format(act->arena, "%lld", (long long)id);
	struct correcting c;

	/* Before anything is said of what was sent: whose row it is. */
	if (!load_subject(act, str_of(holding->record->name), id, &c) || !may_be_asked(act, &c, input))
		return false;
	/* What is wrong in the row is named with what is wrong in the question, and none of its fields as unknown. */
	if (!record_bind(act, holding->record, input, holding->correct->takes, c.row) && act->refusal.kind != REFUSED_BAD_INPUT)
		return false;
	if (input_find(input, STR_NONE, "subject") || input_find(input, STR_NONE, "subject_id"))
		return refuse(act, REFUSED_BAD_INPUT, "record.unknown", "不认识的栏目“subject”");
	if (!input_add(input, STR("subject"), str_of(holding->record->name), INPUT_TEXT)
	    || !input_add(input, STR("subject_id"), number, input->is_json ? INPUT_NUMBER : INPUT_TEXT))
		return refuse(act, REFUSED_TOO_LARGE, "correction.many", "要更正的太多，请分几次申请");
	if (!move_run(act, &correction_holding, 0, STR("ask"), input, out)) {
		input->count -= 2;              /* the form is shown again with what was typed */
		return false;
	}
	input->count -= 2;
	return true;
}

/* ---- deciding ---- */

/* RULE correction.self: who asked does not approve. */
static bool by_another(struct act *act, const void *before, void *row __attribute__((unused)), struct input *input __attribute__((unused)))
{
	const struct correction *correction = before;
	const struct holding *holding = holding_named(act->house, correction->subject);

	if (correction->asked_by.v == act->actor_id)
		return refuse(act, REFUSED_FORBIDDEN, "correction.self", "自己申请的更正要由别人决定");
	if (!holding || !holding->correct || caller_scope(act->who, holding->correct->approve).kind == SCOPE_NONE)
		return refuse(act, REFUSED_FORBIDDEN, "move.permission", "您没有权限决定这项更正");
	return true;
}

static bool decide(struct act *act, const void *before __attribute__((unused)), void *row, struct input *input __attribute__((unused)))
{
	struct correction *correction = row;

	correction->decided_by.v = act->actor_id;
	correction->decided_at = act->now;
	return true;
}

static bool input_of(struct act *act, const struct correction *correction, struct input *out)
{
	*out = (struct input){ .arena = act->arena };
	for (size_t i = 0; i < correction->changes.count; i++)
		if (!input_add(out, correction->changes.at[i].path, correction->changes.at[i].value, INPUT_TEXT))
			return refuse(act, REFUSED_TOO_LARGE, "correction.many", "要更正的太多，请分几次申请");
	return true;
}

/* RULE correction.stale: approved is what the approver saw, on the row as it stood then. */
static bool stands_unchanged(struct act *act, const void *before, void *row, struct input *input)
{
	const struct correction *correction = before;
	struct correcting c;

	if (!by_another(act, before, row, input) || !load_subject(act, correction->subject, correction->subject_id, &c))
		return false;
	if (record_version(c.holding->record, c.before) != correction->subject_version || !is_in_state(c.holding, c.before))
		return refuse_stale(act);
	return true;
}

static bool tell_asker(struct act *act, const struct correction *correction)
{
	Str key = str_format(act->arena, "correction:%lld:%lld", (long long)correction->id.v, (long long)correction->version);
	Str path = str_format(act->arena, "/correction/%lld", (long long)correction->id.v);
	Str words = str_format(act->arena, "更正%s：%.*s", correction->state == CORRECTION_APPROVED ? "已批准" : "未批准",
	                       STR_ARG(correction->title));

	return notify_account(act, correction->asked_by, key, words, path);
}

static bool apply(struct act *act, const void *before __attribute__((unused)), void *row, struct input *ignored __attribute__((unused)))
{
	const struct correction *correction = row;
	struct correcting c;
	struct input input;
	Str event;

	if (!load_subject(act, correction->subject, correction->subject_id, &c) || !input_of(act, correction, &input)
	    || !bind_and_check(act, &c, &input))
		return false;
	event = str_format(act->arena, "%s.correct", c.holding->record->name);
	return record_update(act, c.holding->record, c.before, c.row, str_terminated(act->arena, event), correction->ground)
	    && tell_asker(act, correction);
}

static bool say_refused(struct act *act, const void *before __attribute__((unused)), void *row, struct input *input __attribute__((unused)))
{
	return tell_asker(act, row);
}

static bool by_asker(struct act *act, const void *before, void *row __attribute__((unused)), struct input *input __attribute__((unused)))
{
	if (((const struct correction *)before)->asked_by.v != act->actor_id)
		return refuse(act, REFUSED_FORBIDDEN, "correction.asker", "只有申请人可以撤回");
	return true;
}

/* ---- the tables ---- */

const struct setting_rule SETTING_CORRECTION_DAYS = {
	"correction.decide_days", "更正申请几个工作日内决定", 3, 1, 30, "工作日", "自定" };
const struct duty_rule CORRECTION_DECIDE = {
	.name = "correction.decide", .label = "决定更正", .clause = "更正", .owed_by = OWED_BY_LEGAL_BUREAU,
	.done_by = ROLE_LEGAL_BUREAU, .within = { 3, WORKING_DAYS, "setting" }, .within_setting = &SETTING_CORRECTION_DAYS,
	.misbehaviour = SLOW_ACTION, .path = "/correction/%lld",
};
static const struct permission CAN_READ_CORRECTION = { .name = "correction.read", .by_role = {
	[ROLE_CONTACT] = SCOPE_UNIT, [ROLE_HEAD] = SCOPE_UNIT, [ROLE_OFFICER] = SCOPE_OWN,
	[ROLE_LEGAL_BUREAU] = SCOPE_ALL, [ROLE_SUPERVISOR] = SCOPE_ALL, [ROLE_LEADER] = SCOPE_ALL } };
/* The widest circle; the row's own correct_rule says who of them may. */
static const struct permission CAN_ASK_CORRECTION = { .name = "correction.ask", .by_role = {
	[ROLE_CONTACT] = SCOPE_ALL, [ROLE_HEAD] = SCOPE_ALL, [ROLE_OFFICER] = SCOPE_ALL, [ROLE_LEGAL_BUREAU] = SCOPE_ALL } };
static const struct permission CAN_WITHDRAW_CORRECTION = { .name = "correction.withdraw", .by_role = {
	[ROLE_CONTACT] = SCOPE_OWN, [ROLE_HEAD] = SCOPE_OWN, [ROLE_OFFICER] = SCOPE_OWN, [ROLE_LEGAL_BUREAU] = SCOPE_OWN } };
static const struct permission CAN_DECIDE_CORRECTION = { .name = "correction.decide", .by_role = { [ROLE_LEGAL_BUREAU] = SCOPE_ALL } };

static const struct move moves[] = {
	{ MOVE_NEW, "ask", CORRECTION_ASKED, "申请更正", &CAN_ASK_CORRECTION, .takes = "subject subject_id ground", .needs = "ground",
	  .check = prepare, .raises = &CORRECTION_DECIDE, .tells = TELL_LEGAL_BUREAU, .tell_words = "申请更正：%s", .primary = true,
	  .hidden = true },
	{ CORRECTION_ASKED, "approve", CORRECTION_APPROVED, "批准更正", &CAN_DECIDE_CORRECTION, .takes = "words",
	  .check = stands_unchanged, .run = decide, .then = apply, .meets = &CORRECTION_DECIDE, .tells = TELL_UNIT,
	  .tell_words = "更正已批准：%s", .primary = true },
	{ CORRECTION_ASKED, "refuse", CORRECTION_REFUSED, "不予批准", &CAN_DECIDE_CORRECTION, .takes = "words", .needs = "words",
	  .check = by_another, .run = decide, .then = say_refused, .meets = &CORRECTION_DECIDE, .tells = TELL_UNIT,
	  .tell_words = "更正未批准：%s" },
	{ CORRECTION_ASKED, "withdraw", CORRECTION_WITHDRAWN, "撤回申请", &CAN_WITHDRAW_CORRECTION, .check = by_asker,
	  .meets = &CORRECTION_DECIDE },
	MOVES_END
};
const struct holding correction_holding = { .record = &correction_record, .moves = moves, .read = &CAN_READ_CORRECTION };

/* ---- of one row ---- */

bool corrections_of(struct act *act, const struct record *record, int64_t id, struct correction **out, size_t *count_out)
{
	struct correction *rows;
	int64_t ids[CORRECTIONS_SHOWN];
	size_t count;

	if (!correction_store_of(act, str_of(record->name), id, ids, &count))
		return false;
	rows = ARENA_ARRAY(act->arena, struct correction, count);
	for (size_t i = 0; i < count; i++)
		if (!record_load(act, &correction_record, ids[i], &rows[i]))
			return false;
	*out = rows;
	*count_out = count;
	return true;
}

static const struct sql *const *const statements[] = { correction_statements, NULL };
static const struct holding *const holdings[] = { &correction_holding, NULL };
static const struct duty_rule *const duties[] = { &CORRECTION_DECIDE, NULL };
static const struct setting_rule *const settings[] = { &SETTING_CORRECTION_DAYS, NULL };
static const struct menu_item menu[] = {
	{ "报告", "更正", "/correction", "writing", &CAN_READ_CORRECTION, duties },
	{ .path = NULL }
};
const struct clause correction_clause = {
	.name = "correction", .label = "更正", .page = "correction.md", .holdings = holdings, .duties = duties, .menu = menu,
	.settings = settings, .statements = statements,
};
