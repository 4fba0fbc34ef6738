/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* markdown_test.c - how our rule pages read as HTML, and what of a text never becomes markup. */
#include "clauses/house/house.h"

#include "base/data.h"
#include "tests/test.h"

static Str written(const char *text)
{
	struct strbuf out = { .arena = test_arena() };

	markdown_html((struct html){ &out }, str_of(text));
	return buf_str(&out);
}

TEST(a_rule_page_is_headings_paragraphs_lists_and_tables)
{
	static const struct { const char *text, *html; } t[] = {
		{ "", "" },
		{ "# 周报", "<h2>周报</h2>\n" },
		{ "## 规则", "<h2>规则</h2>\n" },
		{ "### `weekly.nil` 零报告", "<h3 id=\"weekly.nil\"><code>weekly.nil</code> 零报告</h3>\n" },
		{ "一段。\n\n又一段。\n", "<p>一段。</p>\n<p>又一段。</p>\n" },
		{ "- 甲\n- 乙\n", "<ul><li>甲</li><li>乙</li></ul>\n" },
		{ "1. 甲\n2. 乙\n", "<ol><li>甲</li><li>乙</li></ol>\n" },
		{ "| 甲 | 乙 |\n|---|---|\n| 1 | 2 |\n",
		  "<div class=\"jb-table-wrap\" tabindex=\"0\" role=\"region\" aria-label=\"表\"><table class=\"jb-table\"><tbody><tr><th scope=\"col\">甲</th><th scope=\"col\">乙</th>"
		  "</tr>\n<tr><td>1</td><td>2</td></tr>\n</tbody></table></div>\n" },
		{ "`x` 与 **重** 点", "<p><code>x</code> 与 <strong>重</strong> 点</p>\n" },
		{ "```\na < b\n```\n", "<pre>a &lt; b\n</pre>\n" },
	};

	for (size_t i = 0; i < COUNT_OF(t); i++)
		CHECK_STR(i, written(t[i].text), t[i].html);
}

TEST(a_link_leads_within_this_site_or_stays_text)
{
	static const struct { const char *text, *html; } t[] = {
		{ "[设置](/setting)", "<p><a href=\"/setting\">设置</a></p>\n" },
		{ "[这里](#weekly.nil)", "<p><a href=\"#weekly.nil\">这里</a></p>\n" },
		{ "[时限](duty.md)", "<p><a href=\"duty.md\">时限</a></p>\n" },
		{ "[延期](duty.md#duty.extend)", "<p><a href=\"duty.md#duty.extend\">延期</a></p>\n" },
		{ "[x](https://example.org/a.md)", "<p>[x](https://example.org/a.md)</p>\n" },
		{ "[x](//example.org/a.md)", "<p>[x](//example.org/a.md)</p>\n" },
		{ "[x](javascript:alert.md)", "<p>[x](javascript:alert.md)</p>\n" },
		{ "[x](../a.md)", "<p>[x](../a.md)</p>\n" },
		{ "[x](.md)", "<p>[x](.md)</p>\n" },
		{ "[x](a.html)", "<p>[x](a.html)</p>\n" },
	};

	for (size_t i = 0; i < COUNT_OF(t); i++)
		CHECK_STR(i, written(t[i].text), t[i].html);
}

TEST(what_is_written_in_a_rule_page_is_never_markup)
{
	static const struct { const char *text, *html; } t[] = {
		{ "<script>", "<p>&lt;script&gt;</p>\n" },
		{ "# `a\"b` 甲", "<h2 id=\"a&#34;b\"><code>a&#34;b</code> 甲</h2>\n" },
		{ "[<b>](/\"x)", "<p><a href=\"/&#34;x\">&lt;b&gt;</a></p>\n" },
		{ "| <i> |\n", "<div class=\"jb-table-wrap\" tabindex=\"0\" role=\"region\" aria-label=\"表\"><table class=\"jb-table\"><tbody><tr><th scope=\"col\">&lt;i&gt;</th></tr>\n"
		               "</tbody></table></div>\n" },
	};

	for (size_t i = 0; i < COUNT_OF(t); i++)
		CHECK_STR(i, written(t[i].text), t[i].html);
}

TEST(only_a_heading_that_begins_with_a_name_is_an_anchor)
{
	static const struct { const char *line, *anchor; } t[] = {
		{ "### `weekly.nil` 零报告", "weekly.nil" }, { "# `a`", "a" }, { "### 零报告 `weekly.nil`", "" },
		{ "`weekly.nil` 零报告", "" }, { "###", "" }, { "", "" }, { "### ``", "" }, { "### `open", "" },
	};

	for (size_t i = 0; i < COUNT_OF(t); i++)
		CHECK_STR(i, markdown_anchor(str_of(t[i].line)), t[i].anchor);
}

/* What the pages of docs/clauses/ use is what this renderer knows: nothing of Markdown is left standing. */
TEST(the_rule_pages_leave_no_mark_unread)
{
	static const char *const marks[] = { "](", "**", "|---", "\n#", "```" };
	size_t pages = 0;

	for (const struct data_file *f = data_files; f->name; f++) {
		struct strbuf out = { .arena = test_arena() };

		if (!str_starts_with(str_of(f->name), "clauses/"))
			continue;
		pages++;
		markdown_html((struct html){ &out }, (Str){ f->at, f->len });
		for (size_t i = 0; i < COUNT_OF(marks); i++)
			CHECK(i, !str_contains(buf_str(&out), str_of(marks[i])));
	}
	assert_true(pages >= 4);
}
