/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* anchor_file.h - the file outside the database in which the head of the ledger stands, one line a day.
 *
 * Owns: reading and writing that file. Does not own: what an anchor vouches for (ledger/anchor.c). */
#ifndef JUEBU_APP_ANCHOR_FILE_H
#define JUEBU_APP_ANCHOR_FILE_H

#include "ledger/ledger.h"

struct anchor_lines { struct anchor *at; size_t count; };

bool file_read_whole(struct arena *, Str path, int64_t most_bytes, Str *out) MUST_USE;   /* false: not there, too large, not UTF-8 */

/* What the flag --anchor gave: a file of such lines, or "17:3fa9…" as printed. false: it cannot be read, or a line does
 * not hold in itself; place is then the line, else empty. */
bool anchors_given(struct arena *, Str given, struct anchor_lines *out, Str *place_out, Str *why_out) MUST_USE;
bool anchors_vouch_for(const struct anchor_lines *, const struct proof *);

/* Where the anchors go: as named, else JUEBU_ANCHORS, else beside the database's own file; empty: nowhere. */
Str anchors_named(struct arena *, const struct store *, Str given);
/* The clock's daily duty: makes today's anchor from 00:05 on if there is none, and writes to the file what it lacks.
 * What goes wrong is logged and tried again with the next round. */
bool anchors_keep(struct house *, Str path, Instant now);

#endif
