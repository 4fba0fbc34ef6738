/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* field.h - a record's fields as a table, bound to a typed struct.
 *
 *     static const struct field item_fields[] = {
 *         HEAD(struct weekly_item, WeeklyItemId),
 *         REF(struct weekly_item, matter_id, MatterId, matter_record, .label = "未果事项"),
 *         FIELD(struct weekly_item, work_done, .label = "已做工作和效果", .required = true, .most = 2000),
 *         WORDS(struct weekly_item, obstacle, obstacle_words, .label = "障碍类别"),
 *         FIELDS_END };
 *
 * The column's kind follows from the C type; a type without a kind does not compile. Column, JSON member,
 * form field and C member have one name. A place is a text, "113.5501000,34.8088000" (WGS-84, lon first). NULL: a text
 * that is empty, a Date, Instant, place or reference that is not set is NULL in the database and null in JSON; numbers and bools are never NULL. */
#ifndef JUEBU_RECORD_FIELD_H
#define JUEBU_RECORD_FIELD_H

#include "calendar/calendar.h"
#include "geo/place_text.h"

enum field_kind {
	FIELD_END_, FIELD_ID, FIELD_VERSION, FIELD_INT, FIELD_BOOL, FIELD_TEXT, FIELD_DATE, FIELD_INSTANT,
	FIELD_WORD, FIELD_REF, FIELD_PERSONAL, FIELD_PLACE, FIELD_KINDS
};

/* A personal text: phone, identity number, complainant. Not a Str, so that nothing can print, compare or send it by
 * accident; what may be shown of it, and to whom, says record/personal.h. */
typedef struct {
	Str sealed;                     /* as column and ledger have it; empty: not given */
	Str typed;                      /* just given, not stored yet; sealed when it is */
	Str key;                        /* the row's key as it was read beside it: "<generation>:<wrapped>" */
	const char *record;             /* where it was read from, which it cannot leave; NULL: not stored yet */
	int64_t row_id;
} Personal;

/* How much of it those see who may ask for the whole. */
enum mask { MASK_NONE /* the field is not personal */, MASK_PHONE, MASK_IDENTITY, MASK_NAME, MASK_ALL };

/* A text that is GeoJSON, and of which kind. */
enum shape_kind { SHAPE_NONE, SHAPE_OF_AREA /* polygons */, SHAPE_OF_LINE };

/* How a word looks as a chip (look.md §1). */
enum look { LOOK_NORMAL, LOOK_EMPTY, LOOK_WRITING, LOOK_SOON, LOOK_LATE, LOOK_DONE, LOOK_BACK, LOOK_SEALED, LOOKS };

/* An enum's words: stored and spoken by machines, its label for people. A first word NULL means "not given". */
struct word { const char *word; const char *label; enum look look; };
struct words { const struct word *at; unsigned count; };
#define WORDS_TABLE(array) { (array), sizeof(array) / sizeof *(array) }

struct record;

struct field {
	const char *name;
	const char *label;              /* Chinese */
	const char *hint;               /* under the label */
	enum field_kind kind;
	size_t offset;
	const struct words *words;      /* FIELD_WORD */
	const struct record *ref;       /* FIELD_REF */
	unsigned least, most;           /* characters of a text (most 0: LIMIT_TEXT_CHARACTERS), bounds of a number (most 0: none) */
	bool required;                  /* NOT NULL, and a form refuses without it */
	const char *unless;             /* not asked of who adds a child row when that field of it is set: the clause fills it in then */
	bool lines;                     /* a text of several lines */
	enum shape_kind shape;          /* a text that is a shape: up to LIMIT_SHAPE_CHARACTERS, drawn on a map */
	bool list;                      /* a column of the generated list */
	bool filter;                    /* a filter of the list: words and references by value, dates from–to, texts by part */
	bool sort;                      /* the list may be sorted by it */
	enum mask personal;             /* how a Personal is masked; a filter finds it by the whole value only */
	bool secret;                    /* never leaves the program: password hashes */
	bool quiet;                     /* not shown by generated pages; still in the API */
};

#define FIELD_OF_(T, m) (((T *)0)->m)
#define FIELD_KIND_(T, m)                                                                          \
	_Generic(FIELD_OF_(T, m), int64_t: FIELD_INT, bool: FIELD_BOOL, Str: FIELD_TEXT,           \
	         Personal: FIELD_PERSONAL, Date: FIELD_DATE, Instant: FIELD_INSTANT, struct place: FIELD_PLACE)
/* A compile-time truth inside a table. */
#define FIELD_MUST_(truth, words) (0 * sizeof(struct { _Static_assert(truth, words); char c; }))

#define FIELD(T, m, ...) { .name = #m, .kind = FIELD_KIND_(T, m), .offset = offsetof(T, m), __VA_ARGS__ }
#define WORDS(T, m, table, ...)                                                                    \
	{ .name = #m, .kind = FIELD_WORD, .words = &(table),                                       \
	  .offset = offsetof(T, m) + FIELD_MUST_(sizeof FIELD_OF_(T, m) == sizeof(unsigned), "an enum"), __VA_ARGS__ }
#define REF(T, m, IdType, record_, ...)                                                            \
	{ .name = #m, .kind = FIELD_REF, .ref = &(record_),                                        \
	  .offset = offsetof(T, m) + FIELD_MUST_(__builtin_types_compatible_p(                     \
	            __typeof__(FIELD_OF_(T, m)), IdType), "the reference's own id type"), __VA_ARGS__ }
#define HEAD(T, IdType)                                                                            \
	{ .name = "id", .kind = FIELD_ID,                                                          \
	  .offset = offsetof(T, id) + FIELD_MUST_(__builtin_types_compatible_p(                    \
	            __typeof__(FIELD_OF_(T, id)), IdType), "the record's own id type") },          \
	{ .name = "version", .kind = FIELD_VERSION,                                                \
	  .offset = offsetof(T, version) + FIELD_MUST_(sizeof FIELD_OF_(T, version) == 8, "int64_t") }
#define FIELDS_END { .name = NULL }

#endif
