/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* peer_positions.c - the same positions inserted into SQLite: 10,000 rows a transaction, WAL, FULL, prepared, with the index one needs
 * to find them by device and time.
 *
 *     juebu-peer-positions FILE DEVICES SECONDS
 *
 * Prints {"rows", "seconds"}. No frames, no sockets, no answers. */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include <sqlite3.h>

enum { ROWS_A_COMMIT = 10000 };

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void run(sqlite3 *db, const char *sql)
{
	if (sqlite3_exec(db, sql, NULL, NULL, NULL) != SQLITE_OK) {
		fprintf(stderr, "%s: %s\n", sql, sqlite3_errmsg(db));
		exit(1);
	}
}

static void insert(sqlite3_stmt *s, long long device, long long k)
{
	const long long values[] = { device, 1793577600000 + k * 10000, 1135500000 + (device * 130 + k * 530) % 290000,
	                             348000000 + (device * 70 + k * 370) % 290000, 108 + k % 3, k * 3 % 360, 300 + k * 7 % 90, 0, 1795536000 };

	for (int i = 0; i < 9; i++)
		sqlite3_bind_int64(s, i + 1, values[i]);
	if (sqlite3_step(s) != SQLITE_DONE)
		exit(1);
	sqlite3_reset(s);
}

int main(int argc, char **argv)
{
	sqlite3 *db;
	sqlite3_stmt *s;
	long long rows = 0, devices;
	double began, seconds;

	if (argc != 4 || sqlite3_open(argv[1], &db) != SQLITE_OK)
		return 1;
	devices = atoll(argv[2]);
	seconds = strtod(argv[3], NULL);
	run(db, "PRAGMA journal_mode = WAL");
	run(db, "PRAGMA synchronous = FULL");
	run(db, "CREATE TABLE IF NOT EXISTS position (id INTEGER PRIMARY KEY, device_id INTEGER NOT NULL, at_ms INTEGER NOT NULL, lon INTEGER NOT NULL,"
	        " lat INTEGER NOT NULL, altitude INTEGER, course INTEGER, speed INTEGER, flags INTEGER NOT NULL, received INTEGER NOT NULL) STRICT");
	run(db, "CREATE INDEX IF NOT EXISTS position_of ON position (device_id, at_ms)");
	if (sqlite3_prepare_v2(db, "INSERT INTO position (device_id, at_ms, lon, lat, altitude, course, speed, flags, received)"
	                           " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", -1, &s, NULL) != SQLITE_OK)
		return 1;
	began = now();
	while (now() - began < seconds) {
		run(db, "BEGIN IMMEDIATE");
		for (int i = 0; i < ROWS_A_COMMIT; i++, rows++)
			insert(s, rows % devices + 1, rows / devices);
		run(db, "COMMIT");
	}
	printf("{\"rows\": %lld, \"seconds\": %.3f}\n", rows, now() - began);
	sqlite3_finalize(s);
	sqlite3_close(db);
	return 0;
}
