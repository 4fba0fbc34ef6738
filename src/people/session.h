/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* session.h - tokens and their hashes, between login.c, account.c and session.c only. */
#ifndef JUEBU_PEOPLE_SESSION_H
#define JUEBU_PEOPLE_SESSION_H

#include "people/people.h"

void sodium_ready(void);
Str random_hex(struct arena *, size_t bytes);
/* Is it locked, and one more wrong one if it was not right. Refuses with people.locked. */
bool password_guess(const struct act_seed *, int64_t now_real_s, const struct account *, bool is_right, struct refusal *) MUST_USE;
bool strays_note(struct act *, int64_t now_real_s) MUST_USE;     /* the unknown logins of the hours that are over */
void caller_judge_password(struct caller *, int64_t now_real_s); /* used too long? Then it must be changed */
Str hash_hex(struct arena *, Str);               /* SHA-256: what the database keeps of a token or a login */

#endif
