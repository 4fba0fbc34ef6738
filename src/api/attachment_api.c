/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* attachment_api.c - attachments over the API: those of a row, one of them, its bytes. */
#include "api/inner.h"
#include "clause/attachment.h"
#include "clause/attachment_form.h"

static void write_one(struct act *act, struct json *json, const struct attachment *a)
{
	record_json(act, json, &attachment_record, a, true);
}

/* {"rows": […]} of the row the route names. */
static bool write_list(struct act *act, struct call *call, int status)
{
	struct attachments there;
	struct json json;

	if (!attachments_of(act, call->holding->record, call->id, &there))
		return false;
	json = api_begin(call, status);
	json_open(&json, '{');
	json_name(&json, STR("rows"));
	json_open(&json, '[');
	for (size_t i = 0; i < there.count; i++)
		write_one(act, &json, &there.at[i]);
	json_close(&json, ']');
	json_close(&json, '}');
	return true;
}

static Str list_path(struct act *act, const char *record, int64_t id)
{
	return str_format(act->arena, "/api/v1/%s/%lld/attachment", record, (long long)id);
}

static bool list(struct act *act, struct call *call)
{
	return write_list(act, call, 200);
}

static bool add(struct act *act, struct call *call)
{
	if (!attachment_form_take(act, call))
		return false;
	call->to = list_path(act, call->holding->record->name, call->id);
	return write_list(act, call, 201);
}

bool api_attachment(struct act *act, struct call *call)
{
	struct attached at;
	struct json json;

	if (!attachment_open(act, call->id, &at))
		return false;
	json = api_begin(call, 200);
	write_one(act, &json, &at.attachment);
	return true;
}

bool api_attachment_content(struct act *act, struct call *call)
{
	struct attached at;

	if (!attachment_open(act, call->id, &at))
		return false;
	attachment_send(act, call, &at.attachment);
	return true;
}

/* Answered as it was: what is removed is not there any more, what is withdrawn is asked for again. */
bool api_attachment_take(struct act *act, struct call *call)
{
	struct attached at;
	struct json json;

	if (!attachment_open(act, call->id, &at) || !attachment_form_remove(act, &at, call->input))
		return false;
	call->to = list_path(act, at.holding->record->name, at.attachment.subject_id);
	json = api_begin(call, 200);
	write_one(act, &json, &at.attachment);
	return true;
}

size_t api_file_routes_of(struct arena *arena, const struct holding *h, struct route *out)
{
	const char *path = str_terminated(arena, str_format(arena, "/api/v1/%s/:id/attachment", h->record->name));

	if (!h->files)
		return 0;
	out[0] = (struct route){ HTTP_GET, path, h->read, SCOPED_ROW, h->record, .handler = list, .title = "附件" };
	out[1] = (struct route){ HTTP_POST, path, h->read, SCOPED_ROW, h->record, .handler = add, .writes = true, .files = true,
	                         .title = "添加附件" };
	return 2;
}

/* ---- described ---- */

#define REFUSAL "\"default\":{\"$ref\":\"#/components/responses/Refusal\"}"
#define ID "\"parameters\":[{\"name\":\"id\",\"in\":\"path\",\"required\":true,\"schema\":{\"type\":\"integer\"}}]"
#define ROWS "{\"description\":\"附件\",\"content\":{\"application/json\":{\"schema\":{\"type\":\"object\",\"properties\":{" \
	"\"rows\":{\"type\":\"array\",\"items\":{\"$ref\":\"#/components/schemas/attachment\"}}}}}}}"
#define ONE "{\"description\":\"附件\",\"content\":{\"application/json\":{\"schema\":{\"$ref\":\"#/components/schemas/attachment\"}}}}"

const char api_attachment_paths[] =
	"\"/api/v1/attachment/{id}\":{\"get\":{\"summary\":\"附件\",\"tags\":[\"attachment\"]," ID ","
	"\"responses\":{\"200\":" ONE "," REFUSAL "}}},"
	"\"/api/v1/attachment/{id}/content\":{\"get\":{\"summary\":\"附件内容\",\"tags\":[\"attachment\"]," ID ","
	"\"responses\":{\"200\":{\"description\":\"文件\",\"content\":{\"*/*\":{\"schema\":{\"type\":\"string\",\"format\":\"binary\"}}}},"
	"\"206\":{\"description\":\"Range 所指的一段\"}," REFUSAL "}}},"
	"\"/api/v1/attachment/{id}/remove\":{\"post\":{\"summary\":\"删除或撤下附件\",\"tags\":[\"attachment\"]," ID ","
	"\"requestBody\":{\"content\":{\"application/json\":{\"schema\":{\"type\":\"object\",\"properties\":{"
	"\"ground\":{\"type\":\"string\",\"description\":\"已经报送过的要写明理由\"}}}}}},"
	"\"responses\":{\"200\":" ONE "," REFUSAL "}}}";

static const char ROW_PATH[] =
	"{\"get\":{\"summary\":\"附件\",\"tags\":[\"attachment\"]," ID ",\"responses\":{\"200\":" ROWS "," REFUSAL "}},"
	"\"post\":{\"summary\":\"添加附件\",\"tags\":[\"attachment\"]," ID ",\"requestBody\":{\"required\":true,\"content\":{"
	"\"multipart/form-data\":{\"schema\":{\"type\":\"object\",\"required\":[\"file\"],\"properties\":{"
	"\"file\":{\"type\":\"array\",\"items\":{\"type\":\"string\",\"format\":\"binary\"}},"
	"\"label\":{\"type\":\"string\",\"description\":\"说明\"}}}}}},\"responses\":{\"201\":" ROWS "," REFUSAL "}}}";

void api_describe_files(struct json *json, struct arena *arena, const struct holding *h)
{
	if (!h->files)
		return;
	json_name(json, str_format(arena, "/api/v1/%s/{id}/attachment", h->record->name));
	json_raw(json, str_of(ROW_PATH));
}
