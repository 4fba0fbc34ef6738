/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* bare_house.c - databases for tests: made, handed out, removed after the test; and acts run on them.
 *
 * A file in a folder of its own, or, if JUEBU_TEST_DB names a server, a schema of its own on it.
 * Owns: the test's clock. Does not own: what a house of the whole program carries (house.c). */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <libpq-fe.h>

#include "base/must.h"
#include "people/people.h"
#include "store/store_backend.h"
#include "tests/bare_house.h"
#include "tests/test.h"

struct test_house {
	struct house house;             /* first: the clock finds its minute through it */
	_Atomic int64_t now_s;
};

/* ---- databases ---- */

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

static Str new_file(void)
{
	const char *tmp = getenv("TMPDIR");
	size_t room = 256;
	char *folder = arena_take(test_arena(), room);

	snprintf(folder, room, "%s/juebu-test-XXXXXX", tmp ? tmp : "/tmp");
	must(mkdtemp(folder));
	arena_on_close(test_arena(), remove_folder, folder);
	return str_format(test_arena(), "%s/test.db", folder);
}

struct test_schema { const char *server; const char *name; };

static void tell_server(const char *server, const char *verb, const char *name, const char *rest)
{
	PGconn *conn = PQconnectdb(server);
	char sql[128];
	PGresult *result;

	snprintf(sql, sizeof sql, "SET client_min_messages = error; %s %s %s", verb, name, rest);
	result = PQexec(conn, sql);
	if (PQresultStatus(result) != PGRES_COMMAND_OK)
		fail_msg("%s: %s", sql, PQerrorMessage(conn));
	PQclear(result);
	PQfinish(conn);
}

static void drop_schema(void *thing)
{
	const struct test_schema *schema = thing;

	tell_server(schema->server, "DROP SCHEMA", schema->name, "CASCADE");
}

static Str new_schema(const char *server)
{
	static int count;
	struct test_schema *schema = ARENA_NEW(test_arena(), struct test_schema);
	size_t room = 64;
	char *name = arena_take(test_arena(), room);

	snprintf(name, room, "t_%d_%d", (int)getpid(), ++count);
	schema->server = server;
	schema->name = name;
	tell_server(server, "CREATE SCHEMA", name, "");
	arena_on_close(test_arena(), drop_schema, schema);
	return str_format(test_arena(), "%s%soptions=-csearch_path%%3D%s", server, strchr(server, '?') ? "&" : "?",
	                  name);
}

Str test_database(void)
{
	const char *server = getenv("JUEBU_TEST_DB");

	return server && *server ? new_schema(server) : new_file();
}

/* ---- houses ---- */

static Instant standing_clock(const struct house *house)
{
	return (Instant){ atomic_load(&((const struct test_house *)house)->now_s) };
}

static void close_house(void *thing)
{
	store_close(((struct house *)thing)->store);
}

void test_clock(struct house *house, const char *now_iso)
{
	atomic_store(&((struct test_house *)house)->now_s, test_instant(now_iso).sec);
}

Instant test_instant(const char *iso)
{
	Instant instant = INSTANT_NONE;

	must(instant_parse(str_of(iso), &instant));
	return instant;
}

struct house *bare_house_new(const char *now_iso)
{
	struct test_house *test = ARENA_NEW(test_arena(), struct test_house);

	test->house.clock = standing_clock;
	test_clock(&test->house, now_iso);
	return &test->house;
}

void bare_house_open(struct house *house, const struct migration *list, size_t count)
{
	Str error = STR_NONE;

	if (!store_open_hasty(house, test_database(), &error))
		fail_msg("%.*s", STR_ARG(error));
	arena_on_close(test_arena(), close_house, house);
	if (!store_migrate(house->store, list, count, &error))
		fail_msg("%.*s", STR_ARG(error));
}

struct house *test_bare_house(const char *now_iso, const struct migration *list, size_t count)
{
	struct house *house = bare_house_new(now_iso);

	bare_house_open(house, list, count);
	return house;
}

/* ---- acts ---- */

static struct act_seed seed_of(struct house *house, const struct caller *who)
{
	return (struct act_seed){
		.house = house,
		.who = who,
		.actor_id = who ? who->account_id : 0,
		.actor_name = who ? who->name : STR_NONE,
		.via = VIA_TEST,
		.now = house->clock(house),
		.arena = test_arena(),
	};
}

struct refusal test_act(struct house *house, const struct caller *who, ActBody *body, void *input)
{
	struct act_seed seed = seed_of(house, who);
	struct refusal refusal;

	must(act_write(&seed, body, input, &refusal) == (refusal.kind == REFUSED_NOT));
	return refusal;
}

struct refusal test_read(struct house *house, const struct caller *who, ActBody *body, void *input)
{
	struct act_seed seed = seed_of(house, who);
	struct refusal refusal;

	must(act_read(&seed, body, input, &refusal) == (refusal.kind == REFUSED_NOT));
	return refusal;
}

void test_is_refused(const char *file, int line, struct refusal refusal, enum refusal_kind kind, const char *rule)
{
	Str want = rule ? str_of(rule) : refusal.rule;

	if (refusal.kind == kind && str_equal(refusal.rule, want))
		return;
	print_error("refused as %d by %.*s: %.*s; should be %d by %.*s\n", (int)refusal.kind, STR_ARG(refusal.rule),
	            STR_ARG(refusal.message), (int)kind, STR_ARG(want));
	for (const struct fault *f = refusal.faults; f; f = f->next)
		print_error("  %.*s: %.*s (%.*s)\n", STR_ARG(f->field), STR_ARG(f->message), STR_ARG(f->rule));
	_fail(file, line);
}
