/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* demo_regime.c - in the zone's first days each department draws up its patrol rule and files it; the Bureau looks
 * through them. One is sent back and filed again, one unit has never filed any. */
#include "app/demo/demo_inner.h"
#include "regime/regime.h"

enum { RETURNED_UNIT = 5, MISSING_UNIT = 13, WORKING_DAYS_UNIT = 14 };

struct demo_rule { struct demo_unit *unit; int64_t id; bool returned; };

static DemoDeed file, review;

static bool draft(struct demo *demo, void *about)
{
	struct demo_rule *rule = about;
	struct demo_move move = demo_move(demo, &regime_holding, 0, "draft");
	struct regime row = { 0 };
	struct demo_facts none = { 0 };
	Str unit = demo_unit_name(rule->unit);

	move.row_out = &row;
	demo_give_text(&move, "kind", STR("patrol"));
	demo_give_text(&move, "title", str_format(demo->moment, "%.*s行政执法周巡查制度", STR_ARG(unit)));
	demo_give_text(&move, "words", demo_say_one(demo, &none, rule->unit->number == RETURNED_UNIT ? "regime.vague" : "regime.patrol"));
	if (rule->unit->number == WORKING_DAYS_UNIT)
		demo_give_text(&move, "key_days", STR("working"));
	if (!demo_do(demo, rule->unit->speaker, &move))
		return false;
	rule->id = row.id.v;
	demo_at(demo, demo_some_days_later(demo, 1, 2), file, rule);
	return true;
}

static bool file(struct demo *demo, void *about)
{
	struct demo_rule *rule = about;
	struct demo_move move = demo_move(demo, &regime_holding, rule->id, "file");
	struct demo_facts none = { 0 };

	if (rule->returned)
		demo_give_text(&move, "words", demo_say_one(demo, &none, "regime.patrol"));
	demo_give_text(&move, "from_on", date_iso(demo->moment, demo_today(demo)));
	if (!demo_do(demo, &rule->unit->head, &move))
		return false;
	demo_at(demo, demo_some_days_later(demo, 1, 3), review, rule);
	return true;
}

static bool review(struct demo *demo, void *about)
{
	struct demo_rule *rule = about;
	bool vague = rule->unit->number == RETURNED_UNIT && !rule->returned;
	struct demo_move move = demo_move(demo, &regime_holding, rule->id, vague ? "return" : "acknowledge");
	struct demo_facts none = { 0 };

	if (vague)
		demo_give_text(&move, "return_reason", demo_say_one(demo, &none, "regime.return"));
	if (!demo_do(demo, &demo->legal, &move))
		return false;
	rule->returned = vague;
	if (vague)
		demo_at(demo, demo_some_days_later(demo, 1, 4), file, rule);
	return true;
}

void demo_regimes_plan(struct demo *demo)
{
	Date first = instant_date(demo->begin);

	for (size_t i = 0; i < DEMO_UNITS; i++) {
		struct demo_rule *rule = ARENA_NEW(demo->arena, struct demo_rule);
		Date day = demo_worked_later(demo, first, demo_between(demo, 1, 4));

		rule->unit = &demo->units[i];
		if (rule->unit->plan->kind == UNIT_DEPARTMENT && rule->unit->number != MISSING_UNIT)
			demo_at(demo, demo_time(demo, day, CLOCK(9, 0), CLOCK(17, 30)), draft, rule);
	}
}
