/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* form_test.c - what forms may say, and where each kind is refused. */
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "http/http.h"
#include "tests/test.h"

#define TYPE "multipart/form-data; boundary=xYz"

/* "name=[value] name=[value]", or the kind of the refusal. */
static Str shown(const struct input *input, bool taken, enum refusal_kind refused, Str why)
{
	struct strbuf out = { .arena = input->arena };

	if (!taken) {
		CHECK(0, input->count == 0 && !str_is_empty(why) && str_is_utf8(why));
		return refused == REFUSED_MALFORMED ? STR("malformed") : refused == REFUSED_TOO_LARGE ? STR("too large")
												      : STR("?");
	}
	for (size_t i = 0; i < input->count; i++)
		buf_format(&out, "%s%.*s=[%.*s]", i ? " " : "", STR_ARG(input->fields[i].path),
			   STR_ARG(input->fields[i].value));
	return buf_str(&out);
}

static Str parse_form(Str body)
{
	struct input input = { .arena = test_arena() };
	enum refusal_kind refused = REFUSED_NOT;
	Str why = STR_NONE;
	bool taken = form_parse_urlencoded(&input, body, &refused, &why);

	return shown(&input, taken, refused, why);
}

/* A copy of exactly its size on the heap, so that a sanitizer sees a byte too many. */
static Str parse_parts(Str body, const char *type)
{
	struct input input = { .arena = test_arena() };
	enum refusal_kind refused = REFUSED_NOT;
	Str why = STR_NONE;
	char *exact = malloc(body.len + 1);
	bool taken;
	Str result;

	if (body.len)
		memcpy(exact + 1, body.at, body.len);
	taken = form_parse_multipart(&input, NULL, (Str){ exact + 1, body.len }, test_str(type), &refused, &why);
	result = arena_copy(test_arena(), shown(&input, taken, refused, why));
	free(exact);
	return result;
}

TEST(forms_are_read_as_browsers_write_them)
{
	static const struct {
		const char *body;
		const char *result;
	} t[] = {
		{ "", "" },
		{ "a=1", "a=[1]" },
		{ "a=1&b=2", "a=[1] b=[2]" },
		{ "a=", "a=[]" },
		{ "a", "a=[]" },
		{ "&&a=1&", "a=[1]" },
		{ "a=b=c", "a=[b=c]" },
		{ "a=x+y%20z%2B", "a=[x y z+]" },
		{ "items.0.id=7&items.1.id=8", "items.0.id=[7] items.1.id=[8]" },
		{ "k=%E5%86%B3%E4%B8%8D", "k=[决不]" },
		{ "k=决不", "k=[决不]" },
		{ "a%5B%5D=1&a%5B%5D=2", "a[]=[1] a[]=[2]" },
		{ "t=x%0D%0Ay%0Dz%0A", "t=[x\ny\nz\n]" },
		{ "t=x%0D", "t=[x\n]" },
		{ "t=%0d%0d%0a", "t=[\n\n]" },
	};

	for (size_t i = 0; i < sizeof(t) / sizeof(*t); i++)
		CHECK_STR(i, parse_form(test_str(t[i].body)), t[i].result);
}

TEST(broken_forms_are_refused_whole)
{
	static const char *const t[] = {
		"a=%", "a=%4", "a=%zz", "a=%4g", "%=1", "a=1&b=%G0",
		"a=%00", "a=x%00y", "%00=1",
		"a=%C3%28", "a=%FF", "a=%C0%AF", "a=%ED%A0%80", "a=%F4%90%80%80", "%FF=1", "a=\xff",
		"=1", "a=1&=2",
	};

	for (size_t i = 0; i < sizeof(t) / sizeof(*t); i++)
		CHECK_STR(i, parse_form(test_str(t[i])), "malformed");
	CHECK_STR(100, parse_form((Str){ "a=\0", 3 }), "malformed");
}

static Str many_pairs(size_t count)
{
	struct strbuf out = { .arena = test_arena() };

	for (size_t i = 0; i < count; i++)
		buf_format(&out, "%sf%zu=%zu", i ? "&" : "", i, i);
	return buf_str(&out);
}

static Str many_parts(size_t count)
{
	struct strbuf out = { .arena = test_arena() };

	for (size_t i = 0; i < count; i++)
		buf_format(&out, "--xYz\r\nContent-Disposition: form-data; name=\"f%zu\"\r\n\r\n%zu\r\n", i, i);
	buf_text(&out, "--xYz--\r\n");
	return buf_str(&out);
}

static Str letters(size_t count)
{
	char *at = arena_take(test_arena(), count);

	memset(at, 'n', count);
	return (Str){ at, count };
}

TEST(fields_are_counted_up_to_the_limit)
{
	CHECK(0, str_starts_with(parse_form(many_pairs(LIMIT_INPUT_FIELDS)), "f0=[0] f1=[1] "));
	CHECK_STR(1, parse_form(many_pairs(LIMIT_INPUT_FIELDS + 1)), "too large");
	CHECK(2, str_starts_with(parse_parts(many_parts(LIMIT_INPUT_FIELDS), TYPE), "f0=[0] f1=[1] "));
	CHECK_STR(3, parse_parts(many_parts(LIMIT_INPUT_FIELDS + 1), TYPE), "too large");
}

TEST(names_are_measured_up_to_the_limit)
{
	CHECK(0, str_starts_with(parse_form(letters(LIMIT_FIELD_NAME_BYTES)), "nnn"));
	CHECK_STR(1, parse_form(letters(LIMIT_FIELD_NAME_BYTES + 1)), "too large");
}

/* ---- multipart ---- */

#define PART(name, value) "--xYz\r\nContent-Disposition: form-data; name=\"" name "\"\r\n\r\n" value "\r\n"
#define END "--xYz--\r\n"

TEST(multipart_is_read_as_browsers_write_it)
{
	static const struct {
		const char *body;
		const char *result;
	} t[] = {
		{ END, "" },
		{ "--xYz--", "" },
		{ PART("a", "1") END, "a=[1]" },
		{ PART("a", "1") PART("b", "2") "--xYz--", "a=[1] b=[2]" },
		{ PART("a", "") END, "a=[]" },
		{ PART("a", "x\r\ny") END, "a=[x\ny]" },
		{ PART("a", "\r\n") END, "a=[\n]" },
		{ PART("a", "决不") END, "a=[决不]" },
		/* the mark almost, inside a value: a line end, dashes, but not the boundary */
		{ PART("a", "\r\n--xY") END, "a=[\n--xY]" },
		{ PART("a", "--xYz--") END, "a=[--xYz--]" },
		{ PART("a", "\r\r\n-") END, "a=[\n\n-]" },
		{ "--xYz\r\ncontent-disposition:form-data;name=a\r\nCONTENT-TYPE: text/plain; charset=utf-8\r\n\r\n1\r\n" END,
		    "a=[1]" },
		{ PART("filename", "1") END, "filename=[1]" },
	};

	for (size_t i = 0; i < sizeof(t) / sizeof(*t); i++)
		CHECK_STR(i, parse_parts(test_str(t[i].body), TYPE), t[i].result);
}

TEST(broken_multipart_is_refused_whole)
{
	static const char *const t[] = {
		"", "x", "--", "--xY", "--xYz", "--xYz\r", "--xYz\r\n", "--xYz-", "--xYzz--\r\n",
		"preamble\r\n" PART("a", "1") END,
		PART("a", "1"),                                  /* no end */
		PART("a", "1") "--xYz",
		PART("a", "1") "--xYz-",
		PART("a", "1") END "epilogue",
		"--xYz\r\n\r\n1\r\n" END,                        /* no head */
		"--xYz\r\nContent-Type: text/plain\r\n\r\n1\r\n" END,
		"--xYz\r\nContent-Disposition: form-data\r\n\r\n1\r\n" END,
		"--xYz\r\nContent-Disposition: form-data; name\r\n\r\n1\r\n" END,
		"--xYz\r\nContent-Disposition: form-data; name=\"a\r\n\r\n1\r\n" END,
		"--xYz\r\nContent-Disposition: form-data; name=\"\"\r\n\r\n1\r\n" END,
		"--xYz\r\nContent-Disposition: attachment; name=\"a\"\r\n\r\n1\r\n" END,
		"--xYz\r\nContent-Disposition: form-data x; name=\"a\"\r\n\r\n1\r\n" END,
		"--xYz\r\nContent-Disposition: form-data; name=\"a\"\r\nContent-Transfer-Encoding: base64\r\n\r\n1\r\n" END,
		"--xYz\r\nContent-Disposition: form-data; name=\"a\"\r\nContent-Disposition: form-data; name=\"b\"\r\n\r\n1\r\n" END,
		"--xYz\r\nContent-Disposition: form-data; name=\"a\"\n\n1\r\n" END,
		"--xYz\r\nnonsense\r\n\r\n1\r\n" END,
		PART("a", "\xff") END,
		PART("\xff", "1") END,
		PART("a", "x\r\n--xYzebra") END,                 /* two readers could disagree where this ends */
	};

	for (size_t i = 0; i < sizeof(t) / sizeof(*t); i++)
		CHECK_STR(i, parse_parts(test_str(t[i]), TYPE), "malformed");
}

TEST(files_are_not_taken_in_yet)
{
	static const char *const t[] = {
		"--xYz\r\nContent-Disposition: form-data; name=\"a\"; filename=\"x.png\"\r\nContent-Type: image/png\r\n\r\n1\r\n" END,
		"--xYz\r\nContent-Disposition: form-data; name=\"a\"; filename=\"\"\r\n\r\n\r\n" END,
		"--xYz\r\nContent-Disposition: form-data; name=\"a\"; FileName*=UTF-8''x\r\n\r\n\r\n" END,
		"--xYz\r\nContent-Disposition: form-data; name=\"a\"\r\nContent-Type: image/png\r\n\r\n1\r\n" END,
	};

	for (size_t i = 0; i < sizeof(t) / sizeof(*t); i++) {
		struct input input = { .arena = test_arena() };
		enum refusal_kind refused = REFUSED_NOT;
		Str why = STR_NONE;

		CHECK(i, !form_parse_multipart(&input, NULL, test_str(t[i]), STR(TYPE), &refused, &why));
		CHECK_INT(i, refused, REFUSED_MALFORMED);
		CHECK_STR(i, why, "这里不接收文件，请去掉文件后再提交");
	}
}

TEST(a_boundary_is_what_the_standard_allows)
{
	static const struct {
		const char *type;
		const char *result;
	} t[] = {
		{ "multipart/form-data; boundary=xYz", "a=[1]" },
		{ "Multipart/Form-Data; charset=utf-8; Boundary=\"xYz\"", "a=[1]" },
		{ "multipart/form-data;boundary=xYz; charset=utf-8", "a=[1]" },
		{ "multipart/form-data", "malformed" },
		{ "multipart/form-data; boundary=", "malformed" },
		{ "multipart/form-data; boundary=\"xYz", "malformed" },
		{ "multipart/form-data; boundary", "malformed" },
		{ "multipart/form-data; boundary=x\ny", "malformed" },
		{ "multipart/mixed; boundary=xYz", "malformed" },
		{ "", "malformed" },
		{ "multipart/form-data; boundary="
		  "12345678901234567890123456789012345678901234567890123456789012345678901",
		    "malformed" },
	};

	for (size_t i = 0; i < sizeof(t) / sizeof(*t); i++)
		CHECK_STR(i, parse_parts(STR(PART("a", "1") END), t[i].type), t[i].result);
}

TEST(a_part_with_a_huge_name_is_refused)
{
	struct strbuf out = { .arena = test_arena() };

	buf_text(&out, "--xYz\r\nContent-Disposition: form-data; name=\"");
	buf_add(&out, letters(LIMIT_FIELD_NAME_BYTES + 1));
	buf_text(&out, "\"\r\n\r\n1\r\n" END);
	CHECK_STR(0, parse_parts(buf_str(&out), TYPE), "too large");
	out.len = 0;
	buf_text(&out, "--xYz\r\nContent-Disposition: form-data; name=\"");
	buf_add(&out, letters(100000));
	buf_text(&out, "\"\r\n\r\n1\r\n" END);
	CHECK_STR(1, parse_parts(buf_str(&out), TYPE), "malformed");
}

TEST(multipart_cut_anywhere_is_refused_and_never_overruns)
{
	Str whole = STR(PART("a", "x\r\n--xY") PART("b", "2") "--xYz--");

	for (size_t len = 0; len < whole.len; len++)
		CHECK_STR(len, parse_parts(str_first(whole, len), TYPE), "malformed");
	CHECK_STR(whole.len, parse_parts(whole, TYPE), "a=[x\n--xY] b=[2]");
}
