/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "geo/place_text.h"

#include <stdlib.h>

static Str degrees_text(struct arena *arena, int32_t degrees)
{
	int64_t size = llabs(degrees);

	return str_format(arena, "%s%lld.%07lld", degrees < 0 ? "-" : "", (long long)(size / PLACE_ONE_DEGREE),
	                  (long long)(size % PLACE_ONE_DEGREE));
}

Str place_text(struct arena *arena, struct place place)
{
	Str lon = degrees_text(arena, place.lon), lat = degrees_text(arena, place.lat);

	return str_format(arena, "%.*s,%.*s", STR_ARG(lon), STR_ARG(lat));
}

bool place_parse(Str text, struct place *out)
{
	Str lon, lat;
	struct place place;

	if (!str_cut(text, ',', &lon, &lat) || !degrees_parse(str_trim(lon), &place.lon) || !degrees_parse(str_trim(lat), &place.lat))
		return false;
	if (llabs(place.lat) > 90LL * PLACE_ONE_DEGREE)
		return false;
	*out = place;
	return true;
}
