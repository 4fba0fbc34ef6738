/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* matter_store.c - the SQL of matters: their numbers, and which are unresolved. */
#include "matter/matter_store.h"

#include "base/limits.h"

static const struct sql NEXT_SERIAL = {
	"INSERT INTO matter_serial (unit_id, year, last) VALUES (:unit, :year, 1)"
	" ON CONFLICT (unit_id, year) DO UPDATE SET last = matter_serial.last + 1"
	" RETURNING last" };
static const struct sql SERIAL_IS = { "UPDATE matter_serial SET last = :last WHERE unit_id = :unit AND year = :year" };

/* Within a batch the last one is known: it is counted on without asking for it. */
static bool next_serial(struct act *act, UnitId unit_id, int year, int64_t *out)
{
	Str key = str_format(act->arena, "matter_serial %lld %d", (long long)unit_id.v, year);
	int64_t serial;
	bool known = batch_number(act, key, &serial);
	struct query *q = store_query(act, known ? &SERIAL_IS : &NEXT_SERIAL);

	query_bind_int(q, ":unit", unit_id.v);
	query_bind_int(q, ":year", year);
	if (known)
		query_bind_int(q, ":last", ++serial);
	if (!(known ? query_run_later(q) : query_only_int(q, "last", &serial)))
		return false;
	batch_number_is(act, key, serial);
	*out = serial;
	return true;
}

bool matter_store_next_number(struct act *act, UnitId unit_id, int year, Str *number_out)
{
	struct unit unit;
	int64_t serial;

	if (!record_load(act, &unit_record, unit_id.v, &unit) || !next_serial(act, unit_id, year, &serial))
		return false;
	*number_out = str_format(act->arena, "%.*s〔%d〕%03lld 号", STR_ARG(unit.short_name), year, (long long)serial);
	return true;
}

/* Past its limit is what its duty says (state breached), so that nothing here compares a date with now. */
static const struct sql UNRESOLVED = {
	"SELECT m.id"
	"  FROM matter m"
	" WHERE m.unit_id = :unit AND m.state <> 'closed'"
	"   AND (m.state = 'blocked' OR m.registered_at <= :old_since"
	"        OR EXISTS (SELECT 1 FROM duty d"
	"                    WHERE d.subject = 'matter' AND d.subject_id = m.id"
	"                      AND d.rule = 'matter.decide' AND d.state = 'breached'))"
	" ORDER BY m.registered_at, m.id"
	" LIMIT :most" };

bool matter_unresolved_of(struct act *act, UnitId unit_id, int64_t old_days, struct matters *out)
{
	struct query *q = store_query(act, &UNRESOLVED);
	/* A matter registered on day d is older than n days from the start of day d + n + 1. */
	Date youngest = date_plus(instant_date(act->effective), -(int)old_days);
	struct matters found = { 0 };
	int64_t *ids;

	query_bind_int(q, ":unit", unit_id.v);
	query_bind_int(q, ":old_since", instant_at(youngest, 0, 0).sec - 1);
	query_bind_int(q, ":most", LIMIT_CHILDREN + 1);
	if (!query_ints(q, "id", LIMIT_CHILDREN + 1, &ids, &found.count))
		return false;
	found.more = found.count > LIMIT_CHILDREN;
	found.count -= found.more;
	found.at = ARENA_ARRAY(act->arena, struct matter, found.count + 1);
	for (size_t i = 0; i < found.count; i++)
		if (!record_load(act, &matter_record, ids[i], &found.at[i]))
			return false;
	*out = found;
	return true;
}

static const struct sql STEPS_SINCE = {
	"SELECT id, kind, words, taken_at, account_id"
	"  FROM matter_step"
	" WHERE matter_id = :matter AND taken_at >= :since"
	" ORDER BY taken_at, id"
	" LIMIT :most" };

bool matter_steps_since(struct act *act, MatterId id, Instant since, struct matter_step **out, size_t *count_out)
{
	struct query *q = store_query(act, &STEPS_SINCE);
	struct matter_step *steps = NULL;
	size_t count = 0, room = 0;
	unsigned kind;

	query_bind_int(q, ":matter", id.v);
	query_bind_int(q, ":since", since.sec);
	query_bind_int(q, ":most", LIMIT_LIST_ROWS);
	while (query_next(q)) {
		struct matter_step *step;

		steps = arena_room_for_one(act->arena, steps, count, &room, sizeof *steps);
		step = &steps[count++];
		step->id.v = query_int(q, "id");
		step->matter_id = id;
		must(word_parse(&step_kind_words, query_str(q, "kind"), &kind));
		step->kind = kind;
		step->words = query_str(q, "words");
		step->taken_at = query_instant(q, "taken_at");
		step->account_id.v = query_int(q, "account_id");
	}
	if (!query_done(q))
		return false;
	*out = steps;
	*count_out = count;
	return true;
}

const struct sql *const matter_statements[] = { &NEXT_SERIAL, &SERIAL_IS, &UNRESOLVED, &STEPS_SINCE, NULL };
