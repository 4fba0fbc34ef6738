/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* form.c - "a=b&c=d", of a form's body or an address's query, into an input.
 *
 * Owns: decoding, and what one field may be. Strict: what a browser never sends is refused, not guessed.
 * Does not own: the meaning of fields (record/), multipart framing (multipart.c). */
#include <string.h>

#include "base/limits.h"
#include "http/live.h"

static bool refused_as(enum refusal_kind kind, Str words, enum refusal_kind *refused, Str *why)
{
	*refused = kind;
	*why = words;
	return false;
}

static int hex_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

bool form_decode(Str encoded, bool plus_is_blank, char *room, size_t *len_out)
{
	size_t len = 0;

	for (size_t i = 0; i < encoded.len; i++) {
		char c = encoded.at[i];

		if (c == '%') {
			int high = i + 2 < encoded.len ? hex_value(encoded.at[i + 1]) : -1;
			int low = i + 2 < encoded.len ? hex_value(encoded.at[i + 2]) : -1;

			if (high < 0 || low < 0)
				return false;
			c = (char)(high << 4 | low);
			i += 2;
		} else if (c == '+' && plus_is_blank) {
			c = ' ';
		}
		if (c == '\0')
			return false;
		room[len++] = c;
	}
	*len_out = len;
	return true;
}

bool form_add_field(struct input *input, Str name, Str value, enum refusal_kind *refused, Str *why)
{
	if (name.len == 0)
		return refused_as(REFUSED_MALFORMED, STR("提交的内容里有一项没有名字，请从页面上重新填写"),
				  refused, why);
	if (name.len > LIMIT_FIELD_NAME_BYTES)
		return refused_as(REFUSED_TOO_LARGE, STR("提交的内容里有一项名字太长，请从页面上重新填写"),
				  refused, why);
	if (!str_is_utf8(name) || !str_is_utf8(value))
		return refused_as(REFUSED_MALFORMED, STR("提交的文字不是 UTF-8 编码，请换用本页面的表单填写"),
				  refused, why);
	/* Browsers send \r\n out of a text area, JSON has \n; below here there is only \n. */
	if (!input_add(input, name, str_plain_lines(input->arena, value), INPUT_TEXT))
		return refused_as(REFUSED_TOO_LARGE, STR("一次提交的项目太多，请分几次提交"), refused, why);
	return true;
}

static bool take_pair(struct input *input, Str pair, char *room, enum refusal_kind *refused, Str *why)
{
	Str name = pair, value = STR_NONE;
	size_t name_len = 0, value_len = 0;

	(void)str_cut(pair, '=', &name, &value);
	if (!form_decode(name, true, room, &name_len) ||
	    !form_decode(value, true, room + name_len, &value_len))
		return refused_as(REFUSED_MALFORMED, STR("提交的内容编码不完整，请从页面上重新填写"),
				  refused, why);
	return form_add_field(input, (Str){ room, name_len }, (Str){ room + name_len, value_len }, refused,
			      why);
}

bool form_parse_urlencoded(struct input *input, Str body, enum refusal_kind *refused, Str *why)
{
	size_t before = input->count;
	char *room = arena_take(input->arena, body.len);

	for (Str rest = body; rest.len > 0;) {
		const char *end = memchr(rest.at, '&', rest.len);
		Str pair = end ? str_first(rest, (size_t)(end - rest.at)) : rest;

		if (pair.len > 0 && !take_pair(input, pair, room, refused, why)) {
			input->count = before;   /* all of it or nothing */
			return false;
		}
		room += pair.len;
		rest = str_after(rest, end ? pair.len + 1 : pair.len);
	}
	return true;
}
