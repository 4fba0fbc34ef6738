/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* regime_store.h - the SQL of regime/, and what its files share; for regime/ only. */
#ifndef JUEBU_REGIME_REGIME_STORE_H
#define JUEBU_REGIME_REGIME_STORE_H

#include "regime/regime.h"

/* Each 0: there is none. */
bool regime_store_in_work(struct act *, UnitId, enum regime_kind, int64_t *id_out) MUST_USE;
bool regime_store_stands(struct act *, UnitId, enum regime_kind, int64_t *id_out) MUST_USE;
bool regime_store_stood(struct act *, UnitId, enum regime_kind, Date, int64_t *id_out) MUST_USE;
bool regime_store_last_issue(struct act *, UnitId, enum regime_kind, int64_t *out) MUST_USE;

/* What a unit has of each kind now: what stands, and what is in the works beside it. */
struct regime_cell { int64_t standing_id, standing_issue, work_id, work_issue; Date stands_on; enum regime_state work; Instant filed_at; };
struct regime_row { UnitId unit_id; Str name; bool must[REGIME_KINDS]; struct regime_cell cells[REGIME_KINDS]; };
struct regime_rows { struct regime_row *at; size_t count; };
/* Of units that report or have filed; unit 0: of all. */
bool regime_store_matrix(struct act *, int64_t unit_id, struct regime_rows *out) MUST_USE;

bool regime_owes(const struct unit *, enum regime_kind);
/* Every rule the unit must have and has neither standing nor filed: a draft is opened, and the duty to file it raised. */
bool regime_look_for_missing(struct act *, UnitId) MUST_USE;

MoveStep regime_begin, regime_is_only_one, regime_is_sound, regime_may_be_filed, regime_file, regime_acknowledge, regime_open_next;
RouteHandler regime_matrix_page, regime_page, regime_revise;
extern const struct sql *const regime_statements[];

#endif
