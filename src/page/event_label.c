/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* event_label.c - an event of the ledger in the words of the buttons: "weekly_report.submit" is 报送. */
#include "page/record_pages.h"

/* What the program does by itself; the verbs of people are labelled in their moves. */
static const struct { const char *event, *label; } own_events[] = {
	{ "weekly_report.open", "开报，从台账预填" },
	{ "digest.open", "开始整理" },
	{ "digest.full", "一期列不下" },
	{ "issued_document.issue", "签发，给字号" },
	{ "digest_entry.enter", "列入专报" },
	{ "digest_entry.leave", "移出专报" },
	{ "report_contact.replace", "由新报备更换" },
	{ "matter_step.take", "记入环节" },
	{ "account.contact", "周报联系人变更" },
	{ "setting.remove", "撤回的一条拿掉" },
	{ "duty.raise", "应办" },
	{ "duty.meet", "按时办结" },
	{ "duty.late", "逾期后办结" },
	{ "duty.breach", "到期未办" },
	{ "duty.remind", "提醒" },
	{ "duty.escalate", "逾期升级" },
	{ "duty.pause", "中止计时" },
	{ "duty.resume", "恢复计时" },
	{ "duty.extend", "延期" },
	{ "duty.waive", "免除" },
	{ "duty.reopen", "重新应办" },
	{ "duty.outage", "停机顺延" },
	{ "account.login", "登录" },
	{ "account.login_refused", "登录未通过" },
	{ "account.locked", "账号锁定" },
	{ "account.logout", "退出登录" },
	{ "account.logout_forced", "被安全管理员退出" },
	{ "account.create", "建账号" },
	{ "account.password", "改密码" },
};

static const struct move *move_with_verb(const struct holding *holding, Str verb)
{
	for (const struct move *move = holding ? holding->moves : NULL; move && move->verb; move++)
		if (str_is(verb, move->verb))
			return move;
	return NULL;
}

Str event_label(const struct house *house, Str event)
{
	Str record = event, verb = STR_NONE;
	const struct move *move;

	for (size_t i = 0; i < COUNT_OF(own_events); i++)
		if (str_is(event, own_events[i].event))
			return str_of(own_events[i].label);
	if (!str_cut(event, '.', &record, &verb))
		return event;
	move = move_with_verb(holding_named(house, record), verb);
	if (move)
		return str_of(move->label);
	if (str_is(verb, "view_personal"))
		return STR("查看个人信息");
	if (str_is(verb, "erase_personal"))
		return STR("删除个人信息");
	if (str_is(verb, "export"))
		return STR("导出");
	if (str_is(verb, "correct"))
		return STR("更正");
	if (str_is(verb, "insert"))
		return STR("添加");
	if (str_is(verb, "update"))
		return STR("修改");
	if (str_is(verb, "delete"))
		return STR("删去");
	return event;
}
