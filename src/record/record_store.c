/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* record_store.c - the SQL of a record, composed once from the constant names of its table.
 *
 * Owns: which column holds which kind ({int}: id, int, ref, instant, bool, version; {text}: text, date, word),
 * and the process-wide table of statements, composed when a record is first used: the static state and its
 * mutex. Only here and in list*.c is SQL composed. */
#include "record/record_inside.h"

#include <pthread.h>

#define BUCKETS 256

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct arena *kept;              /* never closed */
static struct record_plan *_Atomic plans[BUCKETS];

/* A name out of a table becomes SQL; nothing else ever does. */
static void add_name(struct strbuf *sql, const char *name)
{
	for (const char *c = name; *c; c++)
		must((*c >= 'a' && *c <= 'z') || (*c >= '0' && *c <= '9') || *c == '_');
	buf_add(sql, str_of(name));
}

static struct sql finish(struct strbuf *sql)
{
	return (struct sql){ str_terminated(sql->arena, buf_str(sql)) };
}

/* pattern: 'n' the name, 'p' the parameter, '=' both; the id is left out unless asked for. */
static void add_fields(struct strbuf *sql, const struct record *record, char pattern, bool with_id)
{
	bool first = true;

	for (const struct field *field = record->fields; field->name; field++) {
		if (field->kind == FIELD_ID && !with_id)
			continue;
		if (!first)
			buf_text(sql, ", ");
		first = false;
		if (pattern != 'p')
			add_name(sql, field->name);
		if (pattern == '=' && field->kind == FIELD_VERSION) {
			buf_text(sql, " = version + 1");
			continue;
		}
		if (pattern == '=')
			buf_text(sql, " = ");
		if (pattern != 'n')
			buf_char(sql, ':');
		if (pattern != 'n')
			add_name(sql, field->name);
	}
}

/* The key comes with its row: a list of fifty asks once. */
static void add_personal_key(struct strbuf *sql, const struct record *record)
{
	if (!record_has_personal(record))
		return;
	buf_text(sql, ", (SELECT CAST(k.generation AS {text}) || ':' || COALESCE(k.wrapped, '') FROM personal_key k"
	              " WHERE k.record = '");
	add_name(sql, record->name);
	buf_text(sql, "' AND k.row_id = ");
	add_name(sql, record->name);
	buf_text(sql, ".id) AS personal_key");
}

static struct sql compose_select(const struct record *record, const char *where)
{
	struct strbuf sql = { .arena = kept };

	buf_text(&sql, "SELECT ");
	add_fields(&sql, record, 'n', true);
	add_personal_key(&sql, record);
	buf_text(&sql, " FROM ");
	add_name(&sql, record->name);
	buf_add(&sql, str_of(where));
	return finish(&sql);
}

static struct sql compose_insert(const struct record *record, bool with_id)
{
	struct strbuf sql = { .arena = kept };

	buf_text(&sql, "INSERT INTO ");
	add_name(&sql, record->name);
	buf_text(&sql, " (");
	add_fields(&sql, record, 'n', with_id);
	buf_text(&sql, ") VALUES (");
	add_fields(&sql, record, 'p', with_id);
	buf_add(&sql, with_id ? STR(")") : STR(") RETURNING id"));
	return finish(&sql);
}

static struct sql compose_update(const struct record *record)
{
	struct strbuf sql = { .arena = kept };

	buf_text(&sql, "UPDATE ");
	add_name(&sql, record->name);
	buf_text(&sql, " SET ");
	add_fields(&sql, record, '=', false);
	buf_text(&sql, " WHERE id = :id AND version = :version");
	return finish(&sql);
}

static struct sql compose(
    const char *before, const char *name, const char *between, const char *table, const char *after)
{
	struct strbuf sql = { .arena = kept };

	buf_add(&sql, str_of(before));
	add_name(&sql, name);
	buf_add(&sql, str_of(between));
	add_name(&sql, table);
	buf_add(&sql, str_of(after));
	return finish(&sql);
}

static struct sql compose_children(const struct children *children)
{
	struct strbuf where = { .arena = kept };

	buf_text(&where, " WHERE ");
	add_name(&where, children->parent);
	buf_text(&where, " = :parent ORDER BY id");
	return compose_select(children->record, str_terminated(kept, buf_str(&where)));
}

static bool is_named(const struct field *field, const char *name)
{
	return name && str_is(str_of(name), field->name);
}

static bool sorts(const struct record *record, const struct field *field)
{
	Str order = str_of(record->order);

	return field->sort || str_is(str_after(order, str_starts_with(order, "-")), field->name);
}

/* What a table of rows shows, sorts by and is called by. */
static bool is_brief(const struct record *record, const struct field *field)
{
	return field->kind == FIELD_ID || field->kind == FIELD_VERSION || field->list || sorts(record, field)
	    || is_named(field, record->title) || is_named(field, record->unit) || is_named(field, record->state)
	    || is_named(field, record->period);
}

/* Where something is personal the whole row is read: its key comes with it. */
static void compose_brief(struct record_plan *plan)
{
	const struct record *record = plan->record;
	bool all = record_has_personal(record);
	struct strbuf columns = { .arena = kept };

	plan->brief = ARENA_ARRAY(kept, bool, record_fields(record));
	for (size_t i = 0; record->fields[i].name; i++) {
		plan->brief[i] = all || is_brief(record, &record->fields[i]);
		if (!plan->brief[i])
			continue;
		if (columns.len)
			buf_text(&columns, ", ");
		add_name(&columns, record->fields[i].name);
	}
	plan->brief_columns = all ? plan->columns : str_terminated(kept, buf_str(&columns));
}

static struct record_plan *compose_plan(const struct record *record)
{
	struct record_plan *plan = ARENA_NEW(kept, struct record_plan);
	size_t fields = record_fields(record), children = record_children(record);
	struct strbuf columns = { .arena = kept };

	plan->record = record;
	plan->select = compose_select(record, " WHERE id = :id");
	plan->walk = compose_select(record, " WHERE id >= :from AND id <= :until ORDER BY id");
	plan->walk_from = compose("SELECT min(", "id", ") AS id FROM ", record->name, " WHERE id > :after");
	plan->insert = compose_insert(record, false);
	plan->insert_as = compose_insert(record, true);
	plan->update = compose_update(record);
	plan->remove =
	    compose("DELETE FROM ", record->name, " WHERE ", "id", " = :id AND version = :version");
	plan->exists = compose("SELECT ", "id", " FROM ", record->name, " WHERE id = :id");
	if (record->title)
		plan->title =
		    compose("SELECT ", record->title, " FROM ", record->name, " WHERE id = :id");
	add_fields(&columns, record, 'n', true);
	add_personal_key(&columns, record);
	plan->columns = str_terminated(kept, buf_str(&columns));
	compose_brief(plan);
	plan->params = ARENA_ARRAY(kept, const char *, fields);
	for (size_t i = 0; i < fields; i++)
		plan->params[i] =
		    str_terminated(kept, str_join(kept, STR(":"), str_of(record->fields[i].name)));
	plan->children = ARENA_ARRAY(kept, struct sql, children + 1);
	for (size_t i = 0; i < children; i++)
		plan->children[i] = compose_children(&record->children[i]);
	return plan;
}

static struct record_plan *find_plan(struct record_plan *plan, const struct record *record)
{
	while (plan && plan->record != record)
		plan = plan->next;
	return plan;
}

/* Found without the lock: a plan, once in its bucket, stays as it is. */
const struct record_plan *record_plan_of(const struct record *record)
{
	struct record_plan *_Atomic *bucket = &plans[((uintptr_t)record >> 4) % BUCKETS];
	struct record_plan *plan = find_plan(*bucket, record);

	if (plan)
		return plan;
	pthread_mutex_lock(&lock);
	if (!kept)
		kept = arena_open();
	plan = find_plan(*bucket, record);
	if (!plan) {
		plan = compose_plan(record);
		plan->next = *bucket;
		*bucket = plan;
	}
	pthread_mutex_unlock(&lock);
	return plan;
}

/* ---- between row and query ---- */

static void bind_field(
    struct query *query, const char *param, const struct field *field, const void *row)
{
	switch (field->kind) {
	case FIELD_ID:
	case FIELD_VERSION:
	case FIELD_INT:
		query_bind_int(query, param, field_int(field, row));
		return;
	case FIELD_REF:
		query_bind_id(query, param, field_int(field, row));
		return;
	case FIELD_BOOL:
		query_bind_bool(query, param, field_int(field, row) != 0);
		return;
	case FIELD_TEXT:
		query_bind_str(query, param, field_text(field, row));
		return;
	case FIELD_PERSONAL:
		query_bind_str(query, param, field_personal(field, row).sealed);
		return;
	case FIELD_WORD:
		query_bind_str(query, param, field_word(field, row));
		return;
	case FIELD_DATE:
		query_bind_date(query, param, field_date(field, row));
		return;
	case FIELD_INSTANT:
		query_bind_instant(query, param, field_instant(field, row));
		return;
	case FIELD_PLACE:
		query_bind_place(query, param, field_place(field, row));
		return;
	case FIELD_END_:
	case FIELD_KINDS:
		break;
	}
	must_fail(__FILE__, __LINE__, "a kind of field");
}

void record_bind_fields(
    struct query *query, const struct record_plan *plan, const void *row, bool with_id)
{
	const struct field *fields = plan->record->fields;

	for (size_t i = 0; fields[i].name; i++)
		if (with_id || fields[i].kind != FIELD_ID)
			bind_field(query, plan->params[i], &fields[i], row);
}

/* A word the program does not know stands there if an older program reads a newer database. */
static bool read_word(struct act *act, struct query *query, const struct field *field, void *row)
{
	Str word = query_str(query, field->name);
	unsigned value = 0;

	if (!str_is_empty(word) ? !word_parse(field->words, word, &value)
				: field->words->at[0].word != NULL)
		return refuse(act, REFUSED_BROKEN, "record.word",
		    "数据库里的“%.*s”不是%s认识的词，请联系管理员", STR_ARG(word), field->label);
	field_set_int(field, row, value);
	return true;
}

static bool read_place(struct act *act, struct query *query, const struct field *field, void *row)
{
	Str text = query_str(query, field->name);
	struct place place = PLACE_NONE;

	if (!str_is_empty(text) && !place_parse(text, &place))
		return refuse(act, REFUSED_BROKEN, "record.place", "数据库里的“%.*s”不是一个坐标，请联系管理员", STR_ARG(text));
	memcpy(field_at(field, row), &place, sizeof place);
	return true;
}

static bool read_field(struct act *act, struct query *query, const struct field *field, void *row)
{
	switch (field->kind) {
	case FIELD_ID:
	case FIELD_VERSION:
	case FIELD_INT:
	case FIELD_REF:
	case FIELD_BOOL:
		field_set_int(field, row, query_int(query, field->name));
		return true;
	case FIELD_TEXT:
		field_set_text(field, row, query_str(query, field->name));
		return true;
	case FIELD_PERSONAL:
		field_set_personal(field, row, (Personal){ .sealed = query_str(query, field->name) });
		return true;
	case FIELD_WORD:
		return read_word(act, query, field, row);
	case FIELD_DATE:
		field_set_int(field, row, query_date(query, field->name).day);
		return true;
	case FIELD_INSTANT:
		field_set_int(field, row, query_instant(query, field->name).sec);
		return true;
	case FIELD_PLACE:
		return read_place(act, query, field, row);
	case FIELD_END_:
	case FIELD_KINDS:
		break;
	}
	must_fail(__FILE__, __LINE__, "a kind of field");
}

bool record_read(struct act *act, struct query *query, const struct record *record, void *row_out)
{
	for (const struct field *field = record->fields; field->name; field++)
		if (!read_field(act, query, field, row_out))
			return false;
	personal_read(record, query, row_out);
	return true;
}

static bool read_brief(struct act *act, struct query *query, const struct record_plan *plan, void *row_out)
{
	const struct field *fields = plan->record->fields;

	for (size_t i = 0; fields[i].name; i++)
		if (plan->brief[i] && !read_field(act, query, &fields[i], row_out))
			return false;
	if (plan->brief_columns == plan->columns)
		personal_read(plan->record, query, row_out);
	return true;
}

bool record_read_all(
    struct act *act, struct query *query, const struct record *record, bool brief, struct rows *out)
{
	const struct record_plan *plan = record_plan_of(record);
	struct rows rows = { 0 };

	while (query_next(query)) {
		void *row;

		rows.at = arena_room_for_one(act->arena, rows.at, rows.count, &rows.room, record->size);
		row = rows.at + rows.count * record->size;
		if (!(brief ? read_brief(act, query, plan, row) : record_read(act, query, record, row)))
			return false;
		rows.count++;
	}
	if (!query_done(query))
		return false;
	*out = rows;
	return true;
}
