/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* check.h - between main.c and check.c: the running test's arena ends with it. */
#ifndef JUEBU_TESTS_CHECK_H
#define JUEBU_TESTS_CHECK_H

void test_arena_close(void);

#endif
