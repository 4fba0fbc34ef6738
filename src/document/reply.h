/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* reply.h - a document as the answer to a request, for the slow routes of clauses that have one. */
#ifndef JUEBU_DOCUMENT_REPLY_H
#define JUEBU_DOCUMENT_REPLY_H

#include "document/document.h"

enum document_kind { DOCUMENT_PDF, DOCUMENT_DOCX };

bool document_reply(struct act *, struct call *, const struct document *, enum document_kind) MUST_USE;
bool document_of_issued(struct act *, const struct issued *, struct document *out) MUST_USE;

#endif
