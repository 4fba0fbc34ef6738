/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* people_store.c - what people/ asks and tells the database beyond its records. */
#include "people/people_store.h"

#include "base/limits.h"

static const struct sql CERTIFIED = {
	"SELECT count(*) AS n"
	"  FROM certificate c"
	"  JOIN officer o ON o.id = c.officer_id"
	" WHERE o.id = :officer"
	"   AND o.state = 'in_post'"
	"   AND c.withdrawn = 0"
	"   AND c.issued_on <= CAST(:on AS {text})"
	"   AND c.expires_on >= CAST(:on AS {text})" };

bool people_store_certified(struct act *act, OfficerId officer, Date on, bool *out)
{
	struct query *q = store_query(act, &CERTIFIED);
	int64_t certificates;

	query_bind_int(q, ":officer", officer.v);
	query_bind_date(q, ":on", on);
	if (!query_only_int(q, "n", &certificates))
		return false;
	*out = certificates > 0;
	return true;
}

static bool people_of(struct act *act, struct query *q, struct people *out)
{
	struct people people = { NULL, 0 };
	size_t room = 0;

	while (query_next(q)) {
		people.at = arena_room_for_one(act->arena, people.at, people.count, &room, sizeof *people.at);
		people.at[people.count++] = (AccountId){ query_int(q, "id") };
	}
	if (!query_done(q))
		return false;
	*out = people;
	return true;
}

static const struct sql OF_OFFICER = {
	"SELECT id FROM account WHERE disabled = 0 AND officer_id = :officer ORDER BY id" };

bool people_store_of_officer(struct act *act, OfficerId officer, struct people *out)
{
	struct query *q = store_query(act, &OF_OFFICER);

	query_bind_int(q, ":officer", officer.v);
	return people_of(act, q, out);
}

static const struct sql WITH_ROLE = {
	"SELECT id"
	"  FROM account"
	" WHERE disabled = 0"
	"   AND (' ' || COALESCE(roles, '') || ' ') LIKE CAST(:role AS {text})"
	"   AND (CAST(:unit AS {int}) IS NULL OR unit_id = CAST(:unit AS {int}))"
	" ORDER BY id" };

bool people_store_with_role(struct act *act, int64_t unit_id, const char *role, struct people *out)
{
	struct query *q = store_query(act, &WITH_ROLE);

	query_bind_id(q, ":unit", unit_id);
	query_bind_str(q, ":role", str_format(act->arena, "%% %s %%", role));
	return people_of(act, q, out);
}

static const struct sql UNIT_OF_KIND = {
	"SELECT id"
	"  FROM unit"
	" WHERE kind = CAST(:kind AS {text})"
	"   AND (until_on IS NULL OR until_on >= CAST(:on AS {text}))"
	" ORDER BY id"
	" LIMIT 1" };

bool people_store_unit_of_kind(struct act *act, const char *kind, Date on, UnitId *out)
{
	struct query *q = store_query(act, &UNIT_OF_KIND);

	query_bind_str(q, ":kind", str_of(kind));
	query_bind_date(q, ":on", on);
	return query_only_int(q, "id", &out->v);
}

static const struct sql ACCOUNT_ID = { "SELECT id FROM account WHERE login = CAST(:login AS {text})" };

bool people_store_account_id(struct act *act, Str login, int64_t *id_out)
{
	struct query *q = store_query(act, &ACCOUNT_ID);

	query_bind_str(q, ":login", login);
	return query_only_int(q, "id", id_out);
}

/* ---- wrong passwords ---- */

static const struct sql FAILURES = {
	"SELECT failures, failed_real_s, locked_until_real_s"
	"  FROM login_failure"
	" WHERE login_hash = CAST(:login AS {text})" };

bool people_store_failures(struct act *act, Str login_hash, struct failures *out)
{
	struct query *q = store_query(act, &FAILURES);
	struct failures failures = { 0, 0, 0 };
	bool found = false;

	query_bind_str(q, ":login", login_hash);
	if (!query_one(q, &found))
		return false;
	if (found)
		failures = (struct failures){ query_int(q, "failures"), query_int(q, "failed_real_s"),
			                      query_int(q, "locked_until_real_s") };
	if (!query_done(q))
		return false;
	*out = failures;
	return true;
}

static const struct sql FAIL = {
	"INSERT INTO login_failure (login_hash, failures, failed_real_s, locked_until_real_s)"
	" VALUES (:login, :failures, :failed, :locked)"
	" ON CONFLICT (login_hash) DO UPDATE"
	"   SET failures = excluded.failures,"
	"       failed_real_s = excluded.failed_real_s,"
	"       locked_until_real_s = excluded.locked_until_real_s" };

bool people_store_fail(struct act *act, Str login_hash, const struct failures *failures)
{
	struct query *q = store_query(act, &FAIL);

	query_bind_str(q, ":login", login_hash);
	query_bind_int(q, ":failures", failures->count);
	query_bind_int(q, ":failed", failures->failed_real_s);
	query_bind_int(q, ":locked", failures->locked_until_real_s);
	return query_run(q);
}

static const struct sql CLEAR_FAILURES = {
	"DELETE FROM login_failure"
	" WHERE login_hash = CAST(:login AS {text})"
	"    OR failed_real_s < CAST(:older AS {int})" };

bool people_store_clear_failures(struct act *act, Str login_hash, int64_t older_than_real_s)
{
	struct query *q = store_query(act, &CLEAR_FAILURES);

	query_bind_str(q, ":login", login_hash);
	query_bind_int(q, ":older", older_than_real_s);
	return query_run(q);
}

/* ---- sessions ---- */

static unsigned kind_of(Str word)
{
	unsigned kind = 0;

	while (kind < unit_kind_words.count && !str_is(word, unit_kind_words.at[kind].word))
		kind++;
	must(kind < unit_kind_words.count);
	return kind;
}

static void read_session(struct act *act, struct query *q, struct session_row *row)
{
	unsigned roles = 0;
	int64_t since;

	if (!roles_parse(query_str(q, "roles"), &roles))
		roles = 0;
	row->token_hash = query_str(q, "token_hash");
	row->csrf = query_str(q, "csrf");
	row->created_real_s = query_int(q, "created_real_s");
	row->seen_real_s = query_int(q, "seen_real_s");
	since = query_int(q, "password_since");
	row->who = (struct caller){
		.account_id = query_int(q, "account_id"),
		.unit_id = query_int(q, "unit_id"),
		.officer_id = query_int(q, "officer_id"),
		.name = query_str(q, "name"),
		.unit_name = query_str(q, "unit_name"),
		.unit_kind = (enum unit_kind)kind_of(query_str(q, "unit_kind")),
		.roles = roles,
		.must_change = query_bool(q, "must_change"),
		.password_until_real_s = since ? since + setting_now(act, &password_days) * 86400 : 0,
		.csrf = arena_copy(act->arena, row->csrf),
	};
}

static const struct sql SESSION = {
	"SELECT s.token_hash, s.csrf, s.created_real_s, s.seen_real_s, a.id AS account_id, a.unit_id,"
	"       a.officer_id, a.name, a.roles, a.must_change, u.name AS unit_name, u.kind AS unit_kind,"
	"       (SELECT max(p.since_real_s) FROM password_used p WHERE p.account_id = a.id) AS password_since"
	"  FROM session s"
	"  JOIN account a ON a.id = s.account_id"
	"  JOIN unit u ON u.id = a.unit_id"
	" WHERE s.token_hash = CAST(:token AS {text})"
	"   AND a.disabled = 0" };

bool people_store_session(struct act *act, Str token_hash, bool *found, struct session_row *out)
{
	struct query *q = store_query(act, &SESSION);
	bool there = false;
	struct session_row row = { 0 };

	query_bind_str(q, ":token", token_hash);
	if (!query_one(q, &there))
		return false;
	if (there)
		read_session(act, q, &row);
	if (!query_done(q))
		return false;
	*found = there;
	*out = row;
	return true;
}

static const struct sql SESSIONS = {
	"SELECT s.token_hash, s.csrf, s.created_real_s, s.seen_real_s, a.id AS account_id, a.unit_id,"
	"       a.officer_id, a.name, a.roles, a.must_change, u.name AS unit_name, u.kind AS unit_kind,"
	"       (SELECT max(p.since_real_s) FROM password_used p WHERE p.account_id = a.id) AS password_since"
	"  FROM session s"
	"  JOIN account a ON a.id = s.account_id"
	"  JOIN unit u ON u.id = a.unit_id"
	" WHERE a.disabled = 0"
	" ORDER BY s.id" };

bool people_store_sessions(struct act *act, struct session_row **out, size_t *count_out)
{
	struct query *q = store_query(act, &SESSIONS);
	struct session_row *rows = NULL;
	size_t count = 0, room = 0;

	while (query_next(q)) {
		rows = arena_room_for_one(act->arena, rows, count, &room, sizeof *rows);
		read_session(act, q, &rows[count++]);
	}
	if (!query_done(q))
		return false;
	*out = rows;
	*count_out = count;
	return true;
}

static const struct sql SESSION_ADD = {
	"INSERT INTO session (token_hash, account_id, csrf, agent, address, created_real_s, seen_real_s)"
	" VALUES (:token, :account, :csrf, :agent, :address, :now, :now)" };

bool people_store_session_add(struct act *act, int64_t account_id, const struct session_row *row)
{
	struct query *q = store_query(act, &SESSION_ADD);

	query_bind_str(q, ":token", row->token_hash);
	query_bind_int(q, ":account", account_id);
	query_bind_str(q, ":csrf", row->csrf);
	query_bind_str(q, ":agent", row->agent);
	query_bind_str(q, ":address", row->address);
	query_bind_int(q, ":now", row->created_real_s);
	return query_run(q);
}

static const struct sql SESSION_KEEP = {
	"DELETE FROM session"
	" WHERE account_id = :account"
	"   AND id NOT IN (SELECT id FROM session WHERE account_id = :account"
	"                   ORDER BY created_real_s DESC, id DESC LIMIT :newest)" };

bool people_store_session_keep(struct act *act, int64_t account_id, int64_t newest)
{
	struct query *q = store_query(act, &SESSION_KEEP);

	query_bind_int(q, ":account", account_id);
	query_bind_int(q, ":newest", newest);
	return query_run(q);
}

static const struct sql SESSION_SEEN = {
	"UPDATE session"
	"   SET seen_real_s = :seen"
	" WHERE token_hash = CAST(:token AS {text})"
	"   AND seen_real_s < :seen" };

bool people_store_session_seen(struct act *act, Str token_hash, int64_t seen_real_s)
{
	struct query *q = store_query(act, &SESSION_SEEN);

	query_bind_str(q, ":token", token_hash);
	query_bind_int(q, ":seen", seen_real_s);
	return query_run(q);
}

static const struct sql SESSION_END = { "DELETE FROM session WHERE token_hash = CAST(:token AS {text})" };

bool people_store_session_end(struct act *act, Str token_hash)
{
	struct query *q = store_query(act, &SESSION_END);

	query_bind_str(q, ":token", token_hash);
	return query_run(q);
}

/* The csrf names the session that stays; empty (the system changes a password): none stays. */
static const struct sql SESSION_END_OTHERS = {
	"DELETE FROM session"
	" WHERE account_id = :account"
	"   AND csrf <> COALESCE(CAST(:csrf AS {text}), '')" };

bool people_store_session_end_others(struct act *act, int64_t account_id, Str csrf)
{
	struct query *q = store_query(act, &SESSION_END_OTHERS);

	query_bind_int(q, ":account", account_id);
	query_bind_str(q, ":csrf", csrf);
	return query_run(q);
}

static const struct sql SESSION_END_OLD = {
	"DELETE FROM session"
	" WHERE seen_real_s < :seen"
	"    OR created_real_s < :created" };

bool people_store_session_end_old(struct act *act, int64_t seen_before, int64_t created_before)
{
	struct query *q = store_query(act, &SESSION_END_OLD);

	query_bind_int(q, ":seen", seen_before);
	query_bind_int(q, ":created", created_before);
	return query_run(q);
}

/* ---- passwords that were used ---- */

static const struct sql PASSWORDS = {
	"SELECT password_hash, since_real_s"
	"  FROM password_used"
	" WHERE account_id = :account"
	" ORDER BY since_real_s DESC, id DESC"
	" LIMIT :most" };

bool people_store_passwords(struct act *act, int64_t account_id, struct passwords *out)
{
	struct query *q = store_query(act, &PASSWORDS);
	struct passwords found = { ARENA_ARRAY(act->arena, Str, LIMIT_PASSWORDS_REMEMBERED), 0, 0 };

	query_bind_int(q, ":account", account_id);
	query_bind_int(q, ":most", LIMIT_PASSWORDS_REMEMBERED);
	while (query_next(q)) {
		if (found.count == 0)
			found.since_real_s = query_int(q, "since_real_s");
		found.hashes[found.count++] = query_str(q, "password_hash");
	}
	if (!query_done(q))
		return false;
	*out = found;
	return true;
}

static const struct sql PASSWORD_USED = {
	"INSERT INTO password_used (account_id, password_hash, since_real_s)"
	" VALUES (:account, :hash, :since)" };

static const struct sql PASSWORDS_FORGET = {
	"DELETE FROM password_used"
	" WHERE account_id = :account"
	"   AND id NOT IN (SELECT id FROM password_used WHERE account_id = :account"
	"                   ORDER BY since_real_s DESC, id DESC LIMIT :most)" };

bool people_store_password_used(struct act *act, int64_t account_id, Str hash, int64_t since_real_s)
{
	struct query *q = store_query(act, &PASSWORD_USED);

	query_bind_int(q, ":account", account_id);
	query_bind_str(q, ":hash", hash);
	query_bind_int(q, ":since", since_real_s);
	if (!query_run(q))
		return false;
	q = store_query(act, &PASSWORDS_FORGET);
	query_bind_int(q, ":account", account_id);
	query_bind_int(q, ":most", LIMIT_PASSWORDS_REMEMBERED);
	return query_run(q);
}

/* ---- logins nobody has ---- */

static const struct sql STRAY = {
	"INSERT INTO login_stray (hour_real_s, attempts)"
	" VALUES (:hour, 1)"
	" ON CONFLICT (hour_real_s) DO UPDATE SET attempts = login_stray.attempts + 1" };

static const struct sql STRAY_ATTEMPTS = { "SELECT attempts FROM login_stray WHERE hour_real_s = :hour" };

bool people_store_stray(struct act *act, int64_t hour_real_s, int64_t *attempts_out)
{
	struct query *q = store_query(act, &STRAY);

	query_bind_int(q, ":hour", hour_real_s);
	if (!query_run(q))
		return false;
	q = store_query(act, &STRAY_ATTEMPTS);
	query_bind_int(q, ":hour", hour_real_s);
	return query_only_int(q, "attempts", attempts_out);
}

static const struct sql STRAYS_OVER = {
	"SELECT hour_real_s, attempts FROM login_stray WHERE hour_real_s < :hour ORDER BY hour_real_s LIMIT 1" };

static const struct sql STRAYS_GONE = { "DELETE FROM login_stray WHERE hour_real_s = :hour" };

bool people_store_stray_over(struct act *act, int64_t before_hour_real_s, int64_t *hour_out, int64_t *attempts_out)
{
	struct query *q = store_query(act, &STRAYS_OVER);
	int64_t hour = 0, attempts = 0;
	bool found = false;

	query_bind_int(q, ":hour", before_hour_real_s);
	if (!query_one(q, &found))
		return false;
	if (found) {
		hour = query_int(q, "hour_real_s");
		attempts = query_int(q, "attempts");
	}
	if (!query_done(q))
		return false;
	*hour_out = hour;
	*attempts_out = attempts;
	if (!found)
		return true;
	q = store_query(act, &STRAYS_GONE);
	query_bind_int(q, ":hour", hour);
	return query_run(q);
}

const struct sql *const people_statements[] = {
	&CERTIFIED, &OF_OFFICER, &WITH_ROLE, &UNIT_OF_KIND, &ACCOUNT_ID, &FAILURES, &FAIL, &CLEAR_FAILURES, &SESSION,
	&SESSIONS, &SESSION_ADD, &SESSION_KEEP, &SESSION_SEEN, &SESSION_END, &SESSION_END_OTHERS,
	&SESSION_END_OLD, &PASSWORDS, &PASSWORD_USED, &PASSWORDS_FORGET, &STRAY, &STRAY_ATTEMPTS, &STRAYS_OVER, &STRAYS_GONE,
	NULL
};
