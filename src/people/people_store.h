/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* people_store.h - the SQL of people/, for its own files only. */
#ifndef JUEBU_PEOPLE_PEOPLE_STORE_H
#define JUEBU_PEOPLE_PEOPLE_STORE_H

#include "people/people.h"

enum { PEOPLE_HEX = 64 };            /* a SHA-256 in hex */

bool people_store_certified(struct act *, OfficerId, Date on, bool *out) MUST_USE;
bool people_store_of_officer(struct act *, OfficerId, struct people *out) MUST_USE;
bool people_store_with_role(struct act *, int64_t unit_id, const char *role, struct people *out) MUST_USE;
bool people_store_unit_of_kind(struct act *, const char *kind, Date on, UnitId *out) MUST_USE;
bool people_store_account_id(struct act *, Str login, int64_t *id_out) MUST_USE;   /* 0: no such login */

struct failures { int64_t count, failed_real_s, locked_until_real_s; };
bool people_store_failures(struct act *, Str login_hash, struct failures *out) MUST_USE;
bool people_store_fail(struct act *, Str login_hash, const struct failures *) MUST_USE;
bool people_store_clear_failures(struct act *, Str login_hash, int64_t older_than_real_s) MUST_USE;

/* One session with the caller behind it as they are now. */
struct session_row {
	Str token_hash, csrf;
	Str agent, address;             /* written only */
	int64_t created_real_s, seen_real_s;
	struct caller who;
};
bool people_store_session(struct act *, Str token_hash, bool *found, struct session_row *out) MUST_USE;
bool people_store_sessions(struct act *, struct session_row **out, size_t *count_out) MUST_USE;
bool people_store_session_add(struct act *, int64_t account_id, const struct session_row *) MUST_USE;
bool people_store_session_keep(struct act *, int64_t account_id, int64_t newest) MUST_USE;
bool people_store_session_seen(struct act *, Str token_hash, int64_t seen_real_s) MUST_USE;
bool people_store_session_end(struct act *, Str token_hash) MUST_USE;
bool people_store_session_end_others(struct act *, int64_t account_id, Str csrf) MUST_USE;
/* The hashes of the passwords last chosen, newest first; the newest's time. */
struct passwords { Str *hashes; size_t count; int64_t since_real_s; };
bool people_store_passwords(struct act *, int64_t account_id, struct passwords *out) MUST_USE;
bool people_store_password_used(struct act *, int64_t account_id, Str hash, int64_t since_real_s) MUST_USE;      /* and forgets the oldest */
/* One more in this hour: how many they are now. The oldest hour before that one is taken out; 0: there is none. */
bool people_store_stray(struct act *, int64_t hour_real_s, int64_t *attempts_out) MUST_USE;
bool people_store_stray_over(struct act *, int64_t before_hour_real_s, int64_t *hour_out, int64_t *attempts_out) MUST_USE;

bool people_store_session_end_old(struct act *, int64_t seen_before, int64_t created_before) MUST_USE;

#endif
