/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* coverage.h - which pieces were passed, by whom, and when.
 *
 * Owns: the engine. Pure: it knows neither weeks nor databases; who asks chooses the points.
 * A piece is passed by a unit if a point of the unit's own vehicles, or the segment between two points of one vehicle that
 * follow each other within the gap, comes within the radius. A gap in a track is a gap: nothing is drawn across it.
 *
 * How: each unit has a grid over its own pieces, each stroke in every cell within the radius of it; so a segment looks only
 * into the cells it goes through itself. A stroke that was passed is taken out of the cell, so roads driven every day cost nothing more:
 * one look into an empty cell. */
#ifndef JUEBU_GEO_COVERAGE_H
#define JUEBU_GEO_COVERAGE_H

#include "geo/piece.h"

enum { COVERAGE_RADIUS_METRES = 30, COVERAGE_GAP_SECONDS = 120 };

/* Where a vehicle was and when: seconds since 1970. */
struct fix {
	int64_t t;
	struct place at;
};

struct coverage_ask {
	const struct pieces *pieces;
	const struct piece_set *units;  /* the pieces of each unit; a piece may be of several */
	size_t unit_count;
	double radius;                  /* metres */
	int64_t gap;                    /* seconds; 0: points alone */
	bool times;                     /* keep when each piece was first and last passed: every pass is looked at then */
};

/* Instead of a unit: nobody's points. They part those before and behind them all the same. */
#define COVERAGE_NOBODY SIZE_MAX

struct coverage;

struct coverage *coverage_begin(struct arena *, const struct coverage_ask *);   /* keeps pieces; units are read now */
/* Points of one vehicle come in the order of their times; vehicles may be mixed and are numbered from 0 without large holes.
 * A point that goes back in time begins the track anew. unit: whose vehicle it was then. */
void coverage_point(struct coverage *, size_t unit, size_t vehicle, struct fix);
/* A whole track in one call; joined to nothing before or after it. */
void coverage_track(struct coverage *, size_t unit, const struct fix *, size_t count);
/* What another coverage of the same ask found. */
void coverage_merge(struct coverage *into, const struct coverage *);

bool coverage_passed(const struct coverage *, size_t unit, size_t piece);
const struct piece_set *coverage_set(const struct coverage *, size_t unit);     /* all of that unit's that were passed */
/* Only if asked for. To the second: the ends of the stretch within the radius. false: never passed. */
bool coverage_times(const struct coverage *, size_t unit, size_t piece, int64_t *first, int64_t *last);

struct coverage_sum {
	size_t pieces, passed;
	double metres, metres_passed;
};

/* Over the unit's pieces; among: only those that are in this set too (a key section, an area), NULL: all. */
struct coverage_sum coverage_sum(const struct coverage *, size_t unit, const struct piece_set *among);

/* ---- about one track, in the order of its times ---- */
struct track_gap {
	struct fix from, to;
};

/* Silences longer than so many seconds between two points. */
size_t track_gaps(struct arena *, const struct fix *, size_t count, int64_t gap, struct track_gap **out);
/* Seconds within an area: of each segment that does not cross a gap, the share of it that lies inside. */
double track_dwell(const struct fix *, size_t count, int64_t gap, const struct shape *area);
double track_metres(const struct fix *, size_t count, int64_t gap);

#endif
