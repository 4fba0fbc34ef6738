/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* report.c - the weekly report from its opening to the Bureau's desk: prefilled from the register, refused while
 * something is left out in silence, returned, withdrawn, urged.
 *
 * Owns: the rules of the report. Does not own: its items' words (item.c), its due minute (duty/). */
#include "clauses/weekly/weekly_verbs.h"

#include "base/limits.h"
#include "clauses/weekly/history_store.h"
#include "clauses/weekly/weekly_store.h"

bool weekly_report_of(struct act *act, UnitId unit_id, Str period, bool *found, struct weekly_report *out)
{
	int64_t id;

	if (!weekly_store_report(act, unit_id, period, &id))
		return false;
	*found = id != 0;
	return id == 0 || record_load(act, &report_record, id, out);
}

/* ---- opening ---- */

static bool carries_over(const struct weekly_item *item)
{
	return item->matter_id.v == 0 && item->listing == ITEM_LISTED;
}

/* What found no room; whoever opened the report says so. */
struct unfit { bool of_register; size_t unregistered; };

static Str unfit_words(struct arena *arena, const struct unfit *unfit)
{
	struct strbuf words = { .arena = arena };

	if (unfit->of_register)
		buf_format(&words, "台账中的未果事项超过 %d 件，只预填了最早的 %d 件", LIMIT_CHILDREN, LIMIT_CHILDREN);
	if (unfit->unregistered)
		buf_format(&words, "%s上周报过的台账外事项有 %zu 件没有预填：一份周报最多 %d 件", words.len ? "；" : "", unfit->unregistered,
		           LIMIT_CHILDREN);
	return buf_str(&words);
}

/* What the unit added by hand last week stands in no register; it is carried over so that it cannot fade away. */
static void carry_unregistered(const struct weekly_report *previous, struct weekly_report *report, struct unfit *unfit)
{
	for (size_t i = 0; i < previous->items.count; i++) {
		const struct weekly_item *was = &previous->items.at[i];
		struct weekly_item *item;

		if (!carries_over(was))
			continue;
		if (report->items.count == LIMIT_CHILDREN) {
			unfit->unregistered++;
			continue;
		}
		item = &report->items.at[report->items.count++];
		*item = *was;
		item->id = (ItemId){ 0 };
		item->report_id = (ReportId){ 0 };
		item->previous_id = was->id;
		item->weeks = was->weeks + 1;
		item->same_percent = str_is_empty(was->work_done) ? 0 : 100;
	}
}

static bool prefill(struct act *act, struct weekly_report *report, struct unfit *unfit)
{
	struct weekly_report previous = { 0 };
	struct matters unresolved;
	int64_t previous_id;

	if (!weekly_store_previous_report(act, report->unit_id, report->period, &previous_id)
	    || (previous_id && !record_load(act, &report_record, previous_id, &previous))
	    || !matter_unresolved_of(act, report->unit_id, setting_now(act, &SETTING_OLD_DAYS), &unresolved))
		return false;
	report->items.at = ARENA_ARRAY(act->arena, struct weekly_item, LIMIT_CHILDREN);
	for (size_t i = 0; i < unresolved.count && report->items.count < LIMIT_CHILDREN; i++)
		if (!item_carry(act, &previous, &unresolved.at[i], &report->items.at[report->items.count++]))
			return false;
	unfit->of_register = unresolved.more;
	carry_unregistered(&previous, report, unfit);
	return act_sound(act);
}

/* The duty of the week opens the report of the week. */
bool report_open(struct act *act, const struct duty *duty)
{
	struct weekly_report report = { .unit_id = duty->unit_id, .period = duty->period, .opened_at = act->effective };
	struct unfit unfit = { 0 };

	return prefill(act, &report, &unfit)
	    && record_insert(act, &report_record, &report, "weekly_report.open", unfit_words(act->arena, &unfit))
	    && contact_is_owed(act, duty);
}

/* ---- what is missing ---- */

static bool stands_in(const struct weekly_report *report, MatterId matter_id)
{
	for (size_t i = 0; i < report->items.count; i++)
		if (report->items.at[i].matter_id.v == matter_id.v)
			return true;
	return false;
}

static struct omission left_in_silence(struct act *act, const struct weekly_report *report, const struct matters *unresolved)
{
	struct omission omitted = { ARENA_ARRAY(act->arena, struct matter, unresolved->count + 1), 0 };

	for (size_t i = 0; i < unresolved->count; i++)
		if (!stands_in(report, unresolved->at[i].id))
			omitted.at[omitted.count++] = unresolved->at[i];
	return omitted;
}

/* Of a correction: what was registered only after the report arrived was nothing to report yet. */
static void drop_younger(struct matters *matters, Instant than)
{
	size_t kept = 0;

	for (size_t i = 0; i < matters->count; i++)
		if (matters->at[i].registered_at.sec <= than.sec)
			matters->at[kept++] = matters->at[i];
	matters->count = kept;
}

static bool unresolved_of(struct act *act, const struct weekly_report *report, struct matters *out)
{
	if (!matter_unresolved_of(act, report->unit_id, setting_now(act, &SETTING_OLD_DAYS), out))
		return false;
	drop_younger(out, act->effective);
	return true;
}

bool weekly_omitted(struct act *act, const struct weekly_report *report, struct omission *out)
{
	struct matters unresolved;

	if (!unresolved_of(act, report, &unresolved))
		return false;
	*out = left_in_silence(act, report, &unresolved);
	return true;
}

/* ---- saving and submitting ---- */

bool report_keep(struct act *act, const void *before, void *row, struct input *input)
{
	struct weekly_report *report = row;

	report->saves++;
	report->saved_at = act->now;
	return items_settle(act, before, report, input);
}

static void fault_in(struct act *act, Str place, const char *field, const char *rule, Str message)
{
	fault_at(act, str_format(act->arena, "%.*s.%s", STR_ARG(place), field), rule, "%.*s", STR_ARG(message));
}

/* RULE weekly.blocks: the six blocks of an item that is listed; proposals to remind are the unit's own choice. */
static void listed_item_is_complete(struct act *act, const struct weekly_item *item, Str place)
{
	Str name = item->title;

	if (str_is_empty(item->work_done))
		fault_in(act, place, "work_done", "weekly.blocks",
		         str_format(act->arena, "“%.*s”：请写已做工作和效果", STR_ARG(name)));
	if (item->obstacle == OBSTACLE_NONE)
		fault_in(act, place, "obstacle", "weekly.blocks",
		         str_format(act->arena, "“%.*s”：请选择困难或障碍", STR_ARG(name)));
	if (item->cooperation == COOPERATION_UNSAID)
		fault_in(act, place, "cooperation", "weekly.blocks",
		         str_format(act->arena, "“%.*s”：请选择需要协作的单位，或选“不需要”", STR_ARG(name)));
	if (item->cooperation == COOPERATION_NEEDED && item->cooperate_unit_id.v == 0)
		fault_in(act, place, "cooperate_unit_id", "weekly.blocks",
		         str_format(act->arena, "“%.*s”：请选择需要协作配合的单位", STR_ARG(name)));
	if (!str_is_empty(item->remind) && item->remind_unit_id.v == 0)
		fault_in(act, place, "remind_unit_id", "weekly.blocks",
		         str_format(act->arena, "“%.*s”：请选择建议提醒或警示哪个单位", STR_ARG(name)));
}

/* RULE weekly.left_out: what is left out needs a ground of GROUND_LEAST characters. */
static void ground_is_given(struct act *act, const struct weekly_item *item, Str place)
{
	size_t characters = str_characters(item->left_out_ground);

	if (characters < GROUND_LEAST)
		fault_in(act, place, "left_out_ground", "weekly.left_out",
		         str_format(act->arena, "请写明未列入“%.*s”的理由，至少 %d 字，现在是 %zu 字", STR_ARG(item->title),
		                    GROUND_LEAST, characters));
}

/* RULE weekly.omitted: every unresolved matter of the register is listed or left out with a ground. */
static void nothing_is_omitted(struct act *act, const struct weekly_report *report, const struct matters *unresolved)
{
	struct omission omitted = left_in_silence(act, report, unresolved);

	for (size_t i = 0; i < omitted.count; i++)
		fault_at(act, str_format(act->arena, "omitted.%lld", (long long)omitted.at[i].id.v), "weekly.omitted",
		         "漏列“%.*s”：请列入，或写明不列入的理由", STR_ARG(omitted.at[i].title));
	if (unresolved->more)
		fault_at(act, STR("content"), "weekly.omitted", "台账中的未果事项超过 %d 件，一份周报列不下：请先办结一部分",
		         LIMIT_CHILDREN);
}

/* RULE weekly.nil: a nil return only if the register holds nothing unresolved; left-outs are shown as such.
 * What the unit said counts: an empty report without a word is not a nil return (零报告 must be said). */
static void content_is_said(struct act *act, struct weekly_report *report, size_t held, size_t listed, size_t left_out)
{
	if (report->content == CONTENT_NIL && held)
		fault_at(act, STR("content"), "weekly.nil", "台账中还有 %zu 件未办结，不能零报告", held);
	else if (report->content == CONTENT_NIL && listed + left_out)
		fault_at(act, STR("content"), "weekly.nil", "周报里还有 %zu 件事项，不能零报告：请先移出，或改报未果事项",
		         listed + left_out);
	else if (listed)
		report->content = CONTENT_ITEMS;
	else if (left_out)
		report->content = CONTENT_LEFT_OUT;
	else if (report->content != CONTENT_NIL && held == 0)         /* what it holds is asked for one by one */
		fault_at(act, STR("content"), "weekly.empty", "没有列入事项：请添加未果事项，或选择零报告");
}

static void item_is_complete(struct act *act, const struct weekly_item *item, Str place)
{
	if (item->listing == ITEM_LISTED)
		listed_item_is_complete(act, item, place);
	else
		ground_is_given(act, item, place);
}

/* A matter of the register that is only now being spoken of: it stands above the others. */
static bool was_omitted(const struct weekly_item *item)
{
	return item->id.v == 0 && item->matter_id.v != 0;
}

/* Faults are noted in the order of the page: what is reported, what is omitted, the items. */
bool report_is_complete(struct act *act, const void *before, void *row, struct input *input)
{
	struct weekly_report *report = row;
	struct matters unresolved;
	const Str *places;
	size_t listed = 0;

	if (!items_settle(act, before, report, input) || !unresolved_of(act, report, &unresolved))
		return false;
	for (size_t i = 0; i < report->items.count; i++)
		listed += report->items.at[i].listing == ITEM_LISTED;
	content_is_said(act, report, unresolved.count, listed, report->items.count - listed);
	nothing_is_omitted(act, report, &unresolved);
	places = item_places(act, report, input);
	for (size_t i = 0; i < report->items.count; i++)
		if (was_omitted(&report->items.at[i]))
			item_is_complete(act, &report->items.at[i], places[i]);
	for (size_t i = 0; i < report->items.count; i++)
		if (!was_omitted(&report->items.at[i]))
			item_is_complete(act, &report->items.at[i], places[i]);
	return act_sound(act);
}

/* What held at submission holds for what it is corrected to, by the register as it was due then: what was registered
 * or came of age since belongs to later weeks. */
bool report_is_correct(struct act *act, const void *before, void *row, struct input *input)
{
	const struct weekly_report *was = before;
	Instant effective = act->effective;
	bool sound;

	act->effective = was->arrived_at;
	sound = report_is_complete(act, before, row, input);
	act->effective = effective;
	return sound;
}

/* The first arrival decides on time or late; a supplement keeps it. */
bool report_arrive(struct act *act, const void *before, void *row, struct input *input)
{
	struct weekly_report *report = row;

	if (!instant_is_set(report->submitted_at))
		report->submitted_at = act->now;
	report->arrived_at = act->now;
	report->submitted_by.v = act->actor_id;
	report->return_reason = STR_NONE;
	return true;
}

/* ---- withdrawing ---- */

static struct duty_about week_of(const struct weekly_report *report)
{
	return (struct duty_about){ .unit_id = report->unit_id.v, .period = report->period };
}

/* RULE weekly.withdraw: only while the duty it met is not due yet, and nothing was signed off on it. */
bool report_may_be_withdrawn(struct act *act, const void *before, void *row, struct input *input)
{
	const struct weekly_report *report = row;
	struct duty_about about = week_of(report);
	struct duty duty;
	bool found, signed_off;

	if (!duty_find(act, &WEEKLY_REPORT, &about, &found, &duty)
	    || !history_signed_off(act, report->id, &signed_off))
		return false;
	if (signed_off)
		return refuse(act, REFUSED_CONFLICT, "weekly.withdraw", "已写进签发的专报，不能撤回；要改请联系法制局退回");
	if (!found || duty.state != DUTY_MET || duty_is_past(act, &duty))
		return refuse(act, REFUSED_CONFLICT, "weekly.withdraw", "已过截止时间，不能撤回；要改请联系法制局退回");
	return true;
}

bool report_reopen(struct act *act, const void *before, void *row, struct input *input)
{
	struct weekly_report *report = row;
	struct duty_about about = week_of(report);
	struct duty duty;
	bool found;

	report->submitted_at = INSTANT_NONE;
	report->arrived_at = INSTANT_NONE;
	report->submitted_by.v = 0;
	return duty_find(act, &WEEKLY_REPORT, &about, &found, &duty) && duty_reopen(act, duty.id, duty.version);
}

bool report_count_urge(struct act *act, const void *before, void *row, struct input *input)
{
	struct weekly_report *report = row;

	report->urged++;
	return true;
}
