/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* recorder_test.c - what the browser's recorder sends, over HTTP: once, twice, out of order, by somebody else, too much. */
#include <string.h>

#include "base/limits.h"
#include "clause/attachment.h"
#include "clauses/patrol/area.h"
#include "clauses/patrol/device.h"
#include "clauses/patrol/recorder.h"
#include "file/sample_test.h"
#include "tests/failing.h"
#include "tests/zone.h"

#define KEY "3f1c2b7e-0000-4000-8000-000000000001"
#define FOUND "3f1c2b7e-0000-4000-8000-00000000000f"
/* 2026-11-20 08:00:00 and on, +08:00; the zone's now is 09:00 */
#define T0 1795132800000LL

struct scene { struct story *story; struct client *door, *officer, *city; };

static struct scene begin(void)
{
	struct scene s = { .story = zone_busy() };

	s.door = test_client(s.story->house);
	s.officer = zone_client(s.story, s.door, &s.story->labour_officer, "officer1");
	s.city = zone_client(s.story, s.door, &s.story->city_head, "head2");
	return s;
}

static struct answer post(struct client *who, const char *verb, const char *json)
{
	const char *path = str_terminated(test_arena(), str_format(test_arena(), "/api/v1/recorder/%s", verb));

	who->header = str_format(test_arena(), "X-CSRF: %.*s", STR_ARG(who->csrf));
	return test_api(who, "POST", path, json);
}

static const char *set_out(const struct scene *s, const char *key, const char *more)
{
	return str_terminated(test_arena(), str_format(test_arena(),
		"{\"key\":\"%s\",\"began_at\":\"2026-11-20T08:00:00+08:00\",\"lead_id\":%lld%s}", key, (long long)s->story->labour_second.v, more));
}

/* count positions, a second apart, from that second after eight. */
static const char *points(const char *key, int batch, int from, int count)
{
	struct strbuf out = { .arena = test_arena() };

	buf_format(&out, "{\"key\":\"%s\",\"batch\":%d,\"points\":\"", key, batch);
	for (int i = 0; i < count; i++)
		buf_format(&out, "%lld,113.5%05d,34.8088,%d,90,8;", T0 + (from + i) * 1000LL, 100 + from + i, 250);
	buf_text(&out, "\"}");
	return str_terminated(test_arena(), buf_str(&out));
}

/* ---- what stands there ---- */

struct looking { Str key; struct patrol patrol; struct finding finding; bool found; int64_t points, doubtful; struct attachments files; };

static bool count_run(struct act *act, void *state, const struct track_run *run)
{
	struct looking *l = state;

	for (size_t i = 0; i < run->count; i++) {
		l->points++;
		l->doubtful += (run->at[i].flags & POSITION_DOUBTFUL) != 0;
		CHECK_INT(i, run->at[i].flags & POSITION_SOURCE, POSITION_FROM(FROM_BROWSER));
	}
	return true;
}

static bool look_patrol(struct act *act, void *thing)
{
	struct looking *l = thing;

	act->arena = test_arena();
	return patrol_of_key(act, l->key, &l->found, &l->patrol)
	    && (!l->found || track_read(act, l->patrol.device_id, (Instant){ T0 / 1000 - 86400 }, (Instant){ T0 / 1000 + 86400 }, count_run, l));
}

static struct looking patrol_there(const struct scene *s, const char *key)
{
	struct looking l = { .key = str_of(key) };

	CHECK_DONE(test_read(s->story->house, NULL, look_patrol, &l));
	return l;
}

static bool look_finding(struct act *act, void *thing)
{
	struct looking *l = thing;

	act->arena = test_arena();
	return finding_of_key(act, l->key, &l->found, &l->finding)
	    && (!l->found || attachments_of(act, &finding_record, l->finding.id.v, &l->files));
}

static struct looking finding_there(const struct scene *s, const char *key)
{
	struct looking l = { .key = str_of(key) };

	CHECK_DONE(test_read(s->story->house, NULL, look_finding, &l));
	return l;
}

/* ---- once, whatever is lost ---- */

/* The answer never came, so the recorder sends the same again. */
TEST(each_post_sent_twice_is_done_once)
{
	struct scene s = begin();
	const char *one = set_out(&s, KEY, ""), *found = "{\"key\":\"" FOUND "\",\"patrol_key\":\"" KEY "\",\"title\":\"占道堆料\",\"category\":\"street\","
		"\"found_at\":\"2026-11-20T08:10:00+08:00\",\"spot\":\"113.5501,34.8088\"}", *home = "{\"key\":\"" KEY "\",\"ended_at\":\"2026-11-20T08:40:00+08:00\"}";
	struct answer first;

	for (int i = 0; i < 2; i++) {
		struct answer answer = post(s.officer, "begin", one);

		CHECK_STATUS(i, answer, 200);
		if (i)
			CHECK(i, str_equal(answer.body, first.body));
		first = answer;
	}
	for (int i = 0; i < 2; i++)
		CHECK_STATUS(i, post(s.officer, "points", points(KEY, 1, 0, 300)), 200);
	CHECK_STATUS(2, post(s.officer, "points", points(KEY, 2, 300, 300)), 200);
	CHECK_STATUS(3, post(s.officer, "points", points(KEY, 1, 0, 300)), 200);
	for (int i = 0; i < 2; i++)
		CHECK_STATUS(i, post(s.officer, "finding", found), 200);
	for (int i = 0; i < 2; i++)
		CHECK_STATUS(i, post(s.officer, "end", home), 200);
	CHECK_INT(0, patrol_there(&s, KEY).points, 600);
	CHECK_INT(0, patrol_there(&s, KEY).patrol.batch, 2);
	CHECK_INT(0, patrol_there(&s, KEY).patrol.state, PATROL_ENDED);
	CHECK_INT(0, patrol_there(&s, KEY).patrol.ended_at.sec, T0 / 1000 + 2400);
	CHECK_INT(0, finding_there(&s, FOUND).finding.patrol_id.v, patrol_there(&s, KEY).patrol.id.v);
}

/* RULE recorder.order */
TEST(a_batch_before_its_turn_waits_and_takes_nothing)
{
	struct scene s = begin();

	CHECK_STATUS(0, post(s.officer, "points", points(KEY, 1, 0, 10)), 404);
	CHECK_STATUS(1, post(s.officer, "begin", set_out(&s, KEY, "")), 200);
	CHECK_STATUS(2, post(s.officer, "points", points(KEY, 2, 10, 10)), 409);
	CHECK_INT(2, patrol_there(&s, KEY).points, 0);
	CHECK_STATUS(3, post(s.officer, "points", points(KEY, 1, 0, 10)), 200);
	CHECK_STATUS(4, post(s.officer, "points", points(KEY, 2, 10, 10)), 200);
	CHECK_INT(4, patrol_there(&s, KEY).points, 20);
	CHECK_STATUS(5, post(s.officer, "points", points(KEY, 0, 20, 10)), 422);
}

/* RULE recorder.on_duty */
TEST(nobody_is_tracked_before_or_after_the_patrol)
{
	struct scene s = begin();
	struct answer answer;

	CHECK_STATUS(0, post(s.officer, "begin", set_out(&s, KEY, "")), 200);
	CHECK_STATUS(1, post(s.officer, "end", "{\"key\":\"" KEY "\",\"ended_at\":\"2026-11-20T08:00:10+08:00\"}"), 200);
	answer = post(s.officer, "points", points(KEY, 1, -5, 20));
	CHECK_STATUS(2, answer, 200);
	CHECK(2, test_body_has(answer, "\"left_out\":9"));       /* five before, four after the tenth second */
	CHECK_INT(2, patrol_there(&s, KEY).points, 11);
}

/* RULE recorder.points */
TEST(a_batch_that_is_not_to_be_read_or_too_large_takes_nothing)
{
	struct scene s = begin();
	static const char *const bad[] = { "1,2,3", "x,113.5,34.8,,,", "1795132800000,181,34.8,,,", "1795132800000,113.5,91,,,",
	                                   "1795132800000,113.5,34.8,70000,,", "1795132800000,113.5,34.8,,361,",
	                                   "1795132800000,113.5,34.8,,,-1", "1795132800000,113.5,34.8,,,,1", "100,113.5,34.8,,," };

	CHECK_STATUS(0, post(s.officer, "begin", set_out(&s, KEY, "")), 200);
	for (size_t i = 0; i < COUNT_OF(bad); i++) {
		struct answer answer = post(s.officer, "points", str_terminated(test_arena(), str_format(test_arena(),
			"{\"key\":\"" KEY "\",\"batch\":1,\"points\":\"1795132800000,113.5,34.8,,,;%s\"}", bad[i])));

		CHECK_STATUS(i, answer, 422);
		CHECK(i, test_body_has(answer, "第 2 个位置读不懂"));
	}
	CHECK_STATUS(10, post(s.officer, "points", points(KEY, 1, 0, LIMIT_SYNC_POSITIONS + 1)), 413);
	CHECK_INT(10, patrol_there(&s, KEY).points, 0);
	CHECK_STATUS(11, post(s.officer, "points", points(KEY, 1, 0, LIMIT_SYNC_POSITIONS)), 200);
	CHECK_INT(11, patrol_there(&s, KEY).points, LIMIT_SYNC_POSITIONS);
}

/* What a mast guesses is kept and marked, and covers nothing. */
TEST(a_position_the_phone_only_guesses_is_doubtful)
{
	struct scene s = begin();

	CHECK_STATUS(0, post(s.officer, "begin", set_out(&s, KEY, "")), 200);
	CHECK_STATUS(1, post(s.officer, "points", "{\"key\":\"" KEY "\",\"batch\":1,\"points\":\"1795132800000,113.5,34.8,,,100;"
	                                          "1795132860000,113.5,34.8,,360,101\"}"), 200);
	CHECK_INT(1, patrol_there(&s, KEY).points, 2);
	CHECK_INT(1, patrol_there(&s, KEY).doubtful, 1);
}

/* RULE recorder.clock */
TEST(a_clock_far_ahead_makes_the_batch_wait)
{
	struct scene s = begin();
	int now = (int)(test_instant(ZONE_NOW).sec - T0 / 1000);

	CHECK_STATUS(0, post(s.officer, "begin", set_out(&s, KEY, "")), 200);
	CHECK_STATUS(1, post(s.officer, "points", points(KEY, 1, now + LIMIT_CLOCK_AHEAD_SECONDS, 2)), 409);
	CHECK_STATUS(2, post(s.officer, "points", points(KEY, 1, now + LIMIT_CLOCK_AHEAD_SECONDS - 1, 2)), 200);
}

/* RULE recorder.key */
TEST(keys_have_a_form_and_are_nobody_elses)
{
	struct scene s = begin();
	static const char *const bad[] = { "", "1234567", "a b c d e f", "12345678901234567890123456789012345678901234567890123456789012345" };

	for (size_t i = 0; i < COUNT_OF(bad); i++)
		CHECK_STATUS(i, post(s.officer, "begin", set_out(&s, bad[i], "")), 422);
	CHECK_STATUS(5, post(s.officer, "begin", set_out(&s, "12345678", "")), 200);
	CHECK_STATUS(6, post(s.city, "begin", set_out(&s, "12345678", "")), 404);
	CHECK_STATUS(7, post(s.city, "points", points("12345678", 1, 0, 5)), 404);
	CHECK_STATUS(8, post(s.city, "end", "{\"key\":\"12345678\"}"), 404);
	CHECK_STATUS(9, post(s.city, "finding", "{\"key\":\"" FOUND "\",\"patrol_key\":\"12345678\",\"title\":\"占道\",\"place\":\"路\"}"), 404);
	CHECK_INT(9, patrol_there(&s, "12345678").points, 0);
}

/* Refused by the rule of the page, in its words, at its field. */
TEST(the_rules_of_the_pages_hold_for_the_recorder)
{
	struct scene s = begin();
	struct answer answer;

	answer = post(s.officer, "begin", "{\"key\":\"" KEY "\",\"began_at\":\"2026-11-20T08:00:00+08:00\"}");
	CHECK_STATUS(0, answer, 422);
	CHECK(0, test_body_has(answer, "lead_id"));
	answer = post(s.officer, "begin", set_out(&s, KEY, ",\"second_id\":\"x\",\"colour\":1"));
	CHECK_STATUS(1, answer, 422);
	CHECK_STATUS(2, post(s.officer, "begin", set_out(&s, KEY, "")), 200);
	answer = post(s.officer, "finding", "{\"key\":\"" FOUND "\",\"patrol_key\":\"" KEY "\",\"title\":\"占道\"}");
	CHECK_STATUS(3, answer, 422);
	CHECK(3, test_body_has(answer, "finding.where"));
	CHECK(3, !finding_there(&s, FOUND).found);
	s.officer->header = STR("X-CSRF: wrong");
	CHECK_STATUS(4, test_api(s.officer, "POST", "/api/v1/recorder/end", "{\"key\":\"" KEY "\"}"), 403);
	CHECK_STATUS(5, test_api(s.door, "POST", "/api/v1/recorder/end", "{\"key\":\"" KEY "\"}"), 401);
	CHECK_INT(5, patrol_there(&s, KEY).patrol.state, PATROL_RUNNING);
}

TEST(the_phone_in_the_hand_becomes_a_device_of_the_unit_once)
{
	struct scene s = begin();
	DeviceId device;

	CHECK_STATUS(0, post(s.officer, "begin", set_out(&s, KEY, "")), 200);
	device = patrol_there(&s, KEY).patrol.device_id;
	CHECK_STATUS(1, post(s.officer, "end", "{\"key\":\"" KEY "\",\"ended_at\":\"2026-11-20T08:10:00+08:00\"}"), 200);
	CHECK_STATUS(2, post(s.officer, "begin", str_terminated(test_arena(), str_format(test_arena(),
		"{\"key\":\"another-key\",\"began_at\":\"2026-11-20T08:20:00+08:00\",\"lead_id\":%lld}", (long long)s.story->labour_second.v))), 200);
	CHECK_INT(2, patrol_there(&s, "another-key").patrol.device_id.v, device.v);
}

TEST(the_state_says_who_one_is_and_what_may_be_chosen)
{
	struct scene s = begin();
	struct answer answer = test_get(s.officer, "/api/v1/recorder/state");

	CHECK_STATUS(0, answer, 200);
	CHECK(0, test_body_has(answer, "豫A00001") && test_body_has(answer, str_terminated(test_arena(), s.officer->csrf)));
	CHECK_STATUS(1, test_get(s.door, "/api/v1/recorder/state"), 401);
	CHECK(2, !test_body_has(test_get(s.city, "/api/v1/recorder/state"), "豫A00001"));
}

/* A browser keeps it: so it is the same for everybody, also for nobody. */
TEST(the_shell_names_nobody_and_nothing)
{
	struct scene s = begin();
	struct answer nobodys = test_get(s.door, "/patrol/record"), officers = test_get(s.officer, "/patrol/record");

	CHECK_STATUS(0, nobodys, 200);
	CHECK(0, str_equal(nobodys.body, officers.body) && test_body_has(nobodys, "/assets/record-"));
	CHECK_STATUS(1, test_get(s.door, "/sw.js"), 200);
}

/* ---- photos, and to whom it goes ---- */

static void photo(const struct scene *s, int64_t finding)
{
	const char *path = str_terminated(test_arena(), str_format(test_arena(), "/api/v1/finding/%lld/attachment", (long long)finding));

	CHECK_STATUS(0, test_upload(s->officer, path, &(struct test_file){ "现场.png", sample_png() }, 1, NULL, NULL), 201);
}

static int64_t noted(const struct scene *s)
{
	CHECK_STATUS(0, post(s->officer, "finding", "{\"key\":\"" FOUND "\",\"title\":\"占道堆料\",\"spot\":\"113.7051,34.9128\"}"), 200);
	return finding_there(s, FOUND).finding.id.v;
}

TEST(a_photo_sent_twice_stands_once_and_goes_with_the_handover)
{
	struct scene s = begin();
	int64_t finding = noted(&s);
	const char *hand = str_terminated(test_arena(), str_format(test_arena(), "/patrol/finding/%lld/hand", (long long)finding));
	const char *fields = str_terminated(test_arena(), str_format(test_arena(), "to_unit_id=%lld", (long long)s.story->city.v));
	struct answer answer;
	const char *link;

	photo(&s, finding);
	photo(&s, finding);
	CHECK_INT(1, finding_there(&s, FOUND).files.count, 1);
	CHECK_STATUS(2, test_form(s.officer, hand, fields), 303);
	answer = test_get(s.city, "/patrol/handover/3");
	CHECK_STATUS(3, answer, 200);
	CHECK(3, test_body_has(answer, "现场.png") && !test_body_has(answer, "data-upload") && !test_body_has(answer, "去掉"));
	link = strstr(str_terminated(test_arena(), answer.body), "/attachment/");
	must(link);
	answer = test_get(s.city, str_terminated(test_arena(), (Str){ link, strcspn(link, "\"") }));
	CHECK_STATUS(4, answer, 200);
	CHECK(4, str_equal(answer.body, sample_png()));
	CHECK_STATUS(5, test_upload(s.city, "/patrol/handover/3/attachment", &(struct test_file){ "a.png", sample_png() }, 1, NULL, NULL), 403);
	CHECK_STATUS(6, test_get(s.city, str_terminated(test_arena(), str_format(test_arena(), "/patrol/finding/%lld", (long long)finding))), 404);
}

TEST(areas_decide_whose_a_finding_is)
{
	struct scene s = begin();
	int64_t finding = noted(&s), area = 0;
	const char *hand = str_terminated(test_arena(), str_format(test_arena(), "/patrol/finding/%lld/hand", (long long)finding));
	struct answer answer = test_get(s.officer, hand);

	CHECK_STATUS(0, answer, 200);
	CHECK(0, test_body_has(answer, "没有单位的责任区域包含这里"));
	CHECK_DONE(story_move(s.story, &s.story->city_head, &area_holding, 0, &area, "draft", "name", "大学城", "kind", "responsibility",
	                      "from_on", "2026-11-20", "shape",
	                      "{\"type\":\"Polygon\",\"coordinates\":[[[113.70,34.91],[113.71,34.91],[113.71,34.92],[113.70,34.92],[113.70,34.91]]]}", NULL));
	CHECK(1, test_body_has(test_get(s.officer, hand), "没有单位的责任区域包含这里"));      /* a draft does not stand */
	CHECK_DONE(story_move(s.story, &s.story->city_head, &area_holding, area, NULL, "release", NULL));
	answer = test_get(s.officer, hand);
	CHECK(2, test_body_has(answer, "按坐标属于：<strong>") && test_body_has(answer, "移交行政执法分局"));
	answer = post(s.officer, "finding", "{\"key\":\"" FOUND "\",\"title\":\"占道堆料\",\"spot\":\"113.7051,34.9128\"}");
	CHECK(3, test_body_has(answer, "\"is_ours\":false"));
	CHECK_STATUS(4, test_form(s.officer, hand, "to_unit_id="), 422);
	CHECK_STATUS(5, test_get(s.city, hand), 404);
}

/* ---- whichever call to the database fails ---- */

/* A post with its handler, as the door calls it. Pairs end with NULL. */
struct sync { RouteHandler *handler; const char *const *pairs; };

static bool sync_once(struct act *act, void *thing)
{
	const struct sync *sync = thing;
	struct exchange exchange = { .request.arena = act->arena };
	struct input input = { .arena = act->arena };
	struct call call = { .exchange = &exchange, .act = act, .input = &input };

	for (const char *const *pair = sync->pairs; *pair; pair += 2)
		CHECK(0, input_add(&input, str_of(pair[0]), str_of(pair[1]), INPUT_TEXT));
	return sync->handler(act, &call);
}

#define SYNC(s, handler, ...) CHECK_DONE(test_act((s)->house, &(s)->labour_officer, sync_once, \
	&(struct sync){ (handler), (const char *const[]){ __VA_ARGS__, NULL } }))

/* A batch whose act fails has neither its number nor its positions stored; the next post stores both. */
TEST(whichever_call_fails_a_post_is_stored_whole_or_not_at_all)
{
	struct house *house = test_house(ZONE_NOW);
	struct scene scene = { 0 };
	struct story *s;
	const char *lead;

	failing_begin(house, CALL_FAILS);
	scene.story = s = story_open_in(house, ZONE_NOW);
	lead = str_terminated(test_arena(), str_format(test_arena(), "%lld", (long long)s->labour_second.v));
	SYNC(s, sync_begin, "key", KEY, "lead_id", lead, "began_at", "2026-11-20T08:00");
	SYNC(s, sync_points, "key", KEY, "batch", "1", "points", "1795132800000,113.5,34.8,,,;1795132860000,113.6,34.8,,,");
	SYNC(s, sync_finding, "key", FOUND, "patrol_key", KEY, "title", "占道堆料", "spot", "113.5501,34.8088", "found_at", "2026-11-20T08:30");
	SYNC(s, sync_end, "key", KEY, "ended_at", "2026-11-20T08:40");
	CHECK(0, failing_tried() > 40);
	failing_end();
	CHECK_INT(0, patrol_there(&scene, KEY).points, 2);
	CHECK_INT(0, patrol_there(&scene, KEY).patrol.batch, 1);
}
