/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* tables.c - do the tables of all clauses make sense together?
 *
 * Owns: the check of clause, duty, hearer and setting tables. Moves and states are checked in
 * tables_moves.c, routes and menu in tables_routes.c. A fault names clause, table and row. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "clause/inner.h"

#define FAULT_ROOM 400

void check_fault(struct checking *c, const char *format, ...)
{
	char line[FAULT_ROOM];
	va_list arguments;
	int len;

	va_start(arguments, format);
	len = vsnprintf(line, sizeof line, format, arguments);
	va_end(arguments);
	must(len >= 0);
	buf_format(&c->faults, "%s：%s\n", c->clause ? c->clause->name : "全部", line);
}

bool permission_is_somebodys(const struct permission *p)
{
	if (p->anybody || p->everybody)
		return true;
	for (size_t i = 0; i < ROLES; i++)
		if (p->by_role[i] != SCOPE_NONE)
			return true;
	return false;
}

bool checked_rule_is_listed(const struct checking *c, const struct duty_rule *rule)
{
	for (const struct clause *const *o = c->clauses; *o; o++)
		for (const struct duty_rule *const *r = (*o)->duties; r && *r; r++)
			if (*r == rule)
				return true;
	return false;
}

bool checked_setting_is_listed(const struct checking *c, const struct setting_rule *setting)
{
	for (const struct clause *const *o = c->clauses; *o; o++)
		for (const struct setting_rule *const *s = (*o)->settings; s && *s; s++)
			if (*s == setting)
				return true;
	return false;
}

/* ---- names that must be given once ---- */

static void check_clause_name(struct checking *c)
{
	if (!c->clause->name || !c->clause->name[0] || !c->clause->label)
		check_fault(c, "没有名称");
	for (const struct clause *const *o = c->clauses; *o && *o != c->clause; o++)
		if (strcmp((*o)->name, c->clause->name) == 0)
			check_fault(c, "名称重复");
}

static size_t records_called(const struct checking *c, const char *name)
{
	size_t count = 0;

	for (const struct clause *const *o = c->clauses; *o; o++)
		for (const struct holding *const *h = (*o)->holdings; h && *h; h++)
			count += strcmp((*h)->record->name, name) == 0;
	return count;
}

static void check_holdings(struct checking *c)
{
	for (const struct holding *const *h = c->clause->holdings; h && *h; h++) {
		if (records_called(c, (*h)->record->name) != 1)
			check_fault(c, "记录 %s 登记了不止一次", (*h)->record->name);
		check_holding(c, *h);
	}
}

/* ---- duties ---- */

static size_t rules_called(const struct checking *c, const char *name)
{
	size_t count = 0;

	for (const struct clause *const *o = c->clauses; *o; o++)
		for (const struct duty_rule *const *r = (*o)->duties; r && *r; r++)
			count += strcmp((*r)->name, name) == 0;
	return count;
}

static bool rule_can_be_met(const struct checking *c, const struct duty_rule *rule)
{
	if (rule->judge)
		return true;
	for (const struct duty_rule *const *r = c->clause->met_by_verbs; r && *r; r++)
		if (*r == rule)
			return true;
	for (const struct clause *const *o = c->clauses; *o; o++)
		for (const struct holding *const *h = (*o)->holdings; h && *h; h++)
			for (const struct move *m = (*h)->moves; m && m->verb; m++)
				if (m->meets == rule)
					return true;
	return false;
}

/* Two ways to meet a duty would race at its due minute. */
static void check_judge(struct checking *c, const struct duty_rule *rule)
{
	if (rule->judge && !rule->judge->look)
		check_fault(c, "时限 %s 没有写明怎样判定", rule->name);
	for (const struct clause *const *o = c->clauses; rule->judge && *o; o++)
		for (const struct holding *const *h = (*o)->holdings; h && *h; h++)
			for (const struct move *m = (*h)->moves; m && m->verb; m++)
				if (m->meets == rule)
					check_fault(c, "时限 %s 由程序判定，动作 %s 不能再办结它", rule->name, m->verb);
}

static void check_period(struct checking *c, const struct duty_rule *r)
{
	if (r->every >= PERIOD_KINDS)
		check_fault(c, "时限 %s 的周期不对", r->name);
	if (r->every == WEEK && (r->due.weekday < MONDAY || r->due.weekday > SUNDAY))
		check_fault(c, "时限 %s 没有写明星期几", r->name);
	if (r->every != WEEK && (r->due.day_of_month < 1 || r->due.day_of_month > 31))
		check_fault(c, "时限 %s 没有写明几日", r->name);
	if (r->ahead && r->every != WEEK && r->every != MONTH)
		check_fault(c, "时限 %s 只有按周、按月的才能在周期之前应办", r->name);
	if (r->due.hour < 0 || r->due.hour > 24 || r->due.minute < 0 || r->due.minute > 59)
		check_fault(c, "时限 %s 的时刻不对", r->name);
}

static void check_rule_setting(struct checking *c, const struct duty_rule *r, const struct setting_rule *used)
{
	if (used && !checked_setting_is_listed(c, used))
		check_fault(c, "时限 %s 用到没有登记的设置 %s", r->name, used->name);
}

static void check_rule_settings(struct checking *c, const struct duty_rule *r)
{
	check_rule_setting(c, r, r->due.roll_setting);
	check_rule_setting(c, r, r->first_period);
	check_rule_setting(c, r, r->within_setting);
}

void check_duties(struct checking *c)
{
	for (const struct duty_rule *const *list = c->clause->duties; list && *list; list++) {
		const struct duty_rule *r = *list;

		if (!r->name || !r->label || !r->clause) {
			check_fault(c, "有一项时限没有名称、标签或依据");
			continue;
		}
		if (rules_called(c, r->name) != 1)
			check_fault(c, "时限 %s 登记了不止一次", r->name);
		if (r->periodic)
			check_period(c, r);
		else if (r->within.number <= 0 && !r->within_setting)
			check_fault(c, "时限 %s 没有期限", r->name);
		if (!r->periodic && !r->within.law)
			check_fault(c, "时限 %s 的期限没有出处", r->name);
		if (!rule_can_be_met(c, r))
			check_fault(c, "时限 %s 没有人能履行：没有环节 meets 它", r->name);
		check_judge(c, r);
		check_rule_settings(c, r);
	}
}

/* ---- hearers ---- */

/* Below the clauses these speak too; their verbs are their own. */
static bool spoken_below(const char *event)
{
	static const char *const places[] = { "duty.", "setting.", "account.", "calendar." };

	for (size_t i = 0; i < COUNT_OF(places); i++)
		if (strncmp(event, places[i], strlen(places[i])) == 0)
			return true;
	return false;
}

static bool holding_speaks(const struct holding *h, const char *event)
{
	size_t len = strlen(h->record->name);

	if (strncmp(event, h->record->name, len) != 0 || event[len] != '.')
		return false;
	if (h->correct && strcmp(event + len + 1, "correct") == 0)
		return true;
	if (!h->moves)
		return true;                    /* only code writes it, with verbs of its own */
	for (const struct move *m = h->moves; m->verb; m++)
		if (strcmp(m->verb, event + len + 1) == 0)
			return true;
	return false;
}

static bool event_is_known(const struct checking *c, const char *event)
{
	for (const struct clause *const *o = c->clauses; *o; o++)
		for (const struct holding *const *h = (*o)->holdings; h && *h; h++)
			if (holding_speaks(*h, event))
				return true;
	return spoken_below(event);
}

void check_hears(struct checking *c)
{
	for (const struct hearer *h = c->clause->hears; h && h->event; h++) {
		if (!event_is_known(c, h->event))
			check_fault(c, "听 %s，但没有人说它", h->event);
		if (!h->hear)
			check_fault(c, "听 %s，但没有写做什么", h->event);
	}
}

/* ---- settings ---- */

static size_t settings_called(const struct checking *c, const char *name)
{
	size_t count = 0;

	for (const struct clause *const *o = c->clauses; *o; o++)
		for (const struct setting_rule *const *s = (*o)->settings; s && *s; s++)
			count += strcmp((*s)->name, name) == 0;
	return count;
}

static void check_settings(struct checking *c)
{
	for (const struct setting_rule *const *list = c->clause->settings; list && *list; list++) {
		const struct setting_rule *s = *list;

		if (settings_called(c, s->name) != 1)
			check_fault(c, "设置 %s 登记了不止一次", s->name);
		if (s->value < s->least || s->value > s->most)
			check_fault(c, "设置 %s 的默认值不在上下限之内", s->name);
		if (!s->label || !s->unit || !s->source)
			check_fault(c, "设置 %s 没有写明标签、单位或出处", s->name);
	}
}

bool clauses_check(struct arena *arena, const struct clause *const *clauses, Str *error_out)
{
	struct checking c = { .arena = arena, .clauses = clauses, .faults = { .arena = arena } };

	for (const struct clause *const *one = clauses; *one; one++) {
		c.clause = *one;
		check_clause_name(&c);
		check_holdings(&c);
		check_duties(&c);
		check_hears(&c);
		check_settings(&c);
		check_routes(&c);
		check_menu(&c);
	}
	if (!c.faults.len)
		return true;
	*error_out = buf_str(&c.faults);
	return false;
}
