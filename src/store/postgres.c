/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* postgres.c - the store on a PostgreSQL server: repeatable read, statements prepared per connection.
 *
 * Owns: everything that is PostgreSQL's own. A query's rows arrive whole, as text; bytes come as hex.
 * Does not own: batches (writer.c), the pool (store.c). */
#include "store/copy_inside.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <libpq-fe.h>

/* Programs on one database write in turn, a transaction each, first come first served. LOCK TABLE takes no snapshot, so the
 * one taken after it holds all that was committed before: no act can meet another's. Readers are not held up. */
#define TAKE_TURN "LOCK TABLE schema_migration IN EXCLUSIVE MODE"
#define TURN_WAIT "30s"                          /* for a program that hangs in its turn */
#define MIGRATE_LOCK "1786078562, 4097"          /* "jueb", to stay apart from other programs' locks */

static PGconn *conn_of(const struct connection *c)
{
	return c->handle;
}

static enum trouble trouble_of(const char *state)
{
	if (strcmp(state, "23505") == 0)
		return TROUBLE_UNIQUE;
	if (strcmp(state, "23503") == 0)
		return TROUBLE_REFERENCE;
	if (strcmp(state, "40001") == 0 || strcmp(state, "40P01") == 0)
		return TROUBLE_RETRY;
	return TROUBLE_OTHER;
}

/* Class 22 quotes the value it could not read, DETAIL the row: neither may reach the log. */
static bool fail(struct connection *c, const PGresult *result)
{
	const char *state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
	const char *words = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
	char why[256];

	if (!state)
		state = "none";
	if (!words)
		words = "no answer from the server";
	if (strncmp(state, "22", 2) == 0)
		words = "a value it does not take";
	snprintf(why, sizeof why, "postgresql %s: %s", state, words);
	connection_trouble(c, trouble_of(state), why);
	if (PQstatus(conn_of(c)) != CONNECTION_OK || strncmp(state, "57P", 3) == 0 || strncmp(state, "08", 2) == 0)
		c->gone = true;
	return false;
}

static bool is_fine(const PGresult *result)
{
	ExecStatusType status = PQresultStatus(result);

	return status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK;
}

/* ---- what is sent later: with the next question, so that nobody waits for its answer alone ---- */

static bool begin_sending(struct connection *c)
{
	if (c->owed == 0 && PQenterPipelineMode(conn_of(c)) != 1)
		return false;
	c->owed++;
	return true;
}

static bool not_sent(struct connection *c)
{
	connection_trouble(c, TROUBLE_OTHER, "postgresql: not sent");
	c->gone = true;
	return false;
}

/* The answer to what was sent last, after those to all before it; NULL: the connection is no more. The server does nothing
 * more after the first that failed, and says so of each; its reason is the first's. */
static PGresult *last_answer(struct connection *c)
{
	PGconn *conn = conn_of(c);
	PGresult *result = NULL, *end;

	if (PQpipelineSync(conn) != 1) {
		not_sent(c);
		return NULL;
	}
	for (; c->owed > 0; c->owed--) {
		PQclear(result);
		result = PQgetResult(conn);
		if (!result) {
			not_sent(c);
			return NULL;
		}
		if (!is_fine(result) && PQresultStatus(result) != PGRES_PIPELINE_ABORTED)
			fail(c, result);
		while ((end = PQgetResult(conn)))        /* NULL ends the answers to one */
			PQclear(end);
	}
	PQclear(PQgetResult(conn));                      /* that all of it was done */
	if (PQexitPipelineMode(conn) != 1)
		not_sent(c);
	return result;
}

static bool settle(struct connection *c)
{
	enum trouble before = c->trouble;

	if (c->owed > 0)
		PQclear(last_answer(c));
	return c->trouble == before;
}

static bool command_later(struct connection *c, const char *sql)
{
	return (begin_sending(c) && PQsendQueryParams(conn_of(c), sql, 0, NULL, NULL, NULL, NULL, 0) == 1) || not_sent(c);
}

/* A failure is found when the answers are read. */
static void hurry(struct connection *c)
{
	if (c->owed > 0)
		(void)PQflush(conn_of(c));
}

static bool command(struct connection *c, const char *sql)
{
	PGresult *result;
	bool fine;

	if (c->owed > 0 && !settle(c))
		return false;
	result = PQexec(conn_of(c), sql);
	fine = is_fine(result);

	if (!fine)
		fail(c, result);
	/* A transaction that had failed answers COMMIT with "ROLLBACK", and calls that success. */
	if (fine && strcmp(sql, "COMMIT") == 0 && strcmp(PQcmdStatus(result), "COMMIT") != 0) {
		connection_trouble(c, TROUBLE_OTHER, "postgresql rolled back instead");
		fine = false;
	}
	PQclear(result);
	return fine;
}

static bool share_snapshot(struct connection *from, struct connection *with)
{
	PGresult *result;
	char sql[120];
	bool fine;

	if (from->owed > 0 && !settle(from))
		return false;
	result = PQexec(conn_of(from), "SELECT pg_export_snapshot()");
	fine = is_fine(result) && PQntuples(result) == 1;
	if (fine)
		snprintf(sql, sizeof sql, "SET TRANSACTION SNAPSHOT '%s'", PQgetvalue(result, 0, 0));
	else
		fail(from, result);
	PQclear(result);
	return fine && command(with, sql);
}

static void ignore_notice(void *context __attribute__((unused)), const PGresult *result __attribute__((unused)))
{
}

static bool connect(struct connection *c)
{
	static const char *const keys[] = { "dbname", "client_encoding", "fallback_application_name", NULL };
	const char *values[] = { c->store->url, "UTF8", "juebu", NULL };
	PGconn *conn = PQconnectdbParams(keys, values, 1);
	char why[256];

	must(conn);
	c->handle = conn;
	if (PQstatus(conn) != CONNECTION_OK) {
		snprintf(why, sizeof why, "%s", PQerrorMessage(conn));
		connection_trouble(c, TROUBLE_OTHER, why);
		c->gone = true;
		return false;
	}
	PQsetNoticeReceiver(conn, ignore_notice, NULL);
	if (c->store->hasty && !command(c, "SET synchronous_commit = off"))
		return false;
	return command(c, "SET standard_conforming_strings = on; SET bytea_output = 'hex'; SET lock_timeout = '" TURN_WAIT "'");
}

static void disconnect(struct connection *c)
{
	PQfinish(conn_of(c));
}

static bool in_transaction(struct connection *c)
{
	PGTransactionStatusType status = PQtransactionStatus(conn_of(c));

	return status == PQTRANS_INTRANS || status == PQTRANS_INERROR || status == PQTRANS_ACTIVE;
}

/* ---- statements ---- */

static bool prepare(struct connection *c, struct statement *s, Str rewritten)
{
	char name[24];
	PGresult *result;
	bool fine;

	if (c->owed > 0 && !settle(c))
		return false;
	s->number = ++c->last_number;
	snprintf(name, sizeof name, "s%u", s->number);
	result = PQprepare(conn_of(c), name, str_terminated(c->arena, rewritten), 0, NULL);
	fine = is_fine(result);
	if (!fine)
		fail(c, result);
	PQclear(result);
	return fine;
}

/* In a failed transaction it does not work; the server then keeps the statement until the connection ends. */
static void forget(struct connection *c, struct statement *s)
{
	char sql[40];

	if (c->gone || (c->owed > 0 && !settle(c)) || PQtransactionStatus(conn_of(c)) == PQTRANS_INERROR)
		return;
	snprintf(sql, sizeof sql, "DEALLOCATE s%u", s->number);
	PQclear(PQexec(conn_of(c), sql));
}

struct parameters {
	const char *values[STORE_NAMES];
	int lengths[STORE_NAMES];
	int formats[STORE_NAMES];       /* 1: bytes as they are */
};

static void give_value(struct arena *arena, const struct value *v, struct parameters *p, size_t i)
{
	p->formats[i] = 0;
	p->lengths[i] = 0;
	p->values[i] = NULL;
	switch (v->kind) {
	case VALUE_INT:
		p->values[i] = str_format(arena, "%lld%c", (long long)v->number, '\0').at;
		break;
	case VALUE_REAL:
		p->values[i] = str_format(arena, "%.17g%c", v->real, '\0').at;
		break;
	case VALUE_TEXT:
		p->values[i] = str_terminated(arena, v->bytes);
		break;
	case VALUE_BLOB:
		p->values[i] = v->bytes.at;
		p->lengths[i] = (int)v->bytes.len;
		p->formats[i] = 1;
		break;
	case VALUE_NULL:
	case VALUE_UNBOUND:
		break;
	}
}

static bool run_later(struct query *q)
{
	struct connection *c = q->connection;
	size_t count = q->statement->name_count;
	struct parameters p;
	char name[24];

	known_changes(q);
	for (size_t i = 0; i < count; i++)
		give_value(q->act->arena, &q->values[i], &p, i);
	snprintf(name, sizeof name, "s%u", q->statement->number);
	return (begin_sending(c) && PQsendQueryPrepared(conn_of(c), name, (int)count, p.values, p.lengths, p.formats, 0) == 1)
	    || not_sent(c);
}

static void end_answer(void *result)
{
	PQclear(result);
}

static PGresult *ask(struct query *q)
{
	PGresult *result;

	if (!run_later(q))
		return NULL;
	result = last_answer(q->connection);
	if (!is_fine(result) || q->connection->trouble != TROUBLE_NONE) {
		PQclear(result);
		return NULL;
	}
	q->borrowed = known_keep(q, result, PQresultMemorySize(result), end_answer);
	return result;
}

static bool execute(struct query *q)
{
	PGresult *result = known_answer(q);

	q->borrowed = result != NULL;
	if (!result)
		result = ask(q);
	if (!result)
		return false;
	q->result = result;
	q->row = -1;
	q->rows = PQntuples(result);
	/* A SELECT's tag counts rows too; only what changes counts here, as in SQLite. */
	if (strncmp(PQcmdStatus(result), "SELECT", 6) != 0)
		q->changed = strtoll(PQcmdTuples(result), NULL, 10);
	return true;
}

static enum step step(struct query *q)
{
	if (!q->started && !execute(q))
		return STEP_FAILED;
	return ++q->row < q->rows ? STEP_ROW : STEP_DONE;
}

static void reset(struct query *q)
{
	if (!q->borrowed)
		PQclear(q->result);
	q->result = NULL;
}

/* ---- reading ---- */

static int columns(const struct query *q)
{
	return PQnfields(q->result);
}

static const char *column_name(const struct query *q, int column)
{
	return PQfname(q->result, column);
}

static bool is_null(const struct query *q, int column)
{
	return PQgetisnull(q->result, q->row, column);
}

static Str read_text(const struct query *q, int column)
{
	return (Str){ PQgetvalue(q->result, q->row, column), (size_t)PQgetlength(q->result, q->row, column) };
}

/* sum() of whole numbers is numeric here, comparisons are 't' and 'f'; a whole number comes out of each. */
static int64_t read_int(const struct query *q, int column)
{
	const char *text = PQgetvalue(q->result, q->row, column);
	int64_t number = 0;

	if (*text == '\0')               /* NULL */
		return 0;
	if (strcmp(text, "t") == 0)
		return 1;
	if (strcmp(text, "f") == 0)
		return 0;
	must(str_to_int(read_text(q, column), &number));
	return number;
}

static double read_real(const struct query *q, int column)
{
	return strtod(PQgetvalue(q->result, q->row, column), NULL);
}

static Str read_blob(const struct query *q, int column)
{
	Str text = read_text(q, column), hex = str_after(text, 2);
	char *bytes = arena_take(q->act->arena, hex.len / 2 + 1);

	if (str_is_empty(text))          /* NULL */
		return STR_NONE;
	must(str_starts_with(text, "\\x") && str_unhex(hex, bytes));
	return (Str){ bytes, hex.len / 2 };
}

/* In order, also if another program takes some in between: they are asked for in our turn. */
static const struct sql IDS_AHEAD = {
	"SELECT nextval(pg_get_serial_sequence(CAST(:table AS {text}), 'id')) AS id FROM generate_series(1, CAST(:count AS {int}))" };

/* ---- migration ---- */

/* Two programs starting at once: the second waits, then finds it done. Read committed, so that it sees that. Nobody writes
 * meanwhile, but there is nothing to lock before the first. */
static bool migration_begin(struct connection *c)
{
	return command(c, "BEGIN ISOLATION LEVEL READ COMMITTED") && command(c, "SELECT pg_advisory_xact_lock(" MIGRATE_LOCK ")")
	    && command(c, "DO $$ BEGIN IF to_regclass('schema_migration') IS NOT NULL THEN " TAKE_TURN "; END IF; END $$");
}

static bool schema_sound(struct connection *c __attribute__((unused)))
{
	return true;                    /* types are strict and references checked without being asked */
}

const struct backend postgres_backend = {
	.name = "PostgreSQL",
	.words = {
		[WORD_ID] = "BIGINT GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY", [WORD_INT] = "BIGINT",
		[WORD_TEXT] = "TEXT", [WORD_REAL] = "DOUBLE PRECISION", [WORD_BLOB] = "BYTEA", [WORD_STRICT] = "",
	},
	.schema_words = {
		[WORD_ID] = "BIGINT GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY", [WORD_INT] = "BIGINT",
		[WORD_TEXT] = "TEXT COLLATE \"C\"", [WORD_REAL] = "DOUBLE PRECISION", [WORD_BLOB] = "BYTEA",
		[WORD_STRICT] = "",
	},
	.begin_reading = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
	.begin_writing = "BEGIN ISOLATION LEVEL REPEATABLE READ READ WRITE; " TAKE_TURN,
	.connect = connect,
	.disconnect = disconnect,
	.share_snapshot = share_snapshot,
	.command = command,
	.command_later = command_later,
	.in_transaction = in_transaction,
	.prepare = prepare,
	.forget = forget,
	.run_later = run_later,
	.settle = settle,
	.hurry = hurry,
	.ids_ahead = &IDS_AHEAD,
	.step = step,
	.reset = reset,
	.columns = columns,
	.column_name = column_name,
	.is_null = is_null,
	.read_int = read_int,
	.read_real = read_real,
	.read_text = read_text,
	.read_blob = read_blob,
	.migration_begin = migration_begin,
	.schema_sound = schema_sound,
	.count_tables = "SELECT count(*) AS count FROM pg_class WHERE relnamespace = current_schema()::regnamespace",
	.copy_out = postgres_copy_out,
	.copy_in = postgres_copy_in,
};
