/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* key.c - the house's key for personal text: where its file lies, and whether it is this database's.
 *
 * The first key a database meets becomes its own: the check value it left there tells another key from it. Without the
 * key, or with another's, everything runs but personal text (record/personal.h says so at each place). */
#include <openssl/crypto.h>
#include <stdio.h>

#include "app/command.h"
#include "app/house_store.h"
#include "app/key.h"
#include "vault/vault.h"

#define CHECK_FACT STR("personal_key_check")

Str key_named(struct arena *arena, Str db)
{
	Str given = environment("JUEBU_KEY");   /* main() puts --key there */

	if (given.len)
		return given;
	return store_is_server(db) ? STR("juebu.key") : str_join(arena, db, STR(".key"));
}

static bool read_check(struct act *act, void *check)
{
	return house_fact(act, CHECK_FACT, check);
}

static bool write_check(struct act *act, void *check)
{
	return house_fact_set(act, CHECK_FACT, *(const Str *)check);
}

static bool check_of_database(struct arena *arena, struct house *house, Str *out)
{
	struct act_seed seed = command_seed(house, arena);
	struct refusal refusal = { 0 };

	if (act_read(&seed, read_check, out, &refusal))
		return true;
	say_refused(refusal);
	return false;
}

/* Sets what the house has. writes: a database without a check value gets this one. */
static bool adopt(struct arena *arena, struct house *house, const struct vault_master *master, bool writes)
{
	struct act_seed seed = command_seed(house, arena);
	struct vault *vault = vault_open(arena, master);
	Str check = vault_check(vault, arena), known = STR_NONE;
	struct refusal refusal = { 0 };

	if (!check_of_database(arena, house, &known))
		return false;
	if (known.len && !str_equal(known, check)) {
		house->vault_is_wrong = true;
		return true;
	}
	if (!known.len && writes && !act_write(&seed, write_check, &check, &refusal)) {
		say_refused(refusal);
		return false;
	}
	house->vault = vault;
	return true;
}

bool house_find_key(struct arena *arena, struct house *house, Str db, bool writes)
{
	struct vault_master master;
	Str why = STR_NONE;
	bool adopted;

	switch (key_file_read(arena, key_named(arena, db), &master, &why)) {
	case KEY_FILE_NONE:
		return true;
	case KEY_FILE_REFUSED:
		say_trouble(why);
		return false;
	case KEY_FILE_READ:
		break;
	}
	adopted = adopt(arena, house, &master, writes);
	OPENSSL_cleanse(&master, sizeof master);
	return adopted;
}

bool house_make_key(struct arena *arena, struct house *house, Str db)
{
	struct vault_master master;
	Str known = STR_NONE, why = STR_NONE;
	bool made;

	if (house->vault || house->vault_is_wrong)
		return true;
	if (!check_of_database(arena, house, &known))
		return false;
	if (known.len)
		return true;            /* its key is elsewhere; a new one would open nothing */
	made = key_file_make(arena, key_named(arena, db), &master, &why);
	if (!made) {
		say_trouble(why);
		return false;
	}
	made = adopt(arena, house, &master, true);
	OPENSSL_cleanse(&master, sizeof master);
	return made;
}
