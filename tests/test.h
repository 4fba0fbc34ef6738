/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* test.h - a test is a sentence: TEST(answer_before_handling_is_refused) { … }. It registers itself; the one
 * runner (tests/main.c) runs all through cmocka, or those whose "file:sentence" contains the first argument.
 *
 * Tests stand beside the code in *_test.c. What needs a database asks test_house(): a fresh, migrated one on
 * SQLite, or on PostgreSQL if JUEBU_TEST_DB names a server and its superuser ("postgresql://…"); the same suite
 * runs on both. */
#ifndef JUEBU_TESTS_TEST_H
#define JUEBU_TESTS_TEST_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "store/store.h"

void test_register(const char *file, const char *sentence, void (*body)(void **));

#define TEST(sentence)                                                                             \
	static void test_##sentence(void **);                                                      \
	__attribute__((constructor)) static void register_##sentence(void)                         \
	{                                                                                          \
		test_register(__FILE__, #sentence, test_##sentence);                               \
	}                                                                                          \
	static void test_##sentence(void **state __attribute__((unused)))

/* Row i of a table of cases; what is compared is shown with it on failure. */
#define CHECK_INT(i, got, want) test_check_int((long)(i), (int64_t)(got), (int64_t)(want), #got, __FILE__, __LINE__)
#define CHECK_STR(i, got, want) test_check_str((long)(i), (got), (want), #got, __FILE__, __LINE__)
#define CHECK(i, truth) test_check((long)(i), (truth), #truth, __FILE__, __LINE__)
void test_check_int(long i, int64_t got, int64_t want, const char *what, const char *file, int line);
void test_check_str(long i, Str got, const char *want, const char *what, const char *file, int line);
void test_check(long i, bool truth, const char *what, const char *file, int line);

/* One arena for the running test, closed after it. */
struct arena *test_arena(void);
Str test_str(const char *terminated);

/* ---- with a database ---- */
/* A house on a fresh migrated database with all clauses of the program, a clock that stands at the given minute
 * until test_clock moves it. Closed and removed after the test. */
struct house *test_house(const char *now_iso);
struct house *test_house_of(const char *now_iso, const struct clause *const *clauses);
/* The same with one more migration behind the program's. */
struct house *test_house_with(const char *now_iso, const struct clause *const *clauses, const struct migration *more);
/* Nothing but a store with these migrations: for what lies below the clauses. No seal unless the test sets one. */
struct house *test_bare_house(const char *now_iso, const struct migration *, size_t count);
Str test_database(void);                         /* a new empty one: a URL for store_open; removed after the test */
void test_clock(struct house *, const char *now_iso);
Instant test_instant(const char *iso);
/* Runs body as this caller (NULL: the system) in a writing act; the refusal, kind REFUSED_NOT if none. */
struct refusal test_act(struct house *, const struct caller *, ActBody *, void *input);
/* The same in a reading act. Both run it as by way of VIA_TEST, and their words live as long as the test. */
struct refusal test_read(struct house *, const struct caller *, ActBody *, void *input);
void test_is_refused(const char *file, int line, struct refusal, enum refusal_kind, const char *rule);
#define CHECK_REFUSED(refusal, kind, rule) test_is_refused(__FILE__, __LINE__, (refusal), (kind), (rule))
#define CHECK_DONE(refusal) test_is_refused(__FILE__, __LINE__, (refusal), REFUSED_NOT, NULL)

#endif
