/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* serve.c - juebu serve: from an open database to a stopped one.
 *
 * SIGTERM: no new connection, what waits is answered, then the clock, the store and the program stop. The order
 * matters: answers need the store, the clock's last round too. */
#include <signal.h>
#include <unistd.h>

#include "app/command.h"
#include "app/door.h"
#include "app/tick.h"
#include "base/log.h"

struct serving { Str db, listen, clock, proxy; };

/* Blocked before any thread is made, so that only sigwait gets them. */
static sigset_t hold_signals(void)
{
	struct sigaction ignored = { .sa_handler = SIG_IGN };
	sigset_t signals;

	must(sigaction(SIGPIPE, &ignored, NULL) == 0);
	must(sigemptyset(&signals) == 0);
	must(sigaddset(&signals, SIGTERM) == 0);
	must(sigaddset(&signals, SIGINT) == 0);
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

static int run(struct arena *arena, struct house *house, const struct serving *s, const sigset_t *signals)
{
	struct http_options options = {
		.listen = listen_named(s->listen), .threads = processors(), .trusted_proxy = s->proxy,
		.handler = door_handle, .context = door_open(arena, house, false),
	};
	Str error = STR_NONE, host = host_of(options.listen);
	struct http_server *server;
	struct ticker *ticker = ticker_start(arena, house);     /* before the first request */
	int signal_got = 0;

	server = http_start(arena, &options, &error);
	if (!server) {
		ticker_stop(ticker);
		return say_trouble(error);
	}
	log_line(LOG_NOTE, "serve", "http://%.*s:%d", STR_ARG(host), http_port(server));
	must(sigwait(signals, &signal_got) == 0);
	log_line(LOG_NOTE, "serve", "停止：先答完已收到的请求");
	http_stop(server);
	ticker_stop(ticker);
	return EXIT_DONE;
}

int serve_command(struct arena *arena, int argc, char **argv)
{
	struct serving s = { 0 };
	const struct flag flags[] = { { "--db", &s.db, NULL }, { "--listen", &s.listen, NULL },
	                              { "--clock", &s.clock, NULL }, { "--proxy", &s.proxy, NULL } };
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
