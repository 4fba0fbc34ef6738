/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* track_filter.c - one look at each point, held against the last one that was good. */
#include "geo/track_filter.h"

#include "base/must.h"

enum { FORGIVE_SECONDS = 120 };

static bool is_on_the_globe(struct place p)
{
	return place_is_set(p) && p.lon >= -180 * PLACE_ONE_DEGREE && p.lon <= 180 * PLACE_ONE_DEGREE
	       && p.lat >= -90 * PLACE_ONE_DEGREE && p.lat <= 90 * PLACE_ONE_DEGREE;
}

/* good: the last good one; NULL: none yet. */
static enum fix_mark mark_of(const struct track_filter *filter, const struct fix *good, const struct fix *fix)
{
	int64_t forgive = filter->forgive ? filter->forgive : FORGIVE_SECONDS, seconds;

	if (!is_on_the_globe(fix->at))
		return FIX_NO_PLACE;
	if (!good)
		return FIX_GOOD;
	seconds = fix->t - good->t;
	if (seconds <= 0)
		return seconds == 0 ? FIX_REPEATED : FIX_BACKWARD;
	if (filter->metres_a_second > 0 && seconds <= forgive
	    && place_distance(good->at, fix->at) > filter->metres_a_second * (double)seconds)
		return FIX_JUMP;
	return FIX_GOOD;
}

size_t track_mark(const struct track_filter *filter, const struct fix *fixes, size_t count, enum fix_mark *marks)
{
	const struct fix *good = NULL;
	size_t all = 0;

	for (size_t i = 0; i < count; i++) {
		marks[i] = mark_of(filter, good, &fixes[i]);
		if (marks[i] != FIX_GOOD)
			continue;
		good = &fixes[i];
		all++;
	}
	return all;
}

Str fix_mark_words(enum fix_mark mark)
{
	static const char *const words[FIX_MARKS] = {
		[FIX_GOOD] = "可信", [FIX_NO_PLACE] = "没有位置", [FIX_BACKWARD] = "时间倒退", [FIX_REPEATED] = "时间重复", [FIX_JUMP] = "位置跳变",
	};

	must(mark < FIX_MARKS);
	return str_of(words[mark]);
}
