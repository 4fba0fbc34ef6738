/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* anchor_store.h - the SQL of anchors and of the tree over all seals, for ledger/ alone.
 *
 * Owns: every statement on ledger_bough and ledger_anchor, and the seals read by the number of their block. */
#ifndef JUEBU_LEDGER_ANCHOR_STORE_H
#define JUEBU_LEDGER_ANCHOR_STORE_H

#include "ledger/digest.h"

struct sums { struct sm3_sum *at; size_t count; };
/* Nodes from <= place < to of one storey, in order: the seals themselves (0; place is block - 1), or boughs.
 * Refused if one is missing or is no digest. */
bool anchor_store_nodes(struct act *, int64_t storey, int64_t from, int64_t to, struct sums *out) MUST_USE;
bool anchor_store_boughs(struct act *, int64_t storey, int64_t *count_out) MUST_USE;     /* up to the rightmost */
bool anchor_store_bough(struct act *, int64_t storey, int64_t place, Str *hex_out, bool *found_out) MUST_USE;
bool anchor_store_add_bough(struct act *, int64_t storey, int64_t place, Str hex) MUST_USE;

bool anchor_store_add(struct act *, const struct anchor *) MUST_USE;
bool anchor_store_of_day(struct act *, Date, bool *found_out) MUST_USE;
/* The first anchor with at least so many blocks. */
bool anchor_store_covering(struct act *, int64_t block, struct anchor *out, bool *found_out) MUST_USE;

#endif
