/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* rewrite_fuzz.c - any bytes as SQL: refused, or nothing but names changed.
 *
 * Put the names back for their numbers and the text must be what it was. */
#include "base/must.h"
#include "store/store.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count);

enum { NAMES = 12 };

/* Walks both texts together; where they part stands a name in one and its number in the other. */
static void only_names_changed(Str sql, Str out, const Str *names, size_t count)
{
	size_t a = 0, b = 0;

	while (a < sql.len && b < out.len) {
		size_t number = 0;

		if (sql.at[a] == out.at[b]) {
			a++;
			b++;
			continue;
		}
		must(sql.at[a] == ':' && out.at[b] == '$');
		for (b++; b < out.len && out.at[b] >= '0' && out.at[b] <= '9' && number < count; b++)
			number = number * 10 + (size_t)(out.at[b] - '0');
		must(number >= 1 && number <= count);
		must(str_equal(str_first(str_after(sql, a), names[number - 1].len), names[number - 1]));
		a += names[number - 1].len;
	}
	must(a == sql.len && b == out.len);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count)
{
	struct arena *arena = arena_open();
	Str sql = { (const char *)bytes, count };
	Str out = STR_NONE, names[NAMES];
	size_t named = 0;

	if (store_rewrite_names(arena, sql, &out, names, NAMES, &named)) {
		must(named <= NAMES);
		only_names_changed(sql, out, names, named);
	}
	arena_close(arena);
	return 0;
}
