/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* gpx.h - a track as hand-held receivers and telephones save it (GPX 1.0 and 1.1): the places of <trkpt> with their times, WGS-84.
 *
 * Routes and marks are left out, they say nothing about where somebody was. A point without a place or a time is a fault with its line. */
#ifndef JUEBU_GEO_GPX_H
#define JUEBU_GEO_GPX_H

#include "geo/coverage.h"

struct gpx {
	struct fix *at;                 /* in the order of the file; nothing is sorted or doubted here */
	size_t count;
};

/* false: why in Chinese, with the line. All points or none. */
bool gpx_read(struct arena *, Str bytes, struct gpx *out, Str *why) MUST_USE;

#endif
