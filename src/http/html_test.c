/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* html_test.c - what html() writes, byte by byte; addresses and their encoding (RFC 3986). */
#include "http/html.h"
#include "http/http.h"
#include "tests/test.h"

static struct html blank_page(struct strbuf *out)
{
	*out = (struct strbuf){ .arena = test_arena() };
	return (struct html){ out };
}

TEST(text_cannot_become_markup)
{
	static const struct {
		const char *text;
		const char *written;
	} t[] = {
		{ "", "" },
		{ "郑州高新区", "郑州高新区" },
		{ "<script>alert('x')</script>", "&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;" },
		{ "\" onclick=\"x", "&#34; onclick=&#34;x" },
		{ "a&b", "a&amp;b" },
		{ "&amp;", "&amp;amp;" },
		{ "<", "&lt;" },
		{ "占道<经营>", "占道&lt;经营&gt;" },
		{ "a\nb", "a\nb" },
	};
	struct strbuf out;

	for (size_t i = 0; i < sizeof(t) / sizeof(*t); i++) {
		html(blank_page(&out), test_str(t[i].text));
		CHECK_STR(i, buf_str(&out), t[i].written);
	}
}

/* The writer looks at eight bytes of Chinese at once. */
TEST(a_sign_among_chinese_is_escaped_wherever_it_stands)
{
	static const char chinese[] = "占道经营工地扬尘夜间";
	struct strbuf out;

	for (size_t before = 0; before < sizeof chinese; before += 3) {
		for (size_t blanks = 0; blanks < 9; blanks++) {
			Str head = { chinese, before }, tail = { chinese + before, sizeof chinese - 1 - before };
			Str space = { "         ", blanks };
			Str text = str_format(test_arena(), "%.*s%.*s<%.*s", STR_ARG(space), STR_ARG(head), STR_ARG(tail));
			Str want = str_format(test_arena(), "%.*s%.*s&lt;%.*s", STR_ARG(space), STR_ARG(head), STR_ARG(tail));

			html(blank_page(&out), text);
			CHECK(before * 9 + blanks, str_equal(buf_str(&out), want));
		}
	}
}

TEST(each_type_is_written_in_its_way)
{
	const struct {
		int n;
		int64_t id;
		Str name;
	} row = { -7, INT64_MIN, STR_INIT("A&B") };
	const Date day = date_of_civil(2026, 11, 24);
	struct strbuf out;
	struct html h = blank_page(&out);

	html(h, "<td title=\"", row.name, "\">", row.n, "|", row.id, "|", (size_t)18446744073709551615U, "|",
	     (unsigned)0, "|", day, "|", instant_at(day, 9, 5), "|", DATE_NONE, INSTANT_NONE, "</td>\n");
	CHECK_STR(0, buf_str(&out),
		  "<td title=\"A&amp;B\">-7|-9223372036854775808|18446744073709551615|0|2026-11-24|"
		  "2026-11-24 09:05|</td>\n");
}

TEST(forty_eight_values_go_out_in_their_order)
{
	struct strbuf out;
	struct html h = blank_page(&out);

	html(h, "a", 1, "b", 2, "c", 3, "d", 4, "e", 5, "f", 6, "g", 7, "h", 8, "i", 9, "j", 10, "k", 11, "l",
	     12, "m", 13, "n", 14, "o", 15, "p", 16, "q", 17, "r", 18, "s", 19, "t", 20, "u", 21, "v", 22, "w",
	     23, "x", 24);
	CHECK_STR(0, buf_str(&out),
		  "a1b2c3d4e5f6g7h8i9j10k11l12m13n14o15p16q17r18s19t20u21v22w23x24");
}

TEST(markup_may_depend_on_a_condition)
{
	struct strbuf out;
	struct html h = blank_page(&out);
	bool late = true;

	if (late)
		html_if(h, !late, " hidden");
	else
		html(h, "never");
	html_if(h, late, " class=\"", STR("<late>"), "\"");
	CHECK_STR(0, buf_str(&out), " class=\"&lt;late&gt;\"");
}

static int counted;

static int count_up(void)
{
	return ++counted;
}

TEST(a_value_is_evaluated_once)
{
	struct strbuf out;

	counted = 0;
	html(blank_page(&out), count_up(), ",", count_up());
	CHECK_STR(0, buf_str(&out), "1,2");
}

TEST(parts_of_an_address_are_encoded)
{
	static const struct {
		const char *part;
		const char *encoded;
	} t[] = {
		{ "", "" },
		{ "AZaz09-._~", "AZaz09-._~" },
		{ "郑", "%E9%83%91" }, /* U+90D1 in UTF-8 */
		{ "二（四）", "%E4%BA%8C%EF%BC%88%E5%9B%9B%EF%BC%89" },
		{ "a b+c", "a%20b%2Bc" },
		{ "../x?y#z", "..%2Fx%3Fy%23z" },
		{ "javascript:alert(1)", "javascript%3Aalert%281%29" },
		{ "100%", "100%25" },
	};

	for (size_t i = 0; i < sizeof(t) / sizeof(*t); i++) {
		CHECK_STR(i, url_encode(test_arena(), test_str(t[i].part)), t[i].encoded);
		CHECK_STR(i, url_join(test_arena(), "", test_str(t[i].part)).text, t[i].encoded);
	}
	CHECK_STR(0, url_join(test_arena(), "/unit/", STR("石佛")).text, "/unit/%E7%9F%B3%E4%BD%9B");
	CHECK_STR(1, url_number(test_arena(), "/matter/", 7, "/decide").text, "/matter/7/decide");
	CHECK_STR(2, URL("/weekly").text, "/weekly");
}

TEST(an_address_in_an_attribute_is_escaped_as_text)
{
	struct input query = { .arena = test_arena() };
	struct strbuf out;

	CHECK(0, input_add(&query, STR("unit"), STR("3"), INPUT_TEXT));
	html(blank_page(&out), "<a href=\"",
	     url_with(test_arena(), STR("/matter"), &query, "after", STR("\"'<9")), "\">");
	CHECK_STR(0, buf_str(&out), "<a href=\"/matter?unit=3&amp;after=%22%27%3C9\">");
}

TEST(one_parameter_changes_and_the_filters_stay)
{
	static const struct {
		const char *query, *name, *value, *url;
	} t[] = {
		{ "", "state", "", "/matter" },
		{ "", "state", "open", "/matter?state=open" },
		{ "state=open&unit=3", "state", "closed", "/matter?state=closed&unit=3" },
		{ "state=open&unit=3", "state", "", "/matter?unit=3" },
		{ "unit=3", "after", "120", "/matter?unit=3&after=120" },
		{ "state=a&unit=3&state=b", "state", "c", "/matter?state=c&unit=3" },
		{ "unit=&state=open", "after", "", "/matter?state=open" },
		{ "q=%E9%83%91+%26", "page", "2", "/matter?q=%E9%83%91%20%26&page=2" },
	};

	for (size_t i = 0; i < sizeof(t) / sizeof(*t); i++) {
		struct input query = { .arena = test_arena() };
		enum refusal_kind refused;
		Str why;

		CHECK(i, form_parse_urlencoded(&query, test_str(t[i].query), &refused, &why));
		CHECK_STR(i, url_with(test_arena(), STR("/matter"), &query, t[i].name, test_str(t[i].value)).text,
			  t[i].url);
	}
	CHECK_STR(0, url_with(test_arena(), STR("/单位/7"), &(struct input){ 0 }, "a", STR("b")).text,
		  "/%E5%8D%95%E4%BD%8D/7?a=b");
}

TEST(coming_back_never_leads_to_another_site)
{
	static const struct {
		const char *target;
		const char *url;
	} t[] = {
		{ "/weekly?week=2026-W47&x=%E9%83%91", "/weekly?week=2026-W47&x=%E9%83%91" },
		{ "", "/" },
		{ "weekly", "/" },
		{ "//evil.example/", "/" },
		{ "/\\evil.example/", "/" },
		{ "https://evil.example/", "/" },
		{ "javascript:alert(1)", "/" },
		{ "/a b\r\nSet-Cookie: x", "/a%20b%0D%0ASet-Cookie:%20x" },
		{ "/单位", "/%E5%8D%95%E4%BD%8D" },
	};

	for (size_t i = 0; i < sizeof(t) / sizeof(*t); i++)
		CHECK_STR(i, url_local(test_arena(), test_str(t[i].target)).text, t[i].url);
}
