/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* setting_rules.c - what may be set, by whom, from which day, and what may be withdrawn again.
 * Owns the moves of a setting; a setting is declared by the clause that uses it, its page is setting_page.c. */
#include "clauses/house/house.h"

const struct setting_rule *setting_rule_named(const struct house *house, Str name)
{
	for (const struct clause *const *c = house->clauses; *c; c++)
		for (const struct setting_rule *const *s = (*c)->settings; s && *s; s++)
			if (str_is(name, (*s)->name))
				return *s;
	return NULL;
}

bool setting_may_set(const struct act *act, const struct setting_rule *rule)
{
	return caller_scope(act->who, rule && rule->security ? &CAN_SET_SECURITY : &CAN_SET_BUSINESS).kind == SCOPE_ALL;
}

static bool is_theirs(struct act *act, const struct setting_rule *rule)
{
	return setting_may_set(act, rule) || refuse(act, REFUSED_FORBIDDEN, "setting.who", "“%s”由%s设置", rule ? rule->label : "这一项",
	                                            rule && rule->security ? "安全管理员" : "法制局");
}

/* 20260231 is within the bounds and no day: the clock would stumble over it every minute. */
static bool is_a_day(struct act *act, int64_t value)
{
	Str text = str_format(act->arena, "%04lld-%02lld-%02lld", (long long)(value / 10000), (long long)(value / 100 % 100),
	                      (long long)(value % 100));
	Date day;

	return date_parse(text, &day);
}

/* Nobody is late before they were asked. */
static bool leaves_time(struct act *act, const struct setting_rule *rule, const struct setting *s)
{
	Str late;

	if (!duty_comes_too_late(act, clauses_duty_rules(act->arena, act->house), rule, s, &late))
		return false;
	if (!str_is_empty(late))
		fault_at(act, STR("from_on"), "setting.from", "从这天起用的话，“%.*s”还没有通知任何单位，截止时间就已经过了。请从以后某天起",
		         STR_ARG(late));
	return act_sound(act);
}

/* Without this row the one before it would go on: that too may come too late for somebody. */
static bool may_be_without(struct act *act, const struct setting_rule *rule, const struct setting *s)
{
	struct setting instead = { .name = s->name, .from_on = s->from_on };
	Str late;

	instead.value = setting_on(act, rule, date_plus(s->from_on, -1));
	if (!duty_comes_too_late(act, clauses_duty_rules(act->arena, act->house), rule, &instead, &late))
		return false;
	return str_is_empty(late)
	    || refuse(act, REFUSED_CONFLICT, "setting.from", "撤回的话，“%.*s”还没有通知任何单位，截止时间就已经过了，不能撤回", STR_ARG(late));
}

static bool is_within(struct act *act, const void *before __attribute__((unused)), void *row,
                      struct input *input __attribute__((unused)))
{
	const struct setting *s = row;
	const struct setting_rule *rule = setting_rule_named(act->house, s->name);

	if (!rule) {
		fault_at(act, STR("name"), "setting.name", "请选一项设置");
		return act_sound(act);
	}
	if (!is_theirs(act, rule))
		return false;
	if (s->value < rule->least || s->value > rule->most)
		fault_at(act, STR("value"), "setting.value", "“%s”要在 %lld 和 %lld 之间", rule->label,
		         (long long)rule->least, (long long)rule->most);
	else if (rule->is_day && !is_a_day(act, s->value))
		fault_at(act, STR("value"), "setting.value", "%lld 不是一个日子，要写成 20101001 这样", (long long)s->value);
	/* What was due under the old number stays so: a setting is never changed backwards. */
	if (date_is_set(s->from_on) && s->from_on.day < instant_date(act->now).day)
		fault_at(act, STR("from_on"), "setting.from", "不能早于今天");
	return act_sound(act) && (!date_is_set(s->from_on) || leaves_time(act, rule, s));
}

bool setting_judge(struct act *act, struct input *input, struct setting *out)
{
	static const char *const aside[] = { "preview", "_csrf", "_once" };
	bool bound;

	*out = (struct setting){ 0 };
	for (size_t i = 0; i < COUNT_OF(aside); i++)
		(void)input_find(input, STR_NONE, aside[i]);
	bound = record_bind(act, &setting_record, input, "name value from_on source", out);
	if (!record_check(act, &setting_record, out) || !record_refuse_unknown(act, input))
		return false;
	return act_sound(act) && bound && is_within(act, NULL, out, input) && record_is_alone(act, &setting_record, NULL, out);
}

/* Of two changes in one batch the later must know the other's. */
static bool know_again(struct act *act)
{
	return settings_load(act);
}

static bool read_again(struct act *act, const void *before __attribute__((unused)),
                       void *row __attribute__((unused)), struct input *input __attribute__((unused)))
{
	return know_again(act);
}

/* From its day on things were decided by it: then it stays, and another may follow it. */
static bool is_still_ahead(struct act *act, const void *before, void *row __attribute__((unused)),
                           struct input *input __attribute__((unused)))
{
	const struct setting *s = before;
	const struct setting_rule *rule = setting_rule_named(act->house, s->name);
	Str since = date_iso(act->arena, s->from_on);

	if (!is_theirs(act, rule))
		return false;
	if (s->from_on.day > instant_date(act->now).day)
		return !rule || may_be_without(act, rule, s);
	return refuse(act, REFUSED_CONFLICT, "setting.past", "这一条从 %.*s 起已经在用，不能撤回；要改就另设一条，从今天或者以后某天起",
	              STR_ARG(since));
}

/* The row goes and its day is free for another; who took it back, when and why, stays in the ledger. */
static bool take_back(struct act *act, const void *before __attribute__((unused)), void *row,
                      struct input *input __attribute__((unused)))
{
	return record_delete(act, &setting_record, row, "setting.remove", STR_NONE) && know_again(act);
}

static const struct move moves[] = {
	{ MOVE_NEW, "set", MOVE_STAY, "改设置", &CAN_SET, .takes = "name value from_on source", .check = is_within,
	  .then = read_again, .primary = true },
	{ MOVE_ANY, "withdraw", MOVE_STAY, "撤回", &CAN_SET, .needs = "reason", .check = is_still_ahead, .then = take_back,
	  .danger = true },
	MOVES_END
};
const struct holding setting_holding = { &setting_record, moves, &CAN_READ_SETTING, .hand_made = true };
