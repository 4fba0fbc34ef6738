/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* rule_page.c - a clause's rule page, from docs/clauses/ as it was carried in at build. */
#include "base/data.h"
#include "clauses/house/house.h"

/* The word comes from an address: it is compared, never opened. A clause says "2.04-weekly-report.md" or the
 * same without its ending; both are the same page. */
static const struct data_file *rule_file(struct arena *arena, Str word)
{
	Str plain = str_format(arena, "clauses/%.*s", STR_ARG(word));
	Str full = str_format(arena, "clauses/%.*s.md", STR_ARG(word));

	for (const struct data_file *f = data_files; f->name; f++)
		if (str_is(plain, f->name) || str_is(full, f->name))
			return f;
	return NULL;
}

/* A refusal names its rule: /rule/weekly.nil leads to where that rule stands. */
static const struct data_file *file_with_anchor(Str word)
{
	for (const struct data_file *f = data_files; f->name; f++) {
		Str line, rest = { f->at, f->len };

		if (!str_starts_with(str_of(f->name), "clauses/"))
			continue;
		while (str_cut(rest, '\n', &line, &rest))
			if (str_equal(markdown_anchor(line), word))
				return f;
	}
	return NULL;
}

/* "# 二（四）未果事项周报": what the page is called is the page's own heading. */
static Str take_title(Str *text)
{
	Str line, rest;

	if (!str_starts_with(*text, "# ") || !str_cut(*text, '\n', &line, &rest))
		return STR("依据");
	*text = rest;
	return str_trim(str_after(line, 2));
}

static bool go_to_rule(struct act *act, struct call *call)
{
	const struct data_file *file = str_is_empty(call->word) ? NULL : file_with_anchor(call->word);

	if (!file)
		return refuse(act, REFUSED_NOT_FOUND, "rule.page", "没有这一页依据");
	call->to = str_format(act->arena, "/rule/%s#%.*s", file->name + sizeof "clauses/" - 1, STR_ARG(call->word));
	return true;
}

bool rule_page(struct act *act, struct call *call)
{
	const struct data_file *file = rule_file(act->arena, call->word);
	struct html h;
	Str text;

	if (!file)
		return go_to_rule(act, call);
	text = (Str){ file->at, file->len };
	h = page_open(act, call, &(struct page){ .title = take_title(&text), .plain = !call->session });
	page_body(h);
	html(h, "<article class=\"card jb-rule\">");
	markdown_html(h, text);
	html(h, "</article>");
	return page_close(act, call);
}
