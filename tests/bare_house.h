/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* bare_house.h - between bare_house.c, house.c and failing.c: what a house carries is set before its store opens, because
 * the store's threads read it; and who runs the acts of a test. */
#ifndef JUEBU_TESTS_BARE_HOUSE_H
#define JUEBU_TESTS_BARE_HOUSE_H

#include "store/store.h"

struct house *bare_house_new(const char *now_iso);
void bare_house_open(struct house *, const struct migration *, size_t count);   /* fails the test, or is open */

/* How test_act runs an act from here on; NULL: once, as it is. */
typedef struct refusal TestAct(struct house *, const struct caller *, ActBody *, void *input);
void test_act_by(TestAct *);
TestAct test_act_once;

#endif
