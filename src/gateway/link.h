/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* link.h - what serve and its gateway say to each other over their socket pair. Only within gateway/.
 *
 * Both are the same program on the same machine, so structs go over as they are. serve believes nothing of it: the
 * gateway is who reads the bytes of strangers. */
#ifndef JUEBU_GATEWAY_LINK_H
#define JUEBU_GATEWAY_LINK_H

#include "gateway/frame.h"
#include "gateway/gateway.h"
#include "gateway/message.h"

enum link_kind { LINK_ASK = 1, LINK_TAKE, LINK_TOLD, LINK_TOOK };
struct link_head { uint32_t kind, bytes; };     /* bytes behind it */

/* Which connection: the slot may be another's by the time the answer comes, so it says when it was born too. */
struct link_who { uint32_t slot, born; };

struct link_ask {
	struct link_who who;
	uint32_t registers;             /* 1: to register, 0: to authenticate by its code */
	char number[NUMBER_DIGITS + 4], code[ANSWER_BYTES + 4], from[48];
};
struct link_told {
	struct link_who who;
	uint32_t registers, result;     /* as the answer to the terminal has it */
	int64_t device;
	char code[40];
};
struct link_point { int64_t device; struct position at; };
struct link_take { uint64_t no; };              /* then link_points */
enum { LINK_POINTS = 16384, LINK_DROPPED = 64 };
struct link_took {
	uint64_t no;
	uint32_t stored;                /* 0: nothing of it */
	uint32_t dropped;               /* devices no longer in use, whose positions were not taken */
	int64_t device[LINK_DROPPED];
};

/* Whole, whatever the signal; false: the other end is gone. */
bool link_read(int fd, void *room, size_t bytes) MUST_USE;
bool link_write(int fd, enum link_kind, const void *first, size_t first_bytes, const void *second, size_t second_bytes) MUST_USE;

#endif
