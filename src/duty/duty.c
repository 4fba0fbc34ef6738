/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* duty.c - the life of a duty: raised, met, breached, met late, paused, resumed, extended, waived.
 *
 * Owns: the one function that moves a duty, and the table of what it may. Does not own: when the clock has
 * business (duty_clock.c, duty_tick.c), when a period falls due (duty_period.c). */
#include "duty/duty_inner.h"

static const struct word misbehaviour_word[] = {
	[NO_MISBEHAVIOUR] = { NULL, "—", LOOK_EMPTY },
	[INACTION] = { "inaction", "不作为", LOOK_NORMAL },
	[SLOW_ACTION] = { "slow_action", "慢作为", LOOK_NORMAL },
	[IMPROPER_ACTION] = { "improper_action", "乱作为", LOOK_NORMAL },
	[ABUSE] = { "abuse", "滥作为", LOOK_NORMAL },
	[LAXITY] = { "laxity", "软懒散", LOOK_NORMAL },
};
const struct words misbehaviour_words = WORDS_TABLE(misbehaviour_word);

static const struct word duty_state_word[] = {
	[DUTY_OPEN] = { "open", "待办", LOOK_NORMAL },
	[DUTY_PAUSED] = { "paused", "暂停计时", LOOK_SEALED },
	[DUTY_MET] = { "met", "按时办完", LOOK_DONE },
	[DUTY_BREACHED] = { "breached", "逾期未办", LOOK_LATE },
	[DUTY_LATE] = { "late", "逾期办完", LOOK_LATE },
	[DUTY_WAIVED] = { "waived", "已免除", LOOK_EMPTY },
};
const struct words duty_state_words = WORDS_TABLE(duty_state_word);

static const struct word duty_stage_word[] = {
	[STAGE_NONE] = { NULL, "—", LOOK_EMPTY },
	[STAGE_BLUE] = { "blue", "蓝色", LOOK_LATE },
	[STAGE_ORANGE] = { "orange", "橙色", LOOK_LATE },
	[STAGE_RED] = { "red", "红色", LOOK_LATE },
};
const struct words duty_stage_words = WORDS_TABLE(duty_stage_word);

static const struct word limit_unit_word[] = {
	[HOURS] = { "hours", "小时", LOOK_NORMAL },
	[CALENDAR_DAYS] = { "calendar_days", "日", LOOK_NORMAL },
	[WORKING_DAYS] = { "working_days", "个工作日", LOOK_NORMAL },
	[MONTHS] = { "months", "个月", LOOK_NORMAL },
};
static const struct words limit_unit_words = WORDS_TABLE(limit_unit_word);

static const struct field duty_fields[] = {
	HEAD(struct duty, DutyId),
	FIELD(struct duty, title, .label = "职责", .required = true, .most = 300, .list = true, .filter = true),
	REF(struct duty, unit_id, UnitId, unit_record, .label = "单位", .required = true, .list = true,
	    .filter = true),
	REF(struct duty, account_id, AccountId, account_record, .label = "责任人", .filter = true),
	WORDS(struct duty, state, duty_state_words, .label = "状态", .required = true, .list = true,
	      .filter = true),
	FIELD(struct duty, due_at, .label = "截止", .required = true, .list = true, .filter = true,
	      .sort = true),
	WORDS(struct duty, stage, duty_stage_words, .label = "逾期阶段", .list = true, .filter = true),
	FIELD(struct duty, rule, .label = "规则", .required = true, .most = 60, .filter = true, .quiet = true),
	FIELD(struct duty, subject, .label = "事由类别", .most = 60, .quiet = true),
	FIELD(struct duty, subject_id, .label = "事由", .quiet = true),
	FIELD(struct duty, period, .label = "周期", .most = 20, .filter = true),
	WORDS(struct duty, misbehaviour, misbehaviour_words, .label = "逾期构成", .filter = true),
	FIELD(struct duty, raised_at, .label = "产生时间", .required = true, .sort = true),
	FIELD(struct duty, met_at, .label = "办完时间", .filter = true, .sort = true),
	FIELD(struct duty, breached_at, .label = "逾期时间", .filter = true),
	FIELD(struct duty, paused_at, .label = "暂停时间"),
	FIELD(struct duty, waived_at, .label = "免除时间"),
	FIELD(struct duty, rolled, .label = "截止已顺延"),
	FIELD(struct duty, provisional, .label = "截止暂定"),
	FIELD(struct duty, due_why, .label = "截止说明", .most = 600),
	FIELD(struct duty, ground, .label = "理由", .most = 500, .lines = true),
	FIELD(struct duty, limit_number, .label = "时限", .quiet = true),
	WORDS(struct duty, limit_unit, limit_unit_words, .label = "时限单位", .quiet = true),
	FIELD(struct duty, limit_setting, .label = "时限出自设置", .most = 64, .quiet = true),
	FIELD(struct duty, next_at, .label = "下次提醒", .quiet = true),
	FIELD(struct duty, reminded, .label = "已提醒次数"),
	FIELDS_END
};
const struct record duty_record = {
	.name = "duty", .label = "职责", .path = "/duty", .size = sizeof(struct duty), .fields = duty_fields,
	.title = "title", .unit = "unit_id", .person = "account_id", .state = "state", .period = "period",
	.order = "due_at",
};

/* ---- the one mover ---- */

#define FROM(state) (1u << (state))

static const struct duty_step {
	unsigned from;
	enum duty_state to;
	const char *event, *doing;
} steps[DUTY_VERBS] = {
	[VERB_MEET] = { FROM(DUTY_OPEN) | FROM(DUTY_PAUSED), DUTY_MET, "duty.meet", "办完" },
	[VERB_BREACH] = { FROM(DUTY_OPEN), DUTY_BREACHED, "duty.breach", "记为逾期" },
	[VERB_LATE] = { FROM(DUTY_BREACHED), DUTY_LATE, "duty.late", "逾期办完" },
	[VERB_PAUSE] = { FROM(DUTY_OPEN), DUTY_PAUSED, "duty.pause", "暂停" },
	[VERB_RESUME] = { FROM(DUTY_PAUSED), DUTY_OPEN, "duty.resume", "恢复" },
	[VERB_EXTEND] = { FROM(DUTY_OPEN), DUTY_OPEN, "duty.extend", "延期" },
	[VERB_RECOMPUTE] = { FROM(DUTY_OPEN), DUTY_OPEN, "duty.recompute", "重算" },
	[VERB_WAIVE] = { FROM(DUTY_OPEN) | FROM(DUTY_PAUSED) | FROM(DUTY_BREACHED), DUTY_WAIVED, "duty.waive", "免除" },
	[VERB_REMIND] = { FROM(DUTY_OPEN), DUTY_OPEN, "duty.remind", "提醒" },
	[VERB_REOPEN] = { FROM(DUTY_MET), DUTY_OPEN, "duty.reopen", "重新应办" },
	[VERB_ESCALATE] = { FROM(DUTY_BREACHED), DUTY_BREACHED, "duty.escalate", "升级" },
};

static bool is_allowed(struct act *act, enum duty_verb verb, const struct duty *duty)
{
	if ((steps[verb].from & FROM(duty->state)) != 0)
		return true;
	return refuse(act, REFUSED_CONFLICT, "duty.state", "“%.*s”现在是“%s”，不能%s", STR_ARG(duty->title),
	              word_label(&duty_state_words, duty->state), steps[verb].doing);
}

bool duty_move(struct act *act, enum duty_verb verb, const struct duty *before, struct duty *after, Str note)
{
	/* A reminder written late does not skip the next one; everything else looks ahead from now. */
	Instant since = verb == VERB_REMIND ? act->effective : act->now;

	if (!is_allowed(act, verb, before))
		return false;
	after->state = steps[verb].to;
	after->next_at = duty_next_business(act, after, since);
	return record_update(act, &duty_record, before, after, steps[verb].event, note);
}

const struct duty_rule *duty_rule_named(struct act *act, Str name)
{
	return act->house->find_duty_rule ? act->house->find_duty_rule(act->house, name) : NULL;
}

/* ---- finding ---- */

static bool owing_unit(struct act *act, const struct duty_rule *rule, const struct duty_about *about,
                       int64_t *out)
{
	UnitId unit = { about->unit_id };

	if (unit.v == 0) {
		must(rule->owed_by == OWED_BY_LEGAL_BUREAU || rule->owed_by == OWED_BY_LEADER);
		if (!unit_of_kind(act, rule->owed_by == OWED_BY_LEADER ? UNIT_COMMITTEE : UNIT_LEGAL_BUREAU, &unit))
			return false;
	}
	*out = unit.v;
	return true;
}

static struct duty_key key_of(const struct duty_rule *rule, const struct duty_about *about, int64_t unit_id)
{
	return (struct duty_key){ str_of(rule->name), str_of(about->subject), about->period, unit_id, about->subject_id };
}

static bool find_newest(struct act *act, const struct duty_rule *rule, const struct duty_about *about,
                        int64_t unit_id, struct duty *out)
{
	struct duty_key key = key_of(rule, about, unit_id);
	int64_t id = 0;

	if (!duty_store_find(act, &key, &id))
		return false;
	if (id == 0) {
		*out = (struct duty){ 0 };
		return true;
	}
	return record_load(act, &duty_record, id, out);
}

bool duty_find(struct act *act, const struct duty_rule *rule, const struct duty_about *about, bool *found,
               struct duty *out)
{
	int64_t unit_id = 0;
	struct duty duty;

	if (!owing_unit(act, rule, about, &unit_id) || !find_newest(act, rule, about, unit_id, &duty))
		return false;
	*found = duty.id.v != 0;
	*out = duty;
	return true;
}

bool duty_find_due(struct act *act, const struct duty_rule *rule, const struct duty_about *about, bool *found,
                   struct duty *out)
{
	struct duty_key key;
	struct duty duty;
	int64_t unit_id = 0;

	if (!owing_unit(act, rule, about, &unit_id))
		return false;
	key = key_of(rule, about, unit_id);
	if (!duty_store_due_of_event(act, &key, &duty))
		return false;
	*found = duty.id.v != 0;
	*out = duty;
	return true;
}

static bool is_settled(const struct duty *duty)
{
	return duty->state == DUTY_MET || duty->state == DUTY_LATE || duty->state == DUTY_WAIVED;
}

/* ---- raising ---- */

static struct limit limit_of(const struct act *act, const struct duty_rule *rule,
                             const struct duty_about *about, struct duty *duty)
{
	struct limit limit = about->within.number != 0 ? about->within : rule->within;
	const struct setting_rule *setting = about->within_setting ? about->within_setting : rule->within_setting;

	if (about->within.number == 0 && setting) {
		limit.number = (int)setting_on(act, setting, instant_date(act->effective));
		duty->limit_setting = str_of(setting->name);
	}
	return limit;
}

/* When it falls due: this minute exactly, the period's, or a limit from the minute it is about. */
static void fix_due(struct act *act, const struct duty_rule *rule, const struct duty_about *about,
                    struct duty *duty)
{
	struct due_instant due = { .at = about->due_at };

	if (!instant_is_set(due.at) && rule->periodic) {
		Period period;

		must(period_parse(about->period, &period) && period.kind == rule->every);
		due = duty_period_due(act, rule, period);
		duty->title = duty_period_title(act->arena, rule, period);
	} else if (!instant_is_set(due.at)) {
		struct limit limit = limit_of(act, rule, about, duty);

		must(limit.number > 0);
		due = limit_end(act->arena, act->calendar, act->effective, limit);
		duty->limit_number = limit.number;
		duty->limit_unit = limit.unit;
	}
	duty->due_at = due.at;
	duty->rolled = due.rolled;
	duty->provisional = due.provisional;
	duty->due_why = due.why;
}

static bool can_owe_nothing_yet(const struct act *act, const struct duty_about *about)
{
	return about->subject && record_is_new(act, about->subject, about->subject_id)
	    && !record_is_new(act, duty_record.name, 0);
}

bool duty_raise(struct act *act, const struct duty_rule *rule, const struct duty_about *about, DutyId *out)
{
	int64_t unit_id = 0;
	struct duty duty = { 0 };

	if (!owing_unit(act, rule, about, &unit_id)
	    || (!can_owe_nothing_yet(act, about) && !find_newest(act, rule, about, unit_id, &duty)))
		return false;
	if (duty.id.v != 0 && (!str_is_empty(about->period) || !is_settled(&duty))) {
		if (out)
			*out = duty.id;
		return true;
	}
	duty = (struct duty){
		.rule = str_of(rule->name), .title = str_of(rule->label),
		.unit_id = { unit_id }, .account_id = { about->account_id },
		.subject = str_of(about->subject), .subject_id = about->subject_id, .period = about->period,
		.state = DUTY_OPEN, .misbehaviour = rule->misbehaviour, .raised_at = act->effective,
	};
	fix_due(act, rule, about, &duty);
	if (!str_is_empty(about->title))
		duty.title = about->title;
	duty.next_at = duty_next_business(act, &duty, act->effective);
	if (!record_insert(act, &duty_record, &duty, "duty.raise", STR_NONE))
		return false;
	if (out)
		*out = duty.id;
	return true;
}

/* ---- meeting ---- */

bool duty_meet(struct act *act, const struct duty_rule *rule, const struct duty_about *about)
{
	int64_t unit_id = 0;
	struct duty before, after;

	if (!owing_unit(act, rule, about, &unit_id) || !find_newest(act, rule, about, unit_id, &before))
		return false;
	if (before.id.v == 0 || is_settled(&before))
		return true;
	must(!rule->judge);             /* nobody's deed meets it */
	/* The clock may not have come by yet: the breach is written first, as it would have been. */
	if (before.state == DUTY_OPEN && act->now.sec >= before.due_at.sec && !duty_breach(act, rule, &before))
		return false;
	after = before;
	after.met_at = act->now;
	after.paused_at = INSTANT_NONE;
	return duty_move(act, before.state == DUTY_BREACHED ? VERB_LATE : VERB_MEET, &before, &after, STR_NONE);
}

/* ---- by decision of a person ---- */

static bool load_for(struct act *act, DutyId id, int64_t version, enum duty_verb verb, struct duty *out)
{
	if (!record_load(act, &duty_record, id.v, out))
		return false;
	if (out->version != version)
		return refuse(act, REFUSED_STALE, "duty.stale", "别人刚刚改过，请刷新后再办");
	return is_allowed(act, verb, out);
}

static bool ground_given(struct act *act, Str ground)
{
	if (str_is_empty(str_trim(ground)))
		fault_at(act, STR("ground"), "duty.ground", "请写明理由，现在是 0 字");
	return act_sound(act);
}

bool duty_is_past(const struct act *act, const struct duty *duty)
{
	return act->now.sec >= duty->due_at.sec;
}

bool duty_reopen(struct act *act, DutyId id, int64_t version)
{
	struct duty before, after;

	if (!load_for(act, id, version, VERB_REOPEN, &before))
		return false;
	if (duty_is_past(act, &before))
		return refuse(act, REFUSED_CONFLICT, "duty.reopen", "“%.*s”已到截止时间，不能重新应办",
		              STR_ARG(before.title));
	after = before;
	after.met_at = INSTANT_NONE;
	return duty_move(act, VERB_REOPEN, &before, &after, STR_NONE);
}

bool duty_pause(struct act *act, DutyId id, int64_t version, Str ground)
{
	struct duty before, after;
	const struct duty_rule *rule;

	if (!load_for(act, id, version, VERB_PAUSE, &before) || !ground_given(act, ground))
		return false;
	rule = duty_rule_named(act, before.rule);
	if (!rule || !rule->pausable)
		return refuse(act, REFUSED_CONFLICT, "duty.pausable", "“%.*s”的时限不能暂停，可以申请延期",
		              STR_ARG(before.title));
	if (act->now.sec >= before.due_at.sec)
		return refuse(act, REFUSED_CONFLICT, "duty.pausable", "“%.*s”已到截止时间，不能暂停",
		              STR_ARG(before.title));
	after = before;
	after.paused_at = act->now;
	after.ground = ground;
	return duty_move(act, VERB_PAUSE, &before, &after, ground);
}

bool duty_resume(struct act *act, DutyId id, int64_t version)
{
	struct duty before, after;

	if (!load_for(act, id, version, VERB_RESUME, &before))
		return false;
	after = before;
	after.due_at = instant_plus(before.due_at, act->now.sec - before.paused_at.sec);
	after.paused_at = INSTANT_NONE;

	Str from = instant_words(act->arena, before.paused_at), until = instant_words(act->arena, act->now);

	after.due_why = str_format(act->arena, "%.*s至%.*s暂停计时，截止相应顺延", STR_ARG(from), STR_ARG(until));
	after.rolled = after.provisional = false;
	return duty_move(act, VERB_RESUME, &before, &after, STR_NONE);
}

bool duty_extend(struct act *act, DutyId id, int64_t version, Instant new_due_at, Str ground)
{
	struct duty before, after;

	if (!load_for(act, id, version, VERB_EXTEND, &before))
		return false;
	if (act->now.sec >= before.due_at.sec)
		return refuse(act, REFUSED_CONFLICT, "duty.extend", "“%.*s”已到截止时间，不能延期",
		              STR_ARG(before.title));
	if (new_due_at.sec <= before.due_at.sec)
		fault_at(act, STR("due_at"), "duty.extend", "新的截止时间须晚于原来的，请重选");
	if (!ground_given(act, ground))
		return false;
	after = before;
	after.due_at = new_due_at;
	after.ground = ground;
	after.rolled = after.provisional = false;

	Str old = instant_due_words(act->arena, before.due_at);

	after.due_why = str_format(act->arena, "原 %.*s 截止，经批准延期", STR_ARG(old));
	return duty_move(act, VERB_EXTEND, &before, &after, ground) &&
	       duty_tell_extended(act, duty_rule_named(act, after.rule), &after);
}

bool duty_waive(struct act *act, DutyId id, int64_t version, Str ground)
{
	struct duty before, after;

	if (!load_for(act, id, version, VERB_WAIVE, &before) || !ground_given(act, ground))
		return false;
	after = before;
	after.waived_at = act->now;
	after.paused_at = INSTANT_NONE;
	after.ground = ground;
	return duty_move(act, VERB_WAIVE, &before, &after, ground);
}

/* ---- a year's holidays were announced ---- */

static bool recompute(struct act *act, DutyId id)
{
	struct duty before, after;
	struct due_instant due;
	const struct duty_rule *rule;
	Period period;

	if (!record_load(act, &duty_record, id.v, &before))
		return false;
	rule = duty_rule_named(act, before.rule);
	if (before.limit_number != 0) {
		struct limit limit = { (int)before.limit_number, before.limit_unit, NULL };

		due = limit_end(act->arena, act->calendar, before.raised_at, limit);
	} else if (rule && rule->periodic && period_parse(before.period, &period)) {
		due = duty_period_due(act, rule, period);
	} else {
		return true;
	}
	after = before;
	after.provisional = due.provisional;
	/* An announcement never takes away a minute that somebody was promised and that is nearly here. */
	if (due.at.sec > act->now.sec) {
		after.due_at = due.at;
		after.rolled = due.rolled;
		after.due_why = due.why;
	}
	return duty_move(act, VERB_RECOMPUTE, &before, &after, STR("节假日安排已公布"));
}

bool duty_recompute_provisional(struct act *act)
{
	DutyId *ids;
	size_t count;

	if (!duty_store_provisional(act, &ids, &count))
		return false;
	for (size_t i = 0; i < count; i++)
		if (!recompute(act, ids[i]))
			return false;
	return true;
}
