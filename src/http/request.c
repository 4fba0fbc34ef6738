/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* request.c - what was asked, out of what was sent.
 *
 * Owns: method, path, query, cookies, the body as form or text; that all text is valid UTF-8. What
 * cannot be read sets request.broken and goes on to the handler, which answers in its own manner.
 * Does not own: the connection (server.c), who sent it (peer.c), forms (form.c, multipart.c). */
#include <string.h>
#include <strings.h>
#include <time.h>

#include "base/limits.h"
#include "http/live.h"

void request_break(struct request *request, enum refusal_kind kind, Str why)
{
	if (request->broken != REFUSED_NOT)
		return;
	request->broken = kind;
	request->broken_why = why;
}

/* "http://host/path", as a client writes it to a proxy, means "/path". */
static Str without_origin(Str target)
{
	const char *slash;

	if (!str_starts_with(target, "http://") && !str_starts_with(target, "https://"))
		return target;
	target = str_after(target, str_starts_with(target, "https://") ? 8 : 7);
	slash = target.len ? memchr(target.at, '/', target.len) : NULL;
	return slash ? str_after(target, (size_t)(slash - target.at)) : STR("/");
}

static bool has_control(Str s)
{
	for (size_t i = 0; i < s.len; i++)
		if ((unsigned char)s.at[i] < 0x20 || s.at[i] == 0x7f)
			return true;
	return false;
}

static void take_path(struct request *request, Str encoded)
{
	char *room = arena_take(request->arena, encoded.len + 1);
	Str path = { room, 0 };

	/* "//host" would become the address of another site wherever it is written as a link. */
	if (!str_starts_with(encoded, "/") || !form_decode(encoded, false, room, &path.len) ||
	    !str_is_utf8(path) || has_control(path) || str_starts_with(path, "//"))
		request_break(request, REFUSED_MALFORMED, STR("网址写法不对，请从页面上的链接进入"));
	else if (path.len > LIMIT_PATH_BYTES)
		request_break(request, REFUSED_TOO_LARGE, STR("网址太长，请从页面上的链接进入"));
	else
		request->path = path;
}

static void take_query(struct request *request, Str query)
{
	enum refusal_kind refused;
	Str why;

	if (query.len > LIMIT_QUERY_BYTES)
		request_break(request, REFUSED_TOO_LARGE, STR("查询条件太长，请减少条件后再查"));
	else if (!form_parse_urlencoded(&request->query, query, &refused, &why))
		request_break(request, refused, why);
}

void request_take_target(struct request *request, const char *target)
{
	Str whole = arena_copy(request->arena, without_origin(str_of(target)));
	Str path = whole, query = STR_NONE;

	(void)str_cut(whole, '?', &path, &query);
	request->path = request->target = STR("/");      /* something to show when it cannot be read */
	take_path(request, path);
	take_query(request, query);
	if (str_is_utf8(whole) && !has_control(whole) && request->broken == REFUSED_NOT)
		request->target = whole;
}

/* ---- headers ---- */

Str request_header(const struct request *request, const char *name)
{
	const char *value = NULL;
	size_t len = 0;

	if (!request->connection ||
	    MHD_lookup_connection_value_n(request->connection, MHD_HEADER_KIND, name, strlen(name), &value,
					  &len) != MHD_YES ||
	    !value || !str_is_utf8((Str){ value, len }))
		return STR_NONE;
	return (Str){ value, len };
}

Str request_cookie(const struct request *request, const char *name)
{
	Str rest = request_header(request, "Cookie");

	while (rest.len > 0) {
		Str pair = rest, after = STR_NONE, key, value;

		(void)str_cut(rest, ';', &pair, &after);
		rest = after;
		if (!str_cut(str_trim(pair), '=', &key, &value) || !str_is(str_trim(key), name))
			continue;
		value = str_trim(value);
		if (value.len >= 2 && value.at[0] == '"' && value.at[value.len - 1] == '"')
			value = str_first(str_after(value, 1), value.len - 2);
		return value;
	}
	return STR_NONE;
}

bool request_has_type(const struct request *request, const char *media_type)
{
	Str type = request->content_type, parameters;
	size_t len = strlen(media_type);

	(void)str_cut(type, ';', &type, &parameters);
	type = str_trim(type);
	return type.len == len && strncasecmp(type.at, media_type, len) == 0;
}

/* ---- from begin to end ---- */

void request_begin(struct live *live, const char *method)
{
	static const struct { const char *name; enum http_method method; } methods[] = {
		{ MHD_HTTP_METHOD_GET, HTTP_GET },       { MHD_HTTP_METHOD_HEAD, HTTP_GET },
		{ MHD_HTTP_METHOD_POST, HTTP_POST },     { MHD_HTTP_METHOD_PATCH, HTTP_PATCH },
		{ MHD_HTTP_METHOD_DELETE, HTTP_DELETE },
	};
	struct request *request = &live->exchange.request;
	const union MHD_ConnectionInfo *info =
		MHD_get_connection_info(live->connection, MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE);

	live->method_refused = true;
	for (size_t i = 0; i < sizeof(methods) / sizeof(*methods); i++) {
		if (strcmp(methods[i].name, method) != 0)
			continue;
		request->method = methods[i].method;
		live->method_refused = false;
	}
	if (info && info->header_size > LIMIT_HEADER_BYTES)
		request_break(request, REFUSED_TOO_LARGE, STR("请求头太长，请清除本站的 Cookie 后再试"));
	request->content_type = request_header(request, MHD_HTTP_HEADER_CONTENT_TYPE);
	request_take_peer(live);
}

static void take_body(struct live *live)
{
	struct request *request = &live->exchange.request;
	bool takes_files = live->body_most > LIMIT_BODY_BYTES;
	enum refusal_kind refused = REFUSED_NOT;
	Str why = STR_NONE;
	bool sound = true;

	if (request->body.len > LIMIT_BODY_BYTES && !request_has_type(request, "multipart/form-data"))
		request_break(request, REFUSED_TOO_LARGE, STR("提交的文字太长，请减少后再提交"));
	else if (request_has_type(request, "application/x-www-form-urlencoded"))
		sound = form_parse_urlencoded(&request->form, request->body, &refused, &why);
	else if (request_has_type(request, "multipart/form-data"))
		sound = form_parse_multipart(&request->form, takes_files ? &request->files : NULL, request->body,
					     request->content_type, &refused, &why);
	else if (!str_is_utf8(request->body))
		request_break(request, REFUSED_MALFORMED, STR("提交的内容不是 UTF-8 文字，请改用 UTF-8 编码"));
	if (!sound)
		request_break(request, refused, why);
}

void request_complete(struct live *live)
{
	struct request *request = &live->exchange.request;
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);     /* arrival of the last byte: what "on time" is judged by */
	request->arrived_real_s = now.tv_sec;
	if (live->late)
		request_break(request, REFUSED_BROKEN, STR("服务正在停止，请过一两分钟再试"));
	else if (live->body_bytes > live->body_most)
		request_break(request, REFUSED_TOO_LARGE,
			      str_format(request->arena, "提交的内容超过 %zu MB，请减少后再提交", live->body_most >> 20));
	else if (live->crowded)
		request_break(request, REFUSED_BROKEN, STR("现在提交的人太多，请稍后再提交"));
	if (request->broken != REFUSED_NOT)
		return;
	request->body = live->spools ? spool_read(&live->spool) : buf_str(&live->body);
	take_body(live);
	if (request->broken != REFUSED_NOT)
		request->body = STR_NONE;
}
