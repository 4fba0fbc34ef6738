/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* verify.c - juebu verify: the ledger against its seals, every row against its last entry, the end against an anchor;
 * and `juebu clauses`, which checks the tables, and `juebu version`. */
#include <stdio.h>

#include "app/clauses.h"
#include "app/command.h"

#ifndef JUEBU_VERSION
#define JUEBU_VERSION "0"
#endif

struct verifying { struct verdict verdict; int64_t anchor_no; Str anchor_seal; bool anchored; };

static bool verify(struct act *act, void *input)
{
	struct verifying *v = input;
	struct record_walk walk = { .records = clauses_records(act->arena, act->house) };

	if (!ledger_verify(act, record_next_row, &walk, &v->verdict))
		return false;
	return !v->anchor_seal.len || ledger_anchor_holds(act, v->anchor_no, v->anchor_seal, &v->anchored);
}

/* "17 3fa9…": the last entry's number and its seal, as printed, mailed or shown at /public/seal. */
static bool read_anchor(struct arena *arena, Str path, struct verifying *v)
{
	char line[256];
	Str text, number, seal;
	FILE *file = fopen(str_terminated(arena, path), "r");
	size_t len;

	if (!file)
		return false;
	len = fread(line, 1, sizeof line, file);
	(void)fclose(file);
	text = str_trim(arena_copy(arena, (Str){ line, len }));
	if (!str_cut(text, ' ', &number, &seal) || !str_to_int(number, &v->anchor_no))
		return false;
	v->anchor_seal = str_trim(seal);
	return true;
}

static int say_verdict(const struct verifying *v)
{
	const struct verdict *d = &v->verdict;

	if (!d->sound) {
		(void)fprintf(stderr, "juebu: 不符：%.*s，%.*s\n", STR_ARG(d->place), STR_ARG(d->why));
		return EXIT_REFUSED;
	}
	if (v->anchor_seal.len && !v->anchored) {
		(void)fprintf(stderr, "juebu: 不符：台账第 %lld 条与锚点的封印不一样\n", (long long)v->anchor_no);
		return EXIT_REFUSED;
	}
	printf("相符：台账 %lld 条，封印 %lld 块，记录 %lld 行\n", (long long)d->entries, (long long)d->blocks,
	       (long long)d->rows);
	if (d->head.len)
		printf("账首 %.*s\n", STR_ARG(d->head));
	return EXIT_DONE;
}

int verify_command(struct arena *arena, int argc, char **argv)
{
	struct verifying v = { 0 };
	Str db = STR_NONE, anchor = STR_NONE;
	const struct flag flags[] = { { "--db", &db, NULL }, { "--anchor", &anchor, NULL } };
	struct refusal refusal = { 0 };
	struct act_seed seed;
	struct house house;
	bool done;

	if (!flags_read(argc, argv, flags, COUNT_OF(flags), NULL))
		return EXIT_USAGE;
	if (anchor.len && !read_anchor(arena, anchor, &v))
		return say_trouble(STR("锚点文件要写成：最后一条的号码，空格，封印"));
	if (!house_open(arena, &house, database_named(db), false))
		return EXIT_REFUSED;
	seed = command_seed(&house, arena);
	done = act_read(&seed, verify, &v, &refusal);
	house_close(&house);
	return done ? say_verdict(&v) : say_refused(refusal);
}

int clauses_command(struct arena *arena, int argc, char **argv)
{
	Str faults, text;

	if (!flags_read(argc, argv, NULL, 0, NULL))
		return EXIT_USAGE;
	text = clauses_describe(arena, clauses);
	printf("%.*s", STR_ARG(text));
	if (clauses_check(arena, clauses, &faults))
		return EXIT_DONE;
	(void)fprintf(stderr, "%.*s", STR_ARG(faults));
	return EXIT_REFUSED;
}

int version_command(struct arena *arena __attribute__((unused)), int argc, char **argv)
{
	if (!flags_read(argc, argv, NULL, 0, NULL))
		return EXIT_USAGE;
	printf("juebu %s\n", JUEBU_VERSION);
	return EXIT_DONE;
}
