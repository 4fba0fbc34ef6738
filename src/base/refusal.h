/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* refusal.h - why nothing happened: a kind for machines, a rule, and words a person can act on.
 *
 * Three kinds of trouble: a bug ends the program (must.h); the world failing is REFUSED_BROKEN; the rule
 * saying no is one of the others. A refusal travels up unchanged and is turned into an answer once, at the
 * boundary: one table maps the kind to HTTP status and exit code. */
#ifndef JUEBU_BASE_REFUSAL_H
#define JUEBU_BASE_REFUSAL_H

#include "base/str.h"

enum refusal_kind {
	REFUSED_NOT,                    /* nothing was refused */
	REFUSED_MALFORMED,              /* 400 not to be read: broken JSON, invalid UTF-8 */
	REFUSED_NOT_LOGGED_IN,          /* 401 */
	REFUSED_FORBIDDEN,              /* 403 may see it, may not do it */
	REFUSED_NOT_FOUND,              /* 404 not there, or not for this person: the answer is the same */
	REFUSED_STALE,                  /* 409 somebody else changed it meanwhile */
	REFUSED_CONFLICT,               /* 409 the state it is in does not allow this */
	REFUSED_TOO_LARGE,              /* 413 over a limit of base/limits.h */
	REFUSED_BAD_INPUT,              /* 422 a field, or what the fields say together */
	REFUSED_TOO_MANY,               /* 429 too often */
	REFUSED_BROKEN,                 /* 503 the world failed; try again */
	REFUSAL_KINDS
};

/* One thing to mend, at its place. Shown in the order they were found. */
struct fault {
	Str field;                      /* path of the input: "title", "items.0.work_done"; empty: the whole */
	Str rule;                       /* "weekly.nil": links to docs/clauses/ */
	Str message;                    /* Chinese, says what to do */
	struct fault *next;
};

struct refusal {
	enum refusal_kind kind;
	Str rule;
	Str message;
	Str field;
	struct fault *faults, *last_fault;
};

int refusal_status(enum refusal_kind);           /* HTTP */

#endif
