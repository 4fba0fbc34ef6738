/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* history_store.c - the SQL of one matter's way through the weeks. */
#include "clauses/weekly/history_store.h"

enum { MOST_WEEKS = 120 };

/* A matter of the register is followed by its id, one outside it by what was carried over. */
static const struct sql HISTORY = {
	"WITH RECURSIVE said (id) AS ("
	"  SELECT id FROM weekly_item"
	"   WHERE id = :item OR (matter_id = CAST(:matter AS {int}) AND unit_id = :unit)"
	"  UNION"
	"  SELECT i.id FROM said s"
	"    JOIN weekly_item w ON w.id = s.id"
	"    JOIN weekly_item i ON i.previous_id = w.id OR i.id = w.previous_id)"
	" SELECT i.id AS item, r.id AS report, r.period, r.state, r.arrived_at,"
	"        d.id AS digest, d.state AS digest_state, e.analysis, e.proposal, e.proposal_words,"
	"        (SELECT max(x.id) FROM correction x"
	"          WHERE x.subject = 'weekly_report' AND x.subject_id = r.id AND x.state = 'approved') AS correction"
	"   FROM said s"
	"   JOIN weekly_item i ON i.id = s.id"
	"   JOIN weekly_report r ON r.id = i.report_id"
	"   LEFT JOIN digest_entry e ON e.item_id = i.id"
	"   LEFT JOIN digest d ON d.id = e.digest_id"
	"  WHERE i.unit_id = :unit"
	"  ORDER BY r.period DESC, i.id DESC"
	"  LIMIT :most" };

static unsigned word_or(const struct words *words, Str word, unsigned otherwise)
{
	unsigned value;

	return word_parse(words, word, &value) ? value : otherwise;
}

static void read_said(struct query *q, struct said *said)
{
	said->item_id.v = query_int(q, "item");
	said->report_id.v = query_int(q, "report");
	said->period = query_str(q, "period");
	said->state = word_or(&report_state_words, query_str(q, "state"), REPORT_OPEN);
	said->arrived_at = query_instant(q, "arrived_at");
	said->digest_id.v = query_int(q, "digest");
	said->digest_state = word_or(&digest_state_words, query_str(q, "digest_state"), DIGEST_DRAFTING);
	said->correction_id = query_int(q, "correction");
	said->analysis = query_str(q, "analysis");
	said->proposal = word_or(&proposal_words, query_str(q, "proposal"), PROPOSAL_UNSAID);
	said->proposal_words = query_str(q, "proposal_words");
}

bool history_of_item(struct act *act, const struct weekly_item *item, struct said **out, size_t *count_out)
{
	struct query *q = store_query(act, &HISTORY);
	struct said *rows = ARENA_ARRAY(act->arena, struct said, MOST_WEEKS);
	size_t count = 0;

	query_bind_int(q, ":item", item->id.v);
	query_bind_id(q, ":matter", item->matter_id.v);
	query_bind_int(q, ":unit", item->unit_id.v);
	query_bind_int(q, ":most", MOST_WEEKS);
	while (query_next(q))
		read_said(q, &rows[count++]);
	if (!query_done(q))
		return false;
	*out = rows;
	*count_out = count;
	return true;
}

static const struct sql NEXT_REPORT = {
	"SELECT id FROM weekly_report"
	" WHERE unit_id = :unit AND period > :period"
	" ORDER BY period"
	" LIMIT 1" };

bool history_next_report(struct act *act, UnitId unit_id, Str period, int64_t *id_out)
{
	struct query *q = store_query(act, &NEXT_REPORT);

	query_bind_int(q, ":unit", unit_id.v);
	query_bind_str(q, ":period", period);
	return query_only_int(q, "id", id_out);
}

static const struct sql SIGNED_OFF = {
	"SELECT e.id"
	"  FROM weekly_item i"
	"  JOIN digest_entry e ON e.item_id = i.id"
	"  JOIN digest d ON d.id = e.digest_id AND d.state <> 'drafting'"
	" WHERE i.report_id = :report"
	" LIMIT 1" };

bool history_signed_off(struct act *act, ReportId report_id, bool *out)
{
	struct query *q = store_query(act, &SIGNED_OFF);

	query_bind_int(q, ":report", report_id.v);
	return query_any(q, out);
}

const struct sql *const history_statements[] = { &HISTORY, &NEXT_REPORT, &SIGNED_OFF, NULL };
