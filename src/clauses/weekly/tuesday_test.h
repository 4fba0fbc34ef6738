/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* tuesday_test.h - the small zone with all clauses, matters in its register and a clock: what the tests of the weekly
 * report begin with. The unit is 行政执法分局 (contact1, head1); the other one is 劳动监察大队 (head2, no contact). */
#ifndef JUEBU_CLAUSES_WEEKLY_TUESDAY_TEST_H
#define JUEBU_CLAUSES_WEEKLY_TUESDAY_TEST_H

#include "clauses/weekly/weekly_verbs.h"
#include "people/sample_test.h"
#include "tests/test.h"

struct sample *tuesday_open(const char *now_iso);
/* Moves the clock there; all that the clock does until then is done. */
void tuesday_tick(struct sample *, const char *now_iso);
MatterId tuesday_matter(struct sample *, UnitId, const char *title, const char *registered_iso, const char *progress);
void tuesday_close_matter(struct sample *, MatterId);

struct weekly_report tuesday_report(struct sample *, UnitId, const char *period);
const struct weekly_item *tuesday_item(const struct weekly_report *, MatterId);
struct duty tuesday_duty(struct sample *, const struct weekly_report *);
struct duty tuesday_supplement(struct sample *, const struct weekly_report *);

/* Text as printf makes it; lives as long as the test. */
const char *say(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* Does it with the fields of a form, "items.0.id=7&content=items". */
struct refusal tuesday_do(struct sample *, const struct caller *, ReportId, const char *verb, const char *fields);
/* The fields that make every listed item of the report complete; words for the one, others stay as they are. */
const char *tuesday_fields(const struct weekly_report *, const char *words);
/* The rule of the fault at this place, or the refusal's own at ""; "" if there is none. */
Str tuesday_fault(const struct refusal *, const char *field);

#endif
