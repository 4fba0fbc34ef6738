/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* gateway.c - serve's side: starts the gateway's process, turns what it hands over into writing acts, tells it what is
 * stored. Nothing it says is believed: positions are looked at again, a device it names must be in use. */
#include "gateway/link.h"

#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/log.h"
#include "http/http.h"

enum { LINK_BUFFER = 1 << 20, REST_MS = 1000, REFUSALS_SAID_S = 10 };

struct gateway {
	struct house *house;
	int listening, port;
	pthread_t thread;
	pthread_mutex_t lock;           /* of all below */
	pthread_cond_t quiet;
	int link;                       /* -1: there is no process */
	pid_t process;
	int64_t generation;             /* which process: answers to another's questions are dropped */
	int jobs;                       /* acts on their way */
	bool stopping;
	struct gateway_figures figures;
	int64_t said_s, said_refused;   /* when refusals were logged last, and how many there were then */
};

/* One act for the gateway; lives in its errand's arena. */
struct job {
	struct errand errand;
	struct gateway *gateway;
	int64_t generation;
	bool asks;
	struct link_ask ask;
	struct link_told told;
	struct link_point *point;
	size_t count;
	struct link_took took;
};

/* ---- acts ---- */

static bool authenticate(struct act *act, struct job *j)
{
	struct device device;
	bool found = false;

	if (!device_find(act, str_of(j->ask.number), &found, &device))
		return false;
	if (!found || device.protocol != DEVICE_JT808 || !device_key_holds(&device, str_of(j->ask.code)))
		return refuse(act, REFUSED_NOT_LOGGED_IN, "device.unknown", "终端号没有登记，或者鉴权码不对");
	if (!device_is_in_use(&device, instant_date(act->now)))
		return refuse(act, REFUSED_CONFLICT, "device.stopped", "这个设备没有在用");
	j->told.device = device.id.v;
	return true;
}

static bool ask_body(struct act *act, void *input)
{
	struct job *j = input;
	struct device device;
	Str code = STR_NONE;

	if (!j->ask.registers)
		return authenticate(act, j);
	if (!device_register(act, str_of(j->ask.number), str_of(j->ask.from), &device, &code))
		return false;
	must(code.len < sizeof j->told.code);
	memcpy(j->told.code, code.at, code.len);
	j->told.code[code.len] = '\0';
	return true;
}

static bool is_among(const int64_t *ids, size_t count, int64_t id)
{
	for (size_t i = 0; i < count; i++)
		if (ids[i] == id)
			return true;
	return false;
}

static bool take_device(struct act *act, struct job *j, const struct link_point *from, size_t count)
{
	struct position *at = ARENA_ARRAY(act->arena, struct position, count);

	for (size_t i = 0; i < count; i++)
		at[i] = from[i].at;
	return track_take(act, (DeviceId){ from->device }, at, count);
}

/* Device by device: j->point is sorted. */
static bool take_body(struct act *act, void *input)
{
	struct job *j = input;
	int64_t *idle;
	size_t idle_count, from = 0;

	j->took.dropped = 0;
	if (!devices_not_in_use(act, &idle, &idle_count))
		return false;
	for (size_t i = 1; i <= j->count; i++) {
		int64_t device = j->point[from].device;

		if (i < j->count && j->point[i].device == device)
			continue;
		if (!is_among(idle, idle_count, device)) {
			if (!take_device(act, j, &j->point[from], i - from))
				return false;
		} else if (j->took.dropped < LINK_DROPPED) {
			j->took.device[j->took.dropped++] = device;
		}
		from = i;
	}
	return true;
}

/* ---- their answers ---- */

/* Once in a while and with a number: whoever floods the door must not flood the log. */
static void say_refused(struct gateway *g, const struct job *j)
{
	int64_t now = real_now_s();

	g->figures.refused++;
	if (now - g->said_s < REFUSALS_SAID_S)
		return;
	log_line(LOG_WARNING, "gateway", "拒绝了 %lld 次；最近一次：终端号 %s，来自 %s，%.*s", (long long)(g->figures.refused - g->said_refused),
	         j->ask.number, j->ask.from, STR_ARG(j->errand.refusal.message));
	g->said_s = now;
	g->said_refused = g->figures.refused;
}

static unsigned result_of(const struct job *j)
{
	if (j->errand.refusal.kind == REFUSED_NOT)
		return RESULT_DONE;
	if (!j->ask.registers)
		return RESULT_FAILED;
	return j->errand.refusal.kind == REFUSED_TOO_MANY ? REGISTERED_ALREADY : REGISTERED_NOBODY;
}

static void answer(struct gateway *g, struct job *j)
{
	bool stored = j->errand.refusal.kind == REFUSED_NOT;

	if (j->asks) {
		j->told.result = result_of(j);
		if (!stored)
			say_refused(g, j);
	} else {
		j->took.stored = stored;
		g->figures.batches += stored;
		g->figures.positions += stored ? (int64_t)j->count : 0;
	}
	if (g->link < 0 || j->generation != g->generation)
		return;
	if (j->asks)
		(void)!link_write(g->link, LINK_TOLD, &j->told, sizeof j->told, NULL, 0);
	else
		(void)!link_write(g->link, LINK_TOOK, &j->took, sizeof j->took, NULL, 0);
}

/* On the writer's thread, after the commit. */
static void job_done(struct errand *errand)
{
	struct job *j = errand->owner;
	struct gateway *g = j->gateway;

	must(pthread_mutex_lock(&g->lock) == 0);
	answer(g, j);
	g->jobs--;
	must(pthread_cond_signal(&g->quiet) == 0);
	must(pthread_mutex_unlock(&g->lock) == 0);
	arena_close(errand->seed.arena);        /* and with it the job */
}

static void submit(struct gateway *g, struct job *j, struct arena *arena, ActBody *body)
{
	j->gateway = g;
	j->errand = (struct errand){ .seed = { .house = g->house, .who = &caller_system, .via = VIA_TERMINAL, .now = g->house->clock(g->house), .arena = arena },
	                             .body = body, .input = j, .done = job_done, .owner = j };
	must(pthread_mutex_lock(&g->lock) == 0);
	g->jobs++;
	j->generation = g->generation;
	must(pthread_mutex_unlock(&g->lock) == 0);
	act_submit(&j->errand);
}

/* ---- what the process says ---- */

static int by_device(const void *a, const void *b)
{
	const struct link_point *const *x = a, *const *y = b;

	if ((*x)->device != (*y)->device)
		return (*x)->device < (*y)->device ? -1 : 1;
	return *x < *y ? -1 : *x > *y;
}

/* By device, of one device as they came. */
static struct link_point *sorted(struct arena *arena, const struct link_point *point, size_t count)
{
	const struct link_point **order = ARENA_ARRAY(arena, const struct link_point *, count);
	struct link_point *out = ARENA_ARRAY(arena, struct link_point, count);

	for (size_t i = 0; i < count; i++)
		order[i] = &point[i];
	qsort(order, count, sizeof *order, by_device);
	for (size_t i = 0; i < count; i++)
		out[i] = *order[i];
	return out;
}

static bool are_sane(const struct link_point *point, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (point[i].device <= 0 || !position_is_sane(&point[i].at))
			return false;
	return true;
}

static bool hear_take(struct gateway *g, struct arena *arena, size_t bytes)
{
	struct job *j = ARENA_NEW(arena, struct job);
	struct link_take take;
	struct link_point *point;

	if (bytes < sizeof take || (bytes - sizeof take) % sizeof *point != 0 || (bytes - sizeof take) / sizeof *point > LINK_POINTS
	    || !link_read(g->link, &take, sizeof take))
		return false;
	j->count = (bytes - sizeof take) / sizeof *point;
	point = ARENA_ARRAY(arena, struct link_point, j->count + 1);
	if (!link_read(g->link, point, j->count * sizeof *point) || !are_sane(point, j->count))
		return false;
	j->point = sorted(arena, point, j->count);
	j->took.no = take.no;
	submit(g, j, arena, take_body);
	return true;
}

static bool hear_ask(struct gateway *g, struct arena *arena, size_t bytes)
{
	struct job *j = ARENA_NEW(arena, struct job);
	Str from;

	if (bytes != sizeof j->ask || !link_read(g->link, &j->ask, sizeof j->ask))
		return false;
	j->ask.number[sizeof j->ask.number - 1] = j->ask.code[sizeof j->ask.code - 1] = j->ask.from[sizeof j->ask.from - 1] = '\0';
	from = str_of(j->ask.from);
	if (!str_is_utf8(from) || !str_is_utf8(str_of(j->ask.number)))
		return false;
	j->asks = true;
	j->told.who = j->ask.who;
	j->told.registers = j->ask.registers;
	submit(g, j, arena, ask_body);
	return true;
}

static bool hear_one(struct gateway *g)
{
	struct link_head head;
	struct arena *arena;

	if (!link_read(g->link, &head, sizeof head))
		return false;
	arena = arena_open();
	if (head.kind == LINK_TAKE ? hear_take(g, arena, head.bytes) : head.kind == LINK_ASK && hear_ask(g, arena, head.bytes))
		return true;
	arena_close(arena);
	return false;
}

/* ---- the process ---- */

static bool start_process(struct gateway *g, int pair[2])
{
	static char name[] = "juebu", command[] = "gateway";
	char *const arguments[] = { name, command, NULL }, *const environment[] = { NULL };
	posix_spawn_file_actions_t files;
	posix_spawnattr_t how;
	sigset_t none, all;
	int failed;

	must(sigemptyset(&none) == 0 && sigfillset(&all) == 0);
	must(posix_spawn_file_actions_init(&files) == 0 && posix_spawnattr_init(&how) == 0);
	/* Over numbers far above both, so that neither is written over before it is copied. */
	must(posix_spawn_file_actions_adddup2(&files, pair[1], GATEWAY_LINK_FD) == 0);
	must(posix_spawn_file_actions_adddup2(&files, g->listening, GATEWAY_LISTEN_FD) == 0);
	must(posix_spawnattr_setsigmask(&how, &none) == 0 && posix_spawnattr_setsigdefault(&how, &all) == 0);
	must(posix_spawnattr_setflags(&how, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF) == 0);
	failed = posix_spawn(&g->process, "/proc/self/exe", &files, &how, arguments, environment);
	must(posix_spawn_file_actions_destroy(&files) == 0 && posix_spawnattr_destroy(&how) == 0);
	return failed == 0;
}

static int far_copy(int fd)
{
	int copy = fcntl(fd, F_DUPFD_CLOEXEC, 64);

	must(copy >= 0);
	(void)close(fd);
	return copy;
}

static bool connect_process(struct gateway *g)
{
	int pair[2], room = LINK_BUFFER;
	bool started;

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0)
		return false;
	pair[0] = far_copy(pair[0]);
	pair[1] = far_copy(pair[1]);
	for (int i = 0; i < 2; i++)
		(void)setsockopt(pair[i], SOL_SOCKET, SO_SNDBUF, &room, sizeof room);
	started = start_process(g, pair);
	(void)close(pair[1]);
	if (!started) {
		(void)close(pair[0]);
		return false;
	}
	must(pthread_mutex_lock(&g->lock) == 0);
	g->link = pair[0];
	g->generation++;
	if (g->stopping)
		(void)shutdown(g->link, SHUT_RD);
	must(pthread_mutex_unlock(&g->lock) == 0);
	return true;
}

/* No answer may be written to a descriptor that is another's meanwhile: under the lock. */
static void disconnect_process(struct gateway *g)
{
	int status = 0;

	must(pthread_mutex_lock(&g->lock) == 0);
	while (g->stopping && g->jobs)          /* what is being stored is still answered */
		must(pthread_cond_wait(&g->quiet, &g->lock) == 0);
	(void)close(g->link);
	g->link = -1;
	if (!g->stopping) {
		g->figures.restarts++;
		(void)kill(g->process, SIGKILL);
	}
	must(pthread_mutex_unlock(&g->lock) == 0);
	while (waitpid(g->process, &status, 0) < 0 && errno == EINTR)
		continue;
}

static bool is_stopping(struct gateway *g)
{
	bool stopping;

	must(pthread_mutex_lock(&g->lock) == 0);
	stopping = g->stopping;
	must(pthread_mutex_unlock(&g->lock) == 0);
	return stopping;
}

static void *run(void *thing)
{
	struct gateway *g = thing;

	while (!is_stopping(g)) {
		if (connect_process(g)) {
			while (hear_one(g))
				continue;
			disconnect_process(g);
		}
		if (is_stopping(g))
			break;
		log_line(LOG_TROUBLE, "gateway", "网关进程停了，重新启动");
		(void)poll(NULL, 0, REST_MS);
	}
	return NULL;
}

/* ---- starting and stopping ---- */

static int listen_at(struct arena *arena, Str listen_words, Str *error_out)
{
	struct addrinfo hints = { .ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM, .ai_flags = AI_PASSIVE | AI_NUMERICSERV }, *found = NULL;
	size_t at = listen_words.len;
	int fd = -1, on = 1;
	Str host, port;

	while (at > 0 && listen_words.at[at - 1] != ':')
		at--;
	host = str_first(listen_words, at ? at - 1 : 0);
	port = str_after(listen_words, at);
	if (host.len > 2 && host.at[0] == '[' && host.at[host.len - 1] == ']')
		host = (Str){ host.at + 1, host.len - 2 };
	if (at && port.len && getaddrinfo(host.len ? str_terminated(arena, host) : NULL, str_terminated(arena, port), &hints, &found) == 0) {
		fd = socket(found->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
		if (fd >= 0 && (setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) != 0 || bind(fd, found->ai_addr, found->ai_addrlen) != 0
		                || listen(fd, SOMAXCONN) != 0)) {
			(void)close(fd);
			fd = -1;
		}
		freeaddrinfo(found);
	}
	if (fd < 0) {
		*error_out = str_format(arena, "网关不能在 %.*s 上监听，请检查 --gateway 的地址和端口，或者端口已被占用", STR_ARG(listen_words));
		return -1;
	}
	return far_copy(fd);
}

static int port_of(int fd)
{
	struct sockaddr_storage at = { 0 };
	socklen_t len = sizeof at;
	char port[16] = "";

	must(getsockname(fd, (struct sockaddr *)&at, &len) == 0);
	must(getnameinfo((struct sockaddr *)&at, len, NULL, 0, port, sizeof port, NI_NUMERICSERV) == 0);
	return (int)strtol(port, NULL, 10);
}

struct gateway *gateway_start(struct arena *arena, struct house *house, Str listen_words, Str *error_out)
{
	struct gateway *g = ARENA_NEW(arena, struct gateway);

	g->house = house;
	g->link = -1;
	g->listening = listen_at(arena, listen_words, error_out);
	if (g->listening < 0)
		return NULL;
	g->port = port_of(g->listening);
	must(pthread_mutex_init(&g->lock, NULL) == 0 && pthread_cond_init(&g->quiet, NULL) == 0);
	must(pthread_create(&g->thread, NULL, run, g) == 0);
	return g;
}

int gateway_port(const struct gateway *g)
{
	return g->port;
}

struct gateway_figures gateway_figures(struct gateway *g)
{
	struct gateway_figures figures;

	must(pthread_mutex_lock(&g->lock) == 0);
	figures = g->figures;
	must(pthread_mutex_unlock(&g->lock) == 0);
	return figures;
}

void gateway_stop(struct gateway *g)
{
	if (!g)
		return;
	must(pthread_mutex_lock(&g->lock) == 0);
	g->stopping = true;
	if (g->link >= 0)
		(void)shutdown(g->link, SHUT_RD);
	must(pthread_mutex_unlock(&g->lock) == 0);
	must(pthread_join(g->thread, NULL) == 0);
	(void)close(g->listening);
	must(pthread_cond_destroy(&g->quiet) == 0 && pthread_mutex_destroy(&g->lock) == 0);
}
