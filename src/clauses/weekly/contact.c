/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* contact.c - each unit names its 周报联系人 and mechanism to the Bureau before its first report; a change is
 * filed again. Filing hands the role of contact from the old account to the new one, so that reminders and
 * the right to report follow the register. */
#include "clauses/weekly/weekly_verbs.h"

#include "clauses/weekly/weekly_store.h"

/* RULE weekly.contact: the contact is somebody of the unit itself. */
bool contact_is_of_unit(struct act *act, const void *before, void *row, struct input *input)
{
	const struct report_contact *contact = row;
	struct account account;

	if (contact->account_id.v == 0)
		return true;                    /* said already: the field is required */
	if (!record_load(act, &account_record, contact->account_id.v, &account))
		return false;
	if (account.unit_id.v != contact->unit_id.v || account.disabled)
		fault_at(act, STR("account_id"), "weekly.contact", "联系人要是本单位在用的账号，请另选");
	return act_sound(act);
}

static bool change_role(struct act *act, AccountId id, bool add)
{
	struct account before, account;
	unsigned roles;
	struct strbuf words = { .arena = act->arena };

	if (!record_load(act, &account_record, id.v, &before))
		return false;
	account = before;
	must(roles_parse(account.roles, &roles));
	roles = add ? roles | 1u << ROLE_CONTACT : roles & ~(1u << ROLE_CONTACT);
	for (unsigned r = 0; r < ROLES; r++) {
		if (!(roles & 1u << r))
			continue;
		if (words.len)
			buf_char(&words, ' ');
		buf_add(&words, str_of(role_words.at[r].word));
	}
	account.roles = buf_str(&words);
	if (!record_update(act, &account_record, &before, &account, "account.contact", STR_NONE))
		return false;
	account_changed(act, id);
	return true;
}

bool contact_replace(struct act *act, const void *before, void *row, struct input *input)
{
	struct report_contact *contact = row, was, replaced;
	int64_t standing;

	contact->filed_at = act->now;
	contact->state = CONTACT_FILED;
	if (!weekly_store_standing_contact(act, contact->unit_id, &standing))
		return false;
	if (standing == 0)
		return true;
	if (!record_load(act, &contact_record, standing, &was))
		return false;
	replaced = was;
	replaced.state = CONTACT_REPLACED;
	return record_update(act, &contact_record, &was, &replaced, "report_contact.replace", STR_NONE)
	    && change_role(act, was.account_id, false);
}

bool contact_take_over(struct act *act, const void *before, void *row, struct input *input)
{
	const struct report_contact *contact = row;
	const struct duty_about about = { .unit_id = contact->unit_id.v, .subject = "unit",
	                                  .subject_id = contact->unit_id.v };

	return change_role(act, contact->account_id, true) && duty_meet(act, &WEEKLY_CONTACT, &about);
}

/* A unit that owes its first report and has named nobody owes that too, by the same minute. */
bool contact_is_owed(struct act *act, const struct duty *report_duty)
{
	struct duty_about about = { .unit_id = report_duty->unit_id.v, .subject = "unit",
	                            .subject_id = report_duty->unit_id.v, .due_at = report_duty->due_at };
	int64_t standing;

	if (!weekly_store_standing_contact(act, report_duty->unit_id, &standing))
		return false;
	return standing != 0 || duty_raise(act, &WEEKLY_CONTACT, &about, NULL);
}
