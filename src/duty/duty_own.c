/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* duty_own.c - which duties are the caller's own: what their role in their unit does, what is owed by
 * their person, and for the unit's head everything of the unit. */
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
	struct owed *owed;
	size_t count, i = 0;

	if (!duty_store_of(act, caller, DUTY_OPEN, &owed, &count))
		return false;
	while (i < count && !is_own(act, caller, &owed[i]))
		i++;
	if (i < count && !record_load(act, &duty_record, owed[i].id, out))
		return false;
	*found = i < count;
	return true;
}

bool duty_own(struct act *act, const struct caller *caller, enum duty_state state, struct duty **out, size_t *count_out)
{
	struct owed *owed;
	struct duty *duties;
	size_t count, own = 0;

	if (!duty_store_of(act, caller, state, &owed, &count))
		return false;
	duties = ARENA_ARRAY(act->arena, struct duty, count + 1);
	for (size_t i = 0; i < count; i++)
		if (is_own(act, caller, &owed[i]) && !record_load(act, &duty_record, owed[i].id, &duties[own++]))
			return false;
	*out = duties;
	*count_out = own;
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

bool duty_counts_of(struct act *act, const struct caller *caller, const struct duty_rule *const *rules,
                    struct duty_counts *out)
{
	struct owed *owed;
	size_t count;
	struct duty_counts counts = { 0, 0 };

	if (!duty_store_counts_of(act, caller, &owed, &count))
		return false;
	for (size_t i = 0; i < count; i++) {
		if (!is_among(rules, owed[i].rule) || !is_own(act, caller, &owed[i]))
			continue;
		if (owed[i].state == DUTY_BREACHED)
			counts.overdue += owed[i].count;
		else
			counts.waiting += owed[i].count;
	}
	*out = counts;
	return true;
}
