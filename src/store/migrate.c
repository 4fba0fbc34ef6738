/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* migrate.c - brings the schema up to date, each migration whole or not at all.
 *
 * Owns: the store's own table, made before the first migration. Does not own: any other table (schema/). */
#include "store/copy_inside.h"

#include "base/log.h"

const char store_own_tables[] =
    /* Which files of schema/ this database has seen. On PostgreSQL it is also what programs lock to write in turn. */
    "CREATE TABLE IF NOT EXISTS schema_migration ("
    " name {text} NOT NULL PRIMARY KEY" /* "0002_ledger" */
    "){strict};";

static const struct sql COUNT_MIGRATION = { "SELECT count(*) AS count FROM schema_migration WHERE name = :name" };
static const struct sql COUNT_MIGRATIONS = { "SELECT count(*) AS count FROM schema_migration" };
static const struct sql NOTE_MIGRATION = { "INSERT INTO schema_migration (name) VALUES (:name)" };

bool store_run_schema(struct act *act, const char *text)
{
	struct connection *c = act->connection;
	Str sql;

	if (!rewrite_words(act->arena, str_of(text), c->backend->schema_words, &sql)) {
		connection_trouble(c, TROUBLE_OTHER, "an open quote or comment, or an unknown {word}");
		return false;
	}
	return c->backend->command(c, str_terminated(act->arena, sql));
}

static bool count_of(struct act *act, const struct sql *sql, const char *name, int64_t *out)
{
	struct query *q = store_query(act, sql);

	if (name)
		query_bind_str(q, ":name", str_of(name));
	if (query_next(q))
		*out = query_int(q, "count");
	return query_done(q);
}

bool store_apply(struct act *act, const struct migration *m)
{
	struct connection *c = act->connection;
	struct query *q;
	int64_t count = 0;

	if (!count_of(act, &COUNT_MIGRATION, m->name, &count))
		return false;
	if (count > 0)
		return true;
	if (!store_run_schema(act, m->sql) || !c->backend->schema_sound(c))
		return false;
	q = store_query(act, &NOTE_MIGRATION);
	query_bind_str(q, ":name", str_of(m->name));
	return query_run(q);
}

static bool apply_alone(struct act *act, const struct migration *m)
{
	struct connection *c = act->connection;

	c->trouble = TROUBLE_NONE;
	if (!c->backend->migration_begin(c))
		return false;
	if (store_apply(act, m) && c->backend->command(c, "COMMIT"))
		return true;
	if (c->backend->in_transaction(c) && !c->backend->command(c, "ROLLBACK"))
		c->gone = true;
	return false;
}

static bool make_own_tables(struct act *act)
{
	struct connection *c = act->connection;

	return c->backend->migration_begin(c) && store_run_schema(act, store_own_tables) && c->backend->command(c, "COMMIT");
}

static bool migrate(struct act *act, const struct migration *list, size_t count, Str *error_out)
{
	struct connection *c = act->connection;
	int64_t seen = 0;

	if (!make_own_tables(act)) {
		*error_out = words_keep(str_format(act->arena, "数据库不能建表：%s", c->why));
		return false;
	}
	for (size_t i = 0; i < count; i++) {
		if (!apply_alone(act, &list[i])) {
			*error_out = words_keep(str_format(act->arena, "升级 %s 没有成功，未作改动：%s", list[i].name,
			                                   c->why));
			return false;
		}
	}
	if (!count_of(act, &COUNT_MIGRATIONS, NULL, &seen) || seen != (int64_t)count) {
		*error_out = STR("数据库比这个程序新，请用新版程序打开");
		return false;
	}
	return true;
}

bool store_migrate(struct store *store, const struct migration *list, size_t count, Str *error_out)
{
	struct act_seed seed = { .house = store->house, .via = VIA_COMMAND };
	struct arena *arena;
	struct connection *c;
	struct act act;
	bool done;

	if (store->backend->is_file && !store->exclusive) {
		*error_out = STR("数据库是只读打开的，不能升级");
		return false;
	}
	c = connection_open(store, true, error_out);
	if (!c)
		return false;
	arena = arena_open();
	act_begin(&act, &seed, arena, c);
	done = migrate(&act, list, count, error_out);
	if (!done)
		log_line(LOG_TROUBLE, "store", "%.*s", STR_ARG(*error_out));
	queries_close(c);
	connection_close(c);
	arena_close(arena);
	return done;
}
