/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* reading.c - the few steps every parser of calendar/ is made of. */
#include "calendar/reading.h"

bool read_digits(Str *rest, size_t count, int *out)
{
	int value = 0;

	if (rest->len < count)
		return false;
	for (size_t i = 0; i < count; i++) {
		char c = rest->at[i];

		if (c < '0' || c > '9')
			return false;
		value = 10 * value + (c - '0');
	}
	*rest = str_after(*rest, count);
	*out = value;
	return true;
}

bool read_char(Str *rest, char wanted)
{
	if (rest->len == 0 || rest->at[0] != wanted)
		return false;
	*rest = str_after(*rest, 1);
	return true;
}
