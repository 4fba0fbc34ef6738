/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* duty_settings.c - the numbers of the clock: reminders, stages, outage (domain.md 4). */
#include "duty/duty_inner.h"

const struct setting_rule duty_remind_hours[DUTY_REMINDERS] = {
	{ "duty.remind_1_hours", "第一次提醒：截止前", 48, 1, 24 * 30, "小时", "自定" },
	{ "duty.remind_2_hours", "第二次提醒：截止前", 24, 1, 24 * 30, "小时", "自定" },
	{ "duty.remind_3_hours", "第三次提醒：截止前", 2, 1, 24 * 30, "小时", "自定" },
};
const struct setting_rule duty_orange_days = {
	"duty.orange_days", "逾期几个工作日转橙色", 1, 1, 30, "个工作日", "自定" };
const struct setting_rule duty_red_days = {
	"duty.red_days", "逾期几个工作日转红色", 3, 2, 60, "个工作日", "自定" };
const struct setting_rule duty_outage_minutes = {
	"duty.outage_minutes", "时钟停几分钟以上算系统停机", 5, 2, 120, "分钟", "自定" };
const struct setting_rule duty_after_outage_minutes = {
	"duty.after_outage_minutes", "截止落在停机期间的，恢复后顺延", 120, 1, 60 * 48, "分钟", "自定" };

const struct setting_rule *const duty_settings[] = {
	&duty_remind_hours[0], &duty_remind_hours[1], &duty_remind_hours[2], &duty_orange_days, &duty_red_days,
	&duty_outage_minutes, &duty_after_outage_minutes, NULL
};
