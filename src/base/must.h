/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* must.h - a bug ends the program; the supervisor restarts it, and nothing unfinished was committed. */
#ifndef JUEBU_BASE_MUST_H
#define JUEBU_BASE_MUST_H

_Noreturn void must_fail(const char *file, int line, const char *what);

#define must(truth) ((truth) ? (void)0 : must_fail(__FILE__, __LINE__, #truth))
/* Of what returns whether it could: who does not look at it does not compile. */
#define MUST_USE __attribute__((warn_unused_result))
#define COUNT_OF(array) (sizeof(array) / sizeof *(array))

#endif
