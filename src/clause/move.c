/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* move.c - the one mover between states.
 *
 * Owns: the order in which a move is judged and done. Page, API, demo and clock all come through here, so a
 * rule of a table holds at every door. Does not own: what a field may hold (record/), limits (duty/).
 * A reference may name what the caller may see (clauses_may_name); closer bounds are a move's check. */
#include <string.h>

#include "clause/inner.h"

struct moving {
	struct act *act;
	const struct holding *holding;
	const struct record *record;
	const struct move *move;
	struct scope scope;             /* of the caller for this move */
	struct input *input;
	const void *before;             /* as loaded; NULL: a new row */
	void *row;                      /* as it will be stored */
};

bool list_next(Str *rest, Str *name_out)
{
	Str list = str_trim(*rest), after = STR_NONE, name = list;

	if (str_is_empty(list))
		return false;
	(void)str_cut(list, ' ', &name, &after);
	*name_out = name;
	*rest = after;
	return true;
}

bool list_holds(const char *list, Str name)
{
	Str rest = str_of(list), one;

	while (list_next(&rest, &one))
		if (str_equal(one, name))
			return true;
	return false;
}

static bool ends_with(Str name, const char *end)
{
	Str e = str_of(end);

	return name.len >= e.len && str_equal(str_after(name, name.len - e.len), e);
}

bool name_is_ground(Str name)
{
	return ends_with(name, "reason") || ends_with(name, "ground");
}

bool refuse_not_there(struct act *act)
{
	if (act->refusal.kind == REFUSED_NOT_FOUND)
		act->refusal = (struct refusal){ 0 };   /* the words must not tell which of the two it was */
	return refuse(act, REFUSED_NOT_FOUND, "record.not_there", "没有这一条，或者您不能看");
}

bool clauses_may_name(struct act *act, const struct record *record, int64_t id, bool *out)
{
	const struct holding *holding = holding_named(act->house, str_of(record->name));
	struct scope scope = { .kind = SCOPE_ALL };
	void *row;

	if (holding)
		scope = caller_scope(act->who, holding->read);
	if (scope.kind == SCOPE_NONE)
		scope = (struct scope){ SCOPE_UNIT, act->who->account_id, act->who->unit_id };
	*out = scope.kind == SCOPE_ALL;
	if (*out)
		return true;
	row = arena_take(act->arena, record->size);
	if (!record_load(act, record, id, row))
		return false;
	*out = scope_holds(scope, record, row);
	return true;
}

const struct move *move_first_new(const struct holding *holding)
{
	for (const struct move *m = holding->moves; m && m->verb; m++)
		if (m->from == MOVE_NEW && !m->by_program)
			return m;
	return NULL;
}

const struct move *move_from(const struct holding *holding, int state, Str verb)
{
	for (const struct move *m = holding->moves; m && m->verb; m++) {
		bool fits = m->from == state || (m->from == MOVE_ANY && state != MOVE_NEW);

		if (fits && !m->by_program && str_is(verb, m->verb))
			return m;
	}
	return NULL;
}

static int state_of(const struct record *record, const void *row)
{
	return record->state ? (int)record_state(record, row) : 0;
}

/* ---- before anything is done: is it there, may it be, who may ---- */

/* The state is a reason only for who might make the move from another; for anybody else it is not theirs to make. */
static bool refuse_state(struct moving *m, Str verb)
{
	const struct move *any = NULL;
	const struct field *state;
	bool may = false;

	for (const struct move *o = m->holding->moves; o && o->verb; o++) {
		if (o->by_program || o->from == MOVE_NEW || !str_is(verb, o->verb))
			continue;
		any = o;
		may = may || scope_holds(caller_scope(m->act->who, o->by), m->record, m->before);
	}
	if (!any || !m->record->state)
		return refuse(m->act, REFUSED_NOT_FOUND, "move.unknown", "没有这个操作");
	if (!may)
		return refuse(m->act, REFUSED_FORBIDDEN, "move.permission", "您没有权限%s", any->label);
	state = record_field(m->record, m->record->state);
	return refuse(m->act, REFUSED_CONFLICT, "move.state", "现在是“%s”，不能%s",
	              word_label(state->words, record_state(m->record, m->before)), any->label);
}

static bool begin_new(struct moving *m, Str verb)
{
	m->move = move_from(m->holding, MOVE_NEW, verb);
	if (!m->move)
		return refuse(m->act, REFUSED_NOT_FOUND, "move.unknown", "没有这个操作");
	m->scope = caller_scope(m->act->who, m->move->by);
	if (m->scope.kind == SCOPE_NONE)
		return refuse(m->act, REFUSED_FORBIDDEN, "move.permission", "您没有权限%s", m->move->label);
	m->row = arena_take(m->act->arena, m->record->size);
	return true;
}

/* A row one may neither see nor move is not there; so the state of a stranger's row is never told. */
static bool begin_old(struct moving *m, int64_t id, Str verb)
{
	struct act *act = m->act;
	void *row = arena_take(act->arena, m->record->size);
	bool seen, may;

	if (!record_load(act, m->record, id, row))
		return act->refusal.kind == REFUSED_NOT_FOUND ? refuse_not_there(act) : false;
	m->before = row;
	m->move = move_from(m->holding, state_of(m->record, row), verb);
	seen = scope_holds(caller_scope(act->who, m->holding->read), m->record, row);
	if (m->move)
		m->scope = caller_scope(act->who, m->move->by);
	may = m->move && scope_holds(m->scope, m->record, row);
	if (!seen && !may)
		return refuse_not_there(act);
	if (!m->move)
		return refuse_state(m, verb);
	if (!may)
		return refuse(act, REFUSED_FORBIDDEN, "move.permission", "您没有权限%s", m->move->label);
	return true;
}

static bool version_is_current(struct moving *m)
{
	Str given = input_text(m->input, "version");
	int64_t version = 0;

	if (!m->before || str_is_empty(given))
		return true;
	if (!str_to_int(given, &version))
		return refuse(m->act, REFUSED_BAD_INPUT, "move.version", "version 应当是一个数");
	if (version != record_version(m->record, m->before))
		return refuse(m->act, REFUSED_STALE, "move.stale", "这一条刚被改过，请看新的内容再改");
	return true;
}

/* ---- what was sent ---- */

/* Children are copied too: the binder may write into their array, and `before` must stay as loaded. */
void *move_row_copy(struct arena *arena, const struct record *record, const void *row)
{
	char *copy = arena_take(arena, record->size);

	memcpy(copy, row, record->size);
	for (const struct children *c = record->children; c && c->name; c++) {
		size_t count;
		void *from, *to;

		memcpy(&count, copy + c->count_offset, sizeof count);
		memcpy(&from, copy + c->at_offset, sizeof from);
		if (!count)
			continue;
		to = arena_take_many(arena, count, c->record->size);
		memcpy(to, from, count * c->record->size);
		memcpy(copy + c->at_offset, &to, sizeof to);
	}
	return copy;
}

static void set_reference(const struct record *record, const char *name, void *row, int64_t id)
{
	const struct field *f = name ? record_field(record, name) : NULL;

	if (f && f->kind == FIELD_REF && id)
		memcpy(field_at(f, row), &id, sizeof id);
}

/* A new row is its maker's. */
static void own_new_row(struct moving *m)
{
	const char *unit = m->record->unit;

	/* Whoever acts for all and may say whose it is, says it: silence must not mean "mine". */
	if (m->scope.kind != SCOPE_ALL || !unit || !list_holds(m->move->takes, str_of(unit)))
		set_reference(m->record, unit, m->row, m->act->who->unit_id);
	if (m->scope.kind == SCOPE_OWN)
		set_reference(m->record, m->record->person, m->row, m->act->who->account_id);
}

static const struct children *children_named(const struct record *record, Str name)
{
	for (const struct children *c = record->children; c && c->name; c++)
		if (str_is(name, c->name))
			return c;
	return NULL;
}

static bool need_is_there(const struct moving *m, Str name)
{
	const struct field *f = record_field_str(m->record, name);
	const struct children *c = children_named(m->record, name);
	size_t count = 0;

	/* An old ground must not pass for a new one, so it is looked for in the input alone. */
	if (name_is_ground(name) || (!f && !c))
		return !str_is_empty(input_text(m->input, str_terminated(m->act->arena, name)));
	if (f)
		return field_is_set(f, m->row);
	memcpy(&count, (const char *)m->row + c->count_offset, sizeof count);
	return count > 0;
}

static bool is_faulty(const struct act *act, Str name)
{
	for (const struct fault *f = act->refusal.faults; f; f = f->next)
		if (str_equal(f->field, name))
			return true;
	return false;
}

static void look_for_needs(struct moving *m)
{
	Str rest = str_of(m->move->needs), name;

	while (list_next(&rest, &name)) {
		const struct field *f = record_field_str(m->record, name);
		const struct children *c = children_named(m->record, name);
		const char *label = f ? f->label : c ? c->label : "理由";

		if (!need_is_there(m, name) && !is_faulty(m->act, name))
			fault_at(m->act, name, "move.needs", "请写明%s", label);
	}
}

/* What a new row may be given and cannot be without is asked for with the rest, not only when all else is mended. */
static void look_for_required(struct moving *m)
{
	for (const struct field *f = m->record->fields; !m->before && m->move->takes && f->name; f++)
		if (f->required && list_holds(m->move->takes, str_of(f->name)) && !field_is_set(f, m->row)
		    && !is_faulty(m->act, str_of(f->name)))
			fault_at(m->act, str_of(f->name), "record.required", "请填写%s", f->label);
}

static bool no_unknown(struct moving *m)
{
	static const char *const known[] = { "version", "_csrf", "_once" };

	for (size_t i = 0; i < COUNT_OF(known); i++)
		(void)input_find(m->input, STR_NONE, known[i]);
	return record_refuse_unknown(m->act, m->input);
}

static bool unit_is_within(struct moving *m)
{
	const char *unit = m->record->unit;
	bool taken = unit && list_holds(m->move->takes, str_of(unit));

	if (m->before && !taken)
		return true;
	if (m->scope.kind == SCOPE_OWN && !m->record->person)
		return true;                    /* what anybody may hand in: a complaint without a login */
	if (scope_holds(m->scope, m->record, m->row))
		return true;
	fault_at(m->act, str_of(unit), "move.unit", "只能填本单位");
	return act_sound(m->act);
}

static bool bind(struct moving *m)
{
	struct act *act = m->act;
	bool bound;

	if (m->before)
		m->row = move_row_copy(act->arena, m->record, m->before);
	else
		own_new_row(m);
	bound = !m->move->takes || record_bind(act, m->record, m->input, m->move->takes, m->row);
	if (act->refusal.kind != REFUSED_NOT && act->refusal.kind != REFUSED_BAD_INPUT)
		return false;
	look_for_needs(m);
	look_for_required(m);
	if (!bound && !no_unknown(m))
		return false;
	return act_sound(act) && bound && unit_is_within(m);
}

static bool step(struct moving *m, MoveStep *s)
{
	return !s || (s(m->act, m->before, m->row, m->input) && act_sound(m->act));
}

/* Unknown fields are looked for after check and run, which may ask for fields the record has not. */
static bool judge(struct moving *m)
{
	if (!step(m, m->move->check) || !step(m, m->move->run))
		return false;
	return no_unknown(m) && act_sound(m->act);
}

/* ---- what is done ---- */

static Str note_of(const struct moving *m)
{
	Str rest = str_of(m->move->needs), name;

	while (list_next(&rest, &name))
		if (name_is_ground(name))
			return input_text(m->input, str_terminated(m->act->arena, name));
	return STR_NONE;
}

/* A deed that changes no field (催报) is a deed all the same: the ledger has it and others hear of it. */
static bool note_deed(struct moving *m, const char *event, Str note)
{
	struct event e = { .event = event, .subject = m->record->name,
	                   .subject_id = record_id(m->record, m->row),
	                   .unit_id = record_unit(m->record, m->row),
	                   .after = record_canonical(m->act->arena, m->record, m->row),
	                   .note = note, .row = m->row, .row_before = m->before };

	if (m->move->takes && !m->move->needs)
		return true;                    /* an edit that edited nothing */
	return ledger_note(m->act, &e);
}

static bool store(struct moving *m)
{
	Str event_text = str_format(m->act->arena, "%s.%s", m->record->name, m->move->verb);
	const char *event = str_terminated(m->act->arena, event_text);
	Str note = note_of(m);

	if (m->move->to >= 0)
		record_set_state(m->record, m->row, (unsigned)m->move->to);
	if (!m->before)
		return record_insert(m->act, m->record, m->row, event, note);
	if (!record_update(m->act, m->record, m->before, m->row, event, note))
		return false;
	if (record_version(m->record, m->row) != record_version(m->record, m->before))
		return true;
	return note_deed(m, event, note);
}

/* What people call the row. A key of a period is for machines: they say the week. */
static Str row_called(const struct moving *m)
{
	const struct record *r = m->record;
	Str title = record_title(r, m->row);
	Period period;

	if (r->period && r->title && str_is(str_of(r->period), r->title) && period_parse(title, &period) && period.kind == WEEK)
		return str_format(m->act->arena, "第 %d 周", period.number);
	return title;
}

static struct duty_about about_row(const struct moving *m, const struct duty_rule *rule)
{
	struct duty_about about = { 0 };
	const struct record *r = m->record;

	if (rule->owed_by != OWED_BY_LEGAL_BUREAU && rule->owed_by != OWED_BY_LEADER)
		about.unit_id = record_unit(r, m->row);
	if (rule->periodic) {
		const struct field *f = r->period ? record_field(r, r->period) : NULL;

		must(f && f->kind == FIELD_TEXT);   /* clauses_check saw to it */
		memcpy(&about.period, field_at(f, m->row), sizeof about.period);
		return about;
	}
	about.subject = r->name;
	about.subject_id = record_id(r, m->row);
	if (r->title)
		about.title = str_join(m->act->arena, str_format(m->act->arena, "%s：", rule->label), row_called(m));
	return about;
}

static bool settle_duties(struct moving *m)
{
	const struct duty_rule *meets = m->move->meets, *raises = m->move->raises;
	struct duty_about about;
	DutyId id;

	if (meets) {
		about = about_row(m, meets);
		if (!duty_meet(m->act, meets, &about))
			return false;
	}
	if (!raises)
		return true;
	about = about_row(m, raises);
	return duty_raise(m->act, raises, &about, &id);
}

/* tell_words are a table's, so "%s" is put in by hand: no format comes from elsewhere than a literal. */
static Str words_to_tell(const struct moving *m)
{
	struct strbuf words = { .arena = m->act->arena };
	Str title = row_called(m), text = str_of(m->move->tell_words);

	if (str_is_empty(title))
		title = str_of(m->record->label);
	if (str_is_empty(text))
		return str_format(m->act->arena, "%s：%.*s", m->move->label, STR_ARG(title));
	while (text.len) {
		if (str_starts_with(text, "%s")) {
			buf_add(&words, title);
			text = str_after(text, 2);
			continue;
		}
		buf_char(&words, text.at[0]);
		text = str_after(text, 1);
	}
	return buf_str(&words);
}

/* Whose matter it became, not everybody of the unit. */
static bool tell_officers(struct moving *m, Str key, Str words, Str path)
{
	for (const struct field *f = m->record->fields; f->name; f++) {
		bool names = f->kind == FIELD_REF && f->ref == &officer_record && field_is_set(f, m->row);

		if (names && !notify_officer(m->act, (OfficerId){ field_int(f, m->row) }, key, words, path))
			return false;
	}
	return true;
}

static bool tell(struct moving *m)
{
	struct act *act = m->act;
	unsigned tells = m->move->tells;
	int64_t id = record_id(m->record, m->row), unit = record_unit(m->record, m->row);
	Str key = str_format(act->arena, "%s.%s:%lld:%lld", m->record->name, m->move->verb, (long long)id,
	                     (long long)record_version(m->record, m->row));
	Str path = str_format(act->arena, "%s/%lld", m->record->path, (long long)id);
	Str words = words_to_tell(m);

	if ((tells & TELL_UNIT) && unit && !notify_unit(act, unit, key, words, path))
		return false;
	if ((tells & TELL_HEAD) && unit && !notify_role(act, unit, ROLE_HEAD, key, words, path))
		return false;
	if ((tells & TELL_OFFICERS) && !tell_officers(m, key, words, path))
		return false;
	if ((tells & TELL_LEGAL_BUREAU) && !notify_role(act, 0, ROLE_LEGAL_BUREAU, key, words, path))
		return false;
	return !(tells & TELL_LEADER) || notify_role(act, 0, ROLE_LEADER, key, words, path);
}

bool move_run(struct act *act, const struct holding *holding, int64_t id, Str verb, struct input *input,
              void *row_out)
{
	struct input none = { .arena = act->arena };
	struct moving m = { .act = act, .holding = holding, .record = holding->record,
	                    .input = input ? input : &none };

	if (!(id ? begin_old(&m, id, verb) : begin_new(&m, verb)))
		return false;
	must(m.move);
	if (!version_is_current(&m) || !bind(&m) || !judge(&m) || !store(&m))
		return false;
	if (!settle_duties(&m) || !step(&m, m.move->then) || (m.move->tells && !tell(&m)))
		return false;
	if (row_out)
		memcpy(row_out, m.row, m.record->size);
	return true;
}

/* ---- buttons ---- */

/* Why the check says no. What an input could still mend is no reason to dash the button. */
static Str reason_against(struct act *act, const struct holding *holding, const struct move *move, const void *row)
{
	struct refusal kept = act->refusal, found;
	struct input none = { .arena = act->arena };
	bool sound;

	if (!move->check)
		return STR_NONE;
	act->refusal = (struct refusal){ 0 };
	sound = move->check(act, row, move_row_copy(act->arena, holding->record, row), &none) && act_sound(act);
	found = act->refusal;
	act->refusal = kept;
	if (sound)
		return STR_NONE;
	if (found.kind == REFUSED_BROKEN) {
		act->refusal = found;
		return found.message;
	}
	if (found.kind == REFUSED_BAD_INPUT && move->takes)
		return STR_NONE;
	return !str_is_empty(found.message) ? found.message : STR("现在还不能");
}

size_t moves_allowed(struct act *act, const struct holding *holding, const void *row, struct allowed_move *out,
                     size_t room)
{
	int state = state_of(holding->record, row);
	size_t count = 0;

	for (const struct move *m = holding->moves; m && m->verb && count < room; m++) {
		if (m->by_program || (m->from != state && m->from != MOVE_ANY))
			continue;
		if (!scope_holds(caller_scope(act->who, m->by), holding->record, row))
			continue;
		out[count].move = m;
		out[count++].why_not = reason_against(act, holding, m, row);
	}
	return count;
}
