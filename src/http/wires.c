/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* wires.c - the connections that are open, and the end of those that send too slowly.
 *
 * The library ends a connection that says nothing; one that says a byte now and then would stay for ever and hold its
 * place (slowloris). So a watch looks every second how long each request has been coming. Owns: struct wire, one per
 * connection. The lock is taken when a connection opens or closes and by the watch, never for a request. */
#include <sys/socket.h>
#include <time.h>

#include "base/limits.h"
#include "base/must.h"
#include "http/live.h"

struct wires {
	pthread_mutex_t lock;
	pthread_cond_t wake;
	pthread_t watch;
	struct arena *arena;
	struct wire *first, *unused;
	unsigned patience_s;
	_Atomic unsigned count;
	_Atomic uint64_t cut;
	bool stopping;
};

int64_t monotonic_ns(void)
{
	struct timespec now;

	must(clock_gettime(CLOCK_MONOTONIC, &now) == 0);
	return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

struct wire *wire_of(struct MHD_Connection *connection)
{
	const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);

	must(info && info->socket_context);
	return info->socket_context;
}

/* The time to send begins anew. */
void wire_waits(struct wire *wire)
{
	atomic_store(&wire->bytes, 0);
	atomic_store(&wire->since_ns, monotonic_ns());
}

void wire_is_served(struct wire *wire)
{
	atomic_store(&wire->since_ns, 0);
}

void wire_brought(struct wire *wire, size_t bytes)
{
	atomic_fetch_add(&wire->bytes, bytes);
}

/* ---- opening and closing ---- */

static struct wire *open_wire(struct http_server *server, struct MHD_Connection *connection)
{
	struct wires *wires = server->wires;
	const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
	struct wire *wire;

	must(info);
	must(pthread_mutex_lock(&wires->lock) == 0);
	wire = wires->unused;
	if (wire)
		wires->unused = wire->next;
	else
		wire = ARENA_NEW(wires->arena, struct wire);
	wire->server = server;
	wire->socket = info->connect_fd;
	wire->before = NULL;
	wire->next = wires->first;
	if (wire->next)
		wire->next->before = wire;
	wires->first = wire;
	wire_waits(wire);
	must(pthread_mutex_unlock(&wires->lock) == 0);
	atomic_fetch_add(&wires->count, 1);
	return wire;
}

/* Before the library closes the socket, so that the watch never touches another's. */
static void close_wire(struct wires *wires, struct wire *wire)
{
	must(pthread_mutex_lock(&wires->lock) == 0);
	if (wire->before)
		wire->before->next = wire->next;
	else
		wires->first = wire->next;
	if (wire->next)
		wire->next->before = wire->before;
	wire->next = wires->unused;
	wires->unused = wire;
	must(pthread_mutex_unlock(&wires->lock) == 0);
	atomic_fetch_sub(&wires->count, 1);
}

void on_connection(void *server_as_void, struct MHD_Connection *connection, void **wire_at,
		   enum MHD_ConnectionNotificationCode what)
{
	struct http_server *server = server_as_void;

	if (what == MHD_CONNECTION_NOTIFY_STARTED) {
		*wire_at = open_wire(server, connection);
	} else if (*wire_at) {
		close_wire(server->wires, *wire_at);
		*wire_at = NULL;
	}
}

/* ---- the watch ---- */

static bool is_too_slow(const struct wires *wires, struct wire *wire, int64_t now_ns)
{
	int64_t since_ns = atomic_load(&wire->since_ns);
	int64_t earned_s = (int64_t)(atomic_load(&wire->bytes) / LIMIT_SENDING_BYTES_A_SECOND);

	return since_ns != 0 && now_ns - since_ns > (wires->patience_s + earned_s) * 1000000000;
}

static void look_round(struct wires *wires)
{
	int64_t now_ns = monotonic_ns();

	for (struct wire *wire = wires->first; wire; wire = wire->next)
		if (is_too_slow(wires, wire, now_ns)) {
			wire_is_served(wire);
			atomic_fetch_add(&wires->cut, 1);
			(void)shutdown(wire->socket, SHUT_RDWR);         /* its thread sees the end and closes */
		}
}

static void *watch(void *wires_as_void)
{
	struct wires *wires = wires_as_void;
	struct timespec until;

	must(pthread_mutex_lock(&wires->lock) == 0);
	while (!wires->stopping) {
		look_round(wires);
		must(clock_gettime(CLOCK_REALTIME, &until) == 0);
		until.tv_sec++;
		(void)pthread_cond_timedwait(&wires->wake, &wires->lock, &until);
	}
	must(pthread_mutex_unlock(&wires->lock) == 0);
	return NULL;
}

struct wires *wires_open(unsigned patience_s)
{
	struct arena *arena = arena_open();
	struct wires *wires = ARENA_NEW(arena, struct wires);

	wires->arena = arena;
	wires->patience_s = patience_s;
	must(pthread_mutex_init(&wires->lock, NULL) == 0);
	must(pthread_cond_init(&wires->wake, NULL) == 0);
	must(pthread_create(&wires->watch, NULL, watch, wires) == 0);
	return wires;
}

unsigned wires_count(const struct wires *wires)
{
	return atomic_load(&wires->count);
}

uint64_t wires_cut(const struct wires *wires)
{
	return atomic_load(&wires->cut);
}

void wires_close(struct wires *wires)
{
	must(pthread_mutex_lock(&wires->lock) == 0);
	wires->stopping = true;
	must(pthread_cond_signal(&wires->wake) == 0);
	must(pthread_mutex_unlock(&wires->lock) == 0);
	must(pthread_join(wires->watch, NULL) == 0);
	must(pthread_cond_destroy(&wires->wake) == 0);
	must(pthread_mutex_destroy(&wires->lock) == 0);
	arena_close(wires->arena);
}
