/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* check.c - what a test says about values: which row of its table, what was got, what was wanted.
 * Owns the running test's arena (global: tests run one after another). Does not own: databases (house.c). */
#include <stdio.h>
#include <string.h>

#include "tests/check.h"
#include "tests/test.h"

static struct arena *running;

struct arena *test_arena(void)
{
	if (running == NULL)
		running = arena_open();
	return running;
}

void test_arena_close(void)
{
	arena_close(running);
	running = NULL;
}

Str test_str(const char *terminated)
{
	return arena_copy(test_arena(), str_of(terminated));
}

void test_check_int(long i, int64_t got, int64_t want, const char *what, const char *file, int line)
{
	if (got == want)
		return;
	print_error("row %ld: %s is %lld, should be %lld\n", i, what, (long long)got, (long long)want);
	_fail(file, line);
}

void test_check_str(long i, Str got, const char *want, const char *what, const char *file, int line)
{
	Str wanted = str_of(want);
	if (got.len == wanted.len && (got.len == 0 || memcmp(got.at, wanted.at, got.len) == 0))
		return;
	print_error("row %ld: %s is \"%.*s\", should be \"%s\"\n", i, what, STR_ARG(got), want == NULL ? "" : want);
	_fail(file, line);
}

void test_check(long i, bool truth, const char *what, const char *file, int line)
{
	if (truth)
		return;
	print_error("row %ld: %s does not hold\n", i, what);
	_fail(file, line);
}
