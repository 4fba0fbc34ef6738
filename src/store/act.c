/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* act.c - how an act begins, refuses and ends.
 *
 * Owns: refuse(), faults, the reading act, the writing act that waits. Does not own: transactions of
 * writing acts (writer.c). */
#include "store/store_backend.h"

#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>

#include "base/log.h"

const char *const via_words[VIAS] = {
	[VIA_PAGE] = "page", [VIA_API] = "api", [VIA_COMMAND] = "command",
	[VIA_TICK] = "tick", [VIA_DEMO] = "demo", [VIA_TEST] = "test",
	[VIA_TERMINAL] = "terminal",
};

const struct refusal refusal_lost = {
	.kind = REFUSED_BROKEN,
	.rule = STR_INIT("store.lost"),
	.message = STR_INIT("正在写入的没有保存，请重试"),
};

_Thread_local bool is_writer_thread;

/* ---- words that outlive their act: one small arena per thread, ended with it ---- */

static _Thread_local struct arena *kept_words;
static pthread_key_t kept_words_key;
static pthread_once_t kept_words_once = PTHREAD_ONCE_INIT;

static void kept_words_end(void *arena)
{
	arena_close(arena);
}

static void kept_words_make_key(void)
{
	must(pthread_key_create(&kept_words_key, kept_words_end) == 0);
}

/* Called with the new words written: they may be a copy of the old ones. */
static void kept_words_replace(struct arena *fresh)
{
	must(pthread_once(&kept_words_once, kept_words_make_key) == 0);
	arena_close(kept_words);
	kept_words = fresh;
	must(pthread_setspecific(kept_words_key, kept_words) == 0);
}

Str words_keep(Str words)
{
	struct arena *fresh = arena_open();
	Str kept = arena_copy(fresh, words);

	kept_words_replace(fresh);
	return kept;
}

static struct refusal refusal_copy(struct arena *arena, const struct refusal *from)
{
	struct refusal copy = {
		.kind = from->kind,
		.rule = arena_copy(arena, from->rule),
		.message = arena_copy(arena, from->message),
		.field = arena_copy(arena, from->field),
	};

	for (const struct fault *f = from->faults; f; f = f->next) {
		struct fault *fault = ARENA_NEW(arena, struct fault);

		fault->field = arena_copy(arena, f->field);
		fault->rule = arena_copy(arena, f->rule);
		fault->message = arena_copy(arena, f->message);
		if (copy.last_fault)
			copy.last_fault->next = fault;
		else
			copy.faults = fault;
		copy.last_fault = fault;
	}
	return copy;
}

static struct refusal refusal_keep(const struct refusal *refusal)
{
	struct arena *fresh = arena_open();
	struct refusal kept = refusal_copy(fresh, refusal);

	kept_words_replace(fresh);
	return kept;
}

/* ---- refusing ---- */

static Str format_words(struct arena *arena, const char *format, va_list args) __attribute__((format(printf, 2, 0)));

static Str format_words(struct arena *arena, const char *format, va_list args)
{
	va_list again;
	char *words;
	int len;

	va_copy(again, args);
	len = vsnprintf(NULL, 0, format, again);
	va_end(again);
	must(len >= 0);
	words = arena_take(arena, (size_t)len + 1);
	must(vsnprintf(words, (size_t)len + 1, format, args) == len);
	return (Str){ words, (size_t)len };
}

bool refuse(struct act *act, enum refusal_kind kind, const char *rule, const char *format, ...)
{
	va_list args;

	must(kind != REFUSED_NOT);
	if (act->refusal.kind != REFUSED_NOT)
		return false;
	act->refusal.kind = kind;
	act->refusal.rule = arena_copy(act->arena, str_of(rule));
	va_start(args, format);
	act->refusal.message = format_words(act->arena, format, args);
	va_end(args);
	return false;
}

void fault_at(struct act *act, Str field, const char *rule, const char *format, ...)
{
	struct fault *fault = ARENA_NEW(act->arena, struct fault);
	va_list args;

	fault->field = arena_copy(act->arena, field);
	fault->rule = arena_copy(act->arena, str_of(rule));
	va_start(args, format);
	fault->message = format_words(act->arena, format, args);
	va_end(args);
	if (act->refusal.last_fault)
		act->refusal.last_fault->next = fault;
	else
		act->refusal.faults = fault;
	act->refusal.last_fault = fault;
}

bool act_sound(struct act *act)
{
	struct refusal *refusal = &act->refusal;

	if (refusal->kind != REFUSED_NOT)
		return false;
	if (!refusal->faults)
		return true;
	refusal->kind = REFUSED_BAD_INPUT;
	refusal->rule = refusal->faults->rule;
	refusal->message = refusal->faults->message;
	refusal->field = refusal->faults->field;
	return false;
}

/* ---- what waits for the end ---- */

struct act_end {
	ActEnd *end;
	void *thing;
	struct act_end *before;         /* asked for earlier */
};

void act_at_end(struct act *act, ActEnd *end, void *thing)
{
	struct act_end *waits;

	if (!act->writing) {
		end(act->house, thing, true);
		return;
	}
	waits = ARENA_NEW(act->arena, struct act_end);
	*waits = (struct act_end){ end, thing, act->ends };
	act->ends = waits;
}

void act_ends(struct house *house, struct act_end **ends, bool stored)
{
	struct act_end *first = NULL;

	while (*ends) {
		struct act_end *last = *ends;

		*ends = last->before;
		last->before = first;
		first = last;
	}
	for (; first; first = first->before)
		first->end(house, first->thing, stored);
}

/* ---- running ahead ---- */

bool act_runs_ahead(const struct act *act)
{
	return act->connection->trusting;
}

bool act_run_again(struct act *act, const char *why)
{
	must(act_runs_ahead(act));
	connection_trouble(act->connection, TROUBLE_RETRY, why);
	return refuse(act, REFUSED_BROKEN, "store.busy", "同时在改的人太多，请重试");
}

/* ---- running ---- */

void act_begin(struct act *act, const struct act_seed *seed, struct arena *arena, struct connection *c)
{
	*act = (struct act){
		.arena = arena,
		.house = seed->house,
		.connection = c,
		.calendar = atomic_load(&seed->house->calendar),
		.who = seed->who ? seed->who : seed->house->system,
		.actor_id = seed->actor_id,
		.actor_name = seed->actor_name,
		.via = seed->via,
		.now = seed->now,
		.effective = instant_is_set(seed->effective) ? seed->effective : seed->now,
		.writing = c && c->writing,
	};
	if (c)
		c->trouble = TROUBLE_NONE;
}

bool act_perform(struct act *act, ActBody *body, void *input)
{
	struct connection *c = act->connection;
	bool done = body(act, input);

	queries_close(c);
	queries_settle(act);
	/* A caller may have put the refusal aside (what if?), but after trouble nothing can be stored. */
	if (c->trouble != TROUBLE_NONE)
		refuse(act, REFUSED_BROKEN, "store.broken", "数据库出错，没有保存，请重试");
	if (!act_sound(act))
		return false;
	if (!done) {
		log_line(LOG_TROUBLE, "store", "an act gave up without saying why");
		return refuse(act, REFUSED_BROKEN, "store.unsaid", "没有完成，请重试");
	}
	if (act->writing && c->backend->references_hold && !c->backend->references_hold(c))
		return refuse(act, REFUSED_CONFLICT, "store.reference", "所指的一条已不在，请刷新后重做");
	return true;
}

static void read_in_snapshot(struct act *act, ActBody *body, void *input)
{
	struct connection *c = reader_take(act->house->store, act);

	if (!c)
		return;
	act->connection = c;
	c->trouble = TROUBLE_NONE;
	if (!act_perform(act, body, input))
		must(act->refusal.kind != REFUSED_NOT);
	reader_give(c);
	act->connection = NULL;
}

bool act_read(const struct act_seed *seed, ActBody *body, void *input, struct refusal *refusal_out)
{
	struct arena *own = seed->arena ? NULL : arena_open();
	struct act act;
	bool sound;

	act_begin(&act, seed, own ? own : seed->arena, NULL);
	read_in_snapshot(&act, body, input);
	sound = act.refusal.kind == REFUSED_NOT;
	*refusal_out = own && !sound ? refusal_keep(&act.refusal) : act.refusal;
	arena_close(own);
	return sound;
}

struct act *act_beside(struct act *first)
{
	/* What a writing act has not stored yet no other connection sees: a restore verifies alone. */
	struct connection *c = first->writing ? NULL : reader_beside(first->connection);
	struct arena *arena;
	struct act *act;

	if (!c)
		return NULL;
	arena = arena_open();
	act = ARENA_NEW(arena, struct act);
	*act = *first;
	act->arena = arena;
	act->connection = c;
	act->refusal = (struct refusal){ .kind = REFUSED_NOT };
	act->remembered = NULL;
	act->ends = NULL;
	return act;
}

void act_beside_end(struct act *act)
{
	if (!act)
		return;
	queries_close(act->connection);
	connection_close(act->connection);
	arena_close(act->arena);
}

/* ---- writing, and waiting for it ---- */

struct waiting {
	pthread_mutex_t lock;
	pthread_cond_t answered;
	bool is_answered;
};

static void wake(struct errand *errand)
{
	struct waiting *waiting = errand->owner;

	must(pthread_mutex_lock(&waiting->lock) == 0);
	waiting->is_answered = true;
	must(pthread_cond_signal(&waiting->answered) == 0);
	must(pthread_mutex_unlock(&waiting->lock) == 0);
}

bool act_write(const struct act_seed *seed, ActBody *body, void *input, struct refusal *refusal_out)
{
	struct waiting waiting = { PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER, false };
	struct arena *own = seed->arena ? NULL : arena_open();
	struct errand errand = { .seed = *seed, .body = body, .input = input, .done = wake, .owner = &waiting };
	bool sound;

	must(!is_writer_thread);        /* it would wait for itself */
	if (own)
		errand.seed.arena = own;
	act_submit(&errand);
	must(pthread_mutex_lock(&waiting.lock) == 0);
	while (!waiting.is_answered)
		must(pthread_cond_wait(&waiting.answered, &waiting.lock) == 0);
	must(pthread_mutex_unlock(&waiting.lock) == 0);
	pthread_cond_destroy(&waiting.answered);
	pthread_mutex_destroy(&waiting.lock);

	sound = errand.refusal.kind == REFUSED_NOT;
	*refusal_out = own && !sound ? refusal_keep(&errand.refusal) : errand.refusal;
	arena_close(own);
	return sound;
}
