/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* route.c - does a path fit a route? Owns nothing but the two holes ":id" and ":word". */
#include "clause/clause.h"

/* An id is digits without a leading zero and within 18 of them: anything else is a path of its own, so no
 * row has two addresses. */
static bool segment_is_id(Str segment, int64_t *out)
{
	if (segment.len == 0 || segment.len > 18 || segment.at[0] == '0')
		return false;
	for (size_t i = 0; i < segment.len; i++)
		if (segment.at[i] < '0' || segment.at[i] > '9')
			return false;
	return str_to_int(segment, out);
}

static Str segment_take(Str *rest)
{
	Str segment = *rest, after;

	(void)str_cut(*rest, '/', &segment, &after);
	*rest = str_after(*rest, segment.len);
	return segment;
}

bool route_matches(const struct route *route, Str path, int64_t *id_out, Str *word_out)
{
	Str want = str_of(route->path), have = path, word = STR_NONE;
	int64_t id = 0;

	while (want.len && have.len) {
		Str w, h;

		if (want.at[0] != '/' || have.at[0] != '/')
			return false;
		want = str_after(want, 1);
		have = str_after(have, 1);
		w = segment_take(&want);
		h = segment_take(&have);
		if (str_is(w, ":id")) {
			if (!segment_is_id(h, &id))
				return false;
		} else if (str_is(w, ":word")) {
			if (str_is_empty(h))
				return false;
			word = h;
		} else if (!str_equal(w, h)) {
			return false;
		}
	}
	if (want.len || have.len)
		return false;
	*id_out = id;
	*word_out = word;
	return true;
}
