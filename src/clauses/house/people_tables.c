/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* people_tables.c - who keeps units, officers, certificates and accounts, and by which moves.
 *
 * Three administrators (三员分立): the system administrator makes accounts, the security administrator gives
 * them roles and stops them, the auditor only reads. Pages and API come from these tables. */
#include "clauses/house/house.h"

/* Everybody's work needs the names of units. */
const struct permission CAN_READ_UNIT = { .name = "unit.read", .by_role = {
	[ROLE_LEADER] = SCOPE_ALL, [ROLE_LEGAL_BUREAU] = SCOPE_ALL, [ROLE_SUPERVISOR] = SCOPE_ALL,
	[ROLE_HEAD] = SCOPE_ALL, [ROLE_CONTACT] = SCOPE_ALL, [ROLE_OFFICER] = SCOPE_ALL,
	[ROLE_SYSADMIN] = SCOPE_ALL, [ROLE_SECADMIN] = SCOPE_ALL, [ROLE_AUDITOR] = SCOPE_ALL } };
const struct permission CAN_KEEP_UNIT = { .name = "unit.keep", .by_role = { [ROLE_SYSADMIN] = SCOPE_ALL } };
const struct permission CAN_READ_OFFICER = { .name = "officer.read", .by_role = {
	[ROLE_LEADER] = SCOPE_ALL, [ROLE_LEGAL_BUREAU] = SCOPE_ALL, [ROLE_SUPERVISOR] = SCOPE_ALL,
	[ROLE_HEAD] = SCOPE_UNIT, [ROLE_CONTACT] = SCOPE_UNIT, [ROLE_OFFICER] = SCOPE_UNIT,
	[ROLE_SYSADMIN] = SCOPE_ALL, [ROLE_AUDITOR] = SCOPE_ALL } };
const struct permission CAN_KEEP_OFFICER = { .name = "officer.keep", .by_role = {
	[ROLE_SYSADMIN] = SCOPE_ALL, [ROLE_LEGAL_BUREAU] = SCOPE_ALL, [ROLE_HEAD] = SCOPE_UNIT } };
const struct permission CAN_KEEP_CERTIFICATE = { .name = "certificate.keep", .by_role = {
	[ROLE_LEGAL_BUREAU] = SCOPE_ALL } };
const struct permission CAN_READ_ACCOUNT = { .name = "account.read", .by_role = {
	[ROLE_SYSADMIN] = SCOPE_ALL, [ROLE_SECADMIN] = SCOPE_ALL, [ROLE_AUDITOR] = SCOPE_ALL } };
const struct permission CAN_READ_PHONE = { .name = "account.phone", .by_role = { [ROLE_SYSADMIN] = SCOPE_ALL } };
const struct permission CAN_KEEP_ACCOUNT = { .name = "account.keep", .by_role = { [ROLE_SYSADMIN] = SCOPE_ALL } };
/* RULE personal.erased: who may have personal text destroyed never reads it. */
const struct permission CAN_ERASE = { .name = "personal.erase", .by_role = { [ROLE_SECADMIN] = SCOPE_ALL } };
const struct permission CAN_READ_KEYS = { .name = "personal.keys", .by_role = { [ROLE_SECADMIN] = SCOPE_ALL, [ROLE_AUDITOR] = SCOPE_ALL } };
const struct permission CAN_GRANT = { .name = "account.grant", .by_role = { [ROLE_SECADMIN] = SCOPE_ALL } };

/* ---- rules ---- */

static bool days_in_order(struct act *act, Str field, Date from, Date until)
{
	Str first = date_iso(act->arena, from);

	if (date_is_set(from) && date_is_set(until) && until.day < from.day)
		fault_at(act, field, "people.days", "不能早于 %.*s", STR_ARG(first));
	return act_sound(act);
}

static bool unit_days(struct act *act, const void *before __attribute__((unused)), void *row,
                      struct input *input __attribute__((unused)))
{
	const struct unit *u = row;

	return days_in_order(act, STR("until_on"), u->since_on, u->until_on);
}

/* The unit of a certificate is the officer's when it was issued: it is not asked for. */
static bool certificate_unit(struct act *act, const void *before, void *row, struct input *input __attribute__((unused)))
{
	struct certificate *c = row;
	struct officer officer;

	if (!days_in_order(act, STR("expires_on"), c->issued_on, c->expires_on))
		return false;
	if (before)
		return true;
	if (!c->officer_id.v)
		fault_at(act, STR("officer_id"), "certificate.officer", "请选持证人");
	else if (!record_load(act, &officer_record, c->officer_id.v, &officer))
		return false;
	else
		c->unit_id = officer.unit_id;
	return act_sound(act);
}

static bool withdraw(struct act *act, const void *before, void *row, struct input *input __attribute__((unused)))
{
	const struct certificate *was = before;
	struct certificate *c = row;

	if (was->withdrawn)
		return refuse(act, REFUSED_CONFLICT, "certificate.withdrawn", "这个执法证已经收回");
	c->withdrawn = true;
	return true;
}

static bool account_sound(struct act *act, const void *before __attribute__((unused)), void *row,
                          struct input *input __attribute__((unused)))
{
	return account_check(act, row);
}

static bool disable(struct act *act, const void *before __attribute__((unused)), void *row,
                    struct input *input __attribute__((unused)))
{
	struct account *a = row;

	if (a->disabled)
		return refuse(act, REFUSED_CONFLICT, "account.disabled", "这个账号已经停用");
	if (a->id.v == act->actor_id)
		return refuse(act, REFUSED_CONFLICT, "account.self", "不能停用自己的账号");
	a->disabled = true;
	return true;
}

static bool enable(struct act *act, const void *before __attribute__((unused)), void *row,
                   struct input *input __attribute__((unused)))
{
	struct account *a = row;

	if (!a->disabled)
		return refuse(act, REFUSED_CONFLICT, "account.disabled", "这个账号没有停用");
	a->disabled = false;
	return true;
}

/* Whoever is logged in with it is read anew, so a role taken away is gone at once. */
static bool forget_sessions(struct act *act, const void *before __attribute__((unused)), void *row,
                            struct input *input __attribute__((unused)))
{
	account_changed(act, ((const struct account *)row)->id);
	return true;
}

/* Also when it is enabled again the old sessions must not come back. */
static bool end_sessions(struct act *act, const void *before __attribute__((unused)), void *row,
                         struct input *input __attribute__((unused)))
{
	return account_end_sessions(act, ((const struct account *)row)->id);
}

/* RULE people.three_admins: whoever hands out passwords could come in as the other two administrators. */
static bool may_be_given_password(struct act *act, const void *before, void *row __attribute__((unused)),
                                  struct input *input __attribute__((unused)))
{
	const struct account *a = before;
	unsigned roles = 0;

	if (a->disabled)
		return refuse(act, REFUSED_CONFLICT, "account.disabled", "这个账号已经停用，请先启用");
	if (a->id.v == act->actor_id)
		return refuse(act, REFUSED_CONFLICT, "account.self", "自己的口令请在“修改口令”里改");
	if (!roles_parse(a->roles, &roles) || (roles & (1u << ROLE_SECADMIN | 1u << ROLE_AUDITOR)))
		return refuse(act, REFUSED_FORBIDDEN, "people.three_admins", "这位管理员的口令只能在服务器上用 juebu user password 重发");
	return true;
}

static bool give_password(struct act *act, const void *before __attribute__((unused)), void *row,
                          struct input *input __attribute__((unused)))
{
	account_give_password(act, row);
	return true;
}

/* Nobody makes themselves what they are not. */
static bool may_grant(struct act *act, const void *before __attribute__((unused)), void *row,
                      struct input *input __attribute__((unused)))
{
	const struct account *a = row;

	if (a->id.v == act->actor_id)
		return refuse(act, REFUSED_CONFLICT, "account.self", "不能给自己授予角色");
	return account_check(act, a);
}

/* ---- moves ---- */

static const struct move unit_moves[] = {
	{ MOVE_NEW, "create", MOVE_STAY, "登记单位", &CAN_KEEP_UNIT, .takes = "name short_name document_code kind reports since_on until_on", .check = unit_days, .primary = true },
	{ MOVE_ANY, "edit", MOVE_STAY, "修改", &CAN_KEEP_UNIT, .takes = "name short_name document_code kind reports since_on until_on", .check = unit_days },
	MOVES_END
};
static const struct move officer_moves[] = {
	{ MOVE_NEW, "create", OFFICER_IN_POST, "登记人员", &CAN_KEEP_OFFICER, .takes = "unit_id name post", .primary = true },
	{ MOVE_ANY, "edit", MOVE_STAY, "修改", &CAN_KEEP_OFFICER, .takes = "unit_id name post" },
	{ OFFICER_IN_POST, "take_off_post", OFFICER_OFF_POST, "离岗", &CAN_KEEP_OFFICER, .needs = "reason", .danger = true },
	{ OFFICER_OFF_POST, "return_to_post", OFFICER_IN_POST, "返岗", &CAN_KEEP_OFFICER, .needs = "reason" },
	{ OFFICER_IN_POST, "leave", OFFICER_LEFT, "调离", &CAN_KEEP_OFFICER, .needs = "reason", .danger = true },
	{ OFFICER_OFF_POST, "leave", OFFICER_LEFT, "调离", &CAN_KEEP_OFFICER, .needs = "reason", .danger = true },
	{ OFFICER_LEFT, "return_to_post", OFFICER_IN_POST, "重新调入", &CAN_KEEP_OFFICER, .needs = "reason" },
	MOVES_END
};
static const struct move certificate_moves[] = {
	{ MOVE_NEW, "create", MOVE_STAY, "登记执法证", &CAN_KEEP_CERTIFICATE, .takes = "officer_id number issued_on expires_on", .run = certificate_unit, .primary = true },
	{ MOVE_ANY, "edit", MOVE_STAY, "修改", &CAN_KEEP_CERTIFICATE, .takes = "number issued_on expires_on", .run = certificate_unit },
	{ MOVE_ANY, "withdraw", MOVE_STAY, "收回", &CAN_KEEP_CERTIFICATE, .needs = "reason", .run = withdraw, .danger = true },
	MOVES_END
};
static const struct move account_moves[] = {
	{ MOVE_NEW, "create", MOVE_STAY, "开设账号", &CAN_KEEP_ACCOUNT, .takes = "unit_id officer_id login name phone", .check = account_sound, .primary = true },
	{ MOVE_ANY, "edit", MOVE_STAY, "修改", &CAN_KEEP_ACCOUNT, .takes = "unit_id officer_id name phone", .check = account_sound, .then = forget_sessions },
	{ MOVE_ANY, "give_password", MOVE_STAY, "发初始口令", &CAN_KEEP_ACCOUNT, .check = may_be_given_password, .run = give_password,
	  .then = end_sessions, .asks = "原口令随即作废，新口令只显示一次，本人首次登录须修改。确认发放？" },
	{ MOVE_ANY, "grant", MOVE_STAY, "授予角色", &CAN_GRANT, .takes = "roles", .check = may_grant, .then = forget_sessions },
	{ MOVE_ANY, "disable", MOVE_STAY, "停用", &CAN_GRANT, .needs = "reason", .run = disable, .then = end_sessions, .danger = true },
	{ MOVE_ANY, "enable", MOVE_STAY, "启用", &CAN_GRANT, .needs = "reason", .run = enable, .then = forget_sessions },
	MOVES_END
};

static const struct move personal_key_moves[] = {
	{ MOVE_ANY, "erase", MOVE_STAY, "删除个人信息", &CAN_ERASE, .takes = "ground", .needs = "ground", .run = personal_key_destroy,
	  .then = personal_key_tell, .asks = "密钥一销毁，库里和台账里的密文谁也打不开，恢复不了。确认删除？", .danger = true },
	MOVES_END
};

const struct holding unit_holding = { &unit_record, unit_moves, &CAN_READ_UNIT };
const struct holding officer_holding = { &officer_record, officer_moves, &CAN_READ_OFFICER };
const struct holding certificate_holding = { &certificate_record, certificate_moves, &CAN_READ_OFFICER };
const struct holding account_holding = { &account_record, account_moves, &CAN_READ_ACCOUNT, &CAN_READ_PHONE };
const struct holding personal_key_holding = { &personal_key_record, personal_key_moves, &CAN_READ_KEYS };
const struct holding notice_holding = { &notice_record, NULL, &CAN_READ_NOTICE, .hand_made = true };
