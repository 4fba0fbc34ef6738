/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* ledger_store.h - the SQL of the ledger, for ledger/ alone.
 *
 * Owns: every statement on ledger and ledger_seal; those on boughs and anchors stand in anchor_store.h. Rows are read in pieces of `most`, never the whole table. */
#ifndef JUEBU_LEDGER_LEDGER_STORE_H
#define JUEBU_LEDGER_LEDGER_STORE_H

#include "ledger/ledger.h"

bool ledger_store_append(struct act *, const struct event *) MUST_USE;
bool ledger_store_of(struct act *, const char *subject, int64_t subject_id, int64_t before_id, size_t most,
                     struct entries *out) MUST_USE;
/* Entries with floor_id <= id < ask->before_id. */
bool ledger_store_list(struct act *, const struct ledger_ask *, int64_t floor_id, struct entries *out) MUST_USE;
bool ledger_store_is_direct(const struct ledger_ask *);          /* an index leads to the entries: none is looked at in vain */
/* The first entry at or after this id; found: false if there is none. */
bool ledger_store_at(struct act *, int64_t id, int64_t *id_out, Instant *written_at_out, bool *found_out) MUST_USE;
bool ledger_store_newest(struct act *, int64_t *id_out) MUST_USE;        /* 0: none */
bool ledger_store_last_no(struct act *, int64_t *no_out) MUST_USE;       /* 0: none is sealed */
/* Those with after_no < no <= until_no, by number. */
bool ledger_store_between(struct act *, int64_t after_no, int64_t until_no, struct entries *out) MUST_USE;

/* The newest entry that says something of the row, and not only that it was looked at. */
bool ledger_store_last_of(struct act *, Str subject, int64_t subject_id, struct entries *out) MUST_USE;

bool ledger_store_add_seal(struct act *, const struct seal *) MUST_USE;
bool ledger_store_last_seal(struct act *, struct seal *out, bool *found_out) MUST_USE;    /* without leaves */
/* The block that holds this number, with leaves. */
bool ledger_store_seal_of(struct act *, int64_t no, struct seal *out, bool *found_out) MUST_USE;

#endif
