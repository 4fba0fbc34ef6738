/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* digest.h - which bytes an entry, a tree and a seal are the hash of. Pure; fixed for ever.
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
 * previous is 32 bytes of zero for the first block. left, right, previous, root are 32 raw bytes each; the
 * three first bytes keep an entry, a node and a seal from ever standing for one another. */
#ifndef JUEBU_LEDGER_DIGEST_H
#define JUEBU_LEDGER_DIGEST_H

#include "ledger/ledger.h"
#include "ledger/sm3.h"

struct sm3_sum entry_digest(struct sm3 *, const struct ledger_entry *);
/* leaves is scratch: the levels of the tree are folded into it. count >= 1. */
struct sm3_sum merkle_root(struct sm3 *, struct sm3_sum *leaves, size_t count);
struct sm3_sum seal_digest(struct sm3 *, const struct sm3_sum *previous, int64_t first_no, int64_t last_no,
                          const struct sm3_sum *root, Instant sealed_at);

#endif
