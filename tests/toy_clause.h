/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* toy_clause.h - a clause of nothing but tables, not one verb of its own: kites are made, flown, put away.
 *
 * One record with a field of every kind and children, a periodic and an event's duty, moves with needs and roles,
 * a menu. What the pages, the API, the clock and the ledger make of it is made of the tables alone. The browser
 * tests drive it through juebu-toy; toy_clause_test.c on both databases. */
#ifndef JUEBU_TESTS_TOY_CLAUSE_H
#define JUEBU_TESTS_TOY_CLAUSE_H

#include "clause/clause.h"

typedef struct { int64_t v; } KiteId;
typedef struct { int64_t v; } FlightId;

enum kite_colour { KITE_UNSAID, KITE_RED, KITE_BLUE, KITE_COLOURS };
enum kite_state { KITE_MADE, KITE_FLOWN, KITE_AWAY, KITE_STATES };

struct flight {
	FlightId id;
	int64_t version;
	KiteId kite_id;
	Str place;
	int64_t height;
	Date flown_on;
	enum kite_colour colour;
};
struct kite {
	KiteId id;
	int64_t version;
	UnitId unit_id;
	Str title, story, period;
	int64_t length;
	bool big;
	Date made_on;
	Instant seen_at;
	enum kite_colour colour;
	UnitId rival_id;
	Personal phone;
	enum kite_state state;
	struct { struct flight *at; size_t count; } flights;
};
extern const struct record kite_record, flight_record;
extern const struct duty_rule KITE_WEEKLY, KITE_LAND;
extern const struct clause kite_clause;

/* Its house on a fresh database (JUEBU_TEST_DB or a file): units 甲单位 and 乙单位, a Legal Bureau; accounts contact_a,
 * contact_b, legal, auditor, leader; 57 kites of 乙单位, and the periodic duty raised by the clock. */
struct house *kite_house(const char *now_iso);
#define KITE_PASSWORD "Toy-2026-pass"

#endif
