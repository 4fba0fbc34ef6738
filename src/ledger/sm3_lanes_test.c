/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* sm3_lanes_test.c - in each number of lanes: the standard's examples, and what OpenSSL says of any length and number. */
#include "ledger/sm3_lanes.h"

#include <string.h>

#include "base/must.h"
#include "tests/test.h"

#define SIXTEEN(text) text text text text text text text text text text text text text text text text

static const unsigned widths[] = { 4, 8, 16 };

/* The same on every run; any will do. */
static uint32_t drawn(uint32_t *seed)
{
	*seed = *seed * 1664525 + 1013904223;
	return *seed >> 8;
}

TEST(many_messages_of_the_standards_examples)
{
	/* GB/T 32905-2016 A.1 and A.2 */
	static const char *const hex[] = { "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0",
		                           "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732" };
	const Str messages[] = { STR("abc"), STR(SIXTEEN("abcd")) };

	for (size_t i = 0; i < COUNT_OF(widths); i++) {
		struct sm3_sum sums[2];

		if (!sm3_many_in(widths[i], messages, 2, sums))
			continue;
		CHECK_STR(widths[i], sm3_hex(test_arena(), &sums[0]), hex[0]);
		CHECK_STR(widths[i], sm3_hex(test_arena(), &sums[1]), hex[1]);
	}
}

/* Every length up to four blocks, so that each padding is met, then long and short ones in no order. */
TEST(many_messages_hash_as_each_alone)
{
	enum { MESSAGES = 700, LONGEST = 5000, SHORT = 260 };
	static char bytes[LONGEST + MESSAGES];
	static Str messages[MESSAGES];
	static struct sm3_sum alone[MESSAGES], sums[MESSAGES];
	uint32_t seed = 32905;

	for (size_t i = 0; i < sizeof bytes; i++)
		bytes[i] = (char)drawn(&seed);
	for (size_t i = 0; i < MESSAGES; i++) {
		messages[i] = (Str){ bytes + i, i < SHORT ? i : drawn(&seed) % LONGEST };
		alone[i] = sm3_of(messages[i]);
	}
	for (size_t i = 0; i < COUNT_OF(widths); i++) {
		memset(sums, 0, sizeof sums);
		if (!sm3_many_in(widths[i], messages, MESSAGES, sums))
			continue;
		for (size_t m = 0; m < MESSAGES; m++)
			CHECK(m, sm3_equal(&sums[m], &alone[m]));
	}
}

TEST(any_number_of_messages_hashes)
{
	enum { MOST = 40 };
	Str messages[MOST];
	struct sm3_sum sums[MOST + 1];
	const struct sm3_sum untouched = { { 7 } };

	for (size_t i = 0; i < MOST; i++)
		messages[i] = str_format(test_arena(), "message %zu", i);
	for (size_t count = 0; count <= MOST; count++) {
		sums[count] = untouched;
		sm3_many(messages, count, sums);
		for (size_t i = 0; i < count; i++) {
			struct sm3_sum alone = sm3_of(messages[i]);

			CHECK(count, sm3_equal(&sums[i], &alone));
		}
		CHECK(count, sm3_equal(&sums[count], &untouched));
	}
}

TEST(a_width_no_processor_has_is_refused)
{
	struct sm3_sum sum;
	const Str message = STR("abc");

	CHECK(3, !sm3_many_in(3, &message, 1, &sum));
	CHECK(32, !sm3_many_in(32, &message, 1, &sum));
	CHECK(4, sm3_many_in(4, &message, 1, &sum));
}
