/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* holidays.c - which days are worked: Monday to Friday, except where a notice says otherwise.
 *
 * Owns: struct calendar, never changed once built. Does not own: the form of a notice (notice.c). */
#include "calendar/holidays.h"

#include <stdlib.h>
#include <string.h>

#include "base/data.h"
#include "base/must.h"

void special_add(struct special_days *special, struct special_day day)
{
	special->days = arena_room_for_one(special->arena, special->days, special->count, &special->room,
	                                   sizeof *special->days);
	special->days[special->count++] = day;
}

static int compare_days(const void *left, const void *right)
{
	const struct special_day *a = left, *b = right;

	if (a->on.day != b->on.day)
		return a->on.day < b->on.day ? -1 : 1;
	return (a->notice > b->notice) - (a->notice < b->notice);
}

/* What base says, except the notices that are new. Names are copied, so that base may end first. */
static void take_over(struct calendar *calendar, const struct calendar *base)
{
	bool fresh[COUNT_OF(calendar->announced)];
	Str seen = STR_NONE, copy = STR_NONE;

	memcpy(fresh, calendar->announced, sizeof fresh);
	for (size_t i = 0; i < COUNT_OF(fresh); i++)
		calendar->announced[i] |= base->announced[i];
	for (size_t i = 0; i < base->special.count; i++) {
		struct special_day day = base->special.days[i];

		if (fresh[day.notice - FIRST_YEAR])
			continue;
		if (!str_equal(day.name, seen)) {
			seen = day.name;
			copy = arena_copy(calendar->special.arena, seen);
		}
		day.name = copy;
		special_add(&calendar->special, day);
	}
}

/* One line of the text: a notice, a remark, or nothing. */
static bool take_line(struct calendar *calendar, Str line, Str *error_out)
{
	int year;

	line = str_trim(line);
	if (str_is_empty(line) || str_starts_with(line, "#"))
		return true;
	if (!notice_read(line, &calendar->special, &year, error_out))
		return false;
	if (calendar->announced[year - FIRST_YEAR]) {
		*error_out = str_format(calendar->special.arena, "%d 年写了两行，请合成一行", year);
		return false;
	}
	calendar->announced[year - FIRST_YEAR] = true;
	return true;
}

bool calendar_parse(struct arena *arena, const struct calendar *base, Str text,
                    struct calendar **out, Str *error_out)
{
	struct calendar *calendar = ARENA_NEW(arena, struct calendar);
	Str line, rest = text;

	calendar->special.arena = arena;
	while (str_cut(rest, '\n', &line, &rest))
		if (!take_line(calendar, line, error_out))
			return false;
	if (!take_line(calendar, rest, error_out))
		return false;
	if (calendar_last_announced(calendar) == 0) {
		*error_out = STR("没有内容，请写一行，如“2027 元旦 off 01-01..01-03 work 01-04”");
		return false;
	}
	if (base != NULL)
		take_over(calendar, base);
	qsort(calendar->special.days, calendar->special.count, sizeof *calendar->special.days,
	      compare_days);
	*out = calendar;
	return true;
}

struct calendar *calendar_builtin(struct arena *arena)
{
	const struct data_file *file = data_files;
	struct calendar *calendar;
	Str error;

	while (file->name != NULL && strcmp(file->name, "holidays.txt") != 0)
		file++;
	must(file->name != NULL);
	must(calendar_parse(arena, NULL, (Str){ file->at, file->len }, &calendar, &error));
	return calendar;
}

bool calendar_announced(const struct calendar *calendar, int year)
{
	return year >= FIRST_YEAR && year <= LAST_YEAR && calendar->announced[year - FIRST_YEAR];
}

int calendar_last_announced(const struct calendar *calendar)
{
	for (int year = LAST_YEAR; year >= FIRST_YEAR; year--)
		if (calendar_announced(calendar, year))
			return year;
	return 0;
}

/* The last entry not after the date is the one of the latest notice, if it is of this date at all. */
static const struct special_day *special_of(const struct calendar *calendar, Date date)
{
	const struct special_days *special = &calendar->special;
	size_t least = 0, most = special->count;

	while (least < most) {
		size_t middle = least + (most - least) / 2;

		if (special->days[middle].on.day <= date.day)
			least = middle + 1;
		else
			most = middle;
	}
	if (least == 0 || special->days[least - 1].on.day != date.day)
		return NULL;
	return &special->days[least - 1];
}

bool calendar_is_working(const struct calendar *calendar, Date date)
{
	const struct special_day *special = special_of(calendar, date);

	return special != NULL ? special->worked : date_weekday(date) <= FRIDAY;
}

Str calendar_holiday_name(const struct calendar *calendar, Date date)
{
	const struct special_day *special = special_of(calendar, date);

	return special != NULL && !special->worked ? special->name : STR_NONE;
}
