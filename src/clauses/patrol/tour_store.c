/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* tour_store.c - the SQL of patrols and findings. */
#include "clauses/patrol/tour_verbs.h"

#include "base/limits.h"

static const struct sql LAST_OF_DEVICE = {
	"SELECT id FROM patrol"
	" WHERE device_id = :device AND began_at < :until AND id <> :other"
	" ORDER BY began_at DESC"
	" LIMIT 1" };

bool tour_store_last_of_device(struct act *act, DeviceId device, PatrolId other_than, Instant until, int64_t *id_out)
{
	struct query *q = store_query(act, &LAST_OF_DEVICE);

	query_bind_int(q, ":device", device.v);
	query_bind_int(q, ":until", until.sec);
	query_bind_int(q, ":other", other_than.v);
	return query_only_int(q, "id", id_out);
}

static const struct sql LAST_LED = {
	"SELECT id, began_at FROM patrol"
	" WHERE lead_id = :officer AND began_at < :until AND id <> :other"
	" ORDER BY began_at DESC"
	" LIMIT 1" };
static const struct sql LAST_FOLLOWED = {
	"SELECT id, began_at FROM patrol"
	" WHERE second_id = :officer AND began_at < :until AND id <> :other"
	" ORDER BY began_at DESC"
	" LIMIT 1" };

struct last { int64_t id, began_at; };

static bool read_last(struct query *q, OfficerId officer, PatrolId other_than, Instant until, struct last *out)
{
	bool found;

	query_bind_int(q, ":officer", officer.v);
	query_bind_int(q, ":until", until.sec);
	query_bind_int(q, ":other", other_than.v);
	*out = (struct last){ 0 };
	if (!query_one(q, &found))
		return false;
	if (found)
		*out = (struct last){ query_int(q, "id"), query_int(q, "began_at") };
	return query_done(q);
}

bool tour_store_last_of_officer(struct act *act, OfficerId officer, PatrolId other_than, Instant until, int64_t *id_out)
{
	struct last led, followed;

	if (!read_last(store_query(act, &LAST_LED), officer, other_than, until, &led)
	    || !read_last(store_query(act, &LAST_FOLLOWED), officer, other_than, until, &followed))
		return false;
	*id_out = followed.began_at > led.began_at ? followed.id : led.id;
	return true;
}

static const struct sql OF_KEY = { "SELECT id FROM patrol WHERE key = :key" };

bool patrol_of_key(struct act *act, Str key, bool *found_out, struct patrol *out)
{
	struct query *q = store_query(act, &OF_KEY);
	int64_t id = 0;

	query_bind_str(q, ":key", key);
	if (!query_only_int(q, "id", &id))
		return false;
	*found_out = id != 0;
	return id == 0 || record_load(act, &patrol_record, id, out);
}

/* Patrols of one device follow each other: only the last that began before can reach into the time. */
static const struct sql WITHIN = {
	"SELECT id FROM patrol"
	" WHERE device_id = :device AND began_at < :until AND (ended_at IS NULL OR ended_at >= :from) AND began_at >= :earliest"
	" ORDER BY began_at, id"
	" LIMIT :most" };

bool patrols_within(struct act *act, DeviceId device, Instant from, Instant until, struct patrols *out)
{
	struct query *q = store_query(act, &WITHIN);
	int64_t *ids;

	query_bind_int(q, ":device", device.v);
	query_bind_int(q, ":from", from.sec);
	query_bind_int(q, ":until", until.sec);
	query_bind_int(q, ":earliest", from.sec - 86400);       /* none lasts longer than a day */
	query_bind_int(q, ":most", LIMIT_PATROLS_READ);
	if (!query_ints(q, "id", LIMIT_PATROLS_READ, &ids, &out->count))
		return false;
	out->at = ARENA_ARRAY(act->arena, struct patrol, out->count + 1);
	for (size_t i = 0; i < out->count; i++)
		if (!record_load(act, &patrol_record, ids[i], &out->at[i]))
			return false;
	return true;
}

static const struct sql FINDING_OF_KEY = { "SELECT id FROM finding WHERE key = :key" };

bool finding_of_key(struct act *act, Str key, bool *found_out, struct finding *out)
{
	struct query *q = store_query(act, &FINDING_OF_KEY);
	int64_t id = 0;

	query_bind_str(q, ":key", key);
	if (!query_only_int(q, "id", &id))
		return false;
	*found_out = id != 0;
	return id == 0 || record_load(act, &finding_record, id, out);
}

const struct sql *const tour_statements[] = { &LAST_OF_DEVICE, &LAST_LED, &LAST_FOLLOWED, &OF_KEY, &WITHIN, &FINDING_OF_KEY, NULL };
