/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* sqlite_map.c - a connection's mapping of the database file stays when another connection has written.
 *
 * SQLite drops the whole mapping then, because on some systems one that was made before a file was cut and grown again
 * is stale. On Linux a shared mapping always shows the file as it is, and dropped it costs a fault for nearly every page
 * that is read next: a fifth of what a page costs, with ten writes a second. So it is dropped only when it no longer reaches the
 * end of the file.
 * Owns: that one method of the library's own files. */
#include "store/sqlite_map.h"

#include <pthread.h>
#include <stdbool.h>

#include "base/must.h"

/* The library maps nothing within 256 bytes of the end; no page is larger than this. */
enum { LARGEST_PAGE = 65536 };

static sqlite3_vfs *usual, ours;                 /* set once, by sqlite_map_register() */
static sqlite3_io_methods usual_methods, our_methods;
static pthread_once_t methods_taken = PTHREAD_ONCE_INIT;
static _Thread_local const sqlite3_io_methods *methods_seen;

/* Whether a piece just before the end can be had from the mapping. */
static bool reaches_end(sqlite3_file *file)
{
	sqlite3_int64 bytes, at;
	void *piece = NULL;

	if (usual_methods.xFileSize(file, &bytes) != SQLITE_OK)
		return false;
	if (bytes > SQLITE_MAP_BYTES)
		bytes = SQLITE_MAP_BYTES;
	at = bytes - 2 * LARGEST_PAGE;
	if (at < 0 || usual_methods.xFetch(file, at, LARGEST_PAGE, &piece) != SQLITE_OK || !piece)
		return false;
	return usual_methods.xUnfetch(file, at, piece) == SQLITE_OK;
}

/* page NULL: all of the mapping, while nothing of it is in use. */
static int unfetch(sqlite3_file *file, sqlite3_int64 at, void *page)
{
	if (!page && reaches_end(file))
		return SQLITE_OK;
	return usual_methods.xUnfetch(file, at, page);
}

static void take_methods(void)
{
	usual_methods = our_methods = *methods_seen;
	our_methods.xUnfetch = unfetch;
}

static int open_file(sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags, int *flags_out)
{
	int code = usual->xOpen(usual, name, file, flags, flags_out);

	(void)vfs;
	if (code != SQLITE_OK || !(flags & SQLITE_OPEN_MAIN_DB) || file->pMethods->iVersion < 3)
		return code;
	methods_seen = file->pMethods;
	must(pthread_once(&methods_taken, take_methods) == 0);
	must(file->pMethods->xUnfetch == usual_methods.xUnfetch);
	file->pMethods = &our_methods;
	return code;
}

void sqlite_map_register(void)
{
	usual = sqlite3_vfs_find(NULL);
	must(usual);
	ours = *usual;
	ours.zName = SQLITE_MAP_NAME;
	ours.pNext = NULL;
	ours.xOpen = open_file;
	must(sqlite3_vfs_register(&ours, 0) == SQLITE_OK);
}
