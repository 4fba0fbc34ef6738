/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* house_clause.c - the house's own tables: permissions, routes, menu. */
#include "clauses/house/house.h"

#include "clause/attachment.h"
#include "clause/export.h"
#include "record/holiday.h"

const struct permission CAN_KNOCK = { .name = "house.knock", .anybody = true };
const struct permission CAN_BE_HERE = { .name = "house.own", .everybody = true };

const struct permission CAN_READ_DUTY = { .name = "duty.read", .by_role = {
	[ROLE_LEADER] = SCOPE_ALL, [ROLE_LEGAL_BUREAU] = SCOPE_ALL, [ROLE_SUPERVISOR] = SCOPE_ALL,
	[ROLE_HEAD] = SCOPE_UNIT, [ROLE_CONTACT] = SCOPE_UNIT, [ROLE_OFFICER] = SCOPE_UNIT } };
const struct permission CAN_STEER_DUTY = { .name = "duty.steer", .by_role = { [ROLE_LEGAL_BUREAU] = SCOPE_ALL } };
/* The auditor sees who did what when; the values only who may see the subject. */
const struct permission CAN_READ_LEDGER = { .name = "ledger.read", .by_role = {
	[ROLE_LEADER] = SCOPE_ALL, [ROLE_LEGAL_BUREAU] = SCOPE_ALL, [ROLE_SUPERVISOR] = SCOPE_ALL,
	[ROLE_AUDITOR] = SCOPE_ALL, [ROLE_HEAD] = SCOPE_UNIT } };

const struct permission CAN_EXPORT_LEDGER = { .name = "ledger.export", .by_role = { [ROLE_AUDITOR] = SCOPE_ALL } };

const struct permission CAN_READ_SETTING = { .name = "setting.read", .by_role = {
	[ROLE_LEADER] = SCOPE_ALL, [ROLE_LEGAL_BUREAU] = SCOPE_ALL, [ROLE_SUPERVISOR] = SCOPE_ALL,
	[ROLE_HEAD] = SCOPE_ALL, [ROLE_CONTACT] = SCOPE_ALL, [ROLE_OFFICER] = SCOPE_ALL,
	[ROLE_SYSADMIN] = SCOPE_ALL, [ROLE_SECADMIN] = SCOPE_ALL, [ROLE_AUDITOR] = SCOPE_ALL } };
/* Which of them, says the setting: the Bureau what the clauses leave open, the security administrator what guards the doors. */
const struct permission CAN_SET = { .name = "setting.set", .by_role = { [ROLE_LEGAL_BUREAU] = SCOPE_ALL, [ROLE_SECADMIN] = SCOPE_ALL } };
const struct permission CAN_SET_BUSINESS = { .name = "setting.set_business", .by_role = { [ROLE_LEGAL_BUREAU] = SCOPE_ALL } };
const struct permission CAN_SET_SECURITY = { .name = "setting.set_security", .by_role = { [ROLE_SECADMIN] = SCOPE_ALL } };
const struct permission CAN_READ_NOTICE = { .name = "notice.read", .everybody = true };

static const struct route routes[] = {
	{ HTTP_GET, "/", &CAN_BE_HERE, SCOPED_SELF, .handler = home_page, .title = "首页" },
	{ HTTP_GET, "/login", &CAN_KNOCK, SCOPED_OPEN, .handler = login_page, .title = "登录" },
	{ HTTP_POST, "/login", &CAN_KNOCK, SCOPED_OPEN, .handler = login_do, .slow = true, .again = login_page, .title = "登录" },
	{ HTTP_POST, "/logout", &CAN_BE_HERE, SCOPED_SELF, .handler = logout_do, .writes = true, .title = "退出登录" },
	{ HTTP_GET, "/password", &CAN_BE_HERE, SCOPED_SELF, .handler = password_page, .title = "修改口令" },
	{ HTTP_POST, "/password", &CAN_BE_HERE, SCOPED_SELF, .handler = password_do, .slow = true, .again = password_page, .title = "修改口令" },
	{ HTTP_GET, "/inbox", &CAN_BE_HERE, SCOPED_SELF, .handler = inbox_page, .title = "收件箱" },
	{ HTTP_POST, "/inbox/:id/read", &CAN_BE_HERE, SCOPED_SELF, .handler = inbox_read, .writes = true, .title = "已读" },
	{ HTTP_POST, "/inbox/read", &CAN_BE_HERE, SCOPED_SELF, .handler = inbox_read_all, .writes = true, .title = "全部已读" },
	{ HTTP_GET, "/rule/:word", &CAN_KNOCK, SCOPED_OPEN, .handler = rule_page, .title = "依据" },
	{ HTTP_GET, "/duty", &CAN_READ_DUTY, SCOPED_LIST, .handler = duty_list_page, .file = duty_list_file, .title = "职责" },
	{ HTTP_GET, "/duty/:id", &CAN_READ_DUTY, SCOPED_ROW, &duty_record, .handler = duty_page, .title = "职责" },
	{ HTTP_POST, "/duty/:id/pause", &CAN_STEER_DUTY, SCOPED_ROW, &duty_record, .handler = duty_pause_do, .writes = true, .again = duty_page, .title = "中止计时" },
	{ HTTP_POST, "/duty/:id/resume", &CAN_STEER_DUTY, SCOPED_ROW, &duty_record, .handler = duty_resume_do, .writes = true, .again = duty_page, .title = "恢复计时" },
	{ HTTP_POST, "/duty/:id/extend", &CAN_STEER_DUTY, SCOPED_ROW, &duty_record, .handler = duty_extend_do, .writes = true, .again = duty_page, .title = "延期" },
	{ HTTP_POST, "/duty/:id/waive", &CAN_STEER_DUTY, SCOPED_ROW, &duty_record, .handler = duty_waive_do, .writes = true, .again = duty_page, .title = "免除" },
	{ HTTP_GET, "/ledger", &CAN_READ_LEDGER, SCOPED_LIST, .handler = ledger_page, .file = ledger_file, .title = "台账" },
	{ HTTP_GET, "/ledger/personal", &CAN_READ_LEDGER, SCOPED_LIST, .handler = ledger_personal_page, .file = ledger_personal_file, .title = "个人信息查看记录" },
	{ HTTP_GET, "/public/seal", &CAN_KNOCK, SCOPED_OPEN, .handler = seal_page, .title = "台账封印" },
	{ HTTP_GET, "/ledger/:id/proof", &CAN_READ_LEDGER, SCOPED_LIST, .handler = proof_page, .title = "台账证明" },
	{ HTTP_GET, "/api/v1/ledger/:id/proof", &CAN_READ_LEDGER, SCOPED_LIST, .handler = proof_file, .title = "台账证明" },
	{ HTTP_GET, "/ledger/export", &CAN_EXPORT_LEDGER, SCOPED_LIST, .handler = export_page, .title = "导出台账" },
	{ HTTP_GET, "/ledger/export/:id", &CAN_EXPORT_LEDGER, SCOPED_LIST, .handler = export_part, .title = "导出台账" },
	{ HTTP_GET, "/setting", &CAN_READ_SETTING, SCOPED_LIST, &setting_record, .handler = setting_page, .file = export_list, .title = "设置" },
	{ HTTP_POST, "/setting", &CAN_SET, SCOPED_LIST, .handler = setting_do, .writes = true, .again = setting_page, .title = "改设置" },
	{ HTTP_POST, "/api/v1/setting/preview", &CAN_SET, SCOPED_LIST, .handler = setting_preview_api, .writes = true, .title = "会改变什么" },
	{ HTTP_POST, "/setting/:id/withdraw", &CAN_READ_SETTING, SCOPED_ROW, &setting_record, .handler = setting_withdraw_do, .writes = true,
	  .again = setting_page, .title = "撤回设置" },
	{ HTTP_GET, "/attachment/:id", &CAN_BE_HERE, SCOPED_SELF, .handler = page_attachment, .title = "附件" },
	{ HTTP_GET, "/attachment/:id/content", &CAN_BE_HERE, SCOPED_SELF, .handler = page_attachment_content, .title = "附件内容" },
	{ HTTP_GET, "/attachment/:id/remove", &CAN_BE_HERE, SCOPED_SELF, .handler = page_attachment_remove, .title = "撤下附件" },
	{ HTTP_POST, "/attachment/:id/remove", &CAN_BE_HERE, SCOPED_SELF, .handler = page_attachment_take, .writes = true,
	  .again = page_attachment_remove, .title = "撤下附件" },
	ROUTES_END
};

static const struct menu_item menu[] = {
	{ NULL, "首页", "/", "home", &CAN_BE_HERE },
	{ NULL, "职责", "/duty", "hourglass", &CAN_READ_DUTY },
	{ "管理", "台账", "/ledger", "history", &CAN_READ_LEDGER },
	{ "管理", "个人信息查看记录", "/ledger/personal", "eye", &CAN_READ_LEDGER },
	{ "管理", "设置", "/setting", "settings", &CAN_READ_SETTING },
	{ "管理", "节假日", "/setting/holiday", "calendar-week", &CAN_READ_SETTING },
	{ "管理", "单位", "/admin/unit", "building-community", &CAN_READ_UNIT },
	{ "管理", "执法人员", "/admin/officer", "users-group", &CAN_READ_OFFICER },
	{ "管理", "执法证", "/admin/certificate", "clipboard-check", &CAN_READ_OFFICER },
	{ "管理", "账号", "/admin/account", "user-shield", &CAN_READ_ACCOUNT },
	{ "管理", "个人信息密钥", "/admin/personal", "key", &CAN_READ_KEYS },
	{ .path = NULL }
};

static const struct holding *const holdings[] = {
	&unit_holding, &officer_holding, &certificate_holding, &account_holding, &personal_key_holding,
	&duty_holding, &notice_holding, &setting_holding, &holiday_holding, &attachment_holding, NULL
};

static const struct sql *const *const statements[] = {
	ledger_statements, ledger_anchor_statements, setting_statements, holiday_statements, personal_statements, people_statements, notify_statements, duty_statements,
	file_statements, attachment_statements, NULL
};

const struct clause house_clause = {
	.name = "house", .label = "平台", .holdings = holdings, .routes = routes, .menu = menu,
	.settings = duty_settings, .statements = statements,
};
