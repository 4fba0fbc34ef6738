/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* tables.c - does a record's table make sense by itself, and do its columns stand in the database?
 *
 * Owns: the faults one can make writing a table, each in one line. Run by the tests and by `juebu clauses`. */
#include "record/record_inside.h"

#include "base/limits.h"

struct checking { struct strbuf *errors; const struct record *record; };

static void complain(struct checking *c, const char *name, const char *what)
{
	buf_format(c->errors, "%s%s%s: %s\n", c->record->name ? c->record->name : "?",
	    name ? "." : "", name ? name : "", what);
}

static bool is_name(const char *name)
{
	Str text = str_of(name);

	for (size_t i = 0; i < text.len; i++) {
		char c = text.at[i];

		if (!((c >= 'a' && c <= 'z') || c == '_' || (i > 0 && c >= '0' && c <= '9')))
			return false;
	}
	return text.len > 0;
}

static bool is_reserved(const char *name)
{
	static const char *const words[] = { "sort", "after", "before", "most", "q", "delete", "order", "group",
	                                     "user", "table", "select", "where", "limit", "offset" };

	for (size_t i = 0; i < COUNT_OF(words); i++)
		if (str_is(str_of(name), words[i]))
			return true;
	return false;
}

static void check_words(struct checking *c, const struct field *field)
{
	const struct words *words = field->words;

	if (!words || words->count == 0) {
		complain(c, field->name, "has no words");
		return;
	}
	for (unsigned i = 0; i < words->count; i++) {
		const char *word = words->at[i].word;

		if (!word && i == 0)
			continue;
		if (!is_name(word))
			complain(
			    c, field->name, "a word that is no name (only the first may be NULL)");
		if (!words->at[i].label)
			complain(c, field->name, "a word without a label");
		for (unsigned j = 0; word && j < i; j++)
			if (str_is(str_of(word), words->at[j].word ? words->at[j].word : ""))
				complain(c, field->name, "a word stands twice");
	}
}

static size_t size_of(enum field_kind kind)
{
	switch (kind) {
	case FIELD_ID: case FIELD_VERSION: case FIELD_INT: case FIELD_REF: case FIELD_INSTANT:
		return sizeof(int64_t);
	case FIELD_BOOL:
		return sizeof(bool);
	case FIELD_TEXT:
		return sizeof(Str);
	case FIELD_PERSONAL:
		return sizeof(Personal);
	case FIELD_DATE:
		return sizeof(Date);
	case FIELD_WORD:
		return sizeof(unsigned);
	case FIELD_PLACE:
		return sizeof(struct place);
	case FIELD_END_: case FIELD_KINDS:
		break;
	}
	return SIZE_MAX / 2;
}

static void check_field(struct checking *c, const struct field *field)
{
	const struct record *record = c->record;

	if (!is_name(field->name) || is_reserved(field->name))
		complain(c, field->name, "is not a name a column may have");
	if (record_field(record, field->name) != field)
		complain(c, field->name, "stands twice");
	if (field->offset + size_of(field->kind) > record->size)
		complain(c, field->name, "lies outside the struct, or has no kind");
	if (field->kind == FIELD_WORD)
		check_words(c, field);
	if (field->kind == FIELD_REF && (!field->ref || !field->ref->name))
		complain(c, field->name, "refers to no record");
	if (!field->label && field->kind != FIELD_ID && field->kind != FIELD_VERSION
	    && !field->secret)
		complain(c, field->name, "has no label");
	if (field->unless && (!field->required || !record_field(record, field->unless)))
		complain(c, field->name, "is asked for unless no field, or not at all");
	if (field->most && field->least > field->most)
		complain(c, field->name, "least is above most");
	if (field->shape && field->kind != FIELD_TEXT)
		complain(c, field->name, "is a shape and yet no text");
	if ((field->kind == FIELD_TEXT || field->kind == FIELD_PERSONAL) && field->most > LIMIT_TEXT_CHARACTERS)
		complain(c, field->name, "most is above LIMIT_TEXT_CHARACTERS");
	if (field->secret && (field->list || field->filter || field->sort))
		complain(c, field->name, "is secret and yet in a list");
	if ((field->kind == FIELD_PERSONAL) != (field->personal != MASK_NONE))
		complain(c, field->name, "is personal by its type or by its mask, but not by both");
	if (field->personal && c->record->order && str_contains(str_of(c->record->order), str_of(field->name)))
		complain(c, field->name, "is personal and yet orders the list");
	/* The cursor holds the key in clear, and an order tells about values. */
	if (field->personal && field->sort)
		complain(c, field->name, "is personal and yet sorts");
	if (field->kind == FIELD_PLACE && (field->filter || field->sort))
		complain(c, field->name, "is a place, which has no order and is looked for on a map");
}

/* kinds: bits of the kinds it may have. */
static void check_named(struct checking *c, const char *what, const char *name, unsigned kinds)
{
	const struct field *field = record_field(c->record, name);

	if (name && (!field || !(kinds & (1u << field->kind))))
		complain(c, what, "names no field, or one of a wrong kind");
}

static void check_roles(struct checking *c)
{
	const struct record *record = c->record;
	Str order = str_of(record->order);

	check_named(c, "title", record->title, 1u << FIELD_TEXT | 1u << FIELD_WORD | 1u << FIELD_REF);
	check_named(c, "unit", record->unit, 1u << FIELD_REF | 1u << FIELD_ID);
	check_named(c, "person", record->person, 1u << FIELD_REF | 1u << FIELD_ID);
	check_named(c, "state", record->state, 1u << FIELD_WORD);
	check_named(c, "period", record->period, 1u << FIELD_TEXT);
	if (record->order && !record_field_str(record, str_after(order, str_starts_with(order, "-"))))
		complain(c, "order", "names no field");
}

static void check_unique(struct checking *c, const struct unique *unique)
{
	Str rest = str_of(unique->fields);

	if (!unique->words)
		complain(c, unique->fields, "is unique and has no words for it");
	while (!str_is_empty(rest)) {
		Str word = rest, after = STR_NONE;
		const struct field *field;

		(void)str_cut(rest, ' ', &word, &after);
		rest = after;
		field = record_field_str(c->record, word);
		if (!field || field->kind == FIELD_PERSONAL)
			complain(c, unique->fields, "is unique by what is no field, or is sealed");
	}
}

static void check_children(struct checking *c, const struct children *children)
{
	const struct field *parent =
	    children->record ? record_field(children->record, children->parent) : NULL;

	if (!is_name(children->name) || record_field(c->record, children->name))
		complain(c, children->name, "is no name, or a field's");
	if (!parent || parent->kind != FIELD_REF || parent->ref != c->record)
		complain(c, children->name, "its parent is no field that refers here");
	if (children->record && children->record->children)
		complain(c, children->name, "children have no children of their own");
	if (children->at_offset + sizeof(void *) > c->record->size
	    || children->count_offset + sizeof(size_t) > c->record->size)
		complain(c, children->name, "lies outside the struct");
}

bool record_check_tables(struct arena *arena, const struct record *record, Str *error_out)
{
	struct strbuf errors = { .arena = arena };
	struct checking c = { &errors, record };
	const struct field *fields = record->fields;

	if (!is_name(record->name) || is_reserved(record->name))
		complain(&c, NULL, "is not a name a table may have");
	if (!record->label)
		complain(&c, NULL, "has no label");
	if (!fields || fields[0].kind != FIELD_ID || fields[1].kind != FIELD_VERSION) {
		complain(&c, NULL, "does not begin with its HEAD");
	} else {
		for (const struct field *field = fields; field->name; field++)
			check_field(&c, field);
		check_roles(&c);
		for (const struct unique *unique = record->unique; unique && unique->fields; unique++)
			check_unique(&c, unique);
		for (const struct children *children = record->children; children && children->name;
		     children++)
			check_children(&c, children);
	}
	if (errors.len == 0)
		return true;
	*error_out = buf_str(&errors);
	return false;
}

/* Id 0 is nobody's: the statement is only to be understood by the database. */
bool record_columns_match(struct act *act, const struct record *record)
{
	const struct record_plan *plan = record_plan_of(record);
	struct query *query = store_query(act, &plan->select);

	query_bind_int(query, ":id", 0);
	while (query_next(query))
		;
	if (!query_done(query))
		return false;
	for (size_t i = 0; i < record_children(record); i++) {
		query = store_query(act, &plan->children[i]);
		query_bind_int(query, ":parent", 0);
		while (query_next(query))
			;
		if (!query_done(query))
			return false;
	}
	return true;
}
