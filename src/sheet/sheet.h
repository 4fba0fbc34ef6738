/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* sheet.h - a table as a file for a spreadsheet: CSV or XLSX, written row by row; memory does not grow with the rows.
 *
 * CSV is RFC 4180 in UTF-8 with a byte order mark and CRLF, so that Excel in China reads it. A text that a spreadsheet would
 * take for a formula is none in either: CSV gets an apostrophe before it, XLSX a cell of text. Owns: the two forms, and the
 * file, which has no name any more once it is closed. Does not own: what stands in the cells (clause/export.c). */
#ifndef JUEBU_SHEET_SHEET_H
#define JUEBU_SHEET_SHEET_H

#include "base/arena.h"
#include "calendar/calendar.h"

enum sheet_kind { SHEET_CSV, SHEET_XLSX, SHEET_KINDS };
enum sheet_cells { SHEET_TEXT, SHEET_NUMBER, SHEET_DATE, SHEET_MOMENT };

struct sheet_column { Str label; enum sheet_cells cells; unsigned width /* in characters; 0: as the label */; };

struct sheet;

/* NULL: errno says why. */
struct sheet *sheet_open(struct arena *, enum sheet_kind, Str name, const struct sheet_column *, size_t count);
/* Cells from the left; what is empty or not set stays empty. Failures are kept for sheet_close. */
void sheet_text(struct sheet *, Str);
void sheet_int(struct sheet *, int64_t);
void sheet_date(struct sheet *, Date);
void sheet_instant(struct sheet *, Instant);
void sheet_row_end(struct sheet *);
/* Behind the last row: what the table is. XLSX has a sheet of its own for it; CSV, which programs read, leaves it out. */
void sheet_note(struct sheet *, Str label, Str words);
/* A line for the reader that must not be overlooked, in both forms. */
void sheet_warn(struct sheet *, Str words);
/* The file, read from its beginning; it closes with the arena. false: not written, the disk is full. */
bool sheet_close(struct sheet *, int *fd_out, int64_t *bytes_out) __attribute__((warn_unused_result));

const char *sheet_type(enum sheet_kind);         /* media type */
const char *sheet_ending(enum sheet_kind);       /* "csv" */

#endif
