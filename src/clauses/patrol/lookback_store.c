/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* lookback_store.c - the SQL of look-back. */
#include "base/limits.h"
#include "clauses/patrol/lookback_verbs.h"

static const struct sql OF_MATTER = { "SELECT id FROM lookback WHERE matter_id = :matter ORDER BY id LIMIT :most" };

bool lookback_store_of_matter(struct act *act, MatterId matter, struct lookback_ids *out)
{
	struct query *q = store_query(act, &OF_MATTER);

	query_bind_int(q, ":matter", matter.v);
	query_bind_int(q, ":most", LIMIT_CHILDREN);
	return query_ints(q, "id", LIMIT_CHILDREN, &out->at, &out->count);
}

static const struct sql FINDINGS = {
	"SELECT id FROM finding WHERE unit_id = :unit AND found_at >= :from AND found_at <= :until ORDER BY found_at, id LIMIT :most" };

bool lookback_store_findings(struct act *act, UnitId unit, Instant from, Instant until, struct findings *out)
{
	struct query *q = store_query(act, &FINDINGS);
	int64_t *ids;

	query_bind_int(q, ":unit", unit.v);
	query_bind_int(q, ":from", from.sec);
	query_bind_int(q, ":until", until.sec);
	query_bind_int(q, ":most", LIMIT_LIST_ROWS);
	if (!query_ints(q, "id", LIMIT_LIST_ROWS, &ids, &out->count))
		return false;
	out->at = ARENA_ARRAY(act->arena, struct finding, out->count + 1);
	for (size_t i = 0; i < out->count; i++)
		if (!record_load(act, &finding_record, ids[i], &out->at[i]))
			return false;
	return true;
}

/* ---- what each unit should have found ---- */

static const struct sql WITHIN = {
	"SELECT id FROM lookback WHERE until_at >= :from AND until_at < :until AND (:unit = 0 OR unit_id = :unit)"
	" ORDER BY until_at, id LIMIT :most" };

bool lookbacks_within(struct act *act, Instant from, Instant until, UnitId only, struct lookback **out, size_t *count_out)
{
	struct query *q = store_query(act, &WITHIN);
	int64_t *ids;

	query_bind_int(q, ":from", from.sec);
	query_bind_int(q, ":until", until.sec);
	query_bind_int(q, ":unit", only.v);
	query_bind_int(q, ":most", LIMIT_LIST_ROWS);
	if (!query_ints(q, "id", LIMIT_LIST_ROWS, &ids, count_out))
		return false;
	*out = ARENA_ARRAY(act->arena, struct lookback, *count_out + 1);
	for (size_t i = 0; i < *count_out; i++)
		if (!record_load(act, &lookback_record, ids[i], &(*out)[i]))
			return false;
	return true;
}

static const struct sql SUMS = {
	"SELECT unit_id, verdict, state, count(*) AS so_many FROM lookback"
	" WHERE until_at >= :from AND (:unit = 0 OR unit_id = :unit)"
	" GROUP BY unit_id, verdict, state"
	" ORDER BY unit_id" };

static struct lookback_sum *sum_of(struct act *act, struct lookback_sum **sums, size_t *count, size_t *room, int64_t unit)
{
	if (*count > 0 && (*sums)[*count - 1].unit_id.v == unit)
		return &(*sums)[*count - 1];
	*sums = arena_room_for_one(act->arena, *sums, *count, room, sizeof **sums);
	(*sums)[*count] = (struct lookback_sum){ .unit_id = { unit } };
	return &(*sums)[(*count)++];
}

bool lookback_sums(struct act *act, Date from, UnitId only, struct lookback_sum **out, size_t *count_out)
{
	struct query *q = store_query(act, &SUMS);
	size_t room = 0;

	*out = NULL;
	*count_out = 0;
	query_bind_int(q, ":from", instant_at(from, 0, 0).sec);
	query_bind_int(q, ":unit", only.v);
	while (query_next(q)) {
		struct lookback_sum *sum = sum_of(act, out, count_out, &room, query_int(q, "unit_id"));
		unsigned verdict, state;
		int64_t count = query_int(q, "so_many");

		if (!word_parse(&lookback_verdict_words, query_str(q, "verdict"), &verdict)
		    || !word_parse(&lookback_state_words, query_str(q, "state"), &state))
			return refuse(act, REFUSED_BROKEN, "record.word", "数据库里有责任倒查不认识的词，请联系管理员");
		sum->of[verdict] += count;
		sum->confirmed += state == LOOKBACK_CONFIRMED ? count : 0;
		sum->rejected += state == LOOKBACK_REJECTED ? count : 0;
		sum->open += state == LOOKBACK_COMPUTED ? count : 0;
	}
	return query_done(q);
}

const struct sql *const lookback_statements[] = { &OF_MATTER, &FINDINGS, &WITHIN, &SUMS, NULL };
