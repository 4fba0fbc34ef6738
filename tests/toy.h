/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* toy.h - a clause of nothing but tables, as a house of its own beside the program's people and duties.
 * A note with lines is written by a contact, submitted, returned or closed by the Legal Bureau. */
#ifndef JUEBU_TESTS_TOY_H
#define JUEBU_TESTS_TOY_H

#include "clause/clause.h"

typedef struct { int64_t v; } ToyNoteId;
typedef struct { int64_t v; } ToyLineId;

enum toy_state { TOY_DRAFT, TOY_SUBMITTED, TOY_CLOSED, TOY_STATES };

struct toy_line {
	ToyLineId id;
	int64_t version;
	ToyNoteId note_id;
	Str words;
	int64_t amount;
};
struct toy_note {
	ToyNoteId id;
	int64_t version;
	UnitId unit_id;
	Str title;
	enum toy_state state;
	Date noted_on;
	struct { struct toy_line *at; size_t count; } lines;
};
extern const struct record toy_note_record, toy_line_record;
extern const struct holding toy_holding;
extern const struct duty_rule TOY_FINISH, TOY_ANSWER;
extern const struct clause toy_clause;

/* How often the toy heard that one was closed. */
int toy_heard(void);

/* The toy's house: its tables made, two units A and B, a Legal Bureau; accounts contact_a, contact_b, legal, all with
 * the password "Toy-2026-pass". A demo house, so that passwords cost nothing. */
struct house *test_toy_house(const char *now_iso);
int64_t toy_unit(struct house *, const char *name);
const struct caller *toy_caller(struct house *, const char *login);

#define TOY_PASSWORD "Toy-2026-pass"

#endif
