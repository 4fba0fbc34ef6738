/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* notify.c - tells people something once, and remembers what they read.
 *
 * Owns: the inbox. Notices go past the ledger: each repeats, for one person, what the entry of its cause
 * already says, and a tick writes them by the dozen; so they are written by SQL of their own (notify_store.c). */
#include "notify/notify.h"

#include "notify/notify_store.h"

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

bool notify_account(struct act *act, AccountId account, Str key, Str title, Str path)
{
	struct notice notice = { .account_id = account, .key = key, .title = title, .path = path };

	return notify_store_tell(act, &notice);
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

bool notify_officer(struct act *act, OfficerId officer, Str key, Str title, Str path)
{
	struct people people;

	return people_of_officer(act, officer, &people) && tell_all(act, &people, key, title, path);
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

bool notify_unread(struct act *act, AccountId account, int64_t *out)
{
	return notify_store_unread(act, account, out);
}

bool notify_read(struct act *act, NoticeId id)
{
	AccountId me = { act->who->account_id };
	bool own = false;

	if (!notify_store_is_own(act, id, me, &own))
		return false;
	if (!own)
		return refuse(act, REFUSED_NOT_FOUND, "notify.read", "没有这条消息");
	return notify_store_read(act, id, me);
}

bool notify_read_all(struct act *act)
{
	return notify_store_read_all(act, (AccountId){ act->who->account_id });
}
