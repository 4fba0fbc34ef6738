/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* batch_fuzz.c - any bytes as the body of a batch of positions (0x0704): refused, or as many sane ones as it says. */
#include "gateway/message.h"

#include "base/must.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count)
{
	static struct position at[LIMIT_MESSAGE_POSITIONS];
	size_t got = 0;

	if (message_batch((Str){ (const char *)bytes, count }, at, LIMIT_MESSAGE_POSITIONS, &got)) {
		must(got >= 1 && got * 30 + 3 <= count && got == (size_t)(bytes[0] << 8 | bytes[1]));
		for (size_t i = 0; i < got; i++)
			must(position_is_sane(&at[i]));
	}
	return 0;
}
