/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* ledger.h - what was done, by whom, when: appended, never changed, sealed, verifiable.
 *
 * An entry is written in the same transaction as what it tells of. Entries get their gapless number and are
 * sealed in blocks {first, last, Merkle root, previous seal, SM3}: on SQLite with each commit, on PostgreSQL
 * within a second. `after` holds the whole row as canonical JSON, so verify can compare every record row
 * with the last word the ledger has on it. Clauses meet here: each entry is an event others may hear.
 * Owns: ledger, ledger_seal, ledger_bough, ledger_anchor. How they are hashed, for an independent verifier: digest.h. */
#ifndef JUEBU_LEDGER_LEDGER_H
#define JUEBU_LEDGER_LEDGER_H

#include "store/query.h"

struct event {
	const char *event;              /* "weekly_report.submit": record and verb */
	const char *subject;            /* record name, "weekly_report"; NULL for what is about no row */
	int64_t subject_id;
	int64_t unit_id;                /* whose it is, 0 none: for who may see the entry */
	Str before;                     /* canonical JSON of the changed fields as they were; empty for a new row */
	Str after;                      /* canonical JSON of the whole row; empty if it is gone. Both empty: a remark
	                                   about the row (viewed, printed), which says nothing of its content */
	Str note;                       /* ground or remark in words */
	const void *row;                /* the typed row as it is now, for hearers; NULL if there is none */
	const void *row_before;
};

/* Appends and tells every clause (house->hear). */
bool ledger_note(struct act *, const struct event *) MUST_USE;

struct ledger_entry {
	int64_t id, no, actor_id, unit_id, subject_id;  /* no 0: not sealed yet */
	Instant written_at, effective_at;
	Str actor_name, via, event, subject, before, after, note;
};
struct entries { struct ledger_entry *at; size_t count; };

/* One block of entries, sealed. */
struct seal {
	int64_t id, block, first_no, last_no;    /* block: from 1 on, without a gap */
	Str leaves;                     /* 32 bytes for each entry */
	Str root, previous, seal;       /* hex */
	Instant sealed_at;
};
struct seals { struct seal *at; size_t count; };

/* Newest first, below before_id (0: from the newest), of one subject row; without who looked at its personal text. */
bool ledger_of(struct act *, const char *subject, int64_t subject_id, int64_t before_id, size_t most,
               struct ledger_entry **out, size_t *count_out) MUST_USE;

/* The page of the ledger. What is 0, empty or not set does not filter. */
enum { LEDGER_SYSTEM = -1 };        /* as actor_id: what nobody did but the program itself */
struct ledger_ask {
	Str subject;                    /* record name */
	int64_t subject_id;
	Str event_prefix;               /* "weekly_report.", "duty.raise" */
	Str event_end;                  /* "_personal": who looked at personal text, who had it erased */
	int64_t actor_id, unit_id;
	Date from_on, to_on;            /* both inclusive, of written_at */
	int64_t before_id;              /* keyset: older than this entry; 0: from the newest */
	size_t most;                    /* 0: LIMIT_LIST_DEFAULT_ROWS; never over LIMIT_LIST_ROWS */
};
struct ledger_page {
	struct ledger_entry *entries;   /* newest first */
	size_t count;
	int64_t older;                  /* before_id of the next page; 0: nothing is older. May be set though count is
	                                   below most: a call looks through so many entries and no further */
};
bool ledger_list(struct act *, const struct ledger_ask *, struct ledger_page *out) MUST_USE;

bool ledger_seal(struct act *);                  /* house->seal; nothing to seal is fine */
/* The whole of it, piece by piece, for verify and export: by number, by id, by first number. */
bool ledger_sealed_after(struct act *, int64_t no, size_t most, struct entries *out) MUST_USE;
bool ledger_unsealed_after(struct act *, int64_t id, size_t most, struct entries *out) MUST_USE;
bool ledger_seals_after(struct act *, int64_t first_no, size_t most, struct seals *out) MUST_USE;
bool ledger_entry_at(struct act *, int64_t no, struct ledger_entry *out, bool *found_out) MUST_USE;

/* ---- anchors: the head of the ledger, once a day, written down outside the database (digest.h: anchor) ---- */

struct anchor {
	Date on;                        /* not set: an anchor given as last_no and seal alone */
	int64_t last_no, blocks;        /* blocks 0, tree empty: not known */
	Str seal, tree, previous;       /* hex */
	bool filed;                     /* it stands outside */
};
/* Anchors what is sealed now, unless this day has one or nothing is sealed. A writing act. */
bool ledger_anchor_make(struct act *, struct anchor *out, bool *made_out) MUST_USE;
/* Oldest first, of days after this one (not set: from the first); newest first. */
struct anchors { struct anchor *at; size_t count; };
bool ledger_anchors_after(struct act *, Date, size_t most, struct anchors *out) MUST_USE;
bool ledger_anchors_newest(struct act *, size_t most, struct anchors *out) MUST_USE;
bool ledger_anchor_filed(struct act *, Date up_to) MUST_USE;     /* these days and all before stand outside now */
Str ledger_anchor_line(struct arena *, const struct anchor *);   /* without its line feed */
Str ledger_anchor_line_hash(struct arena *, Str line);

/* ---- one entry proved ---- */

struct proof {
	struct ledger_entry entry;      /* exactly as hashed */
	struct sm3_path { Str at[64]; size_t count; } path, tree_path;          /* hex, from below (digest.h) */
	int64_t block, first_no, last_no;
	Instant sealed_at;
	Str previous, seal;             /* of its block, hex */
	struct anchor anchor;           /* the first that covers the block; blocks 0: none does yet */
};
/* found false: no such number. */
bool ledger_prove(struct act *, int64_t no, struct proof *out, bool *found_out) MUST_USE;
/* Do entry, paths and seals lead to the anchor the proof names? Needs no database; why_out in words if not. */
bool proof_holds(struct arena *, const struct proof *, Str *why_out) MUST_USE;

/* ---- verify ---- */

/* What verify found. place: "ledger 17", "seal 4", "anchor 2026-11-24", "weekly_report 12". */
struct verdict { bool sound; int64_t entries, blocks, rows, anchors; Str place, why; Str head; };

/* How verify reads record rows: implemented in record/, handed down so that ledger/ need not know it. */
struct row_page { const void *record; const char *subject; const char *at; size_t count; };
/* Some rows that follow one another; record NULL: none. */
struct row_part { const void *record; int64_t from, until; };            /* ids, both inclusive */
/* The rows that come next, not read yet; asked by two threads in turn. false: refused. */
typedef bool NextPart(struct act *, void *state, struct row_part *out);
/* Reads them into act->arena. false: refused. */
typedef bool ReadPart(struct act *, const struct row_part *, struct row_page *out);
/* Appends row i in canonical form; its id. Pure: pages are worked on by two threads. */
typedef int64_t SayRow(const struct row_page *, size_t i, struct strbuf *json_out);
/* Does row i say what this entry said of it, though the entry was written when the record had fewer fields? Fields the
 * entry lacks must stand at what a migration leaves there. */
typedef bool RowGrew(struct arena *, const struct row_page *, size_t i, Str after);
/* For each row, whether the key of its personal text is beside it; NULL: these rows have no keys. Pure. */
enum key_sight { KEY_FINE, KEY_MISSING, KEY_EMPTIED };
typedef const enum key_sight *KeysOfRows(struct arena *, const struct row_page *);
/* Was the emptied key of row i erased as often as the ledger says? false: refused. */
typedef bool KeyErased(struct act *, const struct row_page *, size_t i, bool *out);
struct verify_ask {
	NextPart *next;                 /* NULL: no rows */
	ReadPart *read;
	SayRow *say;
	RowGrew *grew;                  /* NULL: a row must say it word by word */
	KeysOfRows *keys;               /* NULL: no row has a key */
	KeyErased *erased;
	void *state;
	const struct anchor *anchors;   /* kept outside, oldest first */
	size_t anchor_count;
};
/* A reading act: one snapshot, read and hashed by two threads; to be called before anything is read. true: it was all looked at, out says with what result. */
bool ledger_verify(struct act *, const struct verify_ask *, struct verdict *out) MUST_USE;

Str ledger_entry_hash(struct arena *, const struct ledger_entry *);      /* in hex; empty if not sealed yet */
Str ledger_head(struct act *);                   /* newest seal in hex; empty if none */
/* "17:3fa9…": last number and newest seal, for the foot of prints, as verify --anchor takes it; empty if none. */
Str ledger_head_words(struct act *);

extern const struct sql *const ledger_statements[], *const ledger_anchor_statements[];

#endif
