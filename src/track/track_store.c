/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* track_store.c - the statements of the tail and the blocks. */
#include "track/track_store.h"

#include "base/limits.h"

static const struct sql DEVICE = { "SELECT id FROM device WHERE number = :number" };

bool track_store_device(struct act *act, Str number, int64_t *id_out)
{
	struct query *q = store_query(act, &DEVICE);

	query_bind_str(q, ":number", number);
	return query_only_int(q, "id", id_out);
}

static const struct sql NOT_IN_USE = {
	"SELECT d.id FROM device d WHERE d.state <> 'active' OR d.since_on > :today OR d.until_on < :today LIMIT 10000" };

bool devices_not_in_use(struct act *act, int64_t **ids_out, size_t *count_out)
{
	struct query *q = store_query(act, &NOT_IN_USE);

	query_bind_date(q, ":today", instant_date(act->now));
	return query_ints(q, "id", 10000, ids_out, count_out);
}

/* ---- the tail ---- */

static const struct sql APPEND = {
	"INSERT INTO track_tail (device_id, hour, received_at, points) VALUES (:device, :hour, :received, :points)" };

bool track_store_append(struct act *act, DeviceId device, int64_t hour, Str points)
{
	struct query *q = store_query(act, &APPEND);

	query_bind_int(q, ":device", device.v);
	query_bind_int(q, ":hour", hour);
	query_bind_int(q, ":received", act->now.sec);
	query_bind_blob(q, ":points", points);
	return query_run(q);
}

/* From group to group over the index: as long as there are groups, however many rows stand in them. */
static const struct sql NEXT_GROUP = {
	"SELECT device_id, hour FROM track_tail WHERE (device_id, hour) > (:device, :hour) ORDER BY device_id, hour LIMIT 1" };

bool track_store_next_group(struct act *act, struct track_cursor after, struct track_cursor *out)
{
	struct query *q = store_query(act, &NEXT_GROUP);

	query_bind_int(q, ":device", after.device);
	query_bind_int(q, ":hour", after.hour);
	*out = (struct track_cursor){ 0, 0 };
	if (query_next(q))
		*out = (struct track_cursor){ query_int(q, "device_id"), query_int(q, "hour") };
	return query_done(q);
}

static const struct sql RECEIVED_FIRST = {
	"SELECT received_at FROM track_tail WHERE device_id = :device AND hour = :hour ORDER BY device_id, hour, id LIMIT 1" };
static const struct sql RECEIVED_LAST = {
	"SELECT received_at FROM track_tail WHERE device_id = :device AND hour = :hour ORDER BY device_id DESC, hour DESC, id DESC LIMIT 1" };

static bool received(struct query *q, DeviceId device, int64_t hour, int64_t *out)
{
	query_bind_int(q, ":device", device.v);
	query_bind_int(q, ":hour", hour);
	return query_only_int(q, "received_at", out);
}

bool track_store_received(struct act *act, DeviceId device, int64_t hour, int64_t *first_out, int64_t *last_out)
{
	return received(store_query(act, &RECEIVED_FIRST), device, hour, first_out)
	    && received(store_query(act, &RECEIVED_LAST), device, hour, last_out);
}

static const struct sql TAIL = {
	"SELECT id, points FROM track_tail WHERE device_id = :device AND hour = :hour AND id > :after ORDER BY id LIMIT 2000" };

bool track_store_tail(struct act *act, DeviceId device, int64_t hour, int64_t after, struct tail *out)
{
	struct query *q = store_query(act, &TAIL);
	struct tail found = { NULL, 0 };
	size_t room = 0;

	query_bind_int(q, ":device", device.v);
	query_bind_int(q, ":hour", hour);
	query_bind_int(q, ":after", after);
	while (query_next(q)) {
		found.at = arena_room_for_one(act->arena, found.at, found.count, &room, sizeof *found.at);
		found.at[found.count++] = (struct tail_row){ query_int(q, "id"), query_blob(q, "points") };
	}
	*out = found;
	return query_done(q);
}

static const struct sql DROP_TAIL = { "DELETE FROM track_tail WHERE device_id = :device AND hour = :hour AND id <= :id" };

bool track_store_drop_tail(struct act *act, DeviceId device, int64_t hour, int64_t up_to_id)
{
	struct query *q = store_query(act, &DROP_TAIL);

	query_bind_int(q, ":device", device.v);
	query_bind_int(q, ":hour", hour);
	query_bind_int(q, ":id", up_to_id);
	return query_run(q);
}

/* ---- blocks ---- */

static const struct sql ADD_PACKED = { "INSERT INTO track_packed (block_id, bytes) VALUES (:id, :bytes)" };

bool track_store_add_packed(struct act *act, TrackBlockId id, Str bytes)
{
	struct query *q = store_query(act, &ADD_PACKED);

	query_bind_int(q, ":id", id.v);
	query_bind_blob(q, ":bytes", bytes);
	return query_run(q);
}

static const struct sql PACKED = { "SELECT bytes FROM track_packed WHERE block_id = :id" };

bool track_store_packed(struct act *act, int64_t block_id, Str *out)
{
	struct query *q = store_query(act, &PACKED);

	query_bind_int(q, ":id", block_id);
	*out = STR_NONE;
	if (query_next(q))
		*out = query_blob(q, "bytes");
	return query_done(q);
}

static const struct sql DROP_PACKED = { "DELETE FROM track_packed WHERE block_id = :id" };

bool track_store_drop_packed(struct act *act, int64_t block_id)
{
	struct query *q = store_query(act, &DROP_PACKED);

	query_bind_int(q, ":id", block_id);
	return query_run(q);
}

static const struct sql BLOCKS_AFTER = {
	"SELECT b.id, b.sm3, p.bytes FROM track_block b LEFT JOIN track_packed p ON p.block_id = b.id"
	" WHERE b.id > :after ORDER BY b.id LIMIT 256" };

bool track_store_blocks_after(struct act *act, int64_t after, struct block_page *out)
{
	struct query *q = store_query(act, &BLOCKS_AFTER);
	struct block_page page = { NULL, 0 };
	size_t room = 0;

	query_bind_int(q, ":after", after);
	while (query_next(q)) {
		page.at = arena_room_for_one(act->arena, page.at, page.count, &room, sizeof *page.at);
		page.at[page.count++] = (struct block_bytes){ query_int(q, "id"), query_str(q, "sm3"), query_blob(q, "bytes") };
	}
	*out = page;
	return query_done(q);
}

static const struct sql OLD_BLOCKS = { "SELECT id FROM track_block WHERE hour < :hour ORDER BY hour LIMIT 64" };

bool track_store_old_blocks(struct act *act, int64_t before_hour, int64_t **ids_out, size_t *count_out)
{
	struct query *q = store_query(act, &OLD_BLOCKS);

	query_bind_int(q, ":hour", before_hour);
	return query_ints(q, "id", LIMIT_PACKED_BLOCKS, ids_out, count_out);
}

/* ---- reading ---- */

static bool read_hours(struct act *act, struct query *q, struct hours_found *out)
{
	struct hours_found found = { NULL, 0 };
	size_t room = 0;

	while (query_next(q)) {
		found.at = arena_room_for_one(act->arena, found.at, found.count, &room, sizeof *found.at);
		found.at[found.count++] = (struct hour_found){ { query_int(q, "device_id") }, query_int(q, "hour") };
	}
	*out = found;
	return query_done(q);
}

static const struct sql DEVICE_HOURS = {
	"SELECT device_id, hour FROM track_block WHERE device_id = :device AND hour BETWEEN :from AND :until"
	" UNION SELECT device_id, hour FROM track_tail WHERE device_id = :device AND hour BETWEEN :from AND :until"
	" ORDER BY device_id, hour" };

bool track_store_hours(struct act *act, DeviceId device, int64_t from, int64_t until, struct hours_found *out)
{
	struct query *q = store_query(act, &DEVICE_HOURS);

	query_bind_int(q, ":device", device.v);
	query_bind_int(q, ":from", from);
	query_bind_int(q, ":until", until);
	return read_hours(act, q, out);
}

/* The tail is an hour or two of the devices there are; it has no box. CROSS: device by device over its index. */
static const struct sql HOURS_NEAR = {
	"SELECT device_id, hour FROM track_block WHERE hour BETWEEN :from_hour AND :until_hour"
	" AND first_s < :until AND last_s >= :from AND west <= :east AND east >= :west AND south <= :north AND north >= :south"
	" UNION SELECT t.device_id, t.hour FROM device d CROSS JOIN track_tail t WHERE t.device_id = d.id"
	" AND t.hour BETWEEN :from_hour AND :until_hour"
	" ORDER BY device_id, hour" };

bool track_store_hours_near(struct act *act, struct track_box box, Instant from, Instant until, struct hours_found *out)
{
	struct query *q = store_query(act, &HOURS_NEAR);

	query_bind_int(q, ":from_hour", from.sec / HOUR_S);
	query_bind_int(q, ":until_hour", (until.sec - 1) / HOUR_S);
	query_bind_int(q, ":from", from.sec);
	query_bind_int(q, ":until", until.sec);
	query_bind_int(q, ":west", box.west);
	query_bind_int(q, ":south", box.south);
	query_bind_int(q, ":east", box.east);
	query_bind_int(q, ":north", box.north);
	return read_hours(act, q, out);
}

static const struct sql BLOCKS_OF = { "SELECT id FROM track_block WHERE device_id = :device AND hour = :hour ORDER BY id LIMIT 1000" };

bool track_store_blocks_of(struct act *act, DeviceId device, int64_t hour, int64_t **ids_out, size_t *count_out)
{
	struct query *q = store_query(act, &BLOCKS_OF);

	query_bind_int(q, ":device", device.v);
	query_bind_int(q, ":hour", hour);
	return query_ints(q, "id", 1000, ids_out, count_out);
}

const struct sql *const track_statements[] = {
	&DEVICE, &NOT_IN_USE, &APPEND, &NEXT_GROUP, &RECEIVED_FIRST, &RECEIVED_LAST, &TAIL, &DROP_TAIL, &ADD_PACKED, &PACKED, &DROP_PACKED, &BLOCKS_AFTER,
	&OLD_BLOCKS, &DEVICE_HOURS, &HOURS_NEAR, &BLOCKS_OF, NULL
};
