/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* str_test.c - text: what is UTF-8, what is cut, what is a number; and text that grows. */
#include <string.h>

#include "base/must.h"
#include "tests/test.h"

/* A case of bytes, which may hold a NUL. */
#define BYTES(literal) { "" literal "", sizeof(literal) - 1 }

/* Well-formed and ill-formed sequences: Unicode 15, table 3-7, and the boundaries on both sides. */
TEST(only_well_formed_utf8_passes)
{
	static const struct { Str text; bool is_utf8; } t[] = {
		{ BYTES(""), true },
		{ BYTES("a\t\n\x7F"), true },
		{ BYTES("a\0b"), false },
		{ BYTES("决不"), true },
		{ BYTES("\xC2\x80"), true },                    /* U+0080 */
		{ BYTES("\xDF\xBF"), true },                    /* U+07FF */
		{ BYTES("\xE0\xA0\x80"), true },                /* U+0800 */
		{ BYTES("\xED\x9F\xBF"), true },                /* U+D7FF */
		{ BYTES("\xEE\x80\x80"), true },                /* U+E000 */
		{ BYTES("\xEF\xBF\xBF"), true },                /* U+FFFF */
		{ BYTES("\xF0\x90\x80\x80"), true },            /* U+10000 */
		{ BYTES("\xF4\x8F\xBF\xBF"), true },            /* U+10FFFF */
		{ BYTES("\xC0\x80"), false },                   /* NUL, overlong */
		{ BYTES("\xC1\xBF"), false },                   /* overlong */
		{ BYTES("\xE0\x9F\xBF"), false },
		{ BYTES("\xF0\x8F\xBF\xBF"), false },
		{ BYTES("\xED\xA0\x80"), false },               /* first surrogate */
		{ BYTES("\xED\xBF\xBF"), false },               /* last surrogate */
		{ BYTES("\xF4\x90\x80\x80"), false },           /* U+110000 */
		{ BYTES("\xF5\x80\x80\x80"), false },
		{ BYTES("\xFF"), false },
		{ BYTES("\x80"), false },                       /* nothing before it */
		{ BYTES("\xC2"), false },                       /* nothing after it */
		{ BYTES("\xE5\x86"), false },
		{ BYTES("\xF0\x9F\x98"), false },
		{ BYTES("\xE5\x86\x41"), false },
		{ BYTES("\xF0\x9F\x41\x80"), false },
		{ BYTES("\xC2\xC2\x80"), false },
	};

	for (size_t i = 0; i < COUNT_OF(t); i++)
		CHECK_INT(i, str_is_utf8(t[i].text), t[i].is_utf8);
}

TEST(characters_are_counted_not_bytes)
{
	static const struct { Str text; size_t characters; size_t keep; const char *kept; } t[] = {
		{ BYTES(""), 0, 3, "" },
		{ BYTES("abc"), 3, 2, "ab" },
		{ BYTES("管委会"), 3, 2, "管委" },
		{ BYTES("管委会"), 3, 0, "" },
		{ BYTES("管委会"), 3, 3, "管委会" },
		{ BYTES("管委会"), 3, 9, "管委会" },
		{ BYTES("a\xF0\xA0\x80\x80z"), 3, 2, "a\xF0\xA0\x80\x80" },
	};

	for (size_t i = 0; i < COUNT_OF(t); i++) {
		CHECK_INT(i, str_characters(t[i].text), t[i].characters);
		CHECK_STR(i, str_first_characters(t[i].text, t[i].keep), t[i].kept);
	}
}

TEST(trim_takes_blanks_and_the_ideographic_space)
{
	static const struct { const char *text, *trimmed; } t[] = {
		{ "", "" },
		{ " \t\r\n\v\f", "" },
		{ "　　", "" },
		{ " 　甲 乙　\n", "甲 乙" },
		{ "甲", "甲" },
		{ "a　", "a" },
		{ "\xE3\x80\x81x", "\xE3\x80\x81x" },   /* the comma U+3001 is no blank */
		{ "x\xE4\x80\x80", "x\xE4\x80\x80" },
	};

	for (size_t i = 0; i < COUNT_OF(t); i++)
		CHECK_STR(i, str_trim(str_of(t[i].text)), t[i].trimmed);
}

TEST(a_number_is_the_whole_text_and_in_range)
{
	static const struct { const char *text; bool is_number; int64_t number; } t[] = {
		{ "0", true, 0 },
		{ "-0", true, 0 },
		{ "007", true, 7 },
		{ "9223372036854775807", true, INT64_MAX },
		{ "9223372036854775808", false, 0 },
		{ "-9223372036854775808", true, INT64_MIN },
		{ "-9223372036854775809", false, 0 },
		{ "92233720368547758070", false, 0 },
		{ "", false, 0 },
		{ "-", false, 0 },
		{ "--1", false, 0 },
		{ "+1", false, 0 },
		{ " 1", false, 0 },
		{ "1 ", false, 0 },
		{ "1.0", false, 0 },
		{ "0x1", false, 0 },
		{ "１", false, 0 },
	};

	for (size_t i = 0; i < COUNT_OF(t); i++) {
		int64_t number = 42;

		CHECK_INT(i, str_to_int(str_of(t[i].text), &number), t[i].is_number);
		CHECK_INT(i, number, t[i].is_number ? t[i].number : 42);
	}
}

TEST(text_is_ordered_by_bytes)
{
	static const struct { const char *a, *b; int order; } t[] = {
		{ "", "", 0 }, { "", "a", -1 }, { "a", "", 1 }, { "a", "a", 0 }, { "a", "ab", -1 },
		{ "B", "a", -1 }, { "b", "ab", 1 }, { "z", "甲", -1 },
	};

	for (size_t i = 0; i < COUNT_OF(t); i++) {
		CHECK_INT(i, str_compare(str_of(t[i].a), str_of(t[i].b)), t[i].order);
		CHECK_INT(i, str_equal(str_of(t[i].a), str_of(t[i].b)), t[i].order == 0);
	}
}

TEST(text_is_cut_at_the_first_such_byte)
{
	static const struct { const char *text; bool cut; const char *before, *after; } t[] = {
		{ "a=b", true, "a", "b" },
		{ "a=b=c", true, "a", "b=c" },
		{ "=b", true, "", "b" },
		{ "a=", true, "a", "" },
		{ "=", true, "", "" },
		{ "ab", false, "x", "y" },
		{ "", false, "x", "y" },
	};

	for (size_t i = 0; i < COUNT_OF(t); i++) {
		Str before = STR("x"), after = STR("y");

		CHECK_INT(i, str_cut(str_of(t[i].text), '=', &before, &after), t[i].cut);
		CHECK_STR(i, before, t[i].before);
		CHECK_STR(i, after, t[i].after);
	}
}

TEST(parts_of_text_never_reach_beyond_it)
{
	CHECK_STR(0, str_after(STR("abc"), 1), "bc");
	CHECK_STR(1, str_after(STR("abc"), 3), "");
	CHECK_STR(2, str_after(STR("abc"), 4), "");
	CHECK_STR(3, str_first(STR("abc"), 2), "ab");
	CHECK_STR(4, str_first(STR("abc"), 4), "abc");
	CHECK_STR(5, str_after(STR_NONE, 0), "");
	CHECK(6, str_starts_with(STR("weekly.nil"), "weekly."));
	CHECK(7, !str_starts_with(STR("week"), "weekly"));
	CHECK(8, str_contains(STR("石佛办事处"), STR("办事")));
	CHECK(9, !str_contains(STR("石佛"), STR("石佛办事处")));
	CHECK(10, str_contains(STR("a"), STR_NONE));
	CHECK(11, !str_contains(STR_NONE, STR("a")));
	CHECK(12, str_is_empty(str_of(NULL)));
}

TEST(equal_text_has_an_equal_hash_and_one_byte_changes_it)
{
	CHECK(0, str_hash(STR("weekly")) == str_hash(test_str("weekly")));
	CHECK(1, str_hash(STR("weekly")) != str_hash(STR("weekli")));
	/* FNV-1a, 64 bits, as its authors publish it for "a" */
	CHECK(2, str_hash(STR("a")) == 0xaf63dc4c8601ec8cu);
}

TEST(a_buffer_grows_and_keeps_what_it_had)
{
	struct strbuf buf = { .arena = test_arena() };

	for (int i = 0; i < 1000; i++)
		buf_text(&buf, "决不");
	buf_char(&buf, '!');

	Str all = buf_str(&buf);

	CHECK_INT(0, all.len, 6001);
	CHECK_INT(0, str_characters(all), 2001);
	CHECK(0, str_is_utf8(all));
}

TEST(numbers_and_formats_are_written_whole)
{
	static const struct { int64_t number; const char *text; } t[] = {
		{ 0, "0" }, { -1, "-1" }, { 1234567890, "1234567890" },
		{ INT64_MAX, "9223372036854775807" }, { INT64_MIN, "-9223372036854775808" },
	};

	for (size_t i = 0; i < COUNT_OF(t); i++) {
		struct strbuf buf = { .arena = test_arena() };

		buf_int(&buf, t[i].number);
		CHECK_STR(i, buf_str(&buf), t[i].text);
	}

	Str tail = STR("尾"), long_text = str_format(test_arena(), "%0300d|%.*s", 7, STR_ARG(tail));

	CHECK_INT(0, long_text.len, 304);
	CHECK_STR(0, str_after(long_text, 299), "7|尾");
	CHECK_STR(1, str_join(test_arena(), STR("甲"), STR("乙")), "甲乙");
	CHECK_STR(2, str_join(test_arena(), STR_NONE, STR_NONE), "");
	assert_string_equal(str_terminated(test_arena(), str_first(STR("abcd"), 3)), "abc");
	assert_string_equal(str_terminated(test_arena(), STR_NONE), "");
}

TEST(bytes_come_back_from_their_hex_and_nothing_else_is_hex)
{
	static const char *const wrong[] = { "0", "000", "0A", "0g", "x0", "0 " };
	static const char bytes[] = { 0, 1, 0x7f, (char)0x80, (char)0xff };
	char room[8];

	CHECK_STR(0, str_hex(test_arena(), (Str){ bytes, sizeof bytes }), "00017f80ff");
	CHECK(1, str_unhex(STR("00017f80ff"), room) && memcmp(room, bytes, sizeof bytes) == 0);
	CHECK(2, str_unhex(STR_NONE, room));
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
		CHECK(i, !str_unhex(str_of(wrong[i]), room));
}

TEST(lines_end_in_one_way)
{
	static const struct { const char *from, *to; } t[] = {
		{ "a\r\nb", "a\nb" }, { "a\rb", "a\nb" }, { "a\r", "a\n" }, { "\r\r\n\n", "\n\n\n" }, { "a\nb", "a\nb" },
	};

	for (size_t i = 0; i < sizeof t / sizeof *t; i++)
		CHECK_STR(i, str_plain_lines(test_arena(), str_of(t[i].from)), t[i].to);
}

TEST(every_refusal_has_an_http_status)
{
	CHECK_INT(0, refusal_status(REFUSED_NOT), 200);
	for (int kind = REFUSED_NOT + 1; kind < REFUSAL_KINDS; kind++)
		CHECK(kind, refusal_status((enum refusal_kind)kind) >= 400
		            && refusal_status((enum refusal_kind)kind) < 600);
	CHECK_INT(1, refusal_status(REFUSED_NOT_FOUND), 404);
	CHECK_INT(2, refusal_status(REFUSED_STALE), 409);
	CHECK_INT(3, refusal_status(REFUSED_BROKEN), 503);
}
