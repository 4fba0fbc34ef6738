/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* sync_page.c - what the browser's recorder sends when it has a network: a patrol, its positions, its findings, its end.
 *
 * Each thing has a key the recorder made, and each post may come again, because its answer was lost: then it is answered
 * as before and nothing happens. Through the same moves as the pages; photos come by the finding's own attachments. */
#include "base/limits.h"
#include "clauses/patrol/recorder.h"
#include "clauses/patrol/tour_verbs.h"

enum { KEY_LEAST = 8, KEY_MOST = 64, POINT_PARTS = 6, BLIND_METRES = 100 /* a mast's guess, not a place */ };

/* ---- answers ---- */

struct json recorder_answer(struct call *call)
{
	struct reply *reply = &call->exchange->reply;

	reply->status = 200;
	reply->type = STR("application/json; charset=utf-8");
	reply->body.arena = call->exchange->request.arena;
	reply->body.len = 0;
	return (struct json){ .out = &reply->body };
}

static void say(struct json *json, const char *name, int64_t number)
{
	json_field_name(json, name);
	json_int(json, number);
}

static bool answer_patrol(struct call *call, const struct patrol *patrol)
{
	struct json json = recorder_answer(call);

	json_open(&json, '{');
	say(&json, "id", patrol->id.v);
	say(&json, "batch", patrol->batch);
	json_field_name(&json, "state");
	json_text(&json, str_of(patrol_state_words.at[patrol->state].word));
	json_field_name(&json, "ended_how");
	json_text(&json, str_of(patrol_end_words.at[patrol->ended_how].word));
	json_close(&json, '}');
	return true;
}

/* ---- what was sent ---- */

/* RULE recorder.key: hard to guess, so that nobody meets another's. */
static Str key_of(struct act *act, const struct call *call, const char *name)
{
	Str key = input_text(call->input, name);
	bool sound = key.len >= KEY_LEAST && key.len <= KEY_MOST;

	for (size_t i = 0; sound && i < key.len; i++)
		sound = memchr("0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-", key.at[i], 63) != NULL;
	if (!sound)
		fault_at(act, str_of(name), "recorder.key", "%s 要有 %d 到 %d 个字母、数字或横线", name, KEY_LEAST, KEY_MOST);
	return key;
}

/* The named ones of what was sent, for the move; absent ones stay absent. */
static struct input copied(struct act *act, const struct call *call, const char *const *names, size_t count)
{
	struct input input = { .arena = act->arena };

	for (size_t i = 0; i < count; i++) {
		Str value = input_text(call->input, names[i]);
		bool given = str_is_empty(value) || input_add(&input, str_of(names[i]), value, INPUT_TEXT);

		must(given);                    /* a handful */
	}
	return input;
}

static void put_id(struct act *act, struct input *input, const char *name, int64_t id)
{
	bool given = input_add(input, str_of(name), str_format(act->arena, "%lld", (long long)id), INPUT_TEXT);

	must(given);
}

static bool is_ours(struct act *act, const struct record *record, const void *row)
{
	return scope_holds(caller_scope(act->who, &CAN_PATROL), record, row) || refuse_not_there(act);
}

/* The patrol of that key; of another unit it is as good as not there. */
static bool patrol_named(struct act *act, const struct call *call, const char *name, struct patrol *out)
{
	Str key = key_of(act, call, name);
	bool found = false;

	if (!act_sound(act) || !patrol_of_key(act, key, &found, out))
		return false;
	return found ? is_ours(act, &patrol_record, out) : refuse_not_there(act);
}

/* ---- the recorder itself as a device ---- */

/* Made by itself: whoever may patrol may do so with the phone in the hand. One for each account and unit, so that it
 * stays that unit's when the person moves on. */
static bool own_device(struct act *act, DeviceId *out)
{
	struct device device = {
		.unit_id = { act->who->unit_id }, .kind = DEVICE_PHONE, .protocol = DEVICE_UPLOAD,
		.number = str_format(act->arena, "web-%lld-%lld", (long long)act->who->account_id, (long long)act->who->unit_id),
		.name = str_join(act->arena, str_first_characters(act->who->name, 36), STR("的手机")),
	}, there;
	bool found = false;

	if (!device_find(act, device.number, &found, &there))
		return false;
	if (!found && !record_insert(act, &device_record, &device, "device.own", STR_NONE))
		return false;
	*out = found ? there.id : device.id;
	return true;
}

/* ---- begin and end ---- */

bool sync_begin(struct act *act, struct call *call)
{
	static const char *const names[] = { "key", "began_at", "device_id", "lead_id", "second_id", "words" };
	Str key = key_of(act, call, "key");
	struct input input = copied(act, call, names, COUNT_OF(names));
	struct patrol patrol;
	DeviceId own;
	bool found = false;

	if (!act_sound(act) || !record_refuse_unknown(act, call->input) || !patrol_of_key(act, key, &found, &patrol))
		return false;
	if (found)
		return is_ours(act, &patrol_record, &patrol) && answer_patrol(call, &patrol);
	if (!input_find(&input, STR_NONE, "device_id")) {
		if (!own_device(act, &own))
			return false;
		put_id(act, &input, "device_id", own.v);
	}
	return move_run(act, &patrol_holding, 0, STR("begin"), &input, &patrol) && answer_patrol(call, &patrol);
}

bool sync_end(struct act *act, struct call *call)
{
	static const char *const names[] = { "ended_at" };
	struct input input = copied(act, call, names, COUNT_OF(names));
	struct patrol patrol;

	if (!patrol_named(act, call, "key", &patrol) || !record_refuse_unknown(act, call->input))
		return false;
	if (patrol.state != PATROL_ENDED
	    && !move_run(act, &patrol_holding, patrol.id.v, STR("end"), &input, &patrol))
		return false;
	return answer_patrol(call, &patrol);
}

/* ---- positions ---- */

static Str next_part(Str *rest, char at)
{
	Str part = *rest;

	if (!str_cut(*rest, at, &part, rest))
		*rest = STR_NONE;
	return str_trim(part);
}

/* "" is not known. */
static bool small_number(Str words, int64_t most, int64_t otherwise, int64_t *out)
{
	*out = otherwise;
	return str_is_empty(words) || (str_to_int(words, out) && *out >= 0 && *out <= most);
}

/* "t,lon,lat,speed,course,accuracy": milliseconds, degrees, 0.1 km/h, degrees, metres. */
static bool point_read(Str words, struct position *out)
{
	struct position p = { .altitude = ALTITUDE_UNKNOWN, .flags = POSITION_FROM(FROM_BROWSER) };
	Str part[POINT_PARTS];
	int64_t speed, course, accuracy;

	for (size_t i = 0; i < POINT_PARTS; i++)
		part[i] = next_part(&words, ',');
	if (words.len || !str_to_int(part[0], &p.at_ms) || !degrees_parse(part[1], &p.lon) || !degrees_parse(part[2], &p.lat)
	    || !small_number(part[3], SPEED_UNKNOWN, SPEED_UNKNOWN, &speed) || !small_number(part[4], 360, COURSE_UNKNOWN, &course)
	    || !small_number(part[5], INT32_MAX, 0, &accuracy))
		return false;
	p.speed = (uint16_t)speed;
	p.course = (int16_t)(course == 360 ? 0 : course);
	if (accuracy > BLIND_METRES)
		p.flags |= POSITION_NO_FIX;
	*out = p;
	return position_is_sane(out);
}

struct batch { struct position *at; size_t count, left_out; int64_t last_ms; };

/* RULE recorder.on_duty: nobody is tracked before or after the patrol; what lies outside of it is counted and not kept. */
static bool is_within(const struct patrol *patrol, const struct position *p)
{
	int64_t at = p->at_ms / 1000;

	return at >= patrol->began_at.sec && (!instant_is_set(patrol->ended_at) || at <= patrol->ended_at.sec);
}

/* RULE recorder.points */
static bool batch_read(struct act *act, const struct patrol *patrol, Str words, struct batch *out)
{
	*out = (struct batch){ .at = ARENA_ARRAY(act->arena, struct position, LIMIT_SYNC_POSITIONS) };
	for (size_t n = 1; words.len; n++) {
		Str one = next_part(&words, ';');
		struct position p;

		if (str_is_empty(one) && str_is_empty(words))
			break;
		if (n > LIMIT_SYNC_POSITIONS)
			return refuse(act, REFUSED_TOO_LARGE, "recorder.points", "一批最多 %d 个位置，请分批上报", LIMIT_SYNC_POSITIONS);
		if (!point_read(one, &p)) {
			fault_at(act, STR("points"), "recorder.points", "第 %zu 个位置读不懂，要是“毫秒数,经度,纬度,速度,方向,精度”", n);
			return act_sound(act);
		}
		out->last_ms = p.at_ms > out->last_ms ? p.at_ms : out->last_ms;
		if (is_within(patrol, &p))
			out->at[out->count++] = p;
		else
			out->left_out++;
	}
	return true;
}

/* RULE recorder.order: batch after batch, so that none is missing and none is twice. RULE recorder.clock */
static bool batch_is_next(struct act *act, const struct patrol *patrol, int64_t batch)
{
	if (batch <= patrol->batch + 1)
		return true;
	return refuse(act, REFUSED_CONFLICT, "recorder.order", "前面的轨迹还没有收到，请从第 %lld 批报起", (long long)(patrol->batch + 1));
}

static bool clocks_agree(struct act *act, const struct batch *batch)
{
	int64_t ahead = batch->last_ms / 1000 - act->now.sec;

	if (ahead <= LIMIT_CLOCK_AHEAD_SECONDS)
		return true;
	return refuse(act, REFUSED_CONFLICT, "recorder.clock", "本机时间快了 %lld 分钟，请校准；轨迹留在本机，到时再报",
	              (long long)(ahead / 60));
}

/* The number of the batch and its positions are stored in one act, or neither. */
static bool batch_take(struct act *act, struct patrol *patrol, const struct batch *batch)
{
	struct patrol before = *patrol;

	patrol->batch++;
	return track_take(act, patrol->device_id, batch->at, batch->count)
	    && record_update(act, &patrol_record, &before, patrol, "patrol.points", STR_NONE);
}

bool sync_points(struct act *act, struct call *call)
{
	int64_t number = input_int(call->input, "batch", 0);
	Str words = input_text(call->input, "points");
	struct batch batch = { 0 };
	struct patrol patrol;
	struct json json;

	if (number < 1)
		fault_at(act, STR("batch"), "recorder.order", "batch 要是 1 起的批次号");
	if (!act_sound(act) || !patrol_named(act, call, "key", &patrol) || !record_refuse_unknown(act, call->input)
	    || !batch_is_next(act, &patrol, number))
		return false;
	if (number == patrol.batch + 1
	    && (!batch_read(act, &patrol, words, &batch) || !clocks_agree(act, &batch) || !batch_take(act, &patrol, &batch)))
		return false;
	json = recorder_answer(call);
	json_open(&json, '{');
	say(&json, "batch", patrol.batch);
	say(&json, "left_out", (int64_t)batch.left_out);
	json_close(&json, '}');
	return true;
}

/* ---- findings ---- */

static bool answer_finding(struct act *act, struct call *call, const struct finding *finding)
{
	struct json json = recorder_answer(call);
	struct unit_choices whose;

	if (!finding_whose(act, finding->spot, instant_date(finding->found_at), &whose))
		return false;
	json_open(&json, '{');
	say(&json, "id", finding->id.v);
	say(&json, "version", finding->version);
	json_field_name(&json, "state");
	json_text(&json, str_of(finding_state_words.at[finding->state].word));
	json_field_name(&json, "label");
	json_text(&json, str_of(finding_state_words.at[finding->state].label));
	json_field_name(&json, "whose");
	json_open(&json, '[');
	for (size_t i = 0; i < whose.count; i++)
		json_text(&json, whose.at[i].name);
	json_close(&json, ']');
	json_field_name(&json, "is_ours");
	json_bool(&json, whose.count == 0 || (whose.count == 1 && whose.at[0].id.v == finding->unit_id.v));
	json_close(&json, '}');
	return true;
}

bool sync_finding(struct act *act, struct call *call)
{
	static const char *const names[] = { "key", "found_at", "spot", "title", "category", "words", "place" };
	Str key = key_of(act, call, "key");
	struct input input = copied(act, call, names, COUNT_OF(names));
	struct finding finding;
	struct patrol patrol;
	bool found = false;

	if (input_text(call->input, "patrol_key").len) {
		if (!patrol_named(act, call, "patrol_key", &patrol))
			return false;
		put_id(act, &input, "patrol_id", patrol.id.v);
	}
	if (!act_sound(act) || !record_refuse_unknown(act, call->input) || !finding_of_key(act, key, &found, &finding))
		return false;
	if (found)
		return is_ours(act, &finding_record, &finding) && answer_finding(act, call, &finding);
	return move_run(act, &finding_holding, 0, STR("note"), &input, &finding) && answer_finding(act, call, &finding);
}
