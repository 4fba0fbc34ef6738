/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* duty_tell.c - who is told of a duty: first who does it, then who answers for it, then who supervises. */
#include "duty/duty_inner.h"

static Str page_of(struct act *act, const struct duty_rule *rule, const struct duty *duty)
{
	Str path = str_of(rule ? rule->path : NULL), head = path, tail = STR_NONE;

	if (str_is_empty(path))
		return str_format(act->arena, "/duty/%lld", (long long)duty->id.v);
	if (!str_cut(path, '%', &head, &tail))
		return path;
	tail = str_after(tail, sizeof "lld" - 1);
	return str_format(act->arena, "%.*s%lld%.*s", STR_ARG(head), (long long)duty->subject_id, STR_ARG(tail));
}

static Str key_of(struct act *act, const struct duty *duty, const char *what, Instant moment)
{
	return str_format(act->arena, "duty/%lld/%s/%lld", (long long)duty->id.v, what, (long long)moment.sec);
}

/* The person, else who has the rule's role in the unit, else its head. */
static bool tell_doer(struct act *act, const struct duty_rule *rule, const struct duty *duty, Str key,
                      Str title)
{
	struct people people = { NULL, 0 };
	Str path = page_of(act, rule, duty);

	if (duty->account_id.v != 0)
		return notify_account(act, duty->account_id, key, title, path);
	if (rule && !people_with_role(act, duty->unit_id.v, rule->done_by, &people))
		return false;
	if (people.count == 0)
		return notify_role(act, duty->unit_id.v, ROLE_HEAD, key, title, path);
	return notify_role(act, duty->unit_id.v, rule->done_by, key, title, path);
}

static Str left_words(struct act *act, const struct duty *duty)
{
	int64_t left_s = duty->due_at.sec - act->now.sec;

	if (left_s > 0 && left_s % 86400 == 0)
		return str_format(act->arena, "还剩 %lld 日", (long long)(left_s / 86400));
	return countdown_words(act->arena, act->calendar, act->now, duty->due_at);
}

bool duty_tell_reminder(struct act *act, const struct duty_rule *rule, const struct duty *duty)
{
	Str left = left_words(act, duty), due = instant_due_words(act->arena, duty->due_at);
	Str title = str_format(act->arena, "提醒：%.*s%.*s，%.*s 截止", STR_ARG(duty->title), STR_ARG(left),
	                       STR_ARG(due));

	return tell_doer(act, rule, duty, key_of(act, duty, "remind", act->effective), title);
}

bool duty_tell_extended(struct act *act, const struct duty_rule *rule, const struct duty *duty)
{
	Str due = instant_due_words(act->arena, duty->due_at);
	Str title = str_format(act->arena, "延期：%.*s改为 %.*s 截止（%.*s）", STR_ARG(duty->title), STR_ARG(due),
	                       STR_ARG(duty->ground));

	return tell_doer(act, rule, duty, key_of(act, duty, "extend", duty->due_at), title);
}

static bool tell_blue(struct act *act, const struct duty_rule *rule, const struct duty *duty)
{
	Str due = instant_due_words(act->arena, duty->due_at);
	Str key = key_of(act, duty, "blue", duty->due_at);
	Str title = str_format(act->arena, "逾期：%.*s应于 %.*s 前办完，请立即办理", STR_ARG(duty->title),
	                       STR_ARG(due));

	return tell_doer(act, rule, duty, key, title) &&
	       notify_role(act, duty->unit_id.v, ROLE_HEAD, key, title, page_of(act, rule, duty));
}

static bool tell_above(struct act *act, const struct duty_rule *rule, const struct duty *duty)
{
	bool red = duty->stage == STAGE_RED;
	int64_t days = setting_on(act, red ? &duty_red_days : &duty_orange_days, instant_date(duty->due_at));
	Str key = key_of(act, duty, red ? "red" : "orange", duty->due_at), path = page_of(act, rule, duty), unit;

	if (!record_title_of(act, &unit_record, duty->unit_id.v, &unit))
		return false;

	Str title = str_format(act->arena, "逾期 %lld 个工作日：%.*s %.*s", (long long)days, STR_ARG(unit),
	                       STR_ARG(duty->title));

	if (red)
		return notify_role(act, 0, ROLE_LEGAL_BUREAU, key, title, path) &&
		       notify_role(act, 0, ROLE_LEADER, key, title, path);
	return notify_role(act, duty->unit_id.v, ROLE_HEAD, key, title, path) &&
	       notify_role(act, 0, ROLE_LEGAL_BUREAU, key, title, path);
}

bool duty_tell_stage(struct act *act, const struct duty_rule *rule, const struct duty *duty)
{
	return duty->stage == STAGE_BLUE ? tell_blue(act, rule, duty) : tell_above(act, rule, duty);
}
