/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* vault.c - SM4-CBC and HMAC-SM3 by OpenSSL, put together. See vault.h. */
#include "vault/vault.h"

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/rand.h>
#include <pthread.h>
#include <string.h>

#include "base/must.h"

enum { BLOCK = 16 };

struct vault {
	struct row_key wrap;            /* row keys are wrapped as a text would be */
	unsigned char token[VAULT_MAC_BYTES], check[VAULT_MAC_BYTES];
};

/* Looked up once per process: finding an algorithm costs more than using it on a telephone number. */
static EVP_CIPHER *sm4;
static EVP_MAC *hmac;
static pthread_once_t looked_up = PTHREAD_ONCE_INIT;

static void look_up(void)
{
	sm4 = EVP_CIPHER_fetch(NULL, "SM4-CBC", NULL);
	hmac = EVP_MAC_fetch(NULL, "HMAC", NULL);
	must(sm4 && hmac);
}

static const unsigned char *bytes_of(Str s)
{
	return (const unsigned char *)s.at;
}

static Str str_bytes(const unsigned char *at, size_t len)
{
	return (Str){ (const char *)at, len };
}

/* ---- the two algorithms ---- */

/* in: whole blocks; padding is ours, so that a wrong one is never told apart from a wrong MAC. */
void sm4_cbc(bool encrypt, const unsigned char key[SM4_KEY_BYTES], const unsigned char iv[BLOCK], Str in, unsigned char *out)
{
	EVP_CIPHER_CTX *context;
	int done = 0;

	must(in.len % BLOCK == 0 && in.len <= INT32_MAX);
	must(pthread_once(&looked_up, look_up) == 0);
	context = EVP_CIPHER_CTX_new();
	must(context && EVP_CipherInit_ex2(context, sm4, key, iv, encrypt, NULL) == 1);
	must(EVP_CIPHER_CTX_set_padding(context, 0) == 1);
	must(EVP_CipherUpdate(context, out, &done, bytes_of(in), (int)in.len) == 1 && (size_t)done == in.len);
	EVP_CIPHER_CTX_free(context);
}

void hmac_sm3(Str key, const Str *parts, size_t count, unsigned char out[VAULT_MAC_BYTES])
{
	char digest[] = "SM3";
	OSSL_PARAM parameters[] = { OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest, 0),
	                            OSSL_PARAM_construct_end() };
	EVP_MAC_CTX *context;
	size_t bytes = 0;

	must(pthread_once(&looked_up, look_up) == 0);
	context = EVP_MAC_CTX_new(hmac);
	must(context && EVP_MAC_init(context, bytes_of(key), key.len, parameters) == 1);
	for (size_t i = 0; i < count; i++)
		must(parts[i].len == 0 || EVP_MAC_update(context, bytes_of(parts[i]), parts[i].len) == 1);
	must(EVP_MAC_final(context, out, &bytes, VAULT_MAC_BYTES) == 1 && bytes == VAULT_MAC_BYTES);
	EVP_MAC_CTX_free(context);
}

static void fill_random(unsigned char *at, size_t bytes)
{
	must(RAND_bytes(at, (int)bytes) == 1);
}

/* ---- a text under a row's key ---- */

/* Each part behind its length, so that no two ways to cut give the same bytes. */
static void mac_of(const struct row_key *key, Str about, Str iv_and_cipher, unsigned char out[VAULT_MAC_BYTES])
{
	uint64_t length = about.len;
	unsigned char length_bytes[8];
	Str parts[3];

	for (int i = 7; i >= 0; i--, length >>= 8)
		length_bytes[i] = (unsigned char)length;
	parts[0] = str_bytes(length_bytes, sizeof length_bytes);
	parts[1] = about;
	parts[2] = iv_and_cipher;
	hmac_sm3(str_bytes(key->mac, sizeof key->mac), parts, COUNT_OF(parts), out);
}

/* PKCS#7: one to sixteen bytes, each saying how many. So the length is told only to the block. */
static Str padded(struct arena *arena, Str plain)
{
	size_t pad = BLOCK - plain.len % BLOCK;
	unsigned char *at = arena_take(arena, plain.len + pad);

	if (plain.len)
		memcpy(at, plain.at, plain.len);
	memset(at + plain.len, (int)pad, pad);
	return str_bytes(at, plain.len + pad);
}

Str row_key_seal(struct arena *arena, const struct row_key *key, Str about, Str plain)
{
	Str text = padded(arena, plain);
	size_t body = BLOCK + text.len;
	unsigned char *out = arena_take(arena, body + VAULT_MAC_BYTES);

	fill_random(out, BLOCK);
	sm4_cbc(true, key->cipher, out, text, out + BLOCK);
	mac_of(key, about, str_bytes(out, body), out + body);
	return str_hex(arena, str_bytes(out, body + VAULT_MAC_BYTES));
}

bool row_key_open(struct arena *arena, const struct row_key *key, Str about, Str sealed, Str *plain_out)
{
	unsigned char mac[VAULT_MAC_BYTES], *bytes, *text;
	size_t count = sealed.len / 2, body = count - VAULT_MAC_BYTES, pad;

	if (sealed.len % 2 || count < 2 * BLOCK + VAULT_MAC_BYTES || body % BLOCK)
		return false;
	bytes = arena_take(arena, count);
	if (!str_unhex(sealed, bytes))
		return false;
	mac_of(key, about, str_bytes(bytes, body), mac);
	if (CRYPTO_memcmp(mac, bytes + body, VAULT_MAC_BYTES) != 0)
		return false;
	text = arena_take(arena, body - BLOCK);
	sm4_cbc(false, key->cipher, bytes, str_bytes(bytes + BLOCK, body - BLOCK), text);
	pad = text[body - BLOCK - 1];
	must(pad >= 1 && pad <= BLOCK);         /* the MAC vouches for it */
	*plain_out = str_bytes(text, body - BLOCK - pad);
	return true;
}

struct row_key row_key_random(void)
{
	struct row_key key;

	fill_random(key.cipher, sizeof key.cipher);
	fill_random(key.mac, sizeof key.mac);
	return key;
}

void row_key_forget(struct row_key *key)
{
	OPENSSL_cleanse(key, sizeof *key);
}

/* ---- the house's key ---- */

struct vault_master vault_master_random(void)
{
	struct vault_master master;

	fill_random(master.at, sizeof master.at);
	return master;
}

static void derive(const struct vault_master *master, Str use, unsigned char out[VAULT_MAC_BYTES])
{
	hmac_sm3(str_bytes(master->at, sizeof master->at), &use, 1, out);
}

static void forget(void *vault)
{
	OPENSSL_cleanse(vault, sizeof(struct vault));
}

struct vault *vault_open(struct arena *arena, const struct vault_master *master)
{
	struct vault *vault = ARENA_NEW(arena, struct vault);
	unsigned char wide[VAULT_MAC_BYTES];

	derive(master, STR("juebu wrap sm4"), wide);
	memcpy(vault->wrap.cipher, wide, sizeof vault->wrap.cipher);
	OPENSSL_cleanse(wide, sizeof wide);
	derive(master, STR("juebu wrap hmac"), vault->wrap.mac);
	derive(master, STR("juebu token"), vault->token);
	derive(master, STR("juebu check"), vault->check);
	arena_on_close(arena, forget, vault);
	return vault;
}

Str vault_wrap(const struct vault *vault, struct arena *arena, Str about, const struct row_key *key)
{
	return row_key_seal(arena, &vault->wrap, about, str_bytes((const unsigned char *)key, sizeof *key));
}

bool vault_unwrap(const struct vault *vault, Str about, Str wrapped, struct row_key *out)
{
	struct arena *own = arena_open();
	Str bytes = STR_NONE;
	bool opened = row_key_open(own, &vault->wrap, about, wrapped, &bytes) && bytes.len == sizeof *out;

	if (opened)
		memcpy(out, bytes.at, sizeof *out);
	arena_close(own);
	return opened;
}

Str vault_token(const struct vault *vault, struct arena *arena, Str about, Str plain)
{
	const Str parts[] = { about, STR("\n"), plain };
	unsigned char token[VAULT_MAC_BYTES];

	hmac_sm3(str_bytes(vault->token, sizeof vault->token), parts, COUNT_OF(parts), token);
	return str_hex(arena, str_bytes(token, sizeof token));
}

Str vault_check(const struct vault *vault, struct arena *arena)
{
	return str_hex(arena, str_bytes(vault->check, sizeof vault->check));
}
