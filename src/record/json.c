/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* json.c - JSON written value by value, and JSON read into an input.
 *
 * Owns: what is escaped and what is refused. Does not own: which fields there are (record/). Reading is done by
 * jansson; before it sees a byte, depth and number of values are counted, so that two megabytes of "[[[["
 * or "{},{}," cannot become two hundred megabytes of objects. */
#include "record/record.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"

/* ---- writing ---- */

static void before_value(struct json *j)
{
	if (j->comma)
		buf_char(j->out, ',');
	j->comma = true;
}

void json_open(struct json *j, char bracket)
{
	before_value(j);
	buf_char(j->out, bracket);
	j->comma = false;
}

/* Takes the opening bracket too: both are what the caller means. */
void json_close(struct json *j, char bracket)
{
	if (bracket == '{' || bracket == '[')
		bracket = bracket == '{' ? '}' : ']';
	buf_char(j->out, bracket);
	j->comma = true;
}

/* How many bytes at `at` need an escape, and which; 0: none. '<' so that it may stand in HTML; U+2028 and U+2029
 * (E2 80 A8, E2 80 A9) because old scripts take them for the end of a line. */
static size_t escape_of(Str text, size_t at, char escape[8])
{
	unsigned char c = (unsigned char)text.at[at];
	static const char pairs[] = "\"\"\\\\\bb\ff\nn\rr\tt";

	for (size_t i = 0; i < sizeof pairs - 1; i += 2)
		if (c == (unsigned char)pairs[i]) {
			(void)snprintf(escape, 8, "\\%c", pairs[i + 1]);
			return 1;
		}
	if (c < 0x20 || c == 0x7f || c == '<') {
		(void)snprintf(escape, 8, "\\u%04x", c);
		return 1;
	}
	if (c == 0xe2 && at + 2 < text.len && (unsigned char)text.at[at + 1] == 0x80
	    && ((unsigned char)text.at[at + 2] & 0xfe) == 0xa8) {
		(void)snprintf(escape, 8, "\\u20%x", (unsigned char)text.at[at + 2] - 0x80);
		return 3;
	}
	return 0;
}

/* Nearly all bytes are written as they are: all that goes to the ledger, or is compared with it, is looked at here. */
static bool is_plain(char at)
{
	unsigned char c = (unsigned char)at;

	return c >= 0x20 && c != '"' && c != '\\' && c != '<' && c != 0x7f && c != 0xe2;
}

typedef unsigned char sixteen __attribute__((vector_size(16)));

static bool are_plain(const char *at)
{
	sixteen c;
	uint64_t found[2];

	memcpy(&c, at, sizeof c);

	sixteen special = (sixteen)((c < 0x20) | (c == '"') | (c == '\\') | (c == '<') | (c == 0x7f) | (c == 0xe2));

	memcpy(found, &special, sizeof found);
	return (found[0] | found[1]) == 0;
}

/* The first byte from here on that is not plain. */
static size_t plain_until(Str text, size_t at)
{
	while (at + sizeof(sixteen) <= text.len && are_plain(text.at + at))
		at += sizeof(sixteen);
	while (at < text.len && is_plain(text.at[at]))
		at++;
	return at;
}

static void quoted(struct strbuf *out, Str text)
{
	size_t from = 0;

	buf_char(out, '"');
	for (size_t at = 0; (at = plain_until(text, at)) < text.len;) {
		char escape[8];
		size_t taken = escape_of(text, at, escape);

		if (taken == 0) {
			at++;
			continue;
		}
		buf_add(out, (Str){ text.at + from, at - from });
		buf_add(out, str_of(escape));
		at += taken;
		from = at;
	}
	buf_add(out, str_after(text, from));
	buf_char(out, '"');
}

void json_name(struct json *j, Str name)
{
	before_value(j);
	quoted(j->out, name);
	buf_char(j->out, ':');
	j->comma = false;
}

void json_field_name(struct json *j, const char *name)
{
	before_value(j);
	buf_char(j->out, '"');
	buf_add(j->out, str_of(name));
	buf_text(j->out, "\":");
	j->comma = false;
}

void json_text(struct json *j, Str text)
{
	if (str_is_empty(text)) {
		json_nothing(j);
		return;
	}
	before_value(j);
	quoted(j->out, text);
}

void json_int(struct json *j, int64_t value)
{
	before_value(j);
	buf_int(j->out, value);
}

void json_bool(struct json *j, bool value)
{
	before_value(j);
	buf_add(j->out, value ? STR("true") : STR("false"));
}

void json_nothing(struct json *j)
{
	before_value(j);
	buf_text(j->out, "null");
}

void json_raw(struct json *j, Str json)
{
	before_value(j);
	buf_add(j->out, str_is_empty(json) ? STR("null") : json);
}

/* ---- reading ---- */

struct reading {
	struct input *input;
	struct strbuf path;
	enum refusal_kind kind;
	Str why;
};

static bool unreadable(struct reading *r, enum refusal_kind kind, Str why)
{
	r->kind = kind;
	r->why = why;
	return false;
}

/* Counts what stands outside strings. A tree of n leaves has exactly n - 1 commas, so the comma that makes
 * one field too many is known before anything is built. */
static bool measure(struct reading *r, Str body)
{
	size_t depth = 0, commas = 0;
	bool in_string = false;

	for (size_t i = 0; i < body.len; i++) {
		char c = body.at[i];

		if (in_string && c == '\\')
			i++;
		else if (c == '"')
			in_string = !in_string;
		else if (in_string)
			continue;
		else if (c == ',' && ++commas >= LIMIT_INPUT_FIELDS)
			return unreadable(r, REFUSED_TOO_LARGE, STR("字段太多，请分几次提交"));
		else if ((c == '{' || c == '[') && ++depth > LIMIT_JSON_DEPTH)
			return unreadable(r, REFUSED_TOO_LARGE, STR("JSON 嵌套过深"));
		else if ((c == '}' || c == ']') && depth > 0)
			depth--;
	}
	return true;
}

/* The shortest text that reads back as the same number. */
static Str real_text(struct arena *arena, double value)
{
	char text[40];

	for (int digits = 15; digits <= 17; digits++) {
		(void)snprintf(text, sizeof text, "%.*g", digits, value);
		if (strtod(text, NULL) >= value && strtod(text, NULL) <= value)
			break;
	}
	return arena_copy(arena, str_of(text));
}

static bool add_leaf(struct reading *r, const json_t *value)
{
	struct arena *arena = r->input->arena;
	Str path = buf_str(&r->path), text = STR_NONE;
	enum input_kind kind = INPUT_NULL;

	if (path.len > LIMIT_FIELD_NAME_BYTES)
		return unreadable(r, REFUSED_TOO_LARGE, STR("字段名太长"));
	switch (json_typeof(value)) {
	case JSON_STRING:
		kind = INPUT_TEXT;
		text = arena_copy(arena, (Str){ json_string_value(value), json_string_length(value) });
		break;
	case JSON_INTEGER:
		kind = INPUT_NUMBER;
		text = str_format(arena, "%lld", (long long)json_integer_value(value));
		break;
	case JSON_REAL:
		kind = INPUT_NUMBER;
		text = real_text(arena, json_real_value(value));
		break;
	case JSON_TRUE:
		kind = INPUT_TRUE;
		text = STR("true");
		break;
	case JSON_FALSE:
		kind = INPUT_FALSE;
		text = STR("false");
		break;
	case JSON_NULL:
	case JSON_OBJECT:               /* an empty one is a field too: "items": [] says there are none, */
	case JSON_ARRAY:                /* which differs from not speaking of them */
		break;
	}
	if (!input_add(r->input, arena_copy(arena, path), text, kind))
		return unreadable(r, REFUSED_TOO_LARGE, STR("字段太多，请分几次提交"));
	return true;
}

/* One open object or array, and how far it was walked. */
struct level {
	json_t *value;
	void *member;                   /* of an object: the next */
	size_t index;                   /* of an array: the next */
	size_t path_len;                /* the path to here */
};

static struct level level_open(json_t *value, size_t path_len)
{
	return (struct level){ value, json_is_object(value) ? json_object_iter(value) : NULL, 0, path_len };
}

/* A dot in a name would make {"a.b": 1} and {"a": {"b": 1}} the same path. */
static bool add_name(struct reading *r, const char *name)
{
	if (*name == '\0' || strchr(name, '.'))
		return unreadable(r, REFUSED_MALFORMED, STR("字段名不能为空，也不能含有“.”"));
	buf_add(&r->path, str_of(name));
	return true;
}

/* The level's next value, its path standing in r->path; NULL: no more, or refused. */
static json_t *next_value(struct reading *r, struct level *level)
{
	json_t *value = NULL;

	r->path.len = level->path_len;
	if (json_is_object(level->value) ? !level->member : level->index >= json_array_size(level->value))
		return NULL;
	if (level->path_len > 0)
		buf_char(&r->path, '.');
	if (json_is_array(level->value)) {
		buf_int(&r->path, (int64_t)level->index);
		return json_array_get(level->value, level->index++);
	}
	if (!add_name(r, json_object_iter_key(level->member)))
		return NULL;
	value = json_object_iter_value(level->member);
	level->member = json_object_iter_next(level->value, level->member);
	return value;
}

static bool flatten(struct reading *r, json_t *top)
{
	struct level levels[LIMIT_JSON_DEPTH];
	size_t depth = 1;

	levels[0] = level_open(top, 0);
	while (depth > 0) {
		json_t *value = next_value(r, &levels[depth - 1]);

		if (r->kind != REFUSED_NOT)
			return false;
		if (!value) {
			depth--;
		} else if (json_object_size(value) + json_array_size(value) > 0) {
			must(depth < LIMIT_JSON_DEPTH);
			levels[depth++] = level_open(value, r->path.len);
		} else if (!add_leaf(r, value)) {
			return false;
		}
	}
	return true;
}

/* In words, where jansson gives a code. */
static Str parse_fault(struct arena *arena, const json_error_t *error)
{
	enum json_error_code code = json_error_code(error);

	if (code == json_error_duplicate_key)
		return str_format(arena, "第 %d 行：同一个字段出现了两次", error->line);
	if (code == json_error_numeric_overflow)
		return str_format(arena, "第 %d 行：数字超出范围", error->line);
	return str_format(arena, "不是正确的 JSON：第 %d 行第 %d 个字符附近", error->line, error->column);
}

bool json_read(struct input *input, Str body, enum refusal_kind *refused, Str *why)
{
	struct reading r = { .input = input, .path = { .arena = input->arena } };
	json_t *top = NULL;
	json_error_t error;
	bool sound = false;

	if (str_is_empty(str_trim(body))) {
		unreadable(&r, REFUSED_MALFORMED, STR("没有内容，请提交一个 JSON 对象"));
	} else if (measure(&r, body)) {
		top = json_loadb(body.at, body.len, JSON_REJECT_DUPLICATES, &error);
		if (!top)
			unreadable(&r, REFUSED_MALFORMED, parse_fault(input->arena, &error));
		else if (!json_is_object(top))
			unreadable(&r, REFUSED_MALFORMED, STR("最外层须是一个 JSON 对象"));
		else
			sound = flatten(&r, top);
	}
	json_decref(top);
	input->is_json = true;
	if (!sound) {
		*refused = r.kind;
		*why = r.why;
	}
	return sound;
}
