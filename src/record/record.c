/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* record.c - one row with its children: load, insert, update, delete, each change with its ledger entry.
 *
 * Owns: that row and ledger say the same, and that a version rises with every change. Does not own: the SQL
 * (record_store.c), whether the change is allowed (clause/). */
#include "record/record_inside.h"

#include <string.h>

/* ---- load ---- */

bool record_exists(struct act *act, const struct record *record, int64_t id, bool *out)
{
	struct query *query = store_query(act, &record_plan_of(record)->exists);
	bool found;

	query_bind_int(query, ":id", id);
	if (!query_one(query, &found) || !query_done(query))
		return false;
	*out = found;
	return true;
}

static bool children_load(
    struct act *act, const struct record *record, size_t which, int64_t parent, struct rows *out)
{
	struct query *query = store_query(act, &record_plan_of(record)->children[which]);

	query_bind_int(query, ":parent", parent);
	return record_read_all(act, query, record->children[which].record, false, out);
}

bool record_load(struct act *act, const struct record *record, int64_t id, void *row_out)
{
	struct query *query = store_query(act, &record_plan_of(record)->select);
	void *row = arena_take(act->arena, record->size);
	bool found;

	query_bind_int(query, ":id", id);
	if (!query_one(query, &found) || (found && !record_read(act, query, record, row))
	    || !query_done(query))
		return false;
	if (!found)
		return refuse(act, REFUSED_NOT_FOUND, "record.not_found",
		    "没有找到这条%s，可能已被删除", record->label ? record->label : "记录");
	for (size_t i = 0; i < record_children(record); i++) {
		struct rows rows;

		if (!children_load(act, record, i, id, &rows))
			return false;
		children_set(&record->children[i], row, rows);
	}
	memcpy(row_out, row, record->size);
	return true;
}

/* ---- one row and its entry, without children ---- */

/* Who may see the entry: the row's own unit, else its parent's. */
struct change {
	const struct record *record;
	const char *event;
	int64_t parent_unit;
	Str note;
};

static bool note_change(
    struct act *act, const struct change *change, const void *before, const void *row, Str changed)
{
	const struct record *record = change->record;
	const void *known = row ? row : before;
	struct event event = {
		.event = change->event,
		.subject = record->name,
		.subject_id = record_id(record, known),
		.unit_id = record->unit ? record_unit(record, known) : change->parent_unit,
		.before = changed,
		.after = row ? record_canonical(act->arena, record, row) : STR_NONE,
		.note = change->note,
		.row = row,
		.row_before = before,
	};

	return record->unledgered || ledger_note(act, &event);
}

struct newborn { const char *record; int64_t id; struct newborn *next; };

bool record_is_new(const struct act *act, const char *record, int64_t id)
{
	const struct newborn *n = act->newborn;

	while (n && (strcmp(n->record, record) != 0 || (id != 0 && n->id != id)))
		n = n->next;
	return n != NULL;
}

static void born(struct act *act, const char *record, int64_t id)
{
	struct newborn *n = ARENA_NEW(act->arena, struct newborn);

	*n = (struct newborn){ record, id, act->newborn };
	act->newborn = n;
}

/* With an id known before nobody waits for the answer. */
static bool insert_row(struct act *act, const struct record *record, void *row)
{
	const struct record_plan *plan = record_plan_of(record);
	struct query *query;
	int64_t id;

	if (!store_id_ahead(act, record->name, &id))
		return false;
	record_set_id(record, row, id, 1);
	query = store_query(act, id ? &plan->insert_as : &plan->insert);
	record_bind_fields(query, plan, row, id != 0);
	if (id)
		born(act, record->name, id);
	if (id)
		return query_run_later(query);
	if (!query_insert(query, &id))
		return false;
	record_set_id(record, row, id, 1);
	return true;
}

static bool store_insert(struct act *act, const struct record *record, void *row)
{
	struct personal_sealing sealing;

	if (!personal_seal(act, record, NULL, row, &sealing) || !insert_row(act, record, row))
		return false;
	return personal_stored(act, record, NULL, row, &sealing);
}

static bool store_update(struct act *act, const struct record *record, const void *before, void *row)
{
	const struct record_plan *plan = record_plan_of(record);
	struct personal_sealing sealing;
	struct query *query;
	int64_t id = record_id(record, before), version = record_version(record, before);

	if (!personal_seal(act, record, before, row, &sealing))
		return false;
	query = store_query(act, &plan->update);
	record_set_id(record, row, id, version);
	record_bind_fields(query, plan, row, true);
	if (!query_change_one(query))
		return false;
	record_set_id(record, row, id, version + 1);
	record_title_forget(act, record, id);
	return personal_stored(act, record, before, row, &sealing);
}

static bool store_remove(struct act *act, const struct record *record, const void *row)
{
	struct query *query = store_query(act, &record_plan_of(record)->remove);

	query_bind_int(query, ":id", record_id(record, row));
	query_bind_int(query, ":version", record_version(record, row));
	if (!query_change_one(query))
		return false;
	record_title_forget(act, record, record_id(record, row));
	return personal_row_gone(act, record, record_id(record, row));
}

/* ---- children ---- */

static struct change child_change(
    struct act *act, const struct children *children, const char *verb, int64_t unit)
{
	const struct record *record = children->record;
	Str event = str_format(act->arena, "%s.%s", record->name, verb);

	return (struct change){ record, str_terminated(act->arena, event), unit, STR_NONE };
}

static void *child_with_id(const struct children *children, struct rows rows, int64_t id)
{
	for (size_t i = 0; i < rows.count; i++) {
		void *row = rows.at + i * children->record->size;

		if (record_id(children->record, row) == id)
			return row;
	}
	return NULL;
}

static bool child_insert(struct act *act, const struct children *children, void *row, int64_t unit)
{
	struct change change = child_change(act, children, "insert", unit);

	return store_insert(act, children->record, row)
	    && note_change(act, &change, NULL, row, STR_NONE);
}

static bool child_remove(
    struct act *act, const struct children *children, const void *row, int64_t unit)
{
	struct change change = child_change(act, children, "delete", unit);

	return store_remove(act, children->record, row)
	    && note_change(
		act, &change, row, NULL, record_canonical(act->arena, children->record, row));
}

static bool child_update(
    struct act *act, const struct children *children, struct rows stored, void *row, int64_t unit)
{
	const struct record *record = children->record;
	struct change change = child_change(act, children, "update", unit);
	const void *before = child_with_id(children, stored, record_id(record, row));
	Str changed;

	if (!before)
		return refuse(
		    act, REFUSED_NOT_FOUND, "record.child", "没有找到这一行，请刷新页面后再试");
	if (!record_changes(act->arena, record, before, row, &changed)) {
		record_set_id(record, row, record_id(record, before), record_version(record, before));
		return true;
	}
	return store_update(act, record, before, row)
	    && note_change(act, &change, before, row, changed);
}

/* Sets the parent in every row, so that no row of another parent can be moved here. */
static void children_claim(const struct children *children, struct rows rows, int64_t parent)
{
	const struct field *field = record_field(children->record, children->parent);

	for (size_t i = 0; i < rows.count; i++)
		field_set_int(field, rows.at + i * children->record->size, parent);
}

/* What goes is taken away first: a new row may need its place under a UNIQUE. */
static bool children_save(struct act *act, const struct children *children, struct rows stored,
    struct rows rows, int64_t unit)
{
	size_t size = children->record->size;

	for (size_t i = 0; i < stored.count; i++) {
		const void *row = stored.at + i * size;

		if (!child_with_id(children, rows, record_id(children->record, row))
		    && !child_remove(act, children, row, unit))
			return false;
	}
	for (size_t i = 0; i < rows.count; i++) {
		void *row = rows.at + i * size;
		bool is_new = record_id(children->record, row) == 0;

		if (!(is_new ? child_insert(act, children, row, unit)
			     : child_update(act, children, stored, row, unit)))
			return false;
	}
	return true;
}

static bool children_differ(
    struct act *act, const struct children *children, struct rows stored, struct rows rows)
{
	size_t size = children->record->size;
	Str changed;

	if (stored.count != rows.count)
		return true;
	for (size_t i = 0; i < rows.count; i++) {
		const void *row = rows.at + i * size;
		const void *before =
		    child_with_id(children, stored, record_id(children->record, row));

		if (!before || record_changes(act->arena, children->record, before, row, &changed))
			return true;
	}
	return false;
}

/* ---- the verbs ---- */

bool record_insert(
    struct act *act, const struct record *record, void *row, const char *event, Str note)
{
	struct change change = { record, event, 0, note };

	if (!record_check(act, record, row) || !record_is_alone(act, record, NULL, row) || !store_insert(act, record, row))
		return false;
	for (const struct children *c = record->children; c && c->name; c++) {
		struct rows rows = children_of(c, row);

		children_claim(c, rows, record_id(record, row));
		for (size_t i = 0; i < rows.count; i++)
			if (!child_insert(
				act, c, rows.at + i * c->record->size, record_unit(record, row)))
				return false;
	}
	return note_change(act, &change, NULL, row, STR_NONE);
}

/* A row out of a list comes without its children (.at is NULL); storing it must not take them away. */
static bool children_unknown(const struct children *children, const void *before, const void *row)
{
	return !children_of(children, before).at && !children_of(children, row).at;
}

/* The children are compared with what is stored, not with before's: a struct copied from before shares its
 * array, and a row changed in place would be found unchanged. */
bool record_update(struct act *act, const struct record *record, const void *before, void *row,
    const char *event, Str note)
{
	struct change change = { record, event, 0, note };
	size_t count = record_children(record);
	struct rows *stored = ARENA_ARRAY(act->arena, struct rows, count + 1);
	int64_t id = record_id(record, before);
	bool differs = false;
	Str changed;

	must(record_id(record, row) == id);
	for (size_t i = 0; i < count; i++) {
		struct rows rows = children_of(&record->children[i], row);

		if (children_unknown(&record->children[i], before, row))
			continue;
		children_claim(&record->children[i], rows, id);
		if (!children_load(act, record, i, id, &stored[i]))
			return false;
		differs = differs || children_differ(act, &record->children[i], stored[i], rows);
	}
	if (!record_changes(act->arena, record, before, row, &changed) && !differs)
		return true;
	if (!record_check(act, record, row) || !record_is_alone(act, record, before, row) || !store_update(act, record, before, row))
		return false;
	for (size_t i = 0; i < count; i++)
		if (!children_save(act, &record->children[i], stored[i],
			children_of(&record->children[i], row), record_unit(record, row)))
			return false;
	return note_change(act, &change, before, row, changed);
}

bool record_delete(
    struct act *act, const struct record *record, const void *row, const char *event, Str note)
{
	struct change change = { record, event, 0, note };

	for (size_t i = 0; i < record_children(record); i++) {
		struct rows stored;

		if (!children_load(act, record, i, record_id(record, row), &stored)
		    || !children_save(act, &record->children[i], stored, (struct rows){ 0 },
			record_unit(record, row)))
			return false;
	}
	return store_remove(act, record, row)
	    && note_change(act, &change, row, NULL, record_canonical(act->arena, record, row));
}
