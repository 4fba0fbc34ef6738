/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* client_test.c - the client, the echo and the trial server of http's tests. */
#include "http/client_test.h"

#include <arpa/inet.h>
#include <poll.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/must.h"
#include "tests/test.h"

#define PATIENCE_MS 10000

/* ---- the server ---- */

struct trial { TrialAnswer *answer; size_t most; };

static void pass_on(struct exchange *exchange, void *trial_as_void)
{
	((struct trial *)trial_as_void)->answer(exchange);
}

static size_t trial_most(const struct request *request, void *trial)
{
	(void)request;
	return ((const struct trial *)trial)->most;
}

static struct http_server *start(struct trial *trial, struct http_options options)
{
	Str error = STR_NONE;
	struct http_server *server;

	options.listen = STR("127.0.0.1:0");
	options.threads = 2;
	options.handler = pass_on;
	options.context = trial;
	server = http_start(test_arena(), &options, &error);
	must(server);
	return server;
}

struct http_server *trial_start_taking(TrialAnswer *answer, size_t most)
{
	struct trial *trial = ARENA_NEW(test_arena(), struct trial);

	trial->answer = answer;
	trial->most = most;
	return start(trial, (struct http_options){ .body_most = trial_most });
}

struct http_server *trial_start_behind(TrialAnswer *answer, const char *proxies)
{
	struct trial *trial = ARENA_NEW(test_arena(), struct trial);

	trial->answer = answer;
	return start(trial, (struct http_options){ .proxies = str_of(proxies) });
}

struct http_server *trial_start(TrialAnswer *answer)
{
	return trial_start_behind(answer, "");
}

void trial_say(struct exchange *exchange, int status, Str words)
{
	exchange->reply.status = status;
	exchange->reply.type = STR("text/plain; charset=utf-8");
	buf_add(&exchange->reply.body, words);
	exchange_answer(exchange);
}

static void say_fields(struct strbuf *out, const char *mark, const struct input *input)
{
	for (size_t i = 0; i < input->count && i < 20; i++)
		buf_format(out, "%s %.*s=%.*s\n", mark, STR_ARG(input->fields[i].path),
			   STR_ARG(input->fields[i].value));
	buf_format(out, "%s count=%zu\n", mark, input->count);
}

void trial_echo(struct exchange *exchange)
{
	static const char *const methods[HTTP_METHODS] = { "GET", "POST", "PATCH", "DELETE" };
	const struct request *request = &exchange->request;
	Str start = str_first(request->body, 64), cookie = request_cookie(request, "session"),
	    agent = request_header(request, "user-agent");
	struct strbuf *out = &exchange->reply.body;

	buf_format(out, "method=%s\npath=%.*s\ntarget=%.*s\n", methods[request->method], STR_ARG(request->path),
		   STR_ARG(request->target));
	say_fields(out, "q", &request->query);
	say_fields(out, "f", &request->form);
	for (size_t i = 0; i < request->files.count; i++)
		buf_format(out, "file %.*s %.*s %zu\n", STR_ARG(request->files.at[i].field), STR_ARG(request->files.at[i].name),
			   request->files.at[i].bytes.len);
	buf_format(out, "type=%.*s\nbody=%zu:%.*s\npeer=%.*s\nsecure=%d\n", STR_ARG(request->content_type), request->body.len,
		   STR_ARG(start), STR_ARG(request->peer), request->secure);
	buf_format(out, "cookie=%.*s\nagent=%.*s\nbroken=%d\nwhy=%.*s\n", STR_ARG(cookie),
		   STR_ARG(agent), (int)request->broken,
		   STR_ARG(request->broken_why));
	trial_say(exchange, 200, STR_NONE);
}

/* ---- the client ---- */

int client_open(const struct http_server *server)
{
	struct sockaddr_in at = { .sin_family = AF_INET, .sin_port = htons((uint16_t)http_port(server)),
				  .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	must(fd >= 0 && connect(fd, (struct sockaddr *)&at, sizeof(at)) == 0);
	return fd;
}

/* The server may close early on purpose; then what is left is not sent. */
void client_send(int fd, Str bytes)
{
	while (bytes.len > 0) {
		ssize_t sent = send(fd, bytes.at, bytes.len, MSG_NOSIGNAL);

		if (sent <= 0)
			return;
		bytes = str_after(bytes, (size_t)sent);
	}
}

static bool receive_more(int fd, struct strbuf *in, size_t most)
{
	static char room[65536];
	struct pollfd wait = { .fd = fd, .events = POLLIN };
	ssize_t got;

	if (poll(&wait, 1, PATIENCE_MS) != 1)
		return false;
	got = recv(fd, room, most < sizeof(room) ? most : sizeof(room), 0);
	if (got <= 0)
		return false;
	buf_add(in, (Str){ room, (size_t)got });
	return true;
}

struct answer client_receive_head(int fd)
{
	struct strbuf in = { .arena = test_arena() };
	struct answer answer = { 0 };

	/* Byte by byte, so that nothing of the next answer is taken. */
	while (in.len < 4 || memcmp(in.at + in.len - 4, "\r\n\r\n", 4) != 0)
		if (!receive_more(fd, &in, 1))
			return answer;
	answer.head = buf_str(&in);
	must(str_starts_with(answer.head, "HTTP/1.1 ") && answer.head.len > 12);
	answer.status = (answer.head.at[9] - '0') * 100 + (answer.head.at[10] - '0') * 10 + answer.head.at[11] - '0';
	return answer;
}

struct answer client_receive(int fd)
{
	struct answer answer = client_receive_head(fd);
	struct strbuf in = { .arena = test_arena() };
	int64_t len = 0;

	if (answer.status == 100)
		return client_receive(fd);
	if (answer.status == 0 || !str_to_int(answer_header(&answer, "Content-Length"), &len))
		return answer;
	while (in.len < (size_t)len)
		if (!receive_more(fd, &in, (size_t)len - in.len))
			return (struct answer){ 0 };
	answer.body = buf_str(&in);
	return answer;
}

bool client_is_closed(int fd)
{
	char room[256];
	struct pollfd wait = { .fd = fd, .events = POLLIN };

	for (;;) {
		if (poll(&wait, 1, PATIENCE_MS) != 1)
			return false;
		if (recv(fd, room, sizeof(room), 0) <= 0)
			return true;
	}
}

void client_close(int fd)
{
	close(fd);
}

struct answer client_ask(const struct http_server *server, const char *request)
{
	int fd = client_open(server);
	struct answer answer;

	client_send(fd, str_of(request));
	answer = client_receive(fd);
	client_close(fd);
	return answer;
}

Str answer_header(const struct answer *answer, const char *name)
{
	size_t len = strlen(name);
	Str line, rest = answer->head;

	while (str_cut(rest, '\n', &line, &rest))
		if (line.len > len && line.at[len] == ':' && strncasecmp(line.at, name, len) == 0)
			return str_trim(str_after(line, len + 1));
	return STR_NONE;
}

bool answer_says(const struct answer *answer, const char *words)
{
	return str_contains(answer->body, str_of(words));
}
