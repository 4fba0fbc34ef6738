/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* command.h - what the commands of `juebu` share: how they are called, and the house they work in. */
#ifndef JUEBU_APP_COMMAND_H
#define JUEBU_APP_COMMAND_H

#include "clause/clause.h"
#include "store/store.h"

enum { EXIT_DONE = 0, EXIT_REFUSED = 1, EXIT_USAGE = 2 };

/* argv without program and command; the exit code. */
typedef int Command(struct arena *, int argc, char **argv);
Command serve_command, init_command, demo_command, tick_command, verify_command, clauses_command, import_command, user_command, export_command, proof_command, version_command, backup_command, restore_command, coverage_command, gateway_command;

/* --name VALUE into *value; --name alone into *given. Either pointer may be NULL. What does not begin with "--" goes
 * into words. false: said on standard error what is wrong. */
struct flag { const char *name; Str *value; bool *given; };
struct words_given { Str at[8]; size_t count; };
bool flags_read(int argc, char **argv, const struct flag *, size_t count, struct words_given *) MUST_USE;

int say_refused(struct refusal);                 /* its words on standard error; EXIT_REFUSED */
int say_trouble(Str words);

/* ---- the house (house.c) ---- */
Str environment(const char *name);               /* empty: not set */
Str database_named(Str given);                   /* else JUEBU_DB, else juebu.db */
/* Opens the store, brings the schema up to date if exclusive, reads facts, settings and sessions.
 * false: said on standard error. */
bool house_open(struct arena *, struct house *, Str db, bool exclusive) MUST_USE;
/* The same, exclusive, for what can be made anew: a commit does not wait for the disk. */
bool house_open_hasty(struct arena *, struct house *, Str db) MUST_USE;
/* The store alone, whatever stands in it: nothing is brought up to date, nothing is read. */
bool house_open_bare(struct arena *, struct house *, Str db) MUST_USE;
void house_close(struct house *);
struct act_seed command_seed(struct house *, struct arena *);
/* For init and demo, on a house just opened: if this database has met no key yet and none is there, makes one.
 * false: said on standard error. */
bool house_make_key(struct arena *, struct house *, Str db) MUST_USE;
/* Where the key lies: --key or JUEBU_KEY, else beside the file, "<db>.key"; of a server's database "juebu.key" here. */
Str key_named(struct arena *, Str db);
/* --clock TIME and --at TIME: only in a demo house, never before the ledger's last entry. */
bool house_set_clock(struct arena *, struct house *, Str iso) MUST_USE;

#endif
