/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* backup_file.c - a backup as a file. See backup_file.h. */
#include "app/backup_file.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define LINE_BEGINS "\njuebu-backup 1 "
enum { LINE_MOST = 256, PIECE_BYTES = 1 << 20 };

static bool say(struct arena *arena, Str *error_out, const char *words, const char *path)
{
	*error_out = str_format(arena, "%s %s：%s", words, path, strerrordesc_np(errno));
	return false;
}

/* ---- its name ---- */

int part_open(struct arena *arena, const char *part, Str *error_out)
{
	int fd = open(part, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);

	if (fd < 0) {
		say(arena, error_out, "建不了文件", part);
		return -1;
	}
	if (flock(fd, LOCK_EX | LOCK_NB) != 0) {
		*error_out = str_format(arena, "另一个备份或恢复正在写 %s", part);
		close(fd);
		return -1;
	}
	/* One left by a run that was killed is begun anew. */
	if (fchmod(fd, 0600) != 0 || ftruncate(fd, 0) != 0) {
		say(arena, error_out, "写不了文件", part);
		close(fd);
		return -1;
	}
	return fd;
}

static bool sync_folder(struct arena *arena, const char *path)
{
	char *copy = (char *)(uintptr_t)str_terminated(arena, str_of(path));
	int fd = open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	bool synced = fd >= 0 && fsync(fd) == 0;

	if (fd >= 0)
		close(fd);
	return synced;
}

bool part_name(struct arena *arena, int fd, const char *part, const char *path, Str *error_out)
{
	if (fsync(fd) != 0)
		return say(arena, error_out, "写不到磁盘", part);
	/* Not every file system can rename without replacing; each that we know can link. */
	if (renameat2(AT_FDCWD, part, AT_FDCWD, path, RENAME_NOREPLACE) != 0
	    && (errno != EINVAL || link(part, path) != 0 || unlink(part) != 0))
		return say(arena, error_out, "不能命名为", path);
	return sync_folder(arena, path) || say(arena, error_out, "写不到磁盘", path);
}

/* ---- its sum ---- */

static bool write_all(int fd, const unsigned char *at, size_t count)
{
	while (count > 0) {
		ssize_t done = write(fd, at, count);

		if (done < 0 && errno == EINTR)
			continue;
		if (done <= 0)
			return false;
		at += done;
		count -= (size_t)done;
	}
	return true;
}

bool backup_sum(int fd, int64_t bytes, int to, struct sum *out)
{
	static unsigned char piece[PIECE_BYTES];
	crypto_generichash_state state;
	int64_t at = 0;

	must(crypto_generichash_init(&state, NULL, 0, SUM_BYTES) == 0);
	while (at < bytes) {
		size_t want = bytes - at < PIECE_BYTES ? (size_t)(bytes - at) : PIECE_BYTES;
		ssize_t got = pread(fd, piece, want, at);

		if (got <= 0 || (to >= 0 && !write_all(to, piece, (size_t)got)))
			return false;
		must(crypto_generichash_update(&state, piece, (size_t)got) == 0);
		at += got;
	}
	must(crypto_generichash_final(&state, out->at, SUM_BYTES) == 0);
	return true;
}

/* ---- its last line ---- */

bool backup_line_add(struct arena *arena, int fd, Instant taken, int64_t *bytes_out, Str *error_out)
{
	struct stat about;
	struct sum sum;
	Str line;

	if (fstat(fd, &about) != 0 || !backup_sum(fd, about.st_size, -1, &sum))
		return say(arena, error_out, "读不回", "备份文件");
	line = str_hex(arena, (Str){ (const char *)sum.at, SUM_BYTES });
	line = str_format(arena, LINE_BEGINS "%lld %lld %.*s\n", (long long)taken.sec, (long long)about.st_size, STR_ARG(line));
	if (pwrite(fd, line.at, line.len, about.st_size) != (ssize_t)line.len)
		return say(arena, error_out, "写不了", "备份文件");
	*bytes_out = about.st_size + (int64_t)line.len;
	return true;
}

/* "TAKEN BYTES SUM\n" */
static bool parse_line(Str words, struct backup_line *out)
{
	Str taken, bytes, sum, rest;

	return str_cut(words, ' ', &taken, &rest) && str_cut(rest, ' ', &bytes, &rest) && str_cut(rest, '\n', &sum, &rest)
	    && str_is_empty(rest) && str_to_int(taken, &out->taken.sec) && str_to_int(bytes, &out->bytes)
	    && sum.len == 2 * SUM_BYTES && str_unhex(sum, out->sum.at);
}

bool backup_line_read(struct arena *arena, int fd, struct backup_line *out)
{
	char *tail = arena_take(arena, LINE_MOST);
	const char *begin;
	struct stat about;
	int64_t from;
	ssize_t got;

	if (fstat(fd, &about) != 0)
		return false;
	from = about.st_size > LINE_MOST ? about.st_size - LINE_MOST : 0;
	got = pread(fd, tail, LINE_MOST, from);
	begin = got > 0 ? memmem(tail, (size_t)got, LINE_BEGINS, strlen(LINE_BEGINS)) : NULL;
	return begin && parse_line((Str){ begin + strlen(LINE_BEGINS), (size_t)(tail + got - begin) - strlen(LINE_BEGINS) }, out)
	    && out->bytes == from + (begin - tail);
}
