/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* plan_spread.c - which place on which day. Pure: the same places on the same days give the same plan. */
#include "clauses/patrol/plan_verbs.h"

static int64_t *cell(struct plan_round *r, int day)
{
	int64_t *const cells[PLAN_DAYS] = { &r->mon, &r->tue, &r->wed, &r->thu, &r->fri, &r->sat, &r->sun };

	must(day >= 0 && day < PLAN_DAYS);
	return cells[day];
}

void plan_round_set(struct plan_round *r, int day, int64_t rounds)
{
	*cell(r, day) = rounds;
}

int64_t plan_round_on(const struct plan_round *r, int day)
{
	struct plan_round copy = *r;

	return *cell(&copy, day);
}

bool plan_round_must(const struct plan_round *r, int day)
{
	return r->must_days.len == PLAN_DAYS && r->must_days.at[day] == '1';
}

bool plan_round_is_key(const struct plan_round *r)
{
	for (int day = 0; day < PLAN_DAYS; day++)
		if (plan_round_must(r, day))
			return true;
	return false;
}

/* The day with the least to drive so far, the earliest of equals: a day of the rule on which the place is there; else,
 * where there is none such, any on which it is there; -1: none. */
static int lightest(const struct plan_place *place, const bool days[PLAN_DAYS], const double load[PLAN_DAYS], bool any_day)
{
	int found = -1;

	for (int day = 0; day < PLAN_DAYS; day++)
		if (place->there[day] && (any_day || days[day]) && (found < 0 || load[day] < load[found]))
			found = day;
	return found;
}

/* RULE patrol.daily: 每日应当巡查的重点片域、重点路段. */
static void every_day(const struct plan_place *place, const bool days[PLAN_DAYS], struct plan_round *round)
{
	for (int day = 0; day < PLAN_DAYS; day++)
		if (place->there[day] && days[day])
			plan_round_set(round, day, 1);
}

/* RULE patrol.weekly: 至少每周要将责任区域巡查一遍. The longest come first, so that the days become even. */
void plan_spread(const struct plan_places *places, const bool days[PLAN_DAYS], struct plan_round *rounds)
{
	double load[PLAN_DAYS] = { 0 };

	for (size_t i = 0; i < places->count; i++) {
		const struct plan_place *place = &places->at[i];
		int day;

		if (place->key) {
			every_day(place, days, &rounds[i]);
			continue;
		}
		day = lightest(place, days, load, false);
		if (day < 0)
			day = lightest(place, days, load, true);
		if (day < 0)
			continue;
		plan_round_set(&rounds[i], day, 1);
		load[day] += place->metres;
	}
}
