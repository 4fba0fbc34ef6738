/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* personal.h - personal text of a row: sealed where it is stored, masked where it is shown, opened by one function.
 *
 * Each row has a key of its own (schema/0011_personal.sql), wrapped by the house's (vault/). A ciphertext opens in its row
 * and its field only. Unchanged text keeps its ciphertext, so row and ledger can be compared without any key.
 * Owns: the keys' table, masks, what to say where nothing can be opened. Does not own: who may see (clause/personal.c). */
#ifndef JUEBU_RECORD_PERSONAL_H
#define JUEBU_RECORD_PERSONAL_H

#include "record/record.h"
#include "vault/vault.h"

enum personal_state {
	PERSONAL_NONE,                  /* nothing is given */
	PERSONAL_OPEN,
	PERSONAL_ERASED,                /* its key was destroyed */
	PERSONAL_NO_KEY,                /* the house's key is not here, or is another house's */
	PERSONAL_SPOILT,                /* changed, moved from elsewhere, or its key is gone without an erasure */
	PERSONAL_STATES
};
/* The text in clear. Only for who was asked why: clause/personal.c notes it in the ledger. */
enum personal_state personal_open(struct act *, const struct field *, const void *row, Str *plain_out);
/* What stands in its place: 138****5678 for who may ask for the whole, *** for others, 已删除, 密钥不在, 无法打开. */
Str personal_shown(struct act *, const struct field *, const void *row, bool may_ask);
Str personal_state_words(const struct house *, enum personal_state);            /* of those that do not open */
Str personal_masked(struct arena *, enum mask, Str plain);
bool record_has_personal(const struct record *);

/* Somebody gives it: what is shown in its place, or the same text, changes nothing. */
void personal_give(struct act *, const struct field *, void *row, Str typed);
Personal personal_of(Str plain);                 /* for a new row made by code */

/* ---- the keys ---- */
typedef struct { int64_t v; } PersonalKeyId;
struct personal_key {
	PersonalKeyId id;
	int64_t version;
	Str record;
	int64_t row_id;
	Str about;
	int64_t generation;
	Str wrapped;
	Instant made_at, erased_at;
	Str ground;
};
extern const struct record personal_key_record;
/* Into the row about to be stored; its tokens go at once. The ledger gets "<record>.erase_personal" about the row. */
bool personal_erase(struct act *, struct personal_key *, Str ground) MUST_USE;

extern const struct sql *const personal_statements[];

#endif
