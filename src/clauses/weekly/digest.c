/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* digest.c - 专报: what the units reported, with the Bureau's analysis and proposal per item, signed off to the
 * principal leader.
 *
 * A report that arrives enters the oldest digest still being drafted for its week or a later one: a late report is
 * digested late, never lost. A signed digest does not change. */
#include "clauses/weekly/weekly_verbs.h"

#include "base/limits.h"
#include "clauses/weekly/digest_paper.h"
#include "clauses/weekly/digest_view.h"
#include "clauses/weekly/weekly_store.h"

/* ---- what goes in ---- */

static bool enter(struct act *act, DigestId digest_id, const struct item_ref *ref)
{
	struct digest_entry entry = { .digest_id = digest_id, .item_id = ref->item_id, .unit_id = ref->unit_id };

	return record_insert(act, &digest_entry_record, &entry, "digest_entry.enter", STR_NONE);
}

/* What finds no room waits for the next digest, which takes in the oldest first; the ledger says so, and the page. */
static bool note_left_over(struct act *act, const struct digest *digest)
{
	struct event event = { .event = "digest.full", .subject = digest_record.name, .subject_id = digest->id.v };
	int64_t left;

	if (!weekly_store_left_over(act, digest->period, &left))
		return false;
	event.note = str_format(act->arena, "一期专报最多 %d 件，还有 %lld 件转入下一期", LIMIT_CHILDREN, (long long)left);
	return left == 0 || ledger_note(act, &event);
}

static bool fill(struct act *act, const struct digest *digest)
{
	size_t room = LIMIT_CHILDREN - (digest->entries.count < LIMIT_CHILDREN ? digest->entries.count : LIMIT_CHILDREN), count;
	struct item_ref *refs;

	if (!weekly_store_undigested(act, digest->period, room, &refs, &count))
		return false;
	for (size_t i = 0; i < count; i++)
		if (!enter(act, digest->id, &refs[i]))
			return false;
	return count < room || note_left_over(act, digest);
}

bool digest_open(struct act *act, const struct duty *duty)
{
	struct digest digest = { .period = duty->period, .opened_at = act->effective };

	return record_insert(act, &digest_record, &digest, "digest.open", STR_NONE)
	    && fill(act, &digest);
}

static bool is_listed(const struct weekly_report *report, ItemId item_id)
{
	for (size_t i = 0; i < report->items.count; i++)
		if (report->items.at[i].id.v == item_id.v)
			return report->items.at[i].listing == ITEM_LISTED;
	return false;
}

/* Takes the report's items out of the digests still being drafted: all of them, or those it no longer lists. The
 * Bureau's words on what stays are kept. */
static bool leave(struct act *act, const struct weekly_report *report, bool all)
{
	int64_t *ids;
	size_t count;

	if (!weekly_store_entries_of_report(act, report->id, &ids, &count))
		return false;
	for (size_t i = 0; i < count; i++) {
		struct digest_entry entry;

		if (!record_load(act, &digest_entry_record, ids[i], &entry))
			return false;
		if ((all || !is_listed(report, entry.item_id))
		    && !record_delete(act, &digest_entry_record, &entry, "digest_entry.leave", STR_NONE))
			return false;
	}
	return true;
}

bool digest_leave_out(struct act *act, const struct weekly_report *report)
{
	return leave(act, report, true);
}

bool digest_take_in(struct act *act, const struct weekly_report *report)
{
	int64_t digest_id;
	struct digest digest;

	if (!leave(act, report, false) || !weekly_store_drafting(act, report->period, &digest_id))
		return false;
	if (digest_id == 0)
		return true;                    /* the next one that opens takes it in */
	return record_load(act, &digest_record, digest_id, &digest) && fill(act, &digest);
}

/* ---- signing off ---- */

static bool needs_unit(enum proposal proposal)
{
	return proposal == PROPOSAL_JOINT || proposal == PROPOSAL_REMIND || proposal == PROPOSAL_WARN;
}

/* RULE weekly.digest: an analysis of the week, and for each item a proposal; whoever is reminded or warned is named. */
bool digest_is_complete(struct act *act, const void *before, void *row, struct input *input)
{
	const struct digest *digest = row;

	if (str_is_empty(digest->analysis))
		fault_at(act, STR("analysis"), "weekly.digest", "请写总体情况与分析");
	for (size_t i = 0; i < digest->entries.count; i++) {
		const struct digest_entry *entry = &digest->entries.at[i];
		Str title;

		if (!record_title_of(act, &item_record, entry->item_id.v, &title))
			return false;
		if (entry->proposal == PROPOSAL_UNSAID)
			fault_at(act, str_format(act->arena, "entries.%zu.proposal", i), "weekly.digest",
			         "“%.*s”：请选择处理建议", STR_ARG(title));
		else if (needs_unit(entry->proposal) && entry->proposal_unit_id.v == 0)
			fault_at(act, str_format(act->arena, "entries.%zu.proposal_unit_id", i), "weekly.digest",
			         "“%.*s”：请选择涉及单位", STR_ARG(title));
	}
	return act_sound(act);
}

bool digest_sign(struct act *act, const void *before, void *row, struct input *input)
{
	struct digest *digest = row;

	digest->signed_at = act->now;
	digest->signed_by.v = act->actor_id;
	return digest_arrivals_sentence(act, digest->period, &digest->arrivals) && digest_issue(act, digest);
}

bool digest_read(struct act *act, const void *before, void *row, struct input *input)
{
	struct digest *digest = row;

	digest->read_at = act->now;
	return true;
}
