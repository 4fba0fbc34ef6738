/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* weekly.h - 二（四）未果事项周报: every unit, every week, Tuesday before 12:00, to the Legal Bureau; the Bureau's
 * digest; the leader's instructions and what became of them.
 *
 * Owns: contact, report, item, digest, instruction. Does not own: matters (matter/), due minutes (duty/).
 * A report is keyed by unit and period, never by its due minute: two weeks may fall due in the same minute. */
#ifndef JUEBU_CLAUSES_WEEKLY_WEEKLY_H
#define JUEBU_CLAUSES_WEEKLY_WEEKLY_H

#include "clause/correction.h"
#include "matter/matter.h"

typedef struct { int64_t v; } ContactId;
typedef struct { int64_t v; } ReportId;
typedef struct { int64_t v; } ItemId;
typedef struct { int64_t v; } DigestId;
typedef struct { int64_t v; } EntryId;
typedef struct { int64_t v; } InstructionId;

/* ---- 周报联系人: who speaks for the unit, and how it gathers what it reports ---- */
enum contact_state { CONTACT_FILED, CONTACT_REPLACED, CONTACT_STATES };
struct report_contact {
	ContactId id;
	int64_t version;
	UnitId unit_id;
	AccountId account_id;
	Personal phone;
	Str mechanism;                  /* 周报工作机制 */
	enum contact_state state;
	Instant filed_at;
};
extern const struct record contact_record;              /* "report_contact" */

/* ---- the report of one unit for one week ---- */
enum report_state { REPORT_OPEN, REPORT_DRAFT, REPORT_SUBMITTED, REPORT_RETURNED, REPORT_STATES };
extern const struct words report_state_words;           /* open draft submitted returned */

enum content { CONTENT_UNSAID, CONTENT_ITEMS, CONTENT_NIL, CONTENT_LEFT_OUT, CONTENTS };
extern const struct words content_words;                /* items nil left_out: "no item, n left out with grounds" */

enum listing { ITEM_LISTED, ITEM_LEFT_OUT, LISTINGS };
enum cooperation { COOPERATION_UNSAID, COOPERATION_NOT_NEEDED, COOPERATION_NEEDED, COOPERATIONS };

struct weekly_item {
	ItemId id;
	int64_t version;
	ReportId report_id;
	UnitId unit_id;                 /* block 2: the responsible unit */
	MatterId matter_id;             /* not set: a matter the register does not hold */
	Str title;                      /* block 1 */
	enum listing listing;
	Str left_out_ground;            /* of what is left out: at least GROUND_LEAST characters, counted and shown */
	Str work_done;                  /* block 3: work done and its effect */
	enum obstacle obstacle;         /* block 4 */
	Str obstacle_detail;
	Str ask_committee;              /* block 5: what the committee must coordinate */
	enum cooperation cooperation;   /*          and who must cooperate */
	UnitId cooperate_unit_id;
	Str remind;                     /* block 6: whom to remind or warn */
	UnitId remind_unit_id;
	ItemId previous_id;             /* the same matter in the unit's last report */
	int64_t weeks;                  /* reported for the n-th week */
	int64_t same_percent;           /* share of work_done that stood there last week */
};
#define GROUND_LEAST 10

struct weekly_report {
	ReportId id;
	int64_t version;
	UnitId unit_id;
	Str period;                     /* "2026-W47" */
	enum report_state state;
	enum content content;
	Instant opened_at, saved_at;
	Instant submitted_at;           /* first arrival: decides on time or late for ever */
	Instant arrived_at;             /* of what stands now */
	AccountId submitted_by;
	int64_t saves;
	int64_t urged;                  /* reminders by hand */
	Str return_reason;
	struct { struct weekly_item *at; size_t count; } items;
};
extern const struct record item_record;                 /* "weekly_item" */
extern const struct record report_record;               /* "weekly_report" */
extern const struct holding report_holding, item_holding;
extern const struct holding contact_holding;

/* What the register says against what the report says. */
struct omission { struct matter *at; size_t count; };
bool weekly_omitted(struct act *, const struct weekly_report *, struct omission *out) MUST_USE;
bool weekly_report_of(struct act *, UnitId, Str period, bool *found, struct weekly_report *out) MUST_USE;

/* ---- 专报: the Bureau's digest of one week ---- */
enum digest_state { DIGEST_DRAFTING, DIGEST_SIGNED, DIGEST_READ, DIGEST_STATES };
enum proposal { PROPOSAL_UNSAID, PROPOSAL_WATCH, PROPOSAL_COORDINATE, PROPOSAL_JOINT, PROPOSAL_REMIND, PROPOSAL_WARN, PROPOSALS };
extern const struct words digest_state_words, proposal_words;

struct digest_entry {
	EntryId id;
	int64_t version;
	DigestId digest_id;
	ItemId item_id;
	UnitId unit_id;                 /* whose item it is */
	Str analysis;
	enum proposal proposal;
	UnitId proposal_unit_id;        /* who is to cooperate, or is reminded or warned */
	Str proposal_words;
};
struct digest {
	DigestId id;
	int64_t version;
	Str period;
	enum digest_state state;
	Str arrivals;                   /* who had reported when it was signed: a signed digest does not change */
	Str analysis;                   /* of the week as a whole */
	Str number;                     /* 发文字号, given when it is signed; never changes */
	AccountId signed_by;
	Instant opened_at, signed_at, read_at;
	struct { struct digest_entry *at; size_t count; } entries;
};
extern const struct record digest_entry_record;
extern const struct record digest_record;
extern const struct holding digest_holding;

/* What a correction changed in the figures of a signed digest; the digest itself stays as it was signed. */
typedef struct { int64_t v; } AmendmentId;
struct digest_amendment {
	AmendmentId id;
	int64_t version;
	DigestId digest_id;
	CorrectionId correction_id;
	UnitId unit_id;
	Str figures;                    /* 零报告 2 → 1 家；… */
	Instant amended_at;
};
extern const struct record amendment_record;

/* ---- 批示, 提醒, 警示: the leader's word to a unit, and its answer ---- */
enum instruction_kind { INSTRUCT, REMIND, WARN, INSTRUCTION_KINDS };
enum instruction_state { INSTRUCTION_ISSUED, INSTRUCTION_ANSWERED, INSTRUCTION_DONE, INSTRUCTION_STATES };
enum urgency { URGENCY_NORMAL, URGENCY_URGENT, URGENCY_DIFFICULT, URGENCIES };
extern const struct words instruction_kind_words, instruction_state_words, urgency_words;

struct instruction {
	InstructionId id;
	int64_t version;
	DigestId digest_id;
	ItemId item_id;                 /* not set: about the week as a whole */
	UnitId unit_id;                 /* addressee */
	enum instruction_kind kind;
	enum urgency urgency;           /* 5, 15 or 30 days (settings) */
	Str words;
	enum instruction_state state;
	AccountId issued_by;
	Instant issued_at;
	Str feedback;
	AccountId answered_by;
	Instant answered_at;
	Str return_reason;
	Instant done_at;
};
extern const struct record instruction_record;
extern const struct holding instruction_holding;

extern const struct duty_rule WEEKLY_REPORT, WEEKLY_CONTACT, WEEKLY_SUPPLEMENT, WEEKLY_DIGEST, WEEKLY_READ,
	WEEKLY_FEEDBACK, WEEKLY_ACKNOWLEDGE;
extern const struct setting_rule SETTING_OLD_DAYS;
extern const struct clause weekly_clause;

#endif
