/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* pieces.c - the small things pages are made of: icons, chips, countdowns, buttons, cards, lines of text. */
#include "page/page.h"

#include <sodium.h>

/* Found once: a list shows a hundred of them. */
static Str icons_path(void)
{
	static const char *_Atomic known;
	const char *path = known;

	if (!path)
		known = path = asset_path("icons.svg").at;
	return str_of(path);
}

void page_icon(struct html h, const char *name)
{
	html(h, "<svg class=\"icon\" aria-hidden=\"true\"><use href=\"", icons_path(), "#", str_of(name), "\"/></svg>");
}

/* Icon + word + colour, never colour alone (look.md §1). */
static const struct { const char *look_class; const char *icon; } chips[LOOKS] = {
	[LOOK_NORMAL] = { "jb-state", "circle-dot" },
	[LOOK_EMPTY] = { "jb-state", "circle-dashed" },
	[LOOK_WRITING] = { "jb-state", "pencil" },
	[LOOK_SOON] = { "jb-state is-soon", "hourglass-low" },
	[LOOK_LATE] = { "jb-state is-late", "alert-triangle" },
	[LOOK_DONE] = { "jb-state is-done", "circle-check" },
	[LOOK_BACK] = { "jb-state is-back", "arrow-back-up" },
	[LOOK_SEALED] = { "jb-state is-sealed", "lock" },
};

void page_state(struct html h, enum look look, Str word)
{
	html(h, "<span class=\"", str_of(chips[look].look_class), "\">");
	page_icon(h, chips[look].icon);
	html(h, word, "</span>");
}

void page_late(struct html h, Str words)
{
	page_state(h, LOOK_LATE, words);
}

void page_basis(struct html h, const struct clause *clause)
{
	if (!clause->number)
		return;
	html(h, "<a class=\"jb-basis\" href=\"/rule/", str_of(clause->page), "\">");
	page_icon(h, "book-2");
	html(h, "依据 ", str_of(clause->number), "</a>");
}

void page_button_link(struct html h, const char *icon, Str label, Url to, bool primary)
{
	html(h, "<a class=\"btn");
	html_if(h, primary, " btn-primary");
	html(h, "\" href=\"", to, "\">");
	if (icon)
		page_icon(h, icon);
	html(h, label, "</a>");
}

void page_submit(struct html h, const char *icon, Str label, const char *name, const char *value, bool primary)
{
	html(h, "<button type=\"submit\" class=\"btn");
	html_if(h, primary, " btn-primary");
	html(h, "\"");
	if (name)
		html(h, " name=\"", str_of(name), "\" value=\"", str_of(value), "\"");
	html(h, ">");
	if (icon)
		page_icon(h, icon);
	html(h, label, "</button>");
}

void page_number_link(struct html h, int64_t n, Url to, bool late)
{
	html(h, "<a");
	html_if(h, n == 0, " class=\"jb-zero\"");
	html_if(h, n != 0 && late, " class=\"jb-late-word\"");
	html(h, " href=\"", to, "\">", n, "</a>");
}

/* ---- frames ---- */

void page_card_open(struct html h, const char *heading)
{
	html(h, "<section class=\"card\">");
	if (heading)
		html(h, "<div class=\"jb-cardhead\"><h2>", str_of(heading), "</h2></div>");
}

void page_card_close(struct html h)
{
	html(h, "</section>\n");
}

void page_map(struct html h, Url source, Str label)
{
	html(h, "<div class=\"jb-map\" data-map=\"", source, "\" data-map-label=\"", label, "\"><noscript>看地图要打开脚本；表里写的和图上一样。</noscript></div>\n");
	page_map_script(h);
}

void page_map_script(struct html h)
{
	html(h, "<script type=\"module\" src=\"", asset_path("map.js"), "\"></script>\n");
}

void page_empty(struct html h, Str sentence)
{
	html(h, "<p class=\"jb-note jb-two\">", sentence, "</p>");
}

void page_lines(struct html h, Str text)
{
	Str line, rest = text;

	while (str_cut(rest, '\n', &line, &rest))
		html(h, line, "<br>");
	html(h, rest);
}

/* ---- forms: their frame; the fields are in fields.c ---- */

/* Each form is sent once: a second sending of the same key is answered with what the first one did. */
static Str once_key(struct arena *arena)
{
	unsigned char random[12];
	char hex[2 * sizeof random + 1];

	randombytes_buf(random, sizeof random);
	sodium_bin2hex(hex, sizeof hex, random, sizeof random);
	return arena_copy(arena, (Str){ hex, sizeof hex - 1 });
}

void page_form_open(struct html h, const struct call *call, Url action)
{
	html(h, "<form method=\"post\" action=\"", action, "\" novalidate>");
	page_form_secrets(h, call);
}

void page_form_secrets(struct html h, const struct call *call)
{
	html(h, "<input type=\"hidden\" name=\"_csrf\" value=\"", call->session ? call->session->csrf : STR_NONE, "\">");
	html(h, "<input type=\"hidden\" name=\"_once\" value=\"", once_key(h.out->arena), "\">");
}

void page_form_close(struct html h)
{
	html(h, "</form>\n");
}

void page_version(struct html h, int64_t version)
{
	html(h, "<input type=\"hidden\" name=\"version\" value=\"", version, "\">");
}

static size_t count_faults(const struct refusal *refusal)
{
	size_t n = 0;

	for (const struct fault *fault = refusal->faults; fault; fault = fault->next)
		n++;
	return n;
}

/* The anchor of a field: its path, which is unique on the page. */
static void fault_link(struct html h, const struct fault *fault)
{
	html(h, "<li><a href=\"#f-", fault->field, "\">", fault->message, "</a></li>");
}

void page_errors(struct html h, const struct refusal *refusal, const char *heading)
{
	if (!refusal || refusal->kind == REFUSED_NOT)
		return;
	html(h, "<section class=\"jb-errors\" id=\"errors\" role=\"alert\" tabindex=\"-1\"><h2>");
	page_icon(h, "alert-triangle");
	html(h, str_of(heading));
	if (refusal->faults)
		html(h, "，有 ", count_faults(refusal), " 处要改");
	html(h, "</h2>");
	if (refusal->faults) {
		html(h, "<ol>");
		for (const struct fault *fault = refusal->faults; fault; fault = fault->next)
			fault_link(h, fault);
		html(h, "</ol>");
	} else {
		html(h, "<p>", refusal->message, "</p>");
	}
	html(h, "</section>\n");
}

Str page_fault(const struct refusal *refusal, Str field)
{
	for (const struct fault *fault = refusal ? refusal->faults : NULL; fault; fault = fault->next)
		if (str_equal(fault->field, field))
			return fault->message;
	return STR_NONE;
}
