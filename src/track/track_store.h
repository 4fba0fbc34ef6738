/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* track_store.h - the SQL of track/, for its own files only (schema/0030_track.sql). */
#ifndef JUEBU_TRACK_TRACK_STORE_H
#define JUEBU_TRACK_TRACK_STORE_H

#include "track/track.h"

enum {
	HOUR_S = 3600,
	TRACK_ROW_POINTS = 4096,        /* of one row of the tail */
	TRACK_TAIL_ROWS = 2000,         /* read at once: LIMIT of the statement */
	TRACK_BLOCK_POINTS = 20000,     /* of one block; what is more makes another */
};

bool track_store_device(struct act *, Str number, int64_t *id_out) MUST_USE;    /* 0: not registered */

bool track_store_append(struct act *, DeviceId, int64_t hour, Str points) MUST_USE;
/* The next device and hour of the tail behind these; device 0: no more. */
bool track_store_next_group(struct act *, struct track_cursor after, struct track_cursor *out) MUST_USE;

/* When the first and the last row of the group came. */
bool track_store_received(struct act *, DeviceId, int64_t hour, int64_t *first_out, int64_t *last_out) MUST_USE;

struct tail_row { int64_t id; Str points; };
struct tail { struct tail_row *at; size_t count; };
/* In the order they came, behind that id. */
bool track_store_tail(struct act *, DeviceId, int64_t hour, int64_t after, struct tail *out) MUST_USE;
bool track_store_drop_tail(struct act *, DeviceId, int64_t hour, int64_t up_to_id) MUST_USE;

bool track_store_add_packed(struct act *, TrackBlockId, Str bytes) MUST_USE;
bool track_store_packed(struct act *, int64_t block_id, Str *out) MUST_USE;     /* empty: gone */
bool track_store_drop_packed(struct act *, int64_t block_id) MUST_USE;
/* The next 256 by id; bytes empty: gone. */
struct block_bytes { int64_t id; Str sm3, bytes; };
struct block_page { struct block_bytes *at; size_t count; };
bool track_store_blocks_after(struct act *, int64_t after, struct block_page *out) MUST_USE;
bool track_store_old_blocks(struct act *, int64_t before_hour, int64_t **ids_out, size_t *count_out) MUST_USE;

/* What there is to read of one device and hour. */
struct hour_found { DeviceId device; int64_t hour; };
struct hours_found { struct hour_found *at; size_t count; };
/* Of one device, from <= hour <= until: in blocks and tail, each hour once, in order. */
bool track_store_hours(struct act *, DeviceId, int64_t from, int64_t until, struct hours_found *out) MUST_USE;
/* Of any device, with a block that meets the box or with anything in the tail; by device and hour. */
bool track_store_hours_near(struct act *, struct track_box, Instant from, Instant until, struct hours_found *out) MUST_USE;
bool track_store_blocks_of(struct act *, DeviceId, int64_t hour, int64_t **ids_out, size_t *count_out) MUST_USE;

/* ---- sort.c: pure ---- */
void track_mark_backward(struct position *, size_t count);      /* in the order they came */
void track_sort(struct arena *, struct position *, size_t count);       /* by time; of one time as they came */

/* What was the last sound one: carried from hour to hour. */
struct marker { struct position sound, seen; bool any; int jumps; };
void track_mark(struct marker *, struct position *, size_t count);      /* REPEATED and JUMP, in time order */

/* The rows of the tail behind that id, unpacked, in the order they came. count 0: nothing. */
struct tail_points { struct position *at; size_t count; int64_t last_id; bool more; };
bool track_tail_points(struct act *, DeviceId, int64_t hour, int64_t after, struct tail_points *out) MUST_USE;

#endif
