/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* sm3_test.c - the standard's own examples, and bytes that come in pieces. */
#include "ledger/sm3.h"

#include <string.h>

#include "base/must.h"
#include "tests/test.h"

#define SIXTEEN(text) text text text text text text text text text text text text text text text text

TEST(sm3_of_the_standards_examples)
{
	static const struct { const char *text, *hex; } cases[] = {
		/* GB/T 32905-2016 A.1 and A.2; the empty text by an independent implementation */
		{ "abc", "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0" },
		{ SIXTEEN("abcd"), "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732" },
		{ "", "1ab21d8355cfa17f8e61194831e81a8f22bec8c728fefb747ed035eb5082aa2b" },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct sm3_sum sum = sm3_of(str_of(cases[i].text));

		CHECK_STR(i, sm3_hex(test_arena(), &sum), cases[i].hex);
	}
}

TEST(bytes_in_pieces_hash_as_in_one)
{
	static const size_t pieces[] = { 1, 7, 64, 511, 512, 513, 1024, 3000 };
	char bytes[3000];
	struct sm3 *sm3 = sm3_open(test_arena());
	struct sm3_sum whole;

	for (size_t i = 0; i < sizeof bytes; i++)
		bytes[i] = (char)(i * 31);
	whole = sm3_of((Str){ bytes, sizeof bytes });
	for (size_t i = 0; i < COUNT_OF(pieces); i++) {
		struct sm3_sum sum;

		sm3_begin(sm3);
		for (size_t at = 0; at < sizeof bytes; at += pieces[i]) {
			size_t left = sizeof bytes - at;

			sm3_add(sm3, bytes + at, left < pieces[i] ? left : pieces[i]);
		}
		sum = sm3_end(sm3);
		CHECK(i, sm3_equal(&sum, &whole));
	}
}

TEST(a_sum_has_one_text)
{
	static const char *const wrong[] = {
		"", "66c7", "66C7F0F462EEEDD9D1F2D46BDC10E4E24167C4875CF2F7A2297DA02B8F4BA8E0",
		"66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8eg",
		"66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e",
		"66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e00",
	};
	struct sm3_sum sum = sm3_of(STR("abc")), read, untouched = { { 7 } };

	CHECK(0, sm3_parse(sm3_hex(test_arena(), &sum), &read) && sm3_equal(&read, &sum));
	read = untouched;
	for (size_t i = 0; i < COUNT_OF(wrong); i++)
		CHECK(i, !sm3_parse(str_of(wrong[i]), &read) && sm3_equal(&read, &untouched));
}
