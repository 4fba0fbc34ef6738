/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* notice.c - reading one year's holiday notice, written on one line:
 *
 *     year part { ";" part }      2027 元旦 off 01-01..01-03 work 01-04; 春节 off 02-05..02-12
 *     part = [ name ] { "off" day { day } | "work" day { day } }
 *     day  = date [ ".." date ]   at most 31 days
 *     date = MM-DD | YYYY-MM-DD   of that year, or of the December before it
 *
 * Written by people too, hence "；" and the ideographic space, and errors that name the word. */
#include "calendar/holidays.h"

#define LONGEST_RANGE_DAYS 31
#define LONGEST_NAME_CHARACTERS 30
#define QUOTED_CHARACTERS 20

struct reader {
	Str rest;
	int year;
	struct special_days *into;
	Str name;
	Str says;                       /* "off", "work", or nothing yet */
	bool has_days;                  /* a day followed it */
	Str *error;
};

static bool fail(struct reader *r, Str word, const char *why)
{
	struct strbuf buf = { .arena = r->into->arena };
	Str start = str_first_characters(word, QUOTED_CHARACTERS);

	if (r->year > 0)
		buf_format(&buf, "%d 年：", r->year);
	buf_format(&buf, "“%.*s”%s", STR_ARG(start), why);
	*r->error = buf_str(&buf);
	return false;
}

static bool is_semicolon(Str s)
{
	return str_starts_with(s, ";") || str_starts_with(s, "；");
}

/* The next word, or a semicolon; false: the line is read. */
static bool next_word(struct reader *r, Str *word)
{
	Str rest = str_trim(r->rest);
	size_t len = 0;

	if (str_is_empty(rest))
		return false;
	if (is_semicolon(rest)) {
		*word = STR(";");
		r->rest = str_after(rest, rest.at[0] == ';' ? 1 : sizeof("；") - 1);
		return true;
	}
	for (Str tail = rest; tail.len > 0 && !is_semicolon(tail); tail = str_after(rest, len)) {
		if (str_trim(tail).at != tail.at)
			break;
		len++;
	}
	*word = str_first(rest, len);
	r->rest = str_after(rest, len);
	return true;
}

/* off and work must be followed by days, and a name by one of them. */
static bool nothing_is_missing(struct reader *r)
{
	if (str_is_empty(r->says))
		return str_is_empty(r->name) || fail(r, r->name, "后面要写 off（放假）或 work（上班）");
	return r->has_days || fail(r, r->says, "后面没有日期");
}

static bool read_date(Str *rest, int year, Date *out)
{
	int month, day;

	if (read_digits(rest, 4, &year) && !read_char(rest, '-'))
		return false;
	if (!read_digits(rest, 2, &month) || !read_char(rest, '-') || !read_digits(rest, 2, &day))
		return false;
	if (!civil_is_real(year, month, day))
		return false;
	*out = date_of_civil(year, month, day);
	return true;
}

static bool read_range_end(Str rest, int year, Date *out)
{
	Str date = str_after(rest, 2);

	return str_starts_with(rest, "..") && read_date(&date, year, out) && str_is_empty(date);
}

/* The notice of a year rules that year and the end of December before it. */
static bool belongs(const struct reader *r, Date date)
{
	int year = date_year(date);

	return year == r->year || (year == r->year - 1 && date_month(date) == 12);
}

static bool is_said(const struct reader *r, Date date)
{
	for (size_t i = 0; i < r->into->count; i++)
		if (r->into->days[i].notice == r->year && r->into->days[i].on.day == date.day)
			return true;
	return false;
}

static bool add_days(struct reader *r, Str word, Date first, Date last)
{
	if (last.day < first.day)
		return fail(r, word, "起止颠倒，前面应是较早的一天");
	if (date_days_between(first, last) >= LONGEST_RANGE_DAYS)
		return fail(r, word, "超过 31 天，请核对");
	if (!belongs(r, first) || !belongs(r, last))
		return fail(r, word, "不在这一年，只有上年 12 月的日期可以写在这里");
	for (Date on = first; on.day <= last.day; on = date_plus(on, 1)) {
		if (is_said(r, on))
			return fail(r, word, "里有前面已经写过的日期");
		special_add(r->into, (struct special_day){
			.on = on, .notice = r->year, .worked = str_is(r->says, "work"), .name = r->name });
	}
	r->has_days = true;
	return true;
}

static bool take_days(struct reader *r, Str word)
{
	Date first, last;
	Str rest = word;

	if (str_is_empty(r->says))
		return fail(r, word, "前面要先写 off（放假）或 work（上班）");
	if (!read_date(&rest, r->year, &first))
		return fail(r, word, "不是日期，应写成 01-31 或 2026-12-31");
	last = first;
	if (!str_is_empty(rest) && !read_range_end(rest, r->year, &last))
		return fail(r, word, "不是起止日期，应写成 01-01..01-03");
	return add_days(r, word, first, last);
}

static bool take_name(struct reader *r, Str word)
{
	if (!str_is_empty(r->name) || !str_is_empty(r->says))
		return fail(r, word, "不认识：节日名称只写在一节的开头，各节用分号隔开");
	if (str_characters(word) > LONGEST_NAME_CHARACTERS)
		return fail(r, word, "太长，节日名称不超过 30 个字");
	r->name = arena_copy(r->into->arena, word);
	return true;
}

static bool take_word(struct reader *r, Str word)
{
	if (str_is(word, ";")) {
		if (!nothing_is_missing(r))
			return false;
		r->name = r->says = STR_NONE;
		return true;
	}
	if (str_is(word, "off") || str_is(word, "work")) {
		if (!str_is_empty(r->says) && !nothing_is_missing(r))
			return false;
		r->says = word;
		r->has_days = false;
		return true;
	}
	return word.at[0] >= '0' && word.at[0] <= '9' ? take_days(r, word) : take_name(r, word);
}

static bool take_year(struct reader *r)
{
	Str word = STR_NONE, rest;
	int year = 0;

	(void)next_word(r, &word);
	rest = word;
	if (!read_digits(&rest, 4, &year) || !str_is_empty(rest) || year < FIRST_YEAR || year > LAST_YEAR)
		return fail(r, word, "不是年份，每行应以 1971 至 2199 的四位年份开头");
	r->year = year;
	return true;
}

bool notice_read(Str line, struct special_days *days, int *year_out, Str *error_out)
{
	struct reader r = { .rest = line, .into = days, .error = error_out };
	size_t before = days->count;

	if (!take_year(&r))
		return false;
	for (Str word; next_word(&r, &word);)
		if (!take_word(&r, word))
			return false;
	if (!nothing_is_missing(&r))
		return false;
	if (days->count == before)
		return fail(&r, line, "没有写任何一天");
	*year_out = r.year;
	return true;
}
