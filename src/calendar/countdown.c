/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* countdown.c - how long still, how long past (design: look, section 5).
 *
 * Near the due minute a person needs hours and minutes; far from it, the days one can work in. */
#include "calendar/calendar.h"

#define HOUR_SECONDS (60 * 60)
#define DAY_SECONDS (24 * HOUR_SECONDS)

static void add_count(struct strbuf *buf, int64_t count, Str unit)
{
	buf_char(buf, ' ');
	buf_int(buf, count);
	buf_char(buf, ' ');
	buf_add(buf, unit);
}

static void add_span(struct strbuf *buf, int64_t seconds)
{
	int64_t hours = seconds / HOUR_SECONDS, minutes = seconds % HOUR_SECONDS / 60;

	if (seconds > 3 * DAY_SECONDS) {
		add_count(buf, seconds / DAY_SECONDS, STR("天"));
		return;
	}
	if (hours == 0 && minutes == 0) {
		buf_text(buf, "不到 1 分");
		return;
	}
	if (hours > 0)
		add_count(buf, hours, STR("小时"));
	add_count(buf, minutes, STR("分"));
}

/* A long holiday may hold no day to work in: then days of the calendar are said. */
static void add_days_or_span(struct strbuf *buf, int working_days, bool far, int64_t seconds)
{
	if (far && working_days > 0)
		add_count(buf, working_days, STR("个工作日"));
	else
		add_span(buf, seconds);
}

Str countdown_words(struct arena *arena, const struct calendar *calendar, Instant now, Instant due)
{
	struct strbuf buf = { .arena = arena };
	int64_t left = due.sec - now.sec;

	if (left > 0) {
		/* One second back: what ends at 24:00 ends with that day, not on the next. */
		Date last = instant_date(instant_plus(due, -1));
		int days = calendar_working_days_between(calendar, instant_date(now), last);

		buf_text(&buf, "还剩");
		add_days_or_span(&buf, days, left > 3 * DAY_SECONDS, left);
	} else {
		int days = calendar_working_days_between(calendar, instant_date(due), instant_date(now));

		buf_text(&buf, "逾期");
		add_days_or_span(&buf, days, -left >= DAY_SECONDS, -left);
	}
	return buf_str(&buf);
}
