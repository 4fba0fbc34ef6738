/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* geojson.h - shapes as text (RFC 7946): read from anybody's bytes, written with seven decimals, which is also how they are stored.
 *
 * Read are a FeatureCollection, a Feature or a bare geometry of LineString, MultiLineString, Polygon, MultiPolygon. What else stands
 * there is a fault with its path: "features.3.geometry.coordinates.0.7：…". Heights are left out. */
#ifndef JUEBU_GEO_GEOJSON_H
#define JUEBU_GEO_GEOJSON_H

#include "geo/shape.h"

struct property {
	Str name;
	Str value;                      /* of a text itself, of a number as written in decimals, of true and false those words */
	bool is_text;
};

struct feature {
	Str path;                       /* "features.3", for messages; empty: the whole file */
	struct shape shape;
	struct property *properties;    /* texts, numbers, true and false; what is nested is left out */
	size_t property_count;
};

struct features {
	struct feature *at;
	size_t count;
};

/* false: why in Chinese, with the path. Bytes need not be UTF-8. */
bool geojson_read(struct arena *, Str bytes, struct features *out, Str *why) MUST_USE;
/* The one shape that was stored. */
bool geojson_read_shape(struct arena *, Str bytes, struct shape *out, Str *why) MUST_USE;
bool feature_int(const struct feature *, const char *name, int64_t *out) MUST_USE;      /* a whole number, also as text */
Str feature_text(const struct feature *, const char *name);    /* empty: not there */

void geojson_put(struct strbuf *, const struct shape *);       /* a geometry; of an empty shape null */
Str geojson_text(struct arena *, const struct shape *);

#endif
