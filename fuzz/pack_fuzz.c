/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* pack_fuzz.c - any bytes as packed positions: refused, or positions that are packed into the same again or fewer bytes. */
#include "track/pack.h"

#include "base/must.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count)
{
	struct arena *arena = arena_open();
	struct position *at = NULL, *again = NULL;
	size_t got = 0, back = 0;
	bool sane = true;

	if (track_unpack(arena, (Str){ (const char *)bytes, count }, 20000, &at, &got)) {
		Str packed;

		must(got >= 1 && got <= 20000);
		for (size_t i = 0; i < got; i++)
			sane = sane && position_is_sane(&at[i]) && at[i].received_s >= 0 && at[i].received_s < (int64_t)1 << 40;
		if (!sane)
			goto end;
		packed = track_pack(arena, at, got);
		must(track_unpack(arena, packed, got, &again, &back) && back == got && memcmp(at, again, got * sizeof *at) == 0);
	}
end:
	arena_close(arena);
	return 0;
}
