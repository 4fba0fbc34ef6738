/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* door_answer.c - how a visit ends: redirect, page, JSON, the form again, or a plain line if all else fails. */
#include "api/api.h"
#include "app/door_inner.h"
#include "base/log.h"
#include "page/page.h"
#include "store/store.h"

static void go_to(struct visit *v, Str place)
{
	v->exchange->reply.status = 303;
	v->exchange->reply.location = place;
}

void door_succeed(struct visit *v)
{
	struct reply *reply = &v->exchange->reply;

	if (!v->api && v->call.to.len)
		go_to(v, v->call.to);
	else if (!reply->status)
		go_to(v, STR("/"));
	if (v->exchange->request.secure && reply->cookie.len)
		reply->cookie = str_join(v->seed.arena, reply->cookie, STR("; Secure"));
	exchange_answer(v->exchange);
}

/* ---- refusals ---- */

static bool show_again(struct act *act, void *input)
{
	struct visit *v = input;

	v->call.act = act;
	v->call.refused = &v->refusal;
	if (v->call.route->scope == SCOPED_ROW) {
		v->call.row = arena_take(act->arena, v->call.route->record->size);
		if (!record_load(act, v->call.route->record, v->call.id, v->call.row))
			return false;
	}
	if (!v->call.route->again(act, &v->call))
		return false;
	v->exchange->reply.status = refusal_status(v->refusal.kind);
	return true;
}

static bool show_error(struct act *act, void *input)
{
	struct visit *v = input;

	v->call.act = act;
	page_error(act, &v->call, &v->refusal);
	return true;
}

/* Without a connection, as when the database does not answer: the shell is plain then. */
static void show_error_alone(struct visit *v)
{
	struct act act = door_act_alone(v);

	v->exchange->reply.body.len = 0;
	(void)show_error(&act, v);
}

static bool try_page(struct visit *v, ActBody *body)
{
	struct refusal ignored = { 0 };

	v->exchange->reply.body.len = 0;
	v->exchange->reply.location = STR_NONE;
	return act_read(&v->seed, body, v, &ignored);
}

/* Stale, forbidden or not there: the form would invite to try the same again. */
static bool worth_again(const struct visit *v)
{
	switch (v->refusal.kind) {
	case REFUSED_BAD_INPUT: case REFUSED_CONFLICT: case REFUSED_STALE: case REFUSED_BROKEN:
	case REFUSED_NOT_LOGGED_IN: case REFUSED_TOO_MANY:
		return v->passage && v->call.route->again;
	case REFUSED_NOT: case REFUSED_MALFORMED: case REFUSED_FORBIDDEN: case REFUSED_NOT_FOUND:
	case REFUSED_TOO_LARGE: case REFUSAL_KINDS:
		break;
	}
	return false;
}

/* For a machine: the words, and at which field. */
static void refuse_plainly(struct visit *v)
{
	struct reply *reply = &v->exchange->reply;

	reply->body.len = 0;
	reply->status = refusal_status(v->refusal.kind);
	reply->type = STR("text/plain; charset=utf-8");
	buf_add(&reply->body, v->refusal.message);
	for (const struct fault *f = v->refusal.faults; f; f = f->next) {
		buf_char(&reply->body, '\n');
		buf_add(&reply->body, f->message);
	}
	buf_char(&reply->body, '\n');
}

void door_refuse(struct visit *v)
{
	if (v->refusal.kind == REFUSED_BROKEN)
		log_line(LOG_TROUBLE, "door", "%.*s %.*s: %.*s", STR_ARG(v->exchange->request.path),
		         STR_ARG(v->refusal.rule), STR_ARG(v->refusal.message));
	if (v->api)
		api_refuse(v->exchange, &v->refusal);
	else if (v->call.route->beacon)
		refuse_plainly(v);
	else if (!(worth_again(v) && try_page(v, show_again)) && !try_page(v, show_error))
		show_error_alone(v);
	exchange_answer(v->exchange);
}

static void refuse_on_worker(void *thing)
{
	door_refuse(thing);
}

void door_refuse_later(struct visit *v)
{
	if (!v->api && store_work(v->seed.house->store, refuse_on_worker, v))
		return;
	if (v->api) {
		door_refuse(v);
		return;
	}
	show_error_alone(v);
	exchange_answer(v->exchange);
}

void door_say_no(struct visit *v, enum refusal_kind kind, const char *rule, const char *message)
{
	v->refusal = (struct refusal){ .kind = kind, .rule = str_of(rule), .message = str_of(message) };
	door_refuse(v);
}

/* ---- first log in ---- */

void door_ask_login(struct visit *v)
{
	const struct request *r = &v->exchange->request;

	if (v->api) {
		door_say_no(v, REFUSED_NOT_LOGGED_IN, "door.login", "请先登录");
		return;
	}
	if (r->method == HTTP_GET && !str_is(r->path, "/"))
		go_to(v, url_join(r->arena, "/login?to=", r->target).text);
	else
		go_to(v, STR("/login"));
	exchange_answer(v->exchange);
}

void door_ask_password(struct visit *v)
{
	if (v->api) {
		door_say_no(v, REFUSED_FORBIDDEN, "people.must_change", "请先改掉初始口令");
		return;
	}
	go_to(v, STR("/password"));
	exchange_answer(v->exchange);
}
