/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* track_filter.h - which points of a track are not to be believed. Marks, never deletes: the raw record stays. Pure. */
#ifndef JUEBU_GEO_TRACK_FILTER_H
#define JUEBU_GEO_TRACK_FILTER_H

#include "geo/coverage.h"

enum fix_mark {
	FIX_GOOD,
	FIX_NO_PLACE,                   /* nowhere, or off the globe */
	FIX_BACKWARD,                   /* earlier than a point before it */
	FIX_REPEATED,                   /* the second of its point before it: that one counts */
	FIX_JUMP,                       /* nobody drives that fast from the last good point */
	FIX_MARKS
};

struct track_filter {
	double metres_a_second;         /* faster is a jump; 0: no limit */
	int64_t forgive;                /* seconds without a good point after which a new place is believed; 0: the default 120 */
};

/* marks: room for count. How many are good. */
size_t track_mark(const struct track_filter *, const struct fix *, size_t count, enum fix_mark *marks);
Str fix_mark_words(enum fix_mark);               /* Chinese, for a page */

#endif
