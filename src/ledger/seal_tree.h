/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* seal_tree.h - the tree over the seals of all blocks, out of the database: grown, its head, a way through it.
 *
 * What is kept of it is one bough for 256 blocks, so growing costs one row for 256 seals and a way is read in some
 * hundred rows a storey, however long the chain. */
#ifndef JUEBU_LEDGER_SEAL_TREE_H
#define JUEBU_LEDGER_SEAL_TREE_H

#include "ledger/digest.h"

/* Writes the boughs that so many blocks complete and that are not there yet. */
bool tree_grow(struct act *, int64_t blocks) MUST_USE;
/* Both need the tree grown to that many blocks. */
bool tree_head(struct act *, int64_t blocks, struct sm3_sum *out) MUST_USE;
bool tree_path(struct act *, int64_t blocks, int64_t block, struct path *out) MUST_USE;

#endif
