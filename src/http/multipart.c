/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* multipart.c - multipart/form-data (RFC 7578) with text fields and files, as browsers send it.
 *
 * Owns: the framing. Strict on purpose: no preamble, no epilogue, no transfer encodings, so nothing can mean
 * one thing here and another in a proxy before us. Does not own: what one field may be (form.c).
 * A file's bytes are not copied: they are a slice of the body, which may lie on disk (spool.c). What they are is
 * asked elsewhere (file/); where no files are wanted a part that carries one is refused. */
#include <string.h>
#include <strings.h>

#include "base/limits.h"
#include "http/live.h"

#define LONGEST_BOUNDARY 70                      /* RFC 2046, 5.1.1 */
#define LONGEST_PART_HEAD 1024
#define NO_FILES STR("这里不接收文件，请去掉文件后再提交")

/* The body still to be read, and why reading it ended. */
struct cursor {
	Str rest;
	Str mark;                       /* "\r\n--boundary" */
	struct sent_files *files;       /* NULL: none are taken */
	struct arena *arena;
	enum refusal_kind refused;
	Str why;
};

struct part { Str name, file_name; bool is_file; };

static bool stop(struct cursor *at, Str why)
{
	at->refused = REFUSED_MALFORMED;
	at->why = why;
	return false;
}

static bool broken_frame(struct cursor *at)
{
	return stop(at, STR("提交的内容不完整，请从页面上重新提交"));
}

static bool starts_with_caseless(Str s, const char *lower)
{
	size_t len = strlen(lower);

	return s.len >= len && strncasecmp(s.at, lower, len) == 0;
}

/* Takes "name=value" or "name=\"value\"" from the front of *rest; ends after the value. */
static bool take_parameter(Str *rest, Str *name_out, Str *value_out)
{
	Str name, value;
	const char *end;

	if (!str_cut(*rest, '=', &name, &value))
		return false;
	if (str_starts_with(value, "\"")) {
		value = str_after(value, 1);
		end = value.len ? memchr(value.at, '"', value.len) : NULL;
		if (!end)
			return false;
		*rest = str_after(value, (size_t)(end - value.at) + 1);
	} else {
		end = value.len ? memchr(value.at, ';', value.len) : NULL;
		*rest = end ? str_after(value, (size_t)(end - value.at)) : STR_NONE;
	}
	*name_out = str_trim(name);
	*value_out = end ? str_first(value, (size_t)(end - value.at)) : str_trim(value);
	return true;
}

enum found { ABSENT, FOUND, UNREADABLE };

/* Looks through ";name=value;name=value". out is touched only when found; a later one wins. */
static enum found find_parameter(Str parameters, const char *wanted, Str *out)
{
	enum found found = ABSENT;

	for (Str rest = str_trim(parameters); rest.len > 0; rest = str_trim(rest)) {
		Str name, value;

		if (rest.at[0] != ';')
			return UNREADABLE;
		rest = str_after(rest, 1);
		if (!take_parameter(&rest, &name, &value))
			return UNREADABLE;
		if (name.len == strlen(wanted) && starts_with_caseless(name, wanted)) {
			found = FOUND;
			*out = value;
		}
	}
	return found;
}

static bool boundary_of(Str content_type, Str *out)
{
	static const char type[] = "multipart/form-data";
	static const char allowed[] = "'()+_,-./:=? ";
	Str boundary;

	if (!starts_with_caseless(content_type, type) ||
	    find_parameter(str_after(content_type, sizeof(type) - 1), "boundary", &boundary) != FOUND ||
	    boundary.len == 0 || boundary.len > LONGEST_BOUNDARY)
		return false;
	for (size_t i = 0; i < boundary.len; i++) {
		char c = boundary.at[i];
		bool is_word = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');

		if (!is_word && (c == '\0' || !strchr(allowed, c)))
			return false;
	}
	*out = boundary;
	return true;
}

static bool take_line(struct cursor *at, Str *line_out)
{
	const char *end = at->rest.len ? memmem(at->rest.at, at->rest.len, "\r\n", 2) : NULL;
	size_t len;

	if (!end)
		return broken_frame(at);
	len = (size_t)(end - at->rest.at);
	if (len > LONGEST_PART_HEAD)
		return stop(at, STR("提交的内容里有一项名字太长，请从页面上重新填写"));
	*line_out = str_first(at->rest, len);
	at->rest = str_after(at->rest, len + 2);
	return true;
}

/* Browsers write a quote in a file's name as %22, and nothing else so. */
static Str plain_quotes(struct arena *arena, Str name)
{
	struct strbuf out = { .arena = arena };

	while (name.len) {
		bool quoted = str_starts_with(name, "%22");

		buf_char(&out, quoted ? '"' : name.at[0]);
		name = str_after(name, quoted ? 3 : 1);
	}
	return buf_str(&out);
}

/* UTF-8''%E7%85%A7.jpg: RFC 8187, as some programs send it against RFC 7578. */
static bool decode_extended(struct cursor *at, Str value, Str *out)
{
	static const char set[] = "utf-8''";
	char *room = arena_take(at->arena, value.len + 1);
	size_t len = 0;

	if (!starts_with_caseless(value, set) || !form_decode(str_after(value, sizeof(set) - 1), false, room, &len))
		return broken_frame(at);
	*out = (Str){ room, len };
	return true;
}

static bool take_file_name(struct cursor *at, Str parameters, struct part *part)
{
	Str plain = STR_NONE, extended = STR_NONE;
	enum found has_plain = find_parameter(parameters, "filename", &plain);
	enum found has_extended = find_parameter(parameters, "filename*", &extended);

	if (has_plain == ABSENT && has_extended == ABSENT)
		return true;
	if (!at->files)
		return stop(at, NO_FILES);               /* an empty file box sends filename="" too */
	if (has_plain == UNREADABLE || has_extended == UNREADABLE)
		return broken_frame(at);
	part->is_file = true;
	part->file_name = plain_quotes(at->arena, plain);
	return has_extended == ABSENT || decode_extended(at, extended, &part->file_name);
}

static bool take_disposition(struct cursor *at, Str value, struct part *part)
{
	static const char kind[] = "form-data";
	Str parameters;

	if (!starts_with_caseless(value, kind))
		return broken_frame(at);
	parameters = str_after(value, sizeof(kind) - 1);
	if (find_parameter(parameters, "name", &part->name) == UNREADABLE)
		return broken_frame(at);
	return take_file_name(at, parameters, part);
}

/* The lines before the empty one. Only what a browser writes. What type a sender says a file is does not matter. */
static bool take_part_head(struct cursor *at, struct part *part)
{
	bool named = false, has_other_type = false;

	for (;;) {
		Str line, key, value;

		if (!take_line(at, &line))
			return false;
		if (line.len == 0)
			break;
		if (!str_cut(line, ':', &key, &value))
			return broken_frame(at);
		value = str_trim(value);
		if (key.len == 19 && starts_with_caseless(key, "content-disposition") && !named) {
			if (!take_disposition(at, value, part))
				return false;
			named = true;
		} else if (key.len == 12 && starts_with_caseless(key, "content-type")) {
			has_other_type = has_other_type || !starts_with_caseless(value, "text/plain");
		} else {
			return broken_frame(at);
		}
	}
	if (has_other_type && !part->is_file)
		return stop(at, NO_FILES);
	return named || broken_frame(at);
}

/* After a boundary: "--" ends the body, a line end begins a part. */
static bool take_boundary_end(struct cursor *at, bool *last_out)
{
	if (str_starts_with(at->rest, "--")) {
		at->rest = str_after(at->rest, 2);
		if (at->rest.len != 0 && !str_is(at->rest, "\r\n"))
			return broken_frame(at);
		*last_out = true;
		return true;
	}
	if (!str_starts_with(at->rest, "\r\n"))
		return broken_frame(at);
	at->rest = str_after(at->rest, 2);
	*last_out = false;
	return true;
}

/* RULE file.count: a box left empty sends a file without name and bytes, which is none. */
static bool add_file(struct cursor *at, const struct part *part, Str bytes)
{
	struct sent_files *files = at->files;

	if (str_is_empty(part->file_name) && str_is_empty(bytes))
		return true;
	if (part->name.len > LIMIT_FIELD_NAME_BYTES || !str_is_utf8(part->name) || !str_is_utf8(part->file_name))
		return stop(at, STR("文件名不是 UTF-8 编码，请改名后再上传"));
	if (files->count == LIMIT_FILES_PER_ACT) {
		at->refused = REFUSED_TOO_LARGE;
		at->why = STR("一次最多上传 20 个文件，请分几次上传");
		return false;
	}
	if (!files->at)
		files->at = ARENA_ARRAY(at->arena, struct sent_file, LIMIT_FILES_PER_ACT);
	files->at[files->count++] = (struct sent_file){ part->name, part->file_name, bytes };
	return true;
}

static bool take_part(struct cursor *at, struct input *input)
{
	struct part part = { .name = STR_NONE };
	const char *end;
	Str value;

	if (!take_part_head(at, &part))
		return false;
	end = at->rest.len ? memmem(at->rest.at, at->rest.len, at->mark.at, at->mark.len) : NULL;
	if (!end)
		return broken_frame(at);
	value = str_first(at->rest, (size_t)(end - at->rest.at));
	at->rest = str_after(at->rest, value.len + at->mark.len);
	if (part.is_file)
		return add_file(at, &part, value);
	if (value.len > LIMIT_BODY_BYTES) {
		at->refused = REFUSED_TOO_LARGE;
		at->why = STR("提交的文字太长，请减少后再提交");
		return false;
	}
	return form_add_field(input, part.name, value, &at->refused, &at->why);
}

static bool take_all(struct cursor *at, struct input *input)
{
	Str first = str_after(at->mark, 2);      /* the first boundary has no line end before it */
	bool last = false;

	if (at->rest.len < first.len || !str_equal(str_first(at->rest, first.len), first))
		return broken_frame(at);
	at->rest = str_after(at->rest, first.len);
	if (!take_boundary_end(at, &last))
		return false;
	while (!last)
		if (!take_part(at, input) || !take_boundary_end(at, &last))
			return false;
	return true;
}

bool form_parse_multipart(struct input *input, struct sent_files *files, Str body, Str content_type,
			  enum refusal_kind *refused, Str *why)
{
	struct cursor at = { .rest = body, .files = files, .arena = input->arena };
	size_t before = input->count;
	Str boundary;

	if (!boundary_of(content_type, &boundary))
		broken_frame(&at);
	else
		at.mark = str_join(input->arena, STR("\r\n--"), boundary);
	if (at.refused == REFUSED_NOT && take_all(&at, input))
		return true;
	input->count = before;                   /* all of it or nothing */
	if (files)
		files->count = 0;
	*refused = at.refused;
	*why = at.why;
	return false;
}
