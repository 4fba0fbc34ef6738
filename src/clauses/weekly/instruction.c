/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* instruction.c - the leader's word on a digest: to whom, what, by when; answered by the unit, or, for a reminder
 * or warning, signed for. Each is a duty of the addressee until it is. */
#include "clauses/weekly/weekly_verbs.h"

#include "clauses/weekly/weekly_store.h"

static const struct setting_rule *const limit_of_urgency[URGENCIES] = {
	[URGENCY_NORMAL] = &SETTING_NORMAL_DAYS,
	[URGENCY_URGENT] = &SETTING_URGENT_DAYS,
	[URGENCY_DIFFICULT] = &SETTING_DIFFICULT_DAYS,
};

/* RULE weekly.instruct: on a digest that was signed off, about one of its items or the week as a whole. */
bool instruction_makes_sense(struct act *act, const void *before, void *row, struct input *input)
{
	const struct instruction *instruction = row;
	struct digest digest;
	bool stands = true;

	if (instruction->digest_id.v == 0)
		return true;                    /* said already: the field is required */
	if (!record_load(act, &digest_record, instruction->digest_id.v, &digest))
		return false;
	if (digest.state == DIGEST_DRAFTING)
		return refuse(act, REFUSED_CONFLICT, "weekly.instruct", "这期专报还没有呈报，不能批示");
	if (instruction->item_id.v
	    && !weekly_store_item_in_digest(act, instruction->digest_id, instruction->item_id, &stands))
		return false;
	if (!stands)
		fault_at(act, STR("item_id"), "weekly.instruct", "这期专报里没有这件事项");
	return act_sound(act);
}

bool instruction_issue(struct act *act, const void *before, void *row, struct input *input)
{
	struct instruction *instruction = row;

	instruction->issued_by.v = act->actor_id;
	instruction->issued_at = act->now;
	return true;
}

static struct duty_about answer_to(struct act *act, const struct instruction *instruction)
{
	bool asks = instruction->kind == INSTRUCT;
	Str start = str_first_characters(instruction->words, 30);
	struct duty_about about = {
		.unit_id = instruction->unit_id.v, .subject = "instruction", .subject_id = instruction->id.v,
		.title = str_format(act->arena, "%s：%.*s", asks ? "落实批示" : word_label(&instruction_kind_words, instruction->kind),
		                    STR_ARG(start)),
	};

	if (asks)
		about.within_setting = limit_of_urgency[instruction->urgency];
	return about;
}

bool instruction_owe(struct act *act, const void *before, void *row, struct input *input)
{
	const struct instruction *instruction = row;
	struct duty_about about = answer_to(act, instruction);

	return duty_raise(act, instruction->kind == INSTRUCT ? &WEEKLY_FEEDBACK : &WEEKLY_ACKNOWLEDGE, &about, NULL);
}

bool instruction_owe_again(struct act *act, const void *before, void *row, struct input *input)
{
	const struct instruction *instruction = row;
	struct duty_about about = answer_to(act, instruction);

	about.within_setting = &SETTING_URGENT_DAYS;
	return duty_raise(act, &WEEKLY_FEEDBACK, &about, NULL);
}

bool instruction_asks_feedback(struct act *act, const void *before, void *row, struct input *input)
{
	const struct instruction *instruction = row;

	if (instruction->kind != INSTRUCT)
		return refuse(act, REFUSED_CONFLICT, "weekly.feedback", "提醒和警示请签收，不用反馈");
	return true;
}

bool instruction_asks_receipt(struct act *act, const void *before, void *row, struct input *input)
{
	const struct instruction *instruction = row;

	if (instruction->kind == INSTRUCT)
		return refuse(act, REFUSED_CONFLICT, "weekly.acknowledge", "批示要反馈落实情况，不能只签收");
	return true;
}

bool instruction_answer(struct act *act, const void *before, void *row, struct input *input)
{
	struct instruction *instruction = row;

	instruction->answered_by.v = act->actor_id;
	instruction->answered_at = act->now;
	return true;
}

/* RULE weekly.feedback: a correction does not take the feedback away. */
bool instruction_feedback_stands(struct act *act, const void *before, void *row, struct input *input)
{
	const struct instruction *instruction = row;

	if (str_is_empty(instruction->feedback))
		fault_at(act, STR("feedback"), "weekly.feedback", "请写明落实情况；提醒和警示没有反馈，不用更正");
	return act_sound(act);
}

/* Closed by the leader or the Bureau, or by the receipt of a reminder or warning. */
bool instruction_settle(struct act *act, const void *before, void *row, struct input *input)
{
	struct instruction *instruction = row;

	if (instruction->kind != INSTRUCT && !instruction_answer(act, before, row, input))
		return false;
	instruction->done_at = act->now;
	return true;
}
