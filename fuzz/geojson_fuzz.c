/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* geojson_fuzz.c - any bytes as GeoJSON: refused with words, or shapes that can be measured, cut, checked, and written so that they
 * are read back the same. */
#include "base/limits.h"
#include "base/must.h"
#include "geo/geojson.h"
#include "geo/piece.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count);

static void write_and_read(struct arena *arena, const struct shape *shape)
{
	Str text = geojson_text(arena, shape), why = STR_NONE;
	struct shape back;

	must(geojson_read_shape(arena, text, &back, &why));
	must(str_equal(geojson_text(arena, &back), text));
}

static void try_shape(struct arena *arena, const struct shape *shape)
{
	struct box box = shape_box(shape);
	struct pieces pieces = pieces_new(arena, plane_at(box_middle(&box)));
	struct piece_set set;
	struct place where;
	Str why = STR_NONE;

	must(!shape_is_empty(shape) && shape_places(shape) >= 2 && shape_metres(shape) >= 0);
	write_and_read(arena, shape);
	if (!shape_is_area(shape)) {
		/* A road around the world is cut into more pieces than one input is worth. */
		must(shape_metres(shape) > 100000 || pieces_add_road(&pieces, 1, shape));
		set = piece_set_new(arena, &pieces);
		must(piece_set_count(&set) == 0);
		return;
	}
	must(shape_is_sound(arena, shape, &why, &where) || (!str_is_empty(why) && str_is_utf8(why)));
	must(shape_distance(shape, shape->polygons[0].rings[0].at[0]) < 1);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count)
{
	struct arena *arena = arena_open();
	struct features features = { 0 };
	Str why = STR_NONE;

	if (geojson_read(arena, (Str){ (const char *)bytes, count }, &features, &why)) {
		for (size_t i = 0; i < features.count; i++)
			try_shape(arena, &features.at[i].shape);
	} else {
		must(features.count == 0 && !str_is_empty(why) && str_is_utf8(why));
	}
	arena_close(arena);
	return 0;
}
