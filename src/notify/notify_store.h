/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* notify_store.h - the SQL of notify/, for its own files only. */
#ifndef JUEBU_NOTIFY_NOTIFY_STORE_H
#define JUEBU_NOTIFY_NOTIFY_STORE_H

#include "notify/notify.h"

bool notify_store_tell(struct act *, const struct notice *) MUST_USE;   /* once per account and key */
bool notify_store_unread(struct act *, AccountId, int64_t *out) MUST_USE;
bool notify_store_is_own(struct act *, NoticeId, AccountId, bool *out) MUST_USE;
bool notify_store_read(struct act *, NoticeId, AccountId) MUST_USE;
bool notify_store_read_all(struct act *, AccountId) MUST_USE;

#endif
