/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* difference_test.c - this week's words against last week's. Expected runs are written by hand: kept ones in [ ]. */
#include "clauses/weekly/difference.h"

#include "base/limits.h"
#include "tests/test.h"

static Str marked(const char *old, const char *new)
{
	struct text_runs runs = text_difference(test_arena(), str_of(old), str_of(new));
	struct strbuf out = { .arena = test_arena() };

	for (size_t i = 0; i < runs.count; i++) {
		if (!runs.at[i].is_new)
			buf_char(&out, '[');
		buf_add(&out, runs.at[i].text);
		if (!runs.at[i].is_new)
			buf_char(&out, ']');
	}
	return buf_str(&out);
}

TEST(kept_runs_and_their_share)
{
	static const struct { const char *old, *new, *marked; int percent; } t[] = {
		{ "", "", "", 0 },
		{ "已约谈。", "", "", 0 },
		{ "", "已约谈。", "已约谈。", 0 },
		{ "已约谈。", "已约谈。", "[已约谈。]", 100 },
		{ "已约谈。", "已约谈。已改正。", "[已约谈。]已改正。", 50 },          /* added behind */
		{ "已改正。", "周一已约谈。已改正。", "周一已约谈。[已改正。]", 40 },  /* added before */
		{ "核实欠薪三十七人", "核实欠薪五十二人", "[核实欠薪]五十二人", 50 },  /* two chance characters are no quotation */
		{ "甲乙丙丁戊己", "甲乙丙一丁戊己", "[甲乙丙]一[丁戊己]", 85 },        /* 6 of 7, rounded down */
		{ "甲乙丙丁戊己庚", "甲乙丙庚", "[甲乙丙庚]", 100 },                   /* shortened: all of it stood there */
		{ "甲乙", "甲乙", "[甲乙]", 100 },                                     /* short, but all of it */
		{ "甲乙丁", "甲乙丙", "甲乙丙", 0 },                                   /* two kept characters are too few */
		{ "a b c", "a b d", "[a b ]d", 80 },
		{ "第一行\n第二行", "第一行\n第三行", "[第一行\n第]三行", 71 },        /* 5 of 7 */
	};

	for (size_t i = 0; i < COUNT_OF(t); i++) {
		CHECK_STR(i, marked(t[i].old, t[i].new), t[i].marked);
		CHECK_INT(i, text_same_percent(test_arena(), str_of(t[i].old), str_of(t[i].new)), t[i].percent);
	}
}

static Str repeated(const char *part, size_t times)
{
	struct strbuf out = { .arena = test_arena() };

	while (times-- > 0)
		buf_add(&out, str_of(part));
	return buf_str(&out);
}

TEST(runs_joined_are_the_new_text)
{
	Str old = repeated("约谈整改复查", 333), new = repeated("整改约谈回访", 333);
	struct text_runs runs = text_difference(test_arena(), old, new);
	struct strbuf joined = { .arena = test_arena() };

	for (size_t i = 0; i < runs.count; i++) {
		buf_add(&joined, runs.at[i].text);
		CHECK(i, i == 0 || runs.at[i].is_new != runs.at[i - 1].is_new);
	}
	CHECK(0, str_equal(buf_str(&joined), new));
}

TEST(nothing_in_common_in_full_texts)
{
	Str old = repeated("甲", 2000), new = repeated("乙", 2000);

	CHECK_INT(0, text_same_percent(test_arena(), old, new), 0);
	CHECK_INT(0, text_difference(test_arena(), old, new).count, 1);
}
