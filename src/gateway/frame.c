/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* frame.c - bytes to frames and back. */
#include "gateway/frame.h"

#include "base/must.h"

enum { FLAG = 0x7e, ESCAPE = 0x7d, HAS_2019 = 1 << 14, IS_SPLIT = 1 << 13 };

static void begin(struct framing *f)
{
	f->open = true;
	f->escape = f->spoilt = f->given = false;
	f->len = 0;
}

static void keep(struct framing *f, unsigned char byte)
{
	if (f->len == FRAME_BYTES)
		f->spoilt = true;
	else
		f->at[f->len++] = byte;
}

static void take_byte(struct framing *f, unsigned char byte)
{
	if (f->escape) {
		f->escape = false;
		if (byte == 1 || byte == 2)
			keep(f, byte == 1 ? ESCAPE : FLAG);
		else
			f->spoilt = true;
	} else if (byte == ESCAPE) {
		f->escape = true;
	} else {
		keep(f, byte);
	}
}

/* The flag that ends one may be the one that begins the next: some terminals send it once between two. */
size_t frame_feed(struct framing *f, const unsigned char *bytes, size_t count, enum framed *out, size_t *stray_out)
{
	size_t i = 0;

	*out = FRAMED_MORE;
	if (f->given)
		begin(f);
	while (i < count) {
		unsigned char byte = bytes[i++];

		if (byte != FLAG) {
			if (f->open)
				take_byte(f, byte);
			else
				++*stray_out;
			if (f->open && f->spoilt) {
				f->open = f->escape = f->spoilt = false;        /* what follows up to the next flag is stray */
				*out = FRAMED_SPOILT;
				return i;
			}
		} else if (!f->open || f->len == 0) {
			begin(f);
		} else {
			if (f->escape)
				keep(f, ESCAPE);        /* a checksum 7d that somebody forgot to escape */
			f->given = true;
			*out = f->spoilt ? FRAMED_SPOILT : FRAMED_WHOLE;
			return i;
		}
	}
	return i;
}

/* ---- header ---- */

static uint16_t word(const unsigned char *at)
{
	return (uint16_t)(at[0] << 8 | at[1]);
}

static bool read_number(const unsigned char *bcd, size_t bytes, char *out)
{
	size_t len = 0;

	for (size_t i = 0; i < 2 * bytes; i++) {
		unsigned digit = i % 2 ? bcd[i / 2] & 15u : bcd[i / 2] >> 4;

		if (digit > 9)
			return false;
		if (len || digit || i + 1 == 2 * bytes)
			out[len++] = (char)('0' + digit);
	}
	out[len] = '\0';
	return true;
}

static unsigned char checksum(const unsigned char *at, size_t count)
{
	unsigned char sum = 0;

	for (size_t i = 0; i < count; i++)
		sum ^= at[i];
	return sum;
}

bool frame_read(const unsigned char *at, size_t count, struct frame *out)
{
	struct frame f = { .id = 0 };
	size_t phone, head;
	unsigned how;

	if (count < 4 || checksum(at, count) != 0)      /* the sum of all and their sum */
		return false;
	f.id = word(at);
	how = word(at + 2);
	f.is_2019 = (how & HAS_2019) != 0;
	f.cipher = how >> 10 & 7;
	phone = f.is_2019 ? 10 : 6;
	head = 4 + (f.is_2019 ? 1u : 0u) + phone + 2 + (how & IS_SPLIT ? 4u : 0u);
	if (count != head + (size_t)(how & FRAME_BODY_MOST) + 1)
		return false;
	at += 4;
	if (f.is_2019)
		f.version = *at++;
	memcpy(f.phone, at, phone);
	if (!read_number(at, phone, f.number))
		return false;
	at += phone;
	f.serial = word(at);
	at += 2;
	if (how & IS_SPLIT) {
		f.total = word(at);
		f.index = word(at + 2);
		at += 4;
		if (f.index < 1 || f.index > f.total)
			return false;
	}
	f.body = (Str){ (const char *)at, (size_t)(how & FRAME_BODY_MOST) };
	*out = f;
	return true;
}

/* ---- making ---- */

static size_t put(unsigned char *out, size_t at, unsigned char byte)
{
	if (byte != FLAG && byte != ESCAPE) {
		out[at] = byte;
		return at + 1;
	}
	out[at] = ESCAPE;
	out[at + 1] = byte == FLAG ? 2 : 1;
	return at + 2;
}

size_t frame_make(unsigned char out[FRAME_WIRE_BYTES], const struct frame *to, uint16_t id, uint16_t serial, Str body)
{
	unsigned char plain[FRAME_BYTES];
	size_t len = 0, at = 0, phone = to->is_2019 ? 10 : 6;
	uint16_t how = (uint16_t)(body.len | (to->is_2019 ? HAS_2019 : 0));

	must(body.len <= FRAME_BODY_MOST);
	plain[len++] = (unsigned char)(id >> 8);
	plain[len++] = (unsigned char)id;
	plain[len++] = (unsigned char)(how >> 8);
	plain[len++] = (unsigned char)how;
	if (to->is_2019)
		plain[len++] = to->version;
	memcpy(plain + len, to->phone, phone);
	len += phone;
	plain[len++] = (unsigned char)(serial >> 8);
	plain[len++] = (unsigned char)serial;
	if (body.len > 0)
		memcpy(plain + len, body.at, body.len);
	len += body.len;
	plain[len] = checksum(plain, len);
	len++;
	out[at++] = FLAG;
	for (size_t i = 0; i < len; i++)
		at = put(out, at, plain[i]);
	out[at++] = FLAG;
	return at;
}
