/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* toy_test.c - the toy's tables, its migration and how its inputs are written in tests. */
#include "record/toy_test.h"

#include "tests/test.h"

static const struct field toy_unit_fields[] = {
	HEAD(struct toy_unit, ToyUnitId),
	FIELD(struct toy_unit, name, .label = "名称", .required = true, .most = 20, .sort = true),
	FIELDS_END
};
const struct record toy_unit_record = {
	.name = "toy_unit",
	.label = "单位",
	.size = sizeof(struct toy_unit),
	.fields = toy_unit_fields,
	.title = "name",
	.unit = "id",
	.order = "name",
};

static const struct word kinds[] = { { NULL, "未说明" }, { "round", "圆的" }, { "square", "方的" } };
static const struct words kind_words = WORDS_TABLE(kinds);
static const struct word states[] = { { "draft", "草稿" }, { "sent", "已报" }, { "shut", "办结" } };
static const struct words state_words = WORDS_TABLE(states);

static const struct field toy_item_fields[] = { HEAD(struct toy_item, ToyItemId),
	REF(struct toy_item, toy_id, ToyId, toy_record, .label = "玩具", .required = true),
	FIELD(struct toy_item, work, .label = "已做工作", .required = true, .most = 2000,
	    .lines = true),
	FIELD(struct toy_item, weight, .label = "分量"),
	REF(struct toy_item, helper_id, ToyUnitId, toy_unit_record, .label = "协同单位"),
	FIELDS_END };
const struct record toy_item_record = {
	.name = "toy_item",
	.label = "条目",
	.size = sizeof(struct toy_item),
	.fields = toy_item_fields,
	.title = "toy_id",
};

static const struct field toy_fields[] = { HEAD(struct toy, ToyId),
	REF(struct toy, unit_id, ToyUnitId, toy_unit_record, .label = "单位", .required = true,
	    .filter = true),
	REF(struct toy, person_id, ToyUnitId, toy_unit_record, .label = "经办"),
	FIELD(struct toy, title, .label = "标题", .required = true, .most = 60, .filter = true,
	    .sort = true),
	FIELD(struct toy, remark, .label = "说明", .lines = true, .least = 3, .filter = true,
	    .sort = true),
	FIELD(struct toy, number, .label = "数量", .least = 1, .most = 99, .filter = true,
	    .sort = true),
	FIELD(struct toy, flag, .label = "急件", .filter = true),
	FIELD(struct toy, made_on, .label = "日期", .filter = true, .sort = true),
	FIELD(struct toy, seen_at, .label = "时间", .filter = true, .sort = true),
	FIELD(struct toy, spot, .label = "坐标"),
	WORDS(struct toy, kind, kind_words, .label = "形状", .filter = true, .sort = true),
	WORDS(struct toy, state, state_words, .label = "状态", .filter = true),
	FIELD(struct toy, phone, .label = "电话", .personal = MASK_PHONE, .filter = true),
	FIELD(struct toy, holder, .label = "持有人", .personal = MASK_NAME),
	FIELD(struct toy, secret, .secret = true), FIELDS_END };
static const struct children toy_children[] = {
	CHILDREN(struct toy, items, toy_item_record, "toy_id", .label = "条目"),
	{ .name = NULL }
};
const struct record toy_record = {
	.name = "toy",
	.label = "玩具",
	.path = "/toy",
	.size = sizeof(struct toy),
	.fields = toy_fields,
	.children = toy_children,
	.title = "title",
	.unit = "unit_id",
	.person = "person_id",
	.state = "state",
	.order = "-number",
};

static const char TOY_SCHEMA[] =
	"CREATE TABLE toy_unit (id {id}, version {int} NOT NULL, name {text} NOT NULL){strict};"
	"CREATE TABLE toy (id {id}, version {int} NOT NULL, unit_id {int} NOT NULL REFERENCES toy_unit (id),"
	" person_id {int} REFERENCES toy_unit (id), title {text} NOT NULL, remark {text}, number {int} NOT NULL,"
	" flag {int} NOT NULL, made_on {text}, seen_at {int}, spot {text}, kind {text}, state {text} NOT NULL, phone {text}, holder {text},"
	" secret {text}){strict};"
	"CREATE TABLE toy_item (id {id}, version {int} NOT NULL, toy_id {int} NOT NULL REFERENCES toy (id),"
	" work {text} NOT NULL, weight {int} NOT NULL, helper_id {int} REFERENCES toy_unit (id)){strict};"
	"INSERT INTO toy_unit (version, name) VALUES (1, '甲单位');"
	"INSERT INTO toy_unit (version, name) VALUES (1, '乙单位');";

enum { TOY_MIGRATIONS = 8 };

/* Those of the ledger, then the toy's, then one more. */
static size_t toy_migrations(const char *more, struct migration out[TOY_MIGRATIONS])
{
	size_t count = 0;

	for (const struct migration *m = migrations; m->name && count < TOY_MIGRATIONS - 2; m++)
		if (str_contains(str_of(m->name), STR("ledger")) || str_contains(str_of(m->name), STR("personal")))
			out[count++] = *m;
	must(count > 0);
	out[count++] = (struct migration){ "9998_toy.sql", TOY_SCHEMA };
	if (more)
		out[count++] = (struct migration){ "9999_more.sql", more };
	return count;
}

struct house *toy_house(void)
{
	struct migration schema[TOY_MIGRATIONS];
	struct house *house = test_bare_house("2026-11-24T09:30", schema, toy_migrations(NULL, schema));

	house->seal = ledger_seal;
	return house;
}

void toy_house_grow(struct house *house, const char *sql)
{
	struct migration schema[TOY_MIGRATIONS];
	Str error = STR_NONE;

	if (!store_migrate(house->store, schema, toy_migrations(sql, schema), &error))
		fail_msg("%.*s", STR_ARG(error));
}

struct toy toy_plain(const char *title)
{
	return (struct toy){ .unit_id = { 1 }, .title = str_of(title), .number = 7 };
}

static const struct sql ENTRIES = { "SELECT count(*) AS n FROM ledger" };

int64_t toy_ledger_entries(struct act *act)
{
	struct query *query = store_query(act, &ENTRIES);
	bool found;
	int64_t count;

	must(query_one(query, &found));
	count = query_int(query, "n");
	must(query_done(query));
	return count;
}

static enum input_kind kind_of(Str *value)
{
	int64_t number;

	if (str_is(*value, "null"))
		return INPUT_NULL;
	if (str_is(*value, "true"))
		return INPUT_TRUE;
	if (str_is(*value, "false"))
		return INPUT_FALSE;
	if (str_starts_with(*value, "'"))
		*value = str_first(str_after(*value, 1), value->len - 2);
	else if (str_to_int(*value, &number) || str_is(*value, "1.5"))
		return INPUT_NUMBER;
	return INPUT_TEXT;
}

static struct input toy_input(struct arena *arena, const char *fields, bool is_json)
{
	struct input input = { .arena = arena, .is_json = is_json };
	Str rest = str_of(fields), one, name, value;

	while (!str_is_empty(rest)) {
		one = rest;
		if (!str_cut(rest, '&', &one, &rest))
			rest = STR_NONE;
		must(str_cut(one, '=', &name, &value));
		enum input_kind kind = is_json ? kind_of(&value) : INPUT_TEXT;

		must(input_add(&input, name, value, kind));
	}
	return input;
}

struct input toy_form(struct arena *arena, const char *fields)
{
	return toy_input(arena, fields, false);
}

struct input toy_json(struct arena *arena, const char *fields)
{
	return toy_input(arena, fields, true);
}
