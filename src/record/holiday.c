/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* holiday.c - holiday notices as rows, and the calendar made of them. Readers take house->calendar without a lock; it
 * is only ever replaced by one that knows more. Static: the mutex of those who publish. */
#include "record/holiday.h"

#include <pthread.h>
#include <stdatomic.h>

static const struct field holiday_fields[] = {
	HEAD(struct holiday, HolidayId),
	FIELD(struct holiday, year, .label = "年份", .required = true, .least = 2007, .most = 2199, .list = true, .filter = true,
	      .sort = true),
	FIELD(struct holiday, notice, .label = "放假安排", .required = true, .most = 1000, .lines = true,
	      .hint = "一年一行，如：2027 元旦 off 01-01..01-03; 春节 off 02-05..02-12 work 01-31"),
	FIELD(struct holiday, source, .label = "文号", .hint = "国务院办公厅通知的文号", .required = true, .most = 100, .list = true),
	FIELD(struct holiday, imported_at, .label = "导入时间", .required = true, .list = true),
	FIELDS_END
};
const struct record holiday_record = {
	.name = "holiday", .label = "节假日安排", .path = "/setting/holiday", .size = sizeof(struct holiday),
	.fields = holiday_fields, .title = "source", .order = "-year",
};

bool holiday_notice_year(struct act *act, Str notice, int64_t *year_out)
{
	struct calendar *ignored;
	Str error, year = str_first(str_trim(notice), 4);

	if (!calendar_parse(act->arena, act->calendar, notice, &ignored, &error))
		fault_at(act, STR("notice"), "calendar.notice", "%.*s", STR_ARG(error));
	else if (!str_to_int(year, year_out))
		fault_at(act, STR("notice"), "calendar.notice", "要以年份开头，如 2027");
	return act_sound(act);
}

/* An act that began before may still ask an older calendar, so each stays until the house ends: one a year. */
struct kept_calendar {
	struct arena *arena;
	struct kept_calendar *older;
	const struct calendar *calendar;
	size_t notices;                 /* how many it was made of: they are only ever added to */
};

static pthread_mutex_t publishing = PTHREAD_MUTEX_INITIALIZER;

static const struct sql NOTICES = { "SELECT notice FROM holiday ORDER BY id" };

static bool read_notices(struct act *act, struct arena *arena, Str **out, size_t *count_out)
{
	struct query *q = store_query(act, &NOTICES);
	size_t room = 0;

	for (*count_out = 0; query_next(q); ++*count_out) {
		*out = arena_room_for_one(arena, *out, *count_out, &room, sizeof **out);
		(*out)[*count_out] = arena_copy(arena, query_str(q, "notice"));
	}
	return query_done(q);
}

/* One by one: a later notice on a year replaces the earlier one. */
static bool build(struct act *act, struct kept_calendar *kept, const Str *notices)
{
	struct calendar *calendar = calendar_builtin(kept->arena);
	Str error;

	for (size_t i = 0; i < kept->notices; i++)
		if (!calendar_parse(kept->arena, calendar, notices[i], &calendar, &error))
			return refuse(act, REFUSED_BROKEN, "calendar.notice", "节假日安排读不懂：%.*s", STR_ARG(error));
	kept->calendar = calendar;
	return true;
}

/* Nothing new to who knows as many. An act that began before the last import may have read fewer: the clock reads
 * them every minute, and what it read last minute's snapshot of must not push out what was imported since. */
static bool is_known(const struct kept_calendar *now, size_t notices)
{
	return notices <= (now ? now->notices : 0);
}

static void publish(struct house *house, void *thing, bool stored)
{
	struct kept_calendar *kept = thing;
	bool taken = false;

	pthread_mutex_lock(&publishing);
	if (stored && !is_known(atomic_load(&house->calendars), kept->notices)) {
		kept->older = atomic_load(&house->calendars);
		atomic_store(&house->calendars, kept);
		atomic_store(&house->calendar, kept->calendar);
		taken = true;
	}
	pthread_mutex_unlock(&publishing);
	if (!taken)
		arena_close(kept->arena);
}

bool holidays_load(struct act *act)
{
	struct arena *arena = arena_open();
	struct kept_calendar *kept = ARENA_NEW(arena, struct kept_calendar);
	Str *notices = NULL;

	kept->arena = arena;
	if (!read_notices(act, arena, &notices, &kept->notices) || (!is_known(atomic_load(&act->house->calendars), kept->notices)
	                                                            && !build(act, kept, notices))) {
		arena_close(arena);
		return false;
	}
	if (!kept->calendar) {
		arena_close(arena);
		return true;
	}
	act->calendar = kept->calendar;     /* the rest of a writing act reckons with it already */
	act_at_end(act, publish, kept);
	if (!act->writing)
		act->calendar = atomic_load(&act->house->calendar);     /* another may have published the same first */
	return true;
}

void holidays_close(struct house *house)
{
	struct kept_calendar *kept = atomic_exchange(&house->calendars, NULL);

	while (kept) {
		struct kept_calendar *older = kept->older;

		arena_close(kept->arena);
		kept = older;
	}
}

const struct sql *const holiday_statements[] = { &NOTICES, NULL };
