/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* tables_moves.c - do a record's moves make sense: names, states one can reach and leave, permissions.
 *
 * A state nobody can leave must look finished (已办 or 受限): else a row would be stuck and look alive. */
#include <string.h>

#include "clause/inner.h"
#include "record/personal.h"

#define MOST_STATES 64

static const struct words *states_of(const struct record *r)
{
	const struct field *f = r->state ? record_field(r, r->state) : NULL;

	return f ? f->words : NULL;
}

static bool verb_is_well_formed(const char *verb)
{
	for (const char *p = verb; *p; p++)
		if (!(*p >= 'a' && *p <= 'z') && *p != '_')
			return false;
	return verb[0] != '\0';
}

/* "title", "items" or "items.work_done". */
static bool name_is_known(const struct record *r, Str name)
{
	Str head = name, tail = STR_NONE;
	bool deep = str_cut(name, '.', &head, &tail);

	if (!deep && (str_is(name, "*") || record_field_str(r, name)))
		return true;
	for (const struct children *k = r->children; k && k->name; k++)
		if (str_is(head, k->name))
			return !deep || record_field_str(k->record, tail) != NULL;
	return false;
}

static bool name_is_taken(const struct move *m, Str name)
{
	Str rest = str_of(m->takes), one;

	while (list_next(&rest, &one)) {
		Str head = one, tail = STR_NONE;

		(void)str_cut(one, '.', &head, &tail);
		if (str_is(one, "*") || str_equal(one, name) || str_equal(head, name))
			return true;
	}
	return false;
}

static void check_names(struct checking *c, const struct record *r, const struct move *m)
{
	Str rest = str_of(m->needs), name;

	if (m->takes && !record_takes_known(r, m->takes, &name))
		check_fault(c, "%s.%s 的 takes 提到未知字段 %.*s", r->name, m->verb, STR_ARG(name));
	while (list_next(&rest, &name)) {
		if (name_is_known(r, name) ? !name_is_taken(m, name) : !name_is_ground(name))
			check_fault(c, "%s.%s 的 needs 提到 takes 之外的 %.*s", r->name, m->verb, STR_ARG(name));
	}
}

static bool tell_words_are_sound(const char *words)
{
	size_t holes = 0;

	for (const char *p = words; p && *p; p++) {
		if (*p != '%')
			continue;
		if (p[1] != 's')
			return false;
		holes++;
	}
	return holes <= 1;
}

static void check_states(struct checking *c, const struct record *r, const struct move *m)
{
	const struct words *states = states_of(r);
	int count = states ? (int)states->count : 1;

	if (m->from < MOVE_ANY || m->from >= count)
		check_fault(c, "%s.%s 从未知状态 %d 出发", r->name, m->verb, m->from);
	if (m->to != MOVE_STAY && (m->to < 0 || m->to >= count))
		check_fault(c, "%s.%s 走到未知状态 %d", r->name, m->verb, m->to);
	if (!states && m->to != MOVE_STAY)
		check_fault(c, "%s.%s 改变状态，但记录没有状态", r->name, m->verb);
}

static void check_rule_of(struct checking *c, const struct record *r, const struct move *m, const struct duty_rule *rule)
{
	if (!rule)
		return;
	if (!checked_rule_is_listed(c, rule))
		check_fault(c, "%s.%s 涉及没有登记的时限 %s", r->name, m->verb, rule->name);
	if (rule->periodic && !r->period)
		check_fault(c, "%s.%s 涉及周期时限 %s，但记录没有 period", r->name, m->verb, rule->name);
}

static void check_move(struct checking *c, const struct holding *h, const struct move *m)
{
	const struct record *r = h->record;

	if (!verb_is_well_formed(m->verb) || !m->label)
		check_fault(c, "%s 有一个环节的动词或标签不对", r->name);
	if (m->by_program) {
		if (m->by)
			check_fault(c, "%s.%s 是程序自己做的，不能写谁可以", r->name, m->verb);
	} else if (!m->by) {
		check_fault(c, "%s.%s 没有写明谁可以", r->name, m->verb);
	} else if (!permission_is_somebodys(m->by)) {
		check_fault(c, "%s.%s 的权限 %s 不属于任何人", r->name, m->verb, m->by->name);
	}
	if (!tell_words_are_sound(m->tell_words))
		check_fault(c, "%s.%s 的 tell_words 只能有一个 %%s", r->name, m->verb);
	check_states(c, r, m);
	check_names(c, r, m);
	check_rule_of(c, r, m, m->meets);
	check_rule_of(c, r, m, m->raises);
	for (const struct move *o = h->moves; o != m; o++)
		if (strcmp(o->verb, m->verb) == 0
		    && (o->from == m->from || (o->from == MOVE_ANY && m->from != MOVE_NEW)
		        || (m->from == MOVE_ANY && o->from != MOVE_NEW)))
			check_fault(c, "%s.%s 从同一状态写了两次", r->name, m->verb);
}

/* One round over the moves; true: a state became reachable. */
static bool spread(const struct holding *h, bool *reached)
{
	bool grew = false;

	for (const struct move *m = h->moves; m->verb; m++) {
		int to = m->to == MOVE_STAY ? (m->from == MOVE_NEW ? 0 : m->from) : m->to;
		bool open = m->from == MOVE_NEW || m->from == MOVE_ANY || reached[m->from];

		if (to >= 0 && open && !reached[to])
			grew = reached[to] = true;
	}
	return grew;
}

static bool can_be_left(const struct holding *h, int state)
{
	for (const struct move *m = h->moves; m->verb; m++)
		if ((m->from == state || m->from == MOVE_ANY) && m->to != MOVE_STAY && m->to != state)
			return true;
	return false;
}

static void check_walk(struct checking *c, const struct holding *h)
{
	const struct words *states = states_of(h->record);
	bool reached[MOST_STATES] = { false };

	if (!states || states->count > MOST_STATES)
		return;
	if (!move_first_new(h))
		reached[0] = true;              /* made by code, in its first state */
	while (spread(h, reached))
		continue;
	for (unsigned i = 0; i < states->count; i++) {
		const struct word *w = &states->at[i];

		if (!w->word)
			continue;
		if (!reached[i])
			check_fault(c, "%s 走不到状态 %s", h->record->name, w->word);
		if (!can_be_left(h, (int)i) && w->look != LOOK_DONE && w->look != LOOK_SEALED)
			check_fault(c, "%s 到了状态 %s 就出不来，看上去又没有办完", h->record->name, w->word);
	}
}

/* The row whose state decides must be one that has a state, held by somebody. */
static void check_files(struct checking *c, const struct holding *h)
{
	const struct record *record = h->record;
	const struct field *of = h->files->of ? record_field(record, h->files->of) : NULL;
	const struct record *decides = h->files->of ? (of && of->kind == FIELD_REF ? of->ref : NULL) : record;

	if (h->files->copies ? h->files->add != NULL : !h->files->add || !permission_is_somebodys(h->files->add))
		check_fault(c, "%s 的附件没有人可以加", record->name);
	if (!decides || (h->files->states && !decides->state))
		check_fault(c, "%s 的附件看不出由哪一行的状态决定", record->name);
}

/* What may be corrected is known, not personal, in states there are, asked and approved by somebody; and no move is
 * called like the event of a correction. */
static void check_correct(struct checking *c, const struct holding *h)
{
	const struct correct_rule *rule = h->correct;
	const struct record *r = h->record;
	const struct words *states = states_of(r);
	Str rest = str_of(rule->takes), name;

	if (!rule->takes || !record_takes_known(r, rule->takes, &name))
		check_fault(c, "%s 可更正的提到未知字段", r->name);
	while (list_next(&rest, &name)) {
		const struct field *f = record_field_str(r, name);

		if (f && (f->personal || (r->state && str_is(name, r->state)) || (r->unit && str_is(name, r->unit))))
			check_fault(c, "%s 的 %s 不能更正：个人信息、状态或单位", r->name, f->name);
	}
	for (rest = str_of(rule->form); list_next(&rest, &name);)
		if (!name_is_known(r, name))
			check_fault(c, "%s 的更正表单提到未知字段 %.*s", r->name, STR_ARG(name));
	if (!rule->states || rule->states >> (states ? states->count : 1))
		check_fault(c, "%s 没有写明在什么状态可以更正，或者没有这个状态", r->name);
	if (!rule->ask || !permission_is_somebodys(rule->ask) || !rule->approve || !permission_is_somebodys(rule->approve))
		check_fault(c, "%s 的更正没有人可以申请或批准", r->name);
	for (const struct move *m = h->moves; m && m->verb; m++)
		if (strcmp(m->verb, "correct") == 0)
			check_fault(c, "%s 有环节叫 correct，和更正的事件同名", r->name);
}

static bool has_holding(const struct checking *c, const struct record *r)
{
	for (const struct clause *const *o = c->clauses; *o; o++)
		for (const struct holding *const *k = (*o)->holdings; k && *k; k++)
			if ((*k)->record == r)
				return true;
	return false;
}

/* What nobody may ask for would be collected for nothing. */
static void check_personal(struct checking *c, const struct holding *h)
{
	if (record_has_personal(h->record) != (h->personal != NULL))
		check_fault(c, "记录 %s 有个人信息却没有写明谁可以查看，或者相反", h->record->name);
	else if (h->personal && !permission_is_somebodys(h->personal))
		check_fault(c, "查看 %s 个人信息的权限不属于任何人", h->record->name);
	for (const struct children *k = h->record->children; k && k->name; k++)
		if (record_has_personal(k->record) && !has_holding(c, k->record))
			check_fault(c, "%s 的明细有个人信息，要有自己的登记表才能查看", h->record->name);
}

void check_holding(struct checking *c, const struct holding *h)
{
	const struct record *r = h->record;
	size_t before = c->faults.len;
	Str why;

	if (!record_check_tables(c->arena, r, &why))
		check_fault(c, "记录 %s：%.*s", r->name, STR_ARG(why));
	if (!h->read)
		check_fault(c, "记录 %s 没有写明谁可以看", r->name);
	else if (!permission_is_somebodys(h->read))
		check_fault(c, "看记录 %s 的权限不属于任何人", r->name);
	if (!r->path || r->path[0] != '/')
		check_fault(c, "记录 %s 没有路径", r->name);
	if (h->files)
		check_files(c, h);
	if (h->correct)
		check_correct(c, h);
	check_personal(c, h);
	for (const struct move *m = h->moves; m && m->verb; m++)
		check_move(c, h, m);
	if (h->moves && c->faults.len == before)
		check_walk(c, h);
}
