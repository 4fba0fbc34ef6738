/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* drive_test.h - one kilometre of road, an area around it, one car that drives parts of it at 10 m/s, for the tests of patrols. */
#ifndef JUEBU_CLAUSES_PATROL_DRIVE_TEST_H
#define JUEBU_CLAUSES_PATROL_DRIVE_TEST_H

#include "clauses/patrol/cover.h"
#include "tests/story.h"

/* The labour unit's road, area and car; at that minute, from that day on. */
struct story *drive_zone(const char *now_iso);
struct place drive_spot(int metres, int aside);         /* along the road from its western end; aside: to the north */
/* From metre to metre, a point each five seconds; received at the story's minute, or at that of the drive if it is later. */
void drive(struct story *, const char *at_iso, int from, int to);
void drive_with(struct story *, int64_t device, const char *at_iso, int from, int to);
int64_t drive_phone(struct story *);
void drive_patrol(struct story *, int64_t device, const char *from_iso, const char *until_iso);
void drive_section(struct story *, int from, int to);   /* a key section of its own */
void drive_key_area(struct story *, int from, int to);
void drive_close(struct story *, int from, const char *first_day, const char *last_day);

struct looked { const struct judge *judge; struct duty duty; struct judgement judgement; struct tally tally; };
bool drive_look(struct act *, void *looked);
Str drive_missed(struct story *, const char *week, const char *due_iso);         /* pieces of the road, as "22-39" */

#endif
