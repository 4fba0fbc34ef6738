/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* json_test.c - what is written can be read anywhere; what is read is an input or a refusal with words. */
#include "record/record.h"

#include <string.h>

#include "base/limits.h"
#include "tests/test.h"

/* ---- writing ---- */

static Str text_as_json(const char *text)
{
	struct strbuf *out = ARENA_NEW(test_arena(), struct strbuf);
	struct json json = { .out = out };

	out->arena = test_arena();
	json_text(&json, str_of(text));
	return buf_str(out);
}

TEST(a_text_is_escaped_for_json_and_html)
{
	static const struct { const char *text, *json; } cases[] = {
		{ "巡查", "\"巡查\"" },
		{ "", "null" },
		{ "\"\\/", "\"\\\"\\\\/\"" },
		{ "\b\f\n\r\t", "\"\\b\\f\\n\\r\\t\"" },
		{ "\x01\x1f\x7f", "\"\\u0001\\u001f\\u007f\"" },
		{ "</script><!--", "\"\\u003c/script>\\u003c!--\"" },
		{ "a\xe2\x80\xa8" "b\xe2\x80\xa9", "\"a\\u2028b\\u2029\"" },
		{ "\xe2\x80\xa7\xe2\x80\xaa\xe2\x82\xac", "\"\xe2\x80\xa7\xe2\x80\xaa\xe2\x82\xac\"" },
		{ "😀末", "\"😀末\"" },
		{ "\n", "\"\\n\"" },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++)
		CHECK_STR(i, text_as_json(cases[i].text), cases[i].json);
}

TEST(objects_and_arrays_get_their_commas)
{
	struct strbuf out = { .arena = test_arena() };
	struct json j = { .out = &out };

	json_open(&j, '{');
	json_name(&j, STR("a"));
	json_int(&j, INT64_MIN);
	json_name(&j, STR("空"));
	json_open(&j, '[');
	json_close(&j, ']');
	json_name(&j, STR("b"));
	json_open(&j, '[');
	json_bool(&j, true);
	json_bool(&j, false);
	json_nothing(&j);
	json_open(&j, '{');
	json_close(&j, '}');
	json_raw(&j, STR("{\"x\":1}"));
	json_raw(&j, STR_NONE);
	json_close(&j, ']');
	json_close(&j, '}');
	CHECK_STR(0, buf_str(&out),
	          "{\"a\":-9223372036854775808,\"空\":[],\"b\":[true,false,null,{},{\"x\":1},null]}");
}

/* ---- reading ---- */

static struct input *empty_input(void)
{
	struct input *input = ARENA_NEW(test_arena(), struct input);

	input->arena = test_arena();
	return input;
}

/* "path=value/kind;…" with the kind's letter, or "!kind". */
static Str read_as_words(Str body)
{
	static const char kinds[INPUT_KINDS] = { 't', 'n', '1', '0', '-' };
	struct strbuf *out = ARENA_NEW(test_arena(), struct strbuf);
	struct input *input = empty_input();
	enum refusal_kind refused = REFUSED_NOT;
	Str why = STR_NONE;

	if (!json_read(input, body, &refused, &why)) {
		assert_true(!str_is_empty(why) && str_is_utf8(why));
		return refused == REFUSED_TOO_LARGE ? STR("!large") : STR("!malformed");
	}
	assert_true(input->is_json && refused == REFUSED_NOT);
	out->arena = test_arena();
	for (size_t i = 0; i < input->count; i++)
		buf_format(out, "%.*s=%.*s/%c;", STR_ARG(input->fields[i].path), STR_ARG(input->fields[i].value),
		           kinds[input->fields[i].kind]);
	return buf_str(out);
}

TEST(an_object_becomes_paths)
{
	static const struct { const char *body, *fields; } cases[] = {
		{ "{}", "" },
		{ " {\"reason\" : \"事由\"}\n", "reason=事由/t;" },
		{ "{\"items\":[{\"id\":7,\"work_done\":\"已约谈\"},{\"id\":8}]}",
		  "items.0.id=7/n;items.0.work_done=已约谈/t;items.1.id=8/n;" },
		{ "{\"a\":true,\"b\":false,\"c\":null,\"d\":\"\"}", "a=true/1;b=false/0;c=/-;d=/t;" },
		{ "{\"items\":[],\"o\":{},\"n\":[[]]}", "items=/-;o=/-;n.0=/-;" },
		{ "{\"a\":9223372036854775807,\"b\":-9223372036854775808}",
		  "a=9223372036854775807/n;b=-9223372036854775808/n;" },
		{ "{\"a\":0.1,\"b\":1e3,\"c\":-2.5,\"d\":113.55}", "a=0.1/n;b=1000/n;c=-2.5/n;d=113.55/n;" },
		{ "{\"a\":\"\\u5de1\\ud83d\\ude00\\n\\\"\"}", "a=巡😀\n\"/t;" },
		{ "{\"a\":{\"b\":[1,[2,3],{\"c\":4}]}}", "a.b.0=1/n;a.b.1.0=2/n;a.b.1.1=3/n;a.b.2.c=4/n;" },
		{ "{\"a\":\"},{,[\\\"]\"}", "a=},{,[\"]/t;" },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++)
		CHECK_STR(i, read_as_words(str_of(cases[i].body)), cases[i].fields);
}

TEST(hostile_json_is_refused)
{
	static const char *const cases[] = {
		"", "  \n", "[]", "[1]", "1", "\"x\"", "null", "{", "}", "{]", "{\"a\"}", "{\"a\":}", "{a:1}", "{'a':1}",
		"{\"a\":1,}", "{\"a\":1}x", "{\"a\":1}{\"b\":2}", "{\"a\":01}", "{\"a\":+1}", "{\"a\":.5}", "{\"a\":NaN}",
		"{\"a\":Infinity}", "{\"a\":9223372036854775808}", "{\"a\":-9223372036854775809}", "{\"a\":1e999}",
		"{\"a\":1,\"a\":2}", "{\"a\":{\"b\":1,\"b\":1}}", "{\"a\":1,\"\\u0061\":2}", "{\"a.b\":1}", "{\".\":1}",
		"{\"\":1}", "{\"a\":{\"b.c\":1}}", "{\"a\":\"\\u0000\"}", "{\"\\u0000\":1}", "{\"a\":\"\\ud800\"}",
		"{\"a\":\"\\udc00\\ud800\"}", "{\"a\":\"\x80\"}", "{\"a\":\"\xc0\xaf\"}", "{\"a\":\"\xed\xa0\x80\"}",
		"{\"a\":\"\xf4\x90\x80\x80\"}", "{\"a\":\"\x01\"}", "{\"a\":\"\n\"}", "{\"a\":\"\\x\"}", "{\"a\":\"\\",
		"{\"a\":\"", "/* */{\"a\":1}", "\xef\xbb\xbf{\"a\":1}", "{\"a\":tru}", "{\"a\" 1}", "{\"a\":1 \"b\":2}",
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++)
		CHECK_STR(i, read_as_words(str_of(cases[i])), "!malformed");
	CHECK_STR(0, read_as_words((Str){ "{\"a\":\0 1}", 9 }), "!malformed");
}

/* {"f0":0,"f1":0,…} */
static Str object_of(size_t fields, const char *value)
{
	struct strbuf out = { .arena = test_arena() };

	for (size_t i = 0; i < fields; i++)
		buf_format(&out, "%c\"f%zu\":%s", i == 0 ? '{' : ',', i, value);
	buf_char(&out, '}');
	return buf_str(&out);
}

TEST(as_many_fields_as_the_limit_and_not_one_more)
{
	static const char *const values[] = { "0", "\"x\"", "{}", "[[]]", "{\"a\":{\"b\":null}}" };

	for (size_t i = 0; i < COUNT_OF(values); i++) {
		struct input *input = empty_input();
		enum refusal_kind refused = REFUSED_NOT;
		Str why = STR_NONE;

		CHECK(i, json_read(input, object_of(LIMIT_INPUT_FIELDS, values[i]), &refused, &why));
		CHECK_INT(i, (int64_t)input->count, LIMIT_INPUT_FIELDS);
		CHECK_STR(i, read_as_words(object_of(LIMIT_INPUT_FIELDS + 1, values[i])), "!large");
	}
}

static Str nested(size_t depth)
{
	struct strbuf out = { .arena = test_arena() };

	for (size_t i = 0; i < depth; i++)
		buf_text(&out, "{\"a\":");
	buf_text(&out, "1");
	for (size_t i = 0; i < depth; i++)
		buf_char(&out, '}');
	return buf_str(&out);
}

TEST(as_deep_as_the_limit_and_not_one_deeper)
{
	static const char deepest[] = "{\"a\":[[[[[[[]]]]]]]}", too_deep[] = "{\"a\":[[[[[[[[]]]]]]]]}";
	struct strbuf brackets = { .arena = test_arena() };

	CHECK_STR(0, read_as_words(nested(LIMIT_JSON_DEPTH)), "a.a.a.a.a.a.a.a=1/n;");
	CHECK_STR(1, read_as_words(nested(LIMIT_JSON_DEPTH + 1)), "!large");
	CHECK_STR(2, read_as_words(str_of(deepest)), "a.0.0.0.0.0.0=/-;");
	CHECK_STR(3, read_as_words(str_of(too_deep)), "!large");
	for (size_t i = 0; i < 100000; i++)
		buf_char(&brackets, '[');
	CHECK_STR(4, read_as_words(buf_str(&brackets)), "!large");
	CHECK_STR(5, read_as_words(STR("{\"a\":\"[[[[[[[[[[[[{{{{{{{{\"}")), "a=[[[[[[[[[[[[{{{{{{{{/t;");
}

TEST(a_path_as_long_as_the_limit_and_not_one_byte_longer)
{
	char name[LIMIT_FIELD_NAME_BYTES + 2];
	Str body;

	memset(name, 'n', sizeof name);
	for (size_t over = 0; over < 2; over++) {
		Str path = { name, LIMIT_FIELD_NAME_BYTES + over };

		body = str_format(test_arena(), "{\"%.*s\":1}", STR_ARG(path));
		CHECK(over, str_equal(read_as_words(body), STR("!large")) == (over == 1));
	}
}

TEST(what_is_written_reads_back)
{
	static const char *const texts[] = { "</b>\"\\\n\t\x7f", "a\xe2\x80\xa8z", "未果事项😀", "'&>" };

	for (size_t i = 0; i < COUNT_OF(texts); i++) {
		Str text = text_as_json(texts[i]), body = str_format(test_arena(), "{\"t\":%.*s}", STR_ARG(text));
		struct input *input = empty_input();
		enum refusal_kind refused = REFUSED_NOT;
		Str why = STR_NONE;

		CHECK(i, json_read(input, body, &refused, &why) && input->count == 1);
		CHECK_STR(i, input->fields[0].value, texts[i]);
	}
}
