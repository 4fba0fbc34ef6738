/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* record_page.c - the shell of the recorder, and what it asks for once there is a network.
 *
 * The shell is kept by the browser (web/root/sw.js), so there is no word of a person or of business in it: it is the same
 * for everybody and open to anybody. Who is there comes from the second, behind the login, and is kept by no cache. */
#include "base/limits.h"
#include "clauses/patrol/recorder.h"
#include "clauses/patrol/tour_verbs.h"

const struct permission CAN_OPEN_RECORDER = { .name = "recorder.open", .anybody = true };
/* Whoever is logged in gets an answer: one who may not patrol is told so there. */
const struct permission CAN_SYNC = { .name = "recorder.sync", { [ROLE_OFFICER] = SCOPE_UNIT, [ROLE_HEAD] = SCOPE_UNIT } };

bool recorder_page(struct act *act, struct call *call)
{
	struct reply *reply = &call->exchange->reply;
	struct html h = { &reply->body };

	reply->body.arena = call->exchange->request.arena;
	html(h, "<!doctype html>\n<html lang=\"zh-CN\">\n<head>\n<meta charset=\"utf-8\">\n"
		"<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
		"<title>巡查记录 · 决不</title>\n<link rel=\"icon\" type=\"image/svg+xml\" href=\"/favicon.svg\">\n"
		"<link rel=\"stylesheet\" href=\"", asset_path("juebu.css"), "\">\n"
		"<script type=\"module\" src=\"", asset_path("record.js"), "\"></script>\n</head>\n"
		"<body class=\"jb-recorder\" data-icons=\"", asset_path("icons.svg"), "\">\n"
		"<header class=\"jb-rec-head\"><a href=\"/patrol/tour\" class=\"jb-mark\" aria-label=\"返回巡查记录\">决</a>"
		"<h1>现场记录</h1><span id=\"who\"></span></header>\n"
		"<main id=\"recorder\"><noscript>这一页要用脚本记录位置，请打开浏览器的脚本。</noscript>"
		"<p class=\"jb-two\" id=\"opening\">正在打开…</p></main>\n</body>\n</html>\n");
	reply->status = 200;
	reply->type = STR("text/html; charset=utf-8");
	reply->may_cache = true;
	return true;
}

/* ---- who is there ---- */

/* Of one's own unit, what is in use. */
static bool choices(struct act *act, struct json *json, const char *name, const struct record *record, int64_t in_use)
{
	struct list_ask ask = {
		.record = record, .scope = { SCOPE_UNIT, act->who->account_id, act->who->unit_id }, .query = &(struct input){ 0 },
		.sort = "id", .most = LIMIT_RECORDER_CHOICES, .only = { { "state", .value = in_use } }, .brief = true };
	struct list found;

	if (!record_list(act, &ask, &found))
		return false;
	json_field_name(json, name);
	json_open(json, '[');
	for (size_t i = 0; i < found.count; i++) {
		const void *row = list_row(&found, record, i);

		json_open(json, '{');
		json_field_name(json, "id");
		json_int(json, record_id(record, row));
		json_field_name(json, "name");
		json_text(json, record_title(record, row));
		json_close(json, '}');
	}
	json_close(json, ']');
	return true;
}

/* The patrol the caller is out on, begun here or elsewhere. */
static bool running(struct act *act, struct json *json)
{
	struct patrol patrol = { 0 };
	int64_t id = 0;

	if (act->who->officer_id
	    && !tour_store_last_of_officer(act, (OfficerId){ act->who->officer_id }, (PatrolId){ 0 }, instant_plus(act->now, 1), &id))
		return false;
	if (id && !record_load(act, &patrol_record, id, &patrol))
		return false;
	json_field_name(json, "running");
	if (!id || patrol.state != PATROL_RUNNING) {
		json_nothing(json);
		return true;
	}
	json_open(json, '{');
	json_field_name(json, "id");
	json_int(json, id);
	json_field_name(json, "key");
	json_text(json, patrol.key);
	json_field_name(json, "title");
	json_text(json, patrol.title);
	json_close(json, '}');
	return true;
}

static void categories(struct json *json)
{
	json_field_name(json, "categories");
	json_open(json, '[');
	for (unsigned i = 0; i < finding_category_words.count; i++) {
		json_open(json, '{');
		json_field_name(json, "word");
		json_text(json, str_of(finding_category_words.at[i].word));
		json_field_name(json, "label");
		json_text(json, str_of(finding_category_words.at[i].label));
		json_close(json, '}');
	}
	json_close(json, ']');
}

bool recorder_state(struct act *act, struct call *call)
{
	const struct caller *who = act->who;
	struct json json = recorder_answer(call);

	json_open(&json, '{');
	json_field_name(&json, "account");
	json_int(&json, who->account_id);
	json_field_name(&json, "name");
	json_text(&json, who->name);
	json_field_name(&json, "unit");
	json_text(&json, who->unit_name);
	json_field_name(&json, "officer");
	json_int(&json, who->officer_id);
	json_field_name(&json, "csrf");
	json_text(&json, call->session ? call->session->csrf : STR_NONE);
	json_field_name(&json, "now");
	json_int(&json, act->now.sec);
	json_field_name(&json, "batch_most");
	json_int(&json, LIMIT_SYNC_POSITIONS);
	categories(&json);
	if (!choices(act, &json, "devices", &device_record, DEVICE_ACTIVE)
	    || !choices(act, &json, "officers", &officer_record, OFFICER_IN_POST) || !running(act, &json))
		return false;
	json_close(&json, '}');
	return true;
}
