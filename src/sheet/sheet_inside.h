/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* sheet_inside.h - between sheet.c and its two forms. */
#ifndef JUEBU_SHEET_SHEET_INSIDE_H
#define JUEBU_SHEET_SHEET_INSIDE_H

#include "sheet/sheet.h"

#define SHEET_PATH_ROOM 32

/* One form. Each adds at column `at` of the row under way. */
struct sheet_form {
	const char *type, *ending;
	bool (*open)(struct sheet *);
	void (*text)(struct sheet *, Str);
	void (*number)(struct sheet *, int64_t);
	void (*date)(struct sheet *, Date);
	void (*instant)(struct sheet *, Instant);
	void (*row_end)(struct sheet *);
	void (*note)(struct sheet *, Str label, Str words);
	bool (*close)(struct sheet *);          /* all is in the file */
};
extern const struct sheet_form sheet_csv, sheet_xlsx;

struct sheet {
	struct arena *arena;
	const struct sheet_form *form;
	Str name;
	const struct sheet_column *columns;
	size_t count, at;
	char path[SHEET_PATH_ROOM];     /* empty: it has no name any more */
	int fd;
	bool broken;
	void *own;                      /* the form's */
	unsigned row, note_row;
	size_t commas;                  /* CSV: written in this row */
};

#endif
