/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* duty_own.c - which duties are the caller's own: what their role in their unit does, what is owed by
 * their person, and for the unit's head everything of the unit. */
#include "base/limits.h"
#include "duty/duty_inner.h"

static bool is_own(struct act *act, const struct caller *caller, const struct owed *owed)
{
	const struct duty_rule *rule;

	if (owed->account_id != 0 && owed->account_id == caller->account_id)
		return true;
	if (caller_has(caller, ROLE_HEAD))
		return true;
	if (owed->account_id != 0)
		return false;
	rule = duty_rule_named(act, owed->rule);
	return rule && caller_has(caller, rule->done_by);
}

bool duty_next_of(struct act *act, const struct caller *caller, bool *found, struct duty *out)
{
	struct duty_burden next;

	if (!duty_store_of(act, caller, DUTY_OPEN, is_own, 1, &next)
	    || (next.count && !record_load(act, &duty_record, next.at[0].id, out)))
		return false;
	*found = next.count > 0;
	return true;
}

bool duty_own(struct act *act, const struct caller *caller, enum duty_state state, struct duty **out, size_t *count_out)
{
	struct duty_burden own;
	struct duty *duties;

	if (!duty_store_of(act, caller, state, is_own, LIMIT_LIST_ROWS, &own))
		return false;
	duties = ARENA_ARRAY(act->arena, struct duty, own.count + 1);
	for (size_t i = 0; i < own.count; i++)
		if (!record_load(act, &duty_record, own.at[i].id, &duties[i]))
			return false;
	*out = duties;
	*count_out = own.count;
	return true;
}

static bool is_among(const struct duty_rule *const *rules, Str name)
{
	if (!rules)
		return true;
	while (*rules && !str_is(name, (*rules)->name))
		rules++;
	return *rules != NULL;
}

bool duty_burden_of(struct act *act, const struct caller *caller, struct duty_burden *out)
{
	return duty_store_counts_of(act, caller, is_own, out);
}

struct duty_counts duty_counts_among(const struct duty_burden *burden, const struct duty_rule *const *rules)
{
	struct duty_counts counts = { 0, 0 };

	for (size_t i = 0; i < burden->count; i++) {
		if (!is_among(rules, burden->at[i].rule))
			continue;
		if (burden->at[i].state == DUTY_BREACHED)
			counts.overdue += burden->at[i].count;
		else
			counts.waiting += burden->at[i].count;
	}
	return counts;
}
