/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* export_test.c - how many rows a file holds at most, what it says then, and how cells are written.
 * What the files hold is read back by other parsers in tests/export.py. */
#include "clause/export.h"

#include <unistd.h>

#include "base/limits.h"
#include "tests/test.h"

static const struct sql ADD_UNITS = {
	"WITH RECURSIVE n (i) AS (SELECT CAST(:first AS {int}) UNION ALL SELECT i + 1 FROM n WHERE i < :last)"
	" INSERT INTO unit (name, short_name, kind, reports) SELECT '单位' || CAST(i AS {text}), '单位', 'department', 0 FROM n" };

struct range { int64_t first, last; };

static bool add_units(struct act *act, void *input)
{
	const struct range *range = input;
	struct query *q = store_query(act, &ADD_UNITS);

	query_bind_int(q, ":first", range->first);
	query_bind_int(q, ":last", range->last);
	return query_run(q);
}

static struct export take_units(struct house *house, enum sheet_kind kind)
{
	const struct holding *holding = holding_named(house, STR("unit"));
	struct list_ask ask = { .record = holding->record, .scope = { .kind = SCOPE_ALL }, .sort = "id" };
	struct act act = { .arena = test_arena(), .house = house, .who = &caller_system, .via = VIA_TEST,
	                   .now = house->clock(house), .calendar = house->calendar };
	struct export e = export_of_record(&act, holding, &ask, kind);

	if (!export_make(&act, &e))
		fail_msg("%.*s", STR_ARG(act.refusal.message));
	return e;
}

static Str tail_of(const struct export *e)
{
	char *bytes = arena_take(test_arena(), 200);
	ssize_t got = pread(e->fd, bytes, 200, e->bytes > 200 ? e->bytes - 200 : 0);

	must(got > 0);
	return (Str){ bytes, (size_t)got };
}

TEST(a_file_holds_as_many_rows_as_its_limit_and_says_so_when_there_is_one_more)
{
	struct house *house = test_house("2026-11-24T11:00");
	struct range most = { 1, LIMIT_EXPORT_ROWS }, more = { LIMIT_EXPORT_ROWS + 1, LIMIT_EXPORT_ROWS + 1 };
	struct export e;

	CHECK_DONE(test_act(house, NULL, add_units, &most));
	e = take_units(house, SHEET_CSV);
	CHECK_INT(0, e.written, LIMIT_EXPORT_ROWS);
	CHECK(0, !e.cut && !str_contains(tail_of(&e), STR("只导出前")));
	CHECK_DONE(test_act(house, NULL, add_units, &more));
	e = take_units(house, SHEET_CSV);
	CHECK_INT(1, e.written, LIMIT_EXPORT_ROWS);
	CHECK(1, e.cut && str_contains(tail_of(&e), STR("只导出前 200000 行")));
}

static const struct cell { const char *text, *csv; } cells[] = {
	{ "平常的话", "平常的话" },
	{ "a,b", "\"a,b\"" },
	{ "他说\"是\"", "\"他说\"\"是\"\"\"" },
	{ "两\n行", "\"两\n行\"" },
	{ " 空格 ", "\" 空格 \"" },
	{ "=1+1", "'=1+1" },
	{ "+86", "'+86" },
	{ "-1", "'-1" },
	{ "@x", "'@x" },
	{ "\t=1", "'\t=1" },
	{ "\r", "\"'\r\"" },
	{ "  =1", "\"'  =1\"" },
	{ "=\"a\",b", "\"'=\"\"a\"\",b\"" },
	{ "1-2", "1-2" },
	{ "", "" },
};

TEST(a_cell_of_csv_is_quoted_and_never_a_formula)
{
	const struct sheet_column columns[] = { { STR("甲"), SHEET_TEXT, 0 }, { STR("乙"), SHEET_TEXT, 0 }, { STR("丙"), SHEET_NUMBER, 0 } };

	for (size_t i = 0; i < COUNT_OF(cells); i++) {
		struct sheet *sheet = sheet_open(test_arena(), SHEET_CSV, STR("表"), columns, COUNT_OF(columns));
		char *bytes = arena_take(test_arena(), 300);
		Str want = str_format(test_arena(), "\xef\xbb\xbf甲,乙,丙\r\n%s,,-7\r\n,,\r\n", cells[i].csv);
		int64_t count = 0;
		int fd = -1;

		assert_non_null(sheet);
		sheet_text(sheet, str_of(cells[i].text));
		sheet_text(sheet, STR_NONE);
		sheet_int(sheet, -7);
		sheet_row_end(sheet);
		sheet_row_end(sheet);
		CHECK(i, sheet_close(sheet, &fd, &count));
		CHECK_INT(i, pread(fd, bytes, 300, 0), count);
		CHECK_STR(i, ((Str){ bytes, (size_t)count }), str_terminated(test_arena(), want));
	}
}
