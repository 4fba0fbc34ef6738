/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* pass.h - look-back: who passed a place within sight, and when.
 *
 * Owns: passes, and an index of tracks that finds them. Pure. Does not own: what a pass means (责任倒查).
 * Between two points that follow each other within the gap a vehicle is taken to have driven straight and evenly. */
#ifndef JUEBU_GEO_PASS_H
#define JUEBU_GEO_PASS_H

#include "geo/coverage.h"

struct pass {
	uint32_t track;                 /* as the index numbers them */
	int64_t entered, left;          /* seconds; the same for a point that stands alone */
	int64_t nearest;                /* when it was nearest … */
	double metres;                  /* … and how near that was */
};

struct pass_ask {
	struct place at;
	double within;                  /* metres of sight */
	int64_t from, to;               /* of the time range, both included */
	int64_t gap;
};

/* All passes of one track, in the order of time. */
size_t passes_of_track(struct arena *, const struct fix *, size_t count, const struct pass_ask *, struct pass **out);

/* ---- many problems over many tracks ---- */
struct track {
	const struct fix *at;           /* in the order of time; stays where it is as long as the index */
	size_t count;
};

struct pass_index;

struct pass_index *pass_index_build(struct arena *, const struct track *, size_t count);
/* Passes of all tracks, by track and time. May be asked from several threads, each with its own arena. */
size_t pass_index_find(const struct pass_index *, struct arena *, const struct pass_ask *, struct pass **out);

#endif
