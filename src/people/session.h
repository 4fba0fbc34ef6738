/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* session.h - tokens and their hashes, between login.c, account.c and session.c only. */
#ifndef JUEBU_PEOPLE_SESSION_H
#define JUEBU_PEOPLE_SESSION_H

#include "people/people.h"

void sodium_ready(void);
Str random_hex(struct arena *, size_t bytes);
Str hash_hex(struct arena *, Str);               /* SHA-256: what the database keeps of a token or a login */

#endif
