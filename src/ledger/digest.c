/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* digest.c - which bytes an entry, a tree, a seal and an anchor are the hash of. See digest.h. */
#include "ledger/digest.h"

enum { OF_ENTRY = 0, OF_NODE = 1, OF_SEAL = 2, OF_BOUGH = 3 };

static void begin(struct sm3 *sm3, unsigned char kind)
{
	sm3_begin(sm3);
	sm3_add(sm3, &kind, 1);
}

static void add_big_endian(struct sm3 *sm3, uint64_t value, size_t count)
{
	unsigned char bytes[8];

	for (size_t i = 0; i < count; i++)
		bytes[i] = (unsigned char)(value >> (8 * (count - 1 - i)));
	sm3_add(sm3, bytes, count);
}

static void add_int(struct sm3 *sm3, int64_t value)
{
	add_big_endian(sm3, (uint64_t)value, 8);
}

static void add_text(struct sm3 *sm3, Str text)
{
	must(text.len <= UINT32_MAX);
	add_big_endian(sm3, text.len, 4);
	sm3_add(sm3, text.at, text.len);
}

struct sm3_sum entry_digest(struct sm3 *sm3, const struct ledger_entry *e)
{
	begin(sm3, OF_ENTRY);
	sm3_add(sm3, "juebu-1", 7);
	add_int(sm3, e->no);
	add_int(sm3, e->id);
	add_int(sm3, e->written_at.sec);
	add_int(sm3, e->effective_at.sec);
	add_int(sm3, e->actor_id);
	add_text(sm3, e->actor_name);
	add_text(sm3, e->via);
	add_text(sm3, e->event);
	add_text(sm3, e->subject);
	add_int(sm3, e->subject_id);
	add_int(sm3, e->unit_id);
	add_text(sm3, e->before);
	add_text(sm3, e->after);
	add_text(sm3, e->note);
	return sm3_end(sm3);
}

static struct sm3_sum pair(struct sm3 *sm3, enum tree_kind kind, const struct sm3_sum *left, const struct sm3_sum *right)
{
	begin(sm3, kind == TREE_OF_SEALS ? OF_BOUGH : OF_NODE);
	sm3_add(sm3, left->at, SM3_BYTES);
	sm3_add(sm3, right->at, SM3_BYTES);
	return sm3_end(sm3);
}

/* The level above, into the same place; how many it has. */
static size_t fold(struct sm3 *sm3, enum tree_kind kind, struct sm3_sum *level, size_t count)
{
	size_t pairs = count / 2;

	for (size_t i = 0; i < pairs; i++)
		level[i] = pair(sm3, kind, &level[2 * i], &level[2 * i + 1]);
	if (count % 2 == 1)
		level[pairs] = level[count - 1];
	return pairs + count % 2;
}

struct sm3_sum merkle_root(struct sm3 *sm3, enum tree_kind kind, struct sm3_sum *leaves, size_t count)
{
	must(count >= 1);
	while (count > 1)
		count = fold(sm3, kind, leaves, count);
	return leaves[0];
}

struct sm3_sum seal_digest(struct sm3 *sm3, const struct sm3_sum *previous, int64_t first_no, int64_t last_no,
                          const struct sm3_sum *root, Instant sealed_at)
{
	begin(sm3, OF_SEAL);
	sm3_add(sm3, previous->at, SM3_BYTES);
	add_int(sm3, first_no);
	add_int(sm3, last_no);
	sm3_add(sm3, root->at, SM3_BYTES);
	add_int(sm3, sealed_at.sec);
	return sm3_end(sm3);
}

/* ---- paths ---- */

static bool goes_up_alone(uint64_t i, uint64_t count)
{
	return i % 2 == 0 && i == count - 1;
}

void merkle_path(struct sm3 *sm3, enum tree_kind kind, struct sm3_sum *leaves, size_t count, size_t i, struct path *path)
{
	must(i < count);
	for (; count > 1; i /= 2) {
		if (!goes_up_alone(i, count)) {
			must(path->count < PATH_MOST);
			path->at[path->count++] = leaves[i ^ 1];
		}
		count = fold(sm3, kind, leaves, count);
	}
}

bool path_leads_to(struct sm3 *sm3, enum tree_kind kind, const struct sm3_sum *leaf, int64_t i, int64_t count,
                   const struct path *path, struct sm3_sum *root_out)
{
	struct sm3_sum at = *leaf;
	size_t used = 0;

	if (i < 0 || i >= count)
		return false;
	for (uint64_t place = (uint64_t)i, left = (uint64_t)count; left > 1; place /= 2, left = (left + 1) / 2) {
		const struct sm3_sum *beside;

		if (goes_up_alone(place, left))
			continue;
		if (used == path->count)
			return false;
		beside = &path->at[used++];
		at = place % 2 == 1 ? pair(sm3, kind, beside, &at) : pair(sm3, kind, &at, beside);
	}
	if (used != path->count)
		return false;
	*root_out = at;
	return true;
}

/* ---- the tree over all seals ---- */

size_t seal_tree_add(struct sm3 *sm3, struct seal_tree *tree, const struct sm3_sum *seal, struct sm3_sum boughs_out[STOREYS])
{
	struct sm3_sum at = *seal;
	unsigned level = 0;
	size_t storeys = 0;

	for (; tree->count >> level & 1; level++) {
		at = pair(sm3, TREE_OF_SEALS, &tree->peaks[level], &at);
		if ((level + 1) % STOREY_LEVELS == 0)
			boughs_out[storeys++] = at;
	}
	tree->peaks[level] = at;
	tree->count++;
	return storeys;
}

struct sm3_sum seal_tree_head(struct sm3 *sm3, const struct seal_tree *tree)
{
	unsigned level = 0;
	struct sm3_sum at;

	must(tree->count >= 1);
	while (!(tree->count >> level & 1))
		level++;
	at = tree->peaks[level];
	for (level++; level < 64 && tree->count >> level != 0; level++)
		if (tree->count >> level & 1)
			at = pair(sm3, TREE_OF_SEALS, &tree->peaks[level], &at);
	return at;
}
