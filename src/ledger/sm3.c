/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* sm3.c - the hash of GB/T 32905-2016, by OpenSSL. See sm3.h. */
#include "ledger/sm3.h"

#include <openssl/evp.h>
#include <string.h>

#include "base/must.h"

/* An entry is some thirty small pieces; handing each to the library costs as much as hashing them. */
struct sm3 {
	EVP_MD *kind;
	EVP_MD_CTX *context;
	size_t held;
	unsigned char small[512];
};

static void sm3_close(void *thing)
{
	struct sm3 *sm3 = thing;

	EVP_MD_CTX_free(sm3->context);
	EVP_MD_free(sm3->kind);
}

struct sm3 *sm3_open(struct arena *arena)
{
	struct sm3 *sm3 = ARENA_NEW(arena, struct sm3);

	sm3->kind = EVP_MD_fetch(NULL, "SM3", NULL);
	sm3->context = EVP_MD_CTX_new();
	must(sm3->kind && sm3->context);
	arena_on_close(arena, sm3_close, sm3);
	return sm3;
}

void sm3_begin(struct sm3 *sm3)
{
	must(EVP_DigestInit_ex2(sm3->context, sm3->kind, NULL) == 1);
	sm3->held = 0;
}

static void hand_over(struct sm3 *sm3)
{
	must(EVP_DigestUpdate(sm3->context, sm3->small, sm3->held) == 1);
	sm3->held = 0;
}

void sm3_add(struct sm3 *sm3, const void *bytes, size_t count)
{
	if (count == 0)
		return;
	if (count > sizeof sm3->small - sm3->held)
		hand_over(sm3);
	if (count > sizeof sm3->small) {
		must(EVP_DigestUpdate(sm3->context, bytes, count) == 1);
		return;
	}
	memcpy(sm3->small + sm3->held, bytes, count);
	sm3->held += count;
}

struct sm3_sum sm3_end(struct sm3 *sm3)
{
	struct sm3_sum d;
	unsigned bytes = 0;

	hand_over(sm3);
	must(EVP_DigestFinal_ex(sm3->context, d.at, &bytes) == 1 && bytes == SM3_BYTES);
	return d;
}

struct sm3_sum sm3_of(Str bytes)
{
	struct arena *arena = arena_open();
	struct sm3 *sm3 = sm3_open(arena);
	struct sm3_sum d;

	sm3_begin(sm3);
	sm3_add(sm3, bytes.at, bytes.len);
	d = sm3_end(sm3);
	arena_close(arena);
	return d;
}

Str sm3_hex(struct arena *arena, const struct sm3_sum *d)
{
	return str_hex(arena, (Str){ (const char *)d->at, SM3_BYTES });
}

bool sm3_parse(Str hex, struct sm3_sum *out)
{
	struct sm3_sum d;

	if (hex.len != SM3_HEX || !str_unhex(hex, d.at))
		return false;
	*out = d;
	return true;
}

bool sm3_equal(const struct sm3_sum *a, const struct sm3_sum *b)
{
	return memcmp(a->at, b->at, SM3_BYTES) == 0;
}
