/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* points_fuzz.c - any bytes as a table of positions: refused with words, or rows that name a vehicle and a department, and a sorted table that the
 * engine takes. */
#include "base/limits.h"
#include "base/must.h"
#include "geo/points_csv.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count);

static void try_rows(struct points *points)
{
	struct place on;

	for (size_t i = 0; i < points->count; i++) {
		const struct point_row *row = &points->at[i];

		must(row->vehicle < points->vehicle_count && row->dept < points->dept_count && row->fix.t >= 0);
		must(place_of_degrees(place_lon(row->fix.at), place_lat(row->fix.at), &on) && place_equal(on, row->fix.at));
	}
	for (size_t i = 0; i < points->fault_count && i < LIMIT_ROW_FAULTS; i++)
		must(points->faults[i].line >= 2 && points->faults[i].why.len > 0 && str_is_utf8(points->faults[i].why));
	points_sort(points);
	for (size_t i = 1; i < points->count; i++)
		must(points->at[i].vehicle != points->at[i - 1].vehicle || points->at[i].fix.t >= points->at[i - 1].fix.t);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count)
{
	static const struct points_ask asks[] = { { .whose = true }, { .whose = false }, { true, 1794758400, 1795363200 } };

	for (size_t i = 0; i < COUNT_OF(asks); i++) {
		struct arena *arena = arena_open();
		struct points points = { 0 };
		Str why = STR_NONE;

		if (points_csv_read(arena, (Str){ (const char *)bytes, count }, &asks[i], &points, &why))
			try_rows(&points);
		else
			must(!str_is_empty(why) && str_is_utf8(why));
		arena_close(arena);
	}
	return 0;
}
