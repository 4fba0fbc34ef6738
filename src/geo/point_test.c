/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* point_test.c - distances against Vincenty's iteration, areas against the closed formula of a zone of the ellipsoid (both computed apart
 * from the program), GCJ-02 and BD-09 against what gcoord 1.0 gives. */
#include <math.h>
#include <stdlib.h>

#include "geo/point.h"
#include "geo/shape.h"
#include "tests/test.h"

static struct place place_at(double lon, double lat)
{
	struct place out = PLACE_NONE;

	CHECK(0, place_of_degrees(lon, lat, &out));
	return out;
}

TEST(distances_are_those_of_the_ellipsoid)
{
	static const struct { double lon, lat, to_lon, to_lat, metres, within; } cases[] = {
		{ 113.55, 34.80, 113.5501, 34.80, 9.1510, 0.0001 },
		{ 113.55, 34.80, 113.55, 34.801, 110.9369, 0.0001 },
		{ 113.55, 34.80, 113.60, 34.85, 7189.5886, 0.001 },
		{ 113.55, 34.80, 113.65, 34.80, 9150.9729, 0.001 },
		{ 113.55, -34.80, 113.50, -34.75, 7191.3113, 0.001 },
		{ 0, 60, 0.05, 60.03, 4352.9910, 0.001 },
		{ 179.99, 10, -179.99, 10.01, 2455.9270, 0.001 },          /* over the date line */
		{ 113.55, 34.80, 114.50, 35.90, 149500.3815, 15 },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct place a = place_at(cases[i].lon, cases[i].lat), b = place_at(cases[i].to_lon, cases[i].to_lat);
		struct plane plane = plane_at(a);

		CHECK(i, fabs(place_distance(a, b) - cases[i].metres) < cases[i].within);
		CHECK(i, fabs(place_distance(b, a) - cases[i].metres) < cases[i].within);
		if (cases[i].metres < 10000 && a.lon < 170 * PLACE_ONE_DEGREE)
			CHECK(i, fabs(spot_distance(plane_spot(&plane, a), plane_spot(&plane, b)) - cases[i].metres) < cases[i].metres * 0.001);
		CHECK(i, place_equal(plane_place(&plane, plane_spot(&plane, b)), b));
	}
}

TEST(areas_are_those_of_the_ellipsoid)
{
	static const struct { double west, south, east, north, square_metres; } cases[] = {
		{ 113.553, 34.803, 113.556, 34.806, 91361.37 },
		{ 113.55, 34.80, 113.56, 34.81, 1015120.30 },
		{ 113.50, 34.75, 113.60, 34.85, 101518063.20 },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct place at[] = { place_at(cases[i].west, cases[i].south), place_at(cases[i].east, cases[i].south),
			              place_at(cases[i].east, cases[i].north), place_at(cases[i].west, cases[i].north),
			              place_at(cases[i].west, cases[i].south) };
		struct chain ring = { at, COUNT_OF(at) };
		struct polygon polygon = { &ring, 1 };
		struct shape area = { .polygons = &polygon, .polygon_count = 1 };

		CHECK(i, fabs(shape_square_metres(&area) / cases[i].square_metres - 1) < 1e-6);
	}
}

TEST(degrees_are_read_to_the_seventh_digit_and_nothing_else_is)
{
	static const struct { const char *text; bool taken; int32_t value; } cases[] = {
		{ "113.5612345", true, 1135612345 }, { "-0.1276", true, -1276000 }, { "34", true, 340000000 }, { "180", true, 1800000000 },
		{ "-180.0000000", true, -1800000000 }, { "113.56123454999", true, 1135612345 }, { "113.56123455", true, 1135612346 },
		{ "0.99999999", true, 10000000 }, { "180.00000004", true, 1800000000 }, { "180.0000001", false, 0 }, { "181", false, 0 },
		{ "", false, 0 }, { "-", false, 0 }, { ".5", false, 0 }, { "1.", false, 0 }, { "1e2", false, 0 }, { "1.5.5", false, 0 },
		{ "1.12345678x", false, 0 }, { " 1", false, 0 }, { "+1", false, 0 }, { "nan", false, 0 }, { "99999999999999999999", false, 0 },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		int32_t value = 0;

		CHECK_INT(i, degrees_parse(str_of(cases[i].text), &value), cases[i].taken);
		CHECK_INT(i, value, cases[i].value);
	}
}

TEST(what_is_off_the_globe_is_no_place)
{
	static const struct { double lon, lat; bool taken; } cases[] = {
		{ 180, 90, true }, { -180, -90, true }, { 180.0001, 0, false }, { 0, 90.0001, false }, { (double)NAN, 0, false }, { 0, (double)NAN, false }, { HUGE_VAL, 0, false },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct place out;

		CHECK_INT(i, place_of_degrees(cases[i].lon, cases[i].lat, &out), cases[i].taken);
	}
}

/* WGS-84, GCJ-02, BD-09; the edges of the box around China are those all converters share. */
static const struct { double lon, lat, gcj_lon, gcj_lat, bd_lon, bd_lat; bool at_the_edge; } vectors[] = {
	{ 113.636617470, 34.907957411, 113.642692749, 34.906959285, 113.649077004, 34.913293125, false },
	{ 113.590733147, 34.855790949, 113.596789099, 34.854706756, 113.603361028, 34.860490984, false },
	{ 113.628063011, 34.684558153, 113.634105601, 34.683318894, 113.640509774, 34.689644698, false },
	{ 113.567118454, 34.715402126, 113.573193400, 34.714193718, 113.579809665, 34.719880114, false },
	{ 113.678014565, 34.855060530, 113.684151348, 34.854078436, 113.690727761, 34.859850015, false },
	{ 113.514976311, 34.728294611, 113.521214146, 34.727216803, 113.527622041, 34.733560309, false },
	{ 109.831419246, 25.929904941, 109.835887864, 25.926665915, 109.842418121, 25.932567505, false },
	{ 86.391109353, 31.175627714, 86.393423126, 31.173253074, 86.399816556, 31.179490348, false },
	{ 91.481218823, 48.892677321, 91.483238358, 48.893779782, 91.489837727, 48.899607433, false },
	{ 106.050878778, 21.013523102, 106.054319499, 21.011095935, 106.060816132, 21.017169415, false },
	{ 139.691700000, 35.689500000, 139.691700000, 35.689500000, 139.698122526, 35.695845453, false },
	{ -0.127600000, 51.507200000, -0.127600000, 51.507200000, -0.121242497, 51.513219432, false },
	{ 72.000000000, 35.000000000, 72.000000000, 35.000000000, 72.006379422, 35.006208427, true },
	{ 72.005000000, 35.000000000, 72.009038479, 34.998529260, 72.015430184, 35.004714331, true },
	{ 137.834600000, 35.000000000, 137.839593212, 34.999594415, 137.846131058, 35.005375865, true },
	{ 137.840000000, 35.000000000, 137.840000000, 35.000000000, 137.846535712, 35.005788977, true },
	{ 113.500000000, 0.829200000, 113.500000000, 0.829200000, 113.506488040, 0.835370172, true },
	{ 113.500000000, 0.820000000, 113.500000000, 0.820000000, 113.506481450, 0.826170125, true },
	{ 113.500000000, 55.827000000, 113.510160874, 55.828727051, 113.516533033, 55.835032190, true },
	{ 113.500000000, 55.830000000, 113.500000000, 55.830000000, 113.506434201, 55.836179078, true },
};

/* The input is rounded to 1e-7 degrees before, so a unit more either way. */
static bool is_near(struct place got, struct place want, int units)
{
	return llabs((int64_t)got.lon - want.lon) <= units && llabs((int64_t)got.lat - want.lat) <= units;
}

TEST(other_map_systems_are_reached_and_left_within_two_centimetres)
{
	for (size_t i = 0; i < COUNT_OF(vectors); i++) {
		struct place wgs = place_at(vectors[i].lon, vectors[i].lat), gcj = place_at(vectors[i].gcj_lon, vectors[i].gcj_lat);
		struct place bd = place_at(vectors[i].bd_lon, vectors[i].bd_lat);

		CHECK(i, is_near(place_to_system(wgs, MAP_GCJ02), gcj, 2));
		CHECK(i, is_near(place_to_system(wgs, MAP_BD09), bd, 2));
		CHECK(i, place_equal(place_to_system(wgs, MAP_WGS84), wgs) && place_equal(place_from_system(wgs, MAP_WGS84), wgs));
		/* Across the edge two places of WGS-84 have one of GCJ-02: there is no way back. */
		CHECK(i, vectors[i].at_the_edge || is_near(place_from_system(gcj, MAP_GCJ02), wgs, 2));
		CHECK(i, vectors[i].at_the_edge || is_near(place_from_system(bd, MAP_BD09), wgs, 2));
	}
}

TEST(a_map_system_has_one_name_each)
{
	enum map_system system = MAP_SYSTEMS;

	CHECK(0, map_system_named(STR("gcj02"), &system) && system == MAP_GCJ02);
	CHECK(1, map_system_named(STR("bd09"), &system) && system == MAP_BD09);
	CHECK(2, map_system_named(STR("wgs84"), &system) && system == MAP_WGS84);
	CHECK(3, !map_system_named(STR("baidu"), &system) && !map_system_named(STR_NONE, &system));
}
