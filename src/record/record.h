/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* record.h - what every kind of row can do because its fields are a table.
 *
 * From the table: load, insert, update (with the ledger entry, and a version that rises), bind an input to
 * the struct with a fault at each wrong field, JSON out, lists by filter, sort and keyset.
 * Owns: the way between struct, row, JSON and form. Does not own: who may (people/, clause/), how it looks (page/). */
#ifndef JUEBU_RECORD_RECORD_H
#define JUEBU_RECORD_RECORD_H

#include "base/input.h"
#include "ledger/ledger.h"
#include "record/field.h"

/* Rows bound under a row, as items under a report. The member is struct { T *at; size_t count; }. */
struct children {
	const char *name;               /* "items": JSON member and prefix of form fields */
	const char *label;
	const struct record *record;
	const char *parent;             /* the child's field that refers to its parent */
	size_t at_offset, count_offset;
};
#define CHILDREN(T, m, record_, parent_, ...)                                                      \
	{ .name = #m, .record = &(record_), .parent = parent_, .at_offset = offsetof(T, m.at),     \
	  .count_offset = offsetof(T, m.count), __VA_ARGS__ }

/* What a UNIQUE of the database asks, in words for who meets it; the database has the last word where two come at once. */
struct unique {
	const char *fields;             /* "name from_on": of one key, at most four; the words stand at the first */
	const char *words;              /* what is there already, and what to do */
};

struct record {
	const char *name;               /* "weekly_report": table, URL and API word */
	const char *label;              /* 未果事项周报 */
	const char *clause;             /* "二（四）", or NULL */
	const char *path;               /* "/weekly/report": its generated or own page is path/id */
	size_t size;
	const struct field *fields;     /* FIELDS_END */
	const struct children *children;    /* .name NULL ends; may be NULL */
	const char *title;              /* the field a row is called by */
	const char *unit;               /* the field that says whose row it is; scope UNIT looks here. NULL: everybody's */
	const char *person;             /* the account's field for scope OWN; NULL: none */
	const char *state;              /* the WORDS field that moves change; NULL: none */
	const char *period;             /* the text field with the period's key; NULL: none */
	const char *map;                /* "/patrol/map": GeoJSON of its rows on a map, ?<name>=id of one; NULL: it has no map */
	const char *order;              /* default sort: "name", "-registered_on" */
	const struct unique *unique;    /* .fields NULL ends; may be NULL */
	bool frozen;                    /* rows are only added (sessions of work, notices): no update through the API */
	bool unledgered;                /* no ledger entries are written for it (notices: they repeat what an entry of
	                                   their cause already says); so verify has no last word on it and skips it */
};

/* ---- one row ---- */
bool record_load(struct act *, const struct record *, int64_t id, void *row_out) MUST_USE;  /* with children; REFUSED_NOT_FOUND */
/* Sets id and version 1; inserts children it finds in the struct; notes event ("weekly_report.open"). */
bool record_insert(struct act *, const struct record *, void *row, const char *event, Str note) MUST_USE;
/* before is the row as loaded: its version must still be the stored one (REFUSED_STALE). Children: rows with
 * id 0 are inserted, others updated if they differ; rows gone from the struct are deleted. Nothing changed at
 * all: no ledger entry, true. */
bool record_update(struct act *, const struct record *, const void *before, void *row, const char *event, Str note) MUST_USE;
bool record_delete(struct act *, const struct record *, const void *row, const char *event, Str note) MUST_USE;

int64_t record_id(const struct record *, const void *row);
int64_t record_version(const struct record *, const void *row);
int64_t record_unit(const struct record *, const void *row);     /* 0: nobody's */
unsigned record_state(const struct record *, const void *row);
void record_set_state(const struct record *, void *row, unsigned state);
Str record_title(const struct record *, const void *row);        /* from the struct alone */
bool record_title_of(struct act *, const struct record *, int64_t id, Str *out) MUST_USE;   /* remembered within the act */

const struct field *record_field(const struct record *, const char *name);      /* NULL: none */
const struct field *record_field_str(const struct record *, Str name);
void *field_at(const struct field *, void *row);
int64_t field_int(const struct field *, const void *row);        /* numbers, bools, words, refs, days, seconds */
Str field_text(const struct field *, const void *row);              /* of a FIELD_TEXT */
bool field_is_set(const struct field *, const void *row);
unsigned field_most_characters(const struct field *);           /* of a text */
Str field_words(struct act *, const struct field *, const void *row);   /* as a person reads it; references by title */
const char *word_label(const struct words *, unsigned value);
bool word_parse(const struct words *, Str word, unsigned *out);  /* false: no such word */
bool field_same(const struct field *, const void *row, const void *other);

/* ---- from an input ----
 * Only fields named in `takes` ("title place items items.work_done": blank-separated; a children name alone
 * takes all fields of its rows but the parent; "*" takes every field but id, version, state and unit) are written; each fault is
 * noted at its field and the rest still looked at. A field absent from the input stays as it is.
 * Children: a row "items.0" with an id changes that row (it must be one of this parent's), without an id adds one,
 * with "delete" true takes it away; rows the input does not name stay. Rows are added and taken away only where
 * `takes` names the children alone ("items"); "items.work_done" changes that field of rows that are there. A form's
 * new row that is empty throughout is passed over. Secret fields, ids and versions are never taken. */
bool record_bind(struct act *, const struct record *, struct input *, const char *takes, void *row) MUST_USE;
bool record_takes_known(const struct record *, const char *takes, Str *unknown_out);   /* for clause/'s table check */
/* After all binders: what nobody asked for is a fault each, up to five. */
bool record_refuse_unknown(struct act *, const struct input *) MUST_USE;
bool record_exists(struct act *, const struct record *, int64_t id, bool *out) MUST_USE;
/* Required fields of the row and of its children are there and within bounds (also called by insert and update). */
bool record_check(struct act *, const struct record *, const void *row) MUST_USE;
/* Inserted by this act, with an id that no row had before: nothing can be about it yet but what this act did. id 0: any such row. */
bool record_is_new(const struct act *, const char *record, int64_t id);
/* No other row has what .unique says only one may have: else a fault at its field (also called by insert and update). */
bool record_is_alone(struct act *, const struct record *, const void *before /* NULL: a new row */, const void *row) MUST_USE;

/* ---- JSON ---- */
struct json { struct strbuf *out; bool comma; };
/* Personal fields masked as record/personal.h says; in clear never. */
void record_json(struct act *, struct json *, const struct record *, const void *row, bool may_ask);
Str record_canonical(struct arena *, const struct record *, const void *row);   /* what the ledger keeps: all fields in table order, no children */

/* ---- lists ---- */
enum scope_kind { SCOPE_NONE, SCOPE_OWN, SCOPE_UNIT, SCOPE_ALL };
struct scope { enum scope_kind kind; int64_t account_id, unit_id; };

struct list_ask {
	const struct record *record;
	struct scope scope;
	const struct input *query;      /* field=…, field_from=…, field_to=…, q=…, sort=-field, after=…, before=…, most=… */
	const struct scope *personal;   /* within which personal fields may be asked for by the whole value; NULL: nowhere */
	/* further constant conditions: field = value; for code, not for people */
	struct { const char *field; int64_t value; Str text; bool is_text; } only[4];
	const char *sort;               /* overrides the record's order when the query names none */
	size_t most;                    /* 0: LIMIT_LIST_DEFAULT_ROWS */
	bool brief;                     /* only what a table of it shows, and its title: the other fields stay unset */
};
struct list {
	void *rows;                     /* count structs of record->size, without children */
	size_t count;
	Str after, before;              /* keyset cursors for the next and the previous page; empty: none */
	int64_t from;                   /* "第 51—100 条": 1-based number of the first row, carried in the cursor */
};
bool record_list(struct act *, const struct list_ask *, struct list *out) MUST_USE;
void *list_row(const struct list *, const struct record *, size_t i);
bool record_count(struct act *, const struct list_ask *, size_t most, int64_t *out) MUST_USE;   /* counts no further than most */

/* ---- the whole program's records, for verify, OpenAPI and the tests ---- */
bool record_check_tables(struct arena *, const struct record *, Str *error_out);   /* names, references, bounds make sense */
bool record_columns_match(struct act *, const struct record *) MUST_USE;           /* every column stands in the database */
struct record_walk { const struct record *const *records; size_t which; bool begun; int64_t last_id; };  /* set .records alone */
NextPart record_next_part;                       /* state is a struct record_walk */
ReadPart record_read_part;
SayRow record_say_row;
RowGrew record_row_grew;
KeysOfRows record_row_keys;
KeyErased record_key_erased;
#define VERIFY_ROWS(walk) \
	((struct verify_ask){ .next = record_next_part, .read = record_read_part, .say = record_say_row,                     \
	                      .grew = record_row_grew, .keys = record_row_keys, .erased = record_key_erased, .state = &(walk) })

/* ---- JSON writing and reading, small ---- */
void json_open(struct json *, char bracket);     /* '{' or '[' */
void json_close(struct json *, char bracket);
void json_name(struct json *, Str);
void json_field_name(struct json *, const char *name);    /* of a field table: nothing in it needs an escape */
void json_text(struct json *, Str);              /* escaped; an empty text is null */
void json_int(struct json *, int64_t);
void json_bool(struct json *, bool);
void json_nothing(struct json *);           /* null; jansson owns the name json_null, also at link time */
void json_raw(struct json *, Str);
/* A JSON object flattened to paths. false: why (Chinese), kind MALFORMED or TOO_LARGE. */
bool json_read(struct input *, Str body, enum refusal_kind *refused, Str *why);

#endif
