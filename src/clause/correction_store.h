/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* correction_store.h - the SQL of corrections, for clause/ only. */
#ifndef JUEBU_CLAUSE_CORRECTION_STORE_H
#define JUEBU_CLAUSE_CORRECTION_STORE_H

#include "clause/correction.h"

enum { CORRECTIONS_SHOWN = 50 };        /* of one row; older ones stand in the list */
/* Newest first. */
bool correction_store_of(struct act *, Str subject, int64_t subject_id, int64_t ids_out[CORRECTIONS_SHOWN], size_t *count_out) MUST_USE;
extern const struct sql *const correction_statements[];

#endif
