/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* reply.c - the reply's headers and its bytes, handed to the library.
 *
 * Owns: what every page says about safety and caching, assets and their compressed form, redirects.
 * Does not own: the words on the page. */
#include <stdio.h>
#include <string.h>

#include "base/limits.h"
#include "base/log.h"
#include "base/must.h"
#include "http/live.h"

enum range { RANGE_NONE, RANGE_PART, RANGE_BEYOND };

/* One reply on its way out. */
struct outgoing {
	struct live *live;
	struct MHD_Response *response;
	Str etag;
	bool compressed;
	int64_t from, to;               /* of a stream: the bytes sent are [from, to) */
};

static void add_header(struct outgoing *out, const char *name, Str value)
{
	const char *words = str_terminated(out->live->exchange.request.arena, value);

	/* The library refuses line ends, so a value cannot become a second header. */
	if (MHD_add_response_header(out->response, name, words) != MHD_YES)
		log_line(LOG_TROUBLE, "http", "header %s cannot be sent", name);
}

static void add_safety(struct outgoing *out)
{
	if (out->live->exchange.reply.sandboxed)
		add_header(out, "Content-Security-Policy", STR("default-src 'none'; sandbox; frame-ancestors 'none'"));
	else
		add_header(out, "Content-Security-Policy",
		   STR("default-src 'self'; img-src 'self' data: blob:; style-src 'self'; frame-ancestors 'none'; "
		       "base-uri 'none'; form-action 'self'"));
	add_header(out, "X-Content-Type-Options", STR("nosniff"));
	add_header(out, "Referrer-Policy", STR("same-origin"));
}

static void add_caching(struct outgoing *out)
{
	const struct reply *reply = &out->live->exchange.reply;

	if (reply->asset && reply->asset->immutable)
		add_header(out, "Cache-Control", STR("public, max-age=31536000, immutable"));
	else if (reply->asset || reply->may_cache)
		add_header(out, "Cache-Control", STR("public, no-cache"));
	else
		add_header(out, "Cache-Control", STR("no-store"));
	if (reply->asset && reply->asset->gzip)
		add_header(out, "Vary", STR("Accept-Encoding"));
	if (!str_is_empty(out->etag))
		add_header(out, "ETag", out->etag);
}

/* RFC 6266: an ASCII name for old browsers, the real one encoded beside it. */
static Str disposition(struct arena *arena, const char *how, Str file_name)
{
	struct strbuf words = { .arena = arena };

	buf_add(&words, str_of(how));
	buf_text(&words, "; filename=\"");
	for (size_t i = 0; i < file_name.len; i++) {
		char c = file_name.at[i];

		if (c < 0x20 || c == 0x7f || c == '"' || c == '\\')
			c = '_';
		buf_char(&words, c);
	}
	buf_text(&words, "\"; filename*=UTF-8''");
	buf_add(&words, url_encode(arena, file_name));
	return buf_str(&words);
}

/* A header is ASCII: the Chinese of an address travels encoded. */
static Str encoded_location(struct arena *arena, Str location)
{
	struct strbuf words = { .arena = arena };

	for (size_t i = 0; i < location.len; i++) {
		Str c = { location.at + i, 1 };

		buf_add(&words, *c.at > 0x20 && *c.at < 0x7f ? c : url_encode(arena, c));
	}
	return buf_str(&words);
}

static void add_particulars(struct outgoing *out)
{
	const struct reply *reply = &out->live->exchange.reply;
	struct arena *arena = out->live->exchange.request.arena;
	Str type = reply->asset ? str_of(reply->asset->type) : reply->type;

	if (!str_is_empty(type))
		add_header(out, "Content-Type", type);
	if (out->compressed)
		add_header(out, "Content-Encoding", STR("gzip"));
	if (!str_is_empty(reply->location))
		add_header(out, "Location", encoded_location(arena, reply->location));
	if (!str_is_empty(reply->cookie))
		add_header(out, "Set-Cookie", reply->cookie);
	if (!str_is_empty(reply->file_name))
		add_header(out, "Content-Disposition", disposition(arena, reply->shown_inline ? "inline" : "attachment", reply->file_name));
	if (reply->retry_after_s > 0)
		add_header(out, "Retry-After", str_format(arena, "%d", reply->retry_after_s));
	/* Who came over TLS once shall not be led to the plain door; a year, as browsers' preload lists ask. */
	if (out->live->exchange.request.secure)
		add_header(out, "Strict-Transport-Security", STR("max-age=31536000"));
	if (atomic_load(&out->live->server->draining))
		add_header(out, "Connection", STR("close"));
}

/* "gzip", "br, gzip;q=0.5", but not "gzip;q=0". */
static bool accepts_gzip(const struct request *request)
{
	Str rest = request_header(request, "Accept-Encoding");

	while (rest.len > 0) {
		Str one = rest, after = STR_NONE, name, weight = STR_NONE;

		(void)str_cut(rest, ',', &one, &after);
		rest = after;
		name = one;
		(void)str_cut(one, ';', &name, &weight);
		if (!str_is(str_trim(name), "gzip"))
			continue;
		weight = str_trim(weight);
		if (!str_starts_with(weight, "q=0"))
			return true;
		for (size_t i = 3; i < weight.len; i++)
			if (weight.at[i] >= '1' && weight.at[i] <= '9')
				return true;
		return false;
	}
	return false;
}

/* A hashed path names its content; else the content itself is looked at. Each coding is its own entity. */
static Str asset_etag(struct arena *arena, const struct asset *asset, bool compressed)
{
	Str named = str_of(asset->path), content = { (const char *)asset->at, asset->len };
	unsigned long long hash = str_hash(asset->immutable ? named : content);

	return str_format(arena, "\"%016llx%s\"", hash, compressed ? "-gz" : "");
}

static bool is_known(const struct request *request, Str etag)
{
	Str rest = request_header(request, "If-None-Match");

	if (str_is_empty(etag) || request->method != HTTP_GET)
		return false;
	while (rest.len > 0) {
		Str one = rest, after = STR_NONE;

		(void)str_cut(rest, ',', &one, &after);
		rest = after;
		one = str_trim(one);
		if (str_starts_with(one, "W/"))          /* proxies weaken; RFC 9110 13.1.2 compares weakly */
			one = str_after(one, 2);
		if (str_equal(one, etag) || str_is(one, "*"))
			return true;
	}
	return false;
}

static struct MHD_Response *response_of(const void *bytes, size_t len)
{
	/* PERSISTENT: the library only reads; assets are static, bodies live in the exchange's arena, which ends
	 * after the library reported the request completed. */
	struct MHD_Response *response =
		MHD_create_response_from_buffer(len, (void *)(uintptr_t)bytes, MHD_RESPMEM_PERSISTENT);

	must(response);
	return response;
}

static struct MHD_Response *choose_bytes(struct outgoing *out)
{
	const struct reply *reply = &out->live->exchange.reply;
	Str body = buf_str(&reply->body);

	if (!reply->asset)
		return response_of(body.at, body.len);
	if (out->compressed)
		return response_of(reply->asset->gzip, reply->asset->gzip_len);
	return response_of(reply->asset->at, reply->asset->len);
}

static enum MHD_Result hand_over(struct outgoing *out, int status)
{
	enum MHD_Result sent;

	out->live->status = status;
	out->live->answered_ns = monotonic_ns();
	add_safety(out);
	add_caching(out);
	add_particulars(out);
	sent = MHD_queue_response(out->live->connection, (unsigned)status, out->response);
	MHD_destroy_response(out->response);     /* the connection holds it */
	return sent;
}

/* ---- a body that is read while it goes out ---- */

static ssize_t read_stream(void *out_as_void, uint64_t position, char *room, size_t most)
{
	struct live *live = out_as_void;
	struct byte_stream *stream = live->exchange.reply.stream;
	size_t got = stream->read(stream, live->stream_from + (int64_t)position, room, most);

	return got > 0 ? (ssize_t)got : MHD_CONTENT_READER_END_WITH_ERROR;
}

/* "bytes=0-99", "bytes=100-", "bytes=-5"; several at once, or another unit, are not understood and so not obeyed
 * (RFC 9110, 14.2). */
static enum range take_range(const struct request *request, int64_t bytes, int64_t *from_out, int64_t *to_out)
{
	Str asked = request_header(request, "Range"), first, last;
	int64_t from = 0, to = bytes;

	if (!str_starts_with(asked, "bytes=") || !str_cut(str_after(asked, 6), '-', &first, &last) ||
	    (str_is_empty(first) && str_is_empty(last)))
		return RANGE_NONE;
	if ((first.len && (!str_to_int(first, &from) || from < 0)) || (last.len && (!str_to_int(last, &to) || to < 0)))
		return RANGE_NONE;
	if (str_is_empty(first)) {
		from = to < bytes ? bytes - to : 0;
		to = bytes;
	} else if (last.len) {
		if (to < from)
			return RANGE_NONE;
		to = to < bytes ? to + 1 : bytes;
	}
	if (from >= to)
		return RANGE_BEYOND;
	*from_out = from;
	*to_out = to;
	return RANGE_PART;
}

static enum MHD_Result send_plainly(struct outgoing *out, int status, Str words)
{
	struct reply *reply = &out->live->exchange.reply;

	reply->type = STR("text/plain; charset=utf-8");
	reply->file_name = STR_NONE;
	reply->body.len = 0;
	buf_add(&reply->body, words);
	out->response = response_of(reply->body.at, reply->body.len);
	return hand_over(out, status);
}

static enum MHD_Result send_stream(struct outgoing *out, int status)
{
	struct live *live = out->live;
	struct byte_stream *stream = live->exchange.reply.stream;
	struct arena *arena = live->exchange.request.arena;
	long long all = stream->bytes;
	enum range range;

	out->to = stream->bytes;
	range = take_range(&live->exchange.request, stream->bytes, &out->from, &out->to);
	if (range == RANGE_BEYOND)
		return send_plainly(out, 416, STR("文件没有这么长，请重新下载。\n"));
	if (atomic_fetch_add(&live->server->streaming, 1) >= LIMIT_STREAMS) {
		atomic_fetch_sub(&live->server->streaming, 1);
		return send_plainly(out, 503, STR("现在下载的人太多，请稍后再试。\n"));
	}
	live->streams = true;            /* end_exchange counts it back */
	live->stream_from = out->from;
	live->stream_bytes = out->to - out->from;
	out->response = MHD_create_response_from_callback((uint64_t)(out->to - out->from), LIMIT_PIECE_BYTES,
							  read_stream, live, NULL);
	must(out->response);
	add_header(out, "Accept-Ranges", STR("bytes"));
	if (range == RANGE_PART)
		add_header(out, "Content-Range",
			   str_format(arena, "bytes %lld-%lld/%lld", (long long)out->from, (long long)out->to - 1, all));
	return hand_over(out, range == RANGE_PART ? 206 : status);
}

enum MHD_Result reply_send(struct live *live)
{
	const struct request *request = &live->exchange.request;
	const struct reply *reply = &live->exchange.reply;
	struct outgoing out = { .live = live, .etag = reply->etag };
	int status = reply->status;

	must(status >= 200 && status <= 599);
	if (reply->stream && reply->stream->bytes > 0)
		return send_stream(&out, status);
	if (reply->asset) {
		out.compressed = reply->asset->gzip && accepts_gzip(request);
		out.etag = asset_etag(request->arena, reply->asset, out.compressed);
	}
	if (status == 200 && is_known(request, out.etag)) {
		status = 304;
		out.response = response_of("", 0);
	} else {
		out.response = choose_bytes(&out);
	}
	return hand_over(&out, status);
}

enum MHD_Result reply_send_method_refused(struct live *live)
{
	struct reply *reply = &live->exchange.reply;
	struct outgoing out = { .live = live };

	reply->type = STR("text/plain; charset=utf-8");
	buf_text(&reply->body, "这个网址不支持这种请求方式，请从页面上操作。\n");
	out.response = choose_bytes(&out);
	add_header(&out, "Allow", STR("GET, HEAD, POST, PATCH, DELETE"));
	return hand_over(&out, 405);
}
