/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* people.h - units, officers with their certificates, accounts, roles, and who may do what in which scope.
 *
 * Owns: who somebody is. A permission is a constant table from role to scope, kept by the clause that needs
 * it; so an account's scope is asked per function, never the union of all its roles (domain.md §1.2, 10). */
#ifndef JUEBU_PEOPLE_PEOPLE_H
#define JUEBU_PEOPLE_PEOPLE_H

#include "record/record.h"
#include "record/setting.h"

typedef struct { int64_t v; } UnitId;
typedef struct { int64_t v; } OfficerId;
typedef struct { int64_t v; } CertificateId;
typedef struct { int64_t v; } AccountId;

enum unit_kind { UNIT_COMMITTEE, UNIT_LEGAL_BUREAU, UNIT_DEPARTMENT, UNIT_SUBDISTRICT, UNIT_SUPERVISION, UNIT_KINDS };
extern const struct words unit_kind_words;

struct unit {
	UnitId id;
	int64_t version;
	Str name;                       /* 行政执法分局: names of bodies are data */
	Str short_name;                 /* 执法分局, for document numbers and narrow tables */
	Str document_code;              /* 机关代字: 郑开管法; empty: the short name serves */
	enum unit_kind kind;
	bool reports;                   /* owes the weekly report and the other periodic duties */
	Date since_on, until_on;        /* existed from, to */
};
extern const struct record unit_record;

enum officer_state { OFFICER_IN_POST, OFFICER_OFF_POST, OFFICER_LEFT, OFFICER_STATES };
struct officer {
	OfficerId id;
	int64_t version;
	UnitId unit_id;
	Str name;
	enum officer_state state;       /* off post: cannot be put on a matter (二（七）) */
	Str post;                       /* 科员, 副队长 */
};
extern const struct words officer_state_words;
extern const struct record officer_record;

struct certificate {
	CertificateId id;
	int64_t version;
	OfficerId officer_id;
	UnitId unit_id;
	Str number;                     /* 执法证号 */
	Date issued_on, expires_on;
	bool withdrawn;
};
extern const struct record certificate_record;

/* May this officer be put on a matter on that day? In post, and a certificate valid that day. */
bool officer_is_certified(struct act *, OfficerId, Date on, bool *out) MUST_USE;

enum role {
	ROLE_LEADER,                    /* 主要领导 */
	ROLE_LEGAL_BUREAU,              /* 法制局经办 */
	ROLE_SUPERVISOR,                /* 督查组 */
	ROLE_HEAD,                      /* 单位主要负责人, first responsible */
	ROLE_CONTACT,                   /* 周报联系人 */
	ROLE_OFFICER,                   /* 执法人员 */
	ROLE_SYSADMIN,                  /* 系统管理员 */
	ROLE_SECADMIN,                  /* 安全管理员 */
	ROLE_AUDITOR,                   /* 安全审计员 */
	ROLES
};
extern const struct words role_words;

struct account {
	AccountId id;
	int64_t version;
	UnitId unit_id;
	OfficerId officer_id;           /* not set for a clerk or administrator */
	Str login;
	Str name;                       /* 陆科员 */
	Personal phone;
	Str password_hash;              /* secret; Argon2id */
	Str roles;                      /* words of role_words, blank-separated: "contact head" */
	bool disabled;
	bool must_change;               /* the first password must be changed */
};
extern const struct record account_record;

/* Who acts. The system has account_id 0 and no roles; it is allowed what code asks for it. */
struct caller {
	int64_t account_id, unit_id, officer_id;
	Str name, unit_name;
	enum unit_kind unit_kind;
	unsigned roles;                 /* 1u << enum role */
	bool is_system;
	bool must_change;               /* may do nothing before the password is changed: the first, or one used too long */
	bool password_is_old;           /* why: used for more than password_days */
	int64_t password_until_real_s;  /* when it will be; 0: not known */
	Str csrf;
};
extern const struct caller caller_system;
bool caller_has(const struct caller *, enum role);
bool roles_parse(Str words, unsigned *bits_out); /* false: an unknown word */

/* From role to scope. Mandatory column of every route and move. */
struct permission {
	const char *name;               /* "weekly.report.read" */
	enum scope_kind by_role[ROLES];
	bool anybody;                   /* without login: /login, /public, assets */
	bool everybody;                 /* with any login, own things only: inbox, password */
};
struct scope caller_scope(const struct caller *, const struct permission *);     /* the widest among the roles that have it */
bool scope_holds(struct scope, const struct record *, const void *row);          /* is this row within? */

/* ---- login ---- */
struct session { Str token; Str csrf; const struct caller *who; };
/* What somebody typed, and from where. */
struct knock { Str login, password, address, agent; };
/* "Windows · Edge 120" out of a User-Agent. */
Str device_words(struct arena *, Str agent);
int64_t real_now_s(void);                        /* sessions and lock-out use real time, whatever act->now says */
/* On a worker: Argon2id is slow on purpose. Refuses with the same words whether the login exists or not;
 * locked after LIMIT_LOGIN_FAILURES for LIMIT_LOCKED_MINUTES of real time. seed.arena must be set. */
bool login_check(const struct act_seed *, const struct knock *, struct session *out, struct refusal *) MUST_USE;
bool login_check_at(const struct act_seed *, int64_t real_now_s, const struct knock *, struct session *out,
                    struct refusal *) MUST_USE;      /* the same, for tests of time */
/* The caller behind a token, idle time renewed; false: none, or idle too long. Memory first; survives a restart.
 * The caller lives in the given arena. Not from within an act: it may read the database. */
bool session_caller(struct house *, struct arena *, Str token, int64_t real_now_s, struct session *out);
bool session_end(struct act *, Str token) MUST_USE;              /* logging out */
/* One open session as people see it; the token and its hash stay here. */
typedef struct { int64_t v; } SessionId;
struct open_session {
	SessionId id;
	int64_t version;
	AccountId account_id;
	Str token_hash, csrf;           /* secret */
	Str agent, address;
	Instant created_real_s, seen_real_s;
};
extern const struct record session_record;
bool session_end_one(struct act *, const struct open_session *) MUST_USE;        /* one's own, or by who may */
bool sessions_end_others(struct act *) MUST_USE;                 /* all of act->who but the one that acts */
size_t sessions_count(struct house *, int64_t real_now_s);       /* open now */
bool sessions_load(struct act *) MUST_USE;       /* at start */
bool sessions_flush(struct act *, int64_t real_now_s) MUST_USE;  /* once a minute: writes down who was seen, drops what ended */
void account_changed(struct act *, AccountId);   /* once that is stored, whoever is logged in with it is read anew */
void sessions_forget(struct house *, int64_t account_id);       /* the same at once, where no act is under way */
void sessions_close(struct house *);             /* at the end of the program or the test */

/* ---- passwords and accounts ---- */
Str password_hash(struct arena *, Str password);
Str password_hash_for(const struct house *, struct arena *, Str password);      /* cheap in a demo house, else as above */
enum { PASSWORD_WARNING_DAYS = 7 };             /* before it is too old, every page says so */
extern const struct setting_rule password_days;
extern const struct setting_rule *const people_settings[];
/* Faults at the field, in Chinese: length, kinds, common, the login itself, the person's name. */
void password_faults(struct act *, Str field, const struct account *, Str password);
/* A password a person can read out: four groups of four, letters and digits without lookalikes. */
Str password_random(struct arena *);
/* Of act->who, on a worker: Argon2id would hold up whoever writes. The act has no connection, the change is one of its
 * own. Faults at old_password and new_password; a wrong old one counts towards the lock-out as at the login. */
bool password_change(struct act *, Str old_password, Str new_password) MUST_USE;
bool password_change_at(struct act *, int64_t real_now_s, Str old_password, Str new_password) MUST_USE;
/* Roles known, login well formed, and the three administrators kept apart: no account holds two of sysadmin,
 * secadmin, auditor, nor one of them beside a role that touches business (domain.md 3.12). Notes faults. */
bool account_check(struct act *, const struct account *) MUST_USE;
/* login, name, unit_id, roles set by the caller; the rest filled. Empty password: the account cannot log in. */
bool account_create(struct act *, struct account *, Str password) MUST_USE;
bool account_find(struct act *, Str login, struct account *out) MUST_USE;       /* NOT_FOUND */
bool account_set_password(struct act *, Str login, Str password) MUST_USE;      /* by the administrator: must be changed */
/* A first password into the row about to be stored, to be changed at once; act->shown_once has it. */
void account_give_password(struct act *, struct account *);
bool account_end_sessions(struct act *, AccountId) MUST_USE;    /* all but the one that acts */
bool account_set_disabled(struct act *, Str login, bool disabled) MUST_USE;

/* People of a unit with a role, for notices and duties. */
struct people { AccountId *at; size_t count; };
bool people_of_officer(struct act *, OfficerId, struct people *out) MUST_USE;   /* the logins of one officer */
bool people_with_role(struct act *, int64_t unit_id /* 0: any */, enum role, struct people *out) MUST_USE;
bool unit_find_kind(struct act *, enum unit_kind, UnitId *out) MUST_USE;        /* 0: none is registered yet */
bool unit_of_kind(struct act *, enum unit_kind, UnitId *out) MUST_USE;  /* the Legal Bureau, the committee */

extern const struct sql *const people_statements[];

#endif
