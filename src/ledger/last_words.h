/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* last_words.h - of each row, a fingerprint of the last thing the ledger says about it.
 *
 * For verify: some twenty bytes a row (400, were no two ids neighbours), where the texts themselves would be the whole
 * database. The fingerprint is NH and SipHash under keys drawn for this run, so nobody can prepare a row that passes for
 * another. */
#ifndef JUEBU_LEDGER_LAST_WORDS_H
#define JUEBU_LEDGER_LAST_WORDS_H

#include "base/arena.h"

struct last_words;

enum { LAST_WORDS_SUBJECTS = 1024 };             /* kinds of rows; the program has some dozens */

struct last_words *last_words_open(void);
void last_words_close(struct last_words *);
uint64_t last_words_print(const struct last_words *, Str after);         /* any thread */
/* print is that of after; gone: after is empty, the row is no more. false: more kinds of rows than can be. */
bool last_words_say(struct last_words *, Str subject, int64_t id, uint64_t print, bool gone);

enum agreement { AGREES, UNKNOWN_ROW, GONE_ROW, DIFFERS };
enum agreement last_words_compare(struct last_words *, Str subject, int64_t id, uint64_t print);
/* The lowest row that should be there and was not compared; false: none. */
bool last_words_missing(const struct last_words *, Str *subject_out, int64_t *id_out);

#endif
