/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* duty_inner.h - what the files of duty/ lend each other. */
#ifndef JUEBU_DUTY_DUTY_INNER_H
#define JUEBU_DUTY_DUTY_INNER_H

#include "duty/duty.h"

/* Everything that may happen to a duty; the table of what is allowed from where is in duty.c. */
enum duty_verb { VERB_MEET, VERB_BREACH, VERB_LATE, VERB_PAUSE, VERB_RESUME, VERB_EXTEND, VERB_RECOMPUTE,
                 VERB_WAIVE, VERB_REMIND, VERB_REOPEN, VERB_ESCALATE, DUTY_VERBS };

/* The one mover: state, table of allowed moves, row, ledger. after is stored with the verb's state. */
bool duty_move(struct act *, enum duty_verb, const struct duty *before, struct duty *after, Str note) MUST_USE;

/* ---- duty_clock.c: what a moment does to a row ---- */

/* While the program stood still; until not set: it did not. */
struct outage { Instant from, until; };

/* The next moment after `after` at which the clock has business with the row. */
Instant duty_next_business(const struct act *, const struct duty *, Instant after);
bool duty_breach(struct act *, const struct duty_rule *, struct duty *) MUST_USE;
/* Is the business of row->next_at its rule's judgement? */
bool duty_awaits_judgement(const struct duty_rule *, const struct outage *, const struct duty *);
/* The business of row->next_at, which is act->effective. rule NULL: its clause is gone. judgement: where one is awaited. */
bool duty_clock(struct act *, const struct duty_rule *, const struct outage *, const struct judgement *, struct duty *) MUST_USE;

/* ---- duty_period.c ---- */
Date duty_period_nominal(const struct duty_rule *, Period);      /* the due date before it is rolled off a holiday */
Instant duty_period_opens_at_most(const struct duty_rule *, Period);     /* as .opens says; never later than that */
Date duty_period_first_day(const struct act *, const struct duty_rule *);        /* of the first that is owed; not set: any */
Str duty_period_title(struct arena *, const struct duty_rule *, Period);

/* ---- duty_tell.c: who hears of it ---- */
bool duty_tell_reminder(struct act *, const struct duty_rule *, const struct duty *) MUST_USE;
bool duty_tell_stage(struct act *, const struct duty_rule *, const struct duty *) MUST_USE;
bool duty_tell_extended(struct act *, const struct duty_rule *, const struct duty *) MUST_USE;

/* ---- duty_settings.c ---- */
enum { DUTY_REMINDERS = 3 };
extern const struct setting_rule duty_remind_hours[DUTY_REMINDERS], duty_orange_days, duty_red_days,
	duty_outage_minutes, duty_after_outage_minutes;

/* ---- duty_store.c ---- */
struct duty_key { Str rule, subject, period; int64_t unit_id, subject_id; };
bool duty_store_find(struct act *, const struct duty_key *, int64_t *id_out) MUST_USE;     /* newest; 0: none */
bool duty_store_due_of_event(struct act *, const struct duty_key *, struct duty *out) MUST_USE;     /* id 0: none */
bool duty_store_provisional(struct act *, DutyId **out, size_t *count_out) MUST_USE;
/* Open ones whose limit that setting gave; open ones of that rule's periods. Due first, first. */
bool duty_store_open_limits(struct act *, Str setting, int64_t **out, size_t *count_out) MUST_USE;
bool duty_store_open_periods(struct act *, Str rule, int64_t **out, size_t *count_out) MUST_USE;
struct due_row { int64_t id; Instant at; };
/* The rows of the earliest moment up to `end` beyond the cursor; none: count 0. */
bool duty_store_due(struct act *, struct due_row cursor, Instant end, struct due_row *out, size_t *count_out) MUST_USE;
bool duty_store_next(struct act *, Instant *out) MUST_USE;
bool duty_store_period_is_raised(struct act *, Str rule, Str period, bool *out) MUST_USE;     /* for any unit */
bool duty_store_units(struct act *, Date on, bool departments, UnitId **out, size_t *count_out) MUST_USE;
struct duty_clock_row { Instant ticked_at, raised_until; };
bool duty_store_clock(struct act *, struct duty_clock_row *out) MUST_USE;
bool duty_store_set_clock(struct act *, const struct duty_clock_row *) MUST_USE;
bool duty_store_outage(struct act *, const struct outage *) MUST_USE;
struct owed { int64_t id, account_id, count; Str rule; enum duty_state state; };
typedef bool OwedTest(struct act *, const struct caller *, const struct owed *);
/* Of the caller's unit or person, those that are wanted, at most so many: what waits by due minute; of history, those among
 * the newest LIMIT_LIST_ROWS. */
bool duty_store_of(struct act *, const struct caller *, enum duty_state, OwedTest *wanted, size_t most,
                   struct duty_burden *out) MUST_USE;
bool duty_store_counts_of(struct act *, const struct caller *, OwedTest *wanted, struct duty_burden *out) MUST_USE;

#endif
