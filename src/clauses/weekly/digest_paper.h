/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* digest_paper.h - the digest as an official document (专报 on paper). */
#ifndef JUEBU_CLAUSES_WEEKLY_DIGEST_PAPER_H
#define JUEBU_CLAUSES_WEEKLY_DIGEST_PAPER_H

#include "clauses/weekly/weekly.h"
#include "document/document.h"

/* In the act that signs: its number, and the whole text as it stands now. */
bool digest_issue(struct act *, struct digest *) MUST_USE;
/* As its files show it: what was signed, and behind it what was corrected since; a draft as it stands. */
bool digest_as_printed(struct act *, const struct digest *, struct document *out) MUST_USE;

#endif
