/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* database.c - databases for tests: made, held by one test, emptied for the next, removed.
 *
 * A file in a folder of its own, or, if JUEBU_TEST_DB names a server, a schema of its own on it. To make and drop a
 * schema takes longer than most tests, so the next test with the same migrations gets it, emptied.
 * Owns: the connection to that server and the schemas that no test holds (global: they outlive a test).
 * Does not own: what stands in them (bare_house.c, house.c). */
#include "tests/database.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <libpq-fe.h>

#include "base/must.h"
#include "tests/test.h"

struct database {
	struct database *next;          /* that no test holds */
	Str url;
	char name[32];                  /* of the schema */
	uint64_t key;                   /* which migrations made it */
	size_t count;
	bool keep;
};

static struct {
	struct arena *arena;
	PGconn *server;
	pid_t owner;
	int count;
	struct database *free;
} made;

/* ---- a file ---- */

static void remove_folder(void *thing)
{
	const char *folder = thing;
	DIR *dir = opendir(folder);
	const struct dirent *entry;

	while (dir && (entry = readdir(dir)))
		unlinkat(dirfd(dir), entry->d_name, 0);
	if (dir)
		closedir(dir);
	rmdir(folder);
}

static struct database *new_file(void)
{
	struct database *db = ARENA_NEW(test_arena(), struct database);
	const char *tmp = getenv("TMPDIR");
	size_t room = 256;
	char *folder = arena_take(test_arena(), room);

	snprintf(folder, room, "%s/juebu-test-XXXXXX", tmp ? tmp : "/tmp");
	must(mkdtemp(folder));
	arena_on_close(test_arena(), remove_folder, folder);
	db->url = str_format(test_arena(), "%s/test.db", folder);
	return db;
}

/* ---- a schema ---- */

/* The first word of the answer; STR_NONE: it is NULL, or there is none. */
static Str ask(const char *sql)
{
	PGresult *result = PQexec(made.server, sql);
	ExecStatusType status = PQresultStatus(result);
	Str answer = STR_NONE;

	if (status == PGRES_TUPLES_OK && !PQgetisnull(result, 0, 0))
		answer = test_str(PQgetvalue(result, 0, 0));
	else if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK)
		fail_msg("%s: %s", sql, PQerrorMessage(made.server));
	PQclear(result);
	return answer;
}

static void tell(const char *before, const char *name, const char *after)
{
	ask(str_terminated(test_arena(), str_format(test_arena(), "%s%s%s", before, name, after)));
}

static void connect_server(const char *url)
{
	if (made.server)
		return;
	made.arena = arena_open();
	made.owner = getpid();
	made.server = PQconnectdb(url);
	tell("SET client_min_messages = error", "", "");
	/* Rows are deleted table by table, whoever refers to them. */
	tell("SET session_replication_role = replica", "", "");
}

/* A table nobody wrote into has no page; VACUUM takes the pages of an emptied one away, so that the next test's rows
 * lie in the order they were written, as in a new table. */
static Str written_tables(void)
{
	return ask("SELECT string_agg(oid::regclass::text, ', ') FROM pg_class"
	           " WHERE relnamespace = (SELECT current_schema::regnamespace)"
	           " AND relkind = 'r' AND relname <> 'schema_migration' AND pg_relation_size(oid) > 0");
}

static void empty_tables(Str tables)
{
	if (str_is_empty(tables))
		return;
	ask("DO $$ DECLARE t regclass; BEGIN"
	    " FOR t IN SELECT oid FROM pg_class WHERE relnamespace = (SELECT current_schema::regnamespace)"
	    " AND relkind = 'r' AND relname <> 'schema_migration' AND pg_relation_size(oid) > 0"
	    " LOOP EXECUTE 'DELETE FROM ' || t; END LOOP; END $$");
	tell("VACUUM ", str_terminated(test_arena(), tables), "");
}

static bool has_just_its_migrations(const struct database *db)
{
	int64_t count = -1;

	return str_to_int(ask("SELECT count(*) FROM schema_migration"), &count) && count == (int64_t)db->count;
}

/* A schema that a test took further than its migrations is of no use to the next. */
static bool made_ready(const struct database *db)
{
	tell("SET search_path = ", db->name, "");
	if (!has_just_its_migrations(db)) {
		tell("DROP SCHEMA ", db->name, " CASCADE");
		return false;
	}
	empty_tables(written_tables());
	ask("SELECT count(setval(oid, 1, false)) FROM pg_class WHERE relnamespace = (SELECT current_schema::regnamespace)"
	    " AND CASE relkind WHEN 'S' THEN pg_sequence_last_value(oid) END IS NOT NULL");
	return true;
}

static void let_go(void *thing)
{
	struct database *db = thing;

	if (db->keep) {
		db->next = made.free;
		made.free = db;
	} else {
		tell("DROP SCHEMA ", db->name, " CASCADE");
	}
}

static struct database *new_schema(const char *url, uint64_t key, size_t count)
{
	struct database *db = ARENA_NEW(made.arena, struct database);

	snprintf(db->name, sizeof db->name, "t_%d_%d", (int)made.owner, ++made.count);
	db->url = str_format(made.arena, "%s%soptions=-csearch_path%%3D%s", url,
	                     str_contains(str_of(url), STR("?")) ? "&" : "?", db->name);
	db->key = key;
	db->count = count;
	tell("CREATE SCHEMA ", db->name, "");
	return db;
}

static struct database *take_schema(const char *url, uint64_t key, size_t count)
{
	struct database *db = NULL;

	connect_server(url);
	for (struct database **at = &made.free; *at && !db;) {
		if ((*at)->key != key) {
			at = &(*at)->next;
			continue;
		}
		db = *at;
		*at = db->next;
		if (!made_ready(db))
			db = NULL;
	}
	if (!db)
		db = new_schema(url, key, count);
	arena_on_close(test_arena(), let_go, db);
	return db;
}

/* A server that is not ours alone keeps nothing of us. */
__attribute__((destructor)) static void leave(void)
{
	char sql[64];

	if (!made.server || made.owner != getpid())
		return;
	for (const struct database *db = made.free; db; db = db->next) {
		snprintf(sql, sizeof sql, "DROP SCHEMA %s CASCADE", db->name);
		PQclear(PQexec(made.server, sql));
	}
	PQfinish(made.server);
	arena_close(made.arena);
}

/* ---- either ---- */

static uint64_t key_of(const struct migration *list, size_t count)
{
	uint64_t key = count;

	for (size_t i = 0; i < count; i++)
		key = (key * 31 + str_hash(str_of(list[i].name))) * 31 + str_hash(str_of(list[i].sql));
	return key;
}

struct database *database_for(const struct migration *list, size_t count)
{
	const char *url = getenv("JUEBU_TEST_DB");

	return url && *url ? take_schema(url, key_of(list, count), count) : new_file();
}

Str database_url(const struct database *db)
{
	return db->url;
}

void database_migrated(struct database *db)
{
	if (!*db->name || db->keep)
		return;
	tell("SET search_path = ", db->name, "");
	db->keep = str_is_empty(written_tables());
}

Str test_database(void)
{
	return database_url(database_for(NULL, 0));
}
