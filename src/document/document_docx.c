/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* document_docx.c - the same document as OOXML, to be worked on in Word, WPS or LibreOffice.
 *
 * The text flows by itself on the grid of 28 × 22; only what an office suite cannot know comes from the layout: where
 * the title begins, on which page the signature and 版记 stand. Owns: the parts of the package. XML is written with
 * html(): literals are markup, all else is escaped by its type; document_clean() has taken out what XML cannot hold. */
#include <archive.h>
#include <archive_entry.h>
#include <math.h>

#include "document/layout.h"

/* Twips, twentieths of a point: what OOXML counts in. */
enum {
	ROW_TW = 579,                   /* 22 of them just fit 225 mm */
	TABLE_ROW_TW = 565,             /* leaves room for a table's rules */
	BLOCK_TW = 8844, SHEET_WIDTH_TW = 11906, SHEET_HEIGHT_TW = 16838,
	TOP_TW = 2098, RIGHT_TW = 1474, BOTTOM_TW = 1984, LEFT_TW = 1588,
	RECORD_ROW_TW = 525, FOUR_TW = 280, ANCHOR_TW = 200,
	CELL_CLOSER_TW = -6,            /* of 16 points: 28 characters in 156 mm. Not left to the grid: LibreOffice gives two cells
	                                   to a character that is wider than one */
	RULE_SPACE_PT = 5,              /* from the line's lower edge: 4 mm below the characters */
	TINY_TW = 14,                   /* a paragraph that holds a break: less than 22 lines leave */
};
#define TW(mm) ((int)lround((mm) / MM_OF_POINT * 20))

#define FONTS(name, other) "<w:rFonts w:ascii=\"" name "\" w:hAnsi=\"" name "\" w:eastAsia=\"" name "\" w:cs=\"" other "\"/>"
#define XML_HEAD "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
#define WORD_NS "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"" \
	" xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\""

struct book { struct act *act; const struct document *document; const struct layout *layout; struct html h; };

/* ---- paragraphs ---- */

static void text_run(struct html h, Str text)
{
	html(h, "<w:r><w:t xml:space=\"preserve\">", text, "</w:t></w:r>");
}

static void plain_paragraph(struct html h, Str style, Str text)
{
	html(h, "<w:p><w:pPr><w:pStyle w:val=\"", style, "\"/></w:pPr>");
	text_run(h, text);
	html(h, "</w:p>\n");
}

static void empty_rows(struct html h, int twips)
{
	if (twips > 0)
		html(h, "<w:p><w:pPr><w:pStyle w:val=\"Flush\"/><w:spacing w:line=\"", twips,
		     "\" w:lineRule=\"exact\"/></w:pPr></w:p>\n");
}

static void indented(struct html h, Str text, unsigned left_halves, bool page_before)
{
	html(h, "<w:p><w:pPr><w:pStyle w:val=\"Flush\"/>");
	html_if(h, page_before, "<w:pageBreakBefore/>");
	html(h, "<w:ind w:left=\"", TW(left_halves * HALF_MM), "\"/></w:pPr>");
	text_run(h, text);
	html(h, "</w:p>\n");
}

/* ---- 版头 ---- */

static void marks(struct book *b)
{
	const struct document *doc = b->document;
	const struct { Str text; Str style; } all[] = {
		{ doc->copy_number, STR("Flush") }, { doc->secrecy, STR("Marking") }, { doc->urgency, STR("Marking") },
	};
	int left = 3;

	for (size_t i = 0; i < COUNT_OF(all); i++)
		if (all[i].text.len) {
			plain_paragraph(b->h, all[i].style, all[i].text);
			left--;
		}
	if (doc->issuer_mark.len)
		empty_rows(b->h, left * ROW_TW);
}

static void issuer_mark(struct book *b)
{
	const struct layout *layout = b->layout;
	int line = (int)lround(layout->mark_size * 20 * 1.2), lines = (int)layout->mark_count;
	int before = TW(MARK_TOP_MM) - 3 * ROW_TW - line / 12;
	int after = (int)layout->number_row * ROW_TW - 3 * ROW_TW - before - lines * line;

	for (int i = 0; i < lines; i++) {
		html(b->h, "<w:p><w:pPr><w:pStyle w:val=\"Mark\"/><w:spacing w:before=\"", i ? 0 : before, "\" w:after=\"",
		     i + 1 < lines ? 0 : after, "\" w:line=\"", line, "\" w:lineRule=\"exact\"/></w:pPr><w:r><w:rPr><w:sz w:val=\"",
		     (int)lround(layout->mark_size * 2), "\"/></w:rPr><w:t>", layout->mark_lines[i].text, "</w:t></w:r></w:p>\n");
	}
}

static void number_and_rule(struct book *b)
{
	const struct document *doc = b->document;
	int cell = TW(CELL_MM);

	html(b->h, "<w:p><w:pPr><w:pStyle w:val=\"Number\"/>");
	if (doc->signers.len)
		html(b->h, "<w:tabs><w:tab w:val=\"right\" w:pos=\"", BLOCK_TW - cell, "\"/></w:tabs><w:ind w:firstLine=\"", cell, "\"/><w:jc w:val=\"left\"/>");
	html(b->h, "</w:pPr>");
	text_run(b->h, doc->number);
	if (doc->signers.len) {
		html(b->h, "<w:r><w:tab/></w:r>");
		text_run(b->h, STR("签发人："));
		html(b->h, "<w:r><w:rPr>", "<w:rFonts w:ascii=\"楷体_GB2312\" w:hAnsi=\"楷体_GB2312\" w:eastAsia=\"楷体_GB2312\"/>",
		     "</w:rPr><w:t>", doc->signers, "</w:t></w:r>");
	}
	html(b->h, "</w:p>\n");
}

static void head(struct book *b)
{
	const struct layout *layout = b->layout;

	marks(b);
	if (b->document->issuer_mark.len == 0)
		return;
	issuer_mark(b);
	number_and_rule(b);
	empty_rows(b->h, (int)(layout->title_row - layout->number_row - 1) * ROW_TW - RULE_SPACE_PT * 20 - TW(RULE_RED_MM));
}

/* ---- 主体 ---- */

static void title(struct book *b, const struct line *lines, size_t count)
{
	html(b->h, "<w:p><w:pPr><w:pStyle w:val=\"Title\"/></w:pPr>");
	for (size_t i = 0; i < count; i++) {
		html_if(b->h, i > 0, "<w:r><w:br/></w:r>");
		text_run(b->h, lines[i].text);
	}
	html(b->h, "</w:p>\n");
}

static void table_row(struct html h, const struct block *block)
{
	html(h, "<w:tr><w:trPr><w:cantSplit/></w:trPr>");
	for (unsigned c = 0; c < block->columns; c++) {
		html(h, "<w:tc><w:tcPr><w:tcW w:w=\"", TW(block->halves[c] * HALF_MM), "\" w:type=\"dxa\"/></w:tcPr>");
		plain_paragraph(h, STR("Cell"), block->cells[c]);
		html(h, "</w:tc>");
	}
	html(h, "</w:tr>\n");
}

static bool same_columns(const struct block *a, const struct block *b)
{
	if (b->kind != BLOCK_ROW || a->columns != b->columns)
		return false;
	for (unsigned c = 0; c < a->columns; c++)
		if (a->halves[c] != b->halves[c])
			return false;
	return true;
}

/* The rows from `i` on that are one table; how many they were. */
static size_t table(struct html h, const struct blocks *blocks, size_t i)
{
	const struct block *first = &blocks->at[i];
	size_t count = 0;

	html(h, "<w:tbl><w:tblPr><w:tblStyle w:val=\"Grid\"/><w:tblW w:w=\"0\" w:type=\"auto\"/><w:tblLayout w:type=\"fixed\"/></w:tblPr><w:tblGrid>");
	for (unsigned c = 0; c < first->columns; c++)
		html(h, "<w:gridCol w:w=\"", TW(first->halves[c] * HALF_MM), "\"/>");
	html(h, "</w:tblGrid>\n");
	for (; i + count < blocks->count && same_columns(first, &blocks->at[i + count]); count++)
		table_row(h, &blocks->at[i + count]);
	html(h, "</w:tbl>\n");
	return count;
}

static void body(struct book *b, const struct blocks *blocks)
{
	static const char *const styles[BLOCK_KINDS] = {
		[BLOCK_TEXT] = "Body", [BLOCK_LEVEL_1] = "Heading1", [BLOCK_LEVEL_2] = "Heading2", [BLOCK_LEVEL_3] = "Heading3",
		[BLOCK_LEVEL_4] = "Heading4",
	};

	for (size_t i = 0; i < blocks->count;) {
		if (blocks->at[i].kind == BLOCK_ROW) {
			i += table(b->h, blocks, i);
		} else {
			plain_paragraph(b->h, str_of(styles[blocks->at[i].kind]), blocks->at[i].text);
			i++;
		}
	}
}

static void annex_note(struct book *b)
{
	const struct document *doc = b->document;
	size_t own = document_own_annexes(doc);

	if (own)
		empty_rows(b->h, ROW_TW);
	for (size_t i = 0; i < own; i++) {
		Str label = annex_label(b->act->arena, doc, i);
		unsigned first = i ? 10 : 4, rest = first + text_halves(label);

		if (rest > 40)
			rest = 40;
		html(b->h, "<w:p><w:pPr><w:pStyle w:val=\"Flush\"/><w:ind w:left=\"", TW(rest * HALF_MM), "\" w:hanging=\"", TW((rest - first) * HALF_MM),
		     "\"/></w:pPr>");
		text_run(b->h, str_join(b->act->arena, label, doc->annexes[i].title));
		html(b->h, "</w:p>\n");
	}
}

static void signature(struct book *b)
{
	const struct document *doc = b->document;
	Str date = date_is_set(doc->dated) ? date_words_year(b->act->arena, doc->dated) : STR_NONE;
	struct signature_place at = signature_place(doc, date);
	bool overleaf = b->layout->signature_overleaf;

	if (!doc->signature.len && !date.len)
		return;
	if (!overleaf && !b->layout->signature_close)
		empty_rows(b->h, ROW_TW);
	if (doc->signature.len)
		indented(b->h, doc->signature, at.name, overleaf);
	if (date.len)
		indented(b->h, date, at.date, overleaf && !doc->signature.len);
}

static void annexes(struct book *b)
{
	const struct document *doc = b->document;

	for (size_t i = 0; i < doc->annex_count; i++) {
		struct line *lines;
		size_t count = text_balance(b->act->arena, doc->annexes[i].title, (unsigned)(BLOCK_WIDTH_MM / (SIZE_2 * MM_OF_POINT / 2)), &lines);

		html(b->h, "<w:p><w:pPr><w:pStyle w:val=\"Marking\"/><w:pageBreakBefore/></w:pPr>");
		text_run(b->h, annex_heading(b->act->arena, doc, i));
		html(b->h, "</w:p>\n");
		empty_rows(b->h, ROW_TW);
		title(b, lines, count);
		empty_rows(b->h, ROW_TW);
		body(b, &doc->annexes[i].blocks);
	}
}

/* ---- sections and 版记 ---- */

static void section(struct book *b, bool numbered)
{
	html(b->h, "<w:sectPr>");
	html_if(b->h, b->document->draft, "<w:headerReference w:type=\"default\" r:id=\"draft\"/><w:headerReference w:type=\"even\" r:id=\"draft\"/>");
	html_if(b->h, numbered, "<w:footerReference w:type=\"default\" r:id=\"odd\"/><w:footerReference w:type=\"even\" r:id=\"even\"/>");
	html_if(b->h, !numbered, "<w:footerReference w:type=\"default\" r:id=\"none\"/><w:footerReference w:type=\"even\" r:id=\"none\"/>");
	html(b->h, "<w:type w:val=\"nextPage\"/><w:pgSz w:w=\"", SHEET_WIDTH_TW, "\" w:h=\"", SHEET_HEIGHT_TW, "\"/><w:pgMar w:top=\"", TOP_TW,
	     "\" w:right=\"", RIGHT_TW, "\" w:bottom=\"", BOTTOM_TW, "\" w:left=\"", LEFT_TW, "\" w:header=\"850\" w:footer=\"",
	     BOTTOM_TW - TW(NUMBER_BELOW_MM) - FOUR_TW / 2 - ANCHOR_TW, "\" w:gutter=\"0\"/>"
	     "<w:docGrid w:type=\"linesAndChars\" w:linePitch=\"", ROW_TW, "\" w:charSpace=\"-860\"/></w:sectPr>");
}

static void tiny(struct book *b, bool ends_section, bool numbered)
{
	html(b->h, "<w:p><w:pPr><w:pStyle w:val=\"Flush\"/><w:spacing w:line=\"", TINY_TW, "\" w:lineRule=\"exact\"/><w:rPr><w:sz w:val=\"2\"/></w:rPr>");
	if (ends_section)
		section(b, numbered);
	html(b->h, "</w:pPr></w:p>\n");
}

/* sz: eighths of a point; 0 draws none. */
static void cell_open(struct html h, int width, int span, int above, int below)
{
	html(h, "<w:tc><w:tcPr><w:tcW w:w=\"", width, "\" w:type=\"dxa\"/><w:gridSpan w:val=\"", span, "\"/><w:tcBorders>");
	if (above)
		html(h, "<w:top w:val=\"single\" w:sz=\"", above, "\" w:space=\"0\" w:color=\"000000\"/>");
	if (below)
		html(h, "<w:bottom w:val=\"single\" w:sz=\"", below, "\" w:space=\"0\" w:color=\"000000\"/>");
	html(h, "</w:tcBorders><w:vAlign w:val=\"center\"/></w:tcPr>");
}

static int eighths(double mm)
{
	return (int)lround(mm / MM_OF_POINT * 8);
}

static void record_row_open(struct html h)
{
	html(h, "<w:tr><w:trPr><w:cantSplit/><w:trHeight w:val=\"", RECORD_ROW_TW, "\" w:hRule=\"atLeast\"/></w:trPr>");
}

static void subject_row(struct book *b)
{
	html(b->h, "<w:tr><w:trPr><w:cantSplit/></w:trPr>");
	cell_open(b->h, BLOCK_TW, 2, 0, 0);
	html(b->h, "<w:p><w:pPr><w:pStyle w:val=\"Marking\"/></w:pPr>");
	text_run(b->h, STR("主题词："));
	html(b->h, "<w:r><w:rPr><w:rFonts w:ascii=\"方正小标宋简体\" w:hAnsi=\"方正小标宋简体\" w:eastAsia=\"方正小标宋简体\"/></w:rPr>"
		"<w:t xml:space=\"preserve\">", b->document->subject_words, "</w:t></w:r></w:p></w:tc></w:tr>\n");
}

static void copies_row(struct book *b, bool last)
{
	record_row_open(b->h);
	cell_open(b->h, BLOCK_TW, 2, eighths(RULE_THICK_MM), eighths(last ? RULE_THICK_MM : RULE_THIN_MM));
	html(b->h, "<w:p><w:pPr><w:pStyle w:val=\"Record\"/><w:ind w:left=\"", 4 * FOUR_TW, "\" w:right=\"", FOUR_TW, "\" w:hanging=\"", 3 * FOUR_TW, "\"/></w:pPr>");
	text_run(b->h, str_format(b->act->arena, "抄送：%.*s。", STR_ARG(b->document->copies_to)));
	html(b->h, "</w:p></w:tc></w:tr>\n");
}

static void printed_row(struct book *b, bool first)
{
	const struct document *doc = b->document;
	int above = first ? eighths(RULE_THICK_MM) : eighths(RULE_THIN_MM), half = BLOCK_TW / 2;

	record_row_open(b->h);
	cell_open(b->h, half, 1, above, eighths(RULE_THICK_MM));
	plain_paragraph(b->h, STR("Record"), doc->printed_by);
	html(b->h, "</w:tc>");
	cell_open(b->h, BLOCK_TW - half, 1, above, eighths(RULE_THICK_MM));
	html(b->h, "<w:p><w:pPr><w:pStyle w:val=\"Record\"/><w:jc w:val=\"right\"/></w:pPr>");
	if (date_is_set(doc->printed_on))
		text_run(b->h, str_join(b->act->arena, date_words_year(b->act->arena, doc->printed_on), STR("印发")));
	html(b->h, "</w:p></w:tc></w:tr>\n");
}

static void record(struct book *b)
{
	const struct document *doc = b->document;
	const struct layout *layout = b->layout;
	bool printed = doc->printed_by.len || date_is_set(doc->printed_on);

	if (layout->record_apart)
		tiny(b, true, true);
	if (layout->blank_before)
		tiny(b, true, false);
	if (layout->record_apart)
		tiny(b, false, false);          /* the page begins with it: a table that floats begins none */
	html(b->h, "<w:tbl><w:tblPr><w:tblpPr w:vertAnchor=\"margin\" w:horzAnchor=\"page\" w:tblpX=\"", LEFT_TW, "\" w:tblpYSpec=\"bottom\"/>"
		"<w:tblOverlap w:val=\"never\"/><w:tblW w:w=\"", BLOCK_TW, "\" w:type=\"dxa\"/><w:tblLayout w:type=\"fixed\"/>"
		"<w:tblCellMar><w:left w:w=\"0\" w:type=\"dxa\"/><w:right w:w=\"0\" w:type=\"dxa\"/></w:tblCellMar></w:tblPr><w:tblGrid>"
		"<w:gridCol w:w=\"", BLOCK_TW / 2, "\"/><w:gridCol w:w=\"", BLOCK_TW - BLOCK_TW / 2, "\"/></w:tblGrid>\n");
	if (doc->subject_words.len)
		subject_row(b);
	if (doc->copies_to.len)
		copies_row(b, !printed);
	if (printed)
		printed_row(b, !doc->copies_to.len);
	html(b->h, "</w:tbl>\n");
	tiny(b, false, false);
}

static void write_document(struct book *b)
{
	const struct document *doc = b->document;

	html(b->h, XML_HEAD "<w:document " WORD_NS "><w:body>\n");
	head(b);
	title(b, b->layout->title_lines, b->layout->title_count);
	empty_rows(b->h, ROW_TW);
	if (doc->addressee.len)
		plain_paragraph(b->h, STR("Flush"), str_join(b->act->arena, doc->addressee, STR("：")));
	body(b, &doc->body);
	annex_note(b);
	signature(b);
	if (doc->remark.len)
		plain_paragraph(b->h, STR("Body"), str_format(b->act->arena, "（%.*s）", STR_ARG(doc->remark)));
	annexes(b);
	if (b->layout->record_halves)
		record(b);
	section(b, !b->layout->blank_before);
	html(b->h, "</w:body></w:document>\n");
}

/* ---- the other parts ---- */

static void write_styles(struct book *b)
{
	struct html h = b->h;
	const int two = TW(2 * CELL_MM);

	html(h, XML_HEAD "<w:styles " WORD_NS "><w:docDefaults><w:rPrDefault><w:rPr>" FONTS("仿宋_GB2312", "Times New Roman")
		"<w:sz w:val=\"32\"/><w:szCs w:val=\"32\"/><w:lang w:val=\"zh-CN\" w:eastAsia=\"zh-CN\"/></w:rPr></w:rPrDefault></w:docDefaults>\n"
		"<w:style w:type=\"paragraph\" w:default=\"1\" w:styleId=\"Flush\"><w:name w:val=\"Normal\"/><w:pPr><w:widowControl w:val=\"0\"/>"
		"<w:kinsoku/><w:overflowPunct w:val=\"0\"/><w:autoSpaceDE w:val=\"0\"/><w:autoSpaceDN w:val=\"0\"/>"
		"<w:snapToGrid w:val=\"0\"/><w:spacing w:before=\"0\" w:after=\"0\" w:line=\"", ROW_TW, "\" w:lineRule=\"exact\"/><w:jc w:val=\"both\"/></w:pPr><w:rPr><w:spacing w:val=\"", CELL_CLOSER_TW, "\"/><w:sz w:val=\"32\"/></w:rPr></w:style>\n");
	html(h, "<w:style w:type=\"paragraph\" w:styleId=\"Body\"><w:name w:val=\"Body Text\"/><w:basedOn w:val=\"Flush\"/><w:pPr><w:ind w:firstLine=\"",
	     two, "\"/></w:pPr></w:style>\n");
	html(h, "<w:style w:type=\"paragraph\" w:styleId=\"Heading1\"><w:name w:val=\"heading 1\"/><w:basedOn w:val=\"Body\"/><w:pPr><w:outlineLvl w:val=\"0\"/></w:pPr>"
		"<w:rPr>" FONTS("黑体", "Arial") "</w:rPr></w:style>\n"
		"<w:style w:type=\"paragraph\" w:styleId=\"Heading2\"><w:name w:val=\"heading 2\"/><w:basedOn w:val=\"Body\"/><w:pPr><w:outlineLvl w:val=\"1\"/></w:pPr>"
		"<w:rPr>" FONTS("楷体_GB2312", "Times New Roman") "</w:rPr></w:style>\n"
		"<w:style w:type=\"paragraph\" w:styleId=\"Heading3\"><w:name w:val=\"heading 3\"/><w:basedOn w:val=\"Body\"/><w:pPr><w:outlineLvl w:val=\"2\"/></w:pPr></w:style>\n"
		"<w:style w:type=\"paragraph\" w:styleId=\"Heading4\"><w:name w:val=\"heading 4\"/><w:basedOn w:val=\"Body\"/><w:pPr><w:outlineLvl w:val=\"3\"/></w:pPr></w:style>\n");
	html(h, "<w:style w:type=\"paragraph\" w:styleId=\"Title\"><w:name w:val=\"Title\"/><w:basedOn w:val=\"Flush\"/><w:pPr>"
		"<w:jc w:val=\"center\"/></w:pPr><w:rPr>" FONTS("方正小标宋简体", "Times New Roman") "<w:sz w:val=\"44\"/></w:rPr></w:style>\n"
		"<w:style w:type=\"paragraph\" w:styleId=\"Marking\"><w:name w:val=\"Marking\"/><w:basedOn w:val=\"Flush\"/><w:rPr>" FONTS("黑体", "Arial") "</w:rPr></w:style>\n"
		"<w:style w:type=\"paragraph\" w:styleId=\"Mark\"><w:name w:val=\"Issuer Mark\"/><w:basedOn w:val=\"Flush\"/><w:pPr>"
		"<w:jc w:val=\"center\"/></w:pPr><w:rPr>" FONTS("方正小标宋简体", "Times New Roman") "<w:color w:val=\"D90000\"/></w:rPr></w:style>\n");
	html(h, "<w:style w:type=\"paragraph\" w:styleId=\"Number\"><w:name w:val=\"Document Number\"/><w:basedOn w:val=\"Flush\"/><w:pPr>"
		"<w:pBdr><w:bottom w:val=\"single\" w:sz=\"", eighths(RULE_RED_MM), "\" w:space=\"", RULE_SPACE_PT, "\" w:color=\"D90000\"/></w:pBdr>"
		"<w:jc w:val=\"center\"/></w:pPr></w:style>\n");
	html(h, "<w:style w:type=\"paragraph\" w:styleId=\"Cell\"><w:name w:val=\"Table Cell\"/><w:basedOn w:val=\"Flush\"/><w:pPr><w:spacing w:line=\"",
	     TABLE_ROW_TW, "\" w:lineRule=\"exact\"/><w:jc w:val=\"left\"/></w:pPr></w:style>\n"
		"<w:style w:type=\"paragraph\" w:styleId=\"Record\"><w:name w:val=\"Record\"/><w:basedOn w:val=\"Flush\"/><w:pPr><w:spacing w:line=\"",
	     RECORD_ROW_TW - 20, "\" w:lineRule=\"exact\"/><w:ind w:left=\"", FOUR_TW, "\" w:right=\"", FOUR_TW, "\"/></w:pPr><w:rPr><w:sz w:val=\"28\"/></w:rPr></w:style>\n");
	html(h, "<w:style w:type=\"paragraph\" w:styleId=\"Foot\"><w:name w:val=\"footer\"/><w:basedOn w:val=\"Flush\"/><w:pPr><w:spacing w:line=\"",
	     FOUR_TW, "\" w:lineRule=\"exact\"/><w:ind w:left=\"", FOUR_TW, "\" w:right=\"", FOUR_TW, "\"/></w:pPr><w:rPr>" FONTS("宋体", "Times New Roman") "<w:sz w:val=\"28\"/></w:rPr></w:style>\n"
		"<w:style w:type=\"table\" w:styleId=\"Grid\"><w:name w:val=\"Table Grid\"/><w:tblPr><w:tblBorders>");
	html(h, "<w:top w:val=\"single\" w:sz=\"6\"/><w:left w:val=\"single\" w:sz=\"6\"/><w:bottom w:val=\"single\" w:sz=\"6\"/><w:right w:val=\"single\" w:sz=\"6\"/>"
		"<w:insideH w:val=\"single\" w:sz=\"6\"/><w:insideV w:val=\"single\" w:sz=\"6\"/></w:tblBorders><w:tblCellMar><w:left w:w=\"79\" w:type=\"dxa\"/>"
		"<w:right w:w=\"79\" w:type=\"dxa\"/></w:tblCellMar></w:tblPr></w:style>\n</w:styles>\n");
}

static void write_foot(struct book *b, Str side)
{
	html(b->h, XML_HEAD "<w:ftr " WORD_NS "><w:p><w:pPr><w:pStyle w:val=\"Foot\"/><w:jc w:val=\"", side, "\"/></w:pPr>"
		"<w:r><w:t xml:space=\"preserve\">— </w:t></w:r><w:fldSimple w:instr=\" PAGE \"><w:r><w:t>1</w:t></w:r></w:fldSimple>"
		"<w:r><w:t xml:space=\"preserve\"> —</w:t></w:r></w:p><w:p><w:pPr><w:pStyle w:val=\"Foot\"/><w:spacing w:line=\"", ANCHOR_TW,
	     "\" w:lineRule=\"exact\"/><w:ind w:left=\"0\"/></w:pPr><w:r><w:rPr><w:sz w:val=\"13\"/></w:rPr><w:t>", b->document->anchor, "</w:t></w:r></w:p></w:ftr>\n");
}

static void write_odd_foot(struct book *b)
{
	write_foot(b, STR("right"));
}

static void write_even_foot(struct book *b)
{
	write_foot(b, STR("left"));
}

static void write_no_foot(struct book *b)
{
	html(b->h, XML_HEAD "<w:ftr " WORD_NS "><w:p><w:pPr><w:pStyle w:val=\"Foot\"/></w:pPr></w:p></w:ftr>\n");
}

static void write_draft_head(struct book *b)
{
	html(b->h, XML_HEAD "<w:hdr " WORD_NS "><w:p><w:pPr><w:pStyle w:val=\"Marking\"/><w:jc w:val=\"right\"/></w:pPr><w:r><w:t>草稿</w:t></w:r></w:p></w:hdr>\n");
}

static void write_settings(struct book *b)
{
	html(b->h, XML_HEAD "<w:settings " WORD_NS "><w:evenAndOddHeaders/><w:defaultTabStop w:val=\"420\"/>"
		"<w:characterSpacingControl w:val=\"doNotCompress\"/><w:compat><w:balanceSingleByteDoubleByteWidth/><w:useFELayout/>"
		"<w:compatSetting w:name=\"compatibilityMode\" w:uri=\"http://schemas.microsoft.com/office/word\" w:val=\"15\"/></w:compat></w:settings>\n");
}

static void write_core(struct book *b)
{
	const struct document *doc = b->document;

	html(b->h, XML_HEAD "<cp:coreProperties xmlns:cp=\"http://schemas.openxmlformats.org/package/2006/metadata/core-properties\""
		" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" xmlns:dcterms=\"http://purl.org/dc/terms/\""
		" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"><dc:title>", doc->title, "</dc:title><dc:subject>", doc->number,
	     "</dc:subject><dc:creator>", doc->signature, "</dc:creator>");
	if (date_is_set(doc->dated))
		html(b->h, "<dcterms:created xsi:type=\"dcterms:W3CDTF\">", doc->dated, "T00:00:00+08:00</dcterms:created>");
	html(b->h, "</cp:coreProperties>\n");
}

#define RELATION_NS "xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\""
#define OFFICE "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"

static void write_package_relations(struct book *b)
{
	html(b->h, XML_HEAD "<Relationships " RELATION_NS "><Relationship Id=\"word\" Type=\"" OFFICE "officeDocument\" Target=\"word/document.xml\"/>"
		"<Relationship Id=\"core\" Type=\"http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties\""
		" Target=\"docProps/core.xml\"/></Relationships>\n");
}

static void write_relations(struct book *b)
{
	html(b->h, XML_HEAD "<Relationships " RELATION_NS "><Relationship Id=\"styles\" Type=\"" OFFICE "styles\" Target=\"styles.xml\"/>"
		"<Relationship Id=\"settings\" Type=\"" OFFICE "settings\" Target=\"settings.xml\"/>"
		"<Relationship Id=\"odd\" Type=\"" OFFICE "footer\" Target=\"footer1.xml\"/>"
		"<Relationship Id=\"even\" Type=\"" OFFICE "footer\" Target=\"footer2.xml\"/>"
		"<Relationship Id=\"none\" Type=\"" OFFICE "footer\" Target=\"footer3.xml\"/>"
		"<Relationship Id=\"draft\" Type=\"" OFFICE "header\" Target=\"header1.xml\"/></Relationships>\n");
}

#define WORD_TYPE "application/vnd.openxmlformats-officedocument.wordprocessingml."

static void write_types(struct book *b)
{
	html(b->h, XML_HEAD "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">"
		"<Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>"
		"<Default Extension=\"xml\" ContentType=\"application/xml\"/>"
		"<Override PartName=\"/word/document.xml\" ContentType=\"" WORD_TYPE "document.main+xml\"/>"
		"<Override PartName=\"/word/styles.xml\" ContentType=\"" WORD_TYPE "styles+xml\"/>"
		"<Override PartName=\"/word/settings.xml\" ContentType=\"" WORD_TYPE "settings+xml\"/>"
		"<Override PartName=\"/word/footer1.xml\" ContentType=\"" WORD_TYPE "footer+xml\"/>"
		"<Override PartName=\"/word/footer2.xml\" ContentType=\"" WORD_TYPE "footer+xml\"/>"
		"<Override PartName=\"/word/footer3.xml\" ContentType=\"" WORD_TYPE "footer+xml\"/>"
		"<Override PartName=\"/word/header1.xml\" ContentType=\"" WORD_TYPE "header+xml\"/>"
		"<Override PartName=\"/docProps/core.xml\" ContentType=\"application/vnd.openxmlformats-package.core-properties+xml\"/></Types>\n");
}

/* ---- the package ---- */

static const struct { const char *path; void (*write)(struct book *); } parts[] = {
	{ "[Content_Types].xml", write_types }, { "_rels/.rels", write_package_relations },
	{ "word/document.xml", write_document }, { "word/_rels/document.xml.rels", write_relations },
	{ "word/styles.xml", write_styles }, { "word/settings.xml", write_settings }, { "word/footer1.xml", write_odd_foot },
	{ "word/footer2.xml", write_even_foot }, { "word/footer3.xml", write_no_foot }, { "word/header1.xml", write_draft_head },
	{ "docProps/core.xml", write_core },
};

static la_ssize_t take_bytes(struct archive *archive, void *out, const void *bytes, size_t count)
{
	buf_add(out, (Str){ bytes, count });
	return (la_ssize_t)count;
}

/* The same minute in every file: the same document is the same bytes. */
static bool add_part(struct archive *archive, const char *path, Str xml)
{
	struct archive_entry *entry = archive_entry_new();
	bool done;

	archive_entry_set_pathname(entry, path);
	archive_entry_set_filetype(entry, AE_IFREG);
	archive_entry_set_perm(entry, 0644);
	archive_entry_set_size(entry, (la_int64_t)xml.len);
	archive_entry_set_mtime(entry, 315561600, 0);
	done = archive_write_header(archive, entry) == ARCHIVE_OK
	    && archive_write_data(archive, xml.at, xml.len) == (la_ssize_t)xml.len;
	archive_entry_free(entry);
	return done;
}

static bool write_package(struct book *b, struct archive *archive, struct strbuf *out)
{
	bool done = archive_write_set_format_zip(archive) == ARCHIVE_OK
	         && archive_write_set_bytes_in_last_block(archive, 1) == ARCHIVE_OK
	         && archive_write_open(archive, out, NULL, take_bytes, NULL) == ARCHIVE_OK;

	for (size_t i = 0; done && i < COUNT_OF(parts); i++) {
		struct strbuf xml = { .arena = b->act->arena };

		b->h = (struct html){ &xml };
		parts[i].write(b);
		done = add_part(archive, parts[i].path, buf_str(&xml));
	}
	return done && archive_write_close(archive) == ARCHIVE_OK;
}

bool document_docx(struct act *act, const struct document *document, struct strbuf *out)
{
	struct layout layout;
	struct book b = { .act = act, .document = document, .layout = &layout };
	struct archive *archive;
	bool done;

	if (!document_lay_out(act, document, &layout))
		return false;
	archive = archive_write_new();
	must(archive);
	done = write_package(&b, archive, out);
	if (!done)
		refuse(act, REFUSED_BROKEN, "document.write", "公文没有生成（%s），请再试一次", archive_error_string(archive));
	archive_write_free(archive);
	return done;
}
