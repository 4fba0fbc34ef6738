/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* api.c - the handlers behind /api/v1: list, one, make, change, move; and how a refusal reads in JSON. */
#include "api/api.h"
#include "api/inner.h"
#include "clause/correction.h"
#include "clause/export.h"
#include "record/personal.h"

/* Who may try is whoever is logged in: the move itself asks for its permission and scope. */
const struct permission API_CAN_TRY = { .name = "api.move", .everybody = true };

struct json api_begin(struct call *call, int status)
{
	struct reply *reply = &call->exchange->reply;

	reply->status = status;
	reply->type = STR("application/json; charset=utf-8");
	reply->body.arena = call->exchange->request.arena;
	reply->body.len = 0;
	return (struct json){ .out = &reply->body };
}

static void write_row(struct act *act, struct json *json, const struct holding *holding, const void *row)
{
	record_json(act, json, holding->record, row, personal_may_ask(act, holding, row));
}

/* ---- reading ---- */

static bool list(struct act *act, struct call *call)
{
	const struct holding *h = call->holding;
	struct record flat = *h->record;
	struct scope personal = personal_scope(act, h);
	struct list_ask ask = { .record = h->record, .scope = call->scope,
	                        .query = &call->exchange->request.query, .personal = &personal };
	struct list found;
	struct json json;

	if (!record_list(act, &ask, &found))
		return false;
	flat.children = NULL;               /* a list does not load them, so it must not say there are none */
	json = api_begin(call, 200);
	json_open(&json, '{');
	json_name(&json, STR("rows"));
	json_open(&json, '[');
	for (size_t i = 0; i < found.count; i++) {
		const void *row = list_row(&found, h->record, i);

		record_json(act, &json, &flat, row, personal_may_ask(act, h, row));
	}
	json_close(&json, ']');
	json_name(&json, STR("after"));
	json_text(&json, found.after);
	json_name(&json, STR("before"));
	json_text(&json, found.before);
	json_close(&json, '}');
	return true;
}

static bool one(struct act *act, struct call *call)
{
	struct json json = api_begin(call, 200);

	write_row(act, &json, call->holding, call->row);
	return true;
}

/* ---- writing ---- */

static Str row_path(struct act *act, const struct holding *holding, const void *row)
{
	return str_format(act->arena, "/api/v1/%s/%lld", holding->record->name,
	                  (long long)record_id(holding->record, row));
}

/* One more member behind those of the row; sent again under the same key it is not there any more. */
static void write_shown_once(struct act *act, struct json *json)
{
	if (str_is_empty(act->shown_once))
		return;
	json->out->len--;                   /* the row's closing bracket */
	json->comma = true;
	json_name(json, STR("shown_once"));
	json_text(json, act->shown_once);
	json_close(json, '}');
}

static bool move(struct act *act, struct call *call, int64_t id, Str verb, int status)
{
	void *row = arena_take(act->arena, call->holding->record->size);
	struct json json;

	if (!move_run(act, call->holding, id, verb, call->input, row))
		return false;
	json = api_begin(call, status);
	write_row(act, &json, call->holding, row);
	write_shown_once(act, &json);
	call->to = row_path(act, call->holding, row);
	return true;
}

static bool make(struct act *act, struct call *call)
{
	return move(act, call, 0, str_of(move_first_new(call->holding)->verb), 201);
}

static bool make_by_verb(struct act *act, struct call *call)
{
	return move(act, call, 0, call->word, 201);
}

static bool change(struct act *act, struct call *call)
{
	return move(act, call, call->id, STR("edit"), 200);
}

static bool do_verb(struct act *act, struct call *call)
{
	return move(act, call, call->id, call->word, 200);
}

/* The personal fields of one row in clear, and nothing else. */
static bool view_personal(struct act *act, struct call *call)
{
	const struct record *record = call->holding->record;
	void *row = arena_take(act->arena, record->size);
	struct json json;

	if (!personal_view(act, call->holding, call->id, call->input, row))
		return false;
	json = api_begin(call, 200);
	json_open(&json, '{');
	for (const struct field *field = record->fields; field->name; field++) {
		Str plain = STR_NONE;
		enum personal_state state;

		if (field->kind != FIELD_PERSONAL)
			continue;
		state = personal_open(act, field, row, &plain);
		json_name(&json, str_of(field->name));
		json_text(&json, state == PERSONAL_OPEN ? plain : personal_state_words(act->house, state));
	}
	json_close(&json, '}');
	return true;
}

/* Answered with the question: what stands and what is proposed. */
static bool ask_correction(struct act *act, struct call *call)
{
	struct correction correction;
	struct json json;

	if (!correction_ask(act, call->holding, call->id, call->input, &correction))
		return false;
	json = api_begin(call, 201);
	write_row(act, &json, &correction_holding, &correction);
	call->to = row_path(act, &correction_holding, &correction);
	return true;
}

/* ---- session and description ---- */

/* Not trimmed: blanks belong to a password. */
static Str secret_of(const struct input *input, const char *name)
{
	const struct input_field *typed = input_find(input, STR_NONE, name);

	return typed ? typed->value : STR_NONE;
}

static bool log_in(struct act *act, struct call *call)
{
	struct act_seed seed = { .house = act->house, .via = act->via, .now = act->now, .arena = act->arena };
	const struct request *request = &call->exchange->request;
	struct knock knock = { input_text(call->input, "login"), secret_of(call->input, "password"), request->peer,
	                       request_header(request, "User-Agent") };
	struct session session;
	struct json json;

	if (!login_check(&seed, &knock, &session, &act->refusal))
		return false;
	json = api_begin(call, 200);
	json_open(&json, '{');
	json_name(&json, STR("token"));
	json_text(&json, session.token);
	json_name(&json, STR("name"));
	json_text(&json, session.who->name);
	json_name(&json, STR("must_change"));
	json_bool(&json, session.who->must_change);
	json_close(&json, '}');
	return true;
}

static bool say_done(struct call *call)
{
	struct json json = api_begin(call, 200);

	json_open(&json, '{');
	json_close(&json, '}');
	return true;
}

static bool log_out(struct act *act, struct call *call)
{
	return session_end(act, call->session->token) && say_done(call);
}

static bool change_password(struct act *act, struct call *call)
{
	return password_change(act, secret_of(call->input, "old_password"), secret_of(call->input, "new_password"))
	    && say_done(call);
}

static bool describe(struct act *act, struct call *call)
{
	struct json json = api_begin(call, 200);

	json_raw(&json, api_describe(act->arena, act->house));
	return true;
}

static const struct permission CAN_KNOCK = { .name = "api.open", .anybody = true };

const struct route api_routes[] = {
	{ HTTP_POST, "/api/v1/session", &CAN_KNOCK, SCOPED_OPEN, .handler = log_in, .slow = true, .title = "登录" },
	{ HTTP_DELETE, "/api/v1/session", &API_CAN_TRY, SCOPED_SELF, .handler = log_out, .writes = true, .title = "退出" },
	{ HTTP_POST, "/api/v1/password", &API_CAN_TRY, SCOPED_SELF, .handler = change_password, .slow = true, .title = "修改口令" },
	{ HTTP_GET, "/api/v1/attachment/:id", &API_CAN_TRY, SCOPED_SELF, .handler = api_attachment, .title = "附件" },
	{ HTTP_GET, "/api/v1/attachment/:id/content", &API_CAN_TRY, SCOPED_SELF, .handler = api_attachment_content, .title = "附件内容" },
	{ HTTP_POST, "/api/v1/attachment/:id/remove", &API_CAN_TRY, SCOPED_SELF, .handler = api_attachment_take, .writes = true,
	  .title = "撤下附件" },
	{ HTTP_GET, "/api/v1/openapi.json", &CAN_KNOCK, SCOPED_OPEN, .handler = describe, .title = "接口说明" },
	ROUTES_END
};

size_t api_routes_of(struct arena *arena, const struct holding *h, struct route *out, size_t room)
{
	const char *name = h->record->name, *title = h->record->label;
	const char *base = str_terminated(arena, str_format(arena, "/api/v1/%s", name));
	const char *row = str_terminated(arena, str_format(arena, "/api/v1/%s/:id", name));
	const char *verb = str_terminated(arena, str_format(arena, "/api/v1/%s/:id/:word", name));
	const char *kind = str_terminated(arena, str_format(arena, "/api/v1/%s/:word", name));
	const char *personal = str_terminated(arena, str_format(arena, "/api/v1/%s/:id/personal", name));
	size_t count = 0;

	must(room >= API_ROUTES_MOST);
	if (h->own_api)
		return 0;
	out[count++] = (struct route){ HTTP_GET, base, h->read, SCOPED_LIST, .handler = list, .file = export_list,
	                                .title = title };
	out[count++] = (struct route){ HTTP_GET, row, h->read, SCOPED_ROW, h->record, .handler = one, .title = title };
	if (record_has_personal(h->record) && h->personal)
		out[count++] = (struct route){ HTTP_POST, personal, &API_CAN_TRY, SCOPED_SELF, .handler = view_personal,
		                               .writes = true, .title = title };
	if (h->correct)
		out[count++] = (struct route){ HTTP_POST, str_terminated(arena, str_format(arena, "/api/v1/%s/:id/correct", name)),
		                               &API_CAN_TRY, SCOPED_SELF, .handler = ask_correction, .writes = true, .title = title };
	count += api_file_routes_of(arena, h, out + count);
	if (!h->moves)
		return count;
	if (move_first_new(h)) {
		out[count++] = (struct route){ HTTP_POST, base, &API_CAN_TRY, SCOPED_SELF, .handler = make,
		                               .writes = true, .title = title };
		out[count++] = (struct route){ HTTP_POST, kind, &API_CAN_TRY, SCOPED_SELF, .handler = make_by_verb,
		                               .writes = true, .title = title };
	}
	out[count++] = (struct route){ HTTP_PATCH, row, &API_CAN_TRY, SCOPED_SELF, .handler = change,
	                               .writes = true, .title = title };
	out[count++] = (struct route){ HTTP_POST, verb, &API_CAN_TRY, SCOPED_SELF, .handler = do_verb,
	                               .writes = true, .title = title };
	return count;
}

/* ---- refusals ---- */

bool api_path(Str path)
{
	return str_starts_with(path, "/api/");
}

static void write_fault(struct json *json, Str rule, Str message, Str field)
{
	json_name(json, STR("rule"));
	json_text(json, rule);
	json_name(json, STR("message"));
	json_text(json, message);
	json_name(json, STR("field"));
	json_text(json, field);
}

void api_refuse(struct exchange *exchange, const struct refusal *refusal)
{
	struct call call = { .exchange = exchange };
	struct json json = api_begin(&call, refusal_status(refusal->kind));

	json_open(&json, '{');
	json_name(&json, STR("error"));
	json_open(&json, '{');
	write_fault(&json, refusal->rule, refusal->message, refusal->field);
	json_name(&json, STR("fields"));
	json_open(&json, '[');
	for (const struct fault *f = refusal->faults; f; f = f->next) {
		json_open(&json, '{');
		write_fault(&json, f->rule, f->message, f->field);
		json_close(&json, '}');
	}
	json_close(&json, ']');
	json_close(&json, '}');
	json_close(&json, '}');
}
