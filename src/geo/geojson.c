/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* geojson.c - GeoJSON in and out.
 *
 * jansson reads the bytes; before it sees one, brackets and commas are counted, so that no file can ask for more memory than
 * LIMIT_GEOJSON_VALUES allows, and it refuses deep nesting by itself. */
#include "geo/geojson.h"

#include <inttypes.h>
#include <jansson.h>

#include "base/limits.h"

struct reading {
	struct arena *arena;
	Str why;
};

/* The path is put together only where something is wrong: upwards from the fault. */
struct step {
	const struct step *above;
	const char *name;               /* NULL: an element */
	size_t index;
};

static void add_path(struct strbuf *buf, const struct step *step)
{
	if (!step)
		return;
	add_path(buf, step->above);
	if (buf->len > 0)
		buf_char(buf, '.');
	if (step->name)
		buf_add(buf, str_of(step->name));
	else
		buf_int(buf, (int64_t)step->index);
}

static Str path_of(struct arena *arena, const struct step *step)
{
	struct strbuf buf = { .arena = arena };

	add_path(&buf, step);
	return buf_str(&buf);
}

static bool fault(struct reading *r, const struct step *at, const char *words)
{
	Str path = path_of(r->arena, at);

	r->why = str_format(r->arena, "%.*s%s%s", STR_ARG(path), path.len ? "：" : "", words);
	return false;
}

/* ---- coordinates ---- */

static bool read_place(struct reading *r, const struct step *at, const json_t *value, struct place *out)
{
	const json_t *lon = json_array_get(value, 0), *lat = json_array_get(value, 1);

	if (!json_is_array(value) || !json_is_number(lon) || !json_is_number(lat))
		return fault(r, at, "坐标要写成 [经度, 纬度] 两个数");
	if (!place_of_degrees(json_number_value(lon), json_number_value(lat), out))
		return fault(r, at, "坐标超出范围：经度在前（±180），纬度在后（±90）");
	return true;
}

static bool read_chain(struct reading *r, const struct step *at, const json_t *value, struct chain *out)
{
	size_t count = json_array_size(value);

	if (!json_is_array(value) || count < 2)
		return fault(r, at, "一条线至少要有两个点");
	*out = (struct chain){ ARENA_ARRAY(r->arena, struct place, count), count };
	for (size_t i = 0; i < count; i++) {
		struct step here = { at, NULL, i };

		if (!read_place(r, &here, json_array_get(value, i), &out->at[i]))
			return false;
	}
	return true;
}

static bool read_ring(struct reading *r, const struct step *at, const json_t *value, struct chain *out)
{
	if (!read_chain(r, at, value, out))
		return false;
	if (out->count < 4 || !place_equal(out->at[0], out->at[out->count - 1]))
		return fault(r, at, "一个环至少要有四个点，最后一点与第一点相同");
	return true;
}

static bool read_lines(struct reading *r, const struct step *at, const json_t *value, struct shape *out)
{
	size_t count = json_array_size(value);

	if (count == 0)
		return fault(r, at, "里面一条线也没有");
	out->lines = ARENA_ARRAY(r->arena, struct chain, count);
	out->line_count = count;
	for (size_t i = 0; i < count; i++) {
		struct step here = { at, NULL, i };

		if (!read_chain(r, &here, json_array_get(value, i), &out->lines[i]))
			return false;
	}
	return true;
}

static bool read_polygon(struct reading *r, const struct step *at, const json_t *value, struct polygon *out)
{
	size_t count = json_array_size(value);

	if (count == 0)
		return fault(r, at, "一个面至少要有一个外环");
	*out = (struct polygon){ ARENA_ARRAY(r->arena, struct chain, count), count };
	for (size_t i = 0; i < count; i++) {
		struct step here = { at, NULL, i };

		if (!read_ring(r, &here, json_array_get(value, i), &out->rings[i]))
			return false;
	}
	return true;
}

static bool read_polygons(struct reading *r, const struct step *at, const json_t *value, struct shape *out)
{
	size_t count = json_array_size(value);

	if (count == 0)
		return fault(r, at, "里面一个面也没有");
	out->polygons = ARENA_ARRAY(r->arena, struct polygon, count);
	out->polygon_count = count;
	for (size_t i = 0; i < count; i++) {
		struct step here = { at, NULL, i };

		if (!read_polygon(r, &here, json_array_get(value, i), &out->polygons[i]))
			return false;
	}
	return true;
}

static Str text_of(const json_t *value)
{
	return json_is_string(value) ? (Str){ json_string_value(value), json_string_length(value) } : STR_NONE;
}

static bool read_geometry(struct reading *r, const struct step *above, const json_t *value, struct shape *out)
{
	const json_t *coordinates = json_object_get(value, "coordinates");
	struct step type_at = { above, "type", 0 }, at = { above, "coordinates", 0 };
	Str type = text_of(json_object_get(value, "type"));

	*out = (struct shape){ 0 };
	if (str_is(type, "LineString")) {
		*out = (struct shape){ .lines = ARENA_NEW(r->arena, struct chain), .line_count = 1 };
		return read_chain(r, &at, coordinates, out->lines);
	}
	if (str_is(type, "Polygon")) {
		*out = (struct shape){ .polygons = ARENA_NEW(r->arena, struct polygon), .polygon_count = 1 };
		return read_polygon(r, &at, coordinates, out->polygons);
	}
	if (str_is(type, "MultiLineString"))
		return read_lines(r, &at, coordinates, out);
	if (str_is(type, "MultiPolygon"))
		return read_polygons(r, &at, coordinates, out);
	if (!json_is_object(value))
		return fault(r, above, "这里要有一个图形");
	return fault(r, &type_at, "只接受 LineString、MultiLineString、Polygon、MultiPolygon");
}

/* ---- features ---- */

static Str value_words(struct arena *arena, const json_t *value)
{
	switch (json_typeof(value)) {
	case JSON_STRING:
		return arena_copy(arena, text_of(value));
	case JSON_INTEGER:
		return str_format(arena, "%" JSON_INTEGER_FORMAT, json_integer_value(value));
	case JSON_REAL:
		return str_format(arena, "%.15g", json_real_value(value));
	case JSON_TRUE:
		return STR("true");
	case JSON_FALSE:
		return STR("false");
	case JSON_OBJECT:
	case JSON_ARRAY:
	case JSON_NULL:
		break;
	}
	return STR_NONE;
}

static void read_properties(struct arena *arena, json_t *values, struct feature *out)
{
	out->properties = ARENA_ARRAY(arena, struct property, json_object_size(values) + 1);
	for (void *at = json_object_iter(values); at; at = json_object_iter_next(values, at)) {
		const json_t *value = json_object_iter_value(at);

		if (json_is_object(value) || json_is_array(value) || json_is_null(value))
			continue;
		out->properties[out->property_count++] = (struct property){ arena_copy(arena, str_of(json_object_iter_key(at))), value_words(arena, value), json_is_string(value) };
	}
}

static bool read_feature(struct reading *r, const struct step *at, const json_t *value, struct feature *out)
{
	struct step geometry_at = { at, "geometry", 0 }, type_at = { at, "type", 0 };

	if (!str_is(text_of(json_object_get(value, "type")), "Feature"))
		return fault(r, &type_at, "这里要写 \"Feature\"");
	out->path = path_of(r->arena, at);
	read_properties(r->arena, json_object_get(value, "properties"), out);
	return read_geometry(r, &geometry_at, json_object_get(value, "geometry"), &out->shape);
}

static bool read_collection(struct reading *r, const json_t *top, struct features *out)
{
	const json_t *list = json_object_get(top, "features");
	struct step at = { NULL, "features", 0 };

	if (!json_is_array(list))
		return fault(r, &at, "这里要有一个数组");
	*out = (struct features){ ARENA_ARRAY(r->arena, struct feature, json_array_size(list) + 1), json_array_size(list) };
	for (size_t i = 0; i < out->count; i++) {
		struct step here = { &at, NULL, i };

		if (!read_feature(r, &here, json_array_get(list, i), &out->at[i]))
			return false;
	}
	return true;
}

/* The GeoJSON of 2008 could name another system; taking it for WGS-84 would shift everything without a word. */
static bool system_is_known(struct reading *r, const json_t *top)
{
	static const char *const known[] = { "CRS84", "EPSG::4326", "EPSG:4326", "EPSG::4490", "EPSG:4490" };
	const json_t *crs = json_object_get(top, "crs");
	Str name = text_of(json_object_get(json_object_get(crs, "properties"), "name"));
	struct step at = { NULL, "crs", 0 };

	if (!crs || json_is_null(crs))
		return true;
	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (str_contains(name, str_of(known[i])))
			return true;
	return fault(r, &at, "只接受 WGS-84（CRS84、EPSG:4326）或 CGCS2000（EPSG:4490）经纬度坐标，请先转换");
}

static bool read_top(struct reading *r, const json_t *top, struct features *out)
{
	if (!json_is_object(top))
		return fault(r, NULL, "不是 GeoJSON：最外层要是一个对象");
	if (!system_is_known(r, top))
		return false;
	if (str_is(text_of(json_object_get(top, "type")), "FeatureCollection"))
		return read_collection(r, top, out);
	*out = (struct features){ ARENA_NEW(r->arena, struct feature), 1 };
	if (str_is(text_of(json_object_get(top, "type")), "Feature"))
		return read_feature(r, NULL, top, out->at);
	return read_geometry(r, NULL, top, &out->at->shape);
}

static bool is_moderate(Str bytes)
{
	size_t values = 0;

	for (size_t i = 0; i < bytes.len; i++)
		values += bytes.at[i] == '[' || bytes.at[i] == '{' || bytes.at[i] == ',';
	return values <= LIMIT_GEOJSON_VALUES;
}

static Str without_mark(Str bytes)
{
	return str_starts_with(bytes, "\xef\xbb\xbf") ? str_after(bytes, 3) : bytes;
}

bool geojson_read(struct arena *arena, Str bytes, struct features *out, Str *why)
{
	struct reading r = { arena, STR_NONE };
	struct features features = { 0 };
	json_error_t error;
	json_t *top = NULL;
	bool done = false;

	bytes = without_mark(bytes);
	if (bytes.len > LIMIT_GEOJSON_BYTES)
		fault(&r, NULL, "文件太大，请分成几个");
	else if (!is_moderate(bytes))
		fault(&r, NULL, "点太多，请分成几个文件");
	else if (!(top = json_loadb(bytes.at ? bytes.at : "", bytes.len, JSON_REJECT_DUPLICATES, &error)))
		r.why = str_format(arena, "第 %d 行第 %d 列：不是完整的 JSON", error.line < 1 ? 1 : error.line, error.column < 1 ? 1 : error.column);
	else
		done = read_top(&r, top, &features);
	json_decref(top);
	if (done)
		*out = features;
	else
		*why = r.why;
	return done;
}

bool geojson_read_shape(struct arena *arena, Str bytes, struct shape *out, Str *why)
{
	struct features features;

	if (!geojson_read(arena, bytes, &features, why))
		return false;
	if (features.count != 1) {
		*why = STR("要有一个图形，也只能有一个");
		return false;
	}
	*out = features.at->shape;
	return true;
}

static const struct property *property_named(const struct feature *feature, const char *name)
{
	for (size_t i = 0; i < feature->property_count; i++)
		if (str_is(feature->properties[i].name, name))
			return &feature->properties[i];
	return NULL;
}

bool feature_int(const struct feature *feature, const char *name, int64_t *out)
{
	const struct property *property = property_named(feature, name);

	return property && str_to_int(property->value, out);
}

Str feature_text(const struct feature *feature, const char *name)
{
	const struct property *property = property_named(feature, name);

	return property ? property->value : STR_NONE;
}

/* ---- out ---- */

static void put_degrees(struct strbuf *buf, int32_t value)
{
	uint32_t size = value < 0 ? -(uint32_t)value : (uint32_t)value;

	buf_format(buf, "%s%" PRIu32 ".%07" PRIu32, value < 0 ? "-" : "", size / PLACE_ONE_DEGREE, size % PLACE_ONE_DEGREE);
}

static void put_chain(struct strbuf *buf, const struct chain *chain)
{
	for (size_t i = 0; i < chain->count; i++) {
		buf_add(buf, i ? STR(",[") : STR("[["));
		put_degrees(buf, chain->at[i].lon);
		buf_char(buf, ',');
		put_degrees(buf, chain->at[i].lat);
		buf_char(buf, ']');
	}
	buf_char(buf, ']');
}

static void put_chains(struct strbuf *buf, const struct chain *chains, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		buf_char(buf, i ? ',' : '[');
		put_chain(buf, &chains[i]);
	}
	buf_char(buf, ']');
}

static void put_area(struct strbuf *buf, const struct shape *shape)
{
	if (shape->polygon_count == 1) {
		buf_text(buf, "{\"type\":\"Polygon\",\"coordinates\":");
		put_chains(buf, shape->polygons->rings, shape->polygons->count);
		return;
	}
	buf_text(buf, "{\"type\":\"MultiPolygon\",\"coordinates\":");
	for (size_t i = 0; i < shape->polygon_count; i++) {
		buf_char(buf, i ? ',' : '[');
		put_chains(buf, shape->polygons[i].rings, shape->polygons[i].count);
	}
	buf_char(buf, ']');
}

void geojson_put(struct strbuf *buf, const struct shape *shape)
{
	if (shape_is_empty(shape)) {
		buf_text(buf, "null");
		return;
	}
	if (shape_is_area(shape)) {
		put_area(buf, shape);
	} else if (shape->line_count == 1) {
		buf_text(buf, "{\"type\":\"LineString\",\"coordinates\":");
		put_chain(buf, shape->lines);
	} else {
		buf_text(buf, "{\"type\":\"MultiLineString\",\"coordinates\":");
		put_chains(buf, shape->lines, shape->line_count);
	}
	buf_char(buf, '}');
}

Str geojson_text(struct arena *arena, const struct shape *shape)
{
	struct strbuf buf = { .arena = arena };

	geojson_put(&buf, shape);
	return buf_str(&buf);
}
