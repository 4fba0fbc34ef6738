/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* weekly_store.c - the SQL of reports, contacts and digests; the board's is in board_store.c. */
#include "clauses/weekly/weekly_store.h"

#include "base/limits.h"

static const struct sql REPORT = {
	"SELECT id FROM weekly_report WHERE unit_id = :unit AND period = :period" };

bool weekly_store_report(struct act *act, UnitId unit_id, Str period, int64_t *id_out)
{
	struct query *q = store_query(act, &REPORT);

	query_bind_int(q, ":unit", unit_id.v);
	query_bind_str(q, ":period", period);
	return query_only_int(q, "id", id_out);
}

static const struct sql STANDING_CONTACT = {
	"SELECT id FROM report_contact WHERE unit_id = :unit AND state = 'filed'" };

bool weekly_store_standing_contact(struct act *act, UnitId unit_id, int64_t *id_out)
{
	struct query *q = store_query(act, &STANDING_CONTACT);

	query_bind_int(q, ":unit", unit_id.v);
	return query_only_int(q, "id", id_out);
}

static const struct sql PREVIOUS_REPORT = {
	"SELECT id FROM weekly_report"
	" WHERE unit_id = :unit AND period < :period"
	" ORDER BY period DESC"
	" LIMIT 1" };

bool weekly_store_previous_report(struct act *act, UnitId unit_id, Str period, int64_t *id_out)
{
	struct query *q = store_query(act, &PREVIOUS_REPORT);

	query_bind_int(q, ":unit", unit_id.v);
	query_bind_str(q, ":period", period);
	return query_only_int(q, "id", id_out);
}

static const struct sql DIGEST = { "SELECT id FROM digest WHERE period = :period" };

bool weekly_store_digest(struct act *act, Str period, int64_t *id_out)
{
	struct query *q = store_query(act, &DIGEST);

	query_bind_str(q, ":period", period);
	return query_only_int(q, "id", id_out);
}

static const struct sql DRAFTING = {
	"SELECT id FROM digest"
	" WHERE period >= :period AND state = 'drafting'"
	" ORDER BY period"
	" LIMIT 1" };

bool weekly_store_drafting(struct act *act, Str period, int64_t *id_out)
{
	struct query *q = store_query(act, &DRAFTING);

	query_bind_str(q, ":period", period);
	return query_only_int(q, "id", id_out);
}

#define FROM_UNDIGESTED \
	"  FROM weekly_report r JOIN weekly_item i ON i.report_id = r.id" \
	" WHERE r.state = 'submitted' AND r.period <= :period AND r.period >= :since" \
	"   AND i.listing = 'listed'" \
	"   AND NOT EXISTS (SELECT 1 FROM digest_entry e WHERE e.item_id = i.id)"

static const struct sql UNDIGESTED = {
	"SELECT i.id, i.unit_id" FROM_UNDIGESTED " ORDER BY r.period, i.unit_id, i.id LIMIT :most" };
static const struct sql LEFT_OVER = { "SELECT count(*) AS waiting" FROM_UNDIGESTED };

/* How many weeks a late report may be late and still be digested; older ones stay in the register. */
enum { UNDIGESTED_WEEKS = 12 };

static void bind_weeks(struct act *act, struct query *q, Str period)
{
	Period last;

	must(period_parse(period, &last));
	query_bind_str(q, ":period", period);
	query_bind_str(q, ":since", period_key(act->arena, period_step(last, -UNDIGESTED_WEEKS)));
}

bool weekly_store_left_over(struct act *act, Str period, int64_t *out)
{
	struct query *q = store_query(act, &LEFT_OVER);

	bind_weeks(act, q, period);
	return query_only_int(q, "waiting", out);
}

bool weekly_store_undigested(struct act *act, Str period, size_t most, struct item_ref **out, size_t *count_out)
{
	struct query *q = store_query(act, &UNDIGESTED);
	struct item_ref *refs = ARENA_ARRAY(act->arena, struct item_ref, most + 1);
	size_t count = 0;

	bind_weeks(act, q, period);
	query_bind_int(q, ":most", (int64_t)most);
	while (query_next(q)) {
		refs[count].item_id.v = query_int(q, "id");
		refs[count++].unit_id.v = query_int(q, "unit_id");
	}
	if (!query_done(q))
		return false;
	*out = refs;
	*count_out = count;
	return true;
}

static const struct sql ENTRIES_OF_REPORT = {
	"SELECT e.id"
	"  FROM weekly_item i"
	"  JOIN digest_entry e ON e.item_id = i.id"
	"  JOIN digest d ON d.id = e.digest_id AND d.state = 'drafting'"
	" WHERE i.report_id = :report"
	" ORDER BY e.id"
	" LIMIT :most" };

bool weekly_store_entries_of_report(struct act *act, ReportId report_id, int64_t **ids_out, size_t *count_out)
{
	struct query *q = store_query(act, &ENTRIES_OF_REPORT);

	query_bind_int(q, ":report", report_id.v);
	query_bind_int(q, ":most", LIMIT_CHILDREN);
	return query_ints(q, "id", LIMIT_CHILDREN, ids_out, count_out);
}

static const struct sql FOLLOW_UP = {
	"SELECT i.id"
	"  FROM instruction i JOIN digest d ON d.id = i.digest_id"
	" WHERE d.period < :period AND d.period >= :oldest AND i.issued_at <= :until"
	"   AND (i.done_at IS NULL OR i.done_at > :until"
	"        OR i.answered_at >= (SELECT max(p.signed_at) FROM digest p WHERE p.period < :period))"
	" ORDER BY i.unit_id, i.issued_at, i.id"
	" LIMIT :most" };

/* A year back: what is older and still open is found in the list of instructions. */
enum { FOLLOWED_WEEKS = 53 };

bool weekly_store_follow_up(struct act *act, const struct digest *digest, int64_t **ids_out, size_t *count_out)
{
	struct query *q = store_query(act, &FOLLOW_UP);
	Period period;

	must(period_parse(digest->period, &period));
	query_bind_str(q, ":period", digest->period);
	query_bind_str(q, ":oldest", period_key(act->arena, period_step(period, -FOLLOWED_WEEKS)));
	query_bind_instant(q, ":until", instant_is_set(digest->signed_at) ? digest->signed_at : act->now);
	query_bind_int(q, ":most", LIMIT_CHILDREN);
	return query_ints(q, "id", LIMIT_CHILDREN, ids_out, count_out);
}

static const struct sql INSTRUCTIONS = {
	"SELECT id FROM instruction WHERE digest_id = :digest ORDER BY id LIMIT :most" };

bool weekly_store_instructions(struct act *act, DigestId digest_id, int64_t **ids_out, size_t *count_out)
{
	struct query *q = store_query(act, &INSTRUCTIONS);

	query_bind_int(q, ":digest", digest_id.v);
	query_bind_int(q, ":most", LIMIT_CHILDREN);
	return query_ints(q, "id", LIMIT_CHILDREN, ids_out, count_out);
}

static const struct sql ITEM_IN_DIGEST = {
	"SELECT id FROM digest_entry WHERE digest_id = :digest AND item_id = :item" };

bool weekly_store_item_in_digest(struct act *act, DigestId digest_id, ItemId item_id, bool *out)
{
	struct query *q = store_query(act, &ITEM_IN_DIGEST);

	query_bind_int(q, ":digest", digest_id.v);
	query_bind_int(q, ":item", item_id.v);
	return query_any(q, out);
}

/* An instruction speaks of nothing but what stands in its digest. */
static const struct sql SPOKEN_OF = {
	"SELECT i.id"
	"  FROM weekly_item i"
	" WHERE i.id = :item"
	"   AND (EXISTS (SELECT 1 FROM digest_entry e WHERE e.item_id = i.id)"
	"        OR EXISTS (SELECT 1 FROM weekly_item l WHERE l.previous_id = i.id))" };

bool weekly_store_item_is_spoken_of(struct act *act, ItemId item_id, bool *out)
{
	struct query *q = store_query(act, &SPOKEN_OF);

	query_bind_int(q, ":item", item_id.v);
	return query_any(q, out);
}

const struct sql *const weekly_statements[] = {
	&REPORT, &STANDING_CONTACT, &PREVIOUS_REPORT, &DIGEST, &DRAFTING, &UNDIGESTED, &LEFT_OVER,
	&ENTRIES_OF_REPORT, &FOLLOW_UP, &INSTRUCTIONS, &ITEM_IN_DIGEST, &SPOKEN_OF,
	NULL,
};
