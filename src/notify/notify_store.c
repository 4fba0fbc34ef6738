/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* notify_store.c - the inbox in the database. */
#include "notify/notify_store.h"

static const struct sql TELL = {
	"INSERT INTO notice (version, account_id, told_at, title, path, key)"
	" VALUES (1, :account, :now, :title, :path, :key)"
	" ON CONFLICT (account_id, key) DO NOTHING" };

bool notify_store_tell(struct act *act, const struct notice *notice)
{
	struct query *q = store_query(act, &TELL);

	query_bind_int(q, ":account", notice->account_id.v);
	query_bind_instant(q, ":now", act->now);
	query_bind_str(q, ":title", notice->title);
	query_bind_str(q, ":path", notice->path);
	query_bind_str(q, ":key", notice->key);
	return query_run_later(q);
}

static const struct sql UNREAD = {
	"SELECT count(*) AS n"
	"  FROM notice"
	" WHERE account_id = :account"
	"   AND read_at IS NULL" };

bool notify_store_unread(struct act *act, AccountId account, int64_t *out)
{
	struct query *q = store_query(act, &UNREAD);

	query_bind_int(q, ":account", account.v);
	return query_only_int(q, "n", out);
}

static const struct sql OWN = {
	"SELECT id"
	"  FROM notice"
	" WHERE id = :id"
	"   AND account_id = :account" };

bool notify_store_is_own(struct act *act, NoticeId id, AccountId account, bool *out)
{
	struct query *q = store_query(act, &OWN);

	query_bind_int(q, ":id", id.v);
	query_bind_int(q, ":account", account.v);
	return query_any(q, out);
}

static const struct sql READ = {
	"UPDATE notice"
	"   SET read_at = :now, version = version + 1"
	" WHERE id = :id"
	"   AND account_id = :account"
	"   AND read_at IS NULL" };

bool notify_store_read(struct act *act, NoticeId id, AccountId account)
{
	struct query *q = store_query(act, &READ);

	query_bind_int(q, ":id", id.v);
	query_bind_int(q, ":account", account.v);
	query_bind_instant(q, ":now", act->now);
	return query_run(q);
}

static const struct sql READ_ALL = {
	"UPDATE notice"
	"   SET read_at = :now, version = version + 1"
	" WHERE account_id = :account"
	"   AND read_at IS NULL" };

bool notify_store_read_all(struct act *act, AccountId account)
{
	struct query *q = store_query(act, &READ_ALL);

	query_bind_int(q, ":account", account.v);
	query_bind_instant(q, ":now", act->now);
	return query_run(q);
}

const struct sql *const notify_statements[] = { &TELL, &UNREAD, &OWN, &READ, &READ_ALL, NULL };
