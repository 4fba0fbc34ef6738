/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* arena_test.c - what every piece of memory promises, whatever its size, and the order of closers. */
#include <string.h>

#include "base/must.h"
#include "tests/test.h"

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define POISONED 1
#endif
#endif
#if defined(__SANITIZE_ADDRESS__)
#define POISONED 1
#endif
#ifdef POISONED
#include <sanitizer/asan_interface.h>
#endif

static bool is_zero(const unsigned char *at, size_t bytes)
{
	for (size_t i = 0; i < bytes; i++)
		if (at[i] != 0)
			return false;
	return true;
}

TEST(every_piece_is_zeroed_aligned_and_its_own)
{
	static const size_t sizes[] = {
		0, 1, 15, 16, 17, 100, 4095, 8000, 8191, 8192, 8193, 100000, 1048576, 3000000, 1, 40, 0 };
	struct arena *arena = arena_open();
	unsigned char *pieces[COUNT_OF(sizes)];
	size_t sum = 0;

	for (size_t i = 0; i < COUNT_OF(sizes); i++) {
		pieces[i] = arena_take(arena, sizes[i]);
		sum += sizes[i];
		CHECK(i, pieces[i] != NULL && (uintptr_t)pieces[i] % 16 == 0);
		CHECK(i, is_zero(pieces[i], sizes[i]));
		CHECK_INT(i, arena_used(arena), sum);
		memset(pieces[i], (int)i + 1, sizes[i]);
	}
	for (size_t i = 0; i < COUNT_OF(sizes); i++)
		CHECK(i, sizes[i] == 0 || (pieces[i][0] == i + 1 && pieces[i][sizes[i] - 1] == i + 1));
	arena_close(arena);
}

TEST(many_small_pieces_do_not_overlap)
{
	struct arena *arena = arena_open();
	int64_t *numbers[20000];

	for (size_t i = 0; i < COUNT_OF(numbers); i++) {
		numbers[i] = ARENA_NEW(arena, int64_t);
		CHECK_INT(i, *numbers[i], 0);
		*numbers[i] = (int64_t)i;
	}
	for (size_t i = 0; i < COUNT_OF(numbers); i++)
		CHECK_INT(i, *numbers[i], (int64_t)i);
	arena_close(arena);
}

static char closed[8];

static void note_closed(void *name)
{
	strncat(closed, name, sizeof closed - strlen(closed) - 1);
}

static void close_and_register(void *arena)
{
	static char late[] = "d";

	note_closed((char[]){ "c" });
	arena_on_close(arena, note_closed, late);
}

TEST(closers_run_newest_first_even_those_a_closer_adds)
{
	struct arena *arena = arena_open();
	char a[] = "a", b[] = "b";

	closed[0] = '\0';
	arena_on_close(arena, note_closed, a);
	arena_on_close(arena, note_closed, b);
	arena_on_close(arena, close_and_register, arena);
	assert_string_equal(closed, "");
	arena_close(arena);
	assert_string_equal(closed, "cdba");
}

TEST(closing_nothing_does_nothing)
{
	arena_close(NULL);
}

TEST(a_copy_does_not_change_with_its_source)
{
	char text[] = "甲乙";
	Str copy = arena_copy(test_arena(), str_of(text));

	text[0] = 'x';
	CHECK_STR(0, copy, "甲乙");
	CHECK_STR(1, arena_copy(test_arena(), STR_NONE), "");
}

#ifdef POISONED
TEST(what_is_not_handed_out_is_poisoned_in_sanitizer_builds)
{
	static const size_t sizes[] = { 1, 13, 16, 48, 9000 };
	struct arena *arena = arena_open();

	for (size_t i = 0; i < COUNT_OF(sizes); i++) {
		char *at = arena_take(arena, sizes[i]);

		CHECK(i, !__asan_address_is_poisoned(at + sizes[i] - 1));
		CHECK(i, __asan_address_is_poisoned(at + sizes[i]));
	}
	arena_close(arena);
}
#endif
