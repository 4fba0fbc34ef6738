/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* cover.h - what had to be seen on a day or in a week, and what of it was seen: the judge of 二（一）.
 *
 * Computed from areas and roads as they stood and from positions by their own times, never declared. Reading acts only: it
 * takes some tenths of a second for a zone's week, so it is asked on a worker or by the clock (duty_rule.judge).
 * Owns: the ground (whose piece is what), the drive (what of it was passed), record coverage. Does not own: the engine
 * (geo/coverage.h), the shapes (area.h), the positions (track/). */
#ifndef JUEBU_CLAUSES_PATROL_COVER_H
#define JUEBU_CLAUSES_PATROL_COVER_H

#include "clauses/patrol/area.h"
#include "clauses/patrol/tour.h"
#include "geo/coverage.h"

/* ---- the ground: what is due ---- */

enum part_kind { PART_AREA /* 责任区域 */, PART_KEY_AREA /* 重点片域 */, PART_KEY_SECTION /* 重点路段 */, PART_KINDS };

/* One area or section with its pieces; what cannot be passed is taken out of them. */
struct part {
	enum part_kind kind;
	int64_t id;                     /* of the area or the road */
	Str name;
	size_t unit;                    /* into ground.units */
	struct piece_set set;
	struct shape shape;
};
struct ground_unit {
	UnitId id;
	Str name;
	struct piece_set owed;          /* within its areas: the share is counted over these */
	struct piece_set key;           /* of its key areas and key sections: each of these by itself */
	struct piece_set all;           /* both */
	struct piece_set closed;        /* not owed: approved as impassable */
};
struct ground {
	Date day;                       /* as it stood then */
	struct pieces pieces;           /* .road is the road's id; of an area's cells its id below nought */
	struct ground_unit *units;
	size_t unit_count, unit_room;
	struct part *parts;
	size_t part_count, part_room;
};

/* unit 0: all. */
bool ground_on(struct act *, Date, UnitId, struct ground *out) MUST_USE;
struct ground_unit *ground_unit(const struct ground *, UnitId);         /* NULL: it has no area and no key section */
Str ground_piece_name(struct act *, const struct ground *, size_t piece);        /* 科学大道 第 14 段 */

/* ---- the drive: what was passed ---- */

/* Positions with from <= time < until that had been received before `received`; not set: all there are. */
struct drive_ask { Instant from, until, received; bool times, gaps; };
struct drive_gap { DeviceId device; size_t unit; struct track_gap gap; };
struct drive {
	struct coverage *coverage;      /* of .all of each unit */
	size_t vehicles;                /* that sent anything */
	double metres_driven;
	struct drive_gap *gaps;         /* silences longer than the setting while a device was on its way */
	size_t gap_count, gap_room;
};
bool drive_over(struct act *, const struct ground *, const struct drive_ask *, struct drive *out) MUST_USE;

/* What a unit came to: the share of metres, and the key pieces that are missing. */
struct tally { struct coverage_sum area, key; size_t missed, key_missed; int share_permille; };
struct tally tally_of(const struct ground *, const struct drive *, size_t unit);

extern const struct setting_rule SETTING_SHARE, SETTING_RADIUS, SETTING_GAP;

/* ---- the judgement, as it was made ---- */

typedef struct { int64_t v; } CoverageId;
enum coverage_state { COVERAGE_MET, COVERAGE_SHORT, COVERAGE_STATES };
extern const struct words coverage_state_words;
struct coverage_row {
	CoverageId id;
	int64_t version;
	UnitId unit_id;
	Str period;                     /* 2026-W47, or 2026-11-18 for the key pieces of a day */
	enum coverage_state state;
	int64_t metres, metres_passed, pieces, pieces_passed, key_pieces, key_passed, share_permille;
	Str missed;                     /* road:k-k,… the pieces, as the ground of that day numbers them */
	Instant judged_at;
	Str words;
};
extern const struct record coverage_record;
extern const struct holding coverage_holding;
extern const struct permission CAN_READ_COVERAGE;

/* Of the unit and the week or day, as duty_rule.judge asks. The duty's period is the key of its week or its day. */
extern const struct judge WEEK_JUDGE, DAY_JUDGE;
/* found false: not judged yet. */
bool coverage_of(struct act *, UnitId, Str period, bool *found_out, struct coverage_row *out) MUST_USE;

extern const struct sql *const cover_statements[];

#endif
