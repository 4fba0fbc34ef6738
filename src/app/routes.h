/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* routes.h - every path of the program in one table, found by its first words. */
#ifndef JUEBU_APP_ROUTES_H
#define JUEBU_APP_ROUTES_H

#include "clause/clause.h"

struct passage {
	struct route route;
	const struct holding *holding;  /* generated routes; NULL: hand-made */
	struct passage *next;           /* of its bucket */
};

enum { PASSAGE_BUCKETS = 128 };
struct passages {
	struct passage *at;
	size_t count;
	struct passage *buckets[PASSAGE_BUCKETS];
};

void passages_collect(struct arena *, const struct house *, struct passages *out);
/* The passage of a request, or NULL. A literal segment goes before ":word". */
const struct passage *passage_find(const struct passages *, enum http_method, Str path, int64_t *id_out, Str *word_out);

#endif
