/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* cover_drive.c - what of the ground was passed: each unit's devices, their positions by their own times, the engine. */
#include "base/limits.h"
#include "clauses/patrol/cover_inner.h"

/* One device on its way: its sound positions, collected run by run. */
struct driving {
	const struct drive_ask *ask;
	const struct patrols *duty;     /* NULL: a vehicle, whose way always counts; else a person's, who is on duty only then */
	struct arena *arena;
	struct fix *fixes;
	size_t count, room;
};

/* RULE patrol.end: what a person carries counts only while its carrier was on a patrol. */
static bool is_on_duty(const struct patrols *patrols, int64_t t)
{
	for (size_t i = 0; i < patrols->count; i++) {
		const struct patrol *p = &patrols->at[i];

		if (t >= p->began_at.sec && (!instant_is_set(p->ended_at) || t <= p->ended_at.sec))
			return true;
	}
	return false;
}

static bool counts(const struct driving *d, const struct position *p)
{
	if (p->flags & POSITION_DOUBTFUL)
		return false;
	if (instant_is_set(d->ask->received) && p->received_s >= d->ask->received.sec)
		return false;
	return !d->duty || is_on_duty(d->duty, p->at_ms / 1000);
}

static bool take_run(struct act *act, void *state, const struct track_run *run)
{
	struct driving *d = state;

	for (size_t i = 0; i < run->count; i++) {
		if (!counts(d, &run->at[i]))
			continue;
		if (d->count == d->room)
			d->fixes = arena_room_for_one(d->arena, d->fixes, d->count, &d->room, sizeof *d->fixes);
		d->fixes[d->count++] = (struct fix){ run->at[i].at_ms / 1000, { .lon = run->at[i].lon, .lat = run->at[i].lat } };
	}
	return true;
}

static bool lies_within(const struct patrol *p, const struct track_gap *gap)
{
	return gap->from.t >= p->began_at.sec && (!instant_is_set(p->ended_at) || gap->to.t <= p->ended_at.sec);
}

/* A silence between two patrols is the night, one while it stood at one place is a pause. Of a car nobody enters patrols
 * for, what lies within one day may be a lost signal. */
static bool is_on_its_way(const struct track_gap *gap, const struct patrols *patrols)
{
	bool out = patrols->count == 0
	        && instant_date((Instant){ gap->from.t }).day == instant_date((Instant){ gap->to.t }).day;

	for (size_t i = 0; i < patrols->count; i++)
		out = out || lies_within(&patrols->at[i], gap);
	return out && place_distance(gap->from.at, gap->to.at) > COVERAGE_RADIUS_METRES;
}

static bool keep_gaps(struct act *act, struct drive *drive, const struct driving *d, int64_t gap, DeviceId device, size_t unit)
{
	struct patrols patrols;
	struct track_gap *gaps;
	size_t count = track_gaps(act->arena, d->fixes, d->count, gap, &gaps);

	if (!patrols_within(act, device, d->ask->from, d->ask->until, &patrols))
		return false;
	for (size_t i = 0; i < count && drive->gap_count < LIMIT_GAPS_SHOWN; i++) {
		if (!is_on_its_way(&gaps[i], &patrols))
			continue;
		drive->gaps = arena_room_for_one(act->arena, drive->gaps, drive->gap_count, &drive->gap_room, sizeof *drive->gaps);
		drive->gaps[drive->gap_count++] = (struct drive_gap){ device, unit, gaps[i] };
	}
	return true;
}

bool fixes_of(struct act *act, const struct device *device, const struct drive_ask *ask, struct fix **out, size_t *count_out)
{
	struct patrols patrols;
	struct driving d = { .ask = ask, .arena = act->arena };

	if (device->kind != DEVICE_TERMINAL) {
		if (!patrols_within(act, device->id, ask->from, ask->until, &patrols))
			return false;
		d.duty = &patrols;
	}
	if (!track_read(act, device->id, ask->from, ask->until, take_run, &d))
		return false;
	*out = d.fixes;
	*count_out = d.count;
	return true;
}

static bool drive_device(struct act *act, struct drive *drive, size_t unit, const struct device *device, const struct drive_ask *ask)
{
	int64_t gap = setting_on(act, &SETTING_GAP, instant_date(ask->from));
	struct driving d = { .ask = ask };

	if (!fixes_of(act, device, ask, &d.fixes, &d.count))
		return false;
	if (d.count == 0)
		return true;
	coverage_track(drive->coverage, unit, d.fixes, d.count);
	drive->vehicles++;
	drive->metres_driven += track_metres(d.fixes, d.count, gap);
	return !ask->gaps || keep_gaps(act, drive, &d, gap, device->id, unit);
}

bool drive_over(struct act *act, const struct ground *ground, const struct drive_ask *ask, struct drive *out)
{
	Date day = instant_date(ask->from);
	struct piece_set *sets = ARENA_ARRAY(act->arena, struct piece_set, ground->unit_count + 1);
	struct coverage_ask engine = {
		.pieces = &ground->pieces, .units = sets, .unit_count = ground->unit_count, .times = ask->times,
		.radius = (double)setting_on(act, &SETTING_RADIUS, day), .gap = setting_on(act, &SETTING_GAP, day),
	};
	struct drive drive = { 0 };

	for (size_t i = 0; i < ground->unit_count; i++)
		sets[i] = ground->units[i].all;
	drive.coverage = coverage_begin(act->arena, &engine);
	for (size_t i = 0; i < ground->unit_count; i++) {
		struct devices devices;

		if (!cover_store_devices(act, ground->units[i].id, &devices))
			return false;
		for (size_t k = 0; k < devices.count; k++)
			if (!drive_device(act, &drive, i, &devices.at[k], ask))
				return false;
	}
	*out = drive;
	return true;
}

struct tally tally_of(const struct ground *ground, const struct drive *drive, size_t unit)
{
	const struct ground_unit *u = &ground->units[unit];
	struct tally tally = { coverage_sum(drive->coverage, unit, &u->owed), coverage_sum(drive->coverage, unit, &u->key), 0, 0, 1000 };

	tally.missed = tally.area.pieces - tally.area.passed;
	tally.key_missed = tally.key.pieces - tally.key.passed;
	/* Downwards: 94.96 % is not 95 %. */
	if (tally.area.metres > 0)
		tally.share_permille = (int)(1000 * tally.area.metres_passed / tally.area.metres + 1e-6);
	return tally;
}
