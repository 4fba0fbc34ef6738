/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* peer_postgres.c - the rows of a registered matter in PostgreSQL, one transaction per request, a connection per thread.
 *
 * Statements prepared once, ids by RETURNING, read committed as it comes, synchronous_commit on. */
#include <unistd.h>

#include <libpq-fe.h>

#include "peer.h"

enum { SERIAL, MATTER, STEP, DUTY, LEDGER, NOTICE, ONCE, STATEMENTS };

static const struct { const char *name, *text; int params; } statements[STATEMENTS] = {
	[SERIAL] = { "serial", "INSERT INTO matter_serial (unit_id, year, last) VALUES ($1, 2026, 1)"
	             " ON CONFLICT (unit_id, year) DO UPDATE SET last = matter_serial.last + 1 RETURNING last", 1 },
	[MATTER] = { "matter", "INSERT INTO matter (version, number, unit_id, title, source, place, party, state, registered_at)"
	             " VALUES (1, $1, $2, $3, 'patrol', '金桥路12号', '市民反映的经营者', 'registered', $4) RETURNING id", 4 },
	[STEP] = { "step", "INSERT INTO matter_step (version, matter_id, unit_id, kind, words, taken_at, account_id)"
	           " VALUES (1, $1, $2, 'registered', $3, $4, $5) RETURNING id", 5 },
	[DUTY] = { "duty", "INSERT INTO duty (version, rule, title, unit_id, subject, subject_id, state, misbehaviour, raised_at, due_at,"
	           " rolled, provisional, limit_number, limit_unit, next_at, reminded)"
	           " VALUES (1, 'matter.decide', $1, $2, 'matter', $3, 'open', 'slow_action', $4, $5, 0, 1, 90, 'calendar_days', $6, 0)"
	           " RETURNING id", 6 },
	[LEDGER] = { "ledger", "INSERT INTO ledger (written_at, effective_at, actor_id, actor_name, via, event, subject, subject_id,"
	             " unit_id, after) VALUES ($1, $1, $2, '张明', 'page', $3, $4, $5, $6, $7)", 7 },
	[NOTICE] = { "notice", "INSERT INTO notice (version, account_id, told_at, title, path, key) VALUES (1, $1, $2, $3, $4, $5)"
	             " ON CONFLICT (account_id, key) DO NOTHING", 5 },
	[ONCE] = { "once", "INSERT INTO once_key (key, account_id, location, at) VALUES ($1, $2, $3, $4)", 4 },
};

struct digits { char at[24]; };
struct peer { PGconn *db; struct peer_words words; const struct peer_unit *unit; struct digits unit_id, officer, head, now, due, next; };

static const char *put(struct digits *d, long long n)
{
	snprintf(d->at, sizeof d->at, "%lld", n);
	return d->at;
}

/* The one number it returns; 0: none asked for; -1: it failed. */
static long long go(struct peer *p, int which, const char *const *values)
{
	PGresult *r = PQexecPrepared(p->db, statements[which].name, statements[which].params, values, NULL, NULL, 0);
	ExecStatusType status = PQresultStatus(r);
	long long id = -1;

	if (status == PGRES_TUPLES_OK && PQntuples(r) == 1)
		id = atoll(PQgetvalue(r, 0, 0));
	else if (status == PGRES_COMMAND_OK)
		id = 0;
	else
		fprintf(stderr, "%s", PQerrorMessage(p->db));
	PQclear(r);
	return id;
}

static int command(struct peer *p, const char *words)
{
	PGresult *r = PQexec(p->db, words);
	int fine = PQresultStatus(r) == PGRES_COMMAND_OK;

	PQclear(r);
	return fine;
}

static int note(struct peer *p, const char *event, const char *subject, long long id)
{
	struct digits subject_id;

	return go(p, LEDGER, (const char *[]){ p->now.at, p->officer.at, event, subject, put(&subject_id, id), p->unit_id.at, p->words.json }) == 0;
}

static int add_rows(struct peer *p, long long now)
{
	struct digits matter;
	long long serial = go(p, SERIAL, (const char *[]){ p->unit_id.at }), id, step, duty;

	if (serial < 0)
		return 0;
	words_of_number(&p->words, p->unit, serial);
	id = go(p, MATTER, (const char *[]){ p->words.number, p->unit_id.at, p->words.title, p->now.at });
	if (id < 0)
		return 0;
	put(&matter, id);
	matter_json(&p->words, id, p->unit->id, now);
	words_of_matter(&p->words, id);
	if (!note(p, "matter.register", "matter", id))
		return 0;
	step = go(p, STEP, (const char *[]){ matter.at, p->unit_id.at, p->words.title, p->now.at, p->officer.at });
	step_json(&p->words, step, id, p->unit, now);
	if (step < 0 || !note(p, "matter_step.take", "matter_step", step))
		return 0;
	duty = go(p, DUTY, (const char *[]){ p->words.duty_title, p->unit_id.at, matter.at, p->now.at, p->due.at, p->next.at });
	duty_json(&p->words, duty, id, p->unit->id, now);
	return duty >= 0 && note(p, "duty.raise", "duty", duty)
	    && go(p, NOTICE, (const char *[]){ p->head.at, p->now.at, p->words.notice, p->words.path, p->words.key }) == 0
	    && go(p, ONCE, (const char *[]){ p->words.once, p->officer.at, p->words.path, p->now.at }) == 0;
}

static int act(struct peer *p)
{
	long long now = now_s();

	put(&p->now, now);
	put(&p->due, now + DECIDE_SECONDS);
	put(&p->next, now + DECIDE_SECONDS - REMIND_SECONDS);
	if (command(p, "BEGIN") && add_rows(p, now) && command(p, "COMMIT"))
		return 1;
	command(p, "ROLLBACK");
	return 0;
}

static void *work(void *thing)
{
	struct peer_thread *t = thing;
	struct peer p = { .unit = &t->run->units[t->number % t->run->unit_count], .db = PQconnectdb(t->run->db) };

	if (PQstatus(p.db) != CONNECTION_OK) {
		fprintf(stderr, "%s", PQerrorMessage(p.db));
		exit(1);
	}
	put(&p.unit_id, p.unit->id);
	put(&p.officer, p.unit->officer);
	put(&p.head, p.unit->head);
	for (int i = 0; i < STATEMENTS; i++)
		PQclear(PQprepare(p.db, statements[i].name, statements[i].text, 0, NULL));
	for (long n = 0; !t->run->stop; n++) {
		words_begin(&p.words, t->number, n);
		if (act(&p))
			t->run->acts++;
		else
			t->run->failed++;
	}
	PQfinish(p.db);
	return NULL;
}

int main(int argc, char **argv)
{
	return peer_main(argc, argv, work);
}
