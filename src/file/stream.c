/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* stream.c - a file goes out, or is looked at again, one piece at a time. */
#include <string.h>

#include "base/limits.h"
#include "base/log.h"
#include "file/blob_store.h"
#include "ledger/sm3.h"

struct reading { struct byte_stream stream; struct house *house; Str sm3; };    /* stream first: it is what is handed out */

/* input and output of one reading act */
struct piece { const struct reading *of; int64_t at; char *room; size_t most, got; };

static bool read_piece(struct act *act, void *input)
{
	struct piece *p = input;
	Str bytes;

	if (!blob_store_read(act, p->of->sm3, p->at / LIMIT_PIECE_BYTES, &bytes))
		return false;
	bytes = str_first(str_after(bytes, (size_t)(p->at % LIMIT_PIECE_BYTES)), p->most);
	memcpy(p->room, bytes.len ? bytes.at : "", bytes.len);
	p->got = bytes.len;
	return true;
}

static size_t read_stream(struct byte_stream *stream, int64_t at, char *room, size_t most)
{
	const struct reading *reading = (const struct reading *)stream;
	struct piece piece = { .of = reading, .at = at, .room = room, .most = most };
	struct act_seed seed = { .house = reading->house, .via = VIA_PAGE, .now = reading->house->clock(reading->house) };
	struct refusal refusal = { 0 };

	if (!act_read(&seed, read_piece, &piece, &refusal) || piece.got == 0) {
		log_line(LOG_TROUBLE, "file", "%.*s ends at byte %lld", STR_ARG(reading->sm3), (long long)at);
		return 0;
	}
	return piece.got;
}

struct byte_stream *file_stream(struct arena *arena, struct house *house, Str sm3, int64_t bytes)
{
	struct reading *reading = ARENA_NEW(arena, struct reading);

	reading->stream = (struct byte_stream){ .bytes = bytes, .read = read_stream };
	reading->house = house;
	reading->sm3 = arena_copy(arena, sm3);
	return &reading->stream;
}

/* ---- for verify ---- */

/* What the query read goes with the arena of this piece. */
static bool add_piece(struct act *act, struct sm3 *sm3, Str name, int64_t no, int64_t *bytes_out)
{
	struct arena *own = act->arena;
	bool read;
	Str bytes;

	act->arena = arena_open();
	read = blob_store_read(act, name, no, &bytes);
	if (read && bytes.len)
		sm3_add(sm3, bytes.at, bytes.len);
	*bytes_out = read ? (int64_t)bytes.len : 0;
	arena_close(act->arena);
	act->arena = own;
	return read;
}

bool file_is_sound(struct act *act, Str name, int64_t bytes, bool *out)
{
	struct sm3 *sm3 = sm3_open(act->arena);
	struct sm3_sum wanted, found;
	int64_t all = 0, got = 1;

	sm3_begin(sm3);
	for (int64_t no = 0; got > 0 && all < bytes; no++) {
		if (!add_piece(act, sm3, name, no, &got))
			return false;
		all += got;
	}
	found = sm3_end(sm3);
	*out = all == bytes && sm3_parse(name, &wanted) && sm3_equal(&wanted, &found);
	return true;
}
