/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* personal.c - personal text: opened, masked, given. See personal.h; the keys and tokens are personal_store.c's. */
#include "record/personal.h"

#include "record/record_inside.h"

#define STARS STR("****")
#define NOTHING_SHOWN STR("***")

bool record_has_personal(const struct record *record)
{
	for (const struct field *field = record->fields; field->name; field++)
		if (field->kind == FIELD_PERSONAL)
			return true;
	return false;
}

Personal personal_of(Str plain)
{
	return (Personal){ .typed = plain };
}

/* ---- opening ---- */

Str personal_key_about(struct arena *arena, const char *record, int64_t row_id, int64_t generation)
{
	return str_format(arena, "%s %lld %lld", record, (long long)row_id, (long long)generation);
}

Str personal_field_about(struct arena *arena, const char *record, const char *field)
{
	return str_format(arena, "%s.%s", record, field);
}

/* "3:<wrapped>"; wrapped is empty once erased. false: the row has none. */
bool personal_key_split(Str key, int64_t *generation_out, Str *wrapped_out)
{
	Str number = STR_NONE;

	return str_cut(key, ':', &number, wrapped_out) && str_to_int(number, generation_out);
}

static bool split_sealed(Str sealed, int64_t *generation_out, Str *hex_out)
{
	return str_starts_with(sealed, "sm4:") && personal_key_split(str_after(sealed, 4), generation_out, hex_out);
}

enum personal_state personal_open(struct act *act, const struct field *field, const void *row, Str *plain_out)
{
	Personal p = field_personal(field, row);
	int64_t sealed_by, generation;
	Str hex, wrapped, plain = STR_NONE;
	struct row_key key;
	bool opened;

	if (!str_is_empty(p.typed)) {
		*plain_out = p.typed;
		return PERSONAL_OPEN;
	}
	if (str_is_empty(p.sealed))
		return PERSONAL_NONE;
	if (!p.record || !split_sealed(p.sealed, &sealed_by, &hex) || !personal_key_split(p.key, &generation, &wrapped))
		return PERSONAL_SPOILT;
	if (sealed_by < generation || str_is_empty(wrapped))
		return PERSONAL_ERASED;
	if (!act->house->vault)
		return PERSONAL_NO_KEY;
	if (!vault_unwrap(act->house->vault, personal_key_about(act->arena, p.record, p.row_id, generation), wrapped, &key))
		return PERSONAL_SPOILT;
	opened = row_key_open(act->arena, &key, personal_field_about(act->arena, p.record, field->name), hex, &plain);
	row_key_forget(&key);
	if (!opened)
		return PERSONAL_SPOILT;
	*plain_out = plain;
	return PERSONAL_OPEN;
}

/* ---- masks: never the whole, and never so much that the rest is guessed ---- */

static Str last_characters(Str text, size_t count)
{
	size_t all = str_characters(text);

	return all <= count ? text : str_after(text, str_first_characters(text, all - count).len);
}

/* first, stars, last; where the text is too short for that to hide at least four, only stars. */
static Str ends_of(struct arena *arena, Str plain, size_t first, size_t last, Str stars)
{
	if (str_characters(plain) < first + last + 4)
		return NOTHING_SHOWN;
	return str_join(arena, str_join(arena, str_first_characters(plain, first), stars), last_characters(plain, last));
}

static Str stars_of(struct arena *arena, size_t count)
{
	struct strbuf stars = { .arena = arena };

	while (count-- > 0)
		buf_char(&stars, '*');
	return buf_str(&stars);
}

Str personal_masked(struct arena *arena, enum mask mask, Str plain)
{
	size_t characters = str_characters(plain);

	switch (mask) {
	case MASK_PHONE:
		return ends_of(arena, plain, str_starts_with(plain, "0") ? 4 : 3, characters < 11 ? 2 : 4, STARS);
	case MASK_IDENTITY:
		return ends_of(arena, plain, 3, 4, stars_of(arena, characters < 7 ? 0 : characters - 7));
	case MASK_NAME:
		return characters < 2 ? STR("*")
		                      : str_join(arena, str_first_characters(plain, 1), stars_of(arena, characters - 1));
	case MASK_NONE:
	case MASK_ALL:
		break;
	}
	return NOTHING_SHOWN;
}

Str personal_state_words(const struct house *house, enum personal_state state)
{
	switch (state) {
	case PERSONAL_ERASED:
		return STR("已删除");
	case PERSONAL_NO_KEY:
		return house->vault_is_wrong ? STR("密钥不对") : STR("密钥不在");
	case PERSONAL_SPOILT:
		return STR("无法打开，内容被改动过");
	case PERSONAL_NONE:
	case PERSONAL_OPEN:
	case PERSONAL_STATES:
		break;
	}
	return STR_NONE;
}

Str personal_shown(struct act *act, const struct field *field, const void *row, bool may_ask)
{
	Str plain = STR_NONE;
	enum personal_state state;

	if (!field_is_set(field, row))
		return STR_NONE;
	if (!may_ask)
		return NOTHING_SHOWN;
	state = personal_open(act, field, row, &plain);
	return state == PERSONAL_OPEN ? personal_masked(act->arena, field->personal, plain)
	                              : personal_state_words(act->house, state);
}

/* ---- giving ---- */

/* A form is filled with what is shown, so that sent back means "as it was". */
static bool means_as_it_was(struct act *act, const struct field *field, const void *row, Str typed)
{
	Str plain = STR_NONE;

	if (!field_is_set(field, row))
		return str_is_empty(typed);
	if (personal_open(act, field, row, &plain) == PERSONAL_OPEN && str_equal(plain, typed))
		return true;
	return str_equal(typed, personal_shown(act, field, row, true)) || str_equal(typed, NOTHING_SHOWN);
}

void personal_give(struct act *act, const struct field *field, void *row, Str typed)
{
	Personal p = field_personal(field, row);

	if (means_as_it_was(act, field, row, typed))
		return;
	p.sealed = STR_NONE;
	p.typed = typed;
	field_set_personal(field, row, p);
}
