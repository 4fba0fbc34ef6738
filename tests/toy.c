/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* toy.c - the toy clause: five tables and three verbs. Global: how often it heard, reset with each house. */
#include <stdatomic.h>
#include <string.h>

#include "clauses/house/house.h"
#include "tests/test.h"
#include "tests/toy.h"

/* Applied behind the program's own. */
static const struct migration toy_migration = { "9001_toy.sql",
	"CREATE TABLE toy_note (\n"
	"    id {id}, version {int} NOT NULL DEFAULT 1, unit_id {int} NOT NULL REFERENCES unit (id),\n"
	"    title {text} NOT NULL, state {text} NOT NULL CHECK (state IN ('draft','submitted','closed')),\n"
	"    noted_on {text} CHECK (length(noted_on) = 10)\n"
	"){strict};\n"
	"CREATE TABLE toy_line (\n"
	"    id {id}, version {int} NOT NULL DEFAULT 1, note_id {int} NOT NULL REFERENCES toy_note (id),\n"
	"    words {text} NOT NULL, amount {int} NOT NULL\n"
	"){strict};\n" };

static const struct word state_words[] = {
	{ "draft", "草稿", LOOK_WRITING }, { "submitted", "已报", LOOK_NORMAL }, { "closed", "已结", LOOK_DONE },
};
static const struct words toy_state_words = WORDS_TABLE(state_words);

static const struct field note_fields[] = {
	HEAD(struct toy_note, ToyNoteId),
	REF(struct toy_note, unit_id, UnitId, unit_record, .label = "单位", .required = true, .list = true, .filter = true),
	FIELD(struct toy_note, title, .label = "题目", .required = true, .most = 20, .list = true, .filter = true, .sort = true),
	WORDS(struct toy_note, state, toy_state_words, .label = "状态", .list = true, .filter = true),
	FIELD(struct toy_note, noted_on, .label = "日期", .list = true),
	FIELDS_END
};
static const struct children note_children[] = {
	CHILDREN(struct toy_note, lines, toy_line_record, "note_id", .label = "行"),
	{ .name = NULL }
};
const struct record toy_note_record = {
	.name = "toy_note", .label = "便条", .path = "/toy/note", .size = sizeof(struct toy_note), .fields = note_fields,
	.children = note_children, .title = "title", .unit = "unit_id", .state = "state", .order = "title",
};

static const struct field line_fields[] = {
	HEAD(struct toy_line, ToyLineId),
	REF(struct toy_line, note_id, ToyNoteId, toy_note_record, .label = "便条", .required = true),
	FIELD(struct toy_line, words, .label = "文字", .required = true, .most = 50, .list = true),
	FIELD(struct toy_line, amount, .label = "数", .most = 1000, .list = true),
	FIELDS_END
};
const struct record toy_line_record = {
	.name = "toy_line", .label = "便条的行", .path = "/toy/line", .size = sizeof(struct toy_line),
	.fields = line_fields, .title = "words",
};

/* ---- verbs ---- */

static bool not_forbidden(struct act *act, const void *before __attribute__((unused)), void *row,
                          struct input *input __attribute__((unused)))
{
	if (str_contains(((const struct toy_note *)row)->title, STR("不行")))
		return refuse(act, REFUSED_CONFLICT, "toy.title", "题目不行，请换一个");
	return true;
}

static bool date_it(struct act *act, const void *before __attribute__((unused)), void *row,
                    struct input *input __attribute__((unused)))
{
	((struct toy_note *)row)->noted_on = instant_date(act->now);
	return true;
}

static atomic_int heard;

int toy_heard(void)
{
	return atomic_load(&heard);
}

static bool hear_closed(struct act *act __attribute__((unused)), const struct event *event)
{
	must(event->row);
	atomic_fetch_add(&heard, 1);
	return true;
}

/* ---- tables ---- */

static const struct permission CAN_READ_TOY = { .name = "toy.read", .by_role = {
	[ROLE_CONTACT] = SCOPE_UNIT, [ROLE_LEGAL_BUREAU] = SCOPE_ALL } };
static const struct permission CAN_WRITE_TOY = { .name = "toy.write", .by_role = { [ROLE_CONTACT] = SCOPE_UNIT } };
static const struct permission CAN_JUDGE_TOY = { .name = "toy.judge", .by_role = { [ROLE_LEGAL_BUREAU] = SCOPE_ALL } };

const struct duty_rule TOY_FINISH = {
	.name = "toy.finish", .label = "办完便条", .clause = "零", .owed_by = OWED_BY_SUBJECT_UNIT,
	.done_by = ROLE_CONTACT, .within = { 5, WORKING_DAYS, "setting" }, .misbehaviour = SLOW_ACTION, .path = "/toy/note/%lld",
};
const struct duty_rule TOY_ANSWER = {
	.name = "toy.answer", .label = "再报便条", .clause = "零", .owed_by = OWED_BY_SUBJECT_UNIT,
	.done_by = ROLE_CONTACT, .within = { 1, WORKING_DAYS, "setting" }, .misbehaviour = SLOW_ACTION, .path = "/toy/note/%lld",
};

static const struct move moves[] = {
	{ MOVE_NEW, "create", TOY_DRAFT, "写便条", &CAN_WRITE_TOY, .takes = "title lines", .run = date_it, .raises = &TOY_FINISH, .primary = true },
	{ TOY_DRAFT, "edit", MOVE_STAY, "修改", &CAN_WRITE_TOY, .takes = "title lines" },
	{ TOY_DRAFT, "submit", TOY_SUBMITTED, "报送", &CAN_WRITE_TOY, .takes = "title lines", .needs = "title lines", .check = not_forbidden, .meets = &TOY_ANSWER, .tells = TELL_LEGAL_BUREAU, .tell_words = "新便条：%s" },
	{ TOY_SUBMITTED, "return", TOY_DRAFT, "退回", &CAN_JUDGE_TOY, .needs = "reason", .raises = &TOY_ANSWER, .tells = TELL_UNIT },
	{ TOY_SUBMITTED, "urge", MOVE_STAY, "催办", &CAN_JUDGE_TOY, .tells = TELL_UNIT },
	{ TOY_SUBMITTED, "close", TOY_CLOSED, "办结", &CAN_JUDGE_TOY, .meets = &TOY_FINISH },
	MOVES_END
};
const struct holding toy_holding = { &toy_note_record, moves, &CAN_READ_TOY };

static const struct holding *const holdings[] = { &toy_holding, NULL };
static const struct duty_rule *const duties[] = { &TOY_FINISH, &TOY_ANSWER, NULL };
static const struct hearer hears[] = { { "toy_note.close", hear_closed }, { .event = NULL } };
static const struct menu_item menu[] = {
	{ "报告", "便条", "/toy/note", "file-report", &CAN_READ_TOY, duties }, { .path = NULL }
};
const struct clause toy_clause = {
	.name = "toy", .label = "便条", .number = "零", .page = "toy.md", .holdings = holdings, .duties = duties,
	.hears = hears, .menu = menu,
};
static const struct clause *const toy_clauses[] = { &house_clause, &access_clause, &toy_clause, NULL };

/* ---- the house ---- */

static bool furnish(struct act *act, void *input __attribute__((unused)))
{
	static const struct { const char *name; enum unit_kind kind; const char *login, *roles; } people[] = {
		{ "甲单位", UNIT_DEPARTMENT, "contact_a", "contact" }, { "乙单位", UNIT_DEPARTMENT, "contact_b", "contact" },
		{ "法制局", UNIT_LEGAL_BUREAU, "legal", "legal_bureau" },
	};

	for (size_t i = 0; i < COUNT_OF(people); i++) {
		struct unit unit = { .name = str_of(people[i].name), .short_name = str_of(people[i].name),
		                     .kind = people[i].kind };
		struct account account = { .login = str_of(people[i].login), .name = str_of(people[i].login),
		                           .roles = str_of(people[i].roles) };

		if (!record_insert(act, &unit_record, &unit, "unit.create", STR_NONE))
			return false;
		account.unit_id = unit.id;
		if (!account_create(act, &account, STR(TOY_PASSWORD)))
			return false;
	}
	return true;
}

struct house *test_toy_house(const char *now_iso)
{
	struct house *house = test_house_with(now_iso, toy_clauses, &toy_migration);

	atomic_store(&heard, 0);
	house->is_demo = true;
	CHECK_DONE(test_act(house, NULL, furnish, NULL));
	return house;
}

struct finding { const char *name; int64_t id; struct caller *caller; };

static bool find_unit(struct act *act, void *input)
{
	struct finding *f = input;
	struct list_ask ask = { .record = &unit_record, .scope = { .kind = SCOPE_ALL } };
	struct list list;

	if (!record_list(act, &ask, &list))
		return false;
	for (size_t i = 0; i < list.count; i++) {
		const struct unit *unit = list_row(&list, &unit_record, i);

		if (str_is(unit->name, f->name))
			f->id = unit->id.v;
	}
	return true;
}

int64_t toy_unit(struct house *house, const char *name)
{
	struct finding f = { .name = name };

	CHECK_DONE(test_read(house, NULL, find_unit, &f));
	return f.id;
}

static bool find_caller(struct act *act, void *input)
{
	struct finding *f = input;
	struct account account;

	if (!account_find(act, str_of(f->name), &account))
		return false;
	*f->caller = (struct caller){ .account_id = account.id.v, .unit_id = account.unit_id.v,
	                              .name = arena_copy(test_arena(), account.name) };
	return roles_parse(account.roles, &f->caller->roles);
}

const struct caller *toy_caller(struct house *house, const char *login)
{
	struct finding f = { .name = login, .caller = ARENA_NEW(test_arena(), struct caller) };

	CHECK_DONE(test_read(house, NULL, find_caller, &f));
	return f.caller;
}
