/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* record_pages.h - what the generated pages share, and hand-made pages may borrow. */
#ifndef JUEBU_PAGE_RECORD_PAGES_H
#define JUEBU_PAGE_RECORD_PAGES_H

#include "clause/correction.h"
#include "page/page.h"

const struct clause *clause_of(const struct house *, const struct record *);    /* whose it is; for the basis badge */
/* An event of the ledger in the words of the buttons. */
Str event_label(const struct house *, Str event);
/* A personal field as somebody sees it who may not ask for it. */
void record_cell(struct act *, struct html, const struct record *, const struct field *, const void *row);
void personal_cell(struct act *, struct html, const struct field *, const void *row, bool may_ask);
void record_table(struct act *, struct html, const struct call *, const struct record *, const struct list *);
/* <dl class="jb-facts"> of what is set and shown; under it the button that asks for personal text. */
void record_facts(struct act *, struct html, const struct call *, const struct holding *, const void *row);
/* What stood and what is to stand, change by change. */
void page_correction_changes(struct html, const struct correction *);
/* Buttons of the moves the caller may make, as links to their forms or forms of one button. */
void record_buttons(struct act *, struct html, const struct call *, const struct holding *, const void *row);

#endif
