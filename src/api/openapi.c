/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* openapi.c - the API described to machines (OpenAPI 3.0), from the same tables that answer it. */
#include "api/api.h"
#include "api/inner.h"
#include "base/limits.h"
#include "record/personal.h"

static void text_of(struct json *j, const char *name, Str value)
{
	json_name(j, str_of(name));
	json_text(j, value);
}

/* {"$ref": "#/components/schemas/<name>"} */
static void reference(struct json *j, struct arena *arena, const char *kind, const char *name)
{
	json_open(j, '{');
	text_of(j, "$ref", str_format(arena, "#/components/%s/%s", kind, name));
	json_close(j, '}');
}

static void write_words(struct json *j, const struct words *words)
{
	json_name(j, STR("enum"));
	json_open(j, '[');
	for (unsigned i = 0; i < words->count; i++)
		json_text(j, str_of(words->at[i].word));       /* no word: null, not given */
	json_close(j, ']');
}

static void write_type(struct json *j, const struct field *f)
{
	static const char *const types[FIELD_KINDS] = {
		[FIELD_END_] = "string", [FIELD_ID] = "integer", [FIELD_VERSION] = "integer", [FIELD_INT] = "integer",
		[FIELD_BOOL] = "boolean", [FIELD_TEXT] = "string", [FIELD_DATE] = "string",
		[FIELD_INSTANT] = "string", [FIELD_WORD] = "string", [FIELD_REF] = "integer",
		[FIELD_PERSONAL] = "string", [FIELD_PLACE] = "string",
	};

	text_of(j, "type", str_of(types[f->kind]));
	if (f->kind == FIELD_DATE)
		text_of(j, "format", STR("date"));
	if (f->kind == FIELD_INSTANT)
		text_of(j, "format", STR("date-time"));
	if (f->kind == FIELD_PLACE)
		text_of(j, "pattern", STR("^-?\\d{1,3}(\\.\\d+)?,-?\\d{1,2}(\\.\\d+)?$"));
	if (f->kind == FIELD_WORD)
		write_words(j, f->words);
	if (f->kind == FIELD_TEXT || f->kind == FIELD_PERSONAL) {
		json_name(j, STR("maxLength"));
		json_int(j, field_most_characters(f));
	}
	if (!f->required && (f->kind == FIELD_TEXT || f->kind == FIELD_PERSONAL || f->kind == FIELD_DATE || f->kind == FIELD_INSTANT
	                     || f->kind == FIELD_REF || f->kind == FIELD_PLACE)) {
		json_name(j, STR("nullable"));
		json_bool(j, true);
	}
}

static void write_children(struct json *j, struct arena *arena, const struct children *c)
{
	json_name(j, str_of(c->name));
	json_open(j, '{');
	text_of(j, "type", STR("array"));
	text_of(j, "description", str_of(c->label));
	json_name(j, STR("maxItems"));
	json_int(j, LIMIT_CHILDREN);
	json_name(j, STR("items"));
	reference(j, arena, "schemas", c->record->name);
	json_close(j, '}');
}

static void write_schema(struct json *j, struct arena *arena, const struct record *r)
{
	json_name(j, str_of(r->name));
	json_open(j, '{');
	text_of(j, "type", STR("object"));
	text_of(j, "title", str_of(r->label));
	json_name(j, STR("properties"));
	json_open(j, '{');
	for (const struct field *f = r->fields; f->name; f++) {
		if (f->secret)
			continue;
		json_name(j, str_of(f->name));
		json_open(j, '{');
		write_type(j, f);
		if (f->label)
			text_of(j, "description", str_of(f->label));
		json_close(j, '}');
	}
	for (const struct children *c = r->children; c && c->name; c++)
		write_children(j, arena, c);
	json_close(j, '}');
	json_close(j, '}');
}

/* ---- paths ---- */

struct operation { const char *method, *summary; const char *record; bool body, by_id, is_list; int status; };

static void write_parameter(struct json *j, const char *name, const char *in, bool required, const char *type)
{
	json_open(j, '{');
	text_of(j, "name", str_of(name));
	text_of(j, "in", str_of(in));
	json_name(j, STR("required"));
	json_bool(j, required);
	json_name(j, STR("schema"));
	json_open(j, '{');
	text_of(j, "type", str_of(type));
	json_close(j, '}');
	json_close(j, '}');
}

static void write_parameters(struct json *j, const struct operation *o)
{
	json_name(j, STR("parameters"));
	json_open(j, '[');
	if (o->by_id)
		write_parameter(j, "id", "path", true, "integer");
	if (o->body)
		write_parameter(j, "Idempotency-Key", "header", false, "string");
	if (o->is_list) {
		write_parameter(j, "q", "query", false, "string");
		write_parameter(j, "sort", "query", false, "string");
		write_parameter(j, "after", "query", false, "string");
		write_parameter(j, "most", "query", false, "integer");
		write_parameter(j, "format", "query", false, "string");
	}
	json_close(j, ']');
}

/* {"application/json": {"schema": …}} behind "content" */
static void write_content(struct json *j, struct arena *arena, const char *schema, bool is_list)
{
	json_name(j, STR("content"));
	json_open(j, '{');
	json_name(j, STR("application/json"));
	json_open(j, '{');
	json_name(j, STR("schema"));
	if (is_list)
		json_raw(j, str_format(arena, "{\"type\":\"object\",\"properties\":{\"rows\":{\"type\":\"array\",\"items\":"
		                       "{\"$ref\":\"#/components/schemas/%s\"}},\"after\":{\"type\":\"string\",\"nullable\":true},"
		                       "\"before\":{\"type\":\"string\",\"nullable\":true}}}", schema));
	else
		reference(j, arena, "schemas", schema);
	json_close(j, '}');
	json_close(j, '}');
}

static void write_operation(struct json *j, struct arena *arena, const struct operation *o)
{
	json_name(j, str_of(o->method));
	json_open(j, '{');
	text_of(j, "summary", str_of(o->summary));
	json_name(j, STR("tags"));
	json_open(j, '[');
	json_text(j, str_of(o->record));
	json_close(j, ']');
	write_parameters(j, o);
	if (o->body) {
		json_name(j, STR("requestBody"));
		json_open(j, '{');
		write_content(j, arena, o->record, false);
		json_close(j, '}');
	}
	json_name(j, STR("responses"));
	json_open(j, '{');
	json_name(j, str_format(arena, "%d", o->status));
	json_open(j, '{');
	text_of(j, "description", str_of(o->summary));
	write_content(j, arena, o->record, o->is_list);
	json_close(j, '}');
	json_name(j, STR("default"));
	reference(j, arena, "responses", "Refusal");
	json_close(j, '}');
	json_close(j, '}');
}

static bool first_of_verb(const struct holding *h, const struct move *m)
{
	for (const struct move *o = h->moves; o != m; o++)
		if (str_equal(str_of(o->verb), str_of(m->verb)) && (o->from == MOVE_NEW) == (m->from == MOVE_NEW))
			return false;
	return true;
}

static void write_verbs(struct json *j, struct arena *arena, const struct holding *h)
{
	const char *name = h->record->name;

	for (const struct move *m = h->moves; m && m->verb; m++) {
		bool new = m->from == MOVE_NEW;
		struct operation o = { "post", m->label, name, true, .by_id = !new, .status = new ? 201 : 200 };

		if (m->by_program || m == move_first_new(h) || !first_of_verb(h, m) || str_is(STR("edit"), m->verb))
			continue;
		json_name(j, str_format(arena, "/api/v1/%s/%s%s", name, new ? "" : "{id}/", m->verb));
		json_open(j, '{');
		write_operation(j, arena, &o);
		json_close(j, '}');
	}
}

static bool can_be_edited(const struct holding *h)
{
	for (const struct move *m = h->moves; m && m->verb; m++)
		if (str_is(STR("edit"), m->verb))
			return true;
	return false;
}

/* Asked with the row's own fields and the ground, answered with the question. */
static void write_correct(struct json *j, struct arena *arena, const struct holding *h)
{
	struct operation ask = { "post", "申请更正", "correction", .body = true, .by_id = true, .status = 201 };

	json_name(j, str_format(arena, "/api/v1/%s/{id}/correct", h->record->name));
	json_open(j, '{');
	write_operation(j, arena, &ask);
	json_close(j, '}');
}

static void write_paths(struct json *j, struct arena *arena, const struct holding *h)
{
	const char *name = h->record->name, *label = h->record->label;
	const struct move *new = move_first_new(h);
	struct operation get = { "get", label, name, .is_list = true, .status = 200 };
	struct operation get_one = { "get", label, name, .by_id = true, .status = 200 };
	struct operation post = { "post", new ? new->label : "", name, .body = true, .status = 201 };
	struct operation patch = { "patch", "修改", name, .body = true, .by_id = true, .status = 200 };

	json_name(j, str_format(arena, "/api/v1/%s", name));
	json_open(j, '{');
	write_operation(j, arena, &get);
	if (new)
		write_operation(j, arena, &post);
	json_close(j, '}');
	json_name(j, str_format(arena, "/api/v1/%s/{id}", name));
	json_open(j, '{');
	write_operation(j, arena, &get_one);
	if (can_be_edited(h))
		write_operation(j, arena, &patch);
	json_close(j, '}');
	if (record_has_personal(h->record) && h->personal) {
		struct operation view = { "post", "查看个人信息（记入台账）", name, .by_id = true, .status = 200 };

		json_name(j, str_format(arena, "/api/v1/%s/{id}/personal", name));
		json_open(j, '{');
		write_operation(j, arena, &view);
		json_close(j, '}');
	}
	if (h->correct)
		write_correct(j, arena, h);
	write_verbs(j, arena, h);
	api_describe_files(j, arena, h);
}

static const char SESSION_PATH[] =
	"{\"post\":{\"summary\":\"登录\",\"security\":[],\"requestBody\":{\"content\":{\"application/json\":{\"schema\":{"
	"\"type\":\"object\",\"properties\":{\"login\":{\"type\":\"string\"},\"password\":{\"type\":\"string\"}}}}}},"
	"\"responses\":{\"200\":{\"description\":\"token\"},\"default\":{\"$ref\":\"#/components/responses/Refusal\"}}}}";

static const char PASSWORD_PATH[] =
	"{\"post\":{\"summary\":\"修改口令\",\"requestBody\":{\"content\":{\"application/json\":{\"schema\":{"
	"\"type\":\"object\",\"properties\":{\"old_password\":{\"type\":\"string\"},\"new_password\":{\"type\":\"string\"}}}}}},"
	"\"responses\":{\"200\":{\"description\":\"已改\"},\"default\":{\"$ref\":\"#/components/responses/Refusal\"}}}}";

static const char FIXED_COMPONENTS[] =
	"\"securitySchemes\":{\"token\":{\"type\":\"http\",\"scheme\":\"bearer\"}},"
	"\"responses\":{\"Refusal\":{\"description\":\"拒绝\",\"content\":{\"application/json\":{\"schema\":{"
	"\"type\":\"object\",\"properties\":{\"error\":{\"type\":\"object\",\"properties\":{\"rule\":{\"type\":\"string\"},"
	"\"message\":{\"type\":\"string\"},\"field\":{\"type\":\"string\",\"nullable\":true},"
	"\"fields\":{\"type\":\"array\",\"items\":{\"type\":\"object\"}}}}}}}}}},\"schemas\":";

static void write_components(struct json *j, struct arena *arena, const struct house *house)
{
	const struct record *const *records = clauses_records(arena, house);

	json_name(j, STR("components"));
	json_open(j, '{');
	buf_add(j->out, str_of(FIXED_COMPONENTS));      /* ends with the name "schemas": no comma is due */
	json_open(j, '{');
	for (; *records; records++)
		write_schema(j, arena, *records);
	json_close(j, '}');
	json_close(j, '}');
}

Str api_describe(struct arena *arena, const struct house *house)
{
	struct strbuf out = { .arena = arena };
	struct json j = { .out = &out };

	json_open(&j, '{');
	text_of(&j, "openapi", STR("3.0.3"));
	json_name(&j, STR("info"));
	json_raw(&j, STR("{\"title\":\"决不 Juebu\",\"version\":\"1\"}"));
	json_name(&j, STR("security"));
	json_raw(&j, STR("[{\"token\":[]}]"));
	json_name(&j, STR("paths"));
	json_open(&j, '{');
	json_name(&j, STR("/api/v1/session"));
	json_raw(&j, str_of(SESSION_PATH));
	json_name(&j, STR("/api/v1/password"));
	json_raw(&j, str_of(PASSWORD_PATH));
	for (const struct clause *const *c = house->clauses; *c; c++)
		for (const struct holding *const *h = (*c)->holdings; h && *h; h++)
			if (!(*h)->own_api)
				write_paths(&j, arena, *h);
	json_raw(&j, str_of(api_attachment_paths));
	json_close(&j, '}');
	write_components(&j, arena, house);
	json_close(&j, '}');
	return buf_str(&out);
}
