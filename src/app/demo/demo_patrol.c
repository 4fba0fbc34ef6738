/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* demo_patrol.c - the zone's last weeks on the road: each unit's car drives its key places daily and the rest over the week,
 * badly on purpose, and what it finds goes its way; what others found is looked back upon and decided. */
#include <math.h>

#include "app/demo/demo_inner.h"
#include "clauses/patrol/cover.h"
#include "clauses/patrol/device.h"
#include "clauses/patrol/lookback_verbs.h"
#include "clauses/patrol/plan.h"

enum {
	METRES_A_SECOND = 9, SECONDS_A_POINT = 15, NOISE_METRES = 6,
	CHUNK = 8,                      /* pieces driven on the same day: 200 m */
	SILENCE = 45,                   /* points: eleven minutes */
	/* units by number */
	SKIPS_STREETS = 3,              /* leaves out a seventh of its streets, the far ones */
	STAYS_AT_HOME = 4,              /* does not go out on Wednesdays */
	SENDS_LATE = 5,                 /* its Friday comes in on Saturday */
	LOSES_SIGNAL = 8, FORGETS_TO_END = 11, FORGETS_ITS_PLAN = 14,
};

struct way { struct place at; bool key; };
struct demo_rounds {
	struct demo *demo;
	struct demo_unit *unit;
	int64_t device;
	struct way *ways;
	size_t count;
};
/* One time out. */
struct outing {
	struct demo_rounds *rounds;
	struct position *at;
	size_t count, room;
	int64_t patrol;
	Instant began_at;
};
struct seen { struct demo_rounds *rounds; struct demo_unit *to; int64_t id, handover, matter; Str settled; };

static DemoDeed set_out, come_back, send_late, handle, answer, assign, finish;

/* ---- where it drives ---- */

static bool read_ways(struct act *act, void *input)
{
	struct demo_rounds *rounds = input;
	struct ground ground;
	size_t most;

	if (!ground_on(act, instant_date(act->now), rounds->unit->id, &ground))
		return false;
	most = ground.unit_count ? piece_set_count(&ground.units[0].all) : 0;
	rounds->ways = arena_take_many(rounds->demo->arena, most + 1, sizeof *rounds->ways);
	for (size_t p = 0; p < ground.pieces.count && most; p++)
		if (piece_set_has(&ground.units[0].all, p))
			rounds->ways[rounds->count++] = (struct way){ piece_place(&ground.pieces, p), piece_set_has(&ground.units[0].key, p) };
	return true;
}

static bool is_driven(const struct demo_rounds *rounds, size_t i, enum weekday day)
{
	size_t chunk = i / CHUNK;

	if (rounds->ways[i].key)
		return true;
	if (rounds->unit->number == SKIPS_STREETS && i < rounds->count / 7)
		return false;
	return day != SUNDAY && chunk % 6 == (size_t)(day - MONDAY);
}

/* So many metres east and north of a place; good for a few metres of noise. */
static struct place beside(struct place at, int east, int north)
{
	return (struct place){ .lon = at.lon + (int32_t)(east * 110), .lat = at.lat + (int32_t)(north * 90) };
}

static void add_point(struct outing *out, struct place at, int64_t second)
{
	struct demo *demo = out->rounds->demo;
	struct place there = beside(at, demo_between(demo, -NOISE_METRES, NOISE_METRES), demo_between(demo, -NOISE_METRES, NOISE_METRES));

	out->at = arena_room_for_one(demo->arena, out->at, out->count, &out->room, sizeof *out->at);
	out->at[out->count++] = (struct position){
		.at_ms = (out->began_at.sec + second) * 1000, .lon = there.lon, .lat = there.lat, .altitude = ALTITUDE_UNKNOWN,
		.course = COURSE_UNKNOWN, .speed = METRES_A_SECOND * 36, .flags = POSITION_FROM(FROM_TERMINAL) };
}

static struct place between(struct place a, struct place b, double share)
{
	return (struct place){ .lon = a.lon + (int32_t)(share * (b.lon - a.lon)), .lat = a.lat + (int32_t)(share * (b.lat - a.lat)) };
}

/* From one place to the next; a point each fifteen seconds, however the places lie. metres: driven since the first. */
static void drive_on(struct outing *out, struct place from, struct place to, double *metres)
{
	const double step = METRES_A_SECOND * SECONDS_A_POINT;
	double length = place_distance(from, to), next = (floor(*metres / step) + 1) * step;

	for (; next <= *metres + length; next += step)
		add_point(out, between(from, to, length > 0 ? (next - *metres) / length : 0), (int64_t)(next / METRES_A_SECOND));
	*metres += length;
}

static Instant drive(struct outing *out, enum weekday day)
{
	const struct demo_rounds *rounds = out->rounds;
	const struct way *last = NULL;
	double metres = 0;

	for (size_t i = 0; i < rounds->count; i++) {
		if (!is_driven(rounds, i, day))
			continue;
		if (last)
			drive_on(out, last->at, rounds->ways[i].at, &metres);
		if (!last || rounds->ways[i].key)      /* slowly where it matters */
			add_point(out, rounds->ways[i].at, (int64_t)(metres / METRES_A_SECOND));
		last = &rounds->ways[i];
	}
	return instant_plus(out->began_at, (int64_t)(metres / METRES_A_SECOND) + SECONDS_A_POINT);
}

/* ---- out and back ---- */

static const struct demo_person *officer_of(const struct demo_rounds *rounds, int which)
{
	const struct demo_unit *unit = rounds->unit;
	size_t n = (size_t)(demo_today(rounds->demo).day + which) % unit->fit_count;

	return &unit->officers[unit->fit[n]];
}

static bool set_out(struct demo *demo, void *about)
{
	struct demo_rounds *rounds = about;
	struct outing *out = ARENA_NEW(demo->arena, struct outing);
	struct demo_move move = demo_move(demo, &patrol_holding, 0, "begin");
	enum weekday day = date_weekday(demo_today(demo));
	struct patrol row;
	Instant back;

	if (rounds->count == 0 && !demo_read(demo, read_ways, rounds))
		return false;
	if (rounds->count == 0 || (rounds->unit->number == STAYS_AT_HOME && day == WEDNESDAY))
		return true;
	*out = (struct outing){ .rounds = rounds, .began_at = demo->now };
	back = drive(out, day);
	move.row_out = &row;
	demo_give_id(&move, "device_id", rounds->device);
	demo_give_id(&move, "lead_id", officer_of(rounds, 0)->who.officer_id);
	if (rounds->unit->fit_count > 1)
		demo_give_id(&move, "second_id", officer_of(rounds, 1)->who.officer_id);
	if (!demo_do(demo, officer_of(rounds, 0), &move))
		return false;
	out->patrol = row.id.v;
	demo_at(demo, back, come_back, out);
	return true;
}

static bool take(struct act *act, void *input)
{
	const struct outing *out = input;
	size_t silent = out->rounds->unit->number == LOSES_SIGNAL && out->count > 2 * SILENCE ? out->count / 2 : out->count;

	if (!track_take(act, (DeviceId){ out->rounds->device }, out->at, silent))
		return false;
	return silent == out->count || track_take(act, (DeviceId){ out->rounds->device }, out->at + silent + SILENCE, out->count - silent - SILENCE);
}

static bool send_late(struct demo *demo, void *about)
{
	return demo_write(demo, NULL, take, about);
}

static bool note(struct demo *demo, struct outing *out)
{
	struct demo_rounds *rounds = out->rounds;
	struct seen *seen = ARENA_NEW(demo->arena, struct seen);
	struct demo_move move = demo_move(demo, &finding_holding, 0, "note");
	const struct position *here = &out->at[(size_t)demo_between(demo, 0, (int)out->count - 1)];
	Str line = demo_line(demo, demo_list_named(demo, STR("finding")));
	struct finding row;

	move.row_out = &row;
	demo_give_text(&move, "title", demo_part(line, 0));
	demo_give_text(&move, "category", demo_part(line, 1));
	demo_give_text(&move, "words", demo_part(line, 2));
	demo_give_text(&move, "spot", place_text(demo->moment, (struct place){ .lon = here->lon, .lat = here->lat }));
	demo_give_text(&move, "found_at", instant_iso(demo->moment, (Instant){ here->at_ms / 1000 }));
	demo_give_id(&move, "patrol_id", out->patrol);
	if (!demo_do(demo, officer_of(rounds, 0), &move))
		return false;
	*seen = (struct seen){ .rounds = rounds, .id = row.id.v, .settled = demo_part(line, 3) };
	demo_at(demo, instant_plus(demo->now, demo_between(demo, 20, 240) * 60), handle, seen);
	return true;
}

static bool come_back(struct demo *demo, void *about)
{
	struct outing *out = about;
	struct demo_rounds *rounds = out->rounds;
	struct demo_move end = demo_move(demo, &patrol_holding, out->patrol, "end");
	bool late = rounds->unit->number == SENDS_LATE && date_weekday(demo_today(demo)) == FRIDAY;

	if (late)
		demo_at(demo, instant_plus(demo->now, 20 * 3600), send_late, out);
	else if (!demo_write(demo, NULL, take, out))
		return false;
	if (demo_chance(demo, 25) && !note(demo, out))
		return false;
	if (rounds->unit->number == FORGETS_TO_END && date_weekday(demo_today(demo)) == THURSDAY)
		return true;
	return demo_do(demo, officer_of(rounds, 0), &end);
}

/* ---- what was found ---- */

static struct demo_unit *somebody_else(struct demo *demo, const struct demo_unit *unit)
{
	struct demo_unit *other = &demo->units[(unit->number + (size_t)demo_between(demo, 0, DEMO_UNITS - 2)) % DEMO_UNITS];

	must(other != unit);
	return other;
}

/* Small matters: done before the next report would have to list them. */
static void see_to_it(struct demo *demo, struct seen *seen, MatterId matter, struct demo_unit *unit)
{
	seen->matter = matter.v;
	seen->to = unit;
	demo_at(demo, instant_plus(demo->now, 3600), assign, seen);
	demo_at(demo, instant_plus(demo->now, demo_between(demo, 30, 110) * 3600), finish, seen);
}

static bool assign(struct demo *demo, void *about)
{
	struct seen *seen = about;
	struct demo_move move = demo_move(demo, &matter_holding, seen->matter, "assign");
	struct demo_unit *unit = seen->to;

	demo_give_id(&move, "lead_id", unit->officers[unit->fit[0]].who.officer_id);
	demo_give_id(&move, "second_id", unit->officers[unit->fit[1]].who.officer_id);
	return demo_do(demo, &unit->head, &move);
}

static bool finish(struct demo *demo, void *about)
{
	struct seen *seen = about;
	struct demo_move move = demo_move(demo, &matter_holding, seen->matter, "close");

	demo_give_text(&move, "outcome", STR("corrected"));
	demo_give_text(&move, "closing_words", seen->settled);
	return demo_do(demo, &seen->to->head, &move);
}

/* Settled on the spot, a matter of its own, or somebody else's: in that order of how often. */
static bool handle(struct demo *demo, void *about)
{
	struct seen *seen = about;
	const char *verb = demo_chance(demo, 50) ? "settle" : demo_chance(demo, 60) ? "register" : "hand";
	struct demo_move move = demo_move(demo, &finding_holding, seen->id, verb);
	struct finding row;

	if (str_is(STR("settle"), verb))
		demo_give_text(&move, "settled_words", seen->settled);
	if (str_is(STR("hand"), verb)) {
		seen->to = somebody_else(demo, seen->rounds->unit);
		demo_give_id(&move, "to_unit_id", seen->to->id.v);
		demo_at(demo, demo_some_days_later(demo, 0, 1), answer, seen);
	}
	move.row_out = &row;
	if (!demo_do(demo, officer_of(seen->rounds, 0), &move))
		return false;
	if (row.state == FINDING_MATTER)
		see_to_it(demo, seen, row.matter_id, seen->rounds->unit);
	return true;
}

static bool find_handover(struct act *act, void *input)
{
	struct seen *seen = input;
	struct list_ask ask = { .record = &handover_record, .scope = { .kind = SCOPE_ALL }, .most = 1,
	                        .only = { { .field = "finding_id", .value = seen->id } } };
	struct list list;

	if (!record_list(act, &ask, &list))
		return false;
	seen->handover = list.count ? record_id(&handover_record, list.rows) : 0;
	return true;
}

static bool answer(struct demo *demo, void *about)
{
	struct seen *seen = about;
	bool returns = demo_chance(demo, 25);
	struct demo_move move;
	struct handover row;

	if (!demo_read(demo, find_handover, seen))
		return false;
	must(seen->handover);
	move = demo_move(demo, &handover_holding, seen->handover, returns ? "return" : "accept");
	if (returns)
		demo_give_text(&move, "return_reason", STR("不属本单位职责，请移交属地办事处"));
	move.row_out = &row;
	if (!demo_do(demo, &seen->to->head, &move))
		return false;
	if (row.state == HANDOVER_TAKEN) {
		see_to_it(demo, seen, row.matter_id, seen->to);
		demo_lookback_plan(demo, row.matter_id.v);
	}
	return true;
}

/* ---- plans ---- */

struct planned { struct demo_unit *unit; Str period; int64_t id; };

static bool find_plan(struct act *act, void *input)
{
	struct planned *planned = input;
	struct patrol_plan plan;
	bool found;

	if (!plan_of(act, planned->unit->id, planned->period, &found, &plan))
		return false;
	planned->id = found && plan.state == PLAN_DRAFT && plan.rounds.count ? plan.id.v : 0;
	return true;
}

static bool release_plan(struct demo *demo, void *about)
{
	struct planned *planned = about;
	struct demo_move move;

	if (!demo_read(demo, find_plan, planned))
		return false;
	if (planned->id == 0)
		return true;
	move = demo_move(demo, &plan_holding, planned->id, "release");
	return demo_do(demo, planned->unit->speaker, &move);
}

/* ---- the weeks ---- */

static bool buy_car(struct demo *demo, struct demo_rounds *rounds)
{
	struct demo_move move = demo_move(demo, &device_holding, 0, "create");
	struct device row;

	move.row_out = &row;
	demo_give_id(&move, "unit_id", rounds->unit->id.v);
	demo_give_text(&move, "number", str_format(demo->moment, "1380000%04d", (int)rounds->unit->number));
	demo_give_text(&move, "name", str_format(demo->moment, "%s 01 车", rounds->unit->plan->short_name));
	demo_give_text(&move, "kind", STR("terminal"));
	demo_give_text(&move, "protocol", STR("jt808"));
	if (!demo_do(demo, &rounds->unit->head, &move))
		return false;
	rounds->device = row.id.v;
	return true;
}

static void plan_week(struct demo *demo, struct demo_rounds *rounds, Date monday)
{
	struct planned *planned = ARENA_NEW(demo->arena, struct planned);
	Date friday = date_plus(monday, -3);

	*planned = (struct planned){ rounds->unit, period_key(demo->arena, period_of(WEEK, monday)), 0 };
	if (rounds->unit->number != FORGETS_ITS_PLAN)
		demo_at(demo, demo_time(demo, friday, CLOCK(9, 0), CLOCK(17, 0)), release_plan, planned);
	for (int day = 0; day < 7; day++)
		demo_at(demo, demo_time(demo, date_plus(monday, day), CLOCK(8, 20), CLOCK(9, 40)), set_out, rounds);
}

bool demo_patrols_make(struct demo *demo)
{
	int weeks = demo_patrol_weeks(demo);

	demo->rounds = ARENA_ARRAY(demo->arena, struct demo_rounds, DEMO_UNITS);
	for (size_t i = 0; i < DEMO_UNITS; i++) {
		struct demo_rounds *rounds = &demo->rounds[i];

		*rounds = (struct demo_rounds){ .demo = demo, .unit = &demo->units[i] };
		if (rounds->unit->fit_count < 2)
			continue;
		if (!buy_car(demo, rounds))
			return false;
		for (int week = 0; week < weeks; week++)
			plan_week(demo, rounds, period_first(period_step(demo->last, 1 - week)));
	}
	return true;
}

int demo_patrol_weeks(const struct demo *demo)
{
	return demo->ask.weeks + 1 < DEMO_PATROL_WEEKS ? (int)demo->ask.weeks + 1 : DEMO_PATROL_WEEKS;
}

/* ---- what others found ---- */

bool demo_somewhere(struct demo *demo, const struct demo_unit *unit, struct place *out)
{
	const struct demo_rounds *rounds = &demo->rounds[unit->number - 1];

	if (rounds->count == 0)
		return false;
	*out = rounds->ways[(size_t)demo_between(demo, 0, (int)rounds->count - 1)].at;
	return true;
}

struct looked { MatterId matter; struct lookback_ids ids; int64_t id[8]; enum lookback_verdict verdict[8]; size_t count; };

static bool find_lookbacks(struct act *act, void *input)
{
	struct looked *looked = input;

	looked->count = 0;
	if (!lookback_store_of_matter(act, looked->matter, &looked->ids))
		return false;
	for (size_t i = 0; i < looked->ids.count && i < COUNT_OF(looked->id); i++) {
		struct lookback look;

		if (!record_load(act, &lookback_record, looked->ids.at[i], &look))
			return false;
		looked->id[looked->count] = look.id.v;
		looked->verdict[looked->count++] = look.verdict;
	}
	return true;
}

static bool decide_lookbacks(struct demo *demo, void *about)
{
	struct looked *looked = about;

	if (!demo_read(demo, find_lookbacks, looked))
		return false;
	for (size_t i = 0; i < looked->count; i++) {
		bool blamed = (looked->verdict[i] == VERDICT_MISSED || looked->verdict[i] == VERDICT_PASSED) && demo_chance(demo, 70);
		struct demo_move move = demo_move(demo, &lookback_holding, looked->id[i], blamed ? "confirm" : "reject");

		demo_give_text(&move, "ground", demo_line(demo, demo_list_named(demo, blamed ? STR("lookback.confirm") : STR("lookback.reject"))));
		if (!demo_do(demo, &demo->legal, &move))
			return false;
	}
	return true;
}

void demo_lookback_plan(struct demo *demo, int64_t matter)
{
	struct looked *looked = ARENA_NEW(demo->arena, struct looked);

	looked->matter.v = matter;
	demo_at(demo, demo_some_days_later(demo, 1, 4), decide_lookbacks, looked);
}
