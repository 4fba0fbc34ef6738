/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* peer_sqlite.c - the rows of a registered matter in SQLite, one transaction per request, a connection per thread.
 *
 * WAL, synchronous FULL, prepared statements kept, BEGIN IMMEDIATE, as its manual advises. The threads take turns at a mutex:
 * left to the busy handler alone, which sleeps and tries again, they would do a fraction of it. */
#include <unistd.h>

#include <sqlite3.h>

#include "peer.h"

enum { SERIAL, MATTER, STEP, DUTY, LEDGER, NOTICE, ONCE, STATEMENTS };

static const char *const texts[STATEMENTS] = {
	[SERIAL] = "INSERT INTO matter_serial (unit_id, year, last) VALUES (?, 2026, 1)"
	           " ON CONFLICT (unit_id, year) DO UPDATE SET last = matter_serial.last + 1 RETURNING last",
	[MATTER] = "INSERT INTO matter (version, number, unit_id, title, source, place, party, state, registered_at)"
	           " VALUES (1, ?, ?, ?, 'patrol', '金桥路12号', '市民反映的经营者', 'registered', ?)",
	[STEP] = "INSERT INTO matter_step (version, matter_id, unit_id, kind, words, taken_at, account_id)"
	         " VALUES (1, ?, ?, 'registered', ?, ?, ?)",
	[DUTY] = "INSERT INTO duty (version, rule, title, unit_id, subject, subject_id, state, misbehaviour, raised_at, due_at, rolled,"
	         " provisional, limit_number, limit_unit, next_at, reminded)"
	         " VALUES (1, 'matter.decide', ?, ?, 'matter', ?, 'open', 'slow_action', ?, ?, 0, 1, 90, 'calendar_days', ?, 0)",
	[LEDGER] = "INSERT INTO ledger (written_at, effective_at, actor_id, actor_name, via, event, subject, subject_id, unit_id, after)"
	           " VALUES (?, ?, ?, '张明', 'page', ?, ?, ?, ?, ?)",
	[NOTICE] = "INSERT INTO notice (version, account_id, told_at, title, path, key) VALUES (1, ?, ?, ?, ?, ?)"
	           " ON CONFLICT (account_id, key) DO NOTHING",
	[ONCE] = "INSERT INTO once_key (key, account_id, location, at) VALUES (?, ?, ?, ?)",
};

struct peer { sqlite3 *db; sqlite3_stmt *of[STATEMENTS]; struct peer_words words; const struct peer_unit *unit; long long now; };

static int text(sqlite3_stmt *s, int at, const char *words)
{
	return sqlite3_bind_text(s, at, words, -1, SQLITE_STATIC);
}

static int done(sqlite3_stmt *s)
{
	int code = sqlite3_step(s);

	sqlite3_reset(s);
	return code == SQLITE_DONE;
}

static int note(struct peer *p, const char *event, const char *subject, long long id)
{
	sqlite3_stmt *s = p->of[LEDGER];

	sqlite3_bind_int64(s, 1, p->now);
	sqlite3_bind_int64(s, 2, p->now);
	sqlite3_bind_int64(s, 3, p->unit->officer);
	text(s, 4, event);
	text(s, 5, subject);
	sqlite3_bind_int64(s, 6, id);
	sqlite3_bind_int64(s, 7, p->unit->id);
	text(s, 8, p->words.json);
	return done(s);
}

static int add_matter(struct peer *p, long long *id_out)
{
	sqlite3_stmt *s = p->of[SERIAL];

	sqlite3_bind_int64(s, 1, p->unit->id);
	if (sqlite3_step(s) != SQLITE_ROW)
		return 0;
	words_of_number(&p->words, p->unit, sqlite3_column_int64(s, 0));
	if (!done(s))
		return 0;
	s = p->of[MATTER];
	text(s, 1, p->words.number);
	sqlite3_bind_int64(s, 2, p->unit->id);
	text(s, 3, p->words.title);
	sqlite3_bind_int64(s, 4, p->now);
	if (!done(s))
		return 0;
	*id_out = sqlite3_last_insert_rowid(p->db);
	matter_json(&p->words, *id_out, p->unit->id, p->now);
	words_of_matter(&p->words, *id_out);
	return note(p, "matter.register", "matter", *id_out);
}

static int add_step(struct peer *p, long long matter)
{
	sqlite3_stmt *s = p->of[STEP];
	long long id;

	sqlite3_bind_int64(s, 1, matter);
	sqlite3_bind_int64(s, 2, p->unit->id);
	text(s, 3, p->words.title);
	sqlite3_bind_int64(s, 4, p->now);
	sqlite3_bind_int64(s, 5, p->unit->officer);
	if (!done(s))
		return 0;
	id = sqlite3_last_insert_rowid(p->db);
	step_json(&p->words, id, matter, p->unit, p->now);
	return note(p, "matter_step.take", "matter_step", id);
}

static int add_duty(struct peer *p, long long matter)
{
	sqlite3_stmt *s = p->of[DUTY];
	long long id;

	text(s, 1, p->words.duty_title);
	sqlite3_bind_int64(s, 2, p->unit->id);
	sqlite3_bind_int64(s, 3, matter);
	sqlite3_bind_int64(s, 4, p->now);
	sqlite3_bind_int64(s, 5, p->now + DECIDE_SECONDS);
	sqlite3_bind_int64(s, 6, p->now + DECIDE_SECONDS - REMIND_SECONDS);
	if (!done(s))
		return 0;
	id = sqlite3_last_insert_rowid(p->db);
	duty_json(&p->words, id, matter, p->unit->id, p->now);
	return note(p, "duty.raise", "duty", id);
}

static int tell_and_remember(struct peer *p)
{
	sqlite3_stmt *s = p->of[NOTICE];

	sqlite3_bind_int64(s, 1, p->unit->head);
	sqlite3_bind_int64(s, 2, p->now);
	text(s, 3, p->words.notice);
	text(s, 4, p->words.path);
	text(s, 5, p->words.key);
	if (!done(s))
		return 0;
	s = p->of[ONCE];
	text(s, 1, p->words.once);
	sqlite3_bind_int64(s, 2, p->unit->officer);
	text(s, 3, p->words.path);
	sqlite3_bind_int64(s, 4, p->now);
	return done(s);
}

static pthread_mutex_t turn = PTHREAD_MUTEX_INITIALIZER;

static int act(struct peer *p)
{
	long long matter;

	p->now = now_s();
	if (sqlite3_exec(p->db, "BEGIN IMMEDIATE", NULL, NULL, NULL) != SQLITE_OK)
		return 0;
	if (add_matter(p, &matter) && add_step(p, matter) && add_duty(p, matter) && tell_and_remember(p)
	    && sqlite3_exec(p->db, "COMMIT", NULL, NULL, NULL) == SQLITE_OK)
		return 1;
	fprintf(stderr, "%s\n", sqlite3_errmsg(p->db));
	sqlite3_exec(p->db, "ROLLBACK", NULL, NULL, NULL);
	return 0;
}

static void *work(void *thing)
{
	struct peer_thread *t = thing;
	struct peer p = { .unit = &t->run->units[t->number % t->run->unit_count] };

	if (sqlite3_open_v2(t->run->db, &p.db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL) != SQLITE_OK)
		abort();
	sqlite3_busy_timeout(p.db, 20000);
	if (sqlite3_exec(p.db, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA cache_size = -8000;"
	                       "PRAGMA mmap_size = 268435456; PRAGMA wal_autocheckpoint = 4000; PRAGMA temp_store = MEMORY", NULL, NULL, NULL) != SQLITE_OK)
		abort();
	for (int i = 0; i < STATEMENTS; i++)
		if (sqlite3_prepare_v3(p.db, texts[i], -1, SQLITE_PREPARE_PERSISTENT, &p.of[i], NULL) != SQLITE_OK) {
			fprintf(stderr, "%s: %s\n", texts[i], sqlite3_errmsg(p.db));
			exit(1);
		}
	for (long n = 0; !t->run->stop; n++) {
		words_begin(&p.words, t->number, n);
		int fine;

		pthread_mutex_lock(&turn);
		fine = act(&p);
		pthread_mutex_unlock(&turn);
		if (fine)
			t->run->acts++;
		else
			t->run->failed++;
	}
	for (int i = 0; i < STATEMENTS; i++)
		sqlite3_finalize(p.of[i]);
	sqlite3_close(p.db);
	return NULL;
}

int main(int argc, char **argv)
{
	return peer_main(argc, argv, work);
}
