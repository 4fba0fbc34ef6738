/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* server.c - connections: who is let in, when a request is whole, who answers it, how it all ends.
 *
 * Owns: the library's daemon and the life of an exchange (live.h). The library works on a pool of threads,
 * each with its own epoll; a connection belongs to one of them for ever, so its callbacks never overlap.
 * Does not own: reading a request (request.c), writing a reply (reply.c). */
#include <errno.h>
#include <netdb.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/limits.h"
#include "base/log.h"
#include "base/must.h"
#include "http/live.h"

#define GRACE_MS 5000                            /* http_stop: for bodies still coming and replies going out */
#define LAST_GRACE_MS 1000
#define QUIET_MS 500                             /* so long may a kept connection think before its next request and still be told */

/* ---- the life of an exchange ---- */

/* While it stops: what comes or goes begins the quiet anew. */
static void stir(struct http_server *server)
{
	if (atomic_load(&server->draining))
		atomic_store(&server->stirred_ns, monotonic_ns());
}

/* The library calls this with the request line, before it cuts the query off; the only sight of it as sent. */
static void *begin_exchange(void *server_as_void, const char *target, struct MHD_Connection *connection)
{
	struct http_server *server = server_as_void;
	struct arena *arena = arena_open();
	struct live *live = ARENA_NEW(arena, struct live);
	struct request *request = &live->exchange.request;

	atomic_fetch_add(&server->open, 1);
	stir(server);
	live->server = server;
	live->connection = connection;
	live->wire = wire_of(connection);
	live->late = atomic_load(&server->draining);
	wire_waits(live->wire);
	live->body.arena = arena;
	live->exchange.reply.body.arena = arena;
	request->arena = request->query.arena = request->form.arena = arena;
	request->connection = connection;
	request_take_target(request, target);
	return live;
}

static size_t bytes_of(const struct live *live)
{
	const struct reply *reply = &live->exchange.reply;

	if (live->streams)
		return (size_t)live->stream_bytes;
	return reply->asset ? reply->asset->len : reply->body.len;
}

/* A request that broke off was never answered: there is nothing to tell. */
static void tell_answered(struct http_server *server, const struct live *live)
{
	struct answered answered = { live->status, bytes_of(live), live->answered_ns - live->arrived_ns };

	if (server->options.answered && live->status != 0)
		server->options.answered(&live->exchange, &answered, server->options.context);
}

static void end_exchange(void *server_as_void, struct MHD_Connection *connection, void **live_at,
			 enum MHD_RequestTerminationCode how)
{
	struct http_server *server = server_as_void;
	struct live *live = *live_at;

	(void)connection;
	(void)how;
	if (!live)
		return;
	*live_at = NULL;
	wire_waits(live->wire);                  /* for the next one */
	tell_answered(server, live);
	atomic_fetch_sub(&server->gathered, live->body.len);
	if (live->spools) {
		atomic_fetch_sub(&server->spooled, (int64_t)live->spool.bytes);
		spool_close(&live->spool);
	}
	if (live->streams)
		atomic_fetch_sub(&server->streaming, 1);
	arena_close(live->exchange.request.arena);
	stir(server);
	atomic_fetch_sub(&server->open, 1);
}

/* A disk that is full is as little the sender's fault as a crowd. */
static void spool_piece(struct live *live, Str piece)
{
	_Atomic int64_t *spooled = &live->server->spooled;

	if (atomic_fetch_add(spooled, (int64_t)piece.len) + (int64_t)piece.len <= LIMIT_SPOOLED_BYTES &&
	    spool_add(&live->spool, piece))
		return;
	atomic_fetch_sub(spooled, (int64_t)piece.len);
	live->crowded = true;
}

/* Anybody may send bodies, and slowly: together they may not take all memory there is. */
static void keep_piece(struct live *live, Str piece)
{
	_Atomic size_t *gathered = &live->server->gathered;

	if (live->crowded || live->body_bytes > live->body_most)
		return;
	if (live->spools) {
		spool_piece(live, piece);
		return;
	}
	if (atomic_fetch_add(gathered, piece.len) + piece.len > LIMIT_GATHERED_BYTES) {
		atomic_fetch_sub(gathered, piece.len);
		live->crowded = true;
		return;
	}
	buf_add(&live->body, piece);
}

/* What is over a limit is read and dropped, so that the sender comes to see why. */
static enum MHD_Result gather(struct live *live, const char *bytes, size_t *bytes_len)
{
	live->body_bytes += *bytes_len;
	wire_brought(live->wire, *bytes_len);
	if (live->body_bytes > live->body_most - LIMIT_BODY_BYTES + LIMIT_DRAIN_BYTES)
		return MHD_NO;
	keep_piece(live, (Str){ bytes, *bytes_len });
	*bytes_len = 0;
	return MHD_YES;
}

/* With the headers: what comes after them. */
static void expect_body(struct live *live)
{
	const struct http_options *options = &live->server->options;
	const char *folder = str_is_empty(options->spool) ? "/var/tmp" : options->spool.at;

	live->body_most = options->body_most ? options->body_most(&live->exchange.request, options->context) : LIMIT_BODY_BYTES;
	must(live->body_most >= LIMIT_BODY_BYTES);
	if (live->body_most == LIMIT_BODY_BYTES)
		return;
	live->spools = spool_open(&live->spool, folder);
	live->crowded = !live->spools;
}

/* The handler may answer before it returns, or another thread may before, during or after our suspending:
 * whoever comes second, by the exchange of phase, resumes the connection. The library itself allows resuming
 * from any thread, suspending only here. */
static enum MHD_Result hand_to_handler(struct live *live)
{
	struct http_server *server = live->server;
	int handed = LIVE_HANDED;

	atomic_fetch_add(&server->unanswered, 1);
	if (atomic_load(&server->closed)) {      /* http_stop no longer waits for new ones */
		atomic_fetch_sub(&server->unanswered, 1);
		return MHD_NO;
	}
	atomic_store(&live->phase, LIVE_HANDED);
	server->options.handler(&live->exchange, server->options.context);
	if (atomic_load(&live->phase) == LIVE_ANSWERED)
		return reply_send(live);
	MHD_suspend_connection(live->connection);
	if (!atomic_compare_exchange_strong(&live->phase, &handed, LIVE_SUSPENDED))
		MHD_resume_connection(live->connection);
	return MHD_YES;
}

void exchange_answer(struct exchange *exchange)
{
	struct live *live = (struct live *)exchange;
	struct http_server *server = live->server;               /* once answered, the arena may end any time */
	struct MHD_Connection *connection = live->connection;
	int was = atomic_exchange(&live->phase, LIVE_ANSWERED);

	must(was == LIVE_HANDED || was == LIVE_SUSPENDED);
	if (was == LIVE_SUSPENDED)
		MHD_resume_connection(connection);
	atomic_fetch_sub(&server->unanswered, 1);                /* last touch: http_stop may go on now */
}

/* Called with the headers, then per piece of the body, then once it is whole, then after each resuming.
 * Eight parameters because the library calls it so. NOLINTNEXTLINE(readability-function-size) */
static enum MHD_Result on_request(void *server_as_void, struct MHD_Connection *connection, const char *path,
				  const char *method, const char *version, const char *bytes,
				  size_t *bytes_len, void **live_at)
{
	struct live *live = *live_at;

	(void)server_as_void;
	(void)connection;
	(void)path;
	(void)version;
	if (!live->begun) {
		live->begun = true;
		request_begin(live, method);
		expect_body(live);
		return MHD_YES;
	}
	if (*bytes_len > 0)
		return gather(live, bytes, bytes_len);
	switch ((enum live_phase)atomic_load(&live->phase)) {
	case LIVE_GATHERING:
		live->arrived_ns = monotonic_ns();
		wire_is_served(live->wire);
		if (live->method_refused)
			return reply_send_method_refused(live);
		request_complete(live);
		return hand_to_handler(live);
	case LIVE_ANSWERED:
		return reply_send(live);
	case LIVE_HANDED:
	case LIVE_SUSPENDED:
		break;
	}
	must_fail(__FILE__, __LINE__, "a suspended connection is not called");
}

/* ---- starting ---- */

__attribute__((format(printf, 2, 0))) static void take_library_log(void *context, const char *format, va_list values)
{
	char line[200];

	(void)context;
	vsnprintf(line, sizeof(line), format, values);
	line[strcspn(line, "\n")] = '\0';
	log_line(LOG_DEBUG, "http", "%s", line);
}

/* Query and path are decoded by us; the library's own idea of them is not used. */
static size_t leave_escapes(void *context, struct MHD_Connection *connection, char *text)
{
	(void)context;
	(void)connection;
	return strlen(text);
}

/* "127.0.0.1:8080", "[::1]:8080", ":8080" (everywhere). */
static bool split_listen(struct arena *arena, Str listen, const char **host_out, const char **port_out)
{
	const char *colon = listen.len ? memrchr(listen.at, ':', listen.len) : NULL;
	int64_t number;
	Str host, port;

	if (!colon)
		return false;
	host = str_first(listen, (size_t)(colon - listen.at));
	port = str_after(listen, host.len + 1);
	if (host.len >= 2 && host.at[0] == '[' && host.at[host.len - 1] == ']')
		host = str_first(str_after(host, 1), host.len - 2);
	*host_out = host.len ? str_terminated(arena, host) : NULL;
	*port_out = str_terminated(arena, port);
	return str_to_int(port, &number) && number >= 0 && number <= 65535;
}

static int listen_at(const struct addrinfo *at)
{
	int on = 1;
	int listening = socket(at->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

	if (listening < 0)
		return -1;
	if (setsockopt(listening, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)) != 0 ||
	    bind(listening, at->ai_addr, at->ai_addrlen) != 0 || listen(listening, SOMAXCONN) != 0) {
		int why = errno;

		close(listening);
		errno = why;
		return -1;
	}
	return listening;
}

/* Opened here and not by the library, so that the operator reads what is wrong. */
static int open_listening(struct arena *arena, Str listen, Str *error_out)
{
	const struct addrinfo wanted = { .ai_socktype = SOCK_STREAM,
					 .ai_flags = AI_PASSIVE | AI_NUMERICSERV };
	struct addrinfo *found = NULL;
	const char *host, *port;
	int listening;

	if (!split_listen(arena, listen, &host, &port) || getaddrinfo(host, port, &wanted, &found) != 0) {
		*error_out = str_format(arena, "监听地址 %.*s 不对，请写成 127.0.0.1:8080 的样子",
					STR_ARG(listen));
		return -1;
	}
	listening = listen_at(found);
	freeaddrinfo(found);
	if (listening < 0)
		*error_out = str_format(arena, "不能在 %.*s 上监听：%s", STR_ARG(listen),
					errno == EADDRINUSE ? "端口已被占用，请换一个端口" :
					errno == EACCES     ? "没有权限，请用 1024 以上的端口" :
							      strerrordesc_np(errno));
	return listening;
}

static int port_of(int listening)
{
	struct sockaddr_storage bound;
	socklen_t len = sizeof(bound);
	char words[8];
	int64_t port = 0;

	must(getsockname(listening, (struct sockaddr *)&bound, &len) == 0);
	must(getnameinfo((struct sockaddr *)&bound, len, NULL, 0, words, sizeof(words), NI_NUMERICSERV) == 0);
	must(str_to_int(str_of(words), &port));
	return (int)port;
}

static unsigned or_else(unsigned given, unsigned limit)
{
	return given ? given : limit;
}

/* TLS 1.2 is the oldest that is safe; the list of ciphers is GnuTLS's. */
static char tls_versions[] = "NORMAL:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2";
static struct MHD_OptionItem over_tls[] = {
	{ MHD_OPTION_HTTPS_PRIORITIES, 0, tls_versions },
	{ MHD_OPTION_HTTPS_CERT_CALLBACK, 0, (void *)tls_show },
	{ MHD_OPTION_END, 0, NULL }
};
static struct MHD_OptionItem plain[] = { { MHD_OPTION_END, 0, NULL } };

static struct MHD_Daemon *start_daemon(struct http_server *server, int listening)
{
	const struct http_options *o = &server->options;
	unsigned threads = o->threads;
	/* All that come through a proxy come from one address. */
	unsigned each = server->proxies.count > 0 ? 0 : or_else(o->connections_per_address, LIMIT_CONNECTIONS_PER_ADDRESS);
	unsigned tls = server->tls ? MHD_USE_TLS : MHD_NO_FLAG;

	return MHD_start_daemon(
		MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ERROR_LOG | tls, 0, NULL, NULL,
		on_request, server,
		MHD_OPTION_EXTERNAL_LOGGER, take_library_log, NULL,      /* first, or some lines escape it */
		MHD_OPTION_LISTEN_SOCKET, (MHD_socket)listening,
		MHD_OPTION_URI_LOG_CALLBACK, begin_exchange, server,
		MHD_OPTION_NOTIFY_COMPLETED, end_exchange, server,
		MHD_OPTION_UNESCAPE_CALLBACK, leave_escapes, NULL,
		MHD_OPTION_NOTIFY_CONNECTION, on_connection, server,
		MHD_OPTION_CONNECTION_LIMIT, or_else(o->connections, LIMIT_CONNECTIONS),
		MHD_OPTION_PER_IP_CONNECTION_LIMIT, each,
		MHD_OPTION_CONNECTION_TIMEOUT, or_else(o->silent_seconds, LIMIT_SILENT_SECONDS),
		/* Half of it is the first read buffer: headers up to the limit fit, and what it holds of them. */
		MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)(2 * LIMIT_HEADER_BYTES),
		MHD_OPTION_STRICT_FOR_CLIENT, 1,
		MHD_OPTION_ARRAY, server->tls ? over_tls : plain,
		threads > 1 ? MHD_OPTION_THREAD_POOL_SIZE : MHD_OPTION_END, threads,
		MHD_OPTION_END);
}

static bool take_certificate(struct arena *arena, struct http_server *server, Str *error_out)
{
	const struct http_options *o = &server->options;

	if (str_is_empty(o->tls_certificate) != str_is_empty(o->tls_key)) {
		*error_out = STR("--tls-cert 和 --tls-key 要一起写");
		return false;
	}
	if (str_is_empty(o->tls_key))
		return true;
	server->tls = tls_open(o->tls_certificate, o->tls_key, arena, error_out);
	return server->tls != NULL;
}

struct http_server *http_start(struct arena *arena, const struct http_options *options, Str *error_out)
{
	struct http_server *server = ARENA_NEW(arena, struct http_server);
	int listening;

	server->options = *options;
	if (!networks_parse(arena, options->proxies, &server->proxies, error_out) ||
	    !take_certificate(arena, server, error_out))
		return NULL;
	listening = open_listening(arena, options->listen, error_out);
	if (listening < 0) {
		tls_close(server->tls);
		return NULL;
	}
	server->options.spool = str_of(str_terminated(arena, options->spool));
	server->port = port_of(listening);
	server->wires = wires_open(or_else(options->sending_seconds, LIMIT_SENDING_SECONDS));
	server->daemon = start_daemon(server, listening);
	if (!server->daemon) {
		wires_close(server->wires);
		tls_close(server->tls);
		*error_out = STR("网页服务不能启动，请看日志");
		return NULL;
	}
	return server;
}

bool http_reload(struct http_server *server, struct arena *arena, Str *error_out)
{
	if (!server->tls || tls_read(server->tls, error_out))
		return true;
	*error_out = arena_copy(arena, *error_out);
	return false;
}

struct http_figures http_figures(const struct http_server *server)
{
	return (struct http_figures){ wires_count(server->wires), wires_cut(server->wires),
				      server->tls ? tls_expires_real_s(server->tls) : 0 };
}

int http_port(const struct http_server *server)
{
	return server->port;
}

/* ---- stopping ---- */

/* Nothing is open, and who keeps a connection has had the time to use it: he cannot know that we stop before he
 * is told, and what he sends into a closed connection would be lost without a word. */
static bool is_quiet(const struct http_server *server, int quiet_ms)
{
	return atomic_load(&server->open) == 0 &&
	       (wires_count(server->wires) == 0 ||
		monotonic_ns() - atomic_load(&server->stirred_ns) >= (int64_t)quiet_ms * 1000000);
}

/* Until all exchanges are completed and it is quiet; or the grace is over and nobody waits for the handler any more. The
 * handler is waited for without limit: its act may be committed, and what was committed is to be told. */
static void settle(struct http_server *server, int grace_ms, int quiet_ms)
{
	static const struct timespec step = { .tv_nsec = 2 * 1000 * 1000 };

	for (int waited_ms = 0; !is_quiet(server, quiet_ms); waited_ms += 2) {
		if (waited_ms >= grace_ms && atomic_load(&server->unanswered) == 0)
			return;
		nanosleep(&step, NULL);
	}
}

void http_stop(struct http_server *server)
{
	MHD_socket listening;

	if (!server)
		return;
	atomic_store(&server->stirred_ns, monotonic_ns());
	atomic_store(&server->draining, true);
	listening = MHD_quiesce_daemon(server->daemon);
	if (listening != MHD_INVALID_SOCKET)
		(void)shutdown(listening, SHUT_RDWR);    /* who comes now is turned away at once, and may go elsewhere */
	settle(server, GRACE_MS, QUIET_MS);
	atomic_store(&server->closed, true);
	settle(server, LAST_GRACE_MS, 0);
	/* The library must not be stopped while a connection is suspended, or a thread still resumes one. */
	while (atomic_load(&server->unanswered) > 0)
		settle(server, 0, 0);
	MHD_stop_daemon(server->daemon);
	if (listening != MHD_INVALID_SOCKET)
		close(listening);                /* not earlier: its threads may have looked at it */
	wires_close(server->wires);
	tls_close(server->tls);
}
