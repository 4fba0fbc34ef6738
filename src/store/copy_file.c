/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* copy_file.c - the file of a copy: made table by table, or read table by table.
 *
 * While it is made nothing in it is safe (no journal, no wait for the disk): it is not a backup before app/ has
 * synced it and given it its name. Does not own: where the rows come from or go to (copy_postgres.c). */
#include "store/copy_inside.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include <sqlite3.h>

struct copy_file {
	struct arena *arena;
	sqlite3 *db;
	sqlite3_stmt *rows;             /* of the table that is written or read now */
	int columns;
	char **indexes;                 /* what copy_file_make put off */
	size_t index_count, index_room;
	bool strange;                   /* a name that is none of ours */
};

static char why_not_open[256];                   /* a command opens one file, on one thread */

const char *copy_file_why(const struct copy_file *file)
{
	if (!file)
		return why_not_open;
	return file->strange ? "a table or column that is not ours" : sqlite3_errmsg(file->db);
}

static bool command(struct copy_file *file, const char *sql)
{
	return sqlite3_exec(file->db, sql, NULL, NULL, NULL) == SQLITE_OK;
}

static bool prepare(struct copy_file *file, Str sql, sqlite3_stmt **out)
{
	return sqlite3_prepare_v2(file->db, sql.at, (int)sql.len, out, NULL) == SQLITE_OK;
}

static Str uri_of(struct arena *arena, const char *path, Str how)
{
	struct strbuf uri = { .arena = arena };

	buf_text(&uri, "file:");
	for (; *path; path++) {
		if (strchr("%?#", *path))
			buf_format(&uri, "%%%02x", (unsigned)*path);
		else
			buf_char(&uri, *path);
	}
	buf_add(&uri, how);
	return buf_str(&uri);
}

struct copy_file *copy_file_open(struct arena *arena, const char *path, bool writing)
{
	struct copy_file *file = ARENA_NEW(arena, struct copy_file);
	/* immutable: a backup may lie on a medium that cannot be written, and nobody changes it meanwhile. */
	Str uri = uri_of(arena, path, writing ? STR_NONE : STR("?immutable=1"));
	/* The rows were checked where they come from; here each CHECK (… IN (…)) would build a table of its words per row. */
	static const char quick[] = "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA foreign_keys = OFF;"
	                            "PRAGMA ignore_check_constraints = ON";
	int flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_URI | (writing ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY);

	file->arena = arena;
	if (sqlite3_open_v2(str_terminated(arena, uri), &file->db, flags, NULL) == SQLITE_OK
	    && command(file, "PRAGMA cache_size = -65536; PRAGMA schema_version")
	    && (!writing || command(file, quick)))
		return file;
	(void)snprintf(why_not_open, sizeof why_not_open, "%s", sqlite3_errmsg(file->db));
	sqlite3_close(file->db);
	return NULL;
}

bool copy_file_close(struct copy_file *file)
{
	sqlite3_finalize(file->rows);
	return sqlite3_close(file->db) == SQLITE_OK;
}

/* ---- its schema ---- */

static bool run_schema(struct copy_file *file, const char *text)
{
	Str sql;

	must(rewrite_words(file->arena, str_of(text), sqlite_backend.schema_words, &sql));
	return command(file, str_terminated(file->arena, sql));
}

static bool remember_indexes(struct copy_file *file, struct strbuf *drops)
{
	sqlite3_stmt *stmt = NULL;

	if (!prepare(file, STR("SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL"), &stmt))
		return false;
	while (sqlite3_step(stmt) == SQLITE_ROW) {
		buf_format(drops, "DROP INDEX \"%s\";", (const char *)sqlite3_column_text(stmt, 0));
		file->indexes = arena_room_for_one(file->arena, file->indexes, file->index_count, &file->index_room,
		                                   sizeof *file->indexes);
		file->indexes[file->index_count++] =
			(char *)(uintptr_t)str_terminated(file->arena, str_of((const char *)sqlite3_column_text(stmt, 1)));
	}
	return sqlite3_finalize(stmt) == SQLITE_OK;
}

bool copy_file_make(struct copy_file *file, const struct migration *list, size_t known)
{
	struct strbuf drops = { .arena = file->arena };

	if (!command(file, "BEGIN") || !run_schema(file, store_own_tables))
		return false;
	for (size_t i = 0; i < known; i++)
		if (!run_schema(file, list[i].sql))
			return false;
	return remember_indexes(file, &drops) && command(file, str_terminated(file->arena, buf_str(&drops)));
}

bool copy_file_index(struct copy_file *file)
{
	for (size_t i = 0; i < file->index_count; i++)
		if (!command(file, file->indexes[i]))
			return false;
	return command(file, "COMMIT");
}

static bool is_among(Str name, const char *const *names)
{
	for (; names && *names; names++)
		if (str_is(name, *names))
			return true;
	return false;
}

/* Names go into statements: of a file somebody prepared, only what could be ours is taken. */
static bool is_plain(struct copy_file *file, const char *name)
{
	if (name && *name && strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_") == strlen(name))
		return true;
	file->strange = true;
	return false;
}

static bool read_columns(struct copy_file *file, struct copy_table *table)
{
	struct strbuf columns = { .arena = file->arena };
	sqlite3_stmt *stmt = NULL;
	Str sql = str_format(file->arena, "SELECT name, pk, type FROM pragma_table_info('%.*s')", STR_ARG(table->name));

	if (!prepare(file, sql, &stmt))
		return false;
	while (sqlite3_step(stmt) == SQLITE_ROW) {
		const char *name = (const char *)sqlite3_column_text(stmt, 0);

		if (!is_plain(file, name) || table->count == COPY_COLUMNS)
			break;
		buf_format(&columns, "%s\"%s\"", table->count ? ", " : "", name);
		table->count++;
		if (strcmp(name, "id") == 0 && sqlite3_column_int(stmt, 1) == 1)
			table->has_id = true;
	}
	table->columns = buf_str(&columns);
	return sqlite3_finalize(stmt) == SQLITE_OK && !file->strange;
}

/* In the order they were made: what is referred to comes before who refers. */
bool copy_file_tables(struct copy_file *file, const char *const *left_out, struct copy_tables *out)
{
	struct copy_tables tables = { 0 };
	sqlite3_stmt *stmt = NULL;
	size_t room = 0;

	if (!prepare(file, STR("SELECT s.name FROM sqlite_schema AS s JOIN pragma_table_list AS l ON l.name = s.name"
	                       " WHERE s.type = 'table' AND l.schema = 'main' AND l.type = 'table'"
	                       " AND s.name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY s.rowid"), &stmt))
		return false;
	while (sqlite3_step(stmt) == SQLITE_ROW) {
		const char *found = (const char *)sqlite3_column_text(stmt, 0);
		Str name = arena_copy(file->arena, str_of(found));

		if (!is_plain(file, found))
			break;
		if (is_among(name, left_out))
			continue;
		tables.at = arena_room_for_one(file->arena, tables.at, tables.count, &room, sizeof *tables.at);
		tables.at[tables.count++] = (struct copy_table){ .name = name };
	}
	if (sqlite3_finalize(stmt) != SQLITE_OK || file->strange)
		return false;
	for (size_t i = 0; i < tables.count; i++)
		if (!read_columns(file, &tables.at[i]))
			return false;
	*out = tables;
	return true;
}

/* Those it has: an older schema knows fewer. */
bool copy_file_clear(struct copy_file *file, const char *const *tables)
{
	struct copy_tables all;

	if (!command(file, "PRAGMA secure_delete = ON") || !copy_file_tables(file, NULL, &all))
		return false;
	for (size_t i = 0; i < all.count; i++) {
		Str sql = str_format(file->arena, "DELETE FROM \"%.*s\"", STR_ARG(all.at[i].name));

		if (is_among(all.at[i].name, tables) && !command(file, str_terminated(file->arena, sql)))
			return false;
	}
	return true;
}

/* Names the list does not have are of a newer program; all others must be its first ones. */
bool copy_file_migrations(struct copy_file *file, const struct migration *list, size_t count, size_t *known_out)
{
	sqlite3_stmt *stmt = NULL;
	size_t known = 0;
	bool ours = true;

	if (!prepare(file, STR("SELECT name FROM schema_migration ORDER BY name"), &stmt))
		return false;
	for (; sqlite3_step(stmt) == SQLITE_ROW; known++)
		ours = ours && known < count && strcmp((const char *)sqlite3_column_text(stmt, 0), list[known].name) == 0;
	if (sqlite3_finalize(stmt) != SQLITE_OK)
		return false;
	*known_out = ours ? known : count + 1;
	return true;
}

/* ---- its rows ---- */

bool copy_file_insert(struct copy_file *file, const struct copy_table *table)
{
	struct strbuf sql = { .arena = file->arena };

	buf_format(&sql, "INSERT INTO \"%.*s\" (%.*s) VALUES (", STR_ARG(table->name), STR_ARG(table->columns));
	for (size_t i = 0; i < table->count; i++)
		buf_add(&sql, i ? STR(", ?") : STR("?"));
	buf_char(&sql, ')');
	file->columns = (int)table->count;
	return prepare(file, buf_str(&sql), &file->rows);
}

bool copy_file_add(struct copy_file *file, const struct value *row)
{
	for (int i = 0; i < file->columns; i++)
		if (sqlite_bind(file->rows, i + 1, &row[i]) != SQLITE_OK)
			return false;
	return sqlite3_step(file->rows) == SQLITE_DONE && sqlite3_reset(file->rows) == SQLITE_OK;
}

bool copy_file_select(struct copy_file *file, const struct copy_table *table)
{
	file->columns = (int)table->count;
	return prepare(file, str_format(file->arena, "SELECT %.*s FROM \"%.*s\"%s", STR_ARG(table->columns),
	                                STR_ARG(table->name), table->has_id ? " ORDER BY id" : ""), &file->rows);
}

static struct value value_at(sqlite3_stmt *stmt, int column)
{
	switch (sqlite3_column_type(stmt, column)) {
	case SQLITE_INTEGER:
		return (struct value){ .kind = VALUE_INT, .number = sqlite3_column_int64(stmt, column) };
	case SQLITE_FLOAT:
		return (struct value){ .kind = VALUE_REAL, .real = sqlite3_column_double(stmt, column) };
	case SQLITE_TEXT: {
		const unsigned char *at = sqlite3_column_text(stmt, column);

		return (struct value){ .kind = VALUE_TEXT,
		                       .bytes = { (const char *)at, (size_t)sqlite3_column_bytes(stmt, column) } };
	}
	case SQLITE_BLOB: {
		const void *at = sqlite3_column_blob(stmt, column);

		return (struct value){ .kind = VALUE_BLOB, .bytes = { at, (size_t)sqlite3_column_bytes(stmt, column) } };
	}
	default:
		return (struct value){ .kind = VALUE_NULL };
	}
}

bool copy_file_next(struct copy_file *file, struct value *row, bool *more_out)
{
	int code = sqlite3_step(file->rows);

	if (code != SQLITE_ROW && code != SQLITE_DONE)
		return false;
	*more_out = code == SQLITE_ROW;
	for (int i = 0; *more_out && i < file->columns; i++)
		row[i] = value_at(file->rows, i);
	return true;
}

bool copy_file_rows_end(struct copy_file *file)
{
	sqlite3_stmt *stmt = file->rows;

	file->rows = NULL;
	return sqlite3_finalize(stmt) == SQLITE_OK;
}
