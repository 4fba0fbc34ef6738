/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* duty_store.c - what duty/ asks and tells the database beyond its record. */
#include "base/limits.h"
#include "duty/duty_inner.h"

static const struct sql FIND_PERIOD = {
	"SELECT id"
	"  FROM duty"
	" WHERE rule = CAST(:rule AS {text})"
	"   AND unit_id = :unit"
	"   AND period = CAST(:period AS {text})"
	"   AND COALESCE(subject, '') = COALESCE(CAST(:subject AS {text}), '')"
	"   AND subject_id = :subject_id" };

/* The newest that an event raised. */
#define OF_EVENT                                                                                   \
	"  FROM duty"                                                                              \
	" WHERE rule = CAST(:rule AS {text})"                                                      \
	"   AND unit_id = :unit"                                                                   \
	"   AND period IS NULL"                                                                    \
	"   AND COALESCE(subject, '') = COALESCE(CAST(:subject AS {text}), '')"                    \
	"   AND subject_id = :subject_id"                                                          \
	" ORDER BY id DESC"                                                                        \
	" LIMIT 1"

static const struct sql FIND_EVENT = { "SELECT id" OF_EVENT };

static void bind_key(struct query *q, const struct duty_key *key)
{
	query_bind_str(q, ":rule", key->rule);
	query_bind_int(q, ":unit", key->unit_id);
	if (!str_is_empty(key->period))
		query_bind_str(q, ":period", key->period);
	query_bind_str(q, ":subject", key->subject);
	query_bind_int(q, ":subject_id", key->subject_id);
}

bool duty_store_find(struct act *act, const struct duty_key *key, int64_t *id_out)
{
	bool event = str_is_empty(key->period), found = false;
	struct query *q = store_query(act, event ? &FIND_EVENT : &FIND_PERIOD);

	bind_key(q, key);
	if (!query_one(q, &found))
		return false;

	int64_t id = found ? query_int(q, "id") : 0;

	if (!query_done(q))
		return false;
	*id_out = id;
	return true;
}

static const struct sql DUE_OF_EVENT = {
	"SELECT id, title, state, due_at, due_why, provisional, reminded" OF_EVENT };

bool duty_store_due_of_event(struct act *act, const struct duty_key *key, struct duty *out)
{
	struct query *q = store_query(act, &DUE_OF_EVENT);
	struct duty duty = { .id = { 0 } };
	bool found = false;
	unsigned state = 0;

	must(str_is_empty(key->period));
	bind_key(q, key);
	if (!query_one(q, &found))
		return false;
	if (found) {
		must(word_parse(&duty_state_words, query_str(q, "state"), &state));
		duty = (struct duty){ .id = { query_int(q, "id") }, .title = query_str(q, "title"), .state = state,
		                      .due_at = query_instant(q, "due_at"), .due_why = query_str(q, "due_why"),
		                      .provisional = query_bool(q, "provisional"), .reminded = query_int(q, "reminded") };
	}
	if (!query_done(q))
		return false;
	*out = duty;
	return true;
}

static const struct sql PROVISIONAL = {
	"SELECT id"
	"  FROM duty"
	" WHERE state = 'open'"
	"   AND provisional = 1"
	" ORDER BY id" };

bool duty_store_provisional(struct act *act, DutyId **out, size_t *count_out)
{
	int64_t *ids;

	if (!query_ints(store_query(act, &PROVISIONAL), "id", SIZE_MAX, &ids, count_out))
		return false;
	*out = ARENA_ARRAY(act->arena, DutyId, *count_out + 1);
	for (size_t i = 0; i < *count_out; i++)
		(*out)[i].v = ids[i];
	return true;
}

static const struct sql OPEN_LIMITS = {
	"SELECT id FROM duty WHERE state = 'open' AND limit_setting = CAST(:setting AS {text}) ORDER BY due_at, id" };

bool duty_store_open_limits(struct act *act, Str setting, int64_t **out, size_t *count_out)
{
	struct query *q = store_query(act, &OPEN_LIMITS);

	query_bind_str(q, ":setting", setting);
	return query_ints(q, "id", SIZE_MAX, out, count_out);
}

static const struct sql OPEN_PERIODS = {
	"SELECT id FROM duty WHERE state = 'open' AND rule = CAST(:rule AS {text}) AND period IS NOT NULL ORDER BY due_at, id" };

bool duty_store_open_periods(struct act *act, Str rule, int64_t **out, size_t *count_out)
{
	struct query *q = store_query(act, &OPEN_PERIODS);

	query_bind_str(q, ":rule", rule);
	return query_ints(q, "id", SIZE_MAX, out, count_out);
}

static const struct sql DUE = {
	"SELECT id, next_at"
	"  FROM duty"
	" WHERE next_at IS NOT NULL"
	"   AND next_at <= :end"
	"   AND (next_at, id) > (CAST(:at AS {int}), CAST(:id AS {int}))"
	" ORDER BY next_at, id"
	" LIMIT :most" };

bool duty_store_due(struct act *act, struct due_row cursor, Instant end, struct due_row *out,
                    size_t *count_out)
{
	struct query *q = store_query(act, &DUE);
	size_t count = 0;

	query_bind_int(q, ":end", end.sec);
	query_bind_int(q, ":at", cursor.at.sec);
	query_bind_int(q, ":id", cursor.id);
	query_bind_int(q, ":most", LIMIT_TICK_ACTS);
	while (count < LIMIT_TICK_ACTS && query_next(q)) {
		struct due_row row = { query_int(q, "id"), query_instant(q, "next_at") };

		if (count > 0 && row.at.sec != out[0].at.sec)
			break;
		out[count++] = row;
	}
	if (!query_done(q))
		return false;
	*count_out = count;
	return true;
}

/* Not min(): that would read the whole table, the index holding only those with business to come. */
static const struct sql NEXT = { "SELECT next_at AS at FROM duty WHERE next_at IS NOT NULL ORDER BY next_at LIMIT 1" };

bool duty_store_next(struct act *act, Instant *out)
{
	struct query *q = store_query(act, &NEXT);
	bool found = false;

	if (!query_one(q, &found))
		return false;

	Instant at = found ? query_instant(q, "at") : INSTANT_NONE;

	if (!query_done(q))
		return false;
	*out = at;
	return true;
}

static const struct sql UNITS = {
	"SELECT id"
	"  FROM unit"
	" WHERE reports = 1 AND (kind = 'department' OR :departments = 0)"
	"   AND (since_on IS NULL OR since_on <= CAST(:on AS {text}))"
	"   AND (until_on IS NULL OR until_on >= CAST(:on AS {text}))"
	" ORDER BY id" };

bool duty_store_units(struct act *act, Date on, bool departments, UnitId **out, size_t *count_out)
{
	struct query *q = store_query(act, &UNITS);
	int64_t *ids;

	query_bind_date(q, ":on", on);
	query_bind_bool(q, ":departments", departments);
	if (!query_ints(q, "id", SIZE_MAX, &ids, count_out))
		return false;
	*out = ARENA_ARRAY(act->arena, UnitId, *count_out + 1);
	for (size_t i = 0; i < *count_out; i++)
		(*out)[i].v = ids[i];
	return true;
}

static const struct sql PERIOD_IS_RAISED = {
	"SELECT 1 AS one FROM duty WHERE rule = CAST(:rule AS {text}) AND period = CAST(:period AS {text}) LIMIT 1" };

bool duty_store_period_is_raised(struct act *act, Str rule, Str period, bool *out)
{
	struct query *q = store_query(act, &PERIOD_IS_RAISED);

	query_bind_str(q, ":rule", rule);
	query_bind_str(q, ":period", period);
	return query_any(q, out);
}

/* ---- the clock's own rows ---- */

static const struct sql CLOCK = { "SELECT ticked_at, raised_until FROM clock WHERE id = 1" };

bool duty_store_clock(struct act *act, struct duty_clock_row *out)
{
	struct query *q = store_query(act, &CLOCK);
	struct duty_clock_row row = { INSTANT_NONE, INSTANT_NONE };
	bool found = false;

	if (!query_one(q, &found))
		return false;
	if (found)
		row = (struct duty_clock_row){ query_instant(q, "ticked_at"), query_instant(q, "raised_until") };
	if (!query_done(q))
		return false;
	*out = row;
	return true;
}

static const struct sql SET_CLOCK = {
	"INSERT INTO clock (id, ticked_at, raised_until)"
	" VALUES (1, :ticked, :raised)"
	" ON CONFLICT (id) DO UPDATE"
	"   SET ticked_at = excluded.ticked_at, raised_until = excluded.raised_until" };

bool duty_store_set_clock(struct act *act, const struct duty_clock_row *row)
{
	struct query *q = store_query(act, &SET_CLOCK);

	query_bind_int(q, ":ticked", row->ticked_at.sec);
	query_bind_int(q, ":raised", row->raised_until.sec);
	return query_run(q);
}

/* A tick that broke off is run again from the same last minute: one outage, longer. */
static const struct sql OUTAGE = {
	"INSERT INTO outage (from_at, until_at, noted_at)"
	" VALUES (:from, :until, :now)"
	" ON CONFLICT (from_at) DO UPDATE"
	"   SET until_at = excluded.until_at, noted_at = excluded.noted_at" };

bool duty_store_outage(struct act *act, const struct outage *outage)
{
	struct query *q = store_query(act, &OUTAGE);

	query_bind_int(q, ":from", outage->from.sec);
	query_bind_int(q, ":until", outage->until.sec);
	query_bind_int(q, ":now", act->now.sec);
	return query_run(q);
}

/* ---- what is mine ---- */

struct owed_list { struct arena *arena; struct owed *at; size_t count, room; };

static struct owed *owed_add(struct owed_list *list)
{
	list->at = arena_room_for_one(list->arena, list->at, list->count, &list->room, sizeof *list->at);
	return &list->at[list->count++];
}

/* The unit's and the person's apart, for an index each; what is both comes with the unit's. */
#define OWED_ROWS(beyond, order)                                                                   \
	"SELECT id, rule, account_id, due_at FROM duty"                                            \
	" WHERE unit_id = :unit AND state = CAST(:state AS {text})" beyond                         \
	" UNION ALL "                                                                              \
	"SELECT id, rule, account_id, due_at FROM duty"                                            \
	" WHERE account_id = :account AND state = CAST(:state AS {text}) AND unit_id <> :unit" beyond \
	" ORDER BY " order                                                                         \
	" LIMIT :most"

static const struct sql WAITING_OF = {
	OWED_ROWS(" AND (due_at, id) > (CAST(:due AS {int}), CAST(:id AS {int}))", "due_at, id") };
static const struct sql SETTLED_OF = { OWED_ROWS("", "due_at DESC, id DESC") };

struct owed_page { int64_t due, id; size_t looked_at; };         /* the last row looked at */

static bool look_at_page(struct act *act, const struct caller *caller, struct query *q, enum duty_state state, OwedTest *wanted,
                         size_t most, struct owed_page *page, struct owed_list *list)
{
	query_bind_str(q, ":state", str_of(duty_state_words.at[state].word));
	query_bind_int(q, ":unit", caller->unit_id);
	query_bind_int(q, ":account", caller->account_id);
	query_bind_int(q, ":most", LIMIT_LIST_ROWS);
	page->looked_at = 0;
	while (list->count < most && query_next(q)) {
		struct owed row = { .id = query_int(q, "id"), .rule = query_str(q, "rule"),
			            .account_id = query_int(q, "account_id"), .state = state, .count = 1 };

		*page = (struct owed_page){ query_int(q, "due_at"), row.id, page->looked_at + 1 };
		if (wanted(act, caller, &row))
			*owed_add(list) = row;
	}
	return query_done(q);
}

/* What waits is looked through until enough is found: two hundred of others may be due before one's own. */
bool duty_store_of(struct act *act, const struct caller *caller, enum duty_state state, OwedTest *wanted, size_t most,
                   struct duty_burden *out)
{
	bool waits = state == DUTY_OPEN || state == DUTY_BREACHED || state == DUTY_PAUSED;
	struct owed_list list = { .arena = act->arena };
	struct owed_page page = { .due = INT64_MIN };
	struct query *q;

	do {
		q = store_query(act, waits ? &WAITING_OF : &SETTLED_OF);
		if (waits) {
			query_bind_int(q, ":due", page.due);
			query_bind_int(q, ":id", page.id);
		}
		if (!look_at_page(act, caller, q, state, wanted, most, &page, &list))
			return false;
	} while (waits && page.looked_at == LIMIT_LIST_ROWS && list.count < most);
	*out = (struct duty_burden){ list.at, list.count };
	return true;
}

/* The unit's come counted out of their index; a person's are few and come one by one. */
static const struct sql COUNTS_OF = {
	"SELECT rule, account_id, count(*) FILTER (WHERE state = 'open') AS waiting,"
	"       count(*) FILTER (WHERE state = 'breached') AS overdue"
	"  FROM duty"
	" WHERE state IN ('open','paused','breached') AND unit_id = :unit"
	" GROUP BY rule, account_id"
	" UNION ALL "
	"SELECT rule, account_id, CASE state WHEN 'open' THEN 1 ELSE 0 END, CASE state WHEN 'breached' THEN 1 ELSE 0 END"
	"  FROM duty"
	" WHERE state IN ('open','paused','breached') AND account_id = :account AND unit_id <> :unit" };

bool duty_store_counts_of(struct act *act, const struct caller *caller, OwedTest *wanted, struct duty_burden *out)
{
	struct query *q = store_query(act, &COUNTS_OF);
	struct owed_list list = { .arena = act->arena };

	query_bind_int(q, ":unit", caller->unit_id);
	query_bind_int(q, ":account", caller->account_id);
	while (query_next(q)) {
		struct owed row = { .rule = query_str(q, "rule"), .account_id = query_int(q, "account_id") };

		if (!wanted(act, caller, &row))
			continue;
		row.state = DUTY_OPEN;
		row.count = query_int(q, "waiting");
		*owed_add(&list) = row;
		row.state = DUTY_BREACHED;
		row.count = query_int(q, "overdue");
		*owed_add(&list) = row;
	}
	if (!query_done(q))
		return false;
	*out = (struct duty_burden){ list.at, list.count };
	return true;
}

const struct sql *const duty_statements[] = {
	&FIND_PERIOD, &FIND_EVENT, &DUE_OF_EVENT, &PROVISIONAL, &OPEN_LIMITS, &OPEN_PERIODS, &DUE, &NEXT, &UNITS, &PERIOD_IS_RAISED, &CLOCK, &SET_CLOCK, &OUTAGE, &WAITING_OF,
	&SETTLED_OF, &COUNTS_OF, NULL
};
