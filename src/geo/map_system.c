/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* map_system.c - GCJ-02 and BD-09, as the maps of AutoNavi, Tencent and Baidu are drawn.
 *
 * The formulas are the ones all public converters share (constants of the Krasovsky ellipsoid). Beyond the box around China
 * GCJ-02 is WGS-84. The way back is found by iteration on the way there. */
#include <math.h>

#include "geo/point.h"

struct degrees {
	double lon, lat;
};

static const double AXIS = 6378245.0, EE = 0.00669342162296594323;

static bool is_shifted(struct degrees p)
{
	return p.lon >= 72.004 && p.lon <= 137.8347 && p.lat >= 0.8293 && p.lat <= 55.8271;
}

static double waves(double a, double b)
{
	return (20 * sin(6 * a * M_PI) + 20 * sin(2 * a * M_PI) + 20 * sin(b * M_PI) + 40 * sin(b / 3 * M_PI)) * 2 / 3;
}

static double shift_lat(double x, double y)
{
	return -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * sqrt(fabs(x)) + waves(x, y)
	       + (160 * sin(y / 12 * M_PI) + 320 * sin(y * M_PI / 30)) * 2 / 3;
}

static double shift_lon(double x, double y)
{
	return 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * sqrt(fabs(x)) + waves(x, x)
	       + (150 * sin(x / 12 * M_PI) + 300 * sin(x / 30 * M_PI)) * 2 / 3;
}

static struct degrees gcj_of(struct degrees p)
{
	double x = p.lon - 105, y = p.lat - 35, rad = p.lat / 180 * M_PI, s = sin(rad), w = 1 - EE * s * s;

	if (!is_shifted(p))
		return p;
	return (struct degrees){
		p.lon + shift_lon(x, y) * 180 / (AXIS / sqrt(w) * cos(rad) * M_PI),
		p.lat + shift_lat(x, y) * 180 / (AXIS * (1 - EE) / (w * sqrt(w)) * M_PI),
	};
}

static struct degrees bd_of_gcj(struct degrees p)
{
	const double step = M_PI * 3000 / 180;
	double far = hypot(p.lon, p.lat) + 0.00002 * sin(p.lat * step);
	double angle = atan2(p.lat, p.lon) + 0.000003 * cos(p.lon * step);

	return (struct degrees){ far * cos(angle) + 0.0065, far * sin(angle) + 0.006 };
}

static struct degrees forward(struct degrees p, enum map_system system)
{
	switch (system) {
	case MAP_GCJ02:
		return gcj_of(p);
	case MAP_BD09:
		return bd_of_gcj(gcj_of(p));
	case MAP_WGS84:
	case MAP_SYSTEMS:
		break;
	}
	return p;
}

static struct place place_near(struct degrees p, struct place otherwise)
{
	struct place out = otherwise;

	return place_of_degrees(p.lon, p.lat, &out) ? out : otherwise;
}

bool map_system_named(Str name, enum map_system *out)
{
	static const char *const names[MAP_SYSTEMS] = { [MAP_WGS84] = "wgs84", [MAP_GCJ02] = "gcj02", [MAP_BD09] = "bd09" };

	for (enum map_system system = 0; system < MAP_SYSTEMS; system++) {
		if (!str_is(name, names[system]))
			continue;
		*out = system;
		return true;
	}
	return false;
}

struct place place_to_system(struct place p, enum map_system system)
{
	return system == MAP_WGS84 ? p : place_near(forward((struct degrees){ place_lon(p), place_lat(p) }, system), p);
}

struct place place_from_system(struct place p, enum map_system system)
{
	struct degrees want = { place_lon(p), place_lat(p) }, guess = want;

	if (system == MAP_WGS84)
		return p;
	/* The shift changes by less than a thousandth from here to there, so each round is worth three digits. At the
	 * edge of the box it jumps and the guesses alternate: the bound ends that. */
	for (int round = 0; round < 12; round++) {
		struct degrees there = forward(guess, system);

		guess.lon += want.lon - there.lon;
		guess.lat += want.lat - there.lat;
	}
	return place_near(guess, p);
}
