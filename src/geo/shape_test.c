/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* shape_test.c - what an area holds, whether it makes sense, and what two of them share; GeoJSON there and back. */
#include <math.h>

#include "base/limits.h"
#include "geo/geojson.h"
#include "geo/piece.h"
#include "tests/test.h"

static struct shape shape_of(const char *geojson)
{
	struct shape out = { 0 };
	Str why = STR_NONE;

	CHECK(0, geojson_read_shape(test_arena(), str_of(geojson), &out, &why));
	return out;
}

/* A square of a degree's hundredths: (0, 0) is 113.5, 34.8; a hole if asked. */
static struct shape square(int x, int y, int side, int hole)
{
	double l = 113.5 + x / 100.0, b = 34.8 + y / 100.0, s = side / 100.0, h = hole / 100.0, m = (s - h) / 2;
	Str ring = str_format(test_arena(), "[[%.7f,%.7f],[%.7f,%.7f],[%.7f,%.7f],[%.7f,%.7f],[%.7f,%.7f]]", l, b, l + s, b, l + s, b + s, l, b + s, l, b);
	Str inner = str_format(test_arena(), ",[[%.7f,%.7f],[%.7f,%.7f],[%.7f,%.7f],[%.7f,%.7f],[%.7f,%.7f]]", l + m, b + m, l + m + h, b + m, l + m + h, b + m + h,
	                       l + m, b + m + h, l + m, b + m);
	Str text = str_format(test_arena(), "{\"type\":\"Polygon\",\"coordinates\":[%.*s%.*s]}", STR_ARG(ring), hole ? (int)inner.len : 0, inner.at);

	return shape_of(str_terminated(test_arena(), text));
}

static struct place at(double x, double y)
{
	struct place out = PLACE_NONE;

	CHECK(0, place_of_degrees(113.5 + x / 100, 34.8 + y / 100, &out));
	return out;
}

TEST(an_area_holds_what_is_inside_its_ring_and_outside_its_holes)
{
	static const struct { double x, y; bool held; } cases[] = {
		{ 1, 1, true }, { 5, 5, false }, { 4.1, 5, false }, { 3.9, 5, true }, { 9.9, 9.9, true }, { 10.1, 5, false }, { -0.1, 5, false }, { 5, 10.1, false },
	};
	struct shape area = square(0, 0, 10, 2);

	for (size_t i = 0; i < COUNT_OF(cases); i++)
		CHECK_INT(i, shape_holds(&area, at(cases[i].x, cases[i].y)), cases[i].held);
}

/* Slanting borders, corners, level ones: each place of a net over two neighbours is held by exactly one. */
TEST(what_lies_on_a_shared_border_belongs_to_exactly_one_neighbour)
{
	struct shape west = shape_of("{\"type\":\"Polygon\",\"coordinates\":[[[0,0],[2,0],[3,3],[2,6],[0,6],[0,0]]]}");
	struct shape east = shape_of("{\"type\":\"Polygon\",\"coordinates\":[[[2,0],[6,0],[6,6],[2,6],[3,3],[2,0]]]}");
	int both = 0;

	for (int x = 0; x < 60; x++)
		for (int y = 0; y < 60; y++) {
			struct place p = { x * 1000000, y * 1000000 };

			CHECK_INT(x * 100 + y, shape_holds(&west, p) + shape_holds(&east, p), 1);
			both += shape_holds(&west, p);
		}
	CHECK(0, both > 1000 && both < 2000);
}

TEST(the_distance_to_an_area_is_that_to_its_edge_and_nothing_inside)
{
	struct shape area = square(0, 0, 10, 2);

	CHECK(0, shape_distance(&area, at(1, 1)) == 0);
	/* 0.01 degree of longitude at 34.85: 914.5 m; within the hole 0.002 degree of latitude to its edge: 221.9 m */
	CHECK(1, fabs(shape_distance(&area, at(11, 5)) - 914.5) < 0.2);
	CHECK(2, fabs(shape_distance(&area, at(5, 4.2)) - 182.9) < 40);
	CHECK(3, shape_distance(&(struct shape){ 0 }, at(1, 1)) == HUGE_VAL);
}

TEST(an_area_that_makes_no_sense_is_named_with_its_place)
{
	static const struct { const char *geojson, *words; } cases[] = {
		{ "[[[0,0],[2,2],[2,0],[0,2],[0,0]]]", "边界自己相交（经度 1.0000000，纬度 1.0000000）" },
		{ "[[[0,0],[4,0],[4,4],[0,4],[0,0]],[[5,5],[6,5],[6,6],[5,6],[5,5]]]", "挖去的部分在外环之外" },
		{ "[[[0,0],[9,0],[9,9],[0,9],[0,0]],[[1,1],[8,1],[8,8],[1,8],[1,1]],[[2,2],[3,2],[3,3],[2,3],[2,2]]]", "挖去的部分互相套着" },
		{ "[[[0,0],[2,0],[1,0],[0,0]]]", "" },
	};
	struct shape good = square(0, 0, 10, 2);
	struct place where;
	Str why = STR_NONE;

	CHECK(0, shape_is_sound(test_arena(), &good, &why, &where));
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		Str text = str_format(test_arena(), "{\"type\":\"Polygon\",\"coordinates\":%s}", cases[i].geojson);
		struct shape bad = shape_of(str_terminated(test_arena(), text));

		why = STR_NONE;
		CHECK(i, !shape_is_sound(test_arena(), &bad, &why, &where));
		CHECK(i, why.len > 0 && str_contains(why, str_of(cases[i].words)));
	}
	CHECK(9, !shape_is_sound(test_arena(), &(struct shape){ 0 }, &why, &where));
}

static bool is_about(double got, double want)
{
	return fabs(got - want) <= want * 0.001;
}

TEST(overlap_and_difference_are_areas_again)
{
	struct shape a = square(0, 0, 10, 2), b = square(5, 0, 10, 0), apart = square(20, 20, 1, 0), beside = square(10, 0, 10, 0);
	double degree = shape_square_metres(&(struct shape){ .polygons = square(5, 5, 1, 0).polygons, .polygon_count = 1 });
	struct shape overlap = shape_overlap(test_arena(), &a, &b), rest = shape_difference(test_arena(), &a, &b), none;
	const struct shape *three[] = { &a, &b, &apart };
	struct shape all = shape_union(test_arena(), three, 3);

	/* The hole of 4 reaches from 4 to 6: half of it in the overlap of 50. */
	CHECK(0, is_about(shape_square_metres(&overlap), 48 * degree));
	CHECK(1, is_about(shape_square_metres(&rest), 48 * degree));
	CHECK(2, shape_holds(&overlap, at(7, 5)) && !shape_holds(&overlap, at(3, 5)) && !shape_holds(&overlap, at(5.5, 5)));
	CHECK(3, shape_holds(&rest, at(3, 5)) && !shape_holds(&rest, at(7, 5)));
	CHECK_INT(4, all.polygon_count, 2);
	CHECK(5, is_about(shape_square_metres(&all), (150 - 2 + 1) * degree));
	none = shape_overlap(test_arena(), &a, &apart);
	CHECK(6, shape_is_empty(&none));
	none = shape_overlap(test_arena(), &a, &beside);        /* they only touch */
	CHECK(7, shape_is_empty(&none));
	none = shape_difference(test_arena(), &a, &a);
	CHECK(8, shape_is_empty(&none));
}

/* ---- GeoJSON ---- */

TEST(a_shape_is_written_as_it_is_read_back)
{
	static const char *const texts[] = {
		"{\"type\":\"LineString\",\"coordinates\":[[113.5000000,34.8000000],[-0.1276000,-51.5072001]]}",
		"{\"type\":\"MultiLineString\",\"coordinates\":[[[1.0000000,2.0000000],[3.0000000,4.0000000]],[[5.0000000,6.0000000],[7.0000000,8.0000000]]]}",
		"{\"type\":\"Polygon\",\"coordinates\":[[[0.0000000,0.0000000],[9.0000000,0.0000000],[9.0000000,9.0000000],[0.0000000,0.0000000]],"
		"[[5.0000000,1.0000000],[6.0000000,1.0000000],[6.0000000,2.0000000],[5.0000000,1.0000000]]]}",
		"{\"type\":\"MultiPolygon\",\"coordinates\":[[[[0.0000000,0.0000000],[1.0000000,0.0000000],[1.0000000,1.0000000],[0.0000000,0.0000000]]],"
		"[[[2.0000000,2.0000000],[3.0000000,2.0000000],[3.0000000,3.0000000],[2.0000000,2.0000000]]]]}",
	};

	for (size_t i = 0; i < COUNT_OF(texts); i++) {
		struct shape shape = shape_of(texts[i]);

		CHECK_STR(i, geojson_text(test_arena(), &shape), texts[i]);
	}
	CHECK_STR(9, geojson_text(test_arena(), &(struct shape){ 0 }), "null");
}

#define LINE "{\"type\":\"LineString\",\"coordinates\":[[1,2,300],[3,4]]}"

TEST(features_keep_their_plain_properties)
{
	Str text = STR("\xef\xbb\xbf{\"type\":\"FeatureCollection\",\"crs\":{\"type\":\"name\",\"properties\":{\"name\":\"urn:ogc:def:crs:OGC:1.3:CRS84\"}},"
	               "\"features\":[{\"type\":\"Feature\",\"properties\":{\"seg\":7,\"name\":\"电厂路\",\"width\":3.5,\"key\":true,\"x\":null,\"y\":[1]},\"geometry\":" LINE "},"
	               "{\"type\":\"Feature\",\"properties\":null,\"geometry\":" LINE "}]}");
	struct features features = { 0 };
	int64_t seg = 0;
	Str why = STR_NONE;

	CHECK(0, geojson_read(test_arena(), text, &features, &why));
	CHECK_INT(1, features.count, 2);
	CHECK(2, feature_int(&features.at[0], "seg", &seg) && seg == 7);
	CHECK(3, !feature_int(&features.at[0], "name", &seg) && !feature_int(&features.at[0], "width", &seg) && !feature_int(&features.at[1], "seg", &seg));
	CHECK_STR(4, feature_text(&features.at[0], "name"), "电厂路");
	CHECK_STR(5, feature_text(&features.at[0], "key"), "true");
	CHECK_STR(6, feature_text(&features.at[0], "y"), "");
	CHECK_STR(7, features.at[1].path, "features.1");
	CHECK_INT(8, features.at[1].shape.lines[0].count, 2);
}

TEST(what_is_wrong_in_geojson_is_said_with_its_path)
{
	static const struct { const char *text, *why; } cases[] = {
		{ "", "第 1 行第 1 列：不是完整的 JSON" },
		{ "[]", "不是 GeoJSON：最外层要是一个对象" },
		{ "{}", "type：只接受 LineString、MultiLineString、Polygon、MultiPolygon" },
		{ "{\"type\":\"Point\",\"coordinates\":[1,2]}", "type：只接受 LineString、MultiLineString、Polygon、MultiPolygon" },
		{ "{\"type\":\"LineString\"}", "coordinates：一条线至少要有两个点" },
		{ "{\"type\":\"LineString\",\"coordinates\":[[1,2]]}", "coordinates：一条线至少要有两个点" },
		{ "{\"type\":\"LineString\",\"coordinates\":[[1,2],[3]]}", "coordinates.1：坐标要写成 [经度, 纬度] 两个数" },
		{ "{\"type\":\"LineString\",\"coordinates\":[[1,2],[\"3\",4]]}", "coordinates.1：坐标要写成 [经度, 纬度] 两个数" },
		{ "{\"type\":\"LineString\",\"coordinates\":[[1,2],[34.8,113.5]]}", "coordinates.1：坐标超出范围：经度在前（±180），纬度在后（±90）" },
		{ "{\"type\":\"Polygon\",\"coordinates\":[]}", "coordinates：一个面至少要有一个外环" },
		{ "{\"type\":\"Polygon\",\"coordinates\":[[[0,0],[1,0],[1,1],[0,1]]]}", "coordinates.0：一个环至少要有四个点，最后一点与第一点相同" },
		{ "{\"type\":\"MultiPolygon\",\"coordinates\":[[[[0,0],[1,0],[0,0]]]]}", "coordinates.0.0：一个环至少要有四个点，最后一点与第一点相同" },
		{ "{\"type\":\"MultiLineString\",\"coordinates\":[]}", "coordinates：里面一条线也没有" },
		{ "{\"type\":\"FeatureCollection\"}", "features：这里要有一个数组" },
		{ "{\"type\":\"FeatureCollection\",\"features\":[7]}", "features.0.type：这里要写 \"Feature\"" },
		{ "{\"type\":\"FeatureCollection\",\"features\":[{\"type\":\"Feature\",\"geometry\":null}]}", "features.0.geometry：这里要有一个图形" },
		{ "{\"type\":\"Feature\",\"crs\":{\"properties\":{\"name\":\"EPSG:3857\"}}}", "crs：只接受 WGS-84（CRS84、EPSG:4326）或 CGCS2000（EPSG:4490）经纬度坐标，请先转换" },
		{ "{\"a\":1,\"a\":2}", "第 1 行第 10 列：不是完整的 JSON" },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct features features = { 0 };
		Str why = STR_NONE;

		CHECK(i, !geojson_read(test_arena(), str_of(cases[i].text), &features, &why));
		CHECK_STR(i, why, cases[i].why);
		CHECK_INT(i, features.count, 0);
	}
}

TEST(a_file_of_more_values_than_the_limit_is_refused_before_it_is_read)
{
	struct strbuf buf = { .arena = test_arena() };
	struct features features = { 0 };
	Str why = STR_NONE;

	buf_text(&buf, "{\"x\":[1");
	for (size_t i = 0; i < LIMIT_GEOJSON_VALUES - 2; i++)
		buf_text(&buf, ",1");
	CHECK(0, !geojson_read(test_arena(), buf_str(&buf), &features, &why));
	CHECK(1, str_contains(why, STR("不是完整的 JSON")));            /* read, and torn */
	buf_char(&buf, ',');
	CHECK(2, !geojson_read(test_arena(), buf_str(&buf), &features, &why));
	CHECK_STR(3, why, "点太多，请分成几个文件");
}

/* ---- cells ---- */

TEST(an_area_without_roads_is_cut_into_squares_and_its_neighbour_shares_none)
{
	struct shape west = square(0, 0, 1, 0), east = square(1, 0, 1, 0);
	struct pieces pieces = pieces_new(test_arena(), plane_at(at(1, 0.5)));
	struct place line[] = { at(0, 0.5), at(1, 0.5) };
	struct chain chain = { line, 2 };
	struct pieces with_road = pieces_new(test_arena(), plane_at(at(1, 0.5)));
	size_t first;

	/* 914.8 by 1109.4 m: 18.3 by 22.2 squares of 50 m, each beginning on the net */
	CHECK(0, pieces_add_cells(&pieces, 1, &west, CELL_METRES, 0));
	first = pieces.count;
	CHECK(1, first >= 18 * 22 && first <= 19 * 23);
	CHECK(2, pieces_add_cells(&pieces, 2, &east, CELL_METRES, 0));
	for (size_t i = 0; i < pieces.count; i++)
		for (size_t k = i + 1; k < pieces.count; k++)
			CHECK(i, spot_distance(pieces.at[i].middle, pieces.at[k].middle) > 49.9);
	CHECK(3, fabs((double)pieces.count * 2500 / (2 * 1015000) - 1) < 0.05);
	CHECK(4, pieces_add_road(&with_road, 9, &(struct shape){ .lines = &chain, .line_count = 1 }));
	first = with_road.count;
	CHECK(5, pieces_add_cells(&with_road, 1, &west, CELL_METRES, 100));
	for (size_t i = first; i < with_road.count; i++)
		CHECK(i, fabs(with_road.at[i].middle.y) > 100);
	CHECK(6, with_road.count > first + 200);
}

TEST(more_squares_than_the_limit_are_refused)
{
	/* On the equator a degree is 111,319.5 by 110,574.3 m: squares of 1,000 m, LIMIT_CELLS of them in 512 rows */
	struct plane plane = plane_at((struct place){ 0, 1 });
	struct place corner = plane_place(&plane, (struct spot){ 511500, 511500 }), beyond = plane_place(&plane, (struct spot){ 512500, 511500 });
	struct place limit[] = { { 0, 1 }, { corner.lon, 1 }, corner, { 0, 1 } }, more[] = { { 0, 1 }, { beyond.lon, 1 }, beyond, { 0, 1 } };
	struct chain rings[] = { { limit, 4 }, { more, 4 } };
	struct polygon polygons[] = { { &rings[0], 1 }, { &rings[1], 1 } };

	for (size_t i = 0; i < 2; i++) {
		struct pieces pieces = pieces_new(test_arena(), plane);
		struct shape area = { .polygons = &polygons[i], .polygon_count = 1 };

		CHECK_INT(i, pieces_add_cells(&pieces, 1, &area, 1000, 0), i == 0);
	}
	CHECK_INT(2, LIMIT_CELLS, 512 * 512);
}
