/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* due.c - a due minute on screen: exact, with its year where that is not this one, 暂定 while the year's holidays are not
 * announced, and how long still. */
#include "page/page.h"

enum { DAY_S = 86400, SOON_S = 2 * DAY_S };

void page_countdown(struct act *act, struct html h, Instant due)
{
	int64_t left = due.sec - act->now.sec;

	html(h, "<span class=\"jb-left");
	html_if(h, left < 0, " jb-late-word");
	html_if(h, left >= 0 && left < SOON_S, " jb-soon-word");
	html(h, "\"");
	/* Under three days the script counts on; beyond that it is working days, which only the server counts. */
	if (left > 0 && left <= 3 * DAY_S)
		html(h, " data-due=\"", due.sec, "\"");
	html(h, ">", countdown_words(act->arena, act->calendar, act->now, due), "</span>");
}

Str page_due_words(struct act *act, const struct duty *duty)
{
	/* 24:00 belongs to the day it ends. */
	int year = date_year(instant_date(instant_plus(duty->due_at, -1)));
	struct strbuf words = { .arena = act->arena };

	if (year != date_year(instant_date(act->now))) {
		buf_int(&words, year);
		buf_text(&words, "年");
	}
	buf_add(&words, instant_due_words(act->arena, duty->due_at));
	if (duty->provisional)
		buf_text(&words, "（暂定）");
	return buf_str(&words);
}

/* Inside the first reminder is 临期; whether the minute passed is what the duty says. */
static void chip(struct html h, const struct duty *duty)
{
	const struct word *state = &duty_state_words.at[duty->state];

	if (duty->state == DUTY_OPEN && duty->reminded > 0)
		page_state(h, LOOK_SOON, STR("临期"));
	else
		page_state(h, state->look, str_of(state->label));
}

void page_duty_card(struct act *act, struct html h, const char *heading, const struct duty *duty, Str remark)
{
	bool owed = duty->state == DUTY_OPEN || duty->state == DUTY_BREACHED;

	html(h, "<section class=\"card\"><div class=\"jb-cardhead\"><h2>", str_of(heading), "</h2><span class=\"jb-more\">");
	chip(h, duty);
	html(h, "</span></div><div class=\"jb-note\"><p class=\"jb-strong\">", page_due_words(act, duty), " 截止</p>");
	if (owed) {
		html(h, "<p>");
		page_countdown(act, h, duty->due_at);
		html(h, "</p>");
	}
	if (!str_is_empty(duty->due_why))
		html(h, "<p class=\"jb-small\">", duty->due_why, "</p>");
	html_if(h, duty->provisional, "<p class=\"jb-small\">当年放假安排还没有公布，截止时间是暂定的。</p>");
	if (!str_is_empty(remark))
		html(h, "<p class=\"jb-small jb-mute\">", remark, "</p>");
	html(h, "<p class=\"jb-small\"><a href=\"/duty/", duty->id.v, "\">看职责</a></p></div></section>\n");
}
