/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* pack.h - positions as few bytes: what follows from the two before it is taken away, the rest is written in as few bits
 * as its kind has needed lately (Rice codes whose parameter adapts). Lossless, in the order given.
 *
 *     byte 0   1, the form
 *     byte 1   bit 0: degrees in 1e-6 (every coordinate is a multiple of ten 1e-7), bit 1: whole seconds
 *     byte 2   a bit for each member (time, lon, lat, altitude, course, speed, flags, delay): its step is taken to be the last
 *              one again, else it is taken to stay; of the delay (received minus time): all received at one time, else all as late
 *     then     LEB128: how many; then the first position, each member as a zigzag LEB128
 *     then     the bits of all others, the highest bit of a byte first; before a delay a bit: 0 as expected, 1 a number less one
 *
 * Pure. Owns: these bytes. Does not own: what a position means (track.h). */
#ifndef JUEBU_TRACK_PACK_H
#define JUEBU_TRACK_PACK_H

#include "track/track.h"

/* count is 1 or more. */
Str track_pack(struct arena *, const struct position *, size_t count);
/* false: not written by track_pack, cut off, or more than most. */
bool track_unpack(struct arena *, Str bytes, size_t most, struct position **out, size_t *count_out) MUST_USE;

#endif
