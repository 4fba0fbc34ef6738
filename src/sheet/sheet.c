/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* sheet.c - the file under a sheet, and which form writes it. See sheet.h. */
#include "sheet/sheet_inside.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/must.h"

static const struct sheet_form *const forms[SHEET_KINDS] = { &sheet_csv, &sheet_xlsx };

const char *sheet_type(enum sheet_kind kind)
{
	return forms[kind]->type;
}

const char *sheet_ending(enum sheet_kind kind)
{
	return forms[kind]->ending;
}

static void drop(void *thing)
{
	struct sheet *sheet = thing;

	/* Given up halfway: the form still holds what it opened. */
	if (sheet->own)
		(void)sheet->form->close(sheet);
	if (sheet->path[0])
		unlink(sheet->path);
	close(sheet->fd);
}

static void write_head(struct sheet *sheet)
{
	for (size_t i = 0; i < sheet->count; i++)
		sheet_text(sheet, sheet->columns[i].label);
	sheet_row_end(sheet);
}

struct sheet *sheet_open(struct arena *arena, enum sheet_kind kind, Str name, const struct sheet_column *columns, size_t count)
{
	struct sheet *sheet = ARENA_NEW(arena, struct sheet);

	must(count > 0);
	sheet->arena = arena;
	sheet->form = forms[kind];
	sheet->name = name;
	sheet->columns = columns;
	sheet->count = count;
	(void)snprintf(sheet->path, sizeof sheet->path, "/tmp/juebu-sheet-XXXXXX");
	sheet->fd = mkstemp(sheet->path);
	if (sheet->fd < 0)
		return NULL;
	arena_on_close(arena, drop, sheet);
	if (!sheet->form->open(sheet))
		return NULL;
	write_head(sheet);
	return sheet;
}

void sheet_text(struct sheet *sheet, Str text)
{
	if (!str_is_empty(text))
		sheet->form->text(sheet, text);
	sheet->at++;
}

void sheet_int(struct sheet *sheet, int64_t number)
{
	sheet->form->number(sheet, number);
	sheet->at++;
}

void sheet_date(struct sheet *sheet, Date date)
{
	if (date_is_set(date))
		sheet->form->date(sheet, date);
	sheet->at++;
}

void sheet_instant(struct sheet *sheet, Instant instant)
{
	if (instant_is_set(instant))
		sheet->form->instant(sheet, instant);
	sheet->at++;
}

void sheet_row_end(struct sheet *sheet)
{
	must(sheet->at <= sheet->count);
	sheet->form->row_end(sheet);
	sheet->at = 0;
	sheet->row++;
}

void sheet_note(struct sheet *sheet, Str label, Str words)
{
	must(sheet->at == 0);
	sheet->form->note(sheet, label, words);
	sheet->note_row++;
}

void sheet_warn(struct sheet *sheet, Str words)
{
	sheet_text(sheet, words);
	sheet_row_end(sheet);
}

bool sheet_close(struct sheet *sheet, int *fd_out, int64_t *bytes_out)
{
	bool written = sheet->form->close(sheet) && !sheet->broken;
	struct stat about;

	unlink(sheet->path);
	sheet->path[0] = '\0';
	if (!written || fstat(sheet->fd, &about) != 0)
		return false;
	*fd_out = sheet->fd;
	*bytes_out = about.st_size;
	return true;
}
