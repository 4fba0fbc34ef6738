/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* vault.h - short texts made unreadable: SM4 (GB/T 32907) under a row's own key, that key under the house's.
 *
 * Encrypt-then-MAC: SM4-CBC with a fresh random IV, HMAC-SM3 over what it is about, the IV and the ciphertext. "About" is
 * the place the text stands at ("account.phone"); at another place it does not open. Who destroys the row's key
 * has destroyed the text, in every copy of it. Owns: these bytes, and the file the house's key lies in (key_file.c).
 * Does not own: tables, masks, who may read (record/personal.h). A failing library ends the program. */
#ifndef JUEBU_VAULT_VAULT_H
#define JUEBU_VAULT_VAULT_H

#include "base/arena.h"

enum { VAULT_MASTER_BYTES = 32, SM4_KEY_BYTES = 16, VAULT_MAC_BYTES = 32 };

/* The house's key: everything it is used for is derived from it, each under a word of its own. */
struct vault_master { unsigned char at[VAULT_MASTER_BYTES]; };
/* 128 bits for SM4, 256 for HMAC-SM3. */
struct row_key { unsigned char cipher[SM4_KEY_BYTES], mac[VAULT_MAC_BYTES]; };

struct vault_master vault_master_random(void);
struct row_key row_key_random(void);
void row_key_forget(struct row_key *);           /* out of memory too */

Str row_key_seal(struct arena *, const struct row_key *, Str about, Str plain);  /* lower-case hex */
/* false: not sealed by this key, or not about that, or a bit differs. */
bool row_key_open(struct arena *, const struct row_key *, Str about, Str sealed, Str *plain_out);

struct vault *vault_open(struct arena *, const struct vault_master *);          /* its keys are wiped when the arena closes */
Str vault_wrap(const struct vault *, struct arena *, Str about, const struct row_key *);
bool vault_unwrap(const struct vault *, Str about, Str wrapped, struct row_key *out);
/* The same text about the same gives the same token: to find what is equal without opening anything. */
Str vault_token(const struct vault *, struct arena *, Str about, Str plain);
/* Stands in the database, so that a wrong key is known as wrong before it is used. Tells nothing about the key. */
Str vault_check(const struct vault *, struct arena *);

/* ---- the file ---- */
enum key_file { KEY_FILE_READ, KEY_FILE_NONE /* there is none */, KEY_FILE_REFUSED /* others may read it, or it is none of ours */ };
enum key_file key_file_read(struct arena *, Str path, struct vault_master *out, Str *why_out);
/* A new key in a new file that only its owner may read; never over another (false: why). On disk when it returns. */
bool key_file_make(struct arena *, Str path, struct vault_master *out, Str *why_out) __attribute__((warn_unused_result));

/* Exported for the standards' own test vectors. */
void sm4_cbc(bool encrypt, const unsigned char key[SM4_KEY_BYTES], const unsigned char iv[16], Str in, unsigned char *out);
void hmac_sm3(Str key, const Str *parts, size_t count, unsigned char out[VAULT_MAC_BYTES]);

#endif
