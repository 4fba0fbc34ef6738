/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* document_store.h - what the register asks and tells the database beyond its record. */
#ifndef JUEBU_DOCUMENT_DOCUMENT_STORE_H
#define JUEBU_DOCUMENT_DOCUMENT_STORE_H

#include "document/document.h"

/* The last serial given; 0: none. */
bool document_store_last(struct act *, Str code, int64_t year, int64_t *out) MUST_USE;
bool document_store_of(struct act *, const char *subject, int64_t subject_id, int64_t *id_out) MUST_USE;     /* 0: none */
bool document_store_keep(struct act *, IssuedId, Str content) MUST_USE;
bool document_store_content(struct act *, IssuedId, Str *out) MUST_USE;

extern const struct sql *const document_statements[];

#endif
