/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* verify.c - juebu verify: the ledger against its seals, every row against its last entry, all against the anchors kept
 * outside; a proof against these alone;
 * and `juebu clauses`, which checks the tables, and `juebu version`. */
#include <stdio.h>

#include "app/anchor_file.h"
#include "app/clauses.h"
#include "app/command.h"
#include "base/limits.h"
#include "clause/attachment.h"
#include "clauses/house/ledger_json.h"
#include "track/track.h"

#ifndef JUEBU_VERSION
#define JUEBU_VERSION "0"
#endif

struct verifying { struct verdict verdict; struct anchor_lines anchors; };

/* The rows name their files by SM3; do the bytes still have it? */
static bool verify_files(struct act *act, struct verdict *verdict)
{
	int64_t bad = 0, seen = 0;

	if (!verdict->sound)
		return true;
	if (!attachments_verify(act, &bad, &seen))
		return false;
	if (bad) {
		verdict->sound = false;
		verdict->place = str_format(act->arena, "attachment %lld", (long long)bad);
		verdict->why = STR("文件的内容与它的 SM3 不符：有人绕过程序改动过");
	}
	return true;
}

/* The blocks' rows name their bytes by SM3; do they still have it? */
static bool verify_tracks(struct act *act, struct verdict *verdict)
{
	int64_t bad = 0, seen = 0;

	if (!verdict->sound)
		return true;
	if (!track_verify(act, &bad, &seen))
		return false;
	if (bad) {
		verdict->sound = false;
		verdict->place = str_format(act->arena, "track_block %lld", (long long)bad);
		verdict->why = STR("轨迹数据与它的 SM3 不符：有人绕过程序改动过");
	}
	return true;
}

static bool verify(struct act *act, void *input)
{
	struct verifying *v = input;
	struct record_walk walk = { .records = clauses_records(act->arena, act->house) };
	struct verify_ask ask = VERIFY_ROWS(walk);

	ask.anchors = v->anchors.at;
	ask.anchor_count = v->anchors.count;
	return ledger_verify(act, &ask, &v->verdict) && verify_files(act, &v->verdict)
	    && verify_tracks(act, &v->verdict);
}

static int say_bad(Str place, Str why)
{
	(void)fprintf(stderr, "juebu: 不符：%.*s，%.*s\n", STR_ARG(place), STR_ARG(why));
	return EXIT_REFUSED;
}

static int say_verdict(const struct verifying *v)
{
	const struct verdict *d = &v->verdict;

	if (!d->sound)
		return say_bad(d->place, d->why);
	printf("相符：台账 %lld 条，封印 %lld 块，记录 %lld 行", (long long)d->entries, (long long)d->blocks,
	       (long long)d->rows);
	if (d->anchors)
		printf("，锚点 %lld 个", (long long)d->anchors);
	printf("\n");
	if (d->head.len)
		printf("账首 %.*s\n", STR_ARG(d->head));
	return EXIT_DONE;
}

/* Without a database: the proof must lead to the anchor it names, and that anchor must stand in the file. */
static int verify_proof(struct arena *arena, Str file, const struct anchor_lines *anchors)
{
	struct proof proof;
	Str text, day, why = STR_NONE;

	if (!file_read_whole(arena, file, LIMIT_PROOF_BYTES, &text))
		return say_trouble(str_format(arena, "读不到证明文件 %.*s", STR_ARG(file)));
	if (!proof_from_json(arena, text, &proof, &why))
		return say_trouble(why);
	day = date_iso(arena, proof.anchor.on);
	if (!proof_holds(arena, &proof, &why))
		return say_bad(str_format(arena, "ledger %lld", (long long)proof.entry.no), why);
	if (!anchors_vouch_for(anchors, &proof))
		return say_bad(str_format(arena, "anchor %.*s", STR_ARG(day)),
		               STR("锚点文件里没有证明所指的锚点"));
	printf("相符：台账第 %lld 条确在 %.*s 的锚点之内\n", (long long)proof.entry.no, STR_ARG(day));
	return EXIT_DONE;
}

static int verify_database(struct arena *arena, Str db, struct verifying *v)
{
	struct refusal refusal = { 0 };
	struct act_seed seed;
	struct house house;
	bool done;

	if (!house_open(arena, &house, database_named(db), false))
		return EXIT_REFUSED;
	seed = command_seed(&house, arena);
	done = act_read(&seed, verify, v, &refusal);
	house_close(&house);
	return done ? say_verdict(v) : say_refused(refusal);
}

int verify_command(struct arena *arena, int argc, char **argv)
{
	struct verifying v = { .anchors.count = 0 };
	Str db = STR_NONE, anchor = STR_NONE, proof = STR_NONE, place = STR_NONE, why = STR_NONE;
	const struct flag flags[] = { { "--db", &db, NULL }, { "--anchor", &anchor, NULL }, { "--proof", &proof, NULL } };

	if (!flags_read(argc, argv, flags, COUNT_OF(flags), NULL))
		return EXIT_USAGE;
	if (anchor.len && !anchors_given(arena, anchor, &v.anchors, &place, &why))
		return place.len ? say_bad(place, why) : say_trouble(why);
	if (!proof.len)
		return verify_database(arena, db, &v);
	if (!anchor.len) {
		say_trouble(STR("核对证明要用 --anchor 指明锚点文件"));
		return EXIT_USAGE;
	}
	return verify_proof(arena, proof, &v.anchors);
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
