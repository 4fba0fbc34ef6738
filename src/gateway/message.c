/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* message.c - bodies read with a cursor that remembers that it ran out, so that each reader is straight lines. */
#include "gateway/message.h"

#include "base/must.h"

enum { POSITION_BYTES = 28, BEIJING_S = 8 * 3600 };
enum { STATUS_IGNITION = 1, STATUS_FIXED = 1 << 1, STATUS_SOUTH = 1 << 2, STATUS_WEST = 1 << 3, STATUS_ENCRYPTED = 1 << 5 };

/* A body outside its bounds never reaches a reader. */
static const struct bounds { uint16_t id; uint16_t least, most, least_2019; } bounds[] = {
	{ MESSAGE_HEARTBEAT, 0, 0, 0 },
	{ MESSAGE_LOGOUT, 0, 0, 0 },
	{ MESSAGE_ASK_TIME, 0, 0, 0 },
	{ MESSAGE_SYNC_TIME, 0, 0, 0 },
	{ MESSAGE_REGISTER, 25, FRAME_BODY_MOST, 76 },
	{ MESSAGE_AUTHENTICATE, 1, 255, 2 },
	{ MESSAGE_POSITION, POSITION_BYTES, FRAME_BODY_MOST, POSITION_BYTES },
	{ MESSAGE_BATCH, 3, UINT16_MAX, 3 },
};

bool message_fits(uint16_t id, bool is_2019, size_t len)
{
	for (size_t i = 0; i < COUNT_OF(bounds); i++)
		if (bounds[i].id == id)
			return len >= (is_2019 ? bounds[i].least_2019 : bounds[i].least) && len <= bounds[i].most;
	return true;
}

/* ---- the cursor ---- */

struct cursor { const unsigned char *at; size_t left; bool ran_out; };

static struct cursor cursor_of(Str body)
{
	return (struct cursor){ (const unsigned char *)body.at, body.len, false };
}

static Str take_bytes(struct cursor *c, size_t count)
{
	Str taken = { (const char *)c->at, count };

	if (count > c->left) {
		c->ran_out = true;
		return STR_NONE;
	}
	c->at += count;
	c->left -= count;
	return taken;
}

static uint32_t take_number(struct cursor *c, size_t bytes)
{
	Str taken = take_bytes(c, bytes);
	uint32_t number = 0;

	for (size_t i = 0; i < taken.len; i++)
		number = number << 8 | (unsigned char)taken.at[i];
	return number;
}

/* Two decimal digits; 100 and more: not digits. */
static unsigned take_digits(struct cursor *c)
{
	uint32_t byte = take_number(c, 1);

	return byte >> 4 > 9 || (byte & 15) > 9 ? 100 : (unsigned)((byte >> 4) * 10 + (byte & 15));
}

/* ---- a position ---- */

static unsigned days_of_month(unsigned year, unsigned month)
{
	static const unsigned char days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };

	return days[month - 1] + (month == 2 && year % 4 == 0 ? 1u : 0u);       /* 2000 to 2099: each fourth */
}

static bool take_time(struct cursor *c, int64_t *ms_out)
{
	unsigned year = take_digits(c), month = take_digits(c), day = take_digits(c);
	unsigned hour = take_digits(c), minute = take_digits(c), second = take_digits(c);
	Instant at;

	if (year > 99 || month < 1 || month > 12 || day < 1 || day > days_of_month(year, month) || hour > 23 || minute > 59 || second > 59)
		return false;
	at = instant_at(date_of_civil(2000 + (int)year, (int)month, (int)day), (int)hour, (int)minute);
	*ms_out = (at.sec + second) * 1000;
	return true;
}

/* Each is {id, length, value}; nothing may be left over. */
static bool extras_are_whole(struct cursor *c)
{
	while (c->left && !c->ran_out) {
		(void)take_number(c, 1);
		(void)take_bytes(c, take_number(c, 1));
	}
	return !c->ran_out;
}

static uint16_t flags_of(uint32_t status)
{
	uint16_t flags = POSITION_FROM(FROM_TERMINAL);

	flags |= status & STATUS_FIXED ? 0 : POSITION_NO_FIX;
	flags |= status & STATUS_ENCRYPTED ? POSITION_ENCRYPTED : 0;
	flags |= status & STATUS_IGNITION ? POSITION_IGNITION : 0;
	return flags;
}

bool message_position(Str body, uint16_t flags, struct position *out)
{
	struct cursor c = cursor_of(body);
	uint32_t alarm = take_number(&c, 4), status = take_number(&c, 4), lat = take_number(&c, 4), lon = take_number(&c, 4);
	int16_t altitude = (int16_t)(uint16_t)take_number(&c, 2);
	uint32_t speed = take_number(&c, 2), course = take_number(&c, 2);
	struct position p = { .altitude = altitude, .speed = (uint16_t)speed, .course = course < 360 ? (int16_t)course : COURSE_UNKNOWN,
	                      .flags = (uint16_t)(flags | flags_of(status)) };

	(void)alarm;
	if (!take_time(&c, &p.at_ms) || !extras_are_whole(&c) || lat > 90000000 || lon > 180000000)
		return false;
	p.lat = (int32_t)lat * (status & STATUS_SOUTH ? -10 : 10);
	p.lon = (int32_t)lon * (status & STATUS_WEST ? -10 : 10);
	*out = p;
	return position_is_sane(out);
}

bool message_batch(Str body, struct position *out, size_t room, size_t *count_out)
{
	struct cursor c = cursor_of(body);
	uint32_t count = take_number(&c, 2), kind = take_number(&c, 1);

	if (c.ran_out || count < 1 || count > room || kind > 1)
		return false;
	for (uint32_t i = 0; i < count; i++) {
		Str one = take_bytes(&c, take_number(&c, 2));

		if (c.ran_out || !message_position(one, kind == 1 ? POSITION_BLIND : 0, &out[i]))
			return false;
	}
	*count_out = count;
	return c.left == 0;
}

bool message_code(bool is_2019, Str body, Str *code_out)
{
	struct cursor c = cursor_of(body);
	Str code = is_2019 ? take_bytes(&c, take_number(&c, 1)) : body;

	while (code.len && code.at[code.len - 1] == '\0')       /* some end it as C does */
		code.len--;
	*code_out = code;
	return !c.ran_out && code.len > 0 && code.len <= ANSWER_BYTES;
}

/* ---- answers ---- */

static size_t put_word(unsigned char *out, size_t at, uint16_t number)
{
	out[at] = (unsigned char)(number >> 8);
	out[at + 1] = (unsigned char)number;
	return at + 2;
}

size_t answer_general(unsigned char out[ANSWER_BYTES], uint16_t serial, uint16_t id, unsigned char result)
{
	size_t at = put_word(out, 0, serial);

	at = put_word(out, at, id);
	out[at] = result;
	return at + 1;
}

size_t answer_register(unsigned char out[ANSWER_BYTES], uint16_t serial, unsigned char result, Str code)
{
	size_t at = put_word(out, 0, serial);

	must(code.len <= ANSWER_BYTES - 4);
	out[at++] = result;
	if (result == REGISTERED)
		memcpy(out + at, code.at, code.len);
	return at + (result == REGISTERED ? code.len : 0);
}

static unsigned char digits(int number)
{
	return (unsigned char)(number / 10 << 4 | number % 10);
}

/* 2019 asks for BCD, two digits of the year; the makers' own question wants the year whole and bytes. */
size_t answer_time(unsigned char out[ANSWER_BYTES], uint16_t asked, int64_t now_s)
{
	Instant utc = { now_s - BEIJING_S };            /* the calendar's days are those of Beijing */
	Date on = instant_date(utc);
	int minutes = instant_minute_of_day(utc), second = (int)(now_s % 60);
	int parts[] = { date_month(on), date_day_of_month(on), minutes / 60, minutes % 60, second };
	size_t at = 0;

	if (asked == MESSAGE_SYNC_TIME)
		at = put_word(out, at, (uint16_t)date_year(on));
	else
		out[at++] = digits(date_year(on) % 100);
	for (size_t i = 0; i < COUNT_OF(parts); i++)
		out[at++] = asked == MESSAGE_SYNC_TIME ? (unsigned char)parts[i] : digits(parts[i]);
	return at;
}
