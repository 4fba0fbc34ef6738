/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* demo_test.c - the demo lives by the rules, the same seed lives the same weeks, and the last Monday looks alive. */
#include "app/demo/demo_inner.h"
#include "base/data.h"
#include "ledger/sm3.h"
#include "tests/test.h"

#define MONDAY_AFTERNOON "2026-11-23T17:38"

static struct house *lived(const char *until, int weeks, int64_t seed, struct demo_told *told)
{
	struct house *house = test_house("2026-11-24T08:00");
	struct demo_ask ask = { .weeks = weeks, .seed = seed, .until = test_instant(until) };
	struct refusal refusal = { 0 };

	if (!demo_live(house, test_arena(), &ask, told, &refusal))
		fail_msg("%.*s", STR_ARG(refusal.message));
	return house;
}

/* ---- asking the database ---- */

struct count { const struct sql *sql; Str period; int64_t n; };

static bool count(struct act *act, void *input)
{
	struct count *c = input;
	struct query *q = store_query(act, c->sql);
	bool found;

	query_bind_str(q, ":period", c->period);
	if (!query_one(q, &found))
		return false;
	c->n = query_int(q, "n");
	return query_done(q);
}

static int64_t count_of(struct house *house, const struct sql *sql, const char *period)
{
	struct count c = { .sql = sql, .period = str_of(period) };

	CHECK_DONE(test_read(house, &caller_system, count, &c));
	return c.n;
}

/* Everything that was done, in order, as the ledger has it. */
static const struct sql LEDGER_ROWS = {
	"SELECT written_at, effective_at, actor_id, actor_name, event, subject, subject_id, after, note"
	"  FROM ledger ORDER BY id" };

/* The same text is sealed under another key each time. */
static void add_but_ciphertext(struct strbuf *text, Str json)
{
	while (json.len) {
		buf_char(text, json.at[0]);
		if (str_starts_with(json, "\"sm4:"))
			while (json.len > 1 && json.at[1] != '"')
				json = str_after(json, 1);
		json = str_after(json, 1);
	}
}

static bool hash_ledger(struct act *act, void *input)
{
	struct query *q = store_query(act, &LEDGER_ROWS);
	struct strbuf text = { .arena = act->arena };
	struct sm3_sum sum;

	while (query_next(q)) {
		buf_format(&text, "%lld %lld %lld %lld ", (long long)query_int(q, "written_at"),
		           (long long)query_int(q, "effective_at"), (long long)query_int(q, "actor_id"),
		           (long long)query_int(q, "subject_id"));
		buf_add(&text, query_str(q, "actor_name"));
		buf_add(&text, query_str(q, "event"));
		buf_add(&text, query_str(q, "subject"));
		add_but_ciphertext(&text, query_str(q, "after"));
		buf_add(&text, query_str(q, "note"));
	}
	sum = sm3_of(buf_str(&text));
	*(Str *)input = sm3_hex(test_arena(), &sum);
	return query_done(q);
}

static Str history_of(const char *until, int weeks, int64_t seed)
{
	struct demo_told told;
	struct house *house = lived(until, weeks, seed, &told);
	Str hash;

	CHECK_DONE(test_read(house, &caller_system, hash_ledger, &hash));
	return hash;
}

/* ---- tests ---- */

TEST(the_same_seed_lives_the_same_weeks)
{
	Str once = history_of(MONDAY_AFTERNOON, 1, 7), again = history_of(MONDAY_AFTERNOON, 1, 7);
	Str other = history_of(MONDAY_AFTERNOON, 1, 8);

	CHECK(0, str_equal(once, again));
	CHECK(1, !str_equal(once, other));
}

static const struct sql REPORTS_IN = {
	"SELECT count(*) AS n FROM weekly_report WHERE period = :period AND state = 'submitted'" };
static const struct sql REPORTS_NIL = {
	"SELECT count(*) AS n FROM weekly_report WHERE period = :period AND state = 'submitted' AND content = 'nil'" };
static const struct sql REPORTS_RETURNED = {
	"SELECT count(*) AS n FROM weekly_report WHERE period = :period AND state = 'returned'" };
static const struct sql REPORTS_DRAFT = {
	"SELECT count(*) AS n FROM weekly_report WHERE period = :period AND state = 'draft'" };
static const struct sql REPORTS_OPEN = {
	"SELECT count(*) AS n FROM weekly_report WHERE period = :period AND state = 'open'" };
static const struct sql OMITTED = {
	"SELECT count(*) AS n FROM matter m JOIN weekly_report r ON r.unit_id = m.unit_id AND r.period = :period"
	" WHERE m.state <> 'closed' AND (m.state = 'blocked' OR m.registered_at < 1794758400)"     /* 2026-11-16 00:00 */
	"   AND NOT EXISTS (SELECT 1 FROM weekly_item i WHERE i.report_id = r.id AND i.matter_id = m.id)" };

TEST(the_last_monday_looks_alive_whatever_the_seed)
{
	static const int64_t seeds[] = { DEMO_SEED, 2 };

	for (size_t i = 0; i < COUNT_OF(seeds); i++) {
		struct demo_told told;
		struct house *house = lived(MONDAY_AFTERNOON, 2, seeds[i], &told);

		CHECK_INT(i, count_of(house, &REPORTS_IN, "2026-W47"), 9);
		CHECK(i, count_of(house, &REPORTS_NIL, "2026-W47") >= 2);
		CHECK_INT(i, count_of(house, &REPORTS_RETURNED, "2026-W47"), 1);
		CHECK_INT(i, count_of(house, &REPORTS_DRAFT, "2026-W47"), 2);
		CHECK_INT(i, count_of(house, &REPORTS_OPEN, "2026-W47"), 2);
		CHECK(i, count_of(house, &OMITTED, "2026-W47") >= 1);
	}
}

static bool verify(struct act *act, void *input)
{
	struct record_walk walk = { .records = clauses_records(act->arena, act->house) };
	struct verdict *verdict = input;

	if (!ledger_verify(act, &VERIFY_ROWS(walk), verdict))
		return false;
	verdict->place = arena_copy(test_arena(), verdict->place);
	verdict->why = arena_copy(test_arena(), verdict->why);
	return true;
}

static bool seal(struct act *act, void *input)
{
	return ledger_seal(act);
}

/* Four weeks around the National Day of 2026: the report of week 40 is due on Thursday 8 October. */
TEST(a_demo_over_the_holidays_is_sound_to_the_last_row)
{
	struct demo_told told;
	struct house *house = lived("2026-10-16T18:00", 4, 3, &told);
	struct verdict verdict;

	CHECK_DONE(test_act(house, NULL, seal, NULL));  /* not to wait for the sealer */
	CHECK_DONE(test_read(house, &caller_system, verify, &verdict));
	if (!verdict.sound)
		fail_msg("%.*s %.*s", STR_ARG(verdict.place), STR_ARG(verdict.why));
	CHECK(0, verdict.entries > 1000);
	CHECK(1, house->is_demo);
	CHECK_INT(2, told.reports, 4 * DEMO_UNITS);
	CHECK_INT(3, house->clock(house).sec, test_instant("2026-11-24T08:00").sec);
}

/* Counted from the rows alone: what arrived before noon of the due day is on time, and nothing else is. */
static const struct sql WRONGLY_MARKED = {
	"SELECT count(*) AS n FROM duty d JOIN weekly_report r ON r.unit_id = d.unit_id AND r.period = d.period"
	" WHERE d.rule = 'weekly.report' AND d.period <= :period AND d.state <>"
	"   CASE WHEN r.submitted_at < d.due_at THEN 'met' WHEN r.submitted_at IS NOT NULL THEN 'late' ELSE 'breached' END" };
static const struct sql LATE_ONES = {
	"SELECT count(*) AS n FROM duty WHERE rule = 'weekly.report' AND state IN ('late', 'breached') AND period <= :period" };
static const struct sql RAISED_BEFORE = {
	"SELECT count(*) AS n FROM duty WHERE rule = 'weekly.report' AND period < :period" };
static const struct sql UNFIT_LEADS = {
	"SELECT count(*) AS n FROM matter m JOIN officer o ON o.id = m.lead_id"
	" WHERE o.state <> 'in_post' AND m.number <> coalesce(:period, '')" };

/* 指派给您的事项 is told to the two it was given to, and to nobody else of the unit. */
static const struct sql TOLD_OF_OTHERS = {
	"SELECT count(*) AS n FROM notice x JOIN account a ON a.id = x.account_id"
	"  JOIN matter m ON x.path = '/matter/' || CAST(m.id AS {text})"
	" WHERE x.title LIKE '指派给您的事项%' AND a.officer_id NOT IN (m.lead_id, m.second_id)"
	"   AND x.title <> coalesce(:period, '')" };
static const struct sql TOLD_OF_OWN = {
	"SELECT count(*) AS n FROM notice WHERE title LIKE '指派给您的事项%' AND title <> coalesce(:period, '')" };

TEST(what_was_late_is_marked_and_who_handles_is_told)
{
	struct demo_told told;
	struct house *house = lived("2026-11-20T08:00", 4, 5, &told);

	CHECK_INT(0, count_of(house, &WRONGLY_MARKED, "2026-W46"), 0);
	CHECK(1, count_of(house, &LATE_ONES, "2026-W46") >= 2);
	CHECK_INT(2, count_of(house, &RAISED_BEFORE, "2026-W44"), 0);
	CHECK_INT(3, count_of(house, &UNFIT_LEADS, "-"), 0);
	CHECK_INT(4, count_of(house, &TOLD_OF_OTHERS, "-"), 0);
	CHECK(5, count_of(house, &TOLD_OF_OWN, "-") > 100);
}

TEST(a_demo_lives_in_an_empty_database_only)
{
	struct demo_told told;
	struct house *house = lived(MONDAY_AFTERNOON, 1, 1, &told);
	struct demo_ask ask = { .weeks = 1, .seed = 1, .until = test_instant(MONDAY_AFTERNOON) };
	struct refusal refusal = { 0 };

	CHECK(0, !demo_live(house, test_arena(), &ask, &told, &refusal));
	CHECK_REFUSED(refusal, REFUSED_CONFLICT, "demo.not_empty");
}

/* Every end finds its week half done: at the opening, before noon, in the new year whose holidays nobody knows. */
TEST(a_demo_may_end_at_any_minute)
{
	static const char *const ends[] = { "2026-11-20T08:00", "2026-10-08T11:59", "2027-02-10T10:00" };

	for (size_t i = 0; i < COUNT_OF(ends); i++) {
		struct demo_told told;

		(void)lived(ends[i], 1, (int64_t)i, &told);
		CHECK_INT(i, told.reports, DEMO_UNITS);
	}
}

/* ---- the words ---- */

static struct demo_words words(void)
{
	for (const struct data_file *f = data_files; f->name; f++)
		if (str_is(STR("demo.txt"), f->name))
			return demo_words_read(test_arena(), (Str){ f->at, f->len });
	fail_msg("demo.txt is not carried");
	return (struct demo_words){ 0 };
}

/* The demo meets each line only by chance; here each is looked at. */
TEST(every_track_of_the_demo_has_all_its_words)
{
	static const char *const kinds[] = { "base", "work", "block", "ask", "done" };
	struct demo demo = { .arena = test_arena(), .moment = test_arena(), .words = words() };
	long templates = 0;

	for (size_t l = 0; l < demo.words.count; l++) {
		const struct demo_list *list = &demo.words.at[l];
		size_t first = str_is(list->name, "standing") ? 2 : 0;

		CHECK((long)l, list->count > 0);
		if (!str_starts_with(list->name, "matter ") && first == 0)
			continue;
		for (size_t i = 0; i < list->count; i++, templates++) {
			unsigned source;

			CHECK((long)i, word_parse(&matter_source_words, demo_part(list->at[i], first + 1), &source));
			CHECK((long)i, demo_part(list->at[i], first + 4).len > 0);
			for (size_t k = 0; k < COUNT_OF(kinds); k++)
				CHECK((long)i, demo_list_of(&demo, demo_part(list->at[i], first), kinds[k])->count > 0);
		}
	}
	CHECK(0, templates >= 60);
}

static bool ends_with(Str name, const char *end)
{
	Str e = str_of(end);

	return name.len > e.len && str_equal(str_after(name, name.len - e.len), e);
}

TEST(the_words_of_the_demo_are_those_of_the_tables)
{
	struct demo demo = { .arena = test_arena(), .moment = test_arena(), .words = words() };

	for (size_t l = 0; l < demo.words.count; l++) {
		const struct demo_list *list = &demo.words.at[l];

		for (size_t i = 0; i < list->count; i++) {
			Str first = demo_part(list->at[i], 0);
			unsigned word;

			if (ends_with(list->name, ".block"))
				CHECK((long)i, word_parse(&obstacle_words, first, &word));
			if (ends_with(list->name, ".done"))
				CHECK((long)i, word_parse(&outcome_words, first, &word));
			if (ends_with(list->name, ".ask"))
				CHECK((long)i, demo_unit_named(&demo, first) != NULL);
		}
	}
}

TEST(a_blank_is_filled_once_and_stays)
{
	struct demo demo = { .arena = test_arena(), .moment = test_arena(), .words = words(), .random = 4 };
	struct demo_facts facts = { .amount = 614 };
	Str once = demo_say(&demo, &facts, STR("{road}与{road2}：{n=5-5}人{amount}万元"));
	Str again = demo_say(&demo, &facts, STR("{road}与{road2}：{n}人{amount}万元"));

	CHECK(0, str_equal(once, again));
	CHECK(1, str_contains(once, STR("：5人61.4万元")));
	CHECK(2, !str_equal(facts.value[0], facts.value[1]));
	CHECK_STR(3, demo_part(STR("a | b  |c"), 1), "b");
	CHECK_STR(4, demo_part(STR("a | b  |c"), 2), "c");
	CHECK_STR(5, demo_part(STR("a | b  |c"), 3), "");
}

static const struct sql RULES_STANDING = {
	"SELECT count(*) AS n FROM regime WHERE kind = 'patrol' AND state = 'standing' AND title <> coalesce(:period, '')" };
static const struct sql RULES_MISSING = {
	"SELECT count(*) AS n FROM regime r JOIN duty d ON d.subject = 'regime' AND d.subject_id = r.id AND d.rule = 'regime.file'"
	" WHERE r.state = 'draft' AND d.state IN ('open', 'breached') AND r.title <> coalesce(:period, '')" };
static const struct sql RULES_RETURNED = {
	"SELECT count(*) AS n FROM duty WHERE rule = 'regime.supplement' AND state = 'met' AND title <> coalesce(:period, '')" };

/* Twelve departments: all but one have filed, one of them twice. */
TEST(in_the_demo_every_department_but_one_has_its_patrol_rule)
{
	struct demo_told told;
	struct house *house = lived(MONDAY_AFTERNOON, 1, DEMO_SEED, &told);

	CHECK_INT(0, count_of(house, &RULES_STANDING, "-"), 11);
	CHECK_INT(1, count_of(house, &RULES_MISSING, "-"), 1);
	CHECK_INT(2, count_of(house, &RULES_RETURNED, "-"), 1);
}
