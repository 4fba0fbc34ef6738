/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* people.c - the tables of units, officers, certificates and accounts; roles, permission and scope.
 *
 * Owns: what a person's roles let them reach. Does not own: logging in (login.c, session.c), which
 * permission a page or move asks for (the clauses). */
#include "people/people.h"

#include "people/people_store.h"

static const struct word unit_kind_word[] = {
	[UNIT_COMMITTEE] = { "committee", "管委会", LOOK_NORMAL },
	[UNIT_LEGAL_BUREAU] = { "legal_bureau", "法制局", LOOK_NORMAL },
	[UNIT_DEPARTMENT] = { "department", "执法部门", LOOK_NORMAL },
	[UNIT_SUBDISTRICT] = { "subdistrict", "办事处", LOOK_NORMAL },
	[UNIT_SUPERVISION] = { "supervision", "督查组", LOOK_NORMAL },
};
const struct words unit_kind_words = WORDS_TABLE(unit_kind_word);

static const struct word officer_state_word[] = {
	[OFFICER_IN_POST] = { "in_post", "在岗", LOOK_NORMAL },
	[OFFICER_OFF_POST] = { "off_post", "离岗", LOOK_SEALED },
	[OFFICER_LEFT] = { "left", "已调离", LOOK_EMPTY },
};
const struct words officer_state_words = WORDS_TABLE(officer_state_word);

static const struct word role_word[] = {
	[ROLE_LEADER] = { "leader", "主要领导", LOOK_NORMAL },
	[ROLE_LEGAL_BUREAU] = { "legal_bureau", "法制局经办", LOOK_NORMAL },
	[ROLE_SUPERVISOR] = { "supervisor", "督查组", LOOK_NORMAL },
	[ROLE_HEAD] = { "head", "单位负责人", LOOK_NORMAL },
	[ROLE_CONTACT] = { "contact", "周报联系人", LOOK_NORMAL },
	[ROLE_OFFICER] = { "officer", "执法人员", LOOK_NORMAL },
	[ROLE_SYSADMIN] = { "sysadmin", "系统管理员", LOOK_NORMAL },
	[ROLE_SECADMIN] = { "secadmin", "安全管理员", LOOK_NORMAL },
	[ROLE_AUDITOR] = { "auditor", "安全审计员", LOOK_NORMAL },
};
const struct words role_words = WORDS_TABLE(role_word);

/* ---- records ---- */

/* Names stay within 60 characters so that a session can hold them in place (session.c). */
static const struct field unit_fields[] = {
	HEAD(struct unit, UnitId),
	FIELD(struct unit, name, .label = "单位名称", .required = true, .most = 60, .list = true,
	      .filter = true, .sort = true),
	FIELD(struct unit, short_name, .label = "简称", .required = true, .most = 20, .list = true),
	FIELD(struct unit, document_code, .label = "机关代字", .most = 20, .hint = "发文字号的开头，如“郑开管法”；不填用简称"),
	WORDS(struct unit, kind, unit_kind_words, .label = "类别", .required = true, .list = true,
	      .filter = true),
	FIELD(struct unit, reports, .label = "须报周报", .hint = "每周报未果事项，按期履行各项定期职责",
	      .list = true, .filter = true),
	FIELD(struct unit, since_on, .label = "设立日期"),
	FIELD(struct unit, until_on, .label = "撤销日期", .hint = "最后存在的一天"),
	FIELDS_END
};
static const struct unique unit_unique[] = {
	{ "name", "已有这个名称的单位，请改用别的名称" },
	{ "document_code", "这个机关代字已由另一个单位使用，请另写一个" },
	{ .fields = NULL },
};
const struct record unit_record = {
	.name = "unit", .label = "单位", .path = "/admin/unit", .size = sizeof(struct unit),
	.fields = unit_fields, .title = "name", .order = "name", .unique = unit_unique,
};

static const struct field officer_fields[] = {
	HEAD(struct officer, OfficerId),
	REF(struct officer, unit_id, UnitId, unit_record, .label = "单位", .required = true, .list = true,
	    .filter = true),
	FIELD(struct officer, name, .label = "姓名", .required = true, .most = 60, .list = true,
	      .filter = true, .sort = true),
	WORDS(struct officer, state, officer_state_words, .label = "状态", .required = true, .list = true,
	      .filter = true),
	FIELD(struct officer, post, .label = "职务", .most = 60, .list = true),
	FIELDS_END
};
const struct record officer_record = {
	.name = "officer", .label = "执法人员", .path = "/admin/officer", .size = sizeof(struct officer),
	.fields = officer_fields, .title = "name", .unit = "unit_id", .state = "state", .order = "name",
};

static const struct field certificate_fields[] = {
	HEAD(struct certificate, CertificateId),
	REF(struct certificate, officer_id, OfficerId, officer_record, .label = "持证人", .required = true,
	    .list = true, .filter = true),
	REF(struct certificate, unit_id, UnitId, unit_record, .label = "发证时单位", .required = true,
	    .list = true, .filter = true),
	FIELD(struct certificate, number, .label = "执法证号", .required = true, .most = 40, .list = true,
	      .filter = true, .sort = true),
	FIELD(struct certificate, issued_on, .label = "发证日期", .required = true, .list = true),
	FIELD(struct certificate, expires_on, .label = "有效期至", .hint = "当天仍有效", .required = true,
	      .list = true, .filter = true, .sort = true),
	FIELD(struct certificate, withdrawn, .label = "已收回", .list = true, .filter = true),
	FIELDS_END
};
static const struct unique certificate_unique[] = {
	{ "number", "已登记过这个执法证号，请核对" },
	{ .fields = NULL },
};
const struct record certificate_record = {
	.name = "certificate", .label = "执法证", .path = "/admin/certificate",
	.size = sizeof(struct certificate), .fields = certificate_fields, .title = "number",
	.unit = "unit_id", .order = "expires_on", .unique = certificate_unique,
};

static const struct field account_fields[] = {
	HEAD(struct account, AccountId),
	REF(struct account, unit_id, UnitId, unit_record, .label = "单位", .required = true, .list = true,
	    .filter = true),
	REF(struct account, officer_id, OfficerId, officer_record, .label = "执法人员",
	    .hint = "本人有执法证的，选本人"),
	FIELD(struct account, login, .label = "登录名", .hint = "小写字母、数字、点、横线，2—32 个", .required = true,
	      .least = 2, .most = 32, .list = true, .filter = true, .sort = true),
	FIELD(struct account, name, .label = "姓名", .required = true, .most = 60, .list = true,
	      .filter = true, .sort = true),
	FIELD(struct account, phone, .label = "电话", .most = 40, .personal = MASK_PHONE, .filter = true),
	FIELD(struct account, password_hash, .label = "口令", .secret = true, .quiet = true),
	FIELD(struct account, roles, .label = "角色", .most = 120, .list = true, .filter = true),
	FIELD(struct account, disabled, .label = "已停用", .list = true, .filter = true),
	FIELD(struct account, must_change, .label = "须改口令", .quiet = true),
	FIELDS_END
};
const struct record account_record = {
	.name = "account", .label = "账号", .path = "/admin/account", .size = sizeof(struct account),
	.fields = account_fields, .title = "name", .unit = "unit_id", .person = "id", .order = "login",
};

/* ---- roles ---- */

const struct caller caller_system = { .name = STR_INIT("系统"), .is_system = true };

bool caller_has(const struct caller *caller, enum role role)
{
	return (caller->roles & 1u << role) != 0;
}

bool roles_parse(Str words, unsigned *bits_out)
{
	unsigned bits = 0;
	Str rest = str_trim(words);

	while (!str_is_empty(rest)) {
		Str word = rest, after = STR_NONE;
		unsigned role;

		(void)str_cut(rest, ' ', &word, &after);
		for (role = 0; role < ROLES && !str_is(word, role_word[role].word);)
			role++;
		if (role == ROLES)
			return false;
		bits |= 1u << role;
		rest = str_trim(after);
	}
	*bits_out = bits;
	return true;
}

/* ---- permission and scope ---- */

struct scope caller_scope(const struct caller *caller, const struct permission *permission)
{
	struct scope scope = { SCOPE_NONE, caller->account_id, caller->unit_id };

	if (caller->is_system) {
		scope.kind = SCOPE_ALL;
		return scope;
	}
	/* Own things only; who has not logged in owns nothing, so scope_holds no row for them. */
	if (permission->anybody || (permission->everybody && caller->account_id != 0))
		scope.kind = SCOPE_OWN;
	for (unsigned role = 0; role < ROLES; role++)
		if (caller_has(caller, (enum role)role) && permission->by_role[role] > scope.kind)
			scope.kind = permission->by_role[role];
	return scope;
}

static bool is_own(struct scope scope, const struct record *record, const void *row)
{
	const struct field *person = record->person ? record_field(record, record->person) : NULL;

	return person && scope.account_id != 0 && field_int(person, row) == scope.account_id;
}

bool scope_holds(struct scope scope, const struct record *record, const void *row)
{
	switch (scope.kind) {
	case SCOPE_ALL:
		return true;
	case SCOPE_UNIT:
		return !record->unit ||
		       (scope.unit_id != 0 && record_unit(record, row) == scope.unit_id);
	case SCOPE_OWN:
		return is_own(scope, record, row);
	case SCOPE_NONE:
		return false;
	}
	return false;
}

bool officer_is_certified(struct act *act, OfficerId officer, Date on, bool *out)
{
	return people_store_certified(act, officer, on, out);
}

bool people_of_officer(struct act *act, OfficerId officer, struct people *out)
{
	return people_store_of_officer(act, officer, out);
}

bool people_with_role(struct act *act, int64_t unit_id, enum role role, struct people *out)
{
	return people_store_with_role(act, unit_id, role_word[role].word, out);
}

bool unit_find_kind(struct act *act, enum unit_kind kind, UnitId *out)
{
	return people_store_unit_of_kind(act, unit_kind_word[kind].word, instant_date(act->effective), out);
}

bool unit_of_kind(struct act *act, enum unit_kind kind, UnitId *out)
{
	UnitId unit = { 0 };

	if (!unit_find_kind(act, kind, &unit))
		return false;
	if (unit.v == 0)
		return refuse(act, REFUSED_CONFLICT, "people.unit_kind", "还没有登记%s，请先在单位管理中登记",
		              unit_kind_word[kind].label);
	*out = unit;
	return true;
}
