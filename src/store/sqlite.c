/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* sqlite.c - the store on one SQLite file: WAL, a full fsync per commit, foreign keys on, STRICT tables.
 *
 * Owns: everything that is SQLite's own. Connections are used by one thread at a time (NOMUTEX).
 * Does not own: the file lock (store.c), the group commit (writer.c). */
#include "store/copy_inside.h"

#include <stdio.h>
#include <string.h>

#include "store/sqlite_map.h"

enum { BUSY_MS = 5000, CACHE_KIB = 8000, CHECKPOINT_PAGES = 4000 };

static sqlite3 *db_of(const struct connection *c)
{
	return c->handle;
}

static sqlite3_stmt *stmt_of(const struct query *q)
{
	return q->statement->handle;
}

static bool fail(struct connection *c)
{
	int code = sqlite3_extended_errcode(db_of(c));
	enum trouble trouble = TROUBLE_OTHER;
	char why[256];

	if (code == SQLITE_CONSTRAINT_UNIQUE || code == SQLITE_CONSTRAINT_PRIMARYKEY)
		trouble = TROUBLE_UNIQUE;
	else if (code == SQLITE_CONSTRAINT_FOREIGNKEY)
		trouble = TROUBLE_REFERENCE;
	snprintf(why, sizeof why, "sqlite %d: %s", code, sqlite3_errmsg(db_of(c)));
	connection_trouble(c, trouble, why);
	return false;
}

static bool command(struct connection *c, const char *sql)
{
	return sqlite3_exec(db_of(c), sql, NULL, NULL, NULL) == SQLITE_OK || fail(c);
}

/* The one number a pragma or a count gives; -1 if it gives none. */
static int64_t one_number(struct connection *c, const char *sql)
{
	sqlite3_stmt *stmt = NULL;
	int64_t number = -1;

	if (sqlite3_prepare_v2(db_of(c), sql, -1, &stmt, NULL) == SQLITE_OK && sqlite3_step(stmt) == SQLITE_ROW)
		number = sqlite3_column_int64(stmt, 0);
	sqlite3_finalize(stmt);
	return number;
}

static bool set_up(struct connection *c)
{
	/* LIKE tells cases apart as PostgreSQL's does; a full disk is met by refusing, not by temp files. */
	static const char both[] = "PRAGMA foreign_keys = ON; PRAGMA case_sensitive_like = ON;"
	                           "PRAGMA temp_store = MEMORY;";
	char sql[256];

	if (!command(c, both))
		return false;
	if (one_number(c, "PRAGMA foreign_keys") != 1) {
		connection_trouble(c, TROUBLE_OTHER, "this SQLite was built without foreign keys");
		return false;
	}
	snprintf(sql, sizeof sql, "PRAGMA cache_size = -%d; PRAGMA mmap_size = %d;", CACHE_KIB, SQLITE_MAP_BYTES);
	if (!command(c, sql))
		return false;
	if (!c->writing)
		return command(c, "PRAGMA query_only = ON; PRAGMA schema_version");  /* is it a database at all? */
	snprintf(sql, sizeof sql,
	         "PRAGMA journal_mode = WAL; PRAGMA synchronous = %s; PRAGMA wal_autocheckpoint = %d;"
	         "PRAGMA journal_size_limit = %d;",
	         c->store->hasty ? "OFF" : "FULL", CHECKPOINT_PAGES, 64 << 20);
	return command(c, sql);
}

/* The library's count of its memory is one lock that every reader would wait at. Refused, and no matter, if it runs already. */
static void set_up_library(void)
{
	sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
	sqlite_map_register();
}

static bool connect(struct connection *c)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	/* A reader too must be able to write the -shm file; query_only keeps it from the tables. */
	int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX;
	sqlite3 *db = NULL;
	int code;

	must(pthread_once(&once, set_up_library) == 0);
	code = sqlite3_open_v2(c->store->url, &db, flags, SQLITE_MAP_NAME);

	c->handle = db;
	must(db);
	sqlite3_extended_result_codes(db, 1);
	if (code != SQLITE_OK)
		return fail(c);
	sqlite3_busy_timeout(db, BUSY_MS);
	return set_up(c);
}

static void disconnect(struct connection *c)
{
	must(sqlite3_close(db_of(c)) == SQLITE_OK);
}

static bool in_transaction(struct connection *c)
{
	return !sqlite3_get_autocommit(db_of(c));
}

/* The rewritten names are SQLite's own numbering too: "$1" is its first parameter. */
static bool numbers_agree(sqlite3_stmt *stmt, size_t count)
{
	char name[24];

	if ((size_t)sqlite3_bind_parameter_count(stmt) != count)
		return false;
	for (size_t i = 0; i < count; i++) {
		snprintf(name, sizeof name, "$%zu", i + 1);
		if (sqlite3_bind_parameter_index(stmt, name) != (int)i + 1)
			return false;
	}
	return true;
}

static bool prepare(struct connection *c, struct statement *s, Str rewritten)
{
	sqlite3_stmt *stmt = NULL;
	const char *rest = NULL;

	if (sqlite3_prepare_v3(db_of(c), rewritten.at, (int)rewritten.len, SQLITE_PREPARE_PERSISTENT, &stmt,
	                       &rest) != SQLITE_OK)
		return fail(c);
	if (!stmt || !numbers_agree(stmt, s->name_count)
	    || !str_is_empty(str_trim((Str){ rest, (size_t)(rewritten.at + rewritten.len - rest) }))) {
		sqlite3_finalize(stmt);
		connection_trouble(c, TROUBLE_OTHER, "not one statement with named parameters");
		return false;
	}
	s->handle = stmt;
	return true;
}

static void forget(struct connection *c __attribute__((unused)), struct statement *s)
{
	sqlite3_finalize(s->handle);
	s->handle = NULL;
}

int sqlite_bind(void *thing, int at, const struct value *v)
{
	sqlite3_stmt *stmt = thing;

	switch (v->kind) {
	case VALUE_INT:
		return sqlite3_bind_int64(stmt, at, v->number);
	case VALUE_REAL:
		return sqlite3_bind_double(stmt, at, v->real);
	case VALUE_TEXT:
		return sqlite3_bind_text64(stmt, at, v->bytes.at, v->bytes.len, SQLITE_STATIC, SQLITE_UTF8);
	case VALUE_BLOB:
		return sqlite3_bind_blob64(stmt, at, v->bytes.at, v->bytes.len, SQLITE_STATIC);
	case VALUE_NULL:
	case VALUE_UNBOUND:
		break;
	}
	return sqlite3_bind_null(stmt, at);
}

static enum step step(struct query *q)
{
	sqlite3_stmt *stmt = stmt_of(q);
	int code = SQLITE_OK;

	for (size_t i = 0; !q->started && code == SQLITE_OK && i < q->statement->name_count; i++)
		code = sqlite_bind(stmt, (int)i + 1, &q->values[i]);
	if (code == SQLITE_OK)
		code = sqlite3_step(stmt);
	if (code == SQLITE_ROW)
		return STEP_ROW;
	if (code != SQLITE_DONE) {
		fail(q->connection);
		return STEP_FAILED;
	}
	q->changed = sqlite3_stmt_readonly(stmt) ? 0 : sqlite3_changes64(db_of(q->connection));
	return STEP_DONE;
}

static void reset(struct query *q)
{
	sqlite3_reset(stmt_of(q));
	sqlite3_clear_bindings(stmt_of(q));
}

static int columns(const struct query *q)
{
	return sqlite3_column_count(stmt_of(q));
}

static const char *column_name(const struct query *q, int column)
{
	const char *name = sqlite3_column_name(stmt_of(q), column);

	must(name);
	return name;
}

static bool is_null(const struct query *q, int column)
{
	return sqlite3_column_type(stmt_of(q), column) == SQLITE_NULL;
}

static int64_t read_int(const struct query *q, int column)
{
	return sqlite3_column_int64(stmt_of(q), column);
}

static double read_real(const struct query *q, int column)
{
	return sqlite3_column_double(stmt_of(q), column);
}

static Str read_text(const struct query *q, int column)
{
	const unsigned char *at = sqlite3_column_text(stmt_of(q), column);

	if (!at)                        /* NULL, as every second column is: not asked how long */
		return STR_NONE;
	return (Str){ (const char *)at, (size_t)sqlite3_column_bytes(stmt_of(q), column) };
}

static Str read_blob(const struct query *q, int column)
{
	const void *at = sqlite3_column_blob(stmt_of(q), column);

	return (Str){ at, (size_t)sqlite3_column_bytes(stmt_of(q), column) };
}

/* Deferred references would only be found at the commit of the whole batch, at everybody's cost. */
static bool references_hold(struct connection *c)
{
	int broken = 0, most = 0;

	must(sqlite3_db_status(db_of(c), SQLITE_DBSTATUS_DEFERRED_FKS, &broken, &most, 0) == SQLITE_OK);
	return broken == 0;
}

static bool migration_begin(struct connection *c)
{
	return command(c, "BEGIN IMMEDIATE");
}

static bool schema_sound(struct connection *c)
{
	sqlite3_stmt *stmt = NULL;
	char why[160] = "";

	if (sqlite3_prepare_v2(db_of(c),
	                       "SELECT name FROM pragma_table_list"
	                       " WHERE schema = 'main' AND type = 'table' AND NOT strict AND name NOT LIKE 'sqlite\\_%'"
	                       " ESCAPE '\\' LIMIT 1", -1, &stmt, NULL) != SQLITE_OK)
		return fail(c);
	if (sqlite3_step(stmt) == SQLITE_ROW)
		snprintf(why, sizeof why, "table %s is not STRICT", (const char *)sqlite3_column_text(stmt, 0));
	sqlite3_finalize(stmt);
	if (why[0] == '\0' && one_number(c, "SELECT count(*) FROM pragma_foreign_key_check") != 0)
		snprintf(why, sizeof why, "a reference leads nowhere");
	if (why[0] == '\0')
		return true;
	connection_trouble(c, TROUBLE_OTHER, why);
	return false;
}

#define SQLITE_WORDS                                                                               \
	{                                                                                          \
		[WORD_ID] = "INTEGER PRIMARY KEY", [WORD_INT] = "INTEGER", [WORD_TEXT] = "TEXT",   \
		[WORD_REAL] = "REAL", [WORD_BLOB] = "BLOB", [WORD_STRICT] = " STRICT",             \
	}

const struct backend sqlite_backend = {
	.name = "SQLite",
	.words = SQLITE_WORDS,
	.schema_words = SQLITE_WORDS,
	.begin_reading = "BEGIN",
	.begin_writing = "BEGIN IMMEDIATE",
	.is_file = true,
	.connect = connect,
	.disconnect = disconnect,
	.command = command,
	.command_later = command,
	.in_transaction = in_transaction,
	.prepare = prepare,
	.forget = forget,
	.step = step,
	.reset = reset,
	.columns = columns,
	.column_name = column_name,
	.is_null = is_null,
	.read_int = read_int,
	.read_real = read_real,
	.read_text = read_text,
	.read_blob = read_blob,
	.references_hold = references_hold,
	.migration_begin = migration_begin,
	.schema_sound = schema_sound,
	.count_tables = "SELECT count(*) AS count FROM sqlite_schema",
	.copy_out = sqlite_copy_out,
};
