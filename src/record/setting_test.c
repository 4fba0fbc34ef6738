/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* setting_test.c - which value is in force on which day. */
#include "record/setting.h"

#include "tests/test.h"

static const struct clause *const no_clauses[] = { NULL };

static const struct setting_rule old_days = {
	.name = "weekly.old_days", .label = "未结满几日须列入周报", .value = 7, .least = 1, .most = 60, .unit = "日",
	.source = "house default",
};
static const struct setting_rule unset = { .name = "weekly.old", .value = 3 };
static const struct setting_rule negative = { .name = "weekly.old_days2", .value = 1 };

static const struct sql PUT = {
	"INSERT INTO setting (name, value, from_on, source) VALUES"
	" ('weekly.old_days', 15, '2026-12-01', 'b'), ('weekly.old_days', 10, '2026-11-24', 'a'),"
	" ('weekly.old_days2', -5, '2026-11-24', 'c'), ('patrol.gap', 120, '2010-09-27', 'd')" };

static bool put_and_load(struct act *act, void *input __attribute__((unused)))
{
	return query_run(store_query(act, &PUT)) && settings_load(act);
}

static bool check_days(struct act *act, void *input __attribute__((unused)))
{
	static const struct { const struct setting_rule *rule; const char *on; int64_t value; } cases[] = {
		{ &old_days, "2026-11-23", 7 },     /* the default, the day before the first row */
		{ &old_days, "2026-11-24", 10 },    /* from this day on */
		{ &old_days, "2026-11-30", 10 },
		{ &old_days, "2026-12-01", 15 },
		{ &old_days, "2199-12-31", 15 },
		{ &old_days, "1971-01-01", 7 },
		{ &unset, "2026-12-01", 3 },        /* a name that begins another */
		{ &negative, "2026-11-23", 1 },
		{ &negative, "2026-11-24", -5 },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		Date on = DATE_NONE;

		CHECK(i, date_parse(str_of(cases[i].on), &on));
		CHECK_INT(i, setting_on(act, cases[i].rule, on), cases[i].value);
	}
	CHECK_INT(99, setting_now(act, &old_days), 10);
	return true;
}

TEST(a_setting_is_in_force_from_its_day_on)
{
	struct house *house = test_house_of("2026-11-24T12:00", no_clauses);

	CHECK_DONE(test_act(house, NULL, put_and_load, NULL));
	CHECK_DONE(test_read(house, NULL, check_days, NULL));
	settings_close(house);
}

static const struct sql TWICE = {
	"INSERT INTO setting (name, value, from_on, source) VALUES ('a.b', 1, '2026-11-24', 'x'), ('a.b', 2, '2026-11-24', 'y')"
};

static bool put_twice(struct act *act, void *input __attribute__((unused)))
{
	return query_run(store_query(act, &TWICE));
}

TEST(one_name_has_one_value_from_one_day)
{
	struct house *house = test_house_of("2026-11-24T12:00", no_clauses);

	CHECK_REFUSED(test_act(house, NULL, put_twice, NULL), REFUSED_CONFLICT, "store.unique");
}

static bool defaults_without_table(struct act *act, void *input __attribute__((unused)))
{
	CHECK_INT(0, setting_now(act, &old_days), 7);
	if (!settings_load(act))
		return false;
	CHECK_INT(1, setting_now(act, &old_days), 7);
	return settings_load(act);
}

TEST(without_rows_the_clause_tables_default_holds)
{
	struct house *house = test_house_of("2026-11-24T12:00", no_clauses);

	settings_close(house);
	CHECK_DONE(test_read(house, NULL, defaults_without_table, NULL));
	settings_close(house);
	CHECK_DONE(test_read(house, NULL, defaults_without_table, NULL));
	settings_close(house);
}

static bool put_then_refuse(struct act *act, void *input __attribute__((unused)))
{
	return query_run(store_query(act, &PUT)) && settings_load(act) && refuse(act, REFUSED_CONFLICT, "test.no", "不行");
}

static bool default_still_holds(struct act *act, void *input __attribute__((unused)))
{
	CHECK_INT(0, setting_now(act, &old_days), 7);
	return true;
}

TEST(a_change_that_is_not_stored_is_not_seen)
{
	struct house *house = test_house_of("2026-11-24T12:00", no_clauses);

	CHECK_REFUSED(test_act(house, NULL, put_then_refuse, NULL), REFUSED_CONFLICT, "test.no");
	CHECK_DONE(test_read(house, NULL, default_still_holds, NULL));
}
