/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* holiday_fuzz.c - any bytes as announced holidays (`juebu import holidays`): refused with a word of why, or a calendar
 * that rolls and counts and always comes to an end. */
#include "base/must.h"
#include "calendar/calendar.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count);

enum { DAYS_TRIED = 40, WORKING_DAYS_TRIED = 5 };

static void try_day(struct arena *arena, const struct calendar *calendar, Date day)
{
	struct due_date on = calendar_roll(arena, calendar, day, ROLL_FORWARD);
	struct due_date back = calendar_roll(arena, calendar, day, ROLL_BACK);
	struct due_date later = calendar_after_working_days(arena, calendar, day, WORKING_DAYS_TRIED);

	must(date_days_between(day, on.on) >= 0 && calendar_is_working(calendar, on.on));
	must(date_days_between(back.on, day) >= 0 && calendar_is_working(calendar, back.on));
	must(on.rolled == (date_days_between(day, on.on) > 0) && on.rolled == !calendar_is_working(calendar, day));
	must(calendar_working_days_between(calendar, day, later.on) == WORKING_DAYS_TRIED);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count)
{
	struct arena *arena = arena_open();
	Str text = { (const char *)bytes, count };
	struct calendar *calendar = NULL;
	Str why = STR_NONE;

	if (calendar_parse(arena, NULL, text, &calendar, &why)) {
		int last = calendar_last_announced(calendar);
		Date first = date_of_civil(last >= 1971 && last <= 2198 ? last : 2026, 1, 1);

		for (int i = 0; i < DAYS_TRIED; i++)
			try_day(arena, calendar, date_plus(first, 9 * i));
	} else {
		must(!calendar);
		must(!str_is_empty(why));
		must(str_is_utf8(why) || !str_is_utf8(text));   /* who reads a file checks it before */
	}
	arena_close(arena);
	return 0;
}
