/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* flood_test.c - many connections, silent ones, and those that send a byte now and then. */
#include <arpa/inet.h>
#include <pthread.h>
#include <sys/socket.h>
#include <time.h>

#include "base/limits.h"
#include "base/must.h"
#include "http/client_test.h"
#include "tests/test.h"

#define GET "GET / HTTP/1.1\r\n" HOST "\r\n"

static void sleep_ms(long ms)
{
	struct timespec wait = { ms / 1000, (ms % 1000) * 1000000 };

	nanosleep(&wait, NULL);
}

static int64_t now_ms(void)
{
	struct timespec now;

	must(clock_gettime(CLOCK_MONOTONIC, &now) == 0);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void echo(struct exchange *exchange, void *context)
{
	(void)context;
	trial_echo(exchange);
}

static struct http_server *start(struct http_options options)
{
	Str error = STR_NONE;
	struct http_server *server;

	options.listen = STR("127.0.0.1:0");
	options.threads = 1;            /* the library divides its total among its threads */
	if (!options.handler)
		options.handler = echo;
	server = http_start(test_arena(), &options, &error);
	must(server);
	return server;
}

static int served(const struct http_server *server, int *fds, int count)
{
	int answers = 0;

	for (int i = 0; i < count; i++) {
		fds[i] = client_open(server);
		client_send(fds[i], STR(GET));
		answers += client_receive(fds[i]).status == 200;
	}
	return answers;
}

static void close_all(const int *fds, int count)
{
	for (int i = 0; i < count; i++)
		client_close(fds[i]);
}

TEST(connections_of_one_address_are_limited_but_not_those_of_the_trusted_proxy)
{
	static const struct { const char *proxies; int want; } t[] = { { "", 3 }, { "10.0.0.1", 4 }, { "127.0.0.1", 4 } };

	for (size_t i = 0; i < sizeof t / sizeof *t; i++) {
		struct http_server *server = start((struct http_options){ .proxies = str_of(t[i].proxies), .connections_per_address = 3 });
		int fds[4];

		/* Behind any proxy the library counts none: it cannot see whom the proxy brings. */
		CHECK_INT(i, served(server, fds, 4), t[i].want);
		close_all(fds, 4);
		http_stop(server);
	}
}

/* Those beyond wait in the system's queue and are let in when one goes. */
TEST(connections_are_limited_in_all)
{
	struct http_server *server = start((struct http_options){ .connections = 3 });
	int fds[3], more;

	CHECK_INT(0, served(server, fds, 3), 3);
	CHECK_INT(0, http_figures(server).connections, 3);
	more = client_open(server);
	client_send(more, STR(GET));
	sleep_ms(200);
	CHECK(1, http_figures(server).connections <= 3);
	client_close(fds[0]);
	sleep_ms(200);
	client_close(more);
	more = client_open(server);
	client_send(more, STR(GET));
	CHECK_INT(2, client_receive(more).status, 200);
	client_close(more);
	close_all(fds + 1, 2);
	http_stop(server);
}

TEST(a_connection_that_says_nothing_is_ended)
{
	struct http_server *server = start((struct http_options){ .silent_seconds = 1 });
	int silent = client_open(server), talking = client_open(server);
	int64_t before = now_ms();

	CHECK(0, client_is_closed(silent));
	CHECK(0, now_ms() - before >= 900);
	client_close(silent);
	client_close(talking);
	http_stop(server);
}

/* ---- slowly ---- */

/* Sends piece after piece until the server ends it or most_ms are over; how long it was let. */
static int64_t dribble(int fd, const char *start, Str piece, long every_ms, int64_t most_ms)
{
	int64_t before = now_ms();

	client_send(fd, str_of(start));
	while (now_ms() - before < most_ms) {
		sleep_ms(every_ms);
		if (send(fd, piece.at, piece.len, MSG_NOSIGNAL) <= 0)
			break;
	}
	return now_ms() - before;
}

TEST(who_sends_a_byte_now_and_then_is_ended)
{
	static const char *const starts[] = {
		"", "G", "GET / HTTP/1.1\r\nX: ", "POST / HTTP/1.1\r\n" HOST "Content-Type: text/plain\r\nContent-Length: 4000\r\n\r\n",
	};
	struct http_server *server = start((struct http_options){ .sending_seconds = 1 });

	for (size_t i = 0; i < sizeof starts / sizeof *starts; i++) {
		int fd = client_open(server);
		int64_t let_ms = dribble(fd, starts[i], STR("x"), 100, 8000);

		CHECK(i, let_ms >= 900 && let_ms < 5000);
		client_close(fd);
	}
	CHECK_INT(9, (int64_t)http_figures(server).cut, 4);
	http_stop(server);
}

TEST(an_idle_connection_that_dribbles_its_second_request_is_ended_too)
{
	struct http_server *server = start((struct http_options){ .sending_seconds = 1 });
	int fd = client_open(server);

	client_send(fd, STR(GET));
	CHECK_INT(0, client_receive(fd).status, 200);
	CHECK(1, dribble(fd, "GET / HTTP/1.1\r\nX: ", STR("x"), 100, 8000) < 5000);
	client_close(fd);
	http_stop(server);
}

TEST(a_large_body_earns_the_time_it_needs)
{
	struct http_server *server = start((struct http_options){ .sending_seconds = 1 });
	int fd = client_open(server);
	const size_t pieces = 15;
	char piece[2 * LIMIT_SENDING_BYTES_A_SECOND / 5] = { 0 };        /* every 200 ms: twice the rate */

	client_send(fd, str_format(test_arena(), "POST / HTTP/1.1\r\n" HOST "Content-Type: text/plain\r\nContent-Length: %zu\r\n\r\n",
				   pieces * sizeof piece));
	for (size_t i = 0; i < sizeof piece; i++)
		piece[i] = 'x';
	for (size_t i = 0; i < pieces; i++) {
		sleep_ms(200);
		client_send(fd, (Str){ piece, sizeof piece });
	}
	CHECK_INT(0, client_receive(fd).status, 200);
	client_close(fd);
	http_stop(server);
}

static void answer_slowly(struct exchange *exchange, void *context)
{
	(void)context;
	sleep_ms(2600);
	trial_echo(exchange);
}

TEST(who_waits_for_us_is_not_slow)
{
	struct http_server *server = start((struct http_options){ .handler = answer_slowly, .sending_seconds = 1 });

	CHECK_INT(0, client_ask(server, GET).status, 200);
	http_stop(server);
}

/* ---- the end ---- */

static struct { pthread_mutex_t lock; struct exchange *held; } one = { .lock = PTHREAD_MUTEX_INITIALIZER };

static void hold_the_first(struct exchange *exchange, void *context)
{
	bool first = str_is(exchange->request.path, "/first");

	(void)context;
	if (!first) {
		trial_echo(exchange);
		return;
	}
	must(pthread_mutex_lock(&one.lock) == 0);
	one.held = exchange;
	must(pthread_mutex_unlock(&one.lock) == 0);
}

static struct exchange *held(void)
{
	struct exchange *exchange;

	must(pthread_mutex_lock(&one.lock) == 0);
	exchange = one.held;
	must(pthread_mutex_unlock(&one.lock) == 0);
	return exchange;
}

static void *stop(void *server)
{
	http_stop(server);
	return NULL;
}

TEST(while_it_stops_the_old_is_answered_and_the_new_is_turned_away)
{
	struct http_server *server = start((struct http_options){ .handler = hold_the_first });
	int first = client_open(server), second = client_open(server), port = http_port(server);
	struct sockaddr_in at = { .sin_family = AF_INET, .sin_port = htons((uint16_t)port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	struct answer answer;
	pthread_t stopping;
	int third;

	one.held = NULL;
	client_send(second, STR(GET));
	CHECK_INT(0, client_receive(second).status, 200);
	client_send(first, STR("GET /first HTTP/1.1\r\n" HOST "\r\n"));
	while (!held())
		sleep_ms(2);
	must(pthread_create(&stopping, NULL, stop, server) == 0);
	sleep_ms(100);
	client_send(second, STR(GET));
	answer = client_receive(second);
	CHECK(1, answer_says(&answer, "broken=10\n"));          /* REFUSED_BROKEN: the door answers 503 */
	CHECK(1, answer_says(&answer, "why=服务正在停止"));
	CHECK_STR(1, answer_header(&answer, "Connection"), "close");
	third = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	CHECK(2, connect(third, (struct sockaddr *)&at, sizeof at) != 0);
	trial_echo(held());
	answer = client_receive(first);
	CHECK(3, answer_says(&answer, "broken=0\n"));
	client_close(first);
	client_close(second);
	client_close(third);
	must(pthread_join(stopping, NULL) == 0);
}
