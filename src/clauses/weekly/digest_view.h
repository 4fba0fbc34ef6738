/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* digest_view.h - one digest as read for its pages: entries with their items, arrivals, instructions, follow-up. */
#ifndef JUEBU_CLAUSES_WEEKLY_DIGEST_VIEW_H
#define JUEBU_CLAUSES_WEEKLY_DIGEST_VIEW_H

#include "clauses/weekly/weekly_store.h"
#include "page/page.h"

struct entry_view {
	const struct digest_entry *entry;
	size_t place;                           /* in digest->entries: "entries.3" */
	struct weekly_item item;
	Str period;                             /* of its report: a late one is of an earlier week */
	Str unit_name, cooperate_name, remind_name, proposal_unit_name, matter_number;
	int age_days;                           /* 0: not in the register */
};
struct digest_view {
	const struct digest *digest;
	Period period;
	Instant until;                          /* a signed digest shows what was known when it was signed */
	struct entry_view *entries;             /* by unit */
	size_t entry_count;
	Str arrivals;                           /* section one */
	struct instruction *given; size_t given_count;          /* on this digest */
	struct instruction *followed; size_t followed_count;    /* of earlier ones */
	struct digest_amendment *amended; size_t amended_count; /* since it was signed */
	int64_t left_over;                      /* while it is drafted: reported items for which it has no room */
	bool may_write, may_instruct;
};
/* 本周应报 14 家，按时 12 家 …: who has reported by now, with the names of those who are late or missing. */
bool digest_arrivals_sentence(struct act *, Str period, Str *out) MUST_USE;
bool digest_view_read(struct act *, const struct digest *, struct digest_view *out) MUST_USE;

enum instruction_state instruction_state_at(const struct instruction *, Instant);

/* Regions shared by the document and the form. */
void digest_arrivals(struct act *, struct html, const struct digest_view *);
/* What was corrected since it was signed: beside the arrivals, and in full at the foot. */
void digest_amended_mark(struct html, const struct digest_view *);
void digest_amendments(struct act *, struct html, const struct digest_view *);
bool digest_read_amendments(struct act *, struct digest_view *) MUST_USE;
void digest_item(struct act *, struct html, const struct entry_view *);
void digest_follow_up(struct act *, struct html, const struct digest_view *);
/* The leader's box: what was instructed, and a form for more if the caller may. item NULL: about the week. */
void instruction_box(struct act *, struct html, const struct call *, const struct digest_view *, const struct entry_view *item);
bool digest_form(struct act *, struct call *, const struct digest_view *);
Str number_in_chinese(struct arena *, size_t n);        /* 一 … 九十九 */

#endif
