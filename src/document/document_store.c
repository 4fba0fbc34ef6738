/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* document_store.c - the SQL of the register of documents issued. */
#include "document/document_store.h"

static const struct sql LAST = {
	"SELECT COALESCE(MAX(serial), 0) AS n FROM issued_document WHERE code = :code AND year = :year" };

bool document_store_last(struct act *act, Str code, int64_t year, int64_t *out)
{
	struct query *q = store_query(act, &LAST);

	query_bind_str(q, ":code", code);
	query_bind_int(q, ":year", year);
	return query_only_int(q, "n", out);
}

static const struct sql OF = { "SELECT id FROM issued_document WHERE subject = :subject AND subject_id = :id" };

bool document_store_of(struct act *act, const char *subject, int64_t subject_id, int64_t *id_out)
{
	struct query *q = store_query(act, &OF);

	query_bind_str(q, ":subject", str_of(subject));
	query_bind_int(q, ":id", subject_id);
	return query_only_int(q, "id", id_out);
}

static const struct sql KEEP = { "INSERT INTO issued_content (id, content) VALUES (:id, :content)" };

bool document_store_keep(struct act *act, IssuedId id, Str content)
{
	struct query *q = store_query(act, &KEEP);

	query_bind_int(q, ":id", id.v);
	query_bind_str(q, ":content", content);
	return query_run(q);
}

static const struct sql CONTENT = { "SELECT content FROM issued_content WHERE id = :id" };

bool document_store_content(struct act *act, IssuedId id, Str *out)
{
	struct query *q = store_query(act, &CONTENT);
	bool found = false;

	query_bind_int(q, ":id", id.v);
	*out = STR_NONE;
	if (!query_one(q, &found))
		return false;
	if (found)
		*out = query_str(q, "content");
	return query_done(q);
}

const struct sql *const document_statements[] = { &LAST, &OF, &KEEP, &CONTENT, NULL };
