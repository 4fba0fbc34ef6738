/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* tour_test.c - patrols, findings and handovers: two ends, nobody twice, nothing lying between two units. */
#include "clauses/patrol/device.h"
#include "clauses/patrol/tour_verbs.h"
#include "tests/story.h"

#define REFUSES(refusal, rule) CHECK_REFUSED((refusal), REFUSED_BAD_INPUT, (rule))

static const char *digits(int64_t n)
{
	return str_terminated(test_arena(), str_format(test_arena(), "%lld", (long long)n));
}

static const char *device_of(struct story *s, const struct caller *head, const char *number)
{
	int64_t id = 0;

	CHECK_DONE(story_move(s, head, &device_holding, 0, &id, "create", "number", number, "name", "执法 03 车", "kind", "terminal",
	                      "protocol", "jt808", "unit_id", digits(head->unit_id), NULL));
	return digits(id);
}

static struct story *zone(const char *now, const char **labour_car)
{
	struct story *s = story_open(now);

	*labour_car = device_of(s, &s->labour_head, "13800000001");
	return s;
}

static int64_t begun(struct story *s, const char *car, const char *at)
{
	int64_t id = 0;

	CHECK_DONE(story_move(s, &s->labour_officer, &patrol_holding, 0, &id, "begin", "device_id", car, "lead_id", digits(s->labour_lead.v),
	                      "began_at", at, NULL));
	return id;
}

struct loading { const struct record *record; int64_t id; void *out; };

static bool load(struct act *act, void *input)
{
	struct loading *l = input;

	act->arena = test_arena();
	return record_load(act, l->record, l->id, l->out);
}

static void loaded(struct story *s, const struct record *record, int64_t id, void *out)
{
	CHECK_DONE(test_read(s->house, NULL, load, &(struct loading){ record, id, out }));
}

/* RULE patrol.device, patrol.officers, patrol.minutes */
TEST(who_sets_out_with_what_and_when_is_looked_at)
{
	const char *car;
	struct story *s = zone("2026-11-18T09:00", &car);
	const char *foreign = device_of(s, &s->city_head, "13800000002");
	const char *retired = device_of(s, &s->labour_head, "13800000009");
	const char *lead = digits(s->labour_lead.v), *second = digits(s->labour_second.v), *stranger = digits(s->city_lead.v);
	const struct { const char *device, *lead, *second, *at, *rule; } t[] = {
		{ car, lead, second, "2026-11-18T09:00", NULL },
		{ foreign, lead, second, "2026-11-18T08:00", "record.reference" },     /* another unit's is as good as not there */
		{ retired, lead, second, "2026-11-18T08:00", "patrol.device" },
		{ car, stranger, second, "2026-11-18T08:00", "record.reference" },
		{ car, lead, lead, "2026-11-18T08:00", "patrol.officers" },
		{ car, lead, second, "2026-11-18T09:01", "patrol.minutes" },
		{ car, lead, second, "2026-11-11T08:59", "patrol.minutes" },
	};

	CHECK_DONE(story_move(s, &s->labour_head, &device_holding, 3, NULL, "stop", "reason", "送修", NULL));
	for (size_t i = 0; i < COUNT_OF(t); i++) {
		struct refusal refusal = story_move(s, &s->labour_officer, &patrol_holding, 0, NULL, "begin", "device_id", t[i].device,
		                                    "lead_id", t[i].lead, "second_id", t[i].second, "began_at", t[i].at, NULL);

		if (t[i].rule)
			REFUSES(refusal, t[i].rule);
		else
			CHECK_DONE(refusal);
	}
}

/* RULE patrol.overlap */
TEST(nobody_is_out_twice)
{
	const char *car;
	struct story *s = zone("2026-11-18T08:00", &car);
	const char *other = device_of(s, &s->labour_head, "13800000003");
	const char *lead = digits(s->labour_lead.v), *second = digits(s->labour_second.v);
	int64_t first = begun(s, car, "2026-11-18T08:00");

	story_until(s, "2026-11-18T10:00");
	REFUSES(story_move(s, &s->labour_officer, &patrol_holding, 0, NULL, "begin", "device_id", car, "lead_id", second, NULL),
	              "patrol.overlap");
	REFUSES(story_move(s, &s->labour_officer, &patrol_holding, 0, NULL, "begin", "device_id", other, "lead_id", second,
	                            "second_id", lead, NULL), "patrol.overlap");
	CHECK_DONE(story_move(s, &s->labour_officer, &patrol_holding, first, NULL, "end", "ended_at", "2026-11-18T09:30", NULL));
	CHECK_DONE(story_move(s, &s->labour_officer, &patrol_holding, 0, NULL, "begin", "device_id", car, "lead_id", second, "began_at",
	                      "2026-11-18T09:30", NULL));
}

TEST(an_end_lies_between_the_beginning_and_now_and_before_the_next_patrol)
{
	const char *car;
	struct story *s = zone("2026-11-18T08:00", &car);
	int64_t early, late;

	story_until(s, "2026-11-18T20:00");
	late = begun(s, car, "2026-11-18T19:00");
	early = begun(s, car, "2026-11-18T08:00");       /* brought by a recorder that had no network */
	REFUSES(story_move(s, &s->labour_officer, &patrol_holding, early, NULL, "end", "ended_at", "2026-11-18T07:59", NULL),
	              "patrol.minutes");
	REFUSES(story_move(s, &s->labour_officer, &patrol_holding, early, NULL, "end", "ended_at", "2026-11-18T20:01", NULL),
	              "patrol.minutes");
	REFUSES(story_move(s, &s->labour_officer, &patrol_holding, early, NULL, "end", "ended_at", "2026-11-18T19:30", NULL),
	              "patrol.overlap");
	CHECK_DONE(story_move(s, &s->labour_officer, &patrol_holding, early, NULL, "end", "ended_at", "2026-11-18T12:00", NULL));
	CHECK_DONE(story_move(s, &s->labour_officer, &patrol_holding, late, NULL, "end", NULL));
}

/* RULE patrol.end */
TEST(a_forgotten_patrol_ends_by_itself_and_its_duty_is_late)
{
	const char *car;
	struct story *s = zone("2026-11-18T08:00", &car);
	int64_t id = begun(s, car, "2026-11-18T08:00");
	struct patrol patrol;

	story_until(s, "2026-11-18T19:59");
	loaded(s, &patrol_record, id, &patrol);
	CHECK_INT(0, patrol.state, PATROL_RUNNING);
	story_until(s, "2026-11-18T20:01");
	loaded(s, &patrol_record, id, &patrol);
	CHECK_INT(1, patrol.state, PATROL_ENDED);
	CHECK_INT(1, patrol.ended_how, PATROL_END_BY_CLOCK);
	CHECK_INT(1, patrol.ended_at.sec, test_instant("2026-11-18T20:00").sec);
	CHECK_INT(1, story_duty(s, &PATROL_END, s->labour, "patrol", id, NULL).state, DUTY_LATE);
}

/* ---- findings ---- */

static int64_t noted(struct story *s, const char *title)
{
	int64_t id = 0;

	CHECK_DONE(story_move(s, &s->labour_officer, &finding_holding, 0, &id, "note", "title", title, "category", "labour",
	                      "found_at", "2026-11-18T08:30", "spot", "113.5501,34.8088", "place", "科学大道", NULL));
	return id;
}

/* RULE finding.when, finding.where */
TEST(a_finding_has_a_place_and_a_minute_within_its_patrol)
{
	const char *car;
	struct story *s = zone("2026-11-18T08:00", &car);
	const char *patrol = digits(begun(s, car, "2026-11-18T08:00"));
	const struct { const char *at, *place, *spot, *rule; } t[] = {
		{ "2026-11-18T08:30", "科学大道", "", NULL }, { "2026-11-18T08:30", "", "113.55,34.81", NULL },
		{ "2026-11-18T08:30", "", "", "finding.where" }, { "2026-11-18T07:59", "科学大道", "", "finding.when" },
		{ "2026-11-18T09:01", "科学大道", "", "finding.when" },
	};

	story_until(s, "2026-11-18T09:00");
	for (size_t i = 0; i < COUNT_OF(t); i++) {
		struct refusal refusal = story_move(s, &s->labour_officer, &finding_holding, 0, NULL, "note", "title", "占道", "patrol_id", patrol,
		                                    "found_at", t[i].at, "place", t[i].place, "spot", t[i].spot, NULL);

		if (t[i].rule)
			REFUSES(refusal, t[i].rule);
		else
			CHECK_DONE(refusal);
	}
}

TEST(a_finding_becomes_a_matter_of_its_unit_in_one_step)
{
	const char *car;
	struct story *s = zone("2026-11-18T09:00", &car);
	int64_t id = noted(s, "工地拖欠工资");
	struct finding finding;
	struct matter matter;

	CHECK_DONE(story_move(s, &s->labour_officer, &finding_holding, id, NULL, "register", NULL));
	loaded(s, &finding_record, id, &finding);
	CHECK_INT(0, finding.state, FINDING_MATTER);
	loaded(s, &matter_record, finding.matter_id.v, &matter);
	CHECK_STR(1, matter.title, "工地拖欠工资");
	CHECK_INT(1, matter.source, SOURCE_PATROL);
	CHECK_INT(1, matter.unit_id.v, s->labour.v);
	CHECK(1, place_equal(matter.spot, finding.spot));
	CHECK_INT(1, matter.known_since.sec, test_instant("2026-11-18T08:30").sec);
	CHECK_INT(2, story_duty(s, &MATTER_DECIDE, s->labour, "matter", matter.id.v, NULL).state, DUTY_OPEN);
}

static int64_t handed(struct story *s, int64_t finding)
{
	CHECK_DONE(story_move(s, &s->labour_officer, &finding_holding, finding, NULL, "hand", "to_unit_id", digits(s->city.v), NULL));
	return 1;
}

/* RULE finding.hand, finding.handle */
TEST(a_finding_of_somebody_else_is_handed_over_and_followed)
{
	const char *car;
	struct story *s = zone("2026-11-18T09:00", &car);
	int64_t id = noted(s, "占道经营");
	struct finding finding;
	struct matter matter;
	int64_t over;

	REFUSES(story_move(s, &s->labour_officer, &finding_holding, id, NULL, "hand", "to_unit_id", digits(s->labour.v), NULL),
	              "finding.hand");
	over = handed(s, id);
	CHECK_INT(1, story_duty(s, &FINDING_HANDLE, s->city, "handover", over, NULL).state, DUTY_OPEN);
	REFUSES(story_move(s, &s->city_head, &handover_holding, over, NULL, "return", NULL), "move.needs");
	CHECK_DONE(story_move(s, &s->city_head, &handover_holding, over, NULL, "return", "return_reason", "属地是街道办事处", NULL));
	loaded(s, &finding_record, id, &finding);
	CHECK_INT(3, finding.state, FINDING_RETURNED);
	CHECK_STR(3, finding.return_reason, "属地是街道办事处");
	CHECK_INT(3, story_duty(s, &FINDING_HANDLE, s->city, "handover", over, NULL).state, DUTY_MET);

	CHECK_DONE(story_move(s, &s->labour_officer, &finding_holding, id, NULL, "hand", "to_unit_id", digits(s->city.v), NULL));
	CHECK_DONE(story_move(s, &s->city_head, &handover_holding, over + 1, NULL, "accept", NULL));
	loaded(s, &finding_record, id, &finding);
	CHECK_INT(4, finding.state, FINDING_TAKEN);
	loaded(s, &matter_record, finding.matter_id.v, &matter);
	CHECK_INT(5, matter.unit_id.v, s->city.v);
	CHECK_INT(5, matter.source, SOURCE_TRANSFER);
}

TEST(the_unit_that_gets_it_sees_the_handover_and_not_the_finding)
{
	const char *car;
	struct story *s = zone("2026-11-18T09:00", &car);
	int64_t id = noted(s, "占道经营");

	handed(s, id);
	CHECK_INT(0, story_move(s, &s->city_head, &finding_holding, id, NULL, "settle", "settled_words", "办了", NULL).kind, REFUSED_NOT_FOUND);
	CHECK_INT(1, story_move(s, &s->labour_officer, &handover_holding, 1, NULL, "accept", NULL).kind, REFUSED_NOT_FOUND);
}
