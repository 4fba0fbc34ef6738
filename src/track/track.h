/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* track.h - positions: take in, pack, find again by device, place and time; and the devices that send them.
 *
 * What track_take was given is durable once its act is stored. It stands in a raw tail until its hour is closed, then in a
 * block per device and hour whose SM3 is in the ledger; nothing is rounded, and nothing is left out but after
 * track.kept_days, all at once. What is doubtful is marked, never dropped.
 * Owns: device, track_tail, track_block, track_packed. Does not own: who may register or look (clauses/patrol/), how
 * positions arrive (gateway/), what was covered by them (geo/, clauses/patrol/). */
#ifndef JUEBU_TRACK_TRACK_H
#define JUEBU_TRACK_TRACK_H

#include "people/people.h"

/* ---- devices ---- */

typedef struct { int64_t v; } DeviceId;
enum device_kind { DEVICE_TERMINAL, DEVICE_PHONE, DEVICE_RECORDER, DEVICE_KINDS };
enum device_protocol { DEVICE_JT808, DEVICE_OSMAND, DEVICE_UPLOAD, DEVICE_PROTOCOLS };
enum device_state { DEVICE_ACTIVE, DEVICE_STOPPED, DEVICE_RETIRED, DEVICE_STATES };
extern const struct words device_kind_words, device_protocol_words, device_state_words;

struct device {
	DeviceId id;
	int64_t version;
	UnitId unit_id;
	Str number;                     /* a terminal's without leading zeros: those are the frame's filling */
	Str name;                       /* plate, or what people call it */
	enum device_kind kind;
	enum device_protocol protocol;
	enum device_state state;
	Date since_on, until_on;
	Instant registered_at;          /* the terminal itself, over JT/T 808 */
	Str key_hash;                   /* secret; hex SM3 of the authentication code or key */
};
extern const struct record device_record;

/* Number well formed for its protocol, days in order. Notes faults. */
bool device_check(struct act *, const struct device *) MUST_USE;
/* found false: not in the register. The number as it is registered, see device_number. */
bool device_find(struct act *, Str number, bool *found_out, struct device *out) MUST_USE;
Str device_number(Str);                          /* without leading zeros and blanks */
/* The terminal asks for its authentication code: a new one, of which only the hash stays; the old ceases to hold. Refuses
 * what is not registered or not in use, and who asks again within LIMIT_REGISTRATION_STEP_SECONDS. from: for the ledger. */
bool device_register(struct act *, Str number, Str from, struct device *out, Str *code_out) MUST_USE;
/* A key for the row about to be stored; act->shown_once has it. */
void device_give_key(struct act *, struct device *);
/* Compared in the same time whatever differs. */
bool device_key_holds(const struct device *, Str key);
/* Those that are not in use today, for who keeps others' connections open. */
bool devices_not_in_use(struct act *, int64_t **ids_out, size_t *count_out) MUST_USE;
/* Is that day one of its days, and is it in use? */
bool device_is_in_use(const struct device *, Date);

/* ---- positions ---- */

enum { SPEED_UNKNOWN = 0xffff, COURSE_UNKNOWN = -1, ALTITUDE_UNKNOWN = INT16_MIN };
enum { DEGREE = 10000000 };                     /* 1e-7 degree: what a phone gives; JT/T 808 gives 1e-6 */

struct position {
	int64_t at_ms;                  /* UTC, by the device */
	int64_t received_s;             /* UTC seconds, by the house */
	int32_t lon, lat;               /* 1e-7 degree, WGS-84 */
	int16_t altitude;               /* m */
	int16_t course;                 /* degrees clockwise from north, 0..359 */
	uint16_t speed;                 /* 0.1 km/h */
	uint16_t flags;
};

/* flags: kept with the point */
enum {
	POSITION_BLIND = 1,             /* JT/T 808 0x0704 kind 1: filled in after a blind zone */
	POSITION_NO_FIX = 2,            /* the device itself says it did not know where it was */
	POSITION_ENCRYPTED = 4,         /* coordinates went through a 保密插件: not WGS-84 */
	POSITION_BACKWARD = 8,          /* came behind a later one */
	POSITION_IGNITION = 16,
	POSITION_SOURCE = 0x0700,       /* enum position_source << 8 */
	/* flags: found out anew at each reading, from what stands beside the point */
	POSITION_REPEATED = 0x1000,     /* same device and time as the one before */
	POSITION_JUMP = 0x2000,         /* further from the last sound one than it could have come */
	POSITION_DOUBTFUL = POSITION_NO_FIX | POSITION_ENCRYPTED | POSITION_REPEATED | POSITION_JUMP
};
enum position_source { FROM_TERMINAL, FROM_PHONE, FROM_BROWSER, FROM_FILE };
#define POSITION_FROM(source) ((uint16_t)((source) << 8))

bool position_is_sane(const struct position *);  /* on the globe, and in the years 2000 to 2199 */

/* Appends them, in the order they came, of any time. flags: BACKWARD, REPEATED and JUMP are set by us; received_s too.
 * A writing act. A point that is not sane is a bug of the caller. */
bool track_take(struct act *, DeviceId, const struct position *, size_t count) MUST_USE;

/* ---- finding them again ---- */

/* Positions of one device and one hour, in time order; at lives until the call returns. block 0: not closed yet, or of
 * several blocks. */
struct track_run { DeviceId device; const struct position *at; size_t count; int64_t block; };
typedef bool TrackEach(struct act *, void *state, const struct track_run *);     /* false: it has refused */

/* from <= time < until, in time order over blocks and tail, doubtful ones marked. One hour in memory. */
bool track_read(struct act *, DeviceId, Instant from, Instant until, TrackEach *, void *state) MUST_USE;

struct track_box { int32_t west, south, east, north; };         /* 1e-7 degree, inclusive */
/* Every run that has a point in box and time, whole within the time, by device and then by time. Who asks for
 * a line between two points that lie outside makes the box larger by as far as one gets in between. */
bool track_near(struct act *, struct track_box, Instant from, Instant until, TrackEach *, void *state) MUST_USE;

/* ---- what the clock does ---- */

/* Closes hours that have ended, and blocks of what came for closed ones; LIMIT_PACKED_BLOCKS an act. */
struct track_cursor { int64_t device, hour; };  /* zero: from the start */
bool track_close(struct act *, struct track_cursor *, bool *more_out) MUST_USE;
/* Deletes blocks older than track.kept_days, each with its entry in the ledger. */
bool track_forget(struct act *, bool *more_out) MUST_USE;

/* ---- the ledger's word ---- */

typedef struct { int64_t v; } TrackBlockId;
struct track_block {
	TrackBlockId id;
	int64_t version;
	DeviceId device_id;
	UnitId unit_id;
	int64_t hour, points, first_s, last_s, west, south, east, north;
	bool late;
	int64_t received_s;
	Str sm3;
};
extern const struct record track_block_record;

/* For verify: do the bytes of each block have the SM3 its row names? *bad_id 0: all do. */
bool track_verify(struct act *, int64_t *bad_id, int64_t *seen) MUST_USE;

extern const struct setting_rule track_kept_days;
extern const struct setting_rule *const track_settings[];
extern const struct sql *const track_statements[];

#endif
