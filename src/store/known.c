/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* known.c - what a batch has read and nothing in it has changed since, so that a server far away is not asked again.
 *
 * A batch is one transaction with one snapshot (writer.c): only its own statements change what it reads. A question's answer is
 * kept until a statement runs that writes a table whose name its text contains; an act rolled back forgets everything.
 * Owns: those answers, counters, ids taken ahead. Does not own: what an answer is (postgres.c). */
#include "store/store_backend.h"

#include <string.h>

enum {
	ANSWERS = 512,                          /* of a batch; what is more is asked again */
	ANSWER_BYTES = 16 * 1024,               /* of one */
	QUESTIONS = 32,
	COUNTERS = 64,
	STOCKS = 24,                            /* tables whose ids are taken ahead */
};

/* Answers that hold no more keep their place until the batch ends: a query may still be reading one. */
struct answer {
	size_t question;
	bool holds;
	uint64_t hash;
	Str values;
	void *result;
	void (*end)(void *);
};
struct question { struct statement *statement; bool any; };
struct counter { Str key; int64_t number; };
struct stock { const char *table; int64_t *ids; size_t count, next; };

struct known {
	struct arena *arena;
	struct answer answers[ANSWERS];
	struct question questions[QUESTIONS];
	struct counter counters[COUNTERS];
	struct stock stocks[STOCKS];
	size_t answer_count, question_count, counter_count, stock_count;
};

static struct known *known_of(struct connection *c)
{
	struct arena *arena;

	if (!c->known) {
		arena = arena_open();
		c->known = ARENA_NEW(arena, struct known);
		c->known->arena = arena;
	}
	return c->known;
}

static void question_is_open(struct known *known, size_t question)
{
	for (size_t i = 0; i < known->answer_count; i++)
		known->answers[i].holds = known->answers[i].holds && known->answers[i].question != question;
	known->questions[question].any = false;
}

void known_undone(struct connection *c)
{
	struct known *known = c->known;

	if (!known)
		return;
	for (size_t i = 0; i < known->question_count; i++)
		question_is_open(known, i);
	known->counter_count = 0;
}

void known_forget(struct connection *c)
{
	struct known *known = c->known;

	if (!known)
		return;
	c->known = NULL;
	for (size_t i = 0; i < known->answer_count; i++)
		known->answers[i].end(known->answers[i].result);
	arena_close(known->arena);
}

/* ---- what a statement does ---- */

static Str word_after(Str text, const char *start)
{
	Str word = str_after(text, strlen(start)), rest;

	if (!str_starts_with(text, start))
		return STR_NONE;
	(void)str_cut(word, ' ', &word, &rest);
	return word;
}

/* Anything that does not begin in one of these ways may do anything. */
static void look_at(struct statement *s)
{
	static const char *const starts[] = { "INSERT INTO ", "UPDATE ", "DELETE FROM " };

	if (s->was_looked_at)
		return;
	s->was_looked_at = true;
	s->asks = str_starts_with(s->text, "SELECT ") && !str_contains(s->text, STR("nextval("));
	for (size_t i = 0; i < COUNT_OF(starts) && s->writes.len == 0; i++)
		s->writes = word_after(s->text, starts[i]);
}

void known_changes(struct query *q)
{
	struct known *known = q->connection->known;
	struct statement *s = q->statement;

	if (!known)
		return;
	look_at(s);
	for (size_t i = 0; i < known->question_count && !s->asks; i++) {
		if (known->questions[i].any && str_contains(known->questions[i].statement->text, s->writes))
			question_is_open(known, i);
	}
}

/* ---- answers ---- */

static Str values_of(const struct query *q)
{
	struct strbuf words = { .arena = q->act->arena };

	for (size_t i = 0; i < q->statement->name_count; i++) {
		const struct value *v = &q->values[i];
		Str bytes = v->kind == VALUE_TEXT || v->kind == VALUE_BLOB ? v->bytes : STR_NONE;

		buf_format(&words, "%d %lld %a %zu ", (int)v->kind, v->kind == VALUE_INT ? (long long)v->number : 0LL,
		           v->kind == VALUE_REAL ? v->real : 0.0, bytes.len);
		buf_add(&words, bytes);
	}
	return buf_str(&words);
}

static bool is_question(struct query *q)
{
	look_at(q->statement);
	return q->connection->trusting && q->statement->asks;
}

void *known_answer(struct query *q)
{
	struct known *known = q->connection->known;
	Str values;
	uint64_t hash;

	if (!known || known->answer_count == 0 || !is_question(q))
		return NULL;
	values = values_of(q);
	hash = str_hash(values);
	for (size_t i = 0; i < known->answer_count; i++) {
		const struct answer *a = &known->answers[i];

		if (a->holds && a->hash == hash && known->questions[a->question].statement->hash == q->statement->hash
		    && str_equal(known->questions[a->question].statement->text, q->statement->text) && str_equal(a->values, values))
			return a->result;
	}
	return NULL;
}

/* The same text may stand twice on a connection: it is one question. false: no room. */
static bool question_of(struct known *known, struct statement *s, size_t *out)
{
	size_t i = 0;

	while (i < known->question_count && !str_equal(known->questions[i].statement->text, s->text))
		i++;
	if (i == QUESTIONS)
		return false;
	if (i == known->question_count)
		known->questions[known->question_count++].statement = s;
	*out = i;
	return true;
}

bool known_keep(struct query *q, void *answer, size_t bytes, void (*end)(void *))
{
	struct known *known;
	size_t question;
	Str values;

	if (!is_question(q) || bytes > ANSWER_BYTES)
		return false;
	known = known_of(q->connection);
	if (known->answer_count == ANSWERS || !question_of(known, q->statement, &question))
		return false;
	values = arena_copy(known->arena, values_of(q));
	known->answers[known->answer_count++] = (struct answer){ question, true, str_hash(values), values, answer, end };
	known->questions[question].any = true;
	return true;
}

/* ---- counters ---- */

static struct counter *counter_of(struct known *known, Str key)
{
	for (size_t i = 0; known && i < known->counter_count; i++) {
		if (str_equal(known->counters[i].key, key))
			return &known->counters[i];
	}
	return NULL;
}

bool batch_number(const struct act *act, Str key, int64_t *out)
{
	const struct counter *counter = counter_of(act->connection->known, key);

	if (!counter)
		return false;
	*out = counter->number;
	return true;
}

void batch_number_is(struct act *act, Str key, int64_t number)
{
	struct connection *c = act->connection;
	struct known *known = c->trusting ? known_of(c) : NULL;
	struct counter *counter = counter_of(known, key);

	if (!known || (!counter && known->counter_count == COUNTERS))
		return;
	if (!counter) {
		counter = &known->counters[known->counter_count++];
		counter->key = arena_copy(known->arena, key);
	}
	counter->number = number;
}

/* ---- ids ---- */

static struct stock *stock_of(struct known *known, const char *table)
{
	for (size_t i = 0; i < known->stock_count; i++) {
		if (strcmp(known->stocks[i].table, table) == 0)
			return &known->stocks[i];
	}
	if (known->stock_count == STOCKS)
		return NULL;
	known->stocks[known->stock_count].table = table;
	return &known->stocks[known->stock_count++];
}

/* One for each act that is still to run: what none needs is never used. */
static bool fill(struct act *act, struct stock *stock)
{
	struct connection *c = act->connection;
	struct query *q = store_query(act, c->backend->ids_ahead);
	size_t most = c->acts_left;

	query_bind_str(q, ":table", str_of(stock->table));
	query_bind_int(q, ":count", (int64_t)most);
	stock->ids = ARENA_ARRAY(c->known->arena, int64_t, most);
	stock->count = stock->next = 0;
	while (stock->count < most && query_next(q))
		stock->ids[stock->count++] = query_int(q, "id");
	return query_done(q);
}

bool store_id_ahead(struct act *act, const char *table, int64_t *out)
{
	struct connection *c = act->connection;
	struct stock *stock = c->trusting ? stock_of(known_of(c), table) : NULL;

	*out = 0;
	if (!stock)
		return true;
	if (stock->next == stock->count && !fill(act, stock))
		return false;
	*out = stock->next < stock->count ? stock->ids[stock->next++] : 0;
	return true;
}
