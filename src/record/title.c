/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* title.c - what a row is called; looked up once per act, so a list of fifty rows asks for each unit once, and where a
 * snapshot keeps things (store/kept.h) once per snapshot.
 *
 * Owns: act->remembered. A row changed in the act is forgotten and asked for again. */
#include "record/record_inside.h"

#include "store/kept.h"

/* A title may be a reference to what has a title; further than this a table runs in a circle. */
#define FOLLOW 4
/* Of a snapshot's table: an act that finds it fuller has one of its own, so that there is room for other things. */
#define TITLES_KEPT 1000

struct title {
	const struct record *record;
	int64_t id;
	Str words;
	bool known;
};
struct titles {
	struct arena *arena;            /* the act's or the snapshot's; the words lie in it too */
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

static struct titles *titles_new(struct arena *arena)
{
	struct titles *titles = ARENA_NEW(arena, struct titles);

	titles->arena = arena;
	return titles;
}

/* Of the snapshot, begun by the first act that asks; NULL: it keeps none, or no more. */
static struct titles *titles_kept(struct act *act)
{
	static const Str key = STR_INIT("titles");
	struct titles *const *kept = kept_find(act, key), **made;
	struct arena *arena;

	if (kept)
		return (*kept)->count < TITLES_KEPT ? *kept : NULL;
	arena = kept_arena(act);
	if (!arena)
		return NULL;
	made = ARENA_NEW(arena, struct titles *);
	*made = titles_new(arena);
	kept_put(act, key, made);
	return *made;
}

static struct titles *titles_of(struct act *act)
{
	struct titles *titles = act->remembered;

	if (!titles)
		titles = titles_kept(act);
	if (!titles)
		titles = titles_new(act->arena);
	act->remembered = titles;
	return titles;
}

static void titles_grow(struct titles *titles)
{
	struct titles more = { .arena = titles->arena, .count = titles->count, .room = titles->room ? titles->room * 2 : 64 };

	more.at = ARENA_ARRAY(titles->arena, struct title, more.room);
	for (size_t i = 0; i < titles->room; i++)
		if (titles->at[i].record)
			*title_place(&more, titles->at[i].record, titles->at[i].id) = titles->at[i];
	*titles = more;
}

static struct title *title_slot(struct act *act, const struct record *record, int64_t id)
{
	struct titles *titles = titles_of(act);
	struct title *title;

	if (titles->count * 2 >= titles->room)
		titles_grow(titles);
	title = title_place(titles, record, id);
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

/* next_out: the row whose title it is, if the title is a reference; 0 if words_out holds it, empty if it has none. */
static bool read_title(
    struct act *act, const struct record *record, int64_t id, Str *words_out, int64_t *next_out)
{
	const struct field *field = record_field(record, record->title);
	struct query *query;
	bool found;
	Str words;
	unsigned word;

	*next_out = 0;
	*words_out = STR_NONE;
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
	*words_out = words;
	return query_done(query);
}

bool record_title_of(struct act *act, const struct record *record, int64_t id, Str *out)
{
	const struct record *asked = record;
	int64_t at = id, next = id;
	Str words = STR_NONE;
	struct title *title = title_slot(act, record, id);

	if (title->known) {
		*out = title->words;
		return true;
	}
	for (int i = 0; i < FOLLOW && next; i++) {
		if (i > 0)
			asked = record_field(asked, asked->title)->ref;
		at = next;
		if (!read_title(act, asked, at, &words, &next))
			return false;
	}
	if (id && str_is_empty(words))
		words = title_by_number(act, asked, at);
	title = title_slot(act, record, id);
	title->words = arena_copy(titles_of(act)->arena, words);
	title->known = true;
	*out = title->words;
	return true;
}
