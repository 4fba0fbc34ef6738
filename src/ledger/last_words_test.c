/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* last_words_test.c - fingerprints of rows: neighbours, far ones, negative ones, and what was not compared. */
#include "ledger/last_words.h"

#include "tests/test.h"

enum { ROWS = 5000 };

/* Over runs of neighbours and across them, and through many growings of the table. */
static int64_t id_of(int i)
{
	return i % 2 == 0 ? i + 1 : -(int64_t)i * 1000003;
}

TEST(every_row_keeps_its_own_last_word)
{
	struct last_words *words = last_words_open();
	Str subject = STR_NONE;
	int64_t id = 0;

	for (int i = 0; i < ROWS; i++)
		CHECK(i, last_words_say(words, i % 3 ? STR("a") : STR("b"), id_of(i), (uint64_t)i, i % 5 == 0));
	CHECK(0, last_words_missing(words, &subject, &id));
	for (int i = 0; i < ROWS; i++) {
		Str own = i % 3 ? STR("a") : STR("b"), other = i % 3 ? STR("b") : STR("a");

		CHECK_INT(i, last_words_compare(words, other, id_of(i), (uint64_t)i), UNKNOWN_ROW);
		CHECK_INT(i, last_words_compare(words, own, id_of(i), (uint64_t)i), i % 5 == 0 ? GONE_ROW : AGREES);
		if (i % 5)
			CHECK_INT(i, last_words_compare(words, own, id_of(i), (uint64_t)i + 1), DIFFERS);
	}
	CHECK(1, !last_words_missing(words, &subject, &id));
	last_words_close(words);
}

TEST(the_lowest_row_that_was_not_compared_is_named)
{
	struct last_words *words = last_words_open();
	Str subject = STR_NONE;
	int64_t id = 0;

	for (int i = 40; i > 0; i--)
		CHECK(i, last_words_say(words, STR("a"), i, 7, i == 1));
	for (int i = 2; i < 34; i++)
		CHECK_INT(i, last_words_compare(words, STR("a"), i, 7), AGREES);
	CHECK(0, last_words_missing(words, &subject, &id));
	CHECK_INT(0, id, 34);
	CHECK(0, last_words_say(words, STR("a"), 1, 8, false));         /* it came back */
	CHECK(0, last_words_missing(words, &subject, &id));
	CHECK_INT(1, id, 1);
	last_words_close(words);
}

/* Around a piece, two of them, and where one is not full. */
TEST(a_text_with_any_byte_changed_or_added_has_another_fingerprint)
{
	static const size_t lengths[] = { 1, 15, 16, 17, 1023, 1024, 1025, 2047, 2048, 2049, 5000 };
	static char text[5001];
	struct last_words *words = last_words_open();

	memset(text, 0, sizeof text);
	for (size_t i = 0; i < COUNT_OF(lengths); i++) {
		size_t len = lengths[i];
		uint64_t print = last_words_print(words, (Str){ text, len });

		CHECK(len, print == last_words_print(words, (Str){ text, len }));
		CHECK(len, print != last_words_print(words, (Str){ text, len + 1 }));
		CHECK(len, print != last_words_print(words, (Str){ text, len - 1 }));
		for (size_t at = 0; at < len; at++) {
			text[at] = 1;
			CHECK(at, print != last_words_print(words, (Str){ text, len }));
			text[at] = 0;
		}
	}
	CHECK(0, last_words_print(words, STR("ab")) != last_words_print(words, STR("ba")));
	last_words_close(words);
}
