/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* walk.c - every row of every record in canonical form, by id, for verify.
 *
 * A page at a time, each in its reader's arena, so that a walk over millions of rows needs the memory of a few. */
#include "record/record_inside.h"

static bool read_page(struct act *act, const struct record *record, int64_t after, struct rows *out)
{
	struct query *query = store_query(act, &record_plan_of(record)->walk);

	query_bind_int(query, ":after", after);
	return record_read_all(act, query, record, false, out);
}

bool record_next_rows(struct act *act, void *state, struct row_page *out)
{
	struct record_walk *walk = state;
	const struct record *record;

	*out = (struct row_page){ .count = 0 };
	for (; (record = walk->records[walk->which]); walk->which++, walk->last_id = 0) {
		struct rows rows = { .room = 0 };

		if (record->unledgered)
			continue;
		if (!read_page(act, record, walk->last_id, &rows))
			return false;
		if (rows.count == 0)
			continue;
		walk->last_id = record_id(record, rows.at + (rows.count - 1) * record->size);
		*out = (struct row_page){ record, record->name, rows.at, rows.count };
		return true;
	}
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
static bool has_its_key(const struct record *record, const void *row)
{
	for (const struct field *field = record->fields; field->name; field++) {
		int64_t generation;
		Str wrapped;

		if (field->kind == FIELD_PERSONAL && !str_is_empty(field_personal(field, row).sealed))
			return personal_key_split(field_personal(field, row).key, &generation, &wrapped);
	}
	return true;
}

size_t record_keyless_row(const struct row_page *page)
{
	if (!record_has_personal(page->record))
		return page->count;
	for (size_t i = 0; i < page->count; i++)
		if (!has_its_key(page->record, row_at(page, i)))
			return i;
	return page->count;
}
