/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* holidays.h - inside calendar/: what a calendar holds, and what the reader of notices hands to it. */
#ifndef JUEBU_CALENDAR_HOLIDAYS_H
#define JUEBU_CALENDAR_HOLIDAYS_H

#include "calendar/reading.h"

/* A day a notice speaks of. */
struct special_day {
	Date on;
	int notice;                     /* year of the notice: that of 2018 also rules 2017-12-30 */
	bool worked;
	Str name;                       /* of the holiday it belongs to; may be empty */
};

struct special_days {
	struct arena *arena;
	struct special_day *days;
	size_t count, room;
};

struct calendar {
	struct special_days special;    /* by date, then by notice: of two that speak of a day the later rules */
	bool announced[LAST_YEAR - FIRST_YEAR + 1];
};

void special_add(struct special_days *, struct special_day);

/* Reads one line and adds its days. false: error says why; days may have been added. */
bool notice_read(Str line, struct special_days *, int *year_out, Str *error_out) __attribute__((warn_unused_result));

#endif
