/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* zone.c - the busy zone: a story told up to a Friday morning, and its people with passwords. */
#include "tests/zone.h"

#include <string.h>

#include "clause/attachment.h"
#include "clauses/patrol/device.h"
#include "clauses/patrol/finding.h"
#include "clauses/patrol/lookback.h"
#include "clauses/patrol/patrol.h"
#include "document/document.h"
#include "file/blob_store.h"
#include "matter/matter.h"

static const char *number(int64_t n)
{
	return str_terminated(test_arena(), str_format(test_arena(), "%lld", (long long)n));
}

static bool give_password(struct act *act, void *input)
{
	const struct caller *who = input;
	struct account before, after;

	if (!record_load(act, &account_record, who->account_id, &before))
		return false;
	after = before;
	after.password_hash = password_hash_for(act->house, act->arena, STR(ZONE_PASSWORD));
	return record_update(act, &account_record, &before, &after, "account.password", STR_NONE);
}

/* At this week's open report. */
static bool attach_scan(struct act *act, void *input)
{
	const struct story *s = input;
	struct sent_file sent = { STR("file"), STR("约谈记录.txt"), STR("约谈记录\n") };
	struct weekly_report report;
	struct staged file;
	bool found, whole;

	act->actor_id = s->labour_contact.account_id;
	return weekly_report_of(act, s->labour, STR("2026-W47"), &found, &report) && file_look(act, sent.field, &sent, &file)
	    && blob_store_begin(act, &file, &whole) && blob_store_piece(act, file.sm3, 0, sent.bytes)
	    && blob_store_finish(act, &file) && blob_store_upload(act, &file)
	    && attachments_add(act, &report_holding, &report, &file, 1, STR("约谈"));
}

/* Of a unit's own, beside the Bureau's digest: what others must not find in the register. */
static bool issue_notice(struct act *act, void *input)
{
	const struct story *s = input;
	struct document document = { .title = STR("劳动监察大队关于集中约谈的通知") };

	document_add(act->arena, &document.body, BLOCK_TEXT, STR("请按时到场。"));
	return document_issue(act, s->labour, "unit", s->labour.v, &document);
}

/* An area and a road of its own, and a closure that waits to be decided. */
static void zone_draw(struct story *s)
{
	int64_t road;

	MOVE(s, labour_head, area_holding, 0, "draft", "name", "大学科技园", "kind", "key", "from_on", "2026-11-30", "shape",
	     "{\"type\":\"Polygon\",\"coordinates\":[[[113.55,34.81],[113.56,34.81],[113.56,34.82],[113.55,34.81]]]}");
	CHECK_DONE(story_move(s, &s->labour_head, &road_holding, 0, &road, "draft", "name", "科学大道", "kind", "road", "from_on",
	                      "2026-11-20", "shape", "{\"type\":\"LineString\",\"coordinates\":[[113.52,34.8086],[113.58,34.8088]]}", NULL));
	MOVE(s, labour_head, road_holding, road, "release");
	MOVE(s, labour_head, impassable_holding, 0, "ask", "road_id", number(road), "from_on", "2026-11-20", "until_on", "2026-11-22",
	     "ground", "雨后积水");
}

/* A patrol under way, what it found, and what was handed to the neighbour. */
static void zone_patrol(struct story *s)
{
	int64_t car, found;

	CHECK_DONE(story_move(s, &s->labour_head, &device_holding, 0, &car, "create", "unit_id", number(s->labour.v), "number", "13800000001",
	                      "name", "豫A00001", "kind", "terminal", "protocol", "jt808", NULL));
	MOVE(s, labour_officer, patrol_holding, 0, "begin", "device_id", number(car), "lead_id", number(s->labour_lead.v));
	MOVE(s, labour_officer, finding_holding, 0, "note", "title", "工地围挡外堆料", "spot", "113.5501,34.8088");
	CHECK_DONE(story_move(s, &s->labour_officer, &finding_holding, 0, &found, "note", "title", "沿街占道经营", "place", "瑞达路", NULL));
	MOVE(s, labour_officer, finding_holding, found, "hand", "to_unit_id", number(s->city.v));
	CHECK_DONE(story_move(s, &s->city_head, &finding_holding, 0, &found, "note", "title", "门店未签劳动合同", "place", "国槐街", NULL));
	MOVE(s, city_head, finding_holding, found, "hand", "to_unit_id", number(s->labour.v));
}

/* The car stood at the place a minute ago. */
static bool stand_there(struct act *act, void *input)
{
	const struct position here = { .at_ms = (act->now.sec - 60) * 1000, .lon = 1135501000, .lat = 348088000 };

	return track_take(act, *(const DeviceId *)input, &here, 1);
}

/* In an area of the unit's own, so that look-back finds who passed. */
static void zone_lookback(struct story *s)
{
	DeviceId car = { 1 };
	int64_t area;

	CHECK_DONE(story_move(s, &s->labour_head, &area_holding, 0, &area, "draft", "name", "高新片区", "kind", "responsibility", "from_on",
	                      "2026-11-20", "shape", "{\"type\":\"Polygon\",\"coordinates\":[[[113.54,34.80],[113.56,34.80],[113.56,34.815],[113.54,34.815],[113.54,34.80]]]}", NULL));
	MOVE(s, labour_head, area_holding, area, "release");
	CHECK_DONE(test_act(s->house, NULL, stand_there, &car));
	MOVE(s, labour_officer, matter_holding, 0, "register", "title", "科学大道坑槽", "source", "complaint", "spot", "113.5501,34.8088");
	MOVE(s, labour_officer, matter_holding, 0, "register", "title", "井盖缺失", "source", "media", "spot", "113.5501,34.8088");
	MOVE(s, legal, lookback_holding, 2, "confirm", "ground", "经过未报");
}

struct story *zone_busy(void)
{
	struct story *s = story_open("2026-11-02T08:00");
	struct weekly_report report;
	int64_t digest;

	story_contact_is_filed(s, &s->labour_head, s->labour_clerk);
	story_contact_is_filed(s, &s->city_head, s->city_clerk);
	(void)story_matter(s, &s->labour_officer, "华信厂房外包队工资拖欠");
	story_until(s, "2026-11-17T09:00");
	CHECK(0, story_report(s, s->labour, "2026-W46", &report));
	CHECK_DONE(story_fill_and_submit(s, &s->labour_contact, &report, "两次约谈总包单位"));
	story_until(s, "2026-11-17T14:00");
	digest = story_digest(s, "2026-W46");
	MOVE(s, legal, digest_holding, digest, "sign", "analysis", "本周一件", "entries.0.id", "1", "entries.0.proposal", "coordinate");
	CHECK_DONE(story_move(s, &s->leader, &instruction_holding, 0, NULL, "issue", "digest_id", number(digest), "unit_id",
	                      number(s->labour.v), "kind", "instruct", "words", "盯到清零", NULL));
	story_until(s, ZONE_NOW);
	zone_draw(s);
	zone_patrol(s);
	zone_lookback(s);
	CHECK_DONE(test_act(s->house, &s->labour_contact, attach_scan, s));
	CHECK_DONE(test_act(s->house, NULL, issue_notice, s));
	s->house->is_demo = true;       /* passwords cost nothing */
	return s;
}

struct client *zone_client(struct story *s, struct client *door, struct caller *who, const char *login)
{
	struct client *client = test_client_beside(door);

	CHECK_DONE(test_act(s->house, NULL, give_password, who));
	test_login(client, login, ZONE_PASSWORD);
	return client;
}

bool zone_add_watchers(struct act *act, void *input)
{
	static const char *const roles[] = { "supervisor", "sysadmin", "secadmin", "auditor" };
	const struct story *s = input;

	for (size_t i = 0; i < COUNT_OF(roles); i++) {
		struct account account = { .unit_id = s->committee, .login = str_of(roles[i]), .name = str_of(roles[i]),
		                           .roles = str_of(roles[i]) };

		if (!account_create(act, &account, STR(ZONE_PASSWORD)))
			return false;
	}
	return true;
}

struct caller *zone_told_person(struct story *s, const char *login)
{
	struct { const char *login; struct caller *who; } t[] = {
		{ "leader", &s->leader }, { "legal", &s->legal }, { "head1", &s->labour_head }, { "contact1", &s->labour_contact },
		{ "officer1", &s->labour_officer }, { "head2", &s->city_head }, { "contact2", &s->city_contact } };

	for (size_t i = 0; i < COUNT_OF(t); i++)
		if (strcmp(t[i].login, login) == 0)
			return t[i].who;
	return NULL;
}
