/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* blob_store.c - the rows of blob, blob_piece and blob_upload (schema/0014_attachment.sql). */
#include "file/blob_store.h"

#include "base/limits.h"

enum { STAGED_SECONDS = LIMIT_STAGED_HOURS * 3600, DAY_SECONDS = 86400 };

/* ---- coming in ---- */

/* Sent again, a loose one begins to wait anew. */
static const struct sql BEGIN_BLOB = {
	"INSERT INTO blob (sm3, bytes, uses, loose_at) VALUES (:sm3, :bytes, 0, :now)"
	" ON CONFLICT (sm3) DO UPDATE SET loose_at = excluded.loose_at" };
static const struct sql IS_WHOLE = { "SELECT count(*) AS n FROM blob WHERE sm3 = :sm3 AND whole_at IS NOT NULL" };

bool blob_store_begin(struct act *act, const struct staged *file, bool *whole_out)
{
	struct query *q = store_query(act, &BEGIN_BLOB);
	int64_t n;

	query_bind_str(q, ":sm3", file->sm3);
	query_bind_int(q, ":bytes", file->bytes);
	query_bind_instant(q, ":now", act->now);
	if (!query_run(q))
		return false;
	q = store_query(act, &IS_WHOLE);
	query_bind_str(q, ":sm3", file->sm3);
	if (!query_only_int(q, "n", &n))
		return false;
	*whole_out = n > 0;
	return true;
}

static const struct sql ADD_PIECE = {
	"INSERT INTO blob_piece (sm3, no, bytes) VALUES (:sm3, :no, :bytes) ON CONFLICT (sm3, no) DO NOTHING" };

bool blob_store_piece(struct act *act, Str sm3, int64_t no, Str bytes)
{
	struct query *q = store_query(act, &ADD_PIECE);

	query_bind_str(q, ":sm3", sm3);
	query_bind_int(q, ":no", no);
	query_bind_blob(q, ":bytes", bytes);
	return query_run(q);
}

/* The sum says whether a piece is missing: their sizes are fixed. */
static const struct sql FINISH = {
	"UPDATE blob SET whole_at = COALESCE(whole_at, :now)"
	" WHERE sm3 = :sm3"
	"   AND (whole_at IS NOT NULL"
	"        OR bytes = (SELECT sum(length(p.bytes)) FROM blob_piece p WHERE p.sm3 = blob.sm3))" };

bool blob_store_finish(struct act *act, const struct staged *file)
{
	struct query *q = store_query(act, &FINISH);

	query_bind_str(q, ":sm3", file->sm3);
	query_bind_instant(q, ":now", act->now);
	return query_change_one(q);
}

static const struct sql ADD_UPLOAD = {
	"INSERT INTO blob_upload (account_id, sm3, file_name, media_type, bytes, staged_at)"
	" VALUES (:account, :sm3, :name, :type, :bytes, :now)"
	" ON CONFLICT (account_id, sm3) DO UPDATE"
	"    SET file_name = excluded.file_name, media_type = excluded.media_type, staged_at = excluded.staged_at" };

bool blob_store_upload(struct act *act, const struct staged *file)
{
	struct query *q = store_query(act, &ADD_UPLOAD);

	query_bind_int(q, ":account", act->actor_id);
	query_bind_str(q, ":sm3", file->sm3);
	query_bind_str(q, ":name", file->name);
	query_bind_str(q, ":type", file->type);
	query_bind_int(q, ":bytes", file->bytes);
	query_bind_instant(q, ":now", act->now);
	return query_run(q);
}

static const struct sql UPLOADED = {
	"SELECT CAST(COALESCE(sum(bytes), 0) AS {int}) AS n FROM blob_upload"
	" WHERE account_id = :account AND staged_at > :since" };

bool blob_store_uploaded(struct act *act, int64_t *bytes_out)
{
	struct query *q = store_query(act, &UPLOADED);

	query_bind_int(q, ":account", act->actor_id);
	query_bind_instant(q, ":since", instant_plus(act->now, -(int64_t)DAY_SECONDS));
	return query_only_int(q, "n", bytes_out);
}

static const struct sql HAS = {
	"SELECT count(*) AS n FROM blob_upload WHERE account_id = :account AND sm3 = :sm3" };

bool blob_store_has(struct act *act, Str sm3, bool *out)
{
	struct query *q = store_query(act, &HAS);
	int64_t n;

	query_bind_int(q, ":account", act->actor_id);
	query_bind_str(q, ":sm3", sm3);
	if (!query_only_int(q, "n", &n))
		return false;
	*out = n > 0;
	return true;
}

static const struct sql STAGED = {
	"SELECT u.file_name, u.media_type, u.bytes"
	"  FROM blob_upload u JOIN blob b ON b.sm3 = u.sm3"
	" WHERE u.account_id = :account AND u.sm3 = :sm3 AND b.whole_at IS NOT NULL" };

bool file_staged(struct act *act, Str sm3, bool *found, struct staged *out)
{
	struct query *q = store_query(act, &STAGED);

	query_bind_int(q, ":account", act->actor_id);
	query_bind_str(q, ":sm3", sm3);
	if (!query_one(q, found))
		return false;
	if (*found)
		*out = (struct staged){ .name = query_str(q, "file_name"), .type = query_str(q, "media_type"),
		                        .sm3 = sm3, .bytes = query_int(q, "bytes") };
	return query_done(q);
}

/* ---- used, released, swept ---- */

static const struct sql USE = {
	"UPDATE blob SET uses = uses + 1 WHERE sm3 = :sm3 AND whole_at IS NOT NULL" };

/* RULE file.gone */
bool file_use(struct act *act, Str sm3)
{
	struct query *q = store_query(act, &USE);
	int64_t changed;

	query_bind_str(q, ":sm3", sm3);
	if (!query_run_counting(q, &changed))
		return false;
	return changed == 1 || refuse(act, REFUSED_CONFLICT, "file.gone", "上传的文件放得太久，已经清除，请重新上传");
}

static const struct sql RELEASE = {
	"UPDATE blob SET uses = uses - 1, loose_at = :now WHERE sm3 = :sm3" };

bool file_release(struct act *act, Str sm3)
{
	struct query *q = store_query(act, &RELEASE);

	query_bind_str(q, ":sm3", sm3);
	query_bind_instant(q, ":now", act->now);
	return query_change_one(q);
}

static const struct sql FORGET_UPLOADS = {
	"DELETE FROM blob_upload WHERE staged_at <= :before" };
static const struct sql LOOSE = {
	"SELECT sm3 FROM blob b"
	" WHERE uses = 0 AND loose_at <= :before"
	"   AND NOT EXISTS (SELECT 1 FROM blob_upload u WHERE u.sm3 = b.sm3)"
	" ORDER BY loose_at LIMIT :most" };
static const struct sql FORGET_PIECES = { "DELETE FROM blob_piece WHERE sm3 = :sm3" };
static const struct sql FORGET_BLOB = { "DELETE FROM blob WHERE sm3 = :sm3 AND uses = 0" };

static bool forget(struct act *act, Str sm3)
{
	struct query *q = store_query(act, &FORGET_PIECES);

	query_bind_str(q, ":sm3", sm3);
	if (!query_run(q))
		return false;
	q = store_query(act, &FORGET_BLOB);
	query_bind_str(q, ":sm3", sm3);
	return query_change_one(q);
}

bool files_sweep(struct act *act, bool *left_out)
{
	Instant before = instant_plus(act->now, -(int64_t)STAGED_SECONDS);
	struct query *q = store_query(act, &FORGET_UPLOADS);
	Str loose[LIMIT_SWEPT_BLOBS];
	size_t count = 0;

	query_bind_instant(q, ":before", before);
	if (!query_run(q))
		return false;
	q = store_query(act, &LOOSE);
	query_bind_instant(q, ":before", before);
	query_bind_int(q, ":most", LIMIT_SWEPT_BLOBS);
	while (query_next(q))
		loose[count++] = query_str(q, "sm3");
	if (!query_done(q))
		return false;
	for (size_t i = 0; i < count; i++)
		if (!forget(act, loose[i]))
			return false;
	*left_out = count == LIMIT_SWEPT_BLOBS;
	return true;
}

/* ---- going out ---- */

static const struct sql READ = { "SELECT bytes FROM blob_piece WHERE sm3 = :sm3 AND no = :no" };

bool blob_store_read(struct act *act, Str sm3, int64_t no, Str *out)
{
	struct query *q = store_query(act, &READ);
	Str bytes = STR_NONE;
	bool found;

	query_bind_str(q, ":sm3", sm3);
	query_bind_int(q, ":no", no);
	if (!query_one(q, &found))
		return false;
	if (found)
		bytes = query_blob(q, "bytes");
	if (!query_done(q))
		return false;
	*out = bytes;
	return true;
}

const struct sql *const file_statements[] = {
	&BEGIN_BLOB, &IS_WHOLE, &ADD_PIECE, &FINISH, &ADD_UPLOAD, &UPLOADED, &HAS, &STAGED, &USE, &RELEASE, &FORGET_UPLOADS,
	&LOOSE, &FORGET_PIECES, &FORGET_BLOB, &READ, NULL };
