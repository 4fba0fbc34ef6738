/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "geo/place_text.h"
#include "tests/test.h"

TEST(a_place_is_written_with_seven_decimals_longitude_first)
{
	static const struct { struct place place; const char *want; } t[] = {
		{ { 1135501000, 348088000 }, "113.5501000,34.8088000" },
		{ { -1, 1 }, "-0.0000001,0.0000001" },
		{ { 1800000000, -900000000 }, "180.0000000,-90.0000000" },
	};

	for (size_t i = 0; i < COUNT_OF(t); i++)
		CHECK_STR(i, place_text(test_arena(), t[i].place), t[i].want);
}

TEST(what_is_no_place_is_refused)
{
	static const struct { const char *text; bool good; int32_t lon, lat; } t[] = {
		{ "113.5501000,34.8088000", true, 1135501000, 348088000 }, { "113.5501,34.8", true, 1135501000, 348000000 },
		{ " 113 , -34 ", true, 1130000000, -340000000 }, { "180,90", true, 1800000000, 900000000 },
		{ "34.8,113.5", false, 0, 0 }, { "113.5", false, 0, 0 }, { "", false, 0, 0 }, { ",", false, 0, 0 },
		{ "113.5,", false, 0, 0 }, { "1,2,3", false, 0, 0 }, { "nan,0", false, 0, 0 }, { "1e2,3", false, 0, 0 },
		{ "180.0000001,0", false, 0, 0 }, { "0,90.0000001", false, 0, 0 }, { "113。5，34", false, 0, 0 },
	};

	for (size_t i = 0; i < COUNT_OF(t); i++) {
		struct place place = PLACE_NONE;

		CHECK_INT(i, place_parse(str_of(t[i].text), &place), t[i].good);
		CHECK_INT(i, place.lon, t[i].lon);
		CHECK_INT(i, place.lat, t[i].lat);
	}
}
