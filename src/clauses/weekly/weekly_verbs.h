/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* weekly_verbs.h - the steps the tables of weekly_clause.c are made of, for clauses/weekly/ only. */
#ifndef JUEBU_CLAUSES_WEEKLY_WEEKLY_VERBS_H
#define JUEBU_CLAUSES_WEEKLY_WEEKLY_VERBS_H

#include "clauses/weekly/weekly.h"

/* contact.c */
MoveStep contact_is_of_unit, contact_replace, contact_take_over;
bool contact_is_owed(struct act *, const struct duty *report_duty) MUST_USE;

/* report.c, item.c */
MoveStep report_keep, report_is_complete, report_arrive, report_may_be_withdrawn, report_reopen, report_count_urge, report_is_correct;
bool report_open(struct act *, const struct duty *) MUST_USE;
bool items_settle(struct act *, const struct weekly_report *before, struct weekly_report *, const struct input *) MUST_USE;
bool item_carry(struct act *, const struct weekly_report *previous, const struct matter *, struct weekly_item *out) MUST_USE;
/* Where each item stands in the input, for faults: "items.3"; what the input does not name stands at its own number. */
Str *item_places(struct act *, const struct weekly_report *, const struct input *);

/* amendment.c: what a correction changes in the figures of a digest that was signed. */
bool digest_amend(struct act *, const struct weekly_report *before, const struct weekly_report *) MUST_USE;

/* digest.c */
MoveStep digest_is_complete, digest_sign, digest_read;
bool digest_open(struct act *, const struct duty *) MUST_USE;
bool digest_take_in(struct act *, const struct weekly_report *) MUST_USE;
bool digest_leave_out(struct act *, const struct weekly_report *) MUST_USE;

/* instruction.c */
MoveStep instruction_makes_sense, instruction_issue, instruction_owe, instruction_asks_feedback, instruction_asks_receipt,
	instruction_answer, instruction_feedback_stands, instruction_settle, instruction_owe_again;

extern const struct setting_rule SETTING_NORMAL_DAYS, SETTING_URGENT_DAYS, SETTING_DIFFICULT_DAYS;
extern const struct permission CAN_READ_REPORT, CAN_REPORT, CAN_DIGEST, CAN_READ_DIGEST, CAN_SIGN, CAN_INSTRUCT,
	CAN_READ_INSTRUCTION, CAN_ANSWER, CAN_SETTLE, CAN_FILE_CONTACT, CAN_READ_CONTACT;
extern const struct route weekly_routes[];
/* home.c: what the first page says of the week, to the leader and the Bureau, and to a unit. */
bool weekly_home(struct act *, const struct call *, struct html) MUST_USE;

#endif
