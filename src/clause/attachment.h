/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* attachment.h - files at the rows of any holding whose table says so (struct files_rule in clause.h).
 *
 * Who may read the row may read them. While the row stands in one of the rule's states whoever may add may also take
 * away again; what was once submitted with the row is never taken away, only withdrawn with a ground, and stays.
 * Owns: attachment. Does not own: bytes and types (file/), the page and the API around it. */
#ifndef JUEBU_CLAUSE_ATTACHMENT_H
#define JUEBU_CLAUSE_ATTACHMENT_H

#include "clause/clause.h"
#include "file/file.h"

typedef struct { int64_t v; } AttachmentId;

enum attachment_state { ATTACHMENT_STANDING, ATTACHMENT_REMOVED, ATTACHMENT_WITHDRAWN, ATTACHMENT_STATES };
extern const struct words attachment_state_words;

struct attachment {
	AttachmentId id;
	int64_t version;
	Str subject;                    /* record name of the row it is at */
	int64_t subject_id;
	UnitId unit_id;                 /* whose row that is */
	Str label;                      /* what it shows */
	Str file_name;
	Str media_type;
	int64_t bytes;
	Str sm3;
	enum attachment_state state;
	AccountId uploaded_by;
	Instant uploaded_at;
	Str ground;                     /* of a withdrawal */
	Instant taken_at;
};
extern const struct record attachment_record;
extern const struct holding attachment_holding;

/* Those of one row, in the order they came; withdrawn ones too, removed ones not. */
struct attachments { struct attachment *at; size_t count; };
bool attachments_of(struct act *, const struct record *, int64_t id, struct attachments *out) MUST_USE;

/* Is it theirs to add, and now? *may false: why is empty where it is not theirs at all. */
bool attachment_may_add(struct act *, const struct holding *, const void *row, bool *may, Str *why) MUST_USE;
/* The same as a refusal, in the words of moves. */
bool attachment_check_add(struct act *, const struct holding *, const void *row) MUST_USE;
/* Attaches what was staged; what stands there already with the same content is passed over. Faults at "file", "label". */
bool attachments_add(struct act *, const struct holding *, const void *row, const struct staged *, size_t count, Str label) MUST_USE;

/* What stands at one row stands at the other too, by whom and when it came: the same content, kept once. Whoever calls
 * has asked whether it may be. */
bool attachments_copy(struct act *, const struct record *from, int64_t from_id, const struct holding *to, const void *row) MUST_USE;

/* One that the caller may see, with the row it is at; else refuse_not_there. */
struct attached { struct attachment attachment; const struct holding *holding; void *row; };
bool attachment_open(struct act *, int64_t id, struct attached *out) MUST_USE;
/* *submitted: it was, so that taking it away is a withdrawal and needs a ground. */
bool attachment_was_submitted(struct act *, const struct attached *, bool *submitted) MUST_USE;
bool attachment_may_take(struct act *, const struct attached *);         /* is it theirs to take away? */
/* With "ground" and "version" of the input; faults at "ground". */
bool attachment_take(struct act *, const struct attached *, const struct input *) MUST_USE;

/* The row is gone: what stood at it is withdrawn (called by the telling of events). */
bool attachments_hear(struct act *, const struct event *) MUST_USE;
/* Fills the reply with the bytes: inline only where a browser shows it as a picture. */
void attachment_send(struct act *, struct call *, const struct attachment *);
/* For verify: do the bytes of every attachment still have its SM3? *bad_id 0: all; *seen counts them. */
bool attachments_verify(struct act *, int64_t *bad_id, int64_t *seen) MUST_USE;

extern const struct sql *const attachment_statements[];

#endif
