/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* setting.h - numbers the notice leaves open: a value, from when, by whose decision.
 *
 * Each is declared once, in the table of the clause that uses it, with default, unit and source; a row of
 * `setting` with an effective date overrides it from then on. Read from memory (house->settings). */
#ifndef JUEBU_RECORD_SETTING_H
#define JUEBU_RECORD_SETTING_H

#include "record/record.h"

struct setting_rule {
	const char *name;               /* "weekly.old_days" */
	const char *label;              /* 未结满几日须列入周报 */
	int64_t value;                  /* default */
	int64_t least, most;
	const char *unit;               /* 日, 分钟, … */
	const char *source;             /* where the default comes from */
	bool security;                  /* set by the security administrator, and not by the Legal Bureau */
	bool is_day;                    /* the value is a day, yyyymmdd */
};

typedef struct { int64_t v; } SettingId;
struct setting {
	SettingId id;
	int64_t version;
	Str name;
	int64_t value;
	Date from_on;
	Str source;
};
extern const struct record setting_record;

int64_t setting_on(const struct act *, const struct setting_rule *, Date);      /* the value in force on that day */
Date setting_since(const struct act *, const struct setting_rule *, Date);       /* from which day on that holds; not set: the default does */
#define setting_now(act, rule) setting_on((act), (rule), instant_date((act)->effective))
/* (Re)reads all rows into house->settings, at start and after a change; a writing act's are seen after its commit. */
bool settings_load(struct act *) MUST_USE;
void settings_close(struct house *);             /* frees all that were loaded, when nobody reads any more */

extern const struct sql *const setting_statements[];

#endif
