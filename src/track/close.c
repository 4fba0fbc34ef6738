/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* close.c - the clock's work on positions: hours that have ended become blocks, blocks that are too old go.
 *
 * An hour is closed TRACK_SETTLE_S after its end, when nothing of it has come for as long; what comes by dribs for a
 * closed one waits for quiet too, but no longer than an hour. */
#include "base/limits.h"
#include "ledger/sm3.h"
#include "track/pack.h"
#include "track/track_store.h"

enum { TRACK_SETTLE_S = 600, GROUPS_LOOKED_AT = 1024 };

static const struct field block_fields[] = {
	HEAD(struct track_block, TrackBlockId),
	REF(struct track_block, device_id, DeviceId, device_record, .label = "设备", .required = true, .list = true, .filter = true),
	REF(struct track_block, unit_id, UnitId, unit_record, .label = "单位", .required = true, .list = true, .filter = true),
	FIELD(struct track_block, hour, .label = "小时（1970 年起）", .list = true, .sort = true),
	FIELD(struct track_block, points, .label = "点数", .list = true),
	FIELD(struct track_block, first_s, .label = "首点时间（秒）"),
	FIELD(struct track_block, last_s, .label = "末点时间（秒）"),
	FIELD(struct track_block, west, .label = "西界（1e-7 度）"),
	FIELD(struct track_block, south, .label = "南界（1e-7 度）"),
	FIELD(struct track_block, east, .label = "东界（1e-7 度）"),
	FIELD(struct track_block, north, .label = "北界（1e-7 度）"),
	FIELD(struct track_block, late, .label = "补传", .list = true, .filter = true),
	FIELD(struct track_block, received_s, .label = "收到时间（秒）"),
	FIELD(struct track_block, sm3, .label = "SM3", .required = true, .most = SM3_HEX),
	FIELDS_END
};
const struct record track_block_record = {
	.name = "track_block", .label = "轨迹数据块", .clause = "二（一）", .path = "/patrol/track", .size = sizeof(struct track_block),
	.fields = block_fields, .title = "sm3", .unit = "unit_id", .order = "-hour", .frozen = true,
};

/* ---- closing ---- */

/* Or its clock is wrong, and it never will. */
static bool has_ended(const struct act *act, int64_t hour)
{
	int64_t now = act->now.sec, end = (hour + 1) * HOUR_S;

	return now >= end + TRACK_SETTLE_S || end > now + 2 * HOUR_S;
}

/* Asked of first and last row alone: most groups of a round are not ripe, and some are large. */
static bool is_ripe(struct act *act, DeviceId device, int64_t hour, bool *out)
{
	int64_t now = act->now.sec, first = 0, last = 0;

	*out = false;
	if (!has_ended(act, hour))
		return true;
	if (!track_store_received(act, device, hour, &first, &last))
		return false;
	*out = last <= now - TRACK_SETTLE_S || first <= now - HOUR_S - TRACK_SETTLE_S;
	return true;
}

static int64_t least(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

static int64_t most(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

static struct track_block describe(const struct position *at, size_t count, DeviceId device, UnitId unit, int64_t hour)
{
	struct track_block b = { .device_id = device, .unit_id = unit, .hour = hour, .points = (int64_t)count,
	                         .first_s = at[0].at_ms / 1000, .last_s = at[count - 1].at_ms / 1000,
	                         .west = at[0].lon, .east = at[0].lon, .south = at[0].lat, .north = at[0].lat };

	for (size_t i = 0; i < count; i++) {
		b.west = least(b.west, at[i].lon);
		b.east = most(b.east, at[i].lon);
		b.south = least(b.south, at[i].lat);
		b.north = most(b.north, at[i].lat);
		b.received_s = most(b.received_s, at[i].received_s);
	}
	b.late = b.received_s >= (hour + 1) * HOUR_S + TRACK_SETTLE_S;
	return b;
}

static bool close_one(struct act *act, DeviceId device, int64_t hour, int64_t *points_out)
{
	struct tail_points points;
	struct device owner;
	struct track_block block;
	struct sm3_sum sum;
	Str bytes;

	if (!record_load(act, &device_record, device.v, &owner) || !track_tail_points(act, device, hour, 0, &points))
		return false;
	track_sort(act->arena, points.at, points.count);
	bytes = track_pack(act->arena, points.at, points.count);
	sum = sm3_of(bytes);
	block = describe(points.at, points.count, device, owner.unit_id, hour);
	block.sm3 = sm3_hex(act->arena, &sum);
	*points_out += block.points;
	return record_insert(act, &track_block_record, &block, "track_block.close", STR_NONE)
	    && track_store_add_packed(act, block.id, bytes) && track_store_drop_tail(act, device, hour, points.last_id);
}

bool track_close(struct act *act, struct track_cursor *cursor, bool *more_out)
{
	struct track_cursor at = *cursor, next;
	int64_t points = 0;
	int closed = 0;

	for (int looked = 0; looked < GROUPS_LOOKED_AT && closed < LIMIT_PACKED_BLOCKS && points < LIMIT_TAKEN_POSITIONS; looked++) {
		bool ripe = false;

		if (!track_store_next_group(act, at, &next))
			return false;
		if (!next.device) {
			*more_out = false;
			return true;
		}
		if (!is_ripe(act, (DeviceId){ next.device }, next.hour, &ripe))
			return false;
		if (!ripe)
			at = next;
		else if (!close_one(act, (DeviceId){ next.device }, next.hour, &points))
			return false;
		else
			closed++;           /* the same group again: there may be more of it */
	}
	*cursor = at;
	*more_out = true;
	return true;
}

/* ---- forgetting ---- */

const struct setting_rule track_kept_days = { "track.kept_days", "轨迹保存几天", 1095, 180, 3650, "日", "个人信息保护法 19 最短必要期限；行政处罚法 36 追责时效二年，加一年" };
const struct setting_rule *const track_settings[] = { &track_kept_days, NULL };

static bool forget_one(struct act *act, int64_t id)
{
	struct track_block block;

	return record_load(act, &track_block_record, id, &block) && track_store_drop_packed(act, id)
	    && record_delete(act, &track_block_record, &block, "track_block.forget", STR_NONE);
}

/* RULE track.kept */
bool track_forget(struct act *act, bool *more_out)
{
	Date first = date_plus(instant_date(act->now), -(int)setting_now(act, &track_kept_days));
	int64_t *ids;
	size_t count;

	if (!track_store_old_blocks(act, instant_at(first, 0, 0).sec / HOUR_S, &ids, &count))
		return false;
	for (size_t i = 0; i < count; i++)
		if (!forget_one(act, ids[i]))
			return false;
	*more_out = count == LIMIT_PACKED_BLOCKS;
	return true;
}
