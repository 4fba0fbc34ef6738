/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* copy_inside.h - private to store/: the file of a copy, its tables and its rows, for copying from and to a server. */
#ifndef JUEBU_STORE_COPY_INSIDE_H
#define JUEBU_STORE_COPY_INSIDE_H

#include "store/copy.h"
#include "store/store_backend.h"

#define COPY_COLUMNS 128                         /* of one table */

struct copy_table {
	Str name;
	Str columns;                    /* "\"id\", \"name\"": for either database */
	size_t count;
	bool has_id;                    /* "id" is its key, given by the database */
};
struct copy_tables { struct copy_table *at; size_t count; };

struct copy_file;                                /* an SQLite file; every call's false has said why */

struct copy_file *copy_file_open(struct arena *, const char *path, bool writing);      /* NULL: copy_file_why(NULL) */
bool copy_file_close(struct copy_file *);        /* false: it could not be written to the end */
const char *copy_file_why(const struct copy_file *);

/* The schema as of the first `known` migrations, without its indexes: those come when the rows are there. */
bool copy_file_make(struct copy_file *, const struct migration *, size_t known);
bool copy_file_index(struct copy_file *);
bool copy_file_tables(struct copy_file *, const char *const *left_out, struct copy_tables *out);
bool copy_file_clear(struct copy_file *, const char *const *tables);     /* and overwrites what stood there */
bool copy_file_migrations(struct copy_file *, const struct migration *, size_t count, size_t *known_out);

bool copy_file_insert(struct copy_file *, const struct copy_table *);    /* begins; then a row at a time */
bool copy_file_add(struct copy_file *, const struct value *row);
bool copy_file_select(struct copy_file *, const struct copy_table *);
bool copy_file_next(struct copy_file *, struct value *row, bool *more_out);      /* values until the next call */
bool copy_file_rows_end(struct copy_file *);

int sqlite_bind(void *stmt, int at, const struct value *);        /* sqlite.c */
extern const char store_own_tables[];            /* migrate.c */
bool store_run_schema(struct act *, const char *text);
bool store_apply(struct act *, const struct migration *);        /* within a transaction */

/* ---- what each database does; backend members ---- */
bool sqlite_copy_out(struct connection *, const struct copy *, Str *error_out);
bool postgres_copy_out(struct connection *, const struct copy *, Str *error_out);
bool postgres_copy_in(struct act *, const struct copy *);         /* within act's transaction; why: connection_trouble */

#endif
