/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* key.h - between key.c and house.c. */
#ifndef JUEBU_APP_KEY_H
#define JUEBU_APP_KEY_H

#include "store/act.h"

/* Reads the key file if there is one; writes: into a database that has met none. false: a file that must not be used, said. */
bool house_find_key(struct arena *, struct house *, Str db, bool writes) MUST_USE;

#endif
