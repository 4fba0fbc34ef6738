/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* regime_store.c - the SQL of rules: which stands, which is in the works, the matrix of all. */
#include "regime/regime_store.h"

#include "base/limits.h"

static void bind_rule(struct query *q, UnitId unit_id, enum regime_kind kind)
{
	query_bind_int(q, ":unit", unit_id.v);
	query_bind_str(q, ":kind", str_of(regime_kind_words.at[kind].word));
}

static const struct sql IN_WORK = {
	"SELECT id FROM regime WHERE unit_id = :unit AND kind = :kind AND state IN ('draft','filed','returned')" };

bool regime_store_in_work(struct act *act, UnitId unit_id, enum regime_kind kind, int64_t *id_out)
{
	struct query *q = store_query(act, &IN_WORK);

	bind_rule(q, unit_id, kind);
	return query_only_int(q, "id", id_out);
}

static const struct sql STANDS = {
	"SELECT id FROM regime WHERE unit_id = :unit AND kind = :kind AND state = 'standing'" };

bool regime_store_stands(struct act *act, UnitId unit_id, enum regime_kind kind, int64_t *id_out)
{
	struct query *q = store_query(act, &STANDS);

	bind_rule(q, unit_id, kind);
	return query_only_int(q, "id", id_out);
}

/* A version that was to begin later and was overtaken by a newer one never held: the newest wins. */
static const struct sql STOOD = {
	"SELECT id FROM regime"
	" WHERE unit_id = :unit AND kind = :kind AND state IN ('standing','replaced')"
	"   AND stands_on <= :day AND (until_on IS NULL OR until_on >= :day)"
	" ORDER BY issue DESC LIMIT 1" };

bool regime_store_stood(struct act *act, UnitId unit_id, enum regime_kind kind, Date day, int64_t *id_out)
{
	struct query *q = store_query(act, &STOOD);

	bind_rule(q, unit_id, kind);
	query_bind_date(q, ":day", day);
	return query_only_int(q, "id", id_out);
}

static const struct sql LAST_ISSUE = {
	"SELECT COALESCE(max(issue), 0) AS issue FROM regime WHERE unit_id = :unit AND kind = :kind" };

bool regime_store_last_issue(struct act *act, UnitId unit_id, enum regime_kind kind, int64_t *out)
{
	struct query *q = store_query(act, &LAST_ISSUE);

	bind_rule(q, unit_id, kind);
	return query_only_int(q, "issue", out);
}

/* ---- the matrix ---- */

static const struct sql UNITS = {
	"SELECT u.id, u.name, u.kind, u.reports FROM unit u"
	" WHERE (u.id = :unit OR :unit IS NULL)"
	"   AND (u.until_on IS NULL OR u.until_on >= :today)"
	"   AND (u.reports = 1 OR EXISTS (SELECT 1 FROM regime r WHERE r.unit_id = u.id))"
	" ORDER BY u.id LIMIT :most" };

static bool read_units(struct act *act, int64_t unit_id, struct regime_rows *out)
{
	struct query *q = store_query(act, &UNITS);
	struct regime_rows rows = { ARENA_ARRAY(act->arena, struct regime_row, LIMIT_LIST_ROWS), 0 };

	query_bind_id(q, ":unit", unit_id);
	query_bind_date(q, ":today", instant_date(act->now));
	query_bind_int(q, ":most", LIMIT_LIST_ROWS);
	while (query_next(q)) {
		struct regime_row *row = &rows.at[rows.count++];
		struct unit unit = { .reports = query_bool(q, "reports") };
		unsigned kind;

		must(word_parse(&unit_kind_words, query_str(q, "kind"), &kind));
		unit.kind = kind;
		row->unit_id.v = query_int(q, "id");
		row->name = query_str(q, "name");
		for (unsigned k = 0; k < REGIME_KINDS; k++)
			row->must[k] = regime_owes(&unit, k);
	}
	*out = rows;
	return query_done(q);
}

static const struct sql MATRIX = {
	"SELECT id, unit_id, kind, issue, state, stands_on, filed_at FROM regime"
	" WHERE state IN ('draft','filed','returned','standing') AND (unit_id = :unit OR :unit IS NULL)"
	" ORDER BY unit_id, kind, issue" };

static struct regime_cell *cell_of(struct regime_rows *rows, int64_t unit_id, unsigned kind)
{
	for (size_t i = 0; i < rows->count; i++)
		if (rows->at[i].unit_id.v == unit_id)
			return &rows->at[i].cells[kind];
	return NULL;
}

static void fill_cell(struct query *q, struct regime_cell *cell)
{
	unsigned state;

	must(word_parse(&regime_state_words, query_str(q, "state"), &state));
	if (state == REGIME_STANDING) {
		cell->standing_id = query_int(q, "id");
		cell->standing_issue = query_int(q, "issue");
		cell->stands_on = query_date(q, "stands_on");
		return;
	}
	cell->work_id = query_int(q, "id");
	cell->work_issue = query_int(q, "issue");
	cell->work = state;
	cell->filed_at = query_instant(q, "filed_at");
}

bool regime_store_matrix(struct act *act, int64_t unit_id, struct regime_rows *out)
{
	struct query *q;

	if (!read_units(act, unit_id, out))
		return false;
	q = store_query(act, &MATRIX);
	query_bind_id(q, ":unit", unit_id);
	while (query_next(q)) {
		struct regime_cell *cell;
		unsigned kind;

		must(word_parse(&regime_kind_words, query_str(q, "kind"), &kind));
		cell = cell_of(out, query_int(q, "unit_id"), kind);
		if (cell)                       /* a unit that is no more */
			fill_cell(q, cell);
	}
	return query_done(q);
}

const struct sql *const regime_statements[] = { &IN_WORK, &STANDS, &STOOD, &LAST_ISSUE, &UNITS, &MATRIX, NULL };
