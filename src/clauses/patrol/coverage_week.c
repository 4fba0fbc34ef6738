/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* coverage_week.c - a week of coverage put together: ground, drive, judgements, days of key pieces, look-backs. */
#include "clauses/patrol/coverage_pages.h"

/* ---- what is asked ---- */

bool week_asked(struct act *act, const struct call *call, struct week_ask *out)
{
	const struct input *query = &call->exchange->request.query;
	Str week = input_text(query, "week");

	*out = (struct week_ask){ .week = period_of(WEEK, instant_date(act->now)), .chosen = { input_int(query, "unit", 0) } };
	if (call->scope.kind != SCOPE_ALL) {
		out->only.v = call->scope.unit_id;
		if (out->chosen.v && out->chosen.v != out->only.v)
			return refuse_not_there(act);
		out->chosen = out->only;
	}
	if (!str_is_empty(week) && (!period_parse(week, &out->week) || out->week.kind != WEEK))
		return refuse(act, REFUSED_MALFORMED, "coverage.week", "周次写成 2026-W47 这样");
	if (period_first(out->week).day > instant_date(act->now).day)
		return refuse(act, REFUSED_MALFORMED, "coverage.week", "这一周还没有到");
	return true;
}

/* RULE coverage.due: 24 hours after the week's end. */
Instant week_due(Period week)
{
	return instant_at(date_plus(period_last(week), 2), 0, 0);
}

/* ---- days of key pieces ---- */

static bool judged_day(struct act *act, struct week_view *view, Date day, bool *left)
{
	*left = false;
	for (size_t i = 0; i < view->ground.unit_count; i++) {
		struct coverage_row row;
		bool found;

		if (piece_set_count(&view->ground.units[i].key) == 0)
			continue;
		if (!coverage_of(act, view->ground.units[i].id, date_iso(act->arena, day), &found, &row))
			return false;
		*left = *left || !found;
		view->units[i].days_due += found && row.key_pieces > 0;
		view->units[i].days_met += found && row.key_pieces > 0 && row.state == COVERAGE_MET;
	}
	return true;
}

/* A day that is not judged yet: as it would be now, or at its due minute. */
static bool computed_day(struct act *act, struct week_view *view, Date day)
{
	struct drive_ask ask = { .from = instant_at(day, 0, 0), .until = instant_at(date_plus(day, 1), 0, 0) };
	struct ground ground;
	struct drive drive;

	if (act->now.sec >= instant_at(date_plus(day, 2), 0, 0).sec)
		ask.received = instant_at(date_plus(day, 2), 0, 0);
	if (!ground_on(act, day, view->ask.only, &ground) || !drive_over(act, &ground, &ask, &drive))
		return false;
	for (size_t i = 0; i < view->ground.unit_count; i++) {
		const struct ground_unit *unit = ground_unit(&ground, view->ground.units[i].id);
		struct coverage_row row;
		struct tally tally;
		bool found;

		if (!unit || piece_set_count(&unit->key) == 0)
			continue;
		if (!coverage_of(act, unit->id, date_iso(act->arena, day), &found, &row))
			return false;
		if (found)
			continue;
		tally = tally_of(&ground, &drive, (size_t)(unit - ground.units));
		view->units[i].days_due++;
		view->units[i].days_met += tally.key_missed == 0;
	}
	return true;
}

static bool key_days(struct act *act, struct week_view *view)
{
	Date last = view->running ? instant_date(act->now) : period_last(view->ask.week);

	for (Date day = period_first(view->ask.week); day.day <= last.day; day = date_plus(day, 1)) {
		bool left;

		if (!judged_day(act, view, day, &left) || (left && !computed_day(act, view, day)))
			return false;
	}
	return true;
}

/* ---- the whole ---- */

static bool read_lookbacks(struct act *act, struct week_view *view)
{
	struct scope scope = caller_scope(act->who, &CAN_READ_LOOKBACK);
	Instant from = instant_at(period_first(view->ask.week), 0, 0), until = instant_at(date_plus(period_last(view->ask.week), 1), 0, 0);

	if (scope.kind == SCOPE_NONE)
		return true;
	if (!lookbacks_within(act, from, until, view->ask.only, &view->lookbacks, &view->lookback_count))
		return false;
	for (size_t i = 0; i < view->lookback_count; i++) {
		const struct ground_unit *unit = ground_unit(&view->ground, view->lookbacks[i].unit_id);

		if (unit)
			view->units[unit - view->ground.units].lookbacks++;
	}
	return true;
}

static bool read_judgements(struct act *act, struct week_view *view)
{
	Str key = period_key(act->arena, view->ask.week);

	for (size_t i = 0; i < view->ground.unit_count; i++)
		if (!coverage_of(act, view->ground.units[i].id, key, &view->units[i].judged, &view->units[i].row))
			return false;
	return true;
}

static void set_state(struct act *act, struct week_view *view)
{
	view->due = week_due(view->ask.week);
	view->running = instant_date(act->now).day <= period_last(view->ask.week).day;
	view->closed = act->now.sec >= view->due.sec;
	if (view->closed)
		view->received = view->due;
}

/* Into its own place from the start: the coverage keeps the address of the pieces. */
bool week_view(struct act *act, const struct week_ask *ask, UnitId of, bool days, struct week_view *view)
{
	struct drive_ask drive = { .from = instant_at(period_first(ask->week), 0, 0), .gaps = true, .times = of.v != 0,
	                           .until = instant_at(date_plus(period_last(ask->week), 1), 0, 0) };

	*view = (struct week_view){ .ask = *ask };
	view->ask.only = of;
	set_state(act, view);
	drive.received = view->received;
	if (!ground_on(act, period_last(ask->week), of, &view->ground) || !drive_over(act, &view->ground, &drive, &view->drive))
		return false;
	view->units = ARENA_ARRAY(act->arena, struct unit_week, view->ground.unit_count + 1);
	for (size_t i = 0; i < view->ground.unit_count; i++)
		view->units[i].tally = tally_of(&view->ground, &view->drive, i);
	for (size_t i = 0; i < view->drive.gap_count; i++)
		view->units[view->drive.gaps[i].unit].gaps++;
	return read_judgements(act, view) && read_lookbacks(act, view) && (!days || key_days(act, view));
}

bool unit_is_short(struct act *act, const struct week_view *view, size_t unit)
{
	const struct unit_week *u = &view->units[unit];

	if (u->judged)
		return u->row.state == COVERAGE_SHORT;
	return u->tally.key_missed > 0 || u->tally.share_permille < 10 * setting_on(act, &SETTING_SHARE, period_last(view->ask.week));
}

int unit_permille(const struct week_view *view, size_t unit)
{
	return view->units[unit].judged ? (int)view->units[unit].row.share_permille : view->units[unit].tally.share_permille;
}

double unit_metres_missed(const struct week_view *view, size_t unit)
{
	const struct unit_week *u = &view->units[unit];

	return u->judged ? (double)(u->row.metres - u->row.metres_passed) : u->tally.area.metres - u->tally.area.metres_passed;
}

/* ---- runs of pieces ---- */

void runs_of(struct act *act, const struct ground *ground, size_t unit, const struct piece_set *set, struct runs *add_to)
{
	for (size_t p = 0; p < ground->pieces.count; p++) {
		struct run *run = add_to->count ? &add_to->at[add_to->count - 1] : NULL;
		double metres = ground->pieces.at[p].metres;

		if (!piece_set_has(set, p))
			continue;
		if (run && run->unit == unit && run->last + 1 == p && ground->pieces.at[run->last].road == ground->pieces.at[p].road) {
			run->last = p;
			run->metres += metres;
			continue;
		}
		add_to->at = arena_room_for_one(act->arena, add_to->at, add_to->count, &add_to->room, sizeof *add_to->at);
		add_to->at[add_to->count++] = (struct run){ unit, p, p, metres };
	}
}

bool run_road(struct act *act, const struct ground *ground, const struct run *run, Str *out)
{
	int64_t road = ground->pieces.at[run->first].road;

	return record_title_of(act, road > 0 ? &road_record : &area_record, road > 0 ? road : -road, out);
}

Str run_pieces(struct act *act, const struct ground *ground, const struct run *run)
{
	const struct piece *first = &ground->pieces.at[run->first], *last = &ground->pieces.at[run->last];
	const char *what = first->road > 0 ? "段" : "格";

	if (run->first == run->last)
		return str_format(act->arena, "第 %d %s", first->k + 1, what);
	return str_format(act->arena, "第 %d—%d %s", first->k + 1, last->k + 1, what);
}

bool run_is_key(const struct ground *ground, const struct run *run)
{
	for (size_t p = run->first; p <= run->last; p++)
		if (piece_set_has(&ground->units[run->unit].key, p))
			return true;
	return false;
}
