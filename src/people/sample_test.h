/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* sample_test.h - a small zone for the tests of people, notify and duty: committee, Legal Bureau, two
 * departments (the second without a contact), and the accounts that tests need. No clauses. */
#ifndef JUEBU_PEOPLE_SAMPLE_TEST_H
#define JUEBU_PEOPLE_SAMPLE_TEST_H

#include "people/people.h"

struct sample {
	struct house *house;
	UnitId committee, bureau, patrol, labour;
	AccountId leader, legal, contact, head, officer, labour_head, sysadmin;
	struct caller as_contact, as_head, as_officer, as_legal, as_leader;
};

/* All passwords are this; the house is a demo while they are made (cheap hashes), not after. */
#define SAMPLE_PASSWORD "Juebu-2026-zone"

struct sample *sample_open(const char *now_iso);
bool sample_insert(struct sample *, const struct record *, void *row);   /* fails the test if refused */

#endif
