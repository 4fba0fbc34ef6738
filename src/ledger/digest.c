/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* digest.c - which bytes an entry, a tree and a seal are the hash of. See digest.h. */
#include "ledger/digest.h"

enum { OF_ENTRY = 0, OF_NODE = 1, OF_SEAL = 2 };

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

struct sm3_sum merkle_root(struct sm3 *sm3, struct sm3_sum *leaves, size_t count)
{
	must(count >= 1);
	while (count > 1) {
		size_t pairs = count / 2;

		for (size_t i = 0; i < pairs; i++) {
			begin(sm3, OF_NODE);
			sm3_add(sm3, leaves[2 * i].at, SM3_BYTES);
			sm3_add(sm3, leaves[2 * i + 1].at, SM3_BYTES);
			leaves[i] = sm3_end(sm3);
		}
		if (count % 2 == 1)
			leaves[pairs] = leaves[count - 1];
		count = pairs + count % 2;
	}
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
