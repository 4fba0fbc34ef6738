/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* gpx_fuzz.c - any bytes as a GPX track: refused with a line and words, or points that are on the globe and have a time. */
#include "base/limits.h"
#include "base/must.h"
#include "geo/gpx.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count)
{
	struct arena *arena = arena_open();
	struct gpx gpx = { 0 };
	struct place on;
	Str why = STR_NONE;

	if (gpx_read(arena, (Str){ (const char *)bytes, count }, &gpx, &why)) {
		must(gpx.count > 0 && gpx.count <= LIMIT_GPX_POINTS);
		for (size_t i = 0; i < gpx.count; i++)
			must(gpx.at[i].t > 0 && place_of_degrees(place_lon(gpx.at[i].at), place_lat(gpx.at[i].at), &on) && place_equal(on, gpx.at[i].at));
	} else {
		must(gpx.count == 0 && !str_is_empty(why) && str_is_utf8(why));
	}
	arena_close(arena);
	return 0;
}
