/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* board_view.h - the Tuesday board as one sees it: what board_page.c reads and the regions draw. */
#ifndef JUEBU_CLAUSES_WEEKLY_BOARD_VIEW_H
#define JUEBU_CLAUSES_WEEKLY_BOARD_VIEW_H

#include "clauses/weekly/weekly_store.h"
#include "page/page.h"

/* Where a unit stands this week; the order is the order of the table: who owes first. */
enum standing { STANDING_MISSING, STANDING_OPEN, STANDING_DRAFT, STANDING_RETURNED, STANDING_LATE, STANDING_IN,
                STANDING_NIL, STANDINGS };

struct board_view {
	Period period;
	Str key;
	struct board rows;
	enum standing *standing;                /* of each row */
	size_t count[STANDINGS];
	Instant due_at;
	Str due_why;                            /* rolled, provisional, outage; empty: as usual */
	Str same_minute;                        /* another week due in the same minute, in words */
	bool may_urge;
	struct week_mark *marks; size_t mark_count;
	struct ageing *ageing; size_t ageing_count;
	struct omitted_row *omitted; size_t omitted_count;
	Str show;                               /* one standing's word, or empty: all */
};
#define BOARD_WEEKS 8

bool board_view_read(struct act *, Period, struct board_view *out) MUST_USE;
size_t board_owing(const struct board_view *);          /* units that still owe the report or its supplement */
int64_t board_omitted(const struct board_view *);       /* matters their reports do not speak of */

enum standing standing_of(const struct board_row *);
bool standing_owes(enum standing);
const char *standing_word(enum standing);       /* "missing": in the address */
const char *standing_label(enum standing);
enum look standing_look(enum standing);

void board_ruler(struct act *, struct html, const struct board_view *);
void board_strip(struct act *, struct html, const struct board_view *, UnitId);
void board_legend(struct html);
void board_ageing(struct act *, struct html, const struct board_view *);

#endif
