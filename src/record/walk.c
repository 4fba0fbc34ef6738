/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* walk.c - every row of every record in canonical form, by id, for verify.
 *
 * A page at a time, each in its reader's arena, so that a walk over millions of rows needs the memory of a few. */
#include "base/limits.h"
#include "record/record_inside.h"

enum { PART_ROWS = 500 };

/* The first row that comes after; found false: none. */
static bool first_after(struct act *act, const struct record *record, const struct record_walk *walk, int64_t *id_out,
                        bool *found_out)
{
	struct query *q = store_query(act, &record_plan_of(record)->walk_from);

	query_bind_int(q, ":after", walk->begun ? walk->last_id : INT64_MIN);
	if (!query_one(q, found_out))
		return false;
	*found_out = *found_out && !query_is_null(q, "id");
	*id_out = query_int(q, "id");
	return query_done(q);
}

/* Each part has a row: a table whose ids lie far apart ends all the same. */
bool record_next_part(struct act *act, void *state, struct row_part *out)
{
	struct record_walk *walk = state;
	const struct record *record;

	*out = (struct row_part){ .record = NULL };
	for (; (record = walk->records[walk->which]); walk->which++, walk->begun = false) {
		int64_t from;
		bool found;

		if (record->unledgered)
			continue;
		if (!first_after(act, record, walk, &from, &found))
			return false;
		if (!found)
			continue;
		walk->begun = true;
		walk->last_id = from > INT64_MAX - PART_ROWS ? INT64_MAX : from + PART_ROWS - 1;
		*out = (struct row_part){ record, from, walk->last_id };
		return true;
	}
	return true;
}

bool record_read_part(struct act *act, const struct row_part *part, struct row_page *out)
{
	const struct record *record = part->record;
	struct query *query = store_query(act, &record_plan_of(record)->walk);
	struct rows rows = { .room = 0 };

	query_bind_int(query, ":from", part->from);
	query_bind_int(query, ":until", part->until);
	if (!record_read_all(act, query, record, false, &rows))
		return false;
	*out = (struct row_page){ record, record->name, rows.at, rows.count };
	return true;
}

static const void *row_at(const struct row_page *page, size_t i)
{
	const struct record *record = page->record;

	return page->at + i * record->size;
}

int64_t record_say_row(const struct row_page *page, size_t i, struct strbuf *json_out)
{
	record_canonical_into(json_out, page->record, row_at(page, i));
	return record_id(page->record, row_at(page, i));
}

bool record_row_grew(struct arena *arena, const struct row_page *page, size_t i, Str after)
{
	return record_says(arena, page->record, row_at(page, i), after);
}

/* Erasing empties a key and leaves it; only a row that goes takes its key with it. */
static enum key_sight key_of(const struct record *record, const void *row, int64_t *generation_out)
{
	for (const struct field *field = record->fields; field->name; field++) {
		Str wrapped;

		if (field->kind != FIELD_PERSONAL || str_is_empty(field_personal(field, row).sealed))
			continue;
		if (!personal_key_split(field_personal(field, row).key, generation_out, &wrapped))
			return KEY_MISSING;
		return str_is_empty(wrapped) ? KEY_EMPTIED : KEY_FINE;
	}
	return KEY_FINE;
}

const enum key_sight *record_row_keys(struct arena *arena, const struct row_page *page)
{
	enum key_sight *keys;
	int64_t generation;

	if (!record_has_personal(page->record))
		return NULL;
	keys = ARENA_ARRAY(arena, enum key_sight, page->count);
	for (size_t i = 0; i < page->count; i++)
		keys[i] = key_of(page->record, row_at(page, i), &generation);
	return keys;
}

/* The first key is of generation 1, and only an erasure makes the next one of another. */
bool record_key_erased(struct act *act, const struct row_page *page, size_t i, bool *out)
{
	const struct record *record = page->record;
	struct ledger_ask ask = { .subject = str_of(record->name), .subject_id = record_id(record, row_at(page, i)),
	                          .event_prefix = str_format(act->arena, "%s.erase_personal", record->name),
	                          .most = LIMIT_LIST_ROWS };
	struct ledger_page erasures;
	int64_t generation = 0;

	(void)key_of(record, row_at(page, i), &generation);
	if (!ledger_list(act, &ask, &erasures))
		return false;
	*out = (int64_t)erasures.count >= generation;
	return true;
}
