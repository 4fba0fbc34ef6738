/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* story.h - a small zone in which weeks pass: committee, Legal Bureau, two departments with their people, and the
 * clock in the storyteller's hand. Everything goes through the same moves and ticks as in the running program. */
#ifndef JUEBU_TESTS_STORY_H
#define JUEBU_TESTS_STORY_H

#include "clauses/weekly/weekly.h"
#include "tests/test.h"

struct story {
	struct house *house;
	UnitId committee, bureau, labour, city;
	OfficerId labour_lead, labour_second, city_lead, city_second;
	struct caller leader, legal, labour_head, labour_contact, labour_officer, city_head, city_contact;
	AccountId labour_clerk, city_clerk;
};

/* Begins at that minute; the departments exist from that day on, so nothing is owed from before. */
struct story *story_open(const char *now_iso);
struct story *story_open_in(struct house *, const char *now_iso);      /* of that minute, without a row yet */
/* The clock goes to that minute, doing on its way what it has to do. */
void story_until(struct story *, const char *iso);
/* The program stands still until then: no tick in between. */
void story_stand_still_until(struct story *, const char *iso);

/* One move: pairs of field and value, NULL ends. id 0: a new row, whose id is in *id_out. */
struct refusal story_move(struct story *, const struct caller *, const struct holding *, int64_t id, int64_t *id_out,
                          const char *verb, ...) __attribute__((sentinel));
#define MOVE(story, who, holding, id, ...)                                                         \
	CHECK_DONE(story_move((story), &(story)->who, &(holding), (id), NULL, __VA_ARGS__, NULL))

/* A registered matter of the unit, assigned to its two officers. */
int64_t story_matter(struct story *, const struct caller *officer, const char *title);
void story_contact_is_filed(struct story *, const struct caller *head, AccountId contact);

bool story_report(struct story *, UnitId, const char *period, struct weekly_report *out);
int64_t story_digest(struct story *, const char *period);
struct duty story_duty(struct story *, const struct duty_rule *, UnitId, const char *subject, int64_t id, const char *period);
#define story_week_duty(story, unit, period) story_duty((story), &WEEKLY_REPORT, (unit), NULL, 0, (period))
/* How many notices the account has whose title holds these words. */
int64_t story_notices(struct story *, const struct caller *, const char *words);
/* All blocks of the report's only listed item, and it is sent. */
struct refusal story_fill_and_submit(struct story *, const struct caller *contact, const struct weekly_report *, const char *work_done);
struct refusal story_submit(struct story *, const struct caller *contact, const struct weekly_report *, const char *content);

#endif
