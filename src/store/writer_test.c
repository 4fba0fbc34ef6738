/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "store/sample_test.h"

#include <stdatomic.h>
#include <stdio.h>

/* ---- batches ---- */

TEST(a_refused_act_leaves_the_others_of_its_batch)
{
	static const char *const names[] = { "a", "b", "a", "never", "c", "b", "d" };
	static const enum refusal_kind want[] = { REFUSED_NOT, REFUSED_NOT, REFUSED_CONFLICT, REFUSED_BROKEN,
	                                          REFUSED_NOT, REFUSED_CONFLICT, REFUSED_NOT };
	struct house *house = sample_house();
	struct errand errands[COUNT_OF(names)];
	sem_t answered;

	expect_trouble();
	sem_init(&answered, 0, 0);
	for (size_t i = 0; i < COUNT_OF(names); i++)
		errands[i] = errand_of(house, sample_add, names[i], &answered);
	run_gathered(house, errands, COUNT_OF(names), &answered);
	for (size_t i = 0; i < COUNT_OF(names); i++)
		CHECK_INT(i, errands[i].refusal.kind, want[i]);
	CHECK_INT(9, sample_count(house), 4);
	CHECK_INT(10, store_figures(house->store).batches_largest, 4);
	CHECK_INT(11, store_figures(house->store).commits, 2);
	CHECK_INT(12, store_figures(house->store).refused, 3);
	sem_destroy(&answered);
}

static const struct sql ADD_LATER = { "INSERT INTO place (name) VALUES (:name)" };

static bool add_later(struct act *act, void *input)
{
	struct query *q = store_query(act, &ADD_LATER);

	query_bind_str(q, ":name", str_of(input));
	return query_run_later(q);
}

/* What is found only when the next one asks is still the fault of who did it. */
TEST(an_act_whose_last_statement_fails_is_refused_and_nobody_else_of_its_batch)
{
	static const char *const names[] = { "a", "b", "a", "never", "c" };
	static const enum refusal_kind want[] = { REFUSED_NOT, REFUSED_NOT, REFUSED_CONFLICT, REFUSED_BROKEN, REFUSED_NOT };
	struct house *house = sample_house();
	struct errand errands[COUNT_OF(names)];
	sem_t answered;

	expect_trouble();
	sem_init(&answered, 0, 0);
	for (size_t i = 0; i < COUNT_OF(names); i++)
		errands[i] = errand_of(house, add_later, names[i], &answered);
	run_gathered(house, errands, COUNT_OF(names), &answered);
	for (size_t i = 0; i < COUNT_OF(names); i++)
		CHECK_INT(i, errands[i].refusal.kind, want[i]);
	CHECK_INT(9, sample_count(house), 3);
	sem_destroy(&answered);
}

struct seen { int64_t before, after; bool refuses; };

static bool count_add_count(struct act *act, void *input)
{
	struct seen *seen = input;
	char name[32];

	snprintf(name, sizeof name, "%p", input);
	return sample_count_body(act, &seen->before) && add_later(act, name) && sample_count_body(act, &seen->after)
	    && (!seen->refuses || refuse(act, REFUSED_CONFLICT, "test.no", "不行"));
}

TEST(each_act_of_a_batch_reads_what_those_before_it_stored_and_nothing_of_who_was_refused)
{
	struct seen seen[] = { { 0 }, { .refuses = true }, { 0 }, { .refuses = true }, { .refuses = true }, { 0 } };
	static const int64_t want[] = { 0, 1, 1, 2, 2, 2 };
	struct house *house = sample_house();
	struct errand errands[COUNT_OF(seen)];
	sem_t answered;

	sem_init(&answered, 0, 0);
	for (size_t i = 0; i < COUNT_OF(seen); i++)
		errands[i] = errand_of(house, count_add_count, &seen[i], &answered);
	run_gathered(house, errands, COUNT_OF(seen), &answered);
	for (size_t i = 0; i < COUNT_OF(seen); i++) {
		CHECK_INT(i, seen[i].before, want[i]);
		CHECK_INT(i, seen[i].after, want[i] + 1);
	}
	CHECK_INT(9, sample_count(house), 3);
	sem_destroy(&answered);
}

static bool add_two_then_refuse(struct act *act, void *input __attribute__((unused)))
{
	return sample_add(act, (char[]){ "half" }) && sample_add(act, (char[]){ "other half" })
	    && refuse(act, REFUSED_CONFLICT, "test", "不行");
}

TEST(a_refused_act_is_undone_whole)
{
	struct house *house = sample_house();

	CHECK_REFUSED(test_act(house, NULL, add_two_then_refuse, NULL), REFUSED_CONFLICT, "test");
	CHECK_INT(0, sample_count(house), 0);
}

/* ---- the seal ---- */

static _Atomic int seals_made;
static _Atomic bool seal_fails;

static const struct sql ADD_SEAL = {
	"INSERT INTO place (name, seen)"
	" VALUES ('seal', 1)"
	" ON CONFLICT (name) DO UPDATE SET seen = place.seen + 1" };

static bool count_seal(struct act *act)
{
	if (atomic_load(&seal_fails))
		return refuse(act, REFUSED_BROKEN, "test.seal", "封不了");
	atomic_fetch_add(&seals_made, 1);
	return query_run(store_query(act, &ADD_SEAL));
}

struct ending { const char *name; bool refuses; int stored, lost; int order; };

static int endings;

static void note_end(struct house *house, void *thing, bool stored)
{
	struct ending *ending = thing;

	CHECK(0, house->store != NULL);
	ending->order = ++endings;
	if (stored)
		ending->stored++;
	else
		ending->lost++;
}

static bool add_and_ask_for_end(struct act *act, void *input)
{
	struct ending *ending = input;

	act_at_end(act, note_end, ending);
	if (act->writing)
		CHECK_INT(0, ending->stored + ending->lost, 0);
	if (act->writing && !sample_add(act, (void *)(uintptr_t)ending->name))
		return false;
	return !ending->refuses || refuse(act, REFUSED_CONFLICT, "test.no", "不行");
}

TEST(memory_learns_of_an_act_once_and_only_when_it_is_sure)
{
	struct house *house = sample_house();
	struct ending kept = { "kept" }, refused = { "refused", true }, never = { "never" }, read = { "read" };

	endings = 0;
	CHECK_DONE(test_act(house, NULL, add_and_ask_for_end, &kept));
	CHECK_REFUSED(test_act(house, NULL, add_and_ask_for_end, &refused), REFUSED_CONFLICT, "test.no");
	expect_trouble();
	CHECK_REFUSED(test_act(house, NULL, add_and_ask_for_end, &never), REFUSED_BROKEN, "store.broken");
	CHECK_DONE(test_read(house, NULL, add_and_ask_for_end, &read));
	CHECK_INT(0, kept.stored, 1);
	CHECK_INT(0, kept.lost, 0);
	CHECK_INT(1, refused.stored, 0);
	CHECK_INT(1, refused.lost, 1);
	CHECK_INT(2, never.stored, 0);
	CHECK_INT(2, never.lost, 1);
	CHECK_INT(3, read.stored, 1);
}

struct pair_of_endings { struct ending first, second; };

static bool ask_for_two_ends(struct act *act, void *input)
{
	struct pair_of_endings *pair = input;

	act_at_end(act, note_end, &pair->first);
	act_at_end(act, note_end, &pair->second);
	return true;
}

TEST(ends_come_in_the_order_asked_for)
{
	struct pair_of_endings pair = { 0 };

	endings = 0;
	CHECK_DONE(test_act(sample_house(), NULL, ask_for_two_ends, &pair));
	CHECK_INT(0, pair.first.order, 1);
	CHECK_INT(1, pair.second.order, 2);
}

TEST(a_batch_is_sealed_once_and_not_stored_unsealed)
{
	struct house *house = sample_house();

	atomic_store(&seals_made, 0);
	atomic_store(&seal_fails, false);
	house->seal = count_seal;
	CHECK_DONE(test_act(house, NULL, sample_add, (char[]){ "a" }));
	CHECK_REFUSED(test_act(house, NULL, sample_add, (char[]){ "a" }), REFUSED_CONFLICT, "store.unique");
	CHECK_INT(0, atomic_load(&seals_made), 1);
	expect_trouble();
	atomic_store(&seal_fails, true);
	CHECK_REFUSED(test_act(house, NULL, sample_add, (char[]){ "b" }), REFUSED_BROKEN, "store.lost");
	atomic_store(&seal_fails, false);
	CHECK_INT(1, sample_count(house), 2);
	CHECK_DONE(test_act(house, NULL, sample_add, (char[]){ "b" }));
	CHECK_INT(2, sample_count(house), 3);
}

/* ---- many at once ---- */

enum { WRITERS = 16, ACTS_EACH = 20 };

struct many { struct house *house; int number; int done; };

static void *write_many(void *thing)
{
	struct many *many = thing;

	for (int i = 0; i < ACTS_EACH; i++) {
		struct act_seed seed = { .house = many->house, .via = VIA_TEST, .now = { 1 } };
		struct refusal refusal;
		char name[32];

		snprintf(name, sizeof name, "%d of %d", i, many->number);
		many->done += act_write(&seed, sample_add, name, &refusal);
	}
	return NULL;
}

TEST(what_many_threads_write_is_all_there)
{
	struct house *house = sample_house();
	struct many many[WRITERS];
	pthread_t threads[WRITERS];

	for (int i = 0; i < WRITERS; i++) {
		many[i] = (struct many){ house, i, 0 };
		pthread_create(&threads[i], NULL, write_many, &many[i]);
	}
	for (int i = 0; i < WRITERS; i++) {
		pthread_join(threads[i], NULL);
		CHECK_INT(i, many[i].done, ACTS_EACH);
	}
	CHECK_INT(0, sample_count(house), WRITERS * ACTS_EACH);
	CHECK_INT(1, store_figures(house->store).acts, WRITERS * ACTS_EACH);
	CHECK_INT(2, store_figures(house->store).waiting, 0);
}

/* ---- deciding at the same time ---- */

static const struct sql ADD_NEXT = {
	"INSERT INTO place (name)"
	" VALUES (CAST(:number AS {text}))"
	" RETURNING id" };

struct meeting { struct house *house; _Atomic int64_t *runs; int64_t done; };

/* The number after the last, as a unit's matters are numbered: taken twice unless the acts are kept apart. */
static bool add_next_number(struct act *act, void *input)
{
	struct meeting *meeting = input;
	int64_t count = 0, id = 0;
	struct query *q;

	atomic_fetch_add(meeting->runs, 1);
	if (!sample_count_body(act, &count))
		return false;
	q = store_query(act, &ADD_NEXT);
	query_bind_str(q, ":number", str_format(act->arena, "%lld", (long long)count + 1));
	return query_insert(q, &id);
}

static void *number_many(void *thing)
{
	struct meeting *meeting = thing;

	for (int i = 0; i < ACTS_EACH; i++) {
		struct act_seed seed = { .house = meeting->house, .via = VIA_TEST, .now = { 1 } };
		struct refusal refusal;

		meeting->done += act_write(&seed, add_next_number, meeting, &refusal);
	}
	return NULL;
}

/* Two programs on one database, as far as it allows two: a file has one writer. */
TEST(many_who_take_the_next_number_all_get_one_and_none_is_refused)
{
	struct house *house = sample_house(), other = *house;
	bool is_file = house->store->backend->is_file;
	struct meeting meetings[WRITERS];
	pthread_t threads[WRITERS];
	_Atomic int64_t runs = 0;
	Str error;

	if (!is_file)
		CHECK(0, store_open_hasty(&other, str_of(house->store->url), &error) != NULL);
	for (int i = 0; i < WRITERS; i++) {
		meetings[i] = (struct meeting){ i % 2 == 0 || is_file ? house : &other, &runs, 0 };
		pthread_create(&threads[i], NULL, number_many, &meetings[i]);
	}
	for (int i = 0; i < WRITERS; i++) {
		pthread_join(threads[i], NULL);
		CHECK_INT(i, meetings[i].done, ACTS_EACH);
	}
	CHECK_INT(0, sample_count(house), WRITERS * ACTS_EACH);
	CHECK_INT(1, atomic_load(&runs), WRITERS * ACTS_EACH);        /* and nobody ran twice */
	if (!is_file)
		store_close(other.store);
}

struct unlucky { int fails, runs; };

/* Meets somebody so many times: on PostgreSQL who writes without taking turns, with psql. */
static bool meet_another(struct act *act, void *input)
{
	struct unlucky *unlucky = input;

	if (unlucky->runs++ < unlucky->fails)
		connection_trouble(act->connection, TROUBLE_RETRY, "as if it had met another");
	return true;
}

TEST(an_act_is_run_again_up_to_the_limit_and_not_once_more)
{
	struct unlucky saved = { .fails = LIMIT_RETRIES }, lost = { .fails = LIMIT_RETRIES + 1 };
	struct house *house = sample_house();

	expect_trouble();
	CHECK_DONE(test_act(house, NULL, meet_another, &saved));
	CHECK_INT(0, saved.runs, LIMIT_RETRIES + 1);
	CHECK_REFUSED(test_act(house, NULL, meet_another, &lost), REFUSED_BROKEN, "store.broken");
	CHECK_INT(1, lost.runs, LIMIT_RETRIES + 1);
}

/* ---- limits and the end ---- */

TEST(so_many_acts_share_a_commit_and_not_one_more)
{
	static const size_t counts[] = { LIMIT_BATCH_ACTS, LIMIT_BATCH_ACTS + 1 };
	sem_t answered;

	sem_init(&answered, 0, 0);
	for (size_t i = 0; i < COUNT_OF(counts); i++) {
		struct house *house = sample_house();
		struct errand *errands = ARENA_ARRAY(test_arena(), struct errand, counts[i]);

		for (size_t n = 0; n < counts[i]; n++)
			errands[n] = errand_of(house, sample_add, str_format(test_arena(), "%zu%c", n, '\0').at, &answered);
		run_gathered(house, errands, counts[i], &answered);
		CHECK_INT(i, store_figures(house->store).batches_largest, LIMIT_BATCH_ACTS);
		CHECK_INT(i, store_figures(house->store).commits, 2 + (int64_t)i);     /* the gate's is one */
		CHECK_INT(i, sample_count(house), counts[i]);
	}
	sem_destroy(&answered);
}

struct texts { int number; size_t most_bytes; };

/* As the filters of lists do: a text that nobody asked before, and large. */
static bool ask_something_new(struct act *act, void *input)
{
	struct texts *texts = input;
	char *blanks = arena_take(act->arena, 20000);
	struct sql sql;
	struct query *q;

	for (size_t i = 0; i < 20000; i++)
		blanks[i] = ' ';
	sql.text = str_terminated(act->arena,
	                          str_format(act->arena, "SELECT %d AS n%.*s", texts->number++, 20000, blanks));
	if (arena_used(act->connection->arena) > texts->most_bytes)
		texts->most_bytes = arena_used(act->connection->arena);
	q = store_query(act, &sql);
	while (query_next(q))
		continue;
	return query_done(q);
}

TEST(a_connection_does_not_grow_with_the_texts_it_has_seen)
{
	enum { ACTS = 2 * STORE_CONNECTION_BYTES / 20000 };
	struct house *house = sample_house();
	struct texts written = { 0 }, read = { 0 };

	for (int i = 0; i < ACTS; i++) {
		CHECK_DONE(test_act(house, NULL, ask_something_new, &written));
		CHECK_DONE(test_read(house, NULL, ask_something_new, &read));
	}
	CHECK(0, written.most_bytes > STORE_CONNECTION_BYTES / 2 && written.most_bytes <= STORE_CONNECTION_BYTES);
	CHECK(1, read.most_bytes > STORE_CONNECTION_BYTES / 2 && read.most_bytes <= STORE_CONNECTION_BYTES);
}

TEST(a_full_queue_refuses_at_once)
{
	struct house *house = sample_house();
	size_t count = LIMIT_WAITING_ACTS + 1;
	struct errand *errands = ARENA_ARRAY(test_arena(), struct errand, count);
	struct held held;
	sem_t answered;

	sem_init(&answered, 0, 0);
	hold_writer(house, &held, &answered);
	for (size_t i = 0; i < count; i++) {
		errands[i] = errand_of(house, sample_count_body, &(int64_t){ 0 }, &answered);
		errands[i].input = ARENA_NEW(test_arena(), int64_t);
		act_submit(&errands[i]);
	}
	CHECK_REFUSED(errands[count - 1].refusal, REFUSED_BROKEN, "store.full");
	CHECK_INT(0, store_figures(house->store).waiting, LIMIT_WAITING_ACTS);
	open_gate(&held);
	wait_for_answers(&held, count, &answered);
	for (size_t i = 0; i < count - 1; i++)
		CHECK_INT(i, errands[i].refusal.kind, REFUSED_NOT);
	sem_destroy(&answered);
}

static void *close_it(void *store)
{
	store_close(store);
	return NULL;
}

TEST(closing_answers_all_that_wait_and_refuses_what_comes_after)
{
	struct house *house = sample_house();
	struct store *store = house->store;
	struct errand errands[5], late;
	static const char *const names[] = { "a", "b", "c", "d", "e" };
	struct held held;
	pthread_t closer;
	sem_t answered;
	bool closing = false;

	sem_init(&answered, 0, 0);
	hold_writer(house, &held, &answered);
	for (size_t i = 0; i < COUNT_OF(errands); i++) {
		errands[i] = errand_of(house, sample_add, names[i], &answered);
		act_submit(&errands[i]);
	}
	pthread_create(&closer, NULL, close_it, store);
	while (!closing) {
		pthread_mutex_lock(&store->lock);
		closing = store->closing;
		pthread_mutex_unlock(&store->lock);
	}
	late = errand_of(house, sample_add, "late", &answered);
	act_submit(&late);
	CHECK_REFUSED(late.refusal, REFUSED_BROKEN, "store.closing");
	open_gate(&held);
	pthread_join(closer, NULL);
	wait_for_answers(&held, COUNT_OF(errands) + 1, &answered);
	for (size_t i = 0; i < COUNT_OF(errands); i++)
		CHECK_DONE(errands[i].refusal);
	CHECK(0, !house->store);
	sem_destroy(&answered);
}

/* ---- work ---- */

struct job { struct house *house; sem_t started, open, done; _Atomic int count; };

static void job_run(void *thing)
{
	struct job *job = thing;
	int64_t count = 0;
	struct refusal refusal;
	struct act_seed seed = { .house = job->house, .via = VIA_TEST, .now = { 1 } };

	sem_post(&job->started);
	while (sem_wait(&job->open) != 0)
		continue;
	if (act_read(&seed, sample_count_body, &count, &refusal))
		atomic_fetch_add(&job->count, 1);
	sem_post(&job->done);
}

TEST(work_is_limited_and_may_read)
{
	struct job job = { .house = sample_house() };
	size_t waiting = 0;

	sem_init(&job.started, 0, 0);
	sem_init(&job.open, 0, 0);
	sem_init(&job.done, 0, 0);
	for (int i = 0; i < STORE_WORKERS; i++)
		CHECK(i, store_work(job.house->store, job_run, &job));
	wait_for(&job.started, STORE_WORKERS);
	while (store_work(job.house->store, job_run, &job))
		waiting++;
	CHECK_INT(0, (int64_t)waiting, LIMIT_WAITING_LOGINS);
	for (size_t i = 0; i < waiting + STORE_WORKERS; i++)
		sem_post(&job.open);
	wait_for(&job.done, waiting + STORE_WORKERS);
	CHECK_INT(1, atomic_load(&job.count), LIMIT_WAITING_LOGINS + STORE_WORKERS);
	sem_destroy(&job.started);
	sem_destroy(&job.open);
	sem_destroy(&job.done);
}

/* ---- a full disk ---- */

static const struct sql LIMIT_PAGES = { "PRAGMA max_page_count = 60" };
static const struct sql FREE_PAGES = { "PRAGMA max_page_count = 100000" };
static const struct sql ADD_LARGE = { "INSERT INTO place (name, picture) VALUES (:name, :picture) RETURNING id" };

static bool pragma(struct act *act, void *input)
{
	struct query *q = store_query(act, input);

	while (query_next(q))
		continue;
	return query_done(q);
}

static bool add_large(struct act *act, void *input)
{
	static char bytes[20000];
	struct query *q = store_query(act, &ADD_LARGE);
	int64_t id = 0;

	bytes[0] = 'x';
	query_bind_str(q, ":name", str_of(input));
	query_bind_blob(q, ":picture", (Str){ bytes, sizeof bytes });
	return query_insert(q, &id);
}

TEST(a_full_disk_claims_nothing_that_is_not_stored)
{
	struct house *house = sample_house();
	struct errand errands[40];
	char names[COUNT_OF(errands)][8];
	int64_t told = 0, count;
	sem_t answered;

	only_on(house, "SQLite");
	expect_trouble();
	sem_init(&answered, 0, 0);
	CHECK_DONE(test_act(house, NULL, pragma, (void *)(uintptr_t)&LIMIT_PAGES));
	for (int round = 0; round < 3; round++) {
		for (size_t i = 0; i < COUNT_OF(errands); i++) {
			snprintf(names[i], sizeof names[i], "%d %zu", round, i);
			errands[i] = errand_of(house, add_large, names[i], &answered);
		}
		run_gathered(house, errands, COUNT_OF(errands), &answered);
		for (size_t i = 0; i < COUNT_OF(errands); i++) {
			CHECK(i, errands[i].refusal.kind == REFUSED_NOT
			             || errands[i].refusal.kind == REFUSED_BROKEN);
			told += errands[i].refusal.kind == REFUSED_NOT;
		}
		CHECK_INT(round, sample_count(house), told);
	}
	CHECK(0, told < 3 * (int64_t)COUNT_OF(errands));
	CHECK_DONE(test_act(house, NULL, pragma, (void *)(uintptr_t)&FREE_PAGES));
	CHECK_DONE(test_act(house, NULL, add_large, (char[]){ "service resumes" }));
	count = sample_count(house);
	CHECK_INT(1, count, told + 1);
	sem_destroy(&answered);
}
