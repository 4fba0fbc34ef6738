/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* query.c - binding by name, reading by name, and how a query ends; the same for both databases.
 *
 * Owns: statements kept per connection, sticky errors, which trouble becomes which refusal.
 * Does not own: talking to a database (sqlite.c, postgres.c). */
#include "store/store_backend.h"

#include <stdio.h>
#include <string.h>

#include "base/log.h"

/* ---- statements ---- */

static bool evict_oldest(struct connection *c)
{
	struct statement **oldest = NULL, *gone;

	for (size_t i = 0; i < COUNT_OF(c->buckets); i++) {
		for (struct statement **s = &c->buckets[i]; *s; s = &(*s)->next) {
			if (!(*s)->busy && (!oldest || (*s)->used < (*oldest)->used))
				oldest = s;
		}
	}
	if (!oldest)
		return false;
	gone = *oldest;
	*oldest = gone->next;
	c->backend->forget(c, gone);
	c->statement_count--;
	return true;
}

void statements_forget(struct connection *c)
{
	while (evict_oldest(c))
		continue;
	must(c->statement_count == 0);
}

static struct statement *statement_new(struct connection *c, Str text, uint64_t hash)
{
	struct statement *s = ARENA_NEW(c->arena, struct statement);
	Str room[STORE_NAMES], rewritten;
	struct names names = { .at = room, .room = STORE_NAMES };

	s->hash = hash;
	s->text = arena_copy(c->arena, text);
	if (!rewrite_statement(c->arena, s->text, c->backend->words, &rewritten, &names)) {
		connection_trouble(c, TROUBLE_OTHER, "the statement has an open quote or too many names");
		return NULL;
	}
	s->name_count = names.count;
	s->names = ARENA_ARRAY(c->arena, Str, names.count);
	for (size_t i = 0; i < names.count; i++)
		s->names[i] = room[i];
	if (!c->backend->prepare(c, s, rewritten))
		return NULL;
	if (c->statement_count >= STORE_STATEMENTS)
		evict_oldest(c);
	s->next = c->buckets[hash % COUNT_OF(c->buckets)];
	c->buckets[hash % COUNT_OF(c->buckets)] = s;
	c->statement_count++;
	return s;
}

/* Only to find what is kept, twelve times a page: eight bytes at a time. */
static uint64_t hash_of(Str text)
{
	uint64_t hash = text.len, eight;
	size_t at = 0;

	for (; at + sizeof eight <= text.len; at += sizeof eight) {
		memcpy(&eight, text.at + at, sizeof eight);
		hash = (hash ^ eight) * 0x9e3779b97f4a7c15u;
		hash ^= hash >> 32;
	}
	eight = 0;
	if (at < text.len)
		memcpy(&eight, text.at + at, text.len - at);
	hash = (hash ^ eight) * 0x9e3779b97f4a7c15u;
	return hash ^ hash >> 32;
}

struct statement *statement_find(struct connection *c, Str text)
{
	uint64_t hash = hash_of(text);
	struct statement *s = c->buckets[hash % COUNT_OF(c->buckets)];

	while (s && (s->busy || s->hash != hash || !str_equal(s->text, text)))
		s = s->next;
	if (!s)
		s = statement_new(c, text, hash);
	if (s)
		s->used = ++c->uses;
	return s;
}

/* ---- trouble ---- */

void connection_trouble(struct connection *c, enum trouble trouble, const char *why)
{
	if (c->trouble != TROUBLE_NONE)
		return;
	c->trouble = trouble;
	snprintf(c->why, sizeof c->why, "%s", why);
}

static void refuse_for_trouble(struct act *act, Str text)
{
	struct connection *c = act->connection;

	switch (c->trouble) {
	case TROUBLE_UNIQUE:
		refuse(act, REFUSED_CONFLICT, "store.unique", "已经有相同的一条");
		break;
	case TROUBLE_REFERENCE:
		refuse(act, REFUSED_CONFLICT, "store.reference", "所指的一条已不在，或仍被别处引用，请刷新后重做");
		break;
	case TROUBLE_RETRY:
		refuse(act, REFUSED_BROKEN, "store.busy", "同时在改的人太多，请重试");
		break;
	case TROUBLE_NONE:
	case TROUBLE_OTHER:
		log_line(LOG_TROUBLE, "store", "%s: %.*s", c->why, STR_ARG(text));
		refuse(act, REFUSED_BROKEN, "store.broken", "数据库出错，没有保存，请重试");
		break;
	}
}

/* ---- a query's life ---- */

struct query *store_query(struct act *act, const struct sql *sql)
{
	struct query *q = ARENA_NEW(act->arena, struct query);
	struct connection *c = act->connection;
	Str text = str_of(sql->text);

	must(c);
	q->act = act;
	q->connection = c;
	/* PostgreSQL's transaction is dead after any failure; SQLite's act shall end there too. */
	q->broken = c->trouble != TROUBLE_NONE;
	if (!q->broken) {
		q->statement = statement_find(c, text);
		q->broken = !q->statement;
	}
	if (q->broken) {
		refuse_for_trouble(act, text);
		return q;
	}
	q->statement->busy = true;
	q->values = ARENA_ARRAY(act->arena, struct value, q->statement->name_count);
	q->next = c->open;
	c->open = q;
	return q;
}

static void query_close(struct query *q)
{
	struct query **place = &q->connection->open;

	if (!q->statement)
		return;
	while (*place != q)
		place = &(*place)->next;
	*place = q->next;
	q->connection->backend->reset(q);
	q->statement->busy = false;
	q->statement = NULL;
	q->has_row = false;
}

void queries_close(struct connection *c)
{
	while (c->open)
		query_close(c->open);
}

/* ---- binding ---- */

static struct value *value_named(struct query *q, const char *name)
{
	const struct statement *s = q->statement;

	for (size_t tried = 0; tried < s->name_count; tried++) {
		size_t i = (q->name_hint + tried) % s->name_count;

		if (str_is(s->names[i], name)) {
			q->name_hint = i + 1;
			return &q->values[i];
		}
	}
	log_line(LOG_TROUBLE, "store", "no %s in: %.*s", name, STR_ARG(s->text));
	must_fail(__FILE__, __LINE__, "the statement has the bound name");
}

static void bind(struct query *q, const char *name, struct value value)
{
	if (q->broken)
		return;
	must(q->statement && !q->started);
	*value_named(q, name) = value;
}

void query_bind_int(struct query *q, const char *name, int64_t number)
{
	bind(q, name, (struct value){ .kind = VALUE_INT, .number = number });
}

void query_bind_id(struct query *q, const char *name, int64_t id)
{
	bind(q, name, (struct value){ .kind = id == 0 ? VALUE_NULL : VALUE_INT, .number = id });
}

void query_bind_real(struct query *q, const char *name, double real)
{
	bind(q, name, (struct value){ .kind = VALUE_REAL, .real = real });
}

void query_bind_bool(struct query *q, const char *name, bool truth)
{
	query_bind_int(q, name, truth);
}

void query_bind_str(struct query *q, const char *name, Str text)
{
	bind(q, name, (struct value){ .kind = text.len == 0 ? VALUE_NULL : VALUE_TEXT, .bytes = text });
}

void query_bind_blob(struct query *q, const char *name, Str bytes)
{
	bind(q, name, (struct value){ .kind = bytes.len == 0 ? VALUE_NULL : VALUE_BLOB, .bytes = bytes });
}

void query_bind_date(struct query *q, const char *name, Date date)
{
	if (q->broken)
		return;
	query_bind_str(q, name, date_is_set(date) ? date_iso(q->act->arena, date) : STR_NONE);
}

void query_bind_instant(struct query *q, const char *name, Instant instant)
{
	query_bind_id(q, name, instant.sec);
}

void query_bind_place(struct query *q, const char *name, struct place place)
{
	if (q->broken)
		return;
	query_bind_str(q, name, place_is_set(place) ? place_text(q->act->arena, place) : STR_NONE);
}

/* ---- stepping ---- */

static void all_names_are_bound(const struct query *q)
{
	for (size_t i = 0; i < q->statement->name_count; i++) {
		if (q->values[i].kind == VALUE_UNBOUND) {
			log_line(LOG_TROUBLE, "store", "%.*s is not bound in: %.*s",
			         STR_ARG(q->statement->names[i]), STR_ARG(q->statement->text));
			must_fail(__FILE__, __LINE__, "every name of the statement is bound");
		}
	}
}

bool query_next(struct query *q)
{
	enum step step;

	if (q->broken || q->finished)
		return false;
	must(q->statement);
	if (!q->started)
		all_names_are_bound(q);
	/* A failure elsewhere in the act has ended this query too. */
	step = q->connection->trouble == TROUBLE_NONE ? q->connection->backend->step(q) : STEP_FAILED;
	q->started = true;
	q->has_row = step == STEP_ROW;
	q->finished = step == STEP_DONE;
	if (step == STEP_FAILED) {
		q->broken = true;
		refuse_for_trouble(q->act, q->statement->text);
	}
	return q->has_row;
}

/* ---- reading ---- */

/* Names are constants, so the same pointer is the same name: mostly that of the column after the last. */
static int column_named(struct query *q, const char *name)
{
	const struct backend *backend = q->connection->backend;
	struct statement *s = q->statement;

	if (!s->asked) {
		s->columns = backend->columns(q);
		s->asked = ARENA_ARRAY(q->connection->arena, const char *, (size_t)s->columns);
	}
	if (q->hint < s->columns && s->asked[q->hint] == name)
		return q->hint++;
	for (int tried = 0; tried < s->columns; tried++) {
		int column = (q->hint + tried) % s->columns;

		if (strcmp(backend->column_name(q, column), name) == 0) {
			q->hint = column + 1;
			s->asked[column] = name;
			return column;
		}
	}
	log_line(LOG_TROUBLE, "store", "no column %s in: %.*s", name, (int)s->text.len, s->text.at);
	must_fail(__FILE__, __LINE__, "the statement gives the column");
}

/* -1: nothing to be read there, for want of a row. */
static int column_at(struct query *q, const char *name)
{
	return q->has_row ? column_named(q, name) : -1;
}

int64_t query_int(struct query *q, const char *column)
{
	int at = column_at(q, column);

	return at < 0 ? 0 : q->connection->backend->read_int(q, at);
}

double query_real(struct query *q, const char *column)
{
	int at = column_at(q, column);

	return at < 0 ? 0.0 : q->connection->backend->read_real(q, at);
}

bool query_bool(struct query *q, const char *column)
{
	return query_int(q, column) != 0;
}

Str query_str(struct query *q, const char *column)
{
	int at = column_at(q, column);

	return at < 0 ? STR_NONE : arena_copy(q->act->arena, q->connection->backend->read_text(q, at));
}

Str query_blob(struct query *q, const char *column)
{
	int at = column_at(q, column);

	return at < 0 ? STR_NONE : arena_copy(q->act->arena, q->connection->backend->read_blob(q, at));
}

Date query_date(struct query *q, const char *column)
{
	int at = column_at(q, column);
	Date date = DATE_NONE;

	if (at >= 0 && !q->connection->backend->is_null(q, at)
	    && !date_parse(q->connection->backend->read_text(q, at), &date)) {
		log_line(LOG_TROUBLE, "store", "column %s holds no date: %.*s", column,
		         STR_ARG(q->statement->text));
		q->broken = true;
		q->has_row = false;
		connection_trouble(q->connection, TROUBLE_OTHER, "a date that is none");
		refuse_for_trouble(q->act, q->statement->text);
	}
	return date;
}

Instant query_instant(struct query *q, const char *column)
{
	return (Instant){ query_int(q, column) };
}

bool query_is_null(struct query *q, const char *column)
{
	int at = column_at(q, column);

	return at < 0 || q->connection->backend->is_null(q, at);
}

/* ---- ending ---- */

bool query_done(struct query *q)
{
	bool sound = !q->broken;

	query_close(q);
	return sound;
}

bool query_run_counting(struct query *q, int64_t *changed_out)
{
	while (query_next(q))
		continue;
	if (!q->broken)
		*changed_out = q->changed;
	return query_done(q);
}

bool query_run(struct query *q)
{
	int64_t changed;

	return query_run_counting(q, &changed);
}

bool query_run_later(struct query *q)
{
	const struct backend *backend = q->connection->backend;

	if (q->broken || !backend->run_later)
		return query_run(q);
	must(q->statement && !q->started);
	all_names_are_bound(q);
	if (!backend->run_later(q)) {
		q->broken = true;
		refuse_for_trouble(q->act, q->statement->text);
	}
	return query_done(q);
}

void queries_settle(struct act *act)
{
	const struct connection *c = act->connection;

	if (c->trusting)
		return;
	if (c->backend->settle && !c->backend->settle(act->connection))
		refuse_for_trouble(act, STR("what was sent before"));
}

bool query_change_one(struct query *q)
{
	int64_t changed;

	if (!query_run_counting(q, &changed))
		return false;
	must(changed <= 1);
	if (changed == 0)
		return refuse(q->act, REFUSED_STALE, "store.stale", "别人刚改过，请刷新后重做");
	return true;
}

bool query_one(struct query *q, bool *found_out)
{
	bool found = query_next(q);

	if (q->broken)
		return false;
	*found_out = found;
	return true;
}

bool query_only_int(struct query *q, const char *column, int64_t *out)
{
	int64_t value = query_next(q) ? query_int(q, column) : 0;

	if (!query_done(q))
		return false;
	*out = value;
	return true;
}

bool query_any(struct query *q, bool *out)
{
	bool there = query_next(q);

	if (!query_done(q))
		return false;
	*out = there;
	return true;
}

bool query_ints(struct query *q, const char *column, size_t most, int64_t **out, size_t *count_out)
{
	int64_t *values = NULL;
	size_t count = 0, room = 0;

	while (count < most && query_next(q)) {
		values = arena_room_for_one(q->act->arena, values, count, &room, sizeof *values);
		values[count++] = query_int(q, column);
	}
	if (!query_done(q))
		return false;
	*out = values;
	*count_out = count;
	return true;
}

bool query_insert(struct query *q, int64_t *id_out)
{
	int64_t id = query_next(q) ? query_int(q, "id") : 0;

	if (!query_run(q))
		return false;
	*id_out = id;
	return true;
}

/* ---- over statements ---- */

void store_prepare_all(struct act *act, const struct sql *const *statements)
{
	for (size_t i = 0; statements[i]; i++) {
		Str text = str_of(statements[i]->text);

		if (!statement_find(act->connection, text)) {
			log_line(LOG_TROUBLE, "store", "%s", act->connection->why);
			refuse(act, REFUSED_BROKEN, "store.prepare", "语句不能执行（%s）：%.*s",
			       act->connection->why, STR_ARG(text));
			return;
		}
	}
}
