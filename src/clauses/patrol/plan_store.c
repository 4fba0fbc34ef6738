/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* plan_store.c - the SQL of weekly plans: the ground of a week, who has a plan. */
#include "clauses/patrol/plan_verbs.h"

#include "base/limits.h"

static const struct sql FIND = { "SELECT id FROM patrol_plan WHERE unit_id = :unit AND period = :period" };

bool plan_store_find(struct act *act, UnitId unit_id, Str period, int64_t *id_out)
{
	struct query *q = store_query(act, &FIND);

	query_bind_int(q, ":unit", unit_id.v);
	query_bind_str(q, ":period", period);
	return query_only_int(q, "id", id_out);
}

/* ---- the ground of a week ---- */

static const struct sql AREAS = {
	"SELECT id, unit_id, kind, from_on, until_on, shape FROM area"
	" WHERE unit_id = :unit AND state IN ('standing','ended') AND from_on <= :last AND (until_on IS NULL OR until_on >= :first)"
	" ORDER BY id LIMIT :most" };
static const struct sql ROADS = {
	"SELECT id, unit_id, kind, from_on, until_on, shape FROM road"
	" WHERE unit_id = :unit AND state IN ('standing','ended') AND from_on <= :last AND (until_on IS NULL OR until_on >= :first)"
	" ORDER BY id LIMIT :most" };

static void bind_week(struct query *q, UnitId unit_id, Date first, Date last)
{
	query_bind_int(q, ":unit", unit_id.v);
	query_bind_date(q, ":first", first);
	query_bind_date(q, ":last", last);
	query_bind_int(q, ":most", LIMIT_GROUNDS);
}

static bool read_grounds(struct act *act, struct query *q, const char *key_kind, struct plan_grounds *out)
{
	struct plan_ground *grounds = NULL;
	size_t count = 0, room = 0;

	while (query_next(q)) {
		grounds = arena_room_for_one(act->arena, grounds, count, &room, sizeof *grounds);
		grounds[count++] = (struct plan_ground){
			.id = query_int(q, "id"), .unit_id = query_int(q, "unit_id"), .key = str_is(query_str(q, "kind"), key_kind),
			.from_on = query_date(q, "from_on"), .until_on = query_date(q, "until_on"), .shape = query_str(q, "shape") };
	}
	*out = (struct plan_grounds){ grounds, count };
	return query_done(q);
}

bool plan_store_areas(struct act *act, UnitId unit_id, Date first, Date last, struct plan_grounds *out)
{
	struct query *q = store_query(act, &AREAS);

	bind_week(q, unit_id, first, last);
	return read_grounds(act, q, area_kind_words.at[AREA_KEY].word, out);
}

bool plan_store_roads(struct act *act, UnitId unit_id, Date first, Date last, struct plan_grounds *out)
{
	struct query *q = store_query(act, &ROADS);

	bind_week(q, unit_id, first, last);
	return read_grounds(act, q, road_kind_words.at[ROAD_KEY_SECTION].word, out);
}

static const struct sql CLOSURES = {
	"SELECT area_id, road_id, from_on, until_on FROM impassable"
	" WHERE unit_id = :unit AND state = 'approved' AND shape IS NULL AND from_on <= :last AND until_on >= :first"
	" ORDER BY id LIMIT :most" };

bool plan_store_closures(struct act *act, UnitId unit_id, Date first, Date last, struct plan_closures *out)
{
	struct query *q = store_query(act, &CLOSURES);
	struct plan_closure *closures = NULL;
	size_t count = 0, room = 0;

	bind_week(q, unit_id, first, last);
	while (query_next(q)) {
		closures = arena_room_for_one(act->arena, closures, count, &room, sizeof *closures);
		closures[count++] = (struct plan_closure){
			.area_id = query_int(q, "area_id"), .road_id = query_int(q, "road_id"), .from_on = query_date(q, "from_on"),
			.until_on = query_date(q, "until_on") };
	}
	*out = (struct plan_closures){ closures, count };
	return query_done(q);
}

/* ---- all units of a week ---- */

static const struct sql LINES = {
	"SELECT u.id AS unit_id, u.name, p.id AS plan_id, p.state, p.released_at, d.state AS duty,"
	"       (SELECT count(*) FROM plan_round r WHERE r.plan_id = p.id) AS places,"
	"       (SELECT count(*) FROM plan_round r WHERE r.plan_id = p.id AND r.must_days <> '0000000') AS keys,"
	"       (SELECT COALESCE(sum(r.mon + r.tue + r.wed + r.thu + r.fri + r.sat + r.sun), 0) FROM plan_round r"
	"         WHERE r.plan_id = p.id) AS rounds"
	"  FROM patrol_plan p JOIN unit u ON u.id = p.unit_id"
	"  LEFT JOIN duty d ON d.rule = 'patrol.plan' AND d.unit_id = p.unit_id AND d.period = p.period"
	" WHERE p.period = :period"
	" ORDER BY p.unit_id LIMIT :most" };

bool plan_store_lines(struct act *act, Str period, struct plan_lines *out)
{
	struct query *q = store_query(act, &LINES);
	struct plan_lines lines = { ARENA_ARRAY(act->arena, struct plan_line, LIMIT_LIST_ROWS), 0 };

	query_bind_str(q, ":period", period);
	query_bind_int(q, ":most", LIMIT_LIST_ROWS);
	while (query_next(q)) {
		struct plan_line *line = &lines.at[lines.count++];
		unsigned state, duty = DUTY_STATES;

		must(word_parse(&plan_state_words, query_str(q, "state"), &state));
		if (!query_is_null(q, "duty"))
			must(word_parse(&duty_state_words, query_str(q, "duty"), &duty));
		*line = (struct plan_line){
			.unit_id = { query_int(q, "unit_id") }, .name = query_str(q, "name"), .plan_id = query_int(q, "plan_id"), .state = state,
			.released_at = query_instant(q, "released_at"), .duty = duty, .places = query_int(q, "places"),
			.keys = query_int(q, "keys"), .rounds = query_int(q, "rounds") };
	}
	*out = lines;
	return query_done(q);
}

const struct sql *const plan_statements[] = { &FIND, &AREAS, &ROADS, &CLOSURES, &LINES, NULL };
