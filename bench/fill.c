/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* fill.c - juebu-fill DB MATTERS: a register as after years of work, in a demo database, for the benches.
 *
 * Each matter brings its steps, its duty and the ledger entries of all of them, through the same functions as everybody's,
 * so `juebu verify` agrees with it: eight rows a matter. Nobody hears of it: no clause opens reports over rows made up here.
 * The same count gives the same rows. Owns: what those rows say. */
#include <stdio.h>
#include <stdlib.h>

#include "app/command.h"
#include "matter/matter.h"

enum { MATTERS_A_ACT = 500, YEARS = 3, OPEN_OF_HUNDRED = 3, UNITS_MOST = 100, DECIDE_DAYS = 90, CLOSED_AFTER_DAYS = 40 };

struct filling {
	int64_t from, until, all;
	struct list units, officers;
	AccountId by;
	Instant now;
};

static const char *const places[] = { "金桥路", "滨河大道", "港务新区", "北站广场", "高新三路", "和平里", "物流园", "科创街" };
static const char *const things[] = { "渣土车遗撒", "占道经营", "夜间施工扰民", "工资拖欠", "违法建设", "消防通道堵塞", "油烟排放", "无证出摊", "污水直排" };

static Str title_of(struct act *act, int64_t n)
{
	return str_format(act->arena, "%s%lld号门前%s", places[n % (int64_t)COUNT_OF(places)], (long long)(n % 997 + 1),
	                  things[n % (int64_t)COUNT_OF(things)]);
}

static bool is_open(int64_t n)
{
	return n % 100 < OPEN_OF_HUNDRED;
}

/* Open ones lie in the last weeks, so that the clock has nothing to breach; the others are spread over the years. */
static Instant registered_at(const struct filling *f, int64_t n)
{
	int64_t days = is_open(n) ? 20 : YEARS * 365, back = days * 86400 - (days * 86400 - 3600) / f->all * n;

	return instant_plus(f->now, -back);
}

static int64_t officer_of(const struct filling *f, int64_t unit, int64_t n)
{
	for (size_t i = 0; i < f->officers.count; i++) {
		const struct officer *officer = list_row(&f->officers, &officer_record, ((size_t)n + i) % f->officers.count);

		if (officer->unit_id.v == unit)
			return officer->id.v;
	}
	return 0;
}

static bool add_matter(struct act *act, const struct filling *f, int64_t n, struct matter *m)
{
	const struct unit *unit = list_row(&f->units, &unit_record, (size_t)n % f->units.count);

	*m = (struct matter){
		.unit_id = unit->id, .title = title_of(act, n), .source = (enum matter_source)(n % MATTER_SOURCES),
		.place = str_of(places[n % (int64_t)COUNT_OF(places)]), .party = STR("市民反映的经营者"),
		.state = is_open(n) ? MATTER_ASSIGNED : MATTER_CLOSED, .lead_id = { officer_of(f, unit->id.v, n) },
		.registered_at = registered_at(f, n), .progress = STR("已到现场，责令当场改正，拍照留存，次日复查。"),
	};
	m->number = str_format(act->arena, "%.*s〔%d〕B%06lld 号", STR_ARG(unit->short_name), date_year(instant_date(m->registered_at)), (long long)n);
	m->progress_at = instant_plus(m->registered_at, 7200);
	if (m->state == MATTER_CLOSED) {
		m->outcome = OUTCOME_CORRECTED;
		m->closing_words = STR("复查合格，已改正。");
		m->closed_at = instant_plus(m->registered_at, n % CLOSED_AFTER_DAYS * 86400 / 2 + 3600);
	}
	return record_insert(act, &matter_record, m, "matter.register", STR_NONE);
}

static bool add_step(struct act *act, const struct filling *f, const struct matter *m, enum step_kind kind, Instant at, Str words)
{
	struct matter_step step = { .matter_id = m->id, .unit_id = m->unit_id, .kind = kind, .words = words, .taken_at = at,
	                            .account_id = f->by };

	return record_insert(act, &matter_step_record, &step, "matter_step.take", STR_NONE);
}

static bool add_duty(struct act *act, const struct matter *m)
{
	bool open = m->state != MATTER_CLOSED;
	struct duty duty = {
		.rule = str_of(MATTER_DECIDE.name), .title = str_format(act->arena, "事项办理：%.*s", STR_ARG(m->title)),
		.unit_id = m->unit_id, .subject = STR("matter"), .subject_id = m->id.v, .state = open ? DUTY_OPEN : DUTY_MET,
		.misbehaviour = SLOW_ACTION, .raised_at = m->registered_at, .due_at = instant_plus(m->registered_at, DECIDE_DAYS * 86400),
		.met_at = m->closed_at, .limit_number = DECIDE_DAYS, .limit_unit = CALENDAR_DAYS,
	};

	if (open)
		duty.next_at = duty.due_at;
	return record_insert(act, &duty_record, &duty, "duty.raise", STR_NONE);
}

static bool fill(struct act *act, void *input)
{
	const struct filling *f = input;

	for (int64_t n = f->from; n < f->until; n++) {
		struct matter m;

		if (!add_matter(act, f, n, &m) || !add_step(act, f, &m, STEP_REGISTERED, m.registered_at, m.title)
		    || !add_duty(act, &m)
		    || !add_step(act, f, &m, is_open(n) ? STEP_PROGRESS : STEP_CLOSED, m.progress_at, m.progress))
			return false;
	}
	return true;
}

static bool look(struct act *act, void *input)
{
	struct filling *f = input;
	struct list_ask units = { .record = &unit_record, .scope = { .kind = SCOPE_ALL }, .most = UNITS_MOST, .only[0] = { "reports", 1 } };
	struct list_ask officers = { .record = &officer_record, .scope = { .kind = SCOPE_ALL }, .most = 200 };
	struct list_ask accounts = { .record = &account_record, .scope = { .kind = SCOPE_ALL }, .most = 1 };
	struct list account;

	if (!record_list(act, &units, &f->units) || !record_list(act, &officers, &f->officers) || !record_list(act, &accounts, &account))
		return false;
	if (!f->units.count || !account.count)
		return refuse(act, REFUSED_CONFLICT, "bench.empty", "先建演示库：juebu demo --db …");
	f->by.v = record_id(&account_record, list_row(&account, &account_record, 0));
	return true;
}

static bool go(struct house *house, struct arena *arena, int64_t matters, struct refusal *refusal)
{
	struct act_seed seed = command_seed(house, arena);
	struct filling f = { .all = matters, .now = seed.now };

	if (!act_read(&seed, look, &f, refusal))
		return false;
	seed.arena = NULL;
	for (f.from = 0; f.from < matters; f.from = f.until) {
		f.until = f.from + MATTERS_A_ACT < matters ? f.from + MATTERS_A_ACT : matters;
		if (!act_write(&seed, fill, &f, refusal))
			return false;
	}
	return true;
}

int main(int argc, char **argv)
{
	struct arena *arena = arena_open();
	struct refusal refusal = { 0 };
	struct house house;
	int64_t matters = 0;
	bool done;

	if (argc != 3 || !str_to_int(str_of(argv[2]), &matters) || matters < 1) {
		fprintf(stderr, "usage: juebu-fill DB MATTERS\n");
		return EXIT_USAGE;
	}
	if (!house_open_hasty(arena, &house, str_of(argv[1])))
		return EXIT_REFUSED;
	house.hear = NULL;
	done = go(&house, arena, matters, &refusal);
	if (!done)
		say_refused(refusal);
	house_close(&house);
	arena_close(arena);
	return done ? EXIT_DONE : EXIT_REFUSED;
}
