/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* tls.c - the certificate and its key: read, held against each other, read again when they were renewed.
 *
 * Owns: which certificate a handshake is shown. Does not own: the handshake itself (the library, GnuTLS below it).
 * A certificate read earlier stays until the end: a handshake may be showing it. */
#include <gnutls/abstract.h>
#include <gnutls/x509.h>
#include <string.h>

#include "base/must.h"
#include "http/live.h"

enum { CHAIN_MOST = 8, KEY_ID_BYTES = 64 };

struct pair {
	gnutls_pcert_st chain[CHAIN_MOST];
	unsigned count;
	gnutls_privkey_t key;
	int64_t expires_real_s;
	struct pair *earlier;
};

struct tls {
	struct arena *arena;
	const char *certificate_file, *key_file;
	struct pair *_Atomic pair;
};

static bool say(struct arena *arena, Str *error_out, const char *file, const char *why)
{
	*error_out = str_format(arena, "%s：%s", file, why);
	return false;
}

static void pair_end(struct pair *pair)
{
	for (unsigned i = 0; i < pair->count; i++)
		gnutls_pcert_deinit(&pair->chain[i]);
	pair->count = 0;
	if (pair->key)
		gnutls_privkey_deinit(pair->key);
	pair->key = NULL;
}

static bool read_chain(struct tls *tls, struct pair *pair, Str *error_out)
{
	gnutls_datum_t text = { NULL, 0 };
	gnutls_x509_crt_t first;
	unsigned count = CHAIN_MOST;
	int read;

	if (gnutls_load_file(tls->certificate_file, &text) < 0)
		return say(tls->arena, error_out, tls->certificate_file, "证书文件不能读，请核对路径和权限");
	read = gnutls_pcert_list_import_x509_raw(pair->chain, &count, &text, GNUTLS_X509_FMT_PEM, 0);
	gnutls_free(text.data);
	if (read < 0 || count == 0)
		return say(tls->arena, error_out, tls->certificate_file, "不是 PEM 证书，请换成证书（链）文件");
	pair->count = count;
	if (gnutls_pcert_export_x509(&pair->chain[0], &first) < 0)
		return say(tls->arena, error_out, tls->certificate_file, "证书读不懂，请重新签发");
	pair->expires_real_s = (int64_t)gnutls_x509_crt_get_expiration_time(first);
	gnutls_x509_crt_deinit(first);
	return true;
}

static bool read_key(struct tls *tls, struct pair *pair, Str *error_out)
{
	gnutls_datum_t text = { NULL, 0 };
	int read;

	if (gnutls_load_file(tls->key_file, &text) < 0)
		return say(tls->arena, error_out, tls->key_file, "私钥文件不能读，请核对路径和权限");
	must(gnutls_privkey_init(&pair->key) == 0);
	read = gnutls_privkey_import_x509_raw(pair->key, &text, GNUTLS_X509_FMT_PEM, NULL, 0);
	gnutls_memset(text.data, 0, text.size);
	gnutls_free(text.data);
	return read >= 0 || say(tls->arena, error_out, tls->key_file, "不是没有口令的 PEM 私钥，请换成私钥文件");
}

/* Two that do not belong together would fail in every visitor's browser and nowhere else. */
static bool belong_together(struct pair *pair)
{
	unsigned char of_certificate[KEY_ID_BYTES], of_key[KEY_ID_BYTES];
	size_t certificate_len = sizeof of_certificate, key_len = sizeof of_key;
	gnutls_pubkey_t public;
	bool same;

	must(gnutls_pubkey_init(&public) == 0);
	same = gnutls_pubkey_import_privkey(public, pair->key, 0, 0) >= 0
	    && gnutls_pubkey_get_key_id(public, GNUTLS_KEYID_USE_SHA256, of_key, &key_len) >= 0
	    && gnutls_pubkey_get_key_id(pair->chain[0].pubkey, GNUTLS_KEYID_USE_SHA256, of_certificate, &certificate_len) >= 0
	    && key_len == certificate_len && memcmp(of_key, of_certificate, key_len) == 0;
	gnutls_pubkey_deinit(public);
	return same;
}

bool tls_read(struct tls *tls, Str *error_out)
{
	struct pair *pair = ARENA_NEW(tls->arena, struct pair);

	if (!read_chain(tls, pair, error_out) || !read_key(tls, pair, error_out)) {
		pair_end(pair);
		return false;
	}
	if (!belong_together(pair)) {
		pair_end(pair);
		return say(tls->arena, error_out, tls->certificate_file, "证书和私钥不是一对，请核对两个文件");
	}
	pair->earlier = atomic_load(&tls->pair);
	atomic_store(&tls->pair, pair);
	return true;
}

struct tls *tls_open(Str certificate_file, Str key_file, struct arena *errors, Str *error_out)
{
	struct arena *arena = arena_open();
	struct tls *tls = ARENA_NEW(arena, struct tls);

	tls->arena = arena;
	tls->certificate_file = str_terminated(arena, certificate_file);
	tls->key_file = str_terminated(arena, key_file);
	if (tls_read(tls, error_out))
		return tls;
	*error_out = arena_copy(errors, *error_out);
	arena_close(arena);
	return NULL;
}

void tls_close(struct tls *tls)
{
	if (!tls)
		return;
	for (struct pair *pair = atomic_load(&tls->pair); pair; pair = pair->earlier)
		pair_end(pair);
	arena_close(tls->arena);
}

int64_t tls_expires_real_s(const struct tls *tls)
{
	return atomic_load(&tls->pair)->expires_real_s;
}

/* The library keeps the connection with the session, and we our wire with the connection. */
int tls_show(gnutls_session_t session, const gnutls_datum_t *authorities, int authorities_count,
	     const gnutls_pk_algorithm_t *algorithms, int algorithms_count, gnutls_pcert_st **chain,
	     unsigned *chain_count, gnutls_privkey_t *key)
{
	struct MHD_Connection *connection = gnutls_session_get_ptr(session);
	struct pair *pair = atomic_load(&wire_of(connection)->server->tls->pair);

	(void)authorities;
	(void)authorities_count;
	(void)algorithms;
	(void)algorithms_count;
	*chain = pair->chain;
	*chain_count = pair->count;
	*key = pair->key;
	return 0;
}
