/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* spool.c - a body that may be large, in a file without a name: gone with its descriptor, whatever happens to us.
 *
 * Owns: that file, and the view of it as memory, which the system may take back page by page. Does not own: how
 * many bytes may be spooled (server.c). Written, never stretched: a full disk is seen when writing and not as a
 * signal when reading. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/log.h"
#include "base/must.h"
#include "http/live.h"

/* For file systems that know no files without a name. */
static int open_and_unlink(const char *folder)
{
	char path[512];
	int len = snprintf(path, sizeof(path), "%s/juebu-XXXXXX", folder), file;

	if (len < 0 || (size_t)len >= sizeof(path))
		return -1;
	file = mkostemp(path, O_CLOEXEC);
	if (file >= 0)
		unlink(path);
	return file;
}

bool spool_open(struct spool *spool, const char *folder)
{
	spool->file = open(folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
	if (spool->file < 0)
		spool->file = open_and_unlink(folder);
	if (spool->file < 0)
		log_line(LOG_TROUBLE, "http", "no file can be made in %s: %s", folder, strerrordesc_np(errno));
	return spool->file >= 0;
}

bool spool_add(struct spool *spool, Str piece)
{
	size_t done = 0;

	while (done < piece.len) {
		ssize_t wrote = write(spool->file, piece.at + done, piece.len - done);

		if (wrote < 0 && errno == EINTR)
			continue;
		if (wrote <= 0) {
			log_line(LOG_TROUBLE, "http", "an upload cannot be kept: %s", strerrordesc_np(errno));
			return false;
		}
		done += (size_t)wrote;
	}
	spool->bytes += piece.len;
	return true;
}

Str spool_read(struct spool *spool)
{
	if (spool->bytes == 0)
		return STR_NONE;
	if (!spool->mapped) {
		void *mapped = mmap(NULL, spool->bytes, PROT_READ, MAP_PRIVATE, spool->file, 0);

		must(mapped != MAP_FAILED);
		spool->mapped = mapped;
	}
	return (Str){ spool->mapped, spool->bytes };
}

void spool_close(struct spool *spool)
{
	if (spool->mapped)
		must(munmap(spool->mapped, spool->bytes) == 0);
	spool->mapped = NULL;
	close(spool->file);
}
