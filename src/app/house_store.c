/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* house_store.c - the tables once_key and house_fact (schema/0007_house.sql), and
 * when the ledger was last written to. */
#include "app/house_store.h"

enum { ONCE_PRUNED_AT_ONCE = 1000 };

static const struct sql FIND = {
	"SELECT location FROM once_key WHERE key = :key AND account_id = :account" };

bool once_find(struct act *act, Str key, int64_t account_id, Str *location_out)
{
	struct query *q = store_query(act, &FIND);
	Str location = STR_NONE;
	bool found;

	query_bind_str(q, ":key", key);
	query_bind_int(q, ":account", account_id);
	if (!query_one(q, &found))
		return false;
	if (found)
		location = query_str(q, "location");
	if (!query_done(q))
		return false;
	*location_out = location;
	return true;
}

static const struct sql REMEMBER = {
	"INSERT INTO once_key (key, account_id, location, at) VALUES (:key, :account, :location, :at)" };

bool once_remember(struct act *act, Str key, int64_t account_id, Str location)
{
	struct query *q = store_query(act, &REMEMBER);

	query_bind_str(q, ":key", key);
	query_bind_int(q, ":account", account_id);
	query_bind_str(q, ":location", location);
	query_bind_instant(q, ":at", act->now);
	return query_run_later(q);
}

/* The clock's writing act must stay short, whatever has gathered. */
static const struct sql PRUNE = {
	"DELETE FROM once_key"
	" WHERE (key, account_id) IN (SELECT key, account_id FROM once_key WHERE at < :before"
	"                              ORDER BY at LIMIT :most)" };

bool once_prune(struct act *act, Instant before)
{
	struct query *q = store_query(act, &PRUNE);

	query_bind_instant(q, ":before", before);
	query_bind_int(q, ":most", ONCE_PRUNED_AT_ONCE);
	return query_run(q);
}

static const struct sql FACT = { "SELECT value FROM house_fact WHERE name = :name" };

bool house_fact(struct act *act, Str name, Str *value_out)
{
	struct query *q = store_query(act, &FACT);
	Str value = STR_NONE;
	bool found;

	query_bind_str(q, ":name", name);
	if (!query_one(q, &found))
		return false;
	if (found)
		value = query_str(q, "value");
	if (!query_done(q))
		return false;
	*value_out = value;
	return true;
}

static const struct sql SET_FACT = {
	"INSERT INTO house_fact (name, value) VALUES (:name, :value)"
	" ON CONFLICT (name) DO UPDATE SET value = excluded.value" };

bool house_fact_set(struct act *act, Str name, Str value)
{
	struct query *q = store_query(act, &SET_FACT);

	query_bind_str(q, ":name", name);
	query_bind_str(q, ":value", value);
	return query_run(q);
}

static const struct sql LAST_ENTRY = { "SELECT written_at AS at FROM ledger ORDER BY id DESC LIMIT 1" };

bool house_last_entry(struct act *act, Instant *out)
{
	struct query *q = store_query(act, &LAST_ENTRY);
	Instant at = INSTANT_NONE;
	bool found;

	if (!query_one(q, &found))
		return false;
	if (found)
		at = query_instant(q, "at");
	if (!query_done(q))
		return false;
	*out = at;
	return true;
}

/* ---- for /metrics ---- */

static const struct sql HEAD_ENTRY = { "SELECT no, written_at FROM ledger WHERE no IS NOT NULL ORDER BY no DESC LIMIT 1" };
static const struct sql LAST_ANCHOR = { "SELECT anchored_on FROM ledger_anchor ORDER BY anchored_on DESC LIMIT 1" };
static const struct sql OWED = {
	"SELECT rule, state, count(*) AS n"
	"  FROM duty"
	" WHERE state IN ('open','paused','breached')"
	" GROUP BY rule, state"
	" ORDER BY rule, state" };

static bool head_of(struct act *act, struct house_figures *out)
{
	struct query *q = store_query(act, &HEAD_ENTRY);
	bool found = false;

	if (!query_one(q, &found))
		return false;
	if (found) {
		out->head = query_int(q, "no");
		out->head_at = query_instant(q, "written_at");
	}
	return query_done(q);
}

static bool anchor_of(struct act *act, struct house_figures *out)
{
	struct query *q = store_query(act, &LAST_ANCHOR);

	if (!query_one(q, &out->anchored))
		return false;
	if (out->anchored)
		out->anchored_at = instant_at(query_date(q, "anchored_on"), 0, 0);
	return query_done(q);
}

bool house_figures(struct act *act, struct house_figures *out)
{
	struct house_figures f = { .head_at = act->now };
	struct query *q;
	size_t room = 0;

	if (!head_of(act, &f) || !anchor_of(act, &f))
		return false;
	q = store_query(act, &OWED);
	while (query_next(q)) {
		f.duties = arena_room_for_one(act->arena, f.duties, f.duty_count, &room, sizeof *f.duties);
		f.duties[f.duty_count++] = (struct owed){ query_str(q, "rule"), query_str(q, "state"), query_int(q, "n") };
	}
	if (!query_done(q))
		return false;
	*out = f;
	return true;
}

const struct sql *const house_statements[] = { &FIND, &REMEMBER, &PRUNE, &FACT, &SET_FACT, &LAST_ENTRY, &HEAD_ENTRY, &LAST_ANCHOR, &OWED, NULL };
