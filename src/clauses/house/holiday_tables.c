/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* holiday_tables.c - a year's holidays are announced: the notice is imported, and what was provisional is fixed. */
#include "clauses/house/house.h"

#include "record/holiday.h"

static bool read_notice(struct act *act, const void *before, void *row, struct input *input)
{
	struct holiday *holiday = row;

	holiday->imported_at = act->now;
	return holiday_notice_year(act, holiday->notice, &holiday->year);
}

/* RULE calendar.announced: due minutes that were provisional are computed anew in the same act. Of two imports in one
 * batch the later must know the other's year. */
static bool take_effect(struct act *act, const void *before, void *row, struct input *input)
{
	return holidays_load(act) && duty_recompute_provisional(act);
}

static const struct move moves[] = {
	{ MOVE_NEW, "import", MOVE_STAY, "导入", &CAN_SET_BUSINESS, .takes = "notice source", .needs = "notice source",
	  .run = read_notice, .then = take_effect, .primary = true },
	MOVES_END
};
const struct holding holiday_holding = { .record = &holiday_record, .moves = moves, .read = &CAN_READ_SETTING };
