/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* data.h - the text files the program carries: data/ under their own names ("holidays.txt"), the rule pages of
 * docs/clauses/ as "clauses/2.04-weekly-report.md". Embedded at build (tools/embed.py), in order of their names;
 * a NUL that is not counted stands behind each. Does not own: what is in them. */
#ifndef JUEBU_BASE_DATA_H
#define JUEBU_BASE_DATA_H

#include <stddef.h>

struct data_file {
	const char *name;               /* NULL ends the list */
	const char *at;
	size_t len;
};
extern const struct data_file data_files[];

#endif
