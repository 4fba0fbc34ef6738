/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* cover_inner.h - what the files of coverage and look-back lend each other, for clauses/patrol/ only. */
#ifndef JUEBU_CLAUSES_PATROL_COVER_INNER_H
#define JUEBU_CLAUSES_PATROL_COVER_INNER_H

#include "clauses/patrol/cover.h"

struct devices { struct device *at; size_t count; };

/* The sound positions of one device that count for its unit, in order; a person's only while on a patrol. */
bool fixes_of(struct act *, const struct device *, const struct drive_ask *, struct fix **out, size_t *count_out) MUST_USE;

/* What a judge found out, from look to settle: judgement.more. */
struct seen { struct tally tally; Str missed; };

/* cover_store.c */
bool cover_store_devices(struct act *, UnitId, struct devices *out) MUST_USE;   /* retired ones too: they may have driven then */

/* "12:0-3,12:7,-4:2": road and pieces of a set, as coverage_row.missed has them; what has no room is left out and *cut says so. */
Str pieces_text(struct act *, const struct ground *, const struct piece_set *, bool *cut);
/* The pieces of that unit that are in a set and were not passed. */
struct piece_set not_passed(struct act *, const struct ground *, const struct drive *, size_t unit, const struct piece_set *among);

#endif
