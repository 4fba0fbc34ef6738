/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* door_files.c - a request that brings files: who may send a large body, and its files staged before its act.
 *
 * On a worker: may they add here at all? then each file is looked at and staged in short acts of its own; what is not
 * sound is a fault at its field, and the others stay staged, so that they need not be sent again. */
#include "api/api.h"
#include "app/door_inner.h"
#include "base/limits.h"
#include "clause/attachment.h"

size_t door_body_most(const struct request *r, void *context)
{
	struct door *door = context;
	const struct passage *passage;
	struct session session;
	int64_t id;
	Str word, token;
	bool by_cookie;

	if (r->method == HTTP_GET || r->broken != REFUSED_NOT)
		return LIMIT_BODY_BYTES;
	passage = passage_find(&door->passages, r->method, r->path, &id, &word);
	if (!passage || !passage->route.files)
		return LIMIT_BODY_BYTES;
	token = door_token(r, &by_cookie);
	if (!token.len || !session_caller(door->house, r->arena, token, real_now_s(), &session))
		return LIMIT_BODY_BYTES;
	return LIMIT_UPLOAD_BYTES;
}

static bool may_add(struct act *act, void *input)
{
	struct visit *v = input;

	return door_load_row(act, v) && attachment_check_add(act, v->call.holding, v->call.row);
}

/* false: nothing more can be staged now (disk, database, the day's share); what was is kept. */
static bool stage_all(struct visit *v, struct act *act)
{
	const struct sent_files *sent = &v->exchange->request.files;

	v->call.staged = ARENA_ARRAY(v->seed.arena, struct staged, LIMIT_FILES_PER_ACT);
	for (size_t i = 0; i < sent->count; i++) {
		struct staged *file = &v->call.staged[v->call.staged_count];

		if (!file_look(act, STR("file"), &sent->at[i], file))
			continue;
		if (!file_stage(&v->seed, file, sent->at[i].bytes, &act->refusal))
			return false;
		v->call.staged_count++;
	}
	return act_sound(act);
}

static void stage(void *thing)
{
	struct visit *v = thing;
	struct act act = door_act_alone(v);

	v->call.route = &v->passage->route;
	if (!act_read(&v->seed, may_add, v, &v->refusal)) {
		door_refuse(v);
		return;
	}
	if (!stage_all(v, &act)) {
		v->refusal = act.refusal;
		door_refuse(v);
		return;
	}
	door_write_later(v);
}

void door_stage_later(struct visit *v)
{
	if (!store_work(v->seed.house->store, stage, v))
		door_say_no(v, REFUSED_TOO_MANY, "door.busy", "现在上传的人太多，请过一会儿再试");
}
