/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* notify.h - the inbox: what somebody must be told, once, with a link to where it is done.
 * Mail and hooks come later behind the same verb. */
#ifndef JUEBU_NOTIFY_NOTIFY_H
#define JUEBU_NOTIFY_NOTIFY_H

#include "people/people.h"

typedef struct { int64_t v; } NoticeId;
struct notice {
	NoticeId id;
	int64_t version;
	AccountId account_id;
	Instant told_at;
	Str title;                      /* 提醒：第 47 周未果事项周报还剩 1 日 */
	Str path;                       /* where it is done */
	Instant read_at;
	Str key;                        /* told once per account and key */
};
extern const struct record notice_record;

/* The same key tells the same account once: a tick run again says nothing twice. */
bool notify_account(struct act *, AccountId, Str key, Str title, Str path) MUST_USE;
bool notify_role(struct act *, int64_t unit_id, enum role, Str key, Str title, Str path) MUST_USE;
bool notify_officer(struct act *, OfficerId, Str key, Str title, Str path) MUST_USE;
/* The unit's contact; without one its head (二（四）). */
bool notify_unit(struct act *, int64_t unit_id, Str key, Str title, Str path) MUST_USE;
bool notify_unread(struct act *, AccountId, int64_t *out) MUST_USE;
bool notify_read(struct act *, NoticeId) MUST_USE;               /* only one's own: else NOT_FOUND */
bool notify_read_all(struct act *) MUST_USE;

extern const struct sql *const notify_statements[];

#endif
