/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* attachment_store.c - which attachments stand at a row (schema/0014_attachment.sql). */
#include "clause/attachment_store.h"

static const struct sql OF_ROW = {
	"SELECT id FROM attachment WHERE subject = :subject AND subject_id = :id AND state <> 'removed' ORDER BY id" };

bool attachment_store_of(struct act *act, Str subject, int64_t id, struct attachments *out)
{
	struct query *q = store_query(act, &OF_ROW);
	struct attachments found = { NULL, 0 };
	size_t room = 0;

	query_bind_str(q, ":subject", subject);
	query_bind_int(q, ":id", id);
	while (query_next(q)) {
		found.at = arena_room_for_one(act->arena, found.at, found.count, &room, sizeof *found.at);
		found.at[found.count++].id.v = query_int(q, "id");
	}
	if (!query_done(q))
		return false;
	for (size_t i = 0; i < found.count; i++)
		if (!record_load(act, &attachment_record, found.at[i].id.v, &found.at[i]))
			return false;
	*out = found;
	return true;
}

static const struct sql NEXT = {
	"SELECT id FROM attachment WHERE id > :after AND state <> 'removed' ORDER BY id LIMIT 1" };

bool attachment_store_next(struct act *act, int64_t after, int64_t *id_out)
{
	struct query *q = store_query(act, &NEXT);

	query_bind_int(q, ":after", after);
	return query_only_int(q, "id", id_out);
}

const struct sql *const attachment_statements[] = { &OF_ROW, &NEXT, NULL };
