/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* reading.h - inside calendar/: taking a date's pieces off the front of a text, and writing them at the end of one.
 * Each takes what it names, or returns false and takes nothing. */
#ifndef JUEBU_CALENDAR_READING_H
#define JUEBU_CALENDAR_READING_H

#include "calendar/calendar.h"

#define FIRST_YEAR 1971                 /* day 0 of 1970 is "not given" */
#define LAST_YEAR 2199

bool read_digits(Str *rest, size_t count, int *out);         /* exactly count of them are taken */
bool read_char(Str *rest, char);
char *write_digits(char *at, size_t count, int number);      /* leading zeros; after the last */
void add_date_words(struct strbuf *, Date);                  /* "11月24日（周二）" */
bool civil_is_real(int year, int month, int day_of_month);   /* of the years above */
int days_of_month(int year, int month);

#endif
