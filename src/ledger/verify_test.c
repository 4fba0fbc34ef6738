/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* verify_test.c - a small history, and every way somebody might bend it behind the program's back.
 *
 * The rows are of the table setting, read by a NextRows of the test's own; house->seal does nothing here, so that
 * each act decides itself what is sealed, on both databases. */
#include "ledger/ledger.h"

#include <pthread.h>
#include <time.h>

#include "tests/test.h"

static const struct clause *const no_clauses[] = { NULL };

static bool seal_nothing(struct act *act __attribute__((unused)))
{
	return true;
}

static struct house *quiet_house(void)
{
	struct house *house = test_house_of("2026-11-24T12:00", no_clauses);

	house->seal = seal_nothing;
	return house;
}

/* ---- rows of the table setting ---- */

static Str row_json(struct arena *arena, int64_t id, Str name, int64_t value)
{
	return str_format(arena, "{\"id\":%lld,\"name\":\"%.*s\",\"value\":%lld}", (long long)id, STR_ARG(name),
	                  (long long)value);
}

static const struct sql NEXT_ID = { "SELECT min(id) AS id FROM setting WHERE id > :after" };
static const struct sql ROW = { "SELECT id, name, value FROM setting WHERE id = :id" };

struct setting_row { int64_t id, value; Str name; };

/* One row a page: a page after a page, as in a large table. */
static bool next_row(struct act *act, void *state, struct row_part *out)
{
	struct query *q = store_query(act, &NEXT_ID);
	int64_t *after = state, id;

	query_bind_int(q, ":after", *after);
	if (!query_only_int(q, "id", &id))
		return false;
	if (id)
		*out = (struct row_part){ "setting", id, id };
	*after = id;
	return true;
}

static bool read_row(struct act *act, const struct row_part *part, struct row_page *out)
{
	struct setting_row *row = ARENA_NEW(act->arena, struct setting_row);
	struct query *q = store_query(act, &ROW);

	query_bind_int(q, ":id", part->from);
	if (query_next(q)) {
		*row = (struct setting_row){ query_int(q, "id"), query_int(q, "value"), query_str(q, "name") };
		*out = (struct row_page){ NULL, part->record, (const char *)row, 1 };
	}
	return query_done(q);
}

static int64_t say_setting(const struct row_page *page, size_t i, struct strbuf *json_out)
{
	const struct setting_row *row = (const struct setting_row *)(const void *)page->at + i;

	buf_add(json_out, row_json(json_out->arena, row->id, row->name, row->value));
	return row->id;
}

static const struct sql PUT = {
	"INSERT INTO setting (id, name, value, from_on, source) VALUES (:id, :name, :value, '2026-11-24', 'test')"
	" ON CONFLICT (id) DO UPDATE SET value = excluded.value" };

static bool put_row(struct act *act, int64_t id, const char *name, int64_t value)
{
	struct query *q = store_query(act, &PUT);
	struct event event = { .event = "setting.put", .subject = "setting", .subject_id = id, .unit_id = 3 };

	query_bind_int(q, ":id", id);
	query_bind_str(q, ":name", str_of(name));
	query_bind_int(q, ":value", value);
	event.after = row_json(act->arena, id, str_of(name), value);
	return query_run(q) && ledger_note(act, &event);
}

static const struct sql TAKE = { "DELETE FROM setting WHERE id = :id" };

static bool take_row(struct act *act, int64_t id)
{
	struct query *q = store_query(act, &TAKE);
	struct event event = { .event = "setting.take", .subject = "setting", .subject_id = id,
	                       .before = STR("{\"value\":0}"), .note = STR("误录") };

	query_bind_int(q, ":id", id);
	return query_run(q) && ledger_note(act, &event);
}

/* Six entries in two blocks: 1-4 and 5-6; rows 1 and 2 stand, row 3 was deleted. */
static bool first_block(struct act *act, void *input __attribute__((unused)))
{
	return put_row(act, 1, "weekly.old_days", 7) && put_row(act, 2, "patrol.gap", 120)
	    && put_row(act, 3, "weekly.late", 2) && put_row(act, 1, "weekly.old_days", 10) && ledger_seal(act);
}

static bool second_block(struct act *act, void *input __attribute__((unused)))
{
	struct event viewed = { .event = "setting.view", .subject = "setting", .subject_id = 2 };

	return take_row(act, 3) && ledger_note(act, &viewed) && ledger_seal(act);
}

static struct house *house_with_history(void)
{
	struct house *house = quiet_house();

	CHECK_DONE(test_act(house, NULL, first_block, NULL));
	CHECK_DONE(test_act(house, NULL, second_block, NULL));
	return house;
}

/* ---- looking ---- */

struct looking { struct verdict verdict; const struct anchor *anchors; size_t anchor_count; };

static bool look(struct act *act, void *input)
{
	struct looking *looking = input;
	struct verdict *out = &looking->verdict;
	int64_t after = 0;
	struct verify_ask ask = { .next = next_row, .read = read_row, .say = say_setting, .state = &after, .anchors = looking->anchors,
	                          .anchor_count = looking->anchor_count };

	if (!ledger_verify(act, &ask, out))
		return false;
	out->place = arena_copy(test_arena(), out->place);
	out->why = arena_copy(test_arena(), out->why);
	out->head = arena_copy(test_arena(), out->head);
	assert_true(str_equal(out->head, ledger_head(act)) || !out->sound);
	return true;
}

static struct verdict verdict_on(struct house *house)
{
	struct looking looking = { .anchor_count = 0 };

	CHECK_DONE(test_read(house, NULL, look, &looking));
	return looking.verdict;
}

TEST(an_untouched_history_is_sound)
{
	struct verdict verdict = verdict_on(house_with_history());

	CHECK_STR(0, verdict.place, "");
	CHECK(0, verdict.sound && str_is_empty(verdict.why));
	CHECK_INT(0, verdict.entries, 6);
	CHECK_INT(0, verdict.blocks, 2);
	CHECK_INT(0, verdict.rows, 2);
	CHECK_INT(0, (int64_t)verdict.head.len, 64);
}

TEST(an_empty_house_is_sound)
{
	struct verdict verdict = verdict_on(quiet_house());

	CHECK(0, verdict.sound && verdict.entries == 0 && verdict.blocks == 0 && str_is_empty(verdict.head));
}

static bool run_sql(struct act *act, void *input)
{
	return query_run(store_query(act, input));
}

#define ZEROS "0000000000000000000000000000000000000000000000000000000000000000"

static const struct bent { struct sql sql; const char *place, *why; } bent[] = {
	{ { "UPDATE ledger SET after = replace(after, '120', '121') WHERE no = 2" }, "ledger 2", "内容" },
	{ { "UPDATE ledger SET note = 'x' WHERE no = 1" }, "ledger 1", "内容" },
	{ { "UPDATE ledger SET actor_name = '某人' WHERE no = 6" }, "ledger 6", "内容" },
	{ { "UPDATE ledger SET written_at = written_at - 1 WHERE no = 4" }, "ledger 4", "内容" },
	{ { "UPDATE ledger SET event = 'setting.keep' WHERE no = 5" }, "ledger 5", "内容" },
	{ { "DELETE FROM ledger WHERE no = 3" }, "ledger 3", "不见" },
	{ { "DELETE FROM ledger WHERE no = 6" }, "ledger 6", "不见" },
	{ { "DELETE FROM ledger" }, "ledger 1", "不见" },
	{ { "UPDATE ledger SET no = 1000 WHERE no = 2" }, "ledger 2", "不见" },
	{ { "UPDATE ledger SET no = 7 WHERE no = 6" }, "ledger 6", "不见" },
	{ { "UPDATE ledger SET no = NULL WHERE no = 6" }, "ledger 6", "不见" },
	{ { "INSERT INTO ledger (no, written_at, effective_at, actor_name, via, event)"
	    " VALUES (7, 1, 1, '系统', 'page', 'setting.put')" }, "ledger 7", "没有封存块" },
	{ { "UPDATE ledger_seal SET root = '" ZEROS "' WHERE first_no = 1" }, "seal 1", "根值" },
	{ { "UPDATE ledger_seal SET previous = '" ZEROS "' WHERE first_no = 5" }, "seal 2", "前一" },
	{ { "UPDATE ledger_seal SET seal = '" ZEROS "' WHERE first_no = 1" }, "seal 1", "封存值" },
	{ { "UPDATE ledger_seal SET seal = '" ZEROS "' WHERE first_no = 5" }, "seal 2", "封存值" },
	{ { "UPDATE ledger_seal SET root = replace(root, substr(root, 1, 8), 'GGGGGGGG') WHERE first_no = 5" },
	  "seal 2", "十六进制" },
	{ { "UPDATE ledger_seal SET sealed_at = sealed_at + 1 WHERE first_no = 1" }, "seal 1", "封存值" },
	{ { "UPDATE ledger_seal SET last_no = 3 WHERE first_no = 1" }, "seal 1", "起止" },
	{ { "UPDATE ledger_seal SET first_no = 4 WHERE first_no = 5" }, "seal 2", "第 5 条" },
	{ { "UPDATE ledger_seal SET leaves = (SELECT s.leaves FROM ledger_seal AS s WHERE s.first_no = 1)" },
	  "seal 2", "起止" },
	{ { "DELETE FROM ledger_seal WHERE first_no = 1" }, "seal 2", "第 1 条" },
	{ { "DELETE FROM ledger_seal WHERE first_no = 5" }, "ledger 5", "没有封存块" },
	{ { "UPDATE setting SET value = 11 WHERE id = 1" }, "setting 1", "不同" },
	{ { "UPDATE setting SET name = 'patrol.Gap' WHERE id = 2" }, "setting 2", "不同" },
	{ { "DELETE FROM setting WHERE id = 2" }, "setting 2", "没有" },
	{ { "DELETE FROM setting" }, "setting 1", "没有" },
	{ { "INSERT INTO setting (id, name, value, from_on, source) VALUES (3, 'weekly.late', 2, '2026-11-24', 'x')" },
	  "setting 3", "已删除" },
	{ { "INSERT INTO setting (id, name, value, from_on, source) VALUES (9, 'a', 2, '2026-11-24', 'x')" },
	  "setting 9", "没有这一行" },
};

/* One house for all would be quicker, but a bent history cannot be bent back without trusting the same code. */
TEST(whatever_was_bent_is_named)
{
	for (size_t i = 0; i < COUNT_OF(bent); i++) {
		struct house *house = house_with_history();
		struct sql sql = bent[i].sql;
		struct verdict verdict;

		CHECK_DONE(test_act(house, NULL, run_sql, &sql));
		verdict = verdict_on(house);
		CHECK(i, !verdict.sound);
		CHECK_STR(i, verdict.place, bent[i].place);
		CHECK(i, str_contains(verdict.why, str_of(bent[i].why)));
	}
}

static bool note_only(struct act *act, void *input __attribute__((unused)))
{
	return put_row(act, 1, "weekly.old_days", 7);
}

static bool kinds_of_rows(struct act *act, void *input)
{
	for (int64_t i = 1, count = *(int64_t *)input; i <= count; i++) {
		struct event event = { .event = "x.y", .subject_id = 1, .after = STR("{}") };

		event.subject = str_terminated(act->arena, str_format(act->arena, "kind_%lld", (long long)i));
		if (!ledger_note(act, &event))
			return false;
	}
	return true;
}

/* Of a row that somebody else put in: the program numbers and seals what it writes in one commit. */
static void take_numbers_away(struct house *house)
{
	struct sql sql = { "UPDATE ledger SET no = NULL" };

	CHECK_DONE(test_act(house, NULL, run_sql, &sql));
}

TEST(more_kinds_of_rows_than_there_can_be_are_named)
{
	struct house *house = quiet_house();
	int64_t count = 1024;
	struct verdict verdict;

	CHECK_DONE(test_act(house, NULL, kinds_of_rows, &count));
	take_numbers_away(house);
	CHECK(0, str_contains(verdict_on(house).place, STR("kind_1 1")));
	count = 1025;
	CHECK_DONE(test_act(house, NULL, kinds_of_rows, &count));
	take_numbers_away(house);
	verdict = verdict_on(house);
	CHECK_STR(1, verdict.place, "ledger id 2049");
	CHECK(1, str_contains(verdict.why, STR("1024 种")));
}

TEST(an_entry_may_wait_ten_minutes_for_its_seal_and_not_a_second_more)
{
	struct house *house = quiet_house();
	struct verdict verdict;

	CHECK_DONE(test_act(house, NULL, note_only, NULL));
	take_numbers_away(house);
	test_clock(house, "2026-11-24T12:10");
	verdict = verdict_on(house);
	CHECK(0, verdict.sound && verdict.entries == 1 && verdict.rows == 1 && verdict.blocks == 0);
	test_clock(house, "2026-11-24T12:10:01");
	verdict = verdict_on(house);
	CHECK(1, !verdict.sound && str_starts_with(verdict.place, "ledger id ")
	         && str_contains(verdict.why, STR("10 分钟")));
}

/* ---- an end cut off whole is seen by the anchor alone ---- */

static bool read_head(struct act *act, void *input)
{
	*(Str *)input = arena_copy(test_arena(), ledger_head(act));
	return true;
}

static struct verdict verdict_against(struct house *house, const struct anchor *anchors, size_t count)
{
	struct looking looking = { .anchors = anchors, .anchor_count = count };

	CHECK_DONE(test_read(house, NULL, look, &looking));
	return looking.verdict;
}

TEST(a_cut_off_end_is_seen_by_a_seal_kept_outside)
{
	static struct sql cut[] = {
		{ "DELETE FROM ledger WHERE no >= 5" }, { "DELETE FROM ledger_seal WHERE first_no = 5" },
		{ "INSERT INTO setting (id, name, value, from_on, source)"
		  " VALUES (3, 'weekly.late', 2, '2026-11-24', 'test')" },
	};
	struct house *house = house_with_history();
	struct anchor anchor = { .last_no = 6 };

	CHECK_DONE(test_read(house, NULL, read_head, &anchor.seal));
	CHECK(0, verdict_against(house, &anchor, 1).sound);
	for (size_t i = 0; i < COUNT_OF(cut); i++)
		CHECK_DONE(test_act(house, NULL, run_sql, &cut[i]));
	CHECK(1, verdict_on(house).sound);
	CHECK_STR(2, verdict_against(house, &anchor, 1).place, "anchor 6");
}

/* ---- many who write at the same time, some of them in vain ---- */

enum { WRITERS = 16, ACTS_EACH = 30 };

struct writer { struct house *house; int64_t n, done; pthread_t thread; };

static const struct sql SAME_ROW = { "UPDATE setting SET value = value + 1 WHERE id = 1" };

/* Every third is refused after it wrote; all change one row, so that PostgreSQL runs some again. */
static bool write_some(struct act *act, void *input)
{
	const struct writer *w = input;
	struct event event = { .event = "probe.note", .note = STR("并发") };

	if (!query_run(store_query(act, &SAME_ROW)) || !ledger_note(act, &event) || !ledger_note(act, &event))
		return false;
	return w->n % 3 != 0 || refuse(act, REFUSED_CONFLICT, "probe.third", "每三次退回一次");
}

static void *write_on(void *thing)
{
	struct writer *w = thing;

	for (w->n = 0; w->n < ACTS_EACH; w->n++) {
		struct act_seed seed = { .house = w->house, .via = VIA_TEST, .now = w->house->clock(w->house) };
		struct refusal refusal;

		if (act_write(&seed, write_some, w, &refusal))
			w->done++;
	}
	return NULL;
}

struct numbers { int64_t count, most; };
static const struct sql NUMBERS = { "SELECT count(*) AS n, COALESCE(max(no), 0) AS most FROM ledger" };

static bool read_numbers(struct act *act, void *input)
{
	struct numbers *numbers = input;
	struct query *q = store_query(act, &NUMBERS);
	bool found;

	if (!query_one(q, &found))
		return false;
	numbers->count = query_int(q, "n");
	numbers->most = query_int(q, "most");
	return query_done(q);
}

static bool first_row(struct act *act, void *input __attribute__((unused)))
{
	return put_row(act, 1, "weekly.old_days", 7) && ledger_seal(act);
}

static bool say_row(struct act *act, void *input __attribute__((unused)))
{
	return put_row(act, 1, "weekly.old_days", 8);
}

TEST(sixteen_who_write_at_once_leave_a_sound_ledger_without_gaps)
{
	struct house *house = test_house_of("2026-11-24T12:00", no_clauses);
	struct writer writers[WRITERS];
	struct numbers numbers = { 0 };
	struct verdict verdict;
	int64_t done = 0;

	CHECK_DONE(test_act(house, NULL, first_row, NULL));
	for (size_t i = 0; i < WRITERS; i++) {
		writers[i] = (struct writer){ .house = house };
		assert_int_equal(pthread_create(&writers[i].thread, NULL, write_on, &writers[i]), 0);
	}
	for (size_t i = 0; i < WRITERS; i++) {
		assert_int_equal(pthread_join(writers[i].thread, NULL), 0);
		done += writers[i].done;
	}
	CHECK(0, done > WRITERS * ACTS_EACH / 3 && done <= WRITERS * ACTS_EACH * 2 / 3);
	CHECK_DONE(test_act(house, NULL, say_row, NULL));
	/* PostgreSQL's sealer comes within a second. */
	for (int waited = 0; waited < 500 && (numbers.count == 0 || numbers.most < numbers.count); waited++) {
		struct timespec pause = { 0, 20000000 };

		nanosleep(&pause, NULL);
		CHECK_DONE(test_read(house, NULL, read_numbers, &numbers));
	}
	CHECK_INT(1, numbers.count, 2 + 2 * done);
	CHECK_INT(2, numbers.most, numbers.count);
	verdict = verdict_on(house);
	CHECK_STR(3, verdict.why, "");
	CHECK_INT(4, verdict.entries, numbers.count);
}

/* ---- two connections read it, and see the same though somebody writes ---- */

struct busy { struct house *house; _Atomic bool enough; };

static bool change_and_seal(struct act *act, void *input)
{
	return put_row(act, 1, "weekly.old_days", ++*(int64_t *)input % 1000) && ledger_seal(act);
}

static void *keep_changing(void *thing)
{
	struct busy *busy = thing;
	int64_t value = 0;

	while (!busy->enough) {
		struct act_seed seed = { .house = busy->house, .via = VIA_TEST, .now = busy->house->clock(busy->house) };
		struct refusal refusal;

		must(act_write(&seed, change_and_seal, &value, &refusal));
	}
	return NULL;
}

TEST(a_ledger_is_sound_while_somebody_writes_it)
{
	struct busy busy = { .house = house_with_history() };
	pthread_t thread;

	assert_int_equal(pthread_create(&thread, NULL, keep_changing, &busy), 0);
	for (int i = 0; i < 40; i++)
		CHECK_STR(i, verdict_on(busy.house).why, "");
	busy.enough = true;
	assert_int_equal(pthread_join(thread, NULL), 0);
}

/* ---- more than one block, more than one page ---- */

static bool many_entries(struct act *act, void *input)
{
	for (int64_t i = 1, count = *(int64_t *)input; i <= count; i++) {
		struct event event = { .event = "probe.note", .note = STR("多") };

		if (!ledger_note(act, &event))
			return false;
	}
	return ledger_seal(act);
}

TEST(more_entries_than_a_block_holds_become_two)
{
	static struct sql bend = { "UPDATE ledger SET note = 'x' WHERE no = 4097" };
	struct house *house = quiet_house();
	struct verdict verdict;
	int64_t count = 4096 + 1;

	CHECK_DONE(test_act(house, NULL, many_entries, &count));
	verdict = verdict_on(house);
	CHECK_STR(0, verdict.why, "");
	CHECK(0, verdict.sound);
	CHECK_INT(0, verdict.entries, 4097);
	CHECK_INT(0, verdict.blocks, 2);
	CHECK_DONE(test_act(house, NULL, run_sql, &bend));
	CHECK_STR(1, verdict_on(house).place, "ledger 4097");
}
