/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* ground_shape.c - what somebody drew or typed as a shape: read, judged, and written as it is stored.
 *
 * Owns: GeoJSON or a place a line; areas where areas are asked, lines where lines are. What GEOS finds wrong is said at the field. */
#include "base/limits.h"
#include "clauses/patrol/area_verbs.h"
#include "geo/geojson.h"
#include "geo/place_text.h"

#include <string.h>

enum { AREA_PLACES_LEAST = 3, LINE_PLACES_LEAST = 2 };

/* The comma of a Chinese keyboard is one too. */
static Str plain_comma(struct arena *arena, Str line)
{
	struct strbuf plain = { .arena = arena };

	for (size_t i = 0; i < line.len; i++) {
		bool wide = str_starts_with(str_after(line, i), "，");

		buf_char(&plain, wide ? ',' : line.at[i]);
		i += wide ? sizeof "，" - 2 : 0;
	}
	return buf_str(&plain);
}

/* RULE area.shape: a place a line, longitude first. */
static bool read_places(struct act *act, const struct field *field, Str text, struct chain *out)
{
	size_t lines = 1, line = 0;
	Str rest = text, one;

	for (size_t i = 0; i < text.len; i++)
		lines += text.at[i] == '\n';
	out->at = ARENA_ARRAY(act->arena, struct place, lines + 1);    /* one more, to close a ring */
	while (!str_is_empty(rest)) {
		one = rest;
		if (!str_cut(rest, '\n', &one, &rest))
			rest = STR_NONE;
		line++;
		one = str_trim(one);
		if (str_is_empty(one))
			continue;
		if (!place_parse(plain_comma(act->arena, one), &out->at[out->count])) {
			fault_at(act, str_of(field->name), "area.shape", "第 %zu 行读不懂：每行写一个“经度,纬度”，或者写 GeoJSON", line);
			return false;
		}
		out->count++;
	}
	return true;
}

static bool shape_of_places(struct act *act, const struct field *field, Str text, struct shape *out)
{
	struct chain chain = { 0 };
	size_t least = field->shape == SHAPE_OF_AREA ? AREA_PLACES_LEAST : LINE_PLACES_LEAST;

	if (!read_places(act, field, text, &chain))
		return false;
	if (field->shape == SHAPE_OF_AREA && chain.count > 1 && place_equal(chain.at[0], chain.at[chain.count - 1]))
		chain.count--;
	if (chain.count < least) {
		fault_at(act, str_of(field->name), "area.shape", "至少要 %zu 个点，现在是 %zu 个", least, chain.count);
		return false;
	}
	*out = (struct shape){ 0 };
	if (field->shape == SHAPE_OF_LINE) {
		out->lines = ARENA_NEW(act->arena, struct chain);
		*out->lines = chain;
		out->line_count = 1;
		return true;
	}
	chain.at[chain.count++] = chain.at[0];
	out->polygons = ARENA_NEW(act->arena, struct polygon);
	out->polygons->rings = ARENA_NEW(act->arena, struct chain);
	*out->polygons->rings = chain;
	out->polygons->count = out->polygon_count = 1;
	return true;
}

static bool makes_sense(struct act *act, const struct field *field, const struct shape *shape)
{
	Str name = str_of(field->name), why = STR_NONE;
	struct place where = PLACE_NONE;

	if (shape_is_area(shape) != (field->shape == SHAPE_OF_AREA))
		fault_at(act, name, "area.shape", field->shape == SHAPE_OF_AREA ? "这里要多边形，不是线" : "这里要线，不是多边形");
	else if (field->shape == SHAPE_OF_LINE && shape_metres(shape) < 1)
		fault_at(act, name, "area.shape", "太短了，不到一米");
	else if (field->shape == SHAPE_OF_AREA && !shape_is_sound(act->arena, shape, &why, &where))
		fault_at(act, name, "area.shape", "%s", str_terminated(act->arena, why));
	else
		return true;
	return false;
}

void ground_read_shape(struct act *act, const struct field *field, void *row)
{
	Str text = str_trim(field_text(field, row)), why = STR_NONE;
	struct shape shape;

	if (str_is_empty(text))
		return;
	if (!str_starts_with(text, "{")) {
		if (!shape_of_places(act, field, text, &shape))
			return;
	} else if (!geojson_read_shape(act->arena, text, &shape, &why)) {
		fault_at(act, str_of(field->name), "area.shape", "%s", str_terminated(act->arena, why));
		return;
	}
	if (!makes_sense(act, field, &shape))
		return;
	text = geojson_text(act->arena, &shape);
	memcpy(field_at(field, row), &text, sizeof text);
}
