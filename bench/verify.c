/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* verify.c - bench-verify DB: how fast verify is beside the hash alone.
 *
 * Prints "verify ratio X": the time two threads need to hash messages as many and as long as the ledger's entries with
 * OpenSSL's SM3, over the time `juebu verify` needs for the whole database, rows and all. Best of three each, in turns. */
#include <pthread.h>
#include <stdio.h>
#include <time.h>

#include <openssl/evp.h>

#include "app/clauses.h"
#include "app/command.h"

enum { THREADS = 2, ROUNDS = 3, ENTRY_FIXED_BYTES = 8 + 7 * 8 + 7 * 4, MESSAGE_MOST = 1 << 20, PAGE = 2000 };

struct amount { int64_t entries, bytes; };

static double seconds(void)
{
	struct timespec now;

	must(clock_gettime(CLOCK_MONOTONIC, &now) == 0);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/* ---- the hash alone ---- */

static void *hash_share(void *thing)
{
	const struct amount *all = thing;
	static const unsigned char message[MESSAGE_MOST] = { 1 };
	EVP_MD *kind = EVP_MD_fetch(NULL, "SM3", NULL);
	EVP_MD_CTX *context = EVP_MD_CTX_new();
	size_t length = (size_t)(all->bytes / all->entries);
	unsigned char sum[EVP_MAX_MD_SIZE];

	must(kind && context && length <= MESSAGE_MOST);
	for (int64_t i = 0; i < all->entries / THREADS; i++)
		must(EVP_DigestInit_ex2(context, kind, NULL) == 1 && EVP_DigestUpdate(context, message, length) == 1
		     && EVP_DigestFinal_ex(context, sum, NULL) == 1);
	EVP_MD_CTX_free(context);
	EVP_MD_free(kind);
	return NULL;
}

static double hash_alone(struct amount *all)
{
	pthread_t threads[THREADS];
	double began = seconds();

	for (int i = 0; i < THREADS; i++)
		must(pthread_create(&threads[i], NULL, hash_share, all) == 0);
	for (int i = 0; i < THREADS; i++)
		must(pthread_join(threads[i], NULL) == 0);
	return seconds() - began;
}

/* ---- the ledger ---- */

static bool count_bytes(struct act *act, void *input)
{
	struct amount *all = input;
	struct arena *own = act->arena;
	struct entries page = { 0 };
	int64_t after = 0;

	do {
		act->arena = arena_open();
		if (!ledger_sealed_after(act, after, PAGE, &page))
			return false;
		for (size_t i = 0; i < page.count; i++) {
			const struct ledger_entry *e = &page.at[i];

			all->entries++;
			all->bytes += ENTRY_FIXED_BYTES + (int64_t)(e->actor_name.len + e->via.len + e->event.len + e->subject.len
			                                            + e->before.len + e->after.len + e->note.len);
			after = e->no;
		}
		arena_close(act->arena);
		act->arena = own;
	} while (page.count > 0);
	return true;
}

static bool verify(struct act *act, void *input)
{
	struct record_walk walk = { .records = clauses_records(act->arena, act->house) };

	return ledger_verify(act, &VERIFY_ROWS(walk), input);
}

static bool compare(struct house *house, struct arena *arena)
{
	struct act_seed seed = command_seed(house, arena);
	struct refusal refusal = { 0 };
	struct amount all = { 0 };
	struct verdict verdict = { .sound = false };
	double best_hash = 1e9, best_verify = 1e9;

	if (!act_read(&seed, count_bytes, &all, &refusal) || all.entries == 0)
		return false;
	for (int i = 0; i < ROUNDS; i++) {
		double hash = hash_alone(&all), began = seconds(), took;

		if (!act_read(&seed, verify, &verdict, &refusal) || !verdict.sound)
			return false;
		took = seconds() - began;
		best_hash = hash < best_hash ? hash : best_hash;
		best_verify = took < best_verify ? took : best_verify;
	}
	printf("%lld entries, %lld MB, %lld rows: SM3 alone %.3f s, verify %.3f s\n", (long long)all.entries,
	       (long long)(all.bytes / 1000000), (long long)verdict.rows, best_hash, best_verify);
	printf("verify ratio %.2f\n", best_hash / best_verify);
	return true;
}

int main(int argc, char **argv)
{
	struct arena *arena = arena_open();
	struct house house;
	bool done;

	if (argc != 2) {
		(void)fprintf(stderr, "usage: bench-verify DB\n");
		return EXIT_USAGE;
	}
	if (!house_open(arena, &house, str_of(argv[1]), false))
		return EXIT_REFUSED;
	done = compare(&house, arena);
	if (!done)
		(void)fprintf(stderr, "bench-verify: the database does not verify\n");
	house_close(&house);
	arena_close(arena);
	return done ? EXIT_DONE : EXIT_REFUSED;
}
