/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* door.c - one request from its last byte to its answer.
 *
 * Order: readable? asset? which route? who asks? may they? forged? Then the handler in the act its route wants:
 * reading on this thread, writing in the writer's queue, slow on a worker. Refusals are turned into an answer
 * here and nowhere else (door_answer.c). */
#include <stdatomic.h>
#include <string.h>

#include "api/api.h"
#include "app/door_inner.h"
#include "app/house_store.h"
#include "base/limits.h"
#include "clause/export.h"
#include "people/people.h"

static const struct caller nobody = { .name = STR_INIT("") };
static const struct permission CAN_KNOCK = { .name = "door.open", .anybody = true };
static const struct route no_route = { HTTP_GET, "/", &CAN_KNOCK, SCOPED_OPEN, .title = "出错" };

struct door *door_open(struct arena *arena, struct house *house)
{
	struct door *door = ARENA_NEW(arena, struct door);

	door->house = house;
	passages_collect(arena, house, &door->passages);
	door->figures = figures_open(arena, door->passages.count);
	door->flood = flood_open(arena);
	return door;
}

void door_set(struct door *door, const struct door_options *options)
{
	door->options = *options;
}

void door_serves(struct door *door, struct http_server *server)
{
	atomic_store(&door->server, server);
}

const struct route *door_route(const struct door *door, size_t i)
{
	return i < door->passages.count ? &door->passages.at[i].route : NULL;
}

/* ---- within the act ---- */

/* PostgreSQL may run the body again from its start: nothing of the first time may stay. */
static void forget_attempt(struct visit *v)
{
	struct reply *reply = &v->exchange->reply;

	reply->body.len = 0;
	reply->location = reply->cookie = reply->file_name = STR_NONE;
	reply->status = 0;
	reply->stream = NULL;
	v->call.to = STR_NONE;
	for (size_t i = 0; i < v->call.input->count; i++)
		v->call.input->fields[i].used = false;
}

bool door_load_row(struct act *act, struct visit *v)
{
	const struct record *record = v->call.route->record;

	v->call.row = arena_take(act->arena, record->size);
	if (!record_load(act, record, v->call.id, v->call.row))
		return act->refusal.kind == REFUSED_NOT_FOUND ? refuse_not_there(act) : false;
	return scope_holds(v->call.scope, record, v->call.row) || refuse_not_there(act);
}

/* The first answer's place again: a page is sent there, the API is answered with what stands there now. */
static bool answer_again(struct act *act, struct visit *v, Str location)
{
	const struct passage *there;

	v->call.to = location;
	if (!v->api)
		return true;
	there = passage_find(&v->door->passages, HTTP_GET, location, &v->call.id, &v->call.word);
	if (!there || !there->route.record)
		return refuse_not_there(act);
	v->call.route = &there->route;
	v->call.holding = there->holding;
	v->call.scope = caller_scope(act->who, there->route.may);
	return door_load_row(act, v) && there->route.handler(act, &v->call);
}

static bool asked_first(struct act *act, struct visit *v)
{
	Str location = STR_NONE;

	if (!once_find(act, v->once, act->actor_id, &location))
		return false;
	if (location.len)
		return answer_again(act, v, location);
	if (!v->call.route->handler(act, &v->call))
		return false;
	return !v->call.to.len || once_remember(act, v->once, act->actor_id, v->call.to);
}

/* That it was done already is told by storing its key; what stores none, or is refused, asks afterwards. */
static bool ran_ahead(struct act *act, struct visit *v)
{
	bool done = v->call.route->handler(act, &v->call);
	Str location = STR_NONE;

	if (done && v->call.to.len)
		return once_remember(act, v->once, act->actor_id, v->call.to);
	if (!once_find(act, v->once, act->actor_id, &location))
		return false;
	return location.len ? act_run_again(act, "a key that was used before") : done;
}

static bool handle_once(struct act *act, struct visit *v)
{
	return act_runs_ahead(act) ? ran_ahead(act, v) : asked_first(act, v);
}

static bool handle(struct act *act, void *input)
{
	struct visit *v = input;

	if (v->submitted_ns && !v->waited_ns)
		v->waited_ns = monotonic_ns() - v->submitted_ns;
	forget_attempt(v);
	v->call.act = act;
	v->call.route = &v->passage->route;
	if (v->call.route->scope == SCOPED_ROW && !door_load_row(act, v))
		return false;
	return v->once.len ? handle_once(act, v) : v->call.route->handler(act, &v->call);
}

/* ---- three kinds of act ---- */

static void read_now(struct visit *v)
{
	if (act_read(&v->seed, handle, v, &v->refusal))
		door_succeed(v);
	else
		door_refuse(v);
}

static void written(struct errand *errand)
{
	struct visit *v = errand->owner;

	if (errand->refusal.kind == REFUSED_NOT) {
		door_succeed(v);
		return;
	}
	/* Twice at the same moment on PostgreSQL: the second now finds the first's answer. */
	if (v->once.len && !v->ran_twice && str_is(errand->refusal.rule, "store.unique")) {
		v->ran_twice = true;
		errand->refusal = (struct refusal){ 0 };
		act_submit(errand);
		return;
	}
	v->refusal = errand->refusal;
	door_refuse_later(v);               /* a page needs a reading act; the writer's thread must go on */
}

void door_write_later(struct visit *v)
{
	v->submitted_ns = monotonic_ns();
	v->errand = (struct errand){ .seed = v->seed, .body = handle, .input = v, .done = written, .owner = v };
	act_submit(&v->errand);
}

struct act door_act_alone(const struct visit *v)
{
	return (struct act){
		.arena = v->seed.arena, .house = v->seed.house, .calendar = v->seed.house->calendar, .who = v->seed.who,
		.actor_id = v->seed.actor_id, .actor_name = v->seed.actor_name, .via = v->seed.via, .now = v->seed.now,
		.effective = v->seed.now,
	};
}

static bool wants_file(const struct visit *v)
{
	enum sheet_kind kind;

	return v->call.route->file && export_is_asked(&v->exchange->request, &kind);
}

static void work(void *thing)
{
	struct visit *v = thing;
	struct act act = door_act_alone(v);

	if (v->call.route->slow && v->exchange->request.method == HTTP_GET && !wants_file(v)) {
		read_now(v);
		return;
	}
	forget_attempt(v);
	v->call.act = &act;
	if (v->handler(&act, &v->call)) {
		door_succeed(v);
		return;
	}
	v->refusal = act.refusal;
	door_refuse(v);
}

static void work_later(struct visit *v)
{
	if (!store_work(v->seed.house->store, work, v))
		door_say_no(v, REFUSED_TOO_MANY, "door.busy", "现在忙不过来，请过一会儿再试");
}

/* ---- who asks, and may they ---- */

Str door_token(const struct request *r, bool *by_cookie)
{
	Str authorization = api_path(r->path) ? request_header(r, "Authorization") : STR_NONE;

	*by_cookie = !str_starts_with(authorization, "Bearer ");
	return *by_cookie ? request_cookie(r, "juebu") : str_trim(str_after(authorization, 7));
}

static void recognise(struct visit *v)
{
	struct request *r = &v->exchange->request;
	Str token = door_token(r, &v->by_cookie);

	v->seed.who = &nobody;
	if (!token.len || !session_caller(v->door->house, r->arena, token, r->arrived_real_s, &v->session))
		return;
	v->call.session = &v->session;
	v->seed.who = v->session.who;
	v->seed.actor_id = v->session.who->account_id;
	v->seed.actor_name = v->session.who->name;
}

/* Time taken does not depend on how much of it is right. */
bool same_secret(Str a, Str b)
{
	unsigned char differs = a.len != b.len || a.len == 0;

	for (size_t i = 0; i < a.len && i < b.len; i++)
		differs |= (unsigned char)(a.at[i] ^ b.at[i]);
	return !differs;
}

/* A form of another site: it knows no token of ours. Where nobody is logged in there is no token, and the
 * browser's own word must do. A bearer token is never sent by a browser on its own. */
static bool is_forged(struct visit *v)
{
	const struct request *r = &v->exchange->request;
	const struct route *route = &v->passage->route;

	if (!route->writes && (!route->slow || r->method == HTTP_GET))
		return false;
	if (route->scope == SCOPED_OPEN)
		return str_is(request_header(r, "Sec-Fetch-Site"), "cross-site");
	if (v->api)
		return v->by_cookie && !same_secret(request_header(r, "X-CSRF"), v->session.csrf);
	return !same_secret(input_text(v->call.input, "_csrf"), v->session.csrf);
}

/* The first password is changed before anything else is done. */
static bool must_change_first(const struct visit *v)
{
	static const char *const open[] = { "/password", "/logout", "/api/v1/password", "/api/v1/session" };
	Str path = v->exchange->request.path;

	for (size_t i = 0; i < COUNT_OF(open); i++)
		if (str_is(path, open[i]))
			return false;
	return v->call.session && v->session.who->must_change && v->passage->route.scope != SCOPED_OPEN;
}

/* ---- floods ---- */

/* Whom nobody knows may ask as often as a person would, and no more: login by address and by account, forms for the
 * public and pages by address. In how many seconds again; 0: now. */
static int wait_at_open_door(struct visit *v)
{
	const struct request *r = &v->exchange->request;
	const struct route *route = &v->passage->route;
	int64_t now_ms = monotonic_ns() / 1000000;
	int wait_s;

	if (route->scope != SCOPED_OPEN)
		return 0;
	if (route->slow) {
		wait_s = flood_address(v->door->flood, FLOOD_LOGIN_ADDRESS, &r->peer_at, now_ms);
		return wait_s ? wait_s : flood_name(v->door->flood, FLOOD_LOGIN_ACCOUNT, input_text(v->call.input, "login"), now_ms);
	}
	if (route->beacon)
		return flood_address(v->door->flood, FLOOD_BEACON, &r->peer_at, now_ms);
	if (route->writes)
		return flood_address(v->door->flood, FLOOD_PUBLIC_WRITE, &r->peer_at, now_ms);
	return v->call.session ? 0 : flood_address(v->door->flood, FLOOD_PUBLIC_READ, &r->peer_at, now_ms);
}

/* False: the answer has been given. */
static bool is_no_flood(struct visit *v)
{
	int wait_s = wait_at_open_door(v);

	if (wait_s == 0)
		return true;
	v->exchange->reply.retry_after_s = wait_s;
	door_say_no(v, REFUSED_TOO_MANY, "door.flood",
	            str_terminated(v->seed.arena, str_format(v->seed.arena, "来得太频繁，请 %d 秒后再试", wait_s)));
	return false;
}

/* False: the answer has been given. */
static bool let_in(struct visit *v)
{
	const struct route *route = &v->passage->route;

	if (route->scope != SCOPED_OPEN && !v->call.session) {
		door_ask_login(v);
		return false;
	}
	if (must_change_first(v)) {
		door_ask_password(v);
		return false;
	}
	v->call.scope = caller_scope(v->seed.who, route->may);
	if (v->call.scope.kind == SCOPE_NONE) {
		door_say_no(v, REFUSED_FORBIDDEN, "door.permission", "您的角色不能看这一页");
		return false;
	}
	if (is_forged(v)) {
		door_say_no(v, REFUSED_FORBIDDEN, "door.csrf", "这张表单已失效，没有保存。请刷新页面，再提交一次");
		return false;
	}
	return true;
}

/* ---- what was sent ---- */

static bool read_body(struct visit *v)
{
	struct request *r = &v->exchange->request;
	enum refusal_kind kind = REFUSED_NOT;
	Str why = STR_NONE;

	if (!v->api || r->method == HTTP_GET) {
		v->call.input = r->method == HTTP_GET ? &r->query : &r->form;
		return true;
	}
	if (v->call.route->files && request_has_type(r, "multipart/form-data")) {
		v->call.input = &r->form;
		return true;
	}
	v->json = (struct input){ .arena = r->arena, .is_json = true };
	v->call.input = &v->json;
	if (str_is_empty(r->body) && r->form.count == 0)
		return true;
	if (str_is_empty(r->body)) {
		door_say_no(v, REFUSED_MALFORMED, "api.type", "请以 application/json 提交");
		return false;
	}
	if (json_read(&v->json, r->body, &kind, &why))
		return true;
	door_say_no(v, kind, "api.json", str_terminated(r->arena, why));
	return false;
}

/* The key says once for this caller and this path; the same word on another path is another deed. */
static bool read_once(struct visit *v)
{
	struct request *r = &v->exchange->request;
	Str word;

	if (!v->passage->route.writes)
		return true;
	word = v->api ? request_header(r, "Idempotency-Key") : input_text(v->call.input, "_once");
	if (word.len > LIMIT_ONCE_BYTES) {
		door_say_no(v, REFUSED_TOO_LARGE, "door.once", "Idempotency-Key 太长，最多 64 个字节");
		return false;
	}
	if (word.len)
		v->once = str_format(r->arena, "%s %.*s %.*s", r->method == HTTP_POST ? "POST" : "PATCH",
		                     STR_ARG(r->path), STR_ARG(word));
	return true;
}

static struct visit *visit_begin(struct door *door, struct exchange *exchange)
{
	struct request *r = &exchange->request;
	struct visit *v = ARENA_NEW(r->arena, struct visit);

	v->door = door;
	v->exchange = exchange;
	v->api = api_path(r->path);
	v->seed = (struct act_seed){ .house = door->house, .who = &nobody, .via = v->api ? VIA_API : VIA_PAGE,
	                             .now = door->house->clock(door->house), .arena = r->arena };
	v->call = (struct call){ .exchange = exchange, .route = &no_route, .input = &r->query };
	exchange->owner = v;
	return v;
}

static void take_route(struct visit *v)
{
	struct request *r = &v->exchange->request;

	v->passage = passage_find(&v->door->passages, r->method, r->path, &v->call.id, &v->call.word);
	recognise(v);
	if (!v->passage) {
		door_say_no(v, REFUSED_NOT_FOUND, "door.path", "没有这一页，或者您不能看");
		return;
	}
	v->call.route = &v->passage->route;
	v->call.holding = v->passage->holding;
	if (!read_body(v) || !is_no_flood(v) || !let_in(v) || !read_once(v))
		return;
	v->handler = wants_file(v) ? v->call.route->file : v->call.route->handler;
	if (v->call.route->slow || wants_file(v))
		work_later(v);
	else if (v->call.route->files)
		door_stage_later(v);
	else if (v->call.route->writes)
		door_write_later(v);
	else
		read_now(v);
}

void door_handle(struct exchange *exchange, void *context)
{
	struct door *door = context;
	struct request *r = &exchange->request;
	const struct asset *asset;
	struct visit *v;

	if (r->broken != REFUSED_NOT) {
		v = visit_begin(door, exchange);
		door_say_no(v, r->broken, "door.request", str_terminated(r->arena, r->broken_why));
		return;
	}
	asset = r->method == HTTP_GET ? asset_find(r->path) : NULL;
	if (asset) {
		exchange->reply.status = 200;
		exchange->reply.asset = asset;
		exchange_answer(exchange);
		return;
	}
	if (r->method == HTTP_GET && door_figures(door, exchange))
		return;
	take_route(visit_begin(door, exchange));
}
