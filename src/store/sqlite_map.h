/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* sqlite_map.h - private to the SQLite backend: how its connections map the database file (sqlite_map.c). */
#ifndef JUEBU_STORE_SQLITE_MAP_H
#define JUEBU_STORE_SQLITE_MAP_H

#include <sqlite3.h>

/* As much as the library maps: pages of a large file are read in place, not copied. Only those touched are resident. */
#define SQLITE_MAP_BYTES 0x7fff0000
#define SQLITE_MAP_NAME "juebu"                  /* of the way of opening that sqlite_map_register() makes known */

void sqlite_map_register(void);                  /* once, before the first is opened */

#endif
