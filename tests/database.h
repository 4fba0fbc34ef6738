/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* database.h - between database.c and bare_house.c: a house says when its database is migrated. */
#ifndef JUEBU_TESTS_DATABASE_H
#define JUEBU_TESTS_DATABASE_H

#include "store/store.h"

struct database;
/* Held until the test ends. Behind it stands nothing, or what these migrations made, without a row. */
struct database *database_for(const struct migration *, size_t count);
Str database_url(const struct database *);
/* The migrations are through: the next test with the same ones may have it, if they wrote no row. */
void database_migrated(struct database *);

#endif
