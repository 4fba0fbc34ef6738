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
	const struct knock *knock;
	const char *words;              /* why it failed */
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

enum { HOUR_S = 3600 };

/* Whoever tries names must not be able to fill the ledger: the rest of the hour is one entry (strays_note). */
static bool note_stray(struct act *act, const struct attempt *attempt)
{
	int64_t attempts = 0;

	if (!people_store_stray(act, attempt->real_now_s / HOUR_S * HOUR_S, &attempts))
		return false;
	return attempts > LIMIT_STRAY_LOGINS_NOTED ||
	       note(act, &attempt->account, "account.login_refused", "没有这个登录名");
}

bool strays_note(struct act *act, int64_t now_real_s)
{
	int64_t hour, attempts;

	do {
		if (!people_store_stray_over(act, now_real_s / HOUR_S * HOUR_S, &hour, &attempts))
			return false;
		if (attempts > LIMIT_STRAY_LOGINS_NOTED) {
			struct event entry = { .event = "account.login_refused", .note = str_format(act->arena,
				"没有这个登录名，%d 时一小时内另有 %lld 次", instant_minute_of_day((Instant){ hour }) / 60,
				(long long)(attempts - LIMIT_STRAY_LOGINS_NOTED)) };

			if (!ledger_note(act, &entry))
				return false;
		}
	} while (hour != 0);
	return true;
}

/* Committed although the person is refused: so it counts and notes, and refuses nothing itself. */
static bool attempt_failed(struct act *act, void *input)
{
	struct attempt *attempt = input;
	struct failures now = { 0 };
	int64_t lock_s = (int64_t)LIMIT_LOCKED_MINUTES * 60;

	if (!people_store_clear_failures(act, STR_NONE, attempt->real_now_s - lock_s) ||
	    !people_store_failures(act, attempt->login_hash, &now))
		return false;
	now.count++;
	now.failed_real_s = attempt->real_now_s;
	now.locked_until_real_s = now.count >= LIMIT_LOGIN_FAILURES ? attempt->real_now_s + lock_s : 0;
	attempt->failures = now;
	if (!people_store_fail(act, attempt->login_hash, &now))
		return false;
	if (attempt->account.id.v == 0)
		return note_stray(act, attempt);
	if (!note(act, &attempt->account, "account.login_refused", attempt->words))
		return false;
	return now.count < LIMIT_LOGIN_FAILURES ||
	       note(act, &attempt->account, "account.locked", "连续输错口令");
}

static bool disabled_knocked(struct act *act, void *input)
{
	const struct attempt *attempt = input;

	return note(act, &attempt->account, "account.login_refused", "账号已停用");
}

/* A password without a date was given by the program; it is as old as the first login with it. */
static bool begin_password(struct act *act, const struct attempt *attempt)
{
	struct passwords used;

	return people_store_passwords(act, attempt->account.id.v, &used)
	    && (used.count > 0 || people_store_password_used(act, attempt->account.id.v, attempt->account.password_hash,
	                                                     attempt->real_now_s));
}

static bool attempt_succeeded(struct act *act, void *input)
{
	struct attempt *attempt = input;
	int64_t id = attempt->account.id.v;
	bool found = false;

	attempt->session.token_hash = hash_hex(act->arena, attempt->token);
	attempt->session.csrf = random_hex(act->arena, 16);
	attempt->session.created_real_s = attempt->real_now_s;
	attempt->session.agent = device_words(act->arena, attempt->knock->agent);
	attempt->session.address = attempt->knock->address;
	if (!people_store_clear_failures(act, attempt->login_hash,
	                                 attempt->real_now_s - (int64_t)LIMIT_LOCKED_MINUTES * 60) ||
	    !begin_password(act, attempt) ||
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

static struct attempt attempt_at(const struct act_seed *seed, int64_t now_real_s, const struct knock *knock, const char *words)
{
	must(seed->arena);
	sodium_ready();
	return (struct attempt){ .seed = seed, .login = knock->login, .login_hash = hash_hex(seed->arena, knock->login),
		                 .knock = knock, .words = words, .real_now_s = now_real_s };
}

/* The same count as at the login: a screen left open is no way to guess for ever. */
bool password_guess(const struct act_seed *seed, int64_t now_real_s, const struct account *account, bool is_right,
                    struct refusal *refusal)
{
	struct knock knock = { .login = account->login };
	struct attempt attempt = attempt_at(seed, now_real_s, &knock, "改口令时原口令不对");

	if (!act_read(seed, attempt_read, &attempt, refusal))
		return false;
	if (is_locked(&attempt))
		return answer_locked(&attempt, refusal);
	if (is_right)
		return true;
	if (!act_write(seed, attempt_failed, &attempt, refusal))
		return false;
	return !is_locked(&attempt) || answer_locked(&attempt, refusal);
}

void caller_judge_password(struct caller *who, int64_t now_real_s)
{
	who->password_is_old = !who->must_change && who->password_until_real_s != 0 && now_real_s > who->password_until_real_s;
	if (who->password_is_old)
		who->must_change = true;
}

bool login_check_at(const struct act_seed *seed, int64_t now_real_s, const struct knock *knock,
                    struct session *out, struct refusal *refusal)
{
	struct attempt attempt = attempt_at(seed, now_real_s, knock, "口令不对");
	struct act_seed own = *seed;
	Str password = knock->password;

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
	if (attempt.account.disabled && !act_write(seed, disabled_knocked, &attempt, refusal))
		return false;
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
	caller_judge_password(who, now_real_s);
	*out = (struct session){ .token = attempt.token, .csrf = attempt.session.csrf, .who = who };
	return true;
}

bool login_check(const struct act_seed *seed, const struct knock *knock, struct session *out, struct refusal *refusal)
{
	return login_check_at(seed, real_now_s(), knock, out, refusal);
}
