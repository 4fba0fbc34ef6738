/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* notify.c - tells people something once, and remembers what they read.
 *
 * Owns: the inbox. Notices go past the ledger: each repeats, for one person, what the entry of its cause
 * already says, and a tick writes them by the dozen; so they are written by SQL of their own. */
#include "notify/notify.h"

static const struct field notice_fields[] = {
	HEAD(struct notice, NoticeId),
	REF(struct notice, account_id, AccountId, account_record, .label = "收件人", .required = true),
	FIELD(struct notice, told_at, .label = "时间", .required = true, .list = true, .sort = true),
	FIELD(struct notice, title, .label = "内容", .required = true, .most = 400, .list = true,
	      .filter = true),
	FIELD(struct notice, path, .label = "办理页面", .most = 200, .quiet = true),
	FIELD(struct notice, read_at, .label = "已读时间", .list = true, .filter = true),
	FIELD(struct notice, key, .label = "事由", .required = true, .most = 200, .quiet = true),
	FIELDS_END
};
const struct record notice_record = {
	.name = "notice", .label = "消息", .path = "/notice", .size = sizeof(struct notice),
	.fields = notice_fields, .title = "title", .person = "account_id", .order = "-told_at",
	.frozen = true, .unledgered = true,
};

static const struct sql TELL = {
	"INSERT INTO notice (version, account_id, told_at, title, path, key)"
	" VALUES (1, :account, :now, :title, :path, :key)"
	" ON CONFLICT (account_id, key) DO NOTHING" };

bool notify_account(struct act *act, AccountId account, Str key, Str title, Str path)
{
	struct query *q = store_query(act, &TELL);

	query_bind_int(q, ":account", account.v);
	query_bind_instant(q, ":now", act->now);
	query_bind_str(q, ":title", title);
	query_bind_str(q, ":path", path);
	query_bind_str(q, ":key", key);
	return query_run(q);
}

static bool tell_all(struct act *act, const struct people *people, Str key, Str title, Str path)
{
	for (size_t i = 0; i < people->count; i++)
		if (!notify_account(act, people->at[i], key, title, path))
			return false;
	return true;
}

bool notify_role(struct act *act, int64_t unit_id, enum role role, Str key, Str title, Str path)
{
	struct people people;

	return people_with_role(act, unit_id, role, &people) && tell_all(act, &people, key, title, path);
}

bool notify_unit(struct act *act, int64_t unit_id, Str key, Str title, Str path)
{
	struct people people;

	if (!people_with_role(act, unit_id, ROLE_CONTACT, &people))
		return false;
	if (people.count == 0 && !people_with_role(act, unit_id, ROLE_HEAD, &people))
		return false;
	return tell_all(act, &people, key, title, path);
}

static const struct sql UNREAD = {
	"SELECT count(*) AS n"
	"  FROM notice"
	" WHERE account_id = :account"
	"   AND read_at IS NULL" };

bool notify_unread(struct act *act, AccountId account, int64_t *out)
{
	struct query *q = store_query(act, &UNREAD);
	bool found = false;

	query_bind_int(q, ":account", account.v);
	if (!query_one(q, &found))
		return false;

	int64_t unread = found ? query_int(q, "n") : 0;

	if (!query_done(q))
		return false;
	*out = unread;
	return true;
}

static const struct sql OWN = {
	"SELECT read_at"
	"  FROM notice"
	" WHERE id = :id"
	"   AND account_id = :account" };

static const struct sql READ = {
	"UPDATE notice"
	"   SET read_at = :now, version = version + 1"
	" WHERE id = :id"
	"   AND account_id = :account"
	"   AND read_at IS NULL" };

bool notify_read(struct act *act, NoticeId id)
{
	struct query *q = store_query(act, &OWN);
	bool found = false;

	query_bind_int(q, ":id", id.v);
	query_bind_int(q, ":account", act->who->account_id);
	if (!query_one(q, &found) || !query_done(q))
		return false;
	if (!found)
		return refuse(act, REFUSED_NOT_FOUND, "notify.read", "没有这条消息");
	q = store_query(act, &READ);
	query_bind_int(q, ":id", id.v);
	query_bind_int(q, ":account", act->who->account_id);
	query_bind_instant(q, ":now", act->now);
	return query_run(q);
}

static const struct sql READ_ALL = {
	"UPDATE notice"
	"   SET read_at = :now, version = version + 1"
	" WHERE account_id = :account"
	"   AND read_at IS NULL" };

bool notify_read_all(struct act *act)
{
	struct query *q = store_query(act, &READ_ALL);

	query_bind_int(q, ":account", act->who->account_id);
	query_bind_instant(q, ":now", act->now);
	return query_run(q);
}

const struct sql *const notify_statements[] = { &TELL, &UNREAD, &OWN, &READ, &READ_ALL, NULL };
