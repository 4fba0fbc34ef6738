/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* account.c - accounts and their passwords: made, checked, changed.
 *
 * Owns: what a good password is, which roles may stand together. A change ends what it must: sessions
 * of the account are read anew, and after a new password all but the present one end. */
#include <sodium.h>
#include <string.h>

#include "base/limits.h"
#include "people/people_store.h"
#include "people/session.h"

#define ADMIN_ROLES (1u << ROLE_SYSADMIN | 1u << ROLE_SECADMIN | 1u << ROLE_AUDITOR)

enum { PASSWORD_LEAST = 10, PASSWORD_KINDS = 3 };

const struct setting_rule password_days = {
	"people.password_days", "一个口令最长用", 90, 7, 365, "天", "等保2.0（GB/T 22239-2019）8.1.4.1 定期更换；天数为通行做法", .security = true };
const struct setting_rule *const people_settings[] = { &password_days, NULL };

static Str hash_with(struct arena *arena, Str password, unsigned long long ops, size_t memory_bytes)
{
	char *hash = arena_take(arena, crypto_pwhash_STRBYTES);

	sodium_ready();
	must(crypto_pwhash_str(hash, password.len > 0 ? password.at : "", password.len, ops, memory_bytes) == 0);
	return str_of(hash);
}

Str password_hash(struct arena *arena, Str password)
{
	return hash_with(arena, password, crypto_pwhash_OPSLIMIT_INTERACTIVE,
	                 crypto_pwhash_MEMLIMIT_INTERACTIVE);
}

/* A demo makes a hundred accounts whose password stands in the README. */
Str password_hash_for(const struct house *house, struct arena *arena, Str password)
{
	if (!house->is_demo)
		return password_hash(arena, password);
	return hash_with(arena, password, crypto_pwhash_OPSLIMIT_MIN, crypto_pwhash_MEMLIMIT_MIN);
}

/* ---- what a good password is ---- */

/* Long enough and of three kinds, and yet everybody's first guess. Compared without case. */
static const char *const common_passwords[] = {
	"password123!", "passw0rd123", "p@ssw0rd123", "p@ssw0rd1234", "admin@123456", "admin12345!",
	"admin@12345", "abc123456!", "abc123456789", "abc@123456", "aa123456789", "aa123456!!", "a123456789!",
	"qwerty123456", "qwer1234!!", "qwer@123456", "1qaz2wsx3edc", "1qaz@wsx3edc", "1qaz!qaz2wsx", "zaq12wsx!!",
	"woaini1314!", "test@123456", "root@123456", "zhengzhou@123", "gaoxinqu@123", "huawei@123", "iloveyou123!",
};

static Str lower(struct arena *arena, Str text)
{
	struct strbuf buf = { .arena = arena };

	for (size_t i = 0; i < text.len; i++) {
		char c = text.at[i];

		if (c >= 'A' && c <= 'Z')
			c = "abcdefghijklmnopqrstuvwxyz"[c - 'A'];
		buf_char(&buf, c);
	}
	return buf_str(&buf);
}

static int kinds_in(Str password)
{
	bool small = false, big = false, digit = false, other = false;

	for (size_t i = 0; i < password.len; i++) {
		char c = password.at[i];

		if (c >= 'a' && c <= 'z')
			small = true;
		else if (c >= 'A' && c <= 'Z')
			big = true;
		else if (c >= '0' && c <= '9')
			digit = true;
		else
			other = true;
	}
	return small + big + digit + other;
}

static bool is_common(Str low)
{
	for (size_t i = 0; i < COUNT_OF(common_passwords); i++)
		if (str_is(low, common_passwords[i]))
			return true;
	return false;
}

void password_faults(struct act *act, Str field, const struct account *account, Str password)
{
	const char *rule = "people.password";
	int characters = (int)str_characters(password);
	Str low = lower(act->arena, password), login = lower(act->arena, account->login), name = lower(act->arena, account->name);

	if (characters < PASSWORD_LEAST)
		fault_at(act, field, rule, "口令至少 %d 个字符，现在是 %d 个", PASSWORD_LEAST, characters);
	else if (characters > LIMIT_PASSWORD_CHARACTERS)
		fault_at(act, field, rule, "口令最多 %d 个字符", LIMIT_PASSWORD_CHARACTERS);
	else if (kinds_in(password) < PASSWORD_KINDS)
		fault_at(act, field, rule, "口令须含大写字母、小写字母、数字、符号中的三种");
	else if (login.len >= 4 && str_contains(low, login))
		fault_at(act, field, rule, "口令不能包含登录名，请换一个");
	else if (str_characters(name) >= 2 && str_contains(low, name))
		fault_at(act, field, rule, "口令不能包含姓名，请换一个");
	else if (is_common(low))
		fault_at(act, field, rule, "这个口令太常见，请换一个");
}

/* ---- passwords made here ---- */

Str password_random(struct arena *arena)
{
	static const char letters[] = "abcdefghjkmnpqrstuvwxyz23456789";
	struct strbuf out;

	sodium_ready();
	do {
		out = (struct strbuf){ .arena = arena };
		for (int i = 0; i < 16; i++) {
			if (i && i % 4 == 0)
				buf_char(&out, '-');
			buf_char(&out, letters[randombytes_uniform(sizeof letters - 1)]);
		}
	} while (kinds_in(buf_str(&out)) < PASSWORD_KINDS);
	return buf_str(&out);
}

/* Sixteen random letters are 79 bits: there is nothing to guess that a slow hash would have to protect, so it may be
 * made within a writing act. */
void account_give_password(struct act *act, struct account *account)
{
	act->shown_once = password_random(act->arena);
	account->password_hash = hash_with(act->arena, act->shown_once, crypto_pwhash_OPSLIMIT_MIN,
	                                   crypto_pwhash_MEMLIMIT_MIN);
	account->must_change = true;
}

bool account_end_sessions(struct act *act, AccountId account)
{
	if (!people_store_session_end_others(act, account.v, act->who->csrf))
		return false;
	account_changed(act, account);
	return true;
}

static bool set_hash(struct act *act, const struct account *before, Str hash, bool must_change)
{
	struct account after = *before;

	after.password_hash = hash;
	after.must_change = must_change;
	return record_update(act, &account_record, before, &after, "account.password", STR_NONE) &&
	       account_end_sessions(act, before->id);
}

/* ---- changing one's own ---- */

struct change { struct account account; struct passwords used; Str new_hash; int64_t now_real_s; };

static bool load_own(struct act *act, void *input)
{
	struct change *change = input;

	return record_load(act, &account_record, act->who->account_id, &change->account)
	    && people_store_passwords(act, act->who->account_id, &change->used);
}

static bool is_hash_of(struct act *act, Str hash, Str password)
{
	sodium_ready();
	return !str_is_empty(hash) && crypto_pwhash_str_verify(str_terminated(act->arena, hash),
	                                                       password.len > 0 ? password.at : "", password.len) == 0;
}

static bool was_used(struct act *act, const struct passwords *used, Str password)
{
	for (size_t i = 0; i < used->count; i++)
		if (is_hash_of(act, used->hashes[i], password))
			return true;
	return false;
}

static bool store_new(struct act *act, void *input)
{
	const struct change *change = input;
	struct account now = { 0 };

	if (!record_load(act, &account_record, change->account.id.v, &now))
		return false;
	if (!str_equal(now.password_hash, change->account.password_hash))
		return refuse(act, REFUSED_STALE, "people.password", "口令刚被改过，请重新登录");
	return set_hash(act, &now, change->new_hash, false)
	    && people_store_password_used(act, now.id.v, change->new_hash, change->now_real_s);
}

static void judge_new(struct act *act, const struct change *change, Str old_password, Str new_password)
{
	Str field = STR("new_password");

	password_faults(act, field, &change->account, new_password);
	if (str_equal(old_password, new_password))
		fault_at(act, field, "people.password", "新口令不能与原口令相同");
	else if (act->refusal.kind == REFUSED_NOT && !act->refusal.faults && was_used(act, &change->used, new_password))
		fault_at(act, field, "people.password", "最近 %d 次用过的口令不能再用，请换一个", LIMIT_PASSWORDS_REMEMBERED);
}

bool password_change(struct act *act, Str old_password, Str new_password)
{
	return password_change_at(act, real_now_s(), old_password, new_password);
}

bool password_change_at(struct act *act, int64_t now_real_s, Str old_password, Str new_password)
{
	struct act_seed seed = { .house = act->house, .who = act->who, .actor_id = act->actor_id,
		                 .actor_name = act->actor_name, .via = act->via, .now = act->now, .arena = act->arena };
	struct change change = { .now_real_s = now_real_s };
	bool right;

	must(!act->connection);
	if (!act_read(&seed, load_own, &change, &act->refusal))
		return false;
	right = is_hash_of(act, change.account.password_hash, old_password);
	if (!password_guess(&seed, now_real_s, &change.account, right, &act->refusal))
		return false;
	if (!right)
		fault_at(act, STR("old_password"), "people.password", "原口令不对，请重新输入");
	judge_new(act, &change, old_password, new_password);
	if (!act_sound(act))
		return false;
	change.new_hash = password_hash_for(act->house, act->arena, new_password);
	return act_write(&seed, store_new, &change, &act->refusal);
}

/* ---- accounts ---- */

static bool is_login(Str login)
{
	if (login.len < 2 || login.len > 32)
		return false;
	for (size_t i = 0; i < login.len; i++) {
		char c = login.at[i];

		if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (i > 0 && strchr("._-", c))))
			return false;
	}
	return true;
}

bool account_check(struct act *act, const struct account *account)
{
	unsigned roles = 0, admin;

	if (!is_login(account->login))
		fault_at(act, STR("login"), "people.login_name", "登录名用小写字母、数字、点、横线，2—32 个");
	if (account->unit_id.v == 0)
		fault_at(act, STR("unit_id"), "people.unit", "请选择单位");
	if (!roles_parse(account->roles, &roles)) {
		fault_at(act, STR("roles"), "people.roles", "有不认识的角色，请重新选择");
		return act_sound(act);
	}
	admin = roles & ADMIN_ROLES;
	if ((admin & (admin - 1)) != 0)
		fault_at(act, STR("roles"), "people.three_admins",
		         "系统管理员、安全管理员、安全审计员须由不同的人担任，请只选一个");
	else if (admin != 0 && roles != admin)
		fault_at(act, STR("roles"), "people.three_admins", "管理员不办业务，请去掉业务角色或另开账号");
	return act_sound(act);
}

bool account_create(struct act *act, struct account *account, Str password)
{
	int64_t taken = 0;

	if (!people_store_account_id(act, account->login, &taken))
		return false;
	if (taken != 0)
		fault_at(act, STR("login"), "people.login_name", "登录名 %.*s 已有人用，请换一个",
		         STR_ARG(account->login));
	if (!str_is_empty(password))
		password_faults(act, STR("password"), account, password);
	if (!account_check(act, account))
		return false;
	if (!str_is_empty(password))
		account->password_hash = password_hash_for(act->house, act->arena, password);
	return record_insert(act, &account_record, account, "account.open", STR_NONE);
}

bool account_find(struct act *act, Str login, struct account *out)
{
	int64_t id = 0;

	if (!people_store_account_id(act, login, &id))
		return false;
	if (id == 0)
		return refuse(act, REFUSED_NOT_FOUND, "people.account", "没有登录名 %.*s，请核对", STR_ARG(login));
	return record_load(act, &account_record, id, out);
}

bool account_set_password(struct act *act, Str login, Str password)
{
	struct account account = { 0 };

	if (!account_find(act, login, &account))
		return false;
	password_faults(act, STR("password"), &account, password);
	return act_sound(act) &&
	       set_hash(act, &account, password_hash_for(act->house, act->arena, password), true);
}

bool account_set_disabled(struct act *act, Str login, bool disabled)
{
	struct account before = { 0 };

	if (!account_find(act, login, &before))
		return false;

	struct account after = before;

	after.disabled = disabled;
	if (!record_update(act, &account_record, &before, &after,
	                   disabled ? "account.disable" : "account.enable", STR_NONE))
		return false;
	return account_end_sessions(act, before.id);
}
