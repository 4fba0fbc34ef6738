/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* message.h - the bodies of the JT/T 808 messages we take, and of our answers.
 *
 * A body outside its bounds, or that says of itself what it is not, is refused whole. Pure.
 * Times are BCD, GMT+8; coordinates 1e-6 degree, WGS-84 unless the terminal says they went through a 保密插件. */
#ifndef JUEBU_GATEWAY_MESSAGE_H
#define JUEBU_GATEWAY_MESSAGE_H

#include "gateway/frame.h"
#include "track/track.h"

enum {
	MESSAGE_HEARTBEAT = 0x0002, MESSAGE_LOGOUT = 0x0003, MESSAGE_ASK_TIME = 0x0004 /* 2019 */, MESSAGE_REGISTER = 0x0100,
	MESSAGE_AUTHENTICATE = 0x0102, MESSAGE_SYNC_TIME = 0x0109 /* some makers' own */, MESSAGE_POSITION = 0x0200, MESSAGE_BATCH = 0x0704,
	ANSWER = 0x8001, ANSWER_TIME = 0x8004, ANSWER_REGISTER = 0x8100, ANSWER_SYNC_TIME = 0x8109
};
/* Of the general answer. */
enum { RESULT_DONE = 0, RESULT_FAILED = 1, RESULT_WRONG = 2, RESULT_NOT_SUPPORTED = 3 };
/* Of the answer to a registration. */
enum { REGISTERED = 0, REGISTERED_ALREADY = 3, REGISTERED_NOBODY = 4 };

/* Is its body of a length that message may have? An unknown one: true. */
bool message_fits(uint16_t id, bool is_2019, size_t body_len);
/* 0x0102; 2013 the body is the code, 2019 the code has a length and what follows it is not ours. */
bool message_code(bool is_2019, Str body, Str *code_out) MUST_USE;
/* 0x0200; extras are looked over, not read. */
bool message_position(Str body, uint16_t flags, struct position *out) MUST_USE;
/* 0x0704; all of its positions or none. */
bool message_batch(Str body, struct position *out, size_t room, size_t *count_out) MUST_USE;

enum { ANSWER_BYTES = 64 };
/* Bodies of answers into out; their length. */
size_t answer_general(unsigned char out[ANSWER_BYTES], uint16_t serial, uint16_t id, unsigned char result);
size_t answer_register(unsigned char out[ANSWER_BYTES], uint16_t serial, unsigned char result, Str code);       /* at most 60 bytes of it */
size_t answer_time(unsigned char out[ANSWER_BYTES], uint16_t asked, int64_t now_s);     /* UTC, of either question */

#endif
