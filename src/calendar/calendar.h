/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* calendar.h - days, minutes, working days, periods and limits of the People's Republic of China.
 *
 * Owns: what a date is, which days are worked, when a limit ends. Pure: nothing here reads a clock.
 * Time zone: Asia/Shanghai, UTC+8 without summer time (since 1991; older moments do not occur here).
 * Source of the working days: the yearly notice of the State Council's General Office, bundled for
 * 2007-2026 (data/holidays.txt), later years imported. A year not announced yet counts Monday to Friday
 * and is *provisional*: every result that touched it says so, and the screen must too. */
#ifndef JUEBU_CALENDAR_CALENDAR_H
#define JUEBU_CALENDAR_CALENDAR_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"

typedef struct { int32_t day; } Date;            /* days since 1970-01-01; day 0 is DATE_NONE "not given" */
typedef struct { int64_t sec; } Instant;         /* seconds since 1970-01-01T00:00Z; 0 is "not given" */

#define DATE_NONE ((Date){ 0 })
#define INSTANT_NONE ((Instant){ 0 })

enum weekday { MONDAY = 1, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY, SATURDAY, SUNDAY };

/* ---- dates ---- */
Date date_of_civil(int year, int month, int day_of_month);   /* must be a real date */
bool date_parse(Str iso, Date *out);             /* "2026-11-24", a real date 1971..2199; else false */
Str date_iso(struct arena *, Date);              /* "2026-11-24" */
Str date_words(struct arena *, Date);            /* "11月24日（周二）" */
Str date_words_year(struct arena *, Date);       /* "2026年11月24日" */
enum weekday date_weekday(Date);
int date_year(Date);
int date_month(Date);
int date_day_of_month(Date);
Date date_plus(Date, int days);
int date_days_between(Date from, Date to);
bool date_is_set(Date);

/* ---- instants ---- */
Instant instant_at(Date, int hour, int minute);  /* 24:00 is hour 24 */
Date instant_date(Instant);
int instant_minute_of_day(Instant);              /* 0..1439 */
Instant instant_plus(Instant, int64_t seconds);
bool instant_parse(Str iso, Instant *out);       /* "2026-11-24T12:00", with ":ss" and "+08:00" or "Z" allowed; bare is +08:00 */
Str instant_iso(struct arena *, Instant);        /* "2026-11-24T12:00:00+08:00" */
Str instant_words(struct arena *, Instant);      /* "11月24日（周二）12:00"; midnight that ends a day is "11月30日（周一）24:00" when asked below */
Str instant_due_words(struct arena *, Instant);  /* as above, and 00:00 is shown as 24:00 of the day before: limits end with a day */
Str instant_clock(struct arena *, Instant);      /* "12:00" */
Str instant_minute(struct arena *, Instant);     /* "2026-11-24 12:00" */
Str instant_short(struct arena *, Instant);      /* "24日 12:00" */
bool instant_is_set(Instant);

/* ---- working days ---- */
struct calendar;                                 /* immutable once built; a new year makes a new one */

struct calendar *calendar_builtin(struct arena *);           /* the announced years of data/holidays.txt */
/* Adds or replaces years from text of the same form, one line each, "2027 元旦 off 01-01..01-03 work 01-04; 春节 …"
 * (grammar: notice.c). Used for import; base NULL: from nothing. false: error says which word and why, in Chinese;
 * nothing is changed. Dates of December may stand in the next year's notice and are written there with their own
 * year, "2026-12-31". The new calendar does not need base any more. */
bool calendar_parse(struct arena *, const struct calendar *base, Str text, struct calendar **out, Str *error_out);
bool calendar_announced(const struct calendar *, int year);
int calendar_last_announced(const struct calendar *);
bool calendar_is_working(const struct calendar *, Date);
Str calendar_holiday_name(const struct calendar *, Date);    /* "国庆节", or empty on an ordinary day or weekend */

/* A date that a rule gave, with what one must say beside it. */
struct due_date {
	Date on;
	bool rolled;                    /* moved off a day that is not worked */
	bool provisional;               /* a day of a year not announced yet was asked */
	Str why;                        /* "10月6日为国庆节，顺延至10月8日"; empty if not rolled. Points into the arena. */
};

enum roll { ROLL_NOT, ROLL_FORWARD, ROLL_BACK };

struct due_date calendar_roll(struct arena *, const struct calendar *, Date, enum roll);
/* The first day is not counted (civil code 201). days >= 1. */
struct due_date calendar_after_working_days(struct arena *, const struct calendar *, Date from, int days);
int calendar_working_days_between(const struct calendar *, Date from, Date to);   /* days worked in (from, to]; negative if to < from */

/* ---- limits: a number without its unit and law is not a limit ---- */
enum limit_unit { HOURS, CALENDAR_DAYS, WORKING_DAYS, MONTHS, LIMIT_UNITS };

struct limit {
	int number;
	enum limit_unit unit;
	const char *law;                /* "处罚法 60"; "setting" when we chose it */
};

struct due_instant {
	Instant at;                     /* on time means received before this second */
	bool rolled, provisional;
	Str why;
};

/* Hours run from the moment. Days and months: the first day is not counted; ends at 24:00 of the last day,
 * which rolls forward off a day not worked (civil code 203). The number is 1 or more. */
struct due_instant limit_end(struct arena *, const struct calendar *, Instant from, struct limit);
Str limit_words(struct arena *, struct limit);   /* "5 个工作日（处罚法 56）" */

/* ---- periods: what a return is about, and its key for ever ---- */
enum period_kind { WEEK, MONTH, QUARTER, YEAR, PERIOD_KINDS };

typedef struct {
	enum period_kind kind;
	int16_t year;                   /* ISO year for weeks */
	int16_t number;                 /* 1..53, 1..12, 1..4, 1 */
} Period;

Period period_of(enum period_kind, Date);
bool period_parse(Str, Period *out);             /* "2026-W47" "2026-11" "2026-Q4" "2026" */
Str period_key(struct arena *, Period);          /* the same text */
Str period_words(struct arena *, Period);        /* "第 47 周（11月16日—22日）" */
Date period_first(Period);
Date period_last(Period);
Period period_step(Period, int by);
bool period_equal(Period, Period);

/* ---- how long still ---- */
Str countdown_words(struct arena *, const struct calendar *, Instant now, Instant due);
	/* "还剩 18 小时 22 分"; over 3 days "还剩 4 个工作日"; past "逾期 2 小时 10 分", from 24 hours "逾期 1 个工作日".
	 * Where no working day lies between: hours, over 3 days "还剩 5 天". Under a minute "还剩不到 1 分". */

#endif
