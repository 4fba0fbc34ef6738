/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* markdown.c - as much Markdown as our own rule pages use, written as HTML.
 *
 * Everything of the text is escaped; an address of a link must be a path of this site, an anchor or a page beside this
 * one. The page has its own h1, so "#" is h2 as "##" is. A heading that begins with the `name` of a rule is its anchor.
 * What is not understood stands there as it is. */
#include "clauses/house/house.h"

/* ---- within a line ---- */

/* Takes what stands between the mark at the start of *rest and the next such mark. */
static bool take_between(Str *rest, const char *mark, Str *inner)
{
	size_t len = str_of(mark).len;

	if (!str_starts_with(*rest, mark))
		return false;
	for (size_t i = len; i + len <= rest->len; i++) {
		if (!str_starts_with(str_after(*rest, i), mark))
			continue;
		*inner = (Str){ rest->at + len, i - len };
		*rest = str_after(*rest, i + len);
		return inner->len > 0;
	}
	return false;
}

/* "duty.md", "duty.md#duty.extend": so the same link leads there from the file as well. */
static bool is_page_beside(Str address)
{
	Str name = address, anchor = STR_NONE, start, end;

	(void)str_cut(address, '#', &name, &anchor);
	if (name.len < sizeof ".md" || !str_is(str_after(name, name.len - 3), ".md"))
		return false;
	return !str_cut(name, ':', &start, &end) && !str_cut(name, '/', &start, &end);
}

static bool take_link(Str *rest, Str *text, Str *address)
{
	Str head, tail, to, after;

	if (!str_starts_with(*rest, "[") || !str_cut(str_after(*rest, 1), ']', &head, &tail)
	    || !str_starts_with(tail, "(") || !str_cut(str_after(tail, 1), ')', &to, &after))
		return false;
	if (str_starts_with(to, "/") ? str_starts_with(to, "//") : !str_starts_with(to, "#") && !is_page_beside(to))
		return false;
	*text = head;
	*address = to;
	*rest = after;
	return true;
}

static void write_inline(struct html h, Str text)
{
	size_t plain = 0;

	while (plain < text.len) {
		Str rest = str_after(text, plain), inner, address;
		Str before = str_first(text, plain);

		if (take_between(&rest, "`", &inner))
			html(h, before, "<code>", inner, "</code>");
		else if (take_between(&rest, "**", &inner))
			html(h, before, "<strong>", inner, "</strong>");
		else if (take_link(&rest, &inner, &address))
			html(h, before, "<a href=\"", address, "\">", inner, "</a>");
		else {
			plain++;
			continue;
		}
		text = rest;
		plain = 0;
	}
	html(h, text);
}

/* ---- lines ---- */

enum block { BLOCK_NONE, BLOCK_PARAGRAPH, BLOCK_BULLETS, BLOCK_NUMBERS, BLOCK_TABLE, BLOCK_CODE };

struct paper { struct html h; enum block block; };

static void change_block(struct paper *p, enum block to)
{
	struct html h = p->h;

	if (p->block == to)
		return;
	switch (p->block) {
	case BLOCK_NONE:
		break;
	case BLOCK_PARAGRAPH:
		html(h, "</p>\n");
		break;
	case BLOCK_BULLETS:
		html(h, "</ul>\n");
		break;
	case BLOCK_NUMBERS:
		html(h, "</ol>\n");
		break;
	case BLOCK_TABLE:
		html(h, "</tbody></table></div>\n");
		break;
	case BLOCK_CODE:
		html(h, "</pre>\n");
		break;
	}
	switch (to) {
	case BLOCK_NONE:
		break;
	case BLOCK_PARAGRAPH:
		html(h, "<p>");
		break;
	case BLOCK_BULLETS:
		html(h, "<ul>");
		break;
	case BLOCK_NUMBERS:
		html(h, "<ol>");
		break;
	case BLOCK_TABLE:
		html(h, "<div class=\"jb-table-wrap\" tabindex=\"0\" role=\"region\" aria-label=\"表\"><table class=\"jb-table\"><tbody>");
		break;
	case BLOCK_CODE:
		html(h, "<pre>");
		break;
	}
	p->block = to;
}

Str markdown_anchor(Str line)
{
	Str text = str_trim(line), name;

	while (str_starts_with(text, "#"))
		text = str_after(text, 1);
	text = str_trim(text);
	return text.len < str_trim(line).len && take_between(&text, "`", &name) ? name : STR_NONE;
}

static void write_heading(struct paper *p, Str line)
{
	Str anchor = markdown_anchor(line), text = line;
	bool top;

	while (str_starts_with(text, "#"))
		text = str_after(text, 1);
	top = line.len - text.len <= 2;
	change_block(p, BLOCK_NONE);
	html_if(p->h, top, "<h2");
	html_if(p->h, !top, "<h3");
	html_if(p->h, anchor.len != 0, " id=\"", anchor, "\"");
	html(p->h, ">");
	write_inline(p->h, str_trim(text));
	html_if(p->h, top, "</h2>\n");
	html_if(p->h, !top, "</h3>\n");
}

static void write_item(struct paper *p, enum block block, Str text)
{
	change_block(p, block);
	html(p->h, "<li>");
	write_inline(p->h, str_trim(text));
	html(p->h, "</li>");
}

static bool is_table_rule(Str line)
{
	for (size_t i = 0; i < line.len; i++)
		if (line.at[i] != '|' && line.at[i] != '-' && line.at[i] != ':' && line.at[i] != ' ')
			return false;
	return true;
}

/* The first row is the head. */
static void write_table_row(struct paper *p, Str line)
{
	bool head = p->block != BLOCK_TABLE;
	Str cell, rest = str_after(line, 1);

	change_block(p, BLOCK_TABLE);
	html(p->h, "<tr>");
	while (str_cut(rest, '|', &cell, &rest)) {
		html_if(p->h, head, "<th scope=\"col\">");
		html_if(p->h, !head, "<td>");
		write_inline(p->h, str_trim(cell));
		html_if(p->h, head, "</th>");
		html_if(p->h, !head, "</td>");
	}
	html(p->h, "</tr>\n");
}

static bool take_number(Str line, Str *rest)
{
	size_t i = 0;

	while (i < line.len && line.at[i] >= '0' && line.at[i] <= '9')
		i++;
	if (i == 0 || !str_starts_with(str_after(line, i), ". "))
		return false;
	*rest = str_after(line, i + 2);
	return true;
}

static void write_line(struct paper *p, Str line)
{
	Str text = str_trim(line), rest;

	if (str_is_empty(text))
		change_block(p, BLOCK_NONE);
	else if (str_starts_with(text, "#"))
		write_heading(p, text);
	else if (str_starts_with(text, "- ") || str_starts_with(text, "* "))
		write_item(p, BLOCK_BULLETS, str_after(text, 2));
	else if (take_number(text, &rest))
		write_item(p, BLOCK_NUMBERS, rest);
	else if (str_starts_with(text, "|") && is_table_rule(text))
		return;
	else if (str_starts_with(text, "|"))
		write_table_row(p, text);
	else {
		html_if(p->h, p->block == BLOCK_PARAGRAPH, "\n");
		if (p->block != BLOCK_BULLETS && p->block != BLOCK_NUMBERS)
			change_block(p, BLOCK_PARAGRAPH);
		write_inline(p->h, text);
	}
}

void markdown_html(struct html h, Str text)
{
	struct paper p = { h, BLOCK_NONE };
	Str line = STR_NONE, rest = text;

	while (rest.len) {
		if (!str_cut(rest, '\n', &line, &rest)) {
			line = rest;
			rest = STR_NONE;
		}
		if (str_starts_with(str_trim(line), "```"))
			change_block(&p, p.block == BLOCK_CODE ? BLOCK_NONE : BLOCK_CODE);
		else if (p.block == BLOCK_CODE)
			html(h, line, "\n");
		else
			write_line(&p, line);
	}
	change_block(&p, BLOCK_NONE);
}
