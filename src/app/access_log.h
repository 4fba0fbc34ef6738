/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* access_log.h - a line of JSON for each answer, for the operator. No names, no tokens, nothing that was asked or typed.
 *
 * Whoever answers copies its line into memory and goes on; a thread writes. When the disk is too slow, lines are dropped
 * and counted, never a request held up. */
#ifndef JUEBU_APP_ACCESS_LOG_H
#define JUEBU_APP_ACCESS_LOG_H

#include "base/arena.h"

struct access_log;
/* "-": standard output. NULL: error_out, in Chinese. */
struct access_log *access_log_open(struct arena *, Str file, Str *error_out);
void access_log_add(struct access_log *, Str line);      /* with its line end */
bool access_log_reopen(struct access_log *) __attribute__((warn_unused_result));        /* rotated; false: the old file stays */
uint64_t access_log_dropped(const struct access_log *);
void access_log_close(struct access_log *);              /* writes what is left; NULL is fine */

#endif
