/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* login_test.c - login, lock-out, sessions and password changes, in real time handed in by the test. */
#include "base/limits.h"
#include "people/people_store.h"
#include "people/sample_test.h"
#include "tests/test.h"

enum { T0 = 1795400000, MINUTE = 60, HOUR = 3600 };

static struct sample *cheap(void)
{
	struct sample *s = sample_open("2026-11-23T09:00");

	s->house->is_demo = true;
	return s;
}

static struct refusal try_login(struct sample *s, int64_t now, const char *login, const char *password,
                                struct session *out)
{
	struct act_seed seed = { .house = s->house, .via = VIA_TEST, .now = s->house->clock(s->house),
		                 .arena = test_arena() };
	struct knock knock = { str_of(login), str_of(password), STR("10.1.2.3"), STR("Mozilla/5.0 (Windows NT 10.0) Edg/120.0") };
	struct refusal refusal = { 0 };
	bool in = login_check_at(&seed, now, &knock, out, &refusal);

	CHECK_INT(0, in, refusal.kind == REFUSED_NOT);
	return refusal;
}

static bool is_in(struct sample *s, Str token, int64_t now)
{
	struct session session;

	return session_caller(s->house, test_arena(), token, now, &session);
}

TEST(the_right_password_opens_a_session_with_its_caller)
{
	struct sample *s = cheap();
	struct session session = { 0 }, again = { 0 };

	CHECK_DONE(try_login(s, T0, "contact1", SAMPLE_PASSWORD, &session));
	CHECK_INT(0, session.who->account_id, s->contact.v);
	CHECK_INT(0, session.who->roles, 1u << ROLE_CONTACT);
	CHECK_STR(0, session.who->unit_name, "行政执法分局");
	CHECK_INT(0, (int64_t)session.token.len, 64);
	CHECK(0, session_caller(s->house, test_arena(), session.token, T0 + 1, &again));
	CHECK_INT(0, again.who->account_id, s->contact.v);
	CHECK_INT(0, again.who->unit_kind, UNIT_DEPARTMENT);
	CHECK_STR(0, again.who->name, "李联系");
	CHECK(0, str_equal(again.csrf, session.csrf));
	CHECK(1, !is_in(s, STR("0000000000000000000000000000000000000000000000000000000000000000"), T0));
	CHECK(2, !is_in(s, STR("short"), T0));
	CHECK(3, !is_in(s, STR_NONE, T0));
}

TEST(a_wrong_password_and_an_unknown_login_are_answered_alike)
{
	struct sample *s = cheap();
	struct session session;
	struct refusal wrong = try_login(s, T0, "contact1", "Wrong-2026-zone", &session);
	struct refusal unknown = try_login(s, T0, "nobody", "Wrong-2026-zone", &session);
	struct refusal nothing = try_login(s, T0, "", "", &session);

	CHECK_REFUSED(wrong, REFUSED_NOT_LOGGED_IN, "people.login");
	CHECK_REFUSED(unknown, REFUSED_NOT_LOGGED_IN, "people.login");
	CHECK_REFUSED(nothing, REFUSED_NOT_LOGGED_IN, "people.login");
	CHECK(0, str_equal(wrong.message, unknown.message));
}

TEST(the_fifth_wrong_password_locks_for_fifteen_minutes)
{
	static const char *const logins[] = { "contact1", "nobody" };
	struct sample *s = cheap();
	struct session session;
	int64_t lock_s = (int64_t)LIMIT_LOCKED_MINUTES * MINUTE;

	for (size_t i = 0; i < COUNT_OF(logins); i++) {
		for (int n = 1; n < LIMIT_LOGIN_FAILURES; n++)
			CHECK_REFUSED(try_login(s, T0, logins[i], "Wrong-2026-zone", &session),
			              REFUSED_NOT_LOGGED_IN, "people.login");
		CHECK_REFUSED(try_login(s, T0, logins[i], "Wrong-2026-zone", &session), REFUSED_TOO_MANY,
		              "people.locked");
		CHECK_REFUSED(try_login(s, T0 + 1, logins[i], SAMPLE_PASSWORD, &session), REFUSED_TOO_MANY,
		              "people.locked");
		CHECK_REFUSED(try_login(s, T0 + lock_s - 1, logins[i], SAMPLE_PASSWORD, &session),
		              REFUSED_TOO_MANY, "people.locked");
	}
	CHECK_DONE(try_login(s, T0 + lock_s, "contact1", SAMPLE_PASSWORD, &session));
	CHECK_REFUSED(try_login(s, T0 + lock_s + 1, "nobody", SAMPLE_PASSWORD, &session),
	              REFUSED_NOT_LOGGED_IN, "people.login");
}

TEST(a_right_password_forgives_the_wrong_ones_before_it)
{
	struct sample *s = cheap();
	struct session session;

	for (int round = 0; round < 3; round++) {
		for (int n = 1; n < LIMIT_LOGIN_FAILURES; n++)
			CHECK_REFUSED(try_login(s, T0, "contact1", "Wrong-2026-zone", &session),
			              REFUSED_NOT_LOGGED_IN, "people.login");
		CHECK_DONE(try_login(s, T0, "contact1", SAMPLE_PASSWORD, &session));
	}
}

TEST(a_production_hash_takes_its_time_and_verifies)
{
	Str hash = password_hash(test_arena(), STR(SAMPLE_PASSWORD));

	CHECK(0, str_starts_with(hash, "$argon2id$v=19$m=65536,t=2,p=1$"));
}

TEST(a_session_ends_when_idle_or_old)
{
	struct sample *s = cheap();
	struct session session;
	int64_t idle_s = (int64_t)LIMIT_IDLE_MINUTES * MINUTE, now = T0;

	CHECK_DONE(try_login(s, T0, "contact1", SAMPLE_PASSWORD, &session));
	CHECK(0, is_in(s, session.token, T0 + idle_s));                 /* renewed here */
	CHECK(1, is_in(s, session.token, T0 + idle_s + idle_s));
	CHECK(2, !is_in(s, session.token, T0 + 3 * idle_s + 1));
	CHECK_DONE(try_login(s, T0, "contact1", SAMPLE_PASSWORD, &session));
	for (; now + idle_s <= T0 + (int64_t)LIMIT_SESSION_HOURS * HOUR; now += idle_s)
		CHECK(now, is_in(s, session.token, now));
	CHECK(3, is_in(s, session.token, T0 + (int64_t)LIMIT_SESSION_HOURS * HOUR));
	CHECK(4, !is_in(s, session.token, T0 + (int64_t)LIMIT_SESSION_HOURS * HOUR + 1));
}

static bool flush(struct act *act, void *input)
{
	return sessions_flush(act, *(int64_t *)input);
}

static bool load(struct act *act, void *input __attribute__((unused)))
{
	return sessions_load(act);
}

/* As a restart: what was in memory is gone. */
static void restart(struct sample *s)
{
	sessions_close(s->house);
	CHECK_DONE(test_read(s->house, NULL, load, NULL));
}

TEST(a_session_survives_a_restart_with_the_minute_it_was_seen)
{
	struct sample *s = cheap();
	struct session session;
	int64_t seen = T0 + 20 * MINUTE;

	CHECK_DONE(try_login(s, T0, "contact1", SAMPLE_PASSWORD, &session));
	CHECK(0, is_in(s, session.token, seen));
	CHECK_DONE(test_act(s->house, NULL, flush, &seen));
	restart(s);
	CHECK(1, is_in(s, session.token, seen + (int64_t)LIMIT_IDLE_MINUTES * MINUTE));
	restart(s);                     /* and that was not written down */
	CHECK(2, !is_in(s, session.token, seen + (int64_t)LIMIT_IDLE_MINUTES * MINUTE + 1));
}

static bool end(struct act *act, void *input)
{
	return session_end(act, *(Str *)input);
}

TEST(a_session_that_was_ended_is_gone_also_after_a_restart)
{
	struct sample *s = cheap();
	struct session session;

	CHECK_DONE(try_login(s, T0, "contact1", SAMPLE_PASSWORD, &session));
	CHECK(0, is_in(s, session.token, T0));
	CHECK_DONE(test_act(s->house, &s->as_contact, end, &session.token));
	CHECK(1, !is_in(s, session.token, T0));
	restart(s);
	CHECK(2, !is_in(s, session.token, T0));
}

TEST(the_eleventh_session_of_an_account_ends_its_oldest)
{
	struct sample *s = cheap();
	struct session sessions[LIMIT_SESSIONS_PER_ACCOUNT + 1], other;

	CHECK_DONE(try_login(s, T0, "head1", SAMPLE_PASSWORD, &other));
	for (int i = 0; i < LIMIT_SESSIONS_PER_ACCOUNT; i++)
		CHECK_DONE(try_login(s, T0 + i, "contact1", SAMPLE_PASSWORD, &sessions[i]));
	CHECK(0, is_in(s, sessions[0].token, T0 + 20));
	CHECK_DONE(try_login(s, T0 + 20, "contact1", SAMPLE_PASSWORD, &sessions[LIMIT_SESSIONS_PER_ACCOUNT]));
	CHECK(1, !is_in(s, sessions[0].token, T0 + 21));
	for (int i = 1; i <= LIMIT_SESSIONS_PER_ACCOUNT; i++)
		CHECK(i, is_in(s, sessions[i].token, T0 + 21));
	CHECK(2, is_in(s, other.token, T0 + 21));
}

static bool set_disabled(struct act *act, void *input)
{
	return account_set_disabled(act, STR("contact1"), *(bool *)input);
}

TEST(a_disabled_account_loses_its_sessions_and_cannot_come_back)
{
	struct sample *s = cheap();
	struct session session, other;
	bool disabled = true;

	CHECK_DONE(try_login(s, T0, "contact1", SAMPLE_PASSWORD, &session));
	CHECK_DONE(try_login(s, T0, "head1", SAMPLE_PASSWORD, &other));
	CHECK(0, is_in(s, session.token, T0));
	CHECK_DONE(test_act(s->house, NULL, set_disabled, &disabled));
	CHECK(1, !is_in(s, session.token, T0));
	CHECK(2, is_in(s, other.token, T0));
	CHECK_REFUSED(try_login(s, T0, "contact1", SAMPLE_PASSWORD, &session), REFUSED_FORBIDDEN,
	              "people.disabled");
	CHECK_REFUSED(try_login(s, T0, "contact1", "Wrong-2026-zone", &session), REFUSED_NOT_LOGGED_IN,
	              "people.login");
	disabled = false;
	CHECK_DONE(test_act(s->house, NULL, set_disabled, &disabled));
	CHECK_DONE(try_login(s, T0, "contact1", SAMPLE_PASSWORD, &session));
}

/* As the door does on a worker: an act without a connection. */
static struct refusal change(struct sample *s, const struct caller *who, const char *old, const char *new)
{
	struct act act = { .arena = test_arena(), .house = s->house, .who = who, .actor_id = who->account_id,
		           .actor_name = who->name, .via = VIA_TEST, .now = s->house->clock(s->house) };
	bool done = password_change(&act, str_of(old), str_of(new));

	CHECK_INT(0, done, act.refusal.kind == REFUSED_NOT);
	return act.refusal;
}

struct demotion { struct sample *s; Str token; unsigned seen; };

/* A request of the person concerned comes in before the commit. */
static bool take_role_and_look(struct act *act, void *input)
{
	struct demotion *d = input;
	struct account before = { 0 }, after;
	struct session session;

	if (!record_load(act, &account_record, d->s->head.v, &before))
		return false;
	after = before;
	after.roles = STR("officer");
	if (!record_update(act, &account_record, &before, &after, "account.grant", STR_NONE))
		return false;
	account_changed(act, after.id);
	must(session_caller(act->house, act->arena, d->token, T0 + 1, &session));
	d->seen = session.who->roles;
	return true;
}

TEST(a_role_taken_away_is_gone_with_the_commit_whoever_looked_before)
{
	struct sample *s = cheap();
	struct session session = { 0 };
	struct demotion d = { .s = s };

	CHECK_DONE(try_login(s, T0, "head1", SAMPLE_PASSWORD, &session));
	d.token = session.token;
	CHECK_DONE(test_act(s->house, NULL, take_role_and_look, &d));
	CHECK_INT(0, d.seen, 1u << ROLE_HEAD);
	CHECK(1, session_caller(s->house, test_arena(), d.token, T0 + 2, &session));
	CHECK_INT(1, session.who->roles, 1u << ROLE_OFFICER);
}

TEST(a_password_is_changed_by_who_knows_the_old_one_and_ends_the_other_sessions)
{
	struct sample *s = cheap();
	struct session here, there;
	static const struct { const char *old, *new, *field; } t[] = {
		{ "Wrong-2026-zone", "Better-2027-zone", "old_password" },
		{ SAMPLE_PASSWORD, "short-1", "new_password" },
		{ SAMPLE_PASSWORD, SAMPLE_PASSWORD, "new_password" },
		{ SAMPLE_PASSWORD, "My-contact1-2027", "new_password" },
	};

	CHECK_DONE(try_login(s, T0, "contact1", SAMPLE_PASSWORD, &here));
	CHECK_DONE(try_login(s, T0, "contact1", SAMPLE_PASSWORD, &there));
	for (size_t i = 0; i < COUNT_OF(t); i++) {
		struct refusal refusal = change(s, here.who, t[i].old, t[i].new);

		CHECK_INT(i, refusal.kind, REFUSED_BAD_INPUT);
		CHECK_STR(i, refusal.faults->field, t[i].field);
	}
	CHECK_DONE(change(s, here.who, SAMPLE_PASSWORD, "Better-2027-zone"));
	CHECK(0, is_in(s, here.token, T0));
	CHECK(1, !is_in(s, there.token, T0));
	CHECK_REFUSED(try_login(s, T0, "contact1", SAMPLE_PASSWORD, &there), REFUSED_NOT_LOGGED_IN, NULL);
	CHECK_DONE(try_login(s, T0, "contact1", "Better-2027-zone", &there));
	CHECK(2, !there.who->must_change);
}

static bool set_password(struct act *act, void *input __attribute__((unused)))
{
	return account_set_password(act, STR("contact1"), STR("First-2027-zone"));
}

TEST(a_password_given_by_the_administrator_must_be_changed)
{
	struct sample *s = cheap();
	struct session session;

	CHECK_DONE(test_act(s->house, NULL, set_password, NULL));
	CHECK_DONE(try_login(s, T0, "contact1", "First-2027-zone", &session));
	CHECK(0, session.who->must_change);
}

static bool verify(struct act *act, void *input)
{
	static const struct record *const records[] = { &unit_record, &officer_record, &certificate_record,
		                                        &account_record, NULL };
	struct record_walk walk = { .records = records };

	return ledger_verify(act, &VERIFY_ROWS(walk), input);
}

TEST(logins_stand_in_the_ledger_and_it_verifies)
{
	struct sample *s = cheap();
	struct session session;
	struct verdict verdict = { 0 };

	CHECK_DONE(try_login(s, T0, "contact1", SAMPLE_PASSWORD, &session));
	for (int n = 0; n < LIMIT_LOGIN_FAILURES; n++)
		(void)try_login(s, T0, "head1", "Wrong-2026-zone", &session);
	CHECK_DONE(test_read(s->house, NULL, verify, &verdict));
	CHECK_STR(0, verdict.why, "");
	CHECK(0, verdict.sound);
}

/* ---- passwords over time ---- */

static struct refusal change_at(struct sample *s, const struct caller *who, int64_t now, const char *old, const char *new)
{
	struct act act = { .arena = test_arena(), .house = s->house, .calendar = s->house->calendar, .who = who,
	                   .actor_id = who->account_id, .actor_name = who->name, .via = VIA_TEST,
	                   .now = s->house->clock(s->house), .effective = s->house->clock(s->house) };

	(void)!password_change_at(&act, now, str_of(old), str_of(new));
	return act.refusal;
}

TEST(the_last_five_passwords_are_not_taken_again)
{
	static const char *const words[] = { SAMPLE_PASSWORD, "Second-2027-x", "Third-2027-xx", "Fourth-2027-x", "Fifth-2027-xx", "Sixth-2027-xx" };
	struct sample *s = cheap();
	struct session session;
	struct refusal refusal;

	CHECK_DONE(try_login(s, T0, "contact1", SAMPLE_PASSWORD, &session));
	for (int i = 1; i < LIMIT_PASSWORDS_REMEMBERED; i++)
		CHECK_DONE(change_at(s, session.who, T0 + i, words[i - 1], words[i]));
	for (int i = 0; i + 1 < LIMIT_PASSWORDS_REMEMBERED; i++) {
		refusal = change_at(s, session.who, T0 + 10, words[LIMIT_PASSWORDS_REMEMBERED - 1], words[i]);
		CHECK_INT(i, refusal.kind, REFUSED_BAD_INPUT);
		CHECK_STR(i, refusal.faults->field, "new_password");
		CHECK(i, str_contains(refusal.faults->message, STR("最近 5 次用过的口令不能再用")));
	}
	CHECK_DONE(change_at(s, session.who, T0 + 10, words[4], words[5]));
	CHECK_DONE(change_at(s, session.who, T0 + 11, words[5], words[0]));      /* now the sixth before */
}

TEST(a_password_used_for_ninety_days_must_be_changed)
{
	enum { DAY = 24 * HOUR };
	static const struct { int64_t after_s; bool old; } t[] = { { 0, false }, { 90 * DAY, false }, { 90 * DAY + 1, true } };
	struct sample *s = cheap();
	struct session session;

	for (size_t i = 0; i < COUNT_OF(t); i++) {
		CHECK_DONE(try_login(s, T0 + t[i].after_s, "contact1", SAMPLE_PASSWORD, &session));
		CHECK_INT(i, session.who->must_change, t[i].old);
		CHECK_INT(i, session.who->password_is_old, t[i].old);
		CHECK_INT(i, session.who->password_until_real_s, T0 + 90 * DAY);
		CHECK(i, session_caller(s->house, test_arena(), session.token, T0 + t[i].after_s, &session));
		CHECK_INT(i, session.who->must_change, t[i].old);
	}
	CHECK_DONE(change_at(s, session.who, T0 + 90 * DAY + 2, SAMPLE_PASSWORD, "Better-2027-zone"));
	CHECK(9, session_caller(s->house, test_arena(), session.token, T0 + 90 * DAY + 3, &session));
	CHECK(9, !session.who->must_change);
}

TEST(a_password_turns_old_in_the_middle_of_a_session)
{
	struct sample *s = cheap();
	struct session session;
	int64_t evening = T0 + (int64_t)90 * 24 * HOUR;

	CHECK_DONE(try_login(s, T0, "contact1", SAMPLE_PASSWORD, &session));
	CHECK_DONE(try_login(s, evening - 10, "contact1", SAMPLE_PASSWORD, &session));
	CHECK(0, session_caller(s->house, test_arena(), session.token, evening, &session) && !session.who->must_change);
	CHECK(1, session_caller(s->house, test_arena(), session.token, evening + 1, &session) && session.who->must_change);
}

TEST(a_wrong_old_password_counts_towards_the_lock)
{
	struct sample *s = cheap();
	struct session session;

	CHECK_DONE(try_login(s, T0, "contact1", SAMPLE_PASSWORD, &session));
	for (int i = 1; i < LIMIT_LOGIN_FAILURES; i++)
		CHECK_REFUSED(change_at(s, session.who, T0 + i, "Wrong-2026-zone", "Better-2027-zone"), REFUSED_BAD_INPUT, "people.password");
	CHECK_REFUSED(change_at(s, session.who, T0 + 5, "Wrong-2026-zone", "Better-2027-zone"), REFUSED_TOO_MANY, "people.locked");
	CHECK_REFUSED(change_at(s, session.who, T0 + 6, SAMPLE_PASSWORD, "Better-2027-zone"), REFUSED_TOO_MANY, "people.locked");
	CHECK_REFUSED(try_login(s, T0 + 6, "contact1", SAMPLE_PASSWORD, &session), REFUSED_TOO_MANY, "people.locked");
	CHECK_DONE(try_login(s, T0 + 6 + LIMIT_LOCKED_MINUTES * MINUTE, "contact1", SAMPLE_PASSWORD, &session));
}

/* ---- what the ledger says of coming and going ---- */

struct counting { const char *event; const char *words; int64_t count; };

static bool count_entries(struct act *act, void *input)
{
	struct counting *counting = input;
	struct ledger_ask ask = { .event_prefix = str_of(counting->event), .most = LIMIT_LIST_ROWS };
	struct ledger_page page;

	if (!ledger_list(act, &ask, &page))
		return false;
	counting->count = 0;
	for (size_t i = 0; i < page.count; i++)
		counting->count += str_contains(page.entries[i].note, str_of(counting->words));
	return true;
}

static int64_t entries(struct sample *s, const char *event, const char *words)
{
	struct counting counting = { event, words, 0 };

	CHECK_DONE(test_read(s->house, NULL, count_entries, &counting));
	return counting.count;
}

TEST(a_flood_of_unknown_logins_fills_no_ledger)
{
	static const int floods[] = { LIMIT_STRAY_LOGINS_NOTED, LIMIT_STRAY_LOGINS_NOTED + 1, 3 * LIMIT_STRAY_LOGINS_NOTED };

	for (size_t i = 0; i < COUNT_OF(floods); i++) {
		struct sample *s = cheap();
		struct session session;
		int64_t now = T0 / HOUR * HOUR, next = now + HOUR;
		Str rest = str_format(test_arena(), "另有 %d 次", floods[i] - LIMIT_STRAY_LOGINS_NOTED);

		for (int n = 0; n < floods[i]; n++)
			(void)try_login(s, now + n, str_terminated(test_arena(), str_format(test_arena(), "nobody%d", n)), "x", &session);
		CHECK_DONE(test_act(s->house, NULL, flush, &now));
		CHECK_INT(i, entries(s, "account.login_refused", ""), LIMIT_STRAY_LOGINS_NOTED);
		CHECK_DONE(test_act(s->house, NULL, flush, &next));
		CHECK_DONE(test_act(s->house, NULL, flush, &next));     /* and says it once */
		CHECK_INT(i, entries(s, "account.login_refused", str_terminated(test_arena(), rest)), i > 0);
		CHECK_INT(i, entries(s, "account.login_refused", ""), LIMIT_STRAY_LOGINS_NOTED + (i > 0));
	}
}

static bool end_others(struct act *act, void *input __attribute__((unused)))
{
	return sessions_end_others(act);
}

TEST(coming_and_going_stands_in_the_ledger)
{
	struct sample *s = cheap();
	struct session here, there;

	CHECK_DONE(try_login(s, T0, "contact1", SAMPLE_PASSWORD, &there));
	CHECK_DONE(try_login(s, T0, "contact1", SAMPLE_PASSWORD, &here));
	for (int i = 0; i < LIMIT_LOGIN_FAILURES; i++)
		(void)try_login(s, T0, "head1", "Wrong-2026-zone", &there);
	CHECK_DONE(test_act(s->house, here.who, end_others, NULL));
	CHECK_DONE(test_act(s->house, here.who, end, &here.token));
	CHECK_INT(0, entries(s, "account.login", "") - entries(s, "account.login_", ""), 2);
	CHECK_INT(0, entries(s, "account.login_refused", "口令不对"), LIMIT_LOGIN_FAILURES);
	CHECK_INT(0, entries(s, "account.locked", ""), 1);
	CHECK_INT(0, entries(s, "account.logout", "退出其他登录"), 1);
	CHECK_INT(0, entries(s, "account.logout", ""), 2);
	CHECK(1, !is_in(s, here.token, T0) && !is_in(s, there.token, T0));
}

TEST(a_device_is_told_in_words)
{
	static const struct { const char *agent, *words; } t[] = {
		{ "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36 Edg/120.0.2210.91", "Windows · Edge 120" },
		{ "Mozilla/5.0 (Linux; Android 13; V2227A) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/107.0.5304.141 Mobile Safari/537.36 MicroMessenger/8.0.43", "安卓 · 微信 8" },
		{ "Mozilla/5.0 (iPhone; CPU iPhone OS 17_2 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.2 Mobile/15E148 Safari/604.1", "iPhone · Safari 604" },
		{ "Mozilla/5.0 (X11; Linux x86_64; rv:115.0) Gecko/20100101 Firefox/115.0", "Linux · Firefox 115" },
		{ "Mozilla/5.0 (Windows NT 6.1; WOW64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/86.0 Safari/537.36 QIHU 360SE", "Windows · 360 浏览器" },
		{ "curl/8.5.0", "程序 curl/8.5.0" },
		{ "", "没有说明" },
	};

	for (size_t i = 0; i < COUNT_OF(t); i++)
		CHECK_STR(i, device_words(test_arena(), str_of(t[i].agent)), t[i].words);
}
