/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* track_test.c - positions taken in, closed, found again, forgotten; and a ledger that knows when one was changed. */
#include "track/track.h"

#include "base/limits.h"
#include "people/sample_test.h"
#include "tests/test.h"

#define NOW "2026-11-23T10:30"

static bool insert_device(struct act *act, void *row)
{
	return record_insert(act, &device_record, row, "device.create", STR_NONE);
}

static struct device device(struct sample *s, const char *number)
{
	struct device d = { .unit_id = s->patrol, .number = str_of(number), .name = str_of(number), .protocol = DEVICE_JT808 };

	CHECK_DONE(test_act(s->house, NULL, insert_device, &d));
	return d;
}

/* ---- taking ---- */

struct taking { DeviceId device; const struct position *at; size_t count; };

static bool take_body(struct act *act, void *input)
{
	struct taking *t = input;

	return track_take(act, t->device, t->at, t->count);
}

static struct refusal take(struct house *house, DeviceId device, const struct position *at, size_t count)
{
	return test_act(house, NULL, take_body, &(struct taking){ device, at, count });
}

/* From that minute on, a point every 10 s, 50 m further east each. */
static struct position *along(const char *from, size_t count)
{
	struct position *at = ARENA_ARRAY(test_arena(), struct position, count);

	for (size_t i = 0; i < count; i++)
		at[i] = (struct position){ .at_ms = (test_instant(from).sec + 10 * (int64_t)i) * 1000, .lon = 1135500000 + 5470 * (int32_t)i,
		                           .lat = 348000000, .speed = 180, .course = 90, .altitude = 108 };
	return at;
}

/* ---- reading ---- */

struct reading {
	DeviceId device;
	Instant from, until;
	const struct track_box *box;
	struct position at[2000];
	size_t count, runs;
	int64_t blocks;
};

static bool keep(struct act *act __attribute__((unused)), void *state, const struct track_run *run)
{
	struct reading *r = state;

	CHECK(0, r->count + run->count <= 2000 && run->count > 0);
	memcpy(&r->at[r->count], run->at, run->count * sizeof *run->at);
	r->count += run->count;
	r->runs++;
	r->blocks += run->block != 0;
	return true;
}

static bool read_body(struct act *act, void *input)
{
	struct reading *r = input;

	return r->box ? track_near(act, *r->box, r->from, r->until, keep, r) : track_read(act, r->device, r->from, r->until, keep, r);
}

static struct reading *read_back(struct house *house, DeviceId device, const char *from, const char *until)
{
	struct reading *r = ARENA_NEW(test_arena(), struct reading);

	r->device = device;
	r->from = test_instant(from);
	r->until = test_instant(until);
	CHECK_DONE(test_read(house, NULL, read_body, r));
	for (size_t i = 1; i < r->count; i++)
		CHECK(i, r->at[i - 1].at_ms <= r->at[i].at_ms);
	return r;
}

/* ---- the clock ---- */

static bool close_body(struct act *act, void *input)
{
	struct track_cursor cursor = { 0, 0 };

	return track_close(act, &cursor, input);
}

static bool forget_body(struct act *act, void *input)
{
	return track_forget(act, input);
}

static int close_hours(struct house *house)
{
	bool more = true;
	int acts = 0;

	while (more) {
		CHECK_DONE(test_act(house, NULL, close_body, &more));
		acts++;
	}
	return acts;
}

static const struct sql BLOCKS = { "SELECT COUNT(*) AS n FROM track_block" }, LATE = { "SELECT COUNT(*) AS n FROM track_block WHERE late = 1" },
                        TAILS = { "SELECT COUNT(*) AS n FROM track_tail" }, PACKED = { "SELECT COUNT(*) AS n FROM track_packed" };
struct counting { const struct sql *sql; int64_t n; };

static bool count_body(struct act *act, void *input)
{
	struct counting *c = input;

	return query_only_int(store_query(act, c->sql), "n", &c->n);
}

static int64_t count_of(struct house *house, const struct sql *sql)
{
	struct counting c = { sql, -1 };

	CHECK_DONE(test_read(house, NULL, count_body, &c));
	return c.n;
}

TEST(what_was_taken_is_read_back_from_the_tail_and_from_its_block_alike)
{
	struct sample *s = sample_open(NOW);
	struct device d = device(s, "13800000001");
	struct position *at = along("2026-11-23T09:58", 30);

	CHECK_DONE(take(s->house, d.id, at, 30));       /* over ten o'clock */
	CHECK_INT(0, count_of(s->house, &TAILS), 2);
	for (int round = 0; round < 3; round++) {
		struct reading *r = read_back(s->house, d.id, "2026-11-23T09:00", "2026-11-23T11:00");

		CHECK_INT(round, r->count, 30);
		CHECK_INT(round, r->runs, 2);
		CHECK_INT(round, r->blocks, round);
		for (size_t i = 0; i < 30; i++) {
			CHECK_INT(i, r->at[i].at_ms, at[i].at_ms);
			CHECK_INT(i, r->at[i].lon, at[i].lon);
			CHECK_INT(i, r->at[i].received_s, test_instant(NOW).sec);
			CHECK_INT(i, r->at[i].flags & POSITION_DOUBTFUL, 0);
		}
		test_clock(s->house, round == 0 ? "2026-11-23T10:40" : "2026-11-23T11:10");
		(void)close_hours(s->house);
		CHECK_INT(round, count_of(s->house, &BLOCKS), round + 1 < 2 ? 1 : 2);
	}
	CHECK_INT(1, count_of(s->house, &TAILS), 0);
	CHECK_INT(2, read_back(s->house, d.id, "2026-11-23T09:58", "2026-11-23T09:59")->count, 6);
	CHECK_INT(3, count_of(s->house, &LATE), 1);     /* nine o'clock's came at half past ten, ten o'clock's in time */
}

TEST(an_hour_is_closed_when_it_is_over_and_quiet)
{
	struct sample *s = sample_open("2026-11-23T10:50");
	struct device d = device(s, "13800000001");
	struct position *at = along("2026-11-23T10:49", 1);

	CHECK_DONE(take(s->house, d.id, at, 1));
	test_clock(s->house, "2026-11-23T11:09");
	(void)close_hours(s->house);
	CHECK_INT(0, count_of(s->house, &BLOCKS), 0);
	test_clock(s->house, "2026-11-23T11:10");
	(void)close_hours(s->house);
	CHECK_INT(1, count_of(s->house, &BLOCKS), 1);
	/* One that comes a point every five minutes for an old hour is not waited for longer than an hour and ten minutes. */
	for (int minute = 0; minute < 90; minute += 5) {
		const char *now = str_terminated(test_arena(), str_format(test_arena(), "2026-11-23T%02d:%02d", 12 + minute / 60, minute % 60));

		test_clock(s->house, now);
		at[0].at_ms += 1000;
		CHECK_DONE(take(s->house, d.id, at, 1));
		(void)close_hours(s->house);
		CHECK_INT(minute, count_of(s->house, &BLOCKS), minute < 70 ? 1 : 2);
	}
}

TEST(late_positions_make_a_further_block_and_stand_in_their_place)
{
	struct sample *s = sample_open(NOW);
	struct device d = device(s, "13800000001");
	struct position *at = along("2026-11-22T15:00", 20), odd[10], even[10];
	struct reading *r;

	for (int i = 0; i < 10; i++) {
		even[i] = at[2 * i];
		odd[i] = at[2 * i + 1];
	}
	CHECK_DONE(take(s->house, d.id, even, 10));
	test_clock(s->house, "2026-11-23T10:45");
	(void)close_hours(s->house);
	CHECK_DONE(take(s->house, d.id, odd, 10));
	CHECK_INT(0, read_back(s->house, d.id, "2026-11-22T15:00", "2026-11-22T16:00")->count, 20);
	test_clock(s->house, "2026-11-23T11:00");
	(void)close_hours(s->house);
	CHECK_INT(1, count_of(s->house, &BLOCKS), 2);
	r = read_back(s->house, d.id, "2026-11-22T15:00", "2026-11-22T16:00");
	CHECK_INT(2, r->runs, 1);
	CHECK_INT(3, r->count, 20);
	for (size_t i = 0; i < 20; i++)
		CHECK_INT(i, r->at[i].received_s, test_instant(i % 2 ? "2026-11-23T10:45" : NOW).sec);
}

TEST(repeated_backward_and_jumping_positions_are_marked_and_stay)
{
	static const struct { int64_t second; int32_t metres; uint16_t flags, marked; } cases[] = {
		{ 0, 0, 0, 0 }, { 10, 100, 0, 0 }, { 10, 100, 0, POSITION_REPEATED },
		{ 20, 5000, 0, POSITION_JUMP }, { 30, 300, 0, 0 },                  /* 500 m/s and back */
		{ 40, 400, POSITION_NO_FIX, POSITION_NO_FIX }, { 50, 90000, POSITION_ENCRYPTED, POSITION_ENCRYPTED },
		{ 60, 600, POSITION_BLIND, POSITION_BLIND },
		{ 70, 20000, 0, POSITION_JUMP }, { 80, 20100, 0, POSITION_JUMP }, { 90, 20200, 0, 0 }, { 100, 20300, 0, 0 },    /* it really is there */
		{ 170, 24320, 0, 0 }, { 180, 24981, 0, POSITION_JUMP },             /* 660 m in 10 s is what 200 km/h and the noise allow */
	};
	struct sample *s = sample_open(NOW);
	struct device d = device(s, "13800000001");
	struct position at[sizeof cases / sizeof *cases];
	size_t count = sizeof cases / sizeof *cases;

	for (size_t i = 0; i < count; i++)
		at[i] = (struct position){ .at_ms = (test_instant("2026-11-23T10:00").sec + cases[i].second) * 1000, .lon = 1135500000,
		                           .lat = 340000000 + (int32_t)(cases[i].metres * 89.932), .flags = cases[i].flags };
	CHECK_DONE(take(s->house, d.id, at, count));
	for (int round = 0; round < 2; round++) {
		struct reading *r = read_back(s->house, d.id, "2026-11-23T10:00", "2026-11-23T11:00");

		CHECK_INT(round, r->count, count);
		for (size_t i = 0; i < count; i++)
			CHECK_INT(i, r->at[i].flags, cases[i].marked);
		test_clock(s->house, "2026-11-23T11:30");
		(void)close_hours(s->house);
	}
}

TEST(positions_that_come_backward_are_put_in_order_and_marked)
{
	struct sample *s = sample_open(NOW);
	struct device d = device(s, "13800000001");
	struct position *at = along("2026-11-23T10:00", 6), mixed[] = { at[0], at[3], at[1], at[2], at[4], at[5] };

	CHECK_DONE(take(s->house, d.id, mixed, 6));
	for (int round = 0; round < 2; round++) {
		struct reading *r = read_back(s->house, d.id, "2026-11-23T10:00", "2026-11-23T11:00");

		for (size_t i = 0; i < 6; i++)
			CHECK_INT(i, r->at[i].flags, i == 1 || i == 2 ? POSITION_BACKWARD : 0);
		test_clock(s->house, "2026-11-23T11:30");
		(void)close_hours(s->house);
	}
}

TEST(a_box_and_a_time_find_who_was_there)
{
	struct sample *s = sample_open(NOW);
	struct device near = device(s, "1"), far = device(s, "2"), tail = device(s, "3");
	struct position *here = along("2026-11-23T09:10", 10), *there = along("2026-11-23T09:10", 10), *later = along("2026-11-23T10:10", 10);
	struct reading r = { .from = test_instant("2026-11-23T09:00"), .until = test_instant("2026-11-23T11:00") };
	struct track_box box = { 1135500000, 347990000, 1135510940, 348010000 };    /* holds the first three of each */

	for (size_t i = 0; i < 10; i++)
		there[i].lat += 200000;
	CHECK_DONE(take(s->house, near.id, here, 10));
	CHECK_DONE(take(s->house, far.id, there, 10));
	(void)close_hours(s->house);
	test_clock(s->house, "2026-11-23T10:45");
	(void)close_hours(s->house);
	CHECK_INT(0, count_of(s->house, &BLOCKS), 2);
	CHECK_DONE(take(s->house, tail.id, later, 10));
	r.box = &box;
	CHECK_DONE(test_read(s->house, NULL, read_body, &r));
	CHECK_INT(1, r.runs, 2);
	CHECK_INT(2, r.count, 20);
	CHECK_INT(3, r.blocks, 1);
	r.count = r.runs = 0;
	r.from = test_instant("2026-11-23T10:00");
	CHECK_DONE(test_read(s->house, NULL, read_body, &r));
	CHECK_INT(4, r.runs, 1);
	box = (struct track_box){ 1135500001, 347990000, 1135505469, 348010000 };   /* between two of its points */
	r.count = r.runs = 0;
	CHECK_DONE(test_read(s->house, NULL, read_body, &r));
	CHECK_INT(5, r.runs, 0);
}

TEST(one_act_takes_so_many_positions_and_no_more)
{
	struct sample *s = sample_open(NOW);
	struct device d = device(s, "13800000001");
	struct position *at = along("2026-11-01T00:00", LIMIT_TAKEN_POSITIONS + 1);

	CHECK_DONE(take(s->house, d.id, at, 0));
	for (int i = 0; i <= LIMIT_TAKEN_POSITIONS; i++)
		at[i].lon = 1135500000;
	CHECK_REFUSED(take(s->house, d.id, at, LIMIT_TAKEN_POSITIONS + 1), REFUSED_TOO_LARGE, "track.many");
	CHECK_INT(0, count_of(s->house, &TAILS), 0);
	CHECK_DONE(take(s->house, d.id, at, LIMIT_TAKEN_POSITIONS));
	CHECK_INT(1, count_of(s->house, &TAILS), 278);
	test_clock(s->house, "2026-11-23T11:00");
	CHECK_INT(2, close_hours(s->house), 278 / LIMIT_PACKED_BLOCKS + 1);     /* a few an act, so that others are not held up */
	CHECK_INT(3, count_of(s->house, &BLOCKS), 278);
	CHECK_INT(4, read_back(s->house, d.id, "2026-11-01T00:00", "2026-11-01T02:00")->count, 720);
}

/* ---- the ledger's word ---- */

static const struct record *const told[] = { &unit_record, &account_record, &device_record, &track_block_record, NULL };

struct verifying { struct verdict verdict; int64_t bad, seen; };

static bool verify_body(struct act *act, void *input)
{
	struct verifying *v = input;
	struct record_walk walk = { .records = told };

	return ledger_verify(act, &VERIFY_ROWS(walk), &v->verdict) && track_verify(act, &v->bad, &v->seen);
}

static bool seal_body(struct act *act, void *input __attribute__((unused)))
{
	return ledger_seal(act);
}

static struct verifying verified(struct house *house)
{
	struct verifying v = { .bad = -1 };

	CHECK_DONE(test_act(house, NULL, seal_body, NULL));
	CHECK_DONE(test_read(house, NULL, verify_body, &v));
	v.verdict.place = arena_copy(test_arena(), v.verdict.place);
	return v;
}

static bool bend_body(struct act *act, void *sql)
{
	return query_run(store_query(act, sql));
}

TEST(verify_finds_a_block_that_was_changed_behind_the_programs_back)
{
	static const struct sql bends[] = {
		{ "UPDATE track_packed SET bytes = (SELECT p.bytes FROM track_packed p WHERE p.block_id = 1) WHERE block_id = 2" },
		{ "DELETE FROM track_packed WHERE block_id = 2" },
		{ "UPDATE track_block SET sm3 = (SELECT b.sm3 FROM track_block b WHERE b.id = 1) WHERE id = 2" },
		{ "UPDATE track_block SET points = points + 1 WHERE id = 2" },
		{ "UPDATE track_block SET hour = hour + 1 WHERE id = 2" },
	};
	for (size_t i = 0; i < sizeof bends / sizeof *bends; i++) {
		struct sample *s = sample_open(NOW);
		struct device d = device(s, "13800000001");
		struct verifying v;

		CHECK_DONE(take(s->house, d.id, along("2026-11-22T15:30", 500), 500));
		test_clock(s->house, "2026-11-23T11:30");
		(void)close_hours(s->house);
		v = verified(s->house);
		CHECK(i, v.verdict.sound);
		CHECK_INT(i, v.bad, 0);
		CHECK_INT(i, v.seen, 2);
		CHECK_DONE(test_act(s->house, NULL, bend_body, (void *)(uintptr_t)&bends[i]));
		v = verified(s->house);
		CHECK(i, v.bad == 2 || (!v.verdict.sound && str_is(v.verdict.place, "track_block 2")));
		CHECK_INT(i, v.bad, i < 3 ? 2 : 0);
		CHECK_INT(i, v.verdict.sound, i < 2);
	}
}

TEST(positions_are_forgotten_when_their_days_are_over_and_the_ledger_says_so)
{
	struct sample *s = sample_open("2026-11-23T10:30");
	struct device d = device(s, "13800000001");
	struct verifying v;
	bool more = true;

	CHECK_DONE(take(s->house, d.id, along("2026-11-22T23:30", 360), 360));     /* two hours, two days */
	test_clock(s->house, "2026-11-23T11:30");
	(void)close_hours(s->house);
	test_clock(s->house, "2029-11-21T12:00");
	CHECK_DONE(test_act(s->house, NULL, forget_body, &more));
	CHECK_INT(0, count_of(s->house, &BLOCKS), 2);
	test_clock(s->house, "2029-11-22T00:00");        /* 1095 days after the 23rd: the 22nd goes */
	CHECK_DONE(test_act(s->house, NULL, forget_body, &more));
	CHECK(1, !more);
	CHECK_INT(1, count_of(s->house, &BLOCKS), 1);
	CHECK_INT(2, count_of(s->house, &PACKED), 1);
	v = verified(s->house);
	CHECK(3, v.verdict.sound);
	CHECK_INT(3, v.bad, 0);
}

/* ---- devices ---- */

struct registering { const char *number; struct device device; Str code; bool holds, other; };

static bool register_body(struct act *act, void *input)
{
	struct registering *r = input;
	Str code;

	if (!device_register(act, str_of(r->number), STR("203.0.113.7"), &r->device, &code))
		return false;
	r->code = arena_copy(test_arena(), code);
	return true;
}

static bool key_body(struct act *act, void *input)
{
	struct registering *r = input;
	struct device found;
	bool there = false;

	if (!device_find(act, str_of(r->number), &there, &found))
		return false;
	r->holds = there && device_key_holds(&found, r->code);
	r->other = there && device_key_holds(&found, STR("00000000000000000000000000000000"));
	return true;
}

TEST(a_terminal_registers_by_its_number_and_gets_a_code_that_holds_until_the_next)
{
	struct sample *s = sample_open(NOW);
	struct registering first = { .number = "00013800000001" }, again = first, nobody = { .number = "13800000002" };

	(void)device(s, "13800000001");
	CHECK_REFUSED(test_act(s->house, NULL, register_body, &nobody), REFUSED_NOT_FOUND, "device.unknown");
	CHECK_DONE(test_act(s->house, NULL, register_body, &first));
	CHECK_DONE(test_read(s->house, NULL, key_body, &first));
	CHECK(0, first.holds && !first.other);
	test_clock(s->house, "2026-11-23T10:30:09");
	CHECK_REFUSED(test_act(s->house, NULL, register_body, &again), REFUSED_TOO_MANY, "device.register");
	test_clock(s->house, "2026-11-23T10:30:10");
	CHECK_DONE(test_act(s->house, NULL, register_body, &again));
	CHECK_DONE(test_read(s->house, NULL, key_body, &first));
	CHECK_DONE(test_read(s->house, NULL, key_body, &again));
	CHECK(1, !first.holds && again.holds);
}

static bool check_body(struct act *act, void *input)
{
	return device_check(act, input);
}

TEST(a_device_number_is_what_its_protocol_can_send)
{
	static const struct { const char *number; enum device_protocol protocol; bool sound; } cases[] = {
		{ "13800000001", DEVICE_JT808, true }, { "12345678901234567890", DEVICE_JT808, true }, { "0", DEVICE_JT808, true },
		{ "123456789012345678901", DEVICE_JT808, false }, { "1380000000a", DEVICE_JT808, false }, { "013800000001", DEVICE_JT808, false },
		{ "phone-7", DEVICE_OSMAND, true }, { "手机", DEVICE_OSMAND, false }, { "a b", DEVICE_UPLOAD, false },
	};
	struct sample *s = sample_open(NOW);

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct device d = { .number = str_of(cases[i].number), .protocol = cases[i].protocol };
		struct refusal refusal = test_read(s->house, NULL, check_body, &d);

		CHECK_INT(i, refusal.kind, cases[i].sound ? REFUSED_NOT : REFUSED_BAD_INPUT);
	}
}
