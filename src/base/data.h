/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* data.h - the files that are part of the program: styles, scripts, facts. Embedded by the build from
 * data/, so that the one program needs nothing beside it. */
#ifndef JUEBU_BASE_DATA_H
#define JUEBU_BASE_DATA_H

#include <stddef.h>

struct data_file {
	const char *name;               /* "holidays.txt": below data/; NULL ends the list */
	const char *at;
	size_t len;
};

extern const struct data_file data_files[];

#endif
