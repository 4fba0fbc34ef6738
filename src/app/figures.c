/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* figures.c - /healthz and /metrics for machines that watch, and the line of the access log.
 *
 * Counting takes no lock: an addition per answer. What stands in the database is asked when somebody reads /metrics.
 * Who may: this machine itself, or who brings the token of --metrics-token; it tells how the house is run. */
#include <stdatomic.h>
#include <string.h>

#include "app/door_inner.h"
#include "app/house_store.h"
#include "people/people.h"
#include "store/store.h"

#define NS_PER_MS 1000000

static const struct { int64_t most_ns; const char *words; } steps[FIGURE_STEPS] = {
	{ 1 * NS_PER_MS, "0.001" }, { 5 * NS_PER_MS, "0.005" }, { 10 * NS_PER_MS, "0.01" }, { 25 * NS_PER_MS, "0.025" },
	{ 50 * NS_PER_MS, "0.05" }, { 100 * NS_PER_MS, "0.1" }, { 250 * NS_PER_MS, "0.25" }, { 500 * NS_PER_MS, "0.5" },
	{ 1000ll * NS_PER_MS, "1" }, { 2500ll * NS_PER_MS, "2.5" }, { 10000ll * NS_PER_MS, "10" }, { INT64_MAX, "+Inf" },
};
static const char *const methods[HTTP_METHODS] = { "GET", "POST", "PATCH", "DELETE" };

/* ---- counting ---- */

struct figures *figures_open(struct arena *arena, size_t routes)
{
	struct figures *figures = ARENA_NEW(arena, struct figures);

	figures->routes = ARENA_ARRAY(arena, struct route_figures, routes + 1);
	return figures;
}

static void count(struct door *door, const struct visit *v, const struct answered *a)
{
	struct figures *f = door->figures;
	size_t route = v && v->passage ? (size_t)(v->passage - door->passages.at) : door->passages.count;
	size_t step = 0;

	while (a->took_ns > steps[step].most_ns)
		step++;
	atomic_fetch_add_explicit(&f->routes[route].by_class[a->status / 100], 1, memory_order_relaxed);
	atomic_fetch_add_explicit(&f->took[step], 1, memory_order_relaxed);
	atomic_fetch_add_explicit(&f->took_ns, a->took_ns, memory_order_relaxed);
}

/* What was asked for behind "?" stays out; and where nobody is known, a word in the path may be somebody's code. */
static Str logged_path(const struct visit *v, const struct request *r)
{
	const struct route *route = v && v->passage ? &v->passage->route : NULL;

	if (route && route->scope == SCOPED_OPEN && strstr(route->path, ":word"))
		return str_of(route->path);
	return str_first_characters(r->path, 200);
}

static Str milliseconds(struct arena *arena, int64_t ns)
{
	return str_format(arena, "%lld.%03lld", (long long)(ns / NS_PER_MS), (long long)(ns % NS_PER_MS / 1000));
}

static Str log_line_of(const struct exchange *exchange, const struct visit *v, const struct answered *a)
{
	const struct request *r = &exchange->request;
	struct strbuf line = { .arena = r->arena };
	struct json j = { .out = &line };

	json_open(&j, '{');
	json_name(&j, STR("time"));
	json_text(&j, instant_iso(r->arena, (Instant){ r->arrived_real_s }));
	json_name(&j, STR("peer"));
	json_text(&j, r->peer);
	json_name(&j, STR("method"));
	json_text(&j, str_of(methods[r->method]));
	json_name(&j, STR("route"));
	json_text(&j, v && v->passage ? str_of(v->passage->route.path) : STR_NONE);
	json_name(&j, STR("path"));
	json_text(&j, logged_path(v, r));
	json_name(&j, STR("status"));
	json_int(&j, a->status);
	json_name(&j, STR("bytes"));
	json_int(&j, (int64_t)a->bytes);
	json_name(&j, STR("ms"));
	json_raw(&j, milliseconds(r->arena, a->took_ns));
	json_name(&j, STR("account"));
	if (v && v->seed.actor_id)
		json_int(&j, v->seed.actor_id);
	else
		json_nothing(&j);
	json_name(&j, STR("waited_ms"));         /* of a writing act, until the writer took it */
	json_raw(&j, milliseconds(r->arena, v ? v->waited_ns : 0));
	json_close(&j, '}');
	buf_text(&line, "\n");
	return buf_str(&line);
}

void door_answered(const struct exchange *exchange, const struct answered *a, void *context)
{
	struct door *door = context;
	const struct visit *v = exchange->owner;

	count(door, v, a);
	if (door->options.log)
		access_log_add(door->options.log, log_line_of(exchange, v, a));
}

/* ---- writing ---- */

static void gauge(struct strbuf *out, const char *name, const char *kind, const char *help, int64_t value)
{
	buf_format(out, "# HELP %s %s\n# TYPE %s %s\n%s %lld\n", name, help, name, kind, name, (long long)value);
}

static void seconds(struct strbuf *out, const char *name, int64_t ns)
{
	buf_format(out, "%s %lld.%09lld\n", name, (long long)(ns / 1000000000), (long long)(ns % 1000000000));
}

static void write_store(struct strbuf *out, const struct store_figures *f)
{
	gauge(out, "juebu_acts_total", "counter", "Writing acts that were stored.", f->acts);
	gauge(out, "juebu_acts_refused_total", "counter", "Writing acts that were refused.", f->refused);
	gauge(out, "juebu_acts_waiting", "gauge", "Writing acts in the queue now.", f->waiting);
	gauge(out, "juebu_commits_total", "counter", "Transactions committed, several acts each.", f->commits);
	gauge(out, "juebu_batch_largest", "gauge", "Most acts that shared a commit.", f->batches_largest);
	buf_text(out, "# HELP juebu_commit_seconds_total Time spent in commits, the disk's sync in it.\n"
	         "# TYPE juebu_commit_seconds_total counter\n");
	seconds(out, "juebu_commit_seconds_total", f->commit_ns);
}

static void write_requests(struct strbuf *out, const struct door *door)
{
	const struct figures *f = door->figures;

	buf_text(out, "# HELP juebu_http_requests_total Answers by route and status.\n# TYPE juebu_http_requests_total counter\n");
	for (size_t i = 0; i <= door->passages.count; i++)
		for (int class = 2; class < 6; class ++) {
			int64_t n = atomic_load_explicit(&f->routes[i].by_class[class], memory_order_relaxed);
			bool known = i < door->passages.count;

			if (n > 0)
				buf_format(out, "juebu_http_requests_total{method=\"%s\",route=\"%s\",status=\"%dxx\"} %lld\n",
				           known ? methods[door->passages.at[i].route.method] : "",
				           known ? door->passages.at[i].route.path : "other", class, (long long)n);
		}
}

static void write_took(struct strbuf *out, const struct figures *f)
{
	int64_t sum = 0;

	buf_text(out, "# HELP juebu_http_request_seconds From a request's last byte to its answer.\n# TYPE juebu_http_request_seconds histogram\n");
	for (size_t i = 0; i < FIGURE_STEPS; i++) {
		sum += atomic_load_explicit(&f->took[i], memory_order_relaxed);
		buf_format(out, "juebu_http_request_seconds_bucket{le=\"%s\"} %lld\n", steps[i].words, (long long)sum);
	}
	seconds(out, "juebu_http_request_seconds_sum", atomic_load_explicit(&f->took_ns, memory_order_relaxed));
	buf_format(out, "juebu_http_request_seconds_count %lld\n", (long long)sum);
}

static void write_doors(struct strbuf *out, struct door *door)
{
	static const char *const kinds[FLOOD_KINDS] = { "login_address", "login_account", "public_write", "public_read", "beacon" };
	struct http_server *server = atomic_load(&door->server);
	struct http_figures http = server ? http_figures(server) : (struct http_figures){ 0 };

	gauge(out, "juebu_connections", "gauge", "Connections open now.", http.connections);
	gauge(out, "juebu_connections_cut_total", "counter", "Connections ended because they sent too slowly.", (int64_t)http.cut);
	if (http.certificate_expires_real_s)
		gauge(out, "juebu_certificate_expires_seconds", "gauge", "When the TLS certificate ends, Unix time.", http.certificate_expires_real_s);
	gauge(out, "juebu_sessions", "gauge", "Open sessions.", (int64_t)sessions_count(door->house, real_now_s()));
	gauge(out, "juebu_access_log_dropped_total", "counter", "Lines of the access log that were dropped.",
	      door->options.log ? (int64_t)access_log_dropped(door->options.log) : 0);
	buf_text(out, "# HELP juebu_flood_refused_total Answers 429 at the open doors.\n# TYPE juebu_flood_refused_total counter\n");
	for (int i = 0; i < FLOOD_KINDS; i++)
		buf_format(out, "juebu_flood_refused_total{kind=\"%s\"} %llu\n", kinds[i],
		           (unsigned long long)flood_refused(door->flood, (enum flood_kind)i));
}

struct asking { struct strbuf *out; };

static bool write_house(struct act *act, void *input)
{
	struct strbuf *out = ((struct asking *)input)->out;
	struct house_figures f;

	if (!house_figures(act, &f))
		return false;
	gauge(out, "juebu_ledger_head", "gauge", "Number of the ledger's last sealed entry.", f.head);
	gauge(out, "juebu_ledger_head_age_seconds", "gauge", "How long ago it was written.", act->now.sec - f.head_at.sec);
	if (f.anchored)
		gauge(out, "juebu_ledger_anchor_age_seconds", "gauge", "Since the beginning of the day of the last anchor.", act->now.sec - f.anchored_at.sec);
	buf_text(out, "# HELP juebu_duties Duties that are owed, by rule and state.\n# TYPE juebu_duties gauge\n");
	for (size_t i = 0; i < f.duty_count; i++)
		buf_format(out, "juebu_duties{rule=\"%.*s\",state=\"%.*s\"} %lld\n", STR_ARG(f.duties[i].rule),
		           STR_ARG(f.duties[i].state), (long long)f.duties[i].count);
	return true;
}

/* ---- who may read them ---- */

static bool is_this_machine(const struct request *r)
{
	static const struct address v6 = { { [15] = 1 } };
	bool v4 = address_is_v4(&r->peer_at) && r->peer_at.bytes[12] == 127;

	/* A front that was not named with --proxy makes everybody look like this machine. */
	return (v4 || memcmp(&r->peer_at, &v6, sizeof v6) == 0) && str_is_empty(request_header(r, "X-Forwarded-For"));
}

static bool may_read(const struct door *door, const struct request *r)
{
	Str given = request_header(r, "Authorization");

	if (str_starts_with(given, "Bearer ") && door->options.metrics_token.len > 0)
		return same_secret(str_trim(str_after(given, 7)), door->options.metrics_token);
	return is_this_machine(r);
}

static void plain(struct exchange *exchange, int status, Str type)
{
	exchange->reply.status = status;
	exchange->reply.type = type;
	exchange->reply.body.arena = exchange->request.arena;
}

static void answer_metrics(struct door *door, struct exchange *exchange)
{
	struct strbuf *out = &exchange->reply.body;
	struct store_figures figures = store_figures(door->house->store);
	struct act_seed seed = { .house = door->house, .via = VIA_PAGE, .now = door->house->clock(door->house),
	                         .arena = exchange->request.arena };
	struct asking asking = { out };
	struct refusal refusal = { 0 };

	plain(exchange, 200, STR("text/plain; version=0.0.4; charset=utf-8"));
	buf_format(out, "# HELP juebu_build_info What runs.\n# TYPE juebu_build_info gauge\njuebu_build_info{version=\"" JUEBU_VERSION
	           "\",database=\"%s\"} 1\n", str_terminated(seed.arena, store_name(door->house->store)));
	write_store(out, &figures);
	write_requests(out, door);
	write_took(out, door->figures);
	write_doors(out, door);
	gauge(out, "juebu_database_up", "gauge", "1: the database answers.", act_read(&seed, write_house, &asking, &refusal));
}

bool door_figures(struct door *door, struct exchange *exchange)
{
	bool ready;

	if (str_is(exchange->request.path, "/healthz")) {
		ready = store_is_ready(door->house->store);
		plain(exchange, ready ? 200 : 503, STR("text/plain; charset=utf-8"));
		buf_add(&exchange->reply.body, ready ? STR("ok\n") : STR("数据库没有应答\n"));
	} else if (!str_is(exchange->request.path, "/metrics")) {
		return false;
	} else if (may_read(door, &exchange->request)) {
		answer_metrics(door, exchange);
	} else {
		plain(exchange, 403, STR("text/plain; charset=utf-8"));
		buf_text(&exchange->reply.body, "指标只给本机，或持 --metrics-token 令牌的监控程序。\n");
	}
	exchange_answer(exchange);
	return true;
}
