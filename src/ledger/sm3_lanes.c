/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* sm3_lanes.c - many messages hashed at once. See sm3_lanes.h.
 *
 * A lane that has come to the end of its message takes the next that waits, so messages of any lengths keep all lanes busy
 * until none waits. Owns: which message is in which lane, the padding, how many lanes this processor has. */
#include "ledger/sm3_lanes.h"

#include <string.h>

#include "base/must.h"

enum { LANES_MOST = 16, SM3_WORDS = 8, SM3_BLOCK = 64, SM3_EXPANDED = 68, SM3_ROUNDS = 64, LENGTH_BYTES = 8 };

#define ROTATED(x, n) ((x) << (n) | (x) >> (32 - (n)))

static uint32_t big_endian(const unsigned char *at)
{
	return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | (uint32_t)at[3];
}

/* T(j) of the standard, turned left by j. */
static inline uint32_t round_constant(unsigned j)
{
	uint32_t t = j < 16 ? 0x79cc4519u : 0x7a879d8au;

	return t << (j % 32) | t >> ((32 - j % 32) % 32);
}

#define WIDTH 4
#define COMPRESS compress_4
#define TARGET
#include "ledger/sm3_rounds.h"

#if defined(__x86_64__)
#define WIDTH 8
#define COMPRESS compress_8
#define TARGET __attribute__((target("avx2")))
#include "ledger/sm3_rounds.h"

#define WIDTH 16
#define COMPRESS compress_16
#define TARGET __attribute__((target("avx512f")))
#include "ledger/sm3_rounds.h"
#endif

typedef void Compress(uint32_t state[SM3_WORDS][LANES_MOST], const unsigned char *const blocks[LANES_MOST]);

/* NULL: not on this processor. */
static Compress *compress_in(unsigned lanes)
{
#if defined(__x86_64__)
	if (lanes == 16)
		return __builtin_cpu_supports("avx512f") ? compress_16 : NULL;
	if (lanes == 8)
		return __builtin_cpu_supports("avx2") ? compress_8 : NULL;
#endif
	return lanes == 4 ? compress_4 : NULL;
}

/* One message on its way: what is left of it, and its end with the padding. */
struct lane {
	const unsigned char *at;        /* NULL: idle */
	size_t blocks;                  /* left here before the tail */
	size_t tail_blocks;             /* left of the tail */
	size_t message;
	unsigned char tail[2 * SM3_BLOCK];
};

struct hashing {
	const Str *messages;
	size_t count, taken;
	struct sm3_sum *sums_out;
	uint32_t state[SM3_WORDS][LANES_MOST];
	struct lane lanes[LANES_MOST];
};

/* The bytes behind the last whole block, a one, zeros, the length in bits (§5.2). */
static void pad(struct lane *lane, Str message)
{
	size_t rest = message.len % SM3_BLOCK;
	uint64_t bits = (uint64_t)message.len * 8;

	lane->tail_blocks = rest + 1 + LENGTH_BYTES > SM3_BLOCK ? 2 : 1;
	memset(lane->tail, 0, sizeof lane->tail);
	if (rest > 0)
		memcpy(lane->tail, message.at + message.len - rest, rest);
	lane->tail[rest] = 0x80;
	for (size_t i = 0; i < LENGTH_BYTES; i++)
		lane->tail[lane->tail_blocks * SM3_BLOCK - 1 - i] = (unsigned char)(bits >> (8 * i));
}

/* The next message into this lane; false: none waits. */
static bool take_message(struct hashing *h, unsigned at)
{
	static const uint32_t start[SM3_WORDS] = { 0x7380166f, 0x4914b2b9, 0x172442d7, 0xda8a0600,
		                                   0xa96f30bc, 0x163138aa, 0xe38dee4d, 0xb0fb0e4e };
	struct lane *lane = &h->lanes[at];
	Str message;

	lane->at = NULL;
	if (h->taken == h->count)
		return false;
	lane->message = h->taken++;
	message = h->messages[lane->message];
	pad(lane, message);
	lane->blocks = message.len / SM3_BLOCK;
	lane->at = lane->blocks > 0 ? (const unsigned char *)message.at : lane->tail;
	for (size_t i = 0; i < SM3_WORDS; i++)
		h->state[i][at] = start[i];
	return true;
}

/* Past the block that was compressed; false: it was the message's last. */
static bool step_on(struct lane *lane)
{
	if (lane->blocks > 0) {
		lane->blocks--;
		lane->at = lane->blocks > 0 ? lane->at + SM3_BLOCK : lane->tail;
		return true;
	}
	lane->tail_blocks--;
	lane->at += SM3_BLOCK;
	return lane->tail_blocks > 0;
}

static void give_sum(struct hashing *h, unsigned at)
{
	struct sm3_sum *sum = &h->sums_out[h->lanes[at].message];

	for (size_t i = 0; i < SM3_WORDS; i++)
		for (size_t byte = 0; byte < 4; byte++)
			sum->at[4 * i + byte] = (unsigned char)(h->state[i][at] >> (24 - 8 * byte));
}

bool sm3_many_in(unsigned lanes, const Str *messages, size_t count, struct sm3_sum *sums_out)
{
	static const unsigned char nothing[SM3_BLOCK];
	Compress *compress = compress_in(lanes);
	struct hashing h = { .messages = messages, .count = count, .sums_out = sums_out };
	const unsigned char *blocks[LANES_MOST];
	unsigned busy = 0;

	if (!compress)
		return false;
	for (unsigned i = 0; i < lanes; i++)
		busy += take_message(&h, i);
	while (busy > 0) {
		for (unsigned i = 0; i < lanes; i++)
			blocks[i] = h.lanes[i].at ? h.lanes[i].at : nothing;
		compress(h.state, blocks);
		for (unsigned i = 0; i < lanes; i++) {
			if (!h.lanes[i].at || step_on(&h.lanes[i]))
				continue;
			give_sum(&h, i);
			busy -= !take_message(&h, i);
		}
	}
	return true;
}

void sm3_many(const Str *messages, size_t count, struct sm3_sum *sums_out)
{
	must(sm3_many_in(16, messages, count, sums_out) || sm3_many_in(8, messages, count, sums_out)
	     || sm3_many_in(4, messages, count, sums_out));
}
