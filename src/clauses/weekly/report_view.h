/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* report_view.h - one report as read for its pages: its items with their matters and last week's words, what the
 * register holds beside it, its duties, what still keeps it from being submitted. */
#ifndef JUEBU_CLAUSES_WEEKLY_REPORT_VIEW_H
#define JUEBU_CLAUSES_WEEKLY_REPORT_VIEW_H

#include "clauses/weekly/weekly.h"
#include "page/page.h"

struct report_row {
	size_t n;                       /* its fields are called items.<n>.… */
	const struct weekly_item *item; /* as stored; NULL: a row that is only being typed */
	const struct matter *matter;    /* NULL: not in the register */
	const struct weekly_item *last; /* last week's; NULL: none, or not asked for */
	int age_days;                   /* of the matter, when the report arrived or now */
};
struct report_rows { struct report_row *at; size_t count; };

struct report_view {
	const struct weekly_report *report;
	Period period;
	struct unit unit;
	bool writable;                  /* the caller fills it in: the form is shown */
	const struct refusal *refused;  /* why the last sending was not taken; NULL */
	const struct input *typed;      /* what was typed then; NULL */
	struct report_rows items;       /* in the order they stand */
	struct report_rows omitted;     /* unresolved in the register, in this report not a word */
	struct report_rows added;       /* outside the register, not stored yet: the last one is empty */
	size_t pick;                    /* the row that takes one more matter of the register */
	size_t held;                    /* how many unresolved matters the register holds */
	const struct fault *missing;    /* what keeps it from being submitted, in the order of the page */
	bool has_contact;
	bool has_duty, has_supplement;
	struct duty duty, supplement;
	int64_t previous_id, next_id;   /* the same unit's reports before and after; 0: none */
	struct list units;              /* to choose from, in the form */
	struct matters spare;           /* the unit's unclosed matters that stand neither in it nor among the omitted */
};
bool report_view_read(struct act *, struct call *, struct report_view *out) MUST_USE;

/* "items.3.work_done" */
Str report_field(struct act *, const struct report_row *, const char *field);
/* How many of the missing things lie in this row. */
size_t report_missing_in(struct act *, const struct report_view *, const struct report_row *);
/* The row's number as people see it, from its place among the items. */
size_t report_number(const struct report_view *, const struct report_row *);

/* report_form.c, report_item.c, report_aside.c, report_line.c: regions */
bool report_form(struct act *, struct call *, const struct report_view *) MUST_USE;
void report_item_block(struct act *, struct html, const struct report_view *, const struct report_row *, bool open);
void report_omitted_block(struct act *, struct html, const struct report_view *, const struct report_row *);
void report_added_blocks(struct act *, struct html, const struct report_view *);
void report_age(struct act *, struct html, int days);
void report_checks(struct act *, struct html, const struct report_view *);
void report_limits(struct act *, struct html, const struct report_view *);
void report_line(struct act *, struct html, const struct report_view *);
void report_instructions(struct act *, struct html, const struct report_view *);

#endif
