/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* holiday.h - the announced holidays of years the program did not bring along.
 *
 * Owns: the notices imported, and the calendar that house->calendar points at (the built-in years and these).
 * Does not own: what a working day is (calendar/), which due minutes move when a year is announced (duty/). */
#ifndef JUEBU_RECORD_HOLIDAY_H
#define JUEBU_RECORD_HOLIDAY_H

#include "record/record.h"

typedef struct { int64_t v; } HolidayId;
struct holiday {
	HolidayId id;
	int64_t version;
	int64_t year;
	Str notice;                     /* one line of the form of data/holidays.txt */
	Str source;                     /* 国办发明电〔2026〕… 号 */
	Instant imported_at;
};
extern const struct record holiday_record;

/* Does the notice read, and about which year is it? Faults at "notice", in Chinese. */
bool holiday_notice_year(struct act *, Str notice, int64_t *year_out) MUST_USE;
/* (Re)builds act->calendar from the built-in years and all notices, and house->calendar when that is stored. */
bool holidays_load(struct act *) MUST_USE;
void holidays_close(struct house *);

extern const struct sql *const holiday_statements[];

#endif
