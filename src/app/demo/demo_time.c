/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* demo_time.c - what is still to happen, in the order of time; chance; days that are worked.
 * Owns: the heap of deeds, the random numbers (splitmix64: small, and the same everywhere). */
#include "app/demo/demo_inner.h"

/* ---- deeds ---- */

static bool is_earlier(const struct demo_event *a, const struct demo_event *b)
{
	return a->at.sec != b->at.sec ? a->at.sec < b->at.sec : a->order < b->order;
}

static void swap(struct demo_event *a, struct demo_event *b)
{
	struct demo_event kept = *a;

	*a = *b;
	*b = kept;
}

static void make_room(struct demo *demo)
{
	size_t room = demo->event_room ? demo->event_room * 2 : 256;
	struct demo_event *more = ARENA_ARRAY(demo->arena, struct demo_event, room);

	for (size_t i = 0; i < demo->event_count; i++)
		more[i] = demo->events[i];
	demo->events = more;
	demo->event_room = room;
}

/* What should have been done already is done now. */
void demo_at(struct demo *demo, Instant at, DemoDeed *deed, void *about)
{
	size_t i = demo->event_count;

	if (at.sec < demo->now.sec)
		at = demo->now;
	if (demo->event_count == demo->event_room)
		make_room(demo);
	demo->events[demo->event_count++] = (struct demo_event){ at, demo->event_order++, deed, about };
	for (; i > 0 && is_earlier(&demo->events[i], &demo->events[(i - 1) / 2]); i = (i - 1) / 2)
		swap(&demo->events[i], &demo->events[(i - 1) / 2]);
}

static size_t earlier_child(const struct demo *demo, size_t i)
{
	size_t left = 2 * i + 1, right = left + 1;

	if (right < demo->event_count && is_earlier(&demo->events[right], &demo->events[left]))
		return right;
	return left;
}

bool demo_next(struct demo *demo, struct demo_event *out)
{
	if (demo->event_count == 0)
		return false;
	*out = demo->events[0];
	demo->events[0] = demo->events[--demo->event_count];
	for (size_t i = 0, child; (child = earlier_child(demo, i)) < demo->event_count; i = child) {
		if (!is_earlier(&demo->events[child], &demo->events[i]))
			break;
		swap(&demo->events[child], &demo->events[i]);
	}
	return true;
}

/* ---- chance ---- */

uint64_t demo_random(struct demo *demo)
{
	uint64_t z = demo->random += 0x9e3779b97f4a7c15u;

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
	return z ^ (z >> 31);
}

int demo_between(struct demo *demo, int least, int most)
{
	must(least <= most);
	return least + (int)(demo_random(demo) % (uint64_t)(most - least + 1));
}

bool demo_chance(struct demo *demo, int percent)
{
	return demo_between(demo, 1, 100) <= percent;
}

/* ---- days ---- */

Date demo_today(const struct demo *demo)
{
	return instant_date(demo->now);
}

Date demo_worked(const struct demo *demo, Date day)
{
	while (!calendar_is_working(demo->house->calendar, day))
		day = date_plus(day, 1);
	return day;
}

Date demo_worked_before(const struct demo *demo, Date day)
{
	do
		day = date_plus(day, -1);
	while (!calendar_is_working(demo->house->calendar, day));
	return day;
}

Date demo_worked_later(const struct demo *demo, Date day, int days)
{
	for (; days > 0; days--)
		day = demo_worked(demo, date_plus(day, 1));
	return demo_worked(demo, day);
}

Instant demo_time(struct demo *demo, Date day, int from_minute, int to_minute)
{
	int minute = demo_between(demo, from_minute, to_minute);

	return instant_at(day, minute / 60, minute % 60);
}

/* Nobody works at noon. */
static Instant in_working_hours(struct demo *demo, Date day)
{
	if (demo_chance(demo, 50))
		return demo_time(demo, day, CLOCK(8, 40), CLOCK(11, 50));
	return demo_time(demo, day, CLOCK(14, 40), CLOCK(17, 50));
}

Instant demo_some_days_later(struct demo *demo, int least, int most)
{
	return in_working_hours(demo, demo_worked_later(demo, demo_today(demo), demo_between(demo, least, most)));
}
