/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* position_fuzz.c - any bytes as the body of a position (0x0200): refused, or a place on the globe in this century. */
#include "gateway/message.h"

#include "base/must.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count)
{
	struct position p;

	if (message_position((Str){ (const char *)bytes, count }, 0, &p))
		must(count >= 28 && position_is_sane(&p));
	return 0;
}
