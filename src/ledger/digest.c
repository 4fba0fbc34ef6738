/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* digest.c - which bytes an entry, a tree, a seal and an anchor are the hash of. See digest.h. */
#include "ledger/digest.h"

#include <endian.h>
#include <string.h>

#include "ledger/sm3_lanes.h"

enum { OF_NODE = 1, OF_SEAL = 2, OF_BOUGH = 3 };
enum { PAIRS_AT_ONCE = 64, PAIRS_WORTH_LANES = 3 };

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

/* ---- entries: their bytes in one piece, so that many are hashed at once ---- */

enum { ENTRY_INTS = 7, ENTRY_TEXTS = 7, ENTRY_FIXED = 8 + 8 * ENTRY_INTS + 4 * ENTRY_TEXTS };

static size_t entry_bytes(const struct ledger_entry *e)
{
	return ENTRY_FIXED + e->actor_name.len + e->via.len + e->event.len + e->subject.len + e->before.len + e->after.len
	     + e->note.len;
}

static void write_int(struct strbuf *out, int64_t value)
{
	uint64_t big_endian = htobe64((uint64_t)value);

	buf_add(out, (Str){ (const char *)&big_endian, sizeof big_endian });
}

static void write_text(struct strbuf *out, Str text)
{
	uint32_t big_endian = htobe32((uint32_t)text.len);

	must(text.len <= UINT32_MAX);
	buf_add(out, (Str){ (const char *)&big_endian, sizeof big_endian });
	buf_add(out, text);
}

/* Room for it is there. */
static Str write_entry(struct strbuf *out, const struct ledger_entry *e)
{
	size_t from = out->len;

	buf_add(out, (Str){ "\0juebu-1", 8 });
	write_int(out, e->no);
	write_int(out, e->id);
	write_int(out, e->written_at.sec);
	write_int(out, e->effective_at.sec);
	write_int(out, e->actor_id);
	write_text(out, e->actor_name);
	write_text(out, e->via);
	write_text(out, e->event);
	write_text(out, e->subject);
	write_int(out, e->subject_id);
	write_int(out, e->unit_id);
	write_text(out, e->before);
	write_text(out, e->after);
	write_text(out, e->note);
	return (Str){ out->at + from, out->len - from };
}

struct sm3_sum entry_digest(struct arena *arena, const struct ledger_entry *e)
{
	struct strbuf bytes = { .arena = arena };

	return sm3_of(write_entry(&bytes, e));
}

void entry_digests(struct arena *arena, const struct ledger_entry *entries, size_t count, struct sm3_sum *sums_out)
{
	struct strbuf bytes = { .arena = arena };
	Str *messages = ARENA_ARRAY(arena, Str, count);
	size_t all = 0;

	for (size_t i = 0; i < count; i++)
		all += entry_bytes(&entries[i]);
	buf_reserve(&bytes, all);
	for (size_t i = 0; i < count; i++)
		messages[i] = write_entry(&bytes, &entries[i]);
	must(bytes.len == all);         /* else it has moved, and the messages with it */
	sm3_many(messages, count, sums_out);
}

/* ---- trees ---- */

static struct sm3_sum pair(struct sm3 *sm3, enum tree_kind kind, const struct sm3_sum *left, const struct sm3_sum *right)
{
	begin(sm3, kind == TREE_OF_SEALS ? OF_BOUGH : OF_NODE);
	sm3_add(sm3, left->at, SM3_BYTES);
	sm3_add(sm3, right->at, SM3_BYTES);
	return sm3_end(sm3);
}

/* As many pairs as there are lanes, at most; their nodes into the first places of the level. */
static void pair_many(enum tree_kind kind, const struct sm3_sum *from, size_t pairs, struct sm3_sum *into)
{
	enum { NODE_BYTES = 1 + 2 * SM3_BYTES };
	unsigned char bytes[PAIRS_AT_ONCE][NODE_BYTES];
	Str messages[PAIRS_AT_ONCE];

	for (size_t i = 0; i < pairs; i++) {
		bytes[i][0] = kind == TREE_OF_SEALS ? OF_BOUGH : OF_NODE;
		memcpy(bytes[i] + 1, &from[2 * i], NODE_BYTES - 1);
		messages[i] = (Str){ (const char *)bytes[i], NODE_BYTES };
	}
	sm3_many(messages, pairs, into);
}

/* The level above, into the same place; how many it has. A single pair is not worth the lanes. */
static size_t fold(struct sm3 *sm3, enum tree_kind kind, struct sm3_sum *level, size_t count)
{
	size_t pairs = count / 2;

	if (pairs < PAIRS_WORTH_LANES) {
		for (size_t i = 0; i < pairs; i++)
			level[i] = pair(sm3, kind, &level[2 * i], &level[2 * i + 1]);
	} else {
		for (size_t i = 0; i < pairs; i += PAIRS_AT_ONCE)
			pair_many(kind, &level[2 * i], pairs - i < PAIRS_AT_ONCE ? pairs - i : PAIRS_AT_ONCE, &level[i]);
	}
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
