/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* serve.c - juebu serve: from an open database to a stopped one.
 *
 * SIGTERM: no new connection, what waits is answered, then the clock, the store and the program stop. The order
 * matters: answers need the store, the clock's last round too. */
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

#include "app/anchor_file.h"
#include "app/command.h"
#include "app/door.h"
#include "app/tick.h"
#include "base/log.h"
#include "gateway/gateway.h"

struct serving { Str db, listen, gateway, clock, anchors, proxies, certificate, key, log, token_file; };

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
static void wait_for_the_end(struct http_server *server, struct access_log *log, const sigset_t *signals)
{
	int signal_got = 0;

	while (sigwait(signals, &signal_got) == 0 && signal_got == SIGHUP) {
		struct arena *arena = arena_open();
		Str error = STR_NONE;

		if (log && !access_log_reopen(log))
			log_line(LOG_TROUBLE, "serve", "访问日志不能重新打开，继续写原来的文件");
		if (!http_reload(server, arena, &error))
			log_line(LOG_TROUBLE, "serve", "证书没有换：%.*s", STR_ARG(error));
		else
			log_line(LOG_NOTE, "serve", "已重新读取");
		arena_close(arena);
	}
}

static int run(struct arena *arena, struct house *house, const struct serving *s, const struct door_options *door_options,
               const sigset_t *signals)
{
	struct door *door = door_open(arena, house);
	struct http_options options = {
		.listen = listen_named(s->listen), .threads = processors(), .proxies = s->proxies,
		.tls_certificate = s->certificate, .tls_key = s->key,
		.handler = door_handle, .answered = door_answered, .context = door, .body_most = door_body_most,
		.spool = environment("TMPDIR"),
	};
	Str error = STR_NONE, host = host_of(options.listen);
	struct http_server *server;
	struct gateway *gateway = NULL;
	struct ticker *ticker = ticker_start(arena, house, anchors_named(arena, house->store, s->anchors));     /* before the first request */

	door_set(door, door_options);
	if (s->gateway.len && !(gateway = gateway_start(arena, house, s->gateway, &error))) {
		ticker_stop(ticker);
		return say_trouble(error);
	}
	server = http_start(arena, &options, &error);
	if (!server) {
		gateway_stop(gateway);
		ticker_stop(ticker);
		return say_trouble(error);
	}
	if (gateway)
		log_line(LOG_NOTE, "serve", "JT/T 808 端口 %d", gateway_port(gateway));
	log_line(LOG_NOTE, "serve", "%s://%.*s:%d", s->key.len ? "https" : "http", STR_ARG(host), http_port(server));
	door_serves(door, server);
	wait_for_the_end(server, door_options->log, signals);
	log_line(LOG_NOTE, "serve", "停止：先答完已收到的请求");
	door_serves(door, NULL);
	gateway_stop(gateway);
	http_stop(server);
	ticker_stop(ticker);
	return EXIT_DONE;
}

enum { TOKEN_LEAST = 16, TOKEN_MOST = 200 };

/* One line; a short one could be guessed. */
static bool read_token(struct arena *arena, Str file, Str *out)
{
	char *line = arena_take(arena, TOKEN_MOST + 2);
	FILE *from = file.len ? fopen(str_terminated(arena, file), "r") : NULL;
	Str token = STR_NONE;

	if (from) {
		token = str_trim((Str){ line, fread(line, 1, TOKEN_MOST + 1, from) });
		(void)fclose(from);
	}
	if (file.len && (token.len < TOKEN_LEAST || token.len > TOKEN_MOST)) {
		say_trouble(str_format(arena, "令牌文件 %.*s 不能读，或者令牌不是 %d—%d 个字符", STR_ARG(file), TOKEN_LEAST, TOKEN_MOST));
		return false;
	}
	*out = token;
	return true;
}

static bool read_options(struct arena *arena, const struct serving *s, struct door_options *out)
{
	Str error = STR_NONE;

	if (!read_token(arena, s->token_file, &out->metrics_token))
		return false;
	out->log = s->log.len ? access_log_open(arena, s->log, &error) : NULL;
	if (s->log.len && !out->log)
		say_trouble(error);
	return !s->log.len || out->log;
}

/* The other end of a running serve's socket pair; by hand there is none, and it ends at once. */
int gateway_command(struct arena *arena, int argc, char **argv __attribute__((unused)))
{
	return argc ? EXIT_USAGE : gateway_run(arena, GATEWAY_LINK_FD, GATEWAY_LISTEN_FD);
}

int serve_command(struct arena *arena, int argc, char **argv)
{
	struct serving s = { 0 };
	const struct flag flags[] = { { "--db", &s.db, NULL }, { "--listen", &s.listen, NULL },
	                              { "--gateway", &s.gateway, NULL }, { "--clock", &s.clock, NULL }, { "--anchors", &s.anchors, NULL },
	                              { "--proxy", &s.proxies, NULL }, { "--tls-cert", &s.certificate, NULL }, { "--tls-key", &s.key, NULL },
	                              { "--access-log", &s.log, NULL }, { "--metrics-token", &s.token_file, NULL } };
	sigset_t signals;
	struct house house;
	struct door_options options = { 0 };
	int code = EXIT_REFUSED;

	if (!flags_read(argc, argv, flags, COUNT_OF(flags), NULL))
		return EXIT_USAGE;
	signals = hold_signals();
	if (!read_options(arena, &s, &options))
		return EXIT_REFUSED;
	if (!house_open(arena, &house, database_named(s.db), true))
		return EXIT_REFUSED;
	if (!s.clock.len || house_set_clock(arena, &house, s.clock))
		code = run(arena, &house, &s, &options, &signals);
	house_close(&house);
	access_log_close(options.log);
	return code;
}
