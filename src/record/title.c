/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* title.c - what a row is called; looked up once per act, so a list of fifty rows asks for each unit once.
 *
 * Owns: act->remembered. A row changed in the act is forgotten and asked for again. */
#include "record/record_inside.h"

/* A title may be a reference to what has a title; further than this a table runs in a circle. */
#define FOLLOW 4

struct title {
	const struct record *record;
	int64_t id;
	Str words;
	bool known;
};
struct titles {
	struct title *at;
	size_t count, room;
};

Str record_title(const struct record *record, const void *row)
{
	const struct field *field = record_field(record, record->title);

	if (!field)
		return STR_NONE;
	if (field->kind == FIELD_TEXT)
		return field_text(field, row);
	if (field->kind == FIELD_WORD && field_is_set(field, row))
		return str_of(word_label(field->words, (unsigned)field_int(field, row)));
	return STR_NONE;
}

static struct title *title_place(const struct titles *titles, const struct record *record, int64_t id)
{
	size_t mask = titles->room - 1;
	size_t i = (((size_t)(uintptr_t)record >> 4) * 31 + (size_t)id * 0x9e3779b1u) & mask;

	while (titles->at[i].record && (titles->at[i].record != record || titles->at[i].id != id))
		i = (i + 1) & mask;
	return &titles->at[i];
}

static struct titles *titles_with_room(struct act *act)
{
	struct titles *titles = act->remembered;
	struct titles more = { 0 };

	if (!titles)
		titles = act->remembered = ARENA_NEW(act->arena, struct titles);
	if (titles->count * 2 < titles->room)
		return titles;
	more.room = titles->room ? titles->room * 2 : 64;
	more.at = ARENA_ARRAY(act->arena, struct title, more.room);
	more.count = titles->count;
	for (size_t i = 0; i < titles->room; i++)
		if (titles->at[i].record)
			*title_place(&more, titles->at[i].record, titles->at[i].id) = titles->at[i];
	*titles = more;
	return titles;
}

static struct title *title_slot(struct act *act, const struct record *record, int64_t id)
{
	struct titles *titles = titles_with_room(act);
	struct title *title = title_place(titles, record, id);

	if (!title->record) {
		title->record = record;
		title->id = id;
		titles->count++;
	}
	return title;
}

void record_title_forget(struct act *act, const struct record *record, int64_t id)
{
	if (act->remembered)
		title_slot(act, record, id)->known = false;
}

static Str title_by_number(struct act *act, const struct record *record, int64_t id)
{
	return str_format(act->arena, "%s %lld", record->label ? record->label : "", (long long)id);
}

/* next_out: the row whose title it is, if the title is a reference; 0 if words_out holds it. */
static bool read_title(
    struct act *act, const struct record *record, int64_t id, Str *words_out, int64_t *next_out)
{
	const struct field *field = record_field(record, record->title);
	struct query *query;
	bool found;
	Str words;
	unsigned word;

	*next_out = 0;
	*words_out = title_by_number(act, record, id);
	if (!field)
		return true;
	query = store_query(act, &record_plan_of(record)->title);
	query_bind_int(query, ":id", id);
	if (!query_one(query, &found))
		return false;
	if (found && field->kind == FIELD_REF) {
		*next_out = query_int(query, field->name);
		return query_done(query);
	}
	words = found ? query_str(query, field->name) : STR_NONE;
	if (field->kind == FIELD_WORD)
		words = word_parse(field->words, words, &word)
		    ? str_of(word_label(field->words, word))
		    : STR_NONE;
	if (!str_is_empty(words))
		*words_out = words;
	return query_done(query);
}

bool record_title_of(struct act *act, const struct record *record, int64_t id, Str *out)
{
	const struct record *asked = record;
	int64_t next = id;
	Str words = STR_NONE;
	struct title *title = title_slot(act, record, id);

	if (title->known) {
		*out = title->words;
		return true;
	}
	for (int i = 0; i < FOLLOW && next; i++) {
		if (i > 0)
			asked = record_field(asked, asked->title)->ref;
		if (!read_title(act, asked, next, &words, &next))
			return false;
	}
	title = title_slot(act, record, id);
	title->words = words;
	title->known = true;
	*out = words;
	return true;
}
