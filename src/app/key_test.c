/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* key_test.c - the key file beside a database: made once, found again, and told when it is missing, another's or open to all. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/command.h"
#include "tests/test.h"
#include "vault/vault.h"

static char folder[64];

static void remove_folder(void *unused)
{
	static const char *const files[] = { "a.db", "a.db-wal", "a.db-shm", "a.db.lock", "a.db.key", "kept.key" };
	char path[128];

	for (size_t i = 0; i < COUNT_OF(files); i++) {
		snprintf(path, sizeof path, "%s/%s", folder, files[i]);
		unlink(path);
	}
	rmdir(folder);
	unsetenv("JUEBU_KEY");
}

static const char *in_folder(const char *name)
{
	char *path = arena_take(test_arena(), 128);

	snprintf(path, 128, "%s/%s", folder, name);
	return path;
}

static Str new_database(void)
{
	snprintf(folder, sizeof folder, "/tmp/juebu-house-XXXXXX");
	must(mkdtemp(folder) != NULL);
	unsetenv("JUEBU_KEY");
	arena_on_close(test_arena(), remove_folder, NULL);
	return str_of(in_folder("a.db"));
}

enum has { NO_KEY, WRONG_KEY, RIGHT_KEY, REFUSED };

/* What a command finds that opens it; make: as init and demo do. */
static enum has opened(Str db, bool make)
{
	struct house house;
	enum has has;

	if (!house_open(test_arena(), &house, db, true))
		return REFUSED;
	if (make && !house_make_key(test_arena(), &house, db)) {
		house_close(&house);
		return REFUSED;
	}
	has = house.vault ? RIGHT_KEY : house.vault_is_wrong ? WRONG_KEY : NO_KEY;
	house_close(&house);
	return has;
}

static mode_t mode_of(const char *path)
{
	struct stat about;

	return stat(path, &about) == 0 ? about.st_mode & 0777 : 0;
}

TEST(a_house_finds_the_key_it_was_begun_with_and_no_other)
{
	Str db = new_database();
	const char *key = in_folder("a.db.key"), *kept = in_folder("kept.key");
	struct vault_master other;
	Str why;

	CHECK_INT(0, opened(db, false), NO_KEY);
	CHECK_INT(1, mode_of(key), 0);                  /* serve makes none */
	CHECK_INT(2, opened(db, true), RIGHT_KEY);
	CHECK_INT(3, mode_of(key), 0600);
	CHECK_INT(4, opened(db, false), RIGHT_KEY);
	must(rename(key, kept) == 0);
	CHECK_INT(5, opened(db, false), NO_KEY);
	CHECK_INT(6, opened(db, true), NO_KEY);         /* a new one would open nothing */
	CHECK_INT(7, mode_of(key), 0);
	must(setenv("JUEBU_KEY", kept, 1) == 0);
	CHECK_INT(8, opened(db, false), RIGHT_KEY);
	unsetenv("JUEBU_KEY");
	must(key_file_make(test_arena(), str_of(key), &other, &why));
	CHECK_INT(9, opened(db, false), WRONG_KEY);
	must(chmod(key, 0644) == 0);
	CHECK_INT(10, opened(db, false), REFUSED);
	must(rename(kept, key) == 0);
	CHECK_INT(11, opened(db, false), RIGHT_KEY);
}

TEST(the_key_of_a_servers_database_lies_where_it_is_told)
{
	unsetenv("JUEBU_KEY");
	CHECK_STR(0, key_named(test_arena(), STR("run/juebu.db")), "run/juebu.db.key");
	CHECK_STR(1, key_named(test_arena(), STR("postgresql://127.0.0.1/juebu")), "juebu.key");
	must(setenv("JUEBU_KEY", "/etc/juebu/zone.key", 1) == 0);
	CHECK_STR(2, key_named(test_arena(), STR("postgresql://127.0.0.1/juebu")), "/etc/juebu/zone.key");
	unsetenv("JUEBU_KEY");
}
