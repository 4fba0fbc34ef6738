/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* duty.h - who owes what by which minute, from which clause. The heart.
 *
 * Every time limit of the program is a row here, moved by one function; nothing else compares a date with
 * now. Ignorant of all institutions: whatever needs an `if` on one belongs as a column into duty_rule.
 * On time means met before due_at (a duty met in the second of due_at is late). */
#ifndef JUEBU_DUTY_DUTY_H
#define JUEBU_DUTY_DUTY_H

#include "notify/notify.h"
#include "record/setting.h"

/* The six misbehaviours of the notice, part one, in its three groups. */
enum misbehaviour { NO_MISBEHAVIOUR, INACTION, SLOW_ACTION, IMPROPER_ACTION, ABUSE, LAXITY, MISBEHAVIOURS };
	/* 不作为 慢作为 乱作为 滥作为 软懒散 */
extern const struct words misbehaviour_words;

enum owed_by {
	OWED_BY_EVERY_UNIT,             /* every unit with .reports, for periodic duties */
	OWED_BY_EVERY_DEPARTMENT,       /* of these the enforcement departments alone (各行政执法部门) */
	OWED_BY_SUBJECT_UNIT,           /* the unit field of the subject row */
	OWED_BY_LEGAL_BUREAU, OWED_BY_LEADER,
	OWED_BYS
};

/* A duty met by evidence and not by anybody's deed, as a patrol that was driven. The clock asks at the due minute, before
 * the breach; nothing else meets it. */
struct duty;
struct judgement {
	bool met;
	Str words;                      /* why, on the duty and in the ledger: 覆盖 97.2%，重点无漏 */
	void *more;                     /* what look found out, for settle; lives until it was called */
};
struct judge {
	bool (*look)(struct act *, const struct duty *, struct judgement *out);           /* in a reading act of its own: may take its time */
	bool (*settle)(struct act *, const struct duty *, const struct judgement *);      /* in the act that moves the duty; NULL: nothing to write */
};

struct duty_rule {
	const char *name;               /* "weekly.report": rule page, setting, event, figure speak alike */
	const char *label;              /* 未果事项周报 */
	const char *clause;             /* "二（四）" */
	enum owed_by owed_by;
	enum role done_by;              /* who in the unit is told and sees it as "mine" */
	/* periodic */
	bool periodic;
	enum period_kind every;
	struct { enum weekday weekday; int day_of_month; int hour, minute; enum roll roll; const struct setting_rule *roll_setting; } due;
		/* weeks: that weekday of the week after the period's last day (ahead: of the week before its first); months: that day of the month itself (its
		 * last, if it has no such day); quarters and years: so many days after their last. roll_setting: 0 forward, 1 back */
	struct { int days_before_period_end; int hour; } opens;     /* raised then: {2, 8} is Friday 08:00 for a week */
	bool ahead;                     /* a plan, owed before its week or month begins: .due and .opens are counted in the one before */
	const struct setting_rule *first_period;                    /* value yyyymmdd: no period before the one holding that day */
	/* on an event */
	struct limit within;            /* number is the default of .within_setting */
	const struct setting_rule *within_setting;
	const struct judge *judge;      /* NULL: met by a deed */
	bool pausable;
	enum misbehaviour misbehaviour;
	const char *late_costs, *missing_costs;                     /* deduction rules, for the assessment */
	const char *path;               /* page where it is met: "/weekly/report/%lld" with the subject id, or plain */
};

enum duty_state {
	DUTY_OPEN,
	DUTY_PAUSED,                    /* its clock stands, with a ground */
	DUTY_MET,                       /* on time */
	DUTY_BREACHED,                  /* the due minute passed, still owed */
	DUTY_LATE,                      /* met after the due minute */
	DUTY_WAIVED,                    /* no longer owed, with a ground */
	DUTY_STATES
};
extern const struct words duty_state_words;      /* open paused met breached late waived */

enum duty_stage { STAGE_NONE, STAGE_BLUE, STAGE_ORANGE, STAGE_RED, STAGES };   /* at due, +1, +3 working days */
extern const struct words duty_stage_words;

typedef struct { int64_t v; } DutyId;
struct duty {
	DutyId id;
	int64_t version;
	Str rule;
	Str title;                      /* 第 47 周未果事项周报 */
	UnitId unit_id;                 /* who owes */
	AccountId account_id;           /* a person who owes, if not the unit as such */
	Str subject;                    /* record name and id of what it is about */
	int64_t subject_id;
	Str period;                     /* key, or empty */
	enum duty_state state;
	enum duty_stage stage;
	enum misbehaviour misbehaviour;
	Instant raised_at, due_at, met_at, breached_at, paused_at, waived_at;
	bool rolled, provisional;
	Str due_why;                    /* why the due minute is where it is: rolled, extended, outage */
	Str ground;                     /* of the last waiver, pause or extension */
	int64_t limit_number;           /* of an event's duty: the limit it was raised with, 0 for a period or an exact minute, */
	enum limit_unit limit_unit;     /* so that it can be computed anew when a year's holidays are announced */
	Str limit_setting;              /* the setting that gave limit_number; empty: none did */
	Instant next_at;                /* the clock's next business with this row: reminder, due, stage; not set: none */
	int64_t reminded;               /* how many reminders were sent */
};
extern const struct record duty_record;
extern const struct setting_rule *const duty_settings[];        /* NULL-ended: reminders, stages, outage */

/* What a duty is about. Raising twice with the same (rule, unit, subject, period) raises once: with a period
 * once for ever, without one as long as the first is not settled (a report returned a second time owes a
 * second supplement). */
struct duty_about {
	int64_t unit_id;                /* 0: found from the rule's owed_by (Legal Bureau, leader's committee) */
	int64_t account_id;
	const char *subject; int64_t subject_id;
	Str period;
	Str title;                      /* empty: the rule's label */
	struct limit within;            /* number 0: the rule's */
	const struct setting_rule *within_setting;      /* its number instead of that of the rule's; NULL: the rule's */
	Instant due_at;                 /* set: this minute exactly, instead of a limit */
};
bool duty_raise(struct act *, const struct duty_rule *, const struct duty_about *, DutyId *out) MUST_USE;   /* out may be NULL */
/* Meets the open one, also while its clock stands; on time or late by act->now. None open: true, nothing happens. */
bool duty_meet(struct act *, const struct duty_rule *, const struct duty_about *) MUST_USE;
bool duty_find(struct act *, const struct duty_rule *, const struct duty_about *, bool *found, struct duty *out) MUST_USE;
/* Of an event's duty only what a page shows of its due minute: id, title, state, due_at, due_why, provisional, reminded. */
bool duty_find_due(struct act *, const struct duty_rule *, const struct duty_about *, bool *found, struct duty *out) MUST_USE;
bool duty_pause(struct act *, DutyId, int64_t version, Str ground) MUST_USE;
bool duty_resume(struct act *, DutyId, int64_t version) MUST_USE;       /* due moves on by the time it stood */
bool duty_extend(struct act *, DutyId, int64_t version, Instant new_due_at, Str ground) MUST_USE;
/* Has the due minute passed? The only place where a date is compared with now. */
bool duty_is_past(const struct act *, const struct duty *);
/* A met duty owed again, as when a report is withdrawn before it was due: only before due_at, only from MET. */
bool duty_reopen(struct act *, DutyId, int64_t version) MUST_USE;
bool duty_waive(struct act *, DutyId, int64_t version, Str ground) MUST_USE;
/* After a year was announced (act->calendar knows it): every open duty whose due minute was provisional. */
bool duty_recompute_provisional(struct act *) MUST_USE;

/* Open duties whose due minute would be another, had the setting always had that value; they keep theirs. at: those due
 * first, at most LIMIT_PREVIEW_DUTIES; all: how many there are. rules: NULL-ended, of all clauses. */
struct duty_moved { struct duty duty; struct due_instant due; };
struct duty_preview { struct duty_moved *at; size_t count; int64_t all; };
bool duty_preview(struct act *, const struct duty_rule *const *rules, const struct setting_rule *, int64_t value,
                  struct duty_preview *out) MUST_USE;

/* Would a period that nobody was asked for yet have fallen due already, were this to hold from its day on? Whose it is,
 * by title; empty: none. */
bool duty_comes_too_late(struct act *, const struct duty_rule *const *rules, const struct setting_rule *, const struct setting *,
                         Str *title_out) MUST_USE;

/* When the duty of a period falls due, and opens: earlier than .opens says where it falls due before its time. */
struct due_instant duty_period_due(struct act *, const struct duty_rule *, Period);
Instant duty_period_opens(struct act *, const struct duty_rule *, Period);
Period duty_period_open_at(struct act *, const struct duty_rule *, Instant);    /* the newest period opened by then */

/* ---- the clock ----
 * One tick: notes an outage since the last, raises what has opened, reminds, breaches, escalates. Each effect
 * in its own act, once; run again it changes nothing. rules: NULL-ended, of all clauses. */
bool duty_tick(struct house *, const struct duty_rule *const *rules, Instant now) MUST_USE;
/* The same where time was never missed but jumps (demo, simulated year, tests): no outage, and every act is
 * dated at the minute it is about, so weeks at once give what ticking each minute gives. duty_tick does this
 * by itself in a demo house. */
bool duty_tick_virtual(struct house *, const struct duty_rule *const *rules, Instant now) MUST_USE;
/* The earliest next_at or opening, for sleeping. */
Instant duty_next_at(struct act *, const struct duty_rule *const *rules);

/* For the top bar and the menu: the caller's own, which is what their role in their unit has to do, what is
 * owed by their person, and for a head everything of the unit. next_of: the open one due first. */
bool duty_next_of(struct act *, const struct caller *, bool *found, struct duty *out) MUST_USE;
/* The caller's own in that state: what waits by due minute, at most LIMIT_LIST_ROWS; of history, those among the newest LIMIT_LIST_ROWS. */
bool duty_own(struct act *, const struct caller *, enum duty_state, struct duty **out, size_t *count_out) MUST_USE;
struct duty_counts { int64_t waiting, overdue; };                /* still in time; past their minute */
struct duty_burden { const struct owed *at; size_t count; };     /* the caller's own by rule: read once, then counted among */
bool duty_burden_of(struct act *, const struct caller *, struct duty_burden *out) MUST_USE;
struct duty_counts duty_counts_among(const struct duty_burden *, const struct duty_rule *const *rules /* NULL: all */);

/* The rule behind a row's word, through house->find_duty_rule; NULL: a clause that is gone. */
const struct duty_rule *duty_rule_named(struct act *, Str name);

extern const struct sql *const duty_statements[];

#endif
