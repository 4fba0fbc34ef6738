/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* cursor_fuzz.c - any bytes as the place in a list that a link carries: refused, or a place that is written back as
 * itself and never lies before the first row. */
#include "base/must.h"
#include "record/record_inside.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count);

static void try_cursor(struct arena *arena, Str text, bool is_text)
{
	struct cursor cursor, again;

	if (!cursor_read(arena, text, is_text, &cursor))
		return;
	must(cursor.from >= 1 && cursor.id >= 1 && (!is_text || str_is_utf8(cursor.text)));
	must(cursor_read(arena, cursor_write(arena, &cursor, is_text), is_text, &again));
	must(again.from == cursor.from && again.id == cursor.id);
	must(is_text ? str_equal(again.text, cursor.text) : again.number == cursor.number);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count)
{
	struct arena *arena = arena_open();
	Str text = { (const char *)bytes, count };

	try_cursor(arena, text, true);
	try_cursor(arena, text, false);
	/* Also from behind the hex, where most of its faults would lie. */
	try_cursor(arena, str_hex(arena, text), true);
	try_cursor(arena, str_hex(arena, text), false);
	arena_close(arena);
	return 0;
}
