/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* zone.h - a zone with rows of every kind and people of every role at its door, for tests that go through all routes. */
#ifndef JUEBU_TESTS_ZONE_H
#define JUEBU_TESTS_ZONE_H

#include "tests/client.h"
#include "tests/story.h"

#define ZONE_PASSWORD "Muell-2026-pass"
#define ZONE_NOW "2026-11-20T09:00"

/* Friday: last week's digest is signed and has an instruction, this week's reports and digest are open. */
struct story *zone_busy(void);
/* That person, logged in beside the first. */
struct client *zone_client(struct story *, struct client *door, struct caller *, const char *login);

/* Who watches, by the names of their roles: supervisor and the three administrators. An act's body on the story. */
bool zone_add_watchers(struct act *, void *story);
/* The person of the story with that login; NULL: one of the watchers. */
struct caller *zone_told_person(struct story *, const char *login);

#endif
