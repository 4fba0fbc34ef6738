/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* frame_test.c - frames recorded from other programs' tests (tests/data/jt808.txt), torn, glued and spoilt ones. */
#include "gateway/message.h"

#include <stdio.h>
#include <stdlib.h>

#include "tests/test.h"

struct found { size_t whole, sound, spoilt, stray; struct frame last; unsigned char bytes[FRAME_BYTES]; };

static void feed(struct framing *f, Str stream, size_t step, struct found *out)
{
	const unsigned char *at = (const unsigned char *)stream.at;

	for (size_t from = 0; from < stream.len; from += step) {
		size_t left = stream.len - from < step ? stream.len - from : step, used = 0;

		while (used < left) {
			enum framed framed;

			used += frame_feed(f, at + from + used, left - used, &framed, &out->stray);
			if (framed == FRAMED_SPOILT)
				out->spoilt++;
			if (framed != FRAMED_WHOLE)
				continue;
			out->whole++;
			memcpy(out->bytes, f->at, f->len);
			out->sound += frame_read(out->bytes, f->len, &out->last);
			out->last.body = arena_copy(test_arena(), out->last.body);      /* out is returned by value */
		}
	}
}

static struct found found_in(Str stream, size_t step)
{
	struct framing f = { .open = false };
	struct found found = { 0 };

	feed(&f, stream, step, &found);
	return found;
}

static Str bytes_of(Str hex)
{
	char *room = arena_take(test_arena(), hex.len / 2 + 1);

	CHECK(0, str_unhex(hex, room));
	return (Str){ room, hex.len / 2 };
}

/* ---- the recorded ones ---- */

static Str whole_file(const char *path)
{
	char *room = arena_take(test_arena(), 200000);
	FILE *file = fopen(path, "r");
	size_t len;

	CHECK(0, file != NULL);
	len = fread(room, 1, 200000, file);
	CHECK(0, fclose(file) == 0 && len < 200000);
	return (Str){ room, len };
}

static Str exchanged(Str body)
{
	char *at = arena_take(test_arena(), body.len);

	memcpy(at, body.at, body.len);
	memcpy(at + 8, body.at + 12, 4);
	memcpy(at + 12, body.at + 8, 4);
	return (Str){ at, body.len };
}

static void check_position(size_t i, const struct frame *f, Str expected)
{
	struct position p = { 0 };
	Str field[7], rest = expected;

	for (size_t k = 0; k < COUNT_OF(field); k++)
		if (!str_cut(rest, ',', &field[k], &rest))
			field[k] = rest;
	if (str_is(field[0], "-")) {
		CHECK(i, !message_position(f->body, 0, &p));
		return;
	}
	CHECK(i, !message_position(f->body, 0, &p));            /* as recorded, latitude and longitude stand in each other's place */
	CHECK(i, message_position(exchanged(f->body), 0, &p));
	CHECK_STR(i, str_format(test_arena(), "%d", p.lat / 10), str_terminated(test_arena(), field[0]));
	CHECK_STR(i, str_format(test_arena(), "%d", p.lon / 10), str_terminated(test_arena(), field[1]));
	CHECK_STR(i, str_format(test_arena(), "%d", p.altitude), str_terminated(test_arena(), field[2]));
	CHECK_STR(i, str_format(test_arena(), "%d", p.speed), str_terminated(test_arena(), field[3]));
	CHECK_STR(i, str_format(test_arena(), "%d", p.course), str_terminated(test_arena(), field[4]));
	CHECK_STR(i, instant_iso(test_arena(), (Instant){ p.at_ms / 1000 }), str_terminated(test_arena(), field[5]));
	CHECK_STR(i, str_format(test_arena(), "%d", p.flags & ~(POSITION_SOURCE)), str_terminated(test_arena(), field[6]));
}

TEST(recorded_frames_are_read_as_other_programs_read_them)
{
	Str rest = whole_file("tests/data/jt808.txt"), line, word[5];
	size_t count = 0, positions = 0;

	while (str_cut(rest, '\n', &line, &rest)) {
		struct found found;
		Str left = line;

		if (str_is_empty(line) || line.at[0] == '#')
			continue;
		for (size_t k = 0; k < COUNT_OF(word); k++)
			if (!str_cut(left, ' ', &word[k], &left))
				word[k] = left;
		count++;
		found = found_in(bytes_of(word[4]), 4096);
		CHECK_INT(count, found.sound, str_is(word[0], "good"));
		CHECK_INT(count, found_in(bytes_of(word[4]), 1).sound, found.sound);
		if (!found.sound)
			continue;
		CHECK_STR(count, str_format(test_arena(), "%04x", found.last.id), str_terminated(test_arena(), word[1]));
		CHECK_STR(count, str_of(found.last.number), str_terminated(test_arena(), word[2]));
		if (found.last.id == MESSAGE_POSITION) {
			check_position(count, &found.last, word[3]);
			positions++;
		}
	}
	CHECK(0, count > 60 && positions >= 8);
}

/* ---- streams ---- */

static const struct frame terminal = { .phone = { 0x01, 0x38, 0x00, 0x00, 0x00, 0x01 } };
static const struct frame terminal_2019 = { .is_2019 = true, .version = 1, .phone = { 0, 0, 0, 0, 0x01, 0x38, 0x00, 0x00, 0x00, 0x01 } };

static Str made(const struct frame *to, uint16_t id, uint16_t serial, Str body)
{
	unsigned char *out = arena_take(test_arena(), FRAME_WIRE_BYTES);

	return (Str){ (const char *)out, frame_make(out, to, id, serial, body) };
}

TEST(what_is_made_is_read_again_with_every_byte_that_must_be_escaped)
{
	unsigned char body[FRAME_BODY_MOST];

	for (size_t len = 0; len <= FRAME_BODY_MOST; len += len < 40 ? 1 : 61) {
		for (size_t i = 0; i < len; i++)
			body[i] = i % 3 == 0 ? 0x7e : i % 3 == 1 ? 0x7d : (unsigned char)i;
		for (int v = 0; v < 2; v++) {
			struct found found = found_in(made(v ? &terminal_2019 : &terminal, 0x0900, 0x7e7d, (Str){ (const char *)body, len }), 7);

			CHECK_INT(len, found.sound, 1);
			CHECK_INT(len, found.last.serial, 0x7e7d);
			CHECK_INT(len, found.last.is_2019, v);
			CHECK_STR(len, str_of(found.last.number), "13800000001");
			CHECK(len, str_equal(found.last.body, (Str){ (const char *)body, len }));
		}
	}
}

TEST(torn_glued_and_spoilt_frames_cost_no_sound_one)
{
	Str one = made(&terminal, MESSAGE_HEARTBEAT, 1, STR_NONE), longer = made(&terminal, 0x0900, 2, STR("0123456789"));
	Str shared = str_join(test_arena(), one, str_after(longer, 1));         /* one flag between two */
	char *long_one = arena_take(test_arena(), 4000), *spoilt = arena_take(test_arena(), one.len);
	struct { Str stream; size_t sound, bad; } t[] = {
		{ str_join(test_arena(), one, longer), 2, 0 },
		{ shared, 2, 0 },
		{ str_join(test_arena(), STR("garbage\r\n"), one), 1, 0 },
		{ str_join(test_arena(), str_join(test_arena(), one, STR("garbage")), longer), 2, 1 },
		{ str_join(test_arena(), str_first(one, 8), longer), 1, 1 },           /* cut off, and the next one follows */
		{ str_join(test_arena(), STR("\x7e\x7d\x03\x7e"), longer), 1, 1 },
		{ str_join(test_arena(), STR("\x7e\x7e\x7e\x7e"), longer), 1, 0 },
		{ { long_one, 4000 }, 0, 1 },
		{ { spoilt, one.len }, 0, 1 },
	};

	memset(long_one, 'x', 4000);
	long_one[0] = 0x7e;
	memcpy(spoilt, one.at, one.len);
	spoilt[3] ^= 1;
	for (size_t i = 0; i < COUNT_OF(t); i++) {
		for (size_t step = 1; step < 40; step += 3) {
			struct found found = found_in(t[i].stream, step);

			CHECK_INT(i, found.sound, t[i].sound);
			CHECK_INT(i, found.whole - found.sound + found.spoilt, t[i].bad);
		}
		CHECK_INT(i, found_in(str_join(test_arena(), t[i].stream, longer), 11).sound, t[i].sound + 1);
	}
}

TEST(the_longest_frame_fits_and_one_byte_more_does_not)
{
	struct framing f = { .open = false };
	struct found found = { 0 };
	char bytes[FRAME_BYTES + 3];

	memset(bytes, 'x', sizeof bytes);
	bytes[0] = bytes[FRAME_BYTES + 1] = 0x7e;
	feed(&f, (Str){ bytes, FRAME_BYTES + 2 }, 100, &found);
	CHECK_INT(0, found.whole, 1);
	CHECK_INT(0, found.spoilt, 0);
	bytes[FRAME_BYTES + 1] = 'x';
	bytes[FRAME_BYTES + 2] = 0x7e;
	found = found_in((Str){ bytes, FRAME_BYTES + 3 }, 100);
	CHECK_INT(1, found.whole, 0);
	CHECK_INT(1, found.spoilt, 1);
}

/* ---- bodies ---- */

static Str position_body(unsigned status, unsigned lat, unsigned lon, const char *time_hex, const char *extras_hex)
{
	return bytes_of(str_format(test_arena(), "00000000%08x%08x%08x006c01690054%s%s", status, lat, lon, time_hex, extras_hex));
}

TEST(a_position_says_where_and_when_and_how_far_to_believe_it)
{
	static const struct { unsigned status, lat, lon; const char *time, *extras; bool sound; int lat_out, lon_out; int flags; } t[] = {
		{ 3, 34800000, 113550000, "261124093000", "", true, 348000000, 1135500000, POSITION_IGNITION },
		{ 2, 34800000, 113550000, "261124093000", "0104000000643001" "1f", true, 348000000, 1135500000, 0 },
		{ 2 | 4 | 8, 34800000, 113550000, "261124093000", "", true, -348000000, -1135500000, 0 },
		{ 2 | 32, 34800000, 113550000, "261124093000", "", true, 348000000, 1135500000, POSITION_ENCRYPTED },
		{ 0, 0, 0, "261124093000", "", true, 0, 0, POSITION_NO_FIX },
		{ 2, 90000000, 180000000, "261124093000", "", true, 900000000, 1800000000, 0 },
		{ 2, 90000001, 113550000, "261124093000", "", false },
		{ 2, 34800000, 180000001, "261124093000", "", false },
		{ 2, 34800000, 113550000, "280229235959", "", true, 348000000, 1135500000, 0 },
		{ 2, 34800000, 113550000, "260229093000", "", false },
		{ 2, 34800000, 113550000, "261124240000", "", false },
		{ 2, 34800000, 113550000, "2611240930a0", "", false },
		{ 2, 34800000, 113550000, "000000000000", "", false },
		{ 2, 34800000, 113550000, "261124093000", "01", false },
		{ 2, 34800000, 113550000, "261124093000", "0104000000", false },
		{ 2, 34800000, 113550000, "261124093000", "01050000000a", false },
	};
	for (size_t i = 0; i < COUNT_OF(t); i++) {
		struct position p;
		bool sound = message_position(position_body(t[i].status, t[i].lat, t[i].lon, t[i].time, t[i].extras), 0, &p);

		CHECK_INT(i, sound, t[i].sound);
		if (!sound)
			continue;
		CHECK_INT(i, p.lat, t[i].lat_out);
		CHECK_INT(i, p.lon, t[i].lon_out);
		CHECK_INT(i, p.flags, t[i].flags);
		CHECK_INT(i, p.speed, 361);
		CHECK_INT(i, p.course, 84);
		CHECK_INT(i, p.altitude, 108);
		if (i == 0)                 /* 09:30 in Beijing */
			CHECK_STR(i, instant_iso(test_arena(), (Instant){ p.at_ms / 1000 }), "2026-11-24T09:30:00+08:00");
	}
}

TEST(a_batch_is_taken_whole_or_not_at_all)
{
	Str one = position_body(3, 34800000, 113550000, "261124093000", ""), bad = position_body(3, 34800000, 113550000, "261324093000", "");
	Str item = str_join(test_arena(), STR("\0\x1c"), one), bad_item = str_join(test_arena(), STR("\0\x1c"), bad);
	struct { Str body; bool sound; size_t count; int flags; } t[] = {
		{ str_join(test_arena(), STR("\0\x01\0"), item), true, 1, POSITION_IGNITION },
		{ str_join(test_arena(), STR("\0\x02\x01"), str_join(test_arena(), item, item)), true, 2, POSITION_IGNITION | POSITION_BLIND },
		{ str_join(test_arena(), STR("\0\x02\0"), item), false },
		{ str_join(test_arena(), STR("\0\x01\0"), str_join(test_arena(), item, item)), false },
		{ str_join(test_arena(), STR("\0\x02\0"), str_join(test_arena(), item, bad_item)), false },
		{ str_join(test_arena(), STR("\0\x01\x02"), item), false },
		{ STR("\0\0\0"), false }, { STR("\0"), false },
	};
	for (size_t i = 0; i < COUNT_OF(t); i++) {
		struct position p[2];
		size_t count = 0;

		CHECK_INT(i, message_batch(t[i].body, p, 2, &count), t[i].sound);
		if (t[i].sound) {
			CHECK_INT(i, count, t[i].count);
			CHECK_INT(i, p[count - 1].flags, t[i].flags);
		}
	}
	CHECK(0, !message_batch(t[1].body, (struct position[1]){ { 0 } }, 1, &(size_t){ 0 }));
}

TEST(answers_are_as_the_standard_writes_them)
{
	unsigned char out[ANSWER_BYTES];
	size_t len = answer_general(out, 0x1234, MESSAGE_POSITION, RESULT_DONE);

	CHECK_STR(0, str_hex(test_arena(), (Str){ (char *)out, len }), "1234020000");
	len = answer_register(out, 7, REGISTERED, STR("abc"));
	CHECK_STR(1, str_hex(test_arena(), (Str){ (char *)out, len }), "000700616263");
	len = answer_register(out, 7, REGISTERED_NOBODY, STR("abc"));
	CHECK_STR(2, str_hex(test_arena(), (Str){ (char *)out, len }), "000704");
	len = answer_time(out, MESSAGE_ASK_TIME, test_instant("2026-11-24T07:05:09").sec);
	CHECK_STR(3, str_hex(test_arena(), (Str){ (char *)out, len }), "261123230509");
	len = answer_time(out, MESSAGE_SYNC_TIME, test_instant("2026-11-24T07:05:09").sec);
	CHECK_STR(4, str_hex(test_arena(), (Str){ (char *)out, len }), "07ea0b17170509");
}

TEST(the_code_is_read_in_both_manners)
{
	static const struct { bool is_2019; Str body; bool sound; const char *code; } t[] = {
		{ false, STR_INIT("0123abcd"), true, "0123abcd" }, { false, STR_INIT("0123\0\0"), true, "0123" },
		{ true, STR_INIT("\x04" "0123imei-and-version"), true, "0123" }, { true, STR_INIT("\x05" "0123"), false, "" },
		{ true, STR_INIT("\0abc"), false, "" }, { false, STR_INIT("\0"), false, "" },
	};
	for (size_t i = 0; i < COUNT_OF(t); i++) {
		Str code = STR_NONE;

		CHECK_INT(i, message_code(t[i].is_2019, t[i].body, &code), t[i].sound);
		if (t[i].sound)
			CHECK_STR(i, code, t[i].code);
	}
}
