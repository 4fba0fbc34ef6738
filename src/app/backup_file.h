/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* backup_file.h - a backup as a file: its last line, its sum, and how it gets its name only when it is whole.
 *
 * The last line is "juebu-backup 1 TAKEN BYTES SUM": UTC seconds, bytes before that line, their BLAKE2b-512 in hex (what
 * `head -c BYTES FILE | b2sum` says). BLAKE2b and not SM3: it is four times as fast, and proves nothing about who; that
 * is the ledger's, which is under SM3. */
#ifndef JUEBU_APP_BACKUP_FILE_H
#define JUEBU_APP_BACKUP_FILE_H

#include "store/act.h"

enum { SUM_BYTES = 64 };
struct sum { unsigned char at[SUM_BYTES]; };

struct backup_line { Instant taken; int64_t bytes; struct sum sum; };

/* A file beside its final name: emptied, held against a second one, mode 0600. -1: error_out. */
int part_open(struct arena *, const char *part, Str *error_out) MUST_USE;
/* Everything on the disk, then the name; a file of that name is never replaced. */
bool part_name(struct arena *, int fd, const char *part, const char *path, Str *error_out) MUST_USE;

bool backup_line_add(struct arena *, int fd, Instant taken, int64_t *bytes_out, Str *error_out) MUST_USE;
/* false: there is none. */
bool backup_line_read(struct arena *, int fd, struct backup_line *out) MUST_USE;
/* The file up to its line, or to its end if it has none; to may be -1. */
bool backup_sum(int fd, int64_t bytes, int to, struct sum *out) MUST_USE;

#endif
