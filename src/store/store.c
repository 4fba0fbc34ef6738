/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* store.c - opening and closing a store, and its pool of reading connections.
 *
 * Owns: the file, its lock, connections. Does not own: who writes and when (writer.c). */
#include "store/store_backend.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "base/log.h"

/* ---- connections ---- */

struct connection *connection_open(struct store *store, bool writing, Str *error_out)
{
	struct arena *arena = arena_open();
	struct connection *c = ARENA_NEW(arena, struct connection);

	c->arena = arena;
	c->backend = store->backend;
	c->store = store;
	c->writing = writing;
	if (c->backend->connect(c)) {
		c->trouble = TROUBLE_NONE;
		return c;
	}
	log_line(LOG_TROUBLE, "store", "%s", c->why);
	if (error_out)
		*error_out = words_keep(str_of(c->why));
	connection_close(c);
	return NULL;
}

void connection_close(struct connection *c)
{
	if (!c)
		return;
	kept_forget(c);
	known_forget(c);
	c->gone = true;                 /* no farewell to each statement */
	statements_forget(c);
	c->backend->disconnect(c);
	arena_close(c->arena);
}

static bool begin_once(struct store *store, struct connection **c, bool writing)
{
	const struct backend *backend = store->backend;

	if (!*c)
		*c = connection_open(store, writing, NULL);
	if (!*c)
		return false;
	(*c)->trouble = TROUBLE_NONE;
	if (backend->command(*c, writing ? backend->begin_writing : backend->begin_reading))
		return true;
	log_line(LOG_TROUBLE, "store", "%s", (*c)->why);
	connection_close(*c);
	*c = NULL;
	return false;
}

bool connection_is_worn(const struct connection *c)
{
	return c->gone || arena_used(c->arena) > STORE_CONNECTION_BYTES;
}

bool connection_begin(struct store *store, struct connection **c, bool writing)
{
	bool was_open = *c != NULL;

	/* Nothing was done on it yet: a server that was restarted meanwhile need not cost anybody an act. */
	return begin_once(store, c, writing) || (was_open && begin_once(store, c, writing));
}

/* ---- the pool of readers ---- */

/* A reader within a reader may not wait: all the others might wait likewise. */
static _Thread_local unsigned readers_held;

static struct connection *idle_pop(struct store *store)
{
	struct connection *c;

	must(pthread_mutex_lock(&store->lock) == 0);
	while (!store->idle && store->readers >= STORE_READERS && readers_held == 0)
		must(pthread_cond_wait(&store->reader_freed, &store->lock) == 0);
	c = store->idle;
	if (c)
		store->idle = c->next;
	else
		store->readers++;
	must(pthread_mutex_unlock(&store->lock) == 0);
	return c;
}

static void idle_push(struct store *store, struct connection *c)
{
	must(pthread_mutex_lock(&store->lock) == 0);
	if (c) {
		c->next = store->idle;
		store->idle = c;
	} else {
		store->readers--;
	}
	must(pthread_cond_signal(&store->reader_freed) == 0);
	must(pthread_mutex_unlock(&store->lock) == 0);
}

static bool end_snapshot(struct connection *c)
{
	kept_forget(c);
	if (!c->gone && c->backend->in_transaction(c) && !c->backend->command(c, "ROLLBACK"))
		c->gone = true;
	return !c->gone;
}

/* Where this program alone writes, and has written nothing since, a snapshot is as good as a new one; ending and beginning
 * it is a tenth of a page. */
static bool is_current(const struct connection *c)
{
	const struct store *store = c->store;

	return store->exclusive && c->backend->is_file && c->trouble == TROUBLE_NONE && !c->gone
	    && c->snapshot == atomic_load(&store->batches);
}

static bool begin_reading(struct store *store, struct connection **c)
{
	int64_t batches = atomic_load(&store->batches);         /* before it begins: it may only be newer than this */

	if (*c && (*c)->backend->in_transaction(*c)) {
		if (is_current(*c))
			return true;
		(void)end_snapshot(*c);
	}
	if (!connection_begin(store, c, false))
		return false;
	(*c)->snapshot = batches;
	return true;
}

struct connection *reader_take(struct store *store, struct act *act)
{
	struct connection *c = idle_pop(store);

	if (!begin_reading(store, &c)) {
		idle_push(store, NULL);
		refuse(act, REFUSED_BROKEN, "store.unreachable", "数据库连不上，请稍后重试");
		return NULL;
	}
	readers_held++;
	return c;
}

void reader_give(struct connection *c)
{
	struct store *store = c->store;

	readers_held--;
	if (!is_current(c))
		(void)end_snapshot(c);
	if (connection_is_worn(c)) {
		connection_close(c);
		c = NULL;
	}
	idle_push(store, c);
}

struct connection *reader_beside(struct connection *first)
{
	const struct backend *backend = first->backend;
	struct connection *c = connection_open(first->store, false, NULL);

	if (c && backend->command(c, backend->begin_reading) && (!backend->share_snapshot || backend->share_snapshot(first, c)))
		return c;
	connection_close(c);
	return NULL;
}

void snapshots_end(struct store *store)
{
	must(pthread_mutex_lock(&store->lock) == 0);
	for (struct connection *c = store->idle; c; c = c->next)
		(void)end_snapshot(c);
	must(pthread_mutex_unlock(&store->lock) == 0);
}

/* ---- opening and closing ---- */

/* The file is nobody else's: it holds personal data. SQLite gives -wal and -shm the same mode. */
static int file_make(struct store *store, const char *ending, Str *error_out)
{
	Str path = str_format(store->arena, "%s%s", store->url, ending);
	int fd = open(str_terminated(store->arena, path), O_RDWR | O_CREAT | O_CLOEXEC, 0600);

	if (fd < 0)
		*error_out = words_keep(str_format(store->arena, "建不了数据库文件 %.*s：%s", STR_ARG(path),
		                                   strerrordesc_np(errno)));
	return fd;
}

static bool file_ready(struct store *store, Str *error_out)
{
	int fd;

	if (!store->exclusive) {
		if (access(store->url, R_OK) == 0)
			return true;
		*error_out = words_keep(str_format(store->arena, "打不开数据库文件 %s：%s", store->url,
		                                   strerrordesc_np(errno)));
		return false;
	}
	store->lock_fd = file_make(store, ".lock", error_out);
	if (store->lock_fd < 0)
		return false;
	if (flock(store->lock_fd, LOCK_EX | LOCK_NB) != 0) {
		*error_out = STR("另一个程序正在写这个数据库，请先停止它");
		return false;
	}
	fd = file_make(store, "", error_out);
	if (fd < 0)
		return false;
	close(fd);
	return true;
}

bool thread_start(pthread_t *thread, void *(*body)(void *), void *thing)
{
	sigset_t all, before;
	int failed;

	sigfillset(&all);
	must(pthread_sigmask(SIG_SETMASK, &all, &before) == 0);
	failed = pthread_create(thread, NULL, body, thing);
	must(pthread_sigmask(SIG_SETMASK, &before, NULL) == 0);
	return failed == 0;
}

static bool can_be_reached(struct store *store, Str *error_out)
{
	bool writing = store->exclusive || !store->backend->is_file;
	Str why = STR_NONE;
	/* A writer first: it makes the file a WAL file, which readers cannot. */
	struct connection *c = connection_open(store, writing, &why);

	if (c) {
		connection_close(c);
		return true;
	}
	*error_out = words_keep(str_format(store->arena, "打不开数据库：%.*s", STR_ARG(why)));
	return false;
}

static void store_end(struct store *store)
{
	if (store->lock_fd >= 0)
		close(store->lock_fd);
	pthread_cond_destroy(&store->errands_came);
	pthread_cond_destroy(&store->reader_freed);
	pthread_cond_destroy(&store->work_came);
	pthread_mutex_destroy(&store->lock);
	arena_close(store->arena);
}

bool store_is_server(Str url)
{
	return str_starts_with(url, "postgresql://") || str_starts_with(url, "postgres://");
}

static struct store *store_new(struct house *house, Str url)
{
	struct arena *arena = arena_open();
	struct store *store = ARENA_NEW(arena, struct store);
	bool is_server = store_is_server(url);

	store->arena = arena;
	store->house = house;
	store->backend = is_server ? &postgres_backend : &sqlite_backend;
	store->url = str_terminated(arena, url);
	store->lock_fd = -1;
	must(pthread_mutex_init(&store->lock, NULL) == 0);
	must(pthread_cond_init(&store->errands_came, NULL) == 0);
	must(pthread_cond_init(&store->reader_freed, NULL) == 0);
	must(pthread_cond_init(&store->work_came, NULL) == 0);
	return store;
}

static struct store *open_as(struct house *house, Str url, bool exclusive, bool hasty, Str *error_out)
{
	struct store *store = store_new(house, url);

	store->exclusive = exclusive;
	store->hasty = hasty;
	if ((store->backend->is_file && !file_ready(store, error_out)) || !can_be_reached(store, error_out)) {
		store_end(store);
		return NULL;
	}
	house->store = store;
	if (!writer_start(store) || !workers_start(store)) {
		*error_out = STR("起不了线程，请看系统的进程数限制");
		store_close(store);
		return NULL;
	}
	return store;
}

struct store *store_open(struct house *house, Str url, bool exclusive, Str *error_out)
{
	return open_as(house, url, exclusive, false, error_out);
}

struct store *store_open_hasty(struct house *house, Str url, Str *error_out)
{
	return open_as(house, url, true, true, error_out);
}

void store_close(struct store *store)
{
	if (!store)
		return;
	/* Work may still want to write what it found out, so it ends before the writer does. */
	workers_stop(store);
	writer_stop(store);
	while (store->idle) {
		struct connection *c = store->idle;

		store->idle = c->next;
		connection_close(c);
	}
	if (store->house->store == store)
		store->house->store = NULL;
	store_end(store);
}

/* ---- for the operator ---- */

static const struct sql ANSWER = { "SELECT 1 AS one" };

static bool answers(struct act *act, void *input __attribute__((unused)))
{
	struct query *q = store_query(act, &ANSWER);
	bool found = false;

	return query_one(q, &found) && query_done(q);
}

bool store_is_ready(struct store *store)
{
	struct act_seed seed = { .house = store->house };
	struct refusal refusal;

	return act_read(&seed, answers, NULL, &refusal);
}

Str store_file(const struct store *store)
{
	return store->backend->is_file ? str_of(store->url) : STR_NONE;
}

int64_t store_free_bytes(const struct store *store)
{
	struct statvfs disk;

	if (!store->backend->is_file || statvfs(store->url, &disk) != 0)
		return -1;
	return (int64_t)disk.f_bavail * (int64_t)disk.f_frsize;
}

Str store_name(const struct store *store)
{
	return str_of(store->backend->name);
}

struct store_figures store_figures(struct store *store)
{
	struct store_figures figures;

	must(pthread_mutex_lock(&store->lock) == 0);
	figures = store->figures;
	figures.commit_ns = atomic_load(&store->commit_ns);
	must(pthread_mutex_unlock(&store->lock) == 0);
	return figures;
}
