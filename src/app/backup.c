/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* backup.c - juebu backup FILE while the program serves, and juebu restore FILE into a database that is not there yet.
 *
 * A restore is believed by nobody's word: the file's sum, every seal of the ledger and every row are looked at before
 * the database gets its name (a file) or is committed (a server). Owns: that order, and what does not travel: who was
 * logged in, and the key of personal data. Does not own: copying rows (store/copy.h), the file's form (backup_file.h). */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "app/backup_file.h"
#include "app/clauses.h"
#include "app/command.h"
#include "store/copy.h"

/* After a restore nobody is logged in, and nobody is locked out. */
static const char *const left_out[] = { "session", "login_failure", "login_stray", NULL };

struct moving {
	struct arena *arena;
	Str db;
	const char *file;               /* the backup */
	struct backup_line line;        /* restore: what the backup says of itself */
	bool has_line, sum_holds;
	struct verdict verdict;
	Str error;
};

static double seconds_now(void)
{
	struct timespec now;

	must(clock_gettime(CLOCK_MONOTONIC, &now) == 0);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static struct copy copy_of(const char *path)
{
	struct copy copy = { .path = path, .left_out = left_out, .list = migrations,
	                     .history = { "ledger", "subject", "subject_id" } };

	while (migrations[copy.count].name)
		copy.count++;
	return copy;
}

static bool is_there(const char *path)
{
	struct stat about;

	return lstat(path, &about) == 0;
}

static const char *beside(const struct moving *m, Str path, const char *ending)
{
	return str_terminated(m->arena, str_format(m->arena, "%.*s%s", STR_ARG(path), ending));
}

static bool read_arguments(int argc, char **argv, struct moving *m, const char *usage)
{
	Str db = STR_NONE;
	const struct flag flags[] = { { "--db", &db, NULL } };
	struct words_given words = { 0 };

	if (!flags_read(argc, argv, flags, COUNT_OF(flags), &words))
		return false;
	if (words.count != 1) {
		say_trouble(str_of(usage));
		return false;
	}
	m->db = database_named(db);
	m->file = str_terminated(m->arena, words.at[0]);
	return true;
}

/* ---- backup ---- */

static bool fill_part(struct moving *m, int fd, const char *part, int64_t *bytes_out)
{
	struct copy copy = copy_of(part);
	struct house house;
	Instant taken;
	bool done;

	if (!house_open_bare(m->arena, &house, m->db))
		return false;
	taken = (Instant){ real_now_s() };
	done = store_copy_out(house.store, &copy, &m->error);
	house_close(&house);
	if (done && backup_line_add(m->arena, fd, taken, bytes_out, &m->error)
	    && part_name(m->arena, fd, part, m->file, &m->error))
		return true;
	say_trouble(m->error);
	return false;
}

static void say_backed_up(const struct moving *m, int64_t bytes, double seconds)
{
	printf("已备份到 %s：%lld 字节，用时 %.1f 秒\n", m->file, (long long)bytes, seconds);
	printf("个人信息的密钥文件（数据库名.key）不在备份里，请另外妥善保管：没有它，恢复后看不到个人信息。\n");
	printf("登录会话不在备份里，恢复后须重新登录。\n");
}

int backup_command(struct arena *arena, int argc, char **argv)
{
	struct moving m = { .arena = arena };
	double began = seconds_now();
	int64_t bytes = 0;
	const char *part;
	bool done;
	int fd;

	if (!read_arguments(argc, argv, &m, "用法：juebu backup 文件 [--db 数据库]"))
		return EXIT_USAGE;
	if (is_there(m.file))
		return say_trouble(str_format(arena, "%s 已经存在，不覆盖；请换一个文件名", m.file));
	part = beside(&m, str_of(m.file), ".part");
	fd = part_open(arena, part, &m.error);
	if (fd < 0)
		return say_trouble(m.error);
	done = fill_part(&m, fd, part, &bytes);
	if (!done)
		unlink(part);
	close(fd);
	if (done)
		say_backed_up(&m, bytes, seconds_now() - began);
	return done ? EXIT_DONE : EXIT_REFUSED;
}

/* ---- restore: what is looked at ---- */

static bool look_through(struct act *act, void *input)
{
	struct moving *m = input;
	struct record_walk walk = { .records = clauses_records(act->arena, act->house) };

	return ledger_verify(act, &VERIFY_ROWS(walk), &m->verdict);
}

/* The words for what was found; empty: all of it holds. */
static Str what_is_wrong(const struct moving *m)
{
	const struct verdict *v = &m->verdict;

	if (!v->sound)
		return str_format(m->arena, "备份与台账不符，没有恢复：%.*s，%.*s", STR_ARG(v->place), STR_ARG(v->why));
	if (!m->has_line)
		return STR("备份文件末尾没有校验行，没有恢复：后面被截断，或文件被改动过");
	if (!m->sum_holds)
		return STR("备份文件的校验值不符，没有恢复：文件在备份之后变了，在台账和记录之外的地方");
	return STR_NONE;
}

static struct act_seed seed_of(const struct moving *m, struct house *house)
{
	struct act_seed seed = command_seed(house, m->arena);

	/* What was not sealed yet when the backup was taken was fresh then. */
	if (m->has_line)
		seed.now = m->line.taken;
	return seed;
}

static bool note_restore(struct act *act, void *input)
{
	const struct moving *m = input;
	Str taken = instant_iso(act->arena, m->line.taken);
	struct event event = {
		.event = "house.restore",
		.note = str_format(act->arena, "由 %.*s 的备份恢复", STR_ARG(taken)),
	};

	return ledger_note(act, &event);
}

/* ---- restore: into a server ---- */

static bool judge_and_note(struct act *act, void *input)
{
	struct moving *m = input;
	Str wrong;

	if (!look_through(act, m))
		return false;
	wrong = what_is_wrong(m);
	if (wrong.len)
		return refuse(act, REFUSED_CONFLICT, "restore.verify", "%.*s", STR_ARG(wrong));
	act->now = act->effective = act->house->clock(act->house);
	return note_restore(act, m) && ledger_seal(act);
}

static bool restore_to_server(struct moving *m, const struct copy *copy, int backup)
{
	struct refusal refusal = { 0 };
	struct act_seed seed;
	struct house house;
	struct sum sum;
	bool bare = false, done;

	if (!house_open_bare(m->arena, &house, m->db))
		return false;
	if (!store_is_bare(house.store, &bare, &m->error) || !bare) {
		say_trouble(bare || m->error.len ? m->error : STR("这个数据库里已经有表，恢复只放进空的数据库"));
		house_close(&house);
		return false;
	}
	m->sum_holds = m->has_line && backup_sum(backup, m->line.bytes, -1, &sum) && memcmp(&sum, &m->line.sum, sizeof sum) == 0;
	seed = seed_of(m, &house);
	done = store_copy_in(house.store, copy, &seed, judge_and_note, m, &refusal);
	if (!done)
		say_refused(refusal);
	house_close(&house);
	return done;
}

/* ---- restore: into a file ---- */

static bool judge_file(struct moving *m, const char *part)
{
	struct refusal refusal = { 0 };
	struct act_seed seed;
	struct house house;
	Str wrong;
	bool done;

	if (!house_open(m->arena, &house, str_of(part), true))
		return false;
	seed = seed_of(m, &house);
	done = act_read(&seed, look_through, m, &refusal);
	wrong = done ? what_is_wrong(m) : STR_NONE;
	seed = command_seed(&house, m->arena);
	if (done && !wrong.len)
		done = act_write(&seed, note_restore, m, &refusal);
	house_close(&house);
	if (!done)
		say_trouble(str_format(m->arena, "备份读不到底，没有恢复：%.*s", STR_ARG(refusal.message)));
	else if (wrong.len)
		say_trouble(wrong);
	return done && !wrong.len;
}

static bool copy_whole(struct moving *m, int backup, int fd)
{
	struct stat about;
	struct sum sum;
	int64_t bytes = m->line.bytes;

	must(fstat(backup, &about) == 0);
	if (!m->has_line)
		bytes = about.st_size;
	if (!backup_sum(backup, bytes, fd, &sum)) {
		say_trouble(str_format(m->arena, "写不了 %.*s：%s", STR_ARG(m->db), strerrordesc_np(errno)));
		return false;
	}
	m->sum_holds = m->has_line && memcmp(&sum, &m->line.sum, sizeof sum) == 0;
	return true;
}

/* A file that stands there is nobody's to replace, nor is the log beside it, which would be read into the new one. */
static bool place_is_free(struct moving *m)
{
	static const char *const endings[] = { "", "-wal", "-journal" };

	for (size_t i = 0; i < COUNT_OF(endings); i++) {
		const char *path = beside(m, m->db, endings[i]);

		if (!is_there(path))
			continue;
		say_trouble(str_format(m->arena, "%s 已经存在，恢复不覆盖；请先移走它，或换一个 --db", path));
		return false;
	}
	return true;
}

/* The lock of the database that is to be, as serve takes it. -1: said. */
static int hold_place(struct moving *m)
{
	const char *path = beside(m, m->db, ".lock");
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);

	if (fd < 0) {
		say_trouble(str_format(m->arena, "建不了文件 %s：%s", path, strerrordesc_np(errno)));
		return -1;
	}
	if (flock(fd, LOCK_EX | LOCK_NB) == 0)
		return fd;
	say_trouble(STR("另一个程序正在用这个数据库，请先停止它"));
	close(fd);
	return -1;
}

static void clear_away(struct moving *m, const char *part, bool all)
{
	static const char *const endings[] = { ".lock", "-wal", "-shm", "-journal", "" };

	for (size_t i = 0; i < COUNT_OF(endings) - !all; i++)
		unlink(beside(m, str_of(part), endings[i]));
}

static bool restore_to_file(struct moving *m, int backup)
{
	const char *part = beside(m, m->db, ".restoring");
	int lock, fd;
	bool done;

	if (!place_is_free(m) || (lock = hold_place(m)) < 0)
		return false;
	clear_away(m, part, true);
	fd = part_open(m->arena, part, &m->error);
	if (fd < 0) {
		say_trouble(m->error);
		close(lock);
		return false;
	}
	done = copy_whole(m, backup, fd) && fsync(fd) == 0 && judge_file(m, part);
	clear_away(m, part, !done);
	if (done && !part_name(m->arena, fd, part, str_terminated(m->arena, m->db), &m->error)) {
		say_trouble(m->error);
		unlink(part);
		done = false;
	}
	close(fd);
	close(lock);
	return done;
}

/* ---- restore ---- */

static bool restore(struct moving *m)
{
	struct copy copy = copy_of(m->file);
	int backup;
	bool done;

	if (!store_copy_look(m->arena, m->file, copy.list, copy.count, &copy.known, &m->error)) {
		say_trouble(str_format(m->arena, "没有恢复：%.*s", STR_ARG(m->error)));
		return false;
	}
	backup = open(m->file, O_RDONLY | O_CLOEXEC);
	must(backup >= 0);
	m->has_line = backup_line_read(m->arena, backup, &m->line);
	done = store_is_server(m->db) ? restore_to_server(m, &copy, backup) : restore_to_file(m, backup);
	close(backup);
	return done;
}

int restore_command(struct arena *arena, int argc, char **argv)
{
	struct moving m = { .arena = arena };
	double began = seconds_now();

	if (!read_arguments(argc, argv, &m, "用法：juebu restore 文件 [--db 数据库]"))
		return EXIT_USAGE;
	if (!restore(&m))
		return EXIT_REFUSED;
	printf("已恢复，逐条相符：台账 %lld 条，封印 %lld 块，记录 %lld 行，用时 %.1f 秒\n", (long long)m.verdict.entries,
	       (long long)m.verdict.blocks, (long long)m.verdict.rows, seconds_now() - began);
	if (m.verdict.head.len)
		printf("账首 %.*s\n", STR_ARG(m.verdict.head));
	printf("密钥文件不在备份里：请把原来的 数据库名.key 放到新数据库旁边，权限 600。所有人须重新登录。\n");
	return EXIT_DONE;
}
