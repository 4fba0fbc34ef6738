/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* toy_test.h - a record of every kind with children, for the tests of record/. */
#ifndef JUEBU_RECORD_TOY_TEST_H
#define JUEBU_RECORD_TOY_TEST_H

#include "record/record_inside.h"

typedef struct { int64_t v; } ToyUnitId;
typedef struct { int64_t v; } ToyId;
typedef struct { int64_t v; } ToyItemId;

struct toy_unit { ToyUnitId id; int64_t version; Str name; };

struct toy_item {
	ToyItemId id;
	int64_t version;
	ToyId toy_id;
	Str work;
	int64_t weight;
	ToyUnitId helper_id;
};

enum toy_kind { TOY_UNSAID, TOY_ROUND, TOY_SQUARE, TOY_KINDS };
enum toy_state { TOY_DRAFT, TOY_SENT, TOY_SHUT, TOY_STATES };

struct toy {
	ToyId id;
	int64_t version;
	ToyUnitId unit_id, person_id;
	Str title, remark;
	int64_t number;
	bool flag;
	Date made_on;
	Instant seen_at;
	struct place spot;
	enum toy_kind kind;
	enum toy_state state;
	Personal phone, holder;
	Str secret;
	struct { struct toy_item *at; size_t count; } items;
};

extern const struct record toy_unit_record, toy_item_record, toy_record;

/* A fresh house with the toy's tables and two units, 1 甲单位 and 2 乙单位. */
struct house *toy_house(void);
void toy_house_grow(struct house *, const char *sql);  /* the migration of a later version */
struct toy toy_plain(const char *title);         /* what is required, of unit 1 */
int64_t toy_ledger_entries(struct act *);               /* in the ledger */
/* What was sent: "title=x&items.0.work=y"; JSON values as {"12" → number, "true", "false", "null", "'x'" → text}. */
struct input toy_form(struct arena *, const char *fields);
struct input toy_json(struct arena *, const char *fields);

#endif
