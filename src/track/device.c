/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* device.c - the register of what may send positions, and the keys it was given.
 *
 * A terminal registers over the air by its number, which is no secret: so each registration makes a new code and is
 * noted with where it came from. Of a code or key only the hash is kept. */
#include "track/track.h"

#include <sodium.h>

#include "base/limits.h"
#include "ledger/sm3.h"
#include "track/track_store.h"

static const struct word kind_word[] = {
	[DEVICE_TERMINAL] = { "terminal", "车载终端", LOOK_NORMAL },
	[DEVICE_PHONE] = { "phone", "手机", LOOK_NORMAL },
	[DEVICE_RECORDER] = { "recorder", "记录仪", LOOK_NORMAL },
};
const struct words device_kind_words = WORDS_TABLE(kind_word);

static const struct word protocol_word[] = {
	[DEVICE_JT808] = { "jt808", "JT/T 808", LOOK_NORMAL },
	[DEVICE_OSMAND] = { "osmand", "OsmAnd/Traccar", LOOK_NORMAL },
	[DEVICE_UPLOAD] = { "upload", "上传轨迹", LOOK_NORMAL },
};
const struct words device_protocol_words = WORDS_TABLE(protocol_word);

static const struct word state_word[] = {
	[DEVICE_ACTIVE] = { "active", "在用", LOOK_NORMAL },
	[DEVICE_STOPPED] = { "stopped", "停用", LOOK_SEALED },
	[DEVICE_RETIRED] = { "retired", "注销", LOOK_DONE },
};
const struct words device_state_words = WORDS_TABLE(state_word);

static const struct field device_fields[] = {
	HEAD(struct device, DeviceId),
	REF(struct device, unit_id, UnitId, unit_record, .label = "单位", .required = true, .list = true, .filter = true),
	FIELD(struct device, number, .label = "设备号", .required = true, .most = 40, .list = true, .filter = true, .sort = true,
	      .hint = "终端上写的终端号（一般是 SIM 卡号），前面的 0 不算；手机和记录仪自定"),
	FIELD(struct device, name, .label = "车牌或名称", .required = true, .most = 40, .list = true, .filter = true, .sort = true),
	WORDS(struct device, kind, device_kind_words, .label = "类别", .required = true, .list = true, .filter = true),
	WORDS(struct device, protocol, device_protocol_words, .label = "接入方式", .required = true, .list = true, .filter = true),
	WORDS(struct device, state, device_state_words, .label = "状态", .required = true, .list = true, .filter = true),
	FIELD(struct device, since_on, .label = "启用日期"),
	FIELD(struct device, until_on, .label = "停用日期", .hint = "最后使用的一天"),
	FIELD(struct device, registered_at, .label = "终端注册时间"),
	FIELD(struct device, key_hash, .label = "鉴权码", .secret = true, .quiet = true),
	FIELDS_END
};
const struct record device_record = {
	.name = "device", .label = "设备", .clause = "二（一）", .path = "/patrol/device", .size = sizeof(struct device),
	.fields = device_fields, .title = "name", .unit = "unit_id", .state = "state", .order = "name",
};

/* ---- rules ---- */

Str device_number(Str number)
{
	Str n = str_trim(number);

	while (n.len > 1 && n.at[0] == '0')
		n = str_after(n, 1);
	return n;
}

static bool all_among(Str text, const char *allowed)
{
	for (size_t i = 0; i < text.len; i++)
		if (!memchr(allowed, text.at[i], strlen(allowed)))
			return false;
	return true;
}

/* RULE device.number */
static void number_faults(struct act *act, const struct device *d)
{
	static const char digits[] = "0123456789";
	static const char signs[] = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_.";

	if (d->protocol == DEVICE_JT808 && (d->number.len > 20 || !all_among(d->number, digits)))
		fault_at(act, STR("number"), "device.number", "JT/T 808 终端号只能是数字，最多 20 位");
	else if (!all_among(d->number, signs))
		fault_at(act, STR("number"), "device.number", "设备号只能用字母、数字、横线、下划线、点");
	else if (!str_equal(device_number(d->number), d->number))
		fault_at(act, STR("number"), "device.number", "设备号前面的 0 不要写");
}

bool device_check(struct act *act, const struct device *d)
{
	Str since = date_iso(act->arena, d->since_on);

	number_faults(act, d);
	if (date_is_set(d->since_on) && date_is_set(d->until_on) && d->until_on.day < d->since_on.day)
		fault_at(act, STR("until_on"), "device.days", "不能早于 %.*s", STR_ARG(since));
	return act_sound(act);
}

bool device_is_in_use(const struct device *d, Date on)
{
	return d->state == DEVICE_ACTIVE && (!date_is_set(d->since_on) || on.day >= d->since_on.day)
	    && (!date_is_set(d->until_on) || on.day <= d->until_on.day);
}

bool device_find(struct act *act, Str number, bool *found_out, struct device *out)
{
	int64_t id = 0;

	if (!track_store_device(act, device_number(number), &id) || (id && !record_load(act, &device_record, id, out)))
		return false;
	*found_out = id != 0;
	return true;
}

/* ---- keys ---- */

enum { KEY_BYTES = 16 };

static Str random_key(struct arena *arena)
{
	unsigned char bytes[KEY_BYTES];

	randombytes_buf(bytes, sizeof bytes);
	return str_hex(arena, (Str){ (const char *)bytes, sizeof bytes });
}

static Str hash_of(struct arena *arena, Str key)
{
	struct sm3_sum sum = sm3_of(key);

	return sm3_hex(arena, &sum);
}

bool device_key_holds(const struct device *d, Str key)
{
	struct sm3_sum given = sm3_of(key), kept;

	return d->key_hash.len == SM3_HEX && sm3_parse(d->key_hash, &kept) && sodium_memcmp(&given, &kept, sizeof kept) == 0;
}

void device_give_key(struct act *act, struct device *d)
{
	act->shown_once = random_key(act->arena);
	d->key_hash = hash_of(act->arena, act->shown_once);
}

/* RULE device.register */
bool device_register(struct act *act, Str number, Str from, struct device *out, Str *code_out)
{
	struct device before;
	bool found = false;
	Str code = random_key(act->arena);

	if (!device_find(act, number, &found, &before))
		return false;
	if (!found || before.protocol != DEVICE_JT808)
		return refuse(act, REFUSED_NOT_FOUND, "device.unknown", "没有登记这个终端号，请在“设备”里登记");
	if (!device_is_in_use(&before, instant_date(act->now)))
		return refuse(act, REFUSED_CONFLICT, "device.stopped", "这个设备没有在用");
	if (act->now.sec - before.registered_at.sec < LIMIT_REGISTRATION_STEP_SECONDS)
		return refuse(act, REFUSED_TOO_MANY, "device.register", "刚注册过，请 %d 秒以后再注册", LIMIT_REGISTRATION_STEP_SECONDS);
	*out = before;
	out->registered_at = act->now;
	out->key_hash = hash_of(act->arena, code);
	*code_out = code;
	return record_update(act, &device_record, &before, out, "device.register", from);
}
