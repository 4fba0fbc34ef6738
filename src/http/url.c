/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* url.c - addresses of our own pages, percent-encoded by RFC 3986.
 *
 * Owns: encoding, and that no address made here leaves this site.
 * Does not own: decoding what was sent (form.c, request.c). */
#include "http/html.h"
#include "http/http.h"

static bool is_unreserved(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
	       c == '.' || c == '_' || c == '~';
}

/* keep: further bytes that stay as they are. */
static void encode(struct strbuf *out, Str text, const char *keep)
{
	static const char hex[] = "0123456789ABCDEF";

	for (size_t i = 0; i < text.len; i++) {
		unsigned char c = (unsigned char)text.at[i];

		if (is_unreserved(text.at[i]) || (c && strchr(keep, c))) {
			buf_char(out, text.at[i]);
			continue;
		}
		buf_char(out, '%');
		buf_char(out, hex[c >> 4]);
		buf_char(out, hex[c & 15]);
	}
}

Str url_encode(struct arena *arena, Str component)
{
	struct strbuf out = { .arena = arena };

	encode(&out, component, "");
	return buf_str(&out);
}

Url url_join(struct arena *arena, const char *start, Str component)
{
	struct strbuf out = { .arena = arena };

	buf_add(&out, str_of(start));
	encode(&out, component, "");
	return (Url){ buf_str(&out) };
}

Url url_number(struct arena *arena, const char *start, int64_t n, const char *end)
{
	struct strbuf out = { .arena = arena };

	buf_add(&out, str_of(start));
	buf_int(&out, n);
	buf_add(&out, str_of(end));
	return (Url){ buf_str(&out) };
}

static void add_parameter(struct strbuf *out, char *mark, Str name, Str value)
{
	if (str_is_empty(value))
		return;
	buf_char(out, *mark);
	encode(out, name, "");
	buf_char(out, '=');
	encode(out, value, "");
	*mark = '&';
}

Url url_with(struct arena *arena, Str path, const struct input *query, const char *name, Str value)
{
	struct strbuf out = { .arena = arena };
	char mark = '?';
	bool placed = false;

	encode(&out, path, "/");
	for (size_t i = 0; i < query->count; i++) {
		const struct input_field *field = &query->fields[i];

		if (!str_is(field->path, name)) {
			add_parameter(&out, &mark, field->path, field->value);
		} else if (!placed) {
			add_parameter(&out, &mark, field->path, value);
			placed = true;
		}
	}
	if (!placed)
		add_parameter(&out, &mark, str_of(name), value);
	return (Url){ buf_str(&out) };
}

Url url_local(struct arena *arena, Str target)
{
	struct strbuf out = { .arena = arena };

	/* "//host" and, to browsers, "/\host" name another site. */
	if (target.len == 0 || target.at[0] != '/' ||
	    (target.len > 1 && (target.at[1] == '/' || target.at[1] == '\\')))
		return URL("/");
	encode(&out, target, "/%?&=+:@!$'()*,;");
	return (Url){ buf_str(&out) };
}
