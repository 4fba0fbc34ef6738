/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* copy_postgres.c - rows between a server and the file of a copy, by COPY in its binary form: exact, one row at a time.
 *
 * Owns: that form (integers of 8 bytes, texts, bytes, doubles; all big-endian, -1 for NULL), and what a server needs
 * around a load: indexes and references made afterwards, identities moved on. */
#include "store/copy_inside.h"

#include <string.h>

#include <libpq-fe.h>

enum { HEAD_BYTES = 19, FLUSH_BYTES = 256 * 1024 };
static const char head[HEAD_BYTES] = "PGCOPY\n\377\r\n";       /* then flags and extension, both 0 */

static PGconn *conn_of(const struct connection *c)
{
	return c->handle;
}

static bool trouble(struct connection *c)
{
	char why[256];
	Str words = str_trim(str_of(PQerrorMessage(conn_of(c))));

	/* The first line: what follows may quote a row. */
	(void)str_cut(words, '\n', &words, &(Str){ 0 });
	(void)snprintf(why, sizeof why, "postgresql: %.*s", STR_ARG(words));
	connection_trouble(c, TROUBLE_OTHER, why);
	return false;
}

static bool file_trouble(struct connection *c, const struct copy_file *file)
{
	connection_trouble(c, TROUBLE_OTHER, copy_file_why(file));
	return false;
}

static const char *words_of(struct arena *arena, const char *before, Str a, const char *between, Str b, const char *after)
{
	return str_terminated(arena, str_format(arena, "%s%.*s%s%.*s%s", before, STR_ARG(a), between, STR_ARG(b), after));
}

static bool start_copy(struct connection *c, const char *sql, ExecStatusType want)
{
	PGresult *result = PQexec(conn_of(c), sql);
	bool fine = PQresultStatus(result) == want;

	PQclear(result);
	return fine || trouble(c);
}

static bool end_copy(struct connection *c)
{
	PGresult *result;
	bool fine = true;

	while ((result = PQgetResult(conn_of(c)))) {
		fine = fine && PQresultStatus(result) == PGRES_COMMAND_OK;
		PQclear(result);
	}
	return fine || trouble(c);
}

/* ---- numbers on the wire ---- */

static uint64_t take_bytes(const unsigned char **at, size_t count)
{
	uint64_t number = 0;

	for (size_t i = 0; i < count; i++)
		number = number << 8 | *(*at)++;
	return number;
}

static void put_bytes(struct strbuf *out, uint64_t number, unsigned count)
{
	while (count-- > 0)
		buf_char(out, (char)(number >> (8 * count) & 0xff));
}

/* ---- out ---- */

enum { OID_BYTEA = 17, OID_INT8 = 20, OID_TEXT = 25, OID_FLOAT8 = 701 };

static struct value value_of(Oid type, const unsigned char *at, int32_t len)
{
	const unsigned char *number = at;
	uint64_t bits;
	struct value v = { .kind = VALUE_NULL };

	if (len < 0)
		return v;
	switch (type) {
	case OID_INT8:
		return (struct value){ .kind = VALUE_INT, .number = (int64_t)take_bytes(&number, 8) };
	case OID_FLOAT8:
		bits = take_bytes(&number, 8);
		v.kind = VALUE_REAL;
		memcpy(&v.real, &bits, sizeof v.real);
		return v;
	default:
		return (struct value){ .kind = type == OID_BYTEA ? VALUE_BLOB : VALUE_TEXT,
		                       .bytes = { (const char *)at, (size_t)len } };
	}
}

/* The first message begins with the head; each holds whole rows; the last ends with a row of -1 columns. */
static bool add_rows(struct copy_file *file, const struct copy_table *table, const Oid *types, const unsigned char *at,
                     const unsigned char *end)
{
	struct value row[COPY_COLUMNS];

	while (at < end) {
		int16_t columns = (int16_t)take_bytes(&at, 2);

		if (columns < 0)
			return true;
		must((size_t)columns == table->count);
		for (size_t i = 0; i < table->count; i++) {
			int32_t len = (int32_t)take_bytes(&at, 4);

			row[i] = value_of(types[i], at, len);
			at += len > 0 ? len : 0;
		}
		if (!copy_file_add(file, row))
			return false;
	}
	return true;
}

static bool column_types(struct connection *c, const struct copy_table *table, Oid *types)
{
	PGresult *result = PQexec(conn_of(c), words_of(c->arena, "SELECT ", table->columns, " FROM \"", table->name, "\" LIMIT 0"));
	bool fine = PQresultStatus(result) == PGRES_TUPLES_OK;

	for (size_t i = 0; fine && i < table->count; i++) {
		types[i] = PQftype(result, (int)i);
		must(types[i] == OID_INT8 || types[i] == OID_TEXT || types[i] == OID_FLOAT8 || types[i] == OID_BYTEA);
	}
	PQclear(result);
	return fine || trouble(c);
}

static bool copy_table_out(struct connection *c, struct copy_file *file, const struct copy_table *table)
{
	Oid types[COPY_COLUMNS];
	char *message = NULL;
	bool first = true, added = true;
	int len;

	if (!column_types(c, table, types))
		return false;
	if (!copy_file_insert(file, table))
		return file_trouble(c, file);
	if (!start_copy(c, words_of(c->arena, "COPY (SELECT ", table->columns, " FROM \"", table->name,
	                            table->has_id ? "\" ORDER BY id) TO STDOUT (FORMAT binary)" : "\") TO STDOUT (FORMAT binary)"),
	                PGRES_COPY_OUT))
		return false;
	while ((len = PQgetCopyData(conn_of(c), &message, 0)) > 0) {
		const unsigned char *at = (const unsigned char *)message;

		added = added && add_rows(file, table, types, at + (first ? HEAD_BYTES : 0), at + len);
		first = false;
		PQfreemem(message);
	}
	if (!added)
		return file_trouble(c, file);
	return end_copy(c) && (copy_file_rows_end(file) || file_trouble(c, file));
}

/* How many of the list the database has seen; count + 1: others too. */
static bool migrations_seen(struct connection *c, const struct copy *copy, size_t *out)
{
	PGresult *result = PQexec(conn_of(c), "SELECT name FROM schema_migration ORDER BY name");
	bool fine = PQresultStatus(result) == PGRES_TUPLES_OK, ours = true;
	size_t seen = fine ? (size_t)PQntuples(result) : 0;

	for (size_t i = 0; i < seen; i++)
		ours = ours && i < copy->count && strcmp(PQgetvalue(result, (int)i, 0), copy->list[i].name) == 0;
	PQclear(result);
	*out = ours ? seen : copy->count + 1;
	return fine || trouble(c);
}

static bool fill_file(struct connection *c, const struct copy *copy, struct copy_file *file, size_t seen)
{
	struct copy_tables tables;

	if (!copy_file_make(file, copy->list, seen) || !copy_file_tables(file, copy->left_out, &tables))
		return file_trouble(c, file);
	for (size_t i = 0; i < tables.count; i++)
		if (!copy_table_out(c, file, &tables.at[i]))
			return false;
	return copy_file_index(file) || file_trouble(c, file);
}

bool postgres_copy_out(struct connection *c, const struct copy *copy, Str *error_out)
{
	struct copy_file *file;
	size_t seen = 0;
	bool done;

	if (!c->backend->command(c, c->backend->begin_reading) || !migrations_seen(c, copy, &seen)) {
		*error_out = words_keep(str_format(c->arena, "读不了数据库：%s", c->why));
		return false;
	}
	if (seen > copy->count) {
		*error_out = STR("数据库比这个程序新，请用新版程序备份");
		return false;
	}
	file = copy_file_open(c->arena, copy->path, true);
	if (!file) {
		*error_out = words_keep(str_format(c->arena, "备份没有写成：%s", copy_file_why(NULL)));
		return false;
	}
	done = fill_file(c, copy, file, seen);
	done = copy_file_close(file) && done;
	if (!done)
		*error_out = words_keep(str_format(c->arena, "备份没有写成：%s", c->why));
	return done;
}

/* ---- in ---- */

static void put_value(struct strbuf *out, const struct value *v)
{
	uint64_t bits;

	switch (v->kind) {
	case VALUE_INT:
		put_bytes(out, 8, 4);
		put_bytes(out, (uint64_t)v->number, 8);
		return;
	case VALUE_REAL:
		memcpy(&bits, &v->real, sizeof bits);
		put_bytes(out, 8, 4);
		put_bytes(out, bits, 8);
		return;
	case VALUE_TEXT:
	case VALUE_BLOB:
		put_bytes(out, v->bytes.len, 4);
		buf_add(out, v->bytes);
		return;
	case VALUE_NULL:
	case VALUE_UNBOUND:
		put_bytes(out, UINT32_MAX, 4);
		return;
	}
}

static bool flush(struct connection *c, struct strbuf *out)
{
	bool sent = PQputCopyData(conn_of(c), out->at, (int)out->len) == 1;

	out->len = 0;
	return sent || trouble(c);
}

static bool send_rows(struct connection *c, struct copy_file *file, const struct copy_table *table, struct strbuf *out)
{
	struct value row[COPY_COLUMNS];
	bool more = true;

	for (;;) {
		if (!copy_file_next(file, row, &more))
			return file_trouble(c, file);
		if (!more)
			return true;
		put_bytes(out, table->count, 2);
		for (size_t i = 0; i < table->count; i++)
			put_value(out, &row[i]);
		if (out->len >= FLUSH_BYTES && !flush(c, out))
			return false;
	}
}

static bool copy_table_in(struct connection *c, struct copy_file *file, const struct copy_table *table)
{
	struct strbuf out = { .arena = c->arena };
	bool sent;

	if (!copy_file_select(file, table))
		return file_trouble(c, file);
	if (!start_copy(c, words_of(c->arena, "COPY \"", table->name, "\" (", table->columns, ") FROM STDIN (FORMAT binary)"),
	                PGRES_COPY_IN))
		return false;
	buf_add(&out, (Str){ head, sizeof head });
	sent = send_rows(c, file, table, &out);
	put_bytes(&out, UINT16_MAX, 2);
	sent = sent && flush(c, &out);
	if (PQputCopyEnd(conn_of(c), sent ? NULL : "not read to the end") != 1)
		return trouble(c);
	return end_copy(c) && sent && (copy_file_rows_end(file) || file_trouble(c, file));
}

/* Each answer is a statement; all of them are run. */
static bool run_answers(struct connection *c, PGresult *statements, int column)
{
	for (int i = 0; i < PQntuples(statements); i++)
		if (!c->backend->command(c, PQgetvalue(statements, i, column)))
			return false;
	return true;
}

/* Dropped before the load, in one column, and made again after it, in the other: row by row they would cost most of it. */
static const char put_off[] =
	"SELECT format('ALTER TABLE %s DROP CONSTRAINT %I', conrelid::regclass, conname),"
	"       format('ALTER TABLE %s ADD CONSTRAINT %I %s', conrelid::regclass, conname, pg_get_constraintdef(oid))"
	"  FROM pg_constraint WHERE contype = 'f' AND connamespace = current_schema()::regnamespace"
	" UNION ALL "
	"SELECT format('DROP INDEX %s', indexrelid::regclass), pg_get_indexdef(indexrelid)"
	"  FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid"
	" WHERE relnamespace = current_schema()::regnamespace"
	"   AND NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conindid = indexrelid)";

static Str highest_in_history(struct connection *c, const struct copy *copy, const struct copy_table *table)
{
	if (!copy->history.table)
		return STR("0");
	return str_format(c->arena, "(SELECT max(%s) FROM %s WHERE %s = '%.*s')", copy->history.id, copy->history.table,
	                  copy->history.of_table, STR_ARG(table->name));
}

static bool move_identity_on(struct connection *c, const struct copy *copy, const struct copy_table *table)
{
	Str history = highest_in_history(c, copy, table), name = table->name, sql;

	if (!table->has_id)
		return true;
	sql = str_format(c->arena,
		"SELECT setval(given_by, highest) FROM (SELECT pg_get_serial_sequence('\"%.*s\"', 'id') AS given_by,"
		" GREATEST((SELECT max(id) FROM \"%.*s\"), %.*s) AS highest) AS found WHERE highest > 0 AND given_by IS NOT NULL",
		STR_ARG(name), STR_ARG(name), STR_ARG(history));
	return c->backend->command(c, str_terminated(c->arena, sql));
}

static bool load(struct connection *c, const struct copy *copy, struct copy_file *file, const struct copy_tables *tables)
{
	PGresult *statements = PQexec(conn_of(c), put_off);
	bool done = PQresultStatus(statements) == PGRES_TUPLES_OK ? run_answers(c, statements, 0) : trouble(c);

	for (size_t i = 0; done && i < tables->count; i++)
		done = copy_table_in(c, file, &tables->at[i]);
	/* Backwards: references need the indexes, and those stand behind them in the list. */
	for (int i = PQntuples(statements) - 1; done && i >= 0; i--)
		done = c->backend->command(c, PQgetvalue(statements, i, 1));
	PQclear(statements);
	for (size_t i = 0; done && i < tables->count; i++)
		done = move_identity_on(c, copy, &tables->at[i]);
	/* Without figures about the new rows the planner would read whole tables. */
	for (size_t i = 0; done && i < tables->count; i++)
		done = c->backend->command(c, words_of(c->arena, "ANALYZE \"", tables->at[i].name, "\"", STR(""), ""));
	return done;
}

bool postgres_copy_in(struct act *act, const struct copy *copy)
{
	struct connection *c = act->connection;
	struct copy_file *file = copy_file_open(act->arena, copy->path, false);
	struct copy_tables tables;
	bool done;

	if (!file)
		return file_trouble(c, NULL);
	done = copy_file_tables(file, copy->left_out, &tables) ? load(c, copy, file, &tables) : file_trouble(c, file);
	(void)copy_file_close(file);
	return done;
}
