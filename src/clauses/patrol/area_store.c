/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* area_store.c - the SQL of areas, roads and closures: what stood on a day, and what follows what. */
#include "clauses/patrol/area_verbs.h"

#include "base/limits.h"

static const struct sql AREA_FOLLOWER = { "SELECT id FROM area WHERE previous_id = :previous AND state <> 'dropped'" };
static const struct sql ROAD_FOLLOWER = { "SELECT id FROM road WHERE previous_id = :previous AND state <> 'dropped'" };

bool area_store_follower(struct act *act, AreaId id, int64_t *id_out)
{
	struct query *q = store_query(act, &AREA_FOLLOWER);

	query_bind_int(q, ":previous", id.v);
	return query_only_int(q, "id", id_out);
}

bool road_store_follower(struct act *act, RoadId id, int64_t *id_out)
{
	struct query *q = store_query(act, &ROAD_FOLLOWER);

	query_bind_int(q, ":previous", id.v);
	return query_only_int(q, "id", id_out);
}

/* ---- what stood on a day ---- */

#define ON_THE_DAY(table, states, unit)                                                            \
	"SELECT id FROM " table " WHERE state IN (" states ") AND from_on <= :day"                 \
	" AND (until_on IS NULL OR until_on >= :day)" unit " ORDER BY unit_id, id LIMIT :most"
#define STOOD "'standing', 'ended'"
static const struct sql AREAS_OF = { ON_THE_DAY("area", STOOD, " AND unit_id = :unit") };
static const struct sql AREAS_OF_ALL = { ON_THE_DAY("area", STOOD, "") };
static const struct sql ROADS_OF = { ON_THE_DAY("road", STOOD, " AND unit_id = :unit") };
static const struct sql ROADS_OF_ALL = { ON_THE_DAY("road", STOOD, "") };
static const struct sql IMPASSABLES_OF = { ON_THE_DAY("impassable", "'approved'", " AND unit_id = :unit") };
static const struct sql IMPASSABLES_OF_ALL = { ON_THE_DAY("impassable", "'approved'", "") };

/* rows_out: an array of record->size each. */
static bool rows_at(struct act *act, const struct record *record, struct query *q, UnitId unit, Date day,
                    void **rows_out, size_t *count_out)
{
	int64_t *ids;
	size_t count;
	char *rows;

	query_bind_date(q, ":day", day);
	query_bind_int(q, ":most", LIMIT_GROUNDS + 1);
	if (unit.v)
		query_bind_int(q, ":unit", unit.v);
	if (!query_ints(q, "id", LIMIT_GROUNDS + 1, &ids, &count))
		return false;
	if (count > LIMIT_GROUNDS)
		return refuse(act, REFUSED_TOO_LARGE, "area.most", "%s多于 %d 个，算不过来，请停用不再要的", record->label, LIMIT_GROUNDS);
	rows = arena_take_many(act->arena, count + 1, record->size);
	for (size_t i = 0; i < count; i++)
		if (!record_load(act, record, ids[i], rows + i * record->size))
			return false;
	*rows_out = rows;
	*count_out = count;
	return true;
}

bool areas_at(struct act *act, UnitId unit, Date day, struct areas *out)
{
	void *rows;

	if (!rows_at(act, &area_record, unit.v ? store_query(act, &AREAS_OF) : store_query(act, &AREAS_OF_ALL), unit, day, &rows, &out->count))
		return false;
	out->at = rows;
	return true;
}

bool roads_at(struct act *act, UnitId unit, Date day, struct roads *out)
{
	void *rows;

	if (!rows_at(act, &road_record, unit.v ? store_query(act, &ROADS_OF) : store_query(act, &ROADS_OF_ALL), unit, day, &rows, &out->count))
		return false;
	out->at = rows;
	return true;
}

bool impassables_at(struct act *act, UnitId unit, Date day, struct impassables *out)
{
	void *rows;

	if (!rows_at(act, &impassable_record, unit.v ? store_query(act, &IMPASSABLES_OF) : store_query(act, &IMPASSABLES_OF_ALL), unit, day, &rows, &out->count))
		return false;
	out->at = rows;
	return true;
}

const struct sql *const area_statements[] = {
	&AREA_FOLLOWER, &ROAD_FOLLOWER, &AREAS_OF, &AREAS_OF_ALL, &ROADS_OF, &ROADS_OF_ALL, &IMPASSABLES_OF,
	&IMPASSABLES_OF_ALL, NULL };
