/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* must.c - the end of a program that found itself wrong: one line, then abort, so that a core says more. */
#include "base/must.h"

#include <stdlib.h>

#include "base/log.h"

_Noreturn void must_fail(const char *file, int line, const char *what)
{
	log_line(LOG_TROUBLE, "must", "%s:%d: %s", file, line, what);
	abort();
}
