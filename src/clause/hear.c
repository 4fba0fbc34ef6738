/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* hear.c - tells every clause what happened, and finds what a word means among all clauses.
 *
 * Owns: the way from an event, a record's or a rule's name to its clause. Everything is derived from
 * house->clauses; nothing is remembered, so a test may run two houses with different clauses. */
#include <string.h>

#include "clause/attachment.h"
#include "clause/inner.h"

bool clauses_hear(struct act *act, const struct event *event)
{
	for (const struct clause *const *c = act->house->clauses; *c; c++) {
		for (const struct hearer *h = (*c)->hears; h && h->event; h++) {
			if (strcmp(h->event, event->event) != 0)
				continue;
			if (!h->hear(act, event)) {
				if (act->refusal.kind == REFUSED_NOT)
					return refuse(act, REFUSED_BROKEN, "clause.hear", "没有办成，请重试");
				return false;
			}
		}
	}
	return attachments_hear(act, event);
}

const struct holding *holding_named(const struct house *house, Str record_name)
{
	for (const struct clause *const *c = house->clauses; *c; c++)
		for (const struct holding *const *h = (*c)->holdings; h && *h; h++)
			if (str_is(record_name, (*h)->record->name))
				return *h;
	return NULL;
}

const struct duty_rule *clauses_duty_rule(const struct house *house, Str name)
{
	for (const struct clause *const *c = house->clauses; *c; c++)
		for (const struct duty_rule *const *r = (*c)->duties; r && *r; r++)
			if (str_is(name, (*r)->name))
				return *r;
	return NULL;
}

const struct duty_rule *const *clauses_duty_rules(struct arena *arena, const struct house *house)
{
	const struct duty_rule **rules;
	size_t count = 0;

	for (const struct clause *const *c = house->clauses; *c; c++)
		for (const struct duty_rule *const *r = (*c)->duties; r && *r; r++)
			count++;
	rules = ARENA_ARRAY(arena, const struct duty_rule *, count + 1);
	count = 0;
	for (const struct clause *const *c = house->clauses; *c; c++)
		for (const struct duty_rule *const *r = (*c)->duties; r && *r; r++)
			rules[count++] = *r;
	return rules;
}

/* Children are records too: verify must compare their rows as well. */
static size_t records_of(const struct house *house, const struct record **out)
{
	size_t count = 0;

	for (const struct clause *const *c = house->clauses; *c; c++) {
		for (const struct holding *const *h = (*c)->holdings; h && *h; h++) {
			if (out)
				out[count] = (*h)->record;
			count++;
		}
	}
	return count;
}

static bool is_among(const struct record *const *records, size_t count, const struct record *one)
{
	for (size_t i = 0; i < count; i++)
		if (records[i] == one)
			return true;
	return false;
}

static size_t children_of(const struct record *record)
{
	size_t count = 0;

	for (const struct children *c = record->children; c && c->name; c++)
		count++;
	return count;
}

const struct record *const *clauses_records(struct arena *arena, const struct house *house)
{
	size_t held = records_of(house, NULL), room = held, count;
	const struct record **records;

	for (const struct clause *const *c = house->clauses; *c; c++)
		for (const struct holding *const *h = (*c)->holdings; h && *h; h++)
			room += children_of((*h)->record);
	records = ARENA_ARRAY(arena, const struct record *, room + 1);
	count = records_of(house, records);
	for (size_t i = 0; i < held; i++)
		for (const struct children *c = records[i]->children; c && c->name; c++)
			if (!is_among(records, count, c->record))
				records[count++] = c->record;
	return records;
}
