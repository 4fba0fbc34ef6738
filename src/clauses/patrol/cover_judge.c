/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* cover_judge.c - the verdict over a week and over a day's key pieces, at its due minute, from what had been received by then. */
#include "base/limits.h"
#include "clauses/patrol/cover_inner.h"

struct piece_set not_passed(struct act *act, const struct ground *ground, const struct drive *drive, size_t unit, const struct piece_set *among)
{
	struct piece_set missed = piece_set_new(act->arena, &ground->pieces);

	for (size_t p = 0; p < ground->pieces.count; p++)
		if (piece_set_has(among, p) && !coverage_passed(drive->coverage, unit, p))
			piece_set_put(&missed, p);
	return missed;
}

Str pieces_text(struct act *act, const struct ground *ground, const struct piece_set *set, bool *cut)
{
	struct strbuf out = { .arena = act->arena };
	size_t p = 0;

	*cut = false;
	while (p < ground->pieces.count) {
		const struct piece *first = &ground->pieces.at[p];
		size_t last = p;

		if (!piece_set_has(set, p)) {
			p++;
			continue;
		}
		while (last + 1 < ground->pieces.count && piece_set_has(set, last + 1) && ground->pieces.at[last + 1].road == first->road)
			last++;
		if (out.len > LIMIT_MISSED_TEXT_BYTES) {
			*cut = true;
			break;
		}
		buf_add(&out, str_format(act->arena, last > p ? "%s%lld:%d-%d" : "%s%lld:%d", out.len ? "," : "", (long long)first->road,
		                         first->k, ground->pieces.at[last].k));
		p = last + 1;
	}
	return buf_str(&out);
}

static Str share_words(struct act *act, const struct tally *tally)
{
	return str_format(act->arena, "覆盖 %d.%d%%，未巡 %zu 段，重点未巡 %zu 段", tally->share_permille / 10, tally->share_permille % 10,
	                  tally->missed, tally->key_missed);
}

/* Over the ground of the last day, driven from the first day's beginning to the last one's end, as received by the due minute. */
static bool look_over(struct act *act, const struct duty *duty, Date first, Date last, struct ground *ground, struct drive *drive)
{
	struct drive_ask ask = { .from = instant_at(first, 0, 0), .until = instant_at(date_plus(last, 1), 0, 0), .received = duty->due_at };

	return ground_on(act, last, duty->unit_id, ground) && drive_over(act, ground, &ask, drive);
}

static struct seen *nothing_to_see(struct act *act, struct judgement *out)
{
	struct seen *found = ARENA_NEW(act->arena, struct seen);

	found->tally.share_permille = 1000;
	out->met = true;
	out->words = STR("这一期没有应巡的片域和路段");
	return found;
}

/* The share of metres at or above the setting, and no key piece missed all week (二（一）). */
static bool look_at_week(struct act *act, const struct duty *duty, struct judgement *out)
{
	Period week;
	struct ground ground;
	struct drive drive;
	struct seen *found;
	struct piece_set missed;
	bool cut;

	must(period_parse(duty->period, &week) && week.kind == WEEK);
	if (!look_over(act, duty, period_first(week), period_last(week), &ground, &drive))
		return false;
	if (ground.unit_count == 0) {
		out->more = nothing_to_see(act, out);
		return true;
	}
	found = ARENA_NEW(act->arena, struct seen);
	found->tally = tally_of(&ground, &drive, 0);
	missed = not_passed(act, &ground, &drive, 0, &ground.units[0].all);
	found->missed = pieces_text(act, &ground, &missed, &cut);
	out->met = found->tally.share_permille >= setting_on(act, &SETTING_SHARE, period_last(week)) * 10 && found->tally.key_missed == 0;
	out->words = share_words(act, &found->tally);
	out->more = found;
	return true;
}

/* Each key piece that was due that day (二（一）：每日应当巡查的重点片域、重点路段). */
static bool look_at_day(struct act *act, const struct duty *duty, struct judgement *out)
{
	Date day;
	struct ground ground;
	struct drive drive;
	struct seen *found;
	struct piece_set missed;
	bool cut;

	must(date_parse(duty->period, &day));
	if (!look_over(act, duty, day, day, &ground, &drive))
		return false;
	if (ground.unit_count == 0) {
		out->more = nothing_to_see(act, out);
		return true;
	}
	found = ARENA_NEW(act->arena, struct seen);
	found->tally = tally_of(&ground, &drive, 0);
	missed = not_passed(act, &ground, &drive, 0, &ground.units[0].key);
	found->missed = pieces_text(act, &ground, &missed, &cut);
	out->met = found->tally.key_missed == 0;
	out->words = str_format(act->arena, "重点 %zu 段，未巡 %zu 段", found->tally.key.pieces, found->tally.key_missed);
	out->more = found;
	return true;
}

static bool settle(struct act *act, const struct duty *duty, const struct judgement *judgement)
{
	const struct seen *found = judgement->more;
	struct coverage_row row = {
		.unit_id = duty->unit_id, .period = duty->period, .state = judgement->met ? COVERAGE_MET : COVERAGE_SHORT,
		.metres = (int64_t)(found->tally.area.metres + 0.5), .metres_passed = (int64_t)(found->tally.area.metres_passed + 0.5),
		.pieces = (int64_t)found->tally.area.pieces, .pieces_passed = (int64_t)found->tally.area.passed,
		.key_pieces = (int64_t)found->tally.key.pieces, .key_passed = (int64_t)found->tally.key.passed,
		.share_permille = found->tally.share_permille, .missed = found->missed, .judged_at = duty->due_at, .words = judgement->words,
	};

	return record_insert(act, &coverage_record, &row, "coverage.judge", judgement->words);
}

const struct judge WEEK_JUDGE = { look_at_week, settle };
const struct judge DAY_JUDGE = { look_at_day, settle };
