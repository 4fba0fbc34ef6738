/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* osmand_test.c - a phone sends its position as a query: with its key, in the units clients use, and nothing else is taken. */
#include "clauses/patrol/device.h"
#include "tests/client.h"
#include "tests/story.h"

#include <string.h>

#define NOW "2026-11-20T09:00"

struct phone { struct story *s; struct client *client; int64_t id; const char *key; };

static bool give_key(struct act *act, void *input)
{
	struct phone *p = input;
	struct input none = { .arena = act->arena };
	struct device row;

	act->actor_id = p->s->labour_head.account_id;
	if (!move_run(act, &device_holding, p->id, STR("give_key"), &none, &row))
		return false;
	p->key = str_terminated(test_arena(), act->shown_once);
	return true;
}

static struct phone phone(void)
{
	struct phone p = { .s = story_open(NOW) };

	CHECK_DONE(story_move(p.s, &p.s->labour_head, &device_holding, 0, &p.id, "create", "unit_id",
	                      str_terminated(test_arena(), str_format(test_arena(), "%lld", (long long)p.s->labour.v)), "number", "phone-7",
	                      "name", "甲一的手机", "kind", "phone", "protocol", "osmand", NULL));
	CHECK_DONE(test_act(p.s->house, &p.s->labour_head, give_key, &p));
	CHECK_INT(0, strlen(p.key), 32);
	p.client = test_client(p.s->house);
	return p;
}

static struct answer send_it(struct phone *p, const char *method, const char *query)
{
	Str path = str_format(test_arena(), "/track/osmand?id=phone-7&key=%s&%s", p->key, query);

	return test_request(p->client, method, str_terminated(test_arena(), path), NULL, STR_NONE);
}

struct got { int64_t id; struct position at[10]; size_t count; };

static bool keep(struct act *act __attribute__((unused)), void *state, const struct track_run *run)
{
	struct got *got = state;

	for (size_t i = 0; i < run->count && got->count < 10; i++)
		got->at[got->count++] = run->at[i];
	return true;
}

static bool read_body(struct act *act, void *state)
{
	struct got *got = state;

	return track_read(act, (DeviceId){ got->id }, test_instant("2020-01-01T00:00"), test_instant("2030-01-01T00:00"), keep, got);
}

static struct got stored(struct phone *p)
{
	struct got got = { .id = p->id };

	CHECK_DONE(test_read(p->s->house, NULL, read_body, &got));
	return got;
}

TEST(a_phone_sends_where_it_is_and_is_told_ok_when_that_is_stored)
{
	static const struct { const char *method, *query; int64_t at_ms; int lon, lat, speed, course, altitude, flags; } t[] = {
		{ "GET", "timestamp=1795485600&lat=34.8000001&lon=113.55&speed=10&bearing=359.6&altitude=108.4", 1795485600000, 1135500000, 348000001, 185, 0, 108, 256 },
		{ "POST", "timestamp=1795485610500&lat=-34.8&lon=-113.5500005&heading=90", 1795485610500, -1135500005, -348000000, SPEED_UNKNOWN, 90, INT16_MIN, 256 },
		{ "GET", "timestamp=2026-11-24T10:00:20%2B08:00&location=34.80000004,113.55000006&valid=false", 1795485620000, 1135500001, 348000000, SPEED_UNKNOWN, -1, INT16_MIN, 256 | POSITION_NO_FIX },
		{ "GET", "timestamp=1795485630&lat=90&lon=180&speed=nonsense&bearing=400", 1795485630000, 1800000000, 900000000, SPEED_UNKNOWN, -1, INT16_MIN, 256 },
	};
	struct phone p = phone();
	struct got got;

	for (size_t i = 0; i < COUNT_OF(t); i++)
		CHECK_INT(i, send_it(&p, t[i].method, t[i].query).status, 200);
	got = stored(&p);
	CHECK_INT(0, got.count, COUNT_OF(t));
	for (size_t i = 0; i < COUNT_OF(t); i++) {
		CHECK_INT(i, got.at[i].at_ms, t[i].at_ms);
		CHECK_INT(i, got.at[i].lon, t[i].lon);
		CHECK_INT(i, got.at[i].lat, t[i].lat);
		CHECK_INT(i, got.at[i].speed, t[i].speed);
		CHECK_INT(i, got.at[i].course, t[i].course);
		CHECK_INT(i, got.at[i].altitude, t[i].altitude);
		CHECK_INT(i, got.at[i].flags & ~POSITION_JUMP, t[i].flags);         /* from here to there and back */
		CHECK_INT(i, got.at[i].received_s, test_instant(NOW).sec);
	}
}

TEST(what_a_phone_sends_wrong_is_refused_in_words_and_not_stored)
{
	static const struct { const char *query; int status; const char *words; } t[] = {
		{ "lat=34.8", 422, "lon 要是" }, { "lat=91&lon=113", 422, "lat 要是" }, { "lat=90.00000006&lon=113", 422, "lat 要是" },
		{ "lat=3x&lon=113", 422, "lat 要是" }, { "lat=-&lon=113", 422, "lat 要是" }, { "lat=34.8&lon=113&timestamp=yesterday", 422, "timestamp 要是" },
		{ "lat=34.8&lon=113&timestamp=12", 422, "timestamp 要是" }, { "", 422, "lat 要是" },
		{ "lat=99999999999999999999999999&lon=113", 422, "lat 要是" },
	};
	struct phone p = phone();

	for (size_t i = 0; i < COUNT_OF(t); i++) {
		struct answer answer = send_it(&p, "GET", t[i].query);

		CHECK_INT(i, answer.status, t[i].status);
		CHECK(i, test_body_has(answer, t[i].words) && !test_body_has(answer, "<html"));
	}
	CHECK_INT(0, stored(&p).count, 0);
}

TEST(without_its_key_a_phone_is_nobody_and_a_stopped_one_is_refused)
{
	static const char *const strangers[] = { "id=phone-7", "id=phone-7&key=0", "id=phone-8&key=%s", "key=%s",
	                                         "id=phone-7&key=00000000000000000000000000000000" };
	struct phone p = phone();

	for (size_t i = 0; i < COUNT_OF(strangers); i++) {
		Str path = STR_NONE, rest = str_of(strangers[i]), head, tail;

		path = str_cut(rest, '%', &head, &tail) ? str_format(test_arena(), "/track/osmand?%.*s%s&lat=1&lon=1", STR_ARG(head), p.key)
		                                        : str_format(test_arena(), "/track/osmand?%.*s&lat=1&lon=1", STR_ARG(rest));
		CHECK_INT(i, test_get(p.client, str_terminated(test_arena(), path)).status, 403);
	}
	CHECK_DONE(story_move(p.s, &p.s->labour_head, &device_holding, p.id, NULL, "stop", "reason", "丢失", NULL));
	CHECK_INT(8, send_it(&p, "GET", "lat=1&lon=1").status, 409);
	CHECK_INT(9, stored(&p).count, 0);
}

TEST(a_key_is_for_phones_alone)
{
	struct story *s = story_open(NOW);
	int64_t id = 0;

	CHECK_DONE(story_move(s, &s->labour_head, &device_holding, 0, &id, "create", "unit_id",
	                      str_terminated(test_arena(), str_format(test_arena(), "%lld", (long long)s->labour.v)), "number", "0013800000001",
	                      "name", "豫A00001", "kind", "terminal", "protocol", "jt808", NULL));
	CHECK_REFUSED(story_move(s, &s->labour_head, &device_holding, id, NULL, "give_key", NULL), REFUSED_CONFLICT, "device.key");
	/* The leading zeros of its frames are no other terminal. */
	CHECK_REFUSED(story_move(s, &s->labour_head, &device_holding, 0, NULL, "create", "unit_id",
	                         str_terminated(test_arena(), str_format(test_arena(), "%lld", (long long)s->labour.v)), "number", "13800000001",
	                         "name", "豫A00002", "kind", "terminal", "protocol", "jt808", NULL), REFUSED_BAD_INPUT, "device.taken");
}
