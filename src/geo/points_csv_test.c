/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* points_csv_test.c - tables of positions: what is read, what is named as wrong, and that two threads read what one does. */
#include "base/limits.h"
#include "geo/points_csv.h"
#include "tests/test.h"

static const struct points_ask WHOSE = { .whose = true };

TEST(rows_are_read_whatever_the_order_of_columns_and_the_line_ends)
{
	Str text = STR("\xef\xbb\xbf" "lat,note,lon,\"vehicle\",dept, t\r\n34.8000001,,113.5,豫A1,-3,1794758400\r\n\r\n34.9,\"a,b\",113.6, \"7\",12,1794758401.9");
	struct points points = { 0 };
	Str why = STR_NONE;

	CHECK(0, points_csv_read(test_arena(), text, &WHOSE, &points, &why));
	CHECK_INT(1, points.fault_count, 0);
	CHECK_INT(2, points.count, 2);
	CHECK_STR(3, points.vehicles[points.at[0].vehicle], "豫A1");
	CHECK_INT(4, points.depts[points.at[0].dept], -3);
	CHECK_INT(5, points.at[0].fix.at.lat, 348000001);
	CHECK_STR(6, points.vehicles[points.at[1].vehicle], "7");
	CHECK_INT(7, points.at[1].fix.t, 1794758401);
	CHECK(8, points.in_order);
}

TEST(an_own_track_needs_no_vehicle_and_a_week_leaves_out_other_rows)
{
	Str text = STR("t,lon,lat\n99,1,1\n100,1,1\n199,1,1\n200,1,1\n");
	struct points_ask ask = { .from = 100, .until = 200 };
	struct points points = { 0 };
	Str why = STR_NONE;

	CHECK(0, points_csv_read(test_arena(), text, &ask, &points, &why));
	CHECK_INT(1, points.count, 2);
	CHECK(2, points.count == 2 && points.at[0].fix.t == 100 && points.at[1].fix.t == 199);
	CHECK(3, !points_csv_read(test_arena(), text, &WHOSE, &points, &why));
	CHECK_STR(4, why, "第 1 行：没有 vehicle 这一列");
}

TEST(each_wrong_row_is_named_and_left_out_and_twenty_are_shown)
{
	struct strbuf buf = { .arena = test_arena() };
	struct points points = { 0 };
	Str why = STR_NONE;

	buf_text(&buf, "t,lon,lat\n1,x,1\n1,1,91\n-1,1,1\n1,1\n1,1,1\n");
	for (int i = 4; i < LIMIT_ROW_FAULTS + 1; i++)
		buf_text(&buf, "soon,1,1\n");
	CHECK(0, points_csv_read(test_arena(), buf_str(&buf), &(struct points_ask){ 0 }, &points, &why));
	CHECK_INT(1, points.count, 1);
	CHECK_INT(2, points.fault_count, LIMIT_ROW_FAULTS + 1);
	CHECK_STR(3, points.faults[0].why, "lon 要写经度，如 113.5612345：x");
	CHECK_STR(4, points.faults[1].why, "lat 要写纬度，如 34.8012345：91");
	CHECK_STR(5, points.faults[3].why, "lat 要写纬度，如 34.8012345：（空）");
	CHECK_INT(6, points.faults[3].line, 5);
	CHECK_INT(7, points.faults[LIMIT_ROW_FAULTS - 1].line, LIMIT_ROW_FAULTS + 2);
}

enum { ROWS = 60000, VEHICLES = 100 };          /* two megabytes: read by two threads */

static Str large_table(int64_t jump_at)
{
	struct strbuf buf = { .arena = test_arena() };

	buf_text(&buf, "vehicle,dept,t,lon,lat\n");
	for (int i = 0; i < ROWS; i++)
		buf_format(&buf, "车%d,%d,%lld,113.%07d,34.8\n", i % VEHICLES, i % 7, i == jump_at ? 5LL : 1794758400LL + i / VEHICLES, i);
	return buf_str(&buf);
}

TEST(two_threads_read_what_one_would_and_see_who_goes_back_in_time)
{
	static const struct { int64_t jump_at; bool in_order; } cases[] = { { -1, true }, { 100, false }, { ROWS / 2 + 2000, false }, { ROWS - 1, false } };

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct points points = { 0 };
		Str why = STR_NONE;

		CHECK(i, points_csv_read(test_arena(), large_table(cases[i].jump_at), &WHOSE, &points, &why));
		CHECK_INT(i, points.count, ROWS);
		CHECK_INT(i, points.vehicle_count, VEHICLES);
		CHECK_INT(i, points.dept_count, 7);
		CHECK_INT(i, points.in_order, cases[i].in_order);
		for (int k = 0; k < ROWS; k++) {
			CHECK_INT(k, points.at[k].fix.at.lon, 1130000000 + k);
			CHECK_INT(k, points.at[k].vehicle, k % VEHICLES);
			CHECK_INT(k, points.depts[points.at[k].dept], k % 7);
		}
		points_sort(&points);
		for (int k = 1; k < ROWS; k++)
			CHECK(k, points.at[k].vehicle > points.at[k - 1].vehicle || points.at[k].fix.t >= points.at[k - 1].fix.t);
	}
}
