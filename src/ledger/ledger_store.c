/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* ledger_store.c - the SQL of the ledger. Append-only: no DELETE and no UPDATE. */
#include "ledger/ledger_store.h"

#define ENTRY_COLUMNS                                                                              \
	"id, no, written_at, effective_at, actor_id, actor_name, via, event, subject, subject_id," \
	" unit_id, before, after, note"

/* ---- writing ---- */

/* Numbered as it is written: one writer at a time, so what is rolled back leaves no gap. */
static const struct sql APPEND = {
	"INSERT INTO ledger (no, written_at, effective_at, actor_id, actor_name, via, event, subject, subject_id,"
	" unit_id, before, after, note)"
	" VALUES ((SELECT COALESCE(max(no), 0) + 1 FROM ledger), :written_at, :effective_at, :actor_id, :actor_name, :via, :event, :subject, :subject_id,"
	" :unit_id, :before, :after, :note)" };

bool ledger_store_append(struct act *act, const struct event *event)
{
	struct query *q = store_query(act, &APPEND);

	query_bind_instant(q, ":written_at", act->now);
	query_bind_instant(q, ":effective_at", instant_is_set(act->effective) ? act->effective : act->now);
	query_bind_id(q, ":actor_id", act->actor_id);
	query_bind_str(q, ":actor_name", str_is_empty(act->actor_name) ? STR("系统") : act->actor_name);
	query_bind_str(q, ":via", str_of(via_words[act->via]));
	query_bind_str(q, ":event", str_of(event->event));
	query_bind_str(q, ":subject", str_of(event->subject));
	query_bind_id(q, ":subject_id", event->subject_id);
	query_bind_id(q, ":unit_id", event->unit_id);
	query_bind_str(q, ":before", event->before);
	query_bind_str(q, ":after", event->after);
	query_bind_str(q, ":note", event->note);
	return query_run_later(q);
}

static const struct sql ADD_SEAL = {
	"INSERT INTO ledger_seal (block, first_no, last_no, leaves, root, previous, seal, sealed_at)"
	" VALUES (:block, :first_no, :last_no, :leaves, :root, :previous, :seal, :sealed_at)" };

bool ledger_store_add_seal(struct act *act, const struct seal *seal)
{
	struct query *q = store_query(act, &ADD_SEAL);

	query_bind_int(q, ":block", seal->block);
	query_bind_int(q, ":first_no", seal->first_no);
	query_bind_int(q, ":last_no", seal->last_no);
	query_bind_blob(q, ":leaves", seal->leaves);
	query_bind_str(q, ":root", seal->root);
	query_bind_str(q, ":previous", seal->previous);
	query_bind_str(q, ":seal", seal->seal);
	query_bind_instant(q, ":sealed_at", seal->sealed_at);
	return query_run(q);
}

/* ---- entries ---- */

static void read_entry(struct query *q, struct ledger_entry *e)
{
	e->id = query_int(q, "id");
	e->no = query_int(q, "no");
	e->written_at = query_instant(q, "written_at");
	e->effective_at = query_instant(q, "effective_at");
	e->actor_id = query_int(q, "actor_id");
	e->actor_name = query_str(q, "actor_name");
	e->via = query_str(q, "via");
	e->event = query_str(q, "event");
	e->subject = query_str(q, "subject");
	e->subject_id = query_int(q, "subject_id");
	e->unit_id = query_int(q, "unit_id");
	e->before = query_str(q, "before");
	e->after = query_str(q, "after");
	e->note = query_str(q, "note");
}

static bool read_entries(struct act *act, struct query *q, struct entries *out)
{
	struct entries read = { 0 };
	size_t room = 0;

	while (query_next(q)) {
		read.at = arena_room_for_one(act->arena, read.at, read.count, &room, sizeof *read.at);
		read_entry(q, &read.at[read.count++]);
	}
	if (!query_done(q))
		return false;
	*out = read;
	return true;
}

static const struct sql UNSEALED = {
	"SELECT " ENTRY_COLUMNS
	"  FROM ledger WHERE no IS NULL AND id > :after_id"
	" ORDER BY id LIMIT CAST(:most AS {int})" };

bool ledger_unsealed_after(struct act *act, int64_t after_id, size_t most, struct entries *out)
{
	struct query *q = store_query(act, &UNSEALED);

	query_bind_int(q, ":after_id", after_id);
	query_bind_int(q, ":most", (int64_t)most);
	return read_entries(act, q, out);
}

static const struct sql SEALED = {
	"SELECT " ENTRY_COLUMNS
	"  FROM ledger WHERE no > :after_no"
	" ORDER BY no LIMIT CAST(:most AS {int})" };

bool ledger_sealed_after(struct act *act, int64_t after_no, size_t most, struct entries *out)
{
	struct query *q = store_query(act, &SEALED);

	query_bind_int(q, ":after_no", after_no);
	query_bind_int(q, ":most", (int64_t)most);
	return read_entries(act, q, out);
}

static const struct sql BETWEEN = {
	"SELECT " ENTRY_COLUMNS
	"  FROM ledger WHERE no > :after_no AND no <= :until_no"
	" ORDER BY no" };

bool ledger_store_between(struct act *act, int64_t after_no, int64_t until_no, struct entries *out)
{
	struct query *q = store_query(act, &BETWEEN);

	query_bind_int(q, ":after_no", after_no);
	query_bind_int(q, ":until_no", until_no);
	return read_entries(act, q, out);
}

/* What was done to the row. Who only looked is listed at /ledger/personal: here it would push the deeds out, and tell why. */
static const struct sql OF = {
	"SELECT " ENTRY_COLUMNS
	"  FROM ledger WHERE subject = :subject AND subject_id = :subject_id AND id < :before_id"
	"   AND event NOT LIKE '%.view_personal'"
	" ORDER BY id DESC LIMIT CAST(:most AS {int})" };

bool ledger_store_of(struct act *act, const char *subject, int64_t subject_id, int64_t before_id, size_t most,
                     struct entries *out)
{
	struct query *q = store_query(act, &OF);

	query_bind_str(q, ":subject", str_of(subject));
	query_bind_int(q, ":subject_id", subject_id);
	query_bind_int(q, ":before_id", before_id);
	query_bind_int(q, ":most", (int64_t)most);
	return read_entries(act, q, out);
}

static const struct sql LAST_OF = {
	"SELECT " ENTRY_COLUMNS
	"  FROM ledger WHERE subject = :subject AND subject_id = :subject_id"
	"   AND (before IS NOT NULL OR after IS NOT NULL)"
	" ORDER BY id DESC LIMIT 1" };

bool ledger_store_last_of(struct act *act, Str subject, int64_t subject_id, struct entries *out)
{
	struct query *q = store_query(act, &LAST_OF);

	query_bind_str(q, ":subject", subject);
	query_bind_int(q, ":subject_id", subject_id);
	return read_entries(act, q, out);
}

/* ---- the list: one statement for each index, the other filters behind it ---- */

#define LIST_HEAD "SELECT " ENTRY_COLUMNS "  FROM ledger WHERE id < :before_id AND id >= :floor_id"
#define LIST_TAIL                                                                                  \
	" AND (CAST(:subject AS {text}) IS NULL OR subject = :subject)"                            \
	" AND (CAST(:subject_id AS {int}) = 0 OR subject_id = :subject_id)"                        \
	" AND (CAST(:unit_id AS {int}) = 0 OR unit_id = :unit_id)"                                 \
	" AND (CAST(:actor_id AS {int}) = 0 OR COALESCE(actor_id, -1) = :actor_id)"                \
	" AND (CAST(:event AS {text}) IS NULL OR substr(event, 1, length(:event)) = :event)"       \
	" AND (CAST(:event_end AS {text}) IS NULL OR event LIKE '%' || :event_end)"                \
	" AND written_at >= :from_at AND written_at < :to_at"                                      \
	" ORDER BY id DESC LIMIT CAST(:most AS {int})"

static const struct sql LIST_ALL = { LIST_HEAD LIST_TAIL };
static const struct sql LIST_OF_ROW = {
	LIST_HEAD " AND subject = CAST(:subject AS {text}) AND subject_id = :subject_id" LIST_TAIL };
static const struct sql LIST_OF_UNIT = { LIST_HEAD " AND unit_id = :unit_id" LIST_TAIL };
static const struct sql LIST_OF_ACTOR = { LIST_HEAD " AND actor_id = :actor_id" LIST_TAIL };

static const struct sql *list_statement(const struct ledger_ask *ask)
{
	if (!str_is_empty(ask->subject) && ask->subject_id != 0)
		return &LIST_OF_ROW;
	if (ask->actor_id > 0)
		return &LIST_OF_ACTOR;
	return ask->unit_id != 0 ? &LIST_OF_UNIT : &LIST_ALL;
}

bool ledger_store_is_direct(const struct ledger_ask *ask)
{
	if (list_statement(ask) == &LIST_OF_ROW)
		return true;
	return str_is_empty(ask->subject) && str_is_empty(ask->event_prefix) && str_is_empty(ask->event_end) && ask->actor_id != LEDGER_SYSTEM
	    && (ask->actor_id == 0 || ask->unit_id == 0);
}

bool ledger_store_list(struct act *act, const struct ledger_ask *ask, int64_t floor_id, struct entries *out)
{
	struct query *q = store_query(act, list_statement(ask));
	Instant from = date_is_set(ask->from_on) ? instant_at(ask->from_on, 0, 0) : INSTANT_NONE;

	query_bind_int(q, ":before_id", ask->before_id);
	query_bind_int(q, ":floor_id", floor_id);
	query_bind_str(q, ":subject", ask->subject);
	query_bind_int(q, ":subject_id", ask->subject_id);
	query_bind_int(q, ":unit_id", ask->unit_id);
	query_bind_int(q, ":actor_id", ask->actor_id);
	query_bind_str(q, ":event", ask->event_prefix);
	query_bind_str(q, ":event_end", ask->event_end);
	query_bind_int(q, ":from_at", from.sec);
	query_bind_int(q, ":to_at", date_is_set(ask->to_on) ? instant_at(ask->to_on, 24, 0).sec : INT64_MAX);
	query_bind_int(q, ":most", (int64_t)ask->most);
	return read_entries(act, q, out);
}

static const struct sql AT = {
	"SELECT id, written_at FROM ledger WHERE id >= :id ORDER BY id LIMIT 1" };

bool ledger_store_at(struct act *act, int64_t id, int64_t *id_out, Instant *written_at_out, bool *found_out)
{
	struct query *q = store_query(act, &AT);

	query_bind_int(q, ":id", id);
	if (!query_one(q, found_out))
		return false;
	if (*found_out) {
		*id_out = query_int(q, "id");
		*written_at_out = query_instant(q, "written_at");
	}
	return query_done(q);
}

static const struct sql NEWEST = { "SELECT id FROM ledger ORDER BY id DESC LIMIT 1" };

bool ledger_store_newest(struct act *act, int64_t *id_out)
{
	return query_only_int(store_query(act, &NEWEST), "id", id_out);
}

static const struct sql LAST_NO = { "SELECT max(no) AS no FROM ledger" };

bool ledger_store_last_no(struct act *act, int64_t *no_out)
{
	return query_only_int(store_query(act, &LAST_NO), "no", no_out);
}

/* ---- seals ---- */

static void read_seal(struct query *q, struct seal *seal)
{
	seal->id = query_int(q, "id");
	seal->block = query_int(q, "block");
	seal->first_no = query_int(q, "first_no");
	seal->last_no = query_int(q, "last_no");
	seal->root = query_str(q, "root");
	seal->previous = query_str(q, "previous");
	seal->seal = query_str(q, "seal");
	seal->sealed_at = query_instant(q, "sealed_at");
}

static const struct sql LAST_SEAL = {
	"SELECT id, block, first_no, last_no, root, previous, seal, sealed_at"
	"  FROM ledger_seal ORDER BY last_no DESC LIMIT 1" };

bool ledger_store_last_seal(struct act *act, struct seal *out, bool *found_out)
{
	struct query *q = store_query(act, &LAST_SEAL);

	if (!query_one(q, found_out))
		return false;
	if (*found_out) {
		*out = (struct seal){ 0 };
		read_seal(q, out);
	}
	return query_done(q);
}

#define SEAL_COLUMNS "id, block, first_no, last_no, leaves, root, previous, seal, sealed_at"

static const struct sql SEALS = {
	"SELECT " SEAL_COLUMNS
	"  FROM ledger_seal WHERE first_no > :after ORDER BY first_no LIMIT CAST(:most AS {int})" };

bool ledger_seals_after(struct act *act, int64_t after_first_no, size_t most, struct seals *out)
{
	struct query *q = store_query(act, &SEALS);
	struct seals read = { ARENA_ARRAY(act->arena, struct seal, most), 0 };

	query_bind_int(q, ":after", after_first_no);
	query_bind_int(q, ":most", (int64_t)most);
	while (read.count < most && query_next(q)) {
		read_seal(q, &read.at[read.count]);
		read.at[read.count++].leaves = query_blob(q, "leaves");
	}
	if (!query_done(q))
		return false;
	*out = read;
	return true;
}

static const struct sql SEAL_OF = {
	"SELECT " SEAL_COLUMNS
	"  FROM ledger_seal WHERE last_no >= :no ORDER BY last_no LIMIT 1" };

bool ledger_store_seal_of(struct act *act, int64_t no, struct seal *out, bool *found_out)
{
	struct query *q = store_query(act, &SEAL_OF);

	query_bind_int(q, ":no", no);
	if (!query_one(q, found_out))
		return false;
	if (*found_out) {
		*out = (struct seal){ 0 };
		read_seal(q, out);
		out->leaves = query_blob(q, "leaves");
	}
	return query_done(q);
}

const struct sql *const ledger_statements[] = {
	&APPEND, &ADD_SEAL, &UNSEALED, &SEALED, &BETWEEN, &LAST_NO, &OF, &LIST_ALL, &LIST_OF_ROW, &LIST_OF_UNIT,
	&LIST_OF_ACTOR, &AT, &NEWEST, &LAST_SEAL, &SEALS, &SEAL_OF, &LAST_OF, NULL
};
