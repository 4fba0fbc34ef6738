/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* refusal.c - the one table from the kind of a refusal to HTTP. */
#include "base/refusal.h"

#include "base/must.h"

static const int statuses[REFUSAL_KINDS] = {
	[REFUSED_NOT] = 200,
	[REFUSED_MALFORMED] = 400,
	[REFUSED_NOT_LOGGED_IN] = 401,
	[REFUSED_FORBIDDEN] = 403,
	[REFUSED_NOT_FOUND] = 404,
	[REFUSED_STALE] = 409,
	[REFUSED_CONFLICT] = 409,
	[REFUSED_TOO_LARGE] = 413,
	[REFUSED_BAD_INPUT] = 422,
	[REFUSED_TOO_MANY] = 429,
	[REFUSED_BROKEN] = 503,
};

int refusal_status(enum refusal_kind kind)
{
	must((unsigned)kind < REFUSAL_KINDS);
	return statuses[kind];
}
