/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* ledger_test.c - entries are written with the act, told, and found again by whoever looks. */
#include "ledger/ledger.h"

#include "base/limits.h"
#include "tests/test.h"

static const struct clause *const no_clauses[] = { NULL };

static bool note(struct act *act, const char *event, const char *subject, int64_t subject_id, int64_t unit_id)
{
	struct event e = { .event = event, .subject = subject, .subject_id = subject_id, .unit_id = unit_id };

	return ledger_note(act, &e);
}

/* Everything that is to outlive the act. */
static struct ledger_entry kept(const struct ledger_entry *e)
{
	struct ledger_entry copy = *e;
	Str *const texts[] = { &copy.actor_name, &copy.via, &copy.event, &copy.subject,
	                       &copy.before, &copy.after, &copy.note };

	for (size_t i = 0; i < COUNT_OF(texts); i++)
		*texts[i] = arena_copy(test_arena(), *texts[i]);
	return copy;
}

/* ---- an entry ---- */

static bool write_one(struct act *act, void *input __attribute__((unused)))
{
	struct event e = { .event = "weekly_report.submit", .subject = "weekly_report", .subject_id = 12, .unit_id = 3,
	                   .before = STR("{\"state\":\"draft\"}"), .after = STR("{\"state\":\"submitted\"}"),
	                   .note = STR("已核对") };

	act->actor_id = 5;
	act->actor_name = STR("陆科员");
	act->effective = test_instant("2026-11-24T11:59");
	if (!ledger_note(act, &e))
		return false;
	act->actor_id = 0;
	act->actor_name = STR_NONE;
	return note(act, "house.start", NULL, 0, 0);
}

static bool read_all(struct act *act, void *input)
{
	struct ledger_page *page = input;
	struct ledger_ask ask = { .most = 0 };
	struct ledger_entry *copies;

	if (!ledger_list(act, &ask, page))
		return false;
	copies = ARENA_ARRAY(test_arena(), struct ledger_entry, page->count);
	for (size_t i = 0; i < page->count; i++)
		copies[i] = kept(&page->entries[i]);
	page->entries = copies;
	return true;
}

TEST(an_entry_says_who_when_what)
{
	struct house *house = test_house_of("2026-11-24T12:00", no_clauses);
	struct ledger_page page = { 0 };
	const struct ledger_entry *e;

	CHECK_DONE(test_act(house, NULL, write_one, NULL));
	CHECK_DONE(test_read(house, NULL, read_all, &page));
	assert_int_equal(page.count, 2);
	e = &page.entries[1];
	CHECK_INT(1, e->actor_id, 5);
	CHECK_STR(1, e->actor_name, "陆科员");
	CHECK_INT(1, e->written_at.sec, test_instant("2026-11-24T12:00").sec);
	CHECK_INT(1, e->effective_at.sec, test_instant("2026-11-24T11:59").sec);
	CHECK_STR(1, e->via, via_words[VIA_TEST]);
	CHECK_STR(1, e->event, "weekly_report.submit");
	CHECK_STR(1, e->subject, "weekly_report");
	CHECK_INT(1, e->subject_id, 12);
	CHECK_INT(1, e->unit_id, 3);
	CHECK_STR(1, e->before, "{\"state\":\"draft\"}");
	CHECK_STR(1, e->after, "{\"state\":\"submitted\"}");
	CHECK_STR(1, e->note, "已核对");
	e = &page.entries[0];
	CHECK_INT(2, e->actor_id, 0);
	CHECK_STR(2, e->actor_name, "系统");
	CHECK(2, str_is_empty(e->subject) && e->subject_id == 0 && e->unit_id == 0);
	CHECK(2, str_is_empty(e->before) && str_is_empty(e->after) && str_is_empty(e->note));
}

/* ---- telling ---- */

/* What the last event heard was; tests run one after another. */
static const char *heard;

static bool hear_all(struct act *act __attribute__((unused)), const struct event *event)
{
	heard = event->event;
	return true;
}

static bool hear_badly(struct act *act, const struct event *event __attribute__((unused)))
{
	return refuse(act, REFUSED_BROKEN, "test.hear", "听者失败");
}

static bool note_heard(struct act *act, void *input __attribute__((unused)))
{
	return note(act, "matter.open", "matter", 1, 0);
}

TEST(every_entry_is_told_and_a_failing_hearer_undoes_it)
{
	struct house *house = test_house_of("2026-11-24T12:00", no_clauses);
	struct ledger_page page = { 0 };

	house->hear = hear_all;
	heard = NULL;
	CHECK_DONE(test_act(house, NULL, note_heard, NULL));
	CHECK_STR(0, str_of(heard), "matter.open");
	house->hear = hear_badly;
	CHECK_REFUSED(test_act(house, NULL, note_heard, NULL), REFUSED_BROKEN, "test.hear");
	CHECK_DONE(test_read(house, NULL, read_all, &page));
	CHECK_INT(0, (int64_t)page.count, 1);
}

/* ---- sealing ---- */

static bool seal_now(struct act *act, void *input __attribute__((unused)))
{
	return ledger_seal(act) && ledger_seal(act);
}

static bool read_head(struct act *act, void *input)
{
	*(Str *)input = arena_copy(test_arena(), ledger_head(act));
	return true;
}

TEST(numbers_have_no_gap_whatever_was_refused_between)
{
	struct house *house = test_house_of("2026-11-24T12:00", no_clauses);
	struct ledger_page page = { 0 };
	Str head = STR_NONE;

	for (size_t i = 0; i < 5; i++) {
		house->hear = i % 2 == 0 ? hear_all : hear_badly;
		if (i % 2 == 0)
			CHECK_DONE(test_act(house, NULL, note_heard, NULL));
		else
			CHECK_REFUSED(test_act(house, NULL, note_heard, NULL), REFUSED_BROKEN, "test.hear");
	}
	CHECK_DONE(test_act(house, NULL, seal_now, NULL));
	CHECK_DONE(test_read(house, NULL, read_all, &page));
	CHECK_INT(0, (int64_t)page.count, 3);
	for (size_t i = 0; i < page.count; i++)
		CHECK_INT(i, page.entries[i].no, (int64_t)(page.count - i));
	CHECK_DONE(test_read(house, NULL, read_head, &head));
	CHECK_INT(0, (int64_t)head.len, 64);
}

/* ---- the list ---- */

struct listing { struct ledger_ask ask; Str events; size_t count; int64_t older; };

static bool list_events(struct act *act, void *input)
{
	struct listing *listing = input;
	struct ledger_page page = { 0 };
	struct strbuf words = { .arena = test_arena() };

	if (!ledger_list(act, &listing->ask, &page))
		return false;
	for (size_t i = 0; i < page.count; i++)
		buf_format(&words, "%s%.*s", i == 0 ? "" : " ", STR_ARG(page.entries[i].event));
	listing->events = buf_str(&words);
	listing->count = page.count;
	listing->older = page.older;
	return true;
}

static bool day_of_notes(struct act *act, void *input)
{
	size_t day = *(size_t *)input;

	act->actor_id = day == 0 ? 0 : 5;
	act->actor_name = day == 0 ? STR_NONE : STR("陆科员");
	return note(act, day == 0 ? "a.open" : day == 1 ? "b.open" : "c.open", "matter", 1, 3)
	    && note(act, day == 0 ? "a.close" : day == 1 ? "b.close" : "c.close", "matter", (int64_t)day + 1, 4)
	    && note(act, day == 0 ? "a.tick" : day == 1 ? "b.tick" : "c.tick", NULL, 0, 0);
}

/* Three notes at 00:00:00 of three days, the middle one's last second too. */
static struct house *house_of_three_days(void)
{
	static const char *const days[] = { "2026-11-23T23:59:59", "2026-11-24T00:00", "2026-11-24T23:59:59" };
	struct house *house = test_house_of(days[0], no_clauses);

	for (size_t day = 0; day < 3; day++) {
		test_clock(house, days[day]);
		CHECK_DONE(test_act(house, NULL, day_of_notes, &day));
	}
	return house;
}

TEST(the_list_is_filtered_newest_first)
{
	const Date on23 = date_of_civil(2026, 11, 23), on24 = date_of_civil(2026, 11, 24);
	const Date on25 = date_of_civil(2026, 11, 25), on01 = date_of_civil(2026, 11, 1);
	const struct { struct ledger_ask ask; const char *events; } cases[] = {
		{ { .most = 0 }, "c.tick c.close c.open b.tick b.close b.open a.tick a.close a.open" },
		{ { .subject = STR("matter") }, "c.close c.open b.close b.open a.close a.open" },
		{ { .subject = STR("matter"), .subject_id = 1 }, "c.open b.open a.close a.open" },
		{ { .subject = STR("matter"), .subject_id = 1, .unit_id = 4 }, "a.close" },
		{ { .subject = STR("report") }, "" },
		{ { .event_prefix = STR("b.") }, "b.tick b.close b.open" },
		{ { .event_prefix = STR("b.c") }, "b.close" },
		{ { .event_prefix = STR("%") }, "" },
		{ { .actor_id = 5, .event_prefix = STR("c.") }, "c.tick c.close c.open" },
		{ { .actor_id = 5, .unit_id = 4 }, "c.close b.close" },
		{ { .actor_id = LEDGER_SYSTEM }, "a.tick a.close a.open" },
		{ { .actor_id = 6 }, "" },
		{ { .unit_id = 3 }, "c.open b.open a.open" },
		{ { .from_on = on24 }, "c.tick c.close c.open b.tick b.close b.open" },
		{ { .to_on = on23 }, "a.tick a.close a.open" },
		{ { .from_on = on24, .to_on = on24, .unit_id = 4 }, "c.close b.close" },
		{ { .from_on = on25 }, "" },
		{ { .from_on = on01, .to_on = on25, .event_prefix = STR("a.t") }, "a.tick" },
		{ { .from_on = on24, .to_on = on23 }, "" },
	};
	struct house *house = house_of_three_days();

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct listing listing = { .ask = cases[i].ask };

		CHECK_DONE(test_read(house, NULL, list_events, &listing));
		CHECK_STR(i, listing.events, cases[i].events);
		CHECK_INT(i, listing.older, 0);
	}
}

TEST(pages_follow_without_gap_or_repeat)
{
	static const char *const pages[] = { "c.tick c.close c.open b.tick", "b.close b.open a.tick a.close", "a.open" };
	struct house *house = house_of_three_days();
	struct listing listing = { .ask = { .most = 4 } };

	for (size_t i = 0; i < COUNT_OF(pages); i++) {
		listing.ask.before_id = listing.older;
		CHECK_DONE(test_read(house, NULL, list_events, &listing));
		CHECK_STR(i, listing.events, pages[i]);
		CHECK(i, (listing.older != 0) == (i < 2));
	}
}

/* More than one call looks through, and only the oldest is asked for. */
static const struct sql MANY = {
	"INSERT INTO ledger (written_at, effective_at, actor_name, via, event)"
	" WITH RECURSIVE counted (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM counted WHERE n < 200001)"
	" SELECT 1795492800, 1795492800, '系统', 'test', CASE n WHEN 1 THEN 'first.one' ELSE 'other.one' END"
	"   FROM counted ORDER BY n" };

static bool many(struct act *act, void *input __attribute__((unused)))
{
	return query_run(store_query(act, &MANY));
}

static bool seal_nothing(struct act *act __attribute__((unused)))
{
	return true;
}

TEST(a_call_looks_through_so_many_entries_and_says_where_to_go_on)
{
	struct house *house = test_house_of("2026-11-24T12:00", no_clauses);
	struct listing listing = { .ask = { .event_prefix = STR("first.") } };

	house->seal = seal_nothing;
	CHECK_DONE(test_act(house, NULL, many, NULL));
	CHECK_DONE(test_read(house, NULL, list_events, &listing));
	CHECK(0, listing.count == 0 && listing.older != 0);
	listing.ask.before_id = listing.older;
	CHECK_DONE(test_read(house, NULL, list_events, &listing));
	CHECK_STR(1, listing.events, "first.one");
	CHECK_INT(1, listing.older, 0);
	listing.ask = (struct ledger_ask){ .most = LIMIT_LIST_ROWS + 1 };
	CHECK_DONE(test_read(house, NULL, list_events, &listing));
	CHECK_INT(2, (int64_t)listing.count, LIMIT_LIST_ROWS);
}

/* ---- of one row ---- */

struct history { int64_t before_id; Str events; int64_t last_id; };

static bool history_of_one(struct act *act, void *input)
{
	struct history *history = input;
	struct strbuf words = { .arena = test_arena() };
	struct ledger_entry *entries = NULL;
	size_t count = 0;

	if (!ledger_of(act, "matter", 1, history->before_id, 3, &entries, &count))
		return false;
	for (size_t i = 0; i < count; i++) {
		buf_format(&words, "%s%.*s", i == 0 ? "" : " ", STR_ARG(entries[i].event));
		history->last_id = entries[i].id;
	}
	history->events = buf_str(&words);
	return true;
}

TEST(a_rows_history_is_read_from_the_newest_back)
{
	struct house *house = house_of_three_days();
	struct history history = { 0 };

	CHECK_DONE(test_read(house, NULL, history_of_one, &history));
	CHECK_STR(1, history.events, "c.open b.open a.close");
	history.before_id = history.last_id;
	CHECK_DONE(test_read(house, NULL, history_of_one, &history));
	CHECK_STR(2, history.events, "a.open");
}

static bool prepare_all(struct act *act, void *input __attribute__((unused)))
{
	store_prepare_all(act, ledger_statements);
	return act->refusal.kind == REFUSED_NOT;
}

TEST(every_statement_of_the_ledger_prepares)
{
	CHECK_DONE(test_read(test_house_of("2026-11-24T12:00", no_clauses), NULL, prepare_all, NULL));
}
