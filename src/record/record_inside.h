/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* record_inside.h - what the files of record/ share among themselves; nobody outside includes it. */
#ifndef JUEBU_RECORD_RECORD_INSIDE_H
#define JUEBU_RECORD_RECORD_INSIDE_H

#include "record/personal.h"
#include "record/record.h"

/* ---- record_store.c: the SQL of one record, made once per process ---- */
struct record_plan {
	const struct record *record;
	struct sql select, insert, insert_as /* with its id */, update, remove, exists, walk, walk_from;
	struct sql title;               /* .text NULL: the record has no title */
	struct sql *children;           /* as record->children: the rows of one :parent */
	const char **params;            /* ":name", as record->fields */
	const char *columns;            /* "id, version, …" */
	const char *brief_columns;      /* the same of what a list shows */
	bool *brief;                    /* as record->fields: is it among those? */
	struct record_plan *next;
};
const struct record_plan *record_plan_of(const struct record *);

void record_bind_fields(struct query *, const struct record_plan *, const void *row, bool with_id);
bool record_read(struct act *, struct query *, const struct record *, void *row_out) MUST_USE;
struct rows { char *at; size_t count, room; };
bool record_read_all(struct act *, struct query *, const struct record *, bool brief, struct rows *out) MUST_USE;

/* ---- field.c ---- */
size_t record_fields(const struct record *);
size_t record_children(const struct record *);
Date field_date(const struct field *, const void *row);
Instant field_instant(const struct field *, const void *row);
struct place field_place(const struct field *, const void *row);
Str field_word(const struct field *, const void *row);           /* as stored; empty: not given */
Personal field_personal(const struct field *, const void *row);
void field_set_personal(const struct field *, void *row, Personal);
void field_set_int(const struct field *, void *row, int64_t);    /* numbers, ids, words, bools */
void field_set_text(const struct field *, void *row, Str);
void record_set_id(const struct record *, void *row, int64_t id, int64_t version);

/* The array of children within a row. */
struct rows children_of(const struct children *, const void *row);
void children_set(const struct children *, void *row, struct rows);

/* ---- check.c ---- */
void record_check_field(struct act *, Str path, const struct field *, const void *row);
bool fault_stands_at(const struct act *, Str path);
Str record_child_path(struct act *, const struct children *, size_t row, const char *field);

/* ---- canonical.c ---- */
void record_canonical_into(struct strbuf *, const struct record *, const void *row);
/* The fields that differ, as they were before. false: none differs. */
bool record_changes(struct arena *, const struct record *, const void *before, const void *row, Str *before_json_out);

/* Does `after`, written when the record may have had fewer fields, say what the row says? A field it lacks must stand at
 * what a migration leaves there: NULL, 0, false, the first word. A field the record has no more is passed over. */
bool record_says(struct arena *, const struct record *, const void *row, Str after);

/* ---- personal.c, personal_store.c ---- */
struct personal_sealing { struct row_key key; int64_t generation; bool is_new; };
/* Before the row is written: what was given becomes ciphertext. before NULL: a new row. */
bool personal_seal(struct act *, const struct record *, const void *before, void *row, struct personal_sealing *) MUST_USE;
/* After it, with its id: the key it was sealed by, and what it is found by. */
bool personal_stored(struct act *, const struct record *, const void *before, void *row, struct personal_sealing *) MUST_USE;
bool personal_row_gone(struct act *, const struct record *, int64_t row_id) MUST_USE;
void personal_read(const struct record *, struct query *, void *row);
Str personal_token(struct act *, const struct record *, const struct field *, Str plain);
Str personal_key_about(struct arena *, const char *record, int64_t row_id, int64_t generation);
Str personal_field_about(struct arena *, const char *record, const char *field);
bool personal_key_split(Str key, int64_t *generation_out, Str *wrapped_out);

/* ---- title.c ---- */
void record_title_forget(struct act *, const struct record *, int64_t id);

/* ---- cursor.c ---- */
struct cursor { int64_t from, id, number; Str text; };
Str cursor_write(struct arena *, const struct cursor *, bool is_text);
bool cursor_read(struct arena *, Str written, bool is_text, struct cursor *out);

/* ---- list_ask.c: an ask becomes conditions ---- */
struct bound { const char *name; Str text; int64_t number; bool is_text; };
struct conditions {
	struct act *act;
	struct strbuf sql;              /* " WHERE …" */
	struct bound *bounds;
	size_t count, room;
};
bool list_conditions(struct act *, const struct list_ask *, struct conditions *out) MUST_USE;
void conditions_and(struct conditions *);        /* WHERE or AND */
void conditions_text(struct conditions *, Str);  /* writes a parameter and remembers its value */
void conditions_int(struct conditions *, int64_t);
struct query *conditions_query(struct conditions *, struct strbuf *sql);
const struct input_field *list_sent(const struct list_ask *, const char *name, const char *suffix);
bool list_is_empty(const struct list_ask *);     /* by its scope alone */

#endif
