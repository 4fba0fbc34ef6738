/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* digest.h - which bytes an entry, a tree, a seal and an anchor are the hash of. Pure; fixed for ever.
 *
 * So that an independent verifier can be written from this page alone:
 *   int(x)   8 bytes, big-endian two's complement; what is NULL is 0
 *   text(x)  4 bytes, big-endian length in bytes, then the UTF-8 bytes; what is NULL is length 0
 *   entry  = SM3( 0x00 "juebu-1" int(no) int(id) int(written_at) int(effective_at) int(actor_id)
 *            text(actor_name) text(via) text(event) text(subject) int(subject_id) int(unit_id)
 *            text(before) text(after) text(note) )                    "juebu-1": 7 bytes, no NUL
 *   node   = SM3( 0x01 left right )
 *   root   = level by level, neighbours paired from the left; an odd last one goes up unchanged
 *   seal   = SM3( 0x02 previous int(first_no) int(last_no) root int(sealed_at) )
 *   bough  = SM3( 0x03 left right )
 *   tree   = over the seals of blocks 1 to n, paired as a root is, with boughs for nodes; of one seal: that seal
 *   anchor = one line of text, without its line feed:
 *            {"date":"2026-11-24","last_no":17,"blocks":9,"seal":"hex","tree":"hex","previous":"hex"}
 *            blocks: how many there are up to the entry last_no; seal: of the last of them; tree: over all of them;
 *            previous: SM3 of the line before, zeros for the first
 * previous is 32 bytes of zero for the first block. left, right, previous, root are 32 raw bytes each; the
 * first bytes keep an entry, a node, a seal and a bough from ever standing for one another; a line begins with 0x7b.
 *
 * A path leads from one leaf to the root (or tree): the neighbours it is paired with, from below. For leaf i of n (from
 * 0 on), level by level: an even i that is the last goes up unchanged and takes none; an odd i has its neighbour on the
 * left, an even one on the right; then i = i / 2, n = (n + 1) / 2, until n = 1. So an entry is proved by its path to
 * the root of its block (i = no - first_no, n = last_no - first_no + 1), the block's seal, and that seal's path to the
 * tree of an anchor (i = block - 1, n = blocks). */
#ifndef JUEBU_LEDGER_DIGEST_H
#define JUEBU_LEDGER_DIGEST_H

#include "ledger/ledger.h"
#include "ledger/sm3.h"

struct sm3_sum entry_digest(struct arena *, const struct ledger_entry *);
/* Of many at once (sm3_lanes.h). */
void entry_digests(struct arena *, const struct ledger_entry *, size_t count, struct sm3_sum *sums_out);
/* Of which tree: of the entries of a block, or of the seals of all blocks. */
enum tree_kind { TREE_OF_ENTRIES, TREE_OF_SEALS };
/* leaves is scratch: the levels of the tree are folded into it. count >= 1. */
struct sm3_sum merkle_root(struct sm3 *, enum tree_kind, struct sm3_sum *leaves, size_t count);
struct sm3_sum seal_digest(struct sm3 *, const struct sm3_sum *previous, int64_t first_no, int64_t last_no,
                          const struct sm3_sum *root, Instant sealed_at);

/* ---- paths ---- */
enum { PATH_MOST = 64 };
struct path { struct sm3_sum at[PATH_MOST]; size_t count; };
/* Appends leaf i's path; leaves is scratch. */
void merkle_path(struct sm3 *, enum tree_kind, struct sm3_sum *leaves, size_t count, size_t i, struct path *);
/* false: the path is not as long as it must be, or i is not below count. */
bool path_leads_to(struct sm3 *, enum tree_kind, const struct sm3_sum *leaf, int64_t i, int64_t count,
                   const struct path *, struct sm3_sum *root_out);

/* ---- the tree over all seals, seal by seal ---- */
enum { STOREY_LEVELS = 8, STOREY_WIDTH = 1 << STOREY_LEVELS, STOREYS = 7 };
/* peaks[k] is the bough over 2^k seals, where bit k of count is set. */
struct seal_tree { uint64_t count; struct sm3_sum peaks[64]; };
/* boughs_out[s]: the bough of storey s + 1 that this seal completed; how many storeys it completed. */
size_t seal_tree_add(struct sm3 *, struct seal_tree *, const struct sm3_sum *seal, struct sm3_sum boughs_out[STOREYS]);
struct sm3_sum seal_tree_head(struct sm3 *, const struct seal_tree *);          /* count >= 1 */

#endif
