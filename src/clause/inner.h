/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* inner.h - what the files of clause/ share and nobody else needs. */
#ifndef JUEBU_CLAUSE_INNER_H
#define JUEBU_CLAUSE_INNER_H

#include "clause/clause.h"

/* One name after the other of a blank-separated list ("title items.work_done"); false at its end. */
bool list_next(Str *rest, Str *name_out);
bool list_holds(const char *list, Str name);

/* Children are copied too: a binder may write into their array, and the row must stay as loaded. */
void *move_row_copy(struct arena *, const struct record *, const void *row);

/* "reason", "extension_ground": the ledger's note is taken from it, and each move must give its own. */
bool name_is_ground(Str name);

/* ---- the table check, split by table; each adds a line per fault ---- */
struct checking {
	struct arena *arena;
	const struct clause *const *clauses;
	const struct clause *clause;    /* the one looked at */
	struct strbuf faults;
};
void check_fault(struct checking *, const char *format, ...) __attribute__((format(printf, 2, 3)));
bool permission_is_somebodys(const struct permission *);
bool checked_rule_is_listed(const struct checking *, const struct duty_rule *);
bool checked_setting_is_listed(const struct checking *, const struct setting_rule *);
void check_holding(struct checking *, const struct holding *);
void check_duties(struct checking *);
void check_hears(struct checking *);
void check_routes(struct checking *);
void check_menu(struct checking *);

#endif
