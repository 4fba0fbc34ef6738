/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* matter_store.h - the SQL of matter/, for matter/ only. */
#ifndef JUEBU_MATTER_MATTER_STORE_H
#define JUEBU_MATTER_MATTER_STORE_H

#include "matter/matter.h"

/* 劳监〔2026〕041 号: the unit's short name, the year, the next serial of that year, at least three digits. */
bool matter_store_next_number(struct act *, UnitId, int year, Str *number_out) MUST_USE;

RouteHandler matter_page;
extern const struct words step_kind_words;
extern const struct holding matter_step_holding;
extern const struct sql *const matter_statements[];

#endif
