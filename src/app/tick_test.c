/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* tick_test.c - what the clock has done by the time the first request may come in. */
#include "app/tick.h"
#include "tests/story.h"

TEST(when_the_clock_has_started_the_outage_is_already_forgiven)
{
	struct story *s = story_open("2026-11-20T07:00");
	struct duty duty;

	story_until(s, "2026-11-20T09:00");
	duty = story_week_duty(s, s->labour, "2026-W47");
	CHECK_STR(0, instant_iso(test_arena(), duty.due_at), "2026-11-24T12:00:00+08:00");
	test_clock(s->house, "2026-11-25T09:00");       /* the machine stood still from Friday to Wednesday */
	ticker_stop(ticker_start(test_arena(), s->house, STR_NONE));
	duty = story_week_duty(s, s->labour, "2026-W47");
	CHECK_INT(1, duty.state, DUTY_OPEN);
	CHECK_STR(1, instant_iso(test_arena(), duty.due_at), "2026-11-25T11:00:00+08:00");
}
