/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* date.c - a day as a count of days, and as year, month and day of the Gregorian calendar.
 *
 * Owns: that arithmetic and the words for a day. Does not own: which days are worked (holidays.c). */
#include "base/must.h"
#include "calendar/reading.h"

enum { ISO_BYTES = 10 };

static bool is_leap(int year)
{
	return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

/* Leap days in the years 1 to this one. */
static int leap_days_through(int year)
{
	return year / 4 - year / 100 + year / 400;
}

static int32_t first_day_of_year(int year)
{
	return 365 * (year - 1970) + leap_days_through(year - 1) - leap_days_through(1969);
}

int days_of_month(int year, int month)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };

	return days[month - 1] + (month == 2 && is_leap(year));
}

bool civil_is_real(int year, int month, int day_of_month)
{
	return year >= FIRST_YEAR && year <= LAST_YEAR && month >= 1 && month <= 12
	    && day_of_month >= 1 && day_of_month <= days_of_month(year, month);
}

Date date_of_civil(int year, int month, int day_of_month)
{
	must(year >= 1 && year <= 9999 && month >= 1 && month <= 12);
	must(day_of_month >= 1 && day_of_month <= days_of_month(year, month));

	int32_t day = first_day_of_year(year);

	for (int m = 1; m < month; m++)
		day += days_of_month(year, m);
	return (Date){ day + day_of_month - 1 };
}

struct civil {
	int year, month, day_of_month;
};

static struct civil civil_of(Date date)
{
	int year = 1970 + date.day / 365;       /* near: leap days put it off by little */

	while (first_day_of_year(year) > date.day)
		year--;
	while (first_day_of_year(year + 1) <= date.day)
		year++;

	struct civil civil = { .year = year, .month = 1 };
	int left = date.day - first_day_of_year(year);

	while (left >= days_of_month(year, civil.month))
		left -= days_of_month(year, civil.month++);
	civil.day_of_month = left + 1;
	return civil;
}

bool date_parse(Str iso, Date *out)
{
	int year, month, day;

	if (!read_digits(&iso, 4, &year) || !read_char(&iso, '-')
	    || !read_digits(&iso, 2, &month) || !read_char(&iso, '-')
	    || !read_digits(&iso, 2, &day) || iso.len > 0)
		return false;
	if (!civil_is_real(year, month, day))
		return false;
	*out = date_of_civil(year, month, day);
	return true;
}

/* By hand, as in instant.c: a list shows fifty of them. */
char *write_digits(char *at, size_t count, int number)
{
	for (size_t i = count; i-- > 0; number /= 10)
		at[i] = (char)('0' + number % 10);
	return at + count;
}

Str date_iso(struct arena *arena, Date date)
{
	struct civil c = civil_of(date);

	char *at, *end;

	if (!date_is_set(date))
		return STR_NONE;
	at = end = arena_take_unset(arena, ISO_BYTES);
	end = write_digits(end, 4, c.year);
	*end++ = '-';
	end = write_digits(end, 2, c.month);
	*end++ = '-';
	write_digits(end, 2, c.day_of_month);
	return (Str){ at, ISO_BYTES };
}

/* By hand too: a page shows a dozen. */
void add_date_words(struct strbuf *words, Date date)
{
	static const Str weekdays[] = { STR_INIT(""), STR_INIT("一"), STR_INIT("二"), STR_INIT("三"), STR_INIT("四"),
		                        STR_INIT("五"), STR_INIT("六"), STR_INIT("日") };
	struct civil c = civil_of(date);

	buf_int(words, c.month);
	buf_text(words, "月");
	buf_int(words, c.day_of_month);
	buf_text(words, "日（周");
	buf_add(words, weekdays[date_weekday(date)]);
	buf_text(words, "）");
}

Str date_words(struct arena *arena, Date date)
{
	struct strbuf words = { .arena = arena };

	if (!date_is_set(date))
		return STR_NONE;
	add_date_words(&words, date);
	return buf_str(&words);
}

Str date_words_year(struct arena *arena, Date date)
{
	struct civil c = civil_of(date);

	if (!date_is_set(date))
		return STR_NONE;
	return str_format(arena, "%d年%d月%d日", c.year, c.month, c.day_of_month);
}

enum weekday date_weekday(Date date)
{
	int since_monday = (date.day % 7 + 7 + THURSDAY - MONDAY) % 7;   /* day 0 was a Thursday */

	return (enum weekday)(MONDAY + since_monday);
}

int date_year(Date date)
{
	return civil_of(date).year;
}

int date_month(Date date)
{
	return civil_of(date).month;
}

int date_day_of_month(Date date)
{
	return civil_of(date).day_of_month;
}

Date date_plus(Date date, int days)
{
	return (Date){ date.day + days };
}

int date_days_between(Date from, Date to)
{
	return to.day - from.day;
}

bool date_is_set(Date date)
{
	return date.day != 0;
}
