/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* copy.c - what a copy is the same for both databases: looked into, made, put back. See copy.h. */
#include "store/copy_inside.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <sqlite3.h>

#include "base/log.h"

static bool say(Str *error_out, struct arena *arena, const char *words, const char *why)
{
	*error_out = words_keep(str_format(arena, "%s：%s", words, why));
	return false;
}

/* ---- out ---- */

/* VACUUM INTO and not a copy of the pages: it is one read transaction, so a busy writer cannot make it begin again, as
 * the backup interface does for writes of another process, nor is the writer held up (WAL). And what was deleted is not
 * in it: free pages would carry erased keys and ended sessions along for years. */
bool sqlite_copy_out(struct connection *c, const struct copy *copy, Str *error_out)
{
	sqlite3_stmt *stmt = NULL;
	struct copy_file *file;
	int code;

	if (!c->backend->command(c, "PRAGMA query_only = OFF")
	    || sqlite3_prepare_v2(c->handle, "VACUUM INTO ?", -1, &stmt, NULL) != SQLITE_OK
	    || sqlite3_bind_text(stmt, 1, copy->path, -1, SQLITE_STATIC) != SQLITE_OK)
		return say(error_out, c->arena, "读不了数据库", sqlite3_errmsg(c->handle));
	code = sqlite3_step(stmt);
	sqlite3_finalize(stmt);
	if (code != SQLITE_DONE)
		return say(error_out, c->arena, code == SQLITE_FULL ? "磁盘满了，没有备份" : "备份没有写成",
		           sqlite3_errmsg(c->handle));
	file = copy_file_open(c->arena, copy->path, true);
	if (!file)
		return say(error_out, c->arena, "备份没有写成", copy_file_why(NULL));
	if (!copy_file_clear(file, copy->left_out)) {
		say(error_out, c->arena, "备份没有写成", copy_file_why(file));
		(void)copy_file_close(file);
		return false;
	}
	return copy_file_close(file);
}

bool store_copy_out(struct store *store, const struct copy *copy, Str *error_out)
{
	struct connection *c = connection_open(store, false, error_out);
	bool done;

	if (!c)
		return false;
	done = store->backend->copy_out(c, copy, error_out);
	connection_close(c);
	return done;
}

/* ---- looked into ---- */

static uint32_t number_at(const unsigned char *at, size_t bytes)
{
	uint32_t number = 0;

	for (size_t i = 0; i < bytes; i++)
		number = number << 8 | at[i];
	return number;
}

/* The file's first 100 bytes say what it is and how long; behind that may stand what app/ added. */
static bool is_whole(struct arena *arena, const char *path, Str *error_out)
{
	unsigned char head[100];
	struct stat about;
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t got;
	int64_t page, size;

	if (fd < 0)
		return say(error_out, arena, "打不开备份文件", strerrordesc_np(errno));
	got = read(fd, head, sizeof head);
	must(fstat(fd, &about) == 0);
	close(fd);
	if (got != (ssize_t)sizeof head || memcmp(head, "SQLite format 3", 16) != 0) {
		*error_out = STR("这不是 juebu 的备份文件");
		return false;
	}
	page = number_at(head + 16, 2) == 1 ? 65536 : number_at(head + 16, 2);
	size = page * number_at(head + 28, 4);
	if (about.st_size >= size)
		return true;
	*error_out = words_keep(str_format(arena, "备份文件不完整：应有 %lld 字节，只有 %lld 字节，后面被截断",
	                                   (long long)size, (long long)about.st_size));
	return false;
}

bool store_copy_look(struct arena *arena, const char *path, const struct migration *list, size_t count, size_t *known_out,
                     Str *error_out)
{
	struct copy_file *file;
	bool read;

	if (!is_whole(arena, path, error_out))
		return false;
	file = copy_file_open(arena, path, false);
	if (!file)
		return say(error_out, arena, "这不是 juebu 的备份文件", copy_file_why(NULL));
	read = copy_file_migrations(file, list, count, known_out);
	if (!read)
		say(error_out, arena, "这不是 juebu 的备份文件", copy_file_why(file));
	(void)copy_file_close(file);
	if (read && *known_out > count) {
		*error_out = STR("备份来自更新的程序，请用新版程序恢复");
		return false;
	}
	return read;
}

/* ---- in ---- */

struct putting { const struct copy *copy; ActBody *body; void *input; };

static bool put_in(struct act *act, void *input)
{
	const struct putting *p = input;
	const struct copy *copy = p->copy;

	if (!store_run_schema(act, store_own_tables))
		return false;
	for (size_t i = 0; i < copy->known; i++)
		if (!store_run_schema(act, copy->list[i].sql))
			return false;
	if (!act->connection->backend->copy_in(act, copy))
		return false;
	for (size_t i = copy->known; i < copy->count; i++)
		if (!store_apply(act, &copy->list[i]))
			return false;
	return p->body(act, p->input);
}

bool store_copy_in(struct store *store, const struct copy *copy, const struct act_seed *seed, ActBody *body, void *input,
                   struct refusal *refusal_out)
{
	struct putting putting = { copy, body, input };
	Str error = STR_NONE;
	struct connection *c = connection_open(store, true, &error);
	struct act act;
	bool done;

	must(store->backend->copy_in && seed->arena);
	act_begin(&act, seed, seed->arena, c);
	if (!c) {
		refuse(&act, REFUSED_BROKEN, "store.unreachable", "数据库连不上：%.*s", STR_ARG(error));
		*refusal_out = act.refusal;
		return false;
	}
	done = c->backend->migration_begin(c) && act_perform(&act, put_in, &putting) && c->backend->command(c, "COMMIT");
	if (!done && (act.refusal.kind == REFUSED_NOT || c->trouble != TROUBLE_NONE))
		act.refusal = (struct refusal){ .kind = REFUSED_BROKEN, .rule = STR("store.broken"),
		                                .message = str_format(seed->arena, "数据没有放进去，数据库还是空的：%s", c->why) };
	act_ends(store->house, &act.ends, done);
	connection_close(c);            /* what was not committed is gone with it */
	*refusal_out = act.refusal;
	return done;
}

bool store_is_bare(struct store *store, bool *out, Str *error_out)
{
	struct act_seed seed = { .house = store->house, .via = VIA_COMMAND };
	struct connection *c = connection_open(store, false, error_out);
	const struct sql count_tables = { store->backend->count_tables };
	struct arena *arena;
	struct act act;
	int64_t count = 0;
	bool read;

	if (!c)
		return false;
	arena = arena_open();
	act_begin(&act, &seed, arena, c);
	read = query_only_int(store_query(&act, &count_tables), "count", &count);
	if (!read)
		*error_out = words_keep(str_of(c->why));
	queries_close(c);
	connection_close(c);
	arena_close(arena);
	*out = count == 0;
	return read;
}
