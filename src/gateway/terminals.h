/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* terminals.h - inside the gateway's process: who is connected, what waits to be stored. */
#ifndef JUEBU_GATEWAY_TERMINALS_H
#define JUEBU_GATEWAY_TERMINALS_H

#include "gateway/link.h"

enum terminal_state { TERMINAL_FREE, TERMINAL_STRANGER, TERMINAL_ASKING /* serve was asked who it is */, TERMINAL_KNOWN };

/* A message that comes in several frames. */
struct parts {
	struct arena *arena;
	uint16_t id, total, got;
	Str *body;                      /* by index */
	uint16_t *serial;
	int64_t began_ms;
};

struct terminal {
	enum terminal_state state;
	int fd;
	uint32_t born;                  /* which connection of this slot */
	int64_t opened_ms, heard_ms;    /* heard: the last sound frame */
	int64_t device;
	unsigned bad;                   /* spoilt frames and refusals, since the last sound one that meant something */
	size_t stray;
	uint16_t said, asked;           /* our last serial; the frame that asked who it is */
	struct frame to;                /* how to address it */
	char from[48];
	struct framing framing;
	struct parts *parts;            /* NULL: none */
};

/* A frame that will be answered when its batch is stored. */
struct receipt { struct link_who who; uint16_t serial, id; };
enum { BATCHES = 4, BATCH_POINTS = 8192, BATCH_RECEIPTS = 12288, RECEIVED_AT_ONCE = 16384,
       POINTS_AT_ONCE = RECEIVED_AT_ONCE / 28 + LIMIT_MESSAGE_POSITIONS, RECEIPTS_AT_ONCE = RECEIVED_AT_ONCE / 14 + LIMIT_MESSAGE_PARTS };
_Static_assert(BATCH_POINTS + POINTS_AT_ONCE <= LINK_POINTS, "a batch goes over the link");
struct batch { uint64_t no; bool flying; size_t points, receipts; struct link_point *point; struct receipt *receipt; };

struct gateway_process {
	struct arena *arena;
	int link, listening, poll;
	bool ended;                     /* serve is gone */
	bool mute;                      /* serve takes no more: what it still stores is answered */
	int64_t now_ms, now_s, swept_ms;
	struct terminal *terminal;
	uint32_t room, used;            /* slots there are; that were ever used */
	uint32_t *free_slot, free_count;
	uint32_t open, strangers, asking, assemblies, born;
	struct batch batch[BATCHES];
	struct batch *filling;          /* NULL: all are on their way, nothing is read until one comes back */
	unsigned flying;
	uint64_t last_no;
};

/* ---- terminals.c: the connections ---- */
void terminal_say(struct gateway_process *, struct terminal *, uint16_t id, Str body);
void terminal_cut(struct gateway_process *, struct terminal *);
struct terminal *terminal_of(struct gateway_process *, struct link_who);        /* NULL: it is gone */
struct link_who terminal_who(const struct gateway_process *, const struct terminal *);
void terminals_accept(struct gateway_process *);
void terminal_hear(struct gateway_process *, struct terminal *);        /* bytes are there */
void terminals_sweep(struct gateway_process *); /* who says nothing, who never says who they are */

/* ---- take_message.c: what a sound frame means ---- */
void terminal_take(struct gateway_process *, struct terminal *, const struct frame *);
void terminal_told(struct gateway_process *, const struct link_told *);
void parts_forget(struct gateway_process *, struct terminal *);

/* ---- batch.c: what waits to be stored ---- */
void batches_open(struct gateway_process *);
bool batch_has_room(struct gateway_process *);  /* for all that can be received at once; sends the full one off */
void batch_add(struct gateway_process *, const struct terminal *, const struct position *, size_t count);
void batch_receipt(struct gateway_process *, const struct terminal *, uint16_t serial, uint16_t id);
void batch_send(struct gateway_process *);
void batch_took(struct gateway_process *, const struct link_took *);

#endif
