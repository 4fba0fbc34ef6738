/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* list_ask.c - what somebody asks of a list becomes conditions of constant text with bound values.
 *
 * Owns: filters by field.filter, the search word q, the scope, the code's own conditions; a fault at each value
 * that means nothing and at each name nobody knows. Personal fields are found by the whole value only: a search
 * by part would read them out letter by letter. */
#include "record/record_inside.h"

#include "base/limits.h"

#define UNKNOWN_TOLD 5

/* ---- conditions ---- */

void conditions_and(struct conditions *c)
{
	if (c->sql.len == 0)
		buf_text(&c->sql, " WHERE ");
	else
		buf_text(&c->sql, " AND ");
}

static void add_bound(struct conditions *c, struct bound bound)
{
	must(c->count < c->room);
	bound.name = str_terminated(c->act->arena, str_format(c->act->arena, ":p%zu", c->count));
	c->bounds[c->count++] = bound;
	buf_add(&c->sql, str_of(bound.name));
}

void conditions_text(struct conditions *c, Str text)
{
	add_bound(c, (struct bound){ .text = text, .is_text = true });
}

void conditions_int(struct conditions *c, int64_t number)
{
	add_bound(c, (struct bound){ .number = number });
}

struct query *conditions_query(struct conditions *c, struct strbuf *sql)
{
	struct sql statement = { str_terminated(c->act->arena, buf_str(sql)) };
	struct query *query = store_query(c->act, &statement);

	for (size_t i = 0; i < c->count; i++) {
		const struct bound *b = &c->bounds[i];

		if (b->is_text)
			query_bind_str(query, b->name, b->text);
		else
			query_bind_int(query, b->name, b->number);
	}
	return query;
}

static void and_field(struct conditions *c, const struct field *field, const char *relation)
{
	conditions_and(c);
	buf_add(&c->sql, str_of(field->name));
	buf_add(&c->sql, str_of(relation));
}

static void and_int(
    struct conditions *c, const struct field *field, const char *relation, int64_t value)
{
	and_field(c, field, relation);
	conditions_int(c, value);
}

static void and_text(struct conditions *c, const struct field *field, const char *relation, Str value)
{
	and_field(c, field, relation);
	conditions_text(c, value);
}

/* ---- what was sent ---- */

const struct input_field *list_sent(const struct list_ask *ask, const char *name, const char *suffix)
{
	size_t length = str_of(name).len;

	for (size_t i = 0; ask->query && i < ask->query->count; i++) {
		const struct input_field *sent = &ask->query->fields[i];

		if (str_starts_with(sent->path, name) && str_is(str_after(sent->path, length), suffix)
		    && !str_is_empty(str_trim(sent->value)))
			return sent;
	}
	return NULL;
}

static bool has_days(const struct field *field)
{
	return field->kind == FIELD_DATE || field->kind == FIELD_INSTANT;
}

static bool may_ask_personal(const struct list_ask *ask)
{
	return ask->personal && ask->personal->kind != SCOPE_NONE
	    && (ask->personal->kind != SCOPE_OWN || ask->record->person);
}

static bool name_is_known(const struct list_ask *ask, Str name)
{
	const struct record *record = ask->record;
	static const char *const own[] = { "sort", "after", "before", "most", "q" };

	for (size_t i = 0; i < COUNT_OF(own); i++)
		if (str_is(name, own[i]))
			return true;
	for (const struct field *field = record->fields; field->name; field++) {
		Str rest = str_after(name, str_of(field->name).len);

		if (!field->filter || field->secret || !str_starts_with(name, field->name)
		    || (field->personal && !may_ask_personal(ask)))
			continue;
		if (has_days(field) ? str_is(rest, "_from") || str_is(rest, "_to")
				    : str_is_empty(rest))
			return true;
	}
	return false;
}

static void refuse_unknown_names(struct act *act, const struct list_ask *ask)
{
	size_t told = 0;

	for (size_t i = 0; ask->query && i < ask->query->count && told < UNKNOWN_TOLD; i++) {
		struct input_field *sent = &ask->query->fields[i];

		sent->used = true;
		if (name_is_known(ask, sent->path))
			continue;
		fault_at(
		    act, sent->path, "record.unknown", "不认识的筛选“%.*s”", STR_ARG(sent->path));
		told++;
	}
}

static void add_scope(struct conditions *c, const struct record *record, struct scope scope)
{
	if (scope.kind == SCOPE_OWN && record->person)
		and_int(c, record_field(record, record->person), " = ", scope.account_id);
	else if (scope.kind == SCOPE_UNIT && record->unit)
		and_int(c, record_field(record, record->unit), " = ", scope.unit_id);
}

/* ---- filters, one kind each ---- */

/* The words may come in one value, "open,late", or as several fields of one name. */
static bool gather_words(
    struct act *act, const struct list_ask *ask, const struct field *field, bool *wanted)
{
	bool any = false;

	for (size_t i = 0; ask->query && i < ask->query->count; i++) {
		Str rest = str_trim(ask->query->fields[i].value), word, start;

		if (!str_is(ask->query->fields[i].path, field->name))
			continue;
		while (!str_is_empty(rest)) {
			Str after = STR_NONE;
			unsigned value;

			word = rest;
			(void)str_cut(rest, ',', &word, &after);
			rest = after;
			start = str_first_characters(word, 40);
			if (word_parse(field->words, str_trim(word), &value))
				wanted[value] = any = true;
			else
				fault_at(act, str_of(field->name), "record.word", "%s没有“%.*s”这个选项",
				         field->label, STR_ARG(start));
		}
	}
	return any;
}

static void filter_word(struct conditions *c, const struct list_ask *ask, const struct field *field)
{
	bool *wanted = ARENA_ARRAY(c->act->arena, bool, field->words->count);
	const char *between = "";

	if (!gather_words(c->act, ask, field, wanted))
		return;
	and_field(c, field, " IN (");
	for (unsigned i = 0; i < field->words->count; i++) {
		if (!wanted[i])
			continue;
		buf_add(&c->sql, str_of(between));
		conditions_text(c, str_of(field->words->at[i].word));
		between = ", ";
	}
	buf_char(&c->sql, ')');
}

static void filter_number(struct conditions *c, const struct list_ask *ask, const struct field *field)
{
	const struct input_field *sent = list_sent(ask, field->name, "");
	int64_t value;

	if (!sent)
		return;
	if (str_to_int(str_trim(sent->value), &value))
		and_int(c, field, " = ", value);
	else
		fault_at(c->act, sent->path, "record.number", "%s要填数字", field->label);
}

static void filter_bool(struct conditions *c, const struct list_ask *ask, const struct field *field)
{
	const struct input_field *sent = list_sent(ask, field->name, "");
	Str value = sent ? str_trim(sent->value) : STR_NONE;

	if (!sent)
		return;
	if (str_is(value, "1") || str_is(value, "true") || str_is(value, "on"))
		and_int(c, field, " = ", 1);
	else if (str_is(value, "0") || str_is(value, "false") || str_is(value, "off"))
		and_int(c, field, " = ", 0);
	else
		fault_at(c->act, sent->path, "record.bool", "%s要选“是”或“否”", field->label);
}

static bool sent_day(struct conditions *c, const struct list_ask *ask, const struct field *field,
    const char *suffix, Date *out)
{
	const struct input_field *sent = list_sent(ask, field->name, suffix);

	if (!sent)
		return false;
	if (date_parse(str_trim(sent->value), out))
		return true;
	fault_at(c->act, sent->path, "record.date", "%s要写成 2026-11-24 这样的日期", field->label);
	return false;
}

/* Both days count whole, also for a field that knows the second. */
static void filter_days(struct conditions *c, const struct list_ask *ask, const struct field *field)
{
	bool is_date = field->kind == FIELD_DATE;
	Date day;

	if (sent_day(c, ask, field, "_from", &day)) {
		if (is_date)
			and_text(c, field, " >= ", date_iso(c->act->arena, day));
		else
			and_int(c, field, " >= ", instant_at(day, 0, 0).sec);
	}
	if (sent_day(c, ask, field, "_to", &day)) {
		if (is_date)
			and_text(c, field, " <= ", date_iso(c->act->arena, day));
		else
			and_int(c, field, " < ", instant_at(day, 24, 0).sec);
	}
}

static Str pattern_of(struct arena *arena, Str part)
{
	struct strbuf pattern = { .arena = arena };

	buf_char(&pattern, '%');
	for (size_t i = 0; i < part.len; i++) {
		if (part.at[i] == '%' || part.at[i] == '_' || part.at[i] == '!')
			buf_char(&pattern, '!');
		buf_char(&pattern, part.at[i]);
	}
	buf_char(&pattern, '%');
	return buf_str(&pattern);
}

static void add_contains(struct conditions *c, const struct field *field, Str pattern)
{
	buf_text(&c->sql, "lower(");
	buf_add(&c->sql, str_of(field->name));
	buf_text(&c->sql, ") LIKE lower(CAST(");
	conditions_text(c, pattern);
	buf_text(&c->sql, " AS {text})) ESCAPE '!'");
}

static void filter_text(struct conditions *c, const struct list_ask *ask, const struct field *field)
{
	const struct input_field *sent = list_sent(ask, field->name, "");
	Str value = sent ? str_trim(sent->value) : STR_NONE;

	if (!sent)
		return;
	conditions_and(c);
	add_contains(c, field, pattern_of(c->act->arena, value));
}

/* Only within the scope in which the asker may see the whole: "is it this number?" answers too. */
static void filter_personal(struct conditions *c, const struct list_ask *ask, const struct field *field)
{
	const struct input_field *sent = list_sent(ask, field->name, "");

	if (!sent || !may_ask_personal(ask))
		return;
	if (!c->act->house->vault) {
		fault_at(c->act, sent->path, "personal.no_key", "密钥不在，现在不能按%s查找", field->label);
		return;
	}
	add_scope(c, ask->record, *ask->personal);
	conditions_and(c);
	buf_text(&c->sql, "id IN (SELECT row_id FROM personal_token WHERE record = ");
	conditions_text(c, str_of(ask->record->name));
	buf_text(&c->sql, " AND field = ");
	conditions_text(c, str_of(field->name));
	buf_text(&c->sql, " AND token = ");
	conditions_text(c, personal_token(c->act, ask->record, field, str_trim(sent->value)));
	buf_char(&c->sql, ')');
}

static bool is_searched(const struct record *record, const struct field *field)
{
	bool is_title = record->title && str_is(str_of(field->name), record->title);

	return field->kind == FIELD_TEXT && (is_title || field->filter) && !field->secret;
}

static void filter_q(struct conditions *c, const struct list_ask *ask)
{
	const struct input_field *sent = list_sent(ask, "q", "");
	Str pattern = sent ? pattern_of(c->act->arena, str_trim(sent->value)) : STR_NONE;
	bool first = true;

	if (!sent)
		return;
	for (const struct field *field = ask->record->fields; field->name; field++) {
		if (!is_searched(ask->record, field))
			continue;
		if (first)
			conditions_and(c);
		buf_add(&c->sql, first ? STR("(") : STR(" OR "));
		add_contains(c, field, pattern);
		first = false;
	}
	if (!first)
		buf_char(&c->sql, ')');
}

static void filter_field(struct conditions *c, const struct list_ask *ask, const struct field *field)
{
	switch (field->kind) {
	case FIELD_WORD:
		filter_word(c, ask, field);
		return;
	case FIELD_ID:
	case FIELD_VERSION:
	case FIELD_INT:
	case FIELD_REF:
		filter_number(c, ask, field);
		return;
	case FIELD_BOOL:
		filter_bool(c, ask, field);
		return;
	case FIELD_DATE:
	case FIELD_INSTANT:
		filter_days(c, ask, field);
		return;
	case FIELD_TEXT:
		filter_text(c, ask, field);
		return;
	case FIELD_PERSONAL:
		filter_personal(c, ask, field);
		return;
	case FIELD_PLACE:               /* refused by the check of the tables: a place is looked for on the map */
	case FIELD_END_:
	case FIELD_KINDS:
		break;
	}
	must_fail(__FILE__, __LINE__, "a kind of field");
}

/* ---- the code's own conditions, and the scope ---- */

/* What is not set is asked for as NULL, as everywhere. */
static void and_only_int(struct conditions *c, const struct field *field, int64_t value)
{
	bool may_be_null =
	    field->kind != FIELD_INT && field->kind != FIELD_BOOL && field->kind != FIELD_VERSION;
	Str word;

	if (field->kind == FIELD_WORD) {
		must(value >= 0 && value < field->words->count);
		word = str_of(field->words->at[value].word);
		if (str_is_empty(word))
			and_field(c, field, " IS NULL");
		else
			and_text(c, field, " = ", word);
	} else if (value == 0 && may_be_null) {
		and_field(c, field, " IS NULL");
	} else if (field->kind == FIELD_DATE) {
		and_text(c, field, " = ", date_iso(c->act->arena, (Date){ (int32_t)value }));
	} else {
		must(field->kind != FIELD_TEXT && field->kind != FIELD_PERSONAL);
		and_int(c, field, " = ", value);
	}
}

static void add_only(struct conditions *c, const struct list_ask *ask)
{
	for (size_t i = 0; i < COUNT_OF(ask->only) && ask->only[i].field; i++) {
		const struct field *field = record_field(ask->record, ask->only[i].field);

		must(field != NULL);
		if (!ask->only[i].is_text)
			and_only_int(c, field, ask->only[i].value);
		else if (str_is_empty(ask->only[i].text))
			and_field(c, field, " IS NULL");
		else
			and_text(c, field, " = ", ask->only[i].text);
	}
}

bool list_is_empty(const struct list_ask *ask)
{
	return ask->scope.kind == SCOPE_NONE
	    || (ask->scope.kind == SCOPE_OWN && !ask->record->person);
}

/* How many parameters at most: two days, every word, every text of q, four of a personal text; and those of the page. */
static size_t bounds_room(const struct record *record)
{
	size_t room = 8 + COUNT_OF(((struct list_ask *)0)->only);

	for (const struct field *field = record->fields; field->name; field++)
		room += (field->personal ? 4 : 2) + (field->words ? field->words->count : 0);
	return room;
}

bool list_conditions(struct act *act, const struct list_ask *ask, struct conditions *out)
{
	struct conditions c = {
		.act = act, .sql.arena = act->arena, .room = bounds_room(ask->record)
	};

	c.bounds = ARENA_ARRAY(act->arena, struct bound, c.room);
	refuse_unknown_names(act, ask);
	add_scope(&c, ask->record, ask->scope);
	add_only(&c, ask);
	for (const struct field *field = ask->record->fields; field->name; field++)
		if (field->filter && !field->secret)
			filter_field(&c, ask, field);
	filter_q(&c, ask);
	*out = c;
	return act_sound(act);
}
