/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* toy_duty_test.h - duty rules of no clause, the small zone with them, and acts in one line for the tests. */
#ifndef JUEBU_DUTY_TOY_DUTY_TEST_H
#define JUEBU_DUTY_TOY_DUTY_TEST_H

#include "duty/duty_inner.h"
#include "people/sample_test.h"
#include "tests/test.h"

extern const struct duty_rule toy_weekly, toy_plan, toy_filing, toy_answer, toy_urgent, toy_bureau, toy_leader, toy_watch;
extern const struct duty_rule *const toy_rules[];       /* all */
extern const struct duty_rule *const toy_no_periods[];  /* those of events only */

struct sample *toy_open(const char *now_iso);
DutyId toy_raise(struct sample *, const struct duty_rule *, const struct duty_about *);
struct refusal toy_meet(struct sample *, const struct duty_rule *, const struct duty_about *);
struct duty toy_duty(struct sample *, DutyId);
/* The duty of a unit's period; id 0: none. */
struct duty toy_period(struct sample *, const struct duty_rule *, UnitId, const char *period);
void toy_tick(struct sample *, const char *now_iso);    /* moves the clock there and ticks, real time */
enum toy_verb { TOY_PAUSE, TOY_RESUME, TOY_EXTEND, TOY_WAIVE, TOY_MEET, TOY_VERBS };
struct refusal toy_do(struct sample *, enum toy_verb, DutyId, const char *until, const char *ground);
int64_t toy_told(struct sample *, AccountId, const char *part);         /* notices whose title holds part */
int64_t toy_entries(struct sample *, DutyId, const char *event);        /* ledger entries of a duty */
Str toy_iso(Instant);                            /* "2026-11-24T12:00" in +08:00, "" if not set */
Str toy_dump(struct sample *);                   /* every duty, its entries and all notices, as text */

#endif
