/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* main.c - runs the tests that registered themselves, sorted by file, through cmocka.
 *
 *     juebu-test [--from N] [WORD]
 *
 * WORD: only those whose "file:sentence" contains it. --from: begin at the N-th of these; tests/run goes on behind
 * a test that ended the process. The count of what will run stands in the first line, "tests N".
 * Owns the list of tests (global: it is filled before main). Does not own: what a test needs (check.c, house.c). */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "base/must.h"
#include "tests/check.h"
#include "tests/test.h"

enum { TESTS_MOST = 8192, TEST_SECONDS = 120, NAME_ROOM = 256 };

struct test {
	const char *file;
	const char *sentence;
	void (*body)(void **);
	int order;                      /* as it stands in its file */
	char name[NAME_ROOM];
};

static struct test tests[TESTS_MOST];
static int test_count;

/* The compiler was given "../src/base/str_test.c"; people say "src/base/str_test.c". */
static const char *plain_path(const char *file)
{
	while (strncmp(file, "../", 3) == 0)
		file += 3;
	return file;
}

void test_register(const char *file, const char *sentence, void (*body)(void **))
{
	must(test_count < TESTS_MOST);
	struct test *test = &tests[test_count];
	*test = (struct test){ .file = plain_path(file), .sentence = sentence, .body = body, .order = test_count };
	snprintf(test->name, sizeof test->name, "%s:%s", test->file, sentence);
	test_count++;
}

static int by_file(const void *left, const void *right)
{
	const struct test *a = left, *b = right;
	int order = strcmp(a->file, b->file);
	return order != 0 ? order : a->order - b->order;
}

/* A test that hangs ends the process, which tests/run counts as its failure. */
static int begin(void **state)
{
	(void)state;
	alarm(TEST_SECONDS);
	return 0;
}

static int end(void **state)
{
	(void)state;
	alarm(0);
	test_arena_close();
	return 0;
}

static size_t choose(const char *word, size_t from, struct CMUnitTest *out)
{
	size_t count = 0, seen = 0;
	for (int i = 0; i < test_count; i++) {
		if (word != NULL && strstr(tests[i].name, word) == NULL)
			continue;
		if (seen++ < from)
			continue;
		out[count++] = (struct CMUnitTest){ .name = tests[i].name, .test_func = tests[i].body,
			.setup_func = begin, .teardown_func = end };
	}
	return count;
}

int main(int argc, char **argv)
{
	size_t from = 0;
	const char *word = NULL;
	for (int i = 1; i < argc; i++) {
		if (strcmp(argv[i], "--from") == 0 && i + 1 < argc)
			from = strtoul(argv[++i], NULL, 10);
		else
			word = argv[i];
	}
	static struct CMUnitTest chosen[TESTS_MOST];
	setvbuf(stdout, NULL, _IOLBF, 0);
	log_quiet(LOG_TROUBLE);
	qsort(tests, (size_t)test_count, sizeof *tests, by_file);
	size_t count = choose(word, from, chosen);
	printf("tests %zu\n", count);
	if (count == 0)
		return 0;
	/* What cmocka_run_group_tests hides: it wants an array whose length the compiler knows. */
	return _cmocka_run_group_tests("juebu", chosen, count, NULL, NULL) == 0 ? 0 : 1;
}
