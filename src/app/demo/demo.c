/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* demo.c - juebu demo: lives the weeks, deed by deed in the order of time, and says what came of it.
 *
 * Before each deed the clock does what has come due (duty_tick), so that nobody acts in a world where the clock
 * stands still. Owns: the loop, the house's clock while it runs. Does not own: what people do (demo_*.c). */
#include <stdio.h>

#include "app/command.h"
#include "app/demo/demo_inner.h"
#include "app/house_store.h"
#include "base/data.h"
#include "clauses/house/house.h"

enum { LONGEST_AGE_DAYS = 210, QUIET_DAYS = 60 };

/* ---- the clock ---- */

/* While the demo lives the real time counts for nothing: the shift is the whole of the time. Read by the
 * thread that seals, hence atomic. */
static Instant demo_clock(const struct house *house)
{
	return (Instant){ __atomic_load_n(&house->clock_shift_s, __ATOMIC_RELAXED) };
}

static void set_clock(struct demo *demo, Instant now)
{
	demo->now = now;
	__atomic_store_n(&demo->house->clock_shift_s, now.sec, __ATOMIC_RELAXED);
}

static bool ask_next(struct act *act, void *input)
{
	struct demo *demo = input;
	Instant next = duty_next_at(act, demo->rules);

	if (instant_is_set(next))
		demo->ticked = next;
	return act->refusal.kind == REFUSED_NOT;
}

/* When the clock has business next, seen from when it last had. */
static bool next_business(struct demo *demo, Instant *out)
{
	Instant kept_now = demo->now, kept_tick = demo->ticked;
	bool known;

	demo->now = demo->ticked;
	known = demo_read(demo, ask_next, demo);
	*out = demo->ticked;
	demo->now = kept_now;
	demo->ticked = kept_tick;
	return known;
}

static bool tick(struct demo *demo, Instant until)
{
	static const struct refusal stopped = { .kind = REFUSED_BROKEN, .rule = STR_INIT("demo.tick"),
	                                        .message = STR_INIT("时限没有走完") };

	set_clock(demo, until);
	if (!duty_tick(demo->house, demo->rules, until)) {
		demo->refusal = stopped;
		return false;
	}
	demo->ticked = until;
	return true;
}

static bool tick_if_due(struct demo *demo, Instant until)
{
	Instant next;

	if (!next_business(demo, &next))
		return false;
	return next.sec > until.sec || tick(demo, until);
}

/* ---- the loop ---- */

static bool do_deed(struct demo *demo, const struct demo_event *event)
{
	bool done;

	demo->moment = arena_open();
	done = tick_if_due(demo, event->at);
	set_clock(demo, event->at);
	done = done && event->deed(demo, event->about);
	arena_close(demo->moment);
	demo->moment = NULL;
	return done;
}

static bool live_on(struct demo *demo)
{
	struct demo_event event;

	while (demo_next(demo, &event) && event.at.sec <= demo->ask.until.sec)
		if (!do_deed(demo, &event))
			return false;
	return tick(demo, demo->ask.until);
}

/* ---- weeks ---- */

static bool ask_due(struct act *act, void *input)
{
	struct demo_week *week = input;

	week->opens_at = duty_period_opens(act, &WEEKLY_REPORT, week->period);
	week->due_at = duty_period_due(act, &WEEKLY_REPORT, week->period).at;
	week->digest_due_at = duty_period_due(act, &WEEKLY_DIGEST, week->period).at;
	return act->refusal.kind == REFUSED_NOT;
}

static bool ask_last(struct act *act, void *input)
{
	struct demo *demo = input;

	demo->last = duty_period_open_at(act, &WEEKLY_REPORT, demo->ask.until);
	return true;
}

static bool begin_week(struct demo *demo, void *about)
{
	struct demo_week *week = about;

	for (size_t i = 0; i < DEMO_UNITS; i++) {
		struct demo_report *r = &week->reports[i];
		const char *weeks = demo->units[i].plan->weeks;

		r->unit = &demo->units[i];
		r->week = week;
		r->habit = weeks[(size_t)week->back % str_of(weeks).len];
		if (!demo_report_begin(demo, r))
			return false;
	}
	demo_bureau_plan(demo, week);
	return true;
}

static bool plan_weeks(struct demo *demo)
{
	struct demo_week *before = NULL;
	Period period = demo->first;

	for (int back = demo->ask.weeks - 1; back >= 0; back--, period = period_step(period, 1)) {
		struct demo_week *week = ARENA_NEW(demo->arena, struct demo_week);

		week->period = period;
		week->back = back;
		week->before = before;
		if (!demo_read(demo, ask_due, week))
			return false;
		demo_at(demo, week->opens_at, begin_week, week);
		if (!before)
			demo_contacts_plan(demo, week);
		before = week;
	}
	return true;
}

/* ---- beginning ---- */

static bool nobody_was_here(struct act *act)
{
	struct list_ask ask = { .record = &unit_record, .scope = { .kind = SCOPE_ALL } };
	int64_t units;

	if (!record_count(act, &ask, 1, &units))
		return false;
	return units == 0 || refuse(act, REFUSED_CONFLICT, "demo.not_empty",
	                            "这个数据库已经有内容，演示只能建在空库里。请用 --db 另指一个，或先移走原来的");
}

static bool mark(struct act *act, void *input)
{
	return nobody_was_here(act) && house_fact_set(act, STR("demo"), STR("yes"));
}

static bool read_settings(struct act *act, void *input)
{
	return settings_load(act);
}

/* The zone reports from the first of these weeks on; before it only the register is kept. */
static bool set_first_day_of(struct demo *demo, const char *setting, Period week, const char *source)
{
	struct demo_move move = demo_move(demo, &setting_holding, 0, "set");
	Date first = period_first(week);

	demo_give_text(&move, "name", str_of(setting));
	demo_give_id(&move, "value", date_year(first) * 10000 + date_month(first) * 100 + date_day_of_month(first));
	demo_give_text(&move, "from_on", date_iso(demo->moment, demo_today(demo)));
	demo_give_text(&move, "source", str_of(source));
	return demo_do(demo, NULL, &move);
}

static bool set_first_day(struct demo *demo)
{
	return set_first_day_of(demo, "weekly.first_day", demo->first, "演示：本区自这一周起报送")
	    && set_first_day_of(demo, "patrol.first_day", period_step(demo->last, 2 - demo_patrol_weeks(demo)), "演示：本区自这一周起按周巡查") && demo_read(demo, read_settings, NULL);
}

static bool begin(struct demo *demo)
{
	bool begun;

	demo->moment = arena_open();
	begun = demo_write(demo, NULL, mark, NULL);
	if (begun) {
		demo->house->is_demo = true;
		begun = set_first_day(demo) && demo_people_make(demo) && demo_ground_make(demo) && demo_patrols_make(demo) && plan_weeks(demo);
	}
	if (begun) {
		demo_matters_plan(demo);
		demo_regimes_plan(demo);
	}
	arena_close(demo->moment);
	demo->moment = NULL;
	return begun && tick(demo, demo->begin);
}

static Str words_of_demo(void)
{
	const struct data_file *file = data_files;

	while (file->name && !str_is(STR("demo.txt"), file->name))
		file++;
	must(file->name);               /* the build embeds it */
	return (Str){ file->at, file->len };
}

/* Early enough for the oldest matter to be registered when it should have been. */
static Instant beginning(const struct demo *demo)
{
	Date oldest = date_plus(period_last(demo->last), 1 - LONGEST_AGE_DAYS);
	Date quiet = date_plus(period_first(demo->first), -QUIET_DAYS);

	return instant_at(oldest.day < quiet.day ? oldest : quiet, 8, 0);
}

bool demo_live(struct house *house, struct arena *arena, const struct demo_ask *ask, struct demo_told *out, struct refusal *refusal)
{
	struct demo *demo = ARENA_NEW(arena, struct demo);
	Instant (*clock)(const struct house *) = house->clock;
	int64_t shift_s = house->clock_shift_s;
	bool done;

	demo->house = house;
	demo->arena = arena;
	demo->ask = *ask;
	demo->random = (uint64_t)ask->seed;
	demo->rules = clauses_duty_rules(arena, house);
	demo->words = demo_words_read(arena, words_of_demo());
	if (!demo_read(demo, ask_last, demo)) {
		*refusal = demo->refusal;
		return false;
	}
	demo->first = period_step(demo->last, 1 - ask->weeks);
	demo->begin = beginning(demo);
	set_clock(demo, demo->begin);
	house->clock = demo_clock;
	done = begin(demo) && live_on(demo);
	house->clock = clock;
	__atomic_store_n(&house->clock_shift_s, shift_s, __ATOMIC_RELAXED);
	demo->told.first = demo->first;
	demo->told.last = demo->last;
	*out = demo->told;
	*refusal = demo->refusal;
	return done;
}

/* ---- the command ---- */

static bool read_number(Str words, const char *flag, int64_t least, int64_t most, int64_t *out)
{
	int64_t number;

	if (str_is_empty(words))
		return true;
	if (str_to_int(words, &number) && number >= least && number <= most) {
		*out = number;
		return true;
	}
	fprintf(stderr, "juebu: %s 要写 %lld 到 %lld 之间的数\n", flag, (long long)least, (long long)most);
	return false;
}

static bool read_until(Str words, Instant *out)
{
	if (str_is_empty(words) || instant_parse(words, out))
		return true;
	say_trouble(STR("--until 要写成 2026-11-23T17:38"));
	return false;
}

static void tell(struct arena *arena, const struct demo_told *t, const struct demo_ask *ask)
{
	Str until = instant_iso(arena, ask->until), first = period_key(arena, t->first), last = period_key(arena, t->last);

	printf("演示区已过到 %.*s（%.*s 至 %.*s）\n", STR_ARG(until), STR_ARG(first), STR_ARG(last));
	printf("  单位 %lld 个，执法人员 %lld 名；执法事项 %lld 件，未办结 %lld 件\n", (long long)t->units,
	       (long long)t->officers, (long long)t->matters, (long long)t->matters_open);
	printf("  周报 %lld 份，已收 %lld 份（零报告 %lld，迟报 %lld），缺报 %lld 份，被程序拒收 %lld 次\n",
	       (long long)t->reports, (long long)t->reports_in, (long long)t->nil, (long long)t->late,
	       (long long)t->missing, (long long)t->refused);
	printf("  专报 %lld 期，批示、提醒和警示 %lld 件\n", (long long)t->digests, (long long)t->instructions);
	printf("登录（口令都是 juebu-demo-2026）：\n"
	       "  legal 法制局  leader 主要领导  supervisor 督查组\n"
	       "  contact1…contact14 联系人  head1…head14 负责人  officer1…officer14 执法人员（1 劳动监察大队，2 自然资源分局……）\n"
	       "  sysadmin  secadmin  auditor 三员\n");
}

int demo_command(struct arena *arena, int argc, char **argv)
{
	struct demo_ask ask = { 0 };
	int64_t weeks = DEMO_WEEKS, seed = DEMO_SEED;
	Str db = STR_NONE, weeks_given = STR_NONE, seed_given = STR_NONE, until = STR_NONE;
	const struct flag flags[] = { { "--db", &db, NULL }, { "--weeks", &weeks_given, NULL },
	                              { "--seed", &seed_given, NULL }, { "--until", &until, NULL } };
	struct demo_told told;
	struct refusal refusal = { 0 };
	struct house house;
	bool done;

	if (!flags_read(argc, argv, flags, COUNT_OF(flags), NULL)
	    || !read_number(weeks_given, "--weeks", 1, DEMO_WEEKS_MOST, &weeks)
	    || !read_number(seed_given, "--seed", 0, INT64_MAX, &seed) || !read_until(until, &ask.until))
		return EXIT_USAGE;
	if (!house_open_hasty(arena, &house, database_named(db)))
		return EXIT_REFUSED;
	ask.weeks = (int)weeks;
	ask.seed = seed;
	if (!instant_is_set(ask.until))
		ask.until = house.clock(&house);
	if (!house_make_key(arena, &house, database_named(db))) {
		house_close(&house);
		return EXIT_REFUSED;
	}
	done = demo_live(&house, arena, &ask, &told, &refusal);
	house_close(&house);
	if (!done)
		return say_refused(refusal);
	tell(arena, &told, &ask);
	return EXIT_DONE;
}
