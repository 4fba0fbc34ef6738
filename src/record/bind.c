/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* bind.c - what somebody sent, written into a row: the top fields by `takes`, then the children (bind_rows.c).
 *
 * Owns: how a value of each kind is written, and the words when it is not. JSON must have the right type; a
 * form has only text, so "12" is a number there and "on" is true. Does not own: rights, scopes (the mover). */
#include "record/record_inside.h"

#include "record/bind.h"

/* ---- takes: "title place items items.work_done" ---- */

static bool next_word(Str *rest, Str *word)
{
	Str after = STR_NONE;

	*rest = str_trim(*rest);
	if (str_is_empty(*rest))
		return false;
	*word = *rest;
	(void)str_cut(*rest, ' ', word, &after);
	*rest = after;
	return true;
}

bool takes_name(const char *takes, Str name)
{
	Str rest = str_of(takes), word;

	while (next_word(&rest, &word))
		if (str_equal(word, name))
			return true;
	return false;
}

bool field_is_bindable(const struct field *field)
{
	return field->kind != FIELD_ID && field->kind != FIELD_VERSION && !field->secret;
}

static bool is_named(const struct field *field, const char *name)
{
	return name && str_is(str_of(field->name), name);
}

static bool takes_field(const struct record *record, const char *takes, const struct field *field)
{
	if (!field_is_bindable(field))
		return false;
	if (takes_name(takes, str_of(field->name)))
		return true;
	return takes_name(takes, STR("*")) && !is_named(field, record->state)
	    && !is_named(field, record->unit);
}

static bool child_is_known(const struct record *record, Str word)
{
	Str name = word, field = STR_NONE;
	bool dotted = str_cut(word, '.', &name, &field);

	for (const struct children *c = record->children; c && c->name; c++)
		if (str_is(name, c->name))
			return !dotted || record_field_str(c->record, field);
	return false;
}

bool record_takes_known(const struct record *record, const char *takes, Str *unknown_out)
{
	Str rest = str_of(takes), word;

	while (next_word(&rest, &word)) {
		const struct field *field = record_field_str(record, word);

		if (str_is(word, "*") || (field && field_is_bindable(field))
		    || child_is_known(record, word))
			continue;
		*unknown_out = word;
		return false;
	}
	return true;
}

/* ---- one value ---- */

struct sent {
	struct act *act;
	const struct field *field;
	void *row;
	Str path, value;
	enum input_kind kind;
	bool is_json;
};

static void wrong(const struct sent *sent, const char *rule, const char *should)
{
	fault_at(sent->act, sent->path, rule, "%s要%s", sent->field->label, should);
}

static void bind_text(const struct sent *sent)
{
	if (sent->kind != INPUT_TEXT)
		wrong(sent, "record.text", "写成文字");
	else    /* a browser ends lines with CR LF and counts each as one character; so do we */
		field_set_text(sent->field, sent->row, str_plain_lines(sent->act->arena, sent->value));
}

static void bind_number(const struct sent *sent)
{
	int64_t value;

	if ((sent->is_json && sent->kind != INPUT_NUMBER) || !str_to_int(sent->value, &value))
		wrong(sent, "record.number", "填数字");
	else
		field_set_int(sent->field, sent->row, value);
}

/* What one may not see and what is not there get the same words: else numbers could be tried out. */
static bool may_be_named(struct act *act, const struct record *record, int64_t id, bool *out)
{
	bool there;

	if (!record_exists(act, record, id, &there))
		return false;
	*out = there;
	return !there || !act->house->may_name || act->house->may_name(act, record, id, out);
}

/* Asked only if it changes: the database vouches for what is stored. */
static void bind_reference(const struct sent *sent)
{
	int64_t id;
	bool there = false;

	if ((sent->is_json && sent->kind != INPUT_NUMBER) || !str_to_int(sent->value, &id)) {
		wrong(sent, "record.number", "填数字");
		return;
	}
	if (id == field_int(sent->field, sent->row) && id != 0)
		return;
	if (id > 0 && !may_be_named(sent->act, sent->field->ref, id, &there))
		return;
	if (there)
		field_set_int(sent->field, sent->row, id);
	else
		fault_at(sent->act, sent->path, "record.reference", "没有这个%s，请重新选择",
		    sent->field->label);
}

static bool truth_of(const struct sent *sent, bool *out)
{
	if (sent->is_json && (sent->kind == INPUT_TRUE || sent->kind == INPUT_FALSE)) {
		*out = sent->kind == INPUT_TRUE;
		return true;
	}
	if (sent->is_json)
		return false;
	if (str_is(sent->value, "on") || str_is(sent->value, "1") || str_is(sent->value, "true"))
		*out = true;
	else if (str_is(sent->value, "off") || str_is(sent->value, "0")
	    || str_is(sent->value, "false"))
		*out = false;
	else
		return false;
	return true;
}

static void bind_bool(const struct sent *sent)
{
	bool value;

	if (truth_of(sent, &value))
		field_set_int(sent->field, sent->row, value);
	else
		wrong(sent, "record.bool", "选“是”或“否”");
}

static void bind_word(const struct sent *sent)
{
	Str start = str_first_characters(sent->value, 40);
	unsigned value;

	if (sent->kind == INPUT_TEXT && word_parse(sent->field->words, sent->value, &value)) {
		field_set_int(sent->field, sent->row, value);
		return;
	}
	fault_at(sent->act, sent->path, "record.word", "%s没有“%.*s”这个选项", sent->field->label,
	         STR_ARG(start));
}

static void bind_date(const struct sent *sent)
{
	Date date;

	if (sent->kind == INPUT_TEXT && date_parse(sent->value, &date))
		field_set_int(sent->field, sent->row, date.day);
	else
		wrong(sent, "record.date", "写成 2026-11-24 这样的日期");
}

static void bind_instant(const struct sent *sent)
{
	Instant instant;

	if (sent->kind == INPUT_TEXT && instant_parse(sent->value, &instant))
		field_set_int(sent->field, sent->row, instant.sec);
	else
		wrong(sent, "record.date", "写成 2026-11-24T12:00 这样的时间");
}

static void bind_place(const struct sent *sent)
{
	struct place place;

	if (sent->kind == INPUT_TEXT && place_parse(sent->value, &place))
		memcpy((char *)sent->row + sent->field->offset, &place, sizeof place);
	else
		wrong(sent, "record.place", "写成 113.5501,34.8088 这样的经度,纬度");
}

static void bind_personal(const struct sent *sent)
{
	if (sent->kind != INPUT_TEXT)
		wrong(sent, "record.text", "写成文字");
	else
		personal_give(sent->act, sent->field, sent->row, str_plain_lines(sent->act->arena, sent->value));
}

/* Nothing, a form's empty box or null: the value is taken away. What cannot be without one must be given. */
static void bind_nothing(const struct sent *sent)
{
	const struct field *field = sent->field;
	bool has_none = field->kind != FIELD_WORD || !field->words->at[0].word;

	if (!has_none || (field->kind == FIELD_INT && field->required))
		fault_at(sent->act, sent->path, "record.required", "请填写%s", field->label);
	else if (field->kind == FIELD_TEXT)
		field_set_text(field, sent->row, STR_NONE);
	else if (field->kind == FIELD_PERSONAL)
		personal_give(sent->act, field, sent->row, STR_NONE);
	else
		field_set_int(field, sent->row, 0);
}

static bool is_nothing(const struct sent *sent)
{
	bool text_is_right = !sent->is_json || sent->field->kind == FIELD_TEXT || sent->field->kind == FIELD_PERSONAL
	    || sent->field->kind == FIELD_WORD || sent->field->kind == FIELD_DATE
	    || sent->field->kind == FIELD_INSTANT || sent->field->kind == FIELD_PLACE;

	return sent->kind == INPUT_NULL
	    || (sent->kind == INPUT_TEXT && str_is_empty(sent->value) && text_is_right);
}

static void bind_value(const struct sent *sent)
{
	if (is_nothing(sent)) {
		bind_nothing(sent);
		return;
	}
	switch (sent->field->kind) {
	case FIELD_TEXT:
		bind_text(sent);
		return;
	case FIELD_PERSONAL:
		bind_personal(sent);
		return;
	case FIELD_INT:
		bind_number(sent);
		return;
	case FIELD_REF:
		bind_reference(sent);
		return;
	case FIELD_BOOL:
		bind_bool(sent);
		return;
	case FIELD_WORD:
		bind_word(sent);
		return;
	case FIELD_DATE:
		bind_date(sent);
		return;
	case FIELD_INSTANT:
		bind_instant(sent);
		return;
	case FIELD_PLACE:
		bind_place(sent);
		return;
	case FIELD_ID:
	case FIELD_VERSION:
	case FIELD_END_:
	case FIELD_KINDS:
		break;
	}
	must_fail(__FILE__, __LINE__, "a field that is bindable");
}

/* A box not ticked sends nothing, so a form writes a hidden 0 of the same name behind it: the first counts. */
static void pass_over_hidden(const struct input *input, Str path)
{
	for (size_t i = 0; i < input->count; i++)
		if (str_equal(input->fields[i].path, path))
			input->fields[i].used = true;
}

void bind_field(
    struct act *act, const struct input *input, Str prefix, const struct field *field, void *row)
{
	const struct input_field *given = input_find(input, prefix, field->name);
	struct sent sent = { .act = act, .field = field, .row = row, .is_json = input->is_json };

	if (!given)
		return;
	sent.path = given->path;
	sent.value = str_trim(given->value);
	sent.kind = given->kind;
	if (field->kind == FIELD_BOOL && !input->is_json)
		pass_over_hidden(input, given->path);
	bind_value(&sent);
	record_check_field(act, given->path, field, row);
}

bool record_bind(
    struct act *act, const struct record *record, struct input *input, const char *takes, void *row)
{
	Str unknown;

	must(record_takes_known(record, takes, &unknown));
	for (const struct field *field = record->fields; field->name; field++)
		if (takes_field(record, takes, field))
			bind_field(act, input, STR_NONE, field, row);
	for (const struct children *c = record->children; c && c->name; c++)
		bind_rows(act, c, input, takes, row);
	return act_sound(act);
}

bool record_refuse_unknown(struct act *act, const struct input *input)
{
	size_t told = 0;

	for (size_t i = 0; i < input->count && told < 5; i++) {
		if (input->fields[i].used)
			continue;
		fault_at(act, input->fields[i].path, "record.unknown", "不认识的栏目“%.*s”",
		         STR_ARG(input->fields[i].path));
		told++;
	}
	return act_sound(act);
}
