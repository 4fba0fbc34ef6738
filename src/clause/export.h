/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* export.h - a list as a file: every page of it, in one moment, with the filters, order and scope it has on the screen.
 *
 * Runs on a worker, row by row; how many rows at most is LIMIT_EXPORT_ROWS, and a file that was cut says so. Who took what
 * stands in the ledger before the file goes out. Owns: which columns a record's list has, and that entry.
 * Does not own: how a file is written (sheet/), who may read the list (its route). */
#ifndef JUEBU_CLAUSE_EXPORT_H
#define JUEBU_CLAUSE_EXPORT_H

#include "clause/clause.h"
#include "sheet/sheet.h"

struct export;
typedef void ExportRow(struct act *, struct export *, const struct holding *, const void *row);
typedef bool ExportRows(struct act *, struct export *);         /* within a reading act: writes .sheet, counts .written */

struct export {
	const char *name;               /* "matter": the ledger's event is matter.export */
	Str label;                      /* 执法事项: file, sheet */
	const struct sheet_column *columns;
	size_t count;
	ExportRows *rows;
	ExportRow *put;                 /* of a record's rows: each of them; export_put_row if nothing else is wanted */
	const void *ask;                /* what rows need */
	Str filters;                    /* in words; empty: none */
	struct scope scope;
	enum sheet_kind kind;
	int64_t most;                   /* 0: LIMIT_EXPORT_ROWS */

	struct sheet *sheet;            /* filled on the way */
	int64_t written;
	bool cut;                       /* there was more */
	int fd;                         /* the file, as long as the act's arena lives */
	int64_t bytes;
};

/* The list of a record: its columns and its rows. query as the page got it; page and form words in it do not count. */
struct export export_of_record(struct act *, const struct holding *, const struct list_ask *, enum sheet_kind);
/* One of its rows, for a list that is read by other means. */
ExportRow export_put_row;
/* Writes the file, within a reading act. */
bool export_write(struct act *, struct export *) MUST_USE;
/* Writes the file and its ledger entry, each in an act of its own. act has no connection. */
bool export_make(struct act *, struct export *) MUST_USE;

/* ---- by HTTP ---- */
/* ?format=csv or xlsx, or the Accept of a program. false: a page or JSON is asked for. */
bool export_is_asked(const struct request *, enum sheet_kind *out);
bool export_answer(struct act *, struct call *, struct export *) MUST_USE;      /* makes it and puts it into the reply */
RouteHandler export_list;                        /* .file of a route that shows a record's list */

#endif
