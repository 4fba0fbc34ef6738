/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* points_csv.h - positions as a table: a head that names columns, a line for each position.
 *
 * Read are t (seconds since 1970), lon, lat (degrees, WGS-84), and vehicle and dept if asked for; other columns are passed over. Rows keep the order of the
 * file. A wrong row is a fault with its line, in Chinese, and is left out. Large files are read by two threads. */
#ifndef JUEBU_GEO_POINTS_CSV_H
#define JUEBU_GEO_POINTS_CSV_H

#include "geo/coverage.h"

struct point_row {
	struct fix fix;
	uint32_t vehicle;               /* into .vehicles */
	uint32_t dept;                  /* into .depts */
};

struct row_fault {
	size_t line;                    /* the head is line 1 */
	Str why;
};

struct points_ask {
	bool whose;                     /* vehicle and dept must be there; else both are 0 and not looked for */
	int64_t from, until;            /* rows before from, and at until or later, are left out; both 0: all */
};

struct points {
	struct point_row *at;
	size_t count;
	Str *vehicles;                  /* as written */
	size_t vehicle_count;
	int64_t *depts;
	size_t dept_count;
	bool in_order;                  /* no vehicle goes back in time */
	struct row_fault *faults;       /* the first LIMIT_ROW_FAULTS */
	size_t fault_count;             /* of all */
};

/* false: no table at all, why in Chinese. Wrong rows are no reason: look at fault_count. */
bool points_csv_read(struct arena *, Str bytes, const struct points_ask *, struct points *out, Str *why) MUST_USE;
/* By vehicle and time; of the same second in the order of the file. */
void points_sort(struct points *);

#endif
