/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* report_line.c - the way of one report: what the ledger says of it and of its duty, oldest first, and what is
 * still to come. A form that saves itself would fill it with savings, so savings in a row are one line. */
#include "clauses/weekly/report_view.h"

#include <stdlib.h>

#include "page/record_pages.h"

enum { MOST_ENTRIES = 60 };

struct moment {
	Instant at;
	int64_t id;                     /* of its entry: the order within a second */
	Str words, who;
	bool is_save;
};

struct line {
	struct moment *at;
	size_t count;
};

static int by_time(const void *a, const void *b)
{
	const struct moment *left = a, *right = b;

	if (left->at.sec != right->at.sec)
		return left->at.sec < right->at.sec ? -1 : 1;
	return (left->id > right->id) - (left->id < right->id);
}

static struct moment *add(struct line *line, const struct ledger_entry *entry, Str words)
{
	struct moment *moment = &line->at[line->count++];

	*moment = (struct moment){ .at = entry->effective_at, .id = entry->id, .words = words, .who = entry->actor_name };
	if (str_is_empty(moment->who))
		moment->who = STR("系统");
	return moment;
}

static Str with_note(struct act *act, Str words, Str note)
{
	return str_is_empty(note) ? words : str_format(act->arena, "%.*s：%.*s", STR_ARG(words), STR_ARG(note));
}

/* Newest first, so the report's number of savings counts down to the first. */
static bool add_report(struct act *act, const struct report_view *view, struct line *line)
{
	struct ledger_entry *entries;
	int64_t saves = view->report->saves;
	size_t count;

	if (!ledger_of(act, report_record.name, view->report->id.v, 0, MOST_ENTRIES, &entries, &count))
		return false;
	for (size_t i = 0; i < count; i++) {
		bool is_save = str_is(entries[i].event, "weekly_report.save");
		Str words = with_note(act, event_label(act->house, entries[i].event), entries[i].note);

		if (is_save)
			words = str_format(act->arena, "存稿，第 %lld 次", (long long)saves--);
		add(line, &entries[i], words)->is_save = is_save;
	}
	return true;
}

/* That it was raised and met, the report's own entries say. */
static bool is_told_already(Str event)
{
	return str_is(event, "duty.raise") || str_is(event, "duty.meet") || str_is(event, "duty.late")
	    || str_is(event, "duty.reopen");
}

/* How long there still was when the reminder went out: 还剩 1 日. */
static Str duty_words(struct act *act, const struct duty *duty, const struct ledger_entry *entry)
{
	enum { DAY_S = 86400 };
	int64_t left_s = duty->due_at.sec - entry->effective_at.sec;
	Str label = event_label(act->house, entry->event);

	if (!str_is(entry->event, "duty.remind"))
		return with_note(act, label, entry->note);
	if (left_s % DAY_S == 0)
		return str_format(act->arena, "%.*s：还剩 %lld 日", STR_ARG(label), (long long)(left_s / DAY_S));
	return with_note(act, label, countdown_words(act->arena, act->calendar, entry->effective_at, duty->due_at));
}

static bool add_duty(struct act *act, const struct duty *duty, struct line *line)
{
	struct ledger_entry *entries;
	size_t count;

	if (!ledger_of(act, duty_record.name, duty->id.v, 0, MOST_ENTRIES, &entries, &count))
		return false;
	for (size_t i = 0; i < count; i++)
		if (!is_told_already(entries[i].event))
			(void)add(line, &entries[i], duty_words(act, duty, &entries[i]));
	return true;
}

/* The last of savings in a row by the same person stands for all. */
static void fold_savings(struct line *line)
{
	size_t kept = 0;

	for (size_t i = 0; i < line->count; i++) {
		const struct moment *next = i + 1 < line->count ? &line->at[i + 1] : NULL;

		if (line->at[i].is_save && next && next->is_save && str_equal(next->who, line->at[i].who))
			continue;
		line->at[kept++] = line->at[i];
	}
	line->count = kept;
}

static void to_come(struct act *act, struct html h, const struct report_view *view)
{
	const struct duty *duty = view->report->state == REPORT_RETURNED && view->has_supplement ? &view->supplement : &view->duty;

	if (view->report->state == REPORT_SUBMITTED || !view->has_duty)
		return;
	html(h, "<li class=\"is-todo\">", view->report->state == REPORT_RETURNED ? STR("报送补正") : STR("报送法制局"), "<time>",
	     page_due_words(act, duty), " 前</time></li>\n");
}

void report_line(struct act *act, struct html h, const struct report_view *view)
{
	struct line line = { ARENA_ARRAY(act->arena, struct moment, 3 * MOST_ENTRIES), 0 };

	if (!add_report(act, view, &line) || (view->has_duty && !add_duty(act, &view->duty, &line))
	    || (view->has_supplement && !add_duty(act, &view->supplement, &line)))
		return;
	qsort(line.at, line.count, sizeof *line.at, by_time);
	fold_savings(&line);
	page_card_open(h, "经过");
	html(h, "<ol class=\"jb-line\">\n");
	for (size_t i = 0; i < line.count; i++) {
		html(h, "<li");
		html_if(h, i + 1 == line.count, " class=\"is-now\"");
		html(h, ">", line.at[i].words, "<time>", instant_words(act->arena, line.at[i].at), " · ", line.at[i].who, "</time></li>\n");
	}
	to_come(act, h, view);
	html(h, "</ol>");
	page_card_close(h);
}
