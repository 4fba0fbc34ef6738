/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* finding.c - what becomes of what a patrol saw: settled on the spot, a matter of the unit, or handed to whose it is. */
#include "base/limits.h"
#include "clause/attachment.h"
#include "clauses/patrol/tour_verbs.h"

/* ---- noted ---- */

/* RULE finding.when: seen before now, and within the patrol that is named. */
static bool seen_within_its_patrol(struct act *act, const struct finding *finding)
{
	struct patrol patrol;

	if (finding->found_at.sec > act->now.sec)
		fault_at(act, STR("found_at"), "finding.when", "发现时间还没有到，请改正");
	if (finding->patrol_id.v == 0)
		return true;
	if (!record_load(act, &patrol_record, finding->patrol_id.v, &patrol))
		return false;
	if (patrol.unit_id.v != finding->unit_id.v)
		fault_at(act, STR("patrol_id"), "finding.when", "那次巡查不是本单位的，请另选");
	else if (finding->found_at.sec < patrol.began_at.sec
	         || (instant_is_set(patrol.ended_at) && finding->found_at.sec > patrol.ended_at.sec))
		fault_at(act, STR("found_at"), "finding.when", "发现时间不在那次巡查之内，请改正");
	return true;
}

/* RULE finding.where: whose it is, and whether somebody passed before, is asked by its place. */
bool finding_is_sound(struct act *act, const void *before, void *row, struct input *input)
{
	struct finding *finding = row;

	if (!instant_is_set(finding->found_at))
		finding->found_at = act->now;
	if (!place_is_set(finding->spot) && str_is_empty(finding->place))
		fault_at(act, STR("place"), "finding.where", "请写明地点，或者在图上点选");
	return seen_within_its_patrol(act, finding) && act_sound(act);
}

/* ---- a matter of one's own ---- */

static bool put(struct input *input, const char *path, Str value)
{
	return str_is_empty(value) || input_add(input, str_of(path), value, INPUT_TEXT);
}

/* Registered by whoever decides so, through the matter's own move: its number, its duty, its notice come from there. */
static bool open_matter(struct act *act, const struct finding *finding, UnitId unit, enum matter_source source, MatterId *out)
{
	struct input input = { .arena = act->arena };
	struct matter matter;
	bool given = put(&input, "title", finding->title) && put(&input, "source", str_of(matter_source_words.at[source].word))
	          && put(&input, "place", finding->place)
	          && put(&input, "spot", place_is_set(finding->spot) ? place_text(act->arena, finding->spot) : STR_NONE)
	          && put(&input, "known_since", instant_iso(act->arena, finding->found_at))
	          && put(&input, "unit_id", str_format(act->arena, "%lld", (long long)unit.v));

	must(given);                            /* six short fields */
	if (!move_run(act, &matter_holding, 0, STR("register"), &input, &matter)
	    || !attachments_copy(act, &finding_record, finding->id.v, &matter_holding, &matter))
		return false;
	*out = matter.id;
	return true;
}

bool finding_register(struct act *act, const void *before, void *row, struct input *input)
{
	struct finding *finding = row;

	return open_matter(act, finding, finding->unit_id, SOURCE_PATROL, &finding->matter_id);
}

/* ---- handed to whose it is ---- */

/* RULE finding.hand: to another unit. */
bool finding_may_be_handed(struct act *act, const void *before, void *row, struct input *input)
{
	const struct finding *finding = row;

	if (finding->to_unit_id.v == finding->unit_id.v)
		fault_at(act, STR("to_unit_id"), "finding.hand", "这是本单位自己；归本单位的请转为执法事项");
	return act_sound(act);
}

bool finding_hand(struct act *act, const void *before, void *row, struct input *input)
{
	const struct finding *finding = row;
	struct handover handover = {
		.finding_id = finding->id, .from_unit_id = finding->unit_id, .unit_id = finding->to_unit_id, .handed_at = act->now,
		.found_at = finding->found_at, .spot = finding->spot, .place = finding->place, .category = finding->category,
		.title = finding->title, .words = finding->words, .state = HANDOVER_OFFERED,
	};
	struct duty_about about = { .unit_id = finding->to_unit_id.v, .subject = "handover",
	                            .title = str_format(act->arena, "接收移交：%.*s", STR_ARG(finding->title)) };

	if (!record_insert(act, &handover_record, &handover, "handover.offer", STR_NONE)
	    || !attachments_copy(act, &finding_record, finding->id.v, &handover_holding, &handover))
		return false;
	about.subject_id = handover.id.v;
	return duty_raise(act, &FINDING_HANDLE, &about, NULL);
}

/* The finder's own row says what became of it. */
static bool tell_finder(struct act *act, const struct handover *handover, enum finding_state state, const char *event)
{
	struct finding before, finding;

	if (!record_load(act, &finding_record, handover->finding_id.v, &before))
		return false;
	finding = before;
	finding.state = state;
	finding.matter_id = handover->matter_id;
	finding.return_reason = handover->return_reason;
	return record_update(act, &finding_record, &before, &finding, event, STR_NONE);
}

bool handover_accept(struct act *act, const void *before, void *row, struct input *input)
{
	struct handover *handover = row;
	struct finding finding;

	return record_load(act, &finding_record, handover->finding_id.v, &finding)
	    && open_matter(act, &finding, handover->unit_id, SOURCE_TRANSFER, &handover->matter_id)
	    && tell_finder(act, handover, FINDING_TAKEN, "finding.taken");
}

bool handover_return(struct act *act, const void *before, void *row, struct input *input)
{
	return tell_finder(act, row, FINDING_RETURNED, "finding.returned");
}
