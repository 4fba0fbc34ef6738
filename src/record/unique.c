/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* unique.c - is there such a row already? Said at the field, in the record's own words, before the database says it.
 *
 * Does not own: that there are never two, which is the database's UNIQUE: of two acts at once one meets it. */
#include "record/record_inside.h"

struct key { struct list_ask ask; const char *first; bool is_whole, differs; };

static bool next_field(Str *rest, const struct record *record, const struct field **out)
{
	Str word = str_trim(*rest), after = STR_NONE;

	if (str_is_empty(word))
		return false;
	(void)str_cut(word, ' ', &word, &after);
	*rest = after;
	*out = record_field_str(record, word);
	must(*out != NULL);
	return true;
}

/* What is not set equals nothing. */
static struct key key_of(const struct record *record, const struct unique *unique, const void *before, const void *row)
{
	struct key key = { .ask = { .record = record, .scope = { .kind = SCOPE_ALL }, .most = 2, .brief = true },
	                   .is_whole = true, .differs = !before };
	const struct field *field;
	Str rest = str_of(unique->fields);
	size_t n = 0;

	while (next_field(&rest, record, &field)) {
		must(n < COUNT_OF(key.ask.only));
		key.first = key.first ? key.first : field->name;
		key.is_whole = key.is_whole && field_is_set(field, row);
		key.differs = key.differs || !field_same(field, before, row);
		key.ask.only[n].field = field->name;
		key.ask.only[n].is_text = field->kind == FIELD_TEXT;
		if (field->kind == FIELD_TEXT)
			key.ask.only[n].text = field_text(field, row);
		else
			key.ask.only[n].value = field_int(field, row);
		n++;
	}
	return key;
}

static bool is_taken(struct act *act, const struct record *record, const struct key *key, int64_t own_id, bool *out)
{
	struct list list;

	if (!key->is_whole || !key->differs)
		return true;
	if (!record_list(act, &key->ask, &list))
		return false;
	for (size_t i = 0; i < list.count; i++)
		*out = *out || record_id(record, list_row(&list, record, i)) != own_id;
	return true;
}

/* All are looked for before the first is named: with a fault noted a list is refused. */
bool record_is_alone(struct act *act, const struct record *record, const void *before, const void *row)
{
	enum { MOST_KEYS = 4 };
	bool taken[MOST_KEYS] = { false };

	for (size_t i = 0; record->unique && record->unique[i].fields; i++) {
		struct key key = key_of(record, &record->unique[i], before, row);

		must(i < MOST_KEYS);
		if (!is_taken(act, record, &key, before ? record_id(record, before) : 0, &taken[i]))
			return false;
	}
	for (size_t i = 0; record->unique && record->unique[i].fields; i++) {
		struct key key = key_of(record, &record->unique[i], before, row);

		if (taken[i])
			fault_at(act, str_of(key.first), "record.unique", "%s", record->unique[i].words);
	}
	return act_sound(act);
}
