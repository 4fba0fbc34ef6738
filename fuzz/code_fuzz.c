/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* code_fuzz.c - any bytes as the body of an authentication (0x0102) in both manners: refused, or a code within its bounds. */
#include "gateway/message.h"

#include "base/must.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count)
{
	for (int is_2019 = 0; is_2019 < 2; is_2019++) {
		Str body = { (const char *)bytes, count }, code = STR_NONE;

		if (message_code(is_2019, body, &code))
			must(code.len > 0 && code.len <= ANSWER_BYTES && code.at >= body.at && code.at + code.len <= body.at + body.len);
	}
	return 0;
}
