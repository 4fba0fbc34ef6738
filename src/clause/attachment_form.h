/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* attachment_form.h - what a form or a request that adds attachments says, for page and API alike. */
#ifndef JUEBU_CLAUSE_ATTACHMENT_FORM_H
#define JUEBU_CLAUSE_ATTACHMENT_FORM_H

#include "clause/attachment.h"

/* The files of this request, and those staged by an earlier one that was refused ("staged.0" …, their SM3): attached
 * to the route's row, with the "label" of the input. */
bool attachment_form_take(struct act *, struct call *) MUST_USE;
/* The same files, to be listed in the form shown again; at most LIMIT_FILES_PER_ACT. */
bool attachment_form_staged(struct act *, const struct call *, struct staged **out, size_t *count_out) MUST_USE;

/* Takes one away as the input says. */
bool attachment_form_remove(struct act *, const struct attached *, struct input *) MUST_USE;

#endif
