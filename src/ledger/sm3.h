/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* sm3.h - the hash of GB/T 32905-2016, by OpenSSL.
 *
 * Owns: how bytes become a digest. Does not own: which bytes (digest.h). A failing library ends the
 * program: a hash that cannot be computed must never look like one that differs. */
#ifndef JUEBU_LEDGER_SM3_H
#define JUEBU_LEDGER_SM3_H

#include "base/arena.h"

enum { SM3_BYTES = 32, SM3_HEX = 64 };

struct sm3_sum { unsigned char at[SM3_BYTES]; };

struct sm3;                                      /* used again and again: looking the hash up costs more than a short one */

struct sm3 *sm3_open(struct arena *);            /* ends with the arena */
void sm3_begin(struct sm3 *);
void sm3_add(struct sm3 *, const void *bytes, size_t count);
struct sm3_sum sm3_end(struct sm3 *);

struct sm3_sum sm3_of(Str bytes);
Str sm3_hex(struct arena *, const struct sm3_sum *);           /* 64 lower-case digits */
bool sm3_parse(Str hex, struct sm3_sum *out);  /* lower case only: one digest, one text */
bool sm3_equal(const struct sm3_sum *, const struct sm3_sum *);

#endif
