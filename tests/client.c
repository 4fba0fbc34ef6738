/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* client.c - HTTP/1.1 by hand, a connection per request: what the server says is seen byte by byte. */
#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "app/door.h"
#include "base/must.h"
#include "people/people.h"
#include "tests/client.h"

static void stop_server(void *server)
{
	http_stop(server);
}

struct client *test_client(struct house *house)
{
	return test_client_behind(house, "");
}

struct client *test_client_behind(struct house *house, const char *proxies)
{
	return test_client_with(house, proxies, &(struct door_options){ 0 });
}

struct client *test_client_with(struct house *house, const char *proxies, const struct door_options *door_options)
{
	struct arena *arena = test_arena();
	struct http_options options = { .listen = STR("127.0.0.1:0"), .threads = 2, .handler = door_handle, .answered = door_answered,
	                                .context = door_open(arena, house), .proxies = str_of(proxies), .body_most = door_body_most };
	struct client *client = ARENA_NEW(arena, struct client);
	Str error = STR_NONE;
	struct http_server *server = http_start(arena, &options, &error);

	if (!server)
		fail_msg("%.*s", STR_ARG(error));
	door_set(options.context, door_options);
	door_serves(options.context, server);
	arena_on_close(arena, stop_server, server);
	client->house = house;
	client->port = http_port(server);
	return client;
}

struct client *test_client_beside(const struct client *other)
{
	struct client *client = ARENA_NEW(test_arena(), struct client);

	client->house = other->house;
	client->port = other->port;
	return client;
}

/* ---- one exchange ---- */

static int dial(int port)
{
	struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons((uint16_t)port) };
	int socket_ = socket(AF_INET, SOCK_STREAM, 0);

	to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	must(socket_ >= 0);
	must(connect(socket_, (struct sockaddr *)&to, sizeof to) == 0);
	return socket_;
}

static void send_all(int to, Str bytes)
{
	while (bytes.len) {
		ssize_t sent = send(to, bytes.at, bytes.len, MSG_NOSIGNAL);

		if (sent <= 0)
			return;                 /* the server has refused already; its answer is still to be read */
		bytes = str_after(bytes, (size_t)sent);
	}
}

static Str receive_all(int from)
{
	struct strbuf all = { .arena = test_arena() };
	char part[4096];
	ssize_t got;

	while ((got = recv(from, part, sizeof part, 0)) > 0)
		buf_add(&all, (Str){ part, (size_t)got });
	return buf_str(&all);
}

static Str find_header(Str head, const char *name)
{
	Str wanted = str_of(name), line = STR_NONE, rest = head, label, value;

	while (str_cut(rest, '\n', &line, &rest))
		if (str_cut(line, ':', &label, &value) && label.len == wanted.len
		    && strncasecmp(label.at, wanted.at, wanted.len) == 0)
			return str_trim(value);
	return STR_NONE;
}

static struct answer read_answer(Str all)
{
	struct answer answer = { 0 };
	int64_t status = 0;

	for (size_t i = 0; i + 4 <= all.len && !answer.head.len; i++)
		if (memcmp(all.at + i, "\r\n\r\n", 4) == 0) {
			answer.head = str_first(all, i + 2);
			answer.body = str_after(all, i + 4);
		}
	if (answer.head.len > 12 && str_to_int((Str){ answer.head.at + 9, 3 }, &status))
		answer.status = (int)status;
	answer.location = find_header(answer.head, "Location");
	answer.cookie = find_header(answer.head, "Set-Cookie");
	return answer;
}

static void keep_cookie(struct client *client, Str line)
{
	Str pair = line, attributes;

	if (!str_starts_with(line, "juebu="))
		return;
	(void)str_cut(line, ';', &pair, &attributes);
	client->cookie = str_is(pair, "juebu=") ? STR_NONE : pair;
}

struct answer test_request(struct client *client, const char *method, const char *path, const char *type, Str body)
{
	struct strbuf out = { .arena = test_arena() };
	struct answer answer;
	int socket_ = dial(client->port);

	buf_format(&out, "%s %s HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n", method, path);
	if (client->cookie.len)
		buf_format(&out, "Cookie: %.*s\r\n", STR_ARG(client->cookie));
	if (client->token.len)
		buf_format(&out, "Authorization: Bearer %.*s\r\n", STR_ARG(client->token));
	if (client->header.len)
		buf_format(&out, "%.*s\r\n", STR_ARG(client->header));
	if (type)
		buf_format(&out, "Content-Type: %s\r\nContent-Length: %zu\r\n", type, body.len);
	buf_text(&out, "\r\n");
	buf_add(&out, body);
	send_all(socket_, buf_str(&out));
	answer = read_answer(receive_all(socket_));
	must(close(socket_) == 0);
	keep_cookie(client, answer.cookie);
	return answer;
}

struct answer test_get(struct client *client, const char *path)
{
	return test_request(client, "GET", path, NULL, STR_NONE);
}

static void add_text_part(struct strbuf *body, const char *name, Str value)
{
	buf_format(body, "--xYz\r\nContent-Disposition: form-data; name=\"%s\"\r\n\r\n%.*s\r\n", name, STR_ARG(value));
}

struct answer test_upload(struct client *client, const char *path, const struct test_file *files, size_t count, const char *name,
                          const char *value)
{
	struct strbuf body = { .arena = test_arena() };

	if (str_starts_with(str_of(path), "/api/"))
		client->header = client->csrf.len ? str_format(test_arena(), "X-CSRF: %.*s", STR_ARG(client->csrf)) : STR_NONE;
	else
		add_text_part(&body, "_csrf", client->csrf);
	if (name)
		add_text_part(&body, name, str_of(value));
	for (size_t i = 0; i < count; i++) {
		buf_format(&body, "--xYz\r\nContent-Disposition: form-data; name=\"file\"; filename=\"%s\"\r\n"
		           "Content-Type: application/octet-stream\r\n\r\n", files[i].name);
		buf_add(&body, files[i].bytes);
		buf_text(&body, "\r\n");
	}
	buf_text(&body, "--xYz--\r\n");
	return test_request(client, "POST", path, "multipart/form-data; boundary=xYz", buf_str(&body));
}

struct answer test_form(struct client *client, const char *path, const char *fields)
{
	Str body = str_format(test_arena(), "%s%s_csrf=%.*s", fields, *fields ? "&" : "", STR_ARG(client->csrf));

	return test_request(client, "POST", path, "application/x-www-form-urlencoded", body);
}

struct answer test_api(struct client *client, const char *method, const char *path, const char *json)
{
	return test_request(client, method, path, json ? "application/json" : NULL, str_of(json));
}

/* ---- sessions ---- */

void test_login(struct client *client, const char *login, const char *password)
{
	struct session session;
	char fields[256];

	snprintf(fields, sizeof fields, "login=%s&password=%s", login, password);
	CHECK_STATUS(0, test_form(client, "/login", fields), 303);
	must(session_caller(client->house, test_arena(), str_after(client->cookie, 6), real_now_s(), &session));
	client->csrf = session.csrf;
}

void test_login_api(struct client *client, const char *login, const char *password)
{
	struct answer answer;
	char json[256];
	const char *token;

	snprintf(json, sizeof json, "{\"login\":\"%s\",\"password\":\"%s\"}", login, password);
	answer = test_api(client, "POST", "/api/v1/session", json);
	CHECK_STATUS(0, answer, 200);
	token = strstr(str_terminated(test_arena(), answer.body), "\"token\":\"");
	must(token);
	token += strlen("\"token\":\"");
	client->token = arena_copy(test_arena(), (Str){ token, strcspn(token, "\"") });
}

bool test_body_has(struct answer answer, const char *words)
{
	return str_contains(answer.body, str_of(words));
}
