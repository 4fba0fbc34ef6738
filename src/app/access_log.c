/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* access_log.c - two buffers: one is filled while the other is written. */
#include "app/access_log.h"

#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <string.h>
#include <unistd.h>

#include "base/limits.h"
#include "base/must.h"

struct access_log {
	pthread_mutex_t lock;
	pthread_cond_t came;
	pthread_t writer;
	const char *file;               /* NULL: standard output */
	int fd;
	char *filling, *writing;
	size_t len;
	_Atomic uint64_t dropped;
	bool closing;
};

static int open_file(const char *file)
{
	return open(file, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0640);
}

static void write_all(struct access_log *log, int fd, Str bytes)
{
	while (bytes.len > 0) {
		ssize_t put = write(fd, bytes.at, bytes.len);

		if (put <= 0) {
			for (size_t i = 0; i < bytes.len; i++)
				if (bytes.at[i] == '\n')
					atomic_fetch_add(&log->dropped, 1);
			return;
		}
		bytes = str_after(bytes, (size_t)put);
	}
}

/* With the lock, which it lets go while it writes. */
static void write_out(struct access_log *log)
{
	Str full = { log->filling, log->len };
	int fd = log->fd;

	log->filling = log->writing;
	log->writing = (char *)(uintptr_t)full.at;
	log->len = 0;
	must(pthread_mutex_unlock(&log->lock) == 0);
	write_all(log, fd, full);
	must(pthread_mutex_lock(&log->lock) == 0);
}

static void *write_lines(void *log_as_void)
{
	struct access_log *log = log_as_void;

	must(pthread_mutex_lock(&log->lock) == 0);
	while (log->len > 0 || !log->closing) {
		if (log->len > 0)
			write_out(log);
		else
			must(pthread_cond_wait(&log->came, &log->lock) == 0);
	}
	must(pthread_mutex_unlock(&log->lock) == 0);
	return NULL;
}

struct access_log *access_log_open(struct arena *arena, Str file, Str *error_out)
{
	struct access_log *log = ARENA_NEW(arena, struct access_log);

	log->file = str_is(file, "-") ? NULL : str_terminated(arena, file);
	log->fd = log->file ? open_file(log->file) : STDOUT_FILENO;
	if (log->fd < 0) {
		*error_out = str_format(arena, "访问日志 %s 不能写，请核对路径和权限", log->file);
		return NULL;
	}
	log->filling = arena_take(arena, LIMIT_ACCESS_LOG_BYTES);
	log->writing = arena_take(arena, LIMIT_ACCESS_LOG_BYTES);
	must(pthread_mutex_init(&log->lock, NULL) == 0);
	must(pthread_cond_init(&log->came, NULL) == 0);
	must(pthread_create(&log->writer, NULL, write_lines, log) == 0);
	return log;
}

void access_log_add(struct access_log *log, Str line)
{
	must(pthread_mutex_lock(&log->lock) == 0);
	if (line.len <= LIMIT_ACCESS_LOG_BYTES - log->len) {
		memcpy(log->filling + log->len, line.at, line.len);
		log->len += line.len;
		must(pthread_cond_signal(&log->came) == 0);
	} else {
		atomic_fetch_add(&log->dropped, 1);
	}
	must(pthread_mutex_unlock(&log->lock) == 0);
}

/* dup2 puts the new file where the old one was: whoever is writing finishes there, the next line stands in the new. */
bool access_log_reopen(struct access_log *log)
{
	int fd;

	if (!log->file)
		return true;
	fd = open_file(log->file);
	if (fd < 0)
		return false;
	must(dup2(fd, log->fd) == log->fd);
	must(close(fd) == 0);
	return true;
}

uint64_t access_log_dropped(const struct access_log *log)
{
	return atomic_load(&log->dropped);
}

void access_log_close(struct access_log *log)
{
	if (!log)
		return;
	must(pthread_mutex_lock(&log->lock) == 0);
	log->closing = true;
	must(pthread_cond_signal(&log->came) == 0);
	must(pthread_mutex_unlock(&log->lock) == 0);
	must(pthread_join(log->writer, NULL) == 0);
	if (log->file)
		must(close(log->fd) == 0);
	must(pthread_cond_destroy(&log->came) == 0);
	must(pthread_mutex_destroy(&log->lock) == 0);
}
