/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* amendment_store.c - the SQL of what was corrected after a digest was signed. */
#include "base/limits.h"
#include "clauses/weekly/weekly_store.h"

static const struct sql NEWEST_CORRECTION = {
	"SELECT max(id) AS id FROM correction WHERE subject = 'weekly_report' AND subject_id = :id AND state = 'approved'" };

bool weekly_store_newest_correction(struct act *act, ReportId report_id, int64_t *id_out)
{
	struct query *q = store_query(act, &NEWEST_CORRECTION);

	query_bind_int(q, ":id", report_id.v);
	return query_only_int(q, "id", id_out);
}

static const struct sql OF_DIGEST = {
	"SELECT id, correction_id, unit_id, figures, amended_at FROM digest_amendment WHERE digest_id = :digest ORDER BY id LIMIT :most" };

bool weekly_store_amendments(struct act *act, DigestId digest_id, struct digest_amendment **out, size_t *count_out)
{
	struct query *q = store_query(act, &OF_DIGEST);
	struct digest_amendment *rows = ARENA_ARRAY(act->arena, struct digest_amendment, LIMIT_LIST_ROWS);
	size_t count = 0;

	query_bind_int(q, ":digest", digest_id.v);
	query_bind_int(q, ":most", LIMIT_LIST_ROWS);
	while (query_next(q)) {
		struct digest_amendment *row = &rows[count++];

		row->id.v = query_int(q, "id");
		row->correction_id.v = query_int(q, "correction_id");
		row->unit_id.v = query_int(q, "unit_id");
		row->figures = query_str(q, "figures");
		row->amended_at = query_instant(q, "amended_at");
	}
	if (!query_done(q))
		return false;
	*out = rows;
	*count_out = count;
	return true;
}

const struct sql *const amendment_statements[] = { &NEWEST_CORRECTION, &OF_DIGEST, NULL };
