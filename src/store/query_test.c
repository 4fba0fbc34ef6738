/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "store/sample_test.h"

#include <string.h>

static const struct sql ADD_ALL = {
	"INSERT INTO place (name, note, seen, length_m, seen_on, seen_at, picture)"
	" VALUES (:name, :note, :seen, :length_m, :seen_on, :seen_at, :picture)"
	" RETURNING id" };
static const struct sql LOAD_ALL = { "SELECT * FROM place WHERE id = :id" };

/* ---- every type, there and back ---- */

struct everything {
	Str name, note;
	int64_t seen;
	double length_m;
	Date seen_on;
	Instant seen_at;
	Str picture;
	int64_t id;
	bool note_is_null, seen_on_is_null, seen_at_is_null, picture_is_null, seen_is_null;
};

static bool add_everything(struct act *act, void *input)
{
	struct everything *e = input;
	struct query *q = store_query(act, &ADD_ALL);

	query_bind_str(q, ":name", e->name);
	query_bind_blob(q, ":picture", e->picture);
	query_bind_str(q, ":note", e->note);
	query_bind_int(q, ":seen", e->seen);
	query_bind_real(q, ":length_m", e->length_m);
	query_bind_date(q, ":seen_on", e->seen_on);
	query_bind_instant(q, ":seen_at", e->seen_at);
	return query_insert(q, &e->id);
}

static bool load_everything(struct act *act, void *input)
{
	struct everything *e = input;
	struct query *q = store_query(act, &LOAD_ALL);
	bool found = false;

	query_bind_int(q, ":id", e->id);
	if (!query_one(q, &found) || !found)
		return query_done(q) && refuse(act, REFUSED_NOT_FOUND, "test", "none");
	e->picture = query_blob(q, "picture");
	e->name = query_str(q, "name");
	e->note = query_str(q, "note");
	e->seen = query_int(q, "seen");
	e->length_m = query_real(q, "length_m");
	e->seen_on = query_date(q, "seen_on");
	e->seen_at = query_instant(q, "seen_at");
	e->note_is_null = query_is_null(q, "note");
	e->seen_on_is_null = query_is_null(q, "seen_on");
	e->seen_at_is_null = query_is_null(q, "seen_at");
	e->picture_is_null = query_is_null(q, "picture");
	e->seen_is_null = query_is_null(q, "seen");
	return query_done(q);
}

TEST(what_is_bound_is_read_back)
{
	static const struct { const char *name, *note; int64_t seen; double length_m; int32_t on; int64_t at; } t[] = {
		{ "石佛办事处", "it's \"quoted\" \\ :name $1", 7, 25.125, 20781, 1795489200 },
		{ "most", "x", INT64_MAX, 1.7976931348623157e308, 84005, INT64_MAX },
		{ "least", "-", INT64_MIN, -0.1, 365, 1 },
		{ "third", "\xf0\x9f\x9a\xa8", -1, 1.0 / 3.0, 20000, -1 },
	};
	static const char bytes[] = "\0\1\xff'\\x:a\0";
	struct house *house = sample_house();

	for (size_t i = 0; i < COUNT_OF(t); i++) {
		struct everything in = { .name = str_of(t[i].name), .note = str_of(t[i].note), .seen = t[i].seen,
		                         .length_m = t[i].length_m, .seen_on = { t[i].on }, .seen_at = { t[i].at },
		                         .picture = { bytes, sizeof bytes } };
		struct everything out;

		CHECK_DONE(test_act(house, NULL, add_everything, &in));
		CHECK_INT(i, in.id, (int64_t)i + 1);
		out = (struct everything){ .id = in.id };
		CHECK_DONE(test_read(house, NULL, load_everything, &out));
		CHECK_STR(i, out.name, t[i].name);
		CHECK_STR(i, out.note, t[i].note);
		CHECK_INT(i, out.seen, t[i].seen);
		CHECK(i, memcmp(&out.length_m, &t[i].length_m, sizeof out.length_m) == 0);
		CHECK_INT(i, out.seen_on.day, t[i].on);
		CHECK_INT(i, out.seen_at.sec, t[i].at);
		CHECK(i, out.picture.len == sizeof bytes && memcmp(out.picture.at, bytes, sizeof bytes) == 0);
		CHECK(i, !out.note_is_null && !out.seen_on_is_null && !out.seen_at_is_null && !out.picture_is_null);
	}
}

TEST(what_is_not_given_is_null_and_read_as_nothing)
{
	struct house *house = sample_house();
	struct everything in = { .name = STR("bare") };
	struct everything out;

	CHECK_DONE(test_act(house, NULL, add_everything, &in));
	out = (struct everything){ .id = in.id, .note = STR("x"), .seen = 5, .picture = STR("x"),
	                           .seen_on = { 5 }, .seen_at = { 5 } };
	CHECK_DONE(test_read(house, NULL, load_everything, &out));
	CHECK(0, out.note_is_null && out.seen_on_is_null && out.seen_at_is_null && out.picture_is_null);
	CHECK(1, !out.seen_is_null);
	CHECK(2, out.note.len == 0 && out.picture.len == 0 && out.seen == 0);
	CHECK(3, out.seen_on.day == 0 && out.seen_at.sec == 0);
}

TEST(a_row_that_is_not_there_reads_as_nothing)
{
	struct house *house = sample_house();
	struct everything out = { .id = 4711 };

	CHECK_REFUSED(test_read(house, NULL, load_everything, &out), REFUSED_NOT_FOUND, "test");
}

/* ---- ids, bools, casts ---- */

static const struct sql GIVE_BACK = {
	"SELECT CAST(:id AS {int}) AS id, CAST(:truth AS {int}) AS truth, CAST(:words AS {text}) AS words,"
	" CAST(:real AS {real}) AS real, CAST(:id AS {int}) AS again, '{int}:x' AS plain, 1 = 1 AS yes, 1 = 2 AS no,"
	" (SELECT sum(n) FROM (SELECT CAST(7 AS {int}) AS n) AS numbers) AS sum" };

static bool give_back(struct act *act, void *input)
{
	struct query *q = store_query(act, &GIVE_BACK);
	bool *right = input;

	query_bind_id(q, ":id", 0);
	query_bind_bool(q, ":truth", true);
	query_bind_str(q, ":words", STR("词"));
	query_bind_real(q, ":real", 0.5);
	*right = query_next(q) && query_is_null(q, "id") && query_is_null(q, "again") && query_bool(q, "truth")
	      && str_is(query_str(q, "words"), "词") && query_real(q, "real") > 0.4 && query_real(q, "real") < 0.6
	      && str_is(query_str(q, "plain"), "{int}:x") && query_bool(q, "yes") && !query_bool(q, "no")
	      && query_int(q, "sum") == 7 && !query_next(q) && query_int(q, "sum") == 0;
	return query_done(q);
}

TEST(types_in_casts_and_the_rule_of_null_hold_on_both_databases)
{
	bool right = false;

	CHECK_DONE(test_read(sample_house(), NULL, give_back, &right));
	CHECK(0, right);
}

/* ---- how queries end ---- */

static const struct sql CHANGE = {
	"UPDATE place"
	"   SET seen = seen + 1, version = version + 1"
	" WHERE name = :name AND version = :version" };

struct change { const char *name; int64_t version; };

static bool change_one(struct act *act, void *input)
{
	const struct change *change = input;
	struct query *q = store_query(act, &CHANGE);

	query_bind_str(q, ":name", str_of(change->name));
	query_bind_int(q, ":version", change->version);
	return query_change_one(q);
}

TEST(a_change_of_an_old_version_is_stale)
{
	struct house *house = sample_house();

	CHECK_DONE(test_act(house, NULL, sample_add, (char[]){ "gate" }));
	CHECK_DONE(test_act(house, NULL, change_one, &(struct change){ "gate", 1 }));
	CHECK_REFUSED(test_act(house, NULL, change_one, &(struct change){ "gate", 1 }), REFUSED_STALE, "store.stale");
	CHECK_DONE(test_act(house, NULL, change_one, &(struct change){ "gate", 2 }));
	CHECK_REFUSED(test_act(house, NULL, change_one, &(struct change){ "gone", 1 }), REFUSED_STALE, "store.stale");
}

TEST(a_second_of_the_same_name_is_a_conflict)
{
	struct house *house = sample_house();

	CHECK_DONE(test_act(house, NULL, sample_add, (char[]){ "gate" }));
	CHECK_REFUSED(test_act(house, NULL, sample_add, (char[]){ "gate" }), REFUSED_CONFLICT, "store.unique");
	CHECK_DONE(test_act(house, NULL, sample_add, (char[]){ "door" }));
	CHECK_INT(0, sample_count(house), 2);
}

TEST(what_the_schema_forbids_is_our_fault_not_the_persons)
{
	struct house *house = sample_house();

	expect_trouble();
	CHECK_REFUSED(test_act(house, NULL, sample_add, (char[]){ "never" }), REFUSED_BROKEN, "store.broken");
	CHECK_REFUSED(test_act(house, NULL, sample_add, (char[]){ "" }), REFUSED_BROKEN, "store.broken");
	CHECK_INT(0, sample_count(house), 0);
}

static const struct sql VISIT = { "INSERT INTO visit (place_id) VALUES (:place_id) RETURNING id" };

static bool visit(struct act *act, void *input)
{
	struct query *q = store_query(act, &VISIT);
	int64_t id = 0;

	query_bind_int(q, ":place_id", *(int64_t *)input);
	return query_insert(q, &id);
}

TEST(a_reference_to_nothing_is_a_conflict)
{
	struct house *house = sample_house();

	CHECK_REFUSED(test_act(house, NULL, visit, &(int64_t){ 5 }), REFUSED_CONFLICT, "store.reference");
	CHECK_DONE(test_act(house, NULL, sample_add, (char[]){ "gate" }));
	CHECK_DONE(test_act(house, NULL, visit, &(int64_t){ 1 }));
}

static const struct sql CHANGE_ALL = { "UPDATE place SET seen = seen + :by" };
static const struct sql ADD_UNLESS = {
	"INSERT INTO place (name) VALUES (:name) ON CONFLICT (name) DO NOTHING RETURNING id" };

static bool count_and_add_unless(struct act *act, void *input)
{
	int64_t *out = input;
	struct query *q = store_query(act, &CHANGE_ALL);

	query_bind_int(q, ":by", 3);
	if (!query_run_counting(q, &out[0]))
		return false;
	q = store_query(act, &ADD_UNLESS);
	query_bind_str(q, ":name", STR("a"));
	if (!query_insert(q, &out[1]))
		return false;
	q = store_query(act, &ADD_UNLESS);
	query_bind_str(q, ":name", STR("c"));
	if (!query_insert(q, &out[2]))
		return false;
	q = store_query(act, &SAMPLE_COUNT);
	return query_run_counting(q, &out[3]);
}

TEST(changed_rows_are_counted_and_an_insert_that_did_nothing_has_no_id)
{
	struct house *house = sample_house();
	int64_t out[4] = { -1, -1, -1, -1 };

	CHECK_DONE(test_act(house, NULL, sample_add, (char[]){ "a" }));
	CHECK_DONE(test_act(house, NULL, sample_add, (char[]){ "b" }));
	CHECK_DONE(test_act(house, NULL, count_and_add_unless, out));
	CHECK_INT(0, out[0], 2);
	CHECK_INT(1, out[1], 0);
	CHECK(2, out[2] > 2);
	CHECK_INT(3, out[3], 0);
}

/* The same statement runs within itself: the inner may not disturb the outer. */
static bool walk(struct act *act, int depth, int64_t *steps)
{
	static const struct sql names = { "SELECT name FROM place ORDER BY name" };
	struct query *q = store_query(act, &names);

	while (query_next(q)) {
		++*steps;
		if (str_is_empty(query_str(q, "name")) || (depth > 0 && !walk(act, depth - 1, steps)))
			return false;
	}
	return query_done(q);
}

static bool walk_body(struct act *act, void *input)
{
	return walk(act, 2, input);
}

TEST(a_query_may_run_within_itself)
{
	struct house *house = sample_house();
	int64_t steps = 0;

	CHECK_DONE(test_act(house, NULL, sample_add, (char[]){ "a" }));
	CHECK_DONE(test_act(house, NULL, sample_add, (char[]){ "b" }));
	CHECK_DONE(test_act(house, NULL, sample_add, (char[]){ "c" }));
	CHECK_DONE(test_read(house, NULL, walk_body, &steps));
	CHECK_INT(0, steps, 3 + 9 + 27);
}

/* ---- errors are sticky ---- */

static const struct sql MISSPELT = { "SELECT nmae FROM place WHERE id = :id" };

static bool go_on_after_error(struct act *act, void *input)
{
	struct query *q = store_query(act, &MISSPELT);
	bool *right = input, found = true;

	query_bind_int(q, ":id", 1);
	query_bind_int(q, ":whatever", 1);
	*right = !query_next(q) && query_int(q, "nmae") == 0 && query_str(q, "x").len == 0 && !query_done(q);
	q = store_query(act, &SAMPLE_COUNT);
	*right = *right && !query_one(q, &found) && found && !query_done(q);
	act->refusal = (struct refusal){ .kind = REFUSED_NOT };
	return true;
}

TEST(after_a_failure_every_read_gives_nothing_and_the_act_is_refused)
{
	struct house *house = sample_house();
	bool right = false;

	expect_trouble();
	CHECK_REFUSED(test_read(house, NULL, go_on_after_error, &right), REFUSED_BROKEN, "store.broken");
	CHECK(0, right);
	right = false;
	CHECK_REFUSED(test_act(house, NULL, go_on_after_error, &right), REFUSED_BROKEN, "store.broken");
	CHECK(1, right);
	CHECK_DONE(test_act(house, NULL, sample_add, (char[]){ "gate" }));
}

static bool prepare_all(struct act *act, void *input)
{
	store_prepare_all(act, input);
	return act->refusal.kind == REFUSED_NOT;
}

TEST(all_statements_are_prepared_and_the_first_that_is_wrong_is_named)
{
	static const struct sql *good[] = { &SAMPLE_ADD, &SAMPLE_COUNT, &ADD_ALL, &LOAD_ALL, &CHANGE, NULL };
	static const struct sql *bad[] = { &SAMPLE_ADD, &MISSPELT, NULL };
	static const struct sql two_in_one = { "SELECT 1 AS a; SELECT 2 AS b" };
	static const struct sql *two[] = { &two_in_one, NULL };
	struct house *house = sample_house();
	struct refusal refusal;

	expect_trouble();
	CHECK_DONE(test_read(house, NULL, prepare_all, good));
	refusal = test_read(house, NULL, prepare_all, bad);
	CHECK_REFUSED(refusal, REFUSED_BROKEN, "store.prepare");
	CHECK(0, str_contains(refusal.message, STR("nmae")));
	CHECK_REFUSED(test_read(house, NULL, prepare_all, two), REFUSED_BROKEN, "store.prepare");
}

/* More texts than are kept: the oldest make room, and all still work. */
static bool ask_many(struct act *act, void *input)
{
	int64_t *sum = input;

	for (int i = 0; i < STORE_STATEMENTS + 20; i++) {
		struct sql sql = { str_terminated(act->arena, str_format(act->arena, "SELECT %d AS n", i)) };
		struct query *q = store_query(act, &sql);

		if (query_next(q))
			*sum += query_int(q, "n");
		if (!query_done(q))
			return false;
	}
	return act->connection->statement_count <= STORE_STATEMENTS
	    || refuse(act, REFUSED_BROKEN, "test", "too many kept");
}

TEST(statements_kept_are_limited)
{
	struct house *house = sample_house();
	int64_t sum = 0, n = STORE_STATEMENTS + 20;

	CHECK_DONE(test_read(house, NULL, ask_many, &sum));
	CHECK_DONE(test_read(house, NULL, ask_many, &sum));
	CHECK_INT(0, sum, n * (n - 1));
}

static const struct sql IDS = { "SELECT id FROM place ORDER BY id" };
static const struct sql NAMED = { "SELECT id FROM place WHERE name = :name" };

struct gathered { int64_t *ids; size_t count, two; bool there, not_there; };

static bool gather(struct act *act, void *input)
{
	struct gathered *out = input;
	struct query *a = store_query(act, &NAMED), *z;

	query_bind_str(a, ":name", STR("a"));
	if (!query_any(a, &out->there))
		return false;
	z = store_query(act, &NAMED);
	query_bind_str(z, ":name", STR("z"));
	return query_any(z, &out->not_there) && query_ints(store_query(act, &IDS), "id", 2, &out->ids, &out->two)
	    && query_ints(store_query(act, &IDS), "id", 9, &out->ids, &out->count);
}

TEST(whether_a_row_is_there_and_the_ids_of_many_are_one_call)
{
	struct house *house = sample_house();
	struct gathered out = { .not_there = true };

	CHECK_DONE(test_act(house, NULL, sample_add, (char[]){ "a" }));
	CHECK_DONE(test_act(house, NULL, sample_add, (char[]){ "b" }));
	CHECK_DONE(test_act(house, NULL, sample_add, (char[]){ "c" }));
	CHECK_DONE(test_read(house, NULL, gather, &out));
	CHECK_INT(0, out.there, true);
	CHECK_INT(1, out.not_there, false);
	CHECK_INT(2, (int64_t)out.two, 2);
	CHECK_INT(3, (int64_t)out.count, 3);
}

/* ---- what a reading act is ---- */

TEST(a_reading_act_cannot_write)
{
	struct house *house = sample_house();

	expect_trouble();
	CHECK_REFUSED(test_read(house, NULL, sample_add, (char[]){ "gate" }), REFUSED_BROKEN, "store.broken");
	CHECK_INT(0, sample_count(house), 0);
}

static bool read_around_a_write(struct act *act, void *input)
{
	int64_t *counts = input;

	if (!sample_count_body(act, &counts[0]))
		return false;
	CHECK_DONE(test_act(act->house, NULL, sample_add, (char[]){ "meanwhile" }));
	return sample_count_body(act, &counts[1]);
}

TEST(a_reading_act_sees_one_snapshot)
{
	struct house *house = sample_house();
	int64_t counts[2] = { -1, -1 };

	CHECK_DONE(test_read(house, NULL, read_around_a_write, counts));
	CHECK_INT(0, counts[0], 0);
	CHECK_INT(1, counts[1], 0);
	CHECK_INT(2, sample_count(house), 1);
}
