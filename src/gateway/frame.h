/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* frame.h - JT/T 808 frames: found in a stream of bytes, their header read, and made.
 *
 *     7e | header | body | xor of both | 7e        between the flags 7e is 7d 02, 7d is 7d 01
 *
 * Header 2013: id, attributes, number BCD[6], serial, and of a split message total and index. 2019 (attribute bit 14): a byte
 * of the version behind the attributes, number BCD[10]. Pure. Owns: these bytes. Does not own: bodies (message.h). */
#ifndef JUEBU_GATEWAY_FRAME_H
#define JUEBU_GATEWAY_FRAME_H

#include "base/limits.h"
#include "base/str.h"

enum { FRAME_BODY_MOST = 1023, FRAME_BYTES = 21 + FRAME_BODY_MOST + 1, FRAME_WIRE_BYTES = 2 * FRAME_BYTES + 2,
       NUMBER_DIGITS = 20 };

/* What of a stream is not a whole frame yet; zero to begin with. */
struct framing {
	bool open, escape, spoilt, given;
	uint16_t len;
	unsigned char at[FRAME_BYTES];
};
enum framed { FRAMED_MORE /* all bytes are used up */, FRAMED_WHOLE /* at and len hold one, without flags and escapes */,
              FRAMED_SPOILT /* too long, or a wrong escape; the next flag begins anew */ };
/* How many bytes it used. stray_out: += those outside of any frame. After anything but MORE: call again with the rest. */
size_t frame_feed(struct framing *, const unsigned char *bytes, size_t count, enum framed *out, size_t *stray_out);

struct frame {
	uint16_t id, serial, total, index;      /* total 0: not split */
	unsigned cipher;                        /* attribute bits 10–12: 0 not encrypted */
	bool is_2019;
	unsigned char version;
	unsigned char phone[10];                /* as sent, 6 or 10 bytes */
	char number[NUMBER_DIGITS + 1];         /* its digits without leading zeros */
	Str body;
};
/* false: checksum wrong, too short, another length than it says, not digits, an index beyond the total. */
bool frame_read(const unsigned char *bytes, size_t count, struct frame *out) __attribute__((warn_unused_result));

/* A frame for the terminal that sent `to`, in its manner; how many bytes of out it takes. */
size_t frame_make(unsigned char out[FRAME_WIRE_BYTES], const struct frame *to, uint16_t id, uint16_t serial, Str body);

#endif
