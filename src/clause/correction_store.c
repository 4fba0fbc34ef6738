/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* correction_store.c - the SQL of corrections. */
#include "clause/correction_store.h"

static const struct sql OF = {
	"SELECT id"
	"  FROM correction"
	" WHERE subject = CAST(:subject AS {text}) AND subject_id = :id"
	" ORDER BY id DESC"
	" LIMIT :most" };

bool correction_store_of(struct act *act, Str subject, int64_t subject_id, int64_t ids_out[CORRECTIONS_SHOWN], size_t *count_out)
{
	struct query *q = store_query(act, &OF);
	size_t count = 0;

	query_bind_str(q, ":subject", subject);
	query_bind_int(q, ":id", subject_id);
	query_bind_int(q, ":most", CORRECTIONS_SHOWN);
	while (query_next(q))
		ids_out[count++] = query_int(q, "id");
	*count_out = count;
	return query_done(q);
}

const struct sql *const correction_statements[] = { &OF, NULL };
