/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* blob_store.h - what file/ asks and tells the database. Included only inside file/. */
#ifndef JUEBU_FILE_BLOB_STORE_H
#define JUEBU_FILE_BLOB_STORE_H

#include "file/file.h"

bool blob_store_begin(struct act *, const struct staged *, bool *whole_out) MUST_USE;
bool blob_store_piece(struct act *, Str sm3, int64_t no, Str bytes) MUST_USE;
bool blob_store_finish(struct act *, const struct staged *) MUST_USE;   /* all pieces are there: it is whole */
bool blob_store_upload(struct act *, const struct staged *) MUST_USE;   /* of act->actor_id */
bool blob_store_uploaded(struct act *, int64_t *bytes_out) MUST_USE;    /* by act->actor_id in the last 24 hours */
bool blob_store_has(struct act *, Str sm3, bool *out) MUST_USE; /* act->actor_id sent it already */
bool blob_store_read(struct act *, Str sm3, int64_t no, Str *out) MUST_USE;     /* empty: it is not there */

/* stage.c: negative: how much is free is not ours to know */
bool file_leaves_space(int64_t free_bytes, int64_t bytes);

#endif
