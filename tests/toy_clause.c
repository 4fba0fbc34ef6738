/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* toy_clause.c - the kites' tables, their migration, and a house that holds nothing else.
 * Owns no verb: what happens to a kite is said by its tables. */
#include <string.h>

#include "clauses/house/house.h"
#include "tests/test.h"
#include "tests/toy_clause.h"

static const struct migration kite_migration = { "9002_kite.sql",
	"CREATE TABLE kite (\n"
	"    id {id}, version {int} NOT NULL, unit_id {int} NOT NULL REFERENCES unit (id),\n"
	"    title {text} NOT NULL, story {text}, period {text}, length {int} NOT NULL,\n"
	"    big {int} NOT NULL CHECK (big IN (0, 1)), made_on {text} CHECK (length(made_on) = 10), seen_at {int},\n"
	"    colour {text} CHECK (colour IN ('red','blue')), rival_id {int} REFERENCES unit (id), phone {text},\n"
	"    state {text} NOT NULL CHECK (state IN ('made','flown','away'))\n"
	"){strict};\n"
	"CREATE TABLE flight (\n"
	"    id {id}, version {int} NOT NULL, kite_id {int} NOT NULL REFERENCES kite (id),\n"
	"    place {text} NOT NULL, height {int} NOT NULL, flown_on {text} CHECK (length(flown_on) = 10),\n"
	"    colour {text} CHECK (colour IN ('red','blue'))\n"
	"){strict};\n" };

/* ---- fields ---- */

static const struct word colours[] = { { NULL, "未说明" }, { "red", "红的" }, { "blue", "蓝的" } };
static const struct words colour_words = WORDS_TABLE(colours);
static const struct word states[] = {
	{ "made", "已扎好", LOOK_WRITING }, { "flown", "在天上", LOOK_NORMAL }, { "away", "已收藏", LOOK_DONE } };
static const struct words state_words = WORDS_TABLE(states);

static const struct field flight_fields[] = {
	HEAD(struct flight, FlightId),
	REF(struct flight, kite_id, KiteId, kite_record, .label = "风筝", .required = true),
	FIELD(struct flight, place, .label = "地点", .required = true, .most = 20, .list = true),
	FIELD(struct flight, height, .label = "高度", .most = 500, .list = true),
	FIELD(struct flight, flown_on, .label = "日期", .list = true),
	WORDS(struct flight, colour, colour_words, .label = "线的颜色", .list = true),
	FIELDS_END
};
const struct record flight_record = {
	.name = "flight", .label = "试飞", .path = "/kite/flight", .size = sizeof(struct flight), .fields = flight_fields,
	.title = "place",
};

static const struct field kite_fields[] = {
	HEAD(struct kite, KiteId),
	FIELD(struct kite, title, .label = "名称", .required = true, .least = 2, .most = 12, .list = true, .filter = true, .sort = true),
	REF(struct kite, unit_id, UnitId, unit_record, .label = "单位", .required = true, .list = true, .filter = true),
	WORDS(struct kite, state, state_words, .label = "状态", .list = true, .filter = true),
	FIELD(struct kite, length, .label = "尾长", .hint = "厘米，1 到 500", .least = 1, .most = 500, .list = true, .sort = true),
	FIELD(struct kite, big, .label = "是不是大风筝", .list = true),
	FIELD(struct kite, made_on, .label = "扎好的日子", .required = true, .list = true, .filter = true, .sort = true),
	FIELD(struct kite, seen_at, .label = "看到的时间", .list = true),
	WORDS(struct kite, colour, colour_words, .label = "颜色", .list = true, .filter = true),
	REF(struct kite, rival_id, UnitId, unit_record, .label = "和谁比"),
	FIELD(struct kite, story, .label = "来历", .most = 60, .lines = true),
	FIELD(struct kite, period, .label = "周次", .most = 8),
	FIELD(struct kite, phone, .label = "电话", .most = 20, .personal = MASK_PHONE, .filter = true),
	FIELDS_END
};
static const struct children kite_children[] = {
	CHILDREN(struct kite, flights, flight_record, "kite_id", .label = "试飞"), { .name = NULL } };
const struct record kite_record = {
	.name = "kite", .label = "风筝", .clause = "零", .path = "/kite", .size = sizeof(struct kite), .fields = kite_fields,
	.children = kite_children, .title = "title", .unit = "unit_id", .state = "state", .period = "period",
	.order = "title",
};

/* ---- duties ---- */

const struct duty_rule KITE_WEEKLY = {
	.name = "kite.weekly", .label = "每周放一次风筝", .clause = "零", .owed_by = OWED_BY_EVERY_UNIT,
	.done_by = ROLE_CONTACT, .periodic = true, .every = WEEK, .due = { .weekday = TUESDAY, .hour = 12 },
	.opens = { .days_before_period_end = 2, .hour = 8 }, .misbehaviour = INACTION, .path = "/kite",
};
const struct duty_rule KITE_LAND = {
	.name = "kite.land", .label = "收回风筝", .clause = "零", .owed_by = OWED_BY_SUBJECT_UNIT, .done_by = ROLE_CONTACT,
	.within = { 3, WORKING_DAYS, "setting" }, .misbehaviour = SLOW_ACTION, .path = "/kite/%lld",
};

/* ---- moves ---- */

static const struct permission CAN_READ_KITE = { .name = "kite.read", .by_role = {
	[ROLE_CONTACT] = SCOPE_UNIT, [ROLE_LEGAL_BUREAU] = SCOPE_ALL, [ROLE_LEADER] = SCOPE_ALL } };
static const struct permission CAN_MAKE_KITE = { .name = "kite.make", .by_role = { [ROLE_CONTACT] = SCOPE_UNIT } };
static const struct permission CAN_JUDGE_KITE = { .name = "kite.judge", .by_role = { [ROLE_LEGAL_BUREAU] = SCOPE_ALL } };

#define KITE_TAKES "title story period length big made_on seen_at colour rival_id phone flights"
static const struct move kite_moves[] = {
	{ MOVE_NEW, "make", KITE_MADE, "登记", &CAN_MAKE_KITE, .takes = KITE_TAKES, .primary = true },
	{ KITE_MADE, "edit", MOVE_STAY, "修改", &CAN_MAKE_KITE, .takes = KITE_TAKES },
	{ KITE_MADE, "fly", KITE_FLOWN, "放飞", &CAN_MAKE_KITE, .takes = "period flights", .needs = "period flights",
	  .meets = &KITE_WEEKLY, .raises = &KITE_LAND, .tells = TELL_LEGAL_BUREAU, .tell_words = "风筝上天了：%s",
	  .asks = "放飞以后不能再改，确认放飞？", .primary = true },
	{ KITE_FLOWN, "return", KITE_MADE, "退回", &CAN_JUDGE_KITE, .needs = "reason", .meets = &KITE_LAND, .tells = TELL_UNIT },
	{ KITE_FLOWN, "applaud", MOVE_STAY, "喝彩", &CAN_JUDGE_KITE, .tells = TELL_UNIT },
	{ KITE_FLOWN, "land", KITE_AWAY, "收藏", &CAN_MAKE_KITE, .meets = &KITE_LAND, .primary = true },
	MOVES_END
};
static const struct files_rule kite_files = { &CAN_MAKE_KITE, 1u << KITE_MADE, NULL };
static const struct holding kite_holding = {
	.record = &kite_record, .moves = kite_moves, .read = &CAN_READ_KITE, .personal = &CAN_MAKE_KITE,
	.files = &kite_files };

/* ---- the clause ---- */

static const struct holding *const holdings[] = { &kite_holding, NULL };
static const struct duty_rule *const duties[] = { &KITE_WEEKLY, &KITE_LAND, NULL };
static const struct menu_item menu[] = {
	{ "报告", "风筝", "/kite", "file-report", &CAN_READ_KITE, duties }, { .path = NULL } };
const struct clause kite_clause = {
	.name = "kite", .label = "风筝", .number = "零", .page = "2.04-weekly-report.md", .holdings = holdings, .duties = duties,
	.menu = menu,
};
static const struct clause *const kite_clauses[] = { &house_clause, &access_clause, &kite_clause, NULL };

/* ---- its house ---- */

static bool settle(struct act *act, const char *name, enum unit_kind kind, const char *login, const char *roles)
{
	struct unit unit = { .name = str_of(name), .short_name = str_of(name), .kind = kind,
	                     .reports = kind == UNIT_DEPARTMENT, .since_on = date_of_civil(2020, 1, 1) };
	struct account account = { .login = str_of(login), .name = str_of(login), .roles = str_of(roles) };

	if (!record_insert(act, &unit_record, &unit, "unit.create", STR_NONE))
		return false;
	account.unit_id = unit.id;
	return account_create(act, &account, STR(KITE_PASSWORD));
}

static bool hang_up(struct act *act, int64_t unit)
{
	for (int i = 1; i <= 57; i++) {
		struct kite kite = { .unit_id = { unit }, .length = i, .made_on = date_plus(date_of_civil(2026, 1, 1), i),
		                     .title = str_format(act->arena, "燕子%03d", i), .colour = i % 2 ? KITE_RED : KITE_BLUE };

		if (!record_insert(act, &kite_record, &kite, "kite.make", STR_NONE))
			return false;
	}
	return true;
}

static bool furnish(struct act *act, void *input)
{
	struct account b;

	return settle(act, "甲单位", UNIT_DEPARTMENT, "contact_a", "contact")
	    && settle(act, "乙单位", UNIT_DEPARTMENT, "contact_b", "contact")
	    && settle(act, "法制局", UNIT_LEGAL_BUREAU, "legal", "legal_bureau")
	    && settle(act, "审计局", UNIT_SUPERVISION, "auditor", "auditor")
	    && settle(act, "管委会", UNIT_COMMITTEE, "leader", "leader")
	    && account_find(act, STR("contact_b"), &b) && hang_up(act, b.unit_id.v);
}

struct house *kite_house(const char *now_iso)
{
	struct house *house = test_house_with(now_iso, kite_clauses, &kite_migration);

	house->is_demo = true;
	CHECK_DONE(test_act(house, NULL, furnish, NULL));
	must(duty_tick_virtual(house, clauses_duty_rules(test_arena(), house), test_instant(now_iso)));
	return house;
}
