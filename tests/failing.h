/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* failing.h - a database of which one call fails: the first of an act, then the second, until the act gets through.
 *
 * Owns: the backend between the program and its database, and what a table's rows were before and after. */
#ifndef JUEBU_TESTS_FAILING_H
#define JUEBU_TESTS_FAILING_H

#include "tests/test.h"

enum failing { CALL_FAILS, CONNECTION_IS_LOST };

/* From here on test_act runs each act of this house with its first call failing, then its second …, and at last
 * soundly. Each failed one must be refused as BROKEN and leave every row of the database as it was. To be called before
 * the house's first writing act; ends with the test. */
void failing_begin(struct house *, enum failing);
int64_t failing_tried(void);                     /* how many calls failed so far */
/* The next act's n-th call fails; for what runs acts of its own, such as the clock. false: it never came to it. */
void failing_arm(int64_t n);
bool failing_struck(void);
/* Acts are run once again, as they are. */
void failing_end(void);

#endif
