/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* session.c - who is behind a token: in memory for every request, in the database for a restart.
 *
 * Owns: the one table of sessions behind house->sessions, guarded by its lock. What is held is read anew
 * from the database after at most a minute, or at once after sessions_forget: so a disabled account, a
 * changed role or another process's logout is never believed for longer. */
#include "people/session.h"

#include <pthread.h>
#include <sodium.h>
#include <stdatomic.h>
#include <string.h>
#include <time.h>

#include "base/limits.h"
#include "people/people_store.h"

enum { BUCKETS = 1024, BELIEVED_S = 60, NAME_BYTES = 60 * 4, CSRF_BYTES = 32, HASH_BYTES = 32 };

struct held {
	unsigned char hash[HASH_BYTES];
	char name[NAME_BYTES], unit_name[NAME_BYTES], csrf[CSRF_BYTES];
	struct caller who;              /* its texts stand in the arrays above */
	int64_t created_real_s;
	_Atomic int64_t seen_real_s, read_real_s;   /* renewed under the reading lock */
	int64_t flushed_real_s;
	struct held *next;
};

struct sessions {
	pthread_rwlock_t lock;
	struct arena *arena;
	int64_t forgotten;              /* how often something was: who read the database before that is not believed */
	struct held *bucket[BUCKETS], *unused;
};

int64_t real_now_s(void)
{
	struct timespec now;

	must(clock_gettime(CLOCK_REALTIME, &now) == 0);
	return (int64_t)now.tv_sec;
}

void sodium_ready(void)
{
	must(sodium_init() >= 0);
}

static Str hex_of(struct arena *arena, const unsigned char *bytes, size_t count)
{
	char *hex = arena_take(arena, count * 2 + 1);

	(void)sodium_bin2hex(hex, count * 2 + 1, bytes, count);
	return str_of(hex);
}

Str random_hex(struct arena *arena, size_t bytes)
{
	unsigned char *at = arena_take(arena, bytes);

	randombytes_buf(at, bytes);
	return hex_of(arena, at, bytes);
}

static void hash_bytes(Str text, unsigned char out[HASH_BYTES])
{
	sodium_ready();
	must(crypto_hash_sha256(out, (const unsigned char *)text.at, text.len) == 0);
}

Str hash_hex(struct arena *arena, Str text)
{
	unsigned char hash[HASH_BYTES];

	hash_bytes(text, hash);
	return hex_of(arena, hash, HASH_BYTES);
}

static const struct field session_fields[] = {
	HEAD(struct open_session, SessionId),
	REF(struct open_session, account_id, AccountId, account_record, .label = "账号", .required = true, .list = true, .filter = true),
	FIELD(struct open_session, token_hash, .label = "令牌", .required = true, .secret = true, .quiet = true),
	FIELD(struct open_session, csrf, .label = "表单令牌", .required = true, .secret = true, .quiet = true),
	FIELD(struct open_session, agent, .label = "设备", .most = 100, .list = true),
	FIELD(struct open_session, address, .label = "地址", .most = 45, .list = true),
	FIELD(struct open_session, created_real_s, .label = "登录时间", .required = true, .list = true, .sort = true),
	FIELD(struct open_session, seen_real_s, .label = "最近活动", .required = true, .list = true, .sort = true),
	FIELDS_END
};
/* Its ledger entries are those of coming and going: the row itself is gone when it ends. */
const struct record session_record = {
	.name = "session", .label = "登录", .path = "/session", .size = sizeof(struct open_session), .fields = session_fields,
	.title = "agent", .person = "account_id", .order = "-seen_real_s", .frozen = true, .unledgered = true,
};

/* ---- the table ---- */

static void sessions_free(struct sessions *sessions)
{
	pthread_rwlock_destroy(&sessions->lock);
	arena_close(sessions->arena);
}

static struct sessions *sessions_of(struct house *house)
{
	void *there = atomic_load(&house->sessions);

	if (there)
		return there;

	struct arena *arena = arena_open();
	struct sessions *made = ARENA_NEW(arena, struct sessions);

	made->arena = arena;
	must(pthread_rwlock_init(&made->lock, NULL) == 0);
	if (atomic_compare_exchange_strong(&house->sessions, &there, made))
		return made;
	sessions_free(made);
	return there;
}

void sessions_close(struct house *house)
{
	struct sessions *sessions = atomic_exchange(&house->sessions, NULL);

	if (sessions)
		sessions_free(sessions);
}

static struct held **place_of(struct sessions *sessions, const unsigned char *hash)
{
	struct held **place = &sessions->bucket[(hash[0] | (unsigned)hash[1] << 8) % BUCKETS];

	while (*place && memcmp((*place)->hash, hash, HASH_BYTES) != 0)
		place = &(*place)->next;
	return place;
}

static void drop(struct sessions *sessions, struct held **place)
{
	struct held *gone = *place;

	*place = gone->next;
	memset(gone, 0, sizeof *gone);
	gone->next = sessions->unused;
	sessions->unused = gone;
}

static Str keep(char *room, size_t bytes, Str text)
{
	Str kept = str_first(text, text.len <= bytes ? text.len : 0);

	if (kept.len > 0)
		memcpy(room, kept.at, kept.len);
	return (Str){ room, kept.len };
}

/* Under the writing lock. now 0: for this once, and read again for the next request. */
static struct held *hold(struct sessions *sessions, const unsigned char *hash,
                         const struct session_row *row, int64_t now)
{
	struct held **place = place_of(sessions, hash);
	struct held *held = *place;

	if (!held) {
		held = sessions->unused;
		if (held)
			sessions->unused = held->next;
		else
			held = ARENA_NEW(sessions->arena, struct held);
		memcpy(held->hash, hash, HASH_BYTES);
		held->flushed_real_s = row->seen_real_s;
		held->next = NULL;
		*place = held;
	}
	held->created_real_s = row->created_real_s;
	if (held->seen_real_s < row->seen_real_s)
		held->seen_real_s = row->seen_real_s;
	held->read_real_s = now;
	held->who = row->who;
	held->who.name = keep(held->name, NAME_BYTES, row->who.name);
	held->who.unit_name = keep(held->unit_name, NAME_BYTES, row->who.unit_name);
	held->who.csrf = keep(held->csrf, CSRF_BYTES, row->csrf);
	return held;
}

static bool is_over(const struct held *held, int64_t now)
{
	return now - held->seen_real_s > (int64_t)LIMIT_IDLE_MINUTES * 60 ||
	       now - held->created_real_s > (int64_t)LIMIT_SESSION_HOURS * 3600;
}

static void hand_out(struct held *held, struct arena *arena, int64_t now, Str token,
                     struct session *out)
{
	struct caller *who = ARENA_NEW(arena, struct caller);

	*who = held->who;
	caller_judge_password(who, now);
	who->name = arena_copy(arena, who->name);
	who->unit_name = arena_copy(arena, who->unit_name);
	who->csrf = arena_copy(arena, who->csrf);
	held->seen_real_s = now;
	*out = (struct session){ .token = arena_copy(arena, token), .csrf = who->csrf, .who = who };
}

/* ---- one request ---- */

struct lookup {
	Str token_hash;
	bool found;
	struct session_row row;
};

static bool look_up(struct act *act, void *input)
{
	struct lookup *lookup = input;

	return people_store_session(act, lookup->token_hash, &lookup->found, &lookup->row);
}

/* What the database knows now; the slow way, at most once a minute per session. */
static bool session_read(struct house *house, struct arena *arena, const unsigned char *hash,
                         struct lookup *lookup)
{
	struct refusal refusal = { 0 };
	struct act_seed seed = { .house = house, .who = &caller_system, .via = VIA_PAGE,
		                 .now = { real_now_s() }, .arena = arena };

	lookup->token_hash = hex_of(arena, hash, HASH_BYTES);
	return act_read(&seed, look_up, lookup, &refusal);
}

bool session_caller(struct house *house, struct arena *arena, Str token, int64_t now, struct session *out)
{
	struct sessions *sessions = sessions_of(house);
	unsigned char hash[HASH_BYTES];
	bool known = false, over = false;
	int64_t forgotten;

	if (token.len != PEOPLE_HEX)
		return false;
	hash_bytes(token, hash);
	must(pthread_rwlock_rdlock(&sessions->lock) == 0);
	forgotten = sessions->forgotten;
	struct held *held = *place_of(sessions, hash);

	if (held && now - held->read_real_s <= BELIEVED_S) {
		over = is_over(held, now);
		known = !over;
		if (known)
			hand_out(held, arena, now, token, out);
	}
	must(pthread_rwlock_unlock(&sessions->lock) == 0);
	if (known || over)
		return known;

	struct lookup lookup = { 0 };

	if (!session_read(house, arena, hash, &lookup))
		return false;
	must(pthread_rwlock_wrlock(&sessions->lock) == 0);
	if (lookup.found) {
		held = hold(sessions, hash, &lookup.row, forgotten == sessions->forgotten ? now : 0);
		known = !is_over(held, now);
		if (known)
			hand_out(held, arena, now, token, out);
	} else if (*place_of(sessions, hash)) {
		drop(sessions, place_of(sessions, hash));
	}
	must(pthread_rwlock_unlock(&sessions->lock) == 0);
	return known;
}

struct ended { unsigned char hash[HASH_BYTES]; };

/* Not before the commit: a request in between would find it in the database and hold it for another minute. */
static void drop_ended(struct house *house, void *thing, bool stored)
{
	const struct ended *ended = thing;
	struct sessions *sessions = sessions_of(house);

	if (!stored)
		return;
	must(pthread_rwlock_wrlock(&sessions->lock) == 0);
	sessions->forgotten++;
	if (*place_of(sessions, ended->hash))
		drop(sessions, place_of(sessions, ended->hash));
	must(pthread_rwlock_unlock(&sessions->lock) == 0);
}

/* About the session, not the account's row, as the login's own entry (login.c); subject_id is the account. */
static bool note_end(struct act *act, int64_t account_id, const char *event, const char *words)
{
	struct event entry = { .event = event, .subject = "session", .subject_id = account_id, .note = str_of(words) };
	struct account account;

	if (!record_load(act, &account_record, account_id, &account))
		return false;
	entry.unit_id = account.unit_id.v;
	return ledger_note(act, &entry);
}

bool session_end(struct act *act, Str token)
{
	struct ended *ended = ARENA_NEW(act->arena, struct ended);

	hash_bytes(token, ended->hash);
	if (!people_store_session_end(act, hex_of(act->arena, ended->hash, HASH_BYTES)))
		return false;
	act_at_end(act, drop_ended, ended);
	return note_end(act, act->actor_id, "account.logout", "");
}

bool session_end_one(struct act *act, const struct open_session *open)
{
	struct ended *ended = ARENA_NEW(act->arena, struct ended);
	bool own = open->account_id.v == act->actor_id;

	must(open->token_hash.len == PEOPLE_HEX && str_unhex(open->token_hash, ended->hash));
	if (!people_store_session_end(act, open->token_hash))
		return false;
	act_at_end(act, drop_ended, ended);
	return note_end(act, open->account_id.v, own ? "account.logout" : "account.logout_forced", own ? "从别处退出" : "");
}

bool sessions_end_others(struct act *act)
{
	return account_end_sessions(act, (AccountId){ act->actor_id })
	    && note_end(act, act->actor_id, "account.logout", "退出其他登录");
}

/* ---- all of them ---- */

bool sessions_load(struct act *act)
{
	struct sessions *sessions = sessions_of(act->house);
	struct session_row *rows;
	size_t count;
	int64_t now = real_now_s();

	if (!people_store_sessions(act, &rows, &count))
		return false;
	must(pthread_rwlock_wrlock(&sessions->lock) == 0);
	for (size_t i = 0; i < count; i++) {
		unsigned char hash[HASH_BYTES];
		size_t len = 0;

		must(sodium_hex2bin(hash, HASH_BYTES, rows[i].token_hash.at, rows[i].token_hash.len, NULL,
		                    &len, NULL) == 0 && len == HASH_BYTES);
		(void)hold(sessions, hash, &rows[i], now);
	}
	must(pthread_rwlock_unlock(&sessions->lock) == 0);
	return true;
}

size_t sessions_count(struct house *house, int64_t now)
{
	struct sessions *sessions = sessions_of(house);
	size_t count = 0;

	must(pthread_rwlock_rdlock(&sessions->lock) == 0);
	for (size_t b = 0; b < BUCKETS; b++)
		for (const struct held *held = sessions->bucket[b]; held; held = held->next)
			count += !is_over(held, now);
	must(pthread_rwlock_unlock(&sessions->lock) == 0);
	return count;
}

void sessions_forget(struct house *house, int64_t account_id)
{
	struct sessions *sessions = sessions_of(house);

	must(pthread_rwlock_wrlock(&sessions->lock) == 0);
	sessions->forgotten++;
	for (size_t b = 0; b < BUCKETS; b++)
		for (struct held *held = sessions->bucket[b]; held; held = held->next)
			if (held->who.account_id == account_id)
				held->read_real_s = 0;
	must(pthread_rwlock_unlock(&sessions->lock) == 0);
}

static void forget_stored(struct house *house, void *thing, bool stored)
{
	if (stored)
		sessions_forget(house, *(const int64_t *)thing);
}

void account_changed(struct act *act, AccountId account)
{
	int64_t *id = ARENA_NEW(act->arena, int64_t);

	*id = account.v;
	act_at_end(act, forget_stored, id);
}

struct seen { Str token_hash; int64_t seen_real_s; struct seen *next; };

/* Drops what is over and lists what was seen since it was last written down. */
static struct seen *sweep(struct sessions *sessions, struct arena *arena, int64_t now)
{
	struct seen *list = NULL;

	for (size_t b = 0; b < BUCKETS; b++) {
		struct held **place = &sessions->bucket[b];

		while (*place) {
			struct held *held = *place;

			if (is_over(held, now)) {
				drop(sessions, place);
				continue;
			}
			if (held->seen_real_s > held->flushed_real_s) {
				struct seen *seen = ARENA_NEW(arena, struct seen);

				*seen = (struct seen){ hex_of(arena, held->hash, HASH_BYTES),
					               held->seen_real_s, list };
				held->flushed_real_s = held->seen_real_s;
				list = seen;
			}
			place = &held->next;
		}
	}
	return list;
}

bool sessions_flush(struct act *act, int64_t now)
{
	struct sessions *sessions = sessions_of(act->house);

	must(pthread_rwlock_wrlock(&sessions->lock) == 0);
	struct seen *list = sweep(sessions, act->arena, now);

	must(pthread_rwlock_unlock(&sessions->lock) == 0);
	for (; list; list = list->next)
		if (!people_store_session_seen(act, list->token_hash, list->seen_real_s))
			return false;
	if (!strays_note(act, now))
		return false;
	return people_store_session_end_old(act, now - (int64_t)LIMIT_IDLE_MINUTES * 60,
	                                    now - (int64_t)LIMIT_SESSION_HOURS * 3600);
}
