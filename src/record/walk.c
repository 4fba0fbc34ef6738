/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* walk.c - every row of every record in canonical form, by id, for verify.
 *
 * Owns: the pages, each in an arena of its own, so that a walk over millions of rows needs the memory of one. */
#include "record/record_inside.h"

#define PAGE_ROWS 500                   /* as in the statement of record_store.c */

struct walk {
	size_t which;                   /* of the records */
	int64_t last_id;
	struct arena *page;
	struct rows rows;
	size_t next;
	bool ended;                     /* this record has no further page */
};

static void close_page(void *thing)
{
	struct walk *walk = thing;

	arena_close(walk->page);
	walk->page = NULL;
}

static struct walk *walk_of(struct act *act, struct record_walk *asked)
{
	struct walk *walk = asked->state;

	if (walk)
		return walk;
	walk = asked->state = ARENA_NEW(act->arena, struct walk);
	arena_on_close(act->arena, close_page, walk);
	return walk;
}

/* Whatever the query takes lies in the page's arena; the query is closed before that ends. */
static bool read_page(struct act *act, struct walk *walk, const struct record *record)
{
	struct arena *own = act->arena;
	struct query *query;
	bool read;

	arena_close(walk->page);
	walk->page = arena_open();
	act->arena = walk->page;
	query = store_query(act, &record_plan_of(record)->walk);
	query_bind_int(query, ":after", walk->last_id);
	read = record_read_all(act, query, record, false, &walk->rows);
	act->arena = own;
	walk->next = 0;
	walk->ended = !read || walk->rows.count < PAGE_ROWS;
	return read;
}

static void next_record(struct walk *walk)
{
	walk->which++;
	walk->last_id = 0;
	walk->rows = (struct rows){ .room = 0 };
	walk->next = 0;
	walk->ended = false;
}

bool record_next_row(
    struct act *act, void *state, const char **subject_out, int64_t *id_out, Str *json_out)
{
	struct record_walk *asked = state;
	struct walk *walk = walk_of(act, asked);
	const struct record *record;
	const void *row;

	for (; (record = asked->records[walk->which]); next_record(walk)) {
		if (record->unledgered)
			continue;
		if (walk->next == walk->rows.count && !walk->ended && !read_page(act, walk, record))
			return false;
		if (walk->next < walk->rows.count)
			break;
	}
	if (!record)
		return false;
	row = walk->rows.at + walk->next++ * record->size;
	walk->last_id = record_id(record, row);
	*subject_out = record->name;
	*id_out = walk->last_id;
	*json_out = record_canonical(walk->page, record, row);
	return true;
}

bool record_row_grew(void *state, Str after)
{
	const struct record_walk *asked = state;
	const struct walk *walk = asked->state;
	const struct record *record = asked->records[walk->which];

	return record_says(walk->page, record, walk->rows.at + (walk->next - 1) * record->size, after);
}
