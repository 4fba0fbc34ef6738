/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* serve.c - juebu serve: from an open database to a stopped one.
 *
 * SIGTERM: no new connection, what waits is answered, then the clock, the store and the program stop. The order
 * matters: answers need the store, the clock's last round too. */
#include <signal.h>
#include <unistd.h>

#include "app/anchor_file.h"
#include "app/command.h"
#include "app/door.h"
#include "app/tick.h"
#include "base/log.h"

struct serving { Str db, listen, clock, anchors, proxies, certificate, key; };

/* Blocked before any thread is made, so that only sigwait gets them. */
static sigset_t hold_signals(void)
{
	struct sigaction ignored = { .sa_handler = SIG_IGN };
	sigset_t signals;

	must(sigaction(SIGPIPE, &ignored, NULL) == 0);
	must(sigemptyset(&signals) == 0);
	must(sigaddset(&signals, SIGTERM) == 0);
	must(sigaddset(&signals, SIGINT) == 0);
	must(sigaddset(&signals, SIGHUP) == 0);
	must(pthread_sigmask(SIG_BLOCK, &signals, NULL) == 0);
	return signals;
}

static unsigned processors(void)
{
	long count = sysconf(_SC_NPROCESSORS_ONLN);

	return count < 1 ? 1 : count > 16 ? 16 : (unsigned)count;
}

static Str listen_named(Str given)
{
	Str from_environment = environment("JUEBU_LISTEN");

	if (given.len)
		return given;
	return from_environment.len ? from_environment : STR("127.0.0.1:8080");
}

static Str host_of(Str listen)
{
	size_t at = listen.len;

	while (at > 0 && listen.at[at - 1] != ':')
		at--;
	return str_first(listen, at ? at - 1 : 0);
}

/* SIGHUP: a renewed certificate, a rotated log. What cannot be read leaves things as they were. */
static void wait_for_the_end(struct http_server *server, const sigset_t *signals)
{
	int signal_got = 0;

	while (sigwait(signals, &signal_got) == 0 && signal_got == SIGHUP) {
		struct arena *arena = arena_open();
		Str error = STR_NONE;

		if (!http_reload(server, arena, &error))
			log_line(LOG_TROUBLE, "serve", "证书没有换：%.*s", STR_ARG(error));
		else
			log_line(LOG_NOTE, "serve", "已重新读取");
		arena_close(arena);
	}
}

static int run(struct arena *arena, struct house *house, const struct serving *s, const sigset_t *signals)
{
	struct http_options options = {
		.listen = listen_named(s->listen), .threads = processors(), .proxies = s->proxies,
		.tls_certificate = s->certificate, .tls_key = s->key,
		.handler = door_handle, .context = door_open(arena, house), .body_most = door_body_most,
		.spool = environment("TMPDIR"),
	};
	Str error = STR_NONE, host = host_of(options.listen);
	struct http_server *server;
	struct ticker *ticker = ticker_start(arena, house, anchors_named(arena, house->store, s->anchors));     /* before the first request */

	server = http_start(arena, &options, &error);
	if (!server) {
		ticker_stop(ticker);
		return say_trouble(error);
	}
	log_line(LOG_NOTE, "serve", "%s://%.*s:%d", s->key.len ? "https" : "http", STR_ARG(host), http_port(server));
	wait_for_the_end(server, signals);
	log_line(LOG_NOTE, "serve", "停止：先答完已收到的请求");
	http_stop(server);
	ticker_stop(ticker);
	return EXIT_DONE;
}

int serve_command(struct arena *arena, int argc, char **argv)
{
	struct serving s = { 0 };
	const struct flag flags[] = { { "--db", &s.db, NULL }, { "--listen", &s.listen, NULL },
	                              { "--clock", &s.clock, NULL }, { "--anchors", &s.anchors, NULL },
	                              { "--proxy", &s.proxies, NULL }, { "--tls-cert", &s.certificate, NULL }, { "--tls-key", &s.key, NULL } };
	sigset_t signals;
	struct house house;
	int code = EXIT_REFUSED;

	if (!flags_read(argc, argv, flags, COUNT_OF(flags), NULL))
		return EXIT_USAGE;
	signals = hold_signals();
	if (!house_open(arena, &house, database_named(s.db), true))
		return EXIT_REFUSED;
	if (!s.clock.len || house_set_clock(arena, &house, s.clock))
		code = run(arena, &house, &s, &signals);
	house_close(&house);
	return code;
}
