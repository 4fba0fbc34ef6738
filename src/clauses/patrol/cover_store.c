/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* cover_store.c - the SQL of coverage. */
#include "base/limits.h"
#include "clauses/patrol/cover_inner.h"

static const struct sql DEVICES = { "SELECT id FROM device WHERE unit_id = :unit ORDER BY id LIMIT :most" };

bool cover_store_devices(struct act *act, UnitId unit, struct devices *out)
{
	struct query *q = store_query(act, &DEVICES);
	int64_t *ids;

	query_bind_int(q, ":unit", unit.v);
	query_bind_int(q, ":most", LIMIT_DEVICES_READ);
	if (!query_ints(q, "id", LIMIT_DEVICES_READ, &ids, &out->count))
		return false;
	out->at = ARENA_ARRAY(act->arena, struct device, out->count + 1);
	for (size_t i = 0; i < out->count; i++)
		if (!record_load(act, &device_record, ids[i], &out->at[i]))
			return false;
	return true;
}

static const struct sql JUDGED = { "SELECT id FROM coverage WHERE unit_id = :unit AND period = :period" };

bool coverage_of(struct act *act, UnitId unit, Str period, bool *found_out, struct coverage_row *out)
{
	struct query *q = store_query(act, &JUDGED);
	int64_t id = 0;

	query_bind_int(q, ":unit", unit.v);
	query_bind_str(q, ":period", period);
	if (!query_only_int(q, "id", &id))
		return false;
	*found_out = id != 0;
	return id == 0 || record_load(act, &coverage_record, id, out);
}

const struct sql *const cover_statements[] = { &DEVICES, &JUDGED, NULL };
