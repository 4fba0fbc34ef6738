/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* point.c - places, distance, and the plane around a place. */
#include "geo/point.h"

#include <math.h>

#define RADIANS(degrees) ((degrees) * (M_PI / 180))

static const double HALF_AXIS = 6378137.0, FLATTENING = 1 / 298.257223563;     /* WGS-84 */

enum { ROUND_DEGREES = 360, MOST_LON = 180, MOST_LAT = 90 };

bool place_is_set(struct place p)
{
	return p.lon != 0 || p.lat != 0;
}

bool place_equal(struct place a, struct place b)
{
	return a.lon == b.lon && a.lat == b.lat;
}

bool place_of_degrees(double lon, double lat, struct place *out)
{
	if (!(fabs(lon) <= MOST_LON && fabs(lat) <= MOST_LAT))          /* so that no number is refused too */
		return false;
	*out = (struct place){ (int32_t)lround(lon * PLACE_ONE_DEGREE), (int32_t)lround(lat * PLACE_ONE_DEGREE) };
	return true;
}

double place_lon(struct place p)
{
	return (double)p.lon / PLACE_ONE_DEGREE;
}

double place_lat(struct place p)
{
	return (double)p.lat / PLACE_ONE_DEGREE;
}

/* The first seven digits count, the eighth rounds, the rest must be digits. */
static bool take_fraction(Str digits, int64_t *value)
{
	for (size_t i = 0; i < 7; i++) {
		char c = i < digits.len ? digits.at[i] : '0';

		if (c < '0' || c > '9')
			return false;
		*value = *value * 10 + (c - '0');
	}
	for (size_t i = 7; i < digits.len; i++)
		if (digits.at[i] < '0' || digits.at[i] > '9')
			return false;
	*value += digits.len > 7 && digits.at[7] >= '5';
	return true;
}

bool degrees_parse(Str text, int32_t *out)
{
	bool negative = text.len > 0 && text.at[0] == '-';
	Str rest = str_after(text, negative);
	int64_t value = 0;
	size_t i = 0;

	for (; i < rest.len && rest.at[i] >= '0' && rest.at[i] <= '9'; i++) {
		value = value * 10 + (rest.at[i] - '0');
		if (value > MOST_LON)
			return false;
	}
	if (i == 0 || (i < rest.len && (rest.at[i] != '.' || i + 1 == rest.len)))
		return false;
	if (!take_fraction(str_after(rest, i < rest.len ? i + 1 : i), &value) || value > (int64_t)MOST_LON * PLACE_ONE_DEGREE)
		return false;
	*out = (int32_t)(negative ? -value : value);
	return true;
}

/* Metres of a radian: along the meridian, and along the parallel. */
static void metres_at(double lat, double *north, double *east)
{
	double e2 = FLATTENING * (2 - FLATTENING), s = sin(RADIANS(lat)), w = 1 - e2 * s * s;

	*north = HALF_AXIS * (1 - e2) / (w * sqrt(w));
	*east = HALF_AXIS / sqrt(w) * cos(RADIANS(lat));
}

double place_distance(struct place a, struct place b)
{
	double north, east, lon = place_lon(b) - place_lon(a);

	if (fabs(lon) > MOST_LON)
		lon -= copysign(ROUND_DEGREES, lon);
	metres_at((place_lat(a) + place_lat(b)) / 2, &north, &east);
	return hypot(RADIANS(lon) * east, RADIANS(place_lat(b) - place_lat(a)) * north);
}

struct plane plane_at(struct place middle)
{
	double north, east;

	metres_at(place_lat(middle), &north, &east);
	return (struct plane){ middle, RADIANS(east) / PLACE_ONE_DEGREE, RADIANS(north) / PLACE_ONE_DEGREE };
}

struct spot plane_spot(const struct plane *plane, struct place p)
{
	return (struct spot){ ((double)p.lon - plane->middle.lon) * plane->x_metres,
		              ((double)p.lat - plane->middle.lat) * plane->y_metres };
}

static int32_t on_the_globe(double value, int most)
{
	double edge = (double)most * PLACE_ONE_DEGREE;

	return (int32_t)lround(fmin(fmax(value, -edge), edge));
}

struct place plane_place(const struct plane *plane, struct spot s)
{
	/* At a pole a degree of longitude has no metres. */
	double lon = plane->x_metres > 0 ? s.x / plane->x_metres : 0;

	return (struct place){ on_the_globe(plane->middle.lon + lon, MOST_LON),
		               on_the_globe(plane->middle.lat + s.y / plane->y_metres, MOST_LAT) };
}

double spot_distance(struct spot a, struct spot b)
{
	return hypot(b.x - a.x, b.y - a.y);
}
