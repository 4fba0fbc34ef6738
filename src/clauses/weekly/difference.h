/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* difference.h - this week's words against last week's: which runs stood there, which are new. Pure.
 * Compared by character, with a longest common subsequence over runs of text; texts are at most 2000 characters. */
#ifndef JUEBU_CLAUSES_WEEKLY_DIFFERENCE_H
#define JUEBU_CLAUSES_WEEKLY_DIFFERENCE_H

#include "base/arena.h"

struct text_run { Str text; bool is_new; };
struct text_runs { struct text_run *at; size_t count; };

/* Every run of the new text in order; joined they are the new text. */
struct text_runs text_difference(struct arena *, Str old_text, Str new_text);
/* Share of the new text's characters that stood there last week, rounded down; 100 only if all did. */
int text_same_percent(struct arena *, Str old_text, Str new_text);

#endif
