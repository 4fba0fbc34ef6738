/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* server_test.c - connections: kept, split, slow, broken off, stopped in the middle. */
#include <pthread.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>

#include "base/limits.h"
#include "http/client_test.h"
#include "http/live.h"
#include "tests/test.h"

#define GET(path) "GET " path " HTTP/1.1\r\n" HOST "\r\n"

static void sleep_ms(long ms)
{
	nanosleep(&(struct timespec){ .tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000 }, NULL);
}

/* ---- one connection ---- */

TEST(a_connection_serves_many_requests)
{
	struct http_server *server = trial_start(trial_echo);
	int fd = client_open(server);

	for (size_t i = 0; i < 20; i++) {
		Str request = str_format(test_arena(), "GET /%zu HTTP/1.1\r\n" HOST "\r\n", i);
		struct answer answer;

		client_send(fd, request);
		answer = client_receive(fd);
		CHECK_INT(i, answer.status, 200);
		CHECK(i, answer_says(&answer, str_terminated(test_arena(),
							     str_format(test_arena(), "path=/%zu\n", i))));
	}
	client_send(fd, STR(GET("/a") GET("/b") GET("/c")));     /* pipelined */
	for (size_t i = 0; i < 3; i++) {
		static const char *const says[] = { "path=/a\n", "path=/b\n", "path=/c\n" };
		struct answer answer = client_receive(fd);

		CHECK(i, answer_says(&answer, says[i]));
	}
	client_close(fd);
	http_stop(server);
}

TEST(a_request_in_pieces_is_put_together)
{
	static const char whole[] = "POST /f HTTP/1.1\r\n" HOST "Content-Type: application/x-www-form-urlencoded\r\n"
				    "Content-Length: 7\r\n\r\na=1&b=2";
	struct http_server *server = trial_start(trial_echo);
	int fd = client_open(server);

	for (size_t i = 0; i < sizeof(whole) - 1; i++) {
		client_send(fd, (Str){ whole + i, 1 });
		if (i % 16 == 0)
			sleep_ms(1);
	}
	struct answer answer = client_receive(fd);
	CHECK_INT(0, answer.status, 200);
	CHECK(0, answer_says(&answer, "f a=1\nf b=2\nf count=2\n"));
	client_close(fd);
	http_stop(server);
}

static Str body_of(size_t bytes)
{
	char *at = arena_take(test_arena(), bytes);

	memset(at, 'b', bytes);
	return (Str){ at, bytes };
}

static struct answer post_sized(int fd, size_t bytes)
{
	client_send(fd, str_format(test_arena(), "POST / HTTP/1.1\r\n" HOST "Content-Length: %zu\r\n\r\n", bytes));
	client_send(fd, body_of(bytes));
	return client_receive(fd);
}

static struct answer post_chunked(int fd, size_t bytes)
{
	Str rest = body_of(bytes);

	client_send(fd, STR("POST / HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\n\r\n"));
	while (rest.len > 0) {
		Str chunk = str_first(rest, 100000);

		client_send(fd, str_format(test_arena(), "%zx\r\n", chunk.len));
		client_send(fd, chunk);
		client_send(fd, STR("\r\n"));
		rest = str_after(rest, chunk.len);
	}
	client_send(fd, STR("0\r\n\r\n"));
	return client_receive(fd);
}

TEST(a_body_is_measured_up_to_the_limit)
{
	static struct answer (*const post[])(int, size_t) = { post_sized, post_chunked };
	struct http_server *server = trial_start(trial_echo);
	int fd = client_open(server);

	for (size_t i = 0; i < 2; i++) {
		struct answer answer = post[i](fd, LIMIT_BODY_BYTES);

		CHECK_INT(i, answer.status, 200);
		CHECK(i, answer_says(&answer, "body=2097152:bbbb") && answer_says(&answer, "broken=0\n"));
		answer = post[i](fd, LIMIT_BODY_BYTES + 1);
		CHECK_INT(i, answer.status, 200);
		CHECK(i, answer_says(&answer, "body=0:\n") && answer_says(&answer, "broken=7\n"));
		CHECK(i, answer_says(&answer, "why=提交的内容超过 2 MB，请减少后再提交\n"));
	}
	client_send(fd, STR(GET("/still")));             /* the rest was drained: the connection is in step */
	struct answer answer = client_receive(fd);
	CHECK(2, answer_says(&answer, "path=/still\n"));
	client_close(fd);
	http_stop(server);
}

static void wait_until_gathered(struct http_server *server, size_t bytes)
{
	for (int i = 0; i < 5000 && atomic_load(&server->gathered) != bytes; i++)
		sleep_ms(2);
	CHECK_INT(0, (int64_t)atomic_load(&server->gathered), (int64_t)bytes);
}

/* Bodies but for their last byte; returns once the server holds them all. */
static void send_unfinished(struct http_server *server, int *fds, size_t count)
{
	Str most = body_of(LIMIT_BODY_BYTES - 1);

	for (size_t i = 0; i < count; i++) {
		fds[i] = client_open(server);
		client_send(fds[i], str_format(test_arena(), "POST / HTTP/1.1\r\n" HOST "Content-Length: %d\r\n\r\n",
					       LIMIT_BODY_BYTES));
		client_send(fds[i], most);
	}
	wait_until_gathered(server, count * most.len);
}

TEST(all_bodies_together_are_measured_up_to_the_limit)
{
	enum { BODIES = LIMIT_GATHERED_BYTES / LIMIT_BODY_BYTES };      /* each leaves room for one byte */
	static int fds[BODIES];
	struct http_server *server = trial_start(trial_echo);
	int fd = client_open(server);
	struct answer answer;

	send_unfinished(server, fds, BODIES);
	answer = post_sized(fd, BODIES);
	CHECK(1, answer_says(&answer, "broken=0\n"));
	wait_until_gathered(server, (size_t)BODIES * (LIMIT_BODY_BYTES - 1));
	answer = post_sized(fd, BODIES + 1);
	CHECK(2, answer_says(&answer, "broken=10\n") && answer_says(&answer, "why=现在提交的人太多，请稍后再提交\n"));
	client_send(fds[0], STR("b"));
	answer = client_receive(fds[0]);
	CHECK(3, answer_says(&answer, "body=2097152:bbbb") && answer_says(&answer, "broken=0\n"));
	wait_until_gathered(server, (size_t)(BODIES - 1) * (LIMIT_BODY_BYTES - 1));
	answer = post_sized(fd, BODIES + 1);
	CHECK(4, answer_says(&answer, "broken=0\n"));
	client_close(fd);
	for (size_t i = 0; i < BODIES; i++)
		client_close(fds[i]);
	wait_until_gathered(server, 0);
	http_stop(server);
}

TEST(a_body_without_end_is_cut)
{
	struct http_server *server = trial_start(trial_echo);
	int fd = client_open(server);
	Str piece = body_of(1024 * 1024);

	client_send(fd, str_format(test_arena(), "POST / HTTP/1.1\r\n" HOST "Content-Length: %zu\r\n\r\n",
				   (size_t)LIMIT_DRAIN_BYTES + 1));
	for (size_t sent = 0; sent < LIMIT_DRAIN_BYTES + piece.len; sent += piece.len)
		client_send(fd, piece);
	CHECK(0, client_is_closed(fd));
	client_close(fd);
	http_stop(server);
}

TEST(methods_beyond_the_five_are_not_allowed)
{
	static const char *const methods[] = { "PUT", "OPTIONS", "TRACE", "CONNECT", "PROPFIND", "get", "X" };
	struct http_server *server = trial_start(trial_echo);
	int fd = client_open(server);

	for (size_t i = 0; i < sizeof(methods) / sizeof(*methods); i++) {
		client_send(fd, str_format(test_arena(), "%s / HTTP/1.1\r\n" HOST "Content-Length: 3\r\n\r\nabc",
					   methods[i]));
		struct answer answer = client_receive(fd);

		CHECK_INT(i, answer.status, 405);
		CHECK_STR(i, answer_header(&answer, "Allow"), "GET, HEAD, POST, PATCH, DELETE");
	}
	client_close(fd);
	http_stop(server);
}

TEST(an_unreadable_request_line_is_refused_and_harms_nobody)
{
	static const char *const t[] = { "\r\n\r\n", "GET\r\n\r\n", "\x16\x03\x01\x02", "GET / HTTP/9.9\r\n\r\n",
					 "GET / HTTP/1.1\r\n\r\n" };
	struct http_server *server = trial_start(trial_echo);

	for (size_t i = 0; i < sizeof(t) / sizeof(*t); i++) {
		int fd = client_open(server);

		client_send(fd, str_of(t[i]));
		sleep_ms(5);
		client_close(fd);
	}
	struct answer answer = client_ask(server, "GET / HTTP/1.1\r\n\r\n");
	CHECK_INT(8, answer.status, 400);                /* no Host: by the library itself */
	answer = client_ask(server, GET("/"));
	CHECK_INT(9, answer.status, 200);
	http_stop(server);
}

/* Both ends of every connection are in this process. */
static bool many_files_are_allowed(void)
{
	struct rlimit files;

	if (getrlimit(RLIMIT_NOFILE, &files) != 0 || files.rlim_max < 4 * LIMIT_CONNECTIONS_PER_ADDRESS)
		return false;
	if (files.rlim_cur >= 4 * LIMIT_CONNECTIONS_PER_ADDRESS)
		return true;
	files.rlim_cur = 4 * LIMIT_CONNECTIONS_PER_ADDRESS;
	return setrlimit(RLIMIT_NOFILE, &files) == 0;
}

TEST(connections_of_one_address_are_counted_up_to_the_limit)
{
	static int fds[LIMIT_CONNECTIONS_PER_ADDRESS + 1];
	struct http_server *server = trial_start(trial_echo);
	size_t served = 0;

	if (!many_files_are_allowed())
		skip();
	for (size_t i = 0; i <= LIMIT_CONNECTIONS_PER_ADDRESS; i++) {
		fds[i] = client_open(server);
		client_send(fds[i], STR(GET("/")));
		served += client_receive(fds[i]).status == 200;
	}
	CHECK_INT(0, (int64_t)served, LIMIT_CONNECTIONS_PER_ADDRESS);
	client_close(fds[0]);
	sleep_ms(50);
	CHECK_INT(1, client_ask(server, GET("/")).status, 200);
	for (size_t i = 1; i <= LIMIT_CONNECTIONS_PER_ADDRESS; i++)
		client_close(fds[i]);
	http_stop(server);
}

/* ---- answers from other threads ---- */

/* Exchanges that wait for somebody else to answer them. */
#define WAITING_MOST 64
static struct {
	pthread_mutex_t lock;
	struct exchange *at[WAITING_MOST];
	size_t count, taken;
} waiting = { .lock = PTHREAD_MUTEX_INITIALIZER };

static void keep_waiting(struct exchange *exchange)
{
	pthread_mutex_lock(&waiting.lock);
	waiting.at[waiting.count++] = exchange;
	pthread_mutex_unlock(&waiting.lock);
}

static struct exchange *take_waiting(void)
{
	struct exchange *exchange = NULL;

	pthread_mutex_lock(&waiting.lock);
	if (waiting.taken < waiting.count)
		exchange = waiting.at[waiting.taken++];
	pthread_mutex_unlock(&waiting.lock);
	return exchange;
}

static bool wait_for(size_t count)
{
	for (int i = 0; i < 5000; i++) {
		size_t now;

		pthread_mutex_lock(&waiting.lock);
		now = waiting.count;
		pthread_mutex_unlock(&waiting.lock);
		if (now >= count)
			return true;
		sleep_ms(2);
	}
	return false;
}

static void nobody_waits(void)
{
	waiting.count = waiting.taken = 0;
}

static void *answer_waiting(void *nothing)
{
	struct exchange *exchange;

	(void)nothing;
	while ((exchange = take_waiting()))
		trial_echo(exchange);
	return NULL;
}

TEST(sixty_four_wait_at_once_and_each_gets_its_own_answer)
{
	struct http_server *server = trial_start(keep_waiting);
	pthread_t threads[4];
	int fds[WAITING_MOST];

	nobody_waits();
	for (size_t i = 0; i < WAITING_MOST; i++) {
		fds[i] = client_open(server);
		client_send(fds[i], str_format(test_arena(), "GET /%zu HTTP/1.1\r\n" HOST "\r\n", i));
	}
	CHECK(0, wait_for(WAITING_MOST));
	for (size_t i = 0; i < 4; i++)
		pthread_create(&threads[i], NULL, answer_waiting, NULL);
	for (size_t i = 0; i < WAITING_MOST; i++) {
		struct answer answer = client_receive(fds[i]);

		CHECK_INT(i, answer.status, 200);
		CHECK(i, answer_says(&answer, str_terminated(test_arena(),
							     str_format(test_arena(), "path=/%zu\n", i))));
		client_close(fds[i]);
	}
	for (size_t i = 0; i < 4; i++)
		pthread_join(threads[i], NULL);
	http_stop(server);
}

/* A thread that lives as long as one answer, so it may answer before, while or after the handler returns. */
static void *echo_in_thread(void *exchange)
{
	trial_echo(exchange);
	return NULL;
}

static _Atomic unsigned turns;

static void hand_to_a_thread(struct exchange *exchange)
{
	pthread_t thread;
	unsigned turn = turns++;

	pthread_create(&thread, NULL, echo_in_thread, exchange);
	pthread_detach(thread);
	/* Returns at once, a little later, and after the answer. */
	for (volatile unsigned i = 0; i < turn % 3 * 20000; i++)
		;
}

TEST(an_answer_may_come_before_the_handler_returned)
{
	struct http_server *server = trial_start(hand_to_a_thread);
	int fd = client_open(server);

	for (size_t i = 0; i < 600; i++) {
		client_send(fd, STR(GET("/x")));
		struct answer answer = client_receive(fd);

		CHECK_INT(i, answer.status, 200);
	}
	client_close(fd);
	http_stop(server);
}

TEST(a_client_that_left_before_its_answer_harms_nobody)
{
	struct http_server *server = trial_start(keep_waiting);
	struct linger hard = { .l_onoff = 1 };           /* a reset instead of a good-bye */

	nobody_waits();
	for (size_t i = 0; i < 8; i++) {
		int fd = client_open(server);

		client_send(fd, STR(GET("/gone")));
		CHECK(i, wait_for(i + 1));
		if (i % 2)
			setsockopt(fd, SOL_SOCKET, SO_LINGER, &hard, sizeof(hard));
		client_close(fd);
	}
	sleep_ms(20);
	answer_waiting(NULL);
	http_stop(server);
}

TEST(a_client_that_left_in_the_middle_of_its_request_leaves_nothing)
{
	static const char *const t[] = {
		"G", "GET / HTTP/1.1", "GET / HTTP/1.1\r\n", "GET / HTTP/1.1\r\nHost: t\r\nX: ",
		"POST / HTTP/1.1\r\n" HOST "Content-Length: 100\r\n\r\n",
		"POST / HTTP/1.1\r\n" HOST "Content-Length: 100\r\n\r\nabc",
		"POST / HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\n\r\n5\r\nab",
		"POST / HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\n\r\nzz\r\n",
	};
	struct http_server *server = trial_start(trial_echo);

	for (size_t i = 0; i < sizeof(t) / sizeof(*t); i++) {
		int fd = client_open(server);

		client_send(fd, str_of(t[i]));
		sleep_ms(5);
		client_close(fd);
	}
	struct answer answer = client_ask(server, GET("/"));
	CHECK_INT(0, answer.status, 200);
	http_stop(server);                       /* the leak check of the sanitizer sees what stayed */
}

/* ---- stopping ---- */

static void *answer_late(void *nothing)
{
	sleep_ms(200);
	return answer_waiting(nothing);
}

TEST(who_waits_is_answered_before_the_end)
{
	struct http_server *server = trial_start(keep_waiting);
	pthread_t thread;
	int fds[8];

	nobody_waits();
	for (size_t i = 0; i < 8; i++) {
		fds[i] = client_open(server);
		client_send(fds[i], STR(GET("/waits")));
	}
	CHECK(0, wait_for(8));
	pthread_create(&thread, NULL, answer_late, NULL);
	http_stop(server);
	for (size_t i = 0; i < 8; i++) {
		struct answer answer = client_receive(fds[i]);

		CHECK_INT(i, answer.status, 200);
		CHECK(i, answer_says(&answer, "path=/waits\n"));
		CHECK_STR(i, answer_header(&answer, "Connection"), "close");
		CHECK(i, client_is_closed(fds[i]));
		client_close(fds[i]);
	}
	pthread_join(thread, NULL);
}

static void *stop_now(void *server)
{
	http_stop(server);
	return NULL;
}

TEST(who_keeps_a_connection_is_told_that_it_ends)
{
	struct http_server *server = trial_start(trial_echo);
	int kept = client_open(server);
	pthread_t stopping;
	struct answer answer;

	client_send(kept, STR(GET("/")));
	CHECK_INT(0, client_receive(kept).status, 200);
	pthread_create(&stopping, NULL, stop_now, server);
	sleep_ms(200);
	client_send(kept, STR(GET("/late")));
	answer = client_receive(kept);
	CHECK(1, answer_says(&answer, "broken=10\n"));          /* REFUSED_BROKEN: the door answers 503 */
	CHECK_STR(2, answer_header(&answer, "Connection"), "close");
	CHECK(3, client_is_closed(kept));
	client_close(kept);
	pthread_join(stopping, NULL);
}

TEST(idle_connections_do_not_delay_the_end)
{
	struct http_server *server = trial_start(trial_echo);
	int fd = client_open(server);
	struct timespec before, after;

	client_send(fd, STR(GET("/")));
	CHECK_INT(0, client_receive(fd).status, 200);
	clock_gettime(CLOCK_MONOTONIC, &before);
	http_stop(server);
	clock_gettime(CLOCK_MONOTONIC, &after);
	CHECK(0, after.tv_sec - before.tv_sec <= 1);
	CHECK(1, client_is_closed(fd));
	client_close(fd);
}

TEST(a_server_that_cannot_listen_says_why)
{
	static const char *const wrong[] = { "", "8080", "127.0.0.1:", "127.0.0.1:http", "999.1.1.1:80", "127.0.0.1:99999" };
	struct http_server *server = trial_start(trial_echo);
	struct http_options options = { .threads = 1, .handler = NULL };
	Str error = STR_NONE;

	for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++) {
		options.listen = test_str(wrong[i]);
		error = STR_NONE;
		CHECK(i, !http_start(test_arena(), &options, &error));
		CHECK(i, !str_is_empty(error) && str_is_utf8(error));
	}
	options.listen = str_format(test_arena(), "127.0.0.1:%d", http_port(server));
	CHECK(10, !http_start(test_arena(), &options, &error));
	CHECK(10, str_contains(error, STR("端口已被占用")));
	http_stop(server);
	http_stop(NULL);
}

TEST(a_server_listens_on_the_sixth_version_too)
{
	struct http_options options = { .listen = STR("[::1]:0"), .threads = 1 };
	Str error = STR_NONE;
	struct http_server *server = http_start(test_arena(), &options, &error);

	if (!server)                             /* a machine without it says so */
		CHECK(0, str_contains(error, STR("[::1]:0")));
	else
		CHECK(1, http_port(server) > 0);
	http_stop(server);
}
