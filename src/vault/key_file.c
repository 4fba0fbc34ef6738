/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* key_file.c - the file the house's key lies in: one line, "juebu-key 1 <64 hex digits>", mode 0600.
 * It is never part of a backup: a backup with its key beside it is not encrypted. */
#include "vault/vault.h"

#include <errno.h>
#include <fcntl.h>
#include <openssl/crypto.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/must.h"

#define MARK "juebu-key 1 "
enum { LINE_BYTES = sizeof MARK - 1 + 2 * VAULT_MASTER_BYTES + 1 };

/* "拒绝" in words for the operator; always KEY_FILE_REFUSED. */
static enum key_file refused(struct arena *arena, Str path, const char *words, Str *why_out)
{
	*why_out = str_format(arena, "密钥文件 %.*s %s", STR_ARG(path), words);
	return KEY_FILE_REFUSED;
}

static bool parse(Str line, struct vault_master *out)
{
	if (line.len && line.at[line.len - 1] == '\n')
		line.len--;
	if (!str_starts_with(line, MARK) || line.len != LINE_BYTES - 1)
		return false;
	return str_unhex(str_after(line, sizeof MARK - 1), out->at);
}

enum key_file key_file_read(struct arena *arena, Str path, struct vault_master *out, Str *why_out)
{
	int file = open(str_terminated(arena, path), O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	char line[LINE_BYTES + 1];
	struct stat about;
	ssize_t got;
	bool parsed;

	if (file < 0 && errno == ENOENT)
		return KEY_FILE_NONE;
	if (file < 0)
		return refused(arena, path, "读不了，请核对它的属主和权限", why_out);
	if (fstat(file, &about) != 0 || !S_ISREG(about.st_mode)) {
		close(file);
		return refused(arena, path, "不是一个文件", why_out);
	}
	if (about.st_mode & (S_IRWXG | S_IRWXO)) {
		close(file);
		return refused(arena, path, "别人也能读，不能用：请先 chmod 600，并想想谁已经读过", why_out);
	}
	got = read(file, line, sizeof line);
	close(file);
	parsed = got > 0 && parse((Str){ line, (size_t)got }, out);
	OPENSSL_cleanse(line, sizeof line);
	return parsed ? KEY_FILE_READ : refused(arena, path, "的内容不是密钥", why_out);
}

/* The name is on disk only when its folder is. */
static bool sync_folder(struct arena *arena, Str path)
{
	size_t at = path.len;
	int folder;
	bool synced;

	while (at > 0 && path.at[at - 1] != '/')
		at--;
	folder = open(at ? str_terminated(arena, str_first(path, at)) : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	synced = folder >= 0 && fsync(folder) == 0;
	if (folder >= 0)
		close(folder);
	return synced;
}

static bool write_line(int file, const struct vault_master *master)
{
	static const char digits[] = "0123456789abcdef";
	char line[LINE_BYTES] = MARK;
	size_t at = sizeof MARK - 1;
	bool written;

	for (size_t i = 0; i < VAULT_MASTER_BYTES; i++) {
		line[at++] = digits[master->at[i] >> 4];
		line[at++] = digits[master->at[i] & 15];
	}
	line[at] = '\n';
	written = write(file, line, sizeof line) == (ssize_t)sizeof line && fsync(file) == 0;
	OPENSSL_cleanse(line, sizeof line);
	return written;
}

bool key_file_make(struct arena *arena, Str path, struct vault_master *out, Str *why_out)
{
	const char *name = str_terminated(arena, path);
	int file = open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, S_IRUSR | S_IWUSR);
	struct vault_master master;
	bool written;

	if (file < 0) {
		(void)refused(arena, path, errno == EEXIST ? "已经有了，不会覆盖" : "建不了，请核对目录和权限", why_out);
		return false;
	}
	master = vault_master_random();
	written = write_line(file, &master);
	written = close(file) == 0 && written && sync_folder(arena, path);
	if (!written) {
		(void)unlink(name);
		(void)refused(arena, path, "没有写完整，请看看磁盘", why_out);
		return false;
	}
	*out = master;
	OPENSSL_cleanse(&master, sizeof master);
	return true;
}
