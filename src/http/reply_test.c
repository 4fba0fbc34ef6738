/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* reply_test.c - the headers of every kind of reply, and assets as they travel. */
#include <string.h>

#include "http/client_test.h"
#include "http/live.h"
#include "tests/test.h"

static const unsigned char css[] = "body{color:#18212d}";
static const unsigned char css_gzip[] = "\x1f\x8b-not really-";
static const unsigned char worker[] = "self.x=1";

static const struct asset few[] = {
	{ "/assets/juebu-3f2a91c0.css", "juebu.css", "text/css; charset=utf-8", css, sizeof(css) - 1, css_gzip,
	  sizeof(css_gzip) - 1, true },
	{ "/sw.js", "sw.js", "text/javascript; charset=utf-8", worker, sizeof(worker) - 1, NULL, 0, false },
	{ NULL },
};

static void answer_kinds(struct exchange *exchange)
{
	struct reply *reply = &exchange->reply;
	Str path = exchange->request.path;

	reply->asset = asset_find_in(few, path);
	if (reply->asset) {
		reply->status = 200;
		exchange_answer(exchange);
		return;
	}
	if (str_is(path, "/go")) {
		reply->location = STR("/单位/7?a=1&b=\r\nx");
		reply->cookie = STR("session=abc; HttpOnly; SameSite=Strict; Path=/");
		trial_say(exchange, 303, STR_NONE);
	} else if (str_is(path, "/file")) {
		reply->file_name = STR("周报\"第47周.csv");
		trial_say(exchange, 200, STR("a,b\n"));
	} else if (str_is(path, "/public")) {
		reply->may_cache = true;
		reply->etag = STR("\"v1\"");
		trial_say(exchange, 200, STR("public"));
	} else if (str_is(path, "/bad-cookie")) {
		reply->cookie = STR("a=1\r\nX-Evil: 1");
		trial_say(exchange, 200, STR("x"));
	} else {
		trial_say(exchange, 404, STR("没有这个页面"));
	}
}

static struct answer get(struct http_server *server, const char *path, const char *line)
{
	Str request = str_format(test_arena(), "GET %s HTTP/1.1\r\n" HOST "%s\r\n", path, line);

	return client_ask(server, str_terminated(test_arena(), request));
}

TEST(every_reply_carries_the_safety_headers)
{
	static const char *const paths[] = { "/", "/go", "/file", "/public", "/sw.js", "/assets/juebu-3f2a91c0.css" };
	struct http_server *server = trial_start(answer_kinds);

	for (size_t i = 0; i < sizeof(paths) / sizeof(*paths); i++) {
		struct answer answer = get(server, paths[i], "");

		CHECK_STR(i, answer_header(&answer, "Content-Security-Policy"),
			  "default-src 'self'; img-src 'self' data: blob:; style-src 'self'; frame-ancestors 'none'; "
			  "base-uri 'none'; form-action 'self'");
		CHECK_STR(i, answer_header(&answer, "X-Content-Type-Options"), "nosniff");
		CHECK_STR(i, answer_header(&answer, "Referrer-Policy"), "same-origin");
	}
	struct answer answer = client_ask(server, "PUT / HTTP/1.1\r\n" HOST "\r\n");
	CHECK_STR(9, answer_header(&answer, "X-Content-Type-Options"), "nosniff");
	http_stop(server);
}

TEST(only_public_pages_and_assets_may_be_kept)
{
	static const struct { const char *path; const char *cache; } t[] = {
		{ "/", "no-store" },
		{ "/go", "no-store" },
		{ "/public", "public, no-cache" },
		{ "/sw.js", "public, no-cache" },
		{ "/assets/juebu-3f2a91c0.css", "public, max-age=31536000, immutable" },
	};
	struct http_server *server = trial_start(answer_kinds);

	for (size_t i = 0; i < sizeof(t) / sizeof(*t); i++) {
		struct answer answer = get(server, t[i].path, "");

		CHECK_STR(i, answer_header(&answer, "Cache-Control"), t[i].cache);
	}
	http_stop(server);
}

TEST(a_redirect_leads_on_with_an_encoded_address)
{
	struct http_server *server = trial_start(answer_kinds);
	struct answer answer = get(server, "/go", "");

	CHECK_INT(0, answer.status, 303);
	CHECK_STR(0, answer_header(&answer, "Location"), "/%E5%8D%95%E4%BD%8D/7?a=1&b=%0D%0Ax");
	CHECK_STR(0, answer_header(&answer, "Set-Cookie"), "session=abc; HttpOnly; SameSite=Strict; Path=/");
	CHECK_INT(0, (int64_t)answer.body.len, 0);
	http_stop(server);
}

TEST(a_value_cannot_become_a_second_header)
{
	struct http_server *server = trial_start(answer_kinds);
	struct answer answer = get(server, "/bad-cookie", "");

	CHECK_INT(0, answer.status, 200);
	CHECK_STR(0, answer_header(&answer, "X-Evil"), "");
	http_stop(server);
}

TEST(a_download_has_its_chinese_name)
{
	struct http_server *server = trial_start(answer_kinds);
	struct answer answer = get(server, "/file", "");

	CHECK_STR(0, answer_header(&answer, "Content-Disposition"),
		  "attachment; filename=\"__________47___.csv\"; "
		  "filename*=UTF-8''%E5%91%A8%E6%8A%A5%22%E7%AC%AC47%E5%91%A8.csv");
	http_stop(server);
}

TEST(head_has_the_headers_and_no_body)
{
	static const char *const paths[] = { "/", "/public", "/assets/juebu-3f2a91c0.css" };
	struct http_server *server = trial_start(answer_kinds);
	int fd = client_open(server);

	for (size_t i = 0; i < sizeof(paths) / sizeof(*paths); i++) {
		struct answer whole = get(server, paths[i], "");
		struct answer head;

		client_send(fd, str_format(test_arena(), "HEAD %s HTTP/1.1\r\n" HOST "\r\n", paths[i]));
		head = client_receive_head(fd);          /* a body would be read as the next head */
		CHECK_INT(i, head.status, whole.status);
		CHECK_STR(i, answer_header(&head, "Content-Length"),
			  str_terminated(test_arena(), answer_header(&whole, "Content-Length")));
		CHECK_STR(i, answer_header(&head, "Content-Type"),
			  str_terminated(test_arena(), answer_header(&whole, "Content-Type")));
	}
	client_close(fd);
	http_stop(server);
}

TEST(assets_go_out_compressed_to_who_takes_it)
{
	static const struct { const char *path, *line; bool gzip; } t[] = {
		{ "/assets/juebu-3f2a91c0.css", "", false },
		{ "/assets/juebu-3f2a91c0.css", "Accept-Encoding: gzip\r\n", true },
		{ "/assets/juebu-3f2a91c0.css", "Accept-Encoding: br, gzip;q=0.5\r\n", true },
		{ "/assets/juebu-3f2a91c0.css", "Accept-Encoding: deflate, gzip ;q=1.0, *;q=0\r\n", true },
		{ "/assets/juebu-3f2a91c0.css", "Accept-Encoding: gzip;q=0\r\n", false },
		{ "/assets/juebu-3f2a91c0.css", "Accept-Encoding: gzip;q=0.000\r\n", false },
		{ "/assets/juebu-3f2a91c0.css", "Accept-Encoding: br\r\n", false },
		{ "/sw.js", "Accept-Encoding: gzip\r\n", false },        /* not smaller compressed */
	};
	struct http_server *server = trial_start(answer_kinds);

	for (size_t i = 0; i < sizeof(t) / sizeof(*t); i++) {
		struct answer answer = get(server, t[i].path, t[i].line);

		CHECK_INT(i, answer.status, 200);
		CHECK_STR(i, answer_header(&answer, "Content-Encoding"), t[i].gzip ? "gzip" : "");
		CHECK_STR(i, answer_header(&answer, "Vary"), strstr(t[i].path, "css") ? "Accept-Encoding" : "");
		CHECK_STR(i, answer.body, t[i].gzip ? (const char *)css_gzip :
			  strstr(t[i].path, "css") ? (const char *)css : (const char *)worker);
	}
	http_stop(server);
}

TEST(what_the_browser_has_is_not_sent_again)
{
	static const char *const paths[] = { "/public", "/sw.js", "/assets/juebu-3f2a91c0.css" };
	struct http_server *server = trial_start(answer_kinds);

	for (size_t i = 0; i < sizeof(paths) / sizeof(*paths); i++) {
		struct answer first = get(server, paths[i], "");
		Str etag = answer_header(&first, "ETag");

		CHECK(i, etag.len > 2);
		for (size_t k = 0; k < 2; k++) {
			const char *others = k == 0 ? "" : "\"x\", W/";
			Str line = str_format(test_arena(), "If-None-Match: %s%.*s\r\n", others, STR_ARG(etag));
			struct answer again = get(server, paths[i], str_terminated(test_arena(), line));

			CHECK_INT(i, again.status, 304);
			CHECK_STR(i, answer_header(&again, "ETag"), str_terminated(test_arena(), etag));
			CHECK_INT(i, (int64_t)again.body.len, 0);
		}
		CHECK_INT(i, get(server, paths[i], "If-None-Match: \"other\"\r\n").status, 200);
	}
	http_stop(server);
}

TEST(assets_are_found_by_path_and_by_name)
{
	CHECK(0, asset_find_in(few, STR("/sw.js")) == &few[1]);
	CHECK(1, !asset_find_in(few, STR("/sw.jsx")));
	CHECK(2, !asset_find_in(few, STR_NONE));
	CHECK_STR(3, asset_path_in(few, "juebu.css"), "/assets/juebu-3f2a91c0.css");
	CHECK_STR(4, asset_path_in(few, "nothing.css"), "");
}
