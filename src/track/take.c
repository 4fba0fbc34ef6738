/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* take.c - positions into the raw tail, a row for all of one device and hour that came together; and out of it. */
#include "base/limits.h"
#include "track/pack.h"
#include "track/track_store.h"

static int64_t hour_of(const struct position *p)
{
	return p->at_ms / ((int64_t)HOUR_S * 1000);
}

static bool append(struct act *act, DeviceId device, const struct position *at, size_t count)
{
	return track_store_append(act, device, hour_of(at), track_pack(act->arena, at, count));
}

/* A copy with what only we know, and nothing of what only we may say. */
static struct position *ours(struct act *act, const struct position *at, size_t count)
{
	struct position *copy = ARENA_ARRAY(act->arena, struct position, count);

	for (size_t i = 0; i < count; i++) {
		must(position_is_sane(&at[i]));
		copy[i] = at[i];
		copy[i].received_s = act->now.sec;
		copy[i].flags &= (uint16_t) ~(POSITION_BACKWARD | POSITION_REPEATED | POSITION_JUMP);
	}
	return copy;
}

/* RULE track.many */
bool track_take(struct act *act, DeviceId device, const struct position *at, size_t count)
{
	struct position *copy;
	size_t from = 0;

	if (count > LIMIT_TAKEN_POSITIONS)
		return refuse(act, REFUSED_TOO_LARGE, "track.many", "一次最多 %d 个定位点，请分几次上传", LIMIT_TAKEN_POSITIONS);
	copy = ours(act, at, count);
	for (size_t i = 1; i <= count; i++) {
		if (i < count && hour_of(&copy[i]) == hour_of(&copy[from]) && i - from < TRACK_ROW_POINTS)
			continue;
		if (!append(act, device, &copy[from], i - from))
			return false;
		from = i;
	}
	return true;
}

static void add_row(struct act *act, struct tail_points *out, size_t *room, const struct position *at, size_t count)
{
	if (out->count + count > *room) {
		struct position *larger;

		*room = 2 * (out->count + count);
		larger = ARENA_ARRAY(act->arena, struct position, *room);
		if (out->count)
			memcpy(larger, out->at, out->count * sizeof *larger);
		out->at = larger;
	}
	memcpy(out->at + out->count, at, count * sizeof *at);
	out->count += count;
}

bool track_tail_points(struct act *act, DeviceId device, int64_t hour, int64_t after, struct tail_points *out)
{
	struct tail_points points = { .count = 0 };
	struct tail tail;
	size_t room = 0;

	if (!track_store_tail(act, device, hour, after, &tail))
		return false;
	for (size_t i = 0; i < tail.count; i++) {
		struct position *at;
		size_t count;

		if (!track_unpack(act->arena, tail.at[i].points, TRACK_ROW_POINTS, &at, &count))
			return refuse(act, REFUSED_BROKEN, "track.read", "定位数据 %lld 读不出来，请运行 juebu verify", (long long)tail.at[i].id);
		if (points.count && points.count + count > TRACK_BLOCK_POINTS)
			break;
		add_row(act, &points, &room, at, count);
		points.last_id = tail.at[i].id;
	}
	points.more = tail.count > 0 && points.last_id != tail.at[tail.count - 1].id;
	points.more = points.more || tail.count == TRACK_TAIL_ROWS;
	track_mark_backward(points.at, points.count);
	*out = points;
	return true;
}
