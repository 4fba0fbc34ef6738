/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* ledger_json.h - the ledger as JSON for those who check it without us: proofs, and the export line by line.
 *
 * What is hashed stands here exactly as it was hashed (ledger/digest.h): numbers and texts, null for 0 and "". */
#ifndef JUEBU_CLAUSES_HOUSE_LEDGER_JSON_H
#define JUEBU_CLAUSES_HOUSE_LEDGER_JSON_H

#include "ledger/ledger.h"

Str proof_json(struct arena *, const struct proof *);
/* false: why in words. */
bool proof_from_json(struct arena *, Str text, struct proof *out, Str *why_out);

/* Lines of the export, without line feed. Without values before, after and note are left out; the hash stands for them. */
Str export_head_line(struct arena *, Instant now);
Str export_entry_line(struct arena *, const struct ledger_entry *, bool values);
Str export_seal_line(struct arena *, const struct seal *);
Str export_anchor_line(struct arena *, const struct anchor *);

#endif
