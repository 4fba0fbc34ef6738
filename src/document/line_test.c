/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* line_test.c - where lines end, by the rules of Chinese typesetting and not by our own output. */
#include "base/limits.h"
#include "document/layout.h"
#include "tests/test.h"

static Str joined(struct line *lines, size_t count)
{
	struct strbuf out = { .arena = test_arena() };

	for (size_t i = 0; i < count; i++) {
		if (i)
			buf_char(&out, '|');
		buf_add(&out, lines[i].text);
	}
	return buf_str(&out);
}

TEST(a_line_ends_where_chinese_typesetting_lets_it)
{
	static const struct { const char *text; unsigned halves; const char *want; } cases[] = {
		{ "决不允许发现不了问题", 8, "决不允许|发现不了|问题" },
		{ "决不允许。发现", 8, "决不允|许。发现" },                    /* 。 begins no line */
		{ "决不允许”。发现", 8, "决不允|许”。发|现" },
		{ "决不允（发现）", 8, "决不允|（发现）" },                    /* （ ends none */
		{ "决不允——发现", 8, "决不允|——发现" },                      /* —— is one sign */
		{ "在2026年办结", 4, "在|2026|年办|结" },                      /* a number stays whole */
		{ "共12345678901234件", 8, "共|12345678|901234件" },           /* unless it is longer than a line */
		{ "见 abc def 文", 8, "见 abc|def 文" },                       /* a blank stays behind */
		{ "。。。。。。", 4, "。。|。。|。。" },                       /* nowhere to break: where it is full */
		{ "e\xcc\x81" "e\xcc\x81" "e\xcc\x81", 2, "e\xcc\x81" "e\xcc\x81|e\xcc\x81" },       /* an accent stays on its letter */
		{ "\xf0\xa0\xae\xb7\xf0\xa0\xae\xb7\xf0\xa0\xae\xb7", 4, "\xf0\xa0\xae\xb7\xf0\xa0\xae\xb7|\xf0\xa0\xae\xb7" },
		{ "", 8, "" },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct line *lines;
		size_t count = text_break(test_arena(), str_of(cases[i].text), cases[i].halves, cases[i].halves, &lines);

		CHECK_STR(i, joined(lines, count), cases[i].want);
	}
}

TEST(a_long_title_is_set_in_lines_of_about_one_length)
{
	struct line *lines;
	Str title = STR("郑州高新区法制局关于第四十七周行政执法未果事项及处理建议的报告");
	size_t count = text_balance(test_arena(), title, 40, &lines);

	CHECK_INT(0, count, 2);
	CHECK(0, lines[0].halves <= 40 && lines[1].halves <= 40);
	CHECK(0, lines[0].halves - lines[1].halves <= 2);
}

/* ---- clean text ---- */

TEST(clean_text_holds_what_paper_and_xml_can_hold)
{
	static const struct { const char *text, *want; } cases[] = {
		{ "  整改 ", "整改" },
		{ "a\x01\x1f" "b\x7f", "ab" },
		{ "第一\t项", "第一 项" },
		{ "\xe2\x80\xae" "cod.exe", "cod.exe" },                       /* U+202E turns what follows */
		{ "\xef\xbf\xbe\xef\xbb\xbf" "甲", "甲" },                     /* U+FFFE, U+FEFF */
		{ "<w:t>&amp;", "<w:t>&amp;" },                                /* escaped where it is written */
		{ "\xf0\x9f\x98\x80\xd8\xb3", "\xf0\x9f\x98\x80\xd8\xb3" },    /* emoji, Arabic stay */
		{ "\x02", "" },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++)
		CHECK_STR(i, document_clean(test_arena(), str_of(cases[i].text)), cases[i].want);
}

TEST(a_document_comes_back_from_its_frozen_text)
{
	struct document doc = { .title = STR("关于\t一事"), .number = STR("法〔2026〕1号"), .dated = date_of_civil(2026, 11, 25), .sealed = true }, back;
	static const unsigned halves[] = { 6, 50 };
	const Str cells[] = { STR("1"), STR("") };
	Str frozen;

	document_add(test_arena(), &doc.body, BLOCK_LEVEL_1, STR("一、情况"));
	document_add(test_arena(), &doc.body, BLOCK_TEXT, STR("第一段\r\n\n第二段"));
	document_add_row(test_arena(), &doc.body, 2, halves, cells);
	document_add(test_arena(), &document_annex(test_arena(), &doc, STR("名单"))->blocks, BLOCK_TEXT, STR("甲"));
	frozen = document_freeze(test_arena(), &doc);
	CHECK_STR(0, frozen, "number\t法〔2026〕1号\ntitle\t关于 一事\ndated\t2026-11-25\nsealed\tyes\nlevel1\t一、情况\n"
	                     "text\t第一段\ntext\t第二段\nrow\t6\t1\t50\t\nannex\t名单\ntext\t甲\n");
	CHECK(0, document_thaw(test_arena(), frozen, &back));
	CHECK(0, str_equal(document_freeze(test_arena(), &back), frozen));
}

TEST(what_is_not_a_frozen_document_is_not_read)
{
	static const char *const cases[] = { "title", "title\tx", "colour\tred\n", "dated\t2026-13-01\n", "row\n", "row\t0\tx\n", "row\t57\tx\n",
	                                     "row\t1\ta\t1\tb\t1\tc\t1\td\t1\te\t1\tf\t1\tg\t1\th\t1\ti\n" };
	struct document back;

	for (size_t i = 0; i < COUNT_OF(cases); i++)
		CHECK(i, !document_thaw(test_arena(), str_of(cases[i]), &back));
}

/* ---- pages ---- */

/* A page holds 22 lines; the first has a title and the empty line below it. */
static struct refusal pages(size_t lines, size_t *count_out)
{
	struct act act = { .arena = test_arena() };
	struct document doc = { .title = STR("题") };
	struct layout layout;

	for (size_t i = 0; i < lines; i++)
		document_add(act.arena, &doc.body, BLOCK_TEXT, STR("行"));
	if (document_lay_out(&act, &doc, &layout))
		*count_out = layout.count;
	return act.refusal;
}

TEST(a_document_of_too_many_pages_is_refused)
{
	const size_t fits = 22 * LIMIT_DOCUMENT_PAGES - 2;
	size_t count = 0;

	CHECK_DONE(pages(fits, &count));
	CHECK_INT(0, count, LIMIT_DOCUMENT_PAGES);
	CHECK_REFUSED(pages(fits + 1, &count), REFUSED_TOO_LARGE, "document.pages");
}

/* 7.4, 7.5: 版记 ends the last page, an even one; a page it has alone behind a blank one is not numbered. */
TEST(the_record_of_issue_stands_on_an_even_page)
{
	static const struct { size_t lines, pages; bool apart, blank; } cases[] = {
		{ 1, 2, true, false },
		{ 20, 2, true, false },         /* page 1 is full */
		{ 21, 2, false, false },
		{ 20 + 20, 2, false, false },   /* two lines are left: enough for 印发机关 */
		{ 20 + 21, 2, false, false },
		{ 20 + 22, 4, true, true },     /* none left: 3 stays blank */
		{ 20 + 23, 4, true, false },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct act act = { .arena = test_arena() };
		struct document doc = { .title = STR("题"), .printed_by = STR("法制局") };
		struct layout layout;

		for (size_t n = 0; n < cases[i].lines; n++)
			document_add(act.arena, &doc.body, BLOCK_TEXT, STR("行"));
		CHECK(i, document_lay_out(&act, &doc, &layout));
		CHECK_INT(i, layout.count, cases[i].pages);
		CHECK_INT(i, layout.record_apart, cases[i].apart);
		CHECK_INT(i, layout.blank_before, cases[i].blank);
		CHECK_INT(i, layout.sheets[layout.count - 1].unnumbered, cases[i].blank);
	}
}
