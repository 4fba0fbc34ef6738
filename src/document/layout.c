/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* layout.c - a document onto sheets, row by row of the grid.
 *
 * Owns: where each part stands. Does not own: the millimetres (layout.h), where a line may end (line.c), ink
 * (document_pdf.c). */
#include "document/layout.h"

#include <math.h>

#include "base/limits.h"

struct desk {
	struct act *act;
	const struct document *document;
	struct layout *out;
	size_t row;                     /* the next free one of the last sheet */
	bool failed;
};

/* ---- sheets ---- */

static struct sheet *last_sheet(struct desk *d)
{
	return &d->out->sheets[d->out->count - 1];
}

static void put_on(struct desk *d, struct sheet *sheet, struct piece piece)
{
	if (str_is_empty(piece.text))
		return;
	sheet->pieces = arena_room_for_one(d->act->arena, sheet->pieces, sheet->piece_count, &sheet->piece_room, sizeof piece);
	sheet->pieces[sheet->piece_count++] = piece;
}

static void put(struct desk *d, struct piece piece)
{
	put_on(d, last_sheet(d), piece);
}

static void draw(struct desk *d, struct rule rule)
{
	struct sheet *sheet = last_sheet(d);

	sheet->rules = arena_room_for_one(d->act->arena, sheet->rules, sheet->rule_count, &sheet->rule_room, sizeof rule);
	sheet->rules[sheet->rule_count++] = rule;
}

/* RULE document.pages: what would be longer is refused; nothing is cut off in silence. */
static void turn(struct desk *d)
{
	d->row = 0;
	if (d->out->count == LIMIT_DOCUMENT_PAGES) {
		d->failed = true;
		refuse(d->act, REFUSED_TOO_LARGE, "document.pages", "公文超过 %d 页，不能生成，请分成几件", LIMIT_DOCUMENT_PAGES);
	}
	if (d->failed)
		return;
	d->out->sheets = arena_room_for_one(d->act->arena, d->out->sheets, d->out->count, &d->out->room, sizeof *d->out->sheets);
	d->out->sheets[d->out->count++] = (struct sheet){ 0 };
	if (d->document->draft)
		put(d, (struct piece){ .text = STR("草稿"), .face = FACE_HEI, .colour = COLOUR_PALE, .size = 150,
			.x = PAPER_WIDTH_MM / 2 - 150 * MM_OF_POINT, .y = PAPER_HEIGHT_MM / 2, .half = 75 * MM_OF_POINT });
}

static double row_top(size_t row)
{
	return BLOCK_TOP_MM + (double)row * LINE_MM;
}

static size_t take_row(struct desk *d)
{
	if (d->row >= LINES)
		turn(d);
	return d->row++;
}

/* ---- lines of the body ---- */

static void put_on_grid(struct desk *d, Str text, enum face face, unsigned indent)
{
	size_t row = take_row(d);

	put(d, (struct piece){ .text = text, .face = face, .size = SIZE_3, .x = BLOCK_LEFT_MM + indent * HALF_MM,
		.y = row_top(row) + LINE_MM / 2, .half = HALF_MM });
}

static void put_paragraph(struct desk *d, Str text, enum face face, unsigned first, unsigned rest)
{
	struct line *lines;
	size_t count = text_break(d->act->arena, text, HALVES_IN_LINE - first, HALVES_IN_LINE - rest, &lines);

	for (size_t i = 0; i < count && !d->failed; i++)
		put_on_grid(d, lines[i].text, face, i ? rest : first);
}

static void put_title(struct desk *d, const struct line *lines, size_t count)
{
	const double half = SIZE_2 * MM_OF_POINT / 2;

	for (size_t i = 0; i < count && !d->failed; i++) {
		size_t row = take_row(d);

		put(d, (struct piece){ .text = lines[i].text, .face = FACE_TITLE, .size = SIZE_2, .half = half,
			.x = BLOCK_LEFT_MM + (BLOCK_WIDTH_MM - lines[i].halves * half) / 2, .y = row_top(row) + LINE_MM / 2 });
	}
}

static size_t title_lines(struct desk *d, Str title, struct line **out)
{
	return text_balance(d->act->arena, title, (unsigned)(BLOCK_WIDTH_MM / (SIZE_2 * MM_OF_POINT / 2)), out);
}

/* ---- tables ---- */

struct cells { struct line *at[TABLE_COLUMNS_MOST]; size_t count[TABLE_COLUMNS_MOST], rows; };

static struct cells break_cells(struct desk *d, const struct block *block)
{
	struct cells cells = { .rows = 1 };

	for (unsigned c = 0; c < block->columns; c++) {
		unsigned room = block->halves[c] > 3 ? block->halves[c] - 1 : 2;

		cells.count[c] = text_break(d->act->arena, block->cells[c], room, room, &cells.at[c]);
		if (cells.count[c] > cells.rows)
			cells.rows = cells.count[c];
	}
	return cells;
}

static void draw_across(struct desk *d, const struct block *block, size_t row)
{
	unsigned halves = 0;

	for (unsigned c = 0; c < block->columns; c++)
		halves += block->halves[c];
	draw(d, (struct rule){ BLOCK_LEFT_MM, row_top(row), BLOCK_LEFT_MM + halves * HALF_MM, row_top(row), RULE_THIN_MM, COLOUR_BLACK });
}

static void put_cells(struct desk *d, const struct block *block, const struct cells *cells, size_t line)
{
	size_t row = take_row(d);
	double x = BLOCK_LEFT_MM;

	for (unsigned c = 0; c <= block->columns; c++) {
		draw(d, (struct rule){ x, row_top(row), x, row_top(row + 1), RULE_THIN_MM, COLOUR_BLACK });
		if (c == block->columns)
			break;
		if (line < cells->count[c])
			put(d, (struct piece){ .text = cells->at[c][line].text, .face = FACE_FANG, .size = SIZE_3,
				.x = x + HALF_MM / 2, .y = row_top(row) + LINE_MM / 2, .half = HALF_MM });
		x += block->halves[c] * HALF_MM;
	}
}

/* A row stays together where it fits on one page. */
static void put_row(struct desk *d, const struct block *block)
{
	struct cells cells = break_cells(d, block);

	if (d->row >= LINES || (cells.rows <= LINES && d->row + cells.rows > LINES))
		turn(d);
	draw_across(d, block, d->row);
	for (size_t line = 0; line < cells.rows && !d->failed; line++) {
		if (d->row == LINES) {
			draw_across(d, block, LINES);
			turn(d);
			draw_across(d, block, 0);
		}
		put_cells(d, block, &cells, line);
	}
	draw_across(d, block, d->row);
}

static void put_blocks(struct desk *d, const struct blocks *blocks)
{
	static const enum face faces[BLOCK_KINDS] = {
		[BLOCK_TEXT] = FACE_FANG, [BLOCK_LEVEL_1] = FACE_HEI, [BLOCK_LEVEL_2] = FACE_KAI,
		[BLOCK_LEVEL_3] = FACE_FANG, [BLOCK_LEVEL_4] = FACE_FANG,
	};

	for (size_t i = 0; i < blocks->count && !d->failed; i++) {
		if (blocks->at[i].kind == BLOCK_ROW)
			put_row(d, &blocks->at[i]);
		else
			put_paragraph(d, blocks->at[i].text, faces[blocks->at[i].kind], 4, 0);
	}
}

/* ---- 版头 ---- */

static void put_marks(struct desk *d)
{
	const struct document *doc = d->document;
	const struct { Str text; enum face face; } marks[] = {
		{ doc->copy_number, FACE_FANG }, { doc->secrecy, FACE_HEI }, { doc->urgency, FACE_HEI },
	};

	for (size_t i = 0; i < COUNT_OF(marks); i++) {
		if (str_is_empty(marks[i].text))
			continue;
		put_on_grid(d, text_halves(marks[i].text) <= HALVES_IN_LINE ? marks[i].text : str_first_characters(marks[i].text, CHARACTERS),
		            marks[i].face, 0);
	}
}

/* As large as its length allows, on one line, else on two. */
static void size_mark(struct desk *d)
{
	struct layout *out = d->out;
	const double width = BLOCK_WIDTH_MM / MM_OF_POINT;
	double size = 2 * width / text_halves(d->document->issuer_mark);
	unsigned longest = 0;

	out->mark_count = text_balance(d->act->arena, d->document->issuer_mark,
	                               size < MARK_SIZE_LEAST ? text_halves(d->document->issuer_mark) / 2 + 2 : 10000, &out->mark_lines);
	if (out->mark_count > 2)
		out->mark_count = text_break(d->act->arena, d->document->issuer_mark, 10000, 10000, &out->mark_lines);
	for (size_t i = 0; i < out->mark_count; i++)
		longest = out->mark_lines[i].halves > longest ? out->mark_lines[i].halves : longest;
	out->mark_size = fmin(2 * width / longest, out->mark_count > 1 ? 32 : MARK_SIZE_MOST);
}

static void put_issuer_mark(struct desk *d)
{
	struct layout *out = d->out;
	double size = out->mark_size * MM_OF_POINT;

	for (size_t i = 0; i < out->mark_count; i++)
		put(d, (struct piece){ .text = out->mark_lines[i].text, .face = FACE_TITLE, .colour = COLOUR_RED, .size = out->mark_size,
			.half = size / 2, .x = BLOCK_LEFT_MM + (BLOCK_WIDTH_MM - out->mark_lines[i].halves * size / 2) / 2,
			.y = BLOCK_TOP_MM + MARK_TOP_MM + (double)i * size * 1.2, .stand = STAND_INK_TOP });
}

static void put_number(struct desk *d, double y)
{
	const struct document *doc = d->document;
	Str label = STR("签发人：");
	struct piece piece = { .face = FACE_FANG, .size = SIZE_3, .y = y, .half = HALF_MM, .text = doc->number };
	double right = BLOCK_LEFT_MM + BLOCK_WIDTH_MM - CELL_MM - text_halves(doc->signers) * HALF_MM;

	if (str_is_empty(doc->signers)) {
		piece.x = BLOCK_LEFT_MM + (BLOCK_WIDTH_MM - text_halves(doc->number) * HALF_MM) / 2;
		put(d, piece);
		return;
	}
	piece.x = BLOCK_LEFT_MM + CELL_MM;
	put(d, piece);
	piece.text = label;
	piece.x = right - text_halves(label) * HALF_MM;
	put(d, piece);
	piece = (struct piece){ .text = doc->signers, .face = FACE_KAI, .size = SIZE_3, .x = right, .y = y, .half = HALF_MM };
	put(d, piece);
}

/* The mark, the number and the rule are placed by their distances; below them the rows begin again. */
static void put_head(struct desk *d)
{
	struct layout *out = d->out;
	double mark_bottom, y, rule;

	put_marks(d);
	if (str_is_empty(d->document->issuer_mark))
		return;
	size_mark(d);
	put_issuer_mark(d);
	mark_bottom = MARK_TOP_MM + out->mark_size * MM_OF_POINT * (1 + 1.2 * (double)(out->mark_count - 1));
	out->number_row = (size_t)lround(mark_bottom / LINE_MM) + LINES_BELOW_MARK;
	y = row_top(out->number_row) + LINE_MM / 2;
	put_number(d, y);
	rule = y + SIZE_3 * MM_OF_POINT / 2 + RULE_BELOW_NUMBER_MM;
	draw(d, (struct rule){ BLOCK_LEFT_MM, rule, BLOCK_LEFT_MM + BLOCK_WIDTH_MM, rule, RULE_RED_MM, COLOUR_RED });
	d->row = (size_t)lround((rule - BLOCK_TOP_MM) / LINE_MM) + LINES_BELOW_RULE;
}

/* ---- 主体, its end ---- */

Str annex_label(struct arena *arena, const struct document *document, size_t i)
{
	const char *label = i ? "" : "附件：";

	return document_own_annexes(document) > 1 ? str_format(arena, "%s%zu.", label, i + 1) : str_of(label);
}

Str annex_heading(struct arena *arena, const struct document *document, size_t i)
{
	if (document->annexes[i].added_since)
		return STR("更正");
	return document_own_annexes(document) > 1 ? str_format(arena, "附件%zu", i + 1) : STR("附件");
}

static void put_annex_note(struct desk *d)
{
	const struct document *doc = d->document;
	size_t own = document_own_annexes(doc);

	if (own)
		d->row++;
	for (size_t i = 0; i < own && !d->failed; i++) {
		Str label = annex_label(d->act->arena, doc, i);
		unsigned first = i ? 10 : 4, rest = first + text_halves(label);

		put_paragraph(d, str_join(d->act->arena, label, doc->annexes[i].title), FACE_FANG, first, rest < 40 ? rest : 40);
	}
}

/* With a seal the date stands four characters in and the name in the middle above it; without, the name stands two in and
 * the date begins two behind its beginning, unless the date is the longer. */
struct signature_place signature_place(const struct document *document, Str date)
{
	unsigned name = text_halves(document->signature), day = text_halves(date);
	struct signature_place at = { 0 };

	if (document->sealed) {
		at.date = HALVES_IN_LINE - 8 - day;
		at.name = at.date + day / 2 > name / 2 ? at.date + day / 2 - name / 2 : 0;
		if (at.name + name > HALVES_IN_LINE)
			at.name = name < HALVES_IN_LINE ? HALVES_IN_LINE - name : 0;
		return at;
	}
	at.name = name + 4 < HALVES_IN_LINE ? HALVES_IN_LINE - 4 - name : 0;
	at.date = at.name + 4;
	if (at.date + day > HALVES_IN_LINE - 4) {
		at.date = HALVES_IN_LINE - 4 - day;
		if (name + 4 < HALVES_IN_LINE && at.name + 4 > at.date)
			at.name = at.date - 4;
	}
	return at;
}

static void put_signature(struct desk *d)
{
	const struct document *doc = d->document;
	Str date = date_is_set(doc->dated) ? date_words_year(d->act->arena, doc->dated) : STR_NONE;
	struct signature_place at = signature_place(doc, date);
	struct line *lines;
	size_t count = text_break(d->act->arena, doc->signature, HALVES_IN_LINE, HALVES_IN_LINE, &lines), need;

	need = count + (date.len > 0);
	if (need == 0)
		return;
	d->out->signature_overleaf = d->row + need > LINES;
	d->out->signature_close = !d->out->signature_overleaf && d->row + need + 1 > LINES;
	if (d->out->signature_overleaf)
		turn(d);
	else if (!d->out->signature_close)
		d->row++;
	for (size_t i = 0; i < count && !d->failed; i++)
		put_on_grid(d, lines[i].text, FACE_FANG, count > 1 ? 0 : at.name);
	if (date.len)
		put_on_grid(d, date, FACE_FANG, at.date);
}

static void put_remark(struct desk *d)
{
	if (!str_is_empty(d->document->remark))
		put_paragraph(d, str_format(d->act->arena, "（%.*s）", STR_ARG(d->document->remark)), FACE_FANG, 4, 0);
}

static void put_annexes(struct desk *d)
{
	const struct document *doc = d->document;

	for (size_t i = 0; i < doc->annex_count && !d->failed; i++) {
		struct line *lines;
		size_t count = title_lines(d, doc->annexes[i].title, &lines);

		turn(d);
		put_on_grid(d, annex_heading(d->act->arena, doc, i), FACE_HEI, 0);
		d->row++;
		put_title(d, lines, count);
		d->row++;
		put_blocks(d, &doc->annexes[i].blocks);
	}
}

/* ---- 版记 ---- */

static const double FOUR_HALF_MM = SIZE_4 * MM_OF_POINT / 2;
static const double BLOCK_BOTTOM_MM = BLOCK_TOP_MM + BLOCK_HEIGHT_MM;
static const unsigned RECORD_HALVES = 59;        /* of 4号 between one character from the left and from the right */

static void put_record_line(struct desk *d, Str text, double x_halves, double y)
{
	put(d, (struct piece){ .text = text, .face = FACE_FANG, .size = SIZE_4, .half = FOUR_HALF_MM,
		.x = BLOCK_LEFT_MM + (2 + x_halves) * FOUR_HALF_MM, .y = y + RECORD_LINE_MM / 2 });
}

static void put_record_rule(struct desk *d, double y, double thick)
{
	draw(d, (struct rule){ BLOCK_LEFT_MM, y, BLOCK_LEFT_MM + BLOCK_WIDTH_MM, y, thick, COLOUR_BLACK });
}

static void put_subject_words(struct desk *d, double y)
{
	Str label = STR("主题词：");
	struct piece piece = { .text = label, .face = FACE_HEI, .size = SIZE_3, .x = BLOCK_LEFT_MM, .y = y + LINE_MM / 2, .half = HALF_MM };

	put(d, piece);
	piece.x += text_halves(label) * HALF_MM;
	piece.text = d->document->subject_words;
	piece.face = FACE_TITLE;
	put(d, piece);
}

static void put_record_at(struct desk *d, double y, const struct line *copies, size_t count)
{
	const struct document *doc = d->document;
	Str printed = date_is_set(doc->printed_on)
		? str_join(d->act->arena, date_words_year(d->act->arena, doc->printed_on), STR("印发")) : STR_NONE;
	bool last = doc->printed_by.len || printed.len;

	if (doc->subject_words.len) {
		put_subject_words(d, y);
		y += LINE_MM;
	}
	put_record_rule(d, y, RULE_THICK_MM);
	for (size_t i = 0; i < count; i++, y += RECORD_LINE_MM) {
		if (i == 0)
			put_record_line(d, STR("抄送："), 0, y);
		put_record_line(d, copies[i].text, 6, y);
	}
	if (count && last)
		put_record_rule(d, y, RULE_THIN_MM);
	if (last) {
		put_record_line(d, doc->printed_by, 0, y);
		put_record_line(d, printed, RECORD_HALVES - (double)text_halves(printed), y);
		y += RECORD_LINE_MM;
	}
	put_record_rule(d, y, RULE_THICK_MM);
}

/* 7.4, 7.5: at the foot of the last page, which is an even one; a page it stands on alone behind a blank one has no
 * number, nor has the blank one. */
static void put_record(struct desk *d)
{
	const struct document *doc = d->document;
	Str copies = doc->copies_to.len ? str_join(d->act->arena, doc->copies_to, STR("。")) : STR_NONE;
	struct line *lines;
	size_t count = text_break(d->act->arena, copies, RECORD_HALVES - 6, RECORD_HALVES - 6, &lines);
	bool last = doc->printed_by.len || date_is_set(doc->printed_on);
	double height;

	if (!count && !last && !doc->subject_words.len)
		return;
	if (count > LINES)
		count = LINES;
	height = (double)(count + last) * RECORD_LINE_MM + (doc->subject_words.len ? LINE_MM : 0);
	d->out->record_halves = RECORD_HALVES;
	d->out->record_apart = d->out->count % 2 == 1 || row_top(d->row) + height > BLOCK_BOTTOM_MM;
	d->out->blank_before = d->out->record_apart && d->out->count % 2 == 0;
	for (int turns = d->out->record_apart + d->out->blank_before; turns > 0; turns--) {
		turn(d);
		last_sheet(d)->unnumbered = d->out->blank_before;
	}
	put_record_at(d, BLOCK_BOTTOM_MM - height, lines, count);
}

/* ---- below the block ---- */

static void put_page_number(struct desk *d, struct sheet *sheet, size_t number)
{
	Str text = str_format(d->act->arena, "— %zu —", number);
	double width = text_halves(text) * FOUR_HALF_MM;
	struct piece piece = { .text = text, .face = FACE_SONG, .size = SIZE_4, .half = FOUR_HALF_MM,
		.y = BLOCK_BOTTOM_MM + NUMBER_BELOW_MM,
		.x = BLOCK_LEFT_MM + 2 * FOUR_HALF_MM, .stand = STAND_FIRST_INK };

	if (number % 2 == 1)
		piece.x = BLOCK_LEFT_MM + BLOCK_WIDTH_MM - 2 * FOUR_HALF_MM - width;
	put_on(d, sheet, piece);
}

/* The seal stands on every sheet, for sheets come apart. */
static void put_foot(struct desk *d)
{
	const struct piece anchor = { .text = d->document->anchor, .face = FACE_SONG, .size = ANCHOR_SIZE, .x = BLOCK_LEFT_MM,
		.y = BLOCK_BOTTOM_MM + ANCHOR_BELOW_MM, .half = ANCHOR_SIZE * MM_OF_POINT / 2 };

	for (size_t i = 0; i < d->out->count; i++) {
		if (d->out->sheets[i].unnumbered)
			continue;
		put_page_number(d, &d->out->sheets[i], i + 1);
		put_on(d, &d->out->sheets[i], anchor);
	}
}

bool document_lay_out(struct act *act, const struct document *document, struct layout *out)
{
	struct desk d = { .act = act, .document = document, .out = out };

	*out = (struct layout){ 0 };
	turn(&d);
	put_head(&d);
	out->title_row = d.row;
	out->title_count = title_lines(&d, document->title, &out->title_lines);
	put_title(&d, out->title_lines, out->title_count);
	d.row += d.row < LINES;                 /* 主送机关 one line below the title */
	if (!str_is_empty(document->addressee))
		put_paragraph(&d, str_join(act->arena, document->addressee, STR("：")), FACE_FANG, 0, 0);
	put_blocks(&d, &document->body);
	put_annex_note(&d);
	put_signature(&d);
	put_remark(&d);
	put_annexes(&d);
	if (!d.failed)
		put_record(&d);
	if (!d.failed)
		put_foot(&d);
	return !d.failed;
}
