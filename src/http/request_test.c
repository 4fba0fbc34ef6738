/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* request_test.c - what the handler is given, and that what cannot be read reaches it as broken. */
#include <string.h>

#include "base/limits.h"
#include "http/client_test.h"
#include "tests/test.h"

static Str many(char c, size_t count)
{
	char *at = arena_take(test_arena(), count);

	memset(at, c, count);
	return (Str){ at, count };
}

TEST(a_request_is_understood)
{
	static const struct { const char *request; const char *says; } t[] = {
		{ "GET / HTTP/1.1\r\n" HOST "\r\n", "method=GET\npath=/\ntarget=/\nq count=0\nf count=0\n" },
		{ "GET /a/%E9%83%91?b=%31+2&c HTTP/1.1\r\n" HOST "\r\n",
		  "path=/a/郑\ntarget=/a/%E9%83%91?b=%31+2&c\nq b=1 2\nq c=\nq count=2\n" },
		{ "GET /a+b%2Bc HTTP/1.1\r\n" HOST "\r\n", "path=/a+b+c\n" },
		{ "GET /a??b=1 HTTP/1.1\r\n" HOST "\r\n", "path=/a\ntarget=/a??b=1\nq ?b=1\n" },
		{ "GET http://t/x?y=1 HTTP/1.1\r\n" HOST "\r\n", "path=/x\ntarget=/x?y=1\nq y=1\n" },
		{ "GET http://t HTTP/1.1\r\n" HOST "\r\n", "path=/\n" },
		{ "POST /f HTTP/1.1\r\n" HOST "Content-Type: application/x-www-form-urlencoded\r\n"
		  "Content-Length: 7\r\n\r\na=1&b=2", "method=POST\npath=/f\ntarget=/f\nq count=0\nf a=1\nf b=2\nf count=2\n" },
		{ "POST /f HTTP/1.1\r\n" HOST "Content-Type: Application/X-WWW-Form-URLencoded; charset=UTF-8\r\n"
		  "Content-Length: 3\r\n\r\na=1", "f a=1\n" },
		{ "POST /f HTTP/1.1\r\n" HOST "Content-Type: multipart/form-data; boundary=z\r\nContent-Length: 63\r\n\r\n"
		  "--z\r\nContent-Disposition: form-data; name=\"k\"\r\n\r\nv\r\n--z--\r\n    ", "broken=1\n" },
		{ "POST /f HTTP/1.1\r\n" HOST "Content-Type: multipart/form-data; boundary=z\r\nContent-Length: 59\r\n\r\n"
		  "--z\r\nContent-Disposition: form-data; name=\"k\"\r\n\r\nv\r\n--z--\r\n", "f k=v\nf count=1\n" },
		{ "PATCH / HTTP/1.1\r\n" HOST "Content-Type: application/json\r\nContent-Length: 14\r\n\r\n"
		  "{\"a\":\"\xe5\x86\xb3\xe4\xb8\x8d\"}", "body=14:{\"a\":\"决不\"}\n" },
		{ "DELETE /s HTTP/1.1\r\n" HOST "\r\n", "method=DELETE\n" },
		{ "GET / HTTP/1.1\r\n" HOST "User-Agent: t/1\r\n\r\n", "agent=t/1\n" },
		{ "GET / HTTP/1.1\r\n" HOST "User-Agent: \xff\r\n\r\n", "agent=\n" },
		{ "GET / HTTP/1.1\r\n" HOST "\r\n", "peer=127.0.0.1\n" },
		{ "GET / HTTP/1.1\r\n" HOST "X-Forwarded-For: 9.9.9.9\r\n\r\n", "peer=127.0.0.1\n" },
	};
	struct http_server *server = trial_start(trial_echo);

	for (size_t i = 0; i < sizeof(t) / sizeof(*t); i++) {
		struct answer answer = client_ask(server, t[i].request);

		CHECK_INT(i, answer.status, 200);
		if (!answer_says(&answer, t[i].says))
			CHECK_STR(i, answer.body, t[i].says);
	}
	http_stop(server);
}

TEST(what_cannot_be_read_reaches_the_handler_as_broken)
{
	static const char *const t[] = {
		"GET /% HTTP/1.1\r\n" HOST "\r\n",
		"GET /%4 HTTP/1.1\r\n" HOST "\r\n",
		"GET /%zz HTTP/1.1\r\n" HOST "\r\n",
		"GET /a%00b HTTP/1.1\r\n" HOST "\r\n",
		"GET /%0a HTTP/1.1\r\n" HOST "\r\n",
		"GET /%FF HTTP/1.1\r\n" HOST "\r\n",
		"GET /\xff HTTP/1.1\r\n" HOST "\r\n",
		"GET /%C0%AE HTTP/1.1\r\n" HOST "\r\n",
		"GET //evil.example/ HTTP/1.1\r\n" HOST "\r\n",
		"GET /%2Fevil.example/ HTTP/1.1\r\n" HOST "\r\n",
		"GET x HTTP/1.1\r\n" HOST "\r\n",
		"GET /?a=% HTTP/1.1\r\n" HOST "\r\n",
		"GET /?a=%00 HTTP/1.1\r\n" HOST "\r\n",
		"GET /?a=%FF HTTP/1.1\r\n" HOST "\r\n",
		"GET /?=1 HTTP/1.1\r\n" HOST "\r\n",
		"POST / HTTP/1.1\r\n" HOST "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 5\r\n\r\na=%FF",
		"POST / HTTP/1.1\r\n" HOST "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 3\r\n\r\na=%",
		"POST / HTTP/1.1\r\n" HOST "Content-Type: application/json\r\nContent-Length: 3\r\n\r\n\"\xff\"",
		"POST / HTTP/1.1\r\n" HOST "Content-Length: 1\r\n\r\n\xff",
		"POST / HTTP/1.1\r\n" HOST "Content-Type: multipart/form-data\r\nContent-Length: 1\r\n\r\nx",
	};
	struct http_server *server = trial_start(trial_echo);

	for (size_t i = 0; i < sizeof(t) / sizeof(*t); i++) {
		struct answer answer = client_ask(server, t[i]);

		CHECK_INT(i, answer.status, 200);        /* by the handler: the echo */
		CHECK(i, answer_says(&answer, "broken=1\nwhy="));       /* REFUSED_MALFORMED */
		CHECK(i, !answer_says(&answer, "why=\n"));
		CHECK(i, answer_says(&answer, "f count=0\n") && answer_says(&answer, "body=0:\n"));
	}
	http_stop(server);
}

TEST(path_and_query_are_measured_up_to_the_limit)
{
	const struct { size_t path, query; const char *says; } t[] = {
		{ LIMIT_PATH_BYTES - 1, 0, "broken=0\n" },
		{ LIMIT_PATH_BYTES, 0, "broken=7\n" },
		{ 1, LIMIT_QUERY_BYTES - 2, "broken=0\n" },
		{ 1, LIMIT_QUERY_BYTES - 1, "broken=7\n" },
	};
	struct http_server *server = trial_start(trial_echo);

	CHECK_INT(0, REFUSED_TOO_LARGE, 7);
	for (size_t i = 0; i < sizeof(t) / sizeof(*t); i++) {
		struct strbuf request = { .arena = test_arena() };
		struct answer answer;

		buf_text(&request, "GET /");
		buf_add(&request, many('p', t[i].path));
		buf_text(&request, "?a=");
		buf_add(&request, many('q', t[i].query));
		buf_text(&request, " HTTP/1.1\r\n" HOST "\r\n");
		buf_char(&request, '\0');
		answer = client_ask(server, buf_str(&request).at);
		CHECK_INT(i, answer.status, 200);
		CHECK(i, answer_says(&answer, t[i].says));
	}
	http_stop(server);
}

/* The head's size counts the request line to the last empty line. */
TEST(headers_are_measured_up_to_the_limit)
{
	static const char start[] = "GET / HTTP/1.1\r\n" HOST "X: ";
	struct http_server *server = trial_start(trial_echo);

	for (size_t over = 0; over <= 1; over++) {
		struct strbuf request = { .arena = test_arena() };
		struct answer answer;

		buf_text(&request, "GET / HTTP/1.1\r\n" HOST "X: ");
		buf_add(&request, many('x', LIMIT_HEADER_BYTES + over - (sizeof(start) - 1) - 4));
		buf_text(&request, "\r\n\r\n");
		CHECK_INT(over, (int64_t)request.len, LIMIT_HEADER_BYTES + (int64_t)over);
		buf_char(&request, '\0');
		answer = client_ask(server, buf_str(&request).at);
		CHECK_INT(over, answer.status, 200);
		CHECK(over, answer_says(&answer, over ? "broken=7\n" : "broken=0\n"));
	}
	http_stop(server);
}

TEST(form_fields_over_http_are_counted_up_to_the_limit)
{
	struct http_server *server = trial_start(trial_echo);

	for (size_t over = 0; over <= 1; over++) {
		struct strbuf body = { .arena = test_arena() };
		struct answer answer;
		Str sent;

		for (size_t i = 0; i < LIMIT_INPUT_FIELDS + over; i++)
			buf_format(&body, "f%zu=1&", i);
		sent = buf_str(&body);
		answer = client_ask(server, str_terminated(test_arena(), str_format(test_arena(),
			"POST / HTTP/1.1\r\n" HOST "Content-Type: application/x-www-form-urlencoded\r\n"
			"Content-Length: %zu\r\n\r\n%.*s", sent.len, STR_ARG(sent))));
		CHECK_INT(over, answer.status, 200);
		CHECK(over, answer_says(&answer, over ? "f count=0\n" : "f count=4800\n"));
		CHECK(over, answer_says(&answer, over ? "broken=7\n" : "broken=0\n"));
	}
	http_stop(server);
}

TEST(cookies_are_found_by_their_whole_name)
{
	static const struct { const char *line; const char *says; } t[] = {
		{ "Cookie: session=abc\r\n", "cookie=abc\n" },
		{ "Cookie: a=1; session=abc; b=2\r\n", "cookie=abc\n" },
		{ "cookie: session=\"abc\"\r\n", "cookie=abc\n" },
		{ "Cookie: session=a=b==\r\n", "cookie=a=b==\n" },
		{ "Cookie: xsession=1; sessionx=2; Session=3\r\n", "cookie=\n" },
		{ "Cookie: session\r\n", "cookie=\n" },
		{ "Cookie: session=\r\n", "cookie=\n" },
		{ "Cookie: session=first; session=second\r\n", "cookie=first\n" },
		{ "Cookie: ;;; session = abc \r\n", "cookie=abc\n" },
		{ "Cookie: session=\xff\r\n", "cookie=\n" },
		{ "", "cookie=\n" },
	};
	struct http_server *server = trial_start(trial_echo);

	for (size_t i = 0; i < sizeof(t) / sizeof(*t); i++) {
		Str request = str_format(test_arena(), "GET / HTTP/1.1\r\n" HOST "%s\r\n", t[i].line);
		struct answer answer = client_ask(server, str_terminated(test_arena(), request));

		CHECK_INT(i, answer.status, 200);
		CHECK(i, answer_says(&answer, t[i].says));
	}
	http_stop(server);
}

static void check_forwarded(size_t i, const char *proxies, const char *lines, const char *says)
{
	struct http_server *server = trial_start_behind(trial_echo, proxies);
	Str request = str_format(test_arena(), "GET / HTTP/1.1\r\n" HOST "%s\r\n", lines);
	struct answer answer = client_ask(server, str_terminated(test_arena(), request));

	CHECK(i, answer_says(&answer, says));
	http_stop(server);
}

TEST(only_a_trusted_proxy_says_who_came)
{
	static const char near[] = "127.0.0.1", two[] = "127.0.0.1,10.1.2.0/24", far[] = "10.0.0.0/8,126.0.0.0/8,2001:db8::/32";
	static const struct { const char *proxies, *line, *says; } t[] = {
		{ near, "", "peer=127.0.0.1\n" },
		{ near, "X-Forwarded-For: 10.1.2.3\r\n", "peer=10.1.2.3\n" },
		{ near, "X-Forwarded-For: 1.1.1.1, 10.1.2.3\r\n", "peer=10.1.2.3\n" },     /* the first is the client's word */
		{ near, "X-Forwarded-For: 2001:db8::7\r\n", "peer=2001:db8::7\n" },
		{ near, "X-Forwarded-For: ::ffff:1.2.3.4\r\n", "peer=1.2.3.4\n" },
		{ near, "X-Forwarded-For: 10.1.2.3, unknown\r\n", "peer=127.0.0.1\n" },
		{ near, "X-Forwarded-For: \r\n", "peer=127.0.0.1\n" },
		{ two, "X-Forwarded-For: 9.9.9.9, 8.8.8.8, 10.1.2.3\r\n", "peer=8.8.8.8\n" },     /* two proxies of ours */
		{ two, "X-Forwarded-For: 8.8.8.8, 10.1.3.3\r\n", "peer=10.1.3.3\n" },             /* one beyond the /24 */
		{ two, "X-Forwarded-For: 10.1.2.4, 10.1.2.3\r\n", "peer=10.1.2.4\n" },            /* all are: the farthest */
		{ "127.0.0.0/8", "X-Forwarded-For: 8.8.8.8\r\n", "peer=8.8.8.8\n" },
		{ "0.0.0.0/0", "X-Forwarded-For: 8.8.8.8\r\n", "peer=8.8.8.8\n" },
		{ far, "X-Forwarded-For: 8.8.8.8\r\n", "peer=127.0.0.1\n" },                      /* spoofed: not from a proxy */
		{ "", "X-Forwarded-For: 8.8.8.8\r\n", "peer=127.0.0.1\n" },
		{ near, "X-Forwarded-Proto: https\r\n", "secure=1\n" },
		{ near, "X-Forwarded-Proto: http\r\n", "secure=0\n" },
		{ far, "X-Forwarded-Proto: https\r\n", "secure=0\n" },
		{ "", "X-Forwarded-Proto: https\r\n", "secure=0\n" },
	};

	for (size_t i = 0; i < sizeof(t) / sizeof(*t); i++)
		check_forwarded(i, t[i].proxies, t[i].line, t[i].says);
}

TEST(a_proxy_that_is_no_address_is_named_at_the_start)
{
	static const char *const wrong[] = { "localhost", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/", "2001:db8::/129", "10.0.0", "10.0.0.1,,x" };

	for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++) {
		struct http_options options = { .listen = STR("127.0.0.1:0"), .threads = 1, .proxies = str_of(wrong[i]) };
		Str error = STR_NONE;

		CHECK(i, !http_start(test_arena(), &options, &error));
		CHECK(i, str_starts_with(error, "受信代理 "));
	}
}
