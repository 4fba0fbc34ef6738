/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "tests/failing.h"

#include "base/log.h"
#include "ledger/sm3.h"
#include "store/store_backend.h"
#include "tests/bare_house.h"

static struct {
	struct backend backend;         /* the real one's table with our calls in it */
	const struct backend *real;
	enum failing manner;
	_Atomic int64_t calls, fail_at; /* of the act that runs; 0: none fails */
	_Atomic bool struck;
	int64_t tried;
} failing;

/* ---- between the program and its database ---- */

/* A server that is lost stays away, whoever connects anew. */
static bool strikes(struct connection *c)
{
	if (!c->writing || failing.fail_at == 0)
		return false;
	if (!failing.struck || failing.manner != CONNECTION_IS_LOST) {
		if (++failing.calls != failing.fail_at)
			return false;
		failing.struck = true;
	}
	c->gone = c->gone || failing.manner == CONNECTION_IS_LOST;
	connection_trouble(c, TROUBLE_OTHER, "as if the database had failed");
	return true;
}

/* A transaction that cannot begin is begun anew on another connection, and nobody need be told. */
static bool failing_command(struct connection *c, const char *sql)
{
	bool begins = sql == failing.real->begin_writing;

	return (begins || !strikes(c)) && failing.real->command(c, sql);
}

static bool failing_prepare(struct connection *c, struct statement *s, Str rewritten)
{
	return !strikes(c) && failing.real->prepare(c, s, rewritten);
}

static bool failing_command_later(struct connection *c, const char *sql)
{
	return !strikes(c) && failing.real->command_later(c, sql);
}

static bool failing_run_later(struct query *q)
{
	return !strikes(q->connection) && failing.real->run_later(q);
}

static enum step failing_step(struct query *q)
{
	return strikes(q->connection) ? STEP_FAILED : failing.real->step(q);
}

/* ---- all that is stored ---- */

static const struct sql TABLES_OF_SQLITE = {
	"SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY name" };
static const struct sql TABLES_OF_POSTGRESQL = {
	"SELECT tablename AS name FROM pg_tables WHERE schemaname = current_schema() ORDER BY tablename" };

static bool add_table(struct act *act, struct strbuf *out, Str table)
{
	struct sql all = { str_terminated(act->arena, str_format(act->arena, "SELECT * FROM %.*s ORDER BY 1", STR_ARG(table))) };
	struct query *q = store_query(act, &all);

	buf_add(out, table);
	while (query_next(q)) {
		const struct backend *backend = q->connection->backend;

		for (int i = 0; i < backend->columns(q); i++) {
			buf_char(out, backend->is_null(q, i) ? '0' : '=');
			if (!backend->is_null(q, i))
				buf_add(out, backend->read_text(q, i));
		}
		buf_char(out, '\n');
	}
	return query_done(q);
}

static bool add_tables(struct act *act, void *out)
{
	bool is_sqlite = str_is(store_name(act->house->store), "SQLite");
	struct query *q = store_query(act, is_sqlite ? &TABLES_OF_SQLITE : &TABLES_OF_POSTGRESQL);
	Str tables[128];
	size_t count = 0;

	while (count < COUNT_OF(tables) && query_next(q))
		tables[count++] = query_str(q, "name");
	if (!query_done(q))
		return false;
	for (size_t i = 0; i < count; i++)
		if (!add_table(act, out, tables[i]))
			return false;
	return count > 10 && count < COUNT_OF(tables);
}

/* The rows of all tables as one text. */
static Str all_rows(struct house *house, struct arena *arena)
{
	struct strbuf out = { .arena = arena };
	struct act_seed seed = { .house = house, .via = VIA_TEST, .now = house->clock(house), .arena = arena };
	struct refusal refusal;

	CHECK(0, act_read(&seed, add_tables, &out, &refusal));
	return buf_str(&out);
}

/* ---- acts ---- */

void failing_arm(int64_t n)
{
	failing.calls = 0;
	failing.struck = false;
	failing.fail_at = n;
}

bool failing_struck(void)
{
	failing.fail_at = 0;
	return failing.struck;
}

static struct refusal act_after_failures(struct house *house, const struct caller *who, ActBody *body, void *input)
{
	struct arena *arena = arena_open();
	Str before = all_rows(house, arena);
	struct refusal refusal;
	int64_t n = 0;

	for (;;) {
		failing_arm(++n);
		refusal = test_act_once(house, who, body, input);
		if (!failing_struck())
			break;
		CHECK_REFUSED(refusal, REFUSED_BROKEN, NULL);
		if (!str_equal(all_rows(house, arena), before))
			fail_msg("call %lld of the act failed and something was stored", (long long)n);
	}
	failing.tried += n - 1;
	arena_close(arena);
	return refusal;
}

int64_t failing_tried(void)
{
	return failing.tried;
}

static void let_go(void *house)
{
	log_quiet(LOG_TROUBLE);
	test_act_by(NULL);
	failing.fail_at = 0;
}

void failing_begin(struct house *house, enum failing manner)
{
	struct store *store = house->store;

	failing.real = store->backend;
	failing.backend = *store->backend;
	failing.backend.command = failing_command;
	failing.backend.prepare = failing_prepare;
	failing.backend.command_later = failing_command_later;
	failing.backend.run_later = failing.real->run_later ? failing_run_later : NULL;
	failing.backend.step = failing_step;
	failing.manner = manner;
	failing.tried = 0;
	store->backend = &failing.backend;
	test_act_by(act_after_failures);
	log_quiet((enum log_level)(LOG_TROUBLE + 1));   /* the trouble is ours: nobody need read of it */
	arena_on_close(test_arena(), let_go, house);
}

void failing_end(void)
{
	test_act_by(NULL);
}
