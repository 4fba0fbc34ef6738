/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* xlsx.c - by libxlsxwriter, in its mode of constant memory: a row goes to a file of its own as soon as the next begins.
 *
 * Text is a cell of text with the format of text, so a long number keeps its digits and "=…" stays words even when somebody
 * edits the cell. Dates are real dates. */
#include "sheet/sheet_inside.h"

#include <string.h>
#include <xlsxwriter.h>

enum { CELL_CHARACTERS = 32767, WIDTH_MOST = 60, NAME_CHARACTERS = 31 };

struct book {
	lxw_workbook *workbook;
	lxw_worksheet *rows, *notes;
	lxw_format *bold, *text, *date, *moment;
};

static struct book *book_of(struct sheet *sheet)
{
	return sheet->own;
}

static lxw_format *format_as(lxw_workbook *workbook, const char *number_format)
{
	lxw_format *format = workbook_add_format(workbook);

	format_set_num_format(format, number_format);
	format_set_align(format, LXW_ALIGN_VERTICAL_TOP);
	return format;
}

static void set_columns(struct sheet *sheet, const struct book *book)
{
	for (size_t i = 0; i < sheet->count; i++) {
		const struct sheet_column *column = &sheet->columns[i];
		unsigned width = column->width ? column->width : (unsigned)str_characters(column->label) * 2 + 4;

		worksheet_set_column(book->rows, (lxw_col_t)i, (lxw_col_t)i, width < WIDTH_MOST ? width : WIDTH_MOST, NULL);
	}
	worksheet_freeze_panes(book->rows, 1, 0);
	worksheet_set_column(book->notes, 0, 0, 14, NULL);
	worksheet_set_column(book->notes, 1, 1, WIDTH_MOST, NULL);
}

static bool open_xlsx(struct sheet *sheet)
{
	lxw_workbook_options options = { .constant_memory = LXW_TRUE };
	struct book *book = ARENA_NEW(sheet->arena, struct book);
	/* A sheet's name may not hold these, nor be long. */
	Str name = str_first_characters(sheet->name, NAME_CHARACTERS);
	char *words = (char *)(uintptr_t)str_terminated(sheet->arena, name);

	for (size_t i = 0; words[i]; i++)
		if (strchr("[]:*?/\\'", words[i]))
			words[i] = ' ';
	book->workbook = workbook_new_opt(sheet->path, &options);
	if (!book->workbook)
		return false;
	book->rows = workbook_add_worksheet(book->workbook, words);
	book->notes = workbook_add_worksheet(book->workbook, "说明");
	book->bold = workbook_add_format(book->workbook);
	format_set_bold(book->bold);
	book->text = format_as(book->workbook, "@");
	book->date = format_as(book->workbook, "yyyy-mm-dd");
	book->moment = format_as(book->workbook, "yyyy-mm-dd hh:mm");
	if (!book->rows || !book->notes) {
		workbook_close(book->workbook);
		return false;
	}
	sheet->own = book;
	set_columns(sheet, book);
	return true;
}

static void keep(struct sheet *sheet, lxw_error error)
{
	if (error != LXW_NO_ERROR)
		sheet->broken = true;
}

/* What XML cannot hold is left out. The words live only as long as the call: the library copies them. */
static const char *clean(struct arena *arena, Str text)
{
	Str cut = str_first_characters(text, CELL_CHARACTERS);
	char *words = (char *)(uintptr_t)str_terminated(arena, cut);
	size_t kept = 0;

	for (size_t i = 0; i < cut.len; i++)
		if ((unsigned char)words[i] >= 0x20 || strchr("\t\n\r", words[i]))
			words[kept++] = words[i];
	words[kept] = '\0';
	return words;
}

static void text_xlsx(struct sheet *sheet, Str text)
{
	struct book *book = book_of(sheet);
	struct arena *arena = arena_open();

	keep(sheet, worksheet_write_string(book->rows, sheet->row, (lxw_col_t)sheet->at, clean(arena, text),
	                                   sheet->row == 0 ? book->bold : book->text));
	arena_close(arena);
}

/* A spreadsheet counts in doubles: beyond their exact whole numbers the digits go as text. */
static void number_xlsx(struct sheet *sheet, int64_t number)
{
	char words[24];

	if (number <= (1LL << 53) && number >= -(1LL << 53)) {
		keep(sheet, worksheet_write_number(book_of(sheet)->rows, sheet->row, (lxw_col_t)sheet->at, (double)number, NULL));
		return;
	}
	text_xlsx(sheet, (Str){ words, (size_t)snprintf(words, sizeof words, "%lld", (long long)number) });
}

static void write_moment(struct sheet *sheet, Date day, int64_t second, lxw_format *format)
{
	lxw_datetime at = { .year = date_year(day), .month = date_month(day), .day = date_day_of_month(day),
	                    .hour = (int)(second / 3600), .min = (int)(second / 60 % 60), .sec = (double)(second % 60) };

	keep(sheet, worksheet_write_datetime(book_of(sheet)->rows, sheet->row, (lxw_col_t)sheet->at, &at, format));
}

static void date_xlsx(struct sheet *sheet, Date date)
{
	write_moment(sheet, date, 0, book_of(sheet)->date);
}

static void instant_xlsx(struct sheet *sheet, Instant instant)
{
	Date day = instant_date(instant);

	write_moment(sheet, day, instant.sec - instant_at(day, 0, 0).sec, book_of(sheet)->moment);
}

static void row_end_xlsx(struct sheet *sheet)
{
	(void)sheet;
}

static void note_xlsx(struct sheet *sheet, Str label, Str words)
{
	struct book *book = book_of(sheet);
	struct arena *arena = arena_open();

	keep(sheet, worksheet_write_string(book->notes, sheet->note_row, 0, clean(arena, label), book->bold));
	keep(sheet, worksheet_write_string(book->notes, sheet->note_row, 1, clean(arena, words), book->text));
	arena_close(arena);
}

static bool close_xlsx(struct sheet *sheet)
{
	struct book *book = book_of(sheet);

	sheet->own = NULL;
	if (!book)
		return false;
	worksheet_autofilter(book->rows, 0, 0, sheet->row ? sheet->row - 1 : 0, (lxw_col_t)(sheet->count - 1));
	return workbook_close(book->workbook) == LXW_NO_ERROR;
}

const struct sheet_form sheet_xlsx = {
	.type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", .ending = "xlsx", .open = open_xlsx,
	.text = text_xlsx, .number = number_xlsx, .date = date_xlsx, .instant = instant_xlsx, .row_end = row_end_xlsx,
	.note = note_xlsx, .close = close_xlsx,
};
