/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* frame_fuzz.c - any bytes as a stream of frames: torn anywhere, they are the same frames; what is sound is made again as it was. */
#include "gateway/frame.h"

#include "base/must.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count)
{
	struct framing whole = { .open = false }, torn = { .open = false };
	size_t sound[2] = { 0, 0 }, stray = 0;

	for (int round = 0; round < 2; round++) {
		struct framing *f = round ? &torn : &whole;
		size_t at = 0;

		while (at < count) {
			size_t step = round ? 1 : count - at, used;
			enum framed framed;
			struct frame frame;

			used = frame_feed(f, bytes + at, step, &framed, &stray);
			must(used > 0 && used <= step && f->len <= FRAME_BYTES);
			at += used;
			if (framed != FRAMED_WHOLE || !frame_read(f->at, f->len, &frame))
				continue;
			must(frame.body.len <= FRAME_BODY_MOST && strlen(frame.number) <= NUMBER_DIGITS);
			sound[round]++;
		}
	}
	must(sound[0] == sound[1]);
	return 0;
}
