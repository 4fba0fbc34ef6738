/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* attachment_store.h - what attachment.c asks the database. */
#ifndef JUEBU_CLAUSE_ATTACHMENT_STORE_H
#define JUEBU_CLAUSE_ATTACHMENT_STORE_H

#include "clause/attachment.h"

bool attachment_store_of(struct act *, Str subject, int64_t id, struct attachments *out) MUST_USE;
bool attachment_store_next(struct act *, int64_t after, int64_t *id_out) MUST_USE;      /* 0: there is none */

#endif
