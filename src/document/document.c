/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* document.c - building a document, and the text one is frozen as.
 *
 * The frozen text is a line per part: its name, then its words, between tabs. Clean text holds neither tabs nor line
 * ends, so nothing need be escaped and a person can read it. */
#include "document/document.h"

#include "document/layout.h"

/* ---- clean text ---- */

/* Controls, marks that turn the direction of what follows, and what XML 1.0 has no place for. */
static bool is_unfit(uint32_t c)
{
	return c < 0x20 || (c >= 0x7f && c <= 0x9f) || c == 0xad || (c >= 0x200e && c <= 0x200f) || (c >= 0x202a && c <= 0x202e)
	    || (c >= 0x2060 && c <= 0x206f) || c == 0x061c || c == 0xfeff || (c >= 0xfff9 && c <= 0xfffb)
	    || (c & 0xfffe) == 0xfffe || (c >= 0xfdd0 && c <= 0xfdef);
}

Str document_clean(struct arena *arena, Str text)
{
	struct strbuf out = { .arena = arena };
	Str rest = text;

	while (rest.len) {
		Str from = rest;
		uint32_t c = text_next(&rest);

		if (c == '\t' || c == '\n' || c == '\r' || c == 0x2028 || c == 0x2029)
			buf_char(&out, ' ');
		else if (!is_unfit(c))
			buf_add(&out, str_first(from, from.len - rest.len));
	}
	return str_trim(buf_str(&out));
}

/* ---- building ---- */

static struct block *one_more(struct arena *arena, struct blocks *blocks)
{
	blocks->at = arena_room_for_one(arena, blocks->at, blocks->count, &blocks->room, sizeof *blocks->at);
	return &blocks->at[blocks->count++];
}

void document_add(struct arena *arena, struct blocks *blocks, enum block_kind kind, Str text)
{
	Str rest = str_plain_lines(arena, text);

	while (rest.len) {
		Str line = rest, after = STR_NONE;

		(void)str_cut(rest, '\n', &line, &after);
		rest = after;
		line = document_clean(arena, line);
		if (line.len)
			*one_more(arena, blocks) = (struct block){ .kind = kind, .text = line };
	}
}

void document_add_row(struct arena *arena, struct blocks *blocks, unsigned columns, const unsigned *halves, const Str *cells)
{
	struct block row = { .kind = BLOCK_ROW, .columns = columns };

	must(columns > 0 && columns <= TABLE_COLUMNS_MOST);
	for (unsigned i = 0; i < columns; i++) {
		row.halves[i] = halves[i];
		row.cells[i] = document_clean(arena, cells[i]);
	}
	*one_more(arena, blocks) = row;
}

size_t document_own_annexes(const struct document *document)
{
	size_t own = 0;

	while (own < document->annex_count && !document->annexes[own].added_since)
		own++;
	return own;
}

struct annex *document_annex(struct arena *arena, struct document *document, Str title)
{
	struct annex *annex;

	document->annexes = arena_room_for_one(arena, document->annexes, document->annex_count, &document->annex_room,
	                                       sizeof *document->annexes);
	annex = &document->annexes[document->annex_count++];
	*annex = (struct annex){ .title = document_clean(arena, title) };
	return annex;
}

/* ---- freezing ---- */

static const struct part { const char *name; size_t offset; } parts[] = {
	{ "copy_number", offsetof(struct document, copy_number) }, { "secrecy", offsetof(struct document, secrecy) },
	{ "urgency", offsetof(struct document, urgency) }, { "issuer_mark", offsetof(struct document, issuer_mark) },
	{ "number", offsetof(struct document, number) }, { "signers", offsetof(struct document, signers) },
	{ "title", offsetof(struct document, title) }, { "addressee", offsetof(struct document, addressee) },
	{ "signature", offsetof(struct document, signature) }, { "remark", offsetof(struct document, remark) },
	{ "subject_words", offsetof(struct document, subject_words) }, { "copies_to", offsetof(struct document, copies_to) },
	{ "printed_by", offsetof(struct document, printed_by) }, { "anchor", offsetof(struct document, anchor) },
};
static const struct part dates[] = {
	{ "dated", offsetof(struct document, dated) }, { "printed_on", offsetof(struct document, printed_on) },
};
static const char *const block_names[BLOCK_KINDS] = { "text", "level1", "level2", "level3", "level4", "row" };

static void add_line(struct strbuf *out, const char *name, Str words)
{
	buf_add(out, str_of(name));
	buf_char(out, '\t');
	buf_add(out, words);
	buf_char(out, '\n');
}

static void freeze_blocks(struct strbuf *out, const struct blocks *blocks)
{
	for (size_t i = 0; i < blocks->count; i++) {
		const struct block *block = &blocks->at[i];

		if (block->kind != BLOCK_ROW) {
			add_line(out, block_names[block->kind], block->text);
			continue;
		}
		buf_text(out, "row");
		for (unsigned c = 0; c < block->columns; c++) {
			buf_format(out, "\t%u\t", block->halves[c]);
			buf_add(out, block->cells[c]);
		}
		buf_char(out, '\n');
	}
}

Str document_freeze(struct arena *arena, const struct document *document)
{
	struct strbuf out = { .arena = arena };

	for (size_t i = 0; i < COUNT_OF(parts); i++) {
		Str words = document_clean(arena, *(const Str *)(const void *)((const char *)document + parts[i].offset));

		if (words.len)
			add_line(&out, parts[i].name, words);
	}
	for (size_t i = 0; i < COUNT_OF(dates); i++) {
		Date date = *(const Date *)(const void *)((const char *)document + dates[i].offset);

		if (date_is_set(date))
			add_line(&out, dates[i].name, date_iso(arena, date));
	}
	if (document->sealed)
		add_line(&out, "sealed", STR("yes"));
	if (document->draft)
		add_line(&out, "draft", STR("yes"));
	freeze_blocks(&out, &document->body);
	for (size_t i = 0; i < document_own_annexes(document); i++) {
		add_line(&out, "annex", document->annexes[i].title);
		freeze_blocks(&out, &document->annexes[i].blocks);
	}
	return buf_str(&out);
}

/* ---- thawing ---- */

static bool thaw_row(struct arena *arena, struct blocks *blocks, Str rest)
{
	unsigned halves[TABLE_COLUMNS_MOST], columns = 0;
	Str cells[TABLE_COLUMNS_MOST];

	for (; rest.len; columns++) {
		Str width, cell, after = STR_NONE;
		int64_t n;

		if (columns == TABLE_COLUMNS_MOST || !str_cut(rest, '\t', &width, &after) || !str_to_int(width, &n) || n < 1
		    || n > HALVES_IN_LINE)
			return false;
		halves[columns] = (unsigned)n;
		cell = after;
		rest = STR_NONE;
		(void)str_cut(after, '\t', &cell, &rest);
		cells[columns] = cell;
	}
	if (columns == 0)
		return false;
	document_add_row(arena, blocks, columns, halves, cells);
	return true;
}

static bool thaw_block(struct arena *arena, struct blocks *blocks, Str name, Str words)
{
	if (str_is(name, "row"))
		return thaw_row(arena, blocks, words);
	for (unsigned i = 0; i < BLOCK_ROW; i++)
		if (str_is(name, block_names[i])) {
			document_add(arena, blocks, i, words);
			return true;
		}
	return false;
}

static bool thaw_line(struct arena *arena, struct document *out, Str name, Str words)
{
	for (size_t i = 0; i < COUNT_OF(parts); i++)
		if (str_is(name, parts[i].name)) {
			*(Str *)(void *)((char *)out + parts[i].offset) = document_clean(arena, words);
			return true;
		}
	for (size_t i = 0; i < COUNT_OF(dates); i++)
		if (str_is(name, dates[i].name))
			return date_parse(words, (Date *)(void *)((char *)out + dates[i].offset));
	if (str_is(name, "sealed"))
		return out->sealed = true;
	if (str_is(name, "draft"))
		return out->draft = true;
	if (str_is(name, "annex"))
		return document_annex(arena, out, words) != NULL;
	return thaw_block(arena, out->annex_count ? &out->annexes[out->annex_count - 1].blocks : &out->body, name, words);
}

bool document_thaw(struct arena *arena, Str frozen, struct document *out)
{
	struct document document = { 0 };

	while (frozen.len) {
		Str line, after = STR_NONE, name, words;

		if (!str_cut(frozen, '\n', &line, &after) || !str_cut(line, '\t', &name, &words)
		    || !thaw_line(arena, &document, name, words))
			return false;
		frozen = after;
	}
	*out = document;
	return true;
}
