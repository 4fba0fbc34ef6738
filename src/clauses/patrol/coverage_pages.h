/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* coverage_pages.h - a week of coverage as the page, the map and the lists show it, for clauses/patrol/ only.
 *
 * A closed week shows what was judged, and pieces from what had been received by its due minute; the week that runs shows
 * what there is now. Reading acts on a worker. */
#ifndef JUEBU_CLAUSES_PATROL_COVERAGE_PAGES_H
#define JUEBU_CLAUSES_PATROL_COVERAGE_PAGES_H

#include "clauses/patrol/cover_inner.h"
#include "clauses/patrol/lookback.h"

struct week_ask {
	Period week;
	UnitId only;                    /* of whom the caller may see; 0: all */
	UnitId chosen;                  /* 0: none of them in particular */
};
/* ?week=2026-W47&unit=7: this week and nobody in particular if not said. Refuses what is no week, what is to come, and a unit
 * that is not the caller's to see. Asks no database. */
bool week_asked(struct act *, const struct call *, struct week_ask *out) MUST_USE;

/* What one unit came to in the week. */
struct unit_week {
	struct tally tally;             /* of the pieces as they are shown */
	bool judged;
	struct coverage_row row;        /* the judgement, if there is one: it is what counts */
	int days_due, days_met;         /* of its key pieces, the days that have begun */
	size_t gaps, lookbacks;
};
struct week_view {
	struct week_ask ask;
	Instant due;                    /* when it is judged */
	bool running, closed;           /* neither: it has ended and waits for its judgement */
	Instant received;               /* what came later is left out; not set: nothing */
	struct ground ground;
	struct drive drive;
	struct unit_week *units;        /* as ground.units */
	struct lookback *lookbacks;     /* of problems reported in the week; none for who may not read them */
	size_t lookback_count;
};
/* of: 0 all. days: with the days of key pieces. */
bool week_view(struct act *, const struct week_ask *, UnitId of, bool days, struct week_view *out) MUST_USE;
bool unit_is_short(struct act *, const struct week_view *, size_t unit);
int unit_permille(const struct week_view *, size_t unit);
double unit_metres_missed(const struct week_view *, size_t unit);
Instant week_due(Period);

/* Pieces of one road or area that follow each other. */
struct run { size_t unit, first, last; double metres; };
struct runs { struct run *at; size_t count, room; };
void runs_of(struct act *, const struct ground *, size_t unit, const struct piece_set *, struct runs *add_to);
/* 科学大道 */
bool run_road(struct act *, const struct ground *, const struct run *, Str *out) MUST_USE;
Str run_pieces(struct act *, const struct ground *, const struct run *);         /* 第 3—16 段 */
bool run_is_key(const struct ground *, const struct run *);

/* coverage_json.c: a feature as web/js/map/base.mjs draws it. number 0: none; no href: it leads nowhere. */
struct map_feature { Str id, geometry; const char *look; Str label, words; int64_t number; Str href, action; };
void map_feature_put(struct json *, const struct map_feature *);
Str place_geometry(struct act *, struct place);

/* coverage_late.c: the card of what came after the judgement; writes nothing where nothing did. */
bool coverage_late(struct act *, struct html, const struct week_view *) MUST_USE;

/* Points of a device and week that are played. */
enum { TRACK_POINTS_MOST = 2000 };
/* coverage_play.c: [time, lon, lat in 1e-7 degree, 1 behind a silence], at most TRACK_POINTS_MOST. */
void track_points_put(struct json *, const struct fix *, size_t count, int64_t gap);

/* coverage_page.c, coverage_json.c, coverage_missed.c, coverage_play.c, lookback_page.c */
RouteHandler coverage_page, coverage_map, coverage_missed, coverage_missed_file, coverage_play, lookback_page, lookback_map, lookback_sums_page;

#endif
