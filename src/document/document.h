/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* document.h - an official document (公文) in the words of GB/T 9704, and the register of the numbers given.
 *
 * Owns: what such a document consists of, the text it is frozen as, its layout in millimetres, the PDF and the DOCX of
 * it, the numbering per unit and year. Does not own: what a clause writes into one. */
#ifndef JUEBU_DOCUMENT_DOCUMENT_H
#define JUEBU_DOCUMENT_DOCUMENT_H

#include "clause/clause.h"
#include "people/people.h"

/* ---- what a document consists of (主体) ---- */
enum block_kind {
	BLOCK_TEXT,                     /* a paragraph, indented by two characters */
	BLOCK_LEVEL_1,                  /* 一、 */
	BLOCK_LEVEL_2,                  /* （一） */
	BLOCK_LEVEL_3,                  /* 1. */
	BLOCK_LEVEL_4,                  /* （1） */
	BLOCK_ROW,                      /* a row of a table; rows that follow each other are one table */
	BLOCK_KINDS
};
enum { TABLE_COLUMNS_MOST = 8, HALVES_IN_LINE = 56 /* 28 characters, each of two halves */ };

struct block {
	enum block_kind kind;
	Str text;
	unsigned columns;               /* BLOCK_ROW */
	unsigned halves[TABLE_COLUMNS_MOST];        /* how wide each is; together HALVES_IN_LINE */
	Str cells[TABLE_COLUMNS_MOST];
};
struct blocks { struct block *at; size_t count, room; };

struct annex {                  /* 附件 */
	Str title;
	struct blocks blocks;
	bool added_since;               /* none of the document's own: set behind it when it is printed, never frozen */
};

/* What is empty is left out; nothing is asked for but a title. */
struct document {
	bool draft;                     /* says 草稿 on every page and has no number */
	/* 版头 */
	Str copy_number;                /* 份号 */
	Str secrecy;                    /* 密级和保密期限 */
	Str urgency;                    /* 紧急程度 */
	Str issuer_mark;                /* 发文机关标志: 法制局文件 */
	Str number;                     /* 发文字号 */
	Str signers;                    /* 签发人: on documents that go upward */
	/* 主体 */
	Str title;
	Str addressee;                  /* 主送机关, without its colon */
	struct blocks body;
	Str signature;                  /* 发文机关署名 */
	Date dated;                     /* 成文日期 */
	bool sealed;                    /* a seal will be set on it: the date stands four characters in */
	Str remark;                     /* 附注, without its brackets */
	struct annex *annexes; size_t annex_count, annex_room;
	/* 版记 */
	Str subject_words;              /* 主题词: GB/T 9704-1999 had it, the standard of 2012 dropped it */
	Str copies_to;                  /* 抄送, without its label */
	Str printed_by;                 /* 印发机关 */
	Date printed_on;
	Str anchor;                     /* the ledger's seal it ends with, small below the block */
};

/* What a person typed, made fit for paper and XML: no control characters, no marks that turn the direction, no blanks at
 * its ends. Every text of a document goes through it. */
Str document_clean(struct arena *, Str);
/* Adds a block; a text of several lines becomes several paragraphs. An empty one adds nothing. */
void document_add(struct arena *, struct blocks *, enum block_kind, Str text);
void document_add_row(struct arena *, struct blocks *, unsigned columns, const unsigned *halves, const Str *cells);
struct annex *document_annex(struct arena *, struct document *, Str title);
size_t document_own_annexes(const struct document *);   /* those it was issued with; they stand first */

/* The document as text, a line per part; what is frozen when one is issued, and read back to print it. */
Str document_freeze(struct arena *, const struct document *);
bool document_thaw(struct arena *, Str frozen, struct document *out) MUST_USE;   /* false: it is not such a text */

/* ---- on paper; both refuse over LIMIT_DOCUMENT_PAGES. They ask no database. ---- */
bool document_pdf(struct act *, const struct document *, struct strbuf *out) MUST_USE;
bool document_docx(struct act *, const struct document *, struct strbuf *out) MUST_USE;

/* ---- the register: 发文登记 ---- */
typedef struct { int64_t v; } IssuedId;
struct issued {
	IssuedId id;
	int64_t version;
	UnitId unit_id;                 /* who issues */
	Str code;                       /* 机关代字 as it was on that day */
	int64_t year, serial;
	Str number;                     /* 郑开管〔2026〕76号 */
	Str title;
	Date issued_on;
	Str subject;                    /* the record it was made of, and its row */
	int64_t subject_id;
	Str content_sm3;                /* of the frozen text: the ledger has it with this row */
};
extern const struct record issued_record;                /* "issued_document" */
extern const struct permission CAN_READ_ISSUED;
extern const struct setting_rule SETTING_SUBJECT_WORDS;
extern const struct clause document_clause;

/* Within the writing act that signs: gives the next number of the unit's code and year, without gaps, freezes the
 * document (its number, dates and anchor are set here) and enters it into the register. */
bool document_issue(struct act *, UnitId, const char *subject, int64_t subject_id, struct document *) MUST_USE;
/* The document as it was issued. found false: none was. Refuses if its text is not the one the register knows. */
bool document_issued(struct act *, const char *subject, int64_t subject_id, bool *found, struct issued *, struct document *) MUST_USE;
Str document_number_words(struct arena *, Str code, int64_t year, int64_t serial);

#endif
