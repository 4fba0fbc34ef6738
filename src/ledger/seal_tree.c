/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* seal_tree.c - the tree over the seals of all blocks, out of the database. See seal_tree.h.
 *
 * Storey 0 are the seals, a node of storey s + 1 stands over 256 of storey s. All nodes of a storey are complete and
 * kept but perhaps the last, which is folded anew from what stands below it. */
#include "ledger/seal_tree.h"

#include "ledger/anchor_store.h"

/* Nodes of a storey from `from` on, at most 256: those kept, and behind them the last if it is not complete. */
static bool read_group(struct act *act, int64_t storey, int64_t from, int64_t complete, const struct sm3_sum *last,
                       struct sums *out)
{
	int64_t to = from + STOREY_WIDTH < complete ? from + STOREY_WIDTH : complete;
	struct sums kept = { 0 };

	out->at = ARENA_ARRAY(act->arena, struct sm3_sum, STOREY_WIDTH + 1);
	if (from < to && !anchor_store_nodes(act, storey, from, to, &kept))
		return false;
	for (out->count = 0; out->count < kept.count; out->count++)
		out->at[out->count] = kept.at[out->count];
	if (last && to == complete && out->count < STOREY_WIDTH)
		out->at[out->count++] = *last;
	return true;
}

/* The last node of the storey above, if it is not complete: out of the group at the right end. found false: none. */
static bool fold_end(struct act *act, struct sm3 *sm3, int64_t storey, int64_t complete, struct sm3_sum *last,
                     bool *has_last)
{
	struct sums group;

	if (!read_group(act, storey, complete / STOREY_WIDTH * STOREY_WIDTH, complete, *has_last ? last : NULL, &group))
		return false;
	*has_last = group.count > 0;
	if (*has_last)
		*last = merkle_root(sm3, TREE_OF_SEALS, group.at, group.count);
	return true;
}

/* Adds, storey by storey, the way of this block; at the end *top is the head. block 0: the head alone. */
static bool climb(struct act *act, int64_t blocks, int64_t block, struct path *path, struct sm3_sum *top)
{
	struct sm3 *sm3 = sm3_open(act->arena);
	struct sm3_sum last = { { 0 } };
	bool has_last = false;
	int64_t complete = blocks, place = block - 1;

	must(blocks >= 1 && block <= blocks);
	for (int64_t storey = 0;; storey++, complete /= STOREY_WIDTH, place /= STOREY_WIDTH) {
		bool is_top = complete + has_last <= STOREY_WIDTH;
		struct sums group;

		if (block > 0) {
			if (!read_group(act, storey, place / STOREY_WIDTH * STOREY_WIDTH, complete,
			                has_last ? &last : NULL, &group))
				return false;
			merkle_path(sm3, TREE_OF_SEALS, group.at, group.count, (size_t)(place % STOREY_WIDTH), path);
		}
		if (is_top) {
			if (!read_group(act, storey, 0, complete, has_last ? &last : NULL, &group))
				return false;
			*top = merkle_root(sm3, TREE_OF_SEALS, group.at, group.count);
			return true;
		}
		if (!fold_end(act, sm3, storey, complete, &last, &has_last))
			return false;
	}
}

bool tree_head(struct act *act, int64_t blocks, struct sm3_sum *out)
{
	return climb(act, blocks, 0, NULL, out);
}

bool tree_path(struct act *act, int64_t blocks, int64_t block, struct path *out)
{
	struct sm3_sum top;

	out->count = 0;
	return climb(act, blocks, block, out, &top);
}

static bool grow_one(struct act *act, struct sm3 *sm3, int64_t storey, int64_t place)
{
	struct sums below;
	struct sm3_sum bough;

	if (!anchor_store_nodes(act, storey - 1, place * STOREY_WIDTH, (place + 1) * STOREY_WIDTH, &below))
		return false;
	bough = merkle_root(sm3, TREE_OF_SEALS, below.at, below.count);
	return anchor_store_add_bough(act, storey, place, sm3_hex(act->arena, &bough));
}

bool tree_grow(struct act *act, int64_t blocks)
{
	struct sm3 *sm3 = sm3_open(act->arena);
	int64_t complete = blocks / STOREY_WIDTH;

	for (int64_t storey = 1; complete > 0; storey++, complete /= STOREY_WIDTH) {
		int64_t there = 0;

		if (!anchor_store_boughs(act, storey, &there))
			return false;
		for (; there < complete; there++)
			if (!grow_one(act, sm3, storey, there))
				return false;
	}
	return true;
}
