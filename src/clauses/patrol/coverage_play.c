/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* coverage_play.c - where one device was in a week, for the play bar. Looking is a deed: who looked at which device's week stands
 * in the ledger before a point goes out (个保法 28). On a worker, with acts of its own. */
#include "clauses/patrol/coverage_pages.h"
#include "clauses/patrol/device.h"

#include "ledger/ledger.h"
#include "page/page.h"

struct play { Period week; DeviceId id; struct scope scope; int64_t gap; struct device device; struct fix *fixes; size_t count; };

/* Only what counts for coverage: of what a person carries nothing outside of a patrol. */
static bool read_track(struct act *act, void *input)
{
	struct play *look = input;
	struct drive_ask ask = { .from = instant_at(period_first(look->week), 0, 0),
	                         .until = instant_at(date_plus(period_last(look->week), 1), 0, 0) };

	if (!record_load(act, &device_record, look->id.v, &look->device))
		return refuse_not_there(act);
	if (!scope_holds(look->scope, &device_record, &look->device))
		return refuse_not_there(act);
	look->gap = setting_on(act, &SETTING_GAP, period_first(look->week));
	return fixes_of(act, &look->device, &ask, &look->fixes, &look->count);
}

static bool note_look(struct act *act, void *input)
{
	const struct play *look = input;

	return ledger_note(act, &(struct event){ .event = "track.view", .subject = device_record.name, .subject_id = look->id.v,
	                                         .unit_id = look->device.unit_id.v, .note = period_words(act->arena, look->week) });
}

/* Evenly thinned; a silence between two that are kept is said, since their distance does not tell any more. */
void track_points_put(struct json *j, const struct fix *fixes, size_t count, int64_t gap)
{
	size_t step = count / TRACK_POINTS_MOST + (count % TRACK_POINTS_MOST != 0);
	bool broken = true;

	json_open(j, '[');
	for (size_t i = 0; i < count; i++) {
		broken = broken || fixes[i].t - fixes[i - 1].t > gap;
		if (i % step)
			continue;
		json_open(j, '[');
		json_int(j, fixes[i].t);
		json_int(j, fixes[i].at.lon);
		json_int(j, fixes[i].at.lat);
		json_int(j, broken);
		json_close(j, ']');
		broken = false;
	}
	json_close(j, ']');
}

static void answer(struct call *call, const struct play *look)
{
	struct reply *reply = &call->exchange->reply;
	struct json j = { .out = &reply->body };

	reply->body.arena = call->exchange->request.arena;
	reply->status = 200;
	reply->type = STR("application/json; charset=utf-8");
	json_open(&j, '{');
	json_name(&j, STR("name"));
	json_text(&j, look->device.name);
	json_name(&j, STR("from"));
	json_int(&j, instant_at(period_first(look->week), 0, 0).sec);
	json_name(&j, STR("points"));
	track_points_put(&j, look->fixes, look->count, look->gap);
	json_close(&j, '}');
}

bool coverage_play(struct act *act, struct call *call)
{
	struct act_seed seed = { .house = act->house, .who = act->who, .actor_id = act->actor_id, .actor_name = act->actor_name,
	                         .via = act->via, .now = act->now, .arena = act->arena };
	struct play look = { .id = { input_int(call->input, "device", 0) }, .scope = call->scope };

	if (!period_parse(input_text(call->input, "week"), &look.week) || look.week.kind != WEEK)
		return refuse(act, REFUSED_MALFORMED, "coverage.week", "周次写成 2026-W47 这样");
	if (!act_read(&seed, read_track, &look, &act->refusal) || !act_write(&seed, note_look, &look, &act->refusal))
		return false;
	answer(call, &look);
	return true;
}
