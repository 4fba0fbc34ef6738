/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* login.c - is this the right password, and how often was it not.
 *
 * Owns: the comparison, the lock-out, the beginning of a session. An unknown login takes the same time, is
 * counted, locked and answered as a known one: nobody learns here who has an account. */
#include <sodium.h>

#include "base/limits.h"
#include "people/people_store.h"
#include "people/session.h"

/* Hashes of nothing in use, to spend the same time on a login that is not there. */
static const char DUMMY_HASH[] =
	"$argon2id$v=19$m=65536,t=2,p=1$2CRTIu1Z0CNHY2kPuUqlaA$npxS43GqUqlYIxTV6wpG2YKpVcuA5QoAJuOYiY+uv60";
static const char DUMMY_HASH_DEMO[] =
	"$argon2id$v=19$m=8,t=1,p=1$QctlL4iXyuDWV2bMpN18zg$04YTEUNGbDYoRNc5loUyk0HaZ9AIeLXcE1DMHgl/zl8";

struct attempt {
	const struct act_seed *seed;
	Str login, login_hash;
	int64_t real_now_s;
	struct account account;         /* id 0: no such login */
	struct failures failures;
	Str token;
	struct session_row session;
};

static bool attempt_read(struct act *act, void *input)
{
	struct attempt *attempt = input;
	int64_t id = 0;

	return people_store_failures(act, attempt->login_hash, &attempt->failures) &&
	       people_store_account_id(act, attempt->login, &id) &&
	       (id == 0 || record_load(act, &account_record, id, &attempt->account));
}

/* About the session, not the account's row: an entry on the row would have to hold all of it as it stands,
 * and who changes it in the same moment would make it a lie. subject_id is the account; an unknown login has none. */
static bool note(struct act *act, const struct account *account, const char *event, const char *words)
{
	struct event entry = { .event = event, .unit_id = account->unit_id.v, .note = str_of(words) };

	if (account->id.v != 0) {
		entry.subject = "session";
		entry.subject_id = account->id.v;
	}
	return ledger_note(act, &entry);
}

/* Committed although the person is refused: so it counts and notes, and refuses nothing itself. */
static bool attempt_failed(struct act *act, void *input)
{
	struct attempt *attempt = input;
	struct failures now = { 0 };
	int64_t lock_s = (int64_t)LIMIT_LOCKED_MINUTES * 60;

	if (!store_lock(act, "people.login", (int64_t)(str_hash(attempt->login_hash) >> 1)) ||
	    !people_store_clear_failures(act, STR_NONE, attempt->real_now_s - lock_s) ||
	    !people_store_failures(act, attempt->login_hash, &now))
		return false;
	now.count++;
	now.failed_real_s = attempt->real_now_s;
	now.locked_until_real_s = now.count >= LIMIT_LOGIN_FAILURES ? attempt->real_now_s + lock_s : 0;
	attempt->failures = now;
	if (!people_store_fail(act, attempt->login_hash, &now) ||
	    !note(act, &attempt->account, "account.login_refused",
	          attempt->account.id.v != 0 ? "口令不对" : "没有这个登录名"))
		return false;
	return now.count < LIMIT_LOGIN_FAILURES ||
	       note(act, &attempt->account, "account.locked", "连续输错口令");
}

static bool attempt_succeeded(struct act *act, void *input)
{
	struct attempt *attempt = input;
	int64_t id = attempt->account.id.v;
	bool found = false;

	attempt->session.token_hash = hash_hex(act->arena, attempt->token);
	attempt->session.csrf = random_hex(act->arena, 16);
	attempt->session.created_real_s = attempt->real_now_s;
	if (!people_store_clear_failures(act, attempt->login_hash,
	                                 attempt->real_now_s - (int64_t)LIMIT_LOCKED_MINUTES * 60) ||
	    !people_store_session_keep(act, id, LIMIT_SESSIONS_PER_ACCOUNT - 1) ||
	    !people_store_session_add(act, id, &attempt->session) ||
	    !people_store_session(act, attempt->session.token_hash, &found, &attempt->session))
		return false;
	if (!found)                     /* disabled since it was read */
		return refuse(act, REFUSED_FORBIDDEN, "people.disabled", "账号已停用，请联系系统管理员");
	return note(act, &attempt->account, "account.login", "");
}

static bool is_locked(const struct attempt *attempt)
{
	return attempt->real_now_s < attempt->failures.locked_until_real_s;
}

static bool answer(struct refusal *refusal, enum refusal_kind kind, const char *rule, Str message)
{
	*refusal = (struct refusal){ .kind = kind, .rule = str_of(rule), .message = message };
	return false;
}

static bool answer_locked(const struct attempt *attempt, struct refusal *refusal)
{
	int64_t left_s = attempt->failures.locked_until_real_s - attempt->real_now_s;

	return answer(refusal, REFUSED_TOO_MANY, "people.locked",
	              str_format(attempt->seed->arena, "连续输错 %d 次，已锁定，请 %d 分钟后再试",
	                         LIMIT_LOGIN_FAILURES, (int)((left_s + 59) / 60)));
}

static bool is_right(const struct attempt *attempt, Str password)
{
	bool there = attempt->account.id.v != 0 && !str_is_empty(attempt->account.password_hash);
	Str dummy = attempt->seed->house->is_demo ? str_of(DUMMY_HASH_DEMO) : str_of(DUMMY_HASH);
	Str hash = there ? attempt->account.password_hash : dummy;
	const char *given = str_terminated(attempt->seed->arena, hash), *slow = str_terminated(attempt->seed->arena, dummy);
	bool right = crypto_pwhash_str_verify(given, password.at, password.len) == 0;

	/* A first password's quick hash must not tell that the login is there. */
	if (!attempt->seed->house->is_demo
	    && crypto_pwhash_str_needs_rehash(given, crypto_pwhash_OPSLIMIT_INTERACTIVE, crypto_pwhash_MEMLIMIT_INTERACTIVE) != 0)
		(void)!crypto_pwhash_str_verify(slow, password.at, password.len);
	return there && right;
}

bool login_check_at(const struct act_seed *seed, int64_t now_real_s, Str login, Str password,
                    struct session *out, struct refusal *refusal)
{
	struct attempt attempt = { .seed = seed, .login = login, .real_now_s = now_real_s };
	struct act_seed own = *seed;

	must(seed->arena);
	sodium_ready();
	attempt.login_hash = hash_hex(seed->arena, login);
	if (str_is_empty(password))
		password = STR("");     /* verify wants an address */
	if (!act_read(seed, attempt_read, &attempt, refusal))
		return false;
	if (is_locked(&attempt))
		return answer_locked(&attempt, refusal);
	if (password.len > (size_t)LIMIT_PASSWORD_CHARACTERS * 4 || !is_right(&attempt, password)) {
		if (!act_write(seed, attempt_failed, &attempt, refusal))
			return false;
		if (is_locked(&attempt))
			return answer_locked(&attempt, refusal);
		return answer(refusal, REFUSED_NOT_LOGGED_IN, "people.login", STR("登录名或口令不对，请重新输入"));
	}
	if (attempt.account.disabled)
		return answer(refusal, REFUSED_FORBIDDEN, "people.disabled", STR("账号已停用，请联系系统管理员"));
	attempt.token = random_hex(seed->arena, PEOPLE_HEX / 2);
	own.actor_id = attempt.account.id.v;
	own.actor_name = attempt.account.name;
	if (!act_write(&own, attempt_succeeded, &attempt, refusal))
		return false;
	/* What the limit ended must not live on in memory. */
	sessions_forget(seed->house, attempt.account.id.v);

	struct caller *who = ARENA_NEW(seed->arena, struct caller);

	*who = attempt.session.who;
	*out = (struct session){ .token = attempt.token, .csrf = attempt.session.csrf, .who = who };
	return true;
}

bool login_check(const struct act_seed *seed, Str login, Str password, struct session *out,
                 struct refusal *refusal)
{
	return login_check_at(seed, real_now_s(), login, password, out, refusal);
}
