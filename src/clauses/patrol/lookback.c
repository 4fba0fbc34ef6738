/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* lookback.c - who should have seen it: the owner of the place, the rounds that were due, the passes within sight.
 *
 * One unit's few devices over a week at most: short enough for the act that registers the matter. */
#include "base/limits.h"
#include "clauses/patrol/cover_inner.h"
#include "clauses/patrol/lookback_verbs.h"
#include "geo/geojson.h"
#include "geo/pass.h"

/* Everybody but the unit's own patrol: whoever found it first, the patrol did not. */
static bool was_found_by_others(enum matter_source source)
{
	switch (source) {
	case SOURCE_COMPLAINT:
	case SOURCE_INSPECTION:
	case SOURCE_SUPERIOR:
	case SOURCE_TRANSFER:
	case SOURCE_MEDIA:
		return true;
	case SOURCE_PATROL:
	case SOURCE_OTHER:
	case MATTER_SOURCES:
		break;
	}
	return false;
}

/* ---- whose place ---- */

/* What of one unit covers the place on that day. */
struct holder { UnitId unit; bool key; Str names; };
struct holders { struct holder *at; size_t count, room; };

static struct holder *holder_of(struct act *act, struct holders *holders, UnitId unit)
{
	for (size_t i = 0; i < holders->count; i++)
		if (holders->at[i].unit.v == unit.v)
			return &holders->at[i];
	holders->at = arena_room_for_one(act->arena, holders->at, holders->count, &holders->room, sizeof *holders->at);
	holders->at[holders->count] = (struct holder){ .unit = unit };
	return &holders->at[holders->count++];
}

static void add_holder(struct act *act, struct holders *holders, UnitId unit, Str name, bool key)
{
	struct holder *holder = holder_of(act, holders, unit);

	holder->key = holder->key || key;
	holder->names = str_is_empty(holder->names) ? name : str_format(act->arena, "%.*s、%.*s", STR_ARG(holder->names), STR_ARG(name));
}

static bool find_holders(struct act *act, struct place spot, Date day, struct holders *out)
{
	struct areas areas;
	struct roads roads;
	struct shape shape;
	Str why;

	if (!areas_at(act, (UnitId){ 0 }, day, &areas) || !roads_at(act, (UnitId){ 0 }, day, &roads))
		return false;
	for (size_t i = 0; i < areas.count; i++)
		if (geojson_read_shape(act->arena, areas.at[i].shape, &shape, &why) && shape_holds(&shape, spot))
			add_holder(act, out, areas.at[i].unit_id, areas.at[i].name, areas.at[i].kind == AREA_KEY);
	for (size_t i = 0; i < roads.count; i++)
		if (roads.at[i].kind == ROAD_KEY_SECTION && geojson_read_shape(act->arena, roads.at[i].shape, &shape, &why)
		    && shape_distance(&shape, spot) <= (double)setting_on(act, &SETTING_SIGHT, day))
			add_holder(act, out, roads.at[i].unit_id, roads.at[i].name, true);
	return true;
}

/* ---- who passed ---- */

static bool keep_pass(struct act *act, struct lookback *look, const struct device *device, const struct pass *pass)
{
	struct lookback_pass row = {
		.unit_id = device->unit_id, .device_id = device->id, .entered_at = { pass->entered }, .nearest_at = { pass->nearest },
		.left_at = { pass->left }, .metres = (int64_t)(pass->metres + 0.5),
	};
	struct patrol patrol;
	bool found;

	look->pass_count++;
	if (look->passes.count == LIMIT_CHILDREN)
		return true;
	if (!patrol_at(act, device->id, row.nearest_at, &found, &patrol))
		return false;
	if (found)
		row.patrol_id = patrol.id;
	look->passes.at[look->passes.count++] = row;
	return true;
}

static bool find_passes(struct act *act, struct lookback *look)
{
	Date day = instant_date(look->until_at);
	struct drive_ask time = { .from = look->from_at, .until = instant_plus(look->until_at, 1) };
	struct pass_ask ask = {
		.at = look->spot, .within = (double)setting_on(act, &SETTING_SIGHT, day), .from = look->from_at.sec, .to = look->until_at.sec,
		.gap = setting_on(act, &SETTING_GAP, day),
	};
	struct devices devices;

	if (!cover_store_devices(act, look->unit_id, &devices))
		return false;
	for (size_t i = 0; i < devices.count; i++) {
		struct fix *fixes;
		struct pass *passes;
		size_t count, passed;

		if (!fixes_of(act, &devices.at[i], &time, &fixes, &count))
			return false;
		passed = passes_of_track(act->arena, fixes, count, &ask, &passes);
		for (size_t k = 0; k < passed; k++)
			if (!keep_pass(act, look, &devices.at[i], &passes[k]))
				return false;
	}
	return true;
}

/* ---- what was due ---- */

/* RULE lookback.due: a key place is due on each day that has passed; any other once a week, so when a week has ended. */
static void count_due(struct act *act, struct lookback *look, const struct holder *holder)
{
	Date first = instant_date(look->from_at), last = instant_date(look->until_at);
	int64_t days = 0, weeks = 0;

	for (Date day = date_plus(first, 1); day.day <= last.day; day = date_plus(day, 1)) {
		days++;                         /* the day before it has passed within the time */
		weeks += date_weekday(day) == MONDAY;
	}
	look->due_rounds = holder->key ? days : weeks;
	look->due_words = str_format(act->arena, holder->key ? "%.*s：每日应巡，其间 %lld 天" : "%.*s：每周应巡，其间满 %lld 周",
	                             STR_ARG(holder->names), (long long)look->due_rounds);
}

/* Had the unit noted it itself, at that place and in that time? */
static bool had_noted_it(struct act *act, const struct lookback *look, bool *out)
{
	double sight = (double)setting_on(act, &SETTING_SIGHT, instant_date(look->until_at));
	struct findings findings;

	*out = false;
	if (!lookback_store_findings(act, look->unit_id, look->from_at, look->until_at, &findings))
		return false;
	for (size_t i = 0; i < findings.count; i++)
		if (place_is_set(findings.at[i].spot) && place_distance(findings.at[i].spot, look->spot) <= sight)
			*out = true;
	return true;
}

/* RULE lookback.verdict */
static bool find_verdict(struct act *act, struct lookback *look, const struct matter *matter)
{
	bool noted;

	if (!had_noted_it(act, look, &noted))
		return false;
	if (noted)
		look->verdict = VERDICT_REPORTED;
	else if (matter->hidden)
		look->verdict = VERDICT_NOT_VISIBLE;
	else if (look->pass_count > 0)
		look->verdict = VERDICT_PASSED;
	else
		look->verdict = look->due_rounds > 0 ? VERDICT_MISSED : VERDICT_NOT_DUE;
	return true;
}

/* ---- the whole ---- */

static Instant window_start(struct act *act, const struct matter *matter)
{
	int64_t days = setting_on(act, &SETTING_LOOKBACK_DAYS, instant_date(matter->registered_at));
	Instant earliest = instant_plus(matter->registered_at, -days * 86400);

	return matter->known_since.sec > earliest.sec ? matter->known_since : earliest;
}

static bool compute(struct act *act, struct lookback *look, const struct matter *matter, const struct holder *holder)
{
	look->title = matter->title;
	look->matter_id = matter->id;
	look->source = matter->source;
	look->spot = matter->spot;
	look->from_at = window_start(act, matter);
	look->until_at = matter->registered_at;
	look->computed_at = act->now;
	look->pass_count = look->due_rounds = 0;
	look->due_words = STR_NONE;
	look->passes.at = ARENA_ARRAY(act->arena, struct lookback_pass, LIMIT_CHILDREN);
	look->passes.count = 0;
	if (!holder) {
		look->verdict = place_is_set(matter->spot) ? VERDICT_NO_OWNER : VERDICT_NO_PLACE;
		return true;
	}
	count_due(act, look, holder);
	return find_passes(act, look) && find_verdict(act, look, matter);
}

static bool open_one(struct act *act, const struct matter *matter, UnitId unit, const struct holder *holder)
{
	struct lookback look = { .unit_id = unit };
	struct duty_about about = { .subject = "lookback",
	                            .title = str_format(act->arena, "认定责任倒查：%.*s", STR_ARG(matter->title)) };

	if (!compute(act, &look, matter, holder) || !record_insert(act, &lookback_record, &look, "lookback.compute", STR_NONE))
		return false;
	about.subject_id = look.id.v;
	return duty_raise(act, &LOOKBACK_DECIDE, &about, NULL);
}

/* RULE lookback.owner: who handles the matter, if the place is theirs; else everybody whose place it is. */
static bool open_all(struct act *act, const struct matter *matter)
{
	struct holders holders = { 0 };
	bool handler_holds = false;

	if (place_is_set(matter->spot) && !find_holders(act, matter->spot, instant_date(matter->registered_at), &holders))
		return false;
	for (size_t i = 0; i < holders.count; i++)
		handler_holds = handler_holds || holders.at[i].unit.v == matter->unit_id.v;
	for (size_t i = 0; i < holders.count; i++)
		if ((!handler_holds || holders.at[i].unit.v == matter->unit_id.v)
		    && !open_one(act, matter, holders.at[i].unit, &holders.at[i]))
			return false;
	return holders.count > 0 || open_one(act, matter, matter->unit_id, NULL);
}

/* Looked at again with what is known now; nothing if a person has decided. */
static bool compute_again(struct act *act, struct lookback *look)
{
	struct matter matter;
	struct holders holders = { 0 };
	const struct holder *holder = NULL;

	if (!record_load(act, &matter_record, look->matter_id.v, &matter))
		return false;
	if (place_is_set(matter.spot) && !find_holders(act, matter.spot, instant_date(matter.registered_at), &holders))
		return false;
	for (size_t i = 0; i < holders.count; i++)
		if (holders.at[i].unit.v == look->unit_id.v)
			holder = &holders.at[i];
	return compute(act, look, &matter, holder);
}

bool lookback_look_again(struct act *act, const void *before, void *row, struct input *input)
{
	return compute_again(act, row);
}

bool lookback_decide(struct act *act, const void *before, void *row, struct input *input)
{
	struct lookback *look = row;

	look->decided_at = act->now;
	look->decided_by.v = act->actor_id;
	return true;
}

static bool matter_was_corrected(struct act *act, const struct matter *matter, const struct lookback_ids *ids)
{
	for (size_t i = 0; i < ids->count; i++) {
		struct lookback before, look;

		if (!record_load(act, &lookback_record, ids->at[i], &before))
			return false;
		look = before;
		if (look.state == LOOKBACK_COMPUTED
		    && (!compute_again(act, &look)
		        || !record_update(act, &lookback_record, &before, &look, "lookback.look_again", STR("执法事项更正"))))
			return false;
	}
	return true;
}

bool lookback_matter(struct act *act, const struct event *event)
{
	const struct matter *matter = event->row;
	struct lookback_ids ids;

	if (!was_found_by_others(matter->source))
		return true;
	if (!lookback_store_of_matter(act, matter->id, &ids))
		return false;
	return ids.count ? matter_was_corrected(act, matter, &ids) : open_all(act, matter);
}
