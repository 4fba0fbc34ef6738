/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* layout.h - GB/T 9704 in millimetres, and a document laid out by it: pages of pieces and rules.
 *
 * The numbers stand here and nowhere else. (M): taken from descriptions of the standard, not compared with its
 * printed text. Both writers go by the same pages; tests/paper.py has a table of its own. */
#ifndef JUEBU_DOCUMENT_LAYOUT_H
#define JUEBU_DOCUMENT_LAYOUT_H

#include "document/document.h"

/* ---- the sheet ---- */
#define PAPER_WIDTH_MM 210.0            /* GB/T 9704-2012 5.1: A4 */
#define PAPER_HEIGHT_MM 297.0
#define BLOCK_TOP_MM 37.0               /* 5.2.1 天头 37 ± 1 */
#define BLOCK_LEFT_MM 28.0              /* 5.2.1 订口 28 ± 1, the left margin of every page */
#define BLOCK_WIDTH_MM 156.0            /* 5.2.1 版心 156 × 225; so 26 remain right and 35 below */
#define BLOCK_HEIGHT_MM 225.0
#define LINES 22                        /* 5.2.3 22 lines of 28 characters fill the block */
#define CHARACTERS 28
#define LINE_MM (BLOCK_HEIGHT_MM / LINES)
#define CELL_MM (BLOCK_WIDTH_MM / CHARACTERS)
#define HALF_MM (CELL_MM / 2)
#define MM_OF_POINT (25.4 / 72.0)

/* ---- characters, in points: 2号 22, 3号 16, 4号 14 ---- */
#define SIZE_2 22.0                     /* title (M) */
#define SIZE_3 16.0                     /* 5.2.2 body */
#define SIZE_4 14.0                     /* 版记, page number (M) */

/* ---- 版头 ---- */
#define MARK_TOP_MM 35.0                /* 7.2.4 发文机关标志: its upper edge below the block's */
#define MARK_SIZE_MOST 44.0             /* ours: at most 22 mm high (GB/T 9704-1999), and as wide as the block */
#define MARK_SIZE_LEAST 26.0            /* smaller than that: two lines */
#define LINES_BELOW_MARK 2              /* 7.2.5 发文字号 two lines below the mark */
#define RULE_BELOW_NUMBER_MM 4.0        /* 7.2.7 red rule (M) */
#define RULE_RED_MM 0.5                 /* ours: the standard gives no thickness (M) */
#define LINES_BELOW_RULE 2              /* 7.3.1 title (M) */

/* ---- 版记 ---- */
#define RULE_THICK_MM 0.35              /* 7.4.1 first and last (M) */
#define RULE_THIN_MM 0.25               /* between (M) */
#define RECORD_LINE_MM (SIZE_4 * MM_OF_POINT * 1.875)   /* a character and 7/8 of one, as 5.2.3 has it for the body */

/* ---- below the block ---- */
#define NUMBER_BELOW_MM 7.0             /* 7.5 the dash of — 1 — below the block's lower edge (M) */
#define ANCHOR_BELOW_MM 14.0            /* ours: the ledger's seal, below the page number */
#define ANCHOR_SIZE 6.5

/* ---- what is laid out ---- */
enum face { FACE_SONG, FACE_FANG, FACE_KAI, FACE_HEI, FACE_TITLE /* 小标宋 */, FACES };
enum colour { COLOUR_BLACK, COLOUR_RED, COLOUR_PALE, COLOURS };

/* What y is about: the middle of the characters, the upper edge of their ink, or the middle of the first one's ink. */
enum stand { STAND_MIDDLE, STAND_INK_TOP, STAND_FIRST_INK };

/* Text in one face on one line, as wide as it is told. */
struct piece {
	Str text;
	enum face face;
	enum colour colour;
	double size;                    /* points */
	double x, y;                    /* millimetres from the sheet's corner */
	double half;                    /* how wide half a character is */
	enum stand stand;
};
struct rule { double x1, y1, x2, y2, thick; enum colour colour; };
struct sheet {
	struct piece *pieces; size_t piece_count, piece_room;
	struct rule *rules; size_t rule_count, rule_room;
	bool unnumbered;                /* blank before 版记, and that page (7.5) */
};
struct layout {
	struct sheet *sheets; size_t count, room;
	/* for the DOCX, which flows by itself */
	size_t title_row;               /* of the first page */
	size_t number_row;
	double mark_size; struct line *mark_lines; size_t mark_count;
	struct line *title_lines; size_t title_count;
	bool signature_close, signature_overleaf;       /* no room for its blank line; for itself */
	bool record_apart, blank_before;        /* 版记 has a page of its own; behind a blank one */
	unsigned record_halves;         /* how many halves of 4号 a line of 抄送 has */
};
bool document_lay_out(struct act *, const struct document *, struct layout *out) MUST_USE;

/* ---- lines (line.c) ---- */
/* Halves a character takes: 0 for what sits on the one before, 1 for Latin letters and digits, else 2. */
unsigned character_halves(uint32_t character);
unsigned text_halves(Str);
uint32_t text_next(Str *rest);          /* the next character; 0 at the end */
struct line { Str text; unsigned halves; };
/* Breaks by 避头尾: what may not begin a line takes the character before it along; words and numbers stay whole unless
 * they are longer than a line. first: halves of the first line, rest: of the others. */
size_t text_break(struct arena *, Str, unsigned first, unsigned rest, struct line **out);
/* As few lines as will do, each about as long. */
size_t text_balance(struct arena *, Str, unsigned most, struct line **out);

/* ---- shared by both writers ---- */
struct signature_place { unsigned name, date; };        /* halves from the left edge of the block */
struct signature_place signature_place(const struct document *, Str date);
Str annex_label(struct arena *, const struct document *, size_t i);             /* 附件：1. and the like */
Str annex_heading(struct arena *, const struct document *, size_t i);           /* 附件1, at the head of its page */

#endif
